/**
 * Unconstrained minimisation with an analytic gradient: a quasi-Newton search that gets near, and Newton steps
 * that finish. Every step is bounded, so that one wild first step can never run to an absurd point.
 */
import { identity, multiplyVector, positiveDefiniteInverse } from "./linear-algebra.js";
import { symmetricEigen } from "./symmetric-eigen.js";

/** A function to be minimised: returns its value and writes its gradient into the second argument. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

/** A point with the value and the gradient of the objective there. */
export interface Point {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
}

/** Where a search ended. */
export interface SearchEnd extends Point {
  readonly iterations: number;
  readonly evaluations: number;
}

/** Where the Newton steps ended, with the Hessian there and what decides whether they converged. */
export interface NewtonEnd extends SearchEnd {
  /** Second derivatives at the last point, symmetric, row by row. */
  readonly hessian: Float64Array;
  /** Inverse of the Hessian, or null where it is not positive definite. */
  readonly inverse: Float64Array | null;
  /** max |gᵢ| max(1, |xᵢ|). */
  readonly scaledGradient: number;
  /** ½ gᵀ H⁻¹ g, or null where the Hessian is not positive definite. */
  readonly newtonDecrement: number | null;
  readonly converged: boolean;
}

/** Bounds on the work and on the step of a search. */
export interface SearchOptions {
  /** Most iterations before the search gives up. */
  readonly maxIterations: number;
  /** Longest change of any coordinate in one step. */
  readonly maxStep: number;
  /** The search stops where a coordinate leaves [-bound, bound]: it is running to infinity. */
  readonly bound: number;
}

const defaults: SearchOptions = { maxIterations: 200, maxStep: 2, bound: 40 };

/** max |gᵢ| max(1, |xᵢ|): the size of a gradient in the unit in which convergence is judged. */
export function scaledGradient({ x, gradient }: Point): number {
  let largest = 0;
  for (let i = 0; i < x.length; i++) {
    const size = Math.abs(gradient[i]!) * Math.max(1, Math.abs(x[i]!));
    // A comparison that NaN fails, so that an undefined gradient is never small.
    if (!(size <= largest)) largest = Number.isNaN(size) ? Number.POSITIVE_INFINITY : size;
  }
  return largest;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** The largest entry in size. */
export function largest(a: Float64Array): number {
  let size = 0;
  for (let i = 0; i < a.length; i++) size = Math.max(size, Math.abs(a[i]!));
  return size;
}

function evaluateAt(objective: Objective, x: Float64Array): Point {
  const gradient = new Float64Array(x.length);
  const value = objective(x, gradient);
  return { x, value, gradient };
}

function stepFrom(x: Float64Array, direction: Float64Array, length: number): Float64Array {
  // Loops, not `map`, which costs typed arrays more than a likelihood of a few periods does.
  const moved = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) moved[i] = x[i]! + length * direction[i]!;
  return moved;
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  const result = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) result[i] = a[i]! - b[i]!;
  return result;
}

/** Minus a matrix times a vector: the step that a gradient asks for. */
function downhill(inverse: Float64Array, gradient: Float64Array): Float64Array {
  const step = multiplyVector(inverse, gradient);
  for (let i = 0; i < step.length; i++) step[i] = -step[i]!;
  return step;
}

/** Shortens a direction, in place, so that no coordinate moves by more than `maxStep`. */
export function limitStep(direction: Float64Array, maxStep: number): Float64Array {
  const size = largest(direction);
  if (size > maxStep)
    for (let i = 0; i < direction.length; i++) direction[i] = (direction[i]! * maxStep) / size;
  return direction;
}

interface LineSearch {
  readonly point: Point | null;
  readonly evaluations: number;
}

/** A step that meets the weak Wolfe conditions, by bracketing; values that are not finite count as too high. */
function wolfeSearch(objective: Objective, from: Point, direction: Float64Array): LineSearch {
  const slope = dot(from.gradient, direction);
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  let length = 1;
  let best: Point | null = null;
  for (let evaluations = 1; evaluations <= 40; evaluations++) {
    const point = evaluateAt(objective, stepFrom(from.x, direction, length));
    if (!(point.value <= from.value + 1e-4 * length * slope)) {
      high = length;
    } else {
      best = point;
      if (dot(point.gradient, direction) >= 0.9 * slope || length >= 8) return { point, evaluations };
      low = length;
    }
    if (high - low <= 1e-12 * high) return { point: best, evaluations };
    length = high === Number.POSITIVE_INFINITY ? 2 * length : low + shrink(low, high, slope, from, point);
  }
  return { point: best, evaluations: 40 };
}

/** Where to look next inside a bracket: the minimum of a parabola when it lies well inside, else the middle. */
function shrink(low: number, high: number, slope: number, from: Point, tried: Point): number {
  const width = high - low;
  const rise = tried.value - from.value - slope * high;
  if (low > 0 || !Number.isFinite(rise) || rise <= 0) return width / 2;
  const parabola = (-slope * high * high) / (2 * rise);
  return Math.min(Math.max(parabola, 0.1 * width), 0.5 * width);
}

