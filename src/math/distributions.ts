/** Distribution functions and quantiles of the distributions that intervals and tests need. */

import { logBeta, logBinomial, logGamma } from "./gamma.js";
import { betaPower, regularizedBeta, regularizedBetaComplement } from "./incomplete-beta.js";
import { gammaPower, logGammaPower, regularizedGammaP, regularizedGammaQ } from "./incomplete-gamma.js";
import { normalQuantile } from "./normal.js";

/** A tail probability as a function of u = ln x, with the derivative of its logarithm in u. */
type Tail = (u: number) => { readonly log: number; readonly slope: number };

/** Solves log(tail) = target for u below `upper` by Newton steps kept inside a bracket; `tail` is monotone in u. */
function solveTail(tail: Tail, target: number, start: number, upper = Infinity): number {
  let low = -Infinity;
  let high = upper;
  let u = Number.isNaN(start) ? -0.5 : start;
  if (u === -Infinity) return u;
  for (let step = 0; step < 200; step++) {
    const { log, slope } = tail(u);
    const excess = log - target;
    if (excess === 0) return u;
    if (excess < 0 === slope > 0) low = u;
    else high = u;
    let next = u - excess / slope;
    // Newton converges quadratically: the point after a step this small is exact to rounding.
    if (Math.abs(next - u) <= Math.max(1e-11, 1e-15 * Math.abs(u))) return next;
    const span = high - low;
    if (!(next > low && next < high)) {
      next = Number.isFinite(span)
        ? 0.5 * (low + high)
        : low === -Infinity
          ? high - 8 - Math.abs(high)
          : low + 1;
    } else if (Math.abs(next - u) > 20) next = u + Math.sign(next - u) * 20;
    if (next < -800) return -Infinity;
    u = next;
  }
  return u;
}

/**
 * Quantile of a gamma variable of rate 1: the x with P(shape, x) = p.
 *
 * @param p - Probability from 0 to 1.
 * @param shape - Above 0.
 * @returns 0 at p = 0, Infinity at p = 1, 0 where it underflows; NaN outside the domain.
 * @see DLMF 8.2.4; Wilson & Hilferty (1931), PNAS 17, 684-688 (the start).
 */
export function gammaQuantile(p: number, shape: number): number {
  if (!(p >= 0 && p <= 1 && shape > 0)) return Number.NaN;
  if (p === 0) return 0;
  if (p === 1) return Infinity;
  const z = normalQuantile(p);
  const cube = 1 - 1 / (9 * shape) + z / (3 * Math.sqrt(shape));
  const rough = shape > 0.3 && cube > 0.2 ? Math.log(shape * cube ** 3) : Number.NaN;
  const start = Number.isNaN(rough) ? Math.min(1, (Math.log(p) + logGamma(shape + 1)) / shape) : rough;
  const lower = p <= regularizedGammaP(shape, shape);
  const tail: Tail = (u) => {
    const x = Math.exp(u);
    const value = lower ? regularizedGammaP(shape, x) : regularizedGammaQ(shape, x);
    const density = gammaPower(shape, x) * shape;
    if (value > 0 && density > 0)
      return { log: Math.log(value), slope: ((lower ? 1 : -1) * density) / value };
    // Underflow of either tail: the leading term of the series below, of the asymptotic expansion above.
    const log = logGammaPower(shape, Math.max(x, Number.MIN_VALUE));
    return lower ? { log: shape * u - logGamma(shape + 1), slope: shape } : { log, slope: -x };
  };
  return Math.exp(solveTail(tail, Math.log(lower ? p : 1 - p), start));
}

/**
 * Quantile of a beta variable: the x with I_x(a, b) = p.
 *
 * @param p - Probability from 0 to 1; for an upper tail q take `1 - betaQuantile(q, b, a)`, since 1 - q loses digits.
 * @param a - Shape, above 0.
 * @param b - Shape, above 0.
 * @returns From 0 to 1; 0 where it underflows; NaN outside the domain.
 * @see DLMF 8.17.2; Abramowitz & Stegun (1964) 26.5.22 (the start).
 */
