import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as betaDiscreteWeibull from "../../../src/models/contractual/beta-discrete-weibull.js";
import * as discreteWeibull from "../../../src/models/contractual/discrete-weibull.js";
import * as shiftedBetaGeometric from "../../../src/models/contractual/shifted-beta-geometric.js";
import { expectClose, expectPlainData, expectPrinted } from "../../support.js";
import { expectContractualLaws, highEnd, regular } from "./laws.js";

const shape = fc.double({ min: 0.05, max: 20, noNaN: true });

describe("betaDiscreteWeibull", () => {
  const parameters = fc.record({
    alpha: shape,
    beta: shape,
    c: fc.double({ min: 0.2, max: 4, noNaN: true }),
  });
  expectContractualLaws("betaDiscreteWeibull", betaDiscreteWeibull, parameters);

  it("reproduces the four-year fit of the retenmod README and the seven-year fits of a public script", () => {
    const { lostByPeriod } = highEnd;
    const four = { timeUnit: "year", lostByPeriod: lostByPeriod.slice(0, 4), stillActive: 593 } as const;
    const fitted = betaDiscreteWeibull.fit(four);
    // The README's optimiser stopped early: -122.27493183 per 100 customers at 0.25937, 1.72276, 1.58428.
    expectPrinted(fitted.logLikelihood / 10, "-122.27493");
    expectClose(fitted.parameters.alpha, 0.2593, { absolute: 3e-4 });
    expectClose(fitted.parameters.beta, 1.7226, { absolute: 3e-4 });
    expectClose(fitted.parameters.c, 1.5842, { absolute: 3e-4 });
    const printed = { alpha: 0.25936956, beta: 1.72276277, c: 1.58428486 };
    expect(fitted.logLikelihood).toBeGreaterThan(betaDiscreteWeibull.logLikelihood(printed, four));
    const high = betaDiscreteWeibull.fit(highEnd).parameters;
    expectPrinted(high.alpha, "0.21");
    expectPrinted(high.beta, "1.43");
    expectPrinted(high.c, "1.72");
    const low = betaDiscreteWeibull.fit(regular).parameters;
    expectPrinted(low.alpha, "0.46");
    expectPrinted(low.beta, "0.78");
    expectPrinted(low.c, "1.28");
  });

  it("projects as the README does", () => {
    const p = { alpha: 0.25936956, beta: 1.72276277, c: 1.58428486 };
    const projected = betaDiscreteWeibull.survival(p, [1, 4, 10]);
    // Printed 86.91461917, 59.29285689, 41.82202357 per cent at parameters with more digits than are printed.
    [0.8691461917, 0.5929285689, 0.4182202357].forEach((expected, i) => {
      expectClose(projected[i]!, expected, { absolute: 1e-8 });
    });
  });

  it("is the shifted beta-geometric model at c = 1, elasticities and posterior included", () => {
    const p = { alpha: 0.8, beta: 2, c: 1 };
    const same = { alpha: 0.8, beta: 2 };
    for (const t of [1, 2, 12, 300])
      expectClose(betaDiscreteWeibull.survival(p, t), shiftedBetaGeometric.survival(same, t), {
        relative: 1e-13,
      });
    for (const kind of ["individual", "ofExpectedValue"] as const) {
      const options = { renewals: 4, discountRate: 0.1, kind };
      const expected = shiftedBetaGeometric.retentionElasticity(same, options) ?? 0;
      expectClose(betaDiscreteWeibull.retentionElasticity(p, options) ?? 1, expected, { relative: 1e-10 });
    }
    const posterior = betaDiscreteWeibull.churnPosterior(p, { renewals: 4 });
    expectClose(posterior.mean, shiftedBetaGeometric.churnPosterior(same, { renewals: 4 }).mean, {
      relative: 1e-13,
    });
  });

  it("has a posterior churn whose mean is 1 - S(n + 1)/S(n)", () => {
    const p = { alpha: 0.26, beta: 1.72, c: 1.58 };
    const posterior = betaDiscreteWeibull.churnPosterior(p, { renewals: 5 });
    expectClose(posterior.mean, 1 - betaDiscreteWeibull.retentionRate(p, 6), { relative: 1e-12 });
    expect(posterior.interval.lower).toBeLessThan(posterior.mean);
    expect(posterior.interval.upper).toBeGreaterThan(posterior.mean);
    expectPlainData(posterior);
  });

  it("has an infinite mean exactly for α c of 1 or less", () => {
    expect(betaDiscreteWeibull.expectedLifetime({ alpha: 0.5, beta: 1, c: 2 })).toBe(null);
    expect(betaDiscreteWeibull.expectedLifetime({ alpha: 0.6, beta: 1, c: 2 })).toBeGreaterThan(1);
  });

  it("becomes the discrete Weibull model where customers look alike", () => {
    const cohort = { timeUnit: "year", lostByPeriod: [30, 60, 90, 100], stillActive: 200 } as const;
    const fitted = betaDiscreteWeibull.fit(cohort);
    const limit = discreteWeibull.fit(cohort);
    expectClose(fitted.logLikelihood, limit.logLikelihood, { relative: 1e-14 });
    expect(fitted.warnings[0]).toMatchObject({ limitingModel: "discreteWeibull", lost: ["alpha", "beta"] });
    expectClose(fitted.standardErrors.c ?? 0, limit.standardErrors.c ?? 1, { relative: 1e-9 });
    for (const t of [1, 4, 20])
      expectClose(
        betaDiscreteWeibull.survival(fitted.parameters, t),
        discreteWeibull.survival(limit.parameters, t),
        { relative: 1e-10 },
      );
    expectPlainData(fitted);
  });

  it("becomes a power of age where its ridge has no top", () => {
    const cohort = { timeUnit: "year", lostByPeriod: [0, 100, 50, 30], stillActive: 600 } as const;
    const fitted = betaDiscreteWeibull.fit(cohort);
    expect(fitted.warnings[0]).toMatchObject({ limitingModel: "discretePareto" });
    expectClose(betaDiscreteWeibull.logLikelihood(fitted.parameters, cohort), fitted.logLikelihood, {
      relative: 1e-9,
    });
    const power = (fitted.warnings[0]?.identified.kappa?.estimate ?? 0) * Math.log(2);
    const ratio =
      betaDiscreteWeibull.survival(fitted.parameters, 80) /
      betaDiscreteWeibull.survival(fitted.parameters, 40);
    expectClose(Math.log(ratio), -power, { relative: 1e-9 });
    const derl = betaDiscreteWeibull.discountedExpectedLifetime(fitted.parameters, { discountRate: 0.1 });
    expect(derl).toBeGreaterThan(5);
  });
});
