/** Recurring revenue at stated moments, from a table of subscriptions in a warehouse. */
import { check, checkChoice, checkOptions, isList } from "../errors.js";
import type { RecurringRevenueOptions } from "../rates/recurring-revenue.js";
import type { ColumnTable } from "../tables/columns.js";
import { type PeriodCondition, rateOf } from "./amounts.js";
import {
  type CallTime,
  openLogWriter,
  readCallTime,
  refusedColumn,
  type SqlTimeOptions,
} from "./event-steps.js";
import {
  type QueryResult,
  type Selected,
  type SqlQuery,
  type SqlTable,
  type Step,
  unionAll,
  type Writer,
} from "./statement.js";
import { readSubscriptionSteps, subscriptionNames } from "./subscription-steps.js";

/** Options of `recurringRevenueSql`: those of `recurringRevenue`, and how the statement is written. */
export interface RecurringRevenueSqlOptions extends RecurringRevenueOptions<ColumnTable>, SqlTimeOptions {
  /** `"balances"` (default), what each customer pays at each moment; `"totals"`, one row per moment. */
  readonly rows?: "balances" | "totals" | undefined;
}

/**
 * SQL for monthly and annual recurring revenue (MRR, ARR) at stated moments, from subscriptions.
 *
 * The numbers are those of `recurringRevenue`, which says what counts. Its balances are what `revenueMovements` takes, and
 * `revenueMovementsSql` where they stay in the warehouse as a table. Columns of intervals, currencies and identifiers are read
 * only where an option names them.
 *
 * Formula: MRR(t) = Σ monthly amounts with start ≤ t < end; ARR = 12 MRR.
 *
 * @param table - The table of subscriptions: its name, its parts, or a dbt model or source.
 * @param options - `dialect`; the columns and options of `recurringRevenue`, `at` among them; `timeType`; `rows`; `values`.
 * @returns The statement, its parameters and its columns: run it, and give its result to `readQueryResult`.
 * @throws {InvalidInputError} If a name cannot be quoted safely, an option is wrong, or the dialect cannot express it.
 * @see `recurringRevenue`
 *
 * @example
 * const query = recurringRevenueSql("subscriptions", { dialect: "postgres", at: ["2026-02-01", "2026-03-01"], rows: "totals" });
 * query.columns.map(({ name }) => name);
 * // => ["period", "monthly", "annual", "customers", "perCustomer", "refusedRows"]
 */
export function recurringRevenueSql(
  table: SqlTable,
  options: RecurringRevenueSqlOptions,
): SqlQuery<QueryResult> {
  const writer = openLogWriter("recurringRevenueSql", options);
  const { where } = writer;
  checkOptions(where, options, [
    ...subscriptionNames,
    "at",
    "rows",
    "state",
  ] as (keyof RecurringRevenueSqlOptions)[]);
  const { at, rows = "balances", amount = "amount", exchangeRates, state } = options;
  checkChoice(where, "rows", rows, ["balances", "totals"]);
  const time = readCallTime(writer, options, { needsAsOf: false });
  const moments = readMoments(where, at, time);
  const periods = moments.map((moment) => new Date(moment).toISOString());
  const read = readSubscriptionSteps(writer, table, { ...options, amount }, time, {
    pricedLater: true,
    extra: state === undefined ? {} : { state: writer.name("state", state) },
  });
  const withRates = exchangeRates !== undefined;
  const currencies = options.currency !== undefined || withRates;
  // A rate by moment is one of those that are asked for.
  const rate = withRates ? () => rateOf(writer, exchangeRates, placeAmong(periods)) : null;
  const steps = [
    ...read,
    momentStep(writer, moments, periods),
    balanceStep(currencies, state !== undefined),
    ...(rate === null ? [] : [unpricedStep(rate())]),
  ];
  const [refused, joined] = refusedWith(withRates);
  if (rows === "balances") {
    const paid = balances(currencies, refused);
    return writer.finish("what each customer pays at each moment", steps, paid, `balances${joined}`);
  }
  const total = totalStep(rate === null ? "amount" : `amount * ${rate()}`);
  const from = `totals${joined}\nWHERE EXISTS (SELECT 1 FROM subscriptions)`;
  return writer.finish("one row per moment", [...steps, total], totals(writer, refused), from);
}

