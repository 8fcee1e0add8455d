/** The regularised incomplete beta function, the distribution function of a beta variable. */
import { log1pMinusX, logBeta, logGamma, logGammaRatio, stirlingRemainder } from "./gamma.js";
import { regularizedGammaP, regularizedGammaQ } from "./incomplete-gamma.js";
import { integratePanels } from "./quadrature.js";

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
  // Splitting a product into halves must not overflow.
  if (a + b > 1e290) return 2 ** 100 * distanceFromMean(x, a / 2 ** 100, b / 2 ** 100);
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

/** ln of (x/p)^a (y/q)^b for x = p(1 + low), y = q(1 + high), p = a/(a + b): -a low = b high, so that the first order cancels. */
function meanExponent(low: number, high: number, a: number, b: number): number {
  return a * log1pMinusX(low) + b * log1pMinusX(high);
}

/** `betaPower` of x and y = 1 - x, of which only the smaller need be exact. */
function power(x: number, y: number, a: number, b: number): number {
  if (x <= 0 || y <= 0) return 0;
  if (Math.min(a, b) < 10) {
    const logX = x < y ? Math.log(x) : Math.log1p(-y);
    const logY = x < y ? Math.log1p(-x) : Math.log(y);
    return Math.exp(a * logX + b * logY - logBeta(a, b));
  }
  const distance = x < y ? distanceFromMean(x, a, b) : -distanceFromMean(y, b, a);
  // Far below the mean 1 + low has lost the digits of x itself.
  const low = -distance / a;
  const high = distance / b;
  const exponent =
    low < -0.7
      ? a * (Math.log((x * (a + b)) / a) - low) + b * log1pMinusX(high)
      : high < -0.7
        ? a * log1pMinusX(low) + b * (Math.log((y * (a + b)) / b) - high)
        : meanExponent(low, high, a, b);
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

/**
 * I_x(a, b) by the even part of its continued fraction (modified Lentz), which converges fast for x below
 * (a + 1)/(a + b + 2). Written in the distance a - (a + b) x, all its terms are positive up to n = b.
 */
function continuedFraction(x: number, y: number, a: number, b: number): number {
  const distance = x < y ? distanceFromMean(x, a, b) : -distanceFromMean(y, b, a);
  const tiny = 1e-300;
  const first = (a * (distance + 1)) / (a + 1);
  let c = Math.abs(first) < tiny ? tiny : first;
  let d = 0;
  let value = c;
  for (let n = 1; n < 1_000_000; n++) {
    const span = a + 2 * n - 1;
    const numerator = ((a + n - 1) / span) * ((a + b + n - 1) / span) * n * (b - n) * x * x;
    const denominator = n + (n * (b - n) * x) / span + ((a + n) / (span + 2)) * (distance + 1 + n * (1 + y));
    d = denominator + numerator * d;
    d = 1 / (Math.abs(d) < tiny ? tiny : d);
    c = denominator + numerator / c;
    const factor = (Math.abs(c) < tiny ? tiny : c) * d;
    value *= factor;
    if (Math.abs(factor - 1) < 2e-16) break;
  }
  return power(x, y, a, b) / value;
}

/**
 * I_x(a, b) for large a and b and x not above the mean, where the continued fraction loses digits and is slow:
 * the integral of the density over the distance from the mean, on panels of its standard deviation.
 */
function tailIntegral(x: number, y: number, a: number, b: number): number {
  const distance = x < y ? distanceFromMean(x, a, b) : -distanceFromMean(y, b, a);
  const deviation = Math.sqrt(a / (1 + a / b));
  const depth = distance / deviation;
  // The density has fallen by a factor e^(-45) there; in the far tail it falls faster than over a deviation.
  const reach = (deviation * 90) / (Math.sqrt(depth * depth + 90) + depth);
  const width = deviation / Math.max(1, depth / 3);
  const density = (beyond: number) => {
    const low = -(distance + beyond) / a;
    const high = (distance + beyond) / b;
    return low > -1 ? Math.exp(meanExponent(low, high, a, b)) / ((1 + low) * (1 + high)) : 0;
  };
  const scale = Math.exp(stirlingRemainder(a + b) - stirlingRemainder(a) - stirlingRemainder(b));
  return (integratePanels(density, [0, reach], width) * scale) / (sqrtTwoPi * deviation);
}

/** From here on, in both shapes, `tailIntegral` is used. */
const largeFrom = 1000;

/** I_x(a, b) of x and y = 1 - x, of which only the smaller need be exact; x not far above the mean. */
function lowerTail(x: number, y: number, a: number, b: number): number {
  if (Math.min(a, b) >= largeFrom) return tailIntegral(x, y, a, b);
  return x <= 0.7 && b * x <= 1.5 ? powerSeries(x, a, b) : continuedFraction(x, y, a, b);
}

/** 1 - I_x(a, b) for x below the mean. */
function upperTail(x: number, y: number, a: number, b: number): number {
  if (a < 1 && x <= 0.7 && b * x <= 1.5) return powerSeriesComplement(x, a, b);
  return Math.max(0, 1 - lowerTail(x, y, a, b));
}

/** From this shape on a beta variable is a gamma variable times a constant, or a constant, to rounding. */
const hugeFrom = 1e100;
/** A smaller shape from which its spread is below the resolution of x. */
const sharpFrom = 1e40;

/** Both tails where a shape is that large. */
function hugeTails(x: number, a: number, b: number): { readonly lower: number; readonly upper: number } {
  const y = 1 - x;
  if (Math.min(a, b) > sharpFrom) {
    const below = Math.sign(x < y ? distanceFromMean(x, a, b) : -distanceFromMean(y, b, a));
    return { lower: (1 - below) / 2, upper: (1 + below) / 2 };
  }
  if (b > a) {
    const z = -b * Math.log1p(-x);
    return { lower: regularizedGammaP(a, z), upper: regularizedGammaQ(a, z) };
  }
  const z = -a * Math.log(x);
  return { lower: regularizedGammaQ(b, z), upper: regularizedGammaP(b, z) };
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
  if (Math.max(a, b) > hugeFrom) return hugeTails(x, a, b).lower;
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
  if (Math.max(a, b) > hugeFrom) return hugeTails(x, a, b).upper;
  if (x >= (a + 1) / (a + b + 2)) return Math.min(1, lowerTail(1 - x, x, b, a));
  return upperTail(x, 1 - x, a, b);
}
