/** Probabilities of the possible counts in the first group given the total of both: the base of every conditional test. */
import type { Share } from "../../inference/score-interval.js";

/** The counts that the first group may have, and the ratio of the probabilities of k + 1 and of k. */
export interface ConditionalCounts {
  readonly observed: number;
  readonly lowest: number;
  readonly highest: number;
  step(k: number): number;
}

/** What the counts weigh, as probabilities. */
export interface CountWeights {
  /** Probability of fewer than observed, of as many, and of more. */
  readonly below: number;
  readonly at: number;
  readonly above: number;
  /** Probability of the counts no more likely than the observed one. */
  readonly noLikelier: number;
  /** Expected count. */
  readonly mean: number;
}

/** Losses in the first of two groups of customers, given the losses of both. */
export function conditionalCounts(first: Share, second: Share): ConditionalCounts {
  const lost = first.x + second.x;
  const [n1, n2] = [first.n, second.n];
  return {
    observed: first.x,
    lowest: Math.max(0, lost - n2),
    highest: Math.min(lost, n1),
    step: (k) => ((n1 - k) / (k + 1)) * ((lost - k) / (n2 - lost + k + 1)),
  };
}

/** Losses in the first of two groups observed for some time, given the losses of both. */
export function conditionalExposureCounts(first: Share, second: Share): ConditionalCounts {
  const total = first.x + second.x;
  const odds = first.n / second.n;
  return { observed: first.x, lowest: 0, highest: total, step: (k) => ((total - k) / (k + 1)) * odds };
}

/** Counts as likely as the observed one to 1 part in 10 million are ties, as in R. */
const tied = 1 + 1e-7;

/**
 * What the possible counts weigh at an odds ratio. Outwards from the observed count until the rest is negligible, so that the
 * smallest p-values keep their digits.
 */
export function weighCounts(given: ConditionalCounts, oddsRatio = 1): CountWeights {
  const above = walk(given, oddsRatio, 1);
  const below = walk(given, oddsRatio, -1);
  const total = 1 + above.sum + below.sum;
  const shareOf = (sum: number): number => (sum === total ? 1 : sum / total);
  return {
    below: shareOf(below.sum),
    at: 1 / total,
    above: shareOf(above.sum),
    noLikelier: Math.min(1, (1 + above.noLikelier + below.noLikelier) / total),
    mean: given.observed + (above.moved - below.moved) / total,
  };
}

/** Probabilities relative to the observed count's, on one side of it. */
interface Side {
  readonly sum: number;
  /** Of those no likelier than the observed count. */
  readonly noLikelier: number;
  /** Weighted by their distance from it. */
  readonly moved: number;
}

function walk(given: ConditionalCounts, oddsRatio: number, direction: 1 | -1): Side {
  const { observed, lowest, highest } = given;
  const steps = direction > 0 ? highest - observed : observed - lowest;
  let [sum, noLikelier, moved, relative] = [0, 0, 0, 1];
  for (let distance = 1; distance <= steps; distance++) {
    const step = given.step(observed + direction * distance - (direction > 0 ? 1 : 0)) * oddsRatio;
    const ratio = direction > 0 ? step : 1 / step;
    relative *= ratio;
    sum += relative;
    moved += relative * distance;
    if (relative <= tied) noLikelier += relative;
    if (ratio < 1 && relative < 1e-18 * (1 + noLikelier)) break;
  }
  return { sum, noLikelier, moved };
}
