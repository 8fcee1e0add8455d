import { describe, expect, it } from "vitest";
import { momentsByPeriod, momentsFrom } from "../../src/forecasts/count-moments.js";
import {
  bgNbd,
  forecastTransactions,
  forecastTransactionsAsync,
  gammaGamma,
  nbd,
  normalNormal,
} from "../../src/index.js";
import { expectClose } from "../support.js";

const parameters = { r: 0.6, alpha: 6, a: 0.9, b: 2.4 };
const { customers } = bgNbd.simulate(parameters, { customers: 150, T: 52, seed: 5 });
const fit = bgNbd.fit(customers);
const input = { model: bgNbd, fit, customers, horizon: 3, periodLength: 4 };

describe("forecastTransactions", () => {
  it("expects what the model's own methods expect, of those who are there and of new ones", () => {
    const { rows, totals } = forecastTransactions({ ...input, newCustomers: [20, 0, 10] });
    const known = (t: number) =>
      bgNbd.conditionalExpectedTransactions(fit, customers, t).reduce((sum, one) => sum + one, 0);
    const fresh = (age: number) => (age <= 0 ? 0 : bgNbd.expectedTransactions(fit, age));
    const first = known(4) + 20 * (1 + fresh(2));
    const third = known(12) - known(8) + 20 * (fresh(10) - fresh(6)) + 10 * (1 + fresh(2));
    expectClose(rows[0]!.purchases.estimate, first, { relative: 1e-12 });
    expectClose(rows[2]!.purchases.estimate, third, { relative: 1e-12 });
    const sum = rows.reduce((total, { purchases }) => total + purchases.estimate, 0);
    expectClose(totals.purchases.estimate, sum, { relative: 1e-12 });
    expect(rows.map(({ period, spend }) => [period, spend])).toEqual(
      [1, 2, 3].map((period) => [period, null]),
    );
  });

  it("takes profits below 0, which scatter by sigma, and whose intervals lie on both sides of their mean", () => {
    const truth = { mu: -3, tau: 4, sigma: 25 };
    const profits = normalNormal.simulate(truth, { frequency: customers.frequency, seed: 8 });
    const { monetaryValue } = profits;
    const spending = { model: normalNormal, fit: normalNormal.fit(profits) };
    const { totals } = forecastTransactions({
      ...input,
      customers: { ...customers, monetaryValue },
      spending,
    });
    const profit = totals.spend!;
    expect(profit.estimate).toBeLessThan(0);
    expectClose(profit.upper - profit.estimate, profit.estimate - profit.lower, { relative: 1e-12 });
    // So many orders scatter by at least sigma times the root of their number.
    const least =
      2 * 1.959963984540054 * spending.fit.parameters.sigma * Math.sqrt(totals.purchases.estimate);
    expect(profit.upper - profit.lower).toBeGreaterThan(least);
    expect(profit.upper - profit.lower).toBeLessThan(2 * least);
  });

  it("spends what each customer is expected to spend on a purchase", () => {
    const frequency = customers.frequency;
    const monetaryValue = Float64Array.from(frequency, (x, i) => (x === 0 ? 0 : 20 + (i % 7)));
    const spends = gammaGamma.fit({
      frequency: Array.from(frequency).filter((x) => x > 0),
      monetaryValue: Array.from(monetaryValue).filter((value) => value > 0),
    });
    const { rows } = forecastTransactions({
      ...input,
      customers: { ...customers, monetaryValue },
      spending: { model: gammaGamma, fit: spends },
      horizon: 1,
    });
    const counts = bgNbd.conditionalExpectedTransactions(fit, customers, 4);
    const each = gammaGamma.conditionalExpectedSpend(spends, { frequency, monetaryValue });
    expectClose(
      rows[0]!.spend!.estimate,
      counts.reduce((sum, count, i) => sum + count * each[i]!, 0),
      { relative: 1e-12 },
    );
    const relative = ({ lower, upper, estimate }: { lower: number; upper: number; estimate: number }) =>
      (upper - lower) / estimate;
    // Amounts add to the scatter of counts.
    expect(relative(rows[0]!.spend!)).toBeGreaterThan(0.9 * relative(rows[0]!.purchases));
  });

  it("knows the variance of increments: NBD customers, whose purchases are Poisson at gamma rates", () => {
    // Over a time of 2 from 3 on, at rates Gamma(r + x, alpha + T): E[X (X - 1)] = t² (r + x)(r + x + 1) / (alpha + T)².
    const one = { frequency: 4, recency: 8, T: 10 };
    const distribution = (x: readonly number[], t: number) =>
      nbd.conditionalTransactionProbability({ r: 0.7, alpha: 5 }, one, { x, t });
    const { mean, second } = momentsByPeriod(distribution, [3, 5]);
    expectClose(mean[1]!, (2 * 4.7) / 15, { relative: 1e-7 });
    expectClose(second[1]!, (4 * 4.7 * 5.7) / 225, { relative: 1e-7 });
    expectClose(second[0]!, (9 * 4.7 * 5.7) / 225, { relative: 1e-7 });
    expect(momentsFrom(distribution, 0)).toEqual([0, 0]);
  });

  it("is as wide as the chance of the customers and the error of the fit", () => {
    const { purchases } = forecastTransactions(input).totals;
    const error = purchases.expectedUpper - purchases.expectedLower;
    expect(purchases.upper - purchases.lower).toBeGreaterThan(1.5 * error);
    expect(Number.isInteger(purchases.lower) && Number.isInteger(purchases.upper)).toBe(true);
  });

  it("gives the same asynchronously and in JSON, and refuses what it cannot use", async () => {
    const forecast = forecastTransactions(input);
    expect(await forecastTransactionsAsync(input)).toEqual(forecast);
    expect(JSON.parse(JSON.stringify(forecast))).toEqual(forecast);
    expect(() => forecastTransactions({ ...input, newCustomers: [1] })).toThrow(
      "forecastTransactions: newCustomers must be a number, or one for each of the 3 periods, received [1]",
    );
    expect(() => forecastTransactions({ ...input, spending: { model: gammaGamma, fit } })).toThrow(
      "forecastTransactions: customers.monetaryValue must be given with spending, received undefined",
    );
    expect(() => forecastTransactions({ ...input, model: nbd })).toThrow('parameters.model must be "nbd"');
  });
});
