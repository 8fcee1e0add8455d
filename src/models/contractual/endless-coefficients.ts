/**
 * The limit of two vectors of coefficients that grow without end: the shapes of some customers run to infinity (they are alike) or
 * to 0 (they leave at once or never), while those of others stay where they are.
 */

import type { BoundaryLimit, LikelihoodProblem } from "../../inference/fit.js";
import { largestOf, smallestOf } from "../../math/extremes.js";
import { multiplyVector, positiveDefiniteInverse } from "../../math/linear-algebra.js";
import type { Covariates } from "../covariates.js";
import type { CovariateGroup } from "./regression-starts.js";

/** Shapes of some customers beyond which, up or down, the likelihood is so flat that a search ends on it as if at a top. */
const farShape = Math.log(1e7);
/** As far as the logarithm of a shape goes: what is left to gain beyond is rounding. */
const farthest = 250;
/** Log-units that may still be left to gain at the end, rounding of the log-likelihood apart. */
const resolution = 1e-5;
const rounding = 1e-12;
const mostSteps = 400;

interface Height {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  readonly information: Float64Array;
}

/** Groups of more than this number are searched from the given starts alone. */
const mostGroups = 30;

/** A likelihood whose parameters are the intercept and coefficients of ln α, then those of ln β. */
type ShapesProblem = LikelihoodProblem<Covariates>;

/** Where climbs from all starts, and from starts at which the shapes of groups differ by much, end: the highest first. */
export function climbedStarts(
  problem: ShapesProblem,
  groups: readonly CovariateGroup[],
): readonly Covariates[] {
  const names = Object.keys(problem.scale);
  const given = problem.starts.map((start) => pointOf(names, start));
  const starts =
    groups.length > mostGroups ? given : [...given, ...given.slice(0, 3).flatMap((x) => tilted(x, groups))];
  const ends = starts.map((start) => climb(problem, start, groups));
  return ends
    .filter(({ value }) => Number.isFinite(value))
    .sort((a, b) => b.value - a.value)
    .slice(0, 2)
    .map(({ x }) => named(names, x));
}

/** Points at which both shapes are larger or smaller by much: those of all customers, or more so the larger a covariate is. */
function tilted(x: Float64Array, groups: readonly CovariateGroup[]): readonly Float64Array[] {
  const size = x.length / 2;
  const moved = (k: number, by: number, at: number) =>
    x.map((value, i) => value + (i % size === 0 ? -by * at : 0) + (i % size === k ? by : 0));
  return Array.from({ length: size }, (_, k) => {
    if (k === 0) return [moved(0, 8, 0), moved(0, -4, 0)];
    const values = groups.map((group) => group.values[k - 1]!);
    const [low, high] = [smallestOf(values), largestOf(values)];
    const slope = 12 / (high - low);
    return [slope, -slope].flatMap((by) => [moved(k, by, low), moved(k, by, high)]);
  }).flat();
}

/** The limit of such a problem. */
export function endlessLimit(
  problem: ShapesProblem,
  groups: readonly CovariateGroup[],
): BoundaryLimit<Covariates> {
  const names = Object.keys(problem.scale);
  const logShapes = shapesBy(groups);
  const farOut = (x: ArrayLike<number>, far: number) => logShapes(x).some((log) => Math.abs(log) > far);
  return {
    limitingModel: "shiftedBetaGeometricRegression with infinite coefficients",
    lost: names,
    near: (parameters) => farOut(pointOf(names, parameters), farShape),
    maximize: (best) => {
      const ends = [best, ...problem.starts].map((start) => climb(problem, pointOf(names, start), groups));
      const { x, value, left } = ends.reduce((top, end) => (end.value > top.value ? end : top));
      if (!(left < resolution + rounding * Math.abs(value)) || !farOut(x, farShape / 2)) return null;
      return { logLikelihood: value, parameters: named(names, x), identified: {} };
    },
  };
}

const pointOf = (names: readonly string[], parameters: Covariates) =>
  Float64Array.from(names, (name) => parameters[name]!);
const named = (names: readonly string[], x: Float64Array): Covariates =>
  Object.fromEntries(names.map((name, i) => [name, x[i]! + 0]));
const shapesBy = (groups: readonly CovariateGroup[]) => (x: ArrayLike<number>) =>
  groups.flatMap(({ values }) => logShapesOf(x, values));

/** ln α and ln β of customers with given covariates. */
function logShapesOf(x: ArrayLike<number>, values: readonly number[]): readonly [number, number] {
  const size = values.length + 1;
  const at = (from: number) => values.reduce((sum, value, k) => sum + value * x[from + 1 + k]!, x[from]!);
  return [at(0), at(size)];
}

