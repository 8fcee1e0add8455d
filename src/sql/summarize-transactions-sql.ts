/** From orders in a warehouse to one history per customer, or one row per distinct history with its weight. */
import type { SplitOptions } from "../data/split-calibration-holdout.js";
import type { TransactionOptions } from "../data/transaction-options.js";
import { check, checkChoice, checkOptions } from "../errors.js";
import type { ColumnTable } from "../tables/columns.js";
import type { CustomerId } from "../tables/read-customers.js";
import { checkTimeUnit, lengthInDays } from "../time.js";
import { readAmounts, worthOf } from "./amounts.js";
import {
  type CallTime,
  durationColumn,
  openLogWriter,
  readEvents,
  refusedColumn,
  type SqlTimeOptions,
  select,
  timeOptions,
} from "./event-steps.js";
import { openPeriods } from "./periods.js";
import type { Selected, SqlQuery, SqlTable, Step, Writer } from "./statement.js";

/** What rows a summary has. */
export interface SqlSummaryRows {
  /**
   * `"customers"` (default), one row each; `"histories"`, one per distinct history with its `weight`, amounts as means of its
   * customers; `"spending"`, one per distinct `frequency` and `monetaryValue` with its `weight`, for `gammaGamma.fit`.
   */
  readonly rows?: "customers" | "histories" | "spending" | undefined;
}

/** Distinct histories, read: what models of customers without contracts are fitted to. */
export interface SqlHistories {
  /** Number of repeat purchases. */
  readonly frequency: Float64Array;
  /** Age at the last purchase, in `timeUnit`: the field's t_x. */
  readonly recency: Float64Array;
  /** Age at the end of observation, in `timeUnit`. */
  readonly T: Float64Array;
  /** Number of customers with this history. */
  readonly weight: Float64Array;
  /** Mean amount of their repeat purchases; NaN at frequency 0; only where amounts are read. */
  readonly monetaryValue?: Float64Array;
  /** Mean over them of the sum of all amounts; only where amounts are read. */
  readonly totalAmount?: Float64Array;
  /** Mean over them of the sum of the logarithms of gaps. */
  readonly sumLogGaps: Float64Array;
  /** Number of purchases in the holdout, and their mean amount; only of a split. */
  readonly holdoutFrequency?: Float64Array;
  /** Mean over them of the amounts in the holdout; only of a split with amounts. */
  readonly holdoutAmount?: Float64Array;
}

/** One history per customer, read: the columns of `summarizeTransactions`, those of amounts only where these are read. */
export interface SqlSummary extends Omit<SqlHistories, "weight"> {
  /** Identifier of each customer. */
  readonly customer: readonly CustomerId[];
  /** Time of the first purchase, in milliseconds since 1970. */
  readonly firstPurchase: Float64Array;
  /** Mean amount of the purchases in the holdout; only of a split with amounts. */
  readonly holdoutMonetaryValue?: Float64Array;
}

/** Distinct spending of repeat buyers, read: what `gammaGamma.fit` takes. */
export interface SqlSpending {
  /** Number of repeat purchases. */
  readonly frequency: Float64Array;
  /** Mean amount of the repeat purchases. */
  readonly monetaryValue: Float64Array;
  /** Number of customers who spent just so. */
  readonly weight: Float64Array;
}

/** What a summary is read as, by its `rows`. */
interface SummaryResults {
  readonly customers: SqlSummary;
  readonly histories: SqlHistories;
  readonly spending: SqlSpending;
}

/** Options of `summarizeTransactionsSql`: those of `summarizeTransactions`, and how the statement is written. */
export interface SummarizeTransactionsSqlOptions
  extends TransactionOptions<ColumnTable>,
    SqlTimeOptions,
    SqlSummaryRows {}

/** Options of `splitCalibrationHoldoutSql`: those of `splitCalibrationHoldout`, and how the statement is written. */
export interface SplitCalibrationHoldoutSqlOptions
  extends SplitOptions<ColumnTable>,
    SqlTimeOptions,
    SqlSummaryRows {}

