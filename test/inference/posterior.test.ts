import { describe, expect, it } from "vitest";
import { effectiveSampleSize, splitRHat } from "../../src/inference/chain-diagnostics.js";
import { posteriorInterval, samplePosterior } from "../../src/inference/posterior.js";
import { createRandom } from "../../src/math/random.js";
import { sampleNormal } from "../../src/math/samplers.js";
import * as geometric from "../../src/models/contractual/geometric.js";
import * as shiftedBetaGeometric from "../../src/models/contractual/shifted-beta-geometric.js";
import { expectClose, expectPlainData, expectRefusal } from "../support.js";

const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90, 60, 42, 34, 26], stillActive: 491 } as const;

describe("samplePosterior", () => {
  it("agrees with the posterior by quadrature", () => {
    const small = { timeUnit: "year", lostByPeriod: [13, 9, 5], stillActive: 23 } as const;
    const posterior = samplePosterior(geometric, small, { draws: 4000, seed: 3 });
    // The same density on a fine grid of the logit: binomial 27 of 115 periods at risk, prior N(0, 1.5²).
    const grid = Array.from({ length: 20_001 }, (_, i) => -8 + (i * 16) / 20_000);
    const theta = grid.map((x) => 1 / (1 + Math.exp(-x)));
    const weights = theta.map((p, i) => p ** 27 * (1 - p) ** 88 * Math.exp(-0.5 * (grid[i]! / 1.5) ** 2));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const mean = theta.reduce((sum, p, i) => sum + (p * weights[i]!) / total, 0);
    const variance = theta.reduce((sum, p, i) => sum + ((p - mean) ** 2 * weights[i]!) / total, 0);
    const row = posterior.summary[0]!;
    // Four Monte Carlo standard errors.
    const error = (4 * Math.sqrt(variance)) / Math.sqrt(row.effectiveSampleSize);
    expectClose(row.mean, mean, { absolute: error });
    expectClose(row.standardDeviation, Math.sqrt(variance), {
      relative: 4 / Math.sqrt(row.effectiveSampleSize),
    });
    expect(posterior.prior).toStrictEqual({ theta: { mean: 0, standardDeviation: 1.5 } });
  });

  it("mixes on the published cohort, repeats its bits, and is plain data", () => {
    const run = () => samplePosterior(shiftedBetaGeometric, cohort, { draws: 500, seed: 7 });
    const posterior = run();
    expect(run()).toStrictEqual(posterior);
    expect(posterior.warnings).toStrictEqual([]);
    for (const row of posterior.summary) {
      expect(row.splitRHat).toBeLessThan(1.01);
      expect(row.effectiveSampleSize).toBeGreaterThan(400);
    }
    expect(posterior.draws.alpha).toHaveLength(2000);
    // With a thousand customers the weak prior moves the estimate by less than a standard error.
    const { parameters, standardErrors } = shiftedBetaGeometric.fit(cohort);
    expectClose(posterior.summary[0]!.estimate, parameters.alpha, { absolute: standardErrors.alpha ?? 0 });
    expectPlainData(posterior);
  });

  it("is proper where the maximum lies on a boundary", () => {
    const alike = { timeUnit: "year", lostByPeriod: [10, 12, 13], stillActive: 40 } as const;
    const posterior = samplePosterior(shiftedBetaGeometric, alike, { draws: 1500, seed: 2 });
    const inYear6 = posteriorInterval(posterior, (p) => shiftedBetaGeometric.survival(p, 6));
    expect(inYear6.lower).toBeGreaterThan(0.05);
    expect(inYear6.upper).toBeLessThan(0.6);
    const means = posteriorInterval(posterior, (p) => [shiftedBetaGeometric.expectedLifetime(p), p.alpha]);
    expect(means[0]?.infiniteShare).toBeGreaterThan(0);
    expectPlainData(means);
  });

  it("refuses one chain and too few draws", () => {
    expectRefusal(
      () => samplePosterior(geometric, cohort, { chains: 1 }),
      "samplePosterior: chains must be a whole number of 2 or more, received 1",
    );
    expectRefusal(
      () => samplePosterior(geometric, cohort, { draws: 10 }),
      "samplePosterior: draws must be a whole number of 100 or more, received 10",
    );
  });
});

describe("chain diagnostics", () => {
  it("count independent draws as what they are, and correlated ones as fewer", () => {
    const random = createRandom(4);
    const independent = Array.from({ length: 4 }, () =>
      Float64Array.from({ length: 2000 }, () => sampleNormal(random)),
    );
    expectClose(effectiveSampleSize(independent), 8000, { relative: 0.15 });
    expectClose(splitRHat(independent), 1, { absolute: 0.005 });
    const correlated = independent.map((chain) => {
      let x = 0;
      return chain.map((z) => {
        x = 0.9 * x + z;
        return x;
      });
    });
    // An autoregression with 0.9: n (1 - 0.9) / (1 + 0.9).
    expectClose(effectiveSampleSize(correlated), 8000 / 19, { relative: 0.3 });
    const apart = independent.map((chain, k) => chain.map((z) => z + k));
    expect(splitRHat(apart)).toBeGreaterThan(1.3);
  });
});
