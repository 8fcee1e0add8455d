/**
 * What contractual models are fitted to: losses of cohorts by period, or single tenures. Either is reduced to the
 * number at risk and the number lost in each period of a customer's life, which is all that such a likelihood needs.
 */
import {
  check,
  checkCount,
  checkFields,
  checkNonNegative,
  checkObject,
  checkSufficient,
  isList,
} from "../../errors.js";
import {
  type ColumnInput,
  type ColumnTable,
  columnOf,
  entriesOf,
  isColumn,
  isTable,
} from "../../tables/columns.js";
import { checkTimeUnit, type TimeUnit } from "../../time.js";

/** The losses of one cohort, period by period of its customers' lives. */
export interface CohortLosses {
  /** Length of a period: the time between two renewals. */
  readonly timeUnit: TimeUnit;
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

/** One customer's tenure in whole periods. */
export interface TenureRow {
  /** Periods completed; for a lost customer, the period of the loss: 1 or more. */
  readonly duration: number;
  /** Whether the customer was lost in that period (true or 1) or is still active after it (false or 0). */
  readonly event: boolean | number;
  /** Periods already completed when the customer was first watched: 0 by default. */
  readonly entry?: number | undefined;
  /** How many customers the row stands for: 1 by default. */
  readonly weight?: number | undefined;
}

/** Tenures of many customers as columns of equal length. */
export interface TenureColumns {
  /** Length of a period; null or left out where it is not stated. */
  readonly timeUnit?: TimeUnit | null | undefined;
  /** Periods completed; for a lost customer, the period of the loss. */
  readonly duration: ColumnInput;
  /** Whether the customer was lost in that period (true or 1) or is still active after it (false or 0). */
  readonly event: ColumnInput<boolean | number>;
  /** Periods already completed when the customer was first watched. */
  readonly entry?: ColumnInput | undefined;
  /** How many customers each row stands for. */
  readonly weight?: ColumnInput | undefined;
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

/** Amounts by period whose sums do not depend on the order in which they arrive. */
interface Tally {
  readonly gains: Map<number, number[]>;
}

function record(tally: Tally, key: number, amount: number): void {
  if (amount === 0) return;
  const amounts = tally.gains.get(key);
  if (amounts === undefined) tally.gains.set(key, [amount]);
  else amounts.push(amount);
}

/** Sorted before they are added, so that no order of the rows changes a bit. */
function total(amounts: readonly number[]): number {
  return [...amounts].sort((a, b) => a - b).reduce((sum, amount) => sum + amount, 0);
}

interface Tallies {
  /** By the number of periods completed before the first one watched. */
  readonly entered: Tally;
  /** By the period of the loss. */
  readonly lost: Tally;
  /** By the last period completed. */
  readonly censored: Tally;
  readonly lostBy: Tally;
}

/** Checks contractual data and reduces them to their sufficient statistics. */
export function contractualCounts(where: string, given: ContractualData): ContractualCounts {
  const tallies: Tallies = {
    entered: { gains: new Map() },
    lost: { gains: new Map() },
    censored: { gains: new Map() },
    lostBy: { gains: new Map() },
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
): TimeUnit {
  const many = Array.isArray(data);
  const cohorts = (many ? data : [data]) as readonly CohortLosses[];
  checkSufficient(cohorts.length > 0, where, "cohorts", "must hold at least one cohort", cohorts);
  cohorts.forEach((cohort, i) => {
    tallyCohort(where, many ? `cohorts[${i}]` : "cohort", cohort, tallies);
  });
  const { timeUnit } = cohorts[0]!;
  cohorts.forEach((cohort, i) => {
    const rule = `must be that of cohorts[0] ("${timeUnit}")`;
    check(cohort.timeUnit === timeUnit, where, `cohorts[${i}].timeUnit`, rule, cohort.timeUnit);
  });
  return timeUnit;
}

/** Fields of a cohort; those with covariates are read by the regression. */
const cohortNames: readonly string[] = [
  ...["timeUnit", "firstPeriod", "lostByPeriod", "stillActive", "lostBefore", "covariates"],
];

/** Checks one cohort of losses. */
export function checkCohort(where: string, name: string, cohort: CohortLosses): void {
  checkFields(where, name, cohort, cohortNames as readonly (keyof CohortLosses)[]);
  checkTimeUnit(where, `${name}.timeUnit`, cohort.timeUnit);
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

function tallyTenures(
  where: string,
  data: TenureColumns | readonly TenureRow[],
  tallies: Tallies,
): TimeUnit | null {
  for (const { duration, lost, entry, weight } of tenuresOf(where, data)) {
    record(tallies.entered, entry, weight);
    record(lost ? tallies.lost : tallies.censored, duration, weight);
  }
  return "length" in data ? null : (data.timeUnit ?? null);
}

/** Reads single tenures, each checked and with its defaults filled in. */
export function tenuresOf(where: string, data: TenureColumns | readonly TenureRow[]): Tenure[] {
  if (Array.isArray(data))
    return (data as readonly TenureRow[]).map((row, i) => {
      checkObject(where, `data[${i}]`, row);
      const { duration, event, entry = 0, weight = 1 } = row;
      return checkTenure(where, (field) => `data[${i}].${field}`, { duration, event, entry, weight });
    });
  const columns = data as TenureColumns;
  const timeUnit = columns.timeUnit ?? null;
  if (timeUnit !== null) checkTimeUnit(where, "timeUnit", timeUnit);
  checkColumns(where, columns);
  const at = readersOf(columns);
  return Array.from({ length: columns.duration.length }, (_, i) =>
    checkTenure(where, (field) => `${field}[${i}]`, at(i)),
  );
}

function checkColumns(where: string, columns: TenureColumns): void {
  const { duration } = columns;
  check(isColumn(duration), where, "duration", "must be an array or a vector with get", duration);
  for (const field of ["event", "entry", "weight"] as const) {
    const column = columns[field];
    if (column === undefined && field !== "event") continue;
    const rule = `must be an array as long as duration (${duration.length})`;
    check(isColumn(column) && column.length === duration.length, where, field, rule, column);
  }
}

/** One tenure with its defaults filled in. */
type TenureEntry = Required<TenureRow> & { readonly entry: number; readonly weight: number };

/** One tenure, checked. */
interface Tenure extends TenureEntry {
  readonly lost: boolean;
}

/** Reads the tenures of columns one by one. */
function readersOf({ duration, event, entry, weight }: TenureColumns): (i: number) => TenureEntry {
  const columns = {
    duration: entriesOf(duration),
    event: entriesOf(event),
    entry: entry === undefined ? () => 0 : entriesOf(entry),
    weight: weight === undefined ? () => 1 : entriesOf(weight),
  };
  // Unchecked: `checkTenure` refuses what is no number.
  return (i) =>
    ({
      duration: columns.duration(i),
      event: columns.event(i),
      entry: columns.entry(i),
      weight: columns.weight(i),
    }) as TenureEntry;
}

function checkTenure(where: string, name: (field: string) => string, tenure: TenureEntry): Tenure {
  const { duration, event, entry, weight } = tenure;
  const lost = event === true || event === 1;
  check(lost || event === false || event === 0, where, name("event"), "must be true, false, 1 or 0", event);
  checkCount(where, name("duration"), duration, lost ? 1 : 0);
  checkCount(where, name("entry"), entry);
  const rule = lost ? `must be below duration (${duration})` : `must be at most duration (${duration})`;
  check(lost ? entry < duration : entry <= duration, where, name("entry"), rule, entry);
  checkNonNegative(where, name("weight"), weight);
  return { ...tenure, lost };
}

const mostPeriods = 100_000;

function reduce(where: string, timeUnit: TimeUnit | null, tallies: Tallies): ContractualCounts {
  const sums = (tally: Tally) => [...tally.gains].map(([key, amounts]) => [key, total(amounts)] as const);
  const lostAt = sums(tallies.lost);
  const censoredAt = sums(tallies.censored);
  const periods = [...lostAt, ...censoredAt].reduce((most, [period]) => Math.max(most, period), 0);
  check(periods <= mostPeriods, where, "periods", `must be at most ${mostPeriods}`, periods);
  const lost = new Float64Array(periods);
  for (const [period, count] of lostAt) lost[period - 1] = count;
  const leaving = new Float64Array(periods + 1);
  for (const [period, count] of censoredAt) leaving[period] = count;
  const entering = new Float64Array(periods + 1);
  for (const [period, count] of sums(tallies.entered)) entering[period] = count;
  const lostBy = sums(tallies.lostBy)
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
