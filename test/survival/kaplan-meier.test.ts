import fc from "fast-check";
import { describe, expect, expectTypeOf, it } from "vitest";
import { subscriptionTenures } from "../../src/data/subscription-tenures.js";
import { cohortChurnRate } from "../../src/rates/cohort-churn.js";
import { type KaplanMeierOptions, kaplanMeier } from "../../src/survival/kaplan-meier.js";
import type { KaplanMeierCurve } from "../../src/survival/kaplan-meier-curve.js";
import { type SurvivalTransform, survivalTransforms } from "../../src/survival/pointwise-interval.js";
import { restrictedMean } from "../../src/survival/restricted-mean.js";
import { survivalAt } from "../../src/survival/survival-at.js";
import { survivalQuantile } from "../../src/survival/survival-quantile.js";
import { lifetimeValue } from "../../src/value/lifetime-value.js";
import reference from "../reference/survival.json" with { type: "json" };
import { expectClose, expectPlainData, expectRefusal } from "../support.js";

const subject = fc
  .record({
    entry: fc.integer({ min: 0, max: 4 }),
    length: fc.integer({ min: 1, max: 8 }),
    event: fc.boolean(),
    weight: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ entry, length, event, weight }) => ({ entry, duration: entry + length, event, weight }));
const subjects = fc.array(subject, { minLength: 1, maxLength: 30 });
const transform = fc.constantFrom(...survivalTransforms);

