/** Growth accounting in a warehouse: which of a period's active customers are new, returning, resurrecting or dormant. */
import type { LifecycleOptions } from "../cohorts/lifecycle.js";
import { checkChoice, checkOptions } from "../errors.js";
import type { ColumnTable } from "../tables/columns.js";
import { activityOptions, readActivity } from "./activity-steps.js";
import { openLogWriter, type SqlTimeOptions } from "./event-steps.js";
import {
  mostNumbers,
  numberSteps,
  type QueryResult,
  type Selected,
  type SqlQuery,
  type SqlTable,
  type Step,
  unionAll,
} from "./statement.js";

/** Options of `lifecycleSql`: those of `lifecycle`, and how the statement is written. */
export interface LifecycleSqlOptions extends LifecycleOptions<ColumnTable>, SqlTimeOptions {}

const stages = ["active", "new", "returning", "resurrecting", "dormant"] as const;

/**
 * SQL for the lifecycle of customers by calendar period: new, returning, resurrecting and dormant, which add up.
 *
 * A row per period: the numbers are those of `lifecycle`, which says what they mean and when they mislead. More than 10,000
 * periods are refused with the result.
 *
 * Formula: active(p) = new + returning + resurrecting; active(p) - active(p - 1) = new + resurrecting - dormant.
 *
 * @param table - The table of events: its name, its parts, or a dbt model or source.
 * @param options - `dialect`; the columns and options of `lifecycle`, of which `asOf` must be given; `timeType`; `values`.
 * @returns The statement, its parameters and its columns: run it, and give its result to `readQueryResult`.
 * @throws {InvalidInputError} If a name cannot be quoted safely, an option is wrong, or the dialect cannot express it.
 * @see `lifecycle`
 *
 * @example
 * const query = lifecycleSql("visits", { dialect: "clickhouse", period: "month", asOf: "2024-04-01" });
 * query.columns.map(({ name }) => name);
 * // => ["period", "active", "new", "returning", "resurrecting", "dormant", "quickRatio", "complete", "refusedRows"]
 */
export function lifecycleSql(table: SqlTable, options: LifecycleSqlOptions): SqlQuery<QueryResult> {
  const writer = openLogWriter("lifecycleSql", options);
  checkOptions(writer.where, options, [
    ...activityOptions,
    "newBy",
    "incomplete",
  ] as (keyof LifecycleSqlOptions)[]);
  const { newBy = "firstActivity", incomplete = "null" } = options;
  checkChoice(writer.where, "newBy", newBy, ["firstActivity", "firstEvent"]);
  checkChoice(writer.where, "incomplete", incomplete, ["null", "partial"]);
  const { steps, periods, beginsAtAsOf } = readActivity(writer, table, { ...options });
  const known = incomplete === "partial" ? "1 = 1" : `p < ${periods.asOf}`;
  const count = (name: string): Selected => ({
    ...{ name, kind: "count", nullable: true, expression: `CASE WHEN ${known} THEN ${name}_customers END` },
  });
  const ratio = `CASE WHEN ${known} AND dormant_customers > 0 THEN ${writer.toReal("(new_customers + resurrecting_customers)")} / dormant_customers END`;
  const unbegun = beginsAtAsOf ? ` AND NOT (p = ${periods.asOf} AND active_customers = 0)` : "";
  return writer.finish(
    "one row per period",
    [...steps, ...stageSteps(newBy), ...periodSteps(periods.asOf)],
    [
      { name: "period", kind: "label", expression: periods.label("p") },
      ...stages.map(count),
      { name: "quickRatio", kind: "number", expression: ratio, nullable: true },
      { name: "complete", kind: "flag", expression: `CASE WHEN p < ${periods.asOf} THEN 1 ELSE 0 END` },
      {
        ...{ name: "refusedRows", kind: "check" },
        expression: `refused_rows + CASE WHEN ${periods.asOf} - first_p >= ${mostNumbers} THEN 1 ELSE 0 END`,
      },
    ],
    `periods\nCROSS JOIN refused\nCROSS JOIN extent\nWHERE p <= ${periods.asOf}${unbegun}`,
  );
}

/** What each customer is in each of the active periods, and when they go dormant. */
function stageSteps(newBy: string): Step[] {
  const order = "PARTITION BY customer ORDER BY p";
  const near = (name: string) => `COALESCE(${name}(p) OVER (${order}), -1000000)`;
  const [arrivals, where] =
    newBy === "firstEvent"
      ? ["placed", "the first event of any kind"]
      : ["active_periods", "the first activity"];
  return [
    {
      name: "arrivals",
      comment: `the period of ${where} of each customer`,
      body: `SELECT customer AS arrived, MIN(p) AS arrival_p\nFROM ${arrivals}\nGROUP BY customer`,
    },
    {
      name: "neighbours",
      comment: "the active periods before and after each of a customer's",
      body: `SELECT customer, p, ${near("LAG")} AS before_p, ${near("LEAD")} AS after_p\nFROM active_periods`,
    },
    {
      name: "extent",
      comment: "the first period with activity",
      body: "SELECT MIN(p) AS first_p\nFROM active_periods",
    },
  ];
}

function periodSteps(asOf: number): Step[] {
  const flag = (condition: string) => `CASE WHEN ${condition} THEN 1 ELSE 0 END`;
  const isNew = "p = arrival_p";
  const returns = "p <> arrival_p AND before_p = p - 1";
  const resurrects = "p <> arrival_p AND before_p <> p - 1";
  const active = `SELECT p, 1 AS s_active, ${flag(isNew)} AS s_new, ${flag(returns)} AS s_returning, ${flag(resurrects)} AS s_resurrecting, 0 AS s_dormant\nFROM neighbours\nJOIN arrivals ON customer = arrived`;
  const nobody = "0 AS s_active, 0 AS s_new, 0 AS s_returning, 0 AS s_resurrecting";
  const dormant = `SELECT p + 1 AS next_p, ${nobody}, 1 AS s_dormant\nFROM neighbours\nWHERE after_p <> p + 1`;
  const empty = `SELECT first_p + k AS p, ${nobody}, 0 AS s_dormant\nFROM extent\nCROSS JOIN numbers\nWHERE first_p + k <= ${asOf}`;
  const sums = stages.map((stage) => `SUM(s_${stage}) AS ${stage}_customers`);
  return [
    ...numberSteps,
    {
      name: "stages",
      comment: "who is active, who went dormant, and a row for every period",
      body: unionAll([active, dormant, empty]),
    },
    {
      name: "periods",
      comment: "customers by period",
      body: `SELECT p, ${sums.join(", ")}\nFROM stages\nGROUP BY p`,
    },
  ];
}
