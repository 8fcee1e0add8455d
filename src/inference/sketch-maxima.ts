/** Where the starts and the limits of a likelihood lead on its sketch: maxima, ridges, and what is too low to matter. */
import { largestOf } from "../math/extremes.js";
import { multiplyVector } from "../math/linear-algebra.js";
import { minimizeBfgs, minimizeNewton, type NewtonEnd, type Point } from "../math/optimize.js";
import { maximumOf } from "./boundaries.js";
import type { BoundaryLimit, LikelihoodProblem, RoughMaximum } from "./fit.js";
import { parametersAt, type ScaledProblem } from "./objective.js";
import { nearBoundary } from "./search.js";

/** Where a search of the sketch ended. */
export interface Top extends NewtonEnd {
  readonly startIndex: number;
}

/** The maximum of a limit of the sketch, and the same limit of the whole. */
export interface RoughLimit<Parameters> {
  readonly limit: BoundaryLimit<Parameters>;
  readonly found: RoughMaximum<Parameters>;
}

/** Log-units below the highest maximum of a sketch, and so many more for each observation, from which none of the whole is the highest. */
export const hopeless = 10;
const hopelessEach = 0.01;
/** Where the starts lead on the sketch, the highest first. */
export function distinctTops<Parameters>(
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
const level = 5e-4;

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

export function roughLimits<Parameters>(
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
export function promising<Parameters>(
  rough: ScaledProblem,
  tops: readonly Top[],
  limits: readonly RoughLimit<Parameters>[],
) {
  const heights = [
    ...tops.map((top) => heightOf(top, rough)),
    ...limits.map(({ found }) => found.logLikelihood),
  ];
  const least = largestOf(heights) - hopelessFor(rough);
  return {
    tops: tops.filter((top) => heightOf(top, rough) >= least),
    limits: limits.filter(({ found }) => found.logLikelihood >= least),
  };
}

function hopelessFor({ observations }: ScaledProblem): number {
  return hopeless + hopelessEach * observations;
}

/** Whether a point is far from every start. */
export function isFar(x: Float64Array, starts: readonly Float64Array[]): boolean {
  return starts.every((start) => start.some((value, i) => Math.abs(value - x[i]!) > nearBoundary));
}

/** The log-likelihood (with the log prior) at a value of the objective. */
export function heightOf({ value }: { readonly value: number }, { observations }: ScaledProblem): number {
  return -value * observations;
}
