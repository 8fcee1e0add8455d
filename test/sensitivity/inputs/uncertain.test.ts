import { describe, expect, it } from "vitest";
import { sobolIndices } from "../../../src/sensitivity/global/sobol-indices.js";
import {
  momentsOf,
  quantileFunction,
  samplingQuantile,
} from "../../../src/sensitivity/inputs/distribution.js";
import * as uncertain from "../../../src/sensitivity/inputs/uncertain.js";
import type { Distribution } from "../../../src/sensitivity/inputs/uncertain-input.js";
import { monteCarlo } from "../../../src/sensitivity/sampling/monte-carlo.js";
import { expectClose, expectPlainData, expectRefusal, readReference } from "../../support.js";

const all: Record<string, Distribution> = {
  uniform: uncertain.uniform({ lower: -2, upper: 5 }),
  triangular: uncertain.triangular({ lower: 70, mode: 80, upper: 95 }),
  "triangular, mode at an end": uncertain.triangular({ lower: 0, mode: 0, upper: 1 }),
  pert: uncertain.pert({ lower: 70, mode: 80, upper: 90 }),
  normal: uncertain.normal({ mean: -3, standardDeviation: 2 }),
  "truncated normal": uncertain.truncatedNormal({ mean: 80, standardDeviation: 5, lower: 70, upper: 90 }),
  "truncated normal, far tail": uncertain.truncatedNormal({ mean: 0, standardDeviation: 1, lower: 4 }),
  "truncated normal, from above": uncertain.truncatedNormal({ mean: 0, standardDeviation: 1, upper: -1 }),
  "log-normal": uncertain.logNormal({ mean: 120, standardDeviation: 30 }),
  beta: uncertain.beta({ mean: 0.8, standardDeviation: 0.05 }),
  "beta, bathtub": uncertain.beta({ alpha: 0.4, beta: 0.6, lower: -1, upper: 3 }),
  gamma: uncertain.gamma({ mean: 50, standardDeviation: 25 }),
  "gamma, small shape": uncertain.gamma({ mean: 1, standardDeviation: 2 }),
  exponential: uncertain.exponential({ mean: 5 }),
  empirical: uncertain.empirical({ values: [5, 1, 2, 2] }),
  choice: uncertain.choice({ values: [10, 20, 30], weights: [1, 0, 3] }),
  integer: uncertain.integer({ lower: -1, upper: 4 }),
};

describe("a distribution written by hand", () => {
  it.each<[object, string]>([
    [{ kind: "uniform", lower: 1, upper: 0 }, "inputs.x.upper must be above lower (1), received 0"],
    [
      { kind: "triangular", lower: 0, mode: 2, upper: 1 },
      "inputs.x.mode must be from lower (0) to upper (1), received 2",
    ],
    [
      { kind: "pert", lower: 0, mode: -1, upper: 1 },
      "inputs.x.mode must be from lower (0) to upper (1), received -1",
    ],
    [
      { kind: "normal", mean: 0, standardDeviation: -1 },
      "inputs.x.standardDeviation must be a finite number above 0, received -1",
    ],
    [
      { kind: "gamma", mean: -1, standardDeviation: 1 },
      "inputs.x.mean must be a finite number above 0, received -1",
    ],
    [{ kind: "exponential", mean: 0 }, "inputs.x.mean must be a finite number above 0, received 0"],
    [
      { kind: "beta", alpha: 0, beta: 1, lower: 0, upper: 1 },
      "inputs.x.alpha must be a finite number above 0, received 0",
    ],
    [
      { kind: "truncatedNormal", mean: 0, standardDeviation: 1, lower: null, upper: null },
      "inputs.x.lower must be given, or upper, or both, received null",
    ],
    [{ kind: "integer", lower: 0.5, upper: 2 }, "inputs.x.lower must be a whole number, received 0.5"],
    [
      { kind: "empirical", values: [2, 1] },
      "inputs.x.values must be 2 or more numbers, ascending, received [2, 1]",
    ],
    [{ kind: "choice", values: [0, 1], weights: [1] }, "inputs.x.weights must be 2 numbers, received [1]"],
    [{ kind: "choice", values: [0, 1], weights: [3, 1] }, "inputs.x.weights must sum to 1, received 4"],
    [
      { kind: "choice", values: [0, 1], weights: [2, -1] },
      "inputs.x.weights[1] must be 0 or more, received -1",
    ],
    [
      { kind: "uniform", lower: 0, upper: 1, top: 2 },
      'inputs.x must hold nothing but kind, unit, source, lower, upper, received "top"',
    ],
  ])("is refused by what takes it: %o", (x, message) => {
    const model = ({ x: value }: { x: number }) => value;
    expectRefusal(() => monteCarlo(model, { x } as never), `monteCarlo: ${message}`);
    expectRefusal(() => sobolIndices(model, { x } as never), `sobolIndices: ${message}`);
  });
});

