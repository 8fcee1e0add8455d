/**
 * The one fit loop of the library: every model that estimates by maximum likelihood calls it, so that convergence,
 * covariances, priors, boundaries and failures mean the same everywhere.
 */

import { check, checkObject, checkOptions } from "../errors.js";
import type { NewtonEnd } from "../math/optimize.js";
import { piece } from "../pieces.js";
import { isNear, isUnproven, maximumOf, namelessLimit, resolution } from "./boundaries.js";
import { type Attempt, boundaryFit, interiorFit, notConverged, type Reached } from "./describe-fit.js";
import type { BoundaryLimit, Fit, FitOptions, LikelihoodProblem, LimitingFit } from "./fit.js";
import { globalMaximum } from "./global-maximum.js";
import { parametersAt, pointOf, type ScaledProblem, scaledProblem } from "./objective.js";
import { orderedPriors } from "./prior.js";
import { checkOnScale } from "./scale.js";
import { isFlat, runsAway, search } from "./search.js";

/** Log-units below the best point at which a limit is still taken where nothing else converges, the likelihood being flat. */
const levelWith = 1e-5;

/**
 * Maximises a likelihood and describes the maximum as plain data.
 *
 * Each start is searched by BFGS on the fit's scale (log, logit or identity), the first after Fisher scoring where the problem
 * gives its information, and finished by Newton steps whose Hessian is the observed information where that is given, else the
 * central difference of the analytic gradient. A start succeeds when
 * max |∂(LL/n)/∂θ| max(1, |θ|) < 1e-8, the Newton decrement ½ gᵀH⁻¹g is below 1e-8 log-units and H is positive definite;
 * otherwise the next is tried. Where the likelihood rises towards one of the problem's limits, the fit is the limiting
 * model's, with a warning. Covariance is the inverse of the observed information on the scale.
 *
 * @param problem - The likelihood, its gradient, scales, starts and limits.
 * @param options - A start, priors and the number of iterations that the caller of the model gave.
 * @returns The fit as plain data.
 * @throws {ConvergenceError} If no start converges and no limit explains it; `best` holds the best point.
 * @throws {InvalidInputError} If the options are not valid.
 * @see Nocedal & Wright (2006), "Numerical Optimization" (2nd ed.), chapters 3 and 6.
 */
export function maximizeLikelihood<Parameters>(
  problem: LikelihoodProblem<Parameters>,
  options: FitOptions<Parameters> = {},
): Fit<Parameters> {
  const { where } = problem;
  checkOptions(where, options, ["start", "prior", "maxIterations"]);
  const names = Object.keys(problem.scale);
  const priors = orderedPriors(where, names, options.prior);
  const scaled = scaledProblem(problem, priors);
  const points = startPoints(problem, options, scaled);
  if (problem.sketch !== undefined) return globalMaximum(problem, scaled, points, options);
  const maxima = rememberedMaxima(problem, scaled);
  // Where the first way leads nowhere or to a limit, the others take another: quasi-Newton steps from the start on.
  const unscored = { ...scaled, scoring: null };
  const endsAt = (near: NewtonEnd) =>
    problem.scoring === true &&
    runsAway(near, scaled) &&
    limitReached(problem, scaled, near, maxima) !== null;
  const attempts: Attempt[] = [];
  const fits: Fit<Parameters>[] = [];
  for (const [startIndex, start] of points.entries()) {
    const from = startIndex === 0 ? scaled : unscored;
    const attempt = { ...search(problem, from, start, { ...options, endsAt }), startIndex };
    attempts.push(attempt);
    const fit = fitAt(problem, scaled, attempt, maxima);
    if (fit !== null && !searchesOn(problem, fit)) return fit;
    if (fit !== null) fits.push(fit);
  }
  if (fits.length > 0) return fits.reduce(higherFit);
  const highest = attempts.reduce((best, attempt) => (attempt.value < best.value ? attempt : best));
  const level = limitReached(problem, scaled, highest, maxima, levelWith);
  if (level !== null) return boundaryFit(problem, scaled, highest, level);
  const nameless = namelessLimit<Parameters>(scaled, highest);
  if (nameless !== null) return boundaryFit(problem, scaled, highest, nameless);
  throw notConverged(problem, scaled, highest);
}

function searchesOn<Parameters>(
  { everyStart }: LikelihoodProblem<Parameters>,
  fit: Fit<Parameters>,
): boolean {
  return everyStart === "always" || (everyStart === "atBoundary" && fit.convergence.status === "boundary");
}

/** The later of two fits only where it is higher by more than rounding. */
function higherFit<Parameters>(best: Fit<Parameters>, fit: Fit<Parameters>): Fit<Parameters> {
  const height = ({ logLikelihood, logPrior }: Fit<Parameters>) => logLikelihood + logPrior;
  return height(fit) > height(best) + resolution(height(best)) ? fit : best;
}

