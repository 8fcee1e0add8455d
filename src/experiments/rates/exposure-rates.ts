/** Two rates per exposure: the score test and interval of their difference, the exact interval of their ratio. */
import type { Ends, Share } from "../../inference/score-interval.js";
import { betaQuantile } from "../../math/distributions.js";
import { findRoot } from "../../math/roots.js";
import type { OpenEnds } from "./share-ratio.js";

/** Standard normal statistic of a difference of two rates of Poisson losses, at the most likely rates that obey it. */
export function exposureStatistic(first: Share, second: Share, difference: number): number {
  if (difference < 0) return -exposureStatistic(second, first, -difference);
  const above = first.x / first.n - second.x / second.n - difference;
  if (above === 0) return 0;
  const time = first.n + second.n;
  const b = first.x + second.x - time * difference;
  const root = Math.sqrt(b * b + 4 * time * second.x * difference);
  // The positive root of T r² - b r - x₂ δ = 0, by the form that subtracts nothing alike.
  const r2 = b > 0 ? (b + root) / (2 * time) : root - b === 0 ? 0 : (2 * second.x * difference) / (root - b);
  return above / Math.sqrt((r2 + difference) / first.n + r2 / second.n);
}

/** The differences that the score test does not reject. */
export function exposureDifferenceEnds(first: Share, second: Share, z: number): Ends {
  const estimate = first.x / first.n - second.x / second.n;
  const end = (sign: 1 | -1): number => {
    const excess = (difference: number) =>
      Math.atan(exposureStatistic(first, second, difference)) - sign * Math.atan(z);
    let step = (z + 1) ** 2 / Math.min(first.n, second.n);
    while (sign * excess(estimate - sign * step) < 0) step *= 2;
    const beyond = estimate - sign * step;
    return findRoot(excess, sign > 0 ? [beyond, estimate] : [estimate, beyond]);
  };
  return { lower: end(1), upper: end(-1) };
}

/** The exact interval of the ratio: given the total, the first group's losses are binomial. */
export function exposureRatioEnds(first: Share, second: Share, tail: number): OpenEnds {
  const [x, y] = [first.x, second.x];
  const scale = second.n / first.n;
  // The odds from whichever tail of the beta distribution is small, so that neither end is a difference from 1.
  const odds = (lost: number, kept: number): number => {
    const share = betaQuantile(tail, lost, kept);
    return share / (1 - share);
  };
  return {
    lower: x === 0 ? 0 : odds(x, y + 1) * scale,
    upper: y === 0 ? null : scale / odds(y, x + 1),
  };
}
