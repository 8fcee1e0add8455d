/** How many of a cohort's remaining customers will still be there: the chance of each, and the error of the parameters. */
import { binomialCdf } from "../../math/distributions.js";
import { normalPdf } from "../../math/normal.js";

/** Survival from now on, on the logit scale: an estimate with its standard error. */
export interface UncertainSurvival {
  readonly logit: number;
  readonly standardError: number;
}

/** Half the width, in standard errors, over which the error of the parameters is summed, and the number of points. */
const reach = 6;
const points = 49;

/**
 * The equal-tailed prediction interval of a binomial count whose probability is itself uncertain, as whole counts.
 *
 * Formula: smallest k with E[P(K ≤ k)] ≥ (1 ∓ level) / 2, K being binomial and its logit normal.
 */
export function predictionBounds(customers: number, survival: UncertainSurvival, level: number) {
  const nodes = Array.from({ length: points }, (_, i) => {
    const z = reach * ((2 * i) / (points - 1) - 1);
    const x = survival.logit + z * survival.standardError;
    return { weight: normalPdf(z), share: 1 / (1 + Math.exp(-x)) };
  });
  const total = nodes.reduce((sum, { weight }) => sum + weight, 0);
  const chance = (count: number) =>
    nodes.reduce((sum, { weight, share }) => sum + weight * binomialCdf(count, customers, share), 0) / total;
  const smallest = (probability: number) => {
    let [low, high] = [-1, customers];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (chance(middle) >= probability) high = middle;
      else low = middle;
    }
    return high;
  };
  return { lower: smallest((1 - level) / 2), upper: smallest((1 + level) / 2) };
}
