/** Covariates recovered from simulated customers by every model that takes them, refits, and boundaries. */
import { describe, expect, it } from "vitest";
import { bootstrap } from "../../src/inference/bootstrap.js";
import { likelihoodRatioTest } from "../../src/inference/compare.js";
import { createRandom } from "../../src/math/random.js";
import { sampleNormal } from "../../src/math/samplers.js";
import * as bgCnbdKRegression from "../../src/models/transactions/covariates/bg-cnbd-k-regression.js";
import * as bgNbdRegression from "../../src/models/transactions/covariates/bg-nbd-regression.js";
import * as ggomNbdRegression from "../../src/models/transactions/covariates/ggom-nbd-regression.js";
import * as mbgCnbdKRegression from "../../src/models/transactions/covariates/mbg-cnbd-k-regression.js";
import * as mbgNbdRegression from "../../src/models/transactions/covariates/mbg-nbd-regression.js";
import * as paretoNbdRegression from "../../src/models/transactions/covariates/pareto-nbd-regression.js";
import { expectClose, expectPlainData } from "../support.js";

const both = { "purchase.age": 0.3, "purchase.online": 0.6, "dropout.age": 0.25, "dropout.online": -0.5 };
const split = { "purchase.online": 0.4, "a.online": -0.3, "b.online": 0.4 };
const equal = { "equal.online": 0.5 };
const shapes = { r: 0.8, alpha: 6, a: 0.9, b: 2.5 };
const cases = [
  ["bgNbdRegression", bgNbdRegression, { ...shapes, ...both }, {}, 6000],
  ["bgNbdRegression, both shapes", bgNbdRegression, { ...shapes, ...split }, { effect: "both" }, 6000],
  ["mbgNbdRegression", mbgNbdRegression, { ...shapes, ...both }, {}, 6000],
  ["bgCnbdKRegression", bgCnbdKRegression, { k: 2, ...shapes, ...both }, { shapes: [2] }, 1200],
  ["mbgCnbdKRegression", mbgCnbdKRegression, { k: 2, ...shapes, ...both }, { shapes: [2] }, 1200],
  ["paretoNbdRegression", paretoNbdRegression, { r: 0.8, alpha: 6, s: 0.8, beta: 12, ...both }, {}, 4000],
  [
    "paretoNbdRegression, equal",
    paretoNbdRegression,
    { r: 0.8, alpha: 6, s: 0.8, beta: 12, ...equal },
    { equal: ["online"] },
    4000,
  ],
  [
    "ggomNbdRegression",
    ggomNbdRegression,
    { r: 0.8, alpha: 6, b: 0.15, s: 0.8, beta: 2, "purchase.online": 0.6, "dropout.online": -0.5 },
    {},
    800,
  ],
] as const;

describe.each(cases)("%s", (_, regression, truth, options, size) => {
  it("finds the coefficients within their standard errors", () => {
    const random = createRandom(21);
    const all = {
      online: Array.from({ length: size }, (__, i) => i % 2),
      // Ages in tenths, so that some customers share theirs.
      age: Array.from({ length: size }, () => Math.round(10 * sampleNormal(random)) / 10),
    };
    const used = Object.keys(truth).some((name) => name.endsWith(".age")) ? all : { online: all.online };
    const model = regression as unknown as {
      simulate(
        parameters: object,
        options: object,
      ): { readonly customers: Readonly<Record<string, Float64Array>> };
      fit(
        customers: object,
        options: object,
      ): {
        readonly parameters: Readonly<Record<string, number>>;
        readonly standardErrors: Readonly<Record<string, number>>;
        readonly warnings: readonly unknown[];
      };
    };
    const { customers } = model.simulate(truth, { T: 52, covariates: used, seed: 11 });
    const fit = model.fit(customers, options);
    expect(fit.warnings).toEqual([]);
    for (const [name, value] of Object.entries(truth))
      expectClose(fit.parameters[name]!, value, { absolute: 4 * fit.standardErrors[name]! }, name);
    // And they are known: an estimate with an error of any size would pass.
    expect(fit.standardErrors[Object.keys(truth).find((name) => name.endsWith("online"))!]).toBeLessThan(
      0.25,
    );
  });
});

