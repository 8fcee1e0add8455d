import { checkOptions, checkPositive, checkSufficient } from "../errors.js";
import { countAtRisk, productLimit, type RiskTable } from "../inference/product-limit.js";
import { createProblems } from "../tables/problems.js";
import { readDurations } from "../tables/read-durations.js";
import { openTable, type TableField } from "../tables/table.js";

/** Where a table of tenures keeps its columns, and the age asked for. */
export interface CohortChurnOptions<Table> {
  /** The age by which a customer has left or not, in the unit of the durations: above 0; 1 if left out. */
  readonly within?: number | undefined;
  /** Field of how long each customer was followed, from joining: 0 (left on the day of joining) or more; default `duration`. */
  readonly duration?: TableField<Table> | undefined;
  /**
   * Field of whether the customer left then (true or 1) or was still there (false or 0); default `lost`, or `event` (as
   * `subscriptionTenures` names it) where there is no field `lost`.
   */
  readonly lost?: TableField<Table> | undefined;
  /** Field of the age at which each customer came under observation: 0, or below the duration; read if given, or if there is a field `entry`. */
  readonly entry?: TableField<Table> | undefined;
  /** Field of how many such customers a row stands for: a whole number; read if given, or if there is a field `weight`. */
  readonly weight?: TableField<Table> | undefined;
}

/**
 * Churn of a cohort within its first periods, from tenures of which some are unfinished.
 *
 * The share of joiners who leave within an age, whenever they joined: the only churn that growth cannot flatter. Those
 * followed for a shorter time count for as long as they were, those who came under observation late from then on. It is
 * higher than the churn of the whole base, which holds the loyal. `kaplanMeier` gives the whole curve.
 *
 * Formula: 1 - S(t), S(t) = Π (1 - dᵢ/nᵢ) over the ages up to t at which someone left, nᵢ those watched at that age.
 *
 * @param tenures - Rows or columns of durations and whether the customer left (true or 1) or was still there (false or
 *   0), `entry` where some came under observation late, and `weight` where a row stands for several customers alike.
 * @param options - `within`, 1 if left out; field names.
 * @returns A fraction from 0 to 1; null if there is an age up to that one at which nobody was watched, unless all had left.
 * @throws {InvalidInputError} If a duration is below 0, `lost` is no flag, an entry above 0 is not below its duration, `within` is not
 *   above 0, or a weight is no whole number.
 * @throws {InsufficientDataError} If there are no tenures.
 * @see Kaplan & Meier (1958), "Nonparametric Estimation from Incomplete Observations", doi:10.2307/2281868.
 *
 * @example
 * cohortChurnRate({ duration: [0.5, 1, 2, 3, 0.25], lost: [1, 0, 1, 0, 0] }, { within: 1 }); // => 0.25
 */
export function cohortChurnRate<Table extends object>(
  tenures: Table,
  options: CohortChurnOptions<Table> = {},
): number | null {
  const where = "cohortChurnRate";
  checkOptions(where, options, ["within", "duration", "lost", "entry", "weight"]);
  const { within = 1 } = options;
  checkPositive(where, "within", within);
  const table = openTable(where, "tenures", tenures);
  const problems = createProblems(where);
  const lost = table.column(table.has("lost") || !table.has("event") ? "lost" : "event", options.lost);
  const { duration, entry, weight } = options;
  const read = readDurations(table, problems, {
    duration,
    event: lost,
    entry,
    weight,
    weights: "whole",
  });
  problems.throwIfAny();
  const customers = read.weights?.reduce((sum, each) => sum + each, 0) ?? lost.length;
  checkSufficient(customers > 0, where, "tenures", "must have a row or more", customers);
  return shareLost(countAtRisk(read), within);
}

function shareLost(counts: RiskTable, within: number): number | null {
  const { times, watched } = counts;
  const survival = productLimit(counts);
  let surviving = 1;
  for (let i = 0; i < times.length; i++) {
    if (watched[i] === 0) return surviving === 0 ? 1 : null;
    if (times[i]! > within) return 1 - surviving;
    surviving = survival[i]!;
    if (times[i] === within) return 1 - surviving;
  }
  return surviving === 0 ? 1 : null;
}
