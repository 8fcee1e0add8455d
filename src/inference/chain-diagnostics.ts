/** How far draws of several chains can be trusted: split R̂ and the effective sample size. */
import { meanOf, varianceOf } from "../math/sample-statistics.js";

function halves(chains: readonly Float64Array[]): Float64Array[] {
  return chains.flatMap((chain) => {
    const half = Math.floor(chain.length / 2);
    return [chain.subarray(0, half), chain.subarray(chain.length - half)];
  });
}

/** Pooled variance estimate over chains and the mean variance within them. */
function variances(chains: readonly Float64Array[]) {
  const n = chains[0]!.length;
  const within = meanOf(chains.map((chain) => varianceOf(chain, 1)));
  const between = varianceOf(chains.map(meanOf), 1);
  return { within, pooled: (within * (n - 1)) / n + between };
}

/**
 * Split R̂: the factor by which the spread of the draws could still shrink; 1 where the halves of all chains agree.
 *
 * @see Gelman et al. (2013), "Bayesian Data Analysis" (3rd ed.), section 11.4.
 */
export function splitRHat(chains: readonly Float64Array[]): number {
  const { within, pooled } = variances(halves(chains));
  return within > 0 ? Math.sqrt(pooled / within) : 1;
}

/**
 * Effective sample size: how many independent draws would estimate the mean as well.
 *
 * @see Geyer (1992), "Practical Markov chain Monte Carlo", Statistical Science 7(4), 473-483 (initial monotone sequence).
 */
export function effectiveSampleSize(chains: readonly Float64Array[]): number {
  const split = halves(chains);
  const n = split[0]!.length;
  const { within, pooled } = variances(split);
  const total = n * split.length;
  if (!(pooled > 0)) return total;
  const correlation = (lag: number) =>
    1 - (within - meanOf(split.map((chain) => autocovariance(chain, lag)))) / pooled;
  let sum = 0;
  let previous = Number.POSITIVE_INFINITY;
  for (let lag = 0; lag + 1 < n; lag += 2) {
    const pair = (lag === 0 ? 1 : correlation(lag)) + correlation(lag + 1);
    if (pair < 0) break;
    previous = Math.min(previous, pair);
    sum += previous;
  }
  // Anticorrelated draws can be worth more than independent ones, but not without limit.
  return Math.min(total * Math.log10(total), total / Math.max(2 * sum - 1, 1e-12));
}

function autocovariance(chain: Float64Array, lag: number): number {
  const mean = meanOf(chain);
  let sum = 0;
  for (let i = 0; i + lag < chain.length; i++) sum += (chain[i]! - mean) * (chain[i + lag]! - mean);
  return sum / (chain.length - 1);
}
