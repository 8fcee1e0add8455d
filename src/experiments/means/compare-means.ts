/** Whether groups differ in revenue per customer, or in any other mean, and by how much. */
import {
  check,
  checkCount,
  checkFields,
  checkFinite,
  checkNonNegative,
  checkObject,
  checkOptions,
  isList,
} from "../../errors.js";
import { createProblems } from "../../tables/problems.js";
import { finiteNumbers, readNumbers } from "../../tables/read-numbers.js";
import { openColumn } from "../../tables/table.js";
import {
  type CompareMeansOptions,
  type GroupedMeansOptions,
  type MeansTableOptions,
  readMeanOptions,
} from "./compare-means-options.js";
import { compareSamples, compareSummaries, type MeanComparison } from "./mean-comparison.js";
import { readOneTable, readTwoTables, sampleOf } from "./read-samples.js";
import type { GroupEstimate, Sample } from "./sample.js";

/** What is known of a group of which only the summary was kept. */
export interface MeanSummary {
  /** Number of customers: 2 or more. */
  readonly n: number;
  /** Mean of the outcome. */
  readonly mean: number;
  /** Standard deviation of the outcome over customers (with n - 1), 0 or more. */
  readonly standardDeviation: number;
}

const where = "compareMeans";

/**
 * Compares a mean per customer, such as revenue, between two groups of one table: difference and ratio with their intervals.
 *
 * Churned customers belong in it with an outcome of 0: the mean of those who stayed compares different people. Few customers with
 * most of the money make any interval too short, the bootstrap's too: `cap` states a limit. Ratios of sums
 * (`denominator`) are not the mean of the customers' own ratios; the customer is the unit in both. Only what was measured before
 * the customers were assigned may be a covariate.
 *
 * Formula: Welch d ± t √(s₁²/n₁ + s₂²/n₂); ratio metrics R = Σy/Σx, variance Σ(y - Rx)²/((n - 1) n x̄²); Fieller, the ρ with (ȳ₁ - ρȳ₂)² ≤
 * z²(v₁ + ρ²v₂); Lin, each group's own regression at the covariates' overall means, errors HC2, t with N - 2(p + 1); CUPED,
 * Welch of y - θ(x - x̄), θ from all customers together; bootstrap-t, |t*| of customers drawn again within each group.
 *
 * @param customers - Rows or columns with a group and an outcome for each customer.
 * @param options - `group` and `first`, the label of the group from which the other is taken away; `outcome`, `denominator`,
 *   `covariates`, `customer`, `weight`: fields; `adjust`, `method`, `ratio`, `cap`, `margin`, `level`.
 * @returns Both means, their difference and ratio with intervals, the test, the adjustment and the cap. The ends of the ratio are
 *   null, with the reason, where the second mean does not differ from 0.
 * @throws {InvalidInputError} If rows cannot be read, a customer is in both groups, a covariate is a field of the outcome or was
 *   measured after `assignedAt`, or an option is unknown.
 * @throws {InsufficientDataError} If a group has fewer than two customers, or covariates do not vary.
 * @see Welch (1947), doi:10.1093/biomet/34.1-2.28; Fieller (1954), JRSS B 16, 175-185; Deng, Knoblich & Lu (2018), doi:10.1145/3219819.3219919
 *   (ratio metrics); Deng, Xu, Kohavi & Walker (2013), doi:10.1145/2433396.2433413 (CUPED); Lin (2013), doi:10.1214/12-AOAS583;
 *   MacKinnon & White (1985), doi:10.1016/0304-4076(85)90158-7 (HC2); Efron & Tibshirani (1993), section 12.5 (bootstrap-t).
 *
 * @example
 * const customers = Array.from({ length: 200 }, (_, i) => ({
 *   variant: i % 2 === 0 ? "new" : "old",
 *   before: 10 + (i % 9),
 *   revenue: 12 + (i % 9) + ((i * 7) % 5) + (i % 2 === 0 ? 1 : 0),
 * }));
 * const { difference, adjustment } = compareMeans(customers, {
 *   group: "variant", first: "new", outcome: "revenue", covariates: ["before"],
 * });
 * difference; // ≈ { estimate: 1.000, lower: 0.602, upper: 1.398, level: 0.95, method: "lin" }
 * adjustment?.varianceReduction; // ≈ 0.77
 */
