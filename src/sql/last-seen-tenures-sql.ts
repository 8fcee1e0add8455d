/** Tenures of customers who never say that they leave, from a log in a warehouse. */
import type { LastSeenTenureOptions } from "../data/last-seen-tenures.js";
import { checkChoice, checkOptions, checkPositive } from "../errors.js";
import type { ColumnTable } from "../tables/columns.js";
import { checkTimeUnit, lengthInDays } from "../time.js";
import { numberText } from "./amounts.js";
import {
  durationColumn,
  kindColumn,
  kindsOf,
  openLogWriter,
  readEvents,
  refusedColumn,
  type SqlTimeOptions,
  select,
  timeOptions,
} from "./event-steps.js";
import type { Selected, SqlQuery, SqlTable, Step, Writer } from "./statement.js";
import { groupedDurations, type SqlTenureRows, type TenureResults } from "./tenure-rows.js";

/** Options of `lastSeenTenuresSql`: those of `lastSeenTenures`, and how the statement is written. */
export interface LastSeenTenuresSqlOptions
  extends LastSeenTenureOptions<ColumnTable>,
    SqlTimeOptions,
    SqlTenureRows {}

const day = 86_400_000;
const optionNames = [
  ...["customer", "time", "event", "timeZone", "numericTime", "asOf", "eventsAfterAsOf"],
  ...["inactiveAfter", "startEvent", "returnEvent", "timeUnit", "winBacks", "rows"],
  ...timeOptions,
] as (keyof LastSeenTenuresSqlOptions)[];

/**
 * SQL for tenures where nobody cancels: from the first event to the last, lost where `inactiveAfter` days of silence followed.
 *
 * The numbers are those of `lastSeenTenures`, which says what they mean and when they are exact. `rows: "durations"` returns
 * distinct durations with their weights, which survival functions take as well.
 *
 * Formula: lost if asOf - t(last) ≥ inactiveAfter; duration = t(last) - t(first), or asOf - inactiveAfter - t(first).
 *
 * @param table - The table of events: its name, its parts, or a dbt model or source.
 * @param options - `dialect`; the columns and options of `lastSeenTenures`, of which `asOf` must be given; `timeType`; `rows`; `values`.
 * @returns The statement, its parameters and its columns: run it, and give its result to `readQueryResult`.
 * @throws {InvalidInputError} If a name cannot be quoted safely, an option is wrong, or the dialect cannot express it.
 * @see `lastSeenTenures`
 *
 * @example
 * const query = lastSeenTenuresSql("orders", { dialect: "duckdb", inactiveAfter: 30, asOf: "2024-04-01", rows: "durations" });
 * query.columns.map(({ name }) => name); // => ["duration", "event", "weight", "refusedRows"]
 */
export function lastSeenTenuresSql<const Rows extends keyof TenureResults = "customers">(
  table: SqlTable,
  options: LastSeenTenuresSqlOptions & { readonly rows?: Rows | undefined },
): SqlQuery<TenureResults[Rows]> {
  const writer = openLogWriter("lastSeenTenuresSql", options);
  const { where } = writer;
  checkOptions(where, options, optionNames);
  const { inactiveAfter, timeUnit, winBacks, rows } = readRule(where, options);
  const starts = kindsOf(writer, "startEvent", options.startEvent);
  const returns = kindsOf(writer, "returnEvent", options.returnEvent);
  const { time, steps } = readEvents(writer, table, options, {
    extra: kindColumn(writer, options.event, options.startEvent, options.returnEvent),
    refusals: [...starts.refusals, ...returns.refusals],
  });
  const { column, asOf } = durationColumn(time, timeUnit);
  const read = (utc: string) => writer.milliseconds(column === "at_ms" ? utc : time.local(utc));
  const rule = { unit: lengthInDays(timeUnit) * day, silence: inactiveAfter * day, asOf };
  const all = [
    ...steps,
    ...spellSteps(starts.condition, returns.condition, column, numberText(rule.silence)),
    spansStep(winBacks),
    clockStep(read),
    tenureStep(writer, rule),
  ];
  if (rows === "durations")
    return groupedDurations(writer, all, ["duration", "event"]) as SqlQuery<TenureResults[Rows]>;
  return writer.finish("one row per tenure", all, columns, "tenures\nCROSS JOIN refused");
}

