/** Likelihoods whose supremum lies on an edge of the parameters: each fit reaches it, and names the model found there. */
import { describe, expect, it } from "vitest";
import type { Fit } from "../../../src/inference/fit.js";
import * as betaDiscreteWeibull from "../../../src/models/contractual/beta-discrete-weibull.js";
import type { CohortLosses } from "../../../src/models/contractual/cohort-losses.js";
import * as discreteWeibull from "../../../src/models/contractual/discrete-weibull.js";
import * as geometricMixture from "../../../src/models/contractual/geometric-mixture.js";
import * as shiftedBetaGeometric from "../../../src/models/contractual/shifted-beta-geometric.js";
import { expectClose, expectPlainData } from "../../support.js";

const cohortOf = (lostByPeriod: readonly number[], stillActive: number, firstPeriod = 1): CohortLosses => ({
  timeUnit: "year",
  firstPeriod,
  lostByPeriod,
  stillActive,
});

/** Log-likelihood when every period has its own churn: nothing can be above it. */
function saturated({ lostByPeriod, stillActive }: CohortLosses): number {
  let atRisk = lostByPeriod.reduce((sum, lost) => sum + lost, stillActive);
  return lostByPeriod.reduce((total, lost) => {
    const kept = atRisk - lost;
    const term =
      (lost > 0 ? lost * Math.log(lost / atRisk) : 0) + (kept > 0 ? kept * Math.log(kept / atRisk) : 0);
    atRisk = kept;
    return total + term;
  }, 0);
}

/** Log-likelihood of hazards written out, churn of the period being `churn(t)`. */
function ofChurn(
  { firstPeriod = 1, lostByPeriod, stillActive }: CohortLosses,
  churn: (t: number) => number,
): number {
  let atRisk = lostByPeriod.reduce((sum, lost) => sum + lost, stillActive);
  return lostByPeriod.reduce((total, lost, i) => {
    const p = churn(firstPeriod + i);
    atRisk -= lost;
    return total + (lost > 0 ? lost * Math.log(p) : 0) + (atRisk > 0 ? atRisk * Math.log1p(-p) : 0);
  }, 0);
}

/** Highest value of a function with one top, by golden section over ln x. */
function highest(f: (x: number) => number): { readonly x: number; readonly value: number } {
  let [low, high] = [-12, 8];
  const golden = (Math.sqrt(5) - 1) / 2;
  for (let k = 0; k < 120; k++) {
    const width = golden * (high - low);
    if (f(Math.exp(high - width)) > f(Math.exp(low + width))) high = low + width;
    else low = high - width;
  }
  return { x: Math.exp(low), value: f(Math.exp(low)) };
}

function warningOf(fit: Fit<unknown>) {
  expectPlainData(fit);
  expect(fit.convergence.status).toBe("boundary");
  return fit.warnings[0]!;
}

