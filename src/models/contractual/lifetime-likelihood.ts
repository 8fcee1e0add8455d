/**
 * The likelihood that all contractual models share: in each period of life, those at risk are lost with that period's
 * churn probability. Written in hazards it needs no difference of survival functions, so that nothing cancels.
 */
import { ConvergenceError, checkSufficient } from "../../errors.js";
import type { Fit, LikelihoodProblem } from "../../inference/fit.js";
import { maximizeLikelihood } from "../../inference/maximum-likelihood.js";
import { log1mExp } from "../../math/log-sum-exp.js";
import type { ContractualCounts } from "./cohort-losses.js";

/** Logarithms of r(t) and 1 - r(t) for t = 1, 2, …, and the derivatives of ln r(t) by each parameter. */
export interface HazardTable {
  /** ln r(t), the first entry being period 1. */
  readonly logRetention: Float64Array;
  /** ln(1 - r(t)). */
  readonly logChurn: Float64Array;
  /** ∂ ln r(t) / ∂θ, one array per parameter. */
  readonly slopes: readonly Float64Array[];
}

/** Fills a hazard table for given parameters; the slopes may be left out where nobody asks for them. */
export type FillHazards = (parameters: Float64Array, table: HazardTable, withSlopes: boolean) => void;

/** A table for so many periods and parameters. */
export function hazardTable(periods: number, parameters: number): HazardTable {
  const column = () => new Float64Array(periods);
  return {
    logRetention: column(),
    logChurn: column(),
    slopes: Array.from({ length: parameters }, column),
  };
}

/** A log-likelihood as the fit loop takes it: with its gradient, and the expected information where it is asked for. */
type Likelihood = (parameters: Float64Array, gradient?: Float64Array, information?: Float64Array) => number;

/**
 * The log-likelihood of counts under hazards. Its information is what that of each period at risk is expected to be given the
 * number at risk: n r / (1 - r) times the products of the derivatives of ln r.
 */
export function lifetimeLikelihood(
  { atRisk, lost, lostBy }: ContractualCounts,
  fill: FillHazards,
  parameterCount: number,
): Likelihood {
  const last = lostBy[lostBy.length - 1]?.by ?? 0;
  const table = hazardTable(Math.max(atRisk.length, last), parameterCount);
  const { logRetention, logChurn, slopes } = table;
  return (parameters, gradient, information) => {
    fill(parameters, table, gradient !== undefined);
    let value = 0;
    for (let i = 0; i < atRisk.length; i++) {
      const kept = atRisk[i]! - lost[i]!;
      // A count of 0 contributes nothing, even where its logarithm is -Infinity.
      if (kept > 0) value += kept * logRetention[i]!;
      if (lost[i]! > 0) value += lost[i]! * logChurn[i]!;
      if (gradient === undefined || atRisk[i] === 0) continue;
      const odds = Math.exp(logRetention[i]! - logChurn[i]!);
      const factor = kept - (lost[i]! > 0 ? lost[i]! * odds : 0);
      if (factor !== 0) for (let k = 0; k < slopes.length; k++) gradient[k]! += factor * slopes[k]![i]!;
      if (information !== undefined && odds < 1e300) addProducts(information, atRisk[i]! * odds, slopes, i);
    }
    return value + earlierLosses(lostBy, table, gradient, information);
  };
}

/** Adds a multiple of the products of the derivatives of one period. */
function addProducts(
  information: Float64Array,
  factor: number,
  slopes: readonly Float64Array[],
  i: number,
): void {
  const n = slopes.length;
  for (let j = 0; j < n; j++)
    for (let k = 0; k < n; k++) information[j * n + k]! += factor * slopes[j]![i]! * slopes[k]![i]!;
}

/** Σ count ln(1 - S(by)), for losses whose period is not known; the squares of their derivatives inform about the parameters. */
function earlierLosses(
  lostBy: ContractualCounts["lostBy"],
  { logRetention, slopes }: HazardTable,
  gradient?: Float64Array,
  information?: Float64Array,
): number {
  let value = 0;
  for (const { by, count } of lostBy) {
    let logSurvival = 0;
    for (let i = 0; i < by; i++) logSurvival += logRetention[i]!;
    value += count * log1mExp(logSurvival);
    if (gradient === undefined) continue;
    const odds = Math.exp(logSurvival) / -Math.expm1(logSurvival);
    const bySurvival = slopes.map((slope) => {
      let sum = 0;
      for (let i = 0; i < by; i++) sum += slope[i]!;
      return Float64Array.of(sum);
    });
    bySurvival.forEach((slope, k) => {
      gradient[k]! -= count * odds * slope[0]!;
    });
    if (information !== undefined) addProducts(information, count * odds * odds, bySurvival, 0);
  }
  return value;
}

/**
 * Checks that the data can identify so many parameters: somebody lost, somebody who survived a period, and as many
 * periods with customers at risk as there are parameters.
 */
export function checkIdentified(where: string, counts: ContractualCounts, parameterCount: number): void {
  const { atRisk, lost, lostBy, observations } = counts;
  let losses = 0;
  let survived = 0;
  let informative = lostBy.length;
  for (let i = 0; i < atRisk.length; i++) {
    losses += lost[i]!;
    survived += atRisk[i]! - lost[i]!;
    if (atRisk[i]! > 1e-12 * observations) informative++;
  }
  for (const { by, count } of lostBy) {
    losses += count;
    survived += by - 1;
  }
  checkSufficient(losses > 0, where, "losses", "must be above 0 for churn to be estimated", losses);
  const rule = "must be above 0 for churn below 1 to be estimated";
  checkSufficient(survived > 1e-12 * observations, where, "periods survived", rule, survived);
  const least = `must number at least ${parameterCount} for ${parameterCount} parameters to be identified`;
  checkSufficient(informative >= parameterCount, where, "periods at risk", least, informative);
}

/** Mean churn per period at risk: where every search starts. */
export function crudeChurn({ atRisk, lost, lostBy }: ContractualCounts): number {
  const exposure = atRisk.reduce((sum, count) => sum + count, 0);
  const losses = lost.reduce((sum, count) => sum + count, 0);
  const earlier = lostBy.reduce((sum, { count }) => sum + count, 0);
  const earlierExposure = lostBy.reduce((sum, { by, count }) => sum + (count * (by + 1)) / 2, 0);
  const rate = (losses + earlier) / (exposure + earlierExposure);
  return Math.min(Math.max(rate, 1e-9), 1 - 1e-9);
}

/** The first period in which a loss is known to have happened, or the last in which one of unknown period can have. */
export function firstLoss({ lost, lostBy }: ContractualCounts): number {
  const observed = lost.findIndex((count) => count > 0) + 1;
  const latest = lostBy.find(({ count }) => count > 0)?.by ?? Number.POSITIVE_INFINITY;
  return Math.min(observed === 0 ? Number.POSITIVE_INFINITY : observed, latest);
}

/** Whether nobody is known to have survived the first period, so that the data cannot tell what share does. */
export function nobodyKeptAtFirst({ atRisk, lost }: ContractualCounts): boolean {
  return !(atRisk[0]! - lost[0]! > 0);
}

/** The fit of a part of a model's closure, or null where its maximum lies elsewhere. */
export function interiorMaximum<P>(problem: LikelihoodProblem<P>): Fit<P> | null {
  try {
    const fit = maximizeLikelihood(problem);
    return fit.convergence.status === "interior" && Number.isFinite(fit.logLikelihood) ? fit : null;
  } catch (error) {
    if (error instanceof ConvergenceError) return null;
    throw error;
  }
}
