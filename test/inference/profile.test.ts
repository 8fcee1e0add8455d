import { describe, expect, it } from "vitest";
import { profileInterval } from "../../src/inference/profile.js";
import * as betaDiscreteWeibull from "../../src/models/contractual/beta-discrete-weibull.js";
import * as geometric from "../../src/models/contractual/geometric.js";
import * as shiftedBetaGeometric from "../../src/models/contractual/shifted-beta-geometric.js";
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
});
