/** Whether groups differ in churn or retention, and by how much. */
import { check, checkObject, checkOptions, checkSufficient, isDense } from "../../errors.js";
import {
  type CompareGroupsOptions,
  type CompareRatesOptions,
  readRateOptions,
} from "./compare-rates-options.js";
import { compareTwo, type RateComparison } from "./rate-comparison.js";
import { type RateGroup, type ReadGroup, readGroup } from "./rate-group.js";
import { compareSeveral, type RateGroupsComparison } from "./several-groups.js";

const where = "compareRates";

/**
 * Compares the churn, or the retention, of two groups of customers: difference, ratio and odds ratio with their intervals, and
 * whether the groups differ at all.
 *
 * The groups must be different customers: one cohort's successive months are not. A p-value is not the size of a difference, and
 * overlap of the two rates' own intervals is no test. Customers are taken to leave independently; branches, months or accounts
 * that move together are given as `clusters`. The number of customers was fixed beforehand: who looks every morning needs
 * `confidenceSequence`.
 *
 * Formula: d = p₁ - p₂ with Mee's interval, the d that z(d)² = (p₁ - p₂ - d)²/(p̃₁q̃₁/n₁ + p̃₂q̃₂/n₂) does not reject, p̃ the most likely
 * shares with that difference; at d = 0 it is Pearson's χ². A margin m: z(m) and z(-m). Clusters: counts over their design
 * effect n v/(pq), v = m/(m - 1) Σ (xⱼ - p nⱼ)²/n², and Student's t for z.
 *
 * @param first - Counts of the first group: `{ atStart, lost }` for churn, `{ eligible, value }` (a cell of a cohort table) for
 *   retention, `{ exposure, lost }` for a rate per customer-time, or `{ clusters: [...] }` of one of these.
 * @param second - The same of the second.
 * @param options - `level`, 0.95 if left out; `difference`, `ratio`, `oddsRatio`: methods of the intervals; `exact`: the exact
 *   test; `margin`: by how much the first may be worse.
 * @returns Both rates, their difference, ratio and odds ratio with intervals, the p-values of χ² and of the exact test, and the
 *   tests at the margin. The default intervals of difference, ratio and odds ratio exclude no effect exactly where `pValue` is
 *   below 1 - level; Newcombe's and others can disagree with it near that.
 * @throws {InvalidInputError} If a count is not whole, more are lost than were there, the groups are of different kinds, or an
 *   option is unknown.
 * @see Mee (1984), Biometrics 40, 1175-1176; Miettinen & Nurminen (1985), doi:10.1002/sim.4780040211; Newcombe (1998),
 *   doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I; Koopman (1984), doi:10.2307/2531405; Farrington & Manning
 *   (1990), doi:10.1002/sim.4780091208; Rao & Scott (1992), Biometrics 48, 577-585, doi:10.2307/2532311 (clusters).
 *
 * @example
 * const { difference, pValue } = compareRates({ atStart: 1200, lost: 84 }, { atStart: 1180, lost: 117 });
 * difference; // ≈ { estimate: -0.0292, lower: -0.0518, upper: -0.0069, level: 0.95, method: "mee" }
 * pValue; // ≈ 0.0106
 * compareRates({ atStart: 1200, lost: 84 }, { atStart: 1180, lost: 91 }, { margin: 0.02 }).margin?.pNotWorse; // ≈ 0.0060
 */
export function compareRates(
  first: RateGroup,
  second: RateGroup,
  options?: CompareRatesOptions,
): RateComparison;
/**
 * Compares several groups: whether they differ at all, and which pairs do. Which pairs are asked about, and how their p-values
 * allow for the number of questions, must be said.
 *
 * @param groups - Counts of two groups or more, all of one kind.
 * @param options - `compare`: `"all"` pairs or each `"withFirst"`; `adjust`: as in `adjustPValues`, or `"none"`; the others as for two.
 * @returns The tests of all groups together and the pairs, whose intervals hold one by one and are not adjusted.
 *
 * @example
 * const onboardings = [50, 70, 64, 41].map((lost) => ({ atStart: 1000, lost }));
 * const { pValue, pairs } = compareRates(onboardings, { compare: "withFirst", adjust: "holm" });
 * [pValue, ...pairs.map(({ adjustedPValue }) => adjustedPValue)]; // ≈ [0.0203, 0.179, 0.354, 0.354]
 */
export function compareRates(
  groups: readonly RateGroup[],
  options: CompareGroupsOptions,
): RateGroupsComparison;
export function compareRates(
  first: RateGroup | readonly RateGroup[],
  second: RateGroup | CompareGroupsOptions,
  options: CompareRatesOptions = {},
): RateComparison | RateGroupsComparison {
  if (Array.isArray(first)) {
    check(isDense(first), where, "groups", "must be an array of groups", first);
    // The options of several groups are the second argument: a third would be ignored.
    checkOptions<CompareRatesOptions>(where, options, []);
    return ofList(first as readonly RateGroup[], second as CompareGroupsOptions);
  }
  const groups = [
    readGroup(where, "first", first as RateGroup),
    readGroup(where, "second", second as RateGroup),
  ] as const;
  checkAlike(groups, ["first", "second"]);
  const read = readRateOptions(where, options, groups[0].measure === "churnPerExposure");
  return compareTwo(where, ...groups, read);
}

function ofList(groups: readonly RateGroup[], options: CompareGroupsOptions): RateGroupsComparison {
  checkSufficient(groups.length >= 2, where, "groups", "must be 2 or more", groups.length);
  const names = groups.map((_, i) => `groups[${i}]`);
  const read = groups.map((group, i) => readGroup(where, names[i]!, group));
  checkAlike(read, names);
  checkObject(where, "options", options);
  return compareSeveral(where, read, options);
}

/** Refuses groups of different kinds: a share of customers is no rate per exposure. */
function checkAlike(groups: readonly ReadGroup[], names: readonly string[]): void {
  const { measure } = groups[0]!;
  for (const [i, group] of groups.entries())
    check(
      group.measure === measure,
      where,
      names[i]!,
      `must be of the kind of ${names[0]} (${measure})`,
      group.measure,
    );
}
