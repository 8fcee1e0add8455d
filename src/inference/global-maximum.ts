/**
 * The highest of several maxima: every start and every limit is tried on a sketch of the likelihood, and what comes near the
 * highest is searched on the whole. Everything that was evaluated is compared before anything is returned.
 */

import { multiplyVector } from "../math/linear-algebra.js";
import { largest, minimizeBfgs, minimizeNewton, type NewtonEnd, type Point } from "../math/optimize.js";
import { isNear, isUnproven, maximumOf, namelessLimit, resolution } from "./boundaries.js";
import { type Attempt, boundaryFit, interiorFit, notConverged, type Reached } from "./describe-fit.js";
import type { BoundaryLimit, Fit, FitOptions, LikelihoodProblem, RoughMaximum } from "./fit.js";
import { parametersAt, pointOf, type ScaledProblem, scaledProblem } from "./objective.js";
import { nearBoundary, runsAway, search } from "./search.js";

/** Where a search of the sketch ended. */
interface Top extends NewtonEnd {
  readonly startIndex: number;
}

/** The maximum of a limit of the sketch, and the same limit of the whole. */
interface RoughLimit<Parameters> {
  readonly limit: BoundaryLimit<Parameters>;
  readonly found: RoughMaximum<Parameters>;
}

/** Log-units below the highest maximum of a sketch, and so many more for each observation, from which none of the whole is the highest. */
const hopeless = 10;
const hopelessEach = 0.01;
/** How many log-units below the highest a maximum of the whole may be before its own search, beside what that may gain. */
const slack = 0.1;
/** Log-units below the best point at which a limit is still taken where nothing else converges, the likelihood being flat. */
const levelWith = 1e-5;
/** The same for what part of the observations say of the whole. */
const slackOfPart = 8;

/** The fit at the highest maximum that any start or limit leads to. */
export function globalMaximum<Parameters>(
  problem: LikelihoodProblem<Parameters>,
  scaled: ScaledProblem,
  starts: readonly Float64Array[],
  options: FitOptions<Parameters>,
): Fit<Parameters> {
  const sketch = problem.sketch!;
  const rough =
    sketch.evaluate === problem.evaluate ? scaled : scaledProblem({ ...problem, ...sketch }, scaled.priors);
  const tops = distinctTops(problem, rough, starts);
  // A proper prior keeps every parameter inside its range.
  const limited = !scaled.priors.some((prior) => prior !== undefined);
  const limits = limited ? roughLimits(problem, rough, tops) : [];
  return compared(problem, scaled, { ...promising(rough, tops, limits), starts, options });
}

/** Where the starts lead on the sketch, the highest first. */
function distinctTops<Parameters>(
  { farthest: bound = 40 }: LikelihoodProblem<Parameters>,
  { objective, observations }: ScaledProblem,
  starts: readonly Float64Array[],
): Top[] {
  const tops: Top[] = [];
  const isLevel = ({ value }: Point) =>
    tops.some((top) => Math.abs(value - top.value) * observations < level);
  const isKnown = (point: Point) => tops.some((top) => isUnder(top, point, observations));
  const stop = (point: Point, before: Point) =>
    isKnown(point) ||
    isFar(point.x, starts) ||
    (isLevel(point) && (before.value - point.value) * observations < level / 4);
  for (const [startIndex, start] of starts.entries()) {
    const inverse = tops.find((top) => top.converged)?.inverse ?? null;
    const near = minimizeBfgs(objective, start, {
      maxIterations: 100,
      tolerance: 1e-4,
      bound,
      stop,
      inverse,
    });
    if (!Number.isFinite(near.value) || isKnown(near) || isLevel(near)) continue;
    const limits = { gradient: 1e-6, decrement: 1e-4 / observations };
    const maxIterations = isFar(near.x, starts) ? 0 : 6;
    tops.push({ ...minimizeNewton(objective, near, limits, { maxIterations, bound }), startIndex });
  }
  tops.sort((one, other) => Number(other.converged) - Number(one.converged) || one.value - other.value);
  // Newton steps may have brought several to one maximum, of which those that have not converged tell nothing more.
  const others = tops.filter(
    (top, i) => !tops.slice(0, i).some((known) => known.converged && isUnder(known, top, observations)),
  );
  return others.sort((one, other) => one.value - other.value);
}

/** Log-units within which two ends of the sketch are as high: the same maximum, or points of one ridge. */
const level = 0.1;

