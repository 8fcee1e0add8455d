/**
 * The economics of returning customers: churn, retention, lifetime value and what a change in retention is worth.
 * Each chapter is also an entry point of its own; `expressions`, which loads mathjs, is only that.
 */

// From orders, events and subscriptions to counts, rates and curves, and whether they differ.
export * from "./data/index.js";
export * from "./rates/index.js";
export * from "./cohorts/index.js";
export * from "./survival/index.js";
export * from "./experiments/index.js";
// Models of customers, how sure one can be of them, and how good they are.
export * from "./models/index.js";
export * from "./inference/index.js";
export * from "./assessment/index.js";
// What customers are worth, and what a change in retention is.
export * from "./value/index.js";
export * from "./economics/index.js";
export * from "./forecasts/index.js";
export * from "./sensitivity/index.js";
// What every chapter shares.
export {
  ConvergenceError,
  type ErrorCode,
  type ErrorReport,
  InsufficientDataError,
  InvalidInputError,
} from "./errors.js";
export type { DiscountRate, TimeUnit, YearLength } from "./time.js";
