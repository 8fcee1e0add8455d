/** Tenures of customers from a table of subscriptions in a warehouse. */
import type { SubscriptionTenureOptions } from "../data/subscription-tenures.js";
import { check, checkChoice, checkNonNegative, checkOptions } from "../errors.js";
import type { ColumnTable } from "../tables/columns.js";
import { checkTimeUnit, lengthInDays } from "../time.js";
import { inMonth, numberText, rateOf } from "./amounts.js";
import {
  durationColumn,
  openLogWriter,
  readCallTime,
  refusedColumn,
  type SqlTimeOptions,
  select,
} from "./event-steps.js";
import type { Selected, SqlQuery, SqlTable, Step, Writer } from "./statement.js";
import { noEnd, readSubscriptionSteps, subscriptionNames } from "./subscription-steps.js";
import { groupedDurations, type SqlTenureRows, type TenureResults } from "./tenure-rows.js";

/** Options of `subscriptionTenuresSql`: those of `subscriptionTenures`, and how the statement is written. */
export interface SubscriptionTenuresSqlOptions
  extends SubscriptionTenureOptions<ColumnTable>,
    SqlTimeOptions,
    SqlTenureRows {}

const day = 86_400_000;
const optionNames = [
  ...subscriptionNames,
  ...[
    "asOf",
    "startsAfterAsOf",
    "plan",
    "cause",
    "timeUnit",
    "observedFrom",
    "mergeGap",
    "winBacks",
    "zeroAmounts",
    "rows",
  ],
] as (keyof SubscriptionTenuresSqlOptions)[];

/**
 * SQL for tenures from subscriptions: durations with an event or censoring, and late entry, ready for survival curves.
 *
 * The numbers are those of `subscriptionTenures`, which says how subscriptions become tenures. Columns of amounts, plans,
 * causes, intervals and identifiers are read only where an option names them. `rows: "durations"` returns distinct tenures
 * (by plan and cause, where these are named) with their weights.
 *
 * Formula: duration = min(end, asOf) - start; event = 1 if end ≤ asOf; entry = max(0, observedFrom - start).
 *
 * @param table - The table of subscriptions: its name, its parts, or a dbt model or source.
 * @param options - `dialect`; the columns and options of `subscriptionTenures`; `timeType`; `rows`; `values`.
 * @returns The statement, its parameters and its columns: run it, and give its result to `readQueryResult`.
 * @throws {InvalidInputError} If a name cannot be quoted safely, an option is wrong, or the dialect cannot express it.
 * @see `subscriptionTenures`
 *
 * @example
 * const query = subscriptionTenuresSql("subscriptions", { dialect: "redshift", asOf: "2024-04-01", plan: "plan", rows: "durations" });
 * query.columns.map(({ name }) => name); // => ["duration", "event", "entry", "plan", "weight", "refusedRows"]
 */
export function subscriptionTenuresSql<const Rows extends keyof TenureResults = "customers">(
  table: SqlTable,
  options: SubscriptionTenuresSqlOptions & { readonly rows?: Rows | undefined },
): SqlQuery<TenureResults[Rows]> {
  const writer = openLogWriter("subscriptionTenuresSql", options);
  checkOptions(writer.where, options, optionNames);
  const rule = readRule(writer, options);
  const { plan, cause, amount } = options;
  const labels = {
    ...(plan === undefined ? {} : { plan: writer.name("plan", plan) }),
    ...(cause === undefined ? {} : { cause: writer.name("cause", cause) }),
  };
  const names = Object.keys(labels) as ("plan" | "cause")[];
  const late = `start_ms > ${rule.time.asOf}`;
  const refused = rule.startsAfterAsOf === "refuse" ? [late] : [];
  const leftOut = [late, ...(rule.zeroAmounts === "leaveOut" && amount !== undefined ? ["paid = 0"] : [])];
  const read = readSubscriptionSteps(writer, table, options, rule.time, {
    extra: labels,
    refused,
    leftOut,
  });
  const steps = [...read, ...tenureSteps(writer, rule, names, worthOfMonth(writer, options))];
  if (rule.rows === "durations")
    return groupedDurations(writer, steps, ["duration", "event", "entry", ...names]) as SqlQuery<
      TenureResults[Rows]
    >;
  const columns = columnsOf(names, amount !== undefined);
  return writer.finish("one row per tenure", steps, columns, "tenures\nCROSS JOIN refused");
}

