/** The survival curve of durations that are known only to lie within an interval. */
import { ConvergenceError, check, checkOptions, checkSufficient } from "../../errors.js";
import { createProblems } from "../../tables/problems.js";
import { nonNegativeNumbers, readWeights } from "../../tables/read-numbers.js";
import { type OpenColumn, openTable, type TableField } from "../../tables/table.js";
import type { TimeUnit } from "../../time.js";
import { readTimeUnit } from "../survival-data.js";
import { innermostIntervals, type ReadIntervals } from "./innermost-intervals.js";
import { maximizeMasses } from "./masses.js";

/** Options of `turnbull`. */
export interface TurnbullOptions<Table> {
  /** Field of the last time at which it had not happened: 0 or more, or null where nothing is known of it; default `lower`. */
  readonly lower?: TableField<Table> | undefined;
  /** Field of the time by which it had happened, or null or Infinity where it has not yet; default `upper`. */
  readonly upper?: TableField<Table> | undefined;
  /** Field of how many (or how much) a row stands for, 0 or more; read if given, or if there is a field `weight`. */
  readonly weight?: TableField<Table> | undefined;
  /** Unit of the times, which the result repeats; default that of the data, where they name one. */
  readonly timeUnit?: TimeUnit | undefined;
}

/** An interval in which some of the losses lie: where in it, the data do not say. */
export interface TurnbullInterval {
  /** Begin of the interval, which does not belong to it unless it is its end too. */
  readonly from: number;
  /** End of the interval, which belongs to it; null where it has none. */
  readonly to: number | null;
  /** Share that is lost in it. */
  readonly mass: number;
  /** Share that lasts beyond its end: S(t) from there to the begin of the next; null where it has no end. */
  readonly survival: number | null;
}

/** The survival curve of interval-censored durations. */
export interface TurnbullCurve {
  /** Name of the estimator. */
  readonly method: "turnbull";
  /** Unit of all times; null where neither data nor options name one. */
  readonly timeUnit: TimeUnit | null;
  /** Number of observations: the sum of the weights. */
  readonly observations: number;
  /** Log-likelihood of the observed intervals. */
  readonly logLikelihood: number;
  /** How far the log-likelihood can be, at most, below its maximum, per observation; 0 but for rounding. */
  readonly gap: number;
  /** The intervals that take losses, ascending; those of mass 0 are left out. */
  readonly intervals: readonly TurnbullInterval[];
}

const where = "turnbull";

/**
 * Turnbull's estimate of S(t), the share that lasts longer than t, from interval-censored durations. Use it for
 * customers seen at visits or surveys, or whose loss is found out at the end of a month.
 *
 * The curve is known outside its intervals alone; where inside one it falls, the data do not say. It has no standard errors
 * here: resample the rows. Where all intervals are whole periods, `lifeTable` and `kaplanMeier` of the periods say the same.
 *
 * Formula: maximum of Σ w ln Σ p_j over the innermost intervals j that lie within the row's; optimal where Σ w/P ≤ n for every j, with
 * equality where p_j > 0. A row is lost after `lower` and by `upper`, and at that time where both are one.
 *
 * @param data - Rows or columns: `lower`, `upper`, and where needed `weight`. (1, 3] is lost between 1 and 3; (3, null) is still there at
 *   3; (null, 2] was lost by 2, perhaps at 0.
 * @param options - Names of the fields, `timeUnit`.
 * @returns Plain data: the intervals with their masses, and the share that lasts beyond each.
 * @throws {InvalidInputError} If a time is below 0, or an upper end below its lower.
 * @throws {InsufficientDataError} If there are no rows, or all weights are 0.
 * @throws {ConvergenceError} If the optimality conditions do not hold to 1e-8 after many steps; `best` is the result so far.
 * @see Turnbull (1976), "The empirical distribution function with arbitrarily grouped, censored and truncated data", JRSS B 38(3),
 *   290-295; Gentleman & Geyer (1994), Biometrika 81(3), 618-623, doi:10.1093/biomet/81.3.618 (optimality); Wang (2007), JRSS B
 *   69(2), 185-198, doi:10.1111/j.1467-9868.2007.00583.x (algorithm).
 *
 * @example
 * // Found gone at one of the visits, or still there at the last.
 * const visits = { lower: [0, 1, 1, 2, 3, 3], upper: [1, 3, 2, 3, null, null], timeUnit: "month" } as const;
 * turnbull(visits).intervals;
 * // ≈ [
 * //   { from: 0, to: 1, mass: 0.167, survival: 0.833 },
 * //   { from: 1, to: 2, mass: 0.25, survival: 0.583 },
 * //   { from: 2, to: 3, mass: 0.25, survival: 0.333 },
 * //   { from: 3, to: null, mass: 0.333, survival: null },
 * // ]
 */
