/** Reads subscriptions, one row each: who, from when, until when, on what terms. */
import { checkSufficient } from "../errors.js";
import { createProblems, type Problems } from "../tables/problems.js";
import { type CustomerId, readCustomers } from "../tables/read-customers.js";
import {
  type NumberRule,
  nonNegativeNumbers,
  readNumbers,
  counts as wholeNumbers,
} from "../tables/read-numbers.js";
import {
  checkNumericTime,
  type NumericTime,
  readOptionalTimes,
  readTime,
  readTimes,
} from "../tables/read-times.js";
import { type OpenColumn, type OpenTable, openTable, type TableField } from "../tables/table.js";
import { openTimeZone, type TimeZone } from "../tables/time-zone.js";
import { lengthInDays, timeUnits } from "../time.js";

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
  /** Field of how many such intervals lie between two bills; read if given, or if there are fields `interval` and `intervalCount`; 1 without one. */
  readonly intervalCount?: TableField<Table> | undefined;
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
  "intervalCount",
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
  for (let i = 0; i < starts.length; i++) {
    if ((ends[i] as number) < (starts[i] as number))
      problems.add(endColumn.name(i), `must not be before ${startColumn.name(i)}`, endColumn.at(i));
    if (Number.isNaN(ends[i])) ends[i] = Number.POSITIVE_INFINITY;
  }
  refuseRepeated(
    table,
    { ids: optionalColumn(table, "subscription", options.subscription), starts, ends },
    problems,
  );
  const amount = optionalColumn(table, "amount", options.amount);
  const interval = optionalColumn(table, "interval", options.interval);
  const counts = interval === null ? null : optionalColumn(table, "intervalCount", options.intervalCount);
  const monthly = amount === null ? null : readMonthly(amount, { interval, counts }, problems);
  return { table, problems, codes, ids, starts, startColumn, ends, monthly, zone, time };
}

/** A column that is read if its field is named, or if the table has a field of the default name. */
export function optionalColumn(table: OpenTable, role: string, field: unknown): OpenColumn | null {
  return field !== undefined || table.has(role) ? table.column(role, field) : null;
}

interface Identified {
  readonly ids: OpenColumn | null;
  readonly starts: Float64Array;
  readonly ends: Float64Array;
}

/**
 * Refuses a subscription that is there twice. Of one with an `item`, or with a `state` and a plan, each of those may have its row,
 * and several where they do not overlap.
 */
function refuseRepeated(table: OpenTable, { ids, starts, ends }: Identified, problems: Problems): void {
  const named = table.has("item") ? "item" : table.has("state") && table.has("plan") ? "plan" : null;
  const part = ids === null || named === null ? null : table.named(named);
  const seen = new Map<unknown, number[]>();
  for (let i = 0; ids !== null && i < ids.length; i++) {
    const id = ids.at(i);
    if (id === null || id === undefined) continue;
    const key = part === null ? id : `${String(id)} ${String(part.at(i))}`;
    const before = seen.get(key);
    if (before === undefined) seen.set(key, [i]);
    else if (part === null || before.some((row) => starts[row]! < ends[i]! && starts[i]! < ends[row]!))
      problems.add(ids.name(i), "must be unique", id);
    else before.push(i);
  }
}

interface BillingIntervals {
  readonly interval: OpenColumn | null;
  /** How many intervals lie between two bills; null for one. */
  readonly counts: OpenColumn | null;
}

/** Amounts per month: a year is 12 months, a quarter 3, a week 7 / 30.4375. */
function readMonthly(
  amount: OpenColumn,
  { interval, counts: many }: BillingIntervals,
  problems: Problems,
): Float64Array {
  const amounts = readNumbers(amount, problems, nonNegativeNumbers);
  if (interval === null) return amounts;
  const months = new Map<unknown, number>(
    timeUnits.map((unit) => [unit, lengthInDays(unit) / lengthInDays("month")]),
  );
  const counts = many === null ? null : readNumbers(many, problems, atLeastOne);
  const monthly = new Float64Array(amounts.length);
  for (let i = 0; i < interval.length; i++) {
    const unit = interval.at(i);
    const length = months.get(unit);
    if (length === undefined)
      problems.add(
        interval.name(i),
        `must be one of ${timeUnits.map((name) => `"${name}"`).join(", ")}`,
        unit,
      );
    monthly[i] = amounts[i]! / ((length ?? 1) * (counts?.[i] ?? 1));
  }
  return monthly;
}

const atLeastOne: NumberRule = { ...wholeNumbers, rule: "must be a whole number of 1 or more", least: 1 };
