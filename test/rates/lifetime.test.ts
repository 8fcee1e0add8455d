import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { churnRateInterval } from "../../src/rates/churn-interval.js";
import { churnRate } from "../../src/rates/churn-rate.js";
import { expectedLifetime, halfLife, medianLifetime } from "../../src/rates/lifetime.js";
import { expectClose, expectPlainData, expectRefusal } from "../support.js";

const churn = fc.double({ min: 1e-6, max: 1, noNaN: true });
const interval = { estimate: 0.05, lower: 0, upper: 0.1, level: 0.95, method: "wilson" };

describe("lifetimes at a constant churn rate", () => {
  it("gives the lifetimes of 5% churn", () => {
    // Source: 1/0.05, 0.95/0.05, ln ½ / ln 0.95 = 13.513407333964873 (mpmath, 30 digits).
    expect(expectedLifetime(0.05)).toBe(20);
    expect(expectedLifetime(0.05, { leavingPeriod: "paid" })).toBe(20);
    expectClose(expectedLifetime(0.05, { leavingPeriod: "unpaid" })!, 19, { relative: 1e-15 });
    expectClose(halfLife(0.05)!, 13.513407333964873, { relative: 1e-14 });
    expect(medianLifetime(0.05)).toBe(14);
  });

  it("has conventions one period apart, the mean above the half-life, the median its rounding up", () => {
    fc.assert(
      fc.property(churn, (c) => {
        const paid = expectedLifetime(c)!;
        expectClose(paid - expectedLifetime(c, { leavingPeriod: "unpaid" })!, 1, {
          absolute: 1e-15 * paid * 4,
        });
        expect(paid).toBeGreaterThanOrEqual(halfLife(c)!);
        const median = medianLifetime(c)!;
        expect(median).toBe(Math.max(1, Math.ceil(halfLife(c)!)));
        expect(median * Math.log1p(-c)).toBeLessThanOrEqual(-Math.LN2);
      }),
    );
  });

  it("is exact at the ends", () => {
    for (const lifetime of [expectedLifetime, medianLifetime, halfLife]) expect(lifetime(0)).toBe(null);
    expect(expectedLifetime(1)).toBe(1);
    expect(expectedLifetime(1, { leavingPeriod: "unpaid" })).toBe(0);
    expect(medianLifetime(1)).toBe(1);
    expect(halfLife(1)).toBe(0);
    expect(medianLifetime(0.5)).toBe(1);
    expect(halfLife(0.5)).toBe(1);
    expect(expectedLifetime(Number.MIN_VALUE)).toBe(null);
  });

  it("takes the churn of an empty month, which is null, and answers null", () => {
    const empty = churnRateInterval({ atStart: 0, lost: 0 });
    for (const lifetime of [expectedLifetime, medianLifetime, halfLife]) {
      expect(lifetime(churnRate({ atStart: 0, lost: 0 }))).toBeNull();
      expect(lifetime(empty)).toStrictEqual(empty);
    }
  });

  it("carries an interval through: ends change places, and the upper one is null where churn's lower end is 0", () => {
    expect(expectedLifetime(interval)).toStrictEqual({ ...interval, estimate: 20, lower: 10, upper: null });
    expect(medianLifetime({ ...interval, lower: 0.02 })).toStrictEqual({
      ...interval,
      estimate: 14,
      lower: 7,
      upper: 35,
    });
    expectPlainData(halfLife(interval));
    fc.assert(
      fc.property(fc.tuple(churn, churn, churn), (rates) => {
        const [lower, estimate, upper] = [...rates].sort((a, b) => a - b) as [number, number, number];
        for (const lifetime of [expectedLifetime, medianLifetime, halfLife]) {
          const result = lifetime({ ...interval, lower, estimate, upper });
          expect(result.lower! <= result.estimate! && result.estimate! <= result.upper!).toBe(true);
        }
      }),
    );
  });

  it("refuses what is no churn rate", () => {
    for (const [name, lifetime] of Object.entries({ expectedLifetime, medianLifetime, halfLife })) {
      const rule = "must be a fraction from 0 to 1";
      expectRefusal(
        () => lifetime(5),
        `${name}: churn ${rule} (not a percentage: 0.05 means 5%), received 5`,
      );
      for (const bad of [-0.1, Number.NaN, undefined])
        expectRefusal(() => lifetime(bad as number), `${name}: churn ${rule}, received ${bad}`);
      expectRefusal(
        () => lifetime(Number.POSITIVE_INFINITY),
        `${name}: churn ${rule} (not a percentage: 0.05 means 5%), received Infinity`,
      );
      expectRefusal(() => lifetime([0.1] as never), `${name}: churn must be an object, received [0.1]`);
      expectRefusal(
        () => lifetime({ ...interval, upper: null } as never),
        `${name}: churn.upper ${rule}, received null`,
      );
      expectRefusal(
        () => lifetime({ ...interval, lower: 0.2 }),
        `${name}: churn.lower must be at most churn.upper (0.1), received 0.2`,
      );
    }
    expectRefusal(
      () => expectedLifetime(0.1, { leavingPeriod: "half" as never }),
      'expectedLifetime: leavingPeriod must be one of "paid", "unpaid", received "half"',
    );
  });
});
