/** The first steps of a statement about subscriptions: rows are read, what is refused is counted, and the rest goes on. */

import type { ExchangeRates } from "../data/currencies.js";
import type { SubscriptionOptions } from "../data/read-subscriptions.js";
import type { ColumnTable } from "../tables/columns.js";
import { lengthInDays, timeUnits } from "../time.js";
import { numberText, readMoney } from "./amounts.js";
import { type CallTime, refusedStep, type SqlTimeOptions, select } from "./event-steps.js";
import type { SqlTable, Step, Writer } from "./statement.js";

/** What stands for the end of a subscription that has none. */
export const noEnd = 9_000_000_000_000_000;

export interface SqlSubscriptionOptions extends SubscriptionOptions<ColumnTable>, SqlTimeOptions {
  readonly currency?: string | undefined;
  readonly exchangeRates?: ExchangeRates | undefined;
}

/** What is read of subscriptions beside customers, times and amounts. */
export interface SubscriptionColumns {
  readonly extra?: Readonly<Record<string, string>>;
  /** Conditions by which a row is refused. */
  readonly refused?: readonly string[];
  /** Conditions by which a row is left out. */
  readonly leftOut?: readonly string[];
  /** Whether amounts get their worth in a later step, where what has no rate is refused. */
  readonly pricedLater?: boolean;
}

/** Names of the options of subscriptions. */
export const subscriptionNames = [
  ...["customer", "start", "end", "subscription", "amount", "interval", "intervalCount"],
  ...["timeZone", "numericTime", "currency", "exchangeRates", "dialect", "values", "timeType"],
];

/** Writes the steps that read subscriptions; `subscriptions` is then a row per one that counts, with its monthly amount as `monthly`. */
export function readSubscriptionSteps(
  writer: Writer,
  table: SqlTable,
  options: SqlSubscriptionOptions,
  time: CallTime,
  { extra = {}, refused = [], leftOut = [], pricedLater = false }: SubscriptionColumns = {},
): Step[] {
  const { subscription } = options;
  const { columns, broken, refusals, monthly } = readTerms(writer, options, pricedLater);
  const own: Record<string, string> =
    subscription === undefined ? {} : { own_id: writer.name("subscription", subscription) };
  const all = { ...columns, ...own, ...extra };
  const repeated = subscription === undefined ? [] : ["COUNT(own_id) - COUNT(DISTINCT own_id)"];
  const wrong = [
    `customer IS NULL OR CAST(customer AS ${writer.text}) = ''`,
    ...["utc_time IS NULL", "end_ms < start_ms", ...broken, ...refused],
  ];
  const out = [...wrong, ...leftOut].map((condition) => `(${condition})`).join("\n    OR ");
  const kept = ["customer", "utc_time", "end_utc", "start_ms", "end_ms", ...Object.keys(all), ...monthly];
  return [
    ...timeSteps(writer, table, options, time, all),
    refusedStep("subscription_times", wrong, [...refusals, ...repeated]),
    {
      name: "subscriptions",
      comment: `the rows that count${monthly.length === 0 ? "" : ", with their amounts per month"}`,
      body: `${select(kept, "subscription_times")}\nWHERE NOT COALESCE((${out}), FALSE)`,
    },
  ];
}

/** What is read of amounts and billing intervals, when it is refused, and the amount per month. */
function readTerms(writer: Writer, options: SqlSubscriptionOptions, pricedLater: boolean) {
  const { amount, interval, intervalCount } = options;
  const money =
    amount === undefined ? null : readMoney(writer, writer.name("amount", amount), options, pricedLater);
  const several = interval !== undefined && intervalCount !== undefined;
  return {
    columns: {
      ...(interval === undefined ? {} : { billed_per: writer.name("interval", interval) }),
      ...(several ? { billed_every: writer.name("intervalCount", intervalCount) } : {}),
      ...money?.extra,
    },
    broken: [
      ...(money === null ? [] : [...money.refused, "paid < 0"]),
      ...(interval === undefined ? [] : [`billed_per IS NULL OR billed_per NOT IN (${units.join(", ")})`]),
      ...(several ? ["billed_every IS NULL OR billed_every < 1 OR billed_every <> FLOOR(billed_every)"] : []),
    ],
    refusals: money?.refusals ?? [],
    monthly: money === null ? [] : [`${perMonth(writer, interval !== undefined, several)} AS monthly`],
  };
}

/** The columns that count, and their times. */
function timeSteps(
  writer: Writer,
  table: SqlTable,
  { customer = "customer", start = "start", end = "end" }: SqlSubscriptionOptions,
  { utc }: CallTime,
  columns: Readonly<Record<string, string>>,
): Step[] {
  const names = Object.keys(columns);
  const rows = [
    `${writer.name("customer", customer)} AS customer`,
    `${utc(writer.name("start", start))} AS utc_time`,
    `${utc(writer.name("end", end))} AS end_utc`,
    ...names.map((name) => `${columns[name]} AS ${name}`),
  ];
  const times = [
    `${writer.milliseconds("utc_time")} AS start_ms`,
    `COALESCE(${writer.milliseconds("end_utc")}, ${noEnd}) AS end_ms`,
  ];
  return [
    {
      name: "subscription_rows",
      comment: "the columns that count",
      body: select(rows, writer.table("table", table)),
    },
    {
      name: "subscription_times",
      comment: "times in milliseconds since 1970; what has no end ends long after everything else",
      body: select(["customer", "utc_time", "end_utc", ...names, ...times], "subscription_rows"),
    },
  ];
}

const units = timeUnits.map((unit) => `'${unit}'`);

/** The amount per month: a year is 12 months, a week 7 / 30.4375. */
function perMonth(writer: Writer, byInterval: boolean, several: boolean): string {
  if (!byInterval) return "paid";
  const months = (unit: (typeof timeUnits)[number]) => lengthInDays(unit) / lengthInDays("month");
  const cases = timeUnits.map((unit) => `WHEN '${unit}' THEN ${writer.toReal(numberText(months(unit)))}`);
  const length = `CASE billed_per ${cases.join(" ")} END`;
  return several ? `paid / (${length} * billed_every)` : `paid / ${length}`;
}
