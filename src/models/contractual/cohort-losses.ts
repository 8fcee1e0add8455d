/**
 * What contractual models are fitted to: losses of cohorts by period, or single tenures. Either is reduced to the
 * number at risk and the number lost in each period of a customer's life, which is all that such a likelihood needs.
 */
import {
  check,
  checkCount,
  checkFields,
  checkNonNegative,
  checkSufficient,
  describe,
  isList,
} from "../../errors.js";
import { type ColumnTable, columnOf, isTable } from "../../tables/columns.js";
import { checkTimeUnit, type TimeUnit } from "../../time.js";
import { mostPeriods, newTally, record, sumsOf, type Tallies, total } from "./period-sums.js";
import { type TenureColumns, type TenureRow, tallyTenures } from "./tenure-data.js";

/** The losses of one cohort, period by period of its customers' lives. */
export interface CohortLosses {
  /** Label of the cohort, such as its month; told apart by nothing else, and of no effect. */
  readonly cohort?: string | number | null | undefined;
  /** Unit of the billing interval, as `renewalCohorts` names it; cohorts of several intervals are refused. */
  readonly interval?: string | undefined;
  /** Number of such units between two renewals. */
  readonly intervalCount?: number | undefined;
  /** Length of a period: the time between two renewals; null where it has no name, such as six months. */
  readonly timeUnit: TimeUnit | null;
  /**
   * The first period of their lives in which the customers were watched: 1 by default. From 2 on, only those who had
   * survived the periods before it are in the data, and the likelihood conditions on that.
   */
  readonly firstPeriod?: number | undefined;
  /** Customers lost in period `firstPeriod`, in the next one, and so on: 0 or more; fractions are allowed for published percentages. */
  readonly lostByPeriod: readonly number[];
  /** Customers still active after the last of these periods, 0 or more. */
  readonly stillActive: number;
  /**
   * Customers of the same cohort known only to have been lost before `firstPeriod`. Giving it, 0 included, says that the
   * cohort was counted from its start, so that the likelihood no longer conditions on survival.
   */
  readonly lostBefore?: number | undefined;
}

/**
 * What the contractual models are fitted to: one cohort, several pooled, or single tenures as rows, as columns, or as a table
 * with the columns `duration`, `event` and perhaps `entry` and `weight`.
 */
export type ContractualData =
  | CohortLosses
  | readonly CohortLosses[]
  | TenureColumns
  | ColumnTable
  | readonly TenureRow[];

/** Contractual data whose columns lie open. */
export type OpenData = Exclude<ContractualData, ColumnTable>;

/** Sufficient statistics of contractual data, in canonical order whatever the order of the input. */
export interface ContractualCounts {
  readonly timeUnit: TimeUnit | null;
  /** Customers at risk in period 1, 2, …: the first entry is period 1. */
  readonly atRisk: Float64Array;
  /** Of those, customers lost in that period. */
  readonly lost: Float64Array;
  /** Losses known only to lie in periods 1 to `by`, with their number; ascending in `by`. */
  readonly lostBy: readonly { readonly by: number; readonly count: number }[];
  /** All customers of the data, those without a period at risk included. */
  readonly observations: number;
}

/** Checks contractual data and reduces them to their sufficient statistics. */
export function contractualCounts(where: string, given: ContractualData): ContractualCounts {
  const tallies: Tallies = {
    ...{ entered: newTally(), lost: newTally(), censored: newTally(), lostBy: newTally() },
  };
  check(typeof given === "object" && given !== null, where, "data", dataRule, given as unknown);
  const data = openData(given);
  const timeUnit = isTenures(data) ? tallyTenures(where, data, tallies) : tallyCohorts(where, data, tallies);
  return reduce(where, timeUnit, tallies);
}

const dataRule = "must be a cohort, an array of cohorts, or tenures with duration and event";

/** The columns of a table, and all other data as they are. */
export function openData(data: ContractualData): OpenData {
  if (!isTable(data)) return data;
  const columns = (["duration", "event", "entry", "weight"] as const).flatMap((name) => {
    const column = columnOf(data, name);
    return column === undefined && (name === "entry" || name === "weight") ? [] : [[name, column] as const];
  });
  return Object.fromEntries(columns) as object as TenureColumns;
}

/** What was drawn, as a table where the data were one. */
export function inFormOf<Data extends ContractualData>(data: Data, drawn: OpenData): Data {
  if (!isTable(data)) return drawn as Data;
  const getChild = (name: string) => columnOf(drawn, name) ?? null;
  return { getChild } as object as Data;
}

/** Whether data are single tenures rather than cohorts. */
export function isTenures(data: OpenData): data is TenureColumns | readonly TenureRow[] {
  const first = (Array.isArray(data) ? data[0] : data) as object | undefined;
  return typeof first === "object" && first !== null && "duration" in first && !("lostByPeriod" in first);
}

