/** Likelihood of a finite mixture of geometric models: segments of customers, each with its own constant churn. */
import { check, checkObject } from "../../errors.js";
import type { LikelihoodProblem } from "../../inference/fit.js";
import type { ParameterScale } from "../../inference/scale.js";
import { logSumExp } from "../../math/log-sum-exp.js";
import type { ContractualCounts } from "./cohort-losses.js";
import { contractualLikelihood } from "./geometric-likelihood.js";
import { crudeChurn, type FillHazards, lifetimeLikelihood } from "./lifetime-likelihood.js";
import type { LifetimeModel } from "./lifetime-verbs.js";

/**
 * Parameters of a mixture of K segments, churn highest first: `theta1` … `thetaK`, the churn probability of each, and
 * `share1` … `share(K-1)`, the share that segment k has of the customers of segments k to K. With two segments `share1` is
 * simply the share of the first.
 */
export interface GeometricMixtureParameters {
  readonly [name: `theta${number}` | `share${number}`]: number;
}

/** A segment of customers. */
export interface MixtureSegment {
  /** Churn probability per period of its customers. */
  readonly theta: number;
  /** Share of all customers, or of those of a given tenure, who belong to it. */
  readonly weight: number;
}

/** The theta by which a fit represents a segment that is never lost. */
export const never = 1e-15;

/** Number of segments that parameters describe: the number of their thetas. */
export function segmentCount(where: string, parameters: GeometricMixtureParameters): number {
  checkObject(where, "parameters", parameters);
  const count = Object.keys(parameters).filter((name) => name.startsWith("theta")).length;
  check(
    count >= 2,
    where,
    "parameters",
    "must have theta1, theta2 and share1, and so on for more segments",
    parameters,
  );
  return count;
}

/** Scales of the parameters of K segments, in order. */
export function mixtureScale(segments: number): { readonly [name: string]: ParameterScale } {
  const names = [
    ...Array.from({ length: segments }, (_, k) => `theta${k + 1}`),
    ...Array.from({ length: segments - 1 }, (_, k) => `share${k + 1}`),
  ];
  return Object.fromEntries(names.map((name) => [name, "logit"]));
}

/** Logarithms of the segments' weights, from shares of what the segments before leave. */
function logWeights(shares: ArrayLike<number>): number[] {
  let left = 0;
  const weights = Array.from(shares, (share) => {
    const weight = left + Math.log(share);
    left += Math.log1p(-share);
    return weight;
  });
  return [...weights, left];
}

interface Mixture {
  readonly logWeight: readonly number[];
  readonly logKept: readonly number[];
  readonly theta: readonly number[];
}

function mixtureOf(segments: number, parameters: GeometricMixtureParameters): Mixture {
  const theta = Array.from({ length: segments }, (_, k) => parameters[`theta${k + 1}`]!);
  const shares = Array.from({ length: segments - 1 }, (_, k) => parameters[`share${k + 1}`]!);
  return { theta, logKept: theta.map((p) => Math.log1p(-p)), logWeight: logWeights(shares) };
}

/** Weights of the segments among customers who have survived n periods. */
function weightsAfter({ logWeight, logKept }: Mixture, n: number): number[] {
  // Nobody is left of a segment with churn 1, whose ln(1 - θ) is -Infinity: 0 × Infinity must not arise at n = 0.
  const logs = logWeight.map((weight, k) => (n === 0 ? weight : weight + n * logKept[k]!));
  const total = logSumExp(logs);
  return logs.map((log) => Math.exp(log - total));
}

/** Segments among customers who have survived n periods. */
export function segmentsAfter(
  segments: number,
  parameters: GeometricMixtureParameters,
  n: number,
): MixtureSegment[] {
  const mixture = mixtureOf(segments, parameters);
  return weightsAfter(mixture, n).map((weight, k) => ({ theta: mixture.theta[k]!, weight }));
}

/** The model as the shared functions need it, for parameters of that many segments. */
export function mixtureModel(segments: number): LifetimeModel<GeometricMixtureParameters> {
  const churnAfter = (parameters: GeometricMixtureParameters, n: number) =>
    segmentsAfter(segments, parameters, n).reduce((sum, { theta, weight }) => sum + theta * weight, 0);
  const logRetentionAfter = (parameters: GeometricMixtureParameters, n: number) => {
    const churn = churnAfter(parameters, n);
    if (churn < 0.5) return Math.log1p(-churn);
    const found = segmentsAfter(segments, parameters, n);
    return Math.log(found.reduce((sum, { theta, weight }) => sum + (1 - theta) * weight, 0));
  };
  return {
    name: "geometricMixture",
    scale: mixtureScale(segments),
    logSurvivalFrom: (parameters, n, t) => {
      if (t === 0) return 0;
      if (t === 1) return logRetentionAfter(parameters, n);
      const mixture = mixtureOf(segments, parameters);
      return logSumExp(
        weightsAfter(mixture, n).map((weight, k) => Math.log(weight) + t * mixture.logKept[k]!),
      );
    },
    logChurn: (parameters, t) => Math.log(churnAfter(parameters, t - 1)),
    tailPower: () => null,
    mean: (parameters, n) => {
      const found = segmentsAfter(segments, parameters, n);
      // A segment that is never lost, as the fit represents it.
      if (found.some(({ theta }) => theta <= never)) return null;
      return found.reduce((sum, { theta, weight }) => sum + weight / theta, 0);
    },
  };
}

