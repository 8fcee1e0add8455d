/** The discount rate of a residual value, on the clock of the model's parameters. */
import { check, checkNonNegative, checkObject } from "../../errors.js";
import {
  checkDiscountRate,
  checkTimeUnit,
  continuousDiscountRate,
  type DiscountRate,
  type TimeUnit,
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

/** The continuous rate δ per time unit of the model that a discounting means; 0 or more. */
export function continuousRate(where: string, discounting: Discounting): number {
  checkObject(where, "discounting", discounting);
  if ("continuousDiscountRate" in discounting) {
    const rate = discounting.continuousDiscountRate;
    checkNonNegative(where, "discounting.continuousDiscountRate", rate);
    return rate;
  }
  const { discountRate, timeUnit, weeksPerYear } = discounting;
  checkDiscountRate(where, "discounting.discountRate", discountRate);
  const { rate } = discountRate;
  check(rate >= 0, where, "discounting.discountRate.rate", "must be 0 or more", rate);
  checkTimeUnit(where, "discounting.timeUnit", timeUnit);
  check(
    weeksPerYear === undefined || weeksPerYear === 52,
    where,
    "discounting.weeksPerYear",
    "must be 52 or left out",
    weeksPerYear,
  );
  return continuousDiscountRate(discountRate, timeUnit, { weeksPerYear });
}
