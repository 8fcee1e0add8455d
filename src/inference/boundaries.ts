/** Boundaries of a likelihood: when a search is on its way to one, and the maximum on it. */
import { ConvergenceError, InsufficientDataError } from "../errors.js";
import { minimizeNewton, type NewtonEnd } from "../math/optimize.js";
import { type Reached, rows } from "./describe-fit.js";
import type { BoundaryLimit, LikelihoodProblem } from "./fit.js";
import { holdFixed, parametersAt, placeOf, type ScaledProblem } from "./objective.js";
import { logPriorDensity } from "./prior.js";
import { decrementLimit, flatParameters, gradientLimit, nearBoundary } from "./search.js";

/** What rounding leaves of a log-likelihood that is a sum over many customers. */
export function resolution(logLikelihood: number): number {
  return 1e-8 + 1e-14 * Math.abs(logLikelihood);
}

/** A limit that has no maximum of its own explains nothing; nor do data too few for it. */
export function maximumOf<Result>(maximize: () => Result | null): Result | null {
  try {
    return maximize();
  } catch (error) {
    if (error instanceof ConvergenceError || error instanceof InsufficientDataError) return null;
    throw error;
  }
}

/** Whether a point is near enough to a limit to ask it. */
export function isNear<Parameters>(
  limit: BoundaryLimit<Parameters>,
  best: Parameters,
  x: Float64Array,
  { names }: ScaledProblem,
): boolean {
  if (limit.near !== undefined) return limit.near(best);
  return limit.lost.some((name) => Math.abs(x[names.indexOf(name)]!) > nearBoundary);
}

/** Whether a search ended where it is flat, and may be on its way to a boundary that no limit has been asked for. */
export function isUnproven<Parameters>(
  { limits = [] }: LikelihoodProblem<Parameters>,
  attempt: NewtonEnd,
  scaled: ScaledProblem,
): boolean {
  const flat = flatParameters(attempt, scaled);
  const best = parametersAt<Parameters>(scaled, attempt.x);
  const isBelow = ({ lost, near }: BoundaryLimit<Parameters>) =>
    near?.(best) === true && flat.every((name) => (lost as readonly string[]).includes(name));
  return flat.length > 0 && !limits.some(isBelow);
}

/** A search that ran away along parameters for which the model names no limit: flat there, converged in the rest. */
export function namelessLimit<Parameters>(
  scaled: ScaledProblem,
  best: NewtonEnd,
): Reached<Parameters> | null {
  const running = Array.from(best.x, (x, i) => scaled.scales[i] !== "identity" && Math.abs(x) > nearBoundary);
  if (!running.includes(true) || !Number.isFinite(best.value)) return null;
  const lost = scaled.names.filter((_, i) => running[i]);
  const free = best.x.filter((_, i) => !running[i]);
  const limits = { gradient: gradientLimit, decrement: decrementLimit / scaled.observations };
  const end = minimizeNewton(holdFixed(scaled.objective, best.x, running), free, limits);
  if (free.length > 0 && !end.converged) return null;
  let k = 0;
  const x = best.x.map((value, i) => (running[i] ? value : end.x[k++]!));
  const gradient = new Float64Array(x.length);
  const value = scaled.objective(x, gradient);
  // Still rising along a running parameter: no limit has been reached.
  if (gradient.some((slope, i) => running[i] === true && Math.abs(slope) > gradientLimit)) return null;
  const units = scaled.units.filter((_, i) => !running[i]);
  const covariance = rows(end.inverse ?? new Float64Array(0), free.length).map((row, i) =>
    row.map((entry, j) => (entry * (units[i]! * units[j]!)) / scaled.observations),
  );
  const parameters = parametersAt<Parameters>(scaled, x);
  const logLikelihood = -value * scaled.observations - logPriorDensity(scaled.priors, placeOf(scaled, x));
  return {
    limit: null,
    limitingModel: null,
    lost,
    fit: { logLikelihood, parameters, identified: {}, covariance },
  };
}