/** Hazards of a mixture of K segments; parameters are K thetas and K - 1 shares. */
export function mixtureHazards(segments: number): FillHazards {
  const weights = new Float64Array(segments);
  let before = new Float64Array(2 * segments - 1);
  let after = new Float64Array(2 * segments - 1);
  return (parameters, { logRetention, logChurn, slopes }, withSlopes) => {
    let left = 1;
    for (let k = 0; k < segments; k++) {
      const share = k < segments - 1 ? parameters[segments + k]! : 1;
      weights[k] = left * share;
      left *= 1 - share;
    }
    if (withSlopes) survivalSlopes(parameters, weights, 0, before);
    for (let i = 0; i < logRetention.length; i++) {
      let churn = 0;
      let kept = 0;
      // Each sum of terms above 0, so that neither loses digits near 0.
      for (let k = 0; k < segments; k++) {
        churn += parameters[k]! * weights[k]!;
        kept += (1 - parameters[k]!) * weights[k]!;
      }
      logRetention[i] = kept < 0.5 ? Math.log(kept) : Math.log1p(-churn);
      logChurn[i] = churn < 0.5 ? Math.log(churn) : Math.log1p(-kept);
      // What is left of each segment, as shares of what is left of all.
      if (kept > 0) for (let k = 0; k < segments; k++) weights[k]! *= (1 - parameters[k]!) / kept;
      if (!withSlopes) continue;
      survivalSlopes(parameters, weights, i + 1, after);
      for (let j = 0; j < slopes.length; j++) slopes[j]![i] = after[j]! - before[j]!;
      [before, after] = [after, before];
    }
  };
}

/** Derivatives of ln S(t) by the thetas and the shares, given the weights of the segments at t. */
function survivalSlopes(
  parameters: Float64Array,
  weights: Float64Array,
  t: number,
  slopes: Float64Array,
): void {
  const segments = weights.length;
  let later = 0;
  for (let k = segments - 1; k >= 0; k--) {
    const theta = parameters[k]!;
    slopes[k] = theta === 1 ? 0 : (-weights[k]! * t) / (1 - theta);
    if (k < segments - 1) {
      const share = parameters[segments + k]!;
      slopes[segments + k] = weights[k]! / share - later / (1 - share);
    }
    later += weights[k]!;
  }
}

/** Parameters of a mixture by name. */
export function namedMixture(
  theta: readonly number[],
  shares: readonly number[],
): GeometricMixtureParameters {
  return Object.fromEntries([
    ...theta.map((value, k) => [`theta${k + 1}`, value] as const),
    ...shares.map((value, k) => [`share${k + 1}`, value] as const),
  ]);
}

/** Starting points for mixtures of one number of segments, in rows of which only the likeliest is of interest. */
export interface MixtureRows {
  readonly segments: number;
  /** Parameters in their order: the thetas, then the shares. */
  readonly rows: readonly (readonly Float64Array[])[];
}

/** The likelihood of a mixture of so many segments, without its limits. */
export function openMixtureProblem(
  where: string,
  counts: ContractualCounts,
  candidates: MixtureRows,
): LikelihoodProblem<GeometricMixtureParameters> {
  const { segments } = candidates;
  const names = Object.keys(mixtureScale(segments));
  const evaluate = lifetimeLikelihood(counts, mixtureHazards(segments), names.length);
  return {
    where,
    model: "geometricMixture",
    likelihoodOf: contractualLikelihood,
    timeUnit: counts.timeUnit,
    scale: mixtureScale(segments),
    observations: counts.observations,
    starts: highestStarts(candidates, evaluate, 4),
    everyStart: "always",
    farthest: 100,
    scoring: true,
    evaluate,
    defaultPriors: Object.fromEntries(names.map((name) => [name, { mean: 0, standardDeviation: 1.5 }])),
    nested: [{ model: "geometric", restrictions: 2 * segments - 2, onBoundary: 1, regular: false }],
  };
}

/** Mixtures about the mean churn: spread evenly, a few who leave soon among the others, and a few who hardly ever do. */
export function candidateMixtures(counts: ContractualCounts, segments: number): MixtureRows {
  const churn = crudeChurn(counts);
  const odds = churn / (1 - churn);
  const between = (first: number, last: number, share: number) => {
    const values = new Float64Array(2 * segments - 1).fill(share);
    for (let k = 0; k < segments; k++) {
      const moved = odds * first * (last / first) ** (k / (segments - 1));
      values[k] = moved / (1 + moved);
    }
    return values;
  };
  const even = [1.3, 2, 3, 6, 8, 12].flatMap((spread) =>
    [0.03, 0.15, 0.4, 0.6, 0.97].map((share) =>
      between(spread ** (segments - 1), spread ** (1 - segments), share),
    ),
  );
  const leavers = [3, 8, 30].flatMap((first) => [0.03, 0.1, 0.2].map((share) => between(first, 0.8, share)));
  const quickLeavers = [100, 300].flatMap((first) =>
    [0.005, 0.02, 0.05].map((share) => between(first, 0.6, share)),
  );
  const stayers = [3, 8, 30].flatMap((last) =>
    [0.97, 0.9, 0.8].map((share) => between(1.2, 1 / last, share)),
  );
  return { segments, rows: [even, leavers, quickLeavers, stayers] };
}

/** The likeliest of each row, and of these the likeliest: a mixture can have local maxima. */
export function highestStarts(
  { segments, rows }: MixtureRows,
  evaluate: (parameters: Float64Array) => number,
  most: number,
): readonly GeometricMixtureParameters[] {
  const found = rows.map((row) => {
    const heights = row.map((start) => evaluate(start));
    const best = heights.reduce((top, height, k) => (height > heights[top]! ? k : top), 0);
    return { start: row[best]!, height: heights[best]! };
  });
  const finite = found.filter(({ height }) => Number.isFinite(height));
  return (finite.length > 0 ? finite : found)
    .sort((a, b) => b.height - a.height)
    .slice(0, most)
    .map(({ start }) => namedMixture([...start.subarray(0, segments)], [...start.subarray(segments)]));
}