/** Log-units below a maximum within which a point is on its slopes if it is about as low there as the curvature says. */
const slopes = 5;

function isUnder({ x, value, hessian, converged }: Top, point: Point, observations: number): boolean {
  if (!converged) return false;
  const away = point.x.map((coordinate, i) => coordinate - x[i]!);
  const bend = multiplyVector(hessian, away);
  const expected = (away.reduce((sum, step, i) => sum + step * bend[i]!, 0) / 2) * observations;
  const lower = (point.value - value) * observations;
  return expected < slopes && lower < slopes && lower > expected / 4 - 1e-3;
}

/** How many of the highest points of a sketch each limit starts from. */
const bests = 3;

function roughLimits<Parameters>(
  problem: LikelihoodProblem<Parameters>,
  rough: ScaledProblem,
  tops: readonly Top[],
): RoughLimit<Parameters>[] {
  const points = [
    ...tops.slice(0, bests).map(({ x }) => parametersAt<Parameters>(rough, x)),
    ...problem.starts.slice(0, bests),
  ];
  const highest = tops.length === 0 ? Number.NEGATIVE_INFINITY : heightOf(tops[0]!, rough);
  const floor = highest - hopelessFor(rough);
  const sketched = problem.sketch!.limits ?? [];
  const order = sketched.map((_, i) => i);
  order.sort((one, other) => (sketched[one]!.faces?.length ?? 0) - (sketched[other]!.faces?.length ?? 0));
  const hopelessFaces: (readonly string[])[] = [];
  return order.flatMap((i) => {
    const { faces } = sketched[i]!;
    if (faces && hopelessFaces.some((some) => some.every((face) => faces.includes(face)))) return [];
    const found = roughMaximum(sketched[i]!, points, floor);
    if (found !== null && found.logLikelihood < floor) {
      if (faces) hopelessFaces.push(faces);
      return [];
    }
    return found === null ? [] : [{ limit: problem.limits![i]!, found }];
  });
}

/** The maximum of a limit from the highest of some points, or of all of them where it cannot be told. */
function roughMaximum<Parameters>(
  limit: BoundaryLimit<Parameters>,
  points: readonly Parameters[],
  floor: number,
): RoughMaximum<Parameters> | null {
  if (limit.explore !== undefined) return limit.explore(points, floor);
  return points.reduce<RoughMaximum<Parameters> | null>((best, point) => {
    const next = maximumOf(() => limit.maximize(point));
    return next !== null && !(next.logLikelihood <= (best?.logLikelihood ?? -Infinity)) ? next : best;
  }, null);
}

/** What is not so far below the highest on the sketch that it cannot be the highest of the whole. */
function promising<Parameters>(
  rough: ScaledProblem,
  tops: readonly Top[],
  limits: readonly RoughLimit<Parameters>[],
) {
  const heights = [
    ...tops.map((top) => heightOf(top, rough)),
    ...limits.map(({ found }) => found.logLikelihood),
  ];
  const least = Math.max(...heights) - hopelessFor(rough);
  return {
    tops: tops.filter((top) => heightOf(top, rough) >= least),
    limits: limits.filter(({ found }) => found.logLikelihood >= least),
  };
}

function hopelessFor({ observations }: ScaledProblem): number {
  return hopeless + hopelessEach * observations;
}

interface Explored<Parameters> {
  readonly tops: readonly Top[];
  readonly limits: readonly RoughLimit<Parameters>[];
  readonly starts: readonly Float64Array[];
  readonly options: FitOptions<Parameters>;
}

/** A point of the sketch seen by the whole, or by a part of it where that is large. */
interface Candidate<Parameters> {
  /** Log-likelihood (with the log prior) there. */
  readonly height: number;
  /** What a search from there may gain, by the sketch's curvature. */
  readonly gain: number;
  readonly top: Top | null;
  readonly limit: RoughLimit<Parameters> | null;
}

