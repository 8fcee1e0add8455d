/** The reference events in three zones, and the exports of the references, as tables with every reduction that they fit. */
import { parse } from "csv-parse/sync";
import { cohortTable, lifecycle } from "../../src/cohorts/index.js";
import {
  lastSeenTenures,
  type RenewalOptions,
  renewalCohorts,
  renewalTenures,
  type ShopifyRow,
  shopifyOrders,
  stripeSubscriptions,
  subscriptionTenures,
  summarizeTransactions,
  toRows,
} from "../../src/data/index.js";
import { recurringRevenue } from "../../src/rates/index.js";
import {
  cohortTableSql,
  lastSeenTenuresSql,
  lifecycleSql,
  recurringRevenueSql,
  renewalCohortsSql,
  subscriptionTenuresSql,
  summarizeTransactionsSql,
} from "../../src/sql/index.js";
import { readTime } from "../../src/tables/read-times.js";
import { openTimeZone } from "../../src/tables/time-zone.js";
import { readReference, referenceText } from "../support.js";
import type { MadeTable, TableColumn } from "./engines.js";
import { cohortRows, type Reduction } from "./reductions.js";

/** A table with the reductions that are tried on it. */
export interface ReferenceCase {
  readonly table: MadeTable;
  readonly reductions: readonly Reduction[];
}

// biome-ignore lint/suspicious/noExplicitAny: references differ in shape
type Loose = any;
const rowsOf = ({ columns, rows }: Loose): Loose[] =>
  rows.map((row: Loose[]) => Object.fromEntries(columns.map((name: string, i: number) => [name, row[i]])));

const times = ["time", "ts", "start", "end", "canceledAt"];

/** A table of rows whose times are texts: as instants, by the clock of a zone where they have no offset. */
function tableOf(name: string, rows: readonly Loose[], timeZone: string): MadeTable {
  const zone = openTimeZone("reference", "timeZone", timeZone);
  const names = Object.keys(rows[0]);
  const typeOf = (column: string): TableColumn[1] =>
    times.includes(column)
      ? "instant"
      : rows.some((row) => typeof row[column] === "number")
        ? "real"
        : "text";
  const columns = names.map((column): TableColumn => [column, typeOf(column)]);
  const instant = (value: unknown) =>
    value === null ? null : readTime("reference", "time", value, { zone, numbers: null });
  const made = rows.map((row) =>
    Object.fromEntries(
      columns.map(([column, type]) => [column, type === "instant" ? instant(row[column]) : row[column]]),
    ),
  );
  return { name, columns, rows: made };
}

/** The log of the references of retention: cohorts by day and week, in windows and brackets, recurring; and what else it fits. */
function eventCases(): ReferenceCase[] {
  const [head = "", ...lines] = referenceText("retention/events.csv").trim().split("\n");
  const names = head.split(",");
  const rows = lines.map((line) =>
    Object.fromEntries(line.split(",").map((value, i) => [names[i]!, value])),
  ) as Loose[];
  const shared = { customer: "user", time: "ts", asOf: "2024-04-05T12:00:00Z" } as const;
  const reductions = ["UTC", "America/New_York", "Asia/Kolkata"].flatMap((timeZone) => {
    const zoned = { ...shared, timeZone };
    const signup = {
      ...zoned,
      event: "type",
      startEvent: "signup",
      returnEvent: "action",
      periods: 15,
    } as const;
    const cohorts = [
      { ...signup, period: "day", periodZero: "returnEventNeeded" },
      { ...signup, period: "week", weekStart: "sunday", definition: "onOrAfter", incomplete: "partial" },
      { ...signup, period: "day", windows: "rolling", periodZero: "returnEventNeeded" },
      {
        ...signup,
        period: "day",
        brackets: [
          [1, 1],
          [2, 7],
          [8, 14],
        ],
        periods: undefined,
      },
      { ...signup, startEvent: "action", membership: "recurring", period: "week", incomplete: "partial" },
    ] as Loose[];
    const growth = { ...zoned, period: "week" } as const;
    const silence = { ...zoned, inactiveAfter: 7 } as const;
    return [
      ...cohorts.map(
        (options, i): Reduction => ({
          name: `cohortTable, events ${i}, ${timeZone}`,
          query: (dialect) => cohortTableSql("reference_events", { ...options, dialect }),
          expected: () => [...cohortTable(rows, options).cells] as never,
        }),
      ),
      {
        name: `lifecycle, events, ${timeZone}`,
        query: (dialect) => lifecycleSql("reference_events", { ...growth, dialect }),
        expected: () => [...lifecycle(rows, growth).periods] as never,
      },
      {
        name: `lastSeenTenures, events, ${timeZone}`,
        query: (dialect) => lastSeenTenuresSql("reference_events", { ...silence, dialect }),
        expected: () => toRows(lastSeenTenures(rows, silence)),
      },
      {
        name: `summarizeTransactions, events, ${timeZone}`,
        query: (dialect) => summarizeTransactionsSql("reference_events", { ...zoned, dialect }),
        expected: () => toRows(summarizeTransactions(rows, zoned)),
      },
    ] satisfies Reduction[];
  });
  return [{ table: tableOf("reference_events", rows, "UTC"), reductions }];
}

