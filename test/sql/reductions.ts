/** Every reduction as its statement and as the package computes it, on one log. */
import { cohortTable, lifecycle, stickiness } from "../../src/cohorts/index.js";
import {
  lastSeenTenures,
  type RenewalCohort,
  renewalCohorts,
  renewalTenures,
  splitCalibrationHoldout,
  subscriptionTenures,
  summarizeTransactions,
  toRows,
} from "../../src/data/index.js";
import { InsufficientDataError } from "../../src/errors.js";
import { recurringRevenue, revenueMovements } from "../../src/rates/index.js";
import {
  cohortTableSql,
  lastSeenTenuresSql,
  lifecycleSql,
  recurringRevenueSql,
  renewalCohortsSql,
  revenueMovementsSql,
  type SqlDialect,
  type SqlQuery,
  splitCalibrationHoldoutSql,
  stickinessSql,
  subscriptionTenuresSql,
  summarizeTransactionsSql,
} from "../../src/sql/index.js";
import type { MadeTable } from "./engines.js";
import { type ResultRow, readRows } from "./engines.js";
import { eventFields, pickFrom, type TriedLog } from "./logs.js";
import { type SubscriptionRow, subscriptionsFor } from "./subscriptions.js";

/** A statement and the rows that the package computes, of one log. */
export interface Reduction {
  readonly name: string;
  readonly query: (dialect: SqlDialect) => SqlQuery;
  readonly expected: () => ResultRow[];
}

const units = ["day", "week", "hour", "month"] as const;
const weekStarts = ["monday", "sunday", "thursday"] as const;

function orderOptions(log: TriedLog) {
  const { timeZone, asOf } = log;
  const byHour = timeZone === "UTC" ? ["hour" as const] : [];
  return {
    ...eventFields,
    ...({ timeZone, asOf, amount: "total", refunds: "leaveOut" } as const),
    timeUnit: pickFrom(log, 1, units),
    mergeWithin: pickFrom(log, 2, ["day", "week", "none", ...byHour] as const),
    weekStart: pickFrom(log, 3, weekStarts),
    zeroAmounts: pickFrom(log, 4, ["count", "leaveOut"] as const),
  } as const;
}

/** Customers alike as one row, amounts as means: what grouped rows must be. */
function groupRows(
  rows: readonly ResultRow[],
  keys: readonly string[],
  means: readonly string[],
): ResultRow[] {
  const groups = new Map<string, ResultRow[]>();
  for (const row of rows) {
    const key = JSON.stringify(keys.map((name) => row[name]));
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].map((group) => {
    const mean = (name: string) =>
      group.some((row) => row[name] === null)
        ? null
        : group.reduce((sum, row) => sum + (row[name] as number), 0) / group.length;
    return {
      ...Object.fromEntries(keys.map((name) => [name, group[0]![name]])),
      ...Object.fromEntries(means.map((name) => [name, mean(name)])),
      weight: group.length,
    };
  });
}

function summaries(log: TriedLog): Reduction[] {
  const options = orderOptions(log);
  const customers = () => toRows(summarizeTransactions(log.rows, options)) as ResultRow[];
  const calibrationEnd = new Date(log.rows[log.rows.length - 1]!.at + 6 * 86_400_000).toISOString();
  const split = () =>
    toRows(splitCalibrationHoldout(log.rows, { ...options, calibrationEnd })) as ResultRow[];
  const keys = ["frequency", "recency", "T"];
  const means = ["monetaryValue", "totalAmount", "sumLogGaps"];
  const table = log.table.name;
  return [
    {
      name: "summarizeTransactions",
      query: (dialect) => summarizeTransactionsSql(table, { ...options, dialect }),
      expected: customers,
    },
    {
      name: "summarizeTransactions, histories",
      query: (dialect) => summarizeTransactionsSql(table, { ...options, dialect, rows: "histories" }),
      expected: () => groupRows(customers(), keys, means),
    },
    {
      name: "summarizeTransactions, spending",
      query: (dialect) => summarizeTransactionsSql(table, { ...options, dialect, rows: "spending" }),
      expected: () => {
        const buyers = customers().filter((row) => (row.frequency as number) > 0);
        return groupRows(buyers, ["frequency", "monetaryValue"], []);
      },
    },
    {
      name: "splitCalibrationHoldout",
      query: (dialect) => splitCalibrationHoldoutSql(table, { ...options, dialect, calibrationEnd }),
      expected: split,
    },
    {
      name: "splitCalibrationHoldout, histories",
      query: (dialect) =>
        splitCalibrationHoldoutSql(table, { ...options, dialect, calibrationEnd, rows: "histories" }),
      expected: () => groupRows(split(), [...keys, "holdoutFrequency"], [...means, "holdoutAmount"]),
    },
  ];
}