function compared<Parameters>(
  problem: LikelihoodProblem<Parameters>,
  scaled: ScaledProblem,
  { tops, limits, starts, options }: Explored<Parameters>,
): Fit<Parameters> {
  const attempts: Attempt[] = [];
  const reached: Reached<Parameters>[] = [];
  let highest = Number.NEGATIVE_INFINITY;
  const highestLimit = () => reached.reduce<Reached<Parameters> | null>(higherLimit, null);
  // On the way to a boundary a search ends once it is level with a limit, which it cannot exceed there.
  const endsAt = (near: NewtonEnd) => {
    const limit = highestLimit()?.fit.logLikelihood ?? Number.NEGATIVE_INFINITY;
    return runsAway(near, scaled) && heightOf(near, scaled) <= limit + resolution(limit);
  };
  const searchFrom = (x: Float64Array, startIndex: number, inverse: Float64Array | null = null): void => {
    const { maxIterations } = options;
    const attempt = { ...search(problem, scaled, x, { maxIterations, endsAt, inverse }), startIndex };
    attempts.push(attempt);
    highest = Math.max(highest, heightOf(attempt, scaled));
  };
  const ask = (limit: BoundaryLimit<Parameters>, from: Parameters): void => {
    const fit = maximumOf(() => limit.maximize(from));
    if (fit === null) return;
    reached.push({ limit, limitingModel: limit.limitingModel, lost: limit.lost, fit });
    highest = Math.max(highest, fit.logLikelihood);
  };
  const { candidates, margin } = ranked(problem, scaled, tops, limits);
  const best = candidates.reduce((top, { height }) => Math.max(top, height), Number.NEGATIVE_INFINITY);
  let ridgeSeen = false;
  for (const { height, gain, top, limit } of candidates) {
    if (height + gain < best - margin) continue;
    if (margin === slack && height + gain < highest - margin) continue;
    // What ran away on the sketch is on its way to a limit, unless it is higher here than all of them; of what is on a ridge
    // there, the highest shows where the ridge leads here.
    if (top !== null && !top.converged && margin === slack) {
      const level = height <= (highestLimit()?.fit.logLikelihood ?? Number.NEGATIVE_INFINITY);
      if (level && (ridgeSeen || isFar(top.x, starts))) continue;
      ridgeSeen ||= level;
    }
    if (top !== null) searchFrom(top.x, top.startIndex, top.inverse);
    if (limit !== null) ask(limit.limit, limit.found.parameters);
  }
  for (let round = 0; round < 4; round++) {
    const limit = highestLimit();
    if (limit === null || limit.fit.logLikelihood < highest) break;
    const beside = highestBeside(problem, scaled, limit);
    if (beside === null) break;
    const x = pointOf(scaled, beside);
    if (largest(x) <= (problem.farthest ?? 40)) searchFrom(x, 0);
    for (const other of problem.limits ?? []) {
      const near = other.explore?.([beside], highest - hopeless);
      if (near === undefined || (near !== null && near.logLikelihood > highest - slack))
        ask(other, near?.parameters ?? beside);
    }
  }
  // What a caller starts from is never left without a search of its own.
  if (options.start !== undefined) searchFrom(starts[0]!, 0);
  // No search of the whole was worth its while: the sketch's highest end tells of how it went.
  if (attempts.length === 0) attempts.push(...tops.slice(0, 1).map((top) => ({ ...top, value: Infinity })));
  return highestFit(problem, scaled, attempts, reached);
}

/** Whether a point is far from every start. */
function isFar(x: Float64Array, starts: readonly Float64Array[]): boolean {
  return starts.every((start) => start.some((value, i) => Math.abs(value - x[i]!) > nearBoundary));
}

/** So near a boundary that the likelihood changes in proportion to the distance, and so far that it is seen to change. */
const justOff = 1e-6;

/** The highest point on the way from a limit that rises off its boundary, or null where none does. */
function highestBeside<Parameters>(
  { evaluate }: LikelihoodProblem<Parameters>,
  { names }: ScaledProblem,
  { limit, fit }: Reached<Parameters>,
): Parameters | null {
  const heightAt = (parameters: Parameters): number =>
    evaluate(Float64Array.from(names, (name) => (parameters as Readonly<Record<string, number>>)[name]!));
  let highest = fit.logLikelihood + resolution(fit.logLikelihood);
  let best: { readonly point: Parameters; readonly index: number } | null = null;
  for (const [index, point] of (limit?.beside?.(fit, justOff) ?? []).entries()) {
    const height = heightAt(point);
    if (!(height > highest)) continue;
    highest = height;
    best = { point, index };
  }
  for (let distance = 4 * justOff; best !== null && distance < 0.5; distance *= 4) {
    const point = limit!.beside!(fit, distance)[best.index]!;
    const height = heightAt(point);
    if (!(height > highest)) break;
    highest = height;
    best = { ...best, point };
  }
  return best?.point ?? null;
}

