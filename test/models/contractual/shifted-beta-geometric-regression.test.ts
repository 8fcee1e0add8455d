import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bootstrap } from "../../../src/inference/bootstrap.js";
import { likelihoodRatioTest } from "../../../src/inference/compare.js";
import { uncertainty } from "../../../src/inference/uncertainty.js";
import * as shiftedBetaGeometric from "../../../src/models/contractual/shifted-beta-geometric.js";
import * as regression from "../../../src/models/contractual/shifted-beta-geometric-regression.js";
import type { Covariates } from "../../../src/models/covariates.js";
import { expectClose, expectPlainData, expectRefusal } from "../../support.js";
import { expectSurvivalLaws, highEnd, regular } from "./laws.js";

const data = [
  { ...highEnd, covariates: { regular: 0 } },
  { ...regular, covariates: { regular: 1 } },
];

/** The verbs of the model without covariates, at the parameters that covariates give. */
type Regression = { intercept: number; shapes: number; regular: number };
const verbs = Object.fromEntries(
  Object.entries(shiftedBetaGeometric).map(([verb, call]) => [
    verb,
    (parameters: Regression, ...rest: unknown[]) =>
      (call as (...all: unknown[]) => unknown)(regression.parametersFor(parameters, { regular: 1 }), ...rest),
  ]),
);

