/** Payback and lifetime value beside what cohorts have brought in. */
import { describe, expect, it } from "vitest";
import { cohortTable } from "../../src/cohorts/cohort-table.js";
import { retentionCurve } from "../../src/cohorts/retention-curve.js";
import { revenuePerCustomer } from "../../src/rates/revenue-per-customer.js";
import { lifetimeValue } from "../../src/value/lifetime-value.js";
import { realizedPayback } from "../../src/value/realized-payback.js";
import { trackLifetimeValue } from "../../src/value/track-lifetime-value.js";
import { expectClose, expectPlainData, expectRefusal } from "../support.js";

const curve = {
  level: 0.95,
  intervalMethod: "skewnessCorrected",
  points: [
    { period: 0, estimate: 20, lower: 18, upper: 23 },
    { period: 1, estimate: 37, lower: 33, upper: 42 },
    { period: 2, estimate: 51, lower: 44, upper: 60 },
    { period: 3, estimate: null, lower: null, upper: null },
  ],
} as const;

describe("realizedPayback", () => {
  it("is the first period at which the value reaches the cost, its ends those at which the bounds do", () => {
    const found = realizedPayback({ valueToDate: curve, acquisitionCost: 41 });
    expect(found).toEqual({
      ...{ estimate: 2, lower: 1, upper: 2, level: 0.95 },
      ...{ method: "inverted skewnessCorrected", reason: null },
    });
    expectPlainData(found);
    expect(realizedPayback({ valueToDate: curve, acquisitionCost: 55 })).toMatchObject({
      ...{ estimate: null, lower: 2, upper: null },
      reason: "the value to date is 51 by the end of period 2, less than the acquisition cost of 55",
    });
    expect(realizedPayback({ valueToDate: curve, acquisitionCost: 20 }).estimate).toBe(0);
  });

  it.each<[string, object, string]>([
    [
      "no curve",
      { valueToDate: [], acquisitionCost: 1 },
      "realizedPayback: valueToDate must be a curve with points, as retentionCurve makes it of cumulative sums, received []",
    ],
    [
      "a point that is none",
      {
        valueToDate: { ...curve, points: [{ period: 0, estimate: "9", lower: 1, upper: 2 }] },
        acquisitionCost: 1,
      },
      'realizedPayback: valueToDate.points[0].estimate must be a finite number, received "9"',
    ],
    [
      "a cost of 0",
      { valueToDate: curve, acquisitionCost: 0 },
      "realizedPayback: acquisitionCost must be a finite number above 0, received 0",
    ],
    [
      "a misspelt field",
      { valueToDate: curve, cost: 3 },
      'realizedPayback: input must hold nothing but valueToDate, acquisitionCost, received "cost"',
    ],
  ])("refuses %s", (_, input, message) => {
    expectRefusal(() => realizedPayback(input as never), message);
  });
});

describe("trackLifetimeValue", () => {
  it("predicts undiscounted payments up to each period, and the lifetime value as asked", () => {
    const customer = { margin: 20, retention: 0.85, discountRate: 0.01 };
    const tracked = trackLifetimeValue({ ...customer, realized: curve });
    expectPlainData(tracked);
    for (const { period, predicted } of tracked.rows)
      expectClose(predicted, (20 * (1 - 0.85 ** (period + 1))) / 0.15, { relative: 1e-12 });
    expect(tracked.rows.map(({ within }) => within)).toEqual([true, true, true, null]);
    expectClose(tracked.rows[1]!.ratio!, 1, { relative: 1e-12 });
    expect(tracked.lifetimeValue).toBe(lifetimeValue(customer).value);
    expect(tracked.realizedToDate).toBe(51);
  });

  it("agrees with payments of customers who stay as predicted", () => {
    // Of eight customers half are there a month later, and half of those after another.
    const payments = Array.from({ length: 8 }, (_, c) =>
      ["01", "02", "03"]
        .slice(0, c < 2 ? 3 : c < 4 ? 2 : 1)
        .map((month) => ({ customer: c, time: `2024-${month}-05`, amount: 10 })),
    ).flat();
    const table = cohortTable(payments, {
      period: "month",
      asOf: "2024-04-01",
      measure: "sum",
      definition: "onOrBefore",
    });
    const { rows } = trackLifetimeValue({
      margin: 10,
      retention: 0.5,
      discountRate: 0,
      realized: retentionCurve(table),
    });
    expect(rows.map(({ ratio }) => ratio)).toEqual([1, 1, 1, null]);
  });

  it("refuses payments that do not begin at once", () => {
    expectRefusal(
      () =>
        trackLifetimeValue({
          margin: 10,
          retention: 0.5,
          discountRate: 0,
          timing: "afterOnePeriod",
          realized: curve,
        }),
      'trackLifetimeValue: timing must be "now" or left out, received "afterOnePeriod"',
    );
  });
});

describe("revenuePerCustomer", () => {
  const rows = [12, 9, 30, 14, 9, 85, 11, 20].map((amount, i) => ({ customer: `c${i}`, amount }));

  it("sums the rows of a customer, and its jackknife is Student's interval of a mean", () => {
    const split = rows.flatMap(({ customer, amount }) =>
      [1, 2].map(() => ({ customer, amount: amount / 2 })),
    );
    expect(revenuePerCustomer(split)).toEqual(revenuePerCustomer(rows));
    const { estimate, lower, upper } = revenuePerCustomer(rows, { method: "jackknife" });
    // scipy: t.ppf(0.975, 7) * x.std(ddof=1) / 8 ** 0.5; the corrected ends from the formula in numpy.
    expectClose(estimate, 23.75, { relative: 1e-12 });
    expectClose(upper! - estimate, 21.51376491024065, { relative: 1e-9 });
    expectClose(lower!, Math.max(0, estimate - 21.51376491024065), { relative: 1e-9 });
    const corrected = revenuePerCustomer(rows);
    expectClose(corrected.lower!, 9.27034592541743, { relative: 1e-9 });
    expectClose(corrected.upper!, 98.37068910381232, { relative: 1e-9 });
    expect(revenuePerCustomer([{ customer: 1, amount: 3 }])).toMatchObject({ lower: null, upper: null });
  });

  it("refuses amounts in several currencies, and text", () => {
    expectRefusal(
      () => revenuePerCustomer(rows.map((row, i) => ({ ...row, currency: i ? "EUR" : "USD" }))),
      "revenuePerCustomer: rows.currency must be one, as amounts are added, received array of 2",
    );
    expectRefusal(
      () => revenuePerCustomer([{ customer: 1, amount: "3" }]),
      'revenuePerCustomer: rows[0].amount must be a finite number (pass Number(…) of it), received "3"',
    );
  });
});
