import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { subscriptionTenures } from "../../src/data/subscription-tenures.js";
import { cohortChurnRate } from "../../src/rates/cohort-churn.js";
import { kaplanMeier } from "../../src/survival/kaplan-meier.js";
import { expectClose, expectRefusal } from "../support.js";

describe("cohortChurnRate", () => {
  it("is the share lost where everybody was followed long enough", () => {
    const tenure = fc.record({ duration: fc.integer({ min: 1, max: 9 }), lost: fc.boolean() });
    fc.assert(
      fc.property(
        fc.array(tenure, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 9 }),
        (rows, within) => {
          const followed = rows.map(({ duration, lost }) => ({
            duration: lost ? duration : duration + 9,
            lost,
          }));
          const left = followed.filter(({ duration, lost }) => lost && duration <= within).length;
          const churn = cohortChurnRate(followed, { within });
          if (churn === null) expect(left).toBeLessThan(rows.length);
          else expectClose(churn, left / rows.length, { absolute: 1e-14 });
        },
      ),
    );
  });

  it("gives Kaplan and Meier's estimate where some tenures are unfinished", () => {
    // Source: R 4.2.2, survival 3.5-3, survfit on the aml data, maintained arm: S(23) = 0.6136364, S(48) = 0.1840909.
    const duration = [9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161];
    const lost = [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0];
    expectClose(cohortChurnRate({ duration, lost }, { within: 23 })!, 1 - 0.613636363636364, {
      relative: 1e-13,
    });
    expectClose(cohortChurnRate({ duration, lost }, { within: 48 })!, 1 - 0.184090909090909, {
      relative: 1e-13,
    });
    expect(cohortChurnRate({ duration, lost }, { within: 162 })).toBe(null);
    expect(cohortChurnRate([{ duration: 1, lost: true }], { within: 5 })).toBe(1);
  });

  it("counts who comes under observation late from then on", () => {
    // By hand: at age 1 two of the four who are watched leave, at age 3 one of the three (the fifth enters at 2).
    const tenures = {
      duration: [1, 1, 3, 5, 6],
      lost: [1, 1, 1, 0, 0],
      entry: [0, 0, 0, 0, 2],
    };
    expectClose(cohortChurnRate(tenures, { within: 4 })!, 1 - (2 / 4) * (2 / 3), { relative: 1e-14 });
    // Nobody is watched between 1 and 2: what became of joiners there is unknown.
    const gap = { duration: [1, 4], lost: [0, 1], entry: [0, 2] };
    expect(cohortChurnRate(gap, { within: 3 })).toBe(null);
    // One who enters at the very age at which the last one ends leaves no gap.
    expect(cohortChurnRate({ ...gap, entry: [0, 1] }, { within: 3 })).toBe(0);
    expect(cohortChurnRate({ duration: [4], lost: [1], entry: [2] }, { within: 5 })).toBe(null);
  });

  it("gives what counting the watched at each age anew gives", () => {
    const tenure = fc
      .record({
        entry: fc.integer({ min: 0, max: 6 }),
        length: fc.integer({ min: 1, max: 6 }),
        lost: fc.boolean(),
      })
      .map(({ entry, length, lost }) => ({ entry, duration: entry + length, lost }));
    fc.assert(
      fc.property(
        fc.array(tenure, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 12 }),
        (rows, within) => {
          let surviving = 1;
          let unknown = false;
          for (let age = 1; age <= within; age++) {
            const watched = rows.filter(({ entry, duration }) => entry < age && age <= duration);
            if (watched.length === 0) unknown ||= surviving > 0;
            else
              surviving *=
                watched.filter(({ duration, lost }) => !lost || duration > age).length / watched.length;
          }
          const churn = cohortChurnRate(rows, { within });
          if (unknown) expect(churn).toBe(null);
          else expectClose(churn!, 1 - surviving, { absolute: 1e-14 });
        },
      ),
    );
  });

  it("takes the tenures that subscriptions make", () => {
    const subscriptions = [
      { customer: "a", start: "2026-01-01", end: "2026-01-20" },
      { customer: "b", start: "2026-01-01", end: null },
      { customer: "c", start: "2025-11-01", end: null },
    ];
    const tenures = subscriptionTenures(subscriptions, { asOf: "2026-03-01", observedFrom: "2025-12-15" });
    expect(cohortChurnRate(tenures, { within: 1 })).toBe(0.5);
    expectClose(cohortChurnRate(tenures, { within: 1.9 })!, 0.5, { absolute: 0 });
  });

  it("counts who left on the day of joining, as Kaplan and Meier's curve does", () => {
    const subscriptions = [
      { customer: "a", start: "2026-01-05", end: "2026-01-05" },
      { customer: "b", start: "2026-01-05", end: null },
      { customer: "c", start: "2026-01-05", end: "2026-02-15" },
      { customer: "d", start: "2026-03-01", end: null },
    ];
    const tenures = subscriptionTenures(subscriptions, { asOf: "2026-03-01", timeUnit: "day" });
    // Of four who joined one left at once; of the two still watched at 41 days another.
    expect(cohortChurnRate(tenures, { within: 30 })).toBe(0.25);
    expectClose(cohortChurnRate(tenures, { within: 50 })!, 1 - 0.75 * 0.5, { relative: 1e-15 });
    const { steps } = kaplanMeier(tenures);
    expect(steps.map(({ survival }) => survival)).toContain(0.75 * 0.5);
    expect(cohortChurnRate([{ duration: 0, lost: true }], { within: 1 })).toBe(1);
  });

  it("refuses wrong tenures, naming row and field", () => {
    const call =
      (row: object, options: object = {}) =>
      () =>
        cohortChurnRate([{ duration: 1, lost: 1, ...row }], options);
    expectRefusal(
      call({ duration: -1 }),
      "cohortChurnRate: tenures[0].duration must be a finite number of 0 or more, received -1",
    );
    expectRefusal(
      call({ duration: Number.NaN }),
      "cohortChurnRate: tenures[0].duration must be a finite number of 0 or more, received NaN",
    );
    expectRefusal(
      call({ lost: "yes" }),
      'cohortChurnRate: tenures[0].lost must be true, false, 1 or 0, received "yes"',
    );
    expectRefusal(
      call({ entry: 1 }),
      "cohortChurnRate: tenures[0].entry must be 0, or below the duration, received 1",
    );
    expectRefusal(
      call({}, { within: -1 }),
      "cohortChurnRate: within must be a finite number above 0, received -1",
    );
    expectRefusal(
      () => cohortChurnRate([]),
      "cohortChurnRate: tenures must have a row or more, received 0",
      "INSUFFICIENT_DATA",
    );
  });
});
