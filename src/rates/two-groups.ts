import {
  checkChoice,
  checkCount,
  checkFraction,
  checkObject,
  checkOptions,
  checkPositive,
} from "../errors.js";
import type { Interval } from "../inference/interval.js";
import { newcombeEnds } from "../inference/score-interval.js";
import { betaQuantile } from "../math/distributions.js";
import { normalQuantile } from "../math/normal.js";
import { checkShare, type ExposureCounts, type LevelOptions } from "./churn-interval.js";
import type { PeriodCounts } from "./churn-rate.js";
import { scoreRatioEnds } from "./score-ratio.js";

/** Level and method of the interval of a ratio of two churn rates. */
export interface ChurnRatioOptions extends LevelOptions {
  /** `"koopman"` (default) inverts the score test and works at zero losses; `"katz"` is the normal approximation of the logarithm. */
  readonly method?: "koopman" | "katz" | undefined;
}

/**
 * Difference of the churn rates of two groups or periods, with its interval: first minus second.
 *
 * The interval is for the difference of the two underlying rates if customers leave independently. The groups must be
 * different customers: one cohort's successive months are not. Overlap of the two rates' own intervals is no test; read
 * this interval, or `churnDifferenceTest`.
 *
 * Formula (Newcombe's hybrid score): d - √((p₁ - l₁)² + (u₂ - p₂)²), d + √((u₁ - p₁)² + (p₂ - l₂)²), where l and u
 * are the Wilson ends of each rate.
 *
 * @param first - Head counts of the first group.
 * @param second - Head counts of the second group.
 * @param options - `level`, 0.95 if left out.
 * @returns The difference as a fraction from -1 to 1 (0.02 is two percentage points) and its ends.
 * @throws {InvalidInputError} If a count is not whole, more are lost than were there, or the level is no fraction.
 * @see Newcombe (1998), "Interval Estimation for the Difference Between Independent Proportions", method 10,
 *   doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.
 *
 * @example
 * churnDifference({ atStart: 1000, lost: 50 }, { atStart: 1000, lost: 70 });
 * // ≈ { estimate: -0.0200, lower: -0.0412, upper: 0.0009, level: 0.95, method: "newcombe" }
 */
export function churnDifference(
  first: PeriodCounts,
  second: PeriodCounts,
  options: LevelOptions = {},
): Interval {
  const where = "churnDifference";
  checkGroups(where, first, second);
  const { level, tail } = checkLevel(where, options);
  const [a, b] = [
    { x: first.lost, n: first.atStart },
    { x: second.lost, n: second.atStart },
  ];
  return {
    estimate: a.x / a.n - b.x / b.n,
    ...newcombeEnds(a, b, tail),
    level,
    method: "newcombe",
  };
}

/**
 * Ratio of the churn rates of two groups, with its interval: first over second.
 *
 * The interval is for the ratio of the two underlying rates if customers leave independently. A ratio says nothing of
 * how much is lost: 0.2% over 0.1% is 2 as 40% over 20% is. Give the difference beside it.
 *
 * Formula: Koopman, the ratios φ at which Pearson's χ² of p₁ = φ p₂ is at most z²; Katz, p₁/p₂ · exp(± z √(1/x₁ - 1/n₁ + 1/x₂ - 1/n₂)).
 *
 * @param first - Head counts of the first group.
 * @param second - Head counts of the second group.
 * @param options - `level`, 0.95 if left out; `method`, `"koopman"` (default) or `"katz"`.
 * @returns Ratio and ends, 0 or more. With nobody lost in the second group the estimate and the upper end are null. Where
 *   the method says nothing (nobody lost in both groups, or in either under `"katz"`) the ends are 0 and null.
 * @throws {InvalidInputError} If a count is not whole, more are lost than were there, or level or method is unknown.
 * @see Koopman (1984), "Confidence Intervals for the Ratio of Two Binomial Proportions", doi:10.2307/2531405.
 * @see Katz, Baptista, Azen & Pike (1978), doi:10.2307/2530610.
 *
 * @example
 * churnRatio({ atStart: 40, lost: 36 }, { atStart: 80, lost: 16 });
 * // ≈ { estimate: 4.50, lower: 2.94, upper: 7.15, level: 0.95, method: "koopman" }
 */
