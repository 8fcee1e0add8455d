import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { churnSegments } from "../../../src/economics/lift/churn-segments.js";
import { profitDecomposition } from "../../../src/economics/lift/profit-decomposition.js";
import { points, relative } from "../../../src/economics/lift/retention-change.js";
import { retentionLift } from "../../../src/economics/lift/retention-lift.js";
import { retentionLiftBySegment } from "../../../src/economics/lift/segments.js";
import { discountedExpectedLifetime } from "../../../src/models/contractual/shifted-beta-geometric.js";
import { expectClose, expectPlainData, expectPrinted, expectRefusal } from "../../support.js";

const value = { measure: "lifetimeValue", discountRate: 0.1, change: points(0.05) } as const;

describe("churnSegments", () => {
  it("keeps the mean, and gives the value of the beta distribution", () => {
    for (const parameters of [
      { alpha: 0.668, beta: 3.806 },
      { alpha: 3.8, beta: 15.2 },
      { alpha: 1 / 15, beta: 4 / 15 },
    ]) {
      const segments = churnSegments(parameters);
      const mean = (of: (retention: number) => number) =>
        segments.reduce((sum, { retention }) => sum + of(retention), 0) / segments.length;
      const { alpha, beta } = parameters;
      expectClose(
        mean((retention) => retention),
        beta / (alpha + beta),
        { relative: 1e-13 },
      );
      const discounted = discountedExpectedLifetime(parameters, { discountRate: 0.1 })!;
      expectClose(
        mean((retention) => 1.1 / (1.1 - retention)),
        discounted,
        { relative: 1e-5 },
      );
    }
  });

  it("gives the elasticity of expected value, which one rate understates", () => {
    // Fader & Hardie (2010), customers after n - 1 renewals, Beta(3.8, 15.2 + n - 1): 4.5164, 4.6372, 4.9695 by series.
    const elasticity = (n: number) => {
      const segments = churnSegments({ alpha: 3.8, beta: 15.2 + n - 1 });
      const change = relative(1e-7);
      const terms = { measure: "lifetimeValue", timing: "afterOnePeriod", discountRate: 0.1 } as const;
      return retentionLiftBySegment({ segments, change, ...terms });
    };
    for (const [n, expected] of [
      [1, 4.5164],
      [2, 4.6372],
      [5, 4.9695],
    ] as const)
      expectClose(elasticity(n).gain / 1e-7, expected, { absolute: 2e-4 });
    // At the mean rate of 0.8: (1 + d) / (1 + d - r).
    expectClose(elasticity(1).gainOfAverage / 1e-7, 3.6667, { absolute: 1e-4 });
  });

  it("refuses what is no distribution", () => {
    expectRefusal(
      () => churnSegments({ alpha: 0, beta: 1 }),
      "churnSegments: alpha must be a finite number above 0, received 0",
    );
    expectRefusal(
      () => churnSegments({ alpha: 1, beta: 1 }, { count: 1 }),
      "churnSegments: count must be a whole number of 2 or more, received 1",
    );
  });
});

describe("retentionLiftBySegment", () => {
  it("shows what the average hides", () => {
    // Research section 1.6 C17, seed_claims.json O_jensen.
    const two = retentionLiftBySegment({
      ...value,
      segments: [
        { retention: 0.5, customers: 1 },
        { retention: 0.9, customers: 1 },
      ],
    });
    expectClose(two.averageRetention, 0.7, { relative: 1e-15 });
    expectClose(two.averageUnderstates, 0.3333333333333335, { relative: 1e-12 });
    expectClose(two.gainOfAverage, 0.1428571428571428, { relative: 1e-12 });
    expectClose(two.gain, 0.27272727272727293, { relative: 1e-12 });
    expectPlainData(two);
    // The research run cut rates off at 0.999.
    const three = retentionLiftBySegment({
      ...value,
      ceiling: 0.999,
      segments: [
        { retention: 0.4, customers: 0.4 },
        { retention: 0.7, customers: 0.3 },
        { retention: 0.95, customers: 0.3 },
      ],
    });
    expectClose(three.averageUnderstates, 0.478035714285714, { relative: 1e-12 });
    expectClose(three.gainOfAverage, 0.12658227848101267, { relative: 1e-12 });
    expectClose(three.gain, 0.3376245813166925, { relative: 1e-12 });
  });

  it("equals the average for customers who are alike", () => {
    const rate = fc.double({ min: 0.05, max: 0.9, noNaN: true });
    fc.assert(
      fc.property(
        rate,
        fc.array(fc.double({ min: 0.1, max: 9, noNaN: true }), { minLength: 1, maxLength: 5 }),
        (retention, sizes) => {
          const segments = sizes.map((customers) => ({ retention, customers }));
          const lift = retentionLiftBySegment({ ...value, segments });
          const { gain } = retentionLift({ ...value, retention });
          expectClose(lift.gain, gain, { relative: 1e-10 });
          expectClose(lift.gainOfAverage, gain, { relative: 1e-10 });
          expectClose(lift.averageUnderstates, 0, { absolute: 1e-12 });
        },
      ),
    );
  });

  it("cuts a change off at 1 and says so", () => {
    const { segments } = retentionLiftBySegment({
      ...value,
      segments: [
        { retention: 0.98, customers: 1 },
        { retention: 0.5, customers: 1 },
      ],
    });
    expect(segments[0]).toMatchObject({ newRetention: 1, capped: true });
    expect(segments[1]).toMatchObject({ newRetention: 0.55, capped: false });
  });

  it("refuses what is no base", () => {
    const refuse = (input: object, message: string) =>
      expectRefusal(() => retentionLiftBySegment({ ...value, ...input } as never), message);
    refuse(
      { segments: [] },
      "retentionLiftBySegment: segments must be a list of { retention, customers }, received []",
    );
    refuse(
      { segments: [{ retention: 50, customers: 1 }] },
      "retentionLiftBySegment: segments[0].retention must be a fraction from 0 to 1 (not a percentage: 0.05 means 5%), received 50",
    );
    refuse(
      { segments: [{ retention: 0.98, customers: 1 }], measure: "contribution", discountRate: undefined },
      'retentionLiftBySegment: change must keep every new retention where the measure "contribution" is finite, received Infinity',
    );
    refuse(
      { segments: [{ retention: 0.9, customers: 1 }], ceiling: 0.8 },
      "retentionLiftBySegment: ceiling must be at least the highest retention (0.9), received 0.8",
    );
    refuse(
      { segments: [{ retention: 0.9, customers: 1 }], change: 0.05 },
      "retentionLiftBySegment: change must be points(…), relative(…) or fewerDefections(…), received 0.05",
    );
    expectRefusal(
      () => retentionLiftBySegment(undefined as never),
      "retentionLiftBySegment: input must be an object, received undefined",
    );
  });
});