const periods = ["day", "week", "month", "quarter", "year"] as const;

function cohortOptions(log: TriedLog) {
  const { timeZone, asOf } = log;
  const definition = pickFrom(log, 5, ["on", "onOrAfter", "onOrBefore", "everyPeriod"] as const);
  const rolling = pickFrom(log, 6, [false, false, true]);
  const amounts =
    definition === "everyPeriod"
      ? "customers"
      : pickFrom(log, 7, ["customers", "customers", "events", "sum", "mean"] as const);
  const brackets = definition === "on" && pickFrom(log, 8, [false, true]);
  const relative = definition === "on" && !brackets && amounts !== "mean";
  const hours = timeZone === "UTC" ? (["hour", undefined] as const) : [undefined];
  return {
    ...eventFields,
    ...({ timeZone, asOf, definition, measure: amounts, amount: "total", event: "kind" } as const),
    period: pickFrom(log, 1, ["day", "week", "day", "month"] as const),
    weekStart: pickFrom(log, 3, weekStarts),
    windows: rolling ? ("rolling" as const) : ("calendar" as const),
    truncateTo: rolling ? pickFrom(log, 9, ["day", ...hours] as const) : undefined,
    brackets: brackets
      ? ([
          [0, 0],
          [1, 3],
          [2, 9],
        ] as const)
      : undefined,
    horizon: definition === "onOrAfter" ? pickFrom(log, 10, [undefined, 3]) : undefined,
    periods: pickFrom(log, 11, [undefined, undefined, 5]),
    minimumEvents: amounts === "customers" ? pickFrom(log, 4, [1, 2]) : 1,
    startEvent: pickFrom(log, 2, [undefined, "order"]),
    returnEvent: pickFrom(log, 8, [undefined, "visit", ["visit", "order"]]),
    membership: pickFrom(log, 9, ["first", "first", "recurring"] as const),
    periodZero: pickFrom(log, 10, ["forced", "returnEventNeeded"] as const),
    relativeTo: relative
      ? pickFrom(log, 3, ["cohort", "firstPeriod", "previousPeriod"] as const)
      : ("cohort" as const),
    cohortPeriod: pickFrom(log, 6, [undefined, "week" as const]),
    groupBy: pickFrom(log, 5, [undefined, undefined, undefined, "channel" as const, "channel" as const]),
    incomplete: pickFrom(log, 11, ["null", "partial"] as const),
  } as const;
}

