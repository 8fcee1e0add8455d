/** Reads a log of events, one row per event of a customer, as the columns that cohorts and activity are counted from. */
import { check, checkChoice, checkObject, checkSufficient } from "../errors.js";
import { overRows, piece } from "../pieces.js";
import { createProblems, type Problems } from "../tables/problems.js";
import { type CustomerId, readCustomers } from "../tables/read-customers.js";
import { type GroupLabel, readLabels } from "../tables/read-labels.js";
import {
  checkNumericTime,
  type NumericTime,
  readTime,
  readTimes,
  type TimeInput,
} from "../tables/read-times.js";
import { type OpenTable, openTable, type TableField } from "../tables/table.js";
import { openTimeZone, type TimeZone } from "../tables/time-zone.js";

/** Where a log of events keeps its customers and times, and how its times are read. */
export interface EventLogOptions<Table> {
  /** Field of the customer's identifier (text or whole number); default `customer`. */
  readonly customer?: TableField<Table> | undefined;
  /** Field of the event's time (`Date`, milliseconds, ISO 8601 string, Temporal instant); default `time`. */
  readonly time?: TableField<Table> | undefined;
  /** Field of the event's kind, where only some kinds count; default `event`. */
  readonly event?: TableField<Table> | undefined;
  /** IANA time zone of the calendar, and of times written without an offset; default `UTC`. */
  readonly timeZone?: string | undefined;
  /** Unit of times given as numbers. Left out, they are milliseconds and a number below 1e11 is refused as probable seconds. */
  readonly numericTime?: NumericTime | undefined;
  /** End of observation; default the last event. Periods that end after it are unfinished. */
  readonly asOf?: TimeInput | undefined;
  /** What happens to events after `asOf`: `"refuse"` (default) or `"leaveOut"`. */
  readonly eventsAfterAsOf?: "refuse" | "leaveOut" | undefined;
}

/** What happens to rows without a customer, for functions that say how many they were. */
export interface WithoutCustomer {
  /** Rows whose customer is null, undefined, NaN or empty text: `"refuse"` (default), or `"leaveOut"`, and count them. */
  readonly withoutCustomer?: "refuse" | "leaveOut" | undefined;
}

/** Names of the options of every log; that of the kind of an event only where there are kinds. */
export const eventLogOptions = [
  "customer",
  "time",
  "timeZone",
  "numericTime",
  "asOf",
  "eventsAfterAsOf",
] as const;

/** A log of events, read. */
export interface EventLog {
  readonly where: string;
  readonly table: OpenTable;
  readonly problems: Problems;
  readonly zone: TimeZone;
  /** The customer of each row as a dense code; -1 for rows left out. */
  readonly codes: Int32Array;
  readonly ids: ArrayLike<CustomerId>;
  /** Milliseconds since 1970 of each row. */
  readonly times: Float64Array;
  /** The first event that is not left out. */
  readonly first: number;
  /** End of observation: no event of the log that counts is after it. */
  readonly asOf: number;
  /** Number of rows left out because they have no customer. */
  readonly withoutCustomer: number;
}

/**
 * Reads customers and times; refuses what cannot be read, an empty log, and events after a stated `asOf`. Dense whole
 * numbers are kept as codes, some of which then have no row; where customers are listed, `keepDense` is false.
 */
