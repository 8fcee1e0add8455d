/**
 * Recovery and coverage of the normal-normal model over simulated customer bases: the table that docs/evidence.md prints. Beside
 * normal profits, two kinds with heavy tails: what happens then, and what `bootstrap` mends. Run with
 * `BASES=10 npx vitest run --project slow test/slow/profit.test.ts`; without BASES a tenth of the bases is drawn.
 */
import { describe, expect, it } from "vitest";
import { bootstrap } from "../../src/inference/bootstrap.js";
import { createRandom, type Random } from "../../src/math/random.js";
import { sampleGamma, sampleNormal } from "../../src/math/samplers.js";
import { normalNormal } from "../../src/models/index.js";

const truth = { mu: 12, tau: 15, sigma: 30 };
const names = ["mu", "tau", "sigma"] as const;
const z = 1.959963984540054;
const effort = Number(process.env.BASES ?? 1) / 10;

/** Student's t with 5 degrees of freedom, of variance 1. */
const heavy = (random: Random): number =>
  (sampleNormal(random) / Math.sqrt(sampleGamma(random, 2.5) / 2.5)) * Math.sqrt(3 / 5);
/** A gain on nine orders of ten, a large loss on the tenth: mean 0 and variance 1. */
const returns = (random: Random): number => (random.next() < 0.1 ? -3 : 1 / 3);

const kinds = { normal: sampleNormal, heavy, returns } as const;

/** Customers with one to eight orders each, their true means, and the average of the orders to come. */
function drawBase(kind: keyof typeof kinds, customers: number, stream: number) {
  const random = createRandom(71, stream);
  const frequency = Float64Array.from({ length: customers }, (_, i) => 1 + (i % 8));
  const means = new Float64Array(customers);
  const monetaryVariance = new Float64Array(customers).fill(Number.NaN);
  const monetaryValue = frequency.map((x, i) => {
    means[i] = truth.mu + truth.tau * sampleNormal(random);
    const orders = Array.from({ length: x }, () => means[i]! + truth.sigma * kinds[kind](random));
    const mean = orders.reduce((sum, order) => sum + order, 0) / x;
    if (x > 1) monetaryVariance[i] = orders.reduce((sum, order) => sum + (order - mean) ** 2, 0) / (x - 1);
    return mean;
  });
  return { means, customers: { frequency, monetaryValue, monetaryVariance } };
}

function study(kind: keyof typeof kinds, { varied, bases }: { varied: boolean; bases: number }) {
  const hits = { mu: 0, tau: 0, sigma: 0 };
  const logs = { mu: 0, tau: 0, sigma: 0 };
  const errors = { model: 0, own: 0, all: 0 };
  let interior = 0;
  for (let stream = 0; stream < bases; stream++) {
    const { means, customers } = drawBase(kind, 1000, stream);
    const { monetaryVariance: _, ...averages } = customers;
    const fit = normalNormal.fit(varied ? customers : averages);
    const expected = normalNormal.conditionalExpectedSpend(fit, averages);
    means.forEach((mean, i) => {
      errors.model += (expected[i]! - mean) ** 2;
      errors.own += (averages.monetaryValue[i]! - mean) ** 2;
      errors.all += (fit.parameters.mu - mean) ** 2;
    });
    if (fit.warnings.length > 0) continue;
    interior++;
    names.forEach((name, i) => {
      const log = name !== "mu";
      const away = log ? Math.log(fit.parameters[name] / truth[name]) : fit.parameters.mu - truth.mu;
      if (Math.abs(away) <= z * Math.sqrt(fit.covariance[i]![i]!)) hits[name]++;
      logs[name] += log ? away : away / truth.mu;
    });
  }
  const per = (sums: Readonly<Record<string, number>>, of: number) =>
    Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / of]));
  const scaled = per(errors, bases * 1000);
  return {
    interior: interior / bases,
    coverage: per(hits, interior),
    bias: per(logs, interior),
    rootMeanSquare: Object.fromEntries(Object.entries(scaled).map(([name, v]) => [name, Math.sqrt(v)])),
  };
}

describe("normalNormal", () => {
  const bases = Math.ceil(1000 * effort);
  const slack = 0.01 + 4 * Math.sqrt((0.95 * 0.05) / bases);

  it.each([
    ["normal", true],
    ["normal", false],
    ["heavy", true],
    ["returns", true],
  ] as const)("%s profits, with variances: %s", (kind, varied) => {
    const { interior, coverage, bias, rootMeanSquare } = study(kind, { varied, bases });
    console.log(kind, varied, JSON.stringify({ bases, interior, coverage, bias, rootMeanSquare }));
    // Whatever the shape, the parameters are found, and the model predicts better than a customer's average and than that of all.
    for (const value of Object.values(bias)) expect(Math.abs(value)).toBeLessThan(varied ? 0.02 : 0.1);
    expect(rootMeanSquare.model).toBeLessThan(0.95 * Math.min(rootMeanSquare.own!, rootMeanSquare.all!));
    expect(coverage.mu).toBeGreaterThanOrEqual(0.95 - slack);
    if (kind !== "normal") return;
    for (const share of Object.values(coverage)) {
      expect(share).toBeGreaterThanOrEqual(0.95 - slack);
      expect(share).toBeLessThanOrEqual(1);
    }
  });

  it("has intervals of sigma under heavy tails that bootstrap mends", () => {
    const runs = Math.ceil(100 * effort);
    let [held, heldByFit] = [0, 0];
    for (let stream = 0; stream < runs; stream++) {
      const { customers } = drawBase("heavy", 300, 10_000 + stream);
      const fit = normalNormal.fit(customers);
      const far = Math.abs(Math.log(fit.parameters.sigma / truth.sigma));
      if (far <= z * Math.sqrt(fit.covariance[2]![2]!)) heldByFit++;
      const { lower, upper } = bootstrap(normalNormal, customers, ({ sigma }) => sigma, { resamples: 200 });
      if (lower! <= truth.sigma && truth.sigma <= upper!) held++;
    }
    console.log("heavy, sigma", JSON.stringify({ runs, byFit: heldByFit / runs, byBootstrap: held / runs }));
    expect(held / runs).toBeGreaterThan(0.93 - 4 * Math.sqrt((0.93 * 0.07) / runs));
  });
});