export function compareMeans<Table extends object>(
  customers: Table,
  options: GroupedMeansOptions<Table>,
): MeanComparison;
/**
 * Compares two groups of which the means, or all outcomes, are at hand: summaries or lists of numbers.
 *
 * @param first - `{ n, mean, standardDeviation }`, or the outcome of each customer.
 * @param second - The same of the second group.
 * @param options - `level`, `ratio`, `margin`; of lists also `method`, `cap`, `resamples`, `seed`.
 *
 * @example
 * const revenue = { n: 52000, mean: 31.42, standardDeviation: 88.1 };
 * compareMeans(revenue, { n: 51800, mean: 30.17, standardDeviation: 85.6 }).difference;
 * // ≈ { estimate: 1.25, lower: 0.193, upper: 2.307, level: 0.95, method: "welch" }
 */
export function compareMeans(
  first: MeanSummary | ArrayLike<number>,
  second: MeanSummary | ArrayLike<number>,
  options?: CompareMeansOptions,
): MeanComparison;
/**
 * Compares two groups that are tables of their own, such as two cohorts.
 *
 * @param first - Rows or columns of the first group.
 * @param second - The same of the second, with the same fields.
 * @param options - Fields and methods, as for one table.
 *
 * @example
 * // Net revenue retention of two static pools: what the customers of the start pay now, over what they paid then.
 * const pool = (lostEvery: number) => Array.from({ length: 300 }, (_, i) => ({ opening: 10 + (i % 7), closing: i % lostEvery === 0 ? 0 : 10 + (i % 7) }));
 * compareMeans(pool(20), pool(10), { outcome: "closing", denominator: "opening", method: "jackknife" }).difference;
 * // ≈ { estimate: 0.050, lower: 0.008, upper: 0.092, level: 0.95, method: "jackknife" }
 */
export function compareMeans<Table extends object>(
  first: Table,
  second: Table,
  options?: MeansTableOptions<Table>,
): MeanComparison;
export function compareMeans(first: object, second: object, options: object = {}): MeanComparison {
  if (isGrouped(second)) {
    // The options of one table are the second argument: a third would be ignored.
    checkOptions<object>(where, options, []);
    const read = readMeanOptions(where, second, "grouped");
    const { samples, covariates } = readOneTable(where, first, second);
    return compareSamples(where, samples, read, covariates);
  }
  if (isSummary(first) || isSummary(second)) {
    const read = readMeanOptions(where, options as GroupedMeansOptions<object>, "summaries");
    return compareSummaries(readSummary("first", first), readSummary("second", second), read);
  }
  if (isNumbers(first) && isNumbers(second)) {
    const read = readMeanOptions(where, options as GroupedMeansOptions<object>, "lists");
    return compareSamples(where, [readList("first", first), readList("second", second)], read);
  }
  const read = readMeanOptions(where, options as GroupedMeansOptions<object>, "tables");
  const { samples, covariates } = readTwoTables(
    where,
    [first, second],
    options as GroupedMeansOptions<object>,
  );
  return compareSamples(where, samples, read, covariates);
}

/** Whether the second argument is options that name a group, and no table. */
function isGrouped(value: unknown): value is GroupedMeansOptions<object> {
  if (typeof value !== "object" || value === null || isList(value)) return false;
  const { group } = value as { readonly group?: unknown };
  return typeof group === "string" || typeof group === "function";
}

const isSummary = (value: unknown): value is MeanSummary =>
  typeof value === "object" &&
  value !== null &&
  !isList(value) &&
  typeof (value as Partial<MeanSummary>).mean === "number";

/** Whether a list holds outcomes themselves, and no rows. */
const isNumbers = (value: unknown): value is ArrayLike<number> =>
  isList(value) && (ArrayBuffer.isView(value) || typeof value[0] !== "object" || value[0] === null);

function readSummary(argument: string, summary: object): GroupEstimate {
  checkObject(where, argument, summary);
  checkFields(where, argument, summary as MeanSummary, ["n", "mean", "standardDeviation"]);
  const { n, mean, standardDeviation } = summary as MeanSummary;
  checkCount(where, `${argument}.n`, n, 2);
  checkFinite(where, `${argument}.mean`, mean);
  checkNonNegative(where, `${argument}.standardDeviation`, standardDeviation);
  return { estimate: mean, variance: standardDeviation ** 2 / n, customers: n };
}

function readList(argument: string, list: ArrayLike<number>): Sample {
  check(isList(list), where, argument, "must be a list of outcomes", list);
  const problems = createProblems(where);
  const outcome = readNumbers(openColumn(where, argument, list), problems, finiteNumbers);
  problems.throwIfAny();
  return sampleOf(where, { outcome, denominator: null, covariates: [], weight: null }, argument);
}
