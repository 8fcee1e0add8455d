/** Lifetime value of customers and what follows from it. */
export type { CustomerInput, MarginInput, PaymentInput } from "./customer-stream.js";
export type { DiscountInput } from "./discounting.js";
export { type LifetimeValue, type LifetimeValueInput, lifetimeValue } from "./lifetime-value.js";
export { type MarginMultipleInput, marginMultiple } from "./margin-multiple.js";
export type {
  RetentionInput,
  StayingInput,
  SurvivalExtrapolation,
  SurvivalInput,
  SurvivalStep,
  SurvivalSteps,
} from "./survival-curve.js";
export type { PaymentTiming } from "./timing.js";
