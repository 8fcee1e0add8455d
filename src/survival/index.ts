/** How long customers stay, from durations of which some are unfinished. */
export { type AtRiskRow, type AtRiskTableOptions, atRiskTable } from "./at-risk-table.js";
export {
  type AalenJohansen,
  type AalenJohansenOptions,
  aalenJohansen,
  type IncidenceCurve,
  type IncidenceErrors,
  type IncidenceStep,
} from "./causes/aalen-johansen.js";
export type { CauseFields } from "./causes/cause-data.js";
export {
  type CauseSpecificHazard,
  type CauseSpecificOptions,
  causeSpecificHazards,
} from "./causes/cause-specific-hazards.js";
export { type GrayGroup, type GrayTest, type GrayTestOptions, grayTest } from "./causes/gray-test.js";
export { type Concordance, type ConcordanceOptions, concordance } from "./comparison/concordance.js";
export {
  type CurveDifference,
  type RestrictedMeanDifference,
  type RestrictedMeanDifferenceOptions,
  restrictedMeanDifference,
  type SurvivalDifference,
  type SurvivalDifferenceOptions,
  survivalDifference,
} from "./comparison/curve-differences.js";
export type { LogRankWeighting } from "./comparison/log-rank-sums.js";
export {
  type GroupTestOptions,
  type LogRankGroup,
  type LogRankOptions,
  type LogRankTest,
  logRankTest,
  type TrendTest,
} from "./comparison/log-rank-test.js";
export {
  type PairwiseLogRankOptions,
  type PairwiseLogRankTest,
  pairwiseLogRankTests,
} from "./comparison/pairwise-log-rank-tests.js";
export type { ChiSquareTest } from "./comparison/score-test.js";
export { type ConditionalSurvivalOptions, conditionalSurvival } from "./conditional-survival.js";
export type { Baseline, TimeEffect } from "./discrete-time/baseline.js";
export type { CovariateCoding } from "./discrete-time/covariate-columns.js";
export type { ConditionalChurnOptions, CustomerAtRisk } from "./discrete-time/customers-at-risk.js";
export type { SettledHazardModel } from "./discrete-time/discrete-time-hazard.js";
export * as discreteTimeHazard from "./discrete-time/discrete-time-hazard.js";
export type { HazardDrawOptions, SimulatedTenures, TenureSimulationOptions } from "./discrete-time/draws.js";
export type { DiscreteTimeFit } from "./discrete-time/fit.js";
export type { HazardLink } from "./discrete-time/likelihood.js";
export type {
  DiscreteTimeFitOptions,
  DiscreteTimeOptions,
  HazardParameters,
  IntervalOptions,
} from "./discrete-time/options.js";
export type { CovariatesOfCustomer, HazardModel } from "./discrete-time/predictor.js";
export { type FlemingHarringtonOptions, flemingHarrington } from "./fleming-harrington.js";
export {
  type TurnbullCurve,
  type TurnbullInterval,
  type TurnbullOptions,
  turnbull,
} from "./interval-censored/turnbull.js";
export { type KaplanMeierOptions, kaplanMeier } from "./kaplan-meier.js";
export type {
  HazardTies,
  KaplanMeierCurve,
  KaplanMeierStep,
  RobustArea,
  SurvivalErrors,
} from "./kaplan-meier-curve.js";
export { type LifeTable, type LifeTableOptions, type LifeTableRow, lifeTable } from "./life-table.js";
export {
  type CumulativeHazard,
  type CumulativeHazardStep,
  type HazardErrors,
  type HazardTransform,
  type NelsonAalenOptions,
  nelsonAalen,
} from "./nelson-aalen.js";
export type { SurvivalTransform } from "./pointwise-interval.js";
export type { ChurnPrediction, OutcomeOptions } from "./prediction/censored-outcomes.js";
export { type SurvivalAuc, type SurvivalAucAt, survivalAuc } from "./prediction/survival-auc.js";
export {
  type BrierScoreAt,
  type SurvivalBrierScore,
  survivalBrierScore,
} from "./prediction/survival-brier-score.js";
export {
  type SurvivalCalibration,
  type SurvivalCalibrationBin,
  type SurvivalCalibrationOptions,
  survivalCalibration,
} from "./prediction/survival-calibration.js";
export { type RestrictedMean, type RestrictedMeanOptions, restrictedMean } from "./restricted-mean.js";
export { type SurvivalAt, survivalAt } from "./survival-at.js";
export {
  type SurvivalBand,
  type SurvivalBandKind,
  type SurvivalBandOptions,
  type SurvivalBandStep,
  survivalBand,
} from "./survival-band.js";
export type { DurationFields } from "./survival-data.js";
export { survivalQuantile } from "./survival-quantile.js";
export {
  type TrialCohort,
  type TrialCounts,
  type TrialDay,
  type TrialOptions,
  type TrialOutcome,
  type TrialOutcomes,
  trialOutcomes,
} from "./trial-outcomes.js";
export type { UnwatchedStretch } from "./unwatched-stretches.js";