function heightOf({ value }: { readonly value: number }, { observations }: ScaledProblem): number {
  return -value * observations;
}

/** The candidates by their height on the whole, the highest first. */
function ranked<Parameters>(
  problem: LikelihoodProblem<Parameters>,
  scaled: ScaledProblem,
  tops: readonly Top[],
  limits: readonly RoughLimit<Parameters>[],
) {
  const part = problem.preview;
  const seen = part === undefined ? scaled : scaledProblem({ ...problem, ...part }, scaled.priors);
  const gradient = new Float64Array(scaled.names.length);
  const ofTops = tops.map((top): Candidate<Parameters> => {
    const value = seen.objective(top.x, gradient);
    const step = top.inverse === null ? null : multiplyVector(top.inverse, gradient);
    const decrement = step === null ? 0 : step.reduce((sum, entry, i) => sum + entry * gradient[i]!, 0);
    return { height: heightOf({ value }, seen), gain: 1.5 * decrement * seen.observations, top, limit: null };
  });
  const most = ofTops.reduce((gain, candidate) => Math.max(gain, candidate.gain), 0);
  const ofLimits = limits.map((limit): Candidate<Parameters> => {
    const { found } = limit;
    const height =
      part === undefined && limit.limit.heightAt !== undefined
        ? limit.limit.heightAt(found.parameters)
        : heightOf({ value: seen.objective(pointOf(seen, found.parameters), gradient) }, seen);
    return { height, gain: most, top: null, limit };
  });
  const isOpen = ({ top }: Candidate<Parameters>) => Number(top !== null && !top.converged);
  // Searches that ran away on the sketch come after the limits that they may lead to.
  const candidates = [...ofTops, ...ofLimits].sort(
    (one, other) => isOpen(one) - isOpen(other) || other.height - one.height,
  );
  return { candidates, margin: part === undefined ? slack : slackOfPart };
}

/** The highest of the ends of searches and the maxima of limits; a limit where no proper maximum is higher. */
function highestFit<Parameters>(
  problem: LikelihoodProblem<Parameters>,
  scaled: ScaledProblem,
  attempts: readonly Attempt[],
  reached: readonly Reached<Parameters>[],
): Fit<Parameters> {
  const attempt = attempts.reduce((best, next) => (next.value < best.value ? next : best));
  const height = heightOf(attempt, scaled);
  const tolerance = resolution(height);
  const limit = reached.reduce<Reached<Parameters> | null>(higherLimit, null);
  const above = height - (limit?.fit.logLikelihood ?? Number.NEGATIVE_INFINITY);
  const best = parametersAt<Parameters>(scaled, attempt.x);
  if (attempt.converged && !isUnproven(problem, attempt, scaled)) {
    const apart = limit === null || !isNear(limit.limit!, best, attempt.x, scaled);
    if (above > tolerance || (apart && above > -tolerance)) return interiorFit(problem, scaled, attempt);
  }
  if (limit !== null && above <= tolerance) return boundaryFit(problem, scaled, attempt, limit);
  const level = nearestLimit(problem, scaled, attempt) ?? namelessLimit<Parameters>(scaled, attempt);
  if (level !== null) return boundaryFit(problem, scaled, attempt, level);
  throw notConverged(problem, scaled, attempt);
}

function higherLimit<Parameters>(
  best: Reached<Parameters> | null,
  next: Reached<Parameters>,
): Reached<Parameters> {
  return best === null || next.fit.logLikelihood > best.fit.logLikelihood ? next : best;
}

/** The limit that a search which does not converge is level with, asked from where it ended. */
function nearestLimit<Parameters>(
  problem: LikelihoodProblem<Parameters>,
  scaled: ScaledProblem,
  attempt: Attempt,
): Reached<Parameters> | null {
  if (scaled.priors.some((prior) => prior !== undefined)) return null;
  const best = parametersAt<Parameters>(scaled, attempt.x);
  const reached = (problem.limits ?? []).flatMap((limit): Reached<Parameters>[] => {
    const fit = maximumOf(() => limit.maximize(best));
    const { limitingModel, lost } = limit;
    return fit === null ? [] : [{ limit, limitingModel, lost, fit }];
  });
  const highest = reached.reduce<Reached<Parameters> | null>(higherLimit, null);
  const enough = heightOf(attempt, scaled) - levelWith;
  return highest !== null && highest.fit.logLikelihood >= enough ? highest : null;
}
