/** Normal-normal: laws, numerical integrals, limits, refusals. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareFits } from "../../../src/inference/compare.js";
import { samplePosterior } from "../../../src/inference/posterior.js";
import { profileInterval } from "../../../src/inference/profile.js";
import { uncertainty } from "../../../src/inference/uncertainty.js";
import { bgNbd, gammaGamma, normalNormal } from "../../../src/models/index.js";
import { customerLifetimeValue } from "../../../src/value/customer-lifetime-value.js";
import { expectClose, expectPlainData, expectRefusal, readReference } from "../../support.js";

interface Case {
  readonly parameters: normalNormal.NormalNormalParameters;
  readonly frequency: number;
  readonly monetaryValue: number;
  readonly monetaryVariance: number | null;
  readonly logLikelihoodOfOrders: number;
  readonly logLikelihoodOfAverage: number;
  readonly conditionalExpectedSpend: number;
  readonly probabilityOfLoss: number;
}

const typical = { mu: 15, tau: 20, sigma: 12 };
const customers = {
  frequency: [2, 1, 0, 7, 1, 3, 2, 5, 1, 4],
  monetaryValue: [22.3, -11.7, null, 43.7, 11.8, 40.1, -25.5, 31.2, 20.5, 18.4],
  monetaryVariance: [110, null, null, 250, null, 90, 160, 210, null, 120],
};
const averages = { frequency: customers.frequency, monetaryValue: customers.monetaryValue };
const mixed = Array.from({ length: 3000 }, (_, i) => i % 7);

/** The customers in another currency, and with so much more profit in every order. */
const changed = (unit: number, shift: number) => ({
  frequency: customers.frequency,
  monetaryValue: customers.monetaryValue.map((m) => (m === null ? null : unit * m + shift)),
  monetaryVariance: customers.monetaryVariance.map((v) => (v === null ? null : unit * unit * v)),
});

