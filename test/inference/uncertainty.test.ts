import { describe, expect, it } from "vitest";
import { uncertainty } from "../../src/inference/uncertainty.js";
import * as geometric from "../../src/models/contractual/geometric.js";
import * as geometricMixture from "../../src/models/contractual/geometric-mixture.js";
import * as shiftedBetaGeometric from "../../src/models/contractual/shifted-beta-geometric.js";
import { expectClose, expectPlainData, expectRefusal } from "../support.js";

// Table 1 of Fader & Hardie (2007), High End.
const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90, 60, 42, 34, 26], stillActive: 491 } as const;
const fit = shiftedBetaGeometric.fit(cohort);
const year12 = (p: { alpha: number; beta: number }) => shiftedBetaGeometric.survival(p, 12);

describe("uncertainty", () => {
  it("agrees with the delta method at 30 digits", () => {
    const result = uncertainty(fit, year12);
    // mpmath 1.3: Hessian and gradient by high-order differences at 30 digits, on the log scale of alpha and beta.
    expectClose(result.estimate ?? 0, 0.377999071597409, { relative: 1e-8 });
    expectClose(result.standardError ?? 0, 0.0194277017765052, { relative: 1e-6 });
    expectClose(result.lower ?? 0, 0.340739076489, { relative: 1e-7 });
    expectClose(result.upper ?? 0, 0.416757797572, { relative: 1e-7 });
    expect(result.scale).toBe("logit");
    expectPlainData(result);
  });

  it("gives parameters back with the standard errors of the fit", () => {
    const [alpha, beta] = uncertainty(fit, (p) => [p.alpha, p.beta]);
    expect(alpha?.estimate).toBe(fit.parameters.alpha);
    expectClose(alpha?.standardError ?? 0, fit.standardErrors.alpha ?? 1, { relative: 1e-6 });
    expectClose(beta?.standardError ?? 0, fit.standardErrors.beta ?? 1, { relative: 1e-6 });
  });

  it("agrees with simulation where the quantity is nearly linear, with the same draws for the same seed", () => {
    const delta = uncertainty(fit, year12);
    const drawn = uncertainty(fit, year12, { draws: 20_000, seed: 5 });
    expect(uncertainty(fit, year12, { draws: 20_000, seed: 5 })).toStrictEqual(drawn);
    // Ends of 20,000 draws are known to about 2% of the standard error.
    const half = 0.05 * (delta.standardError ?? 0);
    expectClose(drawn.lower ?? 0, delta.lower ?? 1, { absolute: half });
    expectClose(drawn.upper ?? 0, delta.upper ?? 1, { absolute: half });
    expect(drawn.infiniteShare).toBe(0);
    expectPlainData(drawn);
  });

  it("reports infinite means as null, with the share of draws in which they are", () => {
    const mean = uncertainty(fit, (p) => shiftedBetaGeometric.expectedLifetime(p), { draws: 400 });
    expect(mean.estimate).toBe(null);
    expect(mean.upper).toBe(null);
    expect(mean.infiniteShare).toBeGreaterThan(0.9);
    expect(uncertainty(fit, (p) => shiftedBetaGeometric.expectedLifetime(p)).lower).toBe(null);
    expectPlainData(mean);
  });

  it("adds the variances of independent fits", () => {
    const other = geometric.fit(cohort);
    const sum = uncertainty({ a: fit, b: other }, ({ a, b }) => Math.log(a.alpha) + b.theta, {
      scale: "identity",
    });
    const expected = (fit.covariance[0]?.[0] ?? 0) + (other.standardErrors.theta ?? 0) ** 2;
    expectClose((sum.standardError ?? 0) ** 2, expected, { relative: 1e-5 });
  });

  it("holds at its limit what a boundary lost, where all that is identified is free", () => {
    const cohort = {
      timeUnit: "year",
      lostByPeriod: [131, 126, 90, 60, 42, 34, 26],
      stillActive: 491,
    } as const;
    const stayers = geometricMixture.fit(cohort);
    expect(stayers.warnings[0]?.limitingModel).toBe("moverStayer");
    const forEver = uncertainty(stayers, ({ share1 = 0 }) => 1 - share1);
    expect(forEver.method).toBe("delta at moverStayer");
    expectClose(forEver.standardError!, stayers.standardErrors.share1!, { relative: 1e-6 });
    const year20 = uncertainty(stayers, (parameters) => geometricMixture.survival(parameters, 20), {
      draws: 500,
    });
    expect(year20.method).toBe("simulation at moverStayer");
    expect(year20.lower).toBeGreaterThan(0.3);
    expect(year20.upper).toBeLessThan(0.5);
  });

  it("refuses a fit on a boundary and what is no number", () => {
    const alike = shiftedBetaGeometric.fit({
      timeUnit: "year",
      lostByPeriod: [100, 120, 130],
      stillActive: 400,
    });
    expectRefusal(
      () => uncertainty(alike, year12),
      'uncertainty: fit must have standard errors, which it lost at its limit: fit geometric and give that fit, or take bootstrap, profileInterval or samplePosterior, received "geometric"',
      "INSUFFICIENT_DATA",
    );
    expectRefusal(
      () => uncertainty(fit, () => Number.NaN),
      "uncertainty: evaluate(…) must be a number or null, received NaN",
    );
    expectRefusal(
      () => uncertainty(fit, year12, { level: 95 }),
      "uncertainty: level must be a fraction above 0 and below 1 (not a percentage: 0.05 means 5%), received 95",
    );
    expectRefusal(
      () => uncertainty(undefined as never, year12 as never),
      "uncertainty: fit must be an object, received undefined",
    );
  });
});
