/** The discount rate of a residual value, on the clock of the model's parameters. */
import { checkFields, checkNonNegative } from "../../errors.js";
import {
  checkDiscountRate,
  checkTimeUnit,
  continuousDiscountRate,
  type DiscountInput,
  discountFields,
  periodDiscount,
  type TimeUnit,
} from "../../time.js";
import { agreedTimeUnit } from "../fitted.js";

/** A continuous rate, by name: δ per time unit of the model. */
export interface ContinuousDiscount {
  /** Continuous discount rate δ per time unit of the model's parameters: 0.0027 a week is about 15% a year. */
  readonly continuousDiscountRate: number;
}

/**
 * An effective rate of a named period, with the unit of time of the model's parameters, which is left out with a fit that knows
 * it. As a number the rate is one per period of the `timeUnit` stated beside it.
 */
export interface EffectiveDiscount extends DiscountInput {}

/** How the purchases to come are discounted: effectively per a named period, or continuously. */
export type Discounting = EffectiveDiscount | ContinuousDiscount;

/** The continuous rate δ per time unit of the model (that of its fit, if it has one) that a discounting means; 0 or more. */
export function continuousRate(
  where: string,
  discounting: Discounting,
  fitted: TimeUnit | null = null,
): number {
  checkFields(where, "discounting", discounting, [...discountFields, "continuousDiscountRate"]);
  if ("continuousDiscountRate" in discounting) {
    const rate = discounting.continuousDiscountRate;
    checkNonNegative(where, "discounting.continuousDiscountRate", rate);
    return rate;
  }
  const { discountRate, timeUnit: stated, weeksPerYear } = discounting;
  // A number alone would be taken for a rate a year, and be one a week.
  if (stated === undefined) checkDiscountRate(where, "discounting.discountRate", discountRate);
  const timeUnit = agreedTimeUnit(where, "discounting.timeUnit", stated, fitted);
  checkTimeUnit(where, "discounting.timeUnit", timeUnit);
  const { rate } = periodDiscount(where, { discountRate, timeUnit, weeksPerYear }, "discounting.");
  if (typeof discountRate === "number") return Math.log1p(rate);
  return continuousDiscountRate(discountRate, timeUnit, { weeksPerYear });
}

/**
 * How purchases at opportunities are discounted: by a number, the rate from one opportunity to the next, or by a rate of a named
 * period, `timeUnit` being the time between opportunities.
 */
export interface OpportunityDiscount extends DiscountInput {}

/** The effective rate from one opportunity to the next that a discounting means; 0 or more. */
export function opportunityRate(
  where: string,
  discounting: OpportunityDiscount,
  fitted: TimeUnit | null = null,
): number {
  checkFields(where, "discounting", discounting, discountFields);
  const { discountRate, timeUnit: stated, weeksPerYear } = discounting;
  const timeUnit = agreedTimeUnit(where, "discounting.timeUnit", stated, fitted) ?? undefined;
  return periodDiscount(where, { discountRate, timeUnit, weeksPerYear }, "discounting.").rate;
}
