/** How many periods of a window customers are active in, counted in a warehouse. */
import type { StickinessOptions } from "../cohorts/stickiness.js";
import { check, checkCount, checkOptions } from "../errors.js";
import type { ColumnTable } from "../tables/columns.js";
import { activityOptions, readActivity } from "./activity-steps.js";
import { openLogWriter, refusedColumn, type SqlTimeOptions } from "./event-steps.js";
import {
  mostNumbers,
  numberSteps,
  type QueryResult,
  type SqlQuery,
  type SqlTable,
  type Step,
  unionAll,
  type Writer,
} from "./statement.js";

/** Options of `stickinessSql`: those of `stickiness`, and how the statement is written. */
export interface StickinessSqlOptions extends StickinessOptions<ColumnTable>, SqlTimeOptions {}

/**
 * SQL for stickiness: customers by the number of periods of one window that they were active in, and by period.
 *
 * Two tables in one: rows with `part: "activePeriods"` are the histogram of `stickiness` (`place` periods, `customers` active
 * in exactly so many), rows with `part: "period"` its activity (`place` counts from 0, the first period of the window).
 * Shares and the ratio follow from them: DAU/MAU is the mean of `place`, weighted by `customers`, over `periods`.
 *
 * Formula: DAU/MAU = mean(DAU) / MAU = mean(L) / J, L being a customer's active days out of the J of the window.
 *
 * @param table - The table of events: its name, its parts, or a dbt model or source.
 * @param options - `dialect`; the columns and options of `stickiness`, of which `asOf` must be given; `timeType`; `values`.
 * @returns The statement, its parameters and its columns: run it, and give its result to `readQueryResult`.
 * @throws {InvalidInputError} If a name cannot be quoted safely, an option is wrong, or the dialect cannot express it.
 * @see `stickiness`
 *
 * @example
 * const query = stickinessSql("visits", { dialect: "trino", periods: 28, asOf: "2024-04-01" });
 * query.columns.map(({ name }) => name); // => ["part", "place", "period", "customers", "refusedRows"]
 */
export function stickinessSql(table: SqlTable, options: StickinessSqlOptions): SqlQuery<QueryResult> {
  const writer = openLogWriter("stickinessSql", options);
  checkOptions(writer.where, options, [...activityOptions, "periods"] as (keyof StickinessSqlOptions)[]);
  const { periods: length = 28 } = options;
  checkCount(writer.where, "periods", length, 1);
  check(length < mostNumbers, writer.where, "periods", `must be below ${mostNumbers}`, length);
  const { steps, periods } = readActivity(writer, table, options);
  const begin = periods.asOf - length;
  const bars = barSteps(writer, begin, length);
  return writer.finish(
    `customers by active periods, and by period, of the ${length} before asOf`,
    [...steps, ...bars],
    [
      { name: "part", kind: "label", expression: "part" },
      { name: "place", kind: "count", expression: "place" },
      {
        ...{ name: "period", kind: "label", nullable: true },
        expression: `CASE WHEN part = 'period' THEN ${periods.label(`(place + ${begin})`)} END`,
      },
      { name: "customers", kind: "count", expression: "customers" },
      refusedColumn,
    ],
    `counted_bars\nCROSS JOIN refused\nWHERE EXISTS (SELECT 1 FROM placed WHERE p < ${periods.asOf})`,
  );
}

/** Both tables of a window that begins with a period: a bar for every number of active periods, and one for every period. */
function barSteps(writer: Writer, begin: number, length: number): Step[] {
  const window = `WHERE p >= ${begin} AND p < ${begin + length}`;
  const rows = (part: string, place: string, count: string, from: string) =>
    `SELECT '${part}' AS part, ${writer.toWhole(place)} AS place, ${count} AS n\nFROM ${from}`;
  return [
    {
      name: "lengths",
      comment: "in how many periods of the window each customer was active",
      body: `SELECT customer, COUNT(*) AS active_count\nFROM active_periods\n${window}\nGROUP BY customer`,
    },
    ...numberSteps,
    {
      name: "bars",
      comment: "both tables, with a row for every number of periods and every period",
      body: unionAll([
        rows("activePeriods", "active_count", "1", "lengths"),
        rows("period", `p - ${begin}`, "1", `active_periods\n${window}`),
        rows("activePeriods", "k", "0", `numbers\nWHERE k BETWEEN 1 AND ${length}`),
        rows("period", "k", "0", `numbers\nWHERE k < ${length}`),
      ]),
    },
    {
      name: "counted_bars",
      comment: "customers of each row",
      body: "SELECT part, place, SUM(n) AS customers\nFROM bars\nGROUP BY part, place",
    },
  ];
}
