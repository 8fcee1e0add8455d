/** Purchases by period: laws, printed numbers, clocks, refusals. */
import { describe, expect, it } from "vitest";
import { trackTransactions } from "../../src/assessment/track-transactions.js";
import * as bgNbd from "../../src/models/transactions/beta-geometric/bg-nbd.js";
import * as bgBb from "../../src/models/transactions/bg-bb.js";
import { expectClose, expectPlainData, expectRefusal } from "../support.js";
import { donations } from "./donations.js";

const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
const customers = { frequency: [0, 2, 1], recency: [0, 30, 4], T: [39, 38, 30.5], weight: [3, 2, 4] };

describe("trackTransactions", () => {
  // Walkthrough of the R package BTYD, donation data at the parameters printed there: its increments agree with
  // 11,104 ΔE[X(n)] to 0.001 (rounding of the printed parameters).
  it("gives the printed increments of the donations", () => {
    const printed = [
      5535.833, 4717.059, 4147.621, 3724.665, 3395.888, 3131.647, 2913.778, 2730.482, 2573.731, 2437.854,
      2318.727,
    ];
    const atPrint = { alpha: 1.203528, beta: 0.749726, gamma: 0.6567808, delta: 2.783796 };
    const { rows } = trackTransactions({ model: bgBb, fit: atPrint }, donations, { periods: 11 });
    rows.forEach((row, i) => {
      expectClose(row.expected, printed[i]!, { absolute: 0.0025 });
    });
    expect(rows.map((row) => row.holdout)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((p) => p >= 6));
  });

  it("starts each customer's clock at the first purchase", () => {
    const { rows } = trackTransactions({ model: bgNbd, fit: parameters }, customers, { periods: 40 });
    const at = (t: number): number => bgNbd.expectedTransactions(parameters, t);
    expectClose(rows[0]!.cumulativeExpected, 3 * at(1), { relative: 1e-12 });
    expectClose(rows[1]!.cumulativeExpected, 3 * at(2) + 2 * at(1), { relative: 1e-12 });
    expectClose(rows[8]!.cumulativeExpected, 3 * at(9) + 2 * at(8) + 4 * at(0.5), { relative: 1e-12 });
    expect(rows[38]?.holdout).toBe(false);
    expect(rows[39]?.holdout).toBe(true);
    expectClose(
      rows.reduce((sum, row) => sum + row.expected, 0),
      rows[39]!.cumulativeExpected,
      { relative: 1e-12 },
    );
  });

  it("gives by weeks of days what weeks give", () => {
    const inDays = { ...customers, recency: [0, 210, 28], T: [273, 266, 213.5] };
    const options = { periods: 12, periodLength: 7 };
    const days = trackTransactions(
      { model: bgNbd, fit: { ...parameters, alpha: 7 * 4.414 } },
      inDays,
      options,
    );
    trackTransactions({ model: bgNbd, fit: parameters }, customers, { periods: 12 }).rows.forEach(
      (row, i) => {
        expectClose(days.rows[i]!.cumulativeExpected, row.cumulativeExpected, { relative: 1e-11 });
      },
    );
  });

  it("has errors where counts are given, apart for what the model has not seen", () => {
    const brief = { frequency: [0], recency: [0], T: [2] };
    const linear = { expectedTransactions: (_: object, t: number) => 2 * t };
    const tracked = trackTransactions({ model: linear, fit: {} }, brief, { periods: 3, observed: [1, 2, 4] });
    expect(tracked.rows.map((row) => row.cumulativeError)).toEqual([1, 1 / 3, -1 / 7]);
    expect(tracked.calibrationErrors).toEqual({
      count: 2,
      predictedTotal: 4,
      observedTotal: 3,
      relativeErrorOfTotal: 1 / 3,
      bias: 0.5,
      meanAbsoluteError: 0.5,
      rootMeanSquareError: Math.SQRT1_2,
    });
    expect(tracked.holdoutErrors?.bias).toBe(-2);
    expectPlainData(tracked);
    const alone = trackTransactions({ model: linear, fit: {} }, brief, { periods: 2 });
    expect(alone.holdoutErrors).toBe(null);
    expect(alone.rows[0]?.cumulativeError).toBe(null);
  });

  it("says what is wrong", () => {
    const call = (options: object) =>
      trackTransactions({ model: bgNbd, fit: parameters }, customers, options as { periods: number });
    const where = "trackTransactions:";
    expectRefusal(
      () => call(undefined as unknown as object),
      `${where} options must be an object, received undefined`,
    );
    expectRefusal(
      () => call({ periods: 0 }),
      `${where} options.periods must be a whole number of 1 or more, received 0`,
    );
    expectRefusal(
      () => call({ periods: 2, periodLength: 0 }),
      `${where} options.periodLength must be a finite number above 0, received 0`,
    );
    expectRefusal(
      () => call({ periods: 2, observed: [1] }),
      `${where} options.observed must have one entry per period (2), received 1`,
    );
    expectRefusal(
      () => call({ periods: 2, observed: [1, -1] }),
      `${where} options.observed[1] must be a finite number of 0 or more, received -1`,
    );
    expectRefusal(
      () => trackTransactions({ model: {} as typeof bgNbd, fit: parameters }, customers, { periods: 2 }),
      `${where} fitted.model.expectedTransactions must be a function, received undefined`,
    );
  });
});
