/** Churn and retention rates, their intervals, and recurring revenue. */
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
export {
  expectedLifetime,
  halfLife,
  type LeavingPeriod,
  type LifetimeOptions,
  medianLifetime,
} from "./lifetime.js";
