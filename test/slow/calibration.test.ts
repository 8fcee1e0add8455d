/**
 * Simulation-based calibration of the sampler: for parameters drawn from the prior and data drawn from them, the rank of the
 * truth among posterior draws is uniform (Talts et al. 2018, arXiv:1804.06788).
 */
import { describe, expect, it } from "vitest";
import { samplePosterior } from "../../src/inference/posterior.js";
import { chiSquareUpper } from "../../src/math/distributions.js";
import { createRandom } from "../../src/math/random.js";
import { sampleNormal } from "../../src/math/samplers.js";
import * as shiftedBetaGeometric from "../../src/models/contractual/shifted-beta-geometric.js";

const prior = {
  alpha: { mean: 0, standardDeviation: 0.7 },
  beta: { mean: 1, standardDeviation: 0.7 },
};

describe("simulation-based calibration", () => {
  it("finds uniform ranks for both parameters of the shifted beta-geometric model", () => {
    const random = createRandom(8);
    const bins = 20;
    const counts = { alpha: new Array<number>(bins).fill(0), beta: new Array<number>(bins).fill(0) };
    const replicates = 1000;
    for (let k = 0; k < replicates; k++) {
      const truth = {
        alpha: Math.exp(prior.alpha.mean + prior.alpha.standardDeviation * sampleNormal(random)),
        beta: Math.exp(prior.beta.mean + prior.beta.standardDeviation * sampleNormal(random)),
      };
      const design = { customers: 100, periods: 5, timeUnit: "year", seed: 9, stream: k } as const;
      const cohort = shiftedBetaGeometric.simulate(truth, design);
      const posterior = samplePosterior(shiftedBetaGeometric, cohort, {
        prior,
        chains: 2,
        draws: 400,
        warmup: 200,
        seed: 10,
        stream: k,
      });
      for (const name of ["alpha", "beta"] as const) {
        // Every eighth draw: what is left of the autocorrelation would bend the histogram. 99 draws give 100 ranks.
        const thinned = posterior.draws[name].filter((_, i) => i % 8 === 0).slice(0, 99);
        const rank = thinned.filter((draw) => draw < truth[name]).length;
        counts[name][Math.floor((rank * bins) / 100)]!++;
      }
    }
    for (const name of ["alpha", "beta"] as const) {
      const expected = replicates / bins;
      const statistic = counts[name].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
      console.log(name, counts[name].join(" "), "p =", chiSquareUpper(statistic, bins - 1));
      expect(chiSquareUpper(statistic, bins - 1)).toBeGreaterThan(0.001);
    }
  });
});
