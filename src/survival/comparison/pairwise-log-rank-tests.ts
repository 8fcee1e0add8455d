/** Log-rank tests of every pair of groups. */
import { checkChoice, checkOptions } from "../../errors.js";
import { adjustPValues, type PValueAdjustment, pValueAdjustments } from "../../inference/adjust-p-values.js";
import type { GroupLabel } from "../../tables/read-labels.js";
import { logRankSums } from "./log-rank-sums.js";
import {
  type GroupTestOptions,
  groupTestOptions,
  readGroupCounts,
  readWeightRule,
  testOf,
} from "./log-rank-test.js";
import type { ChiSquareTest } from "./score-test.js";

/** Options of `pairwiseLogRankTests`. */
export interface PairwiseLogRankOptions<Table> extends GroupTestOptions<Table> {
  /** How p-values are adjusted for the number of pairs; default `"holm"`. */
  readonly adjustment?: PValueAdjustment | undefined;
}

/** A log-rank test of two of the groups. */
export interface PairwiseLogRankTest extends ChiSquareTest {
  /** Label of the one group. */
  readonly first: GroupLabel;
  /** Label of the other. */
  readonly second: GroupLabel;
  /** Losses of the first beyond those expected if both were alike, weighted as the test is. */
  readonly excess: number;
  /** p-value adjusted for the number of pairs; null where there is none. */
  readonly adjustedPValue: number | null;
}

const where = "pairwiseLogRankTests";

/**
 * Log-rank tests of every pair of groups, with p-values adjusted for their number.
 *
 * Look at `logRankTest` of all groups first: where that finds nothing, neither should the pairs. Each pair is compared by its
 * own two groups alone, whose weights and risk sets do not depend on the others.
 *
 * Formula: as `logRankTest`, for two groups at a time; p-values as `adjustPValues`.
 *
 * @param data - Rows or columns, as `logRankTest` takes them.
 * @param options - Those of `logRankTest` but `trend`, and `adjustment`.
 * @returns One row for each pair, in order of first appearance.
 * @throws {InvalidInputError} As `logRankTest`; or if the adjustment is unknown.
 * @throws {InsufficientDataError} If there are not two groups.
 * @see Holm (1979), Scandinavian Journal of Statistics 6(2), 65-70; Mantel (1966), Cancer Chemotherapy Reports 50(3), 163-170.
 *
 * @example
 * const tenures = {
 *   duration: [2, 4, 4, 7, 1, 3, 3, 5, 6, 8, 8, 9],
 *   event: [1, 1, 0, 1, 1, 1, 1, 1, 1, 0, 0, 1],
 *   group: ["a", "a", "a", "a", "b", "b", "b", "b", "c", "c", "c", "c"],
 * };
 * pairwiseLogRankTests(tenures).map(({ first, second, adjustedPValue }) => [first, second, adjustedPValue]);
 * // ≈ [["a", "b", 0.2523], ["a", "c", 0.1546], ["b", "c", 0.0208]]
 */
export function pairwiseLogRankTests<Table extends object>(
  data: Table,
  options: PairwiseLogRankOptions<Table> = {},
): PairwiseLogRankTest[] {
  checkOptions(where, options, [...groupTestOptions, "adjustment"]);
  const { adjustment = "holm" } = options;
  checkChoice(where, "adjustment", adjustment, pValueAdjustments);
  const rule = readWeightRule(where, options);
  const { counts, labels, kept } = readGroupCounts(where, data, options);
  const codes = Array.from(kept.keys()).filter((code) => kept[code]! >= 0);
  const pairs = codes.flatMap((first, i) => codes.slice(i + 1).map((second) => ({ first, second })));
  const tests = pairs.map(({ first, second }) => {
    const both = kept.map((_, code) => (code === first ? 0 : code === second ? 1 : -1));
    const sums = logRankSums(counts, both, rule);
    return {
      first: labels[first]!,
      second: labels[second]!,
      excess: sums.observed[0]! - sums.expected[0]!,
      ...testOf(sums),
    };
  });
  const adjusted = adjustPValues(
    tests.map(({ pValue }) => pValue),
    { method: adjustment },
  );
  return tests.map((test, i) => ({ ...test, adjustedPValue: adjusted[i]! }));
}
