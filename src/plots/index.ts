/** Pictures of results as specifications of Vega-Lite: plain JSON for notebooks, pages and servers. */

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
