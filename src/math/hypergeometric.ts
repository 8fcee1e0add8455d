/** Gauss's hypergeometric function ₂F₁ of real arguments, and its logarithm. */
import { logBetaRatio, logGammaRatio } from "./gamma.js";
import { integrateLog, integratePanels } from "./quadrature.js";

/** The number value × exp(exponent): ₂F₁ overflows long before its logarithm does. */
interface Scaled {
  readonly value: number;
  readonly exponent: number;
}

/** Arguments of ₂F₁(a, b; c; z); w is 1 - z, to its own full precision. */
interface Arguments {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly z: number;
  readonly w: number;
}

/** Coefficients of Gregory's end correction: the integral of x(x-1)...(x-k+1)/k! over 0 to 1, without sign. */
const gregory = [
  1 / 2,
  1 / 12,
  1 / 24,
  19 / 720,
  3 / 160,
  863 / 60480,
  275 / 24192,
  33953 / 3628800,
  8183 / 1036800,
  3250433 / 479001600,
];

/** A partial sum: `sum` and the last `term`, both times exp(exponent); `size` is the sum of absolute terms. */
interface Partial {
  sum: number;
  size: number;
  term: number;
  exponent: number;
  n: number;
}

/** Terms after which a slowly converging series is summed by an integral instead. */
const patience = 4000;
/** Terms after which a series that does not even slow down is given up: its peak lies far beyond them. */
const mostTerms = 50_000;
/** Terms by so many orders of magnitude larger than the last after which the same is said. */
const mostLeaps = 50;
/** Power of n from which the peak of the terms is too narrow for equal panels. */
const steepGrowth = 100_000;

/**
 * Σ (a)_n (b)_n / ((c)_n n!) z^n for 0 ≤ z < 1; null if the terms cancel by more than `cancellation` allows, or are too many.
 *
 * Where thousands of terms would remain, the rest is an integral over n with Gregory's end correction: all
 * terms have one sign there, so that it is accurate for z however near 1, and for whole c - a - b too.
 */
function series(args: Arguments, cancellation: number): Scaled | null {
  const { a, b, c, z } = args;
  const at: Partial = { sum: 1, size: 1, term: 1, exponent: 0, n: 0 };
  for (;;) {
    const n = at.n;
    // 0 first, lest it meets an infinite factor.
    const ratio = a + n === 0 || b + n === 0 ? 0 : ((z * (a + n)) / (n + 1)) * ((b + n) / (c + n));
    if (!(Math.abs(ratio) < 1e50)) {
      if (n > mostLeaps) return withPeak(args, at);
      leap(at, args);
    } else at.term *= ratio;
    at.sum += at.term;
    at.size += Math.abs(at.term);
    at.n = n + 1;
    if (at.term === 0) break;
    const shrinks = Math.abs(ratio) < 1 && n > -Math.min(a, b, c);
    if (shrinks && Math.abs(at.term) < 1e-17 * (1 - Math.abs(ratio)) * Math.abs(at.sum)) break;
    if (at.size > 1e250) rescale(at);
    if (at.n % 64 === 0 && at.n > -2 * Math.min(a, b, c) && Math.abs(1 - ratio) < 0.02) {
      if (slow(args, at)) {
        if (args.a + args.b - args.c > steepGrowth) return withPeak(args, at);
        addRest(at, integralOfTerms(args, at.n, n * Math.abs(1 - ratio)));
        break;
      }
    }
    if (at.n > mostTerms) return withPeak(args, at);
  }
  if (!(at.size <= cancellation * Math.abs(at.sum))) return null;
  return { value: at.sum, exponent: at.exponent };
}

function rescale(at: Partial): void {
  at.exponent += Math.log(at.size);
  at.sum /= at.size;
  at.term /= at.size;
  at.size = 1;
}

/** The next term where it is so much larger than the last that their ratio may be no number. */
function leap(at: Partial, { a, b, c, z }: Arguments): void {
  const { n } = at;
  const parts = [z, a + n, b + n, 1 / (n + 1), 1 / (c + n)];
  const logRatio = parts.reduce((sum, part) => sum + Math.log(Math.abs(part)), 0);
  const shrink = Math.exp(-logRatio);
  at.exponent += logRatio;
  at.sum *= shrink;
  at.size *= shrink;
  at.term *= parts.reduce((sign, part) => sign * Math.sign(part), 1);
}

