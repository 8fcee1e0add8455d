import { checkSufficient } from "../errors.js";
import { normalCdf } from "../math/normal.js";
import type { ExposureCounts } from "./churn-interval.js";
import type { PeriodCounts } from "./churn-rate.js";
import { checkExposures, checkGroups } from "./two-groups.js";

/** Tests of whether two groups have the same churn rate. */
export interface ChurnDifferenceTest {
  /** Pearson's χ² of the two-by-two table, one degree of freedom, without continuity correction; null if nobody or everybody was lost. */
  readonly chiSquare: number | null;
  /** Two-sided p-value of the χ²; null with it. */
  readonly pValue: number | null;
  /** Two-sided p-value of Fisher's exact test: right however few were lost, and conservative. */
  readonly exactPValue: number;
}

/**
 * Tests whether two groups of customers have the same churn rate.
 *
 * A p-value is not the size of a difference: give `churnDifference` beside it. Both tests assume that customers leave
 * independently; two months of one business differ more than that (`churnDispersion`).
 *
 * Formula: χ² = (p₁ - p₂)² / (p̄(1 - p̄)(1/n₁ + 1/n₂)); Fisher, the sum of the hypergeometric probabilities not above the observed one.
 *
 * @param first - Head counts of the first group.
 * @param second - Head counts of the second group.
 * @returns χ² with its p-value, and the exact p-value.
 * @throws {InvalidInputError} If a count is not whole or more are lost than were there.
 * @see Fisher (1934), "Statistical Methods for Research Workers", 5th ed., section 21.02.
 *
 * @example
 * churnDifferenceTest({ atStart: 1000, lost: 50 }, { atStart: 1000, lost: 70 });
 * // ≈ { chiSquare: 3.546, pValue: 0.0597, exactPValue: 0.0732 }
 */
export function churnDifferenceTest(first: PeriodCounts, second: PeriodCounts): ChurnDifferenceTest {
  checkGroups("churnDifferenceTest", first, second);
  const [x1, n1, x2, n2] = [first.lost, first.atStart, second.lost, second.atStart];
  const [lost, all] = [x1 + x2, n1 + n2];
  // Steps from k to k + 1 losses in the first group, at the observed total.
  const step = (k: number) => ((n1 - k) / (k + 1)) * ((lost - k) / (n2 - lost + k + 1));
  const exactPValue = twoSided(x1, [Math.max(0, lost - n2), Math.min(lost, n1)], step);
  if (lost === 0 || lost === all) return { chiSquare: null, pValue: null, exactPValue };
  const difference = x1 / n1 - x2 / n2;
  const variance = (lost / all) * ((all - lost) / all) * (1 / n1 + 1 / n2);
  const chiSquare = difference ** 2 / variance;
  return { chiSquare, pValue: Math.min(1, 2 * normalCdf(-Math.sqrt(chiSquare))), exactPValue };
}

/**
 * Exact test of whether two rates per exposure are the same: its two-sided p-value.
 *
 * The companion of `churnRateRatio`; for Poisson losses, so conservative and right however few there are.
 *
 * Formula: the sum of the binomial probabilities of x₁ of x₁ + x₂ with success T₁/(T₁ + T₂) not above the observed one.
 *
 * @param first - Losses and exposure of the first group.
 * @param second - Losses and exposure of the second group, in the same unit.
 * @returns A p-value from 0 to 1.
 * @throws {InvalidInputError} If losses are not whole or an exposure is not above 0.
 * @throws {InsufficientDataError} If neither group lost anybody.
 * @see Przyborowski & Wilenski (1940), "Homogeneity of Results in Testing Samples from Poisson Series", doi:10.1093/biomet/31.3-4.313.
 *
 * @example
 * churnRateRatioTest({ lost: 50, exposure: 1000 }, { lost: 70, exposure: 1000 }); // ≈ 0.0824
 */
export function churnRateRatioTest(first: ExposureCounts, second: ExposureCounts): number {
  const where = "churnRateRatioTest";
  checkExposures(where, first, second);
  const total = first.lost + second.lost;
  checkSufficient(total > 0, where, "first.lost and second.lost", "must not both be 0", total);
  const odds = first.exposure / second.exposure;
  return twoSided(first.lost, [0, total], (k) => ((total - k) / (k + 1)) * odds);
}

/**
 * Probability of the outcomes no more likely than the observed one, from the ratios of successive probabilities.
 * Outcomes tied with the observed one to 1 part in 10 million count, as in R.
 */
function twoSided(
  observed: number,
  [lowest, highest]: readonly [number, number],
  step: (k: number) => number,
): number {
  let total = 0;
  let extreme = 0;
  const tied = 1 + 1e-7;
  const add = (relative: number): void => {
    total += relative;
    if (relative <= tied) extreme += relative;
  };
  // Probabilities relative to the observed one, outwards until they are negligible beside what is there.
  add(1);
  for (let k = observed, relative = 1; k < highest; k++) {
    relative *= step(k);
    add(relative);
    if (relative < 1e-18 * extreme && step(k) < 1) break;
  }
  for (let k = observed, relative = 1; k > lowest; k--) {
    relative /= step(k - 1);
    add(relative);
    if (relative < 1e-18 * extreme && step(k - 1) > 1) break;
  }
  return Math.min(1, extreme / total);
}