export function readEventLog<Table>(
  where: string,
  events: unknown,
  options: EventLogOptions<Table> & WithoutCustomer,
  {
    argument = "events",
    keepDense = true,
  }: { readonly argument?: string; readonly keepDense?: boolean } = {},
): EventLog {
  checkObject(where, "options", options);
  const { eventsAfterAsOf = "refuse", withoutCustomer = "refuse" } = options;
  checkChoice(where, "eventsAfterAsOf", eventsAfterAsOf, ["refuse", "leaveOut"]);
  checkChoice(where, "withoutCustomer", withoutCustomer, ["refuse", "leaveOut"]);
  const { timeZone = "UTC" } = options;
  const zone = openTimeZone(where, "timeZone", timeZone);
  const reading = { zone, numbers: checkNumericTime(where, options.numericTime) };
  const stated = options.asOf === undefined ? null : readTime(where, "asOf", options.asOf, reading);
  const table = openTable(where, argument, events);
  const problems = createProblems(where);
  const customerColumn = table.column("customer", options.customer);
  const timeColumn = table.column("time", options.time);
  checkSufficient(timeColumn.length > 0, where, argument, "must hold at least one row", 0);
  const encoded = readCustomers(customerColumn, problems, {
    keepDense,
    leaveOutMissing: withoutCustomer === "leaveOut",
  });
  const { times, range } = readTimes(timeColumn, reading, problems);
  let { codes } = encoded;
  let [first, last] = range;
  if (stated !== null && last > stated) {
    const rule = `must not be after asOf (${new Date(stated).toISOString()})`;
    const all = codes;
    const create = () => ({
      codes: all.slice(),
      first: Number.POSITIVE_INFINITY,
      last: Number.NEGATIVE_INFINITY,
    });
    const cut = overRows(times.length, create, (state, from, to) => {
      for (let i = from; i < to; i++) {
        const time = times[i]!;
        if (time > stated) {
          if (eventsAfterAsOf === "refuse") problems.add(timeColumn.name(i), rule, timeColumn.at(i));
          state.codes[i] = -1;
        } else {
          if (time < state.first) state.first = time;
          if (time > state.last) state.last = time;
        }
      }
    });
    ({ codes, first, last } = cut);
  }
  problems.throwIfAny();
  const message = `must hold a row at or before asOf (${new Date(stated ?? 0).toISOString()})`;
  checkSufficient(first <= last, where, argument, message, 0);
  const { ids, missing } = encoded;
  checkSufficient(ids.length > 0, where, argument, "must hold a row with a customer", 0);
  const asOf = stated ?? last;
  return { where, table, problems, zone, codes, ids, times, first, asOf, withoutCustomer: missing };
}

/** One kind of event, or several. */
export type EventKinds = GroupLabel | readonly GroupLabel[];

/**
 * Marks the rows whose kind is among `kinds` with 1; null where no kinds are stated and every row counts. Kinds that
 * occur nowhere are refused, since a misspelt one would silently count nothing.
 */
export function markKinds<Table>(
  log: EventLog,
  role: string,
  kinds: EventKinds | undefined,
  field: TableField<Table> | undefined,
): Uint8Array | null {
  if (kinds === undefined) return null;
  const { codes, labels } = readLabels(log.table.column("event", field), log.problems);
  log.problems.throwIfAny();
  const wanted: readonly unknown[] = Array.isArray(kinds) ? kinds : [kinds];
  for (const kind of wanted)
    check(
      (labels as readonly unknown[]).includes(kind),
      log.where,
      role,
      "must be a kind of event that occurs in the log",
      kind,
    );
  const isWanted = labels.map((label) => wanted.includes(label));
  const create = () => new Uint8Array(codes.length);
  return overRows(codes.length, create, (marks, from, to) => {
    for (let i = from; i < to; i++) marks[i] = codes[i]! >= 0 && isWanted[codes[i]!] ? 1 : 0;
  });
}

/** The rows of each customer: those of code c are `order[starts[c]]` to `order[starts[c + 1] - 1]`, in the log's order. */
export interface CustomerRows {
  readonly starts: Int32Array;
  readonly order: Int32Array;
}

/** Where the rows of each customer begin once sorted by customer: one more entry than customers. Rows coded -1 have no place. */
export function countRows(codes: Int32Array, customers: number): Int32Array {
  const create = () => new Int32Array(customers + 1);
  const starts = overRows(codes.length, create, (counts, from, to) => {
    for (let i = from; i < to; i++) {
      const code = codes[i] as number;
      if (code >= 0) counts[code + 1] = (counts[code + 1] as number) + 1;
    }
  });
  piece(() => {
    for (let c = 0; c < customers; c++) starts[c + 1] = (starts[c + 1] as number) + (starts[c] as number);
  });
  return starts;
}

/** Gathers the rows of each customer by one counting sort. */
export function rowsByCustomer(codes: Int32Array, customers: number): CustomerRows {
  const starts = countRows(codes, customers);
  const create = () => ({ next: starts.slice(), order: new Int32Array(starts[customers] as number) });
  const { order } = overRows(codes.length, create, ({ next, order }, from, to) => {
    for (let i = from; i < to; i++) {
      const code = codes[i] as number;
      if (code < 0) continue;
      const place = next[code] as number;
      order[place] = i;
      next[code] = place + 1;
    }
  });
  return { starts, order };
}