export function churnRatio(
  first: PeriodCounts,
  second: PeriodCounts,
  options: ChurnRatioOptions = {},
): Interval<number | null> {
  const where = "churnRatio";
  checkGroups(where, first, second);
  const { level, tail } = checkLevel(where, options, ["method"]);
  const { method = "koopman" } = options;
  checkChoice(where, "method", method, ["koopman", "katz"]);
  const z = -normalQuantile(tail);
  const estimate = second.lost === 0 ? null : (first.lost * second.atStart) / (first.atStart * second.lost);
  if (method === "koopman") return { estimate, ...scoreRatioEnds(first, second, z * z), level, method };
  if (estimate === null || estimate === 0) return { estimate, lower: 0, upper: null, level, method };
  const variance =
    (first.atStart - first.lost) / (first.lost * first.atStart) +
    (second.atStart - second.lost) / (second.lost * second.atStart);
  const factor = Math.exp(z * Math.sqrt(variance));
  return { estimate, lower: estimate / factor, upper: estimate * factor, level, method };
}

/**
 * Ratio of two rates per exposure, with its exact interval: first over second.
 *
 * The interval is for the ratio of the two underlying rates if customers leave independently. Exact for Poisson losses:
 * given the total, the first group's losses are binomial. It covers at least `level`, more with few losses.
 *
 * Formula: with Clopper-Pearson ends π of x₁ of x₁ + x₂, the ends are π/(1 - π) · T₂/T₁.
 *
 * @param first - Losses and exposure of the first group.
 * @param second - Losses and exposure of the second group, in the same unit.
 * @param options - `level`, 0.95 if left out.
 * @returns Ratio and ends, 0 or more; the estimate and the upper end are null with nobody lost in the second group.
 * @throws {InvalidInputError} If losses are not whole, an exposure is not above 0, or the level is no fraction.
 * @see Przyborowski & Wilenski (1940), "Homogeneity of Results in Testing Samples from Poisson Series", doi:10.1093/biomet/31.3-4.313.
 *
 * @example
 * churnRateRatio({ lost: 50, exposure: 1000 }, { lost: 70, exposure: 1000 });
 * // ≈ { estimate: 0.714, lower: 0.487, upper: 1.042, level: 0.95, method: "exact-conditional" }
 */
export function churnRateRatio(
  first: ExposureCounts,
  second: ExposureCounts,
  options: LevelOptions = {},
): Interval<number | null> {
  const where = "churnRateRatio";
  checkExposures(where, first, second);
  const { level, tail } = checkLevel(where, options);
  const [x, y] = [first.lost, second.lost];
  const scale = second.exposure / first.exposure;
  // The odds from whichever tail of the beta distribution is small, so that neither end is a difference from 1.
  const odds = (lost: number, kept: number): number => {
    const share = betaQuantile(tail, lost, kept);
    return share / (1 - share);
  };
  return {
    estimate: y === 0 ? null : (x / y) * scale,
    lower: x === 0 ? 0 : odds(x, y + 1) * scale,
    upper: y === 0 ? null : scale / odds(y, x + 1),
    level,
    method: "exact-conditional",
  };
}

/** Checks two groups of head counts. */
export function checkGroups(where: string, first: PeriodCounts, second: PeriodCounts): void {
  checkObject(where, "first", first);
  checkShare(where, "first.", first);
  checkObject(where, "second", second);
  checkShare(where, "second.", second);
}

/** Checks two groups of losses over exposure. */
export function checkExposures(where: string, first: ExposureCounts, second: ExposureCounts): void {
  for (const [name, group] of Object.entries({ first, second })) {
    checkObject(where, name, group);
    checkCount(where, `${name}.lost`, group.lost);
    checkPositive(where, `${name}.exposure`, group.exposure);
  }
}

/** The level and the probability left on either side of an interval; `others` are the options beside it. */
export function checkLevel<Options extends LevelOptions>(
  where: string,
  options: Options,
  others: readonly (keyof Options & string)[] = [],
): { level: number; tail: number } {
  checkOptions(where, options, ["level", ...others]);
  const { level = 0.95 } = options;
  checkFraction(where, "level", level, "open");
  return { level, tail: (1 - level) / 2 };
}
