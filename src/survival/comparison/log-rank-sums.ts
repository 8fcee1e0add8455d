/** Observed and expected losses by group, weighted over time, with the covariance of their differences. */
import type { GroupCounts } from "./group-counts.js";

/** Which times count how much: all alike, early ones more, or as the two powers of Fleming and Harrington say. */
export type LogRankWeighting = "logRank" | "wilcoxon" | "taroneWare" | "peto" | "flemingHarrington";

/** Every weighting. */
export const logRankWeightings: readonly LogRankWeighting[] = [
  "logRank",
  "wilcoxon",
  "taroneWare",
  "peto",
  "flemingHarrington",
];

/** How times are weighted. */
export interface WeightRule {
  readonly weighting: LogRankWeighting;
  /** Powers of S(t⁻) and 1 - S(t⁻), for `"flemingHarrington"`. */
  readonly p: number;
  readonly q: number;
}

/** Sums over times and strata. */
export interface LogRankSums {
  readonly observed: Float64Array;
  readonly expected: Float64Array;
  /** Covariance of observed less expected, row by row. */
  readonly covariance: Float64Array;
}

/** Losses and risk sets of the groups together, by run. */
interface Pooled {
  readonly atRisk: Float64Array;
  readonly lost: Float64Array;
}

/**
 * Sums over times: Σ w d_g, Σ w d n_g/n, and the hypergeometric covariance Σ w² d (n - d)/(n - 1) n_g/n (δ_gh - n_h/n).
 *
 * @param kept - The groups to be compared, as 0, 1, …; -1 for those to be left out.
 */
export function logRankSums(counts: GroupCounts, kept: Int32Array, rule: WeightRule): LogRankSums {
  const size = kept.reduce((most, each) => Math.max(most, each), -1) + 1;
  const pooled = poolGroups(counts, kept);
  const weights = weigh(counts, pooled, rule);
  const { group, left, lost, bounds, strata, arrivals } = counts;
  const [observed, expected] = [new Float64Array(size), new Float64Array(size)];
  const covariance = new Float64Array(size * size);
  const n = new Float64Array(size);
  for (let stratum = 0; stratum + 1 < strata.length; stratum++) {
    n.fill(0);
    // From the end, so that risk sets are sums of those who end later.
    for (let run = strata[stratum + 1]! - 1; run >= strata[stratum]!; run--) {
      const w = weights[run]!;
      for (let cell = bounds[run]!; cell < bounds[run + 1]!; cell++) {
        const g = kept[group[cell]!]!;
        if (g < 0) continue;
        n[g]! += left[cell]!;
        observed[g]! += w * lost[cell]!;
      }
      const [d, total] = [pooled.lost[run]!, pooled.atRisk[run]!];
      if (d > 0) {
        const spread = total > 1 ? (w * w * d * (total - d)) / (total - 1) : 0;
        for (let g = 0; g < size; g++) {
          const share = n[g]! / total;
          expected[g]! += w * d * share;
          for (let h = 0; h < size; h++)
            covariance[g * size + h]! += spread * share * ((g === h ? 1 : 0) - n[h]! / total);
        }
      }
      if (arrivals !== null)
        for (let at = arrivals.bounds[run]!; at < arrivals.bounds[run + 1]!; at++) {
          const g = kept[arrivals.group[at]!]!;
          if (g >= 0) n[g]! -= arrivals.weight[at]!;
        }
    }
  }
  return { observed, expected, covariance };
}

function poolGroups(
  { group, left, lost, bounds, strata, times, arrivals }: GroupCounts,
  kept: Int32Array,
): Pooled {
  const pooled = { atRisk: new Float64Array(times.length), lost: new Float64Array(times.length) };
  for (let stratum = 0; stratum + 1 < strata.length; stratum++) {
    let n = 0;
    for (let run = strata[stratum + 1]! - 1; run >= strata[stratum]!; run--) {
      let d = 0;
      for (let cell = bounds[run]!; cell < bounds[run + 1]!; cell++) {
        if (kept[group[cell]!]! < 0) continue;
        n += left[cell]!;
        d += lost[cell]!;
      }
      pooled.atRisk[run] = n;
      pooled.lost[run] = d;
      if (arrivals !== null)
        for (let at = arrivals.bounds[run]!; at < arrivals.bounds[run + 1]!; at++)
          if (kept[arrivals.group[at]!]! >= 0) n -= arrivals.weight[at]!;
    }
  }
  return pooled;
}

/** The weight of each run: in each stratum by the curve of its groups together. */
function weigh(
  { strata, times }: GroupCounts,
  { atRisk, lost }: Pooled,
  { weighting, p, q }: WeightRule,
): Float64Array {
  if (weighting === "logRank") return new Float64Array(times.length).fill(1);
  if (weighting === "wilcoxon") return atRisk;
  if (weighting === "taroneWare") return atRisk.map(Math.sqrt);
  const weights = new Float64Array(times.length);
  for (let stratum = 0; stratum + 1 < strata.length; stratum++) {
    let survival = 1;
    for (let run = strata[stratum]!; run < strata[stratum + 1]!; run++) {
      const [n, d] = [atRisk[run]!, lost[run]!];
      if (weighting === "peto") {
        survival *= 1 - d / (n + 1);
        weights[run] = survival;
      } else {
        weights[run] = survival ** p * (1 - survival) ** q;
        if (d > 0) survival *= (n - d) / n;
      }
    }
  }
  return weights;
}
