/** Single tenures in whole periods, as rows or columns: read, checked and added up. */
import {
  check,
  checkCount,
  checkNonNegative,
  checkObject,
  describe,
  isFiniteNumber,
  isList,
} from "../../errors.js";
import { type ColumnInput, entriesOf, isColumn } from "../../tables/columns.js";
import { checkTimeUnit, type TimeUnit } from "../../time.js";
import { record, type Tallies } from "./period-sums.js";

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

/** Adds single tenures up by period, each checked. */
export function tallyTenures(
  where: string,
  data: TenureColumns | readonly TenureRow[],
  tallies: Tallies,
): TimeUnit | null {
  if (Array.isArray(data)) tallyRows(where, data as readonly TenureRow[], tallies);
  else tallyColumns(where, data as TenureColumns, tallies);
  return "length" in data ? null : (data.timeUnit ?? null);
}

function tallyRows(where: string, rows: readonly TenureRow[], tallies: Tallies): void {
  const field = (name: string) => (i: number) => (rows[i] as object as Record<string, unknown>)?.[name];
  checkOneInterval(where, rows.length, field, (name, i) => `data[${i}].${name}`);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as TenureRow;
    checkObject(where, `data[${i}]`, row);
    const { duration, event, entry = 0, weight = 1 } = row;
    if (tally(tallies, duration, event, entry, weight)) continue;
    checkTenure(where, (field) => `data[${i}].${field}`, { duration, event, entry, weight });
  }
}

function tallyColumns(where: string, columns: TenureColumns, tallies: Tallies): void {
  checkTenureColumns(where, columns);
  const column = (name: string) => {
    const values = (columns as object as Record<string, unknown>)[name];
    return isColumn(values) ? entriesOf(values) : () => undefined;
  };
  checkOneInterval(where, columns.duration.length, column, (name, i) => `${name}[${i}]`);
  const [durations, events] = [listOf(columns.duration), listOf(columns.event)];
  const [entries, weights] = [columns.entry, columns.weight].map((column) => column && listOf(column));
  for (let i = 0; i < durations.length; i++) {
    const [duration, event] = [durations[i], events[i]];
    const [entry, weight] = [entries === undefined ? 0 : entries[i], weights === undefined ? 1 : weights[i]];
    if (tally(tallies, duration, event, entry, weight)) continue;
    const tenure = { duration, event, entry, weight } as TenureEntry;
    checkTenure(where, (field) => `${field}[${i}]`, tenure);
  }
}

/** Refuses tenures of several billing intervals, as `renewalTenures` names them: their periods are not the same. */
function checkOneInterval(
  where: string,
  length: number,
  read: (name: string) => (i: number) => unknown,
  nameOf: (name: string, i: number) => string,
): void {
  if (length === 0 || read("intervalCount")(0) === undefined) return;
  for (const name of ["interval", "intervalCount"]) {
    const at = read(name);
    const first = at(0);
    for (let i = 1; i < length; i++)
      if (at(i) !== first)
        check(false, where, nameOf(name, i), `must be that of the first (${describe(first)})`, at(i));
  }
}

/** The entries of a column, as a list. */
function listOf(column: unknown): ArrayLike<unknown> {
  if (isList(column)) return column;
  const at = entriesOf(column);
  return Array.from({ length: (column as ArrayLike<unknown>).length }, (_, i) => at(i));
}

/** Records one tenure if it keeps to every rule of `checkTenure`, which says what is wrong with any other. */
function tally(
  tallies: Tallies,
  duration: unknown,
  event: unknown,
  entry: unknown,
  weight: unknown,
): boolean {
  const lost = event === 1 || event === true;
  if (!lost && event !== 0 && event !== false) return false;
  if (!isCount(duration) || !isCount(entry) || !isFiniteNumber(weight) || weight < 0) return false;
  if (lost ? entry >= duration : entry > duration) return false;
  record(tallies.entered, entry, weight);
  record(lost ? tallies.lost : tallies.censored, duration, weight);
  return true;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** Reads single tenures, each checked and with its defaults filled in. */
export function tenuresOf(where: string, data: TenureColumns | readonly TenureRow[]): Tenure[] {
  if (Array.isArray(data))
    return (data as readonly TenureRow[]).map((row, i) => {
      checkObject(where, `data[${i}]`, row);
      const { duration, event, entry = 0, weight = 1 } = row;
      return checkTenure(where, (field) => `data[${i}].${field}`, { duration, event, entry, weight });
    });
  const columns = data as TenureColumns;
  checkTenureColumns(where, columns);
  const at = readersOf(columns);
  return Array.from({ length: columns.duration.length }, (_, i) =>
    checkTenure(where, (field) => `${field}[${i}]`, at(i)),
  );
}

function checkTenureColumns(where: string, columns: TenureColumns): void {
  const { duration, timeUnit = null } = columns;
  if (timeUnit !== null) checkTimeUnit(where, "timeUnit", timeUnit);
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

const hint = "renewals are counted from dates by renewalCohorts or renewalTenures";

function checkTenure(where: string, name: (field: string) => string, tenure: TenureEntry): Tenure {
  const { duration, event, entry, weight } = tenure;
  const lost = event === true || event === 1;
  check(lost || event === false || event === 0, where, name("event"), "must be true, false, 1 or 0", event);
  const fraction = isFiniteNumber(duration) && duration >= 0 && !Number.isInteger(duration);
  const least = lost ? 1 : 0;
  check(!fraction, where, name("duration"), `must be a whole number of ${least} or more (${hint})`, duration);
  checkCount(where, name("duration"), duration, least);
  checkCount(where, name("entry"), entry);
  const rule = lost ? `must be below duration (${duration})` : `must be at most duration (${duration})`;
  check(lost ? entry < duration : entry <= duration, where, name("entry"), rule, entry);
  checkNonNegative(where, name("weight"), weight);
  return { ...tenure, lost };
}
