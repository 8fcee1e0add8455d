/** One change of rate per cluster: what is left if nothing is assumed of customers within clusters. */

import { studentTCdf, studentTQuantile } from "../../math/distributions.js";
import { logBinomial } from "../../math/gamma.js";
import { createRandom } from "../../math/random.js";
import { meanOf, varianceOf } from "../../math/sample-statistics.js";
import { samplePermutation } from "../../math/samplers.js";
import type { Cluster } from "./clusters.js";

/** A comparison of the clusters' own changes of rate, each counting alike. */
export interface CollapsedDifference {
  /** Mean change of the treated clusters' rates less that of the others: a fraction. */
  readonly estimate: number;
  /** Lower end of its interval. */
  readonly lower: number;
  /** Upper end of its interval. */
  readonly upper: number;
  /** Level of the interval. */
  readonly level: number;
  /** Always `"two-sample-t"`. */
  readonly method: "two-sample-t";
  /** Student's t with pooled variance; null if no cluster differs from another. */
  readonly t: number | null;
  /** Degrees of freedom of t. */
  readonly degreesOfFreedom: number;
  /** Two-sided probability of t. */
  readonly pValue: number | null;
  /** The same by Welch's t, which lets the groups of clusters vary differently. */
  readonly welchPValue: number | null;
}

/** Each cluster's change of rate, treated clusters and others. */
export function changesOf(clusters: readonly Cluster[]): { treated: number[]; others: number[] } {
  const change = ({ atStart, lost }: Cluster) => lost[1] / atStart[1] - lost[0] / atStart[0];
  return {
    treated: clusters.filter(({ treated }) => treated).map(change),
    others: clusters.filter(({ treated }) => !treated).map(change),
  };
}

const twoSided = (t: number, df: number): number => 2 * studentTCdf(-Math.abs(t), df);

/** Student's and Welch's t of the changes. */
export function collapse(
  { treated, others }: ReturnType<typeof changesOf>,
  level: number,
): CollapsedDifference {
  const [k, m] = [treated.length, others.length];
  const estimate = meanOf(treated) - meanOf(others);
  const [v, w] = [varianceOf(treated, 1), varianceOf(others, 1)];
  const degreesOfFreedom = k + m - 2;
  const pooled = (((k - 1) * v + (m - 1) * w) / degreesOfFreedom) * (1 / k + 1 / m);
  const separate = v / k + w / m;
  const welch = separate ** 2 / ((v / k) ** 2 / (k - 1) + (w / m) ** 2 / (m - 1));
  const half = studentTQuantile((1 + level) / 2, degreesOfFreedom) * Math.sqrt(pooled);
  const t = pooled > 0 ? estimate / Math.sqrt(pooled) : null;
  return {
    estimate,
    lower: estimate - half,
    upper: estimate + half,
    level,
    method: "two-sample-t",
    t,
    degreesOfFreedom,
    pValue: t === null ? null : twoSided(t, degreesOfFreedom),
    welchPValue: t === null ? null : twoSided(estimate / Math.sqrt(separate), welch),
  };
}

/** How the p-value of a permutation test was found. */
export interface PermutationTest {
  /** Share of assignments of as many treated clusters whose difference of mean changes is as large as the observed one. */
  readonly pValue: number;
  /** Assignments tried. */
  readonly permutations: number;
  /** Whether these were all there are. */
  readonly exact: boolean;
}

/** Most assignments that are tried one by one. */
const mostAssignments = 100_000;

/** Permutation test of the difference of mean changes: over all assignments, or over a sample of 9,999 if there are too many. */
export function permute({ treated, others }: ReturnType<typeof changesOf>, seed: number): PermutationTest {
  const all = [...treated, ...others];
  const k = treated.length;
  const total = all.reduce((sum, change) => sum + change, 0);
  const distance = (sum: number) => Math.abs(sum / k - (total - sum) / (all.length - k));
  // Ties differ by rounding.
  const observed = distance(treated.reduce((sum, change) => sum + change, 0)) * (1 - 1e-12) - 1e-15;
  if (logBinomial(all.length, k) <= Math.log(mostAssignments)) {
    let [reached, permutations] = [0, 0];
    const choose = (from: number, left: number, sum: number): void => {
      if (left === 0) {
        permutations++;
        if (distance(sum) >= observed) reached++;
        return;
      }
      for (let i = from; i <= all.length - left; i++) choose(i + 1, left - 1, sum + all[i]!);
    };
    choose(0, k, 0);
    return { pValue: reached / permutations, permutations, exact: true };
  }
  const random = createRandom(seed);
  const permutations = 9999;
  let reached = 1;
  for (let draw = 0; draw < permutations; draw++) {
    const order = samplePermutation(random, all.length);
    let sum = 0;
    for (let i = 0; i < k; i++) sum += all[order[i]!]!;
    if (distance(sum) >= observed) reached++;
  }
  // The observed assignment counts as one of them.
  return { pValue: reached / (permutations + 1), permutations, exact: false };
}
