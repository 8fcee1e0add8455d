import { describe, expect, it } from "vitest";
import { profileInterval } from "../../src/inference/profile.js";
import * as betaDiscreteWeibull from "../../src/models/contractual/beta-discrete-weibull.js";
import * as geometric from "../../src/models/contractual/geometric.js";
import * as shiftedBetaGeometric from "../../src/models/contractual/shifted-beta-geometric.js";
import type { ShiftedBetaGeometricParameters } from "../../src/models/contractual/shifted-beta-geometric-likelihood.js";
import { expectClose, expectPlainData, expectRefusal } from "../support.js";

const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90, 60, 42, 34, 26], stillActive: 491 } as const;

describe("profileInterval", () => {
  it("agrees with the profile at 30 digits", () => {
    const alpha = profileInterval(shiftedBetaGeometric, cohort, "alpha");
    // mpmath 1.3: findroot on the profile, the nuisance parameter solved for at each point, at 30 digits.
    expectClose(alpha.lower ?? 0, 0.506195545928, { relative: 1e-7 });
    expectClose(alpha.upper ?? 0, 0.943342658961, { relative: 1e-7 });
    const beta = profileInterval(shiftedBetaGeometric, cohort, "beta");
    expectClose(beta.lower ?? 0, 2.6185413208, { relative: 1e-7 });
    expectClose(beta.upper ?? 0, 5.96312492107, { relative: 1e-7 });
    expectPlainData(alpha);
  });

  it("needs no nuisance parameter, and narrows with the level", () => {
    const wide = profileInterval(geometric, cohort, "theta", { level: 0.99 });
    const narrow = profileInterval(geometric, cohort, "theta", { level: 0.5 });
    expect(wide.lower).toBeLessThan(narrow.lower ?? 0);
    expect(wide.upper).toBeGreaterThan(narrow.upper ?? 1);
  });

  it("leaves the end open that the data do not exclude", () => {
    const alike = { timeUnit: "year", lostByPeriod: [100, 120, 130], stillActive: 400 } as const;
    const alpha = profileInterval(shiftedBetaGeometric, alike, "alpha");
    expect(alpha.estimate).toBe(null);
    expect(alpha.upper).toBe(null);
    expect(alpha.lower).toBeGreaterThan(1);
    expectPlainData(alpha);
  });

  it("closes where a ridge is long but finite", () => {
    const c = profileInterval(betaDiscreteWeibull, cohort, "c");
    expect(c.lower).toBeGreaterThan(1);
    expect(c.upper).toBeGreaterThan(2);
  });

  it("refuses a parameter that the model has not", () => {
    expectRefusal(
      () => profileInterval(shiftedBetaGeometric, cohort, "gamma" as never),
      'profileInterval: parameter must be one of "alpha", "beta", received "gamma"',
    );
  });

  it("gives for a quantity that is a parameter what it gives for the parameter", () => {
    for (const name of ["alpha", "beta"] as const) {
      const byName = profileInterval(shiftedBetaGeometric, cohort, name);
      const derived = profileInterval(shiftedBetaGeometric, cohort, (parameters) => parameters[name]);
      expectClose(derived.lower ?? 0, byName.lower ?? 1, { relative: 1e-6 });
      expectClose(derived.upper ?? 0, byName.upper ?? 1, { relative: 1e-6 });
      expect(derived.estimate).toBe(byName.estimate);
    }
  });

  it("is the exact interval of a monotone function of one parameter", () => {
    const theta = profileInterval(geometric, cohort, "theta");
    const kept = profileInterval(geometric, cohort, (parameters) => geometric.survival(parameters, 12));
    expectClose(kept.lower ?? 0, (1 - (theta.upper ?? 0)) ** 12, { relative: 1e-7 });
    expectClose(kept.upper ?? 0, (1 - (theta.lower ?? 0)) ** 12, { relative: 1e-7 });
  });

  it("bounds projected survival by parameters on the edge of the likelihood region", () => {
    const inYear12 = (parameters: ShiftedBetaGeometricParameters) =>
      shiftedBetaGeometric.survival(parameters, 12);
    const survival = profileInterval(shiftedBetaGeometric, cohort, inYear12);
    expectPlainData(survival);
    // Brute force: the range of S(12) over a grid of parameters within 1.9207 log-units of the maximum.
    const top = shiftedBetaGeometric.fit(cohort).logLikelihood - 1.920729410347062;
    let [low, high] = [1, 0];
    for (let a = -0.9; a < 0.05; a += 0.01)
      for (let b = 0.8; b < 1.9; b += 0.01) {
        const parameters = { alpha: Math.exp(a), beta: Math.exp(b) };
        if (shiftedBetaGeometric.logLikelihood(parameters, cohort) < top) continue;
        low = Math.min(low, inYear12(parameters));
        high = Math.max(high, inYear12(parameters));
      }
    expectClose(survival.lower ?? 0, low, { absolute: 1e-3 });
    expectClose(survival.upper ?? 0, high, { absolute: 1e-3 });
    expect(survival.lower).toBeLessThanOrEqual(low);
    expect(survival.upper).toBeGreaterThanOrEqual(high);
  });

  it("bounds a quantity where the parameters themselves have run to a boundary", () => {
    const alike = { timeUnit: "year", lostByPeriod: [100, 120, 130], stillActive: 400 } as const;
    const survival = profileInterval(shiftedBetaGeometric, alike, (p) => shiftedBetaGeometric.survival(p, 6));
    expect(survival.lower).toBeGreaterThan(0.1);
    expect(survival.lower).toBeLessThan(survival.estimate ?? 0);
    expect(survival.upper).toBeGreaterThan(survival.estimate ?? 1);
    expect(survival.upper).toBeLessThan(0.4);
  });

  it("refuses a quantity that is infinite at the estimates", () => {
    expectRefusal(
      () => profileInterval(shiftedBetaGeometric, cohort, (p) => shiftedBetaGeometric.expectedLifetime(p)),
      "profileInterval: quantity(…) must be a finite number at the estimates, received null",
    );
  });
});