/** The monthly amount in the currency of the report; null where there are no amounts. */
function worthOfMonth(
  writer: Writer,
  { amount, exchangeRates }: SubscriptionTenuresSqlOptions,
): string | null {
  if (amount === undefined) return null;
  return exchangeRates === undefined
    ? "monthly"
    : `monthly * ${rateOf(writer, exchangeRates, inMonth("utc_time"))}`;
}

/** The steps from subscriptions to tenures. */
function tenureSteps(
  writer: Writer,
  { time, timeUnit, gap, from, winBacks }: ReturnType<typeof readRule>,
  names: readonly string[],
  worth: string | null,
): Step[] {
  const { column, asOf } = durationColumn(time, timeUnit);
  const isLocal = column === "local_ms";
  const days = (utc: string) => writer.milliseconds(time.local(utc));
  const clock = (utc: string) => (isLocal ? days(utc) : writer.milliseconds(utc));
  const kept = [...names, ...(worth === null ? [] : ["monthly"])];
  const fromAt = from === null ? 0 : from + (isLocal ? time.zone.offsetAt(from) : 0);
  const first = winBacks === "firstOnly" ? " AND tenure = 1" : "";
  return [
    observedStep(time.asOf, names, worth),
    ...mergeSteps(writer, names, gap, days),
    spanStep(names, worth !== null),
    clockStep(kept, clock, asOf, `span_end > ${from ?? 0}${first}`),
    tenureStep(writer, kept, { unit: lengthInDays(timeUnit) * day, from, fromAt }),
  ];
}

/** The options that say how subscriptions become tenures, checked. */
function readRule(writer: Writer, options: SubscriptionTenuresSqlOptions) {
  const { where } = writer;
  const { timeUnit = "month", mergeGap = 1, winBacks = "newTenure", startsAfterAsOf = "refuse" } = options;
  const { rows = "customers", zeroAmounts = "leaveOut" } = options;
  const { amount, currency, exchangeRates, observedFrom } = options;
  checkChoice(where, "zeroAmounts", zeroAmounts, ["leaveOut", "count"]);
  checkTimeUnit(where, "timeUnit", timeUnit);
  checkNonNegative(where, "mergeGap", mergeGap);
  checkChoice(where, "winBacks", winBacks, ["newTenure", "firstOnly", "continue"]);
  checkChoice(where, "startsAfterAsOf", startsAfterAsOf, ["refuse", "leaveOut"]);
  checkChoice(where, "rows", rows, ["customers", "durations"]);
  const withRates = currency !== undefined || exchangeRates !== undefined;
  const noAmounts = "must be left out where there are no amounts";
  check(amount !== undefined || !withRates, where, "exchangeRates", noAmounts, exchangeRates ?? currency);
  const time = readCallTime(writer, options);
  const from = observedFrom === undefined ? null : time.read("observedFrom", observedFrom);
  const rule = `must be before asOf (${new Date(time.asOf).toISOString()})`;
  check(from === null || from < time.asOf, where, "observedFrom", rule, observedFrom);
  const gap = winBacks === "continue" ? null : numberText(mergeGap * day);
  return { time, timeUnit, rows, gap, from, winBacks, startsAfterAsOf, zeroAmounts };
}

/** The tenures that are observed, on the clock that durations are read from. */
function clockStep(
  kept: readonly string[],
  clock: (utc: string) => string,
  asOf: number,
  observed: string,
): Step {
  const until = `CASE WHEN span_end < ${noEnd} THEN ${clock("end_utc")} ELSE ${asOf} END AS until_at`;
  const columns = ["customer", "tenure", "span_start AS start_ms", "span_end AS end_ms", "merged", ...kept];
  return {
    name: "span_times",
    comment: "the same on the clock that durations are read from",
    body: `${select([...columns, `${clock("start_utc")} AS start_at`, until], "spans")}\nWHERE ${observed}`,
  };
}

function observedStep(asOf: number, names: readonly string[], worth: string | null): Step {
  return {
    name: "observed",
    comment: "subscriptions as they were known at the end of observation: later ends have not happened",
    body: select(
      [
        ...["customer", "utc_time", "end_utc", "start_ms", ...names],
        `CASE WHEN end_ms > ${asOf} THEN ${noEnd} ELSE end_ms END AS known_end`,
        ...(worth === null ? [] : [`${worth} AS monthly`]),
      ],
      "subscriptions",
    ),
  };
}

