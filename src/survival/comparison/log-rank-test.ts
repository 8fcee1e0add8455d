/** Log-rank tests: do the groups lose customers alike? */
import {
  check,
  checkChoice,
  checkFinite,
  checkNonNegative,
  checkObject,
  checkOptions,
  checkSufficient,
} from "../../errors.js";
import { chiSquareUpper } from "../../math/distributions.js";
import type { GroupLabel } from "../../tables/read-labels.js";
import type { TableField } from "../../tables/table.js";
import { type DurationFields, durationFields, readGroups, readSurvivalData } from "../survival-data.js";
import { countGroups, type GroupCounts } from "./group-counts.js";
import {
  type LogRankSums,
  type LogRankWeighting,
  logRankSums,
  logRankWeightings,
  type WeightRule,
} from "./log-rank-sums.js";
import { type ChiSquareTest, scoreTest } from "./score-test.js";

/** Where the groups are found, and which times count how much. */
export interface GroupTestOptions<Table> extends Omit<DurationFields<Table>, "timeUnit"> {
  /** Field of the group, in every row; default `group`. */
  readonly group?: TableField<Table> | undefined;
  /** Field of the stratum: groups are compared within each stratum alone, and the differences summed. */
  readonly strata?: TableField<Table> | undefined;
  /**
   * How times are weighted: `"logRank"` (default) all alike, best where one hazard is a multiple of the other; `"wilcoxon"`
   * (Gehan, by the number at risk), `"taroneWare"` (its square root) and `"peto"` (the survival of all groups) stress early
   * differences; `"flemingHarrington"` is S(t⁻)^p (1 - S(t⁻))^q: R's `rho` is `p`, and `q` stresses late differences.
   */
  readonly weighting?: LogRankWeighting | undefined;
  /** Power of S(t⁻), 0 or more, for `"flemingHarrington"`; default 1. */
  readonly p?: number | undefined;
  /** Power of 1 - S(t⁻), 0 or more, for `"flemingHarrington"`; default 0. */
  readonly q?: number | undefined;
}

/** Options of `logRankTest`. */
export interface LogRankOptions<Table> extends GroupTestOptions<Table> {
  /** A number for each group, by its label: the test for trend asks whether the loss rises or falls with it. */
  readonly trend?: Readonly<Record<string, number>> | undefined;
}

/** What one group lost, and what it would have if all were alike. */
export interface LogRankGroup {
  /** Label of the group. */
  readonly group: GroupLabel;
  /** Number of observations: the sum of the weights. */
  readonly observations: number;
  /** Losses, each counted with the weight of its time. */
  readonly observed: number;
  /** Losses to be expected if all groups were alike, counted so too. */
  readonly expected: number;
}

/** A test for trend over ordered groups. */
export interface TrendTest {
  /** Above 0 where groups of a higher number lose more than others; null where the data compare nothing. */
  readonly z: number | null;
  /** z², on one degree of freedom. */
  readonly chiSquare: number | null;
  /** Two-sided p-value. */
  readonly pValue: number | null;
}

/** A log-rank test of two groups or more. */
export interface LogRankTest extends ChiSquareTest {
  /** How times were weighted. */
  readonly weighting: LogRankWeighting;
  /** Power of S(t⁻); null but for Fleming-Harrington weights. */
  readonly p: number | null;
  /** Power of 1 - S(t⁻); null but for Fleming-Harrington weights. */
  readonly q: number | null;
  /** Number of strata. */
  readonly strata: number;
  /** One row for each group, in order of first appearance. */
  readonly groups: readonly LogRankGroup[];
  /** Covariance of observed less expected, in the order of the groups. */
  readonly covariance: readonly (readonly number[])[];
  /** The test for trend; null where none was asked for. */
  readonly trend: TrendTest | null;
}

const where = "logRankTest";

/**
 * Log-rank test: whether two groups or more lose customers at the same rate at every age.
 *
 * It finds groups one of which always loses faster; where curves cross, early and late differences cancel. It says whether, not
 * how much: give `restrictedMeanDifference` or `survivalDifference` beside it. Groups that customers chose themselves (plans,
 * say) differ in more than the label.
 *
 * Formula: χ² = (O - E)ᵀ V⁻ (O - E); O = Σ w d_g, E = Σ w d n_g/n, V = Σ w² d (n - d)/(n - 1) n_g/n (δ_gh - n_h/n) over the times of
 * loss and the strata. Ties as in `kaplanMeier`; who enters late is compared with those watched at the same age. The weights of
 * `"peto"` are Π (1 - d/(n + 1)), as in lifelines and SAS; R's `rho = 1` is `"flemingHarrington"` with p = 1.
 *
 * @param data - Rows or columns: `duration`, `event`, `group`, and where needed `entry` and `weight` (a count).
 * @param options - Names of the fields, `strata`, `weighting`, `trend`.
 * @returns Plain data: χ² with its p-value, and by group observed and expected losses.
 * @throws {InvalidInputError} If rows cannot be read, a group is missing, or `trend` does not name every group.
 * @throws {InsufficientDataError} If there are not two groups.
 * @see Mantel (1966), Cancer Chemotherapy Reports 50(3), 163-170; Peto & Peto (1972), doi:10.2307/2344317; Tarone & Ware (1977),
 *   doi:10.1093/biomet/64.1.156; Harrington & Fleming (1982), doi:10.1093/biomet/69.3.553; Klein & Moeschberger (2003),
 *   "Survival Analysis", 2nd ed., sections 7.3 to 7.5.
 *
 * @example
 * const tenures = {
 *   duration: [2, 4, 4, 7, 9, 12, 1, 3, 3, 5, 6, 8],
 *   event: [1, 1, 0, 1, 0, 0, 1, 1, 1, 1, 1, 0],
 *   group: ["pro", "pro", "pro", "pro", "pro", "pro", "basic", "basic", "basic", "basic", "basic", "basic"],
 * };
 * const { chiSquare, pValue, groups } = logRankTest(tenures);
 * [chiSquare, pValue]; // ≈ [1.25, 0.264]
 * groups[0]; // ≈ { group: "pro", observations: 6, observed: 3, expected: 4.52 }
 */
