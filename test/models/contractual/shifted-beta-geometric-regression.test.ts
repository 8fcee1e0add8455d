import { describe, expect, it } from "vitest";
import { likelihoodRatioTest } from "../../../src/inference/compare.js";
import * as shiftedBetaGeometric from "../../../src/models/contractual/shifted-beta-geometric.js";
import * as regression from "../../../src/models/contractual/shifted-beta-geometric-regression.js";
import { expectClose, expectPlainData, expectRefusal } from "../../support.js";
import { highEnd, regular } from "./laws.js";

const data = [
  { ...highEnd, covariates: { regular: 0 } },
  { ...regular, covariates: { regular: 1 } },
];

describe("shiftedBetaGeometricRegression", () => {
  it("is two separate fits where both shapes have a coefficient for each of two groups", () => {
    const fit = regression.fit(data, { effect: "both" });
    const separate = [shiftedBetaGeometric.fit(highEnd), shiftedBetaGeometric.fit(regular)];
    expectClose(fit.logLikelihood, separate[0]!.logLikelihood + separate[1]!.logLikelihood, {
      relative: 1e-13,
    });
    [0, 1].forEach((group) => {
      const { alpha, beta } = regression.parametersFor(fit.parameters, { regular: group });
      expectClose(alpha, separate[group]!.parameters.alpha, { relative: 1e-8 });
      expectClose(beta, separate[group]!.parameters.beta, { relative: 1e-8 });
    });
    expect(fit.convergence.scaledGradient).toBeLessThan(1e-8);
    expectPlainData(fit);
  });

  it("lies between one fit for all and separate fits where only the mean has a coefficient", () => {
    const fit = regression.fit(data);
    const pooled = shiftedBetaGeometric.fit([highEnd, regular]);
    const both = regression.fit(data, { effect: "both" });
    expect(fit.logLikelihood).toBeGreaterThan(pooled.logLikelihood);
    expect(fit.logLikelihood).toBeLessThan(both.logLikelihood);
    expect(fit.logLikelihood).toBe(regression.logLikelihood(fit.parameters, data));
    const test = likelihoodRatioTest(pooled, fit);
    expect(test.restrictions).toBe(1);
    expect(test.pValue).toBeLessThan(1e-10);
  });

  it("finds no effect of a covariate that has none, and one that has", () => {
    const truth = { intercept: -1.2, shapes: 4, price: 0.5, luck: 0 };
    const cells = [-1, 0, 1].flatMap((price) => [0, 1].map((luck) => ({ price, luck })));
    const simulated = cells.map((covariates, stream) => ({
      ...shiftedBetaGeometric.simulate(regression.parametersFor(truth, covariates), {
        customers: 50_000,
        periods: 6,
        timeUnit: "month",
        seed: 12,
        stream,
      }),
      covariates,
    }));
    const fit = regression.fit(simulated);
    for (const [name, value] of Object.entries(truth)) {
      const error = Math.abs(fit.parameters[name]! - value);
      expect(error).toBeLessThan(4 * (fit.standardErrors[name] ?? 0));
    }
    expect(regression.fit([...simulated].reverse())).toStrictEqual(fit);
  });

  it("fits tenures as it fits cohorts", () => {
    const rows = data.flatMap(({ lostByPeriod, stillActive, covariates }) => [
      ...lostByPeriod.map((weight, i) => ({ duration: i + 1, event: true, weight, covariates })),
      { duration: 7, event: false, weight: stillActive, covariates },
    ]);
    expect(regression.fit(rows).parameters).toStrictEqual(regression.fit(data).parameters);
  });

  it("refuses covariates that are missing or the same for everyone", () => {
    const name = "shiftedBetaGeometricRegression.fit";
    expectRefusal(
      () => regression.fit([data[0]!, { ...regular, covariates: {} }]),
      `${name}: data[1].covariates.regular must be a finite number, received undefined`,
    );
    expectRefusal(
      () => regression.fit([data[0]!, { ...regular, covariates: { regular: 0 } }]),
      `${name}: covariates.regular must differ between customers, received 0`,
      "INSUFFICIENT_DATA",
    );
    expectRefusal(
      () => regression.fit(undefined as never),
      `${name}: data must be an array of cohorts or tenures with covariates, received undefined`,
    );
    expectRefusal(
      () => regression.parametersFor({ intercept: 0, shapes: 1, plan: 1 }, {}),
      "shiftedBetaGeometricRegression.parametersFor: covariates.plan must be a finite number, received undefined",
    );
  });
});
