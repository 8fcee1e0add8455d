import { check, checkChoice, checkFields, checkFinite, checkFraction, checkNonNegative } from "../errors.js";
import { checkTimeUnit, checkYearLength, lengthInDays, type TimeUnit, type YearLength } from "../time.js";

/** What a rate is, which decides how it converts between period lengths. */
export type RateKind = "churn" | "retention" | "growth" | "discount" | "hazard";

/** A period: a time unit of mean length, or a stated number of days such as 31 for a long month. */
export type RatePeriod = TimeUnit | { readonly days: number };

/** What a rate is, and the periods to convert it between. */
export interface RateConversion extends YearLength {
  /**
   * What the rate is: `"churn"` and `"retention"` are probabilities, `"growth"` and `"discount"` effective rates,
   * `"hazard"` a rate per unit of exposure such as `perExposure` of `churnRates`.
   */
  readonly kind: RateKind;
  /** The period that the rate belongs to. */
  readonly from: RatePeriod;
  /** The period to restate it for. */
  readonly to: RatePeriod;
}

const kinds: readonly RateKind[] = ["churn", "retention", "growth", "discount", "hazard"];

/**
 * Restates a rate for a period of another length.
 *
 * It assumes a constant hazard, and real cohorts rarely have one: the customers most likely to leave go first, so
 * annualising a young cohort's first month overstates its year, and spreading a year's churn over twelve months
 * understates the first. Where the hazard falls, read the year from a curve (`retentionCurve`, `shiftedBetaGeometric`).
 * Twelve times the monthly churn is never the yearly churn: 3% a month is 30.6% a year, not 36%.
 *
 * Formula: churn 1 - (1 - c)^k; retention r^k; growth and discount (1 + g)^k - 1; hazard h k; k the new period in old ones.
 *
 * @param rate - The rate per `from`: a fraction; from 0 to 1 for churn and retention, above -1 for growth and
 *   discount, 0 or more for a hazard.
 * @param conversion - The rate's kind and the two periods: units of mean length (a month is a twelfth of 365.25 days) or
 *   `{ days }`. With `weeksPerYear: 52` a year is 52 weeks.
 * @returns The rate per `to`, of the same kind and in the same range.
 * @throws {InvalidInputError} If the kind or a period is unknown, or the rate is outside the range of its kind.
 * @see Keyfitz & Caswell (2005), "Applied Mathematical Demography", 3rd ed., section 2.1, on rates and probabilities.
 *
 * @example
 * convertRate(0.01, { kind: "churn", from: "month", to: "year" }); // ≈ 0.1136
 * convertRate(0.01, { kind: "discount", from: "month", to: "year" }); // ≈ 0.1268
 * convertRate(0.97, { kind: "retention", from: "month", to: "quarter" }); // ≈ 0.9127
 * convertRate(0.05, { kind: "churn", from: { days: 28 }, to: { days: 31 } }); // ≈ 0.0552
 */
export function convertRate(rate: number, conversion: RateConversion): number {
  const where = "convertRate";
  checkFields(where, "conversion", conversion, ["kind", "from", "to", "weeksPerYear"]);
  const { kind, from, to, weeksPerYear } = conversion;
  checkChoice(where, "kind", kind, kinds);
  checkRate(where, rate, kind);
  checkYearLength(where, "weeksPerYear", weeksPerYear);
  const periods =
    periodInDays(where, "to", to, weeksPerYear) / periodInDays(where, "from", from, weeksPerYear);
  const converted = periods === 1 ? rate : rateOver(rate, kind, periods);
  check(Number.isFinite(converted), where, "rate", "must be small enough to convert to a finite rate", rate);
  return converted;
}

function rateOver(rate: number, kind: RateKind, periods: number): number {
  if (kind === "hazard") return rate * periods;
  if (kind === "retention") return rate ** periods;
  // Through logarithms: 1 - (1 - c)^k loses the digits of a small rate.
  if (kind === "churn") return -Math.expm1(periods * Math.log1p(-rate));
  return Math.expm1(periods * Math.log1p(rate));
}

function checkRate(where: string, rate: number, kind: RateKind): void {
  if (kind === "churn" || kind === "retention") checkFraction(where, "rate", rate);
  else if (kind === "hazard") checkNonNegative(where, "rate", rate);
  else {
    checkFinite(where, "rate", rate);
    check(rate > -1, where, "rate", "must be above -1", rate);
  }
}

function periodInDays(where: string, argument: string, period: RatePeriod, weeksPerYear?: 52): number {
  if (typeof period !== "object" || period === null) {
    checkTimeUnit(where, argument, period);
    return lengthInDays(period, { weeksPerYear });
  }
  const { days } = period;
  check(
    Number.isFinite(days) && days > 0,
    where,
    `${argument}.days`,
    "must be a finite number above 0",
    days,
  );
  return days;
}

/**
 * Probability of leaving within a time, from a constant hazard.
 *
 * The way from `perExposure` (27 losses in 3,650 customer-days is a hazard of 0.0074 a day) to a churn probability;
 * map the ends of an interval through it in the same way.
 *
 * Formula: c = 1 - exp(-h t).
 *
 * @param hazard - Losses per customer and unit of time: 0 or more.
 * @param time - How long, in the same unit: 0 or more; 1 if left out.
 * @returns Probability of leaving within `time`: a fraction from 0 to 1.
 * @throws {InvalidInputError} If a number is negative or not finite.
 * @see Keyfitz & Caswell (2005), "Applied Mathematical Demography", 3rd ed., section 2.1.
 *
 * @example
 * churnFromHazard(27 / 3650, 30); // ≈ 0.1990
 */
export function churnFromHazard(hazard: number, time = 1): number {
  checkNonNegative("churnFromHazard", "hazard", hazard);
  checkNonNegative("churnFromHazard", "time", time);
  // 0 - x, not -x: a probability of zero is 0, never -0.
  return 0 - Math.expm1(-hazard * time);
}

/**
 * The constant hazard that gives a churn probability in one period.
 *
 * Always above the probability itself; the two agree for small rates only.
 *
 * Formula: h = -ln(1 - c).
 *
 * @param churn - Churn probability of the period: a fraction from 0 to below 1.
 * @returns Hazard per period: 0 or more.
 * @throws {InvalidInputError} If `churn` is not a fraction below 1.
 * @see Keyfitz & Caswell (2005), "Applied Mathematical Demography", 3rd ed., section 2.1.
 *
 * @example
 * hazardFromChurn(0.05); // ≈ 0.0513
 */
export function hazardFromChurn(churn: number): number {
  checkFraction("hazardFromChurn", "churn", churn, "belowOne");
  return 0 - Math.log1p(-churn);
}
