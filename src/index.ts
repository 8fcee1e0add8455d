/**
 * The economics of returning customers: churn, retention, lifetime value and what a change in retention is worth.
 */

// Data
export {
  type ColumnInput,
  type ColumnSource,
  type CustomerId,
  type Field,
  type NumericTime,
  type TableRow,
  type TimeInput,
  toRows,
} from "./data/index.js";
// Economics
export {
  type BaseLimitedLiftInput,
  type BlanketBreakEven,
  type BlanketProgramme,
  blanketProgrammeBreakEven,
  type Campaign,
  type CampaignProfit,
  type ChurnCost,
  type ChurnWorksheet,
  type ChurnWorksheetWarning,
  type ContributionLiftInput,
  type CostRatio,
  type CostRatioInput,
  campaignProfit,
  costOfChurn,
  costRatio,
  fewerDefections,
  type LifetimeValueLiftInput,
  type LifetimeValueNetLiftInput,
  type LifetimeValueTerms,
  type OfferMoney,
  type OptimalSpending,
  optimalSpending,
  type ProfitLiftInput,
  points,
  type RetentionChange,
  type RetentionLift,
  type RetentionLiftBase,
  type RetentionLiftInput,
  type RetentionLiftMeasure,
  type RetentionLiftStep,
  type RetentionSpendBreakEven,
  type RetentionSpendInput,
  relative,
  retentionLift,
  retentionSpendBreakEven,
  type SaveOffer,
  type SaveOfferBreakEven,
  type SpendingCurve,
  type SpendingCurveParameters,
  type SpendingDecision,
  type SpendingPoint,
  type SpendingProblem,
  saveOfferBreakEven,
  spendingResponse,
} from "./economics/index.js";
// Errors
export {
  ConvergenceError,
  type ErrorCode,
  type ErrorReport,
  InsufficientDataError,
  InvalidInputError,
} from "./errors.js";
// Rates
export {
  type ChurnCounts,
  type ChurnRates,
  churnFromHazard,
  churnRate,
  churnRates,
  convertRate,
  expectedLifetime,
  halfLife,
  hazardFromChurn,
  type LeavingPeriod,
  type LifetimeOptions,
  medianLifetime,
  type PeriodCounts,
  type RateConversion,
  type RateKind,
  type RatePeriod,
  retentionRate,
} from "./rates/index.js";
// Time
export type { DiscountRate, TimeUnit, YearLength } from "./time.js";
// Lifetime value
export {
  type CustomerInput,
  type DiscountInput,
  type LifetimeValue,
  type LifetimeValueInput,
  lifetimeValue,
  type MarginInput,
  type MarginMultipleInput,
  marginMultiple,
  type PaymentInput,
  type PaymentTiming,
  type RetentionInput,
  type StayingInput,
  type SurvivalExtrapolation,
  type SurvivalInput,
  type SurvivalStep,
  type SurvivalSteps,
} from "./value/index.js";

// Cohorts

// Inference
export type {
  BoundaryLimit,
  BoundaryWarning,
  ByParameter,
  Estimate,
  Fit,
  FitConvergence,
  FitOptions,
  FitWarning,
  LikelihoodProblem,
  LimitingFit,
  NestedModel,
  NormalPrior,
  ParameterScale,
  Priors,
} from "./inference/index.js";

// Models

// Assessment

// Sensitivity
export {
  type Axis,
  type BreakEven,
  type BreakEvenOptions,
  breakEven,
  type Change,
  type ChangeDecomposition,
  type Contribution,
  compareScenarios,
  type DecompositionOptions,
  decomposeChange,
  type Elasticities,
  type Elasticity,
  type ElasticityOptions,
  elasticities,
  type InputInterval,
  type InputSwing,
  type InputValues,
  type Model,
  type OneWay,
  oneWay,
  type ScenarioInput,
  type ScenarioOptions,
  type ScenarioRow,
  type Scenarios,
  type SpiderOptions,
  type SpiderPoint,
  spider,
  type TwoWay,
  type TwoWayCell,
  type TwoWayOptions,
  twoWay,
} from "./sensitivity/index.js";
