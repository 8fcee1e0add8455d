/** Losses by renewal from a table of subscriptions in a warehouse. */
import { type BillingInterval, billingIntervals } from "../data/renewals/billing-term.js";
import type { RenewalOutcome } from "../data/renewals/decide-renewals.js";
import { checkMergeGap, checkRowRules, type RenewalOptions } from "../data/renewals/renewal-options.js";
import { check, checkChoice, checkOptions } from "../errors.js";
import type { ColumnTable } from "../tables/columns.js";
import type { CustomerId } from "../tables/read-customers.js";
import { numberText } from "./amounts.js";
import { termColumns, termNames } from "./billing-dates.js";
import {
  type CallTime,
  openLogWriter,
  readCallTime,
  refusedColumn,
  type SqlTimeOptions,
  select,
} from "./event-steps.js";
import { openPeriods } from "./periods.js";
import { billedStep, type RenewalRule, renewalSteps } from "./renewal-steps.js";
import type { Selected, SqlQuery, SqlTable, Step, Writer } from "./statement.js";
import { readSubscriptionSteps, subscriptionNames } from "./subscription-steps.js";

/** Options of `renewalCohortsSql`: those of `renewalCohorts`, and how the statement is written. */
export interface RenewalCohortsSqlOptions extends RenewalOptions<ColumnTable>, SqlTimeOptions {
  /** `"cohorts"` (default), distinct tenures with their weights; `"tenures"`, one row each, as `renewalTenures` has them. */
  readonly rows?: "cohorts" | "tenures" | undefined;
}

/** Distinct tenures counted in renewals, read: what contractual models are fitted to, those of one billing interval at a time. */
export interface SqlRenewalCohorts {
  /** Month of the first day, such as `2024-03`. */
  readonly cohort: readonly string[];
  /** Unit of the billing interval, the largest that it is a whole number of. */
  readonly interval: readonly BillingInterval[];
  /** Number of such units between two renewals. */
  readonly intervalCount: Float64Array;
  /** The first period observed, 1 or later. */
  readonly firstPeriod: Float64Array;
  /** The last period in which these tenures, or one like them, were watched. */
  readonly lastPeriod: Float64Array;
  /** Periods completed, the last one being that of the loss. */
  readonly duration: Float64Array;
  /** 1 if lost in that period, 0 if censored after it. */
  readonly event: Float64Array;
  /** Periods before the first one observed. */
  readonly entry: Float64Array;
  /** Number of tenures alike. */
  readonly weight: Float64Array;
}

/** One row per tenure, read: the columns of `renewalTenures`, without plans and causes. */
export interface SqlRenewalTenures extends Omit<SqlRenewalCohorts, "lastPeriod"> {
  /** The customer. */
  readonly customer: readonly CustomerId[];
  /** 1 for the customer's first tenure, 2 for the next, and so on. */
  readonly tenure: Float64Array;
  /** First day (local date). */
  readonly start: readonly string[];
  /** Last day (local date); null while it runs. */
  readonly end: readonly (string | null)[];
  /** Renewals survived. */
  readonly renewals: Float64Array;
  /** The renewal at which the tenure was lost; NaN where it was not. */
  readonly lostAt: Float64Array;
  /** What became of it. */
  readonly outcome: readonly RenewalOutcome[];
}

interface RenewalResults {
  readonly cohorts: SqlRenewalCohorts;
  readonly tenures: SqlRenewalTenures;
}

const day = 86_400_000;
const optionNames = [
  ...subscriptionNames.filter((name) => name !== "currency" && name !== "exchangeRates"),
  ...["asOf", "observedFrom", "canceledAt", "churnAt", "zeroAmounts", "mergeGap"],
  ...["graceDays", "unfinished", "winBacks", "rows", "plan", "cause"],
] as (keyof RenewalCohortsSqlOptions)[];

