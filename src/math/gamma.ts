/**
 * The gamma function and its relatives on the positive half-line, on the log scale.
 *
 * Differences have functions of their own: ln Γ(x + a) - ln Γ(x) formed from two calls of `logGamma` keeps
 * no correct digit once x is large, and likelihoods are made of such differences.
 */
import { integratePanels } from "./quadrature.js";

const halfLogTwoPi = 0.9189385332046728;
const oneMinusEuler = 0.42278433509846713;

/** (ζ(k) - 1)/k for k = 2, 3, ... */
const zetaMinusOne = [
  0.3224670334241132, 0.0673523010531981, 0.020580808427784546, 0.007385551028673986, 0.0028905103307415234,
  0.001192753911703261, 0.0005096695247430425, 0.00022315475845357939, 9.945751278180853e-5,
  4.492623673813314e-5, 2.050721277567069e-5, 9.439488275268397e-6, 4.374866789907488e-6,
  2.039215753801366e-6, 9.55141213040742e-7, 4.492469198764566e-7, 2.1207184805554665e-7,
  1.0043224823968099e-7, 4.7698101693639804e-8, 2.2711094608943164e-8, 1.0838659214896955e-8,
  5.183475041970047e-9, 2.4836745438024785e-9, 1.1921401405860912e-9, 5.731367241678862e-10,
];

/** B(2k) / (2k(2k - 1)) for k = 1, 2, ...: the coefficients of Stirling's series. */
export const stirling = [
  0.08333333333333333, -0.002777777777777778, 0.0007936507936507937, -0.0005952380952380953,
  0.0008417508417508417, -0.0019175269175269176, 0.00641025641025641, -0.029550653594771242,
  0.17964437236883057,
];

/** B(2k) / (2k) for k = 1, 2, ...: the coefficients of the asymptotic series of ψ. */
export const psiAsymptotic = [
  0.08333333333333333, -0.008333333333333333, 0.003968253968253968, -0.004166666666666667,
  0.007575757575757576, -0.021092796092796094, 0.08333333333333333, -0.4432598039215686, 3.0539543302701198,
];

/** B(2k) for k = 1, 2, ...: the coefficients of the asymptotic series of ψ'. */
const bernoulli = [
  0.16666666666666666, -0.03333333333333333, 0.023809523809523808, -0.03333333333333333, 0.07575757575757576,
  -0.2531135531135531, 1.1666666666666667, -7.092156862745098, 54.971177944862156,
];

/** Taylor coefficients of ψ about its zero, from the first order. */
const psiAtRoot = [
  0.9676722454476212, -0.4427631689835921, 0.258499760955651, -0.16394270544240652, 0.10782405069126237,
  -0.07219956125645471, 0.04880428816414311, -0.03316112647484736, 0.022597648232218104, -0.01542476590494896,
  0.010538791616612175, -0.007204534386356869, 0.004926781395729853, -0.003369801655439328,
  0.002305126326734928, -0.0015769367714301972, 0.0010788252019162967, -0.0007380709389960052,
  0.000504953265834602, -0.0003454680251063077, 0.00023635601564027053,
];

/** From here on the asymptotic series above reach full precision. */
export const asymptoticFrom = 10;

/** The value at x of the polynomial with these coefficients, from the constant on. */
export function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let k = coefficients.length - 1; k >= 0; k--) sum = sum * x + coefficients[k]!;
  return sum;
}

/** (f(p) - f(q)) / (p - q) for a polynomial f, without the cancellation. */
function dividedDifference(coefficients: readonly number[], p: number, q: number): number {
  let value = 0;
  let difference = 0;
  for (let k = coefficients.length - 1; k >= 0; k--) {
    difference = difference * q + value;
    value = value * p + coefficients[k]!;
  }
  return difference;
}

/**
 * ln(1 + x) - x, without cancellation near x = 0.
 *
 * Formula: with r = x/(2 + x), -x r + 2r³(1/3 + r²/5 + r⁴/7 + ...).
 *
 * @param x - Above -1.
 * @returns A number of 0 or less; -Infinity at x = -1, NaN below it.
 * @see DLMF 4.6.4.
 */
export function log1pMinusX(x: number): number {
  if (x < -0.6 || x > 1.5) return Math.log1p(x) - x;
  const r = x / (2 + x);
  const r2 = r * r;
  let sum = 0;
  let power = 1;
  for (let k = 3; ; k += 2) {
    const term = power / k;
    sum += term;
    // NaN ends the series too.
    if (!(term >= 1e-17 * sum) || term === 0) break;
    power *= r2;
  }
  return r * (2 * r2 * sum - x);
}

