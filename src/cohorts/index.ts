/** Cohort tables, retention curves and activity of customers from logs of events. */
export { type Cohort, type CohortCell, type CohortTable, cohortTable } from "./cohort-table.js";
export {
  type CohortCounts,
  type CurveMethod,
  type RetentionCurve,
  type RetentionCurveOptions,
  type RetentionPoint,
  retentionCurve,
} from "./retention-curve.js";
export {
  type RetainedCount,
  type RetentionDifferenceOptions,
  retentionDifference,
} from "./retention-difference.js";
export type { CohortMeasure, CohortTableOptions, RetentionDefinition } from "./table-options.js";