/**
 * SQL for losses by renewal, from subscriptions: the tenures that contractual models are fitted to, alike ones with their weight.
 *
 * The numbers are those of `renewalCohorts`, which says what they mean: its `lostByPeriod` are the weights of rows with event 1
 * by `duration`, its `stillActive` those with event 0. Fit the rows of one billing interval at a time. Intervals, amounts and
 * requests are read only where an option names their column. Refused are `plan` and `cause`, which cohorts do not have:
 * filter a view.
 *
 * Formula: B(j) = first day + j intervals; lost at the smallest k of 1 or more with end ≤ B(k) + grace.
 *
 * @param table - The table of subscriptions: its name, its parts, or a dbt model or source.
 * @param options - `dialect`; the columns and options of `renewalCohorts`; `timeType`; `rows`; `values`.
 * @returns The statement, its parameters and its columns: run it, and give its result to `readQueryResult`.
 * @throws {InvalidInputError} If a name cannot be quoted safely, an option is wrong, or the dialect cannot express it.
 * @see `renewalCohorts`
 *
 * @example
 * const query = renewalCohortsSql("subscriptions", { dialect: "snowflake", asOf: "2024-09-01", interval: "billed_per" });
 * query.columns.map(({ name }) => name).slice(3);
 * // => ["firstPeriod", "lastPeriod", "duration", "event", "entry", "weight", "refusedRows"]
 */
export function renewalCohortsSql<const Rows extends keyof RenewalResults = "cohorts">(
  table: SqlTable,
  options: RenewalCohortsSqlOptions & { readonly rows?: Rows | undefined },
): SqlQuery<RenewalResults[Rows]> {
  const writer = openLogWriter("renewalCohortsSql", options);
  checkOptions(writer.where, options, optionNames);
  const { rows = "cohorts", interval, intervalCount } = options;
  checkChoice(writer.where, "rows", rows, ["cohorts", "tenures"]);
  const time = readCallTime(writer, options);
  const rule = readRule(writer, options, time);
  const terms = termColumns(
    writer,
    interval === undefined ? null : "billed_per",
    intervalCount === undefined ? null : "billed_every",
  );
  const steps = [
    ...readRows(writer, table, options, time),
    billedStep(writer, time, rule, terms),
    ...renewalSteps(writer, rule),
  ];
  const months = openPeriods(writer, time, { period: "month" });
  const names: Names = { ...termNames(writer), cohort: months.label("start_month") };
  return rows === "tenures" ? finishTenures(writer, steps, names) : finishCohorts(writer, steps, names);
}

/** The options that say how renewals are counted, checked. */
function readRule(writer: Writer, options: RenewalCohortsSqlOptions, time: CallTime): RenewalRule {
  const { where } = writer;
  const { churnAt, graceDays } = checkRowRules<ColumnTable>(where, options);
  const { unfinished = "wait", winBacks = "newTenure", observedFrom: from } = options;
  checkChoice(where, "unfinished", unfinished, ["wait", "count"]);
  checkChoice(where, "winBacks", winBacks, ["newTenure", "firstOnly", "continue"]);
  for (const name of ["plan", "cause"] as const)
    check(
      options[name] === undefined,
      where,
      name,
      "must be left out: filter a view for the cohorts of one",
      options[name],
    );
  const gap = checkMergeGap(where, options.mergeGap);
  const dayOf = (instant: number) => Math.floor((instant + time.zone.offsetAt(instant)) / day);
  const observedFrom = from === undefined ? null : dayOf(time.read("observedFrom", from));
  const asOf = dayOf(time.asOf);
  check(observedFrom === null || observedFrom < asOf, where, "observedFrom", "must be before asOf", from);
  return {
    ...{ asOf, observedFrom, churnAt, graceDays },
    gap: winBacks === "continue" ? null : numberText(gap),
    firstOnly: winBacks === "firstOnly",
    countUnfinished: unfinished === "count",
  };
}

/** Most intervals between two bills that renewals are counted with. */
const mostIntervals = 1000;

