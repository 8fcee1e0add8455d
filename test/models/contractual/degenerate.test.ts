/** Data that cannot answer, or answer only in a limit: every contractual model gives a documented result or a clear error. */
import { describe, expect, it } from "vitest";
import type { Fit } from "../../../src/inference/fit.js";
import * as betaDiscreteWeibull from "../../../src/models/contractual/beta-discrete-weibull.js";
import type { CohortLosses } from "../../../src/models/contractual/cohort-losses.js";
import * as discreteWeibull from "../../../src/models/contractual/discrete-weibull.js";
import * as geometric from "../../../src/models/contractual/geometric.js";
import * as geometricMixture from "../../../src/models/contractual/geometric-mixture.js";
import * as shiftedBetaGeometric from "../../../src/models/contractual/shifted-beta-geometric.js";
import * as regression from "../../../src/models/contractual/shifted-beta-geometric-regression.js";
import { expectClose, expectPlainData } from "../../support.js";

type Parameters = Readonly<Record<string, number>>;
interface Module {
  readonly fit: (data: CohortLosses) => Fit<Parameters>;
  readonly logLikelihood: (parameters: Parameters, data: CohortLosses) => number;
  readonly survival: (parameters: Parameters, periods: readonly number[]) => Float64Array;
  readonly discountedExpectedLifetime: (parameters: Parameters, options: { discountRate: number }) => number;
}

/** The regression on a cohort split into halves that differ by nothing but a covariate. */
const halves = (cohort: CohortLosses) =>
  [0, 1].map((half) => ({
    ...cohort,
    lostByPeriod: cohort.lostByPeriod.map((lost) => lost / 2),
    stillActive: cohort.stillActive / 2,
    covariates: { half },
  }));
const regressionOnHalves = {
  fit: (cohort: CohortLosses) => regression.fit(halves(cohort)),
  logLikelihood: (p: Parameters, cohort: CohortLosses) => regression.logLikelihood(p, halves(cohort)),
  survival: (p: Parameters, periods: readonly number[]) =>
    shiftedBetaGeometric.survival(regression.parametersFor(p, { half: 1 }), periods),
  discountedExpectedLifetime: (p: Parameters, options: { discountRate: number }) =>
    shiftedBetaGeometric.discountedExpectedLifetime(regression.parametersFor(p, { half: 1 }), options),
};

const modules = Object.entries({
  geometric,
  shiftedBetaGeometric,
  discreteWeibull,
  betaDiscreteWeibull,
  geometricMixture,
  shiftedBetaGeometricRegression: regressionOnHalves,
}) as unknown as [string, Module][];

function cohortOf(lostByPeriod: readonly number[], stillActive: number): CohortLosses {
  return { timeUnit: "year", lostByPeriod: [...lostByPeriod], stillActive };
}

/** A fit that is plain data, whose verbs are finite and whose log-likelihood is that of its parameters. */
function expectUsable(
  { fit, logLikelihood, survival, discountedExpectedLifetime }: Module,
  cohort: CohortLosses,
) {
  const fitted = fit(cohort);
  expectPlainData(fitted);
  expect(Object.values(fitted.parameters).every(Number.isFinite)).toBe(true);
  expectClose(logLikelihood(fitted.parameters, cohort), fitted.logLikelihood, { relative: 1e-9 });
  const curve = [1, ...survival(fitted.parameters, [1, 2, 3, 10, 100])];
  curve.forEach((value, i) => {
    expect(value >= 0 && value <= (curve[i - 1] ?? 1)).toBe(true);
  });
  const payments = discountedExpectedLifetime(fitted.parameters, { discountRate: 0.1 });
  expect(payments >= 1 && payments <= 11 * (1 + 1e-12)).toBe(true);
  return fitted;
}

describe.each(modules)("%s", (name, module) => {
  it.each([
    ["nobody", cohortOf([0, 0, 0, 0], 100)],
    ["everybody at once", cohortOf([100, 0, 0], 0)],
    ["everybody in the only period", cohortOf([100], 0)],
    ["no period at all", cohortOf([], 70)],
    ["no customer", cohortOf([0, 0], 0)],
  ])("refuses the loss of %s as data that cannot answer", (_, cohort) => {
    expect(() => module.fit(cohort)).toThrow(expect.objectContaining({ code: "INSUFFICIENT_DATA" }));
    expect(() => module.fit(cohort)).toThrow(/\.fit: (losses|periods survived|data) must /);
  });

  it("needs as many periods as parameters", () => {
    const one = cohortOf([30], 70);
    if (name === "geometric")
      expectClose(expectUsable(module, one).parameters.theta!, 0.3, { relative: 1e-14 });
    else expect(() => module.fit(one)).toThrow("must number at least");
  });

  it.each([
    ["counts of 1e9", cohortOf([1e9, 1e9, 1e9, 1e9, 1e9], 1e9)],
    ["counts of 1e9, retention rising", cohortOf([4e9, 2e9, 1e9, 5e8, 2e8], 3e9)],
    ["customers alike", cohortOf([1000, 900, 810, 729, 656], 5905)],
    ["a billion customers alike", cohortOf([1e9, 9e8, 8.1e8, 7.29e8, 6.561e8], 5.9049e9)],
    ["retention falling with age", cohortOf([10, 50, 150, 300, 300], 190)],
    ["losses in the first period only", cohortOf([100, 0, 0], 50)],
    ["nobody left at the end", cohortOf([40, 30, 20, 10], 0)],
    ["gaps without losses", cohortOf([0, 50, 0, 50, 0, 50], 50)],
    ["two losses in a billion", cohortOf([1, 0, 1, 0, 0], 1e9)],
    ["shares instead of counts", cohortOf([0.1, 0.05, 0.02], 0.83)],
  ])("gives finite numbers for %s", (_, cohort) => {
    const fitted = expectUsable(module, cohort);
    if (fitted.convergence.status === "boundary") expect(fitted.warnings[0]?.code).toBe("boundary");
    else expect(fitted.convergence.scaledGradient).toBeLessThan(1e-8);
  });
});