describe("betaDiscreteWeibull", () => {
  it("becomes a power of age beyond a threshold where nobody is lost in the first periods", () => {
    const cohort = cohortOf([0, 0, 30, 40], 30);
    const fit = betaDiscreteWeibull.fit(cohort);
    const { limitingModel, lost, identified } = warningOf(fit);
    expect([limitingModel, lost]).toStrictEqual(["discretePareto", ["alpha", "beta", "c"]]);
    // (3/4)^κ = 3/7 and (threshold / 3)^κ = 0.7: every period is fitted exactly.
    const kappa = Math.log(7 / 3) / Math.log(4 / 3);
    expectClose(identified.kappa!.estimate, kappa, { relative: 1e-7 });
    expectClose(identified.threshold!.estimate, 3 * 0.7 ** (1 / kappa), { relative: 1e-7 });
    expect(identified.threshold!.standardError).toBeGreaterThan(0);
    expectClose(fit.logLikelihood, saturated(cohort), { relative: 1e-13 });
    expectClose(betaDiscreteWeibull.logLikelihood(fit.parameters, cohort), fit.logLikelihood, {
      relative: 1e-12,
    });
    const curve = betaDiscreteWeibull.survival(fit.parameters, [1, 2, 3, 4, 8]);
    const threshold = 3 * 0.7 ** (1 / kappa);
    [1, 1, 0.7, 0.3, (threshold / 8) ** kappa].forEach((share, i) => {
      expectClose(curve[i]!, share, { relative: 1e-6 });
    });
    const value = betaDiscreteWeibull.discountedExpectedLifetime(fit.parameters, { discountRate: 0.1 });
    expect(value).toBeGreaterThan(1 + 1 / 1.1 + 1 / 1.21);
    expectClose(1 - betaDiscreteWeibull.retentionRate(fit.parameters, 3), 0.3, { relative: 1e-6 });
  });

  it("stays at the threshold of a whole period where churn jumps up and falls at once", () => {
    const cohort = cohortOf([0, 0, 0, 388, 1], 222);
    const fit = betaDiscreteWeibull.fit(cohort);
    const { limitingModel, identified } = warningOf(fit);
    expect(limitingModel).toBe("discretePareto");
    const best = highest((kappa) => ofChurn(cohort, (t) => (t <= 3 ? 0 : 1 - (1 - 1 / t) ** kappa)));
    expectClose(fit.logLikelihood, best.value, { relative: 1e-12 });
    expectClose(identified.kappa!.estimate, best.x, { relative: 1e-6 });
    expect(identified.threshold).toStrictEqual({ estimate: 3, standardError: null });
    // As near as numbers come: β would have to pass 1e300.
    const reached = betaDiscreteWeibull.logLikelihood(fit.parameters, cohort);
    expect(reached).toBeLessThanOrEqual(fit.logLikelihood);
    expectClose(reached, fit.logLikelihood, { relative: 0.005 });
  });

  it("finds a maximum inside where the limit looks like one", () => {
    const one = { timeUnit: "year", lostByPeriod: [0, 0, 0, 0, 0, 0, 0, 1], stillActive: 0 } as const;
    const fit = betaDiscreteWeibull.fit([one, cohortOf([2135, 13, 4], 93)]);
    expect(fit.convergence.status).toBe("interior");
    // A search from 24 random starts by the simplex method ends here; the discrete Weibull limit is 0.1432 lower.
    expectClose(fit.parameters.c, 3.7591, { relative: 1e-3 });
  });
});

describe("shiftedBetaGeometric", () => {
  it("reaches the Yule-Simon tail of a base first seen later, with a standard error for alpha", () => {
    const cohort = cohortOf([700, 90, 42, 17], 151, 2);
    const fit = shiftedBetaGeometric.fit(cohort);
    const best = highest((alpha) => ofChurn(cohort, (t) => alpha / (alpha + t - 1)));
    expectClose(fit.logLikelihood, best.value, { relative: 1e-12 });
    expectClose(fit.parameters.alpha, best.x, { relative: 1e-6 });
    expect(fit.standardErrors.alpha).toBeGreaterThan(0);
    expect(fit.standardErrors.beta).toBe(null);
    expect(fit.warnings[0]).toMatchObject({ limitingModel: "noSurvivorOfFirstPeriod", lost: ["beta"] });
    const larger = betaDiscreteWeibull.fit(cohort);
    expect(larger.logLikelihood).toBeGreaterThanOrEqual(fit.logLikelihood - 1e-8);
    expectClose(shiftedBetaGeometric.logLikelihood(fit.parameters, cohort), fit.logLikelihood, {
      relative: 1e-13,
    });
  });
});

