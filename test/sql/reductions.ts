/** Every reduction as its statement and as the package computes it, on one log. */
import { splitCalibrationHoldout, summarizeTransactions, toRows } from "../../src/data/index.js";
import { InsufficientDataError } from "../../src/errors.js";
import {
  type SqlDialect,
  type SqlQuery,
  splitCalibrationHoldoutSql,
  summarizeTransactionsSql,
} from "../../src/sql/index.js";
import { type ResultRow, readRows } from "./engines.js";
import { eventFields, pickFrom, type TriedLog } from "./logs.js";

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

/** All reductions of a log. */
export function reductionsOf(log: TriedLog): Reduction[] {
  return [...summaries(log)];
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