function readRule(where: string, options: LastSeenTenuresSqlOptions) {
  const { inactiveAfter, timeUnit = "day", winBacks = "continue", rows = "customers" } = options;
  checkPositive(where, "inactiveAfter", inactiveAfter);
  checkTimeUnit(where, "timeUnit", timeUnit);
  checkChoice(where, "winBacks", winBacks, ["continue", "firstOnly", "newTenure"]);
  checkChoice(where, "rows", rows, ["customers", "durations"]);
  return { inactiveAfter, timeUnit, winBacks, rows };
}

const columns: readonly Selected[] = [
  { name: "customer", kind: "identifier", expression: "customer" },
  { name: "tenure", kind: "count", expression: "tenure" },
  { name: "startedAt", kind: "instant", expression: "start_ms" },
  { name: "lastSeenAt", kind: "instant", expression: "last_ms" },
  { name: "duration", kind: "number", expression: "duration" },
  { name: "event", kind: "count", expression: "event" },
  refusedColumn,
];

/** The events of each customer from the first start on, cut where a longer silence begins. */
function spellSteps(isStart: string, isReturn: string, clock: string, silence: string): Step[] {
  const order = "PARTITION BY customer ORDER BY at_ms";
  const gap = `GREATEST(0, ${clock} - LAG(${clock}) OVER (${order}))`;
  return [
    {
      name: "first_starts",
      comment: "when each customer's first tenure starts",
      body: `SELECT customer AS started, MIN(at_ms) AS first_ms\nFROM events\nWHERE ${isStart}\nGROUP BY customer`,
    },
    {
      name: "seen",
      comment: "the events that show a customer, each beside the silence before it",
      body: `${select(["customer", "utc_time", "at_ms", `ROW_NUMBER() OVER (${order}) AS place`, `${gap} AS silence`], "events\nJOIN first_starts ON customer = started")}\nWHERE (${isStart} AND at_ms = first_ms) OR (${isReturn} AND at_ms >= first_ms)`,
    },
    {
      name: "numbered",
      comment: "a longer silence ends a spell",
      body: select(
        [
          "customer",
          "utc_time",
          "at_ms",
          `1 + SUM(CASE WHEN place > 1 AND silence > ${silence} THEN 1 ELSE 0 END) OVER (PARTITION BY customer ORDER BY place ROWS UNBOUNDED PRECEDING) AS spell`,
        ],
        "seen",
      ),
    },
  ];
}

function spansStep(winBacks: string): Step {
  const number = winBacks === "continue" ? "1" : "spell";
  const columns = [
    "customer",
    `${number} AS tenure`,
    "MIN(at_ms) AS start_ms",
    "MAX(at_ms) AS last_ms",
    "MIN(utc_time) AS start_utc",
    "MAX(utc_time) AS last_utc",
  ];
  const kept = winBacks === "firstOnly" ? "\nWHERE spell = 1" : "";
  const group = winBacks === "continue" ? "customer" : "customer, spell";
  return {
    name: "spans",
    comment: "one row per tenure, from its first event to its last",
    body: `${select(columns, "numbered")}${kept}\nGROUP BY ${group}`,
  };
}

const clockStep = (read: (utc: string) => string): Step => ({
  name: "span_times",
  comment: "the same on the clock that durations are read from",
  body: select(
    [
      ...["customer", "tenure", "start_ms", "last_ms"],
      `${read("start_utc")} AS start_at`,
      `${read("last_utc")} AS last_at`,
    ],
    "spans",
  ),
});

function tenureStep(
  writer: Writer,
  { unit, silence, asOf }: { readonly unit: number; readonly silence: number; readonly asOf: number },
): Step {
  const passed = (from: string) => `GREATEST(0, ${asOf} - ${from})`;
  const limit = numberText(silence);
  const isLost = `${passed("last_at")} >= ${limit}`;
  const until = `CASE WHEN ${isLost} THEN GREATEST(0, last_at - start_at) ELSE ${passed("start_at")} - ${limit} END`;
  const duration = `${writer.toReal(`GREATEST(0, ${until})`)} / ${unit} AS duration`;
  return {
    name: "tenures",
    comment: "durations; who was seen within the silence is censored that long before the end of observation",
    body: `${select(["customer", "tenure", "start_ms", "last_ms", duration, `CASE WHEN ${isLost} THEN 1 ELSE 0 END AS event`], "span_times")}\nWHERE ${passed("start_at")} >= ${limit}`,
  };
}