describe("kaplanMeier", () => {
  it("falls from 1, stays within 0 to 1 and within its interval, and is plain data", () => {
    fc.assert(
      fc.property(
        subjects,
        transform,
        fc.constantFrom("greenwood", "robust"),
        (rows, transform, standardErrors) => {
          const curve = kaplanMeier(rows, { transform, standardErrors });
          let before = 1;
          for (const { survival, lower, upper, atRisk, events, standardError } of curve.steps) {
            expect(survival).toBeLessThanOrEqual(before);
            expect(survival).toBeGreaterThanOrEqual(0);
            expect(events).toBeLessThanOrEqual(atRisk);
            if (lower !== null && upper !== null) {
              expect(lower).toBeGreaterThanOrEqual(0);
              expect(lower).toBeLessThanOrEqual(survival * (1 + 1e-15));
              expect(upper).toBeGreaterThanOrEqual(survival * (1 - 1e-15));
              expect(upper).toBeLessThanOrEqual(1);
            }
            expect(standardError === null).toBe(survival === 0);
            before = survival;
          }
          expect(curve.events + curve.censored).toBe(curve.observations);
          expectPlainData(curve);
        },
      ),
    );
  });

  it("counts who is at risk as a count at each time anew does", () => {
    fc.assert(
      fc.property(subjects, (rows) => {
        const sum = (chosen: typeof rows) => chosen.reduce((total, { weight }) => total + weight, 0);
        for (const step of kaplanMeier(rows).steps) {
          const watched = rows.filter(({ entry, duration }) => entry < step.time && duration >= step.time);
          const ending = rows.filter(({ duration }) => duration === step.time);
          expect(step.atRisk).toBe(sum(watched));
          expect(step.events).toBe(sum(ending.filter(({ event }) => event)));
          expect(step.censored).toBe(sum(ending.filter(({ event }) => !event)));
        }
      }),
    );
  });

  it("gives the aml curves of R's survival package", () => {
    for (const arm of [reference.aml.maintained, reference.aml.notMaintained])
      for (const name of survivalTransforms) {
        const curve = kaplanMeier({ duration: arm.duration, event: arm.event }, { transform: name });
        expect(curve.steps.map(({ time }) => time)).toEqual(arm.time);
        expect(curve.steps.map(({ atRisk }) => atRisk)).toEqual(arm.atRisk);
        curve.steps.forEach((step, i) => {
          expectClose(step.survival, arm.survival[i]!, { relative: 1e-13 });
          if (step.standardError === null) expect(arm.standardError[i]).toBe(null);
          else expectClose(step.standardError, arm.standardError[i]!, { relative: 1e-13 });
        });
        const [lower, upper] = arm.at23[name];
        expectClose(survivalAt(curve, { time: 23.5 }).lower!, lower!, { relative: 1e-12 });
        expectClose(survivalAt(curve, { time: 23.5 }).upper!, upper!, { relative: 1e-12 });
        const { median } = curve;
        expect([median.estimate, median.lower, median.upper]).toEqual(arm.median[name]);
        for (const { horizon, estimate, standardError } of arm.restrictedMean) {
          const mean = restrictedMean(curve, { horizon });
          expectClose(mean.estimate, estimate, { relative: 1e-13 });
          expectClose(mean.standardError!, standardError, { relative: 1e-13 });
        }
      }
  });

  it("is the share left, with the error of a share, where nobody is censored", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 40 }), (duration) => {
        const n = duration.length;
        for (const step of kaplanMeier({ duration, event: duration.map(() => 1) }).steps) {
          const share = duration.filter((each) => each > step.time).length / n;
          expectClose(step.survival, share, { relative: 1e-13 });
          if (share > 0)
            expectClose(step.standardError!, Math.sqrt((share * (1 - share)) / n), { relative: 1e-12 });
        }
      }),
    );
  });

  it("has robust errors equal to Greenwood's but for ties, each row of weight 1", () => {
    // Greenwood's sum is the infinitesimal jackknife of independent subjects where nobody is censored.
    const duration = [1, 2, 2, 3, 5, 5, 5, 8];
    const data = { duration, event: duration.map(() => true) };
    const robust = kaplanMeier(data, { standardErrors: "robust" });
    kaplanMeier(data).steps.forEach((step, i) => {
      if (step.standardError !== null)
        expectClose(robust.steps[i]!.standardError!, step.standardError, { relative: 1e-12 });
    });
  });

  it("has robust errors that are the sum of what each row's weight does to the estimate", () => {
    const rows = [
      { entry: 0, duration: 2, event: 1, weight: 0.7 },
      { entry: 1, duration: 3, event: 1, weight: 2.1 },
      { entry: 0, duration: 3, event: 0, weight: 1.3 },
      { entry: 2, duration: 5, event: 1, weight: 0.9 },
      { entry: 0, duration: 6, event: 0, weight: 1.6 },
      { entry: 4, duration: 7, event: 1, weight: 1.1 },
      { entry: 5, duration: 9, event: 0, weight: 0.4 },
    ];
    const curve = kaplanMeier(rows);
    expect(curve.standardErrors).toBe("robust");
    const h = 1e-6;
    curve.steps.forEach(({ standardError }, i) => {
      let sum = 0;
      for (const j of rows.keys()) {
        const shifted = (by: number) =>
          kaplanMeier(rows.map((row, k) => (k === j ? { ...row, weight: row.weight * (1 + by) } : row)))
            .steps[i]!.survival;
        sum += ((shifted(h) - shifted(-h)) / (2 * h)) ** 2;
      }
      // Differences of this step are good to about nine digits.
      expectClose(standardError!, Math.sqrt(sum), { relative: 1e-8, absolute: 1e-12 });
    });
  });

  it("takes a weight for so many rows, and leaves out rows of weight 0", () => {
    fc.assert(
      fc.property(subjects, transform, (rows, transform) => {
        const repeated = rows.flatMap(({ weight, ...row }) => Array.from({ length: weight }, () => row));
        const nobody = { entry: 0, duration: 2.5, event: true, weight: 0 };
        const weighted = kaplanMeier([nobody, ...rows], { transform });
        expect(weighted).toStrictEqual(kaplanMeier(repeated, { transform }));
        // A table of rows of weight 1 has the same counts, and for robust errors twice as many rows are not twice the weight.
        expect(
          kaplanMeier(rows, { transform, standardErrors: "robust" }).steps.map(({ survival }) => survival),
        ).toEqual(weighted.steps.map(({ survival }) => survival));
      }),
    );
  });

  it("does not depend on the order of rows, nor on columns or rows, and scales with time", () => {
    fc.assert(
      fc.property(subjects, fc.nat(), fc.constantFrom(2, 1024, 2 ** -40), (rows, turn, factor) => {
        const curve = kaplanMeier(rows);
        const turned = [...rows.slice(turn % rows.length), ...rows.slice(0, turn % rows.length)].reverse();
        expect(kaplanMeier(turned)).toStrictEqual(curve);
        const columns = {
          duration: Float64Array.from(rows, ({ duration }) => duration),
          event: rows.map(({ event }) => (event ? 1 : 0)),
          entry: Int32Array.from(rows, ({ entry }) => entry),
          weight: rows.map(({ weight }) => weight),
        };
        expect(kaplanMeier(columns)).toStrictEqual(curve);
        const scaled = kaplanMeier(
          rows.map((row) => ({ ...row, duration: row.duration * factor, entry: row.entry * factor })),
        );
        expect(scaled.steps).toStrictEqual(
          curve.steps.map((step) => ({ ...step, time: step.time * factor })),
        );
      }),
    );
  });

  it("takes times that differ by rounding for one", () => {
    // 0.1 + 0.2 is 0.30000000000000004: without this, the second loss would be of one customer at risk fewer.
    const near = kaplanMeier({ duration: [0.3, 0.1 + 0.2, 1], event: [1, 1, 0] });
    expect(near.steps.map(({ time, events }) => [time, events])).toEqual([
      [0.3, 2],
      [1, 0],
    ]);
    // An entry that differs from a time by rounding alone is that time, after which the row is watched.
    const late = kaplanMeier({ duration: [0.3, 1, 2], event: [1, 1, 1], entry: [0, 0.1 + 0.2 - 1e-16, 0] });
    expect(late.steps[0]?.atRisk).toBe(2);
    expectRefusal(
      () =>
        kaplanMeier([
          { duration: 0.1 + 0.2, event: true, entry: 0.3 },
          { duration: 1, event: true, entry: 0 },
        ]),
      "kaplanMeier: data[0].entry must be below the duration by more than rounding, received 0.3",
    );
  });

  it("allows durations of 0, at which all who were watched from the start are at risk", () => {
    const { steps } = kaplanMeier({ duration: [0, -0, 1], event: [1, 0, 1], entry: [0, 0, 0] });
    expect(steps.map(({ time, atRisk, survival }) => [time, atRisk, survival])).toEqual([
      [0, 3, 2 / 3],
      [1, 1, 0],
    ]);
    expect(Object.is(steps[0]?.time, 0)).toBe(true);
  });

  it("says in which stretches nobody was watched", () => {
    const { unwatched } = kaplanMeier({ duration: [3, 4, 9, 9], event: [0, 1, 1, 0], entry: [1, 2, 6, 7] });
    expect(unwatched).toEqual([
      { from: 0, to: 1 },
      { from: 4, to: 6 },
    ]);
    expect(kaplanMeier({ duration: [3, 4], event: [0, 1], entry: [0, 3] }).unwatched).toEqual([]);
    fc.assert(
      fc.property(subjects, (rows) => {
        const { unwatched: stretches, steps } = kaplanMeier(rows);
        const last = steps[steps.length - 1]!.time;
        for (let time = 0.5; time < last; time++) {
          const isWatched = rows.some(({ entry, duration }) => entry < time && time < duration);
          expect(stretches.some(({ from, to }) => from < time && time < to)).toBe(!isWatched);
        }
      }),
    );
  });

  it("falls to 0 exactly where all who were watched are lost, with weights that are no whole numbers and late entry", () => {
    const rows = Array.from({ length: 60 }, (_, i) => ({
      entry: i % 7,
      duration: (i % 7) + 1 + (i % 5),
      event: true,
      weight: 0.1 + (i % 9) / 7,
    }));
    const { steps } = kaplanMeier(rows);
    expect(steps[steps.length - 1]?.survival).toBe(0);
    for (const { events, atRisk } of steps) expect(events).toBeLessThanOrEqual(atRisk);
  });

  it("holds numbers only, also with weights and times at the ends of what numbers can be", () => {
    const extremes = fc.array(
      fc.record({
        duration: fc.constantFrom(0, 5e-324, 1e-300, 1, 1e150),
        event: fc.boolean(),
        weight: fc.constantFrom(5e-324, 1e-300, 0.5, 1, 1e140),
      }),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(
        extremes,
        transform,
        fc.constantFrom("greenwood", "robust"),
        (rows, transform, standardErrors) => {
          expectPlainData(kaplanMeier(rows, { transform, standardErrors }));
        },
      ),
    );
    const far = kaplanMeier({ duration: Float64Array.of(1, 2e149, 1e150, 1e150), event: [1, 1, 1, 0] });
    expect(far.steps.map(({ time }) => time)).toEqual([1, 2e149, 1e150]);
    expectRefusal(
      () => kaplanMeier({ duration: Float64Array.of(1, 2e307), event: [1, 1] }),
      "kaplanMeier: data.duration[1] must be a finite number of 0 or more (of size 1e150 at most), received 2e+307",
    );
    expectRefusal(
      () => kaplanMeier({ duration: [1, 2], event: [1, 1], weight: Float64Array.of(1e150, 1e150) }),
      "kaplanMeier: data must have weights whose sum is 1e150 at most, received 2e+150",
    );
  });

  it("agrees with the churn of a cohort", () => {
    fc.assert(
      fc.property(subjects, fc.integer({ min: 1, max: 12 }), (rows, within) => {
        const churn = cohortChurnRate(rows, { within });
        if (churn === null) return;
        expectClose(1 - (survivalAt(kaplanMeier(rows), { time: within }).estimate ?? 1), churn, {
          absolute: 1e-15,
        });
      }),
    );
  });

  it("takes the tenures that subscriptions make, with their unit, and its steps make a lifetime value", () => {
    const subscriptions = [
      { customer: "a", start: "2026-01-01", end: "2026-01-20" },
      { customer: "b", start: "2026-01-01", end: null },
      { customer: "c", start: "2025-11-01", end: "2026-02-01" },
      { customer: "d", start: "2025-11-01", end: null },
    ];
    const tenures = subscriptionTenures(subscriptions, {
      asOf: "2026-03-01",
      observedFrom: "2025-12-15",
      timeUnit: "day",
    });
    const curve = kaplanMeier(tenures);
    expect(curve.timeUnit).toBe("day");
    expect(curve.steps.map(({ time, survival }) => [time, survival])).toEqual([
      [19, 0.5],
      [59, 0.5],
      [92, 0.25],
      [120, 0.25],
    ]);
    expect(kaplanMeier({ ...tenures, timeUnit: undefined }).timeUnit).toBe(null);
    expect(kaplanMeier({ duration: [1], event: [1] }, { timeUnit: "week" }).timeUnit).toBe("week");

    const yearly = kaplanMeier({ duration: [1, 2, 2, 3, 4, 4], event: [1, 1, 0, 1, 0, 0] });
    const value = lifetimeValue({ margin: 100, discountRate: 0.1, survival: yearly.steps, horizon: 4 });
    const shares = [1, ...[1, 2, 3].map((time) => survivalAt(yearly, { time }).estimate!)];
    const expected = shares.reduce((sum, share, t) => sum + (100 * share) / 1.1 ** t, 0);
    expectClose(value.value!, expected, { relative: 1e-13 });
  });

  it("checks the names of fields against the rows", () => {
    interface Row {
      readonly months: number;
      readonly left: boolean;
    }
    expectTypeOf<"months">().toExtend<NonNullable<KaplanMeierOptions<readonly Row[]>["duration"]>>();
    expectTypeOf<"month">().not.toExtend<NonNullable<KaplanMeierOptions<readonly Row[]>["duration"]>>();
    expectTypeOf<(row: Row) => boolean>().toExtend<
      NonNullable<KaplanMeierOptions<readonly Row[]>["event"]>
    >();
    expectTypeOf(
      kaplanMeier([{ months: 1, left: true }], { duration: "months", event: "left" }),
    ).toEqualTypeOf<KaplanMeierCurve>();
    expect(
      kaplanMeier([{ months: 1, left: true }], { duration: "months", event: (row) => row.left }).events,
    ).toBe(1);
  });

  it("refuses wrong data, naming row and field", () => {
    const call =
      (row: object, options: object = {}) =>
      () =>
        kaplanMeier([{ duration: 1, event: 1, ...row }], options);
    expectRefusal(
      call({ duration: -1 }),
      "kaplanMeier: data[0].duration must be a finite number of 0 or more, received -1",
    );
    expectRefusal(call({ event: 2 }), "kaplanMeier: data[0].event must be true, false, 1 or 0, received 2");
    expectRefusal(
      call({ entry: 1 }),
      "kaplanMeier: data[0].entry must be 0, or below the duration, received 1",
    );
    expectRefusal(
      call({ weight: "3" }),
      'kaplanMeier: data[0].weight must be a finite number of 0 or more (pass Number(…) of it), received "3"',
    );
    expectRefusal(
      call({}, { level: 95 }),
      "kaplanMeier: level must be a fraction above 0 and below 1 (not a percentage: 0.05 means 5%), received 95",
    );
    expectRefusal(
      call({}, { transform: "loglog" }),
      'kaplanMeier: transform must be one of "logLog", "log", "plain", "logit", "arcsine", received "loglog"',
    );
    expectRefusal(
      call({}, { standardErrors: "naive" }),
      'kaplanMeier: standardErrors must be one of "greenwood", "robust", received "naive"',
    );
    expectRefusal(
      call({}, { duration: "months" }),
      'kaplanMeier: duration must name a field of data (duration, event), received "months"',
    );
    expectRefusal(
      () => kaplanMeier({ duration: [1], event: [1], timeUnit: "day" }, { timeUnit: "week" }),
      'kaplanMeier: timeUnit must be that of the data ("day"), received "week"',
    );
    expectRefusal(
      () => kaplanMeier([]),
      "kaplanMeier: data must have a row or more, received 0",
      "INSUFFICIENT_DATA",
    );
    expectRefusal(
      call({ weight: 0 }),
      "kaplanMeier: data must have a row of weight above 0, received 0",
      "INSUFFICIENT_DATA",
    );
  });
});

