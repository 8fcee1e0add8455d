/** Churn and retention rates, their intervals, and recurring revenue. */

export { type CancelReason, type CancelReasonOptions, cancelReasons } from "./cancel-reasons.js";
export {
  churnRateInterval,
  type ExposureCounts,
  type ExposureIntervalOptions,
  type LevelOptions,
  type ProportionIntervalOptions,
} from "./churn-interval.js";
export { churnRate, type PeriodCounts, retentionRate } from "./churn-rate.js";
export { type ChurnCounts, type ChurnRates, churnRates } from "./churn-rates.js";
export { type CohortChurnOptions, cohortChurnRate } from "./cohort-churn.js";
export { type ContractMixRow, contractMix } from "./contract-mix.js";
export {
  churnFromHazard,
  convertRate,
  hazardFromChurn,
  type RateConversion,
  type RateKind,
  type RatePeriod,
} from "./convert-rate.js";
export { type CustomerStateRow, customerStates } from "./customer-states.js";
export { type DailyChurnRates, dailyChurnRates } from "./daily-churn.js";
export type { ExposureMethod } from "./exposure-interval.js";
export {
  type AcquisitionPayback,
  type AggregatePaybackInput,
  acquisitionPayback,
  burnMultiple,
  type CustomerPaybackInput,
  type MagicNumber,
  type MagicNumberOfRecurringRevenue,
  type MagicNumberOfRevenue,
  magicNumber,
} from "./growth-efficiency.js";
export {
  expectedLifetime,
  halfLife,
  type LeavingPeriod,
  type LifetimeOf,
  type LifetimeOptions,
  medianLifetime,
} from "./lifetime.js";
export { type PlanMigrationOptions, type PlanMigrationRow, planMigration } from "./plan-migration.js";
export type { ProportionMethod } from "./proportion-interval.js";
export type { MomentOptions } from "./read-moments.js";
export type { CustomerState, StateOptions } from "./read-states.js";
export {
  type CurrencyBalance,
  monthlyAmount,
  type RecurringCharge,
  type RecurringRevenue,
  type RecurringRevenueOptions,
  type RecurringRevenueTotal,
  type RevenueBalance,
  recurringRevenue,
} from "./recurring-revenue.js";
export { type RenewalRate, type RenewalRateOptions, renewalRate } from "./renewal-rate.js";
export {
  type DueInterval,
  type RenewalDue,
  type RenewalsDue,
  type RenewalsDueOptions,
  renewalsDue,
} from "./renewals-due.js";
export type { RevenueBalanceOptions } from "./revenue-balances.js";
export {
  type ConcentrationOptions,
  type ConcentrationPeriod,
  type RevenueConcentration,
  revenueConcentration,
  type TopShare,
} from "./revenue-concentration.js";
export {
  type PoolMeasure,
  type RevenueIntervalOptions,
  revenueRetentionInterval,
} from "./revenue-interval.js";
export {
  type RevenueMovement,
  type RevenueMovementKind,
  type RevenueMovementOptions,
  type RevenueMovements,
  type RevenueStatement,
  revenueMovements,
} from "./revenue-movements.js";
export {
  type RevenuePerCustomer,
  type RevenuePerCustomerOptions,
  revenuePerCustomer,
} from "./revenue-per-customer.js";
export {
  dailyNetRevenueChurn,
  type QuickRatio,
  type QuickRatioInput,
  quickRatio,
  type RevenueDay,
  type RevenueMovementTotals,
  type RevenueRates,
  revenueRates,
} from "./revenue-rates.js";
export { type RevenueStatementOptions, revenueStatements } from "./revenue-statements.js";
export {
  type ChurnDispersion,
  type ChurnPredictionOptions,
  churnDispersion,
  predictChurn,
} from "./several-periods.js";
export type {
  RevenueStatements,
  StateMovement,
  StateMovementKind,
  StateStatement,
  StateTotal,
} from "./statement-types.js";
export { type PoolOptions, type StaticPoolRetention, staticPoolRetention } from "./static-pool.js";
export { type TrailingOptions, trailingAverage } from "./trailing-average.js";
export {
  averageRevenuePerAccount,
  customerAcquisitionCost,
  ltvToCac,
  type RevenuePerAccount,
  type RevenuePerAccountInput,
  type SimpleLifetimeValue,
  type SimpleLifetimeValueInput,
  simpleLifetimeValue,
} from "./unit-economics.js";