describe("uncertain", () => {
  it.each(Object.entries(all))(
    "%s: its quantiles rise and integrate to its mean and standard deviation",
    (_, distribution) => {
      const quantile = quantileFunction(distribution);
      const n = 20_000;
      let [sum, square, last, falls] = [0, 0, Number.NEGATIVE_INFINITY, 0];
      for (let i = 0; i < n; i++) {
        const x = quantile((i + 0.5) / n);
        if (x < last) falls++;
        last = x;
        sum += x;
        square += x * x;
      }
      expect(falls).toBe(0);
      const { mean, standardDeviation } = momentsOf(distribution);
      // The midpoint rule misses the outermost half slice of an unbounded tail: 2e-4 of its weight.
      expectClose(sum / n, mean, { absolute: 2e-3 * standardDeviation });
      expectClose(Math.sqrt(square / n - (sum / n) ** 2), standardDeviation, { relative: 1e-2 });
      expectPlainData(distribution);
    },
  );

  it.each(Object.entries(all))("%s: samples as its exact quantile says", (_, distribution) => {
    const [quick, exact] = [samplingQuantile(distribution), quantileFunction(distribution)];
    const { standardDeviation } = momentsOf(distribution);
    for (let i = 0; i < 100; i++) {
      const u = (i + 0.37) / 100;
      // Rounding of the exact quantile (1e-12) at the six nodes, whose weights add up to less than 2 in size.
      expectClose(quick(u), exact(u), { absolute: 1e-11 * standardDeviation }, `at ${u}`);
    }
    expect(Number.isFinite(quick(0))).toBe(true);
    expect(Number.isFinite(quick(1 - 2 ** -33))).toBe(true);
  });

  it("has the quantiles of the reference", () => {
    const { quantiles } = readReference("sensitivity/economics_fixtures.json");
    const pairs = [
      ["pert_70_80_90", "pert"],
      ["tri_70_80_95", "triangular"],
      ["truncnorm_80_5_70_90", "truncated normal"],
    ] as const;
    for (const [key, name] of pairs)
      for (const [fraction, expected] of Object.entries(quantiles[key] as Record<string, number>))
        expectClose(
          uncertain.quantile(all[name]!, Number(fraction)),
          expected,
          { relative: 1e-12 },
          `${name} ${fraction}`,
        );
    expect(all.beta).toMatchObject({ kind: "beta" });
    const { alpha, beta } = all.beta as { alpha: number; beta: number };
    expectClose(alpha, quantiles.beta_mean_sd_08_05[0], { relative: 1e-12 });
    expectClose(beta, quantiles.beta_mean_sd_08_05[1], { relative: 1e-12 });
  });

  it("keeps unit and source", () => {
    const made = uncertain.uniform({ lower: 1, upper: 2, unit: "EUR", source: "ledger 2025" });
    expect(made).toEqual({ kind: "uniform", lower: 1, upper: 2, unit: "EUR", source: "ledger 2025" });
    expect(uncertain.mean(7)).toBe(7);
    expect(uncertain.standardDeviation(7)).toBe(0);
  });

  it("refuses what is no distribution", () => {
    expectRefusal(
      () => uncertain.uniform({ lower: 1, upper: 1 }),
      "uncertain.uniform: upper must be above lower (1), received 1",
    );
    expectRefusal(
      () => uncertain.pert({ lower: 0, mode: 3, upper: 2 }),
      "uncertain.pert: mode must be from lower (0) to upper (2), received 3",
    );
    expectRefusal(
      () => uncertain.beta({ mean: 0.8, standardDeviation: 0.5 }),
      "uncertain.beta: standardDeviation must be below 0.4 at this mean, received 0.5",
    );
    expectRefusal(
      () => uncertain.logNormal({ mean: 0, standardDeviation: 1 }),
      "uncertain.logNormal: mean must be a finite number above 0, received 0",
    );
    expectRefusal(
      () => uncertain.choice({ values: [1, 2], weights: [0, 0] }),
      "uncertain.choice: weights must not all be 0, received [0, 0]",
    );
    expectRefusal(
      () => uncertain.choice(undefined as never),
      "uncertain.choice: sample must be an object, received undefined",
    );
    expectRefusal(
      () => uncertain.integer({ lower: 0.5, upper: 2 }),
      "uncertain.integer: lower must be a whole number, received 0.5",
    );
    expectRefusal(
      () => uncertain.truncatedNormal({ mean: 0, standardDeviation: 1 }),
      "uncertain.truncatedNormal: lower must be given, or upper, or both, received null",
    );
    expectRefusal(
      () => uncertain.quantile(all.normal!, 1),
      "uncertain.quantile: fraction must be a fraction above 0 and below 1, received 1",
    );
    expectRefusal(
      () => uncertain.mean({ kind: "cauchy" } as never),
      "uncertain.mean: input must be a finite number or a distribution, such as uncertain.uniform({ lower, upper }), received an object",
    );
  });
});
