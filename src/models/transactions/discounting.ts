/** The discount rate of a residual value, on the clock of the model's parameters. */
import { check, checkFields, checkNonNegative, checkNoPercentage } from "../../errors.js";
import {
  checkDiscountRate,
  checkTimeUnit,
  checkYearLength,
  continuousDiscountRate,
  type DiscountRate,
  discountRatePer,
  type TimeUnit,
  type YearLength,
} from "../../time.js";

/** A continuous rate, by name: δ per time unit of the model. */
export interface ContinuousDiscount {
  /** Continuous discount rate δ per time unit of the model's parameters: 0.0027 a week is about 15% a year. */
  readonly continuousDiscountRate: number;
}

/** An effective rate per named period, with the unit of time of the model's parameters. */
export interface EffectiveDiscount {
  /** Effective discount rate and its period: `{ rate: 0.15, per: "year" }`. */
  readonly discountRate: DiscountRate;
  /** Unit of time of the model's parameters, as a fit reports it. */
  readonly timeUnit: TimeUnit;
  /** Set to 52 to count a year as 52 weeks, as the papers on CDNOW do; left out, a year is 365.25 days. */
  readonly weeksPerYear?: 52 | undefined;
}

/** How the purchases to come are discounted: effectively per a named period, or continuously. */
export type Discounting = EffectiveDiscount | ContinuousDiscount;

const effectiveFields = ["discountRate", "timeUnit", "weeksPerYear"] as const;

/** The continuous rate δ per time unit of the model that a discounting means; 0 or more. */
export function continuousRate(where: string, discounting: Discounting): number {
  checkFields(where, "discounting", discounting, [...effectiveFields, "continuousDiscountRate"]);
  if ("continuousDiscountRate" in discounting) {
    const rate = discounting.continuousDiscountRate;
    checkNonNegative(where, "discounting.continuousDiscountRate", rate);
    checkNoPercentage(where, "discounting.continuousDiscountRate", rate);
    return rate;
  }
  const { discountRate, timeUnit, weeksPerYear } = discounting;
  checkDiscountRate(where, "discounting.discountRate", discountRate);
  const { rate } = discountRate;
  check(rate >= 0, where, "discounting.discountRate.rate", "must be 0 or more", rate);
  checkTimeUnit(where, "discounting.timeUnit", timeUnit);
  checkYearLength(where, "discounting.weeksPerYear", weeksPerYear);
  return continuousDiscountRate(discountRate, timeUnit, { weeksPerYear });
}

/** How purchases at opportunities are discounted: by a rate from one to the next, or by one of a named period. */
export interface OpportunityDiscount extends YearLength {
  /** Effective rate: a number from one opportunity to the next (0.1 for 10%), or `{ rate: 0.1, per: "year" }`; 0 or more. */
  readonly discountRate: number | DiscountRate;
  /** Time between opportunities, for a rate of a named period. Left out: the period that `discountRate` names. */
  readonly timeUnit?: TimeUnit | undefined;
}

/** The effective rate from one opportunity to the next that a discounting means; 0 or more. */
export function opportunityRate(where: string, discounting: OpportunityDiscount): number {
  checkFields(where, "discounting", discounting, effectiveFields);
  const { discountRate, timeUnit, weeksPerYear } = discounting;
  if (timeUnit !== undefined) checkTimeUnit(where, "discounting.timeUnit", timeUnit);
  checkYearLength(where, "discounting.weeksPerYear", weeksPerYear);
  if (typeof discountRate !== "object" || discountRate === null) {
    checkNonNegative(where, "discounting.discountRate", discountRate);
    return discountRate;
  }
  checkNonNegative(where, "discounting.discountRate.rate", discountRate.rate);
  checkDiscountRate(where, "discounting.discountRate", discountRate);
  const unit = timeUnit ?? discountRate.per;
  return unit === discountRate.per
    ? discountRate.rate
    : discountRatePer(discountRate, unit, { weeksPerYear });
}