describe("survivalQuantile, survivalAt, restrictedMean", () => {
  const curve = kaplanMeier({ duration: [0, 1, 2, 3], event: [1, 1, 0, 1] });

  it("take the middle of a flat step, as R does", () => {
    // Source: R 4.2.2, survival 3.5-3, quantile(survfit(Surv(c(0, 1, 2, 3), c(1, 1, 0, 1)) ~ 1)).
    expect([0.25, 0.5, 0.75].map((p) => survivalQuantile(curve, { p }).estimate)).toEqual([0.5, 2, 3]);
    const flatAtEnd = kaplanMeier({ duration: [1, 2, 6, 8], event: [1, 1, 0, 0] });
    expect(survivalQuantile(flatAtEnd, { p: 0.5 }).estimate).toBe(5);
    expect(survivalQuantile(flatAtEnd, { p: 0.51 }).estimate).toBe(null);
    expect(survivalQuantile(curve, { p: 1 }).estimate).toBe(3);
  });

  it("invert one another", () => {
    fc.assert(
      fc.property(subjects, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (rows, p) => {
        const fitted = kaplanMeier(rows);
        const { estimate } = survivalQuantile(fitted, { p });
        if (estimate === null)
          expect(fitted.steps[fitted.steps.length - 1]!.survival).toBeGreaterThan(1 - p - 1e-7);
        else {
          expect(survivalAt(fitted, { time: estimate }).estimate!).toBeLessThanOrEqual(1 - p + 1e-7);
          const before = survivalAt(fitted, { time: Math.max(0, estimate - 1e-6) }).estimate!;
          if (estimate > 0) expect(before).toBeGreaterThanOrEqual(1 - p - 1e-7);
        }
      }),
    );
  });

  it("say nothing beyond the last time, unless nobody is left", () => {
    const open = kaplanMeier({ duration: [1, 2], event: [1, 0] });
    expect(survivalAt(open, { time: 2 }).estimate).toBe(0.5);
    expect(survivalAt(open, { time: 2.1 })).toMatchObject({ atRisk: 0, estimate: null, standardError: null });
    expect(survivalAt(open, { time: 0.5 })).toEqual({
      time: 0.5,
      atRisk: 2,
      estimate: 1,
      standardError: 0,
      lower: null,
      upper: null,
      level: 0.95,
      method: "logLog",
    });
    expect(survivalAt(curve, { time: 99 }).estimate).toBe(0);
    expectClose(restrictedMean(curve, { horizon: 99 }).estimate, (0 + 1 + 3 + 3) / 4, { relative: 1e-15 });
    expectRefusal(
      () => restrictedMean(open, { horizon: 3 }),
      "restrictedMean: horizon must be at most the last time of the curve (2), received 3",
    );
  });

  it("put the interval of a mean on both sides of it, within what a mean can be", () => {
    const spread = kaplanMeier({ duration: [1, 2, 3, 4, 5, 6, 7, 8], event: [1, 1, 0, 1, 1, 0, 1, 1] });
    for (const [level, quantile] of [
      [0.95, 1.959963984540054],
      [0.8, 1.2815515655446004],
    ] as const) {
      const mean = restrictedMean(spread, { horizon: 6, level });
      expectClose(mean.lower!, mean.estimate - quantile * mean.standardError!, { relative: 1e-13 });
      expectClose(mean.upper!, Math.min(6, mean.estimate + quantile * mean.standardError!), {
        relative: 1e-13,
      });
      expect(mean.lower!).toBeGreaterThan(0);
      expect(mean.upper!).toBeLessThan(6 + 1e-12);
    }
    const few = restrictedMean(kaplanMeier({ duration: [1, 40], event: [1, 1] }), {
      horizon: 40,
      level: 0.9999,
    });
    expect([few.lower, few.upper]).toEqual([0, 40]);
  });

  it("give the mean of the durations up to the horizon where nobody is censored", () => {
    const durations = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(durations, fc.integer({ min: 1, max: 12 }), (duration, horizon) => {
        const mean = restrictedMean(kaplanMeier({ duration, event: duration.map(() => true) }), { horizon });
        const cut = duration.map((each) => Math.min(each, horizon));
        const expected = cut.reduce((sum, each) => sum + each, 0) / cut.length;
        expectClose(mean.estimate, expected, { relative: 1e-13, absolute: 1e-15 });
        const variance = cut.reduce((sum, each) => sum + (each - expected) ** 2, 0) / cut.length ** 2;
        expectClose(mean.standardError!, Math.sqrt(variance), { relative: 1e-7, absolute: 1e-9 });
        expectPlainData(mean);
      }),
    );
    const robust = kaplanMeier({ duration: [1, 2], event: [1, 1] }, { standardErrors: "robust" });
    expectClose(restrictedMean(robust, { horizon: 2 }).standardError!, Math.sqrt(1 / 8), { relative: 1e-15 });
    const stored = { ...robust, robustArea: null };
    expect(restrictedMean(stored, { horizon: 2 })).toMatchObject({
      estimate: 1.5,
      standardError: null,
      lower: null,
    });
  });

  it("work on a curve that was stored", () => {
    const stored = JSON.parse(JSON.stringify(curve)) as KaplanMeierCurve;
    expect(survivalQuantile(stored, { p: 0.5 })).toEqual(curve.median);
  });

  it("refuse what is no curve", () => {
    expectRefusal(
      () => survivalQuantile([] as never, { p: 0.5 }),
      "survivalQuantile: curve must be an object, received []",
    );
    expectRefusal(
      () => survivalAt({ ...curve, steps: [] }, { time: 1 }),
      "survivalAt: curve.steps must be the steps of a curve, received []",
    );
    expectRefusal(
      () => restrictedMean({ ...curve, steps: [...curve.steps].reverse() }, { horizon: 1 }),
      "restrictedMean: curve.steps[1].time must be above 3, received 2",
    );
    expectRefusal(
      () => survivalQuantile(curve, { p: 0 }),
      "survivalQuantile: p must be a fraction above 0 and at most 1, received 0",
    );
    expectRefusal(
      () => survivalAt(curve, { time: -1 }),
      "survivalAt: time must be a finite number of 0 or more, received -1",
    );
    const transform: SurvivalTransform = "logLog";
    expect(survivalQuantile({ ...curve, transform }, { p: 0.5 }).method).toBe("logLog");
  });
});