const optionNames = [
  ...["customer", "time", "timeZone", "numericTime", "asOf", "eventsAfterAsOf", "withoutCustomer"],
  ...["amount", "currency", "exchangeRates", "timeUnit", "mergeWithin", "weekStart", "refunds"],
  ...["zeroAmounts", "carry", "rows"],
  ...timeOptions,
] as (keyof SummarizeTransactionsSqlOptions)[];

/**
 * SQL for the summary of a log of orders in a warehouse: frequency, recency (t_x), T and amounts of each customer.
 *
 * The numbers are those of `summarizeTransactions`, which says what they mean. `rows: "histories"` returns what every model
 * of customers without contracts is fitted to just as well: distinct histories with their weights, fewer than customers by
 * as much as the clock is coarse. Amounts are then means of the customers of a row, which expected values are linear in;
 * the fit of `gammaGamma` needs `rows: "spending"`. `asOf` must be given, amounts are read only where `amount` names their
 * column, and refused are what a warehouse cannot say: `carry` (join the customers' own table) and `refunds: "net"`.
 *
 * Formula: x = purchases - 1; t_x = last - first; T = asOf - first; m_x = mean of the amounts after the first purchase.
 *
 * @param table - The table of orders: its name, its parts, or a dbt model or source.
 * @param options - `dialect`; the columns and options of `summarizeTransactions`; `timeType`; `rows`; `values`.
 * @returns The statement, its parameters and its columns: run it, and give its result to `readQueryResult`.
 * @throws {InvalidInputError} If a name cannot be quoted safely, an option is wrong, or the dialect cannot express it.
 * @see `summarizeTransactions`
 *
 * @example
 * const query = summarizeTransactionsSql("shop.orders", {
 *   ...{ dialect: "duckdb", customer: "user_id", time: "paid_at", amount: "total" },
 *   ...{ timeUnit: "week", asOf: "2024-01-29", rows: "histories" },
 * });
 * query.columns.map(({ name }) => name);
 * // => ["frequency", "recency", "T", "weight", "monetaryValue", "totalAmount", "sumLogGaps", "refusedRows"]
 * query.text.includes('FROM "shop"."orders"'); // => true
 */
export function summarizeTransactionsSql<const Rows extends keyof SummaryResults = "customers">(
  table: SqlTable,
  options: SummarizeTransactionsSqlOptions & { readonly rows?: Rows | undefined },
): SqlQuery<SummaryResults[Rows]> {
  const writer = openLogWriter("summarizeTransactionsSql", options);
  checkOptions(writer.where, options, optionNames);
  return writeSummary(writer, table, options, null) as SqlQuery<SummaryResults[Rows]>;
}

/**
 * SQL for a log of orders in two parts: histories up to the end of calibration, and what the same customers did afterwards.
 *
 * The numbers are those of `splitCalibrationHoldout`, which says what they mean; customers acquired in the holdout are left
 * out. With `rows: "histories"` the number of holdout purchases is part of what makes histories distinct.
 *
 * @param table - The table of orders: its name, its parts, or a dbt model or source.
 * @param options - `calibrationEnd`, and the options of `summarizeTransactionsSql`; the holdout ends at `asOf`.
 * @returns The statement, its parameters and its columns: run it, and give its result to `readQueryResult`.
 * @throws {InvalidInputError} As `summarizeTransactionsSql` does, or if `calibrationEnd` is not before `asOf`.
 * @see `splitCalibrationHoldout`
 *
 * @example
 * const query = splitCalibrationHoldoutSql("orders", {
 *   ...{ dialect: "bigquery", calibrationEnd: "2024-01-31", asOf: "2024-03-01" },
 * });
 * query.columns.map(({ name }) => name);
 * // => ["customer", "frequency", "recency", "T", "sumLogGaps", "firstPurchase", "holdoutFrequency", "refusedRows"]
 */
