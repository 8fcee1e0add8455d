/** Wilson's score bounds of a share, for counts and for the effective counts of weighted means. */
import { normalQuantile } from "../math/normal.js";

/** Two-sided quantile of the normal distribution for a confidence level. */
export function normalScore(level: number): number {
  return normalQuantile(0.5 + level / 2);
}

/** Wilson's bounds of a share observed in `count` independent trials; `count` may be an effective, fractional number. */
export function wilsonBounds(share: number, count: number, z: number): { lower: number; upper: number } {
  const ratio = (z * z) / count;
  const centre = share + ratio / 2;
  const half = Math.sqrt(ratio * (share * (1 - share) + ratio / 4));
  // At 0 and 1 the bound is exact, where rounding would leave 3e-17.
  const lower = share === 0 ? 0 : Math.max(0, (centre - half) / (1 + ratio));
  const upper = share === 1 ? 1 : Math.min(1, (centre + half) / (1 + ratio));
  return { lower, upper };
}
