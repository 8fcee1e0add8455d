/**
 * A search for the highest log-likelihood that shares nothing with the fits but the likelihood: quasi-Newton descents from many
 * wide random points, their best ends polished by the simplex method, which needs no gradient.
 */
import type { LikelihoodProblem } from "../../../src/inference/fit.js";
import { fromScale, scaleDerivative, toScale } from "../../../src/inference/scale.js";

type Numbers = Readonly<Record<string, number>>;

/** A point on the fit's scale and the log-likelihood there. */
export interface Point {
  readonly x: Float64Array;
  readonly height: number;
}

/** The log-likelihood on the fit's scale. */
export interface Surface {
  readonly names: readonly string[];
  /** Its height; fills in the slopes when asked. NaN and what is out of range count as infinitely low. */
  readonly at: (x: Float64Array, slopes?: Float64Array) => number;
  readonly pointOf: (parameters: Numbers) => Float64Array;
  readonly parametersAt: (x: Float64Array) => Numbers;
}

/** As far as any parameter may go on a log or logit scale: e^±200. */
const farthest = 200;

export function surfaceOf(problem: LikelihoodProblem<never>): Surface {
  const scale = problem.scale as unknown as Readonly<Record<string, "log" | "logit" | "identity">>;
  const names = Object.keys(scale);
  const scales = Object.values(scale);
  return {
    names,
    at(x, slopes) {
      if (x.some((value, i) => !(Math.abs(value) <= (scales[i] === "logit" ? 35 : farthest))))
        return Number.NEGATIVE_INFINITY;
      const natural = x.map((value, i) => fromScale(value, scales[i]!));
      slopes?.fill(0);
      const height = problem.evaluate(natural, slopes);
      for (let i = 0; slopes !== undefined && i < x.length; i++)
        slopes[i]! *= scaleDerivative(x[i]!, scales[i]!);
      return Number.isFinite(height) ? height : Number.NEGATIVE_INFINITY;
    },
    pointOf: (parameters) => Float64Array.from(names, (name, i) => toScale(parameters[name]!, scales[i]!)),
    parametersAt: (x) => Object.fromEntries(names.map((name, i) => [name, fromScale(x[i]!, scales[i]!)])),
  };
}

/** Quasi-Newton ascent (BFGS with backtracking) until nothing is gained any more. */
export function climb({ at }: Surface, start: Float64Array, most: number): Point {
  const n = start.length;
  let x = start;
  let slopes = new Float64Array(n);
  let height = at(x, slopes);
  let inverse = identity(n, 1 / Math.max(1, Math.hypot(...slopes)));
  for (let k = 0; k < most && Number.isFinite(height) && slopes.every(Number.isFinite); k++) {
    const step = limited(product(inverse, slopes, n));
    const gain = dot(step, slopes);
    if (!(gain > 0)) break;
    const next = backtrack(at, { x, height }, step, gain);
    if (next === null) {
      // Steepest ascent once more before it is given up.
      if (isScaled(inverse, n)) break;
      inverse = identity(n, 1 / Math.max(1, Math.hypot(...slopes)));
      continue;
    }
    const moved = next.x.map((value, i) => value - x[i]!);
    const newSlopes = new Float64Array(n);
    at(next.x, newSlopes);
    const change = newSlopes.map((slope, i) => slopes[i]! - slope);
    update(inverse, moved, change, n);
    const gained = next.height - height;
    [x, height, slopes] = [next.x, next.height, newSlopes];
    if (gained < 1e-9 && gain < 1e-9) break;
  }
  return { x, height };
}

function backtrack(at: Surface["at"], { x, height }: Point, step: Float64Array, gain: number): Point | null {
  for (let t = 1; t > 1e-10; t /= 3) {
    const there = x.map((value, i) => value + t * step[i]!);
    const reached = at(there);
    if (reached >= height + 1e-4 * t * gain) return { x: there, height: reached };
  }
  return null;
}

/** No step goes farther than 4 on the scale, a factor of 55. */
function limited(step: Float64Array): Float64Array {
  const longest = Math.max(...step.map(Math.abs));
  return longest > 4 ? step.map((value) => (value * 4) / longest) : step;
}

