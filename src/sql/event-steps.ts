/** The first steps of a statement about a log: its rows are read, what is refused is counted, and the rest goes on. */
import type { EventKinds, EventLogOptions, WithoutCustomer } from "../data/event-log.js";
import { check, checkChoice, checkObject } from "../errors.js";
import type { ColumnTable } from "../tables/columns.js";
import { readTime } from "../tables/read-times.js";
import { openTimeZone, type TimeZone } from "../tables/time-zone.js";
import type { TimeUnit } from "../time.js";
import {
  openWriter,
  type Selected,
  type SqlOptions,
  type SqlTable,
  type Step,
  type Writer,
} from "./statement.js";

/** What a column of times holds: an instant, a timestamp without a zone that is in UTC, or a date. */
export type SqlTimeType = "instant" | "utc" | "date";

/** What statements are told about times. */
export interface SqlTimeOptions extends SqlOptions {
  /**
   * Type of the columns of times: `"instant"` (default), a timestamp with a time zone (BigQuery and Spark `TIMESTAMP`, any of
   * ClickHouse); `"utc"`, a timestamp without one that holds UTC; `"date"`. Local timestamps and dates are counted with
   * `timeZone` left at UTC: their days are local already.
   */
  readonly timeType?: SqlTimeType | undefined;
}

/** Names of these options. */
export const timeOptions = ["dialect", "values", "timeType"] as const;

/** The time of a call: its zone, the end of observation, and how a column becomes a timestamp of UTC. */
export interface CallTime {
  readonly zone: TimeZone;
  /** Whether the local clock is that of UTC. */
  readonly isUtc: boolean;
  /** The end of observation, by instants and by the local clock. */
  readonly asOf: number;
  readonly localAsOf: number;
  /** The timestamp of UTC that a column holds. */
  readonly utc: (column: string) => string;
  /** The local timestamp at a timestamp of UTC. */
  readonly local: (utc: string) => string;
  /** An option that states a time, in milliseconds since 1970. */
  readonly read: (argument: string, value: unknown) => number;
}

interface TimeInputs extends SqlTimeOptions {
  readonly timeZone?: string | undefined;
  readonly numericTime?: unknown;
  readonly asOf?: unknown;
}

/** Reads the options of times; a statement needs to be told `asOf`, unless it has moments of its own. */
export function readCallTime(writer: Writer, options: TimeInputs, { needsAsOf = true } = {}): CallTime {
  const { where } = writer;
  const { timeZone = "UTC", timeType = "instant", numericTime } = options;
  checkChoice(where, "timeType", timeType, ["instant", "utc", "date"]);
  const left = "must be left out: make a timestamp of the numbers in a view, by the engine's own function";
  check(numericTime === undefined, where, "numericTime", left, numericTime);
  const zone = openTimeZone(where, "timeZone", timeZone);
  const isUtc = zone.name === "UTC";
  const region = "must be a region such as Europe/Paris, as engines read offsets with either sign";
  check(/^[A-Za-z]/.test(timeZone), where, "timeZone", region, timeZone);
  const dates = 'must be left out where timeType is "date": dates are local days already';
  check(isUtc || timeType !== "date", where, "timeZone", dates, timeZone);
  const read = (argument: string, value: unknown) =>
    readTime(where, argument, value, { zone, numbers: null });
  const stated =
    "must be given: the end of observation is no row of the log (SELECT max(time) finds the last one)";
  check(!needsAsOf || options.asOf !== undefined, where, "asOf", stated, options.asOf);
  const asOf = needsAsOf ? read("asOf", options.asOf) : 0;
  const same = zone.name.toLowerCase() === timeZone.toLowerCase();
  const zoneText = writer.literal(same ? zone.name : timeZone);
  return {
    ...{ zone, isUtc, asOf, read },
    localAsOf: asOf + zone.offsetAt(asOf),
    utc: timeType === "instant" ? writer.ofInstant : writer.timestamp,
    local: (utc) => (isUtc ? utc : writer.local(utc, zoneText)),
  };
}

/** Which column of milliseconds durations in a unit are read from, and the end of observation on that clock. */
export function durationColumn(
  time: CallTime,
  timeUnit: TimeUnit,
): { column: "at_ms" | "local_ms"; asOf: number } {
  return time.isUtc || timeUnit === "hour"
    ? { column: "at_ms", asOf: time.asOf }
    : { column: "local_ms", asOf: time.localAsOf };
}

/** What a statement reads of a log beside customers and times. */
export interface EventColumns {
  /** Expressions over the caller's table by the name that later steps know them by. */
  readonly extra?: Readonly<Record<string, string>>;
  /** Conditions over a row that make it refused; null counts as false. */
  readonly refused?: readonly string[];
  /** Terms over all rows, added to the number of refused ones. */
  readonly refusals?: readonly string[];
  /** Conditions over a row by which it is left out in silence. */
  readonly leftOut?: readonly string[];
}

/** A log opened for a statement. */
export interface OpenedLog {
  readonly time: CallTime;
  readonly steps: readonly Step[];
}

export type SqlEventOptions = EventLogOptions<ColumnTable> & WithoutCustomer & SqlTimeOptions;

