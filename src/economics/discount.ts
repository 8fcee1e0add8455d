/** The discount rate of one period, from a bare rate of that period or from a rate of another, named period. */
import { check, checkNonNegative, checkObject } from "../errors.js";
import {
  checkDiscountRate,
  checkTimeUnit,
  type DiscountRate,
  discountRatePer,
  type TimeUnit,
} from "../time.js";

/** A discount rate as the functions of value take it. */
export interface DiscountInput {
  /**
   * Effective discount rate: a number of 0 or more is the rate of one period of `retention` (0.1 for 10%); an object
   * `{ rate: 0.15, per: "year" }` names its own period and is converted by (1 + d)^Δ, for which `timeUnit` is needed.
   */
  readonly discountRate: number | DiscountRate;
  /** The period that `retention`, `margin` and `horizon` are counted in: needed when `discountRate` names its period. */
  readonly timeUnit?: TimeUnit | undefined;
}

/** The discount rate of one period and the unit of that period, null where it was not named. */
export interface PeriodDiscount {
  readonly rate: number;
  readonly timeUnit: TimeUnit | null;
}

/** Reads and checks the discount rate of one period. */
export function periodDiscount(where: string, { discountRate, timeUnit }: DiscountInput): PeriodDiscount {
  if (timeUnit !== undefined) checkTimeUnit(where, "timeUnit", timeUnit);
  if (typeof discountRate !== "object" || discountRate === null) {
    checkNonNegative(where, "discountRate", discountRate);
    return { rate: discountRate, timeUnit: timeUnit ?? null };
  }
  checkDiscountRate(where, "discountRate", discountRate);
  checkNonNegative(where, "discountRate.rate", discountRate.rate);
  check(
    timeUnit !== undefined,
    where,
    "timeUnit",
    "must name the period of retention when discountRate names its own",
    timeUnit,
  );
  return { rate: discountRatePer(discountRate, timeUnit), timeUnit };
}

/** Checks that a call was given one object of arguments. */
export function checkArguments(where: string, value: unknown): asserts value is object {
  checkObject(where, "argument", value);
}