/** The BFGS update of the inverse of minus the Hessian. */
function update(inverse: Float64Array, moved: Float64Array, change: Float64Array, n: number): void {
  const curvature = dot(moved, change);
  if (!(curvature > 1e-300)) return;
  const turned = product(inverse, change, n);
  const factor = (1 + dot(change, turned) / curvature) / curvature;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      inverse[i * n + j]! +=
        factor * moved[i]! * moved[j]! - (turned[i]! * moved[j]! + moved[i]! * turned[j]!) / curvature;
}

const identity = (n: number, size: number) =>
  Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? size : 0));
const isScaled = (matrix: Float64Array, n: number) =>
  matrix.every((entry, i) => i % (n + 1) === 0 || entry === 0);
const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
const product = (matrix: Float64Array, v: Float64Array, n: number) =>
  Float64Array.from(v, (_, i) => dot(matrix.subarray(i * n, i * n + n), v));

/** The simplex method of Nelder & Mead, from a point on. */
export function polish({ at }: Surface, start: Float64Array, most: number): Point {
  const n = start.length;
  const point = (x: Float64Array): Point => ({ x, height: at(x) });
  const corners = Array.from(start, (_, i) => start.map((value, j) => (i === j ? value + 0.7 : value)));
  let simplex = [start, ...corners].map(point);
  for (let k = 0; k < most; k++) {
    simplex.sort((a, b) => b.height - a.height);
    const [best, worst] = [simplex[0]!, simplex[n]!];
    if (best.height - worst.height < 1e-9) break;
    const centre = start.map((_, j) => simplex.slice(0, n).reduce((sum, { x }) => sum + x[j]!, 0) / n);
    const along = (t: number) => point(centre.map((value, j) => value + t * (worst.x[j]! - value)));
    const reflected = along(-1);
    if (reflected.height > best.height) {
      const expanded = along(-2);
      simplex[n] = expanded.height > reflected.height ? expanded : reflected;
    } else if (reflected.height > simplex[n - 1]!.height) simplex[n] = reflected;
    else {
      const contracted = along(reflected.height > worst.height ? -0.5 : 0.5);
      if (contracted.height > Math.max(reflected.height, worst.height)) simplex[n] = contracted;
      else simplex = simplex.map(({ x }) => point(x.map((value, j) => (value + best.x[j]!) / 2)));
    }
  }
  return simplex.reduce((best, next) => (next.height > best.height ? next : best));
}

/** How thoroughly to search. */
export interface SearchOptions {
  /** Ascents on part of the observations from which the best go on with all, where they are many; null for all at once. */
  readonly part: LikelihoodProblem<never> | null;
  /** How many of the ends are followed to the top. */
  readonly followed: number;
}

/** The highest point found from some starts. */
export function searchFrom(
  problem: LikelihoodProblem<never>,
  starts: readonly Numbers[],
  { part, followed }: SearchOptions,
): { readonly parameters: Numbers; readonly height: number; readonly start: number } {
  const whole = surfaceOf(problem);
  const first = part === null ? whole : surfaceOf(part);
  const ends = starts
    .map((start, i) => ({ ...climb(first, first.pointOf(start), 80), start: i }))
    .sort((a, b) => b.height - a.height);
  const tops = distinct(ends, followed).map((end) => {
    const { x, height } = climb(whole, end.x, 200);
    return { x, height, start: end.start };
  });
  const top = tops.reduce((best, end) => (end.height > best.height ? end : best));
  const polished = polish(whole, top.x, 60 * top.x.length);
  const final = climb(whole, polished.x, 200);
  const { x, height } = final.height > top.height ? final : top;
  return { parameters: whole.parametersAt(x), height, start: top.start };
}

/** The first ends that are not one another. */
function distinct<End extends Point>(ends: readonly End[], most: number): readonly End[] {
  const kept: End[] = [];
  for (const end of ends) {
    if (kept.length >= most) break;
    const known = kept.some(
      ({ x, height }) =>
        Math.abs(height - end.height) < 1e-6 || x.every((value, i) => Math.abs(value - end.x[i]!) < 1e-3),
    );
    if (!known) kept.push(end);
  }
  return kept;
}