/** Subscriptions that overlap, or follow each other within the gap, get one number. */
function mergeSteps(
  writer: Writer,
  names: readonly string[],
  gap: string | null,
  days: (utc: string) => string,
): Step[] {
  // A missing label sorts as the word null, in the order of the bytes, as in the package.
  const labels = names.map((name) => writer.byBytes(`COALESCE(CAST(${name} AS ${writer.text}), 'null')`));
  const order = `PARTITION BY customer ORDER BY ${["start_ms", "known_end", ...labels].join(", ")}`;
  const before =
    "OVER (PARTITION BY customer ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)";
  const apart =
    gap === null
      ? "1 = 0"
      : `start_ms > reach_ms AND GREATEST(0, ${days("utc_time")} - ${days("reach_utc")}) > ${gap}`;
  return [
    {
      name: "ordered",
      comment: "subscriptions of each customer in order",
      body: `SELECT *, ROW_NUMBER() OVER (${order}) AS place\nFROM observed`,
    },
    {
      name: "reaches",
      comment: "how far those before each reach",
      body: `SELECT *, MAX(known_end) ${before} AS reach_ms, MAX(end_utc) ${before} AS reach_utc\nFROM ordered`,
    },
    {
      name: "numbered",
      comment: "a longer gap begins another tenure",
      body: `SELECT *, 1 + SUM(CASE WHEN place > 1 AND ${apart} THEN 1 ELSE 0 END) OVER (PARTITION BY customer ORDER BY place ROWS UNBOUNDED PRECEDING) AS tenure\nFROM reaches`,
    },
    {
      name: "ranked",
      comment: "which subscription began each tenure, and which ended last",
      body: "SELECT *,\n  MIN(place) OVER (PARTITION BY customer, tenure) AS first_place,\n  MIN(start_ms) OVER (PARTITION BY customer, tenure) AS first_start,\n  ROW_NUMBER() OVER (PARTITION BY customer, tenure ORDER BY known_end DESC, place DESC) AS from_end\nFROM numbered",
    },
  ];
}

function spanStep(names: readonly string[], hasAmounts: boolean): Step {
  const labels = names.map((name) =>
    name === "plan"
      ? "MAX(CASE WHEN place = first_place THEN plan END) AS plan"
      : `MAX(CASE WHEN from_end = 1 AND known_end < ${noEnd} THEN cause END) AS cause`,
  );
  const columns = [
    ...["customer", "tenure", "MIN(start_ms) AS span_start", "MAX(known_end) AS span_end"],
    ...["MIN(utc_time) AS start_utc", "MAX(end_utc) AS end_utc", "COUNT(*) AS merged", ...labels],
    ...(hasAmounts ? ["SUM(CASE WHEN start_ms = first_start THEN monthly ELSE 0 END) AS monthly"] : []),
  ];
  return {
    name: "spans",
    comment: "one row per tenure",
    body: `${select(columns, "ranked")}\nGROUP BY customer, tenure`,
  };
}

interface TenureRule {
  readonly unit: number;
  readonly from: number | null;
  readonly fromAt: number;
}

function tenureStep(writer: Writer, kept: readonly string[], { unit, from, fromAt }: TenureRule): Step {
  const passed = (until: string) => `${writer.toReal(`GREATEST(0, ${until} - start_at)`)} / ${unit}`;
  const entry =
    from === null
      ? writer.toReal("0")
      : `CASE WHEN start_ms >= ${from} THEN 0 ELSE ${passed(String(fromAt))} END`;
  return {
    name: "tenures",
    comment: "durations, and what is known of their ends",
    body: select(
      [
        ...["customer", "tenure", "start_ms", "merged", ...kept],
        `${passed("until_at")} AS duration`,
        `CASE WHEN end_ms < ${noEnd} THEN 1 ELSE 0 END AS event`,
        `${entry} AS entry`,
      ],
      "span_times",
    ),
  };
}

function columnsOf(names: readonly string[], hasAmounts: boolean): Selected[] {
  return [
    { name: "customer", kind: "identifier", expression: "customer" },
    { name: "tenure", kind: "count", expression: "tenure" },
    { name: "startedAt", kind: "instant", expression: "start_ms" },
    { name: "duration", kind: "number", expression: "duration" },
    { name: "event", kind: "count", expression: "event" },
    { name: "entry", kind: "number", expression: "entry" },
    ...names.map((name): Selected => ({ name, kind: "label", expression: name, nullable: true })),
    ...(hasAmounts ? [{ name: "monthlyAmount", kind: "number", expression: "monthly" } as const] : []),
    { name: "subscriptions", kind: "count", expression: "merged" },
    refusedColumn,
  ];
}
