import { describe, expect, it } from "vitest";
import { createRandom, type Random } from "../../src/math/random.js";
import {
  sampleBeta,
  sampleBinomial,
  sampleBootstrapCounts,
  sampleCategorical,
  sampleExponential,
  sampleGamma,
  sampleGeometric,
  sampleLogGamma,
  sampleMultinomial,
  sampleNormal,
  samplePermutation,
  samplePoisson,
} from "../../src/math/samplers.js";
import { expectClose } from "../support.js";

/** Mean, variance and fourth central moment of each distribution: textbook closed forms. */
interface Case {
  readonly name: string;
  readonly draw: (random: Random) => number;
  readonly mean: number;
  readonly variance: number;
  readonly kurtosis: number;
}

const gamma = (k: number): Case => ({
  name: `gamma(${k})`,
  draw: (random) => sampleGamma(random, k),
  mean: k,
  variance: k,
  kurtosis: 3 + 6 / k,
});
const beta = (a: number, b: number): Case => ({
  name: `beta(${a}, ${b})`,
  draw: (random) => sampleBeta(random, a, b),
  mean: a / (a + b),
  variance: (a * b) / ((a + b) ** 2 * (a + b + 1)),
  kurtosis:
    3 + (6 * ((a - b) ** 2 * (a + b + 1) - a * b * (a + b + 2))) / (a * b * (a + b + 2) * (a + b + 3)),
});
const poisson = (mean: number): Case => ({
  name: `poisson(${mean})`,
  draw: (random) => samplePoisson(random, mean),
  mean,
  variance: mean,
  kurtosis: 3 + 1 / mean,
});
const binomial = (n: number, p: number): Case => ({
  name: `binomial(${n}, ${p})`,
  draw: (random) => sampleBinomial(random, n, p),
  mean: n * p,
  variance: n * p * (1 - p),
  kurtosis: 3 + (1 - 6 * p * (1 - p)) / (n * p * (1 - p)),
});

const cases: Case[] = [
  { name: "normal", draw: sampleNormal, mean: 0, variance: 1, kurtosis: 3 },
  { name: "exponential", draw: sampleExponential, mean: 1, variance: 1, kurtosis: 9 },
  gamma(0.3),
  gamma(1),
  gamma(7.5),
  beta(0.4, 0.7),
  beta(2, 5),
  beta(300, 700),
  poisson(0.2),
  poisson(5),
  poisson(40),
  poisson(1e6),
  binomial(10, 0.3),
  binomial(500, 0.04),
  binomial(1e6, 0.8),
  {
    name: "geometric(0.2)",
    draw: (random) => sampleGeometric(random, 0.2),
    mean: 5,
    variance: 20,
    kurtosis: 9 + 0.04 / 0.8,
  },
];

describe("samplers", () => {
  it.each(cases)("$name has the moments of its closed form", ({ draw, mean, variance, kurtosis }) => {
    const n = 20_000;
    const random = createRandom(20240501);
    const values = Array.from({ length: n }, () => draw(random));
    const observedMean = values.reduce((sum, x) => sum + x, 0) / n;
    const observedVariance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / n;
    // Five standard errors: a false alarm once in about two million.
    expectClose(observedMean, mean, { absolute: 5 * Math.sqrt(variance / n) }, "mean");
    const errorOfVariance = variance * Math.sqrt((kurtosis - 1) / n);
    expectClose(observedVariance, variance, { absolute: 5 * errorOfVariance }, "variance");
  });

  it("keeps the law of the logarithm where gamma numbers underflow", () => {
    // ln G(a) has mean digamma(a) and variance trigamma(a); at a = 1e-3 mpmath 1.3 gives the two numbers below.
    const random = createRandom(0);
    const n = 20_000;
    let sum = 0;
    for (let i = 0; i < n; i++) sum += sampleLogGamma(random, 1e-3);
    expectClose(sum / n, -1000.5755719318103, { absolute: 5 * Math.sqrt(1000001.6425331958 / n) });
    expect(sampleBeta(random, 1e-4, 1e-4)).toBeLessThanOrEqual(1);
  });

  it("repeats itself for a seed", () => {
    const draw = (random: Random) => [
      sampleNormal(random),
      sampleGamma(random, 0.5),
      samplePoisson(random, 30),
    ];
    expect(draw(createRandom(0))).toEqual(draw(createRandom(0)));
    expect(draw(createRandom(0))).not.toEqual(draw(createRandom(0, 1)));
  });

  it("takes the ends of each range", () => {
    const random = createRandom(1);
    expect(samplePoisson(random, 0)).toBe(0);
    expect(sampleBinomial(random, 0, 0.5)).toBe(0);
    expect(sampleBinomial(random, 50, 0)).toBe(0);
    expect(sampleBinomial(random, 50, 1)).toBe(50);
    expect(sampleGeometric(random, 1)).toBe(1);
  });

  it("draws indices in proportion to weights, never one of weight 0", () => {
    const random = createRandom(2);
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 10_000; i++) counts[sampleCategorical(random, [3, 0, 1, 0])]! += 1;
    expect(counts[1]! + counts[3]!).toBe(0);
    expectClose(counts[0]!, 7500, { absolute: 5 * Math.sqrt(10_000 * 0.75 * 0.25) });
  });

  it("permutes and resamples whole sets", () => {
    const random = createRandom(4);
    const permutation = samplePermutation(random, 50);
    expect([...permutation].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect(sampleBootstrapCounts(random, 50).reduce((sum, count) => sum + count, 0)).toBe(50);
    // All six orders of three are equally likely: chi-square with 5 degrees of freedom, 0.999 quantile 20.5.
    const orders = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const order = samplePermutation(random, 3).join();
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    const chiSquare = [...orders.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(orders.size).toBe(6);
    expect(chiSquare).toBeLessThan(20.5);
  });

  it("draws multinomial counts that add up, with the covariance of a multinomial", () => {
    const random = createRandom(9);
    const weights = [3, 0, 1, 600, 6];
    const draws = 61;
    const size = 4000;
    const sums = weights.map(() => 0);
    let product = 0;
    for (let k = 0; k < size; k++) {
      const counts = sampleMultinomial(random, draws, weights);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(draws);
      expect(counts[1]).toBe(0);
      counts.forEach((count, i) => {
        sums[i]! += count;
      });
      product += (counts[0]! * counts[3]!) / size;
    }
    const total = 610;
    weights.forEach((weight, i) => {
      const p = weight / total;
      const error = Math.sqrt((draws * p * (1 - p)) / size);
      expectClose(sums[i]! / size, draws * p, { absolute: 4 * error });
    });
    // E[n₀ n₃] = n(n - 1) p₀ p₃; the product is 60 n₀ but for a few per cent, so its error is that of n₀.
    const [p, q] = [3 / total, 600 / total];
    expectClose(product, draws * (draws - 1) * p * q, { absolute: 4 * 60 * Math.sqrt((draws * p) / size) });
    expect(sampleMultinomial(random, 0, [])).toStrictEqual(new Float64Array(0));
    expect(sampleMultinomial(random, 5, [2])).toStrictEqual(Float64Array.of(5));
  });
});