/** The condition that a row is of the moment of a name. */
const placeAmong =
  (periods: readonly string[]): PeriodCondition =>
  (period) =>
    periods.includes(period) ? `place = ${periods.indexOf(period)}` : null;

/** The column of refused rows and what it is joined from: with rates those without a rate are among them. */
function refusedWith(withRates: boolean): [refused: Selected, joined: string] {
  if (!withRates) return [refusedColumn, "\nCROSS JOIN refused"];
  const expression = "refused_rows + unpriced_rows";
  return [{ ...refusedColumn, expression }, "\nCROSS JOIN refused\nCROSS JOIN unpriced"];
}

function readMoments(where: string, at: unknown, { read }: CallTime): number[] {
  check(isList(at) && at.length > 0, where, "at", "must be an array of times", at);
  const moments = Array.from(at, (moment, i) => read(`at[${i}]`, moment));
  check(new Set(moments).size === moments.length, where, "at", "must not repeat a moment", at);
  return moments;
}

function momentStep(writer: Writer, moments: readonly number[], periods: readonly string[]): Step {
  const rows = moments.map(
    (moment, i) =>
      `SELECT ${i} AS place, ${writer.toWhole(String(moment))} AS moment_ms, ${writer.literal(periods[i]!)} AS moment`,
  );
  return {
    name: "moments",
    comment: "the moments, in milliseconds since 1970 and by name",
    body: unionAll(rows),
  };
}

/** States in which nothing is paid, as `recurringRevenue` knows them. */
const idle = "('paused', 'trial', 'trialExpired', 'churned', 'free', 'none')";

function balanceStep(currencies: boolean, byState: boolean): Step {
  const paid = byState ? `CASE WHEN state IN ${idle} THEN 0 ELSE monthly END` : "monthly";
  const keys = ["place", "moment", "customer", ...(currencies ? ["currency"] : [])].join(", ");
  return {
    name: "balances",
    comment: "what runs at each moment, by customer" + (currencies ? " and currency" : ""),
    body: `SELECT ${keys}, SUM(${paid}) AS amount\nFROM subscriptions\nCROSS JOIN moments\nWHERE start_ms <= moment_ms AND end_ms > moment_ms\nGROUP BY ${keys}\nHAVING SUM(${paid}) <> 0`,
  };
}

/** Currencies without a rate are refused, also those of subscriptions that run at none of the moments. */
function unpricedStep(rate: string): Step {
  return {
    name: "unpriced",
    comment: "amounts whose currency has no rate",
    body: `SELECT COALESCE(SUM(CASE WHEN (${rate}) IS NULL THEN 1 ELSE 0 END), 0) AS unpriced_rows\nFROM subscriptions\nCROSS JOIN moments`,
  };
}

function totalStep(worth: string): Step {
  const paid = `SELECT place, moment, customer, ${worth} AS worth\nFROM balances`;
  const none = "SELECT place, moment, NULL AS customer, 0 AS worth\nFROM moments";
  return {
    name: "totals",
    comment: "revenue and paying customers of each moment",
    body: `SELECT place, moment, SUM(worth) AS monthly, COUNT(DISTINCT customer) AS customers\nFROM (\n${paid}\nUNION ALL\n${none}\n) paying\nGROUP BY place, moment`,
  };
}

function totals(writer: Writer, refused: Selected): Selected[] {
  const mean = `CASE WHEN customers > 0 THEN ${writer.toReal("monthly")} / customers END`;
  return [
    { name: "period", kind: "label", expression: "moment" },
    { name: "monthly", kind: "number", expression: "monthly" },
    { name: "annual", kind: "number", expression: "12 * monthly" },
    { name: "customers", kind: "count", expression: "customers" },
    { name: "perCustomer", kind: "number", expression: mean, nullable: true },
    refused,
  ];
}

function balances(currencies: boolean, refused: Selected): Selected[] {
  return [
    { name: "customer", kind: "identifier", expression: "customer" },
    { name: "period", kind: "label", expression: "moment" },
    { name: "amount", kind: "number", expression: "amount" },
    ...(currencies ? [{ name: "currency", kind: "label", expression: "currency" } as const] : []),
    refused,
  ];
}