/** Replaces the last term taken by the sum of it and all after it, which is `rest` times that term. */
function addRest(at: Partial, rest: Scaled): void {
  const shrink = Math.exp(-rest.exponent);
  at.sum = (at.sum - at.term) * shrink + at.term * rest.value;
  at.size = (at.size - Math.abs(at.term)) * shrink + Math.abs(at.term) * rest.value;
  at.exponent += rest.exponent;
}

/** Whether the terms still to come, at their present and their final rate of decay, are too many. */
function slow({ a, b, c, w }: Arguments, { sum, term, n }: Partial): boolean {
  const decades = Math.log(Math.abs(sum / term)) + 40;
  const growth = Math.max(0, a + b - c - 1);
  const power = Math.max(c + 1 - a - b, 1e-3);
  // Geometric decay ends the series after about this many terms, algebraic decay after that many.
  const geometric = (40 + 2 * growth) / w;
  const algebraic = n * Math.exp(Math.min(700, 40 / power));
  return Math.min(geometric, algebraic) > n + patience && decades > 0;
}

/** Σ of the terms from n = start on, as a multiple of the term there; `slope` is |d ln term / d ln n| there. */
function integralOfTerms({ a, b, c, w }: Arguments, start: number, slope: number): Scaled {
  // Pair each upper parameter with the nearer lower one, so that the two quotients of gammas stay small.
  const paired = Math.abs(a - 1) + Math.abs(b - c) <= Math.abs(b - 1) + Math.abs(a - c);
  const [near, far] = paired ? [a, b] : [b, a];
  const logZ = Math.log1p(-w);
  const logTerm = (n: number) =>
    logGammaRatio(n + 1, near - 1) + logGammaRatio(n + c, far - c) + (n - start) * logZ;
  const first = logTerm(start);
  const growth = Math.max(0, a + b - c - 1);
  const exponent = Math.max(0, logTerm(Math.max(start, growth / w)) - first);
  const relative = (n: number) => logTerm(n) - first - exponent;
  const integrand = (v: number) => Math.exp(relative(Math.exp(v)) + v);
  // In v = ln n the terms change on the scale of 1, until n w is of order 1; a peak of n^growth e^(-n w) is narrower.
  const begin = Math.log(start);
  const turn = Math.max(begin, Math.log(0.2 / w));
  const middle = Math.max(turn, Math.log((4 + growth) / w));
  const end = Math.max(middle, Math.log((45 + 2 * growth + 12 * Math.sqrt(growth)) / w));
  const coarse = Math.min(1, 6 / Math.max(slope, growth, 1));
  const fine = Math.min(0.5, coarse, 1.5 / Math.sqrt(growth + 1));
  const integral =
    integratePanels(integrand, [begin, turn], Math.min(coarse, growth > 10 ? fine : 1)) +
    integratePanels(integrand, [turn, middle], fine) +
    integratePanels(integrand, [middle, end], Math.min(0.25, fine));
  return { value: integral + endCorrection((k) => Math.exp(relative(start + k))), exponent };
}

/** The index of the largest term: where the ratio of neighbours, (a + n) (b + n) z / ((c + n) (1 + n)), is 1. */
function topOfTerms({ a, b, c, z, w }: Arguments): number {
  const size = Math.max(a, b, c);
  const half = (a * z + b * z - c) / size / 2;
  const product = ((a / size) * b * z - c / size) / size;
  const root = Math.sqrt(Math.max(0, half * half + w * product));
  return Math.max(1, half < 0 ? (size * product) / (root - half) : (size * (half + root)) / w);
}

/**
 * The sum whose terms, all positive, are highest far beyond those taken: they change so little from one to the next that
 * the integral over n is their sum. The result is mostly beyond all numbers, but its logarithm is not.
 */
