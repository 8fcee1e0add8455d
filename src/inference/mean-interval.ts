/** Intervals of means and of ratios of sums over independent customers, corrected for skewness: few customers pay much. */
import { studentTQuantile } from "../math/distributions.js";

/** How an estimate scatters from sample to sample. */
export interface Spread {
  /** Its standard error: that of the jackknife that leaves out one customer at a time. */
  readonly standardError: number;
  /** Skewness of the estimate: that of what customers bring, over the root of their number. */
  readonly skewness: number;
}

/** Sums over customers of products of what each adds above (x) and below (y) the line of a ratio. */
export interface RatioMoments {
  readonly n: number;
  readonly x: number;
  readonly y: number;
  readonly xx: number;
  readonly xy: number;
  readonly yy: number;
  readonly xxx: number;
  readonly xxy: number;
  readonly xyy: number;
  readonly yyy: number;
}

/** The moments of a mean over `n` customers: each counts 1 below the line. */
export function momentsOfMean(n: number, x: number, xx: number, xxx: number): RatioMoments {
  return { n, x, y: n, xx, xy: x, yy: n, xxx, xxy: xx, xyy: x, yyy: n };
}

/** The spread of Σ x / Σ y over customers; null for fewer than two of them, or where Σ y is 0. */
export function spreadOfRatio(moments: RatioMoments): Spread | null {
  const { n, x, y, xx, xy, yy, xxx, xxy, xyy, yyy } = moments;
  if (n < 2 || y === 0) return null;
  const r = x / y;
  const squares = xx - 2 * r * xy + r * r * yy;
  // What is left where all bring the same is rounding.
  if (squares <= 1e-13 * (xx + r * r * yy)) return { standardError: 0, skewness: 0 };
  const cubes = xxx - 3 * r * xxy + 3 * r * r * xyy - r ** 3 * yyy;
  return {
    standardError: Math.sqrt((n / (n - 1)) * squares) / Math.abs(y),
    skewness: (Math.sign(y) * cubes) / squares ** 1.5,
  };
}

/**
 * Ends of the interval of an estimate: Student's t of a cubic transform that takes the skewness out; null where nothing
 * scatters, which says nothing about how much it might.
 *
 * @see Hall (1992), "On the removal of skewness by transformation", JRSS B 54(1), 221-228, equation 2.4 (the cubic).
 */
export function skewnessCorrectedEnds(
  estimate: number,
  { standardError, skewness: g }: Spread,
  degrees: number,
  tail: number,
): { lower: number; upper: number } | null {
  if (standardError === 0 || degrees < 1) return null;
  const t = -studentTQuantile(tail, degrees);
  // The inverse of T + g T² / 3 + g² T³ / 27 + g / 6 at ±t; T itself where there is no skewness to speak of.
  const inverse = (z: number) => (Math.abs(g) < 1e-6 ? z : (3 / g) * (Math.cbrt(1 + g * (z - g / 6)) - 1));
  return { lower: estimate - standardError * inverse(t), upper: estimate - standardError * inverse(-t) };
}