describe("normalNormal", () => {
  const { cases } = readReference<{ readonly cases: readonly Case[] }>("normal-normal.json");

  it.each(cases)(
    "equals a numerical integral over the customer's mean: $parameters, $frequency orders",
    (each) => {
      const { parameters, frequency, monetaryValue, monetaryVariance } = each;
      const one = { frequency, monetaryValue };
      expectClose(
        normalNormal.logLikelihood(parameters, { ...one, monetaryVariance }),
        each.logLikelihoodOfOrders,
        { relative: 1e-12 },
      );
      expectClose(normalNormal.logLikelihood(parameters, one), each.logLikelihoodOfAverage, {
        relative: 1e-12,
      });
      expectClose(normalNormal.conditionalExpectedSpend(parameters, one), each.conditionalExpectedSpend, {
        ...{ relative: 1e-12, absolute: 1e-14 },
      });
      expectClose(normalNormal.probabilityOfLoss(parameters, one), each.probabilityOfLoss, {
        ...{ relative: 1e-10, absolute: 1e-30 },
      });
    },
  );

  it("expects a profit between the customer's average and that of all", () => {
    const number = fc.double({ min: -1e5, max: 1e5, noNaN: true });
    fc.assert(
      fc.property(
        fc.record({ mu: number, tau: fc.double({ min: 1e-8, max: 1e8, noNaN: true }) }),
        fc.integer({ min: 1, max: 1000 }),
        number,
        ({ mu, tau }, frequency, monetaryValue) => {
          const parameters = { mu, tau, sigma: 7 };
          const profit = normalNormal.conditionalExpectedSpend(parameters, { frequency, monetaryValue });
          const [low, high] = [Math.min(mu, monetaryValue), Math.max(mu, monetaryValue)];
          const rounding = 1e-12 * Math.max(Math.abs(low), Math.abs(high));
          expect(profit >= low - rounding && profit <= high + rounding).toBe(true);
        },
      ),
    );
    const unknown = { frequency: 0, monetaryValue: null };
    expect(normalNormal.conditionalExpectedSpend(typical, unknown)).toBe(normalNormal.expectedSpend(typical));
  });

  it.each([
    ["variances", customers],
    ["averages alone", averages],
  ])("has the gradient of its likelihood, with %s", (_, data) => {
    const { evaluate } = normalNormal.inference.likelihoodProblem(data);
    const at = Float64Array.of(11, 18, 9);
    const gradient = new Float64Array(3);
    evaluate(at, gradient);
    at.forEach((value, i) => {
      const step = 1e-4;
      const [up, down] = [value + step, value - step].map((moved) =>
        evaluate(at.map((other, j) => (j === i ? moved : other))),
      );
      expectClose(gradient[i]!, (up! - down!) / (2 * step), { relative: 1e-6 });
    });
  });

  it("finds the parameters of simulated profits, by all orders more closely than by averages", () => {
    const simulated = normalNormal.simulate(typical, { frequency: mixed, seed: 11 });
    const { frequency, monetaryValue } = simulated;
    const fits = [normalNormal.fit(simulated), normalNormal.fit({ frequency, monetaryValue })] as const;
    for (const fit of fits) {
      expectPlainData(fit);
      expect(fit.observations).toBe(mixed.filter((x) => x > 0).length);
      for (const name of ["mu", "tau", "sigma"] as const)
        expectClose(fit.parameters[name], typical[name], { absolute: 4 * fit.standardErrors[name]! });
    }
    expect(fits[0].standardErrors.sigma!).toBeLessThan(fits[1].standardErrors.sigma! / 4);
    // The normal theory where every customer has as many orders: σ from all squares within.
    const five = normalNormal.simulate(typical, { frequency: mixed.map(() => 5), seed: 3 });
    const { parameters, standardErrors } = normalNormal.fit(five);
    const mean = (column: ArrayLike<number>) =>
      Array.from(column).reduce((sum, v) => sum + v, 0) / mixed.length;
    const within = mean(five.monetaryVariance);
    const m = mean(five.monetaryValue);
    const between = mean(five.monetaryValue.map((value) => (value - m) ** 2));
    expectClose(parameters.mu, m, { relative: 1e-9 });
    expectClose(parameters.sigma ** 2, within, { relative: 1e-9 });
    expectClose(parameters.tau ** 2, between - within / 5, { relative: 1e-9 });
    expectClose(standardErrors.mu!, Math.sqrt(between / mixed.length), { relative: 1e-6 });
  });

  it("does not depend on currency, sequence, grouping, nor on a profit added to every order", () => {
    const fit = normalNormal.fit(customers);
    for (const [unit, shift] of [
      [1e6, 0],
      [1e-6, 0],
      [-1, 0],
      [1, 3000],
      [100, -5000],
    ] as const) {
      const { parameters, standardErrors } = normalNormal.fit(changed(unit, shift));
      expectClose(parameters.mu, unit * fit.parameters.mu + shift, { relative: 1e-9 });
      expectClose(parameters.tau, Math.abs(unit) * fit.parameters.tau, { relative: 1e-7 });
      expectClose(parameters.sigma, Math.abs(unit) * fit.parameters.sigma, { relative: 1e-7 });
      expectClose(standardErrors.tau!, Math.abs(unit) * fit.standardErrors.tau!, { relative: 1e-5 });
    }
    const backwards = Object.fromEntries(
      Object.entries(customers).map(([name, list]) => [name, [...list].reverse()]),
    );
    expect(normalNormal.fit(backwards as typeof customers)).toStrictEqual(fit);
    const rows = customers.frequency.map((frequency, i) => ({
      ...{
        frequency,
        monetaryValue: customers.monetaryValue[i]!,
        monetaryVariance: customers.monetaryVariance[i]!,
      },
    }));
    expect(normalNormal.fit(rows)).toStrictEqual(fit);
    const tripled = normalNormal.fit({ ...customers, weight: rows.map(() => 3) });
    expectClose(tripled.logLikelihood, 3 * fit.logLikelihood, { relative: 1e-12 });
    expectClose(tripled.parameters.tau, fit.parameters.tau, { relative: 1e-9 });
    const repeated = normalNormal.fit([...rows, ...rows, ...rows]);
    expectClose(repeated.logLikelihood, tripled.logLikelihood, { relative: 1e-12 });
    // What does not depend on the parameters adds up by customers.
    const each = rows.map((row) => normalNormal.logLikelihood(typical, row));
    expectClose(
      each.reduce((sum, value) => sum + value, 0),
      normalNormal.logLikelihood(typical, customers),
      { relative: 1e-13 },
    );
  });

  it("names the limit where customers are alike", () => {
    const alike = normalNormal.simulate({ mu: -4, tau: 1e-9, sigma: 30 }, { frequency: mixed, seed: 1 });
    const fit = normalNormal.fit(alike);
    expect(fit.warnings).toMatchObject([
      { code: "boundary", limitingModel: "normalNormal with one mean", lost: ["tau"] },
    ]);
    expectPlainData(fit);
    // The mean and variance of all orders together.
    const orders = mixed.reduce((sum, x) => sum + x, 0);
    const total = mixed.reduce((sum, x, i) => sum + (x > 0 ? x * alike.monetaryValue[i]! : 0), 0);
    const squares = mixed.reduce((sum, x, i) => {
      const within = x > 1 ? (x - 1) * alike.monetaryVariance[i]! : 0;
      return x > 0 ? sum + x * (alike.monetaryValue[i]! - total / orders) ** 2 + within : sum;
    }, 0);
    expectClose(fit.parameters.mu, total / orders, { relative: 1e-12 });
    expectClose(fit.parameters.sigma ** 2, squares / orders, { relative: 1e-12 });
    expectClose(fit.standardErrors.mu!, Math.sqrt(squares) / orders, { relative: 1e-12 });
    expectClose(fit.logLikelihood, -0.5 * orders * (Math.log((2 * Math.PI * squares) / orders) + 1), {
      relative: 1e-12,
    });
    expectClose(normalNormal.logLikelihood(fit, alike), fit.logLikelihood, { relative: 1e-12 });
    for (const factor of [1e3, 1e7, 1e9])
      expect(
        normalNormal.logLikelihood({ ...fit.parameters, tau: factor * fit.parameters.tau }, alike),
      ).toBeLessThan(fit.logLikelihood + 1e-7);
    const one = { frequency: 6, monetaryValue: 500 };
    expectClose(normalNormal.conditionalExpectedSpend(fit, one), fit.parameters.mu, { relative: 1e-9 });
  });

  it("names the limit where each customer's orders are alike, which averages alone may say", () => {
    const frequency = Array.from({ length: 200 }, (_, i) => 1 + (i % 4));
    const { monetaryValue } = normalNormal.simulate({ mu: 3, tau: 20, sigma: 1e-9 }, { frequency, seed: 2 });
    const fit = normalNormal.fit({ frequency, monetaryValue });
    expect(fit.warnings).toMatchObject([
      { code: "boundary", limitingModel: "normalNormal with one amount per customer", lost: ["sigma"] },
    ]);
    const mean = monetaryValue.reduce((sum, m) => sum + m, 0) / 200;
    const variance = monetaryValue.reduce((sum, m) => sum + (m - mean) ** 2, 0) / 200;
    expectClose(fit.parameters.mu, mean, { relative: 1e-12 });
    expectClose(fit.parameters.tau ** 2, variance, { relative: 1e-12 });
    expectClose(fit.standardErrors.mu!, Math.sqrt(variance / 200), { relative: 1e-12 });
    expectClose(fit.logLikelihood, -100 * (Math.log(2 * Math.PI * variance) + 1), { relative: 1e-12 });
    expect(normalNormal.conditionalExpectedSpend(fit, { frequency: 1, monetaryValue: -9 })).toBe(-9);
  });

  it("answers where gammaGamma refuses", () => {
    const { parameters } = normalNormal.fit({ frequency: [1, 2, 3], monetaryValue: [10, -5, 20] });
    expectClose(parameters.mu, 25 / 3, { relative: 1e-12 });
    expectClose(parameters.tau ** 2, 950 / 9, { relative: 1e-12 });
  });

  it("is comparable with gammaGamma by averages, and by orders with no fit to averages", () => {
    const frequency = mixed.slice(0, 700);
    const spends = gammaGamma.simulate({ p: 6, q: 3, gamma: 16 }, { frequency, seed: 1 });
    const fits = [gammaGamma.fit(spends), normalNormal.fit(spends)];
    expect(compareFits(fits).table.map(({ model }) => model)).toStrictEqual(["gammaGamma", "normalNormal"]);
    const orders = normalNormal.fit(customers);
    expect(() => compareFits([orders, normalNormal.fit(averages)])).toThrow("likelihood");
  });

  it("gives intervals of profits and of values, with its own errors and those of the purchases", () => {
    const { customers: shoppers } = bgNbd.simulate(
      { r: 0.6, alpha: 6, a: 0.8, b: 2.5 },
      { customers: 400, T: 39, seed: 4 },
    );
    const profits = normalNormal.simulate(typical, { frequency: shoppers.frequency, seed: 5 });
    const fits = { transactions: bgNbd.fit(shoppers), spending: normalNormal.fit(profits) };
    const loser = { frequency: 6, recency: 30, T: 39, monetaryValue: -20 };
    const interval = uncertainty(fits, ({ transactions, spending }) => {
      const expectedTransactions = (weeks: number[]) =>
        bgNbd.conditionalExpectedTransactions(transactions, loser, weeks);
      const spend = normalNormal.conditionalExpectedSpend(spending, loser);
      return customerLifetimeValue({ expectedTransactions, spend, horizon: 26, discountRate: 0.002 }).value;
    });
    expect(interval.lower!).toBeLessThan(interval.estimate!);
    expect(interval.upper!).toBeLessThan(0);
    expect(interval.upper!).toBeGreaterThan(interval.estimate!);
  });

  it("has profile intervals, whatever the currency", () => {
    for (const [unit, shift] of [
      [1, 0],
      [1000, 0],
      [1, 3000],
    ] as const) {
      const data = changed(unit, shift);
      const { lower, upper } = profileInterval(normalNormal, data, "mu");
      const { evaluate } = normalNormal.inference.likelihoodProblem(data);
      const { logLikelihood } = normalNormal.fit(data);
      // The ends of the first, in the currency and with the shift of each.
      for (const [end, first] of [
        [lower, 1.8286295755],
        [upper, 33.576187116],
      ] as const)
        expectClose(end!, unit * first + shift, { relative: 1e-6 });
      expect(evaluate(Float64Array.of(lower!, 20 * unit, 13.5 * unit))).toBeLessThan(logLikelihood - 1.9);
    }
  });

  it("has a posterior, whatever the currency", () => {
    const [own, dear] = [1, 1e6].map((unit) =>
      samplePosterior(normalNormal, changed(unit, 0), { draws: 200, warmup: 200, chains: 2 }),
    );
    own!.summary.forEach((row, i) => {
      // Rounding leads the chains apart: four standard errors of the difference of two means.
      const error = row.standardDeviation * Math.sqrt(2 / row.effectiveSampleSize);
      expectClose(dear!.summary[i]!.mean / 1e6, row.mean, { absolute: 4 * error });
    });
    // The posterior of mu lies around the maximum, and is wider than its standard error by the errors of the deviations.
    const fit = normalNormal.fit(customers);
    expectClose(own!.summary[0]!.mean, fit.parameters.mu, { absolute: 3 });
    expect(own!.summary[0]!.standardDeviation).toBeGreaterThan(0.9 * fit.standardErrors.mu!);
  });

  it("refuses what it cannot answer, and says why", () => {
    const refuse = (data: object, message: string, code?: string) => {
      expectRefusal(() => normalNormal.fit(data as never), `normalNormal.fit: ${message}`, code);
    };
    refuse(
      { frequency: [2, 1], monetaryValue: [5, Number.NaN] },
      "customers.monetaryValue[1] must be a finite number, received NaN",
    );
    refuse(
      [{ frequency: 0, monetaryValue: -12 }],
      "customers[0].monetaryValue must be null where frequency is 0, received -12",
    );
    refuse(
      { frequency: [2, 1], monetaryValue: [5, 3], monetaryVariance: [-1, 4] },
      "2 values refused: customers.monetaryVariance[0] must be a finite number of 0 or more, received -1; " +
        "customers.monetaryVariance[1] must be null where frequency is below 2, received 4",
    );
    refuse(
      { frequency: [2, 3], monetaryValue: [5, 3], monetaryVariance: [1, null] },
      "customers.monetaryVariance[1] must be a finite number of 0 or more, received null",
    );
    const few = "INSUFFICIENT_DATA";
    refuse(
      { frequency: [0, 0], monetaryValue: [null, null] },
      "customers must include two or more customers of frequency above 0, received 0",
      few,
    );
    refuse(
      { frequency: [1, 1], monetaryValue: [5, -6] },
      "customers.frequency must be 2 or more for some customers: orders of one customer are not told from those of others, received 1",
      few,
    );
    refuse(
      { frequency: [3, 3, 3], monetaryValue: [5, -6, 2] },
      "customers.frequency must differ between customers unless monetaryVariance is given: their averages alone do not tell customers from chance, received 3",
      few,
    );
    refuse(
      { frequency: [1, 2, 3], monetaryValue: [-14.99, -14.99, -14.99] },
      "customers.monetaryValue must differ between customers: all orders bring one amount, within a share of 0.0003, which is expected of them without a model, received -14.99",
      few,
    );
    refuse(
      { frequency: [1, 2, 3], monetaryValue: [5, -6, 2], monetaryVariance: [null, 0, 0] },
      "customers.monetaryVariance must be above 0 for some customer: where no customer's orders differ, each customer's own average is what to expect, received 0",
      few,
    );
    expectRefusal(
      () => normalNormal.expectedSpend({ mu: 3, tau: 0, sigma: 1 }),
      "normalNormal.expectedSpend: parameters.tau must be a finite number above 0, received 0",
    );
  });
});
