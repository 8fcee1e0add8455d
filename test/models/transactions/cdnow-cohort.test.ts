/**
 * The whole chain on the full CDNOW cohort, from the log of orders to lifetime value, as in Fader, Hardie & Lee (2005), "RFM
 * and CLV: Using Iso-Value Curves for Customer Base Analysis", Journal of Marketing Research 42(4), 415-430. The data are not
 * part of the repository; without them these tests are skipped.
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect } from "vitest";
import { rfmFromSummary } from "../../../src/cohorts/rfm-from-summary.js";
import { summarizeTransactions } from "../../../src/data/summarize-transactions.js";
import * as gammaGamma from "../../../src/models/spending/gamma-gamma.js";
import * as paretoNbd from "../../../src/models/transactions/lifetimes/pareto-nbd.js";
import { customerLifetimeValue } from "../../../src/value/customer-lifetime-value.js";
import { expectClose, expectPrinted, itOutside, sharedFolder } from "../../support.js";

const bytes = (file: string): Buffer => readFileSync(resolve(sharedFolder ?? "", file));
const sum = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((total, value) => total + value, 0);
const end = { timeUnit: "week", asOf: "1998-06-30" } as const;

/** All 69,659 orders: customer, date as yyyymmdd, number of CDs, amount. */
function cohortOrders() {
  const lines = gunzipSync(bytes("data/published/CDNOW_master.txt.gz")).toString().split("\n");
  const orders = { customer: [] as string[], time: [] as string[], amount: [] as number[] };
  for (const line of lines) {
    const [customer, date, , amount] = line.trim().split(/\s+/);
    if (customer === undefined || date === undefined || !/^\d{8}$/.test(date)) continue;
    orders.customer.push(customer);
    orders.time.push(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`);
    orders.amount.push(Number(amount));
  }
  return orders;
}

/** The parameters of the paper: both models on the tenth of the cohort that is the sample, over 78 weeks. */
function sampleFits() {
  const rows = bytes("data/cdnow_transactions.csv").toString().trim().split(/\r?\n/).slice(1);
  const orders = rows.map((row) => {
    const [customer, time, , amount] = row.split(",");
    return { customer: customer!, time: time!, amount: Number(amount) };
  });
  const summary = summarizeTransactions(orders, end);
  return { transactions: paretoNbd.fit(summary).parameters, spending: gammaGamma.fit(summary).parameters };
}

describe("the CDNOW cohort, from orders to value", () => {
  itOutside(
    ["data/published/CDNOW_master.txt.gz", "data/cdnow_transactions.csv"],
    "gives the paper's customers, classes and values",
    () => {
      const all = summarizeTransactions(cohortOrders(), end);
      expect(all.customer.length).toBe(23_570);
      // "Ten buyers who spent over $4,000" is ten only by repeat spend.
      const kept = Array.from(all.frequency.keys()).filter(
        (i) => !(all.frequency[i]! > 0 && all.frequency[i]! * all.monetaryValue[i]! > 4000),
      );
      expect(all.customer.length - kept.length).toBe(10);
      const column = (values: Float64Array): Float64Array => Float64Array.from(kept, (i) => values[i]!);
      const customers = {
        frequency: column(all.frequency),
        recency: column(all.recency),
        T: column(all.T),
        monetaryValue: column(all.monetaryValue),
      };
      const { transactions, spending } = sampleFits();
      ["0.563", "12.559", "0.408", "10.515"].forEach((number, i) => {
        expectPrinted(Object.values(transactions)[i]!, number);
      });
      // Our own estimates by scipy, since the paper does not print them.
      ["4.6835", "4.1898", "24.3906"].forEach((number, i) => {
        expectPrinted(Object.values(spending)[i]!, number);
      });
      const discounting = { continuousDiscountRate: 0.0027 };
      const { value } = customerLifetimeValue({
        spend: gammaGamma.conditionalExpectedSpend(spending, customers),
        marginShare: 0.3,
        discountedTransactions: paretoNbd.discountedExpectedResidualTransactions(
          transactions,
          customers,
          discounting,
        ),
      });
      expectPrinted(sum(value) / 1e6, "1.1");
      expectClose(sum(value), 1_096_876.79, { relative: 1e-5 });

      const terciles = { groups: 3, monetary: "meanOfRepeats", oneTimeBuyers: "apart" } as const;
      const { cells, customers: scores } = rfmFromSummary(customers, terciles);
      const meanWhere = (test: (i: number) => boolean): number => {
        const chosen = Array.from(value.filter((_, i) => test(i)));
        return sum(chosen) / chosen.length;
      };
      const none = cells.at(-1)!;
      expect([none.recencyScore, none.customers]).toEqual([0, 12_054]);
      expect(kept.length - none.customers).toBe(11_506);
      // "$4.40": the paper's own spending parameters are not printed.
      expectClose(
        meanWhere((i) => scores.recencyScore[i] === 0),
        4.4,
        { absolute: 0.1 },
      );
      const ofNone = sum(value.filter((_, i) => scores.recencyScore[i] === 0));
      // "Almost 5%" of the value is with those who never came back.
      expectPrinted((100 * ofNone) / sum(value), "5");
      // Tables 2 and 3. How terciles cut through ties is not told.
      expectClose(
        meanWhere((i) => scores.cell[i] === 0),
        435,
        { absolute: 12 },
      );
      [18, 50, 205].forEach((printed, f) => {
        expectClose(
          meanWhere((i) => scores.frequencyScore[i] === f + 1),
          printed,
          { absolute: 8 },
        );
      });
    },
  );
});
