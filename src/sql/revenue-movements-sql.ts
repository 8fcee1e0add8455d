/** Movements of recurring revenue from period to period, from a table of balances in a warehouse. */
import { check, checkChoice, checkOptions, isList } from "../errors.js";
import { isMoment } from "../rates/revenue-balances.js";
import { nameBetween, type RevenueMovementOptions } from "../rates/revenue-movements.js";
import type { ColumnTable } from "../tables/columns.js";
import { openTimeZone, type TimeZone } from "../tables/time-zone.js";
import { rateOf, readMoney } from "./amounts.js";
import { openLogWriter, refusedColumn, refusedStep, select } from "./event-steps.js";
import { movementSteps } from "./movement-steps.js";
import type { QueryResult, Selected, SqlOptions, SqlQuery, SqlTable, Step, Writer } from "./statement.js";

/** Options of `revenueMovementsSql`: those of `revenueMovements`, and how the statement is written. */
export interface RevenueMovementsSqlOptions extends RevenueMovementOptions<ColumnTable>, SqlOptions {
  /** `"statements"` (default), one row per period; `"movements"`, one per movement of a customer. */
  readonly rows?: "statements" | "movements" | undefined;
}

const optionNames = [
  ...["firstPeriod", "paidBefore", "customer", "period", "amount", "currency", "exchangeRates"],
  ...["periods", "timeZone", "dialect", "values", "rows"],
] as (keyof RevenueMovementsSqlOptions)[];

/**
 * SQL for movements of recurring revenue: new, reactivation, expansion, contraction, churn and currency effect, by period.
 *
 * The numbers are those of `revenueMovements`, which says what they mean. The periods must be stated in their order, as the
 * column of the table writes them: a statement does not know what it will find. The table may be a view over
 * `recurringRevenueSql`.
 *
 * Formula: closing = opening + new + reactivation + expansion - contraction - churn + currency.
 *
 * @param table - The table of balances: its name, its parts, or a dbt model or source.
 * @param options - `dialect`; the columns and options of `revenueMovements`, of which `periods` must be given; `rows`; `values`.
 * @returns The statement, its parameters and its columns: run it, and give its result to `readQueryResult`.
 * @throws {InvalidInputError} If a name cannot be quoted safely, an option is wrong, or the dialect cannot express it.
 * @see `revenueMovements`
 *
 * @example
 * const query = revenueMovementsSql("balances", { dialect: "bigquery", periods: ["2026-01", "2026-02"] });
 * query.columns.slice(0, 9).map(({ name }) => name);
 * // => ["period", "from", "to", "opening", "new", "reactivation", "expansion", "contraction", "churn"]
 */
export function revenueMovementsSql(
  table: SqlTable,
  options: RevenueMovementsSqlOptions,
): SqlQuery<QueryResult> {
  const writer = openLogWriter("revenueMovementsSql", options);
  const { where } = writer;
  checkOptions(where, options, optionNames);
  const { firstPeriod = "balance", paidBefore = [], rows = "statements", timeZone = "UTC" } = options;
  checkChoice(where, "firstPeriod", firstPeriod, ["balance", "movement"]);
  checkChoice(where, "rows", rows, ["statements", "movements"]);
  check(isList(paidBefore), where, "paidBefore", "must be an array of customers", paidBefore);
  const zone = openTimeZone(where, "timeZone", timeZone);
  const periods = readPeriods(writer, options.periods);
  const first = firstPeriod === "balance" ? 1 : 0;
  check(periods.length > first, where, "periods", `must hold more than ${first}`, periods.length);
  const earlier = Array.from(paidBefore, (customer, i) => writer.value(`paidBefore[${i}]`, customer));
  const steps = [
    ...balanceSteps(writer, table, options, periods),
    ...movementSteps({ places: periods.length, first, earlier }),
  ];
  const names = nameColumns(writer, periods, zone, first);
  if (rows === "movements")
    return writer.finish(
      "one row per movement",
      steps,
      [names[0]!, ...movementColumns, refusedColumn],
      "movements\nCROSS JOIN refused",
    );
  return writer.finish(
    "one row per period",
    steps,
    [...names, ...statementColumns, refusedColumn],
    "statements\nCROSS JOIN refused\nWHERE EXISTS (SELECT 1 FROM balances)",
  );
}

type Period = string | number;

function readPeriods({ where }: Writer, stated: unknown): Period[] {
  check(
    isList(stated) && stated.length > 0,
    where,
    "periods",
    "must be given, in order: a statement does not know what it will find",
    stated,
  );
  const periods = Array.from(stated, (period, i) => {
    const known = typeof period === "string" || Number.isSafeInteger(period);
    check(
      known,
      where,
      `periods[${i}]`,
      "must be text or a whole number, as the column of the table writes it",
      period,
    );
    return period as Period;
  });
  check(new Set(periods).size === periods.length, where, "periods", "must not repeat a period", periods);
  const alike = periods.every((period) => typeof period === typeof periods[0]);
  check(alike, where, "periods", "must be all text or all whole numbers", periods);
  return periods;
}

