/** The regularised incomplete beta function, the distribution function of a beta variable. */
import { log1pMinusX, logBeta, logGamma, logGammaRatio, stirlingRemainder } from "./gamma.js";

const sqrtTwoPi = 2.5066282746310007;

/** A number as an unevaluated sum of two: high + low. */
type Pair = readonly [number, number];

/** x y with its rounding error (Veltkamp and Dekker). */
function exactProduct(x: number, y: number): Pair {
  const product = x * y;
  const bigX = 134217729 * x;
  const bigY = 134217729 * y;
  const xHigh = bigX - (bigX - x);
  const yHigh = bigY - (bigY - y);
  const xLow = x - xHigh;
  const yLow = y - yHigh;
  return [product, xLow * yLow - (product - xHigh * yHigh - xLow * yHigh - xHigh * yLow)];
}

/** a - (a + b) x, which is a y - b x for y = 1 - x, to full relative accuracy. */
function distanceFromMean(x: number, a: number, b: number): number {
  const total = a + b;
  const virtual = total - a;
  const totalError = a - (total - virtual) + (b - virtual);
  const [product, error] = exactProduct(total, x);
  return a - product - error - totalError * x;
}

/**
 * The power x^a (1 - x)^b / B(a, b): the density of a beta variable times x(1 - x).
 *
 * For large a and b the exponent is measured from the mean, without cancellation.
 *
 * @param x - From 0 to 1.
 * @param a - Shape, above 0.
 * @param b - Shape, above 0.
 */
export function betaPower(x: number, a: number, b: number): number {
  return power(x, 1 - x, a, b);
}

/** `betaPower` of x and y = 1 - x, of which only the smaller need be exact. */
function power(x: number, y: number, a: number, b: number): number {
  if (x <= 0 || y <= 0) return 0;
  if (Math.min(a, b) < 10 || a + b > 1e290) {
    const logX = x < y ? Math.log(x) : Math.log1p(-y);
    const logY = x < y ? Math.log1p(-x) : Math.log(y);
    return Math.exp(a * logX + b * logY - logBeta(a, b));
  }
  const distance = x < y ? distanceFromMean(x, a, b) : -distanceFromMean(y, b, a);
  const low = -distance / a;
  const high = distance / b;
  const exponent =
    a * (low < -0.7 ? Math.log((x * (a + b)) / a) - low : log1pMinusX(low)) +
    b * (high < -0.7 ? Math.log((y * (a + b)) / b) - high : log1pMinusX(high));
  const remainders = stirlingRemainder(a + b) - stirlingRemainder(a) - stirlingRemainder(b);
  const p = Math.min(a, b);
  return (Math.sqrt(p / (1 + p / Math.max(a, b))) / sqrtTwoPi) * Math.exp(exponent + remainders);
}

/** I_x(a, b) by its power series, for x up to about 0.7 and b x not large. */
function powerSeries(x: number, a: number, b: number): number {
  let term = 1;
  let sum = 0;
  for (let n = 1; n < 10_000; n++) {
    term *= ((n - b) / n) * x;
    const part = term / (a + n);
    sum += part;
    if (Math.abs(part) <= 1e-17 * Math.abs(sum) || part === 0) break;
  }
  return (Math.exp(a * Math.log(x) - logBeta(a, b)) / a) * (1 + a * sum);
}

/** 1 - I_x(a, b) by the same series, for small a, where I_x is near 1: the leading power is taken by expm1. */
function powerSeriesComplement(x: number, a: number, b: number): number {
  let term = 1;
  let sum = 0;
  for (let n = 1; n < 10_000; n++) {
    term *= ((n - b) / n) * x;
    const part = term / (a + n);
    sum += part;
    if (Math.abs(part) <= 1e-17 * Math.abs(sum) || part === 0) break;
  }
  const exponent = a * Math.log(x) - logGamma(1 + a) + logGammaRatio(b, a);
  return -Math.expm1(exponent) - Math.exp(exponent) * a * sum;
}

/** I_x(a, b) by its continued fraction (modified Lentz), which converges fast for x below (a + 1)/(a + b + 2). */
function continuedFraction(x: number, y: number, a: number, b: number): number {
  const tiny = 1e-300;
  const guard = (y: number) => (Math.abs(y) < tiny ? tiny : y);
  let c = 1;
  let d = 1 / guard(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m < 1_000_000; m++) {
    const even = ((m * (b - m)) / (a + 2 * m - 1)) * (x / (a + 2 * m));
    d = 1 / guard(1 + even * d);
    c = guard(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) / (a + 2 * m)) * ((a + b + m) / (a + 2 * m + 1)) * x;
    d = 1 / guard(1 + odd * d);
    c = guard(1 + odd / c);
    const factor = d * c;
    value *= factor;
    if (Math.abs(factor - 1) < 2e-16) break;
  }
  return (power(x, y, a, b) / a) * value;
}

/** I_x(a, b) of x and y = 1 - x, of which only the smaller need be exact. */
function lowerTail(x: number, y: number, a: number, b: number): number {
  return x <= 0.7 && b * x <= 1.5 ? powerSeries(x, a, b) : continuedFraction(x, y, a, b);
}

/** 1 - I_x(a, b) for x below the mean. */
function upperTail(x: number, y: number, a: number, b: number): number {
  if (a < 1 && x <= 0.7 && b * x <= 1.5) return powerSeriesComplement(x, a, b);
  return Math.max(0, 1 - lowerTail(x, y, a, b));
}

/**
 * Regularised incomplete beta function: the distribution function at x of a beta variable of shapes a and b.
 *
 * Formula: I_x(a, b) = 1/B(a, b) ∫₀ˣ t^(a-1) (1 - t)^(b-1) dt. Power series where b x is small, otherwise the
 * continued fraction of the lower or, by I_x(a, b) = 1 - I_{1-x}(b, a), of the upper tail.
 *
 * @param x - From 0 to 1.
 * @param a - Shape, above 0.
 * @param b - Shape, above 0.
 * @returns From 0 to 1, relatively accurate where small; NaN outside the domain. For the upper tail take
 *   `regularizedBetaComplement`.
 * @see DLMF 8.17.2, 8.17.4, 8.17.7, 8.17.22; Didonato & Morris (1992), ACM TOMS 18(3), 360-373, doi:10.1145/131766.131776.
 */
export function regularizedBeta(x: number, a: number, b: number): number {
  if (!(x >= 0 && x <= 1 && a > 0 && b > 0)) return Number.NaN;
  if (x === 0) return 0;
  if (x === 1) return 1;
  if (x <= (a + 1) / (a + b + 2) || (x <= 0.7 && b * x <= 1.5)) return Math.min(1, lowerTail(x, 1 - x, a, b));
  return upperTail(1 - x, x, b, a);
}

/**
 * Upper tail of a beta variable, 1 - I_x(a, b), without the loss of digits where it is small.
 *
 * @param x - From 0 to 1.
 * @param a - Shape, above 0.
 * @param b - Shape, above 0.
 * @returns From 0 to 1, relatively accurate where small; NaN outside the domain.
 * @see DLMF 8.17.4.
 */
export function regularizedBetaComplement(x: number, a: number, b: number): number {
  if (!(x >= 0 && x <= 1 && a > 0 && b > 0)) return Number.NaN;
  if (x === 0) return 1;
  if (x === 1) return 0;
  if (x >= (a + 1) / (a + b + 2)) return Math.min(1, lowerTail(1 - x, x, b, a));
  return upperTail(x, 1 - x, a, b);
}