export function turnbull<Table extends object>(
  data: Table,
  options: TurnbullOptions<Table> = {},
): TurnbullCurve {
  checkOptions(where, options, ["lower", "upper", "weight", "timeUnit"]);
  const read = readIntervals(data, options);
  const timeUnit = readTimeUnit(where, data, options.timeUnit);
  const problem = innermostIntervals(read);
  const { masses, logLikelihood, gap } = maximizeMasses(problem);
  let left = 1;
  const intervals = problem.intervals.flatMap(({ from, to }, j): TurnbullInterval[] => {
    const mass = masses[j]!;
    if (mass === 0) return [];
    left = Math.max(0, left - mass);
    const isLast = masses.subarray(j + 1).every((each) => each === 0);
    const beyond = isLast && to < Number.POSITIVE_INFINITY ? 0 : left;
    return to === Number.POSITIVE_INFINITY
      ? [{ from, to: null, mass, survival: null }]
      : [{ from, to, mass, survival: beyond }];
  });
  const curve: TurnbullCurve = {
    method: "turnbull",
    timeUnit,
    observations: problem.total,
    logLikelihood: logLikelihood + 0,
    gap,
    intervals,
  };
  if (gap > 1e-8)
    throw new ConvergenceError(
      `${where}: data must be fitted to a gap of 1e-8 or less, received ${gap}`,
      curve,
    );
  return curve;
}

function readIntervals<Table extends object>(data: Table, options: TurnbullOptions<Table>): ReadIntervals {
  const table = openTable(where, "data", data);
  const problems = createProblems(where);
  const lowerColumn = table.column("lower", options.lower);
  const upperColumn = table.column("upper", options.upper);
  checkSufficient(lowerColumn.length > 0, where, "data", "must have a row or more", 0);
  const readEnd = (column: OpenColumn, none: number) =>
    Float64Array.from({ length: column.length }, (_, i) => {
      const value = column.at(i);
      if (value === null || value === undefined || (value === none && none > 0)) return none;
      const isTime = Number.isFinite(value) && (value as number) >= 0;
      if (!isTime) problems.add(column.name(i), "must be a finite number of 0 or more, or null", value);
      return isTime ? (value as number) + 0 : 0;
    });
  const lower = readEnd(lowerColumn, -1);
  const upper = readEnd(upperColumn, Number.POSITIVE_INFINITY);
  for (let i = 0; i < lower.length; i++)
    if (upper[i]! < lower[i]!)
      problems.add(upperColumn.name(i), `must be at or after its lower end (${lower[i]})`, upper[i]);
  const weights = readWeights(table, problems, nonNegativeNumbers, options.weight);
  problems.throwIfAny();
  const total = weights?.reduce((sum, each) => sum + each, 0) ?? lower.length;
  check(total <= 1e150, where, "data", "must have weights whose sum is 1e150 at most", total);
  checkSufficient(total > 0, where, "data", "must have a row of weight above 0", total);
  return { lower, upper, weights };
}