function activities(log: TriedLog): Reduction[] {
  const table = log.table.name;
  const { timeZone, asOf, rows } = log;
  const known = rows.filter(({ who }) => who !== null);
  const shared = {
    ...({ customer: "who", time: "at", timeZone, asOf, event: "kind" } as const),
    weekStart: pickFrom(log, 3, weekStarts),
    activeEvent: pickFrom(log, 2, [undefined, "visit"]),
    minimumEvents: pickFrom(log, 4, [1, 2]),
  };
  const growth = {
    ...shared,
    period: pickFrom(log, 5, [...periods, ...(timeZone === "UTC" ? ["hour" as const] : [])]),
    newBy: pickFrom(log, 6, ["firstActivity", "firstEvent"] as const),
    incomplete: pickFrom(log, 7, ["null", "partial"] as const),
  };
  const window = {
    ...shared,
    period: pickFrom(log, 8, ["day", "week"] as const),
    periods: pickFrom(log, 9, [7, 28, 3]),
  };
  return [
    {
      name: "cohortTable",
      query: (dialect) => cohortTableSql(table, { ...cohortOptions(log), dialect }),
      expected: () => [...cohortTable(rows, cohortOptions(log)).cells] as never,
    },
    {
      name: "lifecycle",
      query: (dialect) => knownRows(lifecycleSql(view, { ...growth, dialect }), table),
      expected: () => [...lifecycle(known, growth).periods] as never,
    },
    {
      name: "stickiness",
      query: (dialect) => knownRows(stickinessSql(view, { ...window, dialect }), table),
      expected: () => {
        const { histogram, activity } = stickiness(known, window);
        return [
          ...histogram.map((bar) => ({
            part: "activePeriods",
            place: bar.activePeriods,
            period: null,
            customers: bar.exactly,
          })),
          ...activity.map(({ period, active }, place) => ({
            part: "period",
            place,
            period,
            customers: active,
          })),
        ];
      },
    },
  ];
}

/** The rows of a table that have a customer: a warehouse leaves the others to a view. */
const knownRows = (query: SqlQuery, table: string): SqlQuery => ({
  ...query,
  text: query.text.replace(
    "{{ ref('events') }}",
    `(SELECT * FROM ${table} WHERE who IS NOT NULL) known_rows`,
  ),
});
const view = { ref: "events" } as const;

function lastSeen(log: TriedLog): Reduction[] {
  const { timeZone, asOf, rows, table } = log;
  const known = rows.filter(({ who }) => who !== null);
  const options = {
    ...({ customer: "who", time: "at", timeZone, asOf, event: "kind" } as const),
    inactiveAfter: pickFrom(log, 5, [2, 3.5, 1, 7]),
    timeUnit: pickFrom(log, 1, units),
    startEvent: pickFrom(log, 2, [undefined, "order"]),
    returnEvent: pickFrom(log, 8, [undefined, "visit"]),
    winBacks: pickFrom(log, 9, ["continue", "firstOnly", "newTenure"] as const),
  };
  const tenures = () => toRows(lastSeenTenures(known, options)) as ResultRow[];
  return [
    {
      name: "lastSeenTenures",
      query: (dialect) => knownRows(lastSeenTenuresSql(view, { ...options, dialect }), table.name),
      expected: tenures,
    },
    {
      name: "lastSeenTenures, durations",
      query: (dialect) =>
        knownRows(lastSeenTenuresSql(view, { ...options, dialect, rows: "durations" }), table.name),
      expected: () => groupRows(tenures(), ["duration", "event"], []),
    },
  ];
}

interface Subscribed {
  readonly table: MadeTable;
  readonly rows: readonly SubscriptionRow[];
}

