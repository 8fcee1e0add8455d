/** Fisher scoring: Newton steps with the expected information, which a likelihood of counts gives along with its gradient. */
import { multiplyVector, positiveDefiniteInverse } from "./linear-algebra.js";
import { largest, limitStep, type Point, scaledGradient } from "./optimize.js";

/** An objective that also fills in a matrix near its Hessian, symmetric, row by row. */
export type ScoringObjective = (x: Float64Array, gradient: Float64Array, information: Float64Array) => number;

/** Where scoring ended, with the inverse of the matrix there, or null where it is not positive definite. */
export interface ScoringEnd extends Point {
  readonly inverse: Float64Array | null;
  readonly iterations: number;
  readonly evaluations: number;
}

interface Scored extends Point {
  readonly information: Float64Array;
}

/** More steps than this mean that the information is far from the Hessian: quasi-Newton steps then do better. */
const mostSteps = 20;
/** So many steps that had to be shortened lead away, to a boundary perhaps, along which the information vanishes. */
const mostShortened = 3;

/**
 * Steps along the inverse information, halved while they do not lower the value, until the scaled gradient is below
 * `tolerance` or no step helps. It only gets near: a search that proves convergence takes over from there.
 *
 * @param objective - Value, gradient and information at a point.
 * @param start - Where to begin.
 * @param options - `tolerance` of the scaled gradient, `maxStep` of any coordinate, and the `bound` beyond which to give up.
 * @see McCullagh & Nelder (1989), "Generalized Linear Models" (2nd ed.), section 2.5.
 */
export function descendByScoring(
  objective: ScoringObjective,
  start: Float64Array,
  { tolerance = 1e-5, maxStep = 2, bound = 40 } = {},
): ScoringEnd {
  let point = scoredAt(objective, Float64Array.from(start));
  let inverse = positiveDefiniteInverse(point.information, start.length);
  let evaluations = 1;
  let iterations = 0;
  let shortened = 0;
  while (inverse !== null && iterations < mostSteps && scaledGradient(point) >= tolerance) {
    const direction = multiplyVector(inverse, point.gradient);
    if (largest(direction) > maxStep && ++shortened > mostShortened) break;
    limitStep(direction, maxStep);
    const step = lowerPoint(objective, point, direction);
    evaluations += step.evaluations;
    if (step.point === null || step.point.x.some((value) => Math.abs(value) > bound)) break;
    point = step.point;
    iterations++;
    inverse = positiveDefiniteInverse(point.information, start.length);
  }
  return { x: point.x, value: point.value, gradient: point.gradient, inverse, iterations, evaluations };
}

function scoredAt(objective: ScoringObjective, x: Float64Array): Scored {
  const gradient = new Float64Array(x.length);
  const information = new Float64Array(x.length * x.length);
  const value = objective(x, gradient, information);
  return { x, value, gradient, information };
}

/** The longest of a few halved steps against a direction that lowers the value enough. */
function lowerPoint(objective: ScoringObjective, from: Scored, direction: Float64Array) {
  let slope = 0;
  for (let i = 0; i < direction.length; i++) slope += from.gradient[i]! * direction[i]!;
  for (let [length, evaluations] = [1, 1]; evaluations <= 6; evaluations++) {
    const x = from.x.slice();
    for (let i = 0; i < x.length; i++) x[i]! -= length * direction[i]!;
    const point = scoredAt(objective, x);
    if (point.value <= from.value - 1e-4 * length * slope) return { point, evaluations };
    length /= 2;
  }
  return { point: null, evaluations: 6 };
}
