/** Reads subscriptions, one row each: who, from when, until when, on what terms. */
import { checkObject, checkSufficient } from "../errors.js";
import { lengthInDays, type TimeUnit, timeUnits } from "../time.js";
import { createProblems, type Problems } from "./problems.js";
import { type Label, readAmounts, readLabels } from "./read-amounts.js";
import { type CustomerId, readCustomers } from "./read-customers.js";
import {
  checkNumericTime,
  type NumericTime,
  readOptionalTimes,
  readTime,
  readTimes,
  type TimeInput,
} from "./read-times.js";
import { type Field, type OpenColumn, type OpenTable, openTable } from "./table.js";
import { openTimeZone, type TimeZone } from "./time-zone.js";

/** Where a table of subscriptions keeps its fields, and how its times are read. */
export interface SubscriptionOptions<Table> {
  /** Field of the customer's identifier (text or whole number); default `customer`. */
  readonly customer?: Field<Table> | undefined;
  /** Field of the start; default `start`. */
  readonly start?: Field<Table> | undefined;
  /** Field of the end, null or undefined while the subscription runs; default `end`. An end after `asOf` has not happened yet. */
  readonly end?: Field<Table> | undefined;
  /** Field of the subscription's own identifier, which must then be unique; read if given, or if there is a field `subscription`. */
  readonly subscription?: Field<Table> | undefined;
  /** Field of the plan; read if given, or if there is a field `plan`. */
  readonly plan?: Field<Table> | undefined;
  /** Field of the amount billed per interval; read if given, or if there is a field `amount`. */
  readonly amount?: Field<Table> | undefined;
  /** Field of the billing interval (`"month"`, `"year"` and so on); without one, amounts are per month. */
  readonly interval?: Field<Table> | undefined;
  /** Field of the cause of the end (voluntary or involuntary, say); read if given, or if there is a field `cause`. */
  readonly cause?: Field<Table> | undefined;
  /** End of observation: what starts or ends later has not happened yet. */
  readonly asOf: TimeInput;
  /** What happens to subscriptions that start after `asOf`: `"refuse"` (default) or `"leaveOut"`. */
  readonly startsAfterAsOf?: "refuse" | "leaveOut" | undefined;
  /** IANA time zone of times written without an offset and of the days counted; default `UTC`. */
  readonly timeZone?: string | undefined;
  /** Unit of times given as numbers. Left out, they are milliseconds and a number below 1e11 is refused as probable seconds. */
  readonly numericTime?: NumericTime | undefined;
}

/** Subscriptions, read. */
export interface Subscriptions {
  readonly codes: Int32Array;
  readonly ids: readonly CustomerId[];
  /** Start of each row in milliseconds since 1970. */
  readonly starts: Float64Array;
  /** End of each row; Infinity for one that has not ended. */
  readonly ends: Float64Array;
  readonly plans: readonly (Label | null)[] | null;
  readonly causes: readonly (Label | null)[] | null;
  /** Amount per month of each row. */
  readonly monthly: Float64Array | null;
  readonly zone: TimeZone;
  readonly asOf: number;
  /** Reads another time option as the others are read. */
  readonly time: (argument: string, value: unknown) => number;
}

/** Reads a table of subscriptions; refuses what cannot be read, ends before starts, and identifiers that occur twice. */
export function readSubscriptions<Table>(
  where: string,
  subscriptions: unknown,
  options: SubscriptionOptions<Table>,
): Subscriptions {
  checkObject(where, "options", options);
  const zone = openTimeZone(where, "timeZone", options.timeZone ?? "UTC");
  const reading = { zone, numbers: checkNumericTime(where, options.numericTime) };
  const time = (argument: string, value: unknown): number => readTime(where, argument, value, reading);
  const asOf = time("asOf", options.asOf);
  const table = openTable(where, "subscriptions", subscriptions);
  const problems = createProblems(where);
  const customers = table.column("customer", options.customer);
  checkSufficient(customers.length > 0, where, "subscriptions", "must hold at least one row", 0);
  const { codes, ids } = readCustomers(customers, problems);
  const startColumn = table.column("start", options.start);
  const endColumn = table.column("end", options.end);
  const starts = readTimes(startColumn, reading, problems);
  const ends = readOptionalTimes(endColumn, reading, problems);
  refuseRepeated(optionalColumn(table, "subscription", options.subscription), problems);
  for (let i = 0; i < starts.length; i++) {
    const [start, end] = [starts[i] as number, ends[i] as number];
    if (end < start)
      problems.add(endColumn.name(i), `must not be before ${startColumn.name(i)}`, endColumn.at(i));
    if (start > asOf) {
      const rule = `must not be after asOf (${new Date(asOf).toISOString()})`;
      if (options.startsAfterAsOf !== "leaveOut") problems.add(startColumn.name(i), rule, startColumn.at(i));
      codes[i] = -1;
    }
    if (!(end <= asOf)) ends[i] = Number.POSITIVE_INFINITY;
  }
  const plans = readOptionalLabels(optionalColumn(table, "plan", options.plan), problems);
  const causes = readOptionalLabels(optionalColumn(table, "cause", options.cause), problems);
  const amount = optionalColumn(table, "amount", options.amount);
  const interval = optionalColumn(table, "interval", options.interval);
  const monthly = amount === null ? null : readMonthly(amount, interval, problems);
  problems.throwIfAny();
  const left = codes.filter((code) => code >= 0).length;
  checkSufficient(left > 0, where, "subscriptions", "must hold a start at or before asOf", 0);
  return { codes, ids, starts, ends, plans, causes, monthly, zone, asOf, time };
}

/** A column that is read if its field is named, or if the table has a field of the default name. */
function optionalColumn(table: OpenTable, role: string, field: unknown): OpenColumn | null {
  return field !== undefined || table.has(role) ? table.column(role, field) : null;
}

function readOptionalLabels(column: OpenColumn | null, problems: Problems): (Label | null)[] | null {
  if (column === null) return null;
  const { codes, labels } = readLabels(column, problems);
  return Array.from(codes, (code) => labels[code] ?? null);
}

function refuseRepeated(column: OpenColumn | null, problems: Problems): void {
  const seen = new Set<unknown>();
  for (let i = 0; column !== null && i < column.length; i++) {
    const id = column.at(i);
    if (seen.has(id)) problems.add(column.name(i), "must be unique", id);
    seen.add(id);
  }
}

/** Amounts per month: a year is 12 months, a quarter 3, a week 7 / 30.4375. */
function readMonthly(amount: OpenColumn, interval: OpenColumn | null, problems: Problems): Float64Array {
  const monthly = readAmounts(amount, problems, { least: 0 });
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
