/** The regularised incomplete gamma functions P(a, x) and Q(a, x) = 1 - P(a, x). */

import { log1pMinusX, logGamma, stirlingRemainder } from "./gamma.js";
import { erfc } from "./normal.js";

const sqrtTwoPi = 2.5066282746310007;

/** From this shape on, near x = a, Temme's uniform expansion replaces series and continued fraction. */
const temmeFrom = 1000;

/**
 * Taylor coefficients of C_k(η), k = 0 to 4, in Temme's expansion. Computed by the recurrence
 * C_k = C'_{k-1}/η + (-1)^k g_k/(λ - 1), C_0 = 1/(λ - 1) - 1/η, with Stirling's coefficients g_k (DLMF 5.11.3).
 */
const temme: readonly (readonly number[])[] = [
  [
    -0.3333333333333333, 0.08333333333333333, -0.014814814814814815, 0.0011574074074074073,
    0.0003527336860670194, -0.0001787551440329218, 3.919263178522438e-5, -2.185448510679992e-6,
    -1.85406221071516e-6, 8.296711340953087e-7, -1.7665952736826078e-7, 6.707853543401498e-9,
    1.0261809784240309e-8, -4.382036018453353e-9, 9.14769958223679e-10,
  ],
  [
    -0.001851851851851852, -0.003472222222222222, 0.0026455026455026454, -0.0009902263374485596,
    0.00020576131687242798, -4.018775720164609e-7, -1.8098554330489976e-5, 7.64916091608111e-6,
    -1.6120900894563446e-6, 4.647127802807434e-9, 1.378633446915721e-7, -5.752545603517705e-8,
  ],
  [
    0.004133597883597883, -0.0026813271604938273, 0.0007716049382716049, 2.0093878600823047e-6,
    -0.0001073665322636516, 5.2923448829120125e-5, -1.2760635188618728e-5, 3.423578734096138e-8,
    1.3721957309062934e-6,
  ],
  [
    0.0006494341563786008, 0.00022947209362139917, -0.0004691894943952557, 0.00026772063206283885,
    -7.561801671883977e-5, -2.396505113867297e-7,
  ],
  [-0.0008618882909167117, 0.0007840392217200666, -0.0002990724803031902],
];

/**
 * The power x^a e^(-x) / Γ(a + 1): probability of a Poisson variable of mean x at a, for whole a.
 *
 * For a of 10 or more the exponent is a(ln(x/a) - x/a + 1), formed without cancellation.
 *
 * @param a - 0 or more.
 * @param x - 0 or more.
 */
export function gammaPower(a: number, x: number): number {
  if (x === 0) return a === 0 ? 1 : 0;
  if (x === Infinity) return 0;
  if (a >= 10) return Math.exp(logGammaPowerLarge(a, x)) / (sqrtTwoPi * Math.sqrt(a));
  // Below 1e-390, where the factors below would be infinity times 0.
  if (x > 1000) return 0;
  return Math.exp(a * Math.log(x) - logGamma(a + 1)) * Math.exp(-x);
}

/**
 * Logarithm of `gammaPower`, finite where that underflows.
 *
 * @param a - 0 or more.
 * @param x - Above 0.
 */
export function logGammaPower(a: number, x: number): number {
  if (a >= 10) return logGammaPowerLarge(a, x) - Math.log(sqrtTwoPi * Math.sqrt(a));
  return a * Math.log(x) - logGamma(a + 1) - x;
}

function logGammaPowerLarge(a: number, x: number): number {
  const away = (x - a) / a;
  // For tiny x/a, 1 + away would lose the digits of x.
  const exponent = x < 0.25 * a ? Math.log(x / a) - away : log1pMinusX(away);
  return a * exponent - stirlingRemainder(a);
}

/** Σ x^n / ((a + 1)...(a + n)), from n = 0. */
function lowerSeries(a: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 1; term > 1e-17 * sum; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

/** Γ(a, x) x^(-a) e^x by its continued fraction (modified Lentz), for x above about a + 1. */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let value = d;
  for (let n = 1; n < 100_000; n++) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    const factor = c * d;
    value *= factor;
    if (Math.abs(factor - 1) < 2e-16) break;
  }
  return value;
}

