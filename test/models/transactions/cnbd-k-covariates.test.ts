/** BG/CNBD-k and MBG/CNBD-k with covariates: 30-digit likelihoods, k = 1, no covariates, fits, refusals. */
import { describe, expect, it } from "vitest";
import { likelihoodRatioTest } from "../../../src/inference/compare.js";
import * as bgCnbdK from "../../../src/models/transactions/beta-geometric/bg-cnbd-k.js";
import * as mbgCnbdK from "../../../src/models/transactions/beta-geometric/mbg-cnbd-k.js";
import * as bgCnbdKRegression from "../../../src/models/transactions/covariates/bg-cnbd-k-regression.js";
import * as bgNbdRegression from "../../../src/models/transactions/covariates/bg-nbd-regression.js";
import * as mbgCnbdKRegression from "../../../src/models/transactions/covariates/mbg-cnbd-k-regression.js";
import * as mbgNbdRegression from "../../../src/models/transactions/covariates/mbg-nbd-regression.js";
import reference from "../../reference/cnbd-k-covariates.json" with { type: "json" };
import { expectClose, expectPlainData, expectRefusal } from "../../support.js";

const families = [
  { name: "bgCnbdKRegression", model: bgCnbdKRegression, plain: bgCnbdK, random: bgNbdRegression },
  { name: "mbgCnbdKRegression", model: mbgCnbdKRegression, plain: mbgCnbdK, random: mbgNbdRegression },
] as const;
const column = (i: number): number[] => reference.rows.map((row) => row[i]!);
const customers = {
  frequency: column(0),
  recency: column(1),
  T: column(2),
  sumLogGaps: column(3),
  online: column(4),
  age: column(5),
};
const base = { r: 0.6, alpha: 8, a: 0.9, b: 3 };
const coefficients = {
  "purchase.online": 0.6,
  "purchase.age": -0.25,
  "dropout.online": -0.4,
  "dropout.age": 0.3,
};

describe.each(reference.cases)("$model at $parameters", ({ model, parameters, logLikelihoods }) => {
  it("has the likelihood of 30-digit arithmetic", () => {
    const family = families.find(({ name }) => name === model)!;
    logLikelihoods.forEach((expected, i) => {
      const [frequency, recency, T, sumLogGaps, online, age] = reference.rows[i]! as [
        number,
        number,
        number,
        number,
        number,
        number,
      ];
      const customer = { frequency, recency, T, sumLogGaps, online, age };
      expectClose(family.model.logLikelihood(parameters, customer), expected, { relative: 1e-12 });
    });
    const total = logLikelihoods.reduce((sum, value) => sum + value, 0);
    expectClose(family.model.logLikelihood(parameters, customers), total, { relative: 1e-12 });
  });
});

describe.each(families)("$name", ({ name, model, plain, random }) => {
  const discounting = { continuousDiscountRate: 0.01 };

  it("is the model of random purchases at k = 1", () => {
    const one = { ...base, ...coefficients };
    const shaped = { k: 1, ...one };
    expect(model.probabilityAlive(shaped, customers)).toEqual(random.probabilityAlive(one, customers));
    expect(model.conditionalExpectedTransactions(shaped, customers, 20)).toEqual(
      random.conditionalExpectedTransactions(one, customers, 20),
    );
    expect(model.logLikelihood(shaped, customers)).toBe(random.logLikelihood(one, customers));
    expect(model.parametersFor(shaped, { online: 1, age: 2 })).toEqual({
      k: 1,
      ...random.parametersFor(one, { online: 1, age: 2 }),
    });
  });

  it("gives what the model without covariates gives at the parameters of each customer", () => {
    const parameters = { k: 3, ...base, ...coefficients };
    const alive = model.probabilityAlive(parameters, customers);
    const ahead = model.conditionalExpectedTransactions(parameters, customers, 20);
    const none = model.conditionalTransactionProbability(parameters, customers, { x: 0, t: 20 });
    const worth = model.discountedExpectedResidualTransactions(parameters, customers, discounting);
    reference.rows.forEach((row, i) => {
      const [frequency, recency, T, , online, age] = row as [number, number, number, number, number, number];
      const own = model.parametersFor(parameters, { online, age });
      const customer = { frequency, recency, T };
      expect(alive[i]).toBe(plain.probabilityAlive(own, customer));
      expect(ahead[i]).toBe(plain.conditionalExpectedTransactions(own, customer, 20));
      expect(none[i]).toBe(plain.conditionalTransactionProbability(own, customer, { x: 0, t: 20 }));
      expect(worth[i]).toBe(plain.discountedExpectedResidualTransactions(own, customer, discounting));
      expect(model.expectedTransactions(parameters, { online, age }, 52)).toBe(
        plain.expectedTransactions(own, 52),
      );
      expect(model.transactionProbability(parameters, { online, age }, { x: 2, t: 52 })).toBe(
        plain.transactionProbability(own, { x: 2, t: 52 }),
      );
    });
  });

  it("fits customers one by one as it fits them in groups, and finds the shape", () => {
    const online = Array.from({ length: 240 }, (_, i) => i % 2);
    const truth = { k: 3, r: 1.2, alpha: 3, a: 0.6, b: 3, "purchase.online": 0.6, "dropout.online": -0.4 };
    const { customers: made } = model.simulate(truth, { T: 40, covariates: { online }, seed: 5 });
    const fit = model.fit(made, { shapes: [2, 3, 4] });
    expectPlainData(fit);
    expect(fit.model).toBe(name);
    expect(fit.parameters.k).toBe(3);
    expect(fit.shapes.map(({ k }) => k)).toEqual([2, 3, 4]);
    expect(fit.convergence.scaledGradient).toBeLessThan(1e-8);
    expectClose(model.logLikelihood(fit.parameters, made), fit.logLikelihood, { relative: 1e-12 });
    // A covariate that differs in its last digits makes every customer a group of one.
    const alone = online.map((value, i) => value + 1e-9 * i);
    const single = model.fit({ ...made, covariates: { online: alone } }, { shapes: [3] });
    expectClose(single.logLikelihood, fit.logLikelihood, { absolute: 1e-5 });
    expectClose(single.parameters["purchase.online"]!, fit.parameters["purchase.online"]!, {
      absolute: 1e-6,
    });
    const without = plain.fit(made, { shapes: [2, 3, 4] });
    expect(likelihoodRatioTest(without, fit)).toMatchObject({ restrictions: 2, method: "chi-square" });
    const drawn = model.inference.resample(made, { seed: 2 }) as { readonly weight?: ArrayLike<number> };
    expect(Array.from(drawn.weight!).reduce((sum, weight) => sum + weight, 0)).toBe(240);
    expect(model.inference.replicate(fit.parameters, made, { seed: 2 }).sumLogGaps).toHaveLength(240);
  });

  it("refuses parameters without a shape, and customers without gaps", () => {
    const parameters = { ...base, ...coefficients } as unknown as bgCnbdKRegression_Parameters;
    expectRefusal(
      () => model.probabilityAlive(parameters, customers),
      `${name}.probabilityAlive: parameters.k must be a whole number of 1 or more, received undefined`,
    );
    const { sumLogGaps: _, ...gapless } = customers;
    expectRefusal(
      () => model.fit(gapless as unknown as typeof customers, { covariates: ["online"] }),
      `${name}.fit: customers must have a column sumLogGaps (frequency, recency, T, online, age), received an object`,
    );
  });
});
type bgCnbdKRegression_Parameters = Parameters<typeof bgCnbdKRegression.probabilityAlive>[0];