/** Orders: histories, with amounts where there are any, and cohorts by month. */
function ordersCase(name: string, rows: Loose[], options: Loose): ReferenceCase {
  const { amount, exchangeRates, refunds: _, ...plain } = options;
  const cohorts = {
    ...plain,
    period: "month",
    measure: amount === undefined ? "customers" : "sum",
    amount,
    exchangeRates,
  };
  return {
    table: tableOf(name, rows, "UTC"),
    reductions: [
      {
        name: `summarizeTransactions, ${name}`,
        query: (dialect) => summarizeTransactionsSql(name, { ...options, dialect }),
        expected: () => toRows(summarizeTransactions(rows, options)),
      },
      {
        name: `cohortTable, ${name}`,
        query: (dialect) => cohortTableSql(name, { ...cohorts, dialect }),
        expected: () => [...cohortTable(rows, cohorts).cells] as never,
      },
    ],
  };
}

function orderCases(): ReferenceCase[] {
  const files = [
    "01-repeat-by-hand",
    "02-repeat-censored",
    "03-repeat-simulated",
    "11-currencies",
    "12-currencies-by-month",
  ];
  const read = files.map((file) => {
    const { orders, exchangeRates } = readReference(`exports/orders/${file}.json`);
    const money = exchangeRates === undefined ? {} : { amount: "amount", exchangeRates, refunds: "leaveOut" };
    const options = { asOf: "2026-01-01", ...money };
    return ordersCase(`orders_${file.slice(0, 2)}`, rowsOf(orders), options);
  });
  const shops = ["01-one-shop", "02-summer-time", "04-sixty-orders"].map((file) => {
    const rows: ShopifyRow[] = parse(referenceText(`exports/shopify/${file}.csv`), {
      columns: true,
      bom: true,
    });
    const orders = shopifyOrders(rows).orders.filter(({ customer }) => customer !== null);
    const one = orders.filter(({ currency }) => currency === orders[0]!.currency);
    const kept = one.map(({ customer, time, net }) => ({ customer, time, net }));
    return ordersCase(`shop_${file.slice(0, 2)}`, kept, { asOf: "2026-12-01", amount: "net" });
  });
  return [...read, ...shops];
}