/** Q(a, x) for a up to 1 and x up to 1.5, where 1 - P would cancel for small a. */
function upperSmall(a: number, x: number): number {
  let power = 1;
  let sum = 0;
  for (let n = 1; n < 60; n++) {
    power *= -x / n;
    const term = power / (a + n);
    sum += term;
    if (Math.abs(term) < 1e-18 * Math.abs(sum)) break;
  }
  const exponent = a * Math.log(x) - logGamma(1 + a);
  return -Math.expm1(exponent) - Math.exp(exponent) * a * sum;
}

/** Temme's uniform expansion; `sign` is 1 for Q and -1 for P. */
function uniform(a: number, x: number, sign: 1 | -1): number {
  const away = (x - a) / a;
  const half = -log1pMinusX(away);
  const eta = Math.sign(away) * Math.sqrt(2 * half);
  let sum = 0;
  for (let k = temme.length - 1; k >= 0; k--) {
    const coefficients = temme[k]!;
    let inner = 0;
    for (let n = coefficients.length - 1; n >= 0; n--) inner = inner * eta + coefficients[n]!;
    sum = sum / a + inner;
  }
  const rest = (Math.exp(-a * half) / (sqrtTwoPi * Math.sqrt(a))) * sum;
  return 0.5 * erfc(sign * Math.sign(away) * Math.sqrt(a * half)) + sign * rest;
}

function outsideDomain(a: number, x: number): boolean {
  return !(a >= 0 && x >= 0) || (a === 0 && x === 0) || (a === Infinity && x === Infinity);
}

/**
 * Regularised lower incomplete gamma function: the distribution function at x of a gamma variable of shape a and rate 1.
 *
 * Formula: P(a, x) = 1/Γ(a) ∫₀ˣ t^(a-1) e^(-t) dt. Series below x = a + 1, one less Legendre's continued fraction above,
 * Temme's uniform expansion near x = a for a of 1,000 or more.
 *
 * @param a - Shape, 0 or more.
 * @param x - 0 or more.
 * @returns From 0 to 1; 0 at x = 0, 1 at Infinity and at a = 0; NaN outside the domain.
 * @see DLMF 8.11.4, 8.9.2, 8.12.3-8.12.10; Temme (1979), SIAM J. Math. Anal. 10, 757-766, doi:10.1137/0510071.
 */
export function regularizedGammaP(a: number, x: number): number {
  if (outsideDomain(a, x)) return Number.NaN;
  if (x === 0 || a === Infinity) return 0;
  if (a === 0 || x === Infinity) return 1;
  if (a >= temmeFrom && Math.abs(x - a) < 0.3 * a) return uniform(a, x, -1);
  if (x < a + 1 || x < 1.5) return Math.min(1, gammaPower(a, x) * lowerSeries(a, x));
  return 1 - regularizedGammaQ(a, x);
}

/**
 * Regularised upper incomplete gamma function, one less `regularizedGammaP` without the loss of digits where it is small.
 *
 * Formula: Q(a, x) = 1/Γ(a) ∫ₓ^∞ t^(a-1) e^(-t) dt.
 *
 * @param a - Shape, 0 or more.
 * @param x - 0 or more.
 * @returns From 0 to 1; 1 at x = 0, 0 at Infinity and at a = 0; NaN outside the domain.
 * @see DLMF 8.9.2, 8.7.3, 8.12.3-8.12.10.
 */
export function regularizedGammaQ(a: number, x: number): number {
  if (outsideDomain(a, x)) return Number.NaN;
  if (x === 0 || a === Infinity) return 1;
  if (a === 0 || x === Infinity) return 0;
  if (a >= temmeFrom && Math.abs(x - a) < 0.3 * a) return uniform(a, x, 1);
  if (a <= 1 && x <= 1.5) return upperSmall(a, x);
  if (x < a + 1) return 1 - regularizedGammaP(a, x);
  return gammaPower(a, x) * a * upperFraction(a, x);
}
