import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { churnRateInterval } from "../../src/rates/churn-interval.js";
import { revenueRetentionInterval } from "../../src/rates/revenue-interval.js";
import { expectClose, expectPlainData, expectRefusal } from "../support.js";

const pool = fc.array(
  fc.record({
    opening: fc.double({ min: 0.01, max: 1e4, noNaN: true }),
    closing: fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 1e4, noNaN: true })),
  }),
  { minLength: 2, maxLength: 40 },
);

describe("revenueRetentionInterval", () => {
  const customers = Array.from({ length: 60 }, (_, i) => ({
    opening: 10 + (i % 9),
    closing: i % 6 === 0 ? 0 : 11 + (i % 5),
  }));

  it("gives the jackknife computed independently", () => {
    // Source: numpy, leave-one-out ratios and scipy.stats.t.ppf(0.975, 59), on the same 60 customers.
    const interval = revenueRetentionInterval(customers);
    expectClose(interval.estimate, 0.7821901323706378, { relative: 1e-14 });
    expectClose(interval.lower, 0.6882546819490245, { relative: 1e-12 });
    expectClose(interval.upper, 0.8761255827922512, { relative: 1e-12 });
    expectPlainData(interval);
  });

  it("has a bootstrap near the jackknife, the same for a seed, and complements for churn", () => {
    const jackknife = revenueRetentionInterval(customers);
    const bootstrap = revenueRetentionInterval(customers, { method: "bootstrap", seed: 0 });
    expect(bootstrap).toStrictEqual(revenueRetentionInterval(customers, { method: "bootstrap", seed: 0 }));
    // A standard error is 0.047; 2000 resamples place an end to a tenth of that.
    expectClose(bootstrap.lower, jackknife.lower, { absolute: 0.02 });
    expectClose(bootstrap.upper, jackknife.upper, { absolute: 0.02 });
    const churn = revenueRetentionInterval(customers, { measure: "netChurn" });
    expect([churn.lower, churn.upper]).toStrictEqual([1 - jackknife.upper, 1 - jackknife.lower]);
  });

  it("contains the estimate within its bounds, and does not change when all amounts double", () => {
    fc.assert(
      fc.property(
        pool,
        fc.constantFrom("netRetention" as const, "grossRetention" as const, "grossChurn" as const),
        fc.constantFrom("jackknife" as const, "bootstrap" as const, "wilson" as const),
        (rows, measure, drawn) => {
          const method = measure === "netRetention" && drawn === "wilson" ? "jackknife" : drawn;
          const options = { measure, method, resamples: 200 };
          const { lower, estimate, upper } = revenueRetentionInterval(rows, options);
          expect(lower).toBeGreaterThanOrEqual(0);
          if (measure !== "netRetention") expect(upper).toBeLessThanOrEqual(1);
          if (method !== "bootstrap")
            expect(lower <= estimate + 1e-12 && estimate <= upper + 1e-12).toBe(true);
          else expect(lower).toBeLessThanOrEqual(upper);
          const doubled = rows.map(({ opening, closing }) => ({
            opening: 2 * opening,
            closing: 2 * closing,
          }));
          expect(revenueRetentionInterval(doubled, options)).toStrictEqual(
            revenueRetentionInterval(rows, options),
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  it("is Wilson's width where everybody pays alike and the pool is large", () => {
    // A ratio of equal amounts is a share: its jackknife error is √(p(1 - p)/(n - 1)) exactly.
    const alike = Array.from({ length: 1000 }, (_, i) => ({ opening: 20, closing: i < 50 ? 0 : 20 }));
    const { lower, upper } = revenueRetentionInterval(alike, { measure: "grossChurn" });
    expectClose((upper - lower) / 2, 1.9623414611334493 * Math.sqrt((0.05 * 0.95) / 999), { relative: 1e-9 });
  });

  it("is Wilson's interval of the customers where everybody pays alike, and of fewer where some pay most", () => {
    const measure = { measure: "grossChurn", method: "wilson" } as const;
    const alike = Array.from({ length: 1000 }, (_, i) => ({ opening: 20, closing: i < 50 ? 0 : 20 }));
    const found = revenueRetentionInterval(alike, measure);
    const customersLost = churnRateInterval({ atStart: 1000, lost: 50 });
    for (const end of ["estimate", "lower", "upper"] as const)
      expectClose(found[end], customersLost[end]!, { relative: 1e-13 });
    // Half of them four times as large: (Σw)² / Σw² = (50 + 200)² / (50 + 800) = 73.5 of 100.
    const unlike = Array.from({ length: 100 }, (_, i) => ({ opening: i % 2 === 0 ? 1 : 4, closing: 0 }));
    const kept = unlike.map(({ opening }) => ({ opening, closing: opening }));
    const z2 = 3.841458820694124;
    const n = 62_500 / 850;
    expectClose(revenueRetentionInterval(kept, measure).upper, z2 / (n + z2), { relative: 1e-12 });
    expect(revenueRetentionInterval(kept, measure).lower).toBe(0);
    expect(revenueRetentionInterval(unlike, measure).upper).toBe(1);
    expectRefusal(
      () => revenueRetentionInterval(kept, { method: "wilson" }),
      'revenueRetentionInterval: method must be "jackknife" or "bootstrap" for net measures, received "wilson"',
    );
  });

  it("refuses unknown options and a pool of one", () => {
    const call = (options: object) => () => revenueRetentionInterval(customers, options);
    expectRefusal(
      call({ measure: "churn" }),
      'revenueRetentionInterval: measure must be one of "netRetention", "grossRetention", "netChurn", "grossChurn", received "churn"',
    );
    expectRefusal(
      call({ method: "wald" }),
      'revenueRetentionInterval: method must be one of "jackknife", "bootstrap", "wilson", received "wald"',
    );
    expectRefusal(
      call({ resamples: 10 }),
      "revenueRetentionInterval: resamples must be a whole number of 100 or more, received 10",
    );
    expectRefusal(
      call({ seed: Number.NaN }),
      "revenueRetentionInterval: seed must be a finite number, received NaN",
    );
    expectRefusal(
      call({ level: 95 }),
      "revenueRetentionInterval: level must be a fraction above 0 and below 1 (not a percentage: 0.05 means 5%), received 95",
    );
    expectRefusal(
      () => revenueRetentionInterval([{ opening: 1, closing: 1 }]),
      "revenueRetentionInterval: customers must be 2 or more who paid at the start, received 1",
      "INSUFFICIENT_DATA",
    );
  });
});