describe("a bootstrap with covariates", () => {
  const online = Array.from({ length: 300 }, (_, i) => i % 2);
  const truth = { r: 0.8, alpha: 6, a: 0.9, b: 2.5, "purchase.online": 0.6, "dropout.online": -0.5 };
  const { customers } = bgNbdRegression.simulate(truth, { T: 39, covariates: { online }, seed: 5 });

  it.each(["case", "parametric"] as const)("has the error of the fit (%s)", (method) => {
    const fit = bgNbdRegression.fit(customers);
    const coefficient = (p: bgNbdRegression.BgNbdRegressionParameters) => p["purchase.online"]!;
    const interval = bootstrap(bgNbdRegression, customers, coefficient, { method, resamples: 40 });
    expect(interval.failed).toBe(0);
    // The standard deviation of 40 resamples is known to 11%: four times that.
    expectClose(interval.standardError!, fit.standardErrors["purchase.online"]!, { relative: 0.45 });
  });
});

describe("boundaries with covariates", () => {
  it("are those of the model without: nobody leaves, or a share at once", () => {
    const online = Array.from({ length: 300 }, (_, i) => i % 2);
    const truth = { r: 0.8, alpha: 6, a: 1e-9, b: 1, "purchase.online": 0.5 };
    const { customers } = bgNbdRegression.simulate(truth, { T: 60, covariates: { online }, seed: 1 });
    const fit = bgNbdRegression.fit(customers);
    expect(fit.warnings[0]).toMatchObject({
      limitingModel: "nbd with covariates and a share of customers who leave at the first repeat purchase",
      lost: ["a", "b"],
    });
    // What "nbd with covariates" reaches, of which this limit is the wider one.
    expect(fit.logLikelihood).toBeGreaterThan(-7702.350857769998);
    const { estimate, standardError } = fit.warnings[0]!.identified["purchase.online"]!;
    expectClose(estimate, 0.5, { absolute: 4 * standardError! });
    expectClose(fit.logLikelihood, bgNbdRegression.logLikelihood(fit.parameters, customers), {
      relative: 1e-10,
    });
    expectPlainData(fit);
  });

  it("are said where nobody of one group seems to leave", () => {
    const online = Array.from({ length: 300 }, (_, i) => i % 2);
    const truth = { r: 0.8, alpha: 6, a: 1e-9, b: 1, "purchase.online": 0.5 };
    const { customers } = bgNbdRegression.simulate(truth, { T: 60, covariates: { online }, seed: 5 });
    const fit = bgNbdRegression.fit(customers);
    expect(fit.warnings[0]).toMatchObject({ code: "boundary", lost: ["a", "b"] });
    // What an infinite coefficient of drop-out reaches: a lower maximum.
    expect(fit.logLikelihood).toBeGreaterThan(-7281.323085677753);
    expect(fit.standardErrors.a).toBe(null);
    expect(fit.standardErrors["purchase.online"]).toBeGreaterThan(0);
  });

  it("are those of the model without: the hazard does not grow", () => {
    const online = Array.from({ length: 120 }, (_, i) => i % 2);
    const truth = { r: 0.8, alpha: 6, s: 2, beta: 20, "purchase.online": 0.5 };
    const { customers } = paretoNbdRegression.simulate(truth, { T: 60, covariates: { online }, seed: 3 });
    const processes = { covariates: { purchase: ["online"], dropout: [] } };
    const pareto = paretoNbdRegression.fit(customers, processes);
    const fit = ggomNbdRegression.fit(customers, processes);
    expect(fit.warnings[0]!.limitingModel).toBe("paretoNbdRegression");
    expectClose(fit.logLikelihood, pareto.logLikelihood, { relative: 1e-9 });
  });
});

it("tests fewer covariates inside more at the level that it claims", () => {
  const truth = { ...shapes, "purchase.online": 0.6, "dropout.online": -0.5 };
  const online = Array.from({ length: 300 }, (_, i) => i % 2);
  let rejected = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const random = createRandom(seed);
    const idle = Array.from(online, () => sampleNormal(random));
    const { customers } = bgNbdRegression.simulate(truth, { T: 52, covariates: { online }, seed });
    const data = { ...customers, covariates: { online, idle } };
    const full = bgNbdRegression.fit(data);
    const simple = bgNbdRegression.fit(data, { covariates: ["online"] });
    if (likelihoodRatioTest(simple, full).pValue! < 0.2) rejected++;
  }
  // 12 are expected of 60, with a standard deviation of 3.1.
  expect(Math.abs(rejected - 12)).toBeLessThan(8);
});
