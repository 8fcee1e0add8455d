/** Cohort tables in a warehouse: who came when, and how many of them came back in each period after. */
import { type CohortPlan, type CohortTableOptions, planCohortTable } from "../cohorts/table-options.js";
import { check, checkOptions } from "../errors.js";
import type { ColumnTable } from "../tables/columns.js";
import type { TimeUnit } from "../time.js";
import { readMoney, worthOf } from "./amounts.js";
import { cohortCellSteps } from "./cohort-cells.js";
import {
  type CallTime,
  kindColumn,
  kindsOf,
  openLogWriter,
  readEvents,
  type SqlTimeOptions,
  select,
  timeOptions,
} from "./event-steps.js";
import { openPeriods, type SqlPeriods } from "./periods.js";
import {
  mostNumbers,
  type QueryResult,
  type Selected,
  type SqlQuery,
  type SqlTable,
  type Step,
  type Writer,
} from "./statement.js";

/** Options of `cohortTableSql`: those of `cohortTable`, and how the statement is written. */
export interface CohortTableSqlOptions extends CohortTableOptions<ColumnTable>, SqlTimeOptions {}

const optionNames = [
  ...["customer", "time", "timeZone", "numericTime", "asOf", "eventsAfterAsOf", "withoutCustomer"],
  ...["period", "windows", "truncateTo", "weekStart", "definition", "brackets", "horizon", "periods"],
  ...["minimumEvents", "startEvent", "returnEvent", "membership", "periodZero", "measure", "amount"],
  ...["relativeTo", "cohortPeriod", "groupBy", "incomplete", "event", "currency", "exchangeRates"],
  ...timeOptions,
] as (keyof CohortTableSqlOptions)[];

/**
 * SQL for the cells of a cohort table: cohorts by period, with every definition of retention that `cohortTable` knows.
 *
 * A row per cell, however large the log: the numbers are those of `cohortTable`, which says what they mean and when they
 * mislead. Refused are hours by the clock of another zone than UTC, and more than 10,000 periods (with the result).
 *
 * Formula: rate(c, k) = R(c, k) / n(c), R counting the members of cohort c who are retained in period k.
 *
 * @param table - The table of events: its name, its parts, or a dbt model or source.
 * @param options - `dialect`; the columns and options of `cohortTable`, of which `asOf` must be given; `timeType`; `values`.
 * @returns The statement, its parameters and its columns: run it, and give its result to `readQueryResult`.
 * @throws {InvalidInputError} If a name cannot be quoted safely, options contradict each other, or the dialect cannot express them.
 * @see `cohortTable`
 *
 * @example
 * const query = cohortTableSql("events", { dialect: "snowflake", period: "month", asOf: "2024-04-01" });
 * query.columns.map(({ name }) => name);
 * // => ["cohort", "size", "period", "lastPeriod", "eligible", "value", "base", "rate", "complete", "refusedRows"]
 */
export function cohortTableSql(table: SqlTable, options: CohortTableSqlOptions): SqlQuery<QueryResult> {
  const writer = openLogWriter("cohortTableSql", options);
  checkOptions(writer.where, options, optionNames);
  const plan = planCohortTable<ColumnTable>(writer.where, options);
  const { extra, refused, refusals, amount } = readMeasure(writer, plan, options);
  const starts = kindsOf(writer, "startEvent", options.startEvent);
  const returns = kindsOf(writer, "returnEvent", options.returnEvent);
  const { time, steps } = readEvents(writer, table, options, {
    extra: {
      ...kindColumn(writer, options.event, options.startEvent, options.returnEvent),
      ...(options.groupBy === undefined ? {} : { own_label: writer.name("groupBy", options.groupBy) }),
      ...extra,
    },
    refused,
    refusals: [...refusals, ...starts.refusals, ...returns.refusals],
  });
  const clock = readClock(writer, time, plan, options);
  const cohorts = openPeriods(writer, time, { ...options, period: plan.cohortPeriod });
  const cohort = options.groupBy === undefined ? cohorts.number : "own_label";
  const placed = placedStep(clock, plan, {
    cohort,
    amount,
    isStart: starts.condition,
    isReturn: returns.condition,
  });
  const members = memberSteps(writer, clock, options.groupBy !== undefined);
  const visits = visitSteps(writer, plan, clock.length);
  const cells = cohortCellSteps(plan);
  const label = options.groupBy === undefined ? cohorts.label("cohort") : "cohort";
  return writer.finish(
    "one row per cell of the table",
    [...steps, placed, ...members, ...visits, ...cells],
    columnsOf(writer, plan, label),
    "cells\nCROSS JOIN refused\nCROSS JOIN extent",
  );
}