export function splitCalibrationHoldoutSql<const Rows extends keyof SummaryResults = "customers">(
  table: SqlTable,
  options: SplitCalibrationHoldoutSqlOptions & { readonly rows?: Rows | undefined },
): SqlQuery<SummaryResults[Rows]> {
  const writer = openLogWriter("splitCalibrationHoldoutSql", options);
  checkOptions(writer.where, options, [...optionNames, "calibrationEnd"]);
  return writeSummary(writer, table, options, options.calibrationEnd) as SqlQuery<SummaryResults[Rows]>;
}

/** What the steps of a summary need to know. */
interface Summary {
  readonly writer: Writer;
  readonly time: CallTime;
  /** Column of the clock that ages are read from. */
  readonly clock: "at_ms" | "local_ms";
  readonly unit: number;
  readonly hasAmounts: boolean;
  /** The end of calibration; null where there is no holdout. */
  readonly end: number | null;
}

function writeSummary(
  writer: Writer,
  table: SqlTable,
  options: SummarizeTransactionsSqlOptions,
  calibrationEnd: unknown,
): SqlQuery<object> {
  const { where } = writer;
  const { timeUnit = "day", mergeWithin = "day", weekStart, rows = "customers" } = options;
  checkTimeUnit(where, "timeUnit", timeUnit);
  checkChoice(where, "mergeWithin", mergeWithin, ["hour", "day", "week", "none"]);
  checkChoice(where, "rows", rows, ["customers", "histories", "spending"]);
  const carry = "must be left out: join the table of customers to the result";
  check(options.carry === undefined, where, "carry", carry, options.carry);
  const money = readAmounts(writer, options);
  check(money !== null || rows !== "spending", where, "rows", '"spending" needs a field of amounts', rows);
  const { time, steps } = readEvents(writer, table, options, money ?? {});
  const end = calibrationEnd === null ? null : time.read("calibrationEnd", calibrationEnd);
  const rule = `must be before the end of the holdout (${new Date(time.asOf).toISOString()})`;
  check(end === null || end < time.asOf, where, "calibrationEnd", rule, calibrationEnd);
  const unit = lengthInDays(timeUnit) * 86_400_000;
  const summary: Summary = {
    ...{ writer, time, unit, end, hasAmounts: money !== null },
    clock: durationColumn(time, timeUnit).column,
  };
  const merged =
    mergeWithin === "none" ? null : openPeriods(writer, time, { period: mergeWithin, weekStart });
  const worth = money === null ? null : worthOf(writer, options.exchangeRates);
  const all = [
    ...steps,
    purchaseStep(merged?.number ?? null, worth, mergeWithin),
    ...clockSteps(summary),
    historyStep(summary),
  ];
  if (rows === "customers") return finishCustomers(summary, all);
  return rows === "spending" ? finishSpending(summary, all) : finishHistories(summary, all);
}

function purchaseStep(period: string | null, worth: string | null, mergeWithin: string): Step {
  const amount = worth ?? "0";
  if (period === null)
    return {
      name: "purchases",
      comment: "every order is a purchase",
      body: select(["customer", "utc_time AS bought_at", `${amount} AS amount`], "events"),
    };
  const sum = worth === null ? "0" : `SUM(${worth})`;
  return {
    name: "purchases",
    comment: `orders of a customer within one ${mergeWithin} are one purchase, at the time of the first of them`,
    body: `${select(["customer", "MIN(utc_time) AS bought_at", `${sum} AS amount`], "events")}\nGROUP BY customer, ${period}`,
  };
}

