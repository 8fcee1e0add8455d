/** Likelihood of a finite mixture of geometric models: segments of customers, each with its own constant churn. */
import { check, checkObject } from "../../errors.js";
import type { BoundaryLimit, Fit, FitOptions, LikelihoodProblem } from "../../inference/fit.js";
import { maximizeLikelihood } from "../../inference/maximum-likelihood.js";
import type { ParameterScale } from "../../inference/scale.js";
import { logSumExp } from "../../math/log-sum-exp.js";
import type { ContractualCounts } from "./cohort-losses.js";
import { contractualLikelihood, geometricProblem } from "./geometric-likelihood.js";
import { checkIdentified, crudeChurn, type FillHazards, lifetimeLikelihood } from "./lifetime-likelihood.js";
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
const never = 1e-15;

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
  const logs = logWeight.map((weight, k) => weight + n * logKept[k]!);
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

/** The model as the shared verbs need it, for parameters of that many segments. */
export function mixtureModel(segments: number): LifetimeModel<GeometricMixtureParameters> {
  const churnAfter = (parameters: GeometricMixtureParameters, n: number) =>
    segmentsAfter(segments, parameters, n).reduce((sum, { theta, weight }) => sum + theta * weight, 0);
  return {
    name: "geometricMixture",
    scale: mixtureScale(segments),
    logSurvivalFrom: (parameters, n, t) => {
      if (t === 0) return 0;
      if (t === 1) return Math.log1p(-churnAfter(parameters, n));
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
  return (parameters, { logRetention, logChurn, slopes }) => {
    const theta = Array.from(parameters.subarray(0, segments));
    const shares = parameters.subarray(segments);
    const mixture = { theta, logKept: theta.map((p) => Math.log1p(-p)), logWeight: logWeights(shares) };
    let weights = weightsAfter(mixture, 0);
    let before = survivalSlopes(weights, theta, shares, 0);
    for (let i = 0; i < logRetention.length; i++) {
      const churn = theta.reduce((sum, p, k) => sum + p * weights[k]!, 0);
      logRetention[i] = Math.log1p(-churn);
      logChurn[i] = Math.log(churn);
      weights = weightsAfter(mixture, i + 1);
      const after = survivalSlopes(weights, theta, shares, i + 1);
      for (let j = 0; j < slopes.length; j++) slopes[j]![i] = after[j]! - before[j]!;
      before = after;
    }
  };
}

/** Derivatives of ln S(t) by the thetas and the shares, given the weights of the segments at t. */
function survivalSlopes(
  weights: readonly number[],
  theta: readonly number[],
  shares: ArrayLike<number>,
  t: number,
): number[] {
  const byTheta = theta.map((p, k) => (-weights[k]! * t) / (1 - p));
  const byShare = Array.from(shares, (share, j) => {
    const later = weights.slice(j + 1).reduce((sum, weight) => sum + weight, 0);
    return weights[j]! / share - later / (1 - share);
  });
  return [...byTheta, ...byShare];
}

function namedParameters(theta: readonly number[], shares: readonly number[]): GeometricMixtureParameters {
  return Object.fromEntries([
    ...theta.map((value, k) => [`theta${k + 1}`, value] as const),
    ...shares.map((value, k) => [`share${k + 1}`, value] as const),
  ]);
}

/** One segment is enough: all thetas alike. */
function geometricLimit(
  segments: number,
  counts: ContractualCounts,
): BoundaryLimit<GeometricMixtureParameters> {
  return {
    limitingModel: "geometric",
    lost: Object.keys(mixtureScale(segments)) as (`theta${number}` | `share${number}`)[],
    near: () => true,
    maximize: () => {
      const fit = maximizeLikelihood(geometricProblem("geometricMixture.fit", counts));
      const { theta } = fit.parameters;
      const shares = Array.from({ length: segments - 1 }, (_, k) => 1 / (segments - k));
      const standardError = fit.standardErrors.theta;
      return {
        logLikelihood: fit.logLikelihood,
        parameters: namedParameters(new Array<number>(segments).fill(theta), shares),
        identified: { theta: { estimate: theta, standardError } },
      };
    },
  };
}

/** The most loyal segment is never lost: its theta is 0. */
function moverStayerLimit(
  problem: LikelihoodProblem<GeometricMixtureParameters>,
  segments: number,
): BoundaryLimit<GeometricMixtureParameters> {
  const last = `theta${segments}` as const;
  const names = Object.keys(problem.scale).filter((name) => name !== last);
  const position = segments - 1;
  return {
    limitingModel: "moverStayer",
    lost: [last],
    near: (parameters) => parameters[last]! < 1e-3,
    maximize: (best) => {
      const full = new Float64Array(names.length + 1);
      const reduced: LikelihoodProblem<Readonly<Record<string, number>>> = {
        ...problem,
        scale: Object.fromEntries(names.map((name) => [name, "logit" as const])),
        starts: [Object.fromEntries(names.map((name) => [name, best[name as typeof last]!]))],
        evaluate: (parameters, gradient) => {
          full.set(parameters.subarray(0, position));
          full.set(parameters.subarray(position), position + 1);
          const slopes = gradient === undefined ? undefined : new Float64Array(full.length);
          const value = problem.evaluate(full, slopes);
          slopes
            ?.filter((_, k) => k !== position)
            .forEach((slope, k) => {
              gradient![k] = slope;
            });
          return value;
        },
        limits: [],
        nested: [],
        defaultPriors: undefined,
      };
      const fit = maximizeLikelihood(reduced);
      const covariance = fit.covariance.map((row) => row.map((entry) => entry ?? Number.NaN));
      const identified = names.map((name) => [
        name,
        { estimate: fit.parameters[name]!, standardError: fit.standardErrors[name]! },
      ]);
      return {
        logLikelihood: fit.logLikelihood,
        parameters: reorder(problem, { ...fit.parameters, [last]: never }),
        identified: Object.fromEntries(identified),
        ...(covariance.flat().some(Number.isNaN) ? {} : { covariance }),
      };
    },
  };
}

function reorder(
  problem: LikelihoodProblem<GeometricMixtureParameters>,
  parameters: Readonly<Record<string, number>>,
): GeometricMixtureParameters {
  return Object.fromEntries(Object.keys(problem.scale).map((name) => [name, parameters[name]!]));
}

/** One segment fewer is enough: two segments of the larger model are alike. */
function fewerSegmentsLimit(
  segments: number,
  counts: ContractualCounts,
): BoundaryLimit<GeometricMixtureParameters> {
  return {
    limitingModel: `mixture of ${segments - 1} segments`,
    lost: Object.keys(mixtureScale(segments)) as (`theta${number}` | `share${number}`)[],
    near: () => true,
    maximize: () => {
      const fit = fitMixture(geometricMixtureProblem("geometricMixture.fit", counts, segments - 1), {});
      const found = segmentsAfter(segments - 1, fit.parameters, 0);
      const loyal = fit.parameters[`theta${segments - 1}`]!;
      const shares = found.slice(0, -1).map((_, k) => fit.parameters[`share${k + 1}`]!);
      const identified = Object.entries(fit.parameters).map(([name, estimate]) => [
        name,
        { estimate, standardError: (fit.standardErrors as Readonly<Record<string, number | null>>)[name]! },
      ]);
      return {
        logLikelihood: fit.logLikelihood,
        parameters: namedParameters([...found.map(({ theta }) => theta), loyal], [...shares, 0.5]),
        identified: Object.fromEntries(identified),
      };
    },
  };
}

/** The likelihood problem of a mixture of so many segments. */
export function geometricMixtureProblem(
  where: string,
  counts: ContractualCounts,
  segments: number,
): LikelihoodProblem<GeometricMixtureParameters> {
  checkIdentified(where, counts, 2 * segments - 1);
  const churn = crudeChurn(counts);
  const odds = churn / (1 - churn);
  const startAt = (spread: number, first: number) => {
    const theta = Array.from({ length: segments }, (_, k) => {
      const moved = odds * spread ** (segments - 1 - 2 * k);
      return moved / (1 + moved);
    });
    return namedParameters(theta, new Array<number>(segments - 1).fill(first));
  };
  const names = Object.keys(mixtureScale(segments));
  const problem: LikelihoodProblem<GeometricMixtureParameters> = {
    where,
    model: "geometricMixture",
    likelihoodOf: contractualLikelihood,
    timeUnit: counts.timeUnit,
    scale: mixtureScale(segments),
    observations: counts.observations,
    starts: [startAt(3, 0.4), startAt(2, 0.15), startAt(6, 0.6), startAt(1.3, 0.5)],
    evaluate: lifetimeLikelihood(counts, mixtureHazards(segments), names.length),
    defaultPriors: Object.fromEntries(names.map((name) => [name, { mean: 0, standardDeviation: 1.5 }])),
    nested: [{ model: "geometric", restrictions: 2 * segments - 2, onBoundary: 1, regular: false }],
  };
  const fewer = segments === 2 ? geometricLimit(segments, counts) : fewerSegmentsLimit(segments, counts);
  return { ...problem, limits: [fewer, moverStayerLimit(problem, segments)] };
}

/** The highest maximum over all starts, its segments in order: mixtures can have several tops. */
export function fitMixture(
  problem: LikelihoodProblem<GeometricMixtureParameters>,
  options: FitOptions<GeometricMixtureParameters>,
): Fit<GeometricMixtureParameters> {
  const starts = options.start === undefined ? problem.starts : [options.start];
  let best: Fit<GeometricMixtureParameters> | null = null;
  for (const start of starts) {
    const fit = maximizeLikelihood(problem, { ...options, start });
    const better =
      best === null || fit.logLikelihood > best.logLikelihood + 1e-9 * Math.abs(best.logLikelihood);
    if (better) best = fit;
  }
  return inOrder(problem, options, best!);
}

/** The same maximum with its segments in order of falling churn: the search starts again from the reordered point. */
function inOrder(
  problem: LikelihoodProblem<GeometricMixtureParameters>,
  options: FitOptions<GeometricMixtureParameters>,
  fit: Fit<GeometricMixtureParameters>,
): Fit<GeometricMixtureParameters> {
  const segments = (Object.keys(problem.scale).length + 1) / 2;
  const found = segmentsAfter(segments, fit.parameters, 0);
  const ordered = [...found].sort((a, b) => b.theta - a.theta);
  const sorted = ordered.every((segment, k) => segment === found[k]);
  if (sorted || fit.convergence.status === "boundary") return fit;
  let left = 1;
  const shares = ordered.slice(0, -1).map(({ weight }) => {
    const share = weight / left;
    left -= weight;
    return share;
  });
  const start = namedParameters(
    ordered.map(({ theta }) => theta),
    shares,
  );
  return maximizeLikelihood(problem, { ...options, start });
}
