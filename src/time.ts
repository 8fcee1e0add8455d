/**
 * Units of time, their lengths, and what follows from them for discounting. One table of lengths serves the whole
 * library; calendars (months of 28 to 31 days, daylight saving) are the business of `data/`.
 */
import { check, checkChoice, checkFields, checkFraction } from "./errors.js";

/** A unit that durations, periods and rates are counted in. */
export type TimeUnit = "hour" | "day" | "week" | "month" | "quarter" | "year";

/** Every time unit, shortest first. */
export const timeUnits: readonly TimeUnit[] = ["hour", "day", "week", "month", "quarter", "year"];

/** How long a year is: 365.25 days, or exactly 52 weeks as the papers on CDNOW count it. */
export interface YearLength {
  /** Set to 52 to count a year as 52 weeks (364 days); left out, a year is 365.25 days. */
  readonly weeksPerYear?: 52 | undefined;
}

/** An effective discount rate and the period that it belongs to: `{ rate: 0.15, per: "year" }`. */
export interface DiscountRate {
  /** Effective rate per period: a fraction from 0 to 1, for instance 0.15 for 15%. */
  readonly rate: number;
  /** The period of the rate. */
  readonly per: TimeUnit;
}

const yearDays = 365.25;
const unitDays: Readonly<Record<TimeUnit, number>> = {
  hour: 1 / 24,
  day: 1,
  week: 7,
  month: yearDays / 12,
  quarter: yearDays / 4,
  year: yearDays,
};

/** Checks that a value is a time unit. */
export function checkTimeUnit(where: string, argument: string, value: unknown): asserts value is TimeUnit {
  checkChoice(where, argument, value, timeUnits);
}

/** Checks how long a year is asked to be: 52 weeks, or left out. */
export function checkYearLength(where: string, argument: string, value: unknown): void {
  check(value === undefined || value === 52, where, argument, "must be 52 or left out", value);
}

/** Mean length of a unit in days: a year is 365.25 days, a month a twelfth of it. With `weeksPerYear: 52` a year is 364. */
export function lengthInDays(unit: TimeUnit, { weeksPerYear }: YearLength = {}): number {
  checkYearLength("lengthInDays", "weeksPerYear", weeksPerYear);
  const days = unitDays[unit];
  const ofTheYear = unit === "month" || unit === "quarter" || unit === "year";
  return weeksPerYear === 52 && ofTheYear ? (days * 364) / yearDays : days;
}

/** How many `to` periods fit into one `from` period: `periodsPer("year", "month")` is 12. */
export function periodsPer(from: TimeUnit, to: TimeUnit, year: YearLength = {}): number {
  return lengthInDays(from, year) / lengthInDays(to, year);
}

/**
 * The effective discount rate for another period: (1 + d)^Δ - 1, where Δ is the length of the new period in old ones.
 */
export function discountRatePer(discount: DiscountRate, unit: TimeUnit, year: YearLength = {}): number {
  return Math.expm1(continuousDiscountRate(discount, unit, year));
}

/** The continuous discount rate per `unit`: δ = ln(1 + d) / Δ, where Δ is the length of the rate's period in units. */
export function continuousDiscountRate(
  discount: DiscountRate,
  unit: TimeUnit,
  year: YearLength = {},
): number {
  return Math.log1p(discount.rate) * periodsPer(unit, discount.per, year);
}

/** A discount rate as every function takes it. */
export interface DiscountInput extends YearLength {
  /**
   * Effective discount rate, from 0 to 1: a number is the rate of one period of `timeUnit` (0.1 for 10%);
   * `{ rate: 0.15, per: "year" }` names its period and is converted to `timeUnit` by (1 + d)^Δ.
   */
  readonly discountRate: number | DiscountRate;
  /** The period that everything else is counted in. Left out: the period that `discountRate` names. */
  readonly timeUnit?: TimeUnit | undefined;
}

/** Names of these fields. */
export const discountFields = ["discountRate", "timeUnit", "weeksPerYear"] as const;

/** The discount rate of one period and the unit of that period, null where nothing names it. */
export interface PeriodDiscount {
  readonly rate: number;
  readonly timeUnit: TimeUnit | null;
}

/** Reads and checks the discount rate of one period; `place` stands before the names of the fields in messages. */
export function periodDiscount(where: string, input: DiscountInput, place = ""): PeriodDiscount {
  const { discountRate, timeUnit, weeksPerYear } = input;
  checkYearLength(where, `${place}weeksPerYear`, weeksPerYear);
  if (timeUnit !== undefined) checkTimeUnit(where, `${place}timeUnit`, timeUnit);
  const name = `${place}discountRate`;
  if (typeof discountRate === "number") {
    checkFraction(where, name, discountRate);
    return { rate: discountRate, timeUnit: timeUnit ?? null };
  }
  checkDiscountRate(where, name, discountRate);
  const { rate, per } = discountRate;
  const unit = timeUnit ?? per;
  // The same period needs no conversion, and so loses no digit.
  return {
    rate: unit === per ? rate : discountRatePer(discountRate, unit, { weeksPerYear }),
    timeUnit: unit,
  };
}

/** Checks that a value is a discount rate with its period. */
export function checkDiscountRate(
  where: string,
  argument: string,
  value: unknown,
): asserts value is DiscountRate {
  const rule =
    'must be a rate per period of the time unit (0.15 for 15%), or one of a named period, { rate: 0.15, per: "year" }';
  check(typeof value === "object" && value !== null && !Array.isArray(value), where, argument, rule, value);
  checkFields(where, argument, value as DiscountRate, ["rate", "per"]);
  const { rate, per } = value as DiscountRate;
  checkFraction(where, `${argument}.rate`, rate);
  checkTimeUnit(where, `${argument}.per`, per);
}

/**
 * When payment k = 1, 2, … falls and for whom; S(t) is the share of customers still active at time t.
 *
 * - `"now"`: at time k - 1, from those active then: the first margin is received at once (the default).
 * - `"afterOnePeriod"`: at time k, from those who stayed k periods: the margin multiple r / (1 + d - r).
 * - `"endOfPeriodCertain"`: at time k, from those active at time k - 1: the first payment is certain but late.
 * - `"midPeriod"`: at time k - ½, from those active then.
 * - `"continuous"`: a steady flow of one margin per period while the customer is active.
 */
export type PaymentTiming = "now" | "afterOnePeriod" | "endOfPeriodCertain" | "midPeriod" | "continuous";
