/** Did it work? Groups of customers compared in churn, retention, revenue and tenure. */

export type { MarginTest } from "./margin-test.js";
export type { MeanAdjustment, RobustError } from "./means/adjustment.js";
export type { Capped } from "./means/cap-outcomes.js";
export { compareMeans, type MeanSummary } from "./means/compare-means.js";
export type {
  CompareMeansOptions,
  GroupedMeansOptions,
  MeanDifferenceMethod,
  MeansTableOptions,
  OutcomeCap,
} from "./means/compare-means-options.js";
export type {
  ComparedMean,
  CovariateWarning,
  MeanAdjustmentResult,
  MeanComparison,
} from "./means/mean-comparison.js";
export type { MeanRatioMethod, RatioOfMeans } from "./means/ratio-of-means.js";
export { compareRates } from "./rates/compare-rates.js";
export type { CompareGroupsOptions, CompareRatesOptions } from "./rates/compare-rates-options.js";
export type { ExactTest } from "./rates/exact-tests.js";
export type { OddsRatioMethod } from "./rates/odds-ratio.js";
export type { RateComparison } from "./rates/rate-comparison.js";
export type {
  ClusteredCounts,
  ComparedRate,
  RateCounts,
  RateGroup,
  RateMeasure,
  RetainedCount,
} from "./rates/rate-group.js";
export type { RateGroupsComparison, RatePair } from "./rates/several-groups.js";
export type { DifferenceMethod } from "./rates/share-difference.js";
export type { RatioMethod } from "./rates/share-ratio.js";
