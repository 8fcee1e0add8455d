/** Models of customers: contracts that end, and purchases that stop without notice. */

export * as betaDiscreteWeibull from "./contractual/beta-discrete-weibull.js";
export type { BetaDiscreteWeibullParameters } from "./contractual/beta-discrete-weibull-survival.js";
export type { ChurnPosterior, ChurnPosteriorOptions } from "./contractual/churn-posterior.js";
export type { CohortLosses, ContractualData, TenureColumns, TenureRow } from "./contractual/cohort-losses.js";
export * as discreteWeibull from "./contractual/discrete-weibull.js";
export type { DiscreteWeibullParameters } from "./contractual/discrete-weibull-likelihood.js";
export * as geometric from "./contractual/geometric.js";
export type { GeometricParameters } from "./contractual/geometric-likelihood.js";
export type {
  ExpectedLifetimeOptions,
  LifetimeDiscount,
  NullIfOne,
  Periods,
  PerPeriod,
  RenewalTiming,
  ResidualOptions,
  ResidualValueOptions,
  RetentionElasticityKind,
  RetentionElasticityOptions,
} from "./contractual/lifetime-verbs.js";
export * as shiftedBetaGeometric from "./contractual/shifted-beta-geometric.js";
export type { ShiftedBetaGeometricParameters } from "./contractual/shifted-beta-geometric-likelihood.js";
export type { DrawOptions, SimulatedCohort, SimulationOptions } from "./contractual/simulate-cohort.js";