function tallyCohorts(
  where: string,
  data: CohortLosses | readonly CohortLosses[],
  tallies: Tallies,
): TimeUnit | null {
  const many = Array.isArray(data);
  const cohorts = (many ? data : [data]) as readonly CohortLosses[];
  checkSufficient(cohorts.length > 0, where, "cohorts", "must hold at least one cohort", cohorts);
  cohorts.forEach((cohort, i) => {
    tallyCohort(where, many ? `cohorts[${i}]` : "cohort", cohort, tallies);
  });
  const first = cohorts[0]!;
  cohorts.forEach((cohort, i) => {
    for (const name of ["timeUnit", "interval", "intervalCount"] as const) {
      const rule = `must be that of cohorts[0] (${describe(first[name])})`;
      check(cohort[name] === first[name], where, `cohorts[${i}].${name}`, rule, cohort[name]);
    }
  });
  return first.timeUnit;
}

/** Fields of a cohort; those with covariates are read by the regression. */
const cohortNames: readonly string[] = [
  ...["timeUnit", "firstPeriod", "lostByPeriod", "stillActive", "lostBefore", "covariates"],
  ...["cohort", "interval", "intervalCount"],
];

/** Checks one cohort of losses. */
export function checkCohort(where: string, name: string, cohort: CohortLosses): void {
  checkFields(where, name, cohort, cohortNames as readonly (keyof CohortLosses)[]);
  if (cohort.timeUnit !== null) checkTimeUnit(where, `${name}.timeUnit`, cohort.timeUnit);
  const { firstPeriod = 1, lostByPeriod, stillActive, lostBefore } = cohort;
  checkCount(where, `${name}.firstPeriod`, firstPeriod, 1);
  check(isList(lostByPeriod), where, `${name}.lostByPeriod`, "must be an array of numbers", lostByPeriod);
  for (let i = 0; i < lostByPeriod.length; i++)
    checkNonNegative(where, `${name}.lostByPeriod[${i}]`, lostByPeriod[i]);
  checkNonNegative(where, `${name}.stillActive`, stillActive);
  if (lostBefore === undefined) return;
  checkNonNegative(where, `${name}.lostBefore`, lostBefore);
  const possible = firstPeriod > 1 || lostBefore === 0;
  check(possible, where, `${name}.lostBefore`, "must be 0 where firstPeriod is 1", lostBefore);
}

function tallyCohort(where: string, name: string, cohort: CohortLosses, tallies: Tallies): void {
  checkCohort(where, name, cohort);
  const { firstPeriod = 1, lostByPeriod, stillActive, lostBefore } = cohort;
  const before = firstPeriod - 1;
  const start = lostBefore === undefined ? before : 0;
  lostByPeriod.forEach((count, i) => {
    record(tallies.entered, start, count);
    record(tallies.lost, firstPeriod + i, count);
  });
  record(tallies.entered, start, stillActive);
  record(tallies.censored, before + lostByPeriod.length, stillActive);
  record(tallies.lostBy, before, lostBefore ?? 0);
}

function reduce(where: string, timeUnit: TimeUnit | null, tallies: Tallies): ContractualCounts {
  const lostAt = sumsOf(tallies.lost);
  const censoredAt = sumsOf(tallies.censored);
  const periods = [...lostAt, ...censoredAt].reduce((most, [period]) => Math.max(most, period), 0);
  check(periods <= mostPeriods, where, "periods", `must be at most ${mostPeriods}`, periods);
  const lost = new Float64Array(periods);
  for (const [period, count] of lostAt) lost[period - 1] = count;
  const leaving = new Float64Array(periods + 1);
  for (const [period, count] of censoredAt) leaving[period] = count;
  const entering = new Float64Array(periods + 1);
  for (const [period, count] of sumsOf(tallies.entered)) entering[period] = count;
  const lostBy = sumsOf(tallies.lostBy)
    .map(([by, count]) => ({ by, count }))
    .sort((a, b) => a.by - b.by);
  const atRisk = riskSets(lost, leaving, entering);
  const observations = total([...entering]) + lostBy.reduce((sum, { count }) => sum + count, 0);
  checkSufficient(observations > 0, where, "data", "must hold at least one customer", observations);
  return { timeUnit, atRisk, lost, lostBy, observations };
}

/** Customers at risk in each period, counted backwards from the last so that fractions leave no residue at the end. */
function riskSets(lost: Float64Array, leaving: Float64Array, entering: Float64Array): Float64Array {
  const atRisk = new Float64Array(lost.length);
  let present = 0;
  for (let t = lost.length; t >= 1; t--) {
    // Those who enter after t periods are present in t + 1 but were not watched in t.
    present = Math.max(0, present + leaving[t]! - entering[t]!) + lost[t - 1]!;
    atRisk[t - 1] = present;
  }
  return atRisk;
}
