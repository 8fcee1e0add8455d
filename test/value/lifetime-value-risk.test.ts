import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lifetimeValue } from "../../src/value/lifetime-value.js";
import { lifetimeValueRisk } from "../../src/value/lifetime-value-risk.js";
import { expectClose, expectPlainData, expectRefusal } from "../support.js";

const firm = { margin: 100, retention: 0.8, discountRate: 0.1, acquisitionCost: 120 };

describe("lifetimeValueRisk", () => {
  it("gives the distribution of one customer's value and of a thousand", () => {
    // economics_fixtures.json, clv_risk_single: exact sums over the geometric number of payments.
    const risk = lifetimeValueRisk({ ...firm, customers: 1000, probabilities: [0.05, 0.5] });
    expectClose(risk.value, 366.66666666666686, { relative: 1e-12 });
    expectClose(risk.standardDeviation, 229.05485076995524, { relative: 1e-12 });
    expectClose(risk.coefficientOfVariation ?? 0, 0.6246950475544231, { relative: 1e-12 });
    expectClose(risk.probabilityOfLoss, 0.19999999999999996, { relative: 1e-12 });
    expectClose(risk.quantiles[0]?.value ?? 0, 100, { relative: 1e-12 });
    expectClose(risk.quantiles[1]?.value ?? 0, 348.6851990984222, { relative: 1e-12 });
    expectClose(risk.base.standardDeviation, 7.243350375430313, { relative: 1e-12 });
    expectClose(risk.expectedShortfall, -20, { relative: 1e-12 });
    expectPlainData(risk);
  });

  it("has the closed variance of a geometric life", () => {
    // Var of (1 - v^N)/(1 - v), P(N = n) = (1-r) r^(n-1): E[v^2N] - E[v^N]² over (1-v)², E[z^N] = (1-r) z / (1 - r z).
    const retention = fc.double({ min: 0.05, max: 0.97, noNaN: true });
    fc.assert(
      fc.property(retention, fc.double({ min: 0.02, max: 0.5, noNaN: true }), (r, d) => {
        const v = 1 / (1 + d);
        const generating = (z: number) => ((1 - r) * z) / (1 - r * z);
        const variance = (generating(v * v) - generating(v) ** 2) / (1 - v) ** 2;
        const risk = lifetimeValueRisk({ margin: 1, retention: r, discountRate: d });
        expectClose(
          risk.standardDeviation ** 2,
          variance, // The closed form divides a difference of nearly equal numbers by (1 - v)².
          { relative: 1e-9, absolute: 4e-16 / (1 - v) ** 2 },
        );
      }),
    );
  });

  it("has the lifetime value as its mean and probabilities that sum to 1", () => {
    const anyone = fc.record({
      margin: fc.double({ min: -10, max: 100, noNaN: true }),
      retention: fc.double({ min: 0, max: 0.98, noNaN: true }),
      discountRate: fc.double({ min: 0, max: 0.5, noNaN: true }),
      timing: fc.constantFrom("now", "afterOnePeriod", "endOfPeriodCertain", "midPeriod"),
      horizon: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(anyone, (input) => {
        const risk = lifetimeValueRisk(input);
        expectClose(risk.value, lifetimeValue(input).value, { relative: 1e-11, absolute: 1e-11 });
        const total = risk.outcomes.reduce((sum, { probability }) => sum + probability, 0);
        expectClose(total, 1, { absolute: 1e-12 });
        const values = risk.quantiles.map(({ value }) => value);
        expect(values).toStrictEqual([...values].sort((a, b) => a - b));
        expect(risk.expectedShortfall).toBeLessThanOrEqual(
          (values[0] as number) + 1e-9 * Math.abs(values[0] as number),
        );
        expectPlainData(risk);
      }),
      { numRuns: 60 },
    );
  });

  it("is certain at retention 0 and 1, and shrinks with the root of the base", () => {
    const gone = lifetimeValueRisk({ ...firm, retention: 0 });
    expect(gone).toMatchObject({
      value: 100,
      standardDeviation: 0,
      probabilityOfLoss: 1,
      expectedShortfall: -20,
    });
    const stays = lifetimeValueRisk({ ...firm, retention: 1, horizon: 3, customers: 5 });
    expect(stays.standardDeviation).toBe(0);
    expect(stays.base.probabilityOfLoss).toBe(0);
    const of = (customers: number) => lifetimeValueRisk({ ...firm, customers }).base.standardDeviation;
    expectClose(of(400), of(100) / 2, { relative: 1e-14 });
  });

  it("convolves the lives of a small base: without discounting their sum is negative binomial", () => {
    // scipy.stats.nbinom.cdf(sum - 5, 5, 0.2), asked half-way between two sums, which the blur does not reach.
    const exact = { 12.5: 0.07255549951999994, 20.5: 0.37035173609733085, 40.5: 0.9240855045501056 };
    const base = { margin: 1, retention: 0.8, discountRate: 0, customers: 5 };
    for (const [sum, probability] of Object.entries(exact)) {
      const risk = lifetimeValueRisk({ ...base, acquisitionCost: Number(sum) / 5 });
      expectClose(risk.base.probabilityOfLoss, probability, { absolute: 1e-9 });
    }
    const risk = lifetimeValueRisk({ ...base, worst: 0.05, probabilities: [0.5] });
    // The exact shortfall of that distribution, its last sum shared; the blur is 0.01.
    expectClose(risk.base.expectedShortfall, 1.9225066496, { absolute: 0.01 });
    expect(risk.base.quantiles[0]!.value).toBeGreaterThan(4.58);
    expect(risk.base.quantiles[0]!.value).toBeLessThan(4.82);
    expectPlainData(risk);
  });

  it("takes lives together where there are thousands of them, and loses little by it", () => {
    // scipy.stats.nbinom.cdf(sum - 5, 5, 0.001). A thousandth of the customers shares one value, their mean,
    // so that a thousandth is what may be lost.
    const exact = { 2500.5: 0.1087217041914952, 5000.5: 0.5595944969090536, 9000.5: 0.9451207009114599 };
    const base = { margin: 1, retention: 0.999, discountRate: 0, customers: 5 };
    for (const [sum, probability] of Object.entries(exact)) {
      const risk = lifetimeValueRisk({ ...base, acquisitionCost: Number(sum) / 5 });
      expectClose(risk.base.probabilityOfLoss, probability, { absolute: 1e-3 });
    }
  });

  it("is near the normal distribution for a large base, and skew for a small one", () => {
    const { value, base } = lifetimeValueRisk({ ...firm, customers: 100_000, probabilities: [0.05, 0.95] });
    for (const [row, z] of [
      [0, -1.6448536269514722],
      [1, 1.6448536269514722],
    ] as const)
      expectClose(base.quantiles[row]!.value, value + z * base.standardDeviation, {
        absolute: 0.01 * base.standardDeviation,
      });
    // Simulated: 400,000 bases of ten customers.
    const ten = lifetimeValueRisk({ ...firm, customers: 10 }).base;
    const simulated = [252.14, 315.76, 363.97, 414.43, 490.23];
    ten.quantiles.forEach((row, i) => {
      expectClose(row.value, simulated[i]!, { absolute: 0.5 });
    });
    expectClose(ten.expectedShortfall, 107.73, { absolute: 0.7 });
  });

  it("keeps the risk of an unknown retention rate, however large the base", () => {
    const rates = [0.7, 0.75, 0.8, 0.85];
    const { retention: _, ...terms } = firm;
    const values = rates.map((retention) => lifetimeValue({ ...firm, retention }).value);
    const mean = values.reduce((sum, each) => sum + each, 0) / 4;
    const between = Math.sqrt(values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / 4);
    const draws = rates.map((retention) => ({ retention }));
    const of = (customers: number) =>
      lifetimeValueRisk({ ...terms, draws, customers, probabilities: [0.3, 0.6] });
    const many = of(1_000_000);
    expectClose(many.value, mean, { relative: 1e-12 });
    expectClose(many.base.parameterDeviation, between, { relative: 1e-12 });
    expectClose(many.base.standardDeviation, between, { relative: 1e-4 });
    // The second and third of four equally likely means.
    expectClose(many.base.quantiles[0]!.value, values[1]!, { absolute: 0.05 * between });
    expectClose(many.base.quantiles[1]!.value, values[2]!, { absolute: 0.05 * between });
    // One customer: the mixture of the four lives.
    const alone = of(1);
    const loss = rates.reduce((sum, rate) => sum + (1 - rate) / 4, 0);
    expectClose(alone.probabilityOfLoss, loss, { relative: 1e-12 });
    expect(alone.base.quantiles).toStrictEqual(alone.quantiles);
    // One draw is no uncertainty; survival curves are draws as well.
    const curve = { survival: (t: number) => 0.8 ** t };
    const single = lifetimeValueRisk({ ...terms, draws: [curve], customers: 10 });
    expect(single.base.parameterDeviation).toBe(0);
    expectClose(single.value, lifetimeValueRisk(firm).value, { relative: 1e-12 });
  });

  it("refuses what has no distribution here", () => {
    const refuse = (input: object, message: string) =>
      expectRefusal(() => lifetimeValueRisk({ ...firm, ...input } as never), message);
    refuse(
      { timing: "continuous" },
      'lifetimeValueRisk: timing must not be continuous, received "continuous"',
    );
    refuse(
      { worst: 5 },
      "lifetimeValueRisk: worst must be a fraction above 0 and below 1 (not a percentage: 0.05 means 5%), received 5",
    );
    refuse(
      { probabilities: [0.5, 1] },
      "lifetimeValueRisk: probabilities[1] must be a fraction above 0 and below 1, received 1",
    );
    refuse(
      { draws: [{ retention: 0.8 }] },
      "lifetimeValueRisk: retention must be left out when draws are given, received 0.8",
    );
    refuse(
      { retention: undefined, draws: [] },
      "lifetimeValueRisk: draws must be a list of { retention } or { survival }, received []",
    );
    refuse({ customers: 0 }, "lifetimeValueRisk: customers must be a whole number of 1 or more, received 0");
    expectRefusal(
      () => lifetimeValueRisk(undefined as never),
      "lifetimeValueRisk: input must be an object, received undefined",
    );
  });
});
