import { check, checkObject, checkSufficient, isDense } from "../errors.js";
import { checkShare } from "./churn-interval.js";
import type { PeriodCounts } from "./churn-rate.js";

/** The churn of several days under each definition built from days. */
export interface DailyChurnRates {
  /** Sum of the daily rates (ChartMogul for consumer businesses, "Shopify's formula"): may exceed 1 over long ranges. */
  readonly sumOfDays: number;
  /** Share lost if nobody had joined: 1 less the product of the daily retention rates, 0 to 1. */
  readonly compounded: number;
  /** Everyone lost over the mean daily head count: may exceed 1. */
  readonly ofDailyAverage: number;
}

/**
 * The churn of a range of days from daily counts, under each definition that vendors build from days, by name.
 *
 * They agree for small rates and short ranges only. `sumOfDays` adds shares of different bases; `compounded` is what a
 * customer of the first day faces, newcomers leaving as they do; `ofDailyAverage` is close to a rate per exposure.
 *
 * Formula: Σ Lᵢ/Sᵢ; 1 - Π(1 - Lᵢ/Sᵢ); Σ Lᵢ / (Σ Sᵢ/k).
 *
 * @param days - Head counts of each day in order: customers at its start, and how many of them it lost.
 * @returns One number per definition, for the whole range.
 * @throws {InvalidInputError} If a count is not whole or more are lost than were there.
 * @throws {InsufficientDataError} If there are no days.
 * @see ChartMogul, "Customer churn rate" (help page); Noble (2011), "Defining Churn Rate" (Shopify engineering).
 *
 * @example
 * dailyChurnRates([{ atStart: 100, lost: 5 }, { atStart: 95, lost: 5 }]);
 * // ≈ { sumOfDays: 0.1026, compounded: 0.1000, ofDailyAverage: 0.1026 }
 */
export function dailyChurnRates(days: readonly PeriodCounts[]): DailyChurnRates {
  const where = "dailyChurnRates";
  check(isDense(days), where, "days", "must be an array of head counts", days);
  checkSufficient(days.length > 0, where, "days", "must be 1 or more", days.length);
  let sumOfDays = 0;
  let kept = 1;
  let lost = 0;
  let atStart = 0;
  for (const [i, day] of (days as readonly PeriodCounts[]).entries()) {
    checkObject(where, `days[${i}]`, day);
    checkShare(where, `days[${i}].`, day as PeriodCounts);
    sumOfDays += day.lost / day.atStart;
    kept *= (day.atStart - day.lost) / day.atStart;
    lost += day.lost;
    atStart += day.atStart;
  }
  return { sumOfDays, compounded: 1 - kept, ofDailyAverage: (lost * days.length) / atStart };
}