/** Expressions over an event that a cohort table needs besides its clock. */
interface Marks {
  readonly cohort: string;
  readonly amount: string;
  readonly isStart: string;
  readonly isReturn: string;
}

function placedStep(
  clock: SqlClock,
  { membership }: CohortPlan,
  { cohort, amount, isStart, isReturn }: Marks,
): Step {
  const flag = (condition: string) => `CASE WHEN ${condition} THEN 1 ELSE 0 END`;
  return {
    name: "placed",
    comment: "where each event stands on the clock of the table, and whether it starts or returns",
    body: select(
      [
        ...["customer", "at_ms", `${clock.reading} AS reading`, `${clock.origin} AS origin`],
        `${membership === "first" ? "0" : clock.period} AS membership`,
        `${cohort} AS cohort`,
        `${flag(isStart)} AS is_start`,
        `${flag(isReturn)} AS is_return`,
        `${amount} AS amount`,
      ],
      "events",
    ),
  };
}

function readMeasure(writer: Writer, { measure }: CohortPlan, options: CohortTableSqlOptions) {
  const { currency, exchangeRates, amount = "amount" } = options;
  if (measure === "sum" || measure === "mean") {
    const money = readMoney(writer, writer.name("amount", amount), options);
    return { ...money, amount: worthOf(writer, exchangeRates) };
  }
  const rule = 'must be left out unless measure is "sum" or "mean"';
  check(currency === undefined, writer.where, "currency", rule, currency);
  check(exchangeRates === undefined, writer.where, "exchangeRates", rule, exchangeRates);
  return { extra: {}, refused: [], refusals: [], amount: "0" };
}

/** The clock of the table, as expressions over an event; `length` and `asOf` are in its units. */
interface SqlClock {
  readonly reading: string;
  readonly origin: string;
  readonly length: number;
  readonly asOf: number;
  /** The calendar period of an event. */
  readonly period: string;
}

/** Days of a rolling window, as `cohortTable` counts them. */
const rollingDays: Readonly<Record<TimeUnit, number>> = {
  ...{ hour: 1 / 24, day: 1, week: 7, month: 30, quarter: 90, year: 365 },
};
const hour = 3_600_000;

function readClock(
  writer: Writer,
  time: CallTime,
  { windows, truncateTo, period, membership }: CohortPlan,
  options: CohortTableSqlOptions,
): SqlClock {
  const ofClock = (periods: SqlPeriods, length: number) => {
    const { number, asOf } = periods;
    return { reading: number, origin: number, length, asOf, period: number };
  };
  if (windows === "calendar") return ofClock(openPeriods(writer, time, options), 1);
  const periodNumber = membership === "first" ? "0" : openPeriods(writer, time, options).number;
  const days = rollingDays[period];
  if (truncateTo === "day")
    return { ...ofClock(openPeriods(writer, time, { period: "day" }), days), period: periodNumber };
  const cut = truncateTo === "hour" ? openPeriods(writer, time, { period: "hour" }).number : null;
  return {
    reading: cut === null ? "at_ms" : `${cut} * ${hour}`,
    origin: "at_ms",
    length: Math.round(days * 24) * hour,
    asOf: time.asOf,
    period: periodNumber,
  };
}

