/** How far a limiting process strays: the critical values of simultaneous bands. */
import { multiply, multiplyVector } from "../math/linear-algebra.js";
import { normalPdf } from "../math/normal.js";
import { integratePanels } from "../math/quadrature.js";
import { findRoot } from "../math/roots.js";

/** Range of a band on the scale a = nσ²/(1 + nσ²), from 0 to below 1. */
export interface BandRange {
  readonly from: number;
  readonly to: number;
}

/** The value that |B(u)|, B a Brownian bridge, stays below for u in the range with probability `level`. */
export function hallWellnerValue(range: BandRange, level: number): number {
  return findRoot((k) => bridgeStays(range, k) - level, [0.05, 5], { tolerance: 1e-12 });
}

/** The value that |B(u)| / √(u (1 - u)) stays below for u in the range with probability `level`. */
export function equalPrecisionValue({ from, to }: BandRange, level: number): number {
  // On the scale ½ ln(u / (1 - u)) the quotient is an Ornstein-Uhlenbeck process.
  const length = 0.5 * (Math.log(to / from) + Math.log((1 - from) / (1 - to)));
  return findRoot((c) => ornsteinUhlenbeckStays(length, c) - level, [0.3, 12], { tolerance: 1e-12 });
}

/** Waves that vanish at ±c: those beyond change a critical value by 1e-7 at most, over a range of a thousandth by 1e-4. */
const waves = 24;

/** The n-th even function that vanishes at ±c, with its square integrating to 1. */
const wave = (n: number, c: number, x: number) => Math.cos(((n + 0.5) * Math.PI * x) / c) / Math.sqrt(c);

/** How much of each wave is in an even function that is negligible beyond `reach`. */
function waveParts(c: number, f: (x: number) => number, reach = c): Float64Array {
  const end = Math.min(c, reach);
  return Float64Array.from(
    { length: waves },
    (_, n) => 2 * integratePanels((x) => f(x) * wave(n, c, x), [0, end], end / 12),
  );
}

/**
 * Probability that a Brownian bridge stays within ±k from one time to another: that of a Brownian motion, whose waves die out at
 * known rates, from where it is at the first time to where it can still come back from at the second.
 */
function bridgeStays({ from, to }: BandRange, k: number): number {
  const density = (variance: number) =>
    variance === 0
      ? Float64Array.from({ length: waves }, (_, n) => wave(n, k, 0))
      : waveParts(
          k,
          (x) => normalPdf(x / Math.sqrt(variance)) / Math.sqrt(variance),
          9 * Math.sqrt(variance),
        );
  const [begin, end] = [density(from), density(1 - to)];
  let sum = 0;
  for (let n = 0; n < waves; n++) {
    const rate = ((n + 0.5) * Math.PI) / k;
    sum += Math.exp(-0.5 * rate * rate * (to - from)) * begin[n]! * end[n]!;
  }
  return Math.sqrt(2 * Math.PI) * sum;
}

/**
 * Probability that a stationary Ornstein-Uhlenbeck process of covariance e^-|s| stays within ±c for some length of time.
 *
 * With ψ² the normal density it is ⟨ψ, exp(-length H) ψ⟩, H = -d²/dx² + x²/4 - 1/2 on functions that vanish at ±c.
 */
function ornsteinUhlenbeckStays(length: number, c: number): number {
  const start = waveParts(c, (x) => Math.sqrt(normalPdf(x)));
  const generator = new Float64Array(waves * waves);
  // ∫ x² cos(m π x / c) dx over ±c, by 2 c.
  const square = (m: number) =>
    m === 0 ? (c * c) / 3 : (2 * c * c * (m % 2 === 0 ? 1 : -1)) / (m * Math.PI) ** 2;
  for (let i = 0; i < waves; i++)
    for (let j = 0; j < waves; j++) {
      const potential = 0.25 * (square(Math.abs(i - j)) + square(i + j + 1));
      const own = i === j ? (((i + 0.5) * Math.PI) / c) ** 2 - 0.5 : 0;
      generator[i * waves + j] = own + potential;
    }
  const later = multiplyVector(decay(generator, length), start);
  return later.reduce((sum, each, n) => sum + each * start[n]!, 0);
}

/** exp(-t H) by the Taylor series at a small part of t, squared as often as it takes. */
function decay(generator: Float64Array, t: number): Float64Array {
  const largest = generator.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
  const doublings = Math.max(0, Math.ceil(Math.log2(largest * t * 8)));
  const step = generator.map((each) => (-each * t) / 2 ** doublings);
  let result = new Float64Array(generator.length);
  for (let i = 0; i < waves; i++) result[i * waves + i] = 1;
  let term = result;
  for (let k = 1; k <= 14; k++) {
    term = multiply(term, step, waves).map((each) => each / k);
    result = result.map((each, i) => each + term[i]!);
  }
  for (let k = 0; k < doublings; k++) result = multiply(result, result, waves) as Float64Array<ArrayBuffer>;
  return result;
}