/** Balances with the places of their periods, worth what their currencies are worth then and in the period after. */
function balanceSteps(
  writer: Writer,
  table: SqlTable,
  options: RevenueMovementsSqlOptions,
  periods: readonly Period[],
): Step[] {
  const { customer = "customer", period = "period", amount = "amount" } = options;
  const money = readMoney(writer, writer.name("amount", amount), options, true);
  const places = periods.map((label, i) => `WHEN ${writer.value(`periods[${i}]`, label)} THEN ${i}`);
  const names = Object.keys(money.extra);
  const rows = [
    `${writer.name("customer", customer)} AS customer`,
    `CASE ${writer.name("period", period)} ${places.join(" ")} END AS place`,
    ...names.map((name) => `${money.extra[name]} AS ${name}`),
  ];
  const rates = ["rate_now", "rate_next"].map(
    (name, i) => `${rateAt(writer, options, periods, i)} AS ${name}`,
  );
  const broken = [
    `customer IS NULL OR CAST(customer AS ${writer.text}) = ''`,
    ...["place IS NULL", "paid IS NULL", "NOT (paid BETWEEN 0 AND 1e150)", "rate_now IS NULL"],
    `rate_next IS NULL AND place < ${periods.length - 1}`,
  ];
  const out = broken.map((condition) => `(${condition})`).join(" OR ");
  return [
    placedStep(rows, writer.table("table", table)),
    {
      name: "priced",
      comment: "the worth of a unit in the period, and in the one after",
      body: select(["customer", "place", ...names, ...rates], "balance_rows"),
    },
    refusedStep("priced", broken, money.refusals),
    {
      name: "balances",
      comment: "the rows that count",
      body: `SELECT customer, place, paid, rate_now, rate_next\nFROM priced\nWHERE NOT COALESCE((${out}), FALSE)`,
    },
  ];
}

const placedStep = (rows: readonly string[], table: string): Step => ({
  name: "balance_rows",
  comment: "the columns that count, periods by their places",
  body: select(rows, table),
});

/** What a unit of a row's currency is worth so many periods after its own. */
function rateAt(
  writer: Writer,
  { exchangeRates }: RevenueMovementsSqlOptions,
  periods: readonly Period[],
  later: number,
): string {
  if (exchangeRates === undefined) return "1";
  return rateOf(writer, exchangeRates, (label) => {
    const place = periods.findIndex((name) => String(name) === label);
    return place < 0 ? null : `place = ${place - later}`;
  });
}

/** The names of periods: of the statement, and of the balances that it opens and closes with. */
function nameColumns(writer: Writer, periods: readonly Period[], zone: TimeZone, first: number): Selected[] {
  const moments = periods.every(isMoment);
  const named = (name: string, of: (place: number) => Period | null): Selected => {
    const cases = periods.map((_, place) => [place, place < first ? null : of(place)] as const);
    const written = cases
      .filter(([, label]) => label !== null)
      .map(([place, label]) => `WHEN ${place} THEN ${writer.value(name, label)}`);
    const expression =
      written.length === 0 ? `CAST(NULL AS ${writer.text})` : `CASE place ${written.join(" ")} END`;
    return { name, kind: "label", expression, nullable: name === "from" };
  };
  const before = (place: number) => periods[place - 1] ?? null;
  return [
    named("period", (place) =>
      moments ? nameBetween(zone, before(place) as string | null, periods[place] as string) : periods[place]!,
    ),
    named("from", before),
    named("to", (place) => periods[place]!),
  ];
}

const amounts = [
  "opening",
  "new",
  "reactivation",
  "expansion",
  "contraction",
  "churn",
  "currency",
  "closing",
];
const customers = ["AtStart", "New", "Reactivated", "Expanded", "Contracted", "Churned", "AtEnd"];

const statementColumns: readonly Selected[] = [
  ...amounts.map((name) => ({ name, kind: "number", expression: `${name}_amount` }) as const),
  ...customers.map(
    (name) =>
      ({ name: `customers${name}`, kind: "count", expression: `customers_${name.toLowerCase()}` }) as const,
  ),
];

const movementColumns: readonly Selected[] = [
  { name: "customer", kind: "identifier", expression: "customer" },
  { name: "kind", kind: "label", expression: "kind" },
  { name: "change", kind: "number", expression: "change_amount" },
];
