/** Koopman's interval for the ratio of two proportions: the ratios that Pearson's χ² does not reject. */
import type { Share } from "../../inference/score-interval.js";
import { findRoot } from "../../math/roots.js";

/** The ends of the interval at a critical value of χ²; the upper end is null where it is infinite. */
export function scoreRatioEnds(
  first: Share,
  second: Share,
  critical: number,
): { lower: number; upper: number | null } {
  return { lower: lowerEnd(first, second, critical), upper: upperEnd(first, second, critical) };
}

function lowerEnd(first: Share, second: Share, critical: number): number {
  if (first.x === 0) return 0;
  const excess = (log: number) => chiSquareAt(Math.exp(log), first, second) - critical;
  // The statistic falls from infinity to 0 at the estimate, which is at infinity if the second group lost nobody.
  const estimate = second.x === 0 ? 1 : (first.x * second.n) / (first.n * second.x);
  let high = Math.log(estimate);
  while (excess(high) > 0) high += 1;
  let low = high - 1;
  while (excess(low) < 0) low -= 1;
  return Math.exp(findRoot(excess, [low, high]));
}

function upperEnd(first: Share, second: Share, critical: number): number | null {
  if (second.x === 0) return null;
  // The ratio the other way round, from its lower end.
  return 1 / lowerEnd(second, first, critical);
}

/** Pearson's χ² of the counts under p₁ = ratio · p₂, at the most likely such p₂. */
function chiSquareAt(ratio: number, first: Share, second: Share): number {
  const { x, n: m } = first;
  const { x: y, n } = second;
  const b = ratio * (m + y) + x + n;
  // The smaller root of (m + n) ratio p² - b p + (x + y) = 0, without the difference that loses its digits.
  const root = Math.sqrt(Math.max(0, b * b - 4 * ratio * (m + n) * (x + y)));
  const p2 = Math.min(1, (2 * (x + y)) / (b + root));
  return deviation(x, m, Math.min(1, ratio * p2)) + deviation(y, n, p2);
}

/** (x - n p)² / (n p (1 - p)), which is finite at p = 0 and p = 1 where the counts agree with it. */
function deviation(x: number, n: number, p: number): number {
  if (x === 0) return (n * p) / (1 - p);
  if (x === n) return (n * (1 - p)) / p;
  return (x - n * p) ** 2 / (n * p * (1 - p));
}
