/** Did it work? Groups of customers compared in churn, retention, revenue and tenure. */

export type { CauseComparison } from "./curves/compare-causes.js";
export {
  type CompareCurvesOptions,
  type ComparedCurve,
  type CurveEstimate,
  type CurvePair,
  type CurvesComparison,
  compareCurves,
} from "./curves/compare-curves.js";
export type { RestrictedMeanComparison, SurvivalAtComparison } from "./curves/curve-pair.js";
export type { CurveFields } from "./curves/read-curves.js";
export {
  type RunningLongerInput,
  type RunningLongerValue,
  valueOfRunningLonger,
} from "./decision/value-of-running-longer.js";
export type { EventsSize, EventsSizeInput } from "./design/events-size.js";
export { type ExperimentSize, type ExperimentSizeInput, experimentSize } from "./design/experiment-size.js";
export type { MeansSize, MeansSizeInput } from "./design/means-size.js";
export type { ExperimentDuration, GroupSizes, PlanInput, WatchedPlanInput } from "./design/plan.js";
export type { NotWorseSizeInput, RatesSize, RatesSizeInput } from "./design/rates-size.js";
export type {
  PlannedRestrictedMean,
  RestrictedMeanSize,
  RestrictedMeanSizeInput,
} from "./design/restricted-mean-size.js";
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
export {
  type ConfidenceSequence,
  confidenceSequence,
  type SequenceRow,
} from "./sequential/confidence-sequence.js";
export type { DifferenceLook, Look, MeanCounts, TwoMeansLook, TwoRatesLook } from "./sequential/looks.js";
export {
  type NormalMixtureBoundary,
  type NormalMixtureInput,
  normalMixtureBoundary,
} from "./sequential/normal-mixture.js";
export type { ErrorSpending } from "./sequential/planned-looks.js";
export {
  type SampleRatioInput,
  type SampleRatioLook,
  type SampleRatioLooksInput,
  type SampleRatioTest,
  type SequentialSampleRatioTest,
  sampleRatioTest,
} from "./sequential/sample-ratio-test.js";
export type { ConfidenceSequenceOptions, SequenceMethod } from "./sequential/sequence-request.js";
export {
  type BoundaryLook,
  type PeekingInput,
  peekingError,
  type SequentialBoundary,
  type SequentialBoundaryInput,
  type ShapedBoundaryInput,
  type SpendingBoundaryInput,
  sequentialBoundary,
} from "./sequential/sequential-boundary.js";
export {
  type DesignLook,
  type SequentialDesign,
  type SequentialDesignInput,
  sequentialDesign,
} from "./sequential/sequential-design.js";
export type { CollapsedDifference, PermutationTest } from "./without-randomisation/collapsed.js";
export {
  type DifferenceInDifferences,
  type DifferenceInDifferencesOptions,
  differenceInDifferences,
} from "./without-randomisation/difference-in-differences.js";