/** The steps that put each purchase in its place and measure the gap before it. */
function clockSteps({ writer, time, clock, unit, end }: Summary): Step[] {
  const local = clock === "local_ms";
  const order = "PARTITION BY customer ORDER BY at_ms, amount";
  const times = [
    `${writer.milliseconds("bought_at")} AS at_ms`,
    ...(local ? [`${writer.milliseconds(time.local("bought_at"))} AS local_ms`] : []),
  ];
  const gap = local
    ? `${clock} - MAX(${clock}) OVER (${order} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)`
    : `at_ms - LAG(at_ms) OVER (${order})`;
  const passed = `at_ms - LAG(at_ms) OVER (${order})`;
  const gapMs = local ? `CASE WHEN ${gap} > 0 THEN ${gap} ELSE ${passed} END` : gap;
  const part =
    end === null
      ? ""
      : `PARTITION BY customer, CASE WHEN at_ms > ${end} THEN 1 ELSE 0 END ORDER BY at_ms, amount`;
  return [
    {
      name: "purchase_times",
      comment:
        "times of the purchases in milliseconds since 1970" + (local ? ", also by the local clock" : ""),
      body: select(["customer", "amount", ...times], "purchases"),
    },
    {
      name: "purchase_places",
      comment: "the place of each purchase in its customer's history, and the time since the one before",
      body: select(
        [
          ...["customer", "amount", "at_ms", ...(local ? ["local_ms"] : [])],
          `ROW_NUMBER() OVER (${part || order}) AS place`,
          `${writer.toReal(`(${gapMs})`)} / ${unit} AS gap`,
        ],
        "purchase_times",
      ),
    },
  ];
}

/** The history of each customer; amounts stay sums, so that they can be added. */
function historyStep({ writer, time, clock, unit, end, hasAmounts }: Summary): Step {
  const until = end ?? time.asOf;
  const localUntil = until + (clock === "at_ms" ? 0 : time.zone.offsetAt(until));
  const within = end === null ? "" : `at_ms <= ${end} AND `;
  const when = (condition: string, value: string) => `CASE WHEN ${within}${condition} THEN ${value} END`;
  const latest = end === null ? `MAX(${clock})` : `MAX(CASE WHEN at_ms <= ${end} THEN ${clock} END)`;
  const first = `MIN(${when("place = 1", clock)})`;
  const age = (last: string) => `${writer.toReal(`(${last} - ${first})`)} / ${unit}`;
  const count = end === null ? "COUNT(*)" : `SUM(CASE WHEN at_ms <= ${end} THEN 1 ELSE 0 END)`;
  const logs = `SUM(${when("place > 1 AND gap > 0", "LN(gap)")})`;
  const noGaps = `SUM(CASE WHEN ${within}place > 1 AND NOT gap > 0 THEN 1 ELSE 0 END)`;
  const later = (value: string) => `SUM(CASE WHEN at_ms > ${end} THEN ${value} ELSE 0 END)`;
  return {
    name: "histories",
    comment: `one row per customer: repeat purchases x, ages t_x and T in units of ${unit / 86_400_000} days, sums`,
    body: `${select(
      [
        "customer",
        `${count} - 1 AS x`,
        `${age(latest)} AS t_x`,
        `${age(`GREATEST(${localUntil}, ${latest})`)} AS t_end`,
        `CASE WHEN ${noGaps} > 0 THEN NULL ELSE COALESCE(${logs}, 0) END AS log_gaps`,
        `MIN(at_ms) AS first_ms`,
        ...(hasAmounts
          ? [
              `SUM(CASE WHEN ${within}place > 1 THEN amount ELSE 0 END) AS repeat_amount`,
              `SUM(${end === null ? "amount" : `CASE WHEN at_ms <= ${end} THEN amount ELSE 0 END`}) AS total_amount`,
            ]
          : []),
        ...(end === null ? [] : [`${later("1")} AS later_x`]),
        ...(end === null || !hasAmounts ? [] : [`${later("amount")} AS later_amount`]),
      ],
      "purchase_places",
    )}\nGROUP BY customer${end === null ? "" : `\nHAVING MIN(at_ms) <= ${end}`}`,
  };
}

