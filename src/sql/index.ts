/** The reductions of `data` and `cohorts` as SQL text, for data that stays in a warehouse, and the reader of their results. */
export { type CohortTableSqlOptions, cohortTableSql } from "./cohort-table-sql.js";
export type { SqlDialect, SqlParameter } from "./dialects.js";
export type { SqlTimeOptions, SqlTimeType } from "./event-steps.js";
export { type LastSeenTenuresSqlOptions, lastSeenTenuresSql } from "./last-seen-tenures-sql.js";
export { type LifecycleSqlOptions, lifecycleSql } from "./lifecycle-sql.js";
export { readQueryResult } from "./read-query-result.js";
export { type RecurringRevenueSqlOptions, recurringRevenueSql } from "./recurring-revenue-sql.js";
export {
  type RenewalCohortsSqlOptions,
  renewalCohortsSql,
  type SqlRenewalCohorts,
  type SqlRenewalTenures,
} from "./renewal-cohorts-sql.js";
export { type RevenueMovementsSqlOptions, revenueMovementsSql } from "./revenue-movements-sql.js";
export type {
  QueryResult,
  SqlColumn,
  SqlColumnKind,
  SqlOptions,
  SqlQuery,
  SqlTable,
} from "./statement.js";
export { type StickinessSqlOptions, stickinessSql } from "./stickiness-sql.js";
export { type SubscriptionTenuresSqlOptions, subscriptionTenuresSql } from "./subscription-tenures-sql.js";
export {
  type SplitCalibrationHoldoutSqlOptions,
  type SqlHistories,
  type SqlSpending,
  type SqlSummary,
  type SqlSummaryRows,
  type SummarizeTransactionsSqlOptions,
  splitCalibrationHoldoutSql,
  summarizeTransactionsSql,
} from "./summarize-transactions-sql.js";
export type { SqlDurations, SqlTenureRows, SqlTenures } from "./tenure-rows.js";
