/**
 * The highest of several maxima: every start and every limit is tried on a sketch of the likelihood, and what comes near the
 * highest is searched on the whole. The highest of these ends is returned.
 */

import { largest, type NewtonEnd } from "../math/optimize.js";
import { piece, reached } from "../pieces.js";
import { isNear, isUnproven, maximumOf, namelessLimit, resolution } from "./boundaries.js";
import { type Candidate, ranked, slack } from "./candidates.js";
import { type Attempt, boundaryFit, interiorFit, notConverged, type Reached } from "./describe-fit.js";
import type { BoundaryLimit, Fit, FitOptions, LikelihoodProblem } from "./fit.js";
import { parametersAt, pointOf, type ScaledProblem, scaledProblem } from "./objective.js";
import { runsAway, search } from "./search.js";
import {
  distinctTops,
  heightOf,
  hopeless,
  isFar,
  promising,
  type RoughLimit,
  roughLimits,
  type Top,
} from "./sketch-maxima.js";

/** Log-units below the best point at which a limit is still taken where nothing else converges, the likelihood being flat. */
const levelWith = 1e-5;
/** Log-units by which a search that does not converge, or runs on beyond the range of doubles, may be above a limit. */
const indistinct = 0.01;
/** Where on a log scale the smallest doubles begin. */
const edgeOfDoubles = 500;
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
  const tops = piece(() => distinctTops(problem, rough, starts));
  reached(0.2, 0.35);
  // A proper prior keeps every parameter inside its range.
  const limited = !scaled.priors.some((prior) => prior !== undefined);
  const limits = limited ? piece(() => roughLimits(problem, rough, tops)) : [];
  reached(0.35, 0.95);
  return compared(problem, scaled, { ...promising(rough, tops, limits), starts, options, ends: tops });
}

interface Explored<Parameters> {
  readonly tops: readonly Top[];
  readonly limits: readonly RoughLimit<Parameters>[];
  readonly starts: readonly Float64Array[];
  readonly options: FitOptions<Parameters>;
  /** Where all searches of the sketch ended, the highest first. */
  readonly ends: readonly Top[];
}

/** The searches and limits so far, and the highest of them. */
interface Comparison<Parameters> {
  readonly attempts: readonly Attempt[];
  readonly reached: readonly Reached<Parameters>[];
  readonly highest: () => number;
  readonly highestLimit: () => Reached<Parameters> | null;
  readonly searchFrom: (x: Float64Array, startIndex: number, inverse?: Float64Array | null) => void;
  readonly ask: (limit: BoundaryLimit<Parameters>, from: Parameters) => void;
}

function compared<Parameters>(
  problem: LikelihoodProblem<Parameters>,
  scaled: ScaledProblem,
  { tops, limits, starts, options, ends: sketched }: Explored<Parameters>,
): Fit<Parameters> {
  const comparison = createComparison(problem, scaled, options.maxIterations);
  follow(comparison, ranked(problem, scaled, tops, limits), starts);
  leaveBoundaries(comparison, problem, scaled);
  // What a caller starts from is never left without a search of its own.
  if (options.start !== undefined) comparison.searchFrom(starts[0]!, 0);
  const { attempts, reached } = comparison;
  // No search of the whole was worth its while: the sketch's highest end tells of how it went.
  const ends =
    attempts.length > 0 ? attempts : sketched.slice(0, 1).map((top) => ({ ...top, value: Infinity }));
  return highestFit(problem, scaled, ends, reached);
}

function createComparison<Parameters>(
  problem: LikelihoodProblem<Parameters>,
  scaled: ScaledProblem,
  maxIterations: number | undefined,
): Comparison<Parameters> {
  const attempts: Attempt[] = [];
  const reached: Reached<Parameters>[] = [];
  let highest = Number.NEGATIVE_INFINITY;
  const highestLimit = () => reached.reduce<Reached<Parameters> | null>(higherLimit, null);
  // On the way to a boundary a search ends once it is level with a limit, which it cannot exceed there.
  const endsAt = (near: NewtonEnd) => {
    const limit = heightOfLimit(highestLimit());
    return runsAway(near, scaled) && heightOf(near, scaled) <= limit + resolution(limit);
  };
  return {
    attempts,
    reached,
    highest: () => highest,
    highestLimit,
    searchFrom(x, startIndex, inverse = null) {
      const attempt = { ...search(problem, scaled, x, { maxIterations, endsAt, inverse }), startIndex };
      attempts.push(attempt);
      highest = Math.max(highest, heightOf(attempt, scaled));
    },
    ask(limit, from) {
      const fit = piece(() => maximumOf(() => limit.maximize(from)));
      if (fit === null) return;
      reached.push({ limit, limitingModel: limit.limitingModel, lost: limit.lost, fit });
      highest = Math.max(highest, fit.logLikelihood);
    },
  };
}