export function logRankTest<Table extends object>(
  data: Table,
  options: LogRankOptions<Table> = {},
): LogRankTest {
  checkOptions(where, options, [...groupTestOptions, "trend"]);
  const rule = readWeightRule(where, options);
  const { counts, labels, observations, kept, strata } = readGroupCounts(where, data, options);
  const sums = logRankSums(counts, kept, rule);
  const groups = labels.flatMap((group, i): LogRankGroup[] => {
    const at = kept[i]!;
    if (at < 0) return [];
    return [
      { group, observations: observations[i]!, observed: sums.observed[at]!, expected: sums.expected[at]! },
    ];
  });
  const k = groups.length;
  return {
    ...testOf(sums),
    weighting: rule.weighting,
    p: rule.weighting === "flemingHarrington" ? rule.p : null,
    q: rule.weighting === "flemingHarrington" ? rule.q : null,
    strata,
    groups,
    covariance: groups.map((_, g) =>
      Array.from(sums.covariance.subarray(g * k, (g + 1) * k), (each) => each + 0),
    ),
    trend: options.trend === undefined ? null : trendTest(groups, sums, options.trend),
  };
}

/** The options of tests between groups. */
export const groupTestOptions = [
  ...durationFields.filter((name) => name !== "timeUnit"),
  "group",
  "strata",
  "weighting",
  "p",
  "q",
] as const;

/** Reads how times are to be weighted; powers belong to Fleming and Harrington's weights alone. */
export function readWeightRule(
  where: string,
  { weighting = "logRank", p, q }: Pick<GroupTestOptions<object>, "weighting" | "p" | "q">,
): WeightRule {
  checkChoice(where, "weighting", weighting, logRankWeightings);
  for (const [name, power] of Object.entries({ p, q })) {
    if (power === undefined) continue;
    const rule = 'must be left out unless weighting is "flemingHarrington"';
    check(weighting === "flemingHarrington", where, name, rule, power);
    checkNonNegative(where, name, power);
  }
  return { weighting, p: p ?? 1, q: q ?? 0 };
}

/** The data of a test between groups, counted. */
export interface ReadGroups {
  readonly counts: GroupCounts;
  /** Label and number of observations of each group in the data. */
  readonly labels: readonly GroupLabel[];
  readonly observations: Float64Array;
  /** The groups that have observations, as 0, 1, …; -1 for others. */
  readonly kept: Int32Array;
  readonly strata: number;
}

/** Reads and counts rows by group; refuses fewer than two groups. */
export function readGroupCounts<Table extends object>(
  where: string,
  data: Table,
  options: GroupTestOptions<Table>,
): ReadGroups {
  const read = readSurvivalData(where, data, options, {
    weights: "whole",
    more: (opened) => ({
      group: readGroups(opened, "group", options.group),
      strata: options.strata === undefined ? null : readGroups(opened, "strata", options.strata),
    }),
  });
  const { group, strata } = read.more;
  const observations = new Float64Array(group.labels.length);
  for (let row = 0; row < group.codes.length; row++)
    observations[group.codes[row]!]! += read.weights === null ? 1 : read.weights[row]!;
  let count = 0;
  const kept = Int32Array.from(observations, (number) => (number > 0 ? count++ : -1));
  checkSufficient(count > 1, where, "data", "must have two groups or more", count);
  const counts = countGroups(where, {
    ...read,
    groups: group.codes,
    groupCount: group.labels.length,
    strata: strata?.codes ?? null,
    strataCount: strata?.labels.length ?? 1,
  });
  return { counts, labels: group.labels, observations, kept, strata: strata?.labels.length ?? 1 };
}

/** The test of observed against expected losses. */
export function testOf({ observed, expected, covariance }: LogRankSums): ChiSquareTest {
  return scoreTest(
    observed.map((each, g) => each - expected[g]!),
    covariance,
  );
}

function trendTest(
  groups: readonly LogRankGroup[],
  { covariance }: LogRankSums,
  scores: Readonly<Record<string, number>>,
): TrendTest {
  checkObject(where, "trend", scores);
  const names = groups.map(({ group }) => String(group));
  for (const name of Object.keys(scores))
    check(names.includes(name), where, "trend", `must name the groups (${names.join(", ")})`, name);
  const values = names.map((name) => {
    checkFinite(where, `trend.${name}`, scores[name]);
    return scores[name]!;
  });
  let [score, variance] = [0, 0];
  groups.forEach(({ observed, expected }, g) => {
    score += values[g]! * (observed - expected);
    for (let h = 0; h < values.length; h++)
      variance += values[g]! * values[h]! * covariance[g * values.length + h]!;
  });
  if (!(variance > 0)) return { z: null, chiSquare: null, pValue: null };
  const z = score / Math.sqrt(variance);
  return { z, chiSquare: z * z, pValue: chiSquareUpper(z * z, 1) };
}