const number = (name: string, expression: string, nullable = false): Selected => ({
  ...{ name, kind: "number", expression, nullable },
});
const ages = [number("recency", "t_x"), number("T", "t_end")];
const weight: Selected = { name: "weight", kind: "count", expression: "weight" };
const frequency: Selected = { name: "frequency", kind: "count", expression: "x" };

const heading = "pass the result to readQueryResult, and that to fit";

function finishCustomers({ writer, end, hasAmounts }: Summary, steps: readonly Step[]): SqlQuery {
  const quotient = (sum: string, count: string) => `${sum} / NULLIF(${writer.toReal(count)}, 0)`;
  const selected: Selected[] = [
    { name: "customer", kind: "identifier", expression: "customer" },
    ...[frequency, ...ages],
    ...(hasAmounts
      ? [number("monetaryValue", quotient("repeat_amount", "x"), true), number("totalAmount", "total_amount")]
      : []),
    number("sumLogGaps", "log_gaps", true),
    { name: "firstPurchase", kind: "time", expression: "first_ms" },
    ...(end === null ? [] : [{ name: "holdoutFrequency", kind: "count", expression: "later_x" } as const]),
    ...(end === null || !hasAmounts
      ? []
      : [
          number("holdoutMonetaryValue", quotient("later_amount", "later_x"), true),
          number("holdoutAmount", "later_amount"),
        ]),
    refusedColumn,
  ];
  return writer.finish(`one row per customer; ${heading}`, steps, selected, "histories\nCROSS JOIN refused");
}

function finishHistories({ writer, end, hasAmounts }: Summary, steps: readonly Step[]): SqlQuery {
  const keys = ["x", "t_x", "t_end", ...(end === null ? [] : ["later_x"])];
  const mean = (sum: string, of = "COUNT(*)") => `SUM(${sum}) / NULLIF(${writer.toReal(of)}, 0)`;
  const grouped: Step = {
    name: "distinct_histories",
    comment: "customers alike are one row with their number as weight; amounts and gaps are their means",
    body: `${select(
      [
        ...keys,
        "COUNT(*) AS weight",
        ...(hasAmounts
          ? [
              `${mean("repeat_amount", "COUNT(*) * x")} AS monetary_value`,
              `${mean("total_amount")} AS total_mean`,
            ]
          : []),
        `CASE WHEN COUNT(log_gaps) < COUNT(*) THEN NULL ELSE ${mean("log_gaps")} END AS log_gaps_mean`,
        ...(end === null || !hasAmounts ? [] : [`${mean("later_amount")} AS later_mean`]),
      ],
      "histories",
    )}\nGROUP BY ${keys.join(", ")}`,
  };
  const selected: Selected[] = [
    ...[frequency, ...ages, weight],
    ...(hasAmounts
      ? [number("monetaryValue", "monetary_value", true), number("totalAmount", "total_mean")]
      : []),
    number("sumLogGaps", "log_gaps_mean", true),
    ...(end === null ? [] : [{ name: "holdoutFrequency", kind: "count", expression: "later_x" } as const]),
    ...(end === null || !hasAmounts ? [] : [number("holdoutAmount", "later_mean")]),
    refusedColumn,
  ];
  const from = "distinct_histories\nCROSS JOIN refused";
  return writer.finish(`one row per distinct history; ${heading}`, [...steps, grouped], selected, from);
}

function finishSpending({ writer }: Summary, steps: readonly Step[]): SqlQuery {
  const grouped: Step = {
    name: "distinct_spending",
    comment: "repeat buyers who bought as often for as much are one row with their number as weight",
    body: `${select(["x", "repeat_amount", "COUNT(*) AS weight"], "histories")}\nWHERE x > 0\nGROUP BY x, repeat_amount`,
  };
  const mean = `repeat_amount / ${writer.toReal("x")}`;
  const selected = [frequency, number("monetaryValue", mean), weight, refusedColumn];
  const from = "distinct_spending\nCROSS JOIN refused";
  return writer.finish(
    "one row per distinct spending; for gammaGamma.fit",
    [...steps, grouped],
    selected,
    from,
  );
}
