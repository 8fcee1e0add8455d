/** Roots of a function of one variable. */
import { check } from "../errors.js";

/** How closely a root is found. */
export interface RootOptions {
  /** Half-width at which the bracket is small enough, relative to the root. Default 1e-15, the resolution of a number. */
  readonly tolerance?: number | undefined;
  /** Name of the public function that asked, for messages. */
  readonly where?: string | undefined;
}

/** How the interval is searched for roots. */
export interface RootsOptions extends RootOptions {
  /** Number of equal pieces into which the interval is cut. Default 512. */
  readonly pieces?: number | undefined;
}

/**
 * One root of a continuous function inside a bracket, by Brent's method: inverse quadratic interpolation,
 * safeguarded by bisection.
 *
 * @param f - Continuous function.
 * @param bracket - Two points at which f has opposite signs (or is zero).
 * @param options - Tolerance.
 * @returns A point within the tolerance of a change of sign.
 * @throws {InvalidInputError} If f has the same sign at both ends, or is NaN there.
 * @see Brent (1973), "Algorithms for Minimization without Derivatives", chapter 4.
 */
export function findRoot(
  f: (x: number) => number,
  bracket: readonly [number, number],
  options: RootOptions = {},
): number {
  const { tolerance = 1e-15, where = "findRoot" } = options;
  let [a, b] = bracket;
  let fa = f(a);
  let fb = f(b);
  if (fa === 0) return a;
  if (fb === 0) return b;
  check(fa < 0 !== fb < 0 && !Number.isNaN(fa + fb), where, "f", "must change sign over the bracket", [
    fa,
    fb,
  ]);
  let c = a;
  let fc = fa;
  let step = b - a;
  let previous = step;
  for (let iteration = 0; iteration < 2000; iteration++) {
    if (fb < 0 === fc < 0) {
      c = a;
      fc = fa;
      step = previous = b - a;
    }
    if (Math.abs(fc) < Math.abs(fb)) [a, b, c, fa, fb, fc] = [b, c, b, fb, fc, fb];
    const resolution = tolerance * Math.abs(b) + Number.MIN_VALUE;
    const half = 0.5 * (c - b);
    if (Math.abs(half) <= resolution || fb === 0) return b;
    if (Math.abs(previous) < resolution || Math.abs(fa) <= Math.abs(fb)) step = previous = half;
    else [step, previous] = interpolate({ a, b, c, fa, fb, fc }, { half, step, previous, resolution });
    a = b;
    fa = fb;
    b +=
      Math.abs(step) > resolution
        ? step
        : Math.sign(half) * Math.max(resolution, Number.EPSILON * Math.abs(b));
    fb = f(b);
  }
  return b;
}

interface Points {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly fa: number;
  readonly fb: number;
  readonly fc: number;
}

/** Inverse quadratic (or secant) step, or bisection where it would leave the bracket or shrink too slowly. */
function interpolate(
  { a, b, c, fa, fb, fc }: Points,
  last: { half: number; step: number; previous: number; resolution: number },
): [number, number] {
  const { half, step, previous, resolution } = last;
  const s = fb / fa;
  let p: number;
  let q: number;
  if (a === c) {
    p = 2 * half * s;
    q = 1 - s;
  } else {
    const u = fa / fc;
    const v = fb / fc;
    p = s * (2 * half * u * (u - v) - (b - a) * (v - 1));
    q = (u - 1) * (v - 1) * (s - 1);
  }
  if (p > 0) q = -q;
  p = Math.abs(p);
  const inside = 2 * p < Math.min(3 * half * q - Math.abs(resolution * q), Math.abs(previous * q));
  return inside ? [p / q, step] : [half, half];
}

