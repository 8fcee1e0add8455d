/** Purchases counted by period: laws, a hand-made log, the clock, refusals. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { purchasesByPeriod } from "../../src/data/purchases-by-period.js";
import { summarizeTransactions } from "../../src/data/summarize-transactions.js";
import { expectPlainData, expectRefusal } from "../support.js";

const day = 86_400_000;
const log = [
  { customer: "ann", time: "2024-01-01T09:00:00Z", amount: 20 },
  { customer: "bob", time: "2024-01-03T12:00:00Z", amount: 35 },
  { customer: "ann", time: "2024-01-08T08:59:00Z", amount: 5 },
  { customer: "ann", time: "2024-01-08T09:00:00Z", amount: 7 },
  { customer: "bob", time: "2024-01-15T09:00:00Z", amount: 9 },
  { customer: "cy", time: "2024-01-16T09:00:00Z", amount: 2 },
];

describe("purchasesByPeriod", () => {
  it("starts its clock at the first purchase, and puts a purchase on a boundary into the later period", () => {
    const rows = purchasesByPeriod(log, { timeUnit: "week", mergeWithin: "none", asOf: "2024-01-20" });
    expect(rows).toStrictEqual([
      // By hand: ann's order of 8:59 on the eighth day is the last minute of the first week.
      {
        period: 1,
        firstPurchases: 2,
        repeatPurchases: 1,
        cumulativeRepeatPurchases: 1,
        repeatAmount: 5,
        complete: true,
      },
      {
        period: 2,
        firstPurchases: 0,
        repeatPurchases: 1,
        cumulativeRepeatPurchases: 2,
        repeatAmount: 7,
        complete: true,
      },
      {
        period: 3,
        firstPurchases: 1,
        repeatPurchases: 1,
        cumulativeRepeatPurchases: 3,
        repeatAmount: 9,
        complete: false,
      },
    ]);
    expectPlainData(rows);
    const merged = purchasesByPeriod(log, { timeUnit: "week", asOf: "2024-01-20" });
    expect(merged.map((row) => [row.repeatPurchases, row.repeatAmount])).toStrictEqual([
      [1, 12],
      [0, 0],
      [1, 9],
    ]);
  });

  it("counts the customers acquired by an instant, over as many periods as asked for", () => {
    const rows = purchasesByPeriod(log, { periodLength: 7, acquiredBy: "2024-01-02", periods: 4 });
    expect(rows.map((row) => [row.firstPurchases, row.repeatPurchases, row.complete])).toStrictEqual([
      [1, 1, true],
      [0, 0, true],
      [0, 0, false],
      [0, 0, false],
    ]);
    expect(purchasesByPeriod(log, { periodLength: 7, periods: 1 })[0]?.repeatPurchases).toBe(1);
    const [row] = purchasesByPeriod([{ customer: "ann", time: "2024-01-01" }]);
    expect(row).toMatchObject({ firstPurchases: 1, repeatPurchases: 0, repeatAmount: null, complete: false });
  });

  it("loses no purchase: all periods add up to the frequencies, in whatever unit", () => {
    const rows = fc.array(
      fc.record({
        customer: fc.constantFrom("a", "b", "c"),
        time: fc.integer({ min: 0, max: 60 }).map((days) => 1.7e12 + days * day),
      }),
      { minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 30 }), (orders, periodLength) => {
        const byPeriod = purchasesByPeriod(orders, { periodLength });
        const { frequency, customer } = summarizeTransactions(orders);
        const total = frequency.reduce((sum, x) => sum + x, 0);
        expect(byPeriod.at(-1)?.cumulativeRepeatPurchases).toBe(total);
        expect(byPeriod.reduce((sum, row) => sum + row.firstPurchases, 0)).toBe(customer.length);
        const inWeeks = purchasesByPeriod([...orders].reverse(), {
          timeUnit: "week",
          periodLength: periodLength / 7,
        });
        expect(inWeeks).toEqual(byPeriod);
      }),
      { numRuns: 60 },
    );
  });

  it("says what is wrong", () => {
    const where = "purchasesByPeriod:";
    expectRefusal(
      () => purchasesByPeriod(log, { periodLength: 0 }),
      `${where} periodLength must be a finite number above 0, received 0`,
    );
    expectRefusal(
      () => purchasesByPeriod(log, { periodLength: 1e-9 }),
      `${where} periodLength must make at most 1000000 periods, received 1e-9`,
    );
    expectRefusal(
      () => purchasesByPeriod(log, { periods: 1.5 }),
      `${where} periods must be a whole number of 1 or more, received 1.5`,
    );
    expectRefusal(
      () => purchasesByPeriod(log, { periods: 1e7 }),
      `${where} periods must be a whole number from 1 to 1000000, received 10000000`,
    );
    expectRefusal(
      () => purchasesByPeriod(log, { acquiredBy: "2023-12-31" }),
      `${where} orders must leave a customer with a purchase at or before 2023-12-31T00:00:00.000Z, received 0`,
      "INSUFFICIENT_DATA",
    );
    expectRefusal(
      () =>
        purchasesByPeriod([{ customer: "a", time: "2024-01-01", amount: 0 }], { zeroAmounts: "leaveOut" }),
      `${where} orders must leave a purchase, received 0`,
      "INSUFFICIENT_DATA",
    );
    expectRefusal(
      () => purchasesByPeriod(undefined as never),
      `${where} orders must be an array of rows, or an object of columns, received undefined`,
    );
  });
});