/** Opens a writer for a function of a log, after the check that its options are an object. */
export function openLogWriter(where: string, options: SqlOptions): Writer {
  checkObject(where, "options", options);
  return openWriter(where, options);
}

/** Writes the steps that read a log; `events` is then a row per event that counts, with its times in milliseconds. */
export function readEvents(
  writer: Writer,
  table: SqlTable,
  options: SqlEventOptions,
  read: EventColumns = {},
): OpenedLog {
  const { customer = "customer", time = "time" } = options;
  const clock = readCallTime(writer, options);
  const { refused, out } = conditionsOf(writer, clock, options, read);
  const { extra = {}, refusals = [] } = read;
  const rows = [
    `${writer.name("customer", customer)} AS customer`,
    `${clock.utc(writer.name("time", time))} AS utc_time`,
    ...Object.entries(extra).map(([name, column]) => `${column} AS ${name}`),
  ];
  const counting = `SELECT *\nFROM log_times\nWHERE NOT COALESCE(${anyOf(out)}, FALSE)`;
  return {
    time: clock,
    steps: [
      {
        name: "log_rows",
        comment: "the columns that count",
        body: select(rows, writer.table("table", table)),
      },
      timesStep(writer, clock, Object.keys(extra)),
      refusedStep("log_times", refused, refusals),
      { name: "events", comment: "the rows that count", body: counting },
    ],
  };
}

/** When a row is refused, and when it is left out. */
function conditionsOf(writer: Writer, { asOf }: CallTime, options: SqlEventOptions, read: EventColumns) {
  const { eventsAfterAsOf = "refuse", withoutCustomer = "refuse" } = options;
  const { refused = [], leftOut = [] } = read;
  checkChoice(writer.where, "eventsAfterAsOf", eventsAfterAsOf, ["refuse", "leaveOut"]);
  checkChoice(writer.where, "withoutCustomer", withoutCustomer, ["refuse", "leaveOut"]);
  const noCustomer = `customer IS NULL OR CAST(customer AS ${writer.text}) = ''`;
  const late = `at_ms > ${asOf}`;
  const broken = ["utc_time IS NULL", ...refused];
  return {
    refused: [
      ...(withoutCustomer === "refuse" ? [noCustomer] : []),
      ...(eventsAfterAsOf === "refuse" ? [late] : []),
      ...broken,
    ],
    out: [noCustomer, late, ...broken, ...leftOut],
  };
}

function timesStep(writer: Writer, clock: CallTime, names: readonly string[]): Step {
  const local = clock.local("utc_time");
  const times = [
    `${writer.milliseconds("utc_time")} AS at_ms`,
    ...(clock.isUtc ? [] : [`${writer.milliseconds(local)} AS local_ms`, `${local} AS local_time`]),
  ];
  return {
    name: "log_times",
    comment:
      "times in milliseconds since 1970: of the instant" +
      (clock.isUtc ? "" : ", and as the local clock shows them"),
    body: select(["customer", "utc_time", ...times, ...names], "log_rows"),
  };
}

/** The step that counts the rows that the function would refuse. */
export function refusedStep(
  from: string,
  conditions: readonly string[],
  terms: readonly string[] = [],
): Step {
  const counted = [`COALESCE(SUM(CASE WHEN ${anyOf(conditions)} THEN 1 ELSE 0 END), 0)`, ...terms];
  return {
    name: "refused",
    comment:
      "rows that the function of the package would refuse: readQueryResult refuses the result where there are any",
    body: `SELECT ${counted.join("\n  + ")} AS refused_rows\nFROM ${from}`,
  };
}

/** The column that carries the number of refused rows, last in every result. */
export const refusedColumn: Selected = { name: "refusedRows", kind: "check", expression: "refused_rows" };

const anyOf = (conditions: readonly string[]) => `(${conditions.map((c) => `(${c})`).join("\n    OR ")})`;

/** A query that selects expressions, one a line. */
export function select(expressions: readonly string[], from: string): string {
  return `SELECT\n${expressions.map((e) => `  ${e}`).join(",\n")}\nFROM ${from}`;
}

/** The column of the kinds of events, where some kinds are asked for. */
export function kindColumn(
  writer: Writer,
  event: unknown,
  ...kinds: readonly unknown[]
): Record<string, string> {
  if (kinds.every((kind) => kind === undefined)) return {};
  return { event_kind: writer.name("event", event ?? "event") };
}

/** A condition that holds for some kinds of events, and the terms that refuse a kind that occurs nowhere. */
export function kindsOf(
  writer: Writer,
  argument: string,
  kinds: EventKinds | undefined,
): { condition: string; refusals: readonly string[] } {
  if (kinds === undefined) return { condition: "1 = 1", refusals: [] };
  const list = Array.isArray(kinds) ? (kinds as readonly unknown[]) : [kinds];
  check(list.length > 0, writer.where, argument, "must be a kind of event, or an array of them", kinds);
  const values = () => list.map((kind) => writer.value(argument, kind as string));
  return {
    condition: `event_kind IN (${values().join(", ")})`,
    refusals: values().map(
      (kind) => `CASE WHEN SUM(CASE WHEN event_kind = ${kind} THEN 1 ELSE 0 END) > 0 THEN 0 ELSE 1 END`,
    ),
  };
}