/** ln Γ(2 + z) for |z| at most ½; relative accuracy holds through its zero at z = 0. */
function logGammaNearTwo(z: number): number {
  return z * (oneMinusEuler + z * polynomial(zetaMinusOne, -z));
}

/**
 * Stirling's remainder: ln Γ(x) less its leading terms (x - ½) ln x - x + ½ ln 2π.
 *
 * @param x - Above 0.
 * @returns About 1/(12x) for large x; Infinity at 0.
 * @see DLMF 5.11.1.
 */
export function stirlingRemainder(x: number): number {
  if (x >= asymptoticFrom) return polynomial(stirling, 1 / (x * x)) / x;
  return logGamma(x) - ((x - 0.5) * Math.log(x) - x + halfLogTwoPi);
}

/**
 * Natural logarithm of the gamma function, for x above 0.
 *
 * Formula: Taylor series about 2 (and 1) for x up to 2.5, upward recurrence to 10, Stirling's series above.
 * Relative accuracy holds through the zeros at 1 and 2.
 *
 * @param x - Any number above 0.
 * @returns ln Γ(x): Infinity at 0 and at Infinity, NaN for x below 0 and for NaN.
 * @see DLMF 5.7.3, 5.5.1, 5.11.1.
 */
export function logGamma(x: number): number {
  if (x >= asymptoticFrom) {
    if (x === Infinity) return Infinity;
    const remainder = x > 1e18 ? 0 : polynomial(stirling, 1 / (x * x)) / x;
    return (x - 0.5) * (Math.log(x) - 1) + (halfLogTwoPi - 0.5 + remainder);
  }
  if (x >= 1.5) {
    let product = 1;
    let y = x;
    while (y > 2.5) {
      y -= 1;
      product *= y;
    }
    return logGammaNearTwo(y - 2) + (product === 1 ? 0 : Math.log(product));
  }
  if (x >= 0.5) return logGammaNearTwo(x - 1) - Math.log1p(x - 1);
  if (x > 0) return logGammaNearTwo(x) - Math.log1p(x) - Math.log(x);
  return x === 0 ? Infinity : Number.NaN;
}

/**
 * Difference ln Γ(x + a) - ln Γ(x): the logarithm of the rising factorial x(x + 1)...(x + a - 1) for whole a.
 *
 * Exact products for small whole a; otherwise Stirling's series of both terms subtracted term by term, after a
 * shift of x to 10 or more. Accurate for x of any size, where two calls of `logGamma` would cancel.
 *
 * @param x - Above 0.
 * @param a - The step, of either sign, with x + a above 0.
 * @returns The difference; 0 at a = 0; NaN outside the domain.
 * @see DLMF 5.2.5, 5.11.1.
 */
export function logGammaRatio(x: number, a: number): number {
  if (a === 0 && x > 0) return 0;
  if (!(x > 0) || !(x + a >= 0)) return Number.NaN;
  if (a < 0) return x + a === 0 ? Infinity : -logGammaRatio(x + a, -a);
  if (a <= 16 && x < 1e16 && Number.isInteger(a)) {
    let product = x;
    for (let i = 1; i < a; i++) product *= x + i;
    return Math.log(product);
  }
  if (x >= asymptoticFrom) return logGammaRatioAsymptotic(x, a);
  if (a > 0.5) return logGamma(x + a) - logGamma(x);
  let shift = 0;
  let y = x;
  // ∏ (1 + a/y) - 1, all of whose terms are above 0.
  let excess = 0;
  for (; y < asymptoticFrom; y += 1) {
    excess += (a / y) * (1 + excess);
    if (excess < 1) continue;
    shift += Math.log1p(excess);
    excess = 0;
  }
  return logGammaRatioAsymptotic(y, a) - (shift + Math.log1p(excess));
}

/** ln Γ(x + a) - ln Γ(x) for x of 10 or more and a of 0 or more. */
function logGammaRatioAsymptotic(x: number, a: number): number {
  return a * (Math.log(x + a) - 1) + (x - 0.5) * Math.log1p(a / x) + stirlingRemainderDifference(x, a);
}

/** Stirling's remainder at x + a less that at x, for x of 10 or more and a of 0 or more, without cancellation. */
function stirlingRemainderDifference(x: number, a: number): number {
  const v = 1 / x;
  const w = 1 / (x + a);
  // w - v = -a w v.
  const atW = polynomial(stirling, w * w);
  return -a * w * v * (atW + v * (w + v) * dividedDifference(stirling, w * w, v * v));
}

