/** The boundary of the GGom/NBD model on which leaving begins suddenly: its likelihood, its place, and fits that end there. */
import { describe, expect, it } from "vitest";
import { logGammaRatio } from "../../../../src/math/gamma.js";
import * as ggomNbdRegression from "../../../../src/models/transactions/covariates/ggom-nbd-regression.js";
import { sumOverGroups } from "../../../../src/models/transactions/covariates/sum.js";
import { distinctCustomers } from "../../../../src/models/transactions/distinct-customers.js";
import {
  delayedHistory,
  delayedKind,
} from "../../../../src/models/transactions/lifetimes/delayed-lifetime.js";
import * as ggomNbd from "../../../../src/models/transactions/lifetimes/ggom-nbd.js";
import reference from "../../../reference/delayed-lifetime.json" with { type: "json" };
import { expectClose, expectPlainData } from "../../../support.js";

const history = delayedHistory();

describe("a constant hazard from one age on", () => {
  it.each(reference.rows)(
    "has the likelihood of 30-digit arithmetic at %s, %s, %s, %s: %s, %s, %s",
    (...row) => {
      const [r, alpha, hazard, delay, x, recency, T, expected] = row as [
        number,
        number,
        number,
        number,
        number,
        number,
        number,
        number,
      ];
      const at = Float64Array.of(r, alpha, hazard, delay);
      history.begin(at);
      const gradient = new Float64Array(4);
      const value = history.add(x, recency, T, 1, gradient) + logGammaRatio(r, x);
      expectClose(value, expected, { relative: 1e-12, absolute: 1e-13 });
      // Central differences, away from the edges of the likelihood.
      at.forEach((parameter, j) => {
        const moved = (step: number) => {
          history.begin(at.map((value, i) => (i === j ? value + step : value)));
          return history.add(x, recency, T, 1);
        };
        const step = 1e-5 * parameter;
        expectClose(gradient[j]!, (moved(step) - moved(-step)) / (2 * step), {
          relative: 1e-6,
          absolute: 1e-8,
        });
      });
    },
  );

  it("is what the GGom/NBD comes to as its hazard begins ever more suddenly", () => {
    const customer = { frequency: 2, recency: 5, T: 30 };
    const [hazard, delay] = [0.05, 10];
    history.begin(Float64Array.of(0.6, 9, hazard, delay));
    const limit = history.add(2, 5, 30, 1) + logGammaRatio(0.6, 2);
    const distance = (b: number) => {
      const parameters = { r: 0.6, alpha: 9, b, s: hazard / b, beta: Math.exp(b * delay) };
      return Math.abs(ggomNbd.logLikelihood(parameters, customer) - limit);
    };
    expect(distance(32)).toBeLessThan(distance(8) / 3);
    expect(distance(32)).toBeLessThan(1e-4);
  });
});

describe("fits of small samples whose hazard of leaving begins suddenly", () => {
  const truth = { r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5 };

  it("end at that boundary, at the best of all ages", () => {
    const { customers } = ggomNbd.simulate(truth, { T: 39, customers: 120, seed: 41 });
    const fit = ggomNbd.fit(customers);
    expectPlainData(fit);
    const [warning] = fit.warnings;
    expect(warning).toMatchObject({
      limitingModel: "ggomNbd with one hazard of leaving from one age on",
      lost: ["b", "s", "beta"],
    });
    expect(fit.standardErrors).toMatchObject({ b: null, s: null, beta: null });
    const { r, alpha, hazard, delay } = warning!.identified;
    expect(delay!.standardError).toBeNull();
    expect(hazard!.standardError).toBeGreaterThan(0);
    const { frequency, recency, T } = customers;
    const rows = distinctCustomers({ frequency, recency, T, weight: null, length: 120 });
    const groups = [{ values: new Float64Array(0), customers: rows }];
    const evaluate = sumOverGroups({ kind: delayedKind, covariates: [], moves: [], terms: [] }, groups);
    const at = (age: number) =>
      evaluate(Float64Array.of(r!.estimate, alpha!.estimate, hazard!.estimate, age));
    expectClose(at(delay!.estimate), fit.logLikelihood, { relative: 1e-12 });
    for (let age = -60; age < 39; age += 0.1) expect(at(age)).toBeLessThan(fit.logLikelihood);
    // The verbs at the parameters given are all but those of the limit.
    const own = ggomNbd.logLikelihood(fit.parameters, customers);
    expect(own).toBeLessThan(fit.logLikelihood);
    expectClose(own, fit.logLikelihood, { absolute: 0.02 });
  });

  it("end there with covariates too, each group at an age of its own", () => {
    const online = Array.from({ length: 120 }, (_, i) => i % 2);
    const coefficients = { "purchase.online": 0.6, "dropout.online": -0.4 };
    const simulated = { T: 39, covariates: { online }, seed: 19 };
    const { customers } = ggomNbdRegression.simulate({ ...truth, ...coefficients }, simulated);
    const fit = ggomNbdRegression.fit(customers);
    expectPlainData(fit);
    const [warning] = fit.warnings;
    expect(warning!.limitingModel).toBe("ggomNbdRegression with one hazard of leaving from one age on");
    expect(warning!.lost).toEqual(["b", "s", "beta", "dropout.online"]);
    const { delay, hazard } = warning!.identified;
    const shift = warning!.identified["dropout.online"]!;
    const { b, s, beta } = fit.parameters;
    expectClose(s * b, hazard!.estimate, { relative: 1e-12 });
    expectClose(Math.log(beta) / b, delay!.estimate, { relative: 1e-9 });
    expectClose(fit.parameters["dropout.online"]! / b, shift.estimate, { relative: 1e-9 });
    expect(fit.standardErrors["purchase.online"]).toBeGreaterThan(0);
    const own = ggomNbdRegression.logLikelihood(fit.parameters, customers);
    expectClose(own, fit.logLikelihood, { absolute: 0.02 });
  });
});
