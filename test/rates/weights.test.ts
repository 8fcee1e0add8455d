import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cohortChurnRate } from "../../src/rates/cohort-churn.js";
import { revenueRetentionInterval } from "../../src/rates/revenue-interval.js";
import { staticPoolRetention } from "../../src/rates/static-pool.js";
import { expectClose, expectRefusal } from "../support.js";

/** Small whole amounts, so that sums are exact in any order; a row of weight 0 is as if it were not there. */
const groups = fc
  .array(
    fc.record({
      opening: fc.integer({ min: 0, max: 50 }),
      closing: fc.integer({ min: 0, max: 60 }),
      weight: fc.integer({ min: 0, max: 4 }),
    }),
    { maxLength: 12 },
  )
  .map((rows) => [...rows, { opening: 7, closing: 5, weight: 2 }]);
const repeat = <Row extends { readonly weight: number }>(rows: readonly Row[]): Omit<Row, "weight">[] =>
  rows.flatMap(({ weight, ...row }) => Array.from({ length: weight }, () => row));

describe("weights", () => {
  it("count customers of a static pool as rows of their own would", () => {
    fc.assert(
      fc.property(groups, (rows) => {
        expect(staticPoolRetention(rows)).toStrictEqual(staticPoolRetention(repeat(rows)));
        const columns = {
          opening: rows.map(({ opening }) => opening),
          closing: rows.map(({ closing }) => closing),
          many: rows.map(({ weight }) => weight),
        };
        expect(staticPoolRetention(columns, { weight: "many" })).toStrictEqual(staticPoolRetention(rows));
      }),
    );
  });

  it("give the intervals that rows of their own would give, the bootstrap draw by draw", () => {
    const measure = fc.constantFrom("netRetention" as const, "grossChurn" as const);
    fc.assert(
      fc.property(groups, measure, (rows, of) => {
        const options = { measure: of };
        const grouped = revenueRetentionInterval(rows, options);
        const single = revenueRetentionInterval(repeat(rows), options);
        for (const end of ["estimate", "lower", "upper"] as const)
          expectClose(grouped[end], single[end], { relative: 1e-9, absolute: 1e-12 });
        const bootstrap = { method: "bootstrap", resamples: 100 } as const;
        const drawn = revenueRetentionInterval(rows, bootstrap);
        const again = revenueRetentionInterval(repeat(rows), bootstrap);
        expectClose(drawn.lower, again.lower, { absolute: 1e-9 });
        expectClose(drawn.upper, again.upper, { absolute: 1e-9 });
      }),
      { numRuns: 30 },
    );
  });

  it("count tenures as rows of their own would", () => {
    const tenure = fc.record({
      duration: fc.integer({ min: 1, max: 9 }),
      lost: fc.boolean(),
      weight: fc.integer({ min: 0, max: 3 }),
    });
    fc.assert(
      fc.property(fc.array(tenure, { maxLength: 20 }), fc.integer({ min: 1, max: 9 }), (drawn, within) => {
        const rows = [...drawn, { duration: 5, lost: true, weight: 1 }];
        expect(cohortChurnRate(rows, { within })).toBe(cohortChurnRate(repeat(rows), { within }));
      }),
    );
  });

  it("are whole numbers, and not all 0", () => {
    const row = { opening: 5, closing: 5, weight: 1.5 };
    expectRefusal(
      () => staticPoolRetention([row]),
      "staticPoolRetention: customers[0].weight must be a whole number of 0 or more, received 1.5",
    );
    expectRefusal(
      () => staticPoolRetention([{ ...row, weight: 0 }]),
      "staticPoolRetention: customers must hold someone who paid at the start, received 0",
      "INSUFFICIENT_DATA",
    );
    expectRefusal(
      () => revenueRetentionInterval([{ ...row, weight: -1 }]),
      "revenueRetentionInterval: customers[0].weight must be a whole number of 0 or more, received -1",
    );
    expectRefusal(
      () => cohortChurnRate([{ duration: 1, lost: 1, weight: Number.NaN }]),
      "cohortChurnRate: tenures[0].weight must be a whole number of 0 or more, received NaN",
    );
    expectRefusal(
      () => revenueRetentionInterval([{ opening: 5, closing: 5, weight: 1e9 }], { method: "bootstrap" }),
      'revenueRetentionInterval: method must be "jackknife" for more than 10,000,000 customers, received "bootstrap"',
    );
  });
});