export function betaQuantile(p: number, a: number, b: number): number {
  if (!(p >= 0 && p <= 1 && a > 0 && b > 0)) return Number.NaN;
  if (p === 0 || p === 1) return p;
  if (p <= regularizedBeta(0.5, a, b)) return betaQuantileBelowHalf(p, "lower", a, b);
  return 1 - betaQuantileBelowHalf(p, "upper", b, a);
}

/** The x up to ½ at which the named tail of Beta(a, b) has probability p. */
function betaQuantileBelowHalf(p: number, side: "lower" | "upper", a: number, b: number): number {
  // Work with whichever tail is the smaller: its logarithm carries the digits.
  const lower = (side === "lower") === p <= 0.5;
  const target = Math.log(p <= 0.5 ? p : 1 - p);
  const logBetaAB = logBeta(a, b);
  const tail: Tail = (u) => {
    const x = Math.min(Math.exp(u), 1 - Number.EPSILON);
    const value = lower ? regularizedBeta(x, a, b) : regularizedBetaComplement(x, a, b);
    const density = betaPower(x, a, b) / (1 - x);
    if (value > 0 && density > 0)
      return { log: Math.log(value), slope: ((lower ? 1 : -1) * density) / value };
    if (lower) return { log: a * u - Math.log(a) - logBetaAB, slope: a };
    return { log: a * u + b * Math.log1p(-x) - logBetaAB, slope: Math.min(-1e-3, a - (b * x) / (1 - x)) };
  };
  const leading = ((lower ? target : 0) + Math.log(a) + logBetaAB) / a;
  const start = Math.min(
    a > 1 && b > 1 ? betaStart((lower ? 1 : -1) * normalQuantile(Math.exp(target)), a, b) : leading,
    -0.5,
  );
  return Math.min(1, Math.exp(solveTail(tail, target, start, Math.log(0.500001))));
}

/** ln x of the normal approximation to the quantile of Beta(a, b) at that of a standard normal, for a and b above 1. */
function betaStart(quantile: number, a: number, b: number): number {
  const y = -quantile;
  const lambda = (y * y - 3) / 6;
  const h = 2 / (1 / (2 * a - 1) + 1 / (2 * b - 1));
  const w = (y * Math.sqrt(Math.max(h + lambda, 0))) / h;
  const skew = (1 / (2 * b - 1) - 1 / (2 * a - 1)) * (lambda + 5 / 6 - 2 / (3 * h));
  const logOdds = Math.log(a / b) - 2 * (w - skew);
  return logOdds - Math.log1p(Math.exp(logOdds));
}

/** Upper tail of chi-squared with `df` degrees of freedom at x of 0 or more, relatively accurate where small: the p-value of a test. */
export function chiSquareUpper(x: number, df: number): number {
  return regularizedGammaQ(df / 2, x / 2);
}

/** Quantile of chi-squared with `df` degrees of freedom. */
export function chiSquareQuantile(p: number, df: number): number {
  return 2 * gammaQuantile(p, df / 2);
}

/**
 * Distribution function of Student's t.
 *
 * Formula: ½ I_{df/(df + t²)}(df/2, ½) for t of 0 or less.
 *
 * @param t - Any number.
 * @param df - Degrees of freedom, above 0, not necessarily whole.
 * @see DLMF 8.17.2; Johnson, Kotz & Balakrishnan (1995), "Continuous Univariate Distributions" 2, chapter 28.
 */
export function studentTCdf(t: number, df: number): number {
  if (t > 0) return 1 - studentTCdf(-t, df);
  const square = t * t;
  if (square < df) return 0.5 * regularizedBetaComplement(square / (df + square), 0.5, df / 2);
  return 0.5 * regularizedBeta(1 / (1 + square / df), df / 2, 0.5);
}

