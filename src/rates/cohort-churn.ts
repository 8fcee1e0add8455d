import { createProblems } from "../data/problems.js";
import { readAmounts, readWeights } from "../data/read-amounts.js";
import { type Field, openTable } from "../data/table.js";
import { checkOptions, checkPositive, checkSufficient } from "../errors.js";

/** Where a table of tenures keeps its columns, and the age asked for. */
export interface CohortChurnOptions<Table> {
  /** The age by which a customer has left or not, in the unit of the durations: above 0; 1 if left out. */
  readonly within?: number | undefined;
  /** Field of how long each customer was followed, from joining: above 0; default `duration`. */
  readonly duration?: Field<Table> | undefined;
  /** Field of whether the customer left then (true or 1) or was still there (false or 0); default `lost`. */
  readonly lost?: Field<Table> | undefined;
  /** Field of how many such customers a row stands for: a whole number; read if given, or if there is a field `weight`. */
  readonly weight?: Field<Table> | undefined;
}

/**
 * Churn of a cohort within its first periods, from tenures of which some are unfinished.
 *
 * The share of joiners who leave within an age, whenever they joined: the only churn that growth cannot flatter. Those
 * followed for a shorter time count for as long as they were. It is higher than the churn of the whole base, which
 * holds the loyal. `kaplanMeier` gives the whole curve with its interval.
 *
 * Formula: 1 - S(t), S(t) = Π (1 - dᵢ/nᵢ) over the ages up to t at which someone left.
 *
 * @param tenures - Rows or columns of durations and whether the customer left (true or 1) or was still there (false or
 *   0), and `weight` where a row stands for several customers alike.
 * @param options - `within`, 1 if left out; field names.
 * @returns A fraction from 0 to 1; null if nobody was followed to that age and not everybody had left before.
 * @throws {InvalidInputError} If a duration is not above 0, `lost` is no flag, `within` is not above 0, or a weight is no whole number.
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
  checkOptions(where, options, ["within", "duration", "lost", "weight"]);
  const { within = 1 } = options;
  checkPositive(where, "within", within);
  const table = openTable(where, "tenures", tenures);
  const problems = createProblems(where);
  const durationColumn = table.column("duration", options.duration);
  const durations = readAmounts(durationColumn, problems, { least: 0 });
  const lostColumn = table.column("lost", options.lost);
  const lost = new Float64Array(lostColumn.length);
  for (let i = 0; i < lost.length; i++) {
    lost[i] = Number(lostColumn.at(i));
    if (durations[i] === 0) problems.add(durationColumn.name(i), "must be above 0", durationColumn.at(i));
    if (!flags.includes(lostColumn.at(i)))
      problems.add(lostColumn.name(i), "must be true, false, 1 or 0", lostColumn.at(i));
  }
  const weights = readWeights(table, options.weight, problems) ?? new Float64Array(lost.length).fill(1);
  problems.throwIfAny();
  const customers = weights.reduce((sum, weight) => sum + weight, 0);
  checkSufficient(customers > 0, where, "tenures", "must have a row or more", customers);
  return productLimit({ durations, lost, weights }, customers, within);
}

const flags: readonly unknown[] = [true, false, 1, 0];

interface Tenures {
  readonly durations: Float64Array;
  readonly lost: Float64Array;
  readonly weights: Float64Array;
}

function productLimit(
  { durations, lost, weights }: Tenures,
  customers: number,
  within: number,
): number | null {
  const order = Uint32Array.from(durations.keys()).sort((a, b) => durations[a]! - durations[b]!);
  let atRisk = customers;
  let surviving = 1;
  for (let i = 0; i < order.length; ) {
    const age = durations[order[i]!]!;
    if (age > within) break;
    let left = 0;
    let ended = 0;
    for (; i < order.length && durations[order[i]!] === age; i++) {
      const row = order[i]!;
      left += weights[row]! * lost[row]!;
      ended += weights[row]!;
    }
    // Rows of weight 0 at the end leave nobody at risk.
    if (atRisk > 0) surviving *= (atRisk - left) / atRisk;
    atRisk -= ended;
    if (atRisk === 0 && surviving > 0 && age < within) return null;
  }
  return 1 - surviving;
}