/**
 * Every root of a function in an interval that a scan of equal pieces can tell apart, in ascending order.
 *
 * A change of sign through infinity (a pole) or by a jump is recognised and not reported. Where |f| dips between
 * three scan points of one sign, the bottom of the dip is searched: a root that only touches zero is reported
 * once, two close roots are both reported. Where f is NaN it is taken to be outside its domain, and the search
 * goes up to the end of the domain.
 *
 * @param f - Function, continuous but for poles.
 * @param interval - Ends of the interval; both are searched.
 * @param options - Tolerance and number of pieces.
 * @returns Roots in ascending order; empty if there is none.
 */
export function findRoots(
  f: (x: number) => number,
  interval: readonly [number, number],
  options: RootsOptions = {},
): number[] {
  const { pieces = 512 } = options;
  const [lower, upper] = interval;
  const scan: Point[] = [];
  for (let i = 0; i <= pieces; i++) {
    const x = i === pieces ? upper : lower + ((upper - lower) * i) / pieces;
    scan.push({ x, y: f(x) });
  }
  const found: number[] = [];
  for (let i = 0; i <= pieces; i++) {
    const here = scan[i]!;
    const next = scan[i + 1];
    if (here.y === 0) found.push(here.x);
    if (next !== undefined) found.push(...rootsBetween(f, here, next, options));
    const before = scan[i - 1];
    if (before !== undefined && next !== undefined)
      found.push(...rootsInDip(f, [before, here, next], options));
  }
  const apart = 1e-12 * Math.abs(upper - lower);
  return found.sort((a, b) => a - b).filter((x, i) => i === 0 || x - found[i - 1]! > apart);
}

/** A point of a scan. */
interface Point {
  readonly x: number;
  readonly y: number;
}

/** The root at a change of sign between two neighbours of the scan, the piece being cut at the end of the domain. */
function rootsBetween(f: (x: number) => number, p: Point, q: Point, options: RootOptions): number[] {
  if (Number.isNaN(p.y) && Number.isNaN(q.y)) return [];
  if (Number.isNaN(p.y)) return rootsBetween(f, domainEnd(f, q, p), q, options);
  if (Number.isNaN(q.y)) return rootsBetween(f, p, domainEnd(f, p, q), options);
  if (p.y * q.y >= 0) return p.y === 0 ? [p.x] : q.y === 0 ? [q.x] : [];
  const x = findRoot(f, [p.x, q.x], options);
  // At a zero the function shrinks with the bracket, at a pole or a jump it does not.
  return Math.abs(f(x)) <= 1e-3 * Math.max(Math.abs(p.y), Math.abs(q.y)) ? [x] : [];
}

/** The last point at which f is not NaN on the way from a point inside its domain to one outside. */
function domainEnd(f: (x: number) => number, inside: Point, outside: Point): Point {
  let last = inside;
  let beyond = outside.x;
  for (let step = 0; step < 64; step++) {
    const x = 0.5 * (last.x + beyond);
    const y = f(x);
    if (Number.isNaN(y)) beyond = x;
    else last = { x, y };
  }
  return last;
}

/** Roots where |f| has a minimum between three neighbours of one sign: none, one that touches zero, or two. */
function rootsInDip(f: (x: number) => number, scan: [Point, Point, Point], options: RootOptions): number[] {
  const [p, q, r] = scan;
  const sign = Math.sign(q.y);
  const dips = sign * p.y > sign * q.y && sign * r.y >= sign * q.y && sign * p.y > 0;
  if (!dips) return [];
  const golden = 0.3819660112501051;
  let [a, b] = [p.x, r.x];
  for (let step = 0; step < 80; step++) {
    const left = a + golden * (b - a);
    const right = b - golden * (b - a);
    const y = sign * Math.min(sign * f(left), sign * f(right));
    if (sign * y < 0) {
      const bottom = { x: f(left) === y ? left : right, y };
      return [...rootsBetween(f, p, bottom, options), ...rootsBetween(f, bottom, r, options)];
    }
    if (sign * f(left) <= sign * f(right)) b = right;
    else a = left;
  }
  const x = 0.5 * (a + b);
  return Math.abs(f(x)) <= 1e-14 * Math.max(Math.abs(p.y), Math.abs(r.y)) ? [x] : [];
}