function tenures(log: TriedLog, { table, rows }: Subscribed): Reduction[] {
  const observed = new Date(Date.parse(log.asOf) - 40 * 86_400_000).toISOString();
  const euros = pickFrom(log, 3, [undefined, { EUR: 1, USD: 0.9 }, ratesByMonth(log)]);
  const options = {
    ...({ customer: "who", plan: "plan", cause: "cause", amount: "billed", interval: "per" } as const),
    ...{ timeZone: log.timeZone, asOf: log.asOf, startsAfterAsOf: "leaveOut" as const },
    timeUnit: pickFrom(log, 1, units),
    observedFrom: pickFrom(log, 5, [undefined, observed]),
    mergeGap: pickFrom(log, 6, [1, 0, 3.5]),
    winBacks: pickFrom(log, 9, ["newTenure", "firstOnly", "continue"] as const),
    exchangeRates: euros,
    zeroAmounts: pickFrom(log, 10, [undefined, "leaveOut", "count"] as const),
  };
  const kept = euros === undefined ? rows.filter(({ currency }) => currency === "EUR") : rows;
  const single =
    euros === undefined ? `(SELECT * FROM ${table.name} WHERE currency = 'EUR') in_euros` : table.name;
  const over = (query: SqlQuery): SqlQuery => ({
    ...query,
    text: query.text.replace("{{ ref('subscriptions') }}", single),
  });
  const found = () => toRows(subscriptionTenures(kept, options)) as ResultRow[];
  const model = { ref: "subscriptions" } as const;
  return [
    {
      name: "subscriptionTenures",
      query: (dialect) => over(subscriptionTenuresSql(model, { ...options, dialect })),
      expected: found,
    },
    {
      name: "subscriptionTenures, durations",
      query: (dialect) => over(subscriptionTenuresSql(model, { ...options, dialect, rows: "durations" })),
      expected: () => groupRows(found(), ["duration", "event", "entry", "plan", "cause"], []),
    },
  ];
}

/** Cohorts of renewals as distinct tenures with their weights: what the rows of a statement must be. */
export function cohortRows(cohorts: readonly RenewalCohort[]): ResultRow[] {
  return cohorts.flatMap(({ cohort, interval, intervalCount, firstPeriod, lostByPeriod, stillActive }) => {
    const lastPeriod = firstPeriod + lostByPeriod.length - 1;
    const row = (duration: number, event: number, weight: number) => ({
      ...{ cohort, interval, intervalCount, firstPeriod, lastPeriod },
      ...{ duration, event, entry: firstPeriod - 1, weight },
    });
    const lost = lostByPeriod.map((weight, i) => row(firstPeriod + i, 1, weight));
    return [...lost, row(lastPeriod, 0, stillActive)].filter(({ weight }) => weight > 0);
  });
}

function renewals(log: TriedLog, { table, rows }: Subscribed): Reduction[] {
  const observed = new Date(Date.parse(log.asOf) - 40 * 86_400_000).toISOString();
  const churnAt = pickFrom(log, 7, ["end", "request", "periodEnd"] as const);
  const options = {
    ...({ customer: "who", amount: "billed", interval: "unit", intervalCount: "every" } as const),
    ...{ timeZone: log.timeZone, asOf: log.asOf, churnAt },
    canceledAt: churnAt === "request" ? ("asked" as const) : undefined,
    observedFrom: pickFrom(log, 5, [undefined, observed]),
    mergeGap: pickFrom(log, 6, [1, 0, 3.5]),
    graceDays: pickFrom(log, 8, [0, 3, 0]),
    unfinished: pickFrom(log, 4, ["wait", "count"] as const),
    winBacks: pickFrom(log, 9, ["newTenure", "firstOnly", "continue"] as const),
    zeroAmounts: pickFrom(log, 10, [undefined, "leaveOut", "count"] as const),
  };
  return [
    {
      name: "renewalCohorts",
      query: (dialect) => renewalCohortsSql(table.name, { ...options, dialect }),
      expected: () => cohortRows(renewalCohorts(rows, options).cohorts),
    },
    {
      name: "renewalCohorts, tenures",
      query: (dialect) => renewalCohortsSql(table.name, { ...options, dialect, rows: "tenures" }),
      expected: () => toRows(renewalTenures(rows, options)) as ResultRow[],
    },
  ];
}

/** Rates of the months around the end of observation. */
function ratesByMonth({ asOf }: TriedLog) {
  const start = new Date(asOf);
  const months = Array.from({ length: 8 }, (_, i) =>
    new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() - 5 + i)).toISOString().slice(0, 7),
  );
  return { EUR: 1, USD: Object.fromEntries(months.map((month, i) => [month, 0.8 + i / 32])) };
}