describe("shiftedBetaGeometricRegression", () => {
  const parameters = fc.record({
    intercept: fc.double({ min: -3, max: 3, noNaN: true }),
    shapes: fc.double({ min: 0.2, max: 50, noNaN: true }),
    regular: fc.double({ min: -2, max: 2, noNaN: true }),
  });
  expectSurvivalLaws(verbs, parameters);

  it("does not depend on replication or on the size of the counts", () => {
    const once = regression.fit(data);
    const doubled = regression.fit([...data, ...data]);
    const billions = regression.fit(
      data.map((cohort) => ({
        ...cohort,
        lostByPeriod: cohort.lostByPeriod.map((lost) => lost * 1e6),
        stillActive: cohort.stillActive * 1e6,
      })),
    );
    for (const [name, value] of Object.entries(once.parameters)) {
      expectClose(doubled.parameters[name]!, value, { relative: 1e-8 });
      expectClose(billions.parameters[name]!, value, { relative: 1e-7 });
    }
    expectClose(doubled.logLikelihood, 2 * once.logLikelihood, { relative: 1e-13 });
  });

  it.each(["case", "parametric"] as const)("bootstraps cohorts as its standard errors say (%s)", (method) => {
    const { standardErrors, parameters: best } = regression.fit(data);
    const result = bootstrap(regression, data, (p: Covariates) => p.regular!, { method, resamples: 150 });
    expect(result.failed).toBe(0);
    expect(result.estimate).toBe(best.regular);
    // The standard deviation of 150 resamples is known to 6%; four times that.
    expectClose(result.standardError!, standardErrors.regular!, { relative: 0.24 });
  });

  it("bootstraps single tenures, each with covariates of its own", () => {
    const rows = data.flatMap(({ lostByPeriod, stillActive, covariates: { regular: x } }) =>
      [...lostByPeriod, stillActive].flatMap((count, i) =>
        Array.from({ length: Math.ceil(count / 20) }, (_, k) => ({
          duration: Math.min(i + 1, 7),
          event: i < 7,
          covariates: { regular: x + k / 1000 },
        })),
      ),
    );
    const result = bootstrap(regression, rows, (p: Covariates) => p.regular!, { resamples: 19 });
    expect(result.failed).toBe(0);
    expect(regression.inference.resample(rows, { seed: 4 })).toStrictEqual(
      regression.inference.resample(rows, { seed: 4 }),
    );
    const drawn = regression.inference.replicate({ intercept: 0, shapes: 1, regular: 0 }, rows, { seed: 4 });
    expect(drawn).toStrictEqual(
      regression.inference.replicate({ intercept: 0, shapes: 1, regular: 0 }, rows, { seed: 4 }),
    );
    expect(drawn.map(({ covariates: { regular: x } }) => x)).toStrictEqual(
      rows.map(({ covariates: { regular: x } }) => x),
    );
    const again = bootstrap(regression, rows, (p: Covariates) => p.regular!, {
      resamples: 19,
      method: "parametric",
    });
    expect(again.failed).toBe(0);
  });

  it("names an element by its index in the data", () => {
    expectRefusal(
      () => regression.fit([data[0]!, { ...data[1]!, lostByPeriod: [3, -1] }]),
      "shiftedBetaGeometricRegression.fit: cohorts[1].lostByPeriod[1] must be a finite number of 0 or more, received -1",
    );
    expectRefusal(
      () => regression.logLikelihood({ intercept: 0 }, data),
      "shiftedBetaGeometricRegression.logLikelihood: parameters.shapes must be a finite number, received undefined",
    );
    expectRefusal(
      () => regression.inference.resample(undefined as never),
      "shiftedBetaGeometricRegression.inference.resample: data must be an array of cohorts or tenures with covariates, received undefined",
    );
  });

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

  it("reaches a maximum far from where the groups by themselves lie", () => {
    const group = (lostByPeriod: readonly number[], stillActive: number, plan: number, price: number) =>
      ({ timeUnit: "year", lostByPeriod, stillActive, covariates: { plan, price } }) as const;
    // Losses that come and go: nothing that the model could follow.
    const fit = regression.fit(
      [
        group([1964, 328, 1655, 93, 104, 71, 12, 26, 13, 11], 59, 0, 0.55),
        group([654, 1158, 38, 403, 56, 23, 226, 15, 13], 676, 1, 1.94),
        group([0, 158, 283, 4784, 2254, 0, 0, 0, 4138], 316, 0, 2.18),
        group([720, 274, 39, 814, 14, 120, 10], 668, 1, 3.18),
        group([3280, 662, 78, 731, 300], 2760, 0, 4.6),
      ],
      { effect: "both" },
    );
    expect(fit.convergence.status).toBe("interior");
    expect(fit.parameters["alpha.intercept"]).toBeGreaterThan(13);
    expect(fit.convergence.scaledGradient).toBeLessThan(1e-8);
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

  it("becomes a logistic regression where customers of equal covariates are alike", () => {
    const alike = [0.1, 0.2].map((theta, plan) => ({
      timeUnit: "year" as const,
      lostByPeriod: [0, 1, 2, 3].map((t) => 10_000 * theta * (1 - theta) ** t),
      stillActive: 10_000 * (1 - theta) ** 4,
      covariates: { plan },
    }));
    const fit = regression.fit(alike);
    const { limitingModel, lost, identified } = fit.warnings[0]!;
    expect([limitingModel, lost]).toStrictEqual(["geometric with covariates", ["shapes"]]);
    const [first, second] = [0.1, 0.2].map((theta) => Math.log(theta / (1 - theta)));
    expectClose(identified.intercept!.estimate, first!, { relative: 1e-6 });
    expectClose(identified.plan!.estimate, second! - first!, { relative: 1e-6 });
    expect(fit.standardErrors.shapes).toBe(null);
    const year4 = uncertainty(fit, (p) =>
      shiftedBetaGeometric.survival(regression.parametersFor(p, { plan: 1 }), 4),
    );
    expectClose(year4.estimate!, 0.8 ** 4, { relative: 1e-6 });
    // One geometric fit of that group alone: four losses and their like, Var(ln odds) = 1 / (lost (1 - theta)).
    const lost1 = 10_000 * (1 - 0.8 ** 4);
    expectClose(year4.standardError!, (4 * 0.8 ** 4 * 0.2) / Math.sqrt(lost1 * 0.8), { relative: 1e-4 });
    const both = regression.fit(alike, { effect: "both" });
    expect(both.warnings).toMatchObject([
      { code: "boundary", limitingModel: "shiftedBetaGeometricRegression with infinite coefficients" },
    ]);
    expectClose(both.logLikelihood, fit.logLikelihood, { absolute: 1e-4 });
    const { alpha, beta } = regression.parametersFor(both.parameters, { plan: 1 });
    expectClose(shiftedBetaGeometric.survival({ alpha, beta }, 4), 0.8 ** 4, { relative: 1e-6 });
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
