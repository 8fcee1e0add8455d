/** RFM scores of a summary: those of the log, terciles of repeat buyers, ties, refusals. */
import { describe, expect, it } from "vitest";
import { rfm } from "../../src/cohorts/rfm.js";
import { rfmFromSummary } from "../../src/cohorts/rfm-from-summary.js";
import { summarizeTransactions } from "../../src/data/summarize-transactions.js";
import * as bgNbd from "../../src/models/transactions/beta-geometric/bg-nbd.js";
import { expectClose, expectPlainData, expectRefusal } from "../support.js";

const summary = {
  customer: ["a", "b", "c", "d", "e"],
  frequency: [0, 2, 5, 1, 1],
  recency: [0, 20, 36, 4, 3],
  T: [38, 38, 38, 38, 37],
  monetaryValue: [Number.NaN, 30, 22, 90, 10],
  totalAmount: [5, 80, 120, 95, 15],
};

describe("rfmFromSummary", () => {
  it("scores what rfm scores from the log", () => {
    const { orders } = bgNbd.simulate(
      { r: 0.8, alpha: 8, a: 0.8, b: 3 },
      { customers: 300, T: 200, seed: 3 },
    );
    const start = Date.parse("2024-01-01");
    const log = Array.from({ length: 300 }, (_, i) => ({ customer: i, time: start, amount: 3 }));
    orders.customer.forEach((customer, k) => {
      log.push({ customer, time: start + Math.floor(orders.age[k]!) * 86_400_000, amount: 1 + (k % 7) });
    });
    const fromLog = rfm(log).customers;
    const { customers, cells } = rfmFromSummary(summarizeTransactions(log, { timeUnit: "week" }));
    expect(customers.recencyScore).toEqual(fromLog.recencyScore);
    expect(customers.frequencyScore).toEqual(fromLog.frequencyScore);
    expect(customers.monetaryScore).toEqual(fromLog.monetaryScore);
    expect(Array.from(customers.cell, (i) => cells[i]?.segment)).toEqual(fromLog.segment);
  });

  it("scores repeat buyers among themselves where one-time buyers stand apart", () => {
    const { cells, customers } = rfmFromSummary(summary, {
      groups: 3,
      monetary: "meanOfRepeats",
      oneTimeBuyers: "apart",
    });
    // By hand, of b to e: d and e bought last 34 time units ago, and share the lowest score.
    expect(Array.from(customers.recencyScore)).toEqual([0, 2, 3, 1, 1]);
    expect(Array.from(customers.frequencyScore)).toEqual([0, 2, 3, 1, 1]);
    expect(Array.from(customers.monetaryScore)).toEqual([0, 2, 1, 3, 1]);
    expect(cells.length).toBe(5);
    expect(cells.at(-1)).toEqual({
      recencyScore: 0,
      frequencyScore: 0,
      monetaryScore: 0,
      segment: null,
      customers: 1,
      share: 0.2,
    });
    expectClose(
      cells.reduce((sum, cell) => sum + cell.share, 0),
      1,
      { absolute: 1e-15 },
    );
    expectPlainData(cells);
  });

  it("says what is wrong", () => {
    const where = "rfmFromSummary:";
    expectRefusal(
      () => rfmFromSummary(undefined as never),
      `${where} summary must be an object, received undefined`,
    );
    expectRefusal(
      () => rfmFromSummary(summary, { monetary: "meanOfRepeats" }),
      `${where} summary.monetaryValue[0] must be a finite number of 0 or more, received NaN`,
    );
    expectRefusal(
      () => rfmFromSummary({ ...summary, totalAmount: undefined }),
      `${where} summary.totalAmount must be a column of numbers, received undefined`,
    );
    expectRefusal(
      () => rfmFromSummary({ ...summary, T: [38, 38] }),
      `${where} summary.T must have as many entries as frequency (5), received 2`,
    );
    expectRefusal(
      () => rfmFromSummary(summary, { groups: 11 }),
      `${where} options.groups must be a whole number from 2 to 10, received 11`,
    );
    expectRefusal(
      () => rfmFromSummary({ ...summary, customer: ["a"] }),
      `${where} summary.customer must be an array with as many entries as frequency (5), received array of 1`,
    );
    expectRefusal(
      () => rfmFromSummary({ ...summary, frequency: [0, 0, 0, 0, 0] }, { oneTimeBuyers: "apart" }),
      `${where} summary.frequency must have repeat purchases, received 5`,
      "INSUFFICIENT_DATA",
    );
  });
});
