/** The variance of the logarithm of a survival estimate, after each time. */
import type { RiskTable } from "../inference/product-limit.js";
import { type InfluenceRows, type InfluenceRule, influenceVariance } from "./influence.js";
import type { RobustArea } from "./kaplan-meier-curve.js";

/** Greenwood's variance of ln S: Σ dᵢ / (nᵢ (nᵢ - dᵢ)), of no meaning once S is 0. */
export function greenwoodSums({ atRisk, events }: Pick<RiskTable, "atRisk" | "events">): Float64Array {
  let sum = 0;
  return atRisk.map((n, i) => {
    const lost = events[i]!;
    // Where all are lost S is 0, without an error; those who enter later must not be lost to infinity.
    if (lost > 0 && lost < n) sum += lost / n / (n - lost);
    return sum;
  });
}

/** Robust variances of ln S and of the area under the curve, each cluster or row a subject whose weight is an amount. */
export function robustErrors(
  { survival, ...subjects }: InfluenceRows & { readonly survival: Float64Array },
  counts: RiskTable,
  { watched, lossAt }: Pick<InfluenceRule, "watched" | "lossAt">,
): { readonly variances: Float64Array; readonly robustArea: RobustArea } {
  const { times } = counts;
  // ∫ S dt, and ∫ S A dt with A as it stands in `watched`, both to each time.
  const [level, slope] = [new Float64Array(times.length), new Float64Array(times.length)];
  level[0] = times[0] ?? 0;
  for (let i = 1; i < times.length; i++) {
    const area = survival[i - 1]! * (times[i]! - times[i - 1]!);
    level[i] = level[i - 1]! + area;
    slope[i] = slope[i - 1]! + area * watched[i - 1]!;
  }
  const { logVariance, variance, covariance } = influenceVariance(subjects, counts, {
    watched,
    lossAt,
    level,
    slope,
  });
  return {
    variances: logVariance,
    robustArea: {
      variance: Array.from(variance, orNull),
      covariance: Array.from(covariance, (each, i) => orNull(each * survival[i]!)),
    },
  };
}

const orNull = (value: number) => (Number.isFinite(value) ? value + 0 : null);
