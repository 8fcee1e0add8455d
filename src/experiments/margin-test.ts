/** Tests against a margin: not worse, not better, equivalent. */
import { normalCdf } from "../math/normal.js";

/** Whether the first group is worse, or better, than the second by no more than a margin. */
export interface MarginTest {
  /** The margin, in the unit of the difference. */
  readonly margin: number;
  /** Method of both statistics: the one that the interval of the difference inverts. */
  readonly method: string;
  /** Statistic at a difference of `margin`. */
  readonly zAtUpperMargin: number;
  /** Statistic at a difference of minus `margin`. */
  readonly zAtLowerMargin: number;
  /** One-sided p-value of "the first group is worse by the margin or more": small where it is shown to be not worse. */
  readonly pNotWorse: number;
  /** One-sided p-value of "the first group is better by the margin or more": small where it is shown to be not better. */
  readonly pNotBetter: number;
  /** The larger of the two: small where the groups are shown to be alike within the margin. */
  readonly pEquivalence: number;
}

/**
 * The test at a margin, from the statistic of a difference; `worse` is 1 where a higher rate is worse (churn) and -1 where a
 * lower one is (retention).
 */
export function marginTest(
  statistic: (difference: number) => number,
  options: { margin: number; method: string; worse: 1 | -1; upperTail?: (z: number) => number },
): MarginTest {
  const { margin, method, worse, upperTail = (z) => normalCdf(-z) } = options;
  const zAtUpperMargin = statistic(margin);
  const zAtLowerMargin = statistic(-margin);
  const below = upperTail(-zAtUpperMargin);
  const above = upperTail(zAtLowerMargin);
  const [pNotWorse, pNotBetter] = worse === 1 ? [below, above] : [above, below];
  return {
    margin,
    method,
    zAtUpperMargin,
    zAtLowerMargin,
    pNotWorse,
    pNotBetter,
    pEquivalence: Math.max(below, above),
  };
}