/** The BFGS update of an approximate inverse Hessian, in place; left alone where curvature is not positive. */
function updateInverse(inverse: Float64Array, s: Float64Array, y: Float64Array, first: boolean): void {
  const n = s.length;
  const curvature = dot(s, y);
  if (!(curvature > 1e-14 * Math.sqrt(dot(s, s) * dot(y, y)))) return;
  if (first) for (let i = 0; i < n; i++) inverse[i * n + i]! *= curvature / dot(y, y);
  const product = multiplyVector(inverse, y);
  const factor = (1 + dot(y, product) / curvature) / curvature;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      inverse[i * n + j]! += factor * s[i]! * s[j]! - (product[i]! * s[j]! + s[i]! * product[j]!) / curvature;
}

/**
 * Full quasi-Newton steps while each makes the gradient at least five times smaller, as near a proper minimum they do and on
 * the way to a boundary they do not. They spare Newton steps, each of which takes a Hessian.
 */
function polish(objective: Objective, from: SearchEnd, inverse: Float64Array): SearchEnd {
  let end = from;
  for (let size = scaledGradient(end); size >= 1e-10; ) {
    const step = downhill(inverse, end.gradient);
    const point = evaluateAt(objective, stepFrom(end.x, step, 1));
    const smaller = scaledGradient(point);
    const evaluations = end.evaluations + 1;
    const noise = 1e-13 * (1 + Math.abs(end.value));
    if (!(smaller < size / 5) || !(point.value <= end.value + noise)) return { ...end, evaluations };
    const y = difference(point.gradient, end.gradient);
    updateInverse(inverse, step, y, false);
    end = { ...point, iterations: end.iterations + 1, evaluations };
    size = smaller;
  }
  return end;
}

/**
 * Quasi-Newton (BFGS) search that stops where the scaled gradient is below `tolerance`, where a coordinate runs out of
 * bounds, or where no step lowers the value; Newton steps take over from there.
 *
 * @param options - Bounds; `inverse`, an approximate inverse Hessian to begin with where one is known; `stop`, a reason to end.
 *
 * @see Nocedal & Wright (2006), "Numerical Optimization" (2nd ed.), algorithm 6.1.
 */
export function minimizeBfgs(
  objective: Objective,
  start: Float64Array,
  options: Partial<SearchOptions> & {
    readonly tolerance?: number;
    readonly inverse?: Float64Array | null;
    /** Whether to end at a point, asked after every step. */
    readonly stop?: (point: Point, before: Point) => boolean;
  } = {},
): SearchEnd {
  const { maxIterations, maxStep, bound } = { ...defaults, ...options };
  const tolerance = options.tolerance ?? 1e-5;
  let point = evaluateAt(objective, Float64Array.from(start));
  let inverse = options.inverse?.slice() ?? identity(start.length);
  let evaluations = 1;
  let iterations = 0;
  let fresh = !options.inverse;
  while (iterations < maxIterations && largest(point.x) <= bound && scaledGradient(point) >= tolerance) {
    const direction = downhill(inverse, point.gradient);
    const search =
      dot(direction, point.gradient) < 0
        ? wolfeSearch(objective, point, limitStep(direction, maxStep))
        : { point: null, evaluations: 0 };
    evaluations += search.evaluations;
    if (search.point === null) {
      if (fresh) break;
      inverse = identity(start.length);
      fresh = true;
      continue;
    }
    const s = difference(search.point.x, point.x);
    updateInverse(inverse, s, difference(search.point.gradient, point.gradient), fresh);
    fresh = false;
    const before = point;
    point = search.point;
    iterations++;
    if (options.stop?.(point, before) === true) break;
  }
  const end = { ...point, iterations, evaluations };
  return scaledGradient(point) < tolerance ? polish(objective, end, inverse) : end;
}

/** Hessian by central differences of the gradient, made symmetric; error of the order of 1e-8 relative. */
export function differenceHessian(objective: Objective, x: Float64Array): Float64Array {
  const n = x.length;
  const hessian = new Float64Array(n * n);
  const above = new Float64Array(n);
  const below = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    const moved = Float64Array.from(x);
    const step = 1e-4 * Math.max(1, Math.abs(x[j]!) / 8);
    moved[j] = x[j]! + step;
    const up = moved[j]! - x[j]!;
    objective(moved, above);
    moved[j] = x[j]! - step;
    const width = up + (x[j]! - moved[j]!);
    objective(moved, below);
    for (let i = 0; i < n; i++) hessian[i * n + j] = (above[i]! - below[i]!) / width;
  }
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) {
      const mean = (hessian[i * n + j]! + hessian[j * n + i]!) / 2;
      hessian[i * n + j] = mean;
      hessian[j * n + i] = mean;
    }
  return hessian;
}

