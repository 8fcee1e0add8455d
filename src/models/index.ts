/** Models of customers: contracts that end, and purchases that stop without notice. */

export type { CustomerColumns, CustomerHistory, Customers } from "../tables/read-histories.js";
export * as betaDiscreteWeibull from "./contractual/beta-discrete-weibull.js";
export type { BetaDiscreteWeibullParameters } from "./contractual/beta-discrete-weibull-survival.js";
export type { ChurnPosterior, ChurnPosteriorOptions } from "./contractual/churn-posterior.js";
export type {
  CohortLosses,
  ContractualData,
} from "./contractual/cohort-losses.js";
export * as discreteWeibull from "./contractual/discrete-weibull.js";
export type { DiscreteWeibullParameters } from "./contractual/discrete-weibull-likelihood.js";
export * as geometric from "./contractual/geometric.js";
export type { GeometricParameters } from "./contractual/geometric-likelihood.js";
export * as geometricMixture from "./contractual/geometric-mixture.js";
export type {
  GeometricMixtureParameters,
  MixtureSegment,
} from "./contractual/geometric-mixture-likelihood.js";
export type {
  ExpectedLifetimeOptions,
  LifetimeDiscount,
  NullIfOne,
  ResidualOptions,
  ResidualValueOptions,
  RetentionElasticityKind,
  RetentionElasticityOptions,
} from "./contractual/lifetime-verbs.js";
export {
  type ProjectedRetention,
  type ProjectionError,
  type ProjectionModel,
  type ProjectionOptions,
  projectRetention,
  type RetentionProjection,
} from "./contractual/project-retention.js";
export type { LeastSquaresFit } from "./contractual/retention-least-squares.js";
export {
  type RetentionTrend,
  retentionTrend,
  retentionTrendAt,
  type TrendCurve,
} from "./contractual/retention-trend.js";
export * as shiftedBetaGeometric from "./contractual/shifted-beta-geometric.js";
export type { ShiftedBetaGeometricParameters } from "./contractual/shifted-beta-geometric-likelihood.js";
export type { CovariateData, CovariateFitOptions } from "./contractual/shifted-beta-geometric-regression.js";
export * as shiftedBetaGeometricRegression from "./contractual/shifted-beta-geometric-regression.js";
export type { DrawOptions, SimulatedCohort, SimulationOptions } from "./contractual/simulate-cohort.js";
export type { TenureColumns, TenureRow } from "./contractual/tenure-data.js";
export { type TrendProjection, trendProjections } from "./contractual/trend-projections.js";
export type { CovariateEffect, Covariates } from "./covariates.js";
export type { DisclosedAcquisitionParameters } from "./disclosures/disclosed-acquisition.js";
export * as disclosedAcquisition from "./disclosures/disclosed-acquisition.js";
export type { DisclosedRetentionParameters } from "./disclosures/disclosed-losses.js";
export type { DisclosedProspectsParameters } from "./disclosures/disclosed-prospects.js";
export * as disclosedProspects from "./disclosures/disclosed-prospects.js";
export type {
  DisclosedCustomer,
  DisclosedLifetime,
  DisclosedTracking,
} from "./disclosures/disclosed-retention.js";
export * as disclosedRetention from "./disclosures/disclosed-retention.js";
export type { DisclosedRevenueParameters, RevenueDisclosures } from "./disclosures/disclosed-revenue.js";
export * as disclosedRevenue from "./disclosures/disclosed-revenue.js";
export type { DisclosedSeries, DisclosedTenure, Disclosures } from "./disclosures/disclosures.js";
export type { ProspectDisclosures, ProspectMarket } from "./disclosures/prospect-market.js";
export type { Fitted, ParametersOrFit } from "./fitted.js";
export type {
  GammaGammaParameters,
  PerSpender,
  SimulatedSpenders,
  SpendIndependence,
} from "./spending/gamma-gamma.js";
export * as gammaGamma from "./spending/gamma-gamma.js";
export type { NormalNormalParameters, PerProfit, SimulatedProfits } from "./spending/normal-normal.js";
export * as normalNormal from "./spending/normal-normal.js";
export type { ProfitColumns, ProfitHistories, ProfitHistory } from "./spending/profits.js";
export {
  type SpendBin,
  type SpendByFrequencyOptions,
  type SpendDensity,
  type SpendDensityOptions,
  type SpendDensityPoint,
  type SpendOfFrequency,
  spendByFrequency,
  spendDensity,
} from "./spending/spend-density.js";
export type {
  SpendColumns,
  Spenders,
  SpendHistory,
  SpendSimulationOptions,
} from "./spending/spenders.js";
export type { BgCnbdKParameters } from "./transactions/beta-geometric/bg-cnbd-k.js";
export * as bgCnbdK from "./transactions/beta-geometric/bg-cnbd-k.js";
export type { BgNbdParameters } from "./transactions/beta-geometric/bg-nbd.js";
export * as bgNbd from "./transactions/beta-geometric/bg-nbd.js";
export type {
  CnbdKFit,
  CnbdKFitOptions,
  CnbdKParameters,
  TimedColumns,
  TimedCustomers,
  TimedHistory,
} from "./transactions/beta-geometric/erlang-gaps.js";
export type { BetaGeometricParameters } from "./transactions/beta-geometric/fit.js";
export type { MbgCnbdKParameters } from "./transactions/beta-geometric/mbg-cnbd-k.js";
export * as mbgCnbdK from "./transactions/beta-geometric/mbg-cnbd-k.js";
export type { MbgNbdParameters } from "./transactions/beta-geometric/mbg-nbd.js";
export * as mbgNbd from "./transactions/beta-geometric/mbg-nbd.js";
export type { BgBbParameters } from "./transactions/bg-bb.js";
export * as bgBb from "./transactions/bg-bb.js";
export type {
  CountInOpportunities,
  CountInTime,
  CountsInOpportunities,
  CountsInTime,
  PerCustomerEvent,
  PerEvent,
} from "./transactions/counts.js";
export * as bgCnbdKRegression from "./transactions/covariates/bg-cnbd-k-regression.js";
export type { BgNbdRegressionParameters } from "./transactions/covariates/bg-nbd-regression.js";
export * as bgNbdRegression from "./transactions/covariates/bg-nbd-regression.js";
export type {
  BetaGeometricCovariateChoice,
  CovariateChoice,
  LifetimeCovariateChoice,
  RegressionOptions,
} from "./transactions/covariates/fit.js";
export type { GgomNbdRegressionParameters } from "./transactions/covariates/ggom-nbd-regression.js";
export * as ggomNbdRegression from "./transactions/covariates/ggom-nbd-regression.js";
export type {
  CovariateColumns,
  CovariateCustomers,
  CovariateHistory,
} from "./transactions/covariates/input.js";
export type { CovariatesByProcess, RegressionParameters } from "./transactions/covariates/layout.js";
export * as mbgCnbdKRegression from "./transactions/covariates/mbg-cnbd-k-regression.js";
export type { MbgNbdRegressionParameters } from "./transactions/covariates/mbg-nbd-regression.js";
export * as mbgNbdRegression from "./transactions/covariates/mbg-nbd-regression.js";
export type { ParetoNbdRegressionParameters } from "./transactions/covariates/pareto-nbd-regression.js";
export * as paretoNbdRegression from "./transactions/covariates/pareto-nbd-regression.js";
export type {
  CnbdKRegressionFit,
  CnbdKRegressionOptions,
  CnbdKRegressionParameters,
  TimedCovariateCustomers,
} from "./transactions/covariates/shapes.js";
export type {
  CovariateSimulation,
  CovariateSimulationOptions,
  CovariateValues,
  ReplicatedCovariateCustomers,
  SimulatedCovariateCustomers,
} from "./transactions/covariates/simulation.js";
export type {
  ContinuousDiscount,
  Discounting,
  EffectiveDiscount,
  OpportunityDiscount,
} from "./transactions/discounting.js";
export {
  type DensityPoint,
  type HeterogeneityOptions,
  heterogeneity,
  type MixingDensity,
  type NamedParameters,
} from "./transactions/heterogeneity.js";
export type { GgomNbdParameters } from "./transactions/lifetimes/ggom-nbd.js";
export * as ggomNbd from "./transactions/lifetimes/ggom-nbd.js";
export type { ParetoNbdParameters } from "./transactions/lifetimes/pareto-nbd.js";
export * as paretoNbd from "./transactions/lifetimes/pareto-nbd.js";
export type { NbdParameters } from "./transactions/nbd.js";
export * as nbd from "./transactions/nbd.js";
export type { PerCustomer, PerCustomerAndTime } from "./transactions/per-customer.js";
export type { ReplicatedCustomers } from "./transactions/redrawn-customers.js";
export type {
  PurchaseSimulation,
  PurchaseSimulationOptions,
  SimulatedCustomers,
  SimulatedOrders,
} from "./transactions/simulation.js";
