import { describe, expect, it } from "vitest";
import { bootstrapLikelihoodRatioTest } from "../../src/inference/bootstrap-test.js";
import { likelihoodRatioTest } from "../../src/inference/compare.js";
import * as geometric from "../../src/models/contractual/geometric.js";
import * as geometricMixture from "../../src/models/contractual/geometric-mixture.js";
import * as shiftedBetaGeometric from "../../src/models/contractual/shifted-beta-geometric.js";
import { expectClose, expectPlainData, expectRefusal } from "../support.js";

describe("bootstrapLikelihoodRatioTest", () => {
  it("agrees with the mixture of chi-squares where that is valid", () => {
    const cohort = shiftedBetaGeometric.simulate(
      { alpha: 8, beta: 40 },
      { customers: 400, periods: 6, timeUnit: "month", seed: 6 },
    );
    const models = { simple: geometric, full: shiftedBetaGeometric };
    const drawn = bootstrapLikelihoodRatioTest(models, cohort, { resamples: 300 });
    const asymptotic = likelihoodRatioTest(geometric.fit(cohort), shiftedBetaGeometric.fit(cohort));
    expectClose(drawn.statistic, asymptotic.statistic, { relative: 1e-12 });
    // Four standard errors of a share of 300 resamples, at most 0.5.
    expectClose(drawn.pValue, asymptotic.pValue ?? 1, { absolute: 4 * Math.sqrt(0.25 / 300) });
    expect(bootstrapLikelihoodRatioTest(models, cohort, { resamples: 300 })).toStrictEqual(drawn);
    expectPlainData(drawn);
  });

  it("rejects one segment where there are two, which chi-square cannot say", () => {
    const cohort = {
      timeUnit: "year",
      lostByPeriod: [369, 163, 86, 56, 37, 27, 21],
      stillActive: 241,
    } as const;
    const asymptotic = likelihoodRatioTest(geometric.fit(cohort), geometricMixture.fit(cohort));
    expect(asymptotic.pValue).toBe(null);
    expect(asymptotic.method).toBe("needs a parametric bootstrap");
    const drawn = bootstrapLikelihoodRatioTest({ simple: geometric, full: geometricMixture }, cohort, {
      resamples: 19,
    });
    expect(drawn.pValue).toBe(0.05);
    expect(drawn.failed).toBe(0);
  });

  it("refuses a model that cannot draw data", () => {
    const { fit } = geometric;
    const { resample } = geometric.inference;
    expectRefusal(
      () =>
        bootstrapLikelihoodRatioTest(
          { simple: { fit, inference: { resample } }, full: shiftedBetaGeometric },
          { timeUnit: "year", lostByPeriod: [3, 2], stillActive: 4 },
        ),
      "bootstrapLikelihoodRatioTest: models.simple.inference.replicate must be a function, received undefined",
    );
  });
});