describe("discreteWeibull", () => {
  it.each([
    ["two neighbouring periods", cohortOf([0, 0, 0, 30, 70], 0), 4, 0.3],
    ["the last period watched", cohortOf([0, 0, 50], 50), 3, 0.5],
    ["one period, everybody", cohortOf([0, 0, 0, 80], 0), 4, 1],
    ["the first two periods", cohortOf([50, 50], 0), 1, 0.5],
  ])("becomes a fixed lifetime where all losses lie in %s", (_, cohort, period, share) => {
    for (const model of [discreteWeibull, betaDiscreteWeibull]) {
      if (model === betaDiscreteWeibull && cohort.lostByPeriod.length < 3) continue;
      const fit = model.fit(cohort) as Fit<never>;
      const { limitingModel, identified } = warningOf(fit);
      expect(limitingModel).toBe("fixedLifetime");
      expect(identified.period!.estimate).toBe(period);
      expectClose(identified.lostInPeriod!.estimate, share, { relative: 1e-15 });
      expectClose(fit.logLikelihood, saturated(cohort), { absolute: 1e-12 });
      expectClose(model.logLikelihood(fit.parameters, cohort), fit.logLikelihood, { absolute: 1e-7 });
      expectClose(model.survival(fit.parameters, period - 1), 1, { relative: 1e-9 });
      expectClose(model.survival(fit.parameters, period), 1 - share, { absolute: 1e-12 });
      expectClose(model.survival(fit.parameters, period + 1), 0, { absolute: 1e-12 });
    }
  });

  it("becomes a power of age where churn of a base first seen later falls faster than any of its hazards", () => {
    const cohort = cohortOf([300, 80, 20, 10, 5], 40, 3);
    const fit = discreteWeibull.fit(cohort);
    const { limitingModel, identified } = warningOf(fit);
    const best = highest((kappa) => ofChurn(cohort, (t) => 1 - (1 - 1 / t) ** kappa));
    expect(limitingModel).toBe("discretePareto");
    expectClose(identified.kappa!.estimate, best.x, { relative: 1e-6 });
    expectClose(fit.logLikelihood, best.value, { relative: 1e-12 });
  });

  it("fits lifetimes that hardly differ, whose first-period churn is below any ordinary number", () => {
    const cohort = cohortOf([...new Array<number>(20).fill(0), 10, 60, 200, 300, 200, 50], 10);
    const fit = discreteWeibull.fit(cohort);
    expect(fit.convergence.status).toBe("interior");
    expect(fit.convergence.scaledGradient).toBeLessThan(1e-8);
    expect(fit.parameters.theta).toBeLessThan(1e-30);
    const at = (factor: number, c: number) => {
      const hazard = (t: number) =>
        factor * -Math.log1p(-fit.parameters.theta) * 23 ** (fit.parameters.c - c) * (t ** c - (t - 1) ** c);
      return ofChurn(cohort, (t) => -Math.expm1(-hazard(t)));
    };
    expectClose(at(1, fit.parameters.c), fit.logLikelihood, { relative: 1e-9 });
    for (const [factor, c] of [
      [1.001, 1],
      [0.999, 1],
      [1, 1.001],
      [1, 0.999],
    ] as const)
      expect(at(factor, c * fit.parameters.c)).toBeLessThan(fit.logLikelihood);
  });
});

describe("geometricMixture", () => {
  it("has a segment that is lost at once where churn jumps after the first period", () => {
    const cohort = cohortOf([500, 50, 45], 405);
    const fit = geometricMixture.fit(cohort);
    const { limitingModel, lost, identified } = warningOf(fit);
    expect([limitingModel, lost]).toStrictEqual(["immediateLeavers", ["theta1"]]);
    expectClose(identified.share1!.estimate, 4 / 9, { relative: 1e-7 });
    expectClose(identified.theta2!.estimate, 0.1, { relative: 1e-7 });
    expectClose(fit.logLikelihood, saturated(cohort), { relative: 1e-13 });
    expectClose(geometricMixture.logLikelihood(fit.parameters, cohort), fit.logLikelihood, {
      relative: 1e-12,
    });
    expect(fit.standardErrors.share1).toBeGreaterThan(0);
  });

  it("finds the same atom in the first period of a base first seen later", () => {
    const fit = geometricMixture.fit(cohortOf([500, 50, 45], 405, 2));
    const { limitingModel, identified } = warningOf(fit);
    expect(limitingModel).toBe("immediateLeavers");
    expectClose(identified["share1 after 1 periods"]!.estimate, 4 / 9, { relative: 1e-7 });
    expectClose(fit.logLikelihood, saturated(cohortOf([500, 50, 45], 405)), { relative: 1e-13 });
  });

  it("is lost at once or never where all losses fall into the first period", () => {
    const { limitingModel, identified } = warningOf(geometricMixture.fit(cohortOf([100, 0, 0], 50)));
    expect(limitingModel).toBe("immediateOrNever");
    expectClose(identified.share1!.estimate, 2 / 3, { relative: 1e-9 });
  });

  it("keeps an atom and a loyal segment of three", () => {
    const cohort = cohortOf([600, 120, 60, 30, 20], 210);
    const fit = geometricMixture.fit(cohort, { segments: 3 });
    expect(fit.logLikelihood).toBeGreaterThanOrEqual(geometricMixture.fit(cohort).logLikelihood - 1e-8);
  });
});
