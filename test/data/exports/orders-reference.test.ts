/** Small sets with their answers by hand or by a second program: test/reference/exports/orders. */
import { describe, expect, it } from "vitest";
import { cohortTable } from "../../../src/cohorts/cohort-table.js";
import { refundCohorts } from "../../../src/cohorts/refund-cohorts.js";
import { repeatPurchaseRate } from "../../../src/cohorts/repeat-purchase-rate.js";
import { rfm } from "../../../src/cohorts/rfm.js";
import { summarizeTransactions } from "../../../src/data/summarize-transactions.js";
import { renewalsDue } from "../../../src/rates/renewals-due.js";
import { trialOutcomes } from "../../../src/survival/trial-outcomes.js";
import type { WeekStart } from "../../../src/tables/calendar.js";
import { expectClose, expectPlainData, readReference } from "../../support.js";

// biome-ignore lint/suspicious/noExplicitAny: references differ in shape
type Loose = any;
const rowsOf = ({ columns, rows }: Loose): Loose[] =>
  rows.map((row: Loose[]) => Object.fromEntries(columns.map((name: string, i: number) => [name, row[i]])));

/** Every field of the expected rows, counts exactly, shares to 12 digits. */
function expectRows(actual: readonly object[], expected: readonly Loose[], name: string): void {
  expect(actual.length, name).toBe(expected.length);
  for (const [i, row] of expected.entries())
    for (const [field, value] of Object.entries(row)) {
      const got = (actual[i] as Loose)[field];
      if (typeof value === "number" && typeof got === "number")
        expectClose(got, value, { relative: 1e-9, absolute: 1e-11 }, `${name} ${i} ${field}`);
      else expect(got, `${name} ${i} ${field}`).toEqual(value);
    }
}
const named = (run: Loose): [string, Loose] => [JSON.stringify(run.options), run];

describe.each(["01-repeat-by-hand", "02-repeat-censored", "03-repeat-simulated"])("%s", (file) => {
  const { orders, runs } = readReference(`exports/orders/${file}.json`);
  it.each<[string, Loose]>(runs.map(named))(
    "repeat rates by order number under %s",
    (_, { options, expected }) => {
      const rows = repeatPurchaseRate(rowsOf(orders), {
        ...options,
        by: "order",
      } as Loose) as unknown as object[];
      expectPlainData(rows);
      expectRows(rows, rowsOf(expected), file);
    },
  );
});

describe.each(["04-refunds-by-purchase-month", "05-refunds-simulated"])("%s", (file) => {
  const { orders, runs } = readReference(`exports/orders/${file}.json`);
  const refunds = orders.flatMap((order: Loose) =>
    order.refunds.map((each: Loose) => ({ ...each, order: order.order })),
  );
  it.each<[string, Loose]>(runs.map(named))("refunds under %s", (_, { options, expected }) => {
    const result = refundCohorts(orders as Loose[], { ...options, refunds, eventsAfterAsOf: "leaveOut" });
    expectPlainData(result);
    expectRows(result.totals, rowsOf(expected.totals), "totals");
    expectRows(result.byAge, rowsOf(expected.byAge), "byAge");
  });
});

describe.each(["06-trials", "07-trials-simulated"])("%s", (file) => {
  const { trials, runs } = readReference(`exports/orders/${file}.json`);
  it.each<[string, Loose]>(runs.map(named))("trials under %s", (_, { options, expected }) => {
    const result = trialOutcomes(rowsOf(trials), options);
    expectPlainData(result);
    if (expected.trials) expectRows(result.trials, rowsOf(expected.trials), "trials");
    expectRows([result.all], [expected.all], "all");
    expectRows(result.byCohort, expected.byCohort, "byCohort");
    expectRows(result.incidence, rowsOf(expected.incidence), "incidence");
    for (const row of result.incidence)
      expectClose(row.incidenceConverted + row.incidenceGaveUp + row.open, 1, { absolute: 1e-12 });
  });
});

describe("08-renewals-due", () => {
  const { rows, runs } = readReference("exports/orders/08-renewals-due.json");
  it.each<[string, Loose]>(runs.map(named))("renewals due under %s", (_, { options, expected }) => {
    const result = renewalsDue(rowsOf(rows), { from: options.start, to: options.end });
    expectPlainData(result);
    const { due, byInterval, ...counts } = expected;
    expectRows(result.due, rowsOf(due), "due");
    expectRows(result.byInterval, byInterval, "byInterval");
    expect(result).toMatchObject(counts);
  });
});

describe("09-times", () => {
  const { read, refused } = readReference("exports/orders/09-times.json");
  const first = (time: string, timeZone: string) =>
    summarizeTransactions([{ customer: 1, time }], { timeZone, asOf: "2026-05-01", mergeWithin: "none" });
  it.each<Loose>(rowsOf(read))("reads $text in $timeZone", ({ text, timeZone, milliseconds }) => {
    expect(first(text, timeZone).firstPurchase[0]).toBe(milliseconds);
  });
  it.each<string>(refused)("refuses %j", (text) => {
    expect(() => first(text, "UTC")).toThrow("summarizeTransactions: orders[0].time must be");
  });
});

describe("10-weeks", () => {
  const { expected } = readReference("exports/orders/10-weeks.json");
  it.each<Loose>(rowsOf(expected))("weeks of $time from every weekday", ({ time, ...weeks }) => {
    for (const [weekStart, first] of Object.entries(weeks)) {
      const { cells } = cohortTable([{ customer: 1, time }], {
        period: "week",
        weekStart: weekStart as WeekStart,
        asOf: "2025-03-01",
      });
      expect(cells[0]!.cohort, weekStart).toBe(first);
    }
  });
});

describe.each(["11-currencies", "12-currencies-by-month"])("%s", (file) => {
  const { orders, exchangeRates, expected } = readReference(`exports/orders/${file}.json`);
  const rows = rowsOf(orders);
  it("refuses mixed currencies, and adds them up at the rates of their months", () => {
    const options = { asOf: "2024-04-01", refunds: "net", mergeWithin: "none" } as const;
    expect(() => rfm(rows, options)).toThrow("rfm: exchangeRates must be given for several currencies");
    const { customer, amount } = rfm(rows, { ...options, exchangeRates }).customers;
    for (const { customer: id, amount: sum } of rowsOf(expected.byCustomer))
      expectClose(amount[Array.from(customer).indexOf(id)]!, sum, { relative: 1e-9 }, id);
  });
});
