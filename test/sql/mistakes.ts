/** Three deliberate mistakes in every dialect, which the comparison with the package must notice. */
import { cohortTable } from "../../src/cohorts/index.js";
import { summarizeTransactions, toRows } from "../../src/data/index.js";
import { dialects } from "../../src/sql/dialects.js";
import {
  cohortTableSql,
  type SqlDialect,
  type SqlQuery,
  summarizeTransactionsSql,
} from "../../src/sql/index.js";
import type { MadeTable, ResultRow } from "./engines.js";

const at = (text: string) => Date.parse(`${text}:00:00Z`);
const rows = [
  // Two start events at one instant: the one with a label makes the cohort.
  { who: "ann", at: at("2024-03-05T10"), channel: null },
  { who: "ann", at: at("2024-03-05T10"), channel: "ads" },
  // A Sunday and the Monday after it are two weeks.
  { who: "bob", at: at("2024-03-10T12"), channel: "mail" },
  { who: "bob", at: at("2024-03-11T12"), channel: "mail" },
  { who: "cem", at: at("2024-03-09T12"), channel: null },
  { who: "cem", at: at("2024-03-19T12"), channel: "ads" },
];

/** The table that the statements with mistakes read. */
export const mistakenTable: MadeTable = {
  name: "mistaken",
  columns: [
    ["who", "text"],
    ["at", "instant"],
    ["channel", "text"],
  ],
  rows,
};

/** A statement as it is written, the same with a mistake, and what the package computes. */
export interface Mistake {
  readonly name: string;
  readonly right: SqlQuery;
  readonly wrong: SqlQuery;
  readonly expected: () => ResultRow[];
}

/** A statement with one text in the place of another, which must be there. */
function mutated(query: SqlQuery, from: string, to: string): SqlQuery {
  const text = query.text.replaceAll(from, to);
  if (text === query.text) throw new Error(`no ${from} in the statement to make a mistake of`);
  return { ...query, text };
}

/** The three mistakes of a dialect. */
export function mistakesOf(dialect: SqlDialect): Mistake[] {
  const fields = { customer: "who", time: "at", asOf: "2024-04-01" } as const;
  const table = mistakenTable.name;
  const summary = () => summarizeTransactionsSql(table, { ...fields, dialect });
  const weeks = { ...fields, period: "week" } as const;
  const groups = { ...weeks, groupBy: "channel" } as const;
  const byWeek = cohortTableSql(table, { ...weeks, dialect });
  const byChannel = cohortTableSql(table, { ...groups, dialect });
  return [
    {
      name: "arguments of a date difference turned round",
      right: summary(),
      wrong: withTurnedDifference(dialect, summary),
      expected: () => toRows(summarizeTransactions(rows, fields)) as never,
    },
    {
      name: "weeks that start on a Sunday",
      right: byWeek,
      // Three days from 1 January 1970, a Thursday, back to the Monday before.
      wrong: mutated(byWeek, `+ ${3 * 86_400_000}`, `+ ${4 * 86_400_000}`),
      expected: () => [...cohortTable(rows, weeks).cells] as never,
    },
    {
      name: "null before all labels",
      right: byChannel,
      wrong: mutated(
        byChannel,
        "CASE WHEN cohort IS NULL THEN 1 ELSE 0 END",
        "CASE WHEN cohort IS NULL THEN 0 ELSE 1 END",
      ),
      expected: () => [...cohortTable(rows, groups).cells] as never,
    },
  ];
}

/** A statement of a dialect whose difference of times has its arguments in the other order. */
function withTurnedDifference(dialect: SqlDialect, write: () => SqlQuery): SqlQuery {
  const primitives = dialects[dialect] as { milliseconds: (time: string) => string };
  const { milliseconds } = primitives;
  primitives.milliseconds = (time) => `(-1 * ${milliseconds(time)})`;
  try {
    return write();
  } finally {
    primitives.milliseconds = milliseconds;
  }
}
