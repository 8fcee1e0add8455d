import { createProblems } from "../data/problems.js";
import { readAmounts, readWeights } from "../data/read-amounts.js";
import { type Field, openTable } from "../data/table.js";
import { checkOptions, checkPositive, checkSufficient } from "../errors.js";
import { orderOf } from "../math/sample-statistics.js";

/** Where a table of tenures keeps its columns, and the age asked for. */
export interface CohortChurnOptions<Table> {
  /** The age by which a customer has left or not, in the unit of the durations: above 0; 1 if left out. */
  readonly within?: number | undefined;
  /** Field of how long each customer was followed, from joining: above 0; default `duration`. */
  readonly duration?: Field<Table> | undefined;
  /**
   * Field of whether the customer left then (true or 1) or was still there (false or 0); default `lost`, or `event` (as
   * `subscriptionTenures` names it) where there is no field `lost`.
   */
  readonly lost?: Field<Table> | undefined;
  /** Field of the age at which each customer came under observation: 0 or more, below the duration; read if given, or if there is a field `entry`. */
  readonly entry?: Field<Table> | undefined;
  /** Field of how many such customers a row stands for: a whole number; read if given, or if there is a field `weight`. */
  readonly weight?: Field<Table> | undefined;
}

/**
 * Churn of a cohort within its first periods, from tenures of which some are unfinished.
 *
 * The share of joiners who leave within an age, whenever they joined: the only churn that growth cannot flatter. Those
 * followed for a shorter time count for as long as they were, those who came under observation late from then on. It is higher than the churn of the whole base, which
 * holds the loyal.
 *
 * Formula: 1 - S(t), S(t) = Π (1 - dᵢ/nᵢ) over the ages up to t at which someone left, nᵢ those watched at that age.
 *
 * @param tenures - Rows or columns of durations and whether the customer left (true or 1) or was still there (false or
 *   0), `entry` where some came under observation late, and `weight` where a row stands for several customers alike.
 * @param options - `within`, 1 if left out; field names.
 * @returns A fraction from 0 to 1; null if there is an age up to that one at which nobody was watched, unless all had left.
 * @throws {InvalidInputError} If a duration is not above 0, `lost` is no flag, an entry is not below its duration, `within` is not
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
  const durationColumn = table.column("duration", options.duration);
  const durations = readAmounts(durationColumn, problems, { least: 0 });
  const lostColumn = table.column(table.has("lost") || !table.has("event") ? "lost" : "event", options.lost);
  const entryColumn =
    options.entry === undefined && !table.has("entry") ? null : table.column("entry", options.entry);
  const entries =
    entryColumn === null
      ? new Float64Array(durations.length)
      : readAmounts(entryColumn, problems, { least: 0 });
  const lost = new Float64Array(lostColumn.length);
  for (let i = 0; i < lost.length; i++) {
    lost[i] = Number(lostColumn.at(i));
    if (durationColumn.at(i) === 0) problems.add(durationColumn.name(i), "must be above 0", 0);
    if (!flags.includes(lostColumn.at(i)))
      problems.add(lostColumn.name(i), "must be true, false, 1 or 0", lostColumn.at(i));
    if (entryColumn !== null && entries[i]! >= durations[i]!)
      problems.add(entryColumn.name(i), "must be below the duration", entryColumn.at(i));
  }
  const weights = readWeights(table, options.weight, problems) ?? new Float64Array(lost.length).fill(1);
  problems.throwIfAny();
  const customers = weights.reduce((sum, weight) => sum + weight, 0);
  checkSufficient(customers > 0, where, "tenures", "must have a row or more", customers);
  return productLimit({ durations, entries, lost, weights }, within);
}

const flags: readonly unknown[] = [true, false, 1, 0];

interface Tenures {
  readonly durations: Float64Array;
  readonly entries: Float64Array;
  readonly lost: Float64Array;
  readonly weights: Float64Array;
}

function productLimit({ durations, entries, lost, weights }: Tenures, within: number): number | null {
  const [byEnd, byEntry] = [orderOf(durations), orderOf(entries)];
  let atRisk = 0;
  let entered = 0;
  const enter = (hasBegun: (entry: number) => boolean) => {
    for (; entered < byEntry.length && hasBegun(entries[byEntry[entered]!]!); entered++)
      atRisk += weights[byEntry[entered]!]!;
  };
  enter((entry) => entry === 0);
  let surviving = 1;
  for (let i = 0; i < byEnd.length; ) {
    if (atRisk === 0) return surviving === 0 ? 1 : null;
    const age = durations[byEnd[i]!]!;
    if (age > within) return 1 - surviving;
    enter((entry) => entry < age);
    let left = 0;
    let ended = 0;
    for (; i < byEnd.length && durations[byEnd[i]!] === age; i++) {
      left += weights[byEnd[i]!]! * lost[byEnd[i]!]!;
      ended += weights[byEnd[i]!]!;
    }
    surviving *= (atRisk - left) / atRisk;
    if (age === within) return 1 - surviving;
    atRisk -= ended;
    // Who enters at this age is watched from just after it, and bridges the gap to the next end.
    enter((entry) => entry <= age);
  }
  return surviving === 0 ? 1 : null;
}
