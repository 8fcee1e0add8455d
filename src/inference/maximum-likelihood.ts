/**
 * The one fit loop of the library: every model that estimates by maximum likelihood calls it, so that convergence,
 * covariances, priors, boundaries and failures mean the same everywhere.
 */
import { ConvergenceError, check, checkObject, checkOptions, InsufficientDataError } from "../errors.js";
import { minimizeBfgs, minimizeNewton, type NewtonEnd, scaledGradient } from "../math/optimize.js";
import { descendByScoring } from "../math/scoring.js";
import { type Attempt, boundaryFit, interiorFit, notConverged, type Reached, rows } from "./describe-fit.js";
import type { BoundaryLimit, Fit, FitOptions, LikelihoodProblem, LimitingFit } from "./fit.js";
import { holdFixed, parametersAt, pointOf, type ScaledProblem, scaledProblem } from "./objective.js";
import { logPriorDensity, orderedPriors } from "./prior.js";
import { checkOnScale } from "./scale.js";

/** Limits of the convergence criteria: of the scaled gradient of LL/n, and of the Newton decrement in log-units. */
const gradientLimit = 1e-8;
const decrementLimit = 1e-8;
/** Beyond this on a log or logit scale a parameter may be on its way to a boundary, and the limits are asked. */
const nearBoundary = 7;
/** A variance on the scale above which an estimate far out says nothing: 95% would span a factor of e^±58. */
const flatVariance = 900;

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
  const maxima = rememberedMaxima(problem, scaled);
  // Where the first way leads nowhere or to a limit, the others take another: quasi-Newton steps from the start on.
  const unscored = { ...scaled, scoring: null };
  const endsAt = (near: NewtonEnd) =>
    problem.scoring === true &&
    runsAway(near, scaled) &&
    limitReached(problem, scaled, near, maxima) !== null;
  const attempts: Attempt[] = [];
  const fits: Fit<Parameters>[] = [];
  for (const [startIndex, start] of startPoints(problem, options, scaled).entries()) {
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
    return (limit: BoundaryLimit<Parameters>, from: From): Found => {
      if (problem.everyStart !== undefined && known.has(limit)) return known.get(limit) as Found;
      const found = find(limit, from);
      // What leads nowhere from one point may lead somewhere from the next.
      if (found !== null) known.set(limit, found);
      return found;
    };
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

/** What rounding leaves of a log-likelihood that is a sum over many customers. */
function resolution(logLikelihood: number): number {
  return 1e-8 + 1e-14 * Math.abs(logLikelihood);
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

function search<Parameters>(
  problem: LikelihoodProblem<Parameters>,
  scaled: ScaledProblem,
  start: Float64Array,
  {
    maxIterations = 200,
    endsAt,
  }: {
    readonly maxIterations?: number | undefined;
    /** Whether the way from here only leads to a limit that is known to be higher. */
    readonly endsAt?: (near: NewtonEnd) => boolean;
  },
): NewtonEnd {
  const { objective, observations, hessianAt } = scaled;
  const { farthest = 40 } = problem;
  const first = previewed(problem, scaled, start, maxIterations);
  const { x, inverse } = first;
  const near = minimizeBfgs(objective, x, { maxIterations, tolerance: 1e-4, bound: farthest, inverse });
  const limits = { gradient: gradientLimit, decrement: decrementLimit / observations };
  const unproven = { ...near, ...notFinished, scaledGradient: scaledGradient(near) };
  const end =
    endsAt?.(unproven) === true
      ? unproven
      : minimizeNewton(objective, near, limits, { bound: farthest, hessianAt });
  return {
    ...end,
    iterations: first.iterations + near.iterations + end.iterations,
    evaluations: first.evaluations + near.evaluations + end.evaluations,
  };
}

/** What is not known of a point before Newton steps, which it has not taken. */
const notFinished = {
  iterations: 0,
  evaluations: 0,
  hessian: new Float64Array(0),
  inverse: null,
  newtonDecrement: null,
  converged: false,
} as const;

/** Whether a parameter is far out. */
function runsAway({ x }: NewtonEnd, { scales }: ScaledProblem): boolean {
  return x.some((value, i) => scales[i] !== "identity" && Math.abs(value) > nearBoundary);
}

/**
 * Where the search begins: at the maximum for part of the observations if the problem has such a part, and where scoring leads
 * from there if it gives its information, else at the start.
 */
function previewed<Parameters>(
  problem: LikelihoodProblem<Parameters>,
  { priors, scoring }: ScaledProblem,
  start: Float64Array,
  maxIterations: number,
): { x: Float64Array; inverse: Float64Array | null; iterations: number; evaluations: number } {
  const unseen = { x: start, inverse: null, iterations: 0, evaluations: 0 };
  const part = problem.preview === undefined ? null : { ...problem, ...problem.preview };
  if (scoring !== null) {
    const { x } = part === null ? unseen : previewed(part, scaledProblem(part, priors), start, maxIterations);
    return descendByScoring(scoring, x, { bound: problem.farthest });
  }
  if (part === null) return unseen;
  const scaled = scaledProblem(part, priors);
  const { x, inverse } = previewed(part, scaled, start, maxIterations);
  const near = minimizeBfgs(scaled.objective, x, { maxIterations, tolerance: 1e-4, inverse });
  const end = minimizeNewton(scaled.objective, near, { gradient: 1e-6, decrement: 1 });
  return end.converged ? end : unseen;
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

/** A limit that has no maximum of its own explains nothing; nor do data too few for it. */
function maximumOf<Result>(maximize: () => Result | null): Result | null {
  try {
    return maximize();
  } catch (error) {
    if (error instanceof ConvergenceError || error instanceof InsufficientDataError) return null;
    throw error;
  }
}

function isNear<Parameters>(
  limit: BoundaryLimit<Parameters>,
  best: Parameters,
  x: Float64Array,
  { names }: ScaledProblem,
): boolean {
  if (limit.near !== undefined) return limit.near(best);
  return limit.lost.some((name) => Math.abs(x[names.indexOf(name)]!) > nearBoundary);
}

/** Whether a search ended where it is flat, and may be on its way to a boundary that no limit has been asked for. */
function isUnproven<Parameters>(
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

function isFlat(attempt: NewtonEnd, scaled: ScaledProblem): boolean {
  return flatParameters(attempt, scaled).length > 0;
}

/** Parameters far out that have no information left: the criteria then hold anywhere on the way to a boundary. */
function flatParameters(
  { x, inverse }: NewtonEnd,
  { names, scales, observations }: ScaledProblem,
): readonly string[] {
  const n = x.length;
  return names.filter((_, i) => {
    const variance = (inverse?.[i * n + i] ?? 0) / observations;
    const far = Math.abs(x[i]!) / nearBoundary;
    return scales[i] !== "identity" && far > 1 && variance > flatVariance * far * far;
  });
}

/** A search that ran away along parameters for which the model names no limit: flat there, converged in the rest. */
function namelessLimit<Parameters>(scaled: ScaledProblem, best: NewtonEnd): Reached<Parameters> | null {
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
  const covariance = rows(end.inverse ?? new Float64Array(0), free.length).map((row) =>
    row.map((entry) => entry / scaled.observations),
  );
  const parameters = parametersAt<Parameters>(scaled, x);
  const logLikelihood = -value * scaled.observations - logPriorDensity(scaled.priors, x);
  return {
    limit: null,
    limitingModel: null,
    lost,
    fit: { logLikelihood, parameters, identified: {}, covariance },
  };
}
