/** The error function and the normal distribution, accurate in both tails. */

/** Chebyshev coefficients of (1 + 2x) exp(x²) erfc(x) in t = (x - 3)/(x + 3), x from 0 to infinity. */
const scaledErfc = [
  1.17756257419656, 0.005353904539615676, -0.09377550342284209, 0.05436652555744322, -0.018976596707845208,
  0.004453426061462712, -0.0006335531710553147, 1.7661719523171593e-5, 1.2841532864056671e-5,
  -2.0072285659059913e-6, -1.807522790414837e-7, 7.549828343825093e-8, 1.885668523838603e-9,
  -2.699519049798364e-9, -1.460079119939105e-11, 1.0361607445969489e-10, 1.475715976623473e-12,
  -4.277340064396911e-12, -2.07922492859799e-13, 1.8134502003176963e-13, 1.973425574544739e-14,
  -7.287943737592673e-15, -1.5169878690228116e-15, 2.3514112258781403e-16, 1.0006111691821667e-16,
];

const twoOverSqrtPi = 1.1283791670955126;
const sqrtTwo = Math.SQRT2;
const sqrtTwoPi = 2.5066282746310007;
const sqrtHalfPi = 1.2533141373155003;

/**
 * Scaled complementary error function exp(x²) erfc(x), for x of 0 or more.
 *
 * @param x - 0 or more.
 * @returns From 1 at x = 0, falling as 1/(x√π); NaN below 0.
 * @see DLMF 7.2.2; the expansion in (x - 3)/(x + 3) after Shepherd & Laframboise (1981), Mathematics of
 *   Computation 36, 249-253, doi:10.1090/S0025-5718-1981-0595058-X, with coefficients of our own.
 */
export function erfcx(x: number): number {
  if (!(x >= 0)) return Number.NaN;
  if (x > 1e8) return 1 / (x * 1.772453850905516);
  const t = (2 * (x - 3)) / (x + 3);
  let next = 0;
  let after = 0;
  for (let k = scaledErfc.length - 1; k > 0; k--) {
    const current = t * next - after + scaledErfc[k]!;
    after = next;
    next = current;
  }
  return (0.5 * t * next - after + scaledErfc[0]!) / (1 + 2 * x);
}

/** exp(-x² scale), with x² formed in two parts: its rounding would cost x² ulp in the tail. */
function expMinusSquare(x: number, scale: number): number {
  const high = Math.round(x * 16) / 16;
  const rest = (x - high) * (x + high);
  return Math.exp(-high * high * scale) * Math.exp(-rest * scale);
}

/**
 * Error function erf(x) = 2/√π ∫₀ˣ exp(-t²) dt.
 *
 * @param x - Any number.
 * @returns From -1 to 1, odd in x, relatively accurate at 0; NaN for NaN.
 * @see DLMF 7.2.1, 7.6.1.
 */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (size <= 1) {
    const x2 = x * x;
    let term = 1;
    let sum = 1;
    for (let n = 1; Math.abs(term) > 1e-18; n++) {
      term *= -x2 / n;
      sum += term / (2 * n + 1);
    }
    return twoOverSqrtPi * x * sum;
  }
  if (Number.isNaN(x)) return Number.NaN;
  return Math.sign(x) * (size > 6 ? 1 : 1 - expMinusSquare(size, 1) * erfcx(size));
}

/**
 * Complementary error function erfc(x) = 1 - erf(x), relatively accurate in the upper tail.
 *
 * @param x - Any number.
 * @returns From 2 down to 0; 0 above 27.3; NaN for NaN.
 * @see DLMF 7.2.2.
 */
export function erfc(x: number): number {
  if (x < 0.5) return 1 - erf(x);
  if (x > 28) return 0;
  return expMinusSquare(x, 1) * erfcx(x);
}

/**
 * Distribution function Φ(x) of the standard normal, relatively accurate in the lower tail.
 *
 * @param x - Any number; for the upper tail take `normalCdf(-x)`.
 * @returns From 0 to 1; NaN for NaN.
 * @see DLMF 7.2.2.
 */
export function normalCdf(x: number): number {
  if (x >= -0.5) return x > 0.5 ? 1 - normalCdf(-x) : 0.5 + 0.5 * erf(x / sqrtTwo);
  if (x < -39) return 0;
  return 0.5 * expMinusSquare(x, 0.5) * erfcx(-x / sqrtTwo);
}

/**
 * Natural logarithm of Φ(x), finite where Φ underflows.
 *
 * @param x - Any number.
 * @returns 0 or less; NaN for NaN.
 */
export function logNormalCdf(x: number): number {
  if (x > 0) return x > 39 ? 0 : Math.log1p(-normalCdf(-x));
  return x > -1 ? Math.log(normalCdf(x)) : Math.log(0.5 * erfcx(-x / sqrtTwo)) - 0.5 * x * x;
}

/**
 * Density φ(x) of the standard normal.
 *
 * @param x - Any number.
 * @returns exp(-x²/2)/√(2π).
 */
export function normalPdf(x: number): number {
  return expMinusSquare(x, 0.5) / sqrtTwoPi;
}

/**
 * Quantile of the standard normal: the x with Φ(x) = p.
 *
 * Formula: a rational start, then Halley steps on Φ in the centre and Newton steps on ln Φ in the tail.
 *
 * @param p - Probability from 0 to 1; for an upper tail q take `-normalQuantile(q)`, since 1 - q loses digits.
 * @returns -Infinity at 0, Infinity at 1, NaN outside 0 to 1.
 * @see Abramowitz & Stegun (1964) 26.2.23 (the start).
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p === 0) return -Infinity;
  const t = Math.sqrt(-2 * Math.log(p));
  let x =
    (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t;
  if (p < 1e-3) {
    const logP = Math.log(p);
    for (let step = 0; step < 3; step++) {
      const scaled = erfcx(-x / sqrtTwo);
      x -= (Math.log(0.5 * scaled) - 0.5 * x * x - logP) * scaled * sqrtHalfPi;
    }
    return x;
  }
  for (let step = 0; step < 2; step++) {
    const excess = x > -0.5 ? 0.5 * erf(x / sqrtTwo) - (p - 0.5) : normalCdf(x) - p;
    const u = excess * sqrtTwoPi * Math.exp(0.5 * x * x);
    x -= u / (1 + 0.5 * x * u);
  }
  return x;
}