/**
 * A descent direction: Newton's where the Hessian is positive definite, else that of a Hessian whose eigenvalues are taken by
 * their size, so that a search leaves a ridge or a saddle at the pace of its curvature.
 */
function newtonDirection(hessian: Float64Array, inverse: Float64Array | null, gradient: Float64Array) {
  if (inverse !== null) return downhill(inverse, gradient);
  const n = gradient.length;
  const { values, vectors } = symmetricEigen(hessian, n);
  const least = Math.max(1e-12 * largest(values), 1e-300);
  const direction = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    let along = 0;
    for (let i = 0; i < n; i++) along += vectors[i * n + k]! * gradient[i]!;
    const length = along / Math.max(Math.abs(values[k]!), least);
    for (let i = 0; i < n; i++) direction[i]! -= length * vectors[i * n + k]!;
  }
  return direction.every(Number.isFinite) ? direction : downhill(identity(n), gradient);
}

/** The longest of 30 halved steps that lowers the value, or that lowers the gradient where values no longer resolve. */
function newtonStep(objective: Objective, from: Point, direction: Float64Array): LineSearch {
  const slope = dot(from.gradient, direction);
  const size = scaledGradient(from);
  const noise = 1e-13 * (1 + Math.abs(from.value));
  let length = 1;
  for (let evaluations = 1; evaluations <= 30; evaluations++) {
    const point = evaluateAt(objective, stepFrom(from.x, direction, length));
    const lower = point.value <= from.value + 1e-4 * length * slope && -slope * length > noise;
    const flatter = point.value <= from.value + noise && scaledGradient(point) < size;
    if (lower || flatter) return { point, evaluations };
    length /= 2;
  }
  return { point: null, evaluations: 30 };
}

/** When Newton steps have converged: both limits, and a positive definite Hessian. */
export interface Convergence {
  /** Limit of max |gᵢ| max(1, |xᵢ|). */
  readonly gradient: number;
  /** Limit of ½ gᵀ H⁻¹ g, in units of the objective. */
  readonly decrement: number;
}

/**
 * Newton steps until both limits hold at a positive definite Hessian.
 * The last steps accept on the gradient, which the value can no longer resolve, and one more step is then taken
 * where it makes the gradient smaller still.
 *
 * @param start - Where to begin; a point that a search ended at is not evaluated again.
 * @param options - Bounds, and `hessianAt`, the Hessian at a point where it is known; else by differences of the gradient.
 */
export function minimizeNewton(
  objective: Objective,
  start: Float64Array | Point,
  limits: Convergence,
  options: Partial<SearchOptions> & {
    readonly hessianAt?: ((x: Float64Array) => Float64Array) | undefined;
  } = {},
): NewtonEnd {
  const { maxIterations, maxStep, bound } = { ...defaults, maxIterations: 60, ...options };
  let evaluations = "x" in start ? 0 : 1;
  let point = "x" in start ? start : evaluateAt(objective, Float64Array.from(start));
  const n = point.x.length;
  for (let iterations = 0; ; iterations++) {
    const hessian = options.hessianAt?.(point.x) ?? differenceHessian(objective, point.x);
    evaluations += options.hessianAt === undefined ? 2 * n : 1;
    const inverse = positiveDefiniteInverse(hessian, n);
    const state = judge(point, inverse, limits);
    const end = { hessian, inverse, iterations };
    const direction = limitStep(newtonDirection(hessian, inverse, point.gradient), maxStep);
    if (state.converged) {
      const polished = evaluateAt(objective, stepFrom(point.x, direction, 1));
      const better = scaledGradient(polished) < state.scaledGradient;
      const last = better ? polished : point;
      return { ...end, ...last, ...judge(last, inverse, limits), evaluations: evaluations + 1 };
    }
    const stop = iterations >= maxIterations || largest(point.x) > bound || !Number.isFinite(point.value);
    const step = stop ? { point: null, evaluations: 0 } : newtonStep(objective, point, direction);
    evaluations += step.evaluations;
    if (step.point === null) return { ...end, ...point, ...state, evaluations };
    point = step.point;
  }
}

/**
 * A Newton decrement so small that the minimum is nearer than rounding lets a point be, where the objective is so steep that
 * the gradient of the nearest double is still above its limit.
 */
const belowRounding = 1e-21;

function judge(point: Point, inverse: Float64Array | null, limits: Convergence) {
  const size = scaledGradient(point);
  const newtonDecrement =
    inverse === null ? null : dot(point.gradient, multiplyVector(inverse, point.gradient)) / 2;
  const steep = size >= limits.gradient && !(newtonDecrement !== null && newtonDecrement < belowRounding);
  const converged = newtonDecrement !== null && !steep && newtonDecrement < limits.decrement;
  return { scaledGradient: size, newtonDecrement, converged };
}