/** Subscriptions: renewals under the options of the case, tenures and revenue. */
function subscriptionsCase(name: string, rows: Loose[], runs: readonly Loose[]): ReferenceCase {
  const timeZone = runs[0].timeZone ?? "UTC";
  const has = (column: string) => (column in rows[0] ? column : undefined);
  const money = { amount: has("amount"), interval: has("interval"), intervalCount: has("intervalCount") };
  const renewals = runs.flatMap((options: Loose, i): Reduction[] => {
    const named = { ...options, ...money } as RenewalOptions<Loose>;
    const sql = { ...options, ...money };
    return [
      {
        name: `renewalCohorts, ${name} ${i}`,
        query: (dialect) => renewalCohortsSql(name, { ...sql, dialect }),
        expected: () => cohortRows(renewalCohorts(rows, named).cohorts),
      },
      {
        name: `renewalTenures, ${name} ${i}`,
        query: (dialect) => renewalCohortsSql(name, { ...sql, dialect, rows: "tenures" }),
        expected: () => toRows(renewalTenures(rows, named)),
      },
    ];
  });
  const { asOf } = runs[0];
  const tenures = { ...money, asOf, timeZone, plan: has("plan"), startsAfterAsOf: "leaveOut" } as const;
  const currency = has("currency");
  const exchangeRates =
    currency === undefined ? undefined : { usd: 1, eur: 1.1, gbp: 1.25, jpy: 0.0066, krw: 0.0007, kwd: 3.24 };
  const revenue = {
    ...money,
    at: ["2024-03-01", "2025-03-01", "2025-05-01"],
    timeZone,
    currency,
    exchangeRates,
    state: has("state"),
  } as const;
  return {
    table: tableOf(name, rows, timeZone),
    reductions: [
      ...renewals,
      {
        name: `subscriptionTenures, ${name}`,
        query: (dialect) =>
          subscriptionTenuresSql(name, { ...tenures, currency, exchangeRates, dialect } as Loose),
        expected: () => toRows(subscriptionTenures(rows, { ...tenures, currency, exchangeRates } as Loose)),
      },
      {
        name: `recurringRevenue, ${name}`,
        query: (dialect) => recurringRevenueSql(name, { ...revenue, dialect, rows: "totals" } as Loose),
        expected: () => [...recurringRevenue(rows, revenue as Loose).totals] as never,
      },
    ],
  };
}

function subscriptionCases(): ReferenceCase[] {
  const files = [
    "01-three-subscriptions",
    "02-triangle",
    "03-anniversaries",
    "04-time-zones",
    "05-at-once-or-at-period-end",
    "06-grace",
    "07-several-subscriptions",
    "08-window",
    "09-simulated-monthly",
  ];
  const renewals = files.flatMap((file) => {
    const { rows, runs } = readReference(`exports/renewals/${file}.json`);
    // Texts without an offset are other instants in another zone: a table for each.
    const zones = [...new Set<string>(runs.map(({ options }: Loose) => options.timeZone ?? "UTC"))];
    return zones.map((zone, i) => {
      const own = runs
        .map(({ options }: Loose) => options)
        .filter((options: Loose) => (options.timeZone ?? "UTC") === zone);
      return subscriptionsCase(`renewals_${file.slice(0, 2)}_${i}`, rowsOf(rows), own);
    });
  });
  const accounts = [
    "01-trial-converting",
    "04-quantity-change",
    "05-yearly",
    "07-past-due",
    "08-coupons",
    "10-zero-decimal",
    "11-several-currencies",
  ];
  const stripe = accounts.map((file) => {
    const { subscriptions, asOf } = readReference(`exports/stripe/${file}.json`);
    const rows = stripeSubscriptions(subscriptions, { asOf }).subscriptions.map(
      ({ customer, plan, start, end, interval, intervalCount, amount, currency, state }) => ({
        ...{ customer, plan, start, end, interval, intervalCount, amount, currency, state },
      }),
    );
    return subscriptionsCase(`stripe_${file.slice(0, 2)}`, rows, [{ asOf }]);
  });
  return [...renewals, ...stripe];
}

/** All of them. */
export const referenceCases = (): ReferenceCase[] => [
  ...eventCases(),
  ...orderCases(),
  ...subscriptionCases(),
];
