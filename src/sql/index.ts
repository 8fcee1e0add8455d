/** The reductions of `data` and `cohorts` as SQL text, for data that stays in a warehouse, and the reader of their results. */
export type { SqlDialect, SqlParameter } from "./dialects.js";
export type { SqlTimeOptions, SqlTimeType } from "./event-steps.js";
export { type QueryResult, readQueryResult } from "./read-query-result.js";
export type {
  SqlColumn,
  SqlColumnKind,
  SqlOptions,
  SqlQuery,
  SqlTable,
} from "./statement.js";
export {
  type SplitCalibrationHoldoutSqlOptions,
  type SqlSummaryRows,
  type SummarizeTransactionsSqlOptions,
  splitCalibrationHoldoutSql,
  summarizeTransactionsSql,
} from "./summarize-transactions-sql.js";
