/** Score intervals of shares, and of the difference of two. */
import { normalQuantile } from "../math/normal.js";

/** The two ends of an interval. */
export interface Ends {
  readonly lower: number;
  readonly upper: number;
}

/** `x` of `n`: whole numbers, or the effective, fractional ones of a weighted mean. */
export interface Share {
  readonly x: number;
  readonly n: number;
}

/** Wilson's score interval of a share, at tail probability `tail` on either side. */
export function wilsonEnds({ x, n }: Share, tail: number): Ends {
  const z = -normalQuantile(tail);
  const sum = 2 * x + z * z + z * Math.sqrt(z * z + (4 * x * (n - x)) / n);
  // x over the larger root of the score equation rather than the smaller root, which cancels: exactly 0 at x = 0.
  return { lower: (2 * x * x) / n / sum, upper: x === n ? 1 : sum / (2 * (n + z * z)) };
}

/** Newcombe's hybrid score interval (his method 10) of the difference of two shares, first minus second. */
export function newcombeEnds(first: Share, second: Share, tail: number): Ends {
  const [a, b] = [wilsonEnds(first, tail), wilsonEnds(second, tail)];
  const [p, q] = [first.x / first.n, second.x / second.n];
  return {
    lower: Math.max(-1, p - q - Math.hypot(p - a.lower, b.upper - q)),
    upper: Math.min(1, p - q + Math.hypot(a.upper - p, q - b.lower)),
  };
}
