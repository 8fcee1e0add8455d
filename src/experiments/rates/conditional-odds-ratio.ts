/** The odds ratio given the totals: its maximum-likelihood estimate with exact and mid-p intervals. */
import type { Share } from "../../inference/score-interval.js";
import { findRoot } from "../../math/roots.js";
import { conditionalCounts, weighCounts } from "./weigh-counts.js";

/** Estimate and ends of an odds ratio; an end that does not exist, or an estimate that is infinite, is null. */
export interface OddsRatio {
  readonly estimate: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
}

/** Estimate and ends given the totals; estimate and upper end are null where infinite. */
export function conditionalOddsRatio(
  first: Share,
  second: Share,
  { tail, midP }: { readonly tail: number; readonly midP: boolean },
): OddsRatio {
  const given = conditionalCounts(first, second);
  const { observed, lowest, highest } = given;
  const ofObserved = midP ? 0.5 : 1;
  const at = (log: number) => weighCounts(given, Math.exp(log));
  const solve = solverFrom(first, second);
  return {
    estimate: observed === highest ? null : observed === lowest ? 0 : solve((log) => observed - at(log).mean),
    lower: observed === lowest ? 0 : solve((log) => tail - at(log).above - ofObserved * at(log).at),
    upper: observed === highest ? null : solve((log) => at(log).below + ofObserved * at(log).at - tail),
  };
}

/** Finds where a falling function of the log odds ratio is 0, outwards from the sample's in steps of its standard error. */
function solverFrom(first: Share, second: Share): (excess: (logOddsRatio: number) => number) => number {
  const [a, b] = [first.x + 0.5, first.n - first.x + 0.5];
  const [c, d] = [second.x + 0.5, second.n - second.x + 0.5];
  const step = Math.sqrt(1 / a + 1 / b + 1 / c + 1 / d);
  return (excess) => {
    let low = Math.log((a / b) * (d / c)) - step;
    let high = low + 2 * step;
    while (excess(low) < 0) low -= step;
    while (excess(high) > 0) high += step;
    return Math.exp(findRoot(excess, [low, high]));
  };
}
