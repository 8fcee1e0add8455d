import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cohortChurnRate } from "../../src/rates/cohort-churn.js";
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

  it("refuses wrong tenures, naming row and field", () => {
    const call =
      (row: object, options: object = {}) =>
      () =>
        cohortChurnRate([{ duration: 1, lost: 1, ...row }], options);
    expectRefusal(call({ duration: 0 }), "cohortChurnRate: tenures[0].duration must be above 0, received 0");
    expectRefusal(
      call({ duration: Number.NaN }),
      "cohortChurnRate: 2 values refused: tenures[0].duration must be a finite number of 0 or more, received NaN; tenures[0].duration must be above 0, received NaN",
    );
    expectRefusal(
      call({ lost: "yes" }),
      'cohortChurnRate: tenures[0].lost must be true, false, 1 or 0, received "yes"',
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
