/** Reads subscriptions, one row each: who, from when, until when, on what terms. */
import { checkSufficient } from "../errors.js";
import { createProblems, type Problems } from "../tables/problems.js";
import { type CustomerId, readCustomers } from "../tables/read-customers.js";
import { nonNegativeNumbers, readNumbers } from "../tables/read-numbers.js";
import {
  checkNumericTime,
  type NumericTime,
  readOptionalTimes,
  readTime,
  readTimes,
} from "../tables/read-times.js";
import { type OpenColumn, type OpenTable, openTable, type TableField } from "../tables/table.js";
import { openTimeZone, type TimeZone } from "../tables/time-zone.js";
import { lengthInDays, type TimeUnit, timeUnits } from "../time.js";

/** Where a table of subscriptions keeps its fields, and how its times are read. */
export interface SubscriptionOptions<Table> {
  /** Field of the customer's identifier (text or whole number); default `customer`. */
  readonly customer?: TableField<Table> | undefined;
  /** Field of the start; default `start`. */
  readonly start?: TableField<Table> | undefined;
  /** Field of the end, null or undefined while the subscription runs; default `end`. */
  readonly end?: TableField<Table> | undefined;
  /** Field of the subscription's own identifier, which must be unique among the rows that have one; read if given, or if there is a field `subscription`. */
  readonly subscription?: TableField<Table> | undefined;
  /** Field of the amount billed per interval; read if given, or if there is a field `amount`. */
  readonly amount?: TableField<Table> | undefined;
  /** Field of the billing interval (`"month"`, `"year"` and so on), read if given, or if there is a field `interval`; without one, amounts are per month. */
  readonly interval?: TableField<Table> | undefined;
  /** IANA time zone of times written without an offset and of the days counted; default `UTC`. */
  readonly timeZone?: string | undefined;
  /** Unit of times given as numbers. Left out, they are milliseconds and a number below 1e11 is refused as probable seconds. */
  readonly numericTime?: NumericTime | undefined;
}

/** Names of these options. */
export const subscriptionOptions = [
  "customer",
  "start",
  "end",
  "subscription",
  "amount",
  "interval",
  "timeZone",
  "numericTime",
] as const;

/** Subscriptions, read. */
export interface Subscriptions {
  readonly table: OpenTable;
  readonly problems: Problems;
  readonly codes: Int32Array;
  readonly ids: ArrayLike<CustomerId>;
  /** Start of each row in milliseconds since 1970, and how an error names it. */
  readonly starts: Float64Array;
  readonly startColumn: OpenColumn;
  /** End of each row; Infinity for one that has none. */
  readonly ends: Float64Array;
  /** Amount per month of each row; null where there are no amounts. */
  readonly monthly: Float64Array | null;
  readonly zone: TimeZone;
  /** Reads a time option as the others are read. */
  readonly time: (argument: string, value: unknown) => number;
}

/**
 * Reads a table of subscriptions; notes what cannot be read, ends before starts, and identifiers that occur twice in
 * `problems`, which the caller throws.
 */
export function readSubscriptions<Table>(
  where: string,
  subscriptions: unknown,
  options: SubscriptionOptions<Table>,
): Subscriptions {
  const { timeZone = "UTC" } = options;
  const zone = openTimeZone(where, "timeZone", timeZone);
  const reading = { zone, numbers: checkNumericTime(where, options.numericTime) };
  const time = (argument: string, value: unknown): number => readTime(where, argument, value, reading);
  const table = openTable(where, "subscriptions", subscriptions);
  const problems = createProblems(where);
  const customers = table.column("customer", options.customer);
  checkSufficient(customers.length > 0, where, "subscriptions", "must hold at least one row", 0);
  const { codes, ids } = readCustomers(customers, problems);
  const startColumn = table.column("start", options.start);
  const endColumn = table.column("end", options.end);
  const { times: starts } = readTimes(startColumn, reading, problems);
  const ends = readOptionalTimes(endColumn, reading, problems);
  refuseRepeated(optionalColumn(table, "subscription", options.subscription), problems);
  for (let i = 0; i < starts.length; i++) {
    if ((ends[i] as number) < (starts[i] as number))
      problems.add(endColumn.name(i), `must not be before ${startColumn.name(i)}`, endColumn.at(i));
    if (Number.isNaN(ends[i])) ends[i] = Number.POSITIVE_INFINITY;
  }
  const amount = optionalColumn(table, "amount", options.amount);
  const interval = optionalColumn(table, "interval", options.interval);
  const monthly = amount === null ? null : readMonthly(amount, interval, problems);
  return { table, problems, codes, ids, starts, startColumn, ends, monthly, zone, time };
}

/** A column that is read if its field is named, or if the table has a field of the default name. */
export function optionalColumn(table: OpenTable, role: string, field: unknown): OpenColumn | null {
  return field !== undefined || table.has(role) ? table.column(role, field) : null;
}

function refuseRepeated(column: OpenColumn | null, problems: Problems): void {
  const seen = new Set<unknown>();
  for (let i = 0; column !== null && i < column.length; i++) {
    const id = column.at(i);
    if (id === null || id === undefined) continue;
    if (seen.has(id)) problems.add(column.name(i), "must be unique", id);
    seen.add(id);
  }
}

/** Amounts per month: a year is 12 months, a quarter 3, a week 7 / 30.4375. */
function readMonthly(amount: OpenColumn, interval: OpenColumn | null, problems: Problems): Float64Array {
  const given = readNumbers(amount, problems, nonNegativeNumbers);
  // The caller's own column is not written to.
  const monthly = interval === null ? given : given.slice();
  for (let i = 0; interval !== null && i < interval.length; i++) {
    const unit = interval.at(i);
    if (!(timeUnits as readonly unknown[]).includes(unit))
      problems.add(
        interval.name(i),
        `must be one of ${timeUnits.map((name) => `"${name}"`).join(", ")}`,
        unit,
      );
    else monthly[i] = (monthly[i] as number) / (lengthInDays(unit as TimeUnit) / lengthInDays("month"));
  }
  return monthly;
}