describe("profitDecomposition", () => {
  const capped = (t: number) => Math.min(t - 1, 6);
  const profile = {
    parts: {
      base: 30,
      purchases: (t: number) => 6 * capped(t),
      costs: (t: number) => 3 * capped(t),
      referrals: (t: number) => 2.5 * capped(t),
      price: (t: number) => 2 * Math.max(0, capped(t) - 1),
    },
    ...{ change: points(0.05), discountRate: 0.1, horizon: 500, acquisitionCost: 51 },
  };

  it("reproduces the profile of a customer who grows more profitable", () => {
    // Research section 1.6 C17, seed_claims.json P_reichheld_profile.
    const low = profitDecomposition({ ...profile, retention: 0.8 });
    expectClose(low.before, 166.13417074922435, { relative: 1e-10 });
    expectClose(low.after, 233.16451964362216, { relative: 1e-10 });
    expectClose(low.gain ?? 0, 0.4034711738837795, { relative: 1e-10 });
    ["32.8", "30.8", "15.4", "12.8", "8.1"].forEach((printed, i) => {
      expectPrinted(100 * (low.parts[i]?.share ?? 0), printed);
    });
    expectPlainData(low);
    const high = profitDecomposition({ ...profile, retention: 0.9 });
    expectClose(high.gain ?? 0, 0.5437508730650604, { relative: 1e-10 });
  });

  it("sums exactly, in every bit", () => {
    const rate = fc.double({ min: 0.05, max: 0.9, noNaN: true });
    fc.assert(
      fc.property(rate, fc.double({ min: 0, max: 0.4, noNaN: true }), (retention, discountRate) => {
        const result = profitDecomposition({ ...profile, retention, discountRate, horizon: 40 });
        expect(result.parts.reduce((sum, { change }) => sum + change, 0)).toBe(result.change);
        expect(result.before + result.change).toBe(result.after);
      }),
      { numRuns: 30 },
    );
  });

  it("is the lift of a lifetime value when there is one part", () => {
    const terms = { retention: 0.8, change: relative(0.05), discountRate: 0.1 };
    const { gain } = profitDecomposition({ ...terms, parts: { base: 70 } });
    const lift = retentionLift({ ...terms, measure: "lifetimeValue" });
    expectClose(gain ?? 0, lift.gain, { relative: 1e-12 });
  });

  it("counts a year as 52 weeks where that is asked for", () => {
    const weekly = { retention: 0.98, change: points(0.005), timeUnit: "week", weeksPerYear: 52 } as const;
    const named = profitDecomposition({
      ...weekly,
      parts: { base: 2 },
      discountRate: { rate: 0.1, per: "year" },
    });
    const bare = profitDecomposition({ ...weekly, parts: { base: 2 }, discountRate: 1.1 ** (1 / 52) - 1 });
    expectClose(named.after, bare.after, { relative: 1e-12 });
  });

  it("refuses unknown parts and bare changes", () => {
    const refuse = (input: object, message: string) =>
      expectRefusal(() => profitDecomposition({ ...profile, retention: 0.8, ...input } as never), message);
    refuse(
      { parts: { base: 1, luck: 2 } },
      'profitDecomposition: parts must be of base, purchases, costs, referrals, price, received "luck"',
    );
    refuse(
      { marginGrowth: 0.02 },
      'profitDecomposition: input must hold nothing but parts, retention, change, horizon, timing, acquisitionCost, discountRate, timeUnit, weeksPerYear, received "marginGrowth"',
    );
    refuse(
      { change: 0.05 },
      "profitDecomposition: change must be points(…), relative(…) or fewerDefections(…), received 0.05",
    );
    refuse(
      { horizon: undefined },
      "profitDecomposition: horizon must be given when margin is a function, received undefined",
    );
    expectRefusal(
      () => profitDecomposition(undefined as never),
      "profitDecomposition: input must be an object, received undefined",
    );
  });
});
