/** The discount rate of one period, from a bare rate of that period or from a rate of a named period. */
import { checkNonNegative } from "../errors.js";
import {
  checkDiscountRate,
  checkTimeUnit,
  checkYearLength,
  type DiscountRate,
  discountRatePer,
  type TimeUnit,
  type YearLength,
} from "../time.js";

/** A discount rate as the functions of value take it. */
export interface DiscountInput extends YearLength {
  /**
   * Effective discount rate, 0 or more: `{ rate: 0.15, per: "year" }` names its period and is converted to `timeUnit`
   * by (1 + d)^Δ; a number is the rate of one period of `retention` (0.1 for 10%).
   */
  readonly discountRate: number | DiscountRate;
  /** The period that retention, margin and horizon are counted in. Left out: the period that `discountRate` names. */
  readonly timeUnit?: TimeUnit | undefined;
}

/** Names of these fields. */
export const discountFields = ["discountRate", "timeUnit", "weeksPerYear"] as const;

/** The discount rate of one period and the unit of that period, null where nothing names it. */
export interface PeriodDiscount {
  readonly rate: number;
  readonly timeUnit: TimeUnit | null;
}

/** Reads and checks the discount rate of one period. */
export function periodDiscount(where: string, input: DiscountInput): PeriodDiscount {
  const { discountRate, timeUnit, weeksPerYear } = input;
  checkYearLength(where, "weeksPerYear", weeksPerYear);
  if (timeUnit !== undefined) checkTimeUnit(where, "timeUnit", timeUnit);
  if (typeof discountRate !== "object" || discountRate === null) {
    checkNonNegative(where, "discountRate", discountRate);
    return { rate: discountRate, timeUnit: timeUnit ?? null };
  }
  checkNonNegative(where, "discountRate.rate", discountRate.rate);
  checkDiscountRate(where, "discountRate", discountRate);
  const unit = timeUnit ?? discountRate.per;
  // The same period needs no conversion, and so loses no digit.
  const rate =
    unit === discountRate.per ? discountRate.rate : discountRatePer(discountRate, unit, { weeksPerYear });
  return { rate, timeUnit: unit };
}
