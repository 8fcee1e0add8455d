import { check, checkObject } from "../errors.js";
import {
  checkDiscountRate,
  checkTimeUnit,
  type DiscountRate,
  discountRatePer,
  type TimeUnit,
} from "../time.js";

/** The clock of a calculation by periods: how long a period is, and what waiting one costs. */
export interface PeriodClock {
  /** Length of one period, for every rate and amount per period of the call. Left out: the period of the discount rate. */
  readonly timeUnit?: TimeUnit | undefined;
  /** Effective discount rate with its period, for instance `{ rate: 0.1, per: "year" }`; 0 or more. */
  readonly discountRate: DiscountRate;
}

/** Checks a clock and gives the effective discount rate per period of it, 0 or more. */
export function discountPerPeriod(where: string, clock: PeriodClock): number {
  const { discountRate, timeUnit } = clock;
  checkDiscountRate(where, "discountRate", discountRate);
  check(discountRate.rate >= 0, where, "discountRate.rate", "must be 0 or more", discountRate.rate);
  if (timeUnit === undefined || timeUnit === discountRate.per) return discountRate.rate;
  checkTimeUnit(where, "timeUnit", timeUnit);
  return discountRatePer(discountRate, timeUnit);
}

/** Checks that a call was given one object of arguments. */
export function checkArguments(where: string, value: unknown): asserts value is object {
  checkObject(where, "argument", value);
}
