/** Cohort tables, retention curves and activity of customers from logs of events. */

export {
  type ActiveCustomers,
  type ActiveCustomersDay,
  type ActiveCustomersOptions,
  activeCustomers,
} from "./active-customers.js";
export {
  type Cohort,
  type CohortCell,
  type CohortTable,
  cohortTable,
  cohortTableAsync,
} from "./cohort-table.js";
export { type LayerCake, type LayerCakeRow, layerCake } from "./layer-cake.js";
export { type Lifecycle, type LifecycleOptions, type LifecyclePeriod, lifecycle } from "./lifecycle.js";
export {
  type PurchaseDurations,
  type PurchaseIntervalOptions,
  type PurchaseIntervals,
  purchaseIntervals,
} from "./purchase-intervals.js";
export type { PurchaseOptions } from "./purchases.js";
export {
  type RefundCell,
  type RefundCohort,
  type RefundCohortOptions,
  type RefundCohorts,
  refundCohorts,
} from "./refund-cohorts.js";
export type { RepeatByOrderRow } from "./repeat-by-order.js";
export {
  type RepeatByOrderOptions,
  type RepeatPurchaseOptions,
  type RepeatPurchaseRate,
  repeatPurchaseRate,
} from "./repeat-purchase-rate.js";
export {
  type CohortCells,
  type CohortCounts,
  type CurveMethod,
  type RetentionCurve,
  type RetentionCurveOptions,
  type RetentionPoint,
  retentionCurve,
} from "./retention-curve.js";
export { type Rfm, type RfmCustomers, type RfmOptions, type RfmSegment, rfm } from "./rfm.js";
export {
  type RfmCell,
  type RfmFromSummary,
  type RfmScores,
  type RfmSummary,
  type RfmSummaryOptions,
  rfmFromSummary,
} from "./rfm-from-summary.js";
export { type Stickiness, type StickinessBar, type StickinessOptions, stickiness } from "./stickiness.js";
export {
  type StickinessOverTimeOptions,
  type StickinessWindow,
  stickinessOverTime,
} from "./stickiness-over-time.js";
export type { CohortMeasure, CohortTableOptions, RetentionDefinition } from "./table-options.js";
