/** Exact tests of two shares, and of two rates per exposure: right however few were lost. */
import { check } from "../../errors.js";
import type { Share } from "../../inference/score-interval.js";
import { unconditionalPValue } from "./unconditional-test.js";
import { conditionalCounts, conditionalExposureCounts, weighCounts } from "./weigh-counts.js";

/** Exact tests of whether two shares are the same. */
export type ExactTest = "fisher" | "fisher-mid-p" | "boschloo" | "barnard";

/** Every exact test, the default first. */
export const exactTests: readonly ExactTest[] = ["fisher", "fisher-mid-p", "boschloo", "barnard"];

/** The product of the sizes of two groups above which an unconditional test would take seconds. */
const largest = 10_000_000;

/** The two-sided p-value of an exact test. */
export function exactPValueOf(
  where: string,
  test: ExactTest | "conditional",
  [first, second]: readonly [Share, Share],
): number {
  if (test === "conditional") return weighCounts(conditionalExposureCounts(first, second)).noLikelier;
  const given = conditionalCounts(first, second);
  if (test === "fisher") return weighCounts(given).noLikelier;
  if (test === "fisher-mid-p") {
    const { above, at, below } = weighCounts(given);
    return Math.min(1, 2 * Math.min(above, below) + at);
  }
  const rule = `must be "fisher" or "fisher-mid-p" where the groups' sizes multiply to over ${largest}`;
  check(first.n * second.n <= largest, where, "exact", rule, test);
  return unconditionalPValue(first, second, test);
}
