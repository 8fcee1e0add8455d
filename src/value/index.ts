/** Lifetime value of customers and what follows from it. */

export type { DiscountInput, PaymentTiming } from "../time.js";
export { type BergerNasrInput, type BergerNasrValue, bergerNasrValue } from "./berger-nasr-value.js";
export type { AmountByPeriod, CohortStaying, CorporateValuationInput } from "./company-input.js";
export { type CompanyPeriod, type CorporateValuation, corporateValuation } from "./corporate-valuation.js";
export {
  type AcquisitionForecast,
  type AcquisitionValue,
  type CustomerEquity,
  type CustomerEquityInput,
  customerEquity,
  type TenureGroup,
  type TenureValue,
} from "./customer-equity.js";
export {
  type CustomerLifetimeValue,
  type CustomerLifetimeValueInput,
  type CustomerLifetimeValueOf,
  type CustomerLifetimeValueTerms,
  customerLifetimeValue,
  type DiscountedTransactionsInput,
  type ExpectedTransactionsInput,
} from "./customer-lifetime-value.js";
export type { CustomerInput, MarginInput, PaymentInput } from "./customer-stream.js";
export {
  type InternalRateOfReturn,
  type InternalRateOfReturnInput,
  internalRateOfReturn,
} from "./internal-rate-of-return.js";
export { type LifetimeValue, type LifetimeValueInput, lifetimeValue } from "./lifetime-value.js";
export {
  type InputEffect,
  type LifetimeValueEffects,
  type LifetimeValueElasticities,
  lifetimeValueElasticities,
} from "./lifetime-value-elasticities.js";
export {
  type BaseRisk,
  type LifetimeValueRisk,
  type LifetimeValueRiskInput,
  lifetimeValueRisk,
  type UncertainStaying,
  type ValueOutcome,
  type ValueQuantile,
  type ValueRiskQuestions,
  type ValueTerms,
} from "./lifetime-value-risk.js";
export { type MarginMultipleInput, marginMultiple } from "./margin-multiple.js";
export {
  type MigrationForecast,
  type MigrationInput,
  type MigrationValue,
  migrationValue,
  type TransitionEffect,
} from "./migration-value.js";
export { type Payback, type PaybackInput, payback } from "./payback.js";
export { type PaybackCurveOptions, type PaybackPoint, paybackCurve } from "./payback-curve.js";
export { type PresentValueInput, presentValue } from "./present-value.js";
export {
  type RealizedPayback,
  type RealizedPaybackInput,
  realizedPayback,
  type ValueToDate,
  type ValueToDatePoint,
} from "./realized-payback.js";
export {
  type CustomerStanding,
  type ResidualValue,
  type ResidualValueInput,
  residualValue,
} from "./residual-value.js";
export { type ShareholderValue, type ShareholderValueInput, shareholderValue } from "./shareholder-value.js";
export type {
  RetentionInput,
  StayingInput,
  SurvivalExtrapolation,
  SurvivalInput,
  SurvivalStep,
  SurvivalSteps,
  WholeCurve,
} from "./survival-curve.js";
export {
  type TrackedLifetimeValue,
  type TrackedValue,
  type TrackLifetimeValueInput,
  trackLifetimeValue,
} from "./track-lifetime-value.js";
export {
  type ValueBin,
  type ValueDistribution,
  type ValueDistributionOptions,
  valueDistribution,
} from "./value-distribution.js";
