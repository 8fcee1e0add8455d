/** GGom/NBD: 40-digit arithmetic, the limit to the Pareto/NBD, printed numbers, refusals. */
import { describe, expect, it } from "vitest";
import * as ggomNbd from "../../../../src/models/transactions/lifetimes/ggom-nbd.js";
import * as paretoNbd from "../../../../src/models/transactions/lifetimes/pareto-nbd.js";
import reference from "../../../reference/ggom-nbd.json" with { type: "json" };
import { expectClose, expectRefusal } from "../../../support.js";

describe("ggomNbd", () => {
  const typical = { r: 0.8, alpha: 6, b: 0.05, s: 0.7, beta: 3 };
  const customer = { frequency: 2, recency: 30, T: 38 };

  it.each(reference.rows)(
    "agrees with 40 digits at r %s, alpha %s, b %s, s %s, beta %s, x %s, t_x %s, T %s, t %s",
    (...row) => {
      const [r, alpha, b, s, beta, frequency, recency, T, t, rate, ...values] = row as unknown as number[];
      const [ll, logAlive, expected, conditional, discounted] = values;
      const p = { r: r!, alpha: alpha!, b: b!, s: s!, beta: beta! };
      const history = { frequency: frequency!, recency: recency!, T: T! };
      // ln S(T) and the log-odds of having left can both be in the ten thousands and cancel: their rounding is left.
      const absolute = 1e-12 + Number.EPSILON * Math.abs(logAlive!);
      expectClose(ggomNbd.logLikelihood(p, history), ll!, { relative: 1e-11, absolute });
      if (logAlive! > -600)
        expectClose(ggomNbd.probabilityAlive(p, history), Math.exp(logAlive!), { relative: 1e-11 });
      expectClose(ggomNbd.expectedTransactions(p, t!), expected!, { relative: 1e-12 });
      const tolerance = { relative: 1e-11, absolute: 1e-290 };
      expectClose(ggomNbd.conditionalExpectedTransactions(p, history, t!), conditional!, tolerance);
      const discounting = { continuousDiscountRate: rate! };
      const dert = ggomNbd.discountedExpectedResidualTransactions(p, history, discounting);
      expectClose(dert, discounted!, tolerance);
    },
  );

  it("has the gradient of its likelihood", () => {
    const { customers } = ggomNbd.simulate(typical, { customers: 40, T: 60, seed: 2 });
    const { evaluate } = ggomNbd.inference.likelihoodProblem(customers);
    for (const point of [
      Object.values(typical),
      [0.4, 9, 0.3, 2, 0.2],
      [1, 5, 0.2, 0.5, 500],
      [1, 5, 1e-7, 0.5, 1e-6],
    ]) {
      const gradient = new Float64Array(5);
      evaluate(Float64Array.from(point), gradient);
      point.forEach((value, i) => {
        const at = (factor: number) =>
          evaluate(Float64Array.from(point, (v, j) => (i === j ? value * factor : v)));
        const slope = (8 * (at(1.001) - at(0.999)) - (at(1.002) - at(0.998))) / 0.012;
        expectClose(gradient[i]! * value, slope, { relative: 1e-6, absolute: 1e-6 });
      });
    }
  });

  it("becomes the Pareto/NBD as b falls with beta/b fixed", () => {
    const pareto = { r: 0.8, alpha: 6, s: 0.7, beta: 20 };
    const p = { r: 0.8, alpha: 6, b: 1e-20, s: 0.7, beta: 20e-20 };
    expectClose(ggomNbd.logLikelihood(p, customer), paretoNbd.logLikelihood(pareto, customer), {
      relative: 1e-13,
    });
    expectClose(ggomNbd.probabilityAlive(p, customer), paretoNbd.probabilityAlive(pareto, customer), {
      relative: 1e-12,
    });
    expectClose(
      ggomNbd.conditionalExpectedTransactions(p, customer, 39),
      paretoNbd.conditionalExpectedTransactions(pareto, customer, 39),
      { relative: 1e-12 },
    );
    const event = { x: 2, t: 39 };
    expectClose(ggomNbd.transactionProbability(p, event), paretoNbd.transactionProbability(pareto, event), {
      relative: 1e-12,
    });
    const discounting = { continuousDiscountRate: 0.003 };
    expectClose(
      ggomNbd.discountedExpectedResidualTransactions(p, customer, discounting),
      paretoNbd.discountedExpectedResidualTransactions(pareto, customer, discounting),
      { relative: 1e-12 },
    );
  });

  it("has probabilities that sum to one, and to the expectation", () => {
    let [sum, mean, conditional] = [0, 0, 0];
    for (let x = 0; x < 300; x++) {
      const probability = ggomNbd.transactionProbability(typical, { x, t: 20 });
      sum += probability;
      mean += x * probability;
      conditional += x * ggomNbd.conditionalTransactionProbability(typical, customer, { x, t: 20 });
    }
    expectClose(sum, 1, { absolute: 1e-9 });
    expectClose(mean, ggomNbd.expectedTransactions(typical, 20), { relative: 1e-7 });
    const expected = ggomNbd.conditionalExpectedTransactions(typical, customer, 20);
    expectClose(conditional, expected, { relative: 1e-7 });
  });

  it("simulates what it expects, with P(alive) calibrated", () => {
    const { customers } = ggomNbd.simulate(typical, { customers: 20_000, T: 40, holdout: 20, seed: 4 });
    const total = (column: Float64Array): number => column.reduce((sum, value) => sum + value, 0);
    // Four standard errors of a mean over 20,000, from the spread of the simulation itself.
    const near = (column: Float64Array, expected: number): void => {
      const mean = total(column) / column.length;
      const spread = Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0)) / column.length;
      expectClose(mean, expected, { absolute: 4 * spread });
    };
    near(customers.frequency, ggomNbd.expectedTransactions(typical, 40));
    near(customers.alive, total(ggomNbd.probabilityAlive(typical, customers)) / 20_000);
    const holdout = ggomNbd.conditionalExpectedTransactions(typical, customers, 20);
    near(customers.holdoutFrequency, total(holdout) / 20_000);
  });

  it("refuses what it cannot answer, and says why", () => {
    expectRefusal(
      () => ggomNbd.probabilityAlive({ ...typical, b: 0 }, customer),
      "ggomNbd.probabilityAlive: parameters.b must be a finite number above 0, received 0",
    );
    expectRefusal(
      () => ggomNbd.fit([{ frequency: -1, recency: 0, T: 9 }]),
      "ggomNbd.fit: customers[0].frequency must be a whole number of 0 or more, received -1",
    );
    expect(() => ggomNbd.fit([{ frequency: 0, recency: 0, T: 9, weight: 5 }])).toThrow(/one-time buyers/);
  });
});