function withPeak(args: Arguments, at: Partial): Scaled | null {
  const { a, b, c, z, w } = args;
  if (!(Math.min(a, b, c) > 0)) return null;
  const logZ = z < 0.5 ? Math.log(z) : Math.log1p(-w);
  const start = at.n;
  const top = Math.max(start, topOfTerms(args));
  // Whichever does not cancel: quotients over n of each parameter, or quotients of two parameters at each n.
  const over = (x: number, n: number) => logGammaRatio(x + start, n - start);
  const pair = (n: number) => logGammaRatio(n + 1, a - 1) + logGammaRatio(n + c, b - c);
  const atStart = pair(start);
  const beyond = (n: number) =>
    (top > Math.max(a, b, c) ? pair(n) - atStart : over(a, n) + over(b, n) - over(c, n) - over(1, n)) +
    (n - start) * logZ;
  const curvature = top * (a / (a + top) - c / (c + top) + (b / (b + top) - 1 / (1 + top)));
  if (curvature > 1e10) {
    // Too narrow a peak for quadrature, and so narrow that its width follows from its curvature.
    const width = Math.log(top) + 0.5 * Math.log((2 * Math.PI) / curvature);
    return { value: 1, exponent: at.exponent + Math.log(at.term) + beyond(top) + width };
  }
  const inLog = (v: number) => beyond(Math.exp(v)) + v;
  const from = Math.log(start);
  const integral = integrateLog(inLog, from, Math.log(top) + 60, { points: [Math.log(top)] });
  if (!Number.isFinite(integral.log)) return null;
  const exponent = Math.max(0, integral.log);
  const ends = endCorrection((k) => Math.exp(beyond(start + k) - exponent));
  addRest(at, { value: Math.exp(integral.log - exponent) + ends, exponent });
  return { value: at.sum, exponent: at.exponent };
}

/** Gregory's correction from an integral to a sum, f(0)/2 - Δf(0)/12 + Δ²f(0)/24 - ... */
function endCorrection(f: (k: number) => number): number {
  const differences = gregory.map((_, k) => f(k));
  let sum = 0;
  for (let k = 0; k < gregory.length; k++) {
    sum += (k % 2 === 0 ? 1 : -1) * gregory[k]! * differences[0]!;
    for (let j = 0; j + 1 < differences.length; j++) differences[j] = differences[j + 1]! - differences[j]!;
    differences.pop();
  }
  return sum;
}

/**
 * F(1, b; c; z) for c above b by the even part of Gauss's continued fraction (modified Lentz), written in
 * c - b z = (c - b) + b w, which for huge b and c is small beside either.
 */
function fractionOfOne({ b, c, z, w }: Arguments): Scaled {
  const gap = c - b + b * w;
  let upper = gap / c;
  let lower = 0;
  let value = upper;
  for (let n = 1; n < 200_000; n++) {
    // Whole numbers first, so that a small b or c keeps its digits.
    const m = n - 1;
    const span = c + 2 * m;
    const first = n === 1 ? b / c : ((c + (n - 2)) / span) * ((b + m) / span) * n;
    const numerator = first * (n === 1 ? (b - c) / c : b - c - m) * z * z;
    const denominator = n + (n * (b - c - m) * z) / span + ((c + m) / (c + 2 * n)) * (gap + n * (1 + w));
    lower = 1 / (denominator + numerator * lower);
    upper = denominator + numerator / upper;
    const factor = upper * lower;
    value *= factor;
    if (Math.abs(factor - 1) < 2e-16) break;
  }
  return { value: 1 / value, exponent: 0 };
}

const logOf = ({ z, w }: Arguments) => (z < 0.5 ? Math.log1p(-z) : Math.log(w));

/** ₂F₁ for 0 < z < 1: the fraction where it applies, else the series, before or after Euler's transformation. */
function insideUnit(args: Arguments): Scaled {
  const { a, b, c, z, w } = args;
  const excess = c - Math.max(a, b) - Math.min(a, b);
  const transformed: Arguments = { a: c - a, b: c - b, c, z, w };
  const power = excess * logOf(args);
  const untransform = ({ value, exponent }: Scaled): Scaled => ({ value, exponent: exponent + power });
  const direct = unitParameter(args);
  if (direct !== null) return fractionOfOne(direct);
  const afterEuler = unitParameter(transformed);
  if (afterEuler !== null) return untransform(fractionOfOne(afterEuler));
  // Euler's form decays fast where the direct series grows; where its first terms cancel, the direct one serves.
  if (excess < 0) {
    const value = series(transformed, 16);
    if (value !== null) return untransform(value);
  }
  const value = series(args, 16);
  if (value !== null) return value;
  const other = series(transformed, 1e4);
  if (other !== null) return untransform(other);
  return series(args, Number.POSITIVE_INFINITY) ?? { value: Number.NaN, exponent: 0 };
}

/**
 * The arguments with a = 1 in first place if Gauss's continued fraction converges quickly for them, else null.
 * It needs about 9/√w steps, but few where its coefficients, about n(c - b)/(c - b z)² of each other, are small.
 */