/** The steps that read subscriptions with what renewals need of them. */
function readRows(
  writer: Writer,
  table: SqlTable,
  options: RenewalCohortsSqlOptions,
  time: CallTime,
): Step[] {
  const { interval, intervalCount, churnAt, canceledAt = "canceledAt", zeroAmounts, amount } = options;
  const units = billingIntervals.map((unit) => `'${unit}'`).join(", ");
  const whole = `billed_every BETWEEN 1 AND ${mostIntervals} AND billed_every = FLOOR(billed_every)`;
  const free = amount !== undefined && zeroAmounts !== "count";
  const rows = { ...options, interval: undefined, intervalCount: undefined };
  return readSubscriptionSteps(writer, table, rows, time, {
    extra: {
      ...(interval === undefined ? {} : { billed_per: writer.name("interval", interval) }),
      ...(intervalCount === undefined ? {} : { billed_every: writer.name("intervalCount", intervalCount) }),
      ...(churnAt === "request" ? { asked_utc: time.utc(writer.name("canceledAt", canceledAt)) } : {}),
    },
    refused: [
      ...(interval === undefined ? [] : [`billed_per IS NULL OR billed_per NOT IN (${units})`]),
      ...(intervalCount === undefined ? [] : [`billed_every IS NULL OR NOT (${whole})`]),
    ],
    leftOut: free ? ["paid = 0"] : [],
  });
}

interface Names {
  readonly interval: string;
  readonly intervalCount: string;
  readonly cohort: string;
}

const column = (name: string, kind: Selected["kind"], expression: string, nullable = false): Selected => ({
  ...{ name, kind, expression, nullable },
});

const namesOf = ({ cohort, interval, intervalCount }: Names) => [
  column("cohort", "label", cohort),
  column("interval", "label", interval),
  column("intervalCount", "count", intervalCount),
];

function finishCohorts(writer: Writer, steps: readonly Step[], names: Names) {
  const keys = ["start_month", "term_days", "term_months", "first_k", "last_k", "duration_k", "is_lost"];
  const lost = "CASE WHEN outcome = 'lost' THEN 1 ELSE 0 END AS is_lost";
  const duration = "CASE WHEN outcome = 'lost' THEN lost_k ELSE last_k END AS duration_k";
  const marked: Step = {
    name: "durations",
    comment: "periods completed, the last one being that of the loss; who left before was never at risk",
    body: `${select([...keys.slice(0, 5), duration, lost], "renewals")}\nWHERE outcome <> 'leftBefore'`,
  };
  const grouped: Step = {
    name: "distinct_tenures",
    comment: "tenures alike are one row with their number as weight",
    body: `SELECT ${keys.join(", ")}, COUNT(*) AS weight\nFROM durations\nGROUP BY ${keys.join(", ")}`,
  };
  const columns = [
    ...namesOf(names),
    column("firstPeriod", "count", "first_k"),
    column("lastPeriod", "count", "last_k"),
    column("duration", "count", "duration_k"),
    column("event", "count", "is_lost"),
    column("entry", "count", "first_k - 1"),
    column("weight", "count", "weight"),
    refusedColumn,
  ];
  const from = "distinct_tenures\nCROSS JOIN refused";
  return writer.finish<never>("one row per distinct tenure", [...steps, marked, grouped], columns, from);
}

function finishTenures(writer: Writer, steps: readonly Step[], names: Names) {
  const order = `ORDER BY start_day, ${names.interval}, term_days, term_months`;
  const when = (condition: string) => `CASE WHEN ${condition} THEN 1 ELSE 0 END`;
  const columns = [
    column("customer", "identifier", "customer"),
    column("tenure", "count", `ROW_NUMBER() OVER (PARTITION BY customer ${order})`),
    ...namesOf(names),
    column("start", "label", writer.dateText(writer.dateOf("start_day"))),
    column("end", "label", writer.dateText(writer.dateOf("end_day")), true),
    column("firstPeriod", "count", "first_k"),
    column("renewals", "count", "renewals_k"),
    column("lostAt", "number", "CASE WHEN lost_k > 0 THEN lost_k END", true),
    column("outcome", "label", "outcome"),
    column(
      "duration",
      "count",
      "CASE WHEN outcome = 'lost' THEN lost_k ELSE GREATEST(first_k - 1, renewals_k) END",
    ),
    column("event", "count", when("outcome = 'lost'")),
    column("entry", "count", "first_k - 1"),
    column("weight", "count", when("outcome <> 'leftBefore'")),
    refusedColumn,
  ];
  return writer.finish<never>("one row per tenure", steps, columns, "renewals\nCROSS JOIN refused");
}
