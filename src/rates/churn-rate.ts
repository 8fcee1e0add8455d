import { check } from "../errors.js";

/** Head counts for one period and one group of customers. */
export interface PeriodCounts {
  /** Customers active when the period opens: a whole number, 0 or more. */
  readonly atStart: number;
  /** Of those customers, how many had left when it closed: a whole number from 0 to `atStart`. */
  readonly lost: number;
}

/**
 * Customer churn rate of one period: the share of the customers present at its start who had left by its end.
 *
 * Someone who joins and leaves inside the period is in neither count. Counting such customers in `lost` mixes two
 * groups; `churnRates` gives the definitions that count them. The rate belongs to the period of the counts:
 * `convertRate` restates it for another one, `churnRateInterval` says how far a small group can be trusted.
 *
 * Formula: c = lost / atStart.
 *
 * @param counts - Head counts of one period.
 * @returns Churn rate per period: a fraction from 0 to 1, not a percentage; null where nobody was there at the start.
 * @throws {InvalidInputError} If a count is not whole, `atStart` is below 0, or `lost` exceeds `atStart`.
 * @see Farris, Bendle, Pfeifer & Reibstein (2010), "Marketing Metrics", 2nd ed., chapter 5.
 *
 * @example
 * // 250 subscribers on 1 March; 10 of those 250 were gone by 1 April.
 * churnRate({ atStart: 250, lost: 10 }); // => 0.04
 */
export function churnRate(counts: PeriodCounts): number | null {
  checkCounts("churnRate", counts);
  return counts.atStart === 0 ? null : counts.lost / counts.atStart;
}

/**
 * Customer retention rate of one period: the share of the customers present at its start who were still there at
 * its end.
 *
 * New customers never count, so it cannot be had from two head counts alone: a business that loses half its
 * customers and wins as many has a retention rate of 0.5.
 *
 * Formula: r = 1 - c = (atStart - lost) / atStart.
 *
 * @param counts - Head counts of one period.
 * @returns Retention rate per period: a fraction from 0 to 1, not a percentage; null where nobody was there at the start.
 * @throws {InvalidInputError} If a count is not whole, `atStart` is below 0, or `lost` exceeds `atStart`.
 * @see Farris, Bendle, Pfeifer & Reibstein (2010), "Marketing Metrics", 2nd ed., chapter 5.
 *
 * @example
 * retentionRate({ atStart: 250, lost: 10 }); // => 0.96
 */
export function retentionRate(counts: PeriodCounts): number | null {
  checkCounts("retentionRate", counts);
  return counts.atStart === 0 ? null : (counts.atStart - counts.lost) / counts.atStart;
}

function checkCounts(where: string, counts: PeriodCounts): void {
  // Spelt out rather than called, so that the commonest import of the package stays under 1 kB.
  check(Object(counts) === counts, where, "counts", "must be an object", counts);
  const { atStart, lost } = counts;
  const isWhole = Number.isSafeInteger;
  check(isWhole(atStart) && atStart >= 0, where, "atStart", "must be a whole number of 0 or more", atStart);
  check(
    isWhole(lost) && lost >= 0 && lost <= atStart,
    where,
    "lost",
    `must be a whole number from 0 to atStart (${atStart})`,
    lost,
  );
}