interface Maxima<Parameters> {
  /** What no likelihood on a limit exceeds. */
  readonly ceiling: (limit: BoundaryLimit<Parameters>, best: Parameters) => number;
  /** The maximum of a limit. */
  readonly of: (limit: BoundaryLimit<Parameters>, best: Parameters) => LimitingFit<Parameters> | null;
  /** Where a search ends that starts inside, near the maximum of a limit. */
  readonly near: (limit: BoundaryLimit<Parameters>, found: LimitingFit<Parameters>) => NewtonEnd;
}

/** The maxima of the limits and near them, each found once where several searches ask for it. */
function rememberedMaxima<Parameters>(
  problem: LikelihoodProblem<Parameters>,
  scaled: ScaledProblem,
): Maxima<Parameters> {
  const once = <From, Found>(find: (limit: BoundaryLimit<Parameters>, from: From) => Found) => {
    const known = new Map<BoundaryLimit<Parameters>, Found>();
    // A piece each time it is asked for, whether it is known or not.
    return (limit: BoundaryLimit<Parameters>, from: From): Found =>
      piece(() => {
        if (problem.everyStart !== undefined && known.has(limit)) return known.get(limit) as Found;
        const found = find(limit, from);
        // What leads nowhere from one point may lead somewhere from the next.
        if (found !== null) known.set(limit, found);
        return found;
      });
  };
  return {
    ceiling: once((limit) => limit.ceiling?.() ?? Number.POSITIVE_INFINITY),
    of: once((limit, best: Parameters) => maximumOf(() => limit.maximize(best))),
    near: once((limit, found: LimitingFit<Parameters>) => {
      const start = limit.inside?.(found) ?? found.parameters;
      const returns = ({ value }: NewtonEnd) => -value * scaled.observations <= found.logLikelihood;
      const endsAt = (near: NewtonEnd) => problem.scoring === true && runsAway(near, scaled) && returns(near);
      return search(problem, scaled, pointOf(scaled, start), { endsAt });
    }),
  };
}

/** The fit that the end of a search stands for: a limit's, or the interior maximum; null where it is neither. */
function fitAt<Parameters>(
  problem: LikelihoodProblem<Parameters>,
  scaled: ScaledProblem,
  attempt: Attempt,
  maxima: Maxima<Parameters>,
): Fit<Parameters> | null {
  const reached = limitReached(problem, scaled, attempt, maxima);
  if (reached === null)
    return attempt.converged && !isUnproven(problem, attempt, scaled)
      ? interiorFit(problem, scaled, attempt)
      : null;
  const { limit, fit } = reached;
  if (limit?.inside !== undefined) {
    const { startIndex } = attempt;
    const again = { ...maxima.near(limit, fit), startIndex };
    const higher = -again.value * scaled.observations > fit.logLikelihood + resolution(fit.logLikelihood);
    if (higher && again.converged && !isFlat(again, scaled)) return interiorFit(problem, scaled, again);
  }
  return boundaryFit(problem, scaled, attempt, reached);
}

function startPoints<Parameters>(
  problem: LikelihoodProblem<Parameters>,
  { start, maxIterations }: FitOptions<Parameters>,
  scaled: ScaledProblem,
): Float64Array[] {
  const { where } = problem;
  const rule = "must be a whole number of 1 or more";
  const iterationsOk =
    maxIterations === undefined || (Number.isSafeInteger(maxIterations) && maxIterations >= 1);
  check(iterationsOk, where, "options.maxIterations", rule, maxIterations);
  const points = problem.starts.map((parameters) => pointOf(scaled, parameters));
  if (start === undefined) return points;
  checkObject(where, "options.start", start);
  checkOnScale(where, "options.start", start, problem.scale);
  return [pointOf(scaled, start), ...points];
}

/** The limit whose likelihood the search cannot exceed, the highest if there are several; null for a proper maximum. */
function limitReached<Parameters>(
  problem: LikelihoodProblem<Parameters>,
  scaled: ScaledProblem,
  attempt: NewtonEnd,
  maxima: Maxima<Parameters>,
  slack = 0,
): Reached<Parameters> | null {
  // A proper prior keeps every parameter inside its range.
  const limits = scaled.priors.some((prior) => prior !== undefined) ? [] : (problem.limits ?? []);
  const best = parametersAt<Parameters>(scaled, attempt.x);
  const logLikelihood = -attempt.value * scaled.observations;
  const tolerance = slack + resolution(logLikelihood);
  let highest: Reached<Parameters> | null = null;
  for (const limit of limits) {
    if (attempt.converged && !isNear(limit, best, attempt.x, scaled)) continue;
    if (maxima.ceiling(limit, best) < logLikelihood - tolerance) continue;
    const fit = maxima.of(limit, best);
    if (fit === null || !(fit.logLikelihood >= logLikelihood - tolerance)) continue;
    if (highest === null || fit.logLikelihood > highest.fit.logLikelihood + tolerance)
      highest = { limit, limitingModel: limit.limitingModel, lost: limit.lost, fit };
  }
  return highest;
}