/**
 * Scoring steps damped where the information vanishes (Levenberg and Marquardt): along the way to infinity each gains a constant
 * factor, which ordinary steps lose in rounding. They go in coordinates of little correlation, the sum and the difference of ln α
 * and ln β at centred covariates, so that damping one does not stop another. `left` is what there is still to gain.
 */
function climb(problem: ShapesProblem, start: Float64Array, groups: readonly CovariateGroup[]) {
  const logShapes = shapesBy(groups);
  const axes = apartAxes(groups);
  let at = heightAt(problem, start);
  let damping = 1e-4;
  for (let k = 0; k < mostSteps && Number.isFinite(at.value) && damping < 1e12; k++) {
    const step = dampedStep(at, axes, damping);
    if (step === null) {
      damping *= 10;
      continue;
    }
    const before = logShapes(at.x);
    const longest = largestOf(
      logShapes(at.x.map((value, i) => value + step[i]!)).map((log, i) => Math.abs(log - before[i]!)),
    );
    if (step.reduce((sum, value, i) => sum + value * at.gradient[i]!, 0) < 1e-9) break;
    const shortened = Math.max(1, longest / 3);
    const next = heightAt(
      problem,
      at.x.map((value, i) => value + step[i]! / shortened),
    );
    if (logShapes(next.x).some((log) => Math.abs(log) > farthest)) break;
    if (next.value >= at.value) {
      at = next;
      damping = Math.max(damping / 5, 1e-12);
    } else damping *= 4;
  }
  return { x: at.x, value: at.value, left: leftToGain(at, axes) };
}

/** What each axis still has to gain: on the way to infinity what its slope says, elsewhere what the curvature leaves of it. */
function leftToGain({ gradient, information }: Height, axes: readonly Float64Array[]): number {
  return axes.reduce((sum, axis) => {
    const slope = Math.abs(axis.reduce((total, value, i) => total + value * gradient[i]!, 0));
    const turned = multiplyVector(information, axis);
    const curvature = axis.reduce((total, value, i) => total + value * turned[i]!, 0);
    return sum + (curvature > slope ? slope ** 2 / curvature : slope);
  }, 0);
}

/** Directions as columns: both logarithms together, then one against the other, by the intercept and each centred covariate. */
function apartAxes(groups: readonly CovariateGroup[]): readonly Float64Array[] {
  const size = groups[0]!.values.length + 1;
  const weights = groups.map(({ counts }) => counts.observations);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const average = (of: (values: readonly number[]) => number) =>
    groups.reduce((sum, { values }, g) => sum + (weights[g]! / total) * of(values), 0);
  return Array.from({ length: size }, (_, k) => {
    const mean = k === 0 ? 0 : average((values) => values[k - 1]!);
    const spread = k === 0 ? 1 : Math.sqrt(average((values) => (values[k - 1]! - mean) ** 2));
    return [1, -1].map((sign) => {
      const axis = new Float64Array(2 * size);
      for (const [offset, factor] of [
        [0, 1],
        [size, sign],
      ] as const) {
        axis[offset]! -= (factor * mean) / spread;
        axis[offset + k]! += factor / spread;
        if (k === 0) axis[offset] = factor;
      }
      return axis;
    });
  }).flat();
}

function heightAt({ evaluate }: LikelihoodProblem<Covariates>, x: Float64Array): Height {
  const gradient = new Float64Array(x.length);
  const information = new Float64Array(x.length * x.length);
  const value = evaluate(x, gradient, information);
  return { x, value, gradient, information };
}

/** (M + damping D)⁻¹ g along the axes, D being the diagonal of M there. */
function dampedStep(
  { gradient, information }: Height,
  axes: readonly Float64Array[],
  damping: number,
): Float64Array | null {
  const n = gradient.length;
  const slopes = axes.map((axis) => axis.reduce((sum, value, i) => sum + value * gradient[i]!, 0));
  const turned = axes.map((axis) => multiplyVector(information, axis));
  const damped = new Float64Array(n * n);
  axes.forEach((axis, i) => {
    turned.forEach((other, j) => {
      const entry = axis.reduce((sum, value, k) => sum + value * other[k]!, 0);
      damped[i * n + j] = i === j ? entry * (1 + damping) : entry;
    });
  });
  const inverse = positiveDefiniteInverse(damped, n);
  if (inverse === null) return null;
  const along = multiplyVector(inverse, slopes);
  return gradient.map((_, i) => axes.reduce((sum, axis, k) => sum + axis[i]! * along[k]!, 0));
}