/**
 * Natural logarithm of the beta function B(a, b) = Γ(a) Γ(b) / Γ(a + b).
 *
 * Formula: for large arguments Stirling's remainders of the three gammas, the leading terms being combined
 * before they are evaluated; three calls of `logGamma` would lose six digits at a = 1e9.
 *
 * @param a - Above 0.
 * @param b - Above 0.
 * @returns ln B(a, b), symmetric in a and b; Infinity if either is 0, NaN below 0.
 * @see DLMF 5.12.1; Didonato & Morris (1992), "Algorithm 708", ACM TOMS 18(3), 360-373, section 3 (the arrangement).
 */
export function logBeta(a: number, b: number): number {
  const p = Math.min(a, b);
  const q = Math.max(a, b);
  if (!(p >= 0)) return Number.NaN;
  if (p === 0) return q === Infinity ? Number.NaN : Infinity;
  if (q === Infinity) return -Infinity;
  if (p >= asymptoticFrom) {
    const remainders = stirlingRemainder(p) - stirlingRemainderDifference(q, p);
    const ratio = p / q;
    return (
      halfLogTwoPi -
      0.5 * Math.log(q) +
      remainders +
      (p - 0.5) * Math.log(ratio / (1 + ratio)) -
      q * Math.log1p(ratio)
    );
  }
  return logGamma(p) - logGammaRatio(q, p);
}

/**
 * Difference ln B(a, b + s) - ln B(a, b): the log-survival of a beta-geometric customer over s periods.
 *
 * The quotient is symmetric in a and s and equals a product of factors 1 - a s / ((b + i + s)(b + i + a));
 * the first few are taken as such, the rest by Stirling's series with the leading terms combined.
 *
 * @param a - Above 0.
 * @param b - Above 0.
 * @param s - The step, 0 or more, not necessarily whole.
 * @returns The difference, 0 or less; 0 at s = 0; NaN outside the domain.
 * @see DLMF 5.12.1, 5.8.5.
 */
export function logBetaRatio(a: number, b: number, s: number): number {
  const small = Math.min(a, s);
  const large = Math.max(a, s);
  if (!(small >= 0) || !(b > 0)) return Number.NaN;
  if (small === 0) return 0;
  if (large === Infinity) return -Infinity;
  let sum = 0;
  let p = b;
  // The product of the factors, and the same less 1, whose terms are all of one sign: a logarithm each would cost far more.
  let product = 1;
  let excess = 0;
  for (; p < asymptoticFrom; p += 1) {
    const part = (small / (p + small)) * (large / (p + large));
    excess -= part * (1 + excess);
    product *= part < 0.5 ? 1 - part : (p / (p + small)) * ((p + small + large) / (p + large));
    if (product > 0.5) continue;
    sum += Math.log(product);
    product = 1;
    excess = 0;
  }
  sum += Math.log1p(excess);
  const c = p + large;
  return (
    sum +
    (p * log1pMinusX(small / p) - c * log1pMinusX(small / c)) -
    0.5 * Math.log1p((small / p) * (large / (c + small))) -
    small * Math.log1p(large / (p + small)) +
    (stirlingRemainderDifference(p, small) - stirlingRemainderDifference(c, small))
  );
}

/**
 * Natural logarithm of the binomial coefficient: ln C(n, k) = -ln(n + 1) - ln B(n - k + 1, k + 1).
 *
 * @param n - 0 or more, not necessarily whole.
 * @param k - From 0 to n.
 * @returns The logarithm, 0 at k = 0 and k = n; -Infinity for k outside 0..n.
 * @see DLMF 1.2.6.
 */
export function logBinomial(n: number, k: number): number {
  if (k < 0 || k > n) return -Infinity;
  if (k === 0 || k === n) return 0;
  return -Math.log1p(n) - logBeta(n - k + 1, k + 1);
}

/**
 * Digamma function ψ(x) = d ln Γ(x) / dx, for x above 0.
 *
 * Formula: Taylor series about its zero 1.4616..., upward recurrence to 10, asymptotic series above.
 *
 * @param x - Above 0.
 * @returns ψ(x): -Infinity at 0, Infinity at Infinity, NaN below 0.
 * @see DLMF 5.5.2, 5.11.2.
 */
export function digamma(x: number): number {
  if (!(x >= 0)) return Number.NaN;
  if (x === 0) return -Infinity;
  if (x === Infinity) return Infinity;
  const fromRoot = x - 1.4616321449683622;
  if (Math.abs(fromRoot) < 0.25) {
    const h = fromRoot - 9.549995429965697e-17;
    return h * polynomial(psiAtRoot, h);
  }
  let shift = 0;
  let y = x;
  for (; y < asymptoticFrom; y += 1) shift += 1 / y;
  const w = 1 / y;
  return Math.log(y) - 0.5 * w - w * w * polynomial(psiAsymptotic, w * w) - shift;
}