/** Searches from the candidates, and asks the limits among them, until what is left lies too low. */
function follow<Parameters>(
  { searchFrom, ask, highest, highestLimit }: Comparison<Parameters>,
  { candidates, margin }: { readonly candidates: readonly Candidate<Parameters>[]; readonly margin: number },
  starts: readonly Float64Array[],
): void {
  const best = candidates.reduce((top, { height }) => Math.max(top, height), Number.NEGATIVE_INFINITY);
  let ridgeSeen = false;
  for (const { height, gain, top, limit } of candidates) {
    if (height + gain < best - margin) continue;
    if (margin === slack && height + gain < highest() - margin) continue;
    // What ran away on the sketch is on its way to a limit, unless it is higher here than all of them; of what is on a ridge
    // there, the highest shows where the ridge leads here.
    if (top !== null && !top.converged && margin === slack) {
      const level = height <= heightOfLimit(highestLimit());
      if (level && (ridgeSeen || isFar(top.x, starts))) continue;
      ridgeSeen ||= level;
    }
    if (top !== null) searchFrom(top.x, top.startIndex, top.inverse);
    if (limit !== null) ask(limit.limit, limit.found.parameters);
  }
}

/** Searches inside from the highest limit as long as the likelihood rises off it, and asks the limits near there. */
function leaveBoundaries<Parameters>(
  { searchFrom, ask, highest, highestLimit }: Comparison<Parameters>,
  problem: LikelihoodProblem<Parameters>,
  scaled: ScaledProblem,
): void {
  for (let round = 0; round < 4; round++) {
    const limit = highestLimit();
    if (limit === null || limit.fit.logLikelihood < highest()) return;
    const beside = highestBeside(problem, scaled, limit);
    if (beside === null) return;
    const x = pointOf(scaled, beside);
    if (largest(x) <= (problem.farthest ?? 40)) searchFrom(x, 0);
    for (const other of problem.limits ?? []) {
      const near = other.explore?.([beside], highest() - hopeless);
      if (near === undefined || (near !== null && near.logLikelihood > highest() - slack))
        ask(other, near?.parameters ?? beside);
    }
  }
}

function heightOfLimit<Parameters>(limit: Reached<Parameters> | null): number {
  return limit?.fit.logLikelihood ?? Number.NEGATIVE_INFINITY;
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
    piece(() =>
      evaluate(Float64Array.from(names, (name) => (parameters as Readonly<Record<string, number>>)[name]!)),
    );
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
  const above = height - heightOfLimit(limit);
  const best = parametersAt<Parameters>(scaled, attempt.x);
  if (attempt.converged && !isUnproven(problem, attempt, scaled)) {
    const apart = limit === null || !isNear(limit.limit!, best, attempt.x, scaled);
    if (above > tolerance || (apart && above > -tolerance)) return interiorFit(problem, scaled, attempt);
  }
  if (limit !== null && above <= tolerance) return boundaryFit(problem, scaled, attempt, limit);
  const unproven = limit !== null && (!attempt.converged || isFarOn(limit, attempt.x, scaled));
  if (unproven && above < indistinct) {
    const fit = { ...limit.fit, logLikelihood: height, parameters: best };
    return boundaryFit(problem, scaled, attempt, { ...limit, fit });
  }
  const level = nearestLimit(problem, scaled, attempt) ?? namelessLimit<Parameters>(scaled, attempt);
  if (level !== null) return boundaryFit(problem, scaled, attempt, level);
  throw notConverged(problem, scaled, attempt);
}

/** Whether a point is as far out along what a limit loses as doubles reach: some limits are approached as slowly as 1/ln β. */
function isFarOn<Parameters>({ lost }: Reached<Parameters>, x: Float64Array, { names }: ScaledProblem) {
  return lost.some((name) => Math.abs(x[names.indexOf(name)]!) > edgeOfDoubles);
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
