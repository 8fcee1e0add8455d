/** Intervals of the difference of two shares, first minus second, and the score test of a difference at any value. */
import { type Ends, newcombeEnds, type Share } from "../../inference/score-interval.js";
import { findRoot } from "../../math/roots.js";

/** Methods for the difference of two shares. */
export type DifferenceMethod = "mee" | "miettinen-nurminen" | "newcombe" | "agresti-caffo";

/** Every method for the difference of two shares, the default first. */
export const differenceMethods: readonly DifferenceMethod[] = [
  "mee",
  "miettinen-nurminen",
  "newcombe",
  "agresti-caffo",
];

/** The ends of the interval of a difference of two shares, with `tail` on either side. */
export function differenceEnds(first: Share, second: Share, options: DifferenceEnds): Ends {
  const { method, z } = options;
  if (method === "newcombe") return newcombeEnds(first, second, options.tail);
  if (method === "agresti-caffo") return agrestiCaffoEnds(first, second, z);
  return scoreEnds(first, second, options);
}

/** How the ends are found: the method, the probability on either side, and the quantile that belongs to it. */
export interface DifferenceEnds {
  readonly method: DifferenceMethod;
  readonly tail: number;
  readonly z: number;
}

/** The differences that the score test does not reject: Mee's interval, or Miettinen and Nurminen's. */
function scoreEnds(first: Share, second: Share, { method, z }: DifferenceEnds): Ends {
  const estimate = first.x / first.n - second.x / second.n;
  const corrected = method === "miettinen-nurminen";
  // On the scale of the arc tangent a statistic that is infinite where the difference is certain can be searched.
  const excess = (sign: number) => (difference: number) =>
    Math.atan(scoreStatistic(first, second, { difference, corrected })) - sign * Math.atan(z);
  return {
    lower: estimate <= -1 ? -1 : findRoot(excess(1), [-1, estimate]),
    upper: estimate >= 1 ? 1 : findRoot(excess(-1), [estimate, 1]),
  };
}

/**
 * Standard normal statistic of the hypothesis that the first share is the second plus `difference`, its variance at the most
 * likely shares that obey it; Miettinen and Nurminen's has N/(N - 1) in the variance.
 */
export function scoreStatistic(
  first: Share,
  second: Share,
  { difference, corrected }: { readonly difference: number; readonly corrected: boolean },
): number {
  const above = first.x / first.n - second.x / second.n - difference;
  const p2 = likeliestSecond(first, second, difference);
  const p1 = Math.min(1, Math.max(0, p2 + difference));
  const all = first.n + second.n;
  const variance = (p1 * (1 - p1)) / first.n + (p2 * (1 - p2)) / second.n;
  return above === 0 ? 0 : above / Math.sqrt(corrected ? (variance * all) / (all - 1) : variance);
}

/** The most likely second share where the first is that plus a difference: the log-likelihood is concave in it. */
export function likeliestSecond(first: Share, second: Share, difference: number): number {
  if (difference === 0) return (first.x + second.x) / (first.n + second.n);
  const [lower, upper] = [Math.max(0, -difference), Math.min(1, 1 - difference)];
  const counts = [first.x, -(first.n - first.x), second.x, -(second.n - second.x)];
  // The slope with its denominators multiplied out, those of counts of 0 left away, so that it is finite at the ends.
  const slope = (p: number): number => {
    const factors = [p + difference, 1 - p - difference, p, 1 - p];
    let sum = 0;
    for (let i = 0; i < 4; i++) {
      let term = counts[i]!;
      for (let j = 0; j < 4; j++) if (j !== i && counts[j] !== 0) term *= factors[j]!;
      sum += term;
    }
    return sum;
  };
  if (slope(lower) <= 0) return lower;
  if (slope(upper) >= 0) return upper;
  return findRoot(slope, [lower, upper]);
}

/** The normal approximation after a success and a failure were added to either group. */
function agrestiCaffoEnds(first: Share, second: Share, z: number): Ends {
  const [n1, n2] = [first.n + 2, second.n + 2];
  const [p1, p2] = [(first.x + 1) / n1, (second.x + 1) / n2];
  const half = z * Math.sqrt((p1 * (1 - p1)) / n1 + (p2 * (1 - p2)) / n2);
  return { lower: Math.max(-1, p1 - p2 - half), upper: Math.min(1, p1 - p2 + half) };
}