/**
 * Difference ψ(x + a) - ψ(x), without cancellation: the derivative of `logGammaRatio` in x.
 *
 * Formula: Σ 1/(x + i) over i < a for whole a; otherwise the asymptotic series subtracted term by term.
 *
 * @param x - Above 0.
 * @param a - The step, of either sign, with x + a above 0.
 * @returns The difference, of the sign of a; 0 at a = 0; NaN outside the domain.
 * @see DLMF 5.5.2, 5.7.6, 5.11.2.
 */
export function digammaDifference(x: number, a: number): number {
  if (a === 0 && x > 0) return 0;
  if (!(x > 0) || !(x + a > 0)) return Number.NaN;
  if (a < 0) return -digammaDifference(x + a, -a);
  let sum = 0;
  if (a <= 16 && Number.isInteger(a)) {
    for (let i = 0; i < a; i++) sum += 1 / (x + i);
    return sum;
  }
  let y = x;
  for (; y < asymptoticFrom; y += 1) sum += a / (y * (y + a));
  const v = 1 / y;
  const w = 1 / (y + a);
  const step = a * w * v;
  const atW = polynomial(psiAsymptotic, w * w);
  const series = atW + v * v * dividedDifference(psiAsymptotic, w * w, v * v);
  return sum + Math.log1p(a * v) + 0.5 * step + step * (w + v) * series;
}

/**
 * Trigamma function ψ'(x), for x above 0.
 *
 * Formula: upward recurrence to 10, then the asymptotic series 1/x + 1/(2x²) + Σ B(2k)/x^(2k+1).
 *
 * @param x - Above 0.
 * @returns ψ'(x) above 0: Infinity at 0, 0 at Infinity, NaN below 0.
 * @see DLMF 5.15.5, 5.15.8.
 */
export function trigamma(x: number): number {
  if (!(x >= 0)) return Number.NaN;
  if (x === 0) return Infinity;
  let sum = 0;
  let y = x;
  for (; y < asymptoticFrom; y += 1) sum += 1 / (y * y);
  const w = 1 / y;
  return sum + w * (1 + w * (0.5 + w * polynomial(bernoulli, w * w)));
}

/**
 * Difference ψ'(x) - ψ'(x + a), without cancellation.
 *
 * Formula: Σ of 1/y² - 1/(y + a)² over y = x, x + 1, ... below 10; above, the asymptotic series subtracted term by term.
 *
 * @param x - Above 0.
 * @param a - 0 or more.
 * @returns The difference, 0 or more; 0 at a = 0; NaN outside the domain.
 * @see DLMF 5.15.5, 5.15.8.
 */
export function trigammaDifference(x: number, a: number): number {
  if (!(x > 0) || !(a >= 0)) return Number.NaN;
  let sum = 0;
  let y = x;
  for (; y < asymptoticFrom; y += 1) sum += (a / (y + a) / y) * (1 / y + 1 / (y + a));
  const v = 1 / y;
  const w = 1 / (y + a);
  // The series is w + w²/2 + w³ B(w²) with v - w = a v w.
  const atW = polynomial(bernoulli, w * w);
  const cubes = v * v + v * w + w * w;
  const rest = cubes * atW + v * v * v * (v + w) * dividedDifference(bernoulli, w * w, v * v);
  return sum + a * v * w * (1 + 0.5 * (v + w) + rest);
}

/**
 * Second difference ln B(a, b + 2s) - 2 ln B(a, b + s) + ln B(a, b): ln E[Y²]/E[Y]² of Y = (1 - θ)^s, θ being Beta(a, b).
 *
 * Formula: for whole s of 1, ln(1 + a/(b(a + b + 1))); for b above s the integral of ψ'(b + su) - ψ'(a + b + su) times s² and
 * the triangle of height 1 over u from 0 to 2; otherwise the difference of two `logBetaRatio`, which does not cancel there.
 *
 * @param a - Above 0.
 * @param b - Above 0.
 * @param s - 0 or more.
 * @returns 0 or more; NaN outside the domain.
 */
export function logBetaSecondDifference(a: number, b: number, s: number): number {
  if (s === 1) return Math.log1p(a / b / (a + b + 1));
  if (!(b > s)) return logBetaRatio(a, b + s, s) - logBetaRatio(a, b, s);
  const density = (u: number) => (1 - Math.abs(u - 1)) * trigammaDifference(b + s * u, a);
  return s * s * (integratePanels(density, [0, 1], 0.5) + integratePanels(density, [1, 2], 0.5));
}
