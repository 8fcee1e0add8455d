import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Interval } from "../../src/inference/interval.js";
import {
  churnRateInterval as ofPeriod,
  type ProportionIntervalOptions,
} from "../../src/rates/churn-interval.js";
import type { PeriodCounts } from "../../src/rates/churn-rate.js";
import { type ProportionMethod, proportionMethods } from "../../src/rates/proportion-interval.js";
import reference from "../reference/rates-intervals.json" with { type: "json" };
import { expectClose, expectPlainData, expectRefusal, readReference } from "../support.js";

/** Of a period that somebody opened: its interval has ends. */
const churnRateInterval = ofPeriod as ((
  counts: PeriodCounts,
  options?: ProportionIntervalOptions,
) => Interval) &
  typeof ofPeriod;

const counts = fc
  .tuple(fc.integer({ min: 1, max: 100_000 }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([atStart, share]) => ({ atStart, lost: Math.round(share * atStart) }));
const method = fc.constantFrom(...proportionMethods);
const level = fc.double({ min: 0.5, max: 0.999999, noNaN: true });

describe("churnRateInterval for a share", () => {
  it("is null for an empty period, as every other rate of it", () => {
    for (const method of proportionMethods)
      expect(ofPeriod({ atStart: 0, lost: 0 }, { method })).toEqual({
        ...{ estimate: null, lower: null, upper: null, level: 0.95, method },
      });
    expectRefusal(
      () => ofPeriod({ atStart: 0, lost: 1 }),
      "churnRateInterval: lost must be a whole number from 0 to atStart (0), received 1",
    );
  });

  it.each(reference.shares)("gives the 30-digit values for $lost of $atStart at $level", (row) => {
    for (const name of proportionMethods) {
      const [lower, upper] = row[name] as [number, number];
      const interval = churnRateInterval(row, { level: row.level, method: name });
      expectClose(interval.lower, lower, { relative: 1e-11, absolute: 1e-300 }, `${name} lower`);
      expectClose(interval.upper, upper, { relative: 1e-11 }, `${name} upper`);
      expectPlainData(interval);
    }
  });

  it("contains the estimate, stays within 0 and 1, and widens with the level", () => {
    fc.assert(
      fc.property(counts, method, level, (period, name, confidence) => {
        const interval = churnRateInterval(period, { method: name, level: confidence });
        const { lower, estimate, upper } = interval;
        const rounding = 1e-13;
        expect(lower >= 0 && upper <= 1).toBe(true);
        expect(lower <= estimate * (1 + rounding) && estimate <= upper * (1 + rounding)).toBe(true);
        const wider = churnRateInterval(period, { method: name, level: (1 + confidence) / 2 });
        expect(wider.lower <= lower * (1 + rounding) && upper <= wider.upper * (1 + rounding)).toBe(true);
        expect(interval).toStrictEqual({
          estimate: period.lost / period.atStart,
          lower,
          upper,
          level: confidence,
          method: name,
        });
      }),
    );
  });

  it("treats lost and kept alike", () => {
    fc.assert(
      fc.property(counts, method, ({ atStart, lost }, name) => {
        const ofLost = churnRateInterval({ atStart, lost }, { method: name });
        const ofKept = churnRateInterval({ atStart, lost: atStart - lost }, { method: name });
        expectClose(ofLost.lower, 1 - ofKept.upper, { absolute: 2e-15 });
        expectClose(ofLost.upper, 1 - ofKept.lower, { absolute: 2e-15 });
      }),
    );
  });

  it("shrinks as the counts grow in proportion", () => {
    fc.assert(
      fc.property(counts, method, fc.integer({ min: 2, max: 50 }), ({ atStart, lost }, name, factor) => {
        const small = churnRateInterval({ atStart, lost }, { method: name });
        const large = churnRateInterval({ atStart: factor * atStart, lost: factor * lost }, { method: name });
        expect(large.upper - large.lower).toBeLessThan(small.upper - small.lower);
      }),
    );
  });

  it("lies inside Clopper-Pearson for Wilson's and Jeffreys' neighbours: Agresti-Coull holds Wilson", () => {
    fc.assert(
      fc.property(counts, (period) => {
        const wilson = churnRateInterval(period);
        const agrestiCoull = churnRateInterval(period, { method: "agresti-coull" });
        expect(agrestiCoull.lower).toBeLessThanOrEqual(wilson.lower + 1e-15);
        expect(agrestiCoull.upper).toBeGreaterThanOrEqual(wilson.upper - 1e-15);
        const exact = churnRateInterval(period, { method: "clopper-pearson" });
        const jeffreys = churnRateInterval(period, { method: "jeffreys" });
        expect(jeffreys.lower).toBeGreaterThanOrEqual(exact.lower);
        expect(jeffreys.upper).toBeLessThanOrEqual(exact.upper);
      }),
    );
  });

  it("is exactly 0 where nobody and exactly 1 where everybody was lost", () => {
    for (const name of proportionMethods)
      for (const atStart of [1, 10, 1000, 1e9, Number.MAX_SAFE_INTEGER]) {
        const none = churnRateInterval({ atStart, lost: 0 }, { method: name });
        const all = churnRateInterval({ atStart, lost: atStart }, { method: name });
        expect([none.lower, all.upper]).toStrictEqual([0, 1]);
        expect(none.upper > 0 && all.lower < 1 + Number.EPSILON).toBe(true);
      }
    // The rule of three: 1 - 0.05^(1/n) one-sided, R 4.2.2 for 1 of 10.
    expectClose(
      churnRateInterval({ atStart: 10, lost: 1 }, { level: 0.9, method: "clopper-pearson" }).upper,
      0.394163302436505,
      { relative: 1e-13 },
    );
  });

  it("names what is wrong when it refuses", () => {
    const call = (period: unknown, options?: unknown) => () =>
      churnRateInterval(period as { atStart: number; lost: number }, options as object);
    const period = { atStart: 1000, lost: 50 };
    expectRefusal(call(undefined), "churnRateInterval: counts must be an object, received undefined");
    expectRefusal(
      call({ lost: 5 }),
      "churnRateInterval: counts must have either atStart or exposure, received an object",
    );
    expectRefusal(
      call({ ...period, exposure: 5 }),
      "churnRateInterval: counts must have either atStart or exposure, received an object",
    );
    expectRefusal(
      call({ atStart: Number.NaN, lost: 1 }),
      "churnRateInterval: atStart must be a whole number of 0 or more, received NaN",
    );
    for (const lost of [-1, 1001, 0.05, Number.NaN, Number.POSITIVE_INFINITY, undefined])
      expectRefusal(
        call({ atStart: 1000, lost }),
        `churnRateInterval: lost must be a whole number from 0 to atStart (1000), received ${lost}`,
      );
    expectRefusal(
      call(period, { level: 95 }),
      "churnRateInterval: level must be a fraction above 0 and below 1 (not a percentage: 0.05 means 5%), received 95",
    );
    expectRefusal(
      call(period, { level: 1 }),
      "churnRateInterval: level must be a fraction above 0 and below 1, received 1",
    );
    expectRefusal(call(period, null), "churnRateInterval: options must be an object, received null");
    expectRefusal(
      call(period, { method: "wald" }),
      'churnRateInterval: method must be one of "wilson", "clopper-pearson", "jeffreys", "agresti-coull", "wilson-continuity", received "wald"',
    );
  });
});

describe("churnRateInterval for an exposure", () => {
  it.each(reference.exposures)("gives the 30-digit values for $lost over $exposure at $level", (row) => {
    for (const name of ["garwood", "byar", "log-wald"] as const) {
      const [lower, upper] = row[name] as [number | null, number | null];
      const interval = churnRateInterval(row, { level: row.level, method: name as "log-wald" });
      expect(interval.method).toBe(name);
      if (lower === null || upper === null) {
        expect([interval.lower, interval.upper]).toStrictEqual([null, null]);
        continue;
      }
      expectClose(interval.lower!, lower, { relative: 1e-11, absolute: 1e-300 }, `${name} lower`);
      expectClose(interval.upper!, upper, { relative: 1e-11 }, `${name} upper`);
      expectPlainData(interval);
    }
  });

  it("contains the estimate, scales with the unit of exposure and shrinks with it", () => {
    const losses = fc.integer({ min: 0, max: 1e6 });
    fc.assert(
      fc.property(losses, fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (lost, exposure) => {
        const interval = churnRateInterval({ lost, exposure });
        expect(interval.lower <= interval.estimate && interval.estimate <= interval.upper).toBe(true);
        expect(interval.lower >= 0).toBe(true);
        const inDays = churnRateInterval({ lost, exposure: exposure * 32 });
        expect(inDays.upper).toBe(interval.upper / 32);
      }),
    );
  });

  it("is the limit of Clopper-Pearson when the customers are many and the losses few", () => {
    const share = churnRateInterval({ atStart: 1e8, lost: 7 }, { method: "clopper-pearson" });
    const rate = churnRateInterval({ exposure: 1e8, lost: 7 });
    expectClose(share.lower, rate.lower, { relative: 1e-6 });
    expectClose(share.upper, rate.upper, { relative: 1e-6 });
  });

  it("refuses what is no exposure", () => {
    for (const exposure of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
      expectRefusal(
        () => churnRateInterval({ lost: 1, exposure }),
        `churnRateInterval: exposure must be a finite number above 0, received ${exposure}`,
      );
    expectRefusal(
      () => churnRateInterval({ lost: 0.5, exposure: 2 }),
      "churnRateInterval: lost must be a whole number of 0 or more, received 0.5",
    );
    expectRefusal(
      () => churnRateInterval({ lost: 1, exposure: 2 }, { method: "wilson" as never }),
      'churnRateInterval: method must be one of "garwood", "byar", "log-wald", received "wilson"',
    );
  });
});

const names: Readonly<Record<string, ProportionMethod>> = {
  wilson: "wilson",
  wilson_cc: "wilson-continuity",
  clopper_pearson: "clopper-pearson",
  jeffreys: "jeffreys",
  agresti_coull: "agresti-coull",
};

describe("the reference file of intervals by R", () => {
  type Case = {
    name: string;
    inputs: Record<string, number>;
    expected: Record<string, number | number[] | null[]>;
  };
  const all = readReference<{ cases: Case[] }>("survival/churn_intervals.json").cases;

  it.each(all.filter(({ name }) => name.startsWith("binom")))("agrees on $name", ({ inputs, expected }) => {
    const period = { atStart: inputs.n!, lost: inputs.x! };
    for (const [key, name] of Object.entries(names)) {
      const [lower, upper] = expected[key] as [number, number];
      const interval = churnRateInterval(period, { level: inputs.level!, method: name });
      // R's Agresti-Coull leaves the interval from 0 to 1.
      expectClose(interval.lower, Math.max(0, lower), { absolute: 1e-13 }, `${key} lower`);
      expectClose(interval.upper, Math.min(1, upper), { absolute: 1e-13 }, `${key} upper`);
    }
    const oneSided = churnRateInterval(period, { level: 0.9, method: "clopper-pearson" });
    expectClose(oneSided.upper, expected.rule_of_three_or_exact_upper95_one_sided as number, {
      absolute: 1e-13,
    });
  });

  it.each(all.filter(({ name }) => name.startsWith("poisson")))("agrees on $name", ({ inputs, expected }) => {
    const rate = { lost: inputs.events!, exposure: inputs.exposure! };
    for (const [key, name] of [
      ["exact", "garwood"],
      ["byar", "byar"],
      ["wald_log", "log-wald"],
    ] as const) {
      const [lower, upper] = expected[key] as [number | null, number | null];
      const interval = churnRateInterval(rate, { level: inputs.level!, method: name as "log-wald" });
      if (lower === null) expect([interval.lower, interval.upper]).toStrictEqual([null, null]);
      else {
        expectClose(interval.lower!, lower, { absolute: 1e-13 }, `${key} lower`);
        expectClose(interval.upper!, upper!, { absolute: 1e-13 }, `${key} upper`);
      }
    }
  });
});
