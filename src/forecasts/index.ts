/** Forecasts: customers and revenue of the coming periods, with intervals, and their back-test. */
export {
  type Backtest,
  type BacktestInput,
  type BacktestOrigin,
  type BacktestQuantity,
  type BacktestSize,
  backtest,
  backtestAsync,
  type CohortBacktestInput,
  type ForecastAnswer,
  type ForecastNumber,
  type ForecastWithEnds,
  type SeriesBacktestInput,
} from "./backtest.js";
export type { BacktestRow, ForecastScore } from "./backtest-scores.js";
export type { SeasonChoice } from "./churn-outlook.js";
export type { EventFindings, SeasonFindings, SeasonRow } from "./findings.js";
export type { ForecastSize, SubscriberBase } from "./forecast-input.js";
export {
  type ForecastScenarios,
  type ForecastScenariosInput,
  forecastScenarios,
  forecastScenariosAsync,
  type ScenarioDifference,
  type ScenarioForecast,
  type SubscriberScenario,
} from "./forecast-scenarios.js";
export {
  type BaseFindings,
  forecastSubscribers,
  forecastSubscribersAsync,
  type SegmentForecast,
  type SubscriberForecast,
  type SubscriberForecastInput,
  type SubscriberForecastRow,
  type SubscriberForecastTotals,
} from "./forecast-subscribers.js";
export {
  forecastTransactions,
  forecastTransactionsAsync,
  type TransactionForecast,
  type TransactionForecastRow,
  type TransactionForecastTotals,
} from "./forecast-transactions.js";
export type { IntakeFinding } from "./intake.js";
export type { ScoredModel } from "./model-choice.js";
export type { ForecastEvent, PricePath, PriceStep } from "./revenue-plan.js";
export type { ForecastInterval } from "./subscriber-draws.js";
export type { BaseByTenure, ForecastCohort, SubscriberModel } from "./subscriber-model.js";
export type {
  FittedSpending,
  ForecastCustomers,
  PurchaseModel,
  SpendModel,
  TransactionForecastInput,
} from "./transaction-input.js";
