/** How good a fit is: frequencies, tracking, conditional expectations, holdout errors, calibration, gain. */

export {
  type AliveBySilenceOptions,
  type AliveHistoryOptions,
  type AliveModel,
  type AlivePoint,
  aliveBySilence,
  aliveHistory,
  type SilencePoint,
} from "./alive-curves.js";
export {
  type CalibrationBin,
  type CalibrationCurve,
  type CalibrationCurveOptions,
  calibrationCurve,
} from "./calibration-curve.js";
export {
  type ComparedForecast,
  type CompareForecastsOptions,
  compareForecasts,
  type FittedForecaster,
  type ForecastingFit,
  type ForecastingModel,
} from "./compare-forecasts.js";
export {
  type ConditionalExpectations,
  type ConditionalExpectationsOptions,
  type ConditionalMeans,
  type ConditionalModel,
  conditionalExpectations,
  type FrequencyBin,
  type RecencyBin,
} from "./conditional-expectations.js";
export type {
  AssessedColumns,
  AssessedCustomer,
  AssessedCustomers,
  AssessedModel,
  HistoryColumns,
  HoldoutOptions,
} from "./customers.js";
export {
  type AssessedEvent,
  type ExpectedFrequencies,
  type ExpectedFrequenciesOptions,
  expectedFrequencies,
  type FrequencyModel,
  type FrequencyRow,
  type FrequencyTest,
} from "./expected-frequencies.js";
export {
  type FrequencyRecencyCell,
  type FrequencyRecencyMatrix,
  type FrequencyRecencyMatrixOptions,
  frequencyRecencyMatrix,
  type MatrixModel,
} from "./frequency-recency-matrix.js";
export {
  type GainCurve,
  type GainPoint,
  gainCurve,
  type RankedCustomer,
  type RankingColumns,
} from "./gain-curve.js";
export {
  type Forecast,
  type ForecastColumns,
  type HoldoutErrors,
  holdoutErrors,
} from "./holdout-errors.js";
export { type HoldoutLogScore, holdoutLogScore, type ProbabilityModel } from "./holdout-log-score.js";
export { type IsoValueOptions, type IsoValuePoint, isoValueCurves } from "./iso-value-curves.js";
export {
  type TrackedPeriod,
  type TrackingModel,
  type TrackTransactionsOptions,
  type TransactionTracking,
  trackTransactions,
} from "./track-transactions.js";