/** Who belongs to which cohort from when. */
function memberSteps(writer: Writer, { length, asOf }: SqlClock, byLabel: boolean): Step[] {
  // Among start events at one instant the lowest cohort decides, those without a label last.
  const label = `CASE WHEN cohort IS NULL THEN 1 ELSE 0 END, ${writer.byBytes(`CAST(cohort AS ${writer.text})`)}`;
  const order = `PARTITION BY customer, membership ORDER BY at_ms${byLabel ? `, ${label}` : ""}`;
  const past = (from: string) => writer.floorOf(`(${asOf} - ${from})`, length);
  const keys = ["customer", "membership", "cohort"];
  const places = [...keys, "at_ms", "reading", "origin", `ROW_NUMBER() OVER (${order}) AS place`];
  const ends = [`${past("origin")} - 1 AS over_k`, `${past("reading")} AS begun_k`];
  return [
    {
      name: "start_places",
      comment: "start events of each customer, earliest first",
      body: `${select(places, "placed")}\nWHERE is_start = 1`,
    },
    {
      name: "members",
      comment: "members of cohorts, with the last window that is over for each, and the last one begun",
      body: `${select([...keys, "at_ms AS start_ms", "reading", ...ends], "start_places")}\nWHERE place = 1`,
    },
    {
      name: "extent",
      comment: "the last window that anybody has begun",
      body: "SELECT MAX(begun_k) AS last_begun\nFROM members",
    },
  ];
}

/** In which window each return of a member falls, and what the member did there. */
function visitSteps(writer: Writer, plan: CohortPlan, length: number): Step[] {
  const window = writer.floorOf("(placed.reading - members.reading)", length);
  const needed = plan.periodZero === "returnEventNeeded";
  const forced = !needed && plan.measure === "customers";
  const keys = ["customer", "membership", "cohort", "over_k"];
  const amount = {
    customers: `CASE WHEN SUM(n) >= ${plan.minimumEvents} THEN 1 ELSE 0 END`,
    events: "SUM(n)",
    sum: "SUM(total)",
    mean: "SUM(total)",
  }[plan.measure];
  const returned = [
    ...keys.map((key) => `members.${key} AS ${key}`),
    `${window} AS k`,
    "1 AS n",
    "amount AS total",
  ];
  const other = needed ? " AND NOT (at_ms = start_ms AND is_start = 1)" : "";
  const rows = `${select(returned, "placed\nJOIN members ON placed.customer = members.customer")}\nWHERE is_return = 1 AND at_ms >= start_ms${other}`;
  const atStart = select([...keys, "0 AS k", `${plan.minimumEvents} AS n`, "0 AS total"], "members");
  const limit = `${plan.partial ? String(mostNumbers) : "over_k"} AS limit_k`;
  return [
    {
      name: "visit_rows",
      comment: `returns by window${forced ? "; everybody counts in window 0" : ""}`,
      body: forced ? `${rows}\nUNION ALL\n${atStart}` : rows,
    },
    {
      name: "visits",
      comment: "what each member did in each window, and the last window that counts for the member",
      body: `${select([...keys, "k", "SUM(n) AS events_n", `${amount} AS done`, limit], "visit_rows")}\nGROUP BY ${keys.join(", ")}, k`,
    },
  ];
}

function columnsOf(writer: Writer, plan: CohortPlan, label: string): Selected[] {
  const { brackets, relativeTo, measure, partial } = plan;
  const pick = (of: 0 | 1) =>
    brackets === null ? "k" : `CASE k ${brackets.map((b, i) => `WHEN ${i} THEN ${b[of]}`).join(" ")} END`;
  const known = partial ? `begun_k >= ${pick(0)}` : "eligible > 0";
  const members = partial ? "size" : "eligible";
  const own = relativeTo === "cohort" && measure !== "mean";
  const base = own
    ? members
    : relativeTo === "previousPeriod"
      ? `CASE WHEN k = 0 THEN ${members} ELSE base END`
      : "base";
  const when = (condition: string, value: string) => `CASE WHEN ${condition} THEN ${value} END`;
  const number = (name: string, expression: string): Selected => ({
    ...{ name, kind: "number", expression, nullable: true },
  });
  return [
    { name: "cohort", kind: "label", expression: label, nullable: true },
    { name: "size", kind: "count", expression: "size" },
    { name: "period", kind: "count", expression: pick(0) },
    { name: "lastPeriod", kind: "count", expression: pick(1) },
    { name: "eligible", kind: "count", expression: "eligible" },
    number("value", when(known, "amount")),
    number("base", when(known, base)),
    number("rate", when(`${known} AND ${base} <> 0`, `${writer.toReal("amount")} / ${base}`)),
    { name: "complete", kind: "flag", expression: "CASE WHEN eligible = size THEN 1 ELSE 0 END" },
    {
      ...{ name: "refusedRows", kind: "check" },
      expression: `refused_rows + CASE WHEN last_begun >= ${mostNumbers} THEN 1 ELSE 0 END`,
    },
  ];
}
