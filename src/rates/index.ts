/** Churn and retention rates, their intervals, and recurring revenue. */
export {
  churnRateInterval,
  type ExposureCounts,
  type ExposureIntervalOptions,
  type LevelOptions,
  type ProportionIntervalOptions,
} from "./churn-interval.js";
export { churnRate, type PeriodCounts, retentionRate } from "./churn-rate.js";
export { type ChurnCounts, type ChurnRates, churnRates } from "./churn-rates.js";
export {
  churnFromHazard,
  convertRate,
  hazardFromChurn,
  type RateConversion,
  type RateKind,
  type RatePeriod,
} from "./convert-rate.js";
export type { ExposureMethod } from "./exposure-interval.js";
export {
  expectedLifetime,
  halfLife,
  type LeavingPeriod,
  type LifetimeOptions,
  medianLifetime,
} from "./lifetime.js";
export type { ProportionMethod } from "./proportion-interval.js";
export {
  type ChurnContrast,
  churnPower,
  churnSampleSize,
  type PowerInput,
  type SampleSize,
  type SampleSizeInput,
} from "./sample-size.js";
export {
  type ChurnDispersion,
  type ChurnPredictionOptions,
  churnDispersion,
  predictChurn,
} from "./several-periods.js";
export { type ChurnDifferenceTest, churnDifferenceTest, churnRateRatioTest } from "./two-group-tests.js";
export { type ChurnRatioOptions, churnDifference, churnRateRatio, churnRatio } from "./two-groups.js";