function unitParameter(args: Arguments): Arguments | null {
  const { a, b, c, w } = args;
  const rest = a === 1 ? b : b === 1 ? a : Number.NaN;
  if (!(rest > 0 && c >= rest)) return null;
  const quick = w > 1e-4 || c - rest + w * c > 20 * Math.sqrt(c - rest);
  return quick ? { ...args, a: 1, b: rest } : null;
}

/** ₂F₁ at z = 1: Γ(c) Γ(c - a - b) / (Γ(c - a) Γ(c - b)). */
function atOne(a: number, b: number, c: number): Scaled {
  const excess = c - Math.max(a, b) - Math.min(a, b);
  if (!(excess > 0 && c > 0)) return { value: c > 0 && a > 0 && b > 0 ? Infinity : Number.NaN, exponent: 0 };
  if (!(c - a > 0 && c - b > 0)) return { value: Number.NaN, exponent: 0 };
  if (a > 0 && b > 0) return { value: 1, exponent: -logBetaRatio(a, excess, b) };
  return { value: 1, exponent: logGammaRatio(c - a, a) - logGammaRatio(excess, a) };
}

function evaluate(args: Arguments): Scaled {
  const { a, b, c, z, w } = args;
  if (Number.isNaN(a + b + c + z + w) || z > 1) return { value: Number.NaN, exponent: 0 };
  if (a === 0 || b === 0 || z === 0) return { value: 1, exponent: 0 };
  if (c <= 0 && Number.isInteger(c)) return { value: Number.NaN, exponent: 0 };
  if (w === 0) return atOne(a, b, c);
  if (z > 0) return insideUnit(args);
  // Pfaff: of its two forms take one whose terms all have one sign, if there is one.
  const keepA = c - b > 0 || !(c - a > 0);
  const [kept, changed] = keepA ? [a, c - b] : [b, c - a];
  const { value, exponent } = evaluate({ a: kept, b: changed, c, z: -z / w, w: 1 / w });
  return { value, exponent: exponent - kept * Math.log1p(-z) };
}

/**
 * Gauss's hypergeometric function ₂F₁(a, b; c; z) = Σ (a)_n (b)_n / ((c)_n n!) zⁿ, for z up to 1.
 *
 * Positive a, b and c have full accuracy for every z, however near 1; nothing is lost where c - a - b is (almost)
 * whole, since no connection formula is used. Formula: Gauss's continued fraction if a or b (or c - a or c - b) is 1,
 * otherwise the power series, after Euler's transformation where c < a + b, its slow tail by an integral; Pfaff's
 * transformation for z below 0; Gauss's sum at z = 1.
 *
 * @param a - Any number; accuracy is assured for 0 or more, and for the arguments of the models.
 * @param b - As a; the function is symmetric in a and b.
 * @param c - Any number but 0, -1, -2, ...
 * @param z - At most 1.
 * @param w - 1 - z. Give it where it is known better than by subtraction, since near z = 1 the function depends on it.
 * @returns The value; Infinity at z = 1 unless c > a + b, or where it overflows; NaN outside the domain, and where
 *   terms of both signs are too many or cancel.
 * @see DLMF 15.2.1, 15.7.1, 15.8.1, 15.4.20; Gregory's correction: Hildebrand (1974), "Introduction to Numerical
 *   Analysis", 2nd ed., section 5.9.
 */
export function hypergeometric2F1(a: number, b: number, c: number, z: number, w: number = 1 - z): number {
  const { value, exponent } = evaluate({ a, b, c, z, w });
  return exponent === 0 ? value : value * Math.exp(exponent);
}

/**
 * Logarithm of ₂F₁(a, b; c; z), finite where the value overflows.
 *
 * @param a - As for `hypergeometric2F1`.
 * @param b - As for `hypergeometric2F1`.
 * @param c - As for `hypergeometric2F1`.
 * @param z - At most 1.
 * @param w - 1 - z, as for `hypergeometric2F1`.
 * @returns The logarithm; NaN where the value is negative, and where `hypergeometric2F1` is.
 * @see DLMF 15.2.1.
 */
export function logHypergeometric2F1(a: number, b: number, c: number, z: number, w: number = 1 - z): number {
  const { value, exponent } = evaluate({ a, b, c, z, w });
  return Math.log(value) + exponent;
}
