/** Pictures of results as specifications of Vega-Lite: plain JSON for notebooks, pages and servers. */

export {
  calibrationChart,
  cumulativeTrackingChart,
  expectationsByFrequencyChart,
  expectationsByRecencyChart,
  frequencyChart,
  gainChart,
  liftChart,
  profitChart,
  qiniChart,
  trackingChart,
} from "./assessment.js";
export type { Chart, ChartEncoding, ChartLayer, ChartOptions } from "./chart.js";
export {
  activeCustomersChart,
  type CohortChartOptions,
  cohortChart,
  cohortCurvesChart,
  layerCakeChart,
  lifecycleChart,
  powerUserChart,
  retentionCurveChart,
} from "./cohorts.js";
export {
  aliveBySilenceChart,
  aliveHistoryChart,
  aliveMatrixChart,
  heterogeneityChart,
  isoValueChart,
  purchasesMatrixChart,
  spendByFrequencyChart,
  spendDensityChart,
  valueDistributionChart,
} from "./customers.js";
export {
  confidenceSequenceChart,
  type Effect,
  type ExperimentChartOptions,
  experimentChart,
} from "./experiments.js";
export { backtestChart, type ForecastChartOptions, forecastChart } from "./forecasts.js";
export { sobolPairsChart, twoWayChart } from "./matrices.js";
export {
  claimsChart,
  decompositionChart,
  paybackChart,
  quickRatioChart,
  retentionLiftChart,
  revenueMovementsChart,
  revenueWaterfallChart,
  spendingChart,
} from "./money.js";
export {
  informationChart,
  monteCarloChart,
  morrisChart,
  sobolChart,
  spiderChart,
  tornadoChart,
} from "./sensitivity.js";
export {
  coefficientsChart,
  competingCausesChart,
  cumulativeHazardChart,
  hazardChart,
  type ProjectedRetentionChartOptions,
  projectedRetentionChart,
  type SurvivalChartOptions,
  survivalChart,
} from "./survival.js";
export type { ChartTheme } from "./theme.js";
export type { ChartRow } from "./thin.js";