/**
 * Quantile of Student's t.
 *
 * @param p - Probability from 0 to 1.
 * @param df - Degrees of freedom, above 0.
 * @returns -Infinity at 0, Infinity at 1.
 */
export function studentTQuantile(p: number, df: number): number {
  if (!(p >= 0 && p <= 1 && df > 0)) return Number.NaN;
  if (p > 0.5) return -studentTQuantile(1 - p, df);
  if (p === 0) return -Infinity;
  if (df > 1e20) return normalQuantile(p);
  // t²/(df + t²) is Beta(½, df/2) with upper tail 2p; whichever of it and its complement is below ½ is solved for.
  if (2 * p >= regularizedBetaComplement(0.5, 0.5, df / 2)) {
    const centre = betaQuantileBelowHalf(2 * p, "upper", 0.5, df / 2);
    return -Math.sqrt((df * centre) / (1 - centre));
  }
  const y = betaQuantileBelowHalf(2 * p, "lower", df / 2, 0.5);
  return -Math.sqrt((df * (1 - y)) / y);
}

/**
 * Distribution function of F with d1 and d2 degrees of freedom.
 *
 * Formula: I_z(d1/2, d2/2), z = d1 x/(d1 x + d2).
 */
export function fCdf(x: number, d1: number, d2: number): number {
  if (!(x >= 0)) return Number.NaN;
  const ratio = (d1 * x) / d2;
  if (ratio <= 1) return regularizedBeta(ratio / (1 + ratio), d1 / 2, d2 / 2);
  return regularizedBetaComplement(1 / (1 + ratio), d2 / 2, d1 / 2);
}

/** Upper tail of F, 1 - `fCdf`, relatively accurate where small: the p-value of a test. */
export function fUpper(x: number, d1: number, d2: number): number {
  if (!(x >= 0)) return Number.NaN;
  return x === 0 ? 1 : fCdf(1 / x, d2, d1);
}

/**
 * Distribution function of a Poisson variable, P(X ≤ k) = Q(⌊k⌋ + 1, mean).
 *
 * @param k - Any number; 0 below 0.
 * @param mean - 0 or more.
 * @see DLMF 8.4.10.
 */
export function poissonCdf(k: number, mean: number): number {
  return k < 0 ? 0 : regularizedGammaQ(Math.floor(k) + 1, mean);
}

/** Probability of a Poisson variable, P(X = k) for whole k. */
export function poissonPmf(k: number, mean: number): number {
  return k < 0 || !Number.isInteger(k) ? 0 : gammaPower(k, mean);
}

/**
 * Distribution function of a binomial variable, P(X ≤ k) = 1 - I_p(⌊k⌋ + 1, n - ⌊k⌋).
 *
 * @param k - Any number; 0 below 0, 1 from n on.
 * @param n - Number of trials, whole.
 * @param p - Probability of success, from 0 to 1.
 * @see DLMF 8.17.5.
 */
export function binomialCdf(k: number, n: number, p: number): number {
  const below = Math.floor(k);
  if (below < 0) return 0;
  return below >= n ? 1 : regularizedBetaComplement(p, below + 1, n - below);
}

/** Probability of a binomial variable, P(X = k) for whole k. */
export function binomialPmf(k: number, n: number, p: number): number {
  if (k < 0 || k > n || !Number.isInteger(k)) return 0;
  if (p === 0 || p === 1) return k === n * p ? 1 : 0;
  if (k === 0) return Math.exp(n * Math.log1p(-p));
  if (k === n) return Math.exp(n * Math.log(p));
  // P(X = k) = x^a y^b / B(a, b) n / (a b) with a = k, b = n - k.
  return betaPower(p, k, n - k) * (n / (k * (n - k)));
}

/** ln P(X = k) of a binomial variable, finite where the probability underflows. */
export function logBinomialPmf(k: number, n: number, p: number): number {
  const successes = k === 0 ? 0 : k * Math.log(p);
  const failures = k === n ? 0 : (n - k) * Math.log1p(-p);
  return logBinomial(n, k) + successes + failures;
}