function revenue(log: TriedLog, { table, rows }: Subscribed): Reduction[] {
  const at = [50, 35, 20, 5].map((days) => new Date(Date.parse(log.asOf) - days * 86_400_000).toISOString());
  const rates = {
    EUR: 1,
    USD: pickFrom(log, 2, [0.9, Object.fromEntries(at.map((moment, i) => [moment, 0.9 + i / 64]))]),
  };
  const options = {
    ...({ customer: "who", amount: "billed", interval: "per", at, exchangeRates: rates } as const),
    timeZone: log.timeZone,
    state: pickFrom(log, 7, [undefined, "status" as const]),
  };
  const all = () => recurringRevenue(rows, options);
  return [
    {
      name: "recurringRevenue",
      query: (dialect) => recurringRevenueSql(table.name, { ...options, dialect }),
      expected: () => [...all().balances] as never,
    },
    {
      name: "recurringRevenue, totals",
      query: (dialect) => recurringRevenueSql(table.name, { ...options, dialect, rows: "totals" }),
      expected: () => [...all().totals] as never,
    },
    ...movements(log, table.name, rates, { at, state: options.state, balances: () => all().balances }),
  ];
}

interface MovedBalances {
  readonly at: readonly string[];
  readonly state: "status" | undefined;
  readonly balances: () => Balances;
}

type Balances = ReturnType<typeof recurringRevenue>["balances"];

/** Movements between the balances of a view over the statement of recurring revenue. */
function movements(
  log: TriedLog,
  table: string,
  exchangeRates: { readonly EUR: number; readonly USD: number | Record<string, number> },
  { at, state, balances }: MovedBalances,
): Reduction[] {
  const options = {
    ...{ periods: at, exchangeRates, timeZone: log.timeZone, currency: "currency" as const },
    firstPeriod: pickFrom(log, 4, ["balance", "movement"] as const),
    paidBefore: pickFrom(log, 6, [[], ["bob", "o'neil"]]),
  };
  const query = (dialect: SqlDialect, rows: "movements" | "statements"): SqlQuery => {
    const source = recurringRevenueSql(table, {
      ...{
        dialect,
        customer: "who",
        amount: "billed",
        interval: "per",
        at,
        state,
        exchangeRates,
        timeZone: log.timeZone,
      },
    });
    const written = revenueMovementsSql({ ref: "balances" }, { ...options, dialect, rows });
    const text = written.text.replace("{{ ref('balances') }}", () => `(\n${source.text}) balance_view`);
    return { ...written, text };
  };
  const found = () => revenueMovements(balances() as never, options as never);
  return [
    {
      name: "revenueMovements",
      query: (dialect) => query(dialect, "statements"),
      expected: () => [...found().statements] as never,
    },
    {
      name: "revenueMovements, movements",
      query: (dialect) => query(dialect, "movements"),
      expected: () => [...found().movements] as never,
    },
  ];
}

/** The tables that the reductions of a log need. */
export function tablesOf(log: TriedLog): MadeTable[] {
  return [log.table, subscribed(log).table];
}

const subscribed = (log: TriedLog): Subscribed =>
  subscriptionsFor(log, log.rows.length * 1000 + log.pick[0]!);

/** All reductions of a log. */
export function reductionsOf(log: TriedLog): Reduction[] {
  const subscriptions = subscribed(log);
  return [
    ...summaries(log),
    ...activities(log),
    ...lastSeen(log),
    ...tenures(log, subscriptions),
    ...renewals(log, subscriptions),
    ...revenue(log, subscriptions),
  ];
}

/** The rows that the package computes, or those of a result; none where there is too little to count. */
export function rowsOrNone(rows: () => ResultRow[]): ResultRow[] {
  try {
    return rows();
  } catch (error) {
    if (error instanceof InsufficientDataError) return [];
    throw error;
  }
}

/** The rows of a result; none where there is no row. */
export const resultOrNone = (query: SqlQuery, result: object): ResultRow[] =>
  rowsOrNone(() => readRows(query, result));
