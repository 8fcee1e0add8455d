import { check, checkCount, checkObject, checkPositive } from "../errors.js";

/** Head counts and, where known, exposure of one period. */
export interface ChurnCounts {
  /** Customers active when the period opens: a whole number, 0 or more. */
  readonly atStart: number;
  /** Customers who joined during the period: a whole number, 0 or more. */
  readonly added: number;
  /** Everyone who left during the period, whenever they had joined: a whole number from 0 to `atStart + added`. */
  readonly lost: number;
  /** Of those lost, how many had joined within the period: a whole number from 0 to `lost` and to `added`; leave out if unknown. */
  readonly lostOfAdded?: number | undefined;
  /** Of those lost, how many of the start's customers were back when the period closed: a whole number; 0 if left out. */
  readonly returned?: number | undefined;
  /** Customer-periods at risk: the sum over customers of the share of the period each was active; leave out if unknown. */
  readonly exposure?: number | undefined;
}

/** The churn of one period under every definition, each a number per period named by its denominator. */
export interface ChurnRates {
  /** Everyone lost, over the customers at the start; above 1 if newcomers leave in numbers; null if nobody was there. */
  readonly ofStart: number | null;
  /** Those of the start who were gone at the end, over the customers at the start; null without `lostOfAdded`, or if nobody was there. */
  readonly ofStartExcludingAdded: number | null;
  /** Everyone lost, over the customers at the start and all who joined; null if there were none. */
  readonly ofStartAndAdded: number | null;
  /** Everyone lost, over the mean of the head counts at start and end; up to 2; null if both are 0. */
  readonly ofAverage: number | null;
  /** Everyone lost per customer-period at risk: a hazard, which may exceed 1; null without `exposure`. */
  readonly perExposure: number | null;
}

/**
 * The churn of one period under each definition that the field uses, by name.
 *
 * The same month can honestly be 6.0%, 5.1%, 5.0% or 4.3%: compare rates only under one name. `ofStart` is the
 * textbook's denominator with everybody's losses (Baremetrics, Netflix's opening base), `ofStartExcludingAdded` what
 * `churnRate` gives (Recurly, ChartMogul's standard), `ofStartAndAdded` Stripe's and Netflix's own, `ofAverage`
 * a common textbook's; `perExposure` is epidemiology's, the only one that neither growth nor the length of the
 * period distorts.
 *
 * Formula: L/S, (L - Lₐ - returned)/S, L/(S + A), L / ((S + E)/2) with E = S + A - L, L / exposure.
 *
 * @param counts - Head counts of one period; `exposure` in customer-periods.
 * @returns One number per definition, per period; null where its denominator is 0 or its input was left out.
 * @throws {InvalidInputError} If a count is negative or not whole, more are lost than were ever there, or `exposure` is not above 0.
 * @see Farris, Bendle, Pfeifer & Reibstein (2010), "Marketing Metrics", 2nd ed., chapter 5.
 * @see Stripe, "Calculating churn rate in Billing"; Baremetrics, "User churn"; ChartMogul, "Customer churn rate" (help pages).
 *
 * @example
 * // 1000 customers on the first; 400 join; 50 of the 1000 and 10 of the 400 leave, all in the middle of the month.
 * churnRates({ atStart: 1000, added: 400, lost: 60, lostOfAdded: 10, exposure: 1170 });
 * // ≈ { ofStart: 0.0600, ofStartExcludingAdded: 0.0500, ofStartAndAdded: 0.0429, ofAverage: 0.0513, perExposure: 0.0513 }
 */
export function churnRates(counts: ChurnCounts): ChurnRates {
  checkChurnCounts("churnRates", "counts", counts);
  const { atStart, added, lost, lostOfAdded, returned = 0, exposure } = counts;
  return {
    ofStart: ratio(lost, atStart),
    ofStartExcludingAdded: lostOfAdded === undefined ? null : ratio(lost - lostOfAdded - returned, atStart),
    ofStartAndAdded: ratio(lost, atStart + added),
    ofAverage: ratio(2 * lost, 2 * atStart + added - lost),
    perExposure: exposure === undefined ? null : lost / exposure,
  };
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function checkChurnCounts(where: string, argument: string, counts: unknown): asserts counts is ChurnCounts {
  checkObject(where, argument, counts);
  const { atStart, added, lost, lostOfAdded, returned = 0, exposure } = counts as ChurnCounts;
  checkCount(where, "atStart", atStart);
  checkCount(where, "added", added);
  check(
    Number.isSafeInteger(lost) && lost >= 0 && lost <= atStart + added,
    where,
    "lost",
    `must be a whole number from 0 to atStart + added (${atStart + added})`,
    lost,
  );
  if (lostOfAdded !== undefined) {
    const fewest = Math.max(0, lost - atStart);
    const most = Math.min(lost, added);
    check(
      Number.isSafeInteger(lostOfAdded) && lostOfAdded >= fewest && lostOfAdded <= most,
      where,
      "lostOfAdded",
      `must be a whole number from ${fewest} to ${most}`,
      lostOfAdded,
    );
  }
  const mostReturned = Math.min(atStart, lost - (lostOfAdded ?? 0));
  check(
    Number.isSafeInteger(returned) && returned >= 0 && returned <= mostReturned,
    where,
    "returned",
    `must be a whole number from 0 to ${mostReturned}`,
    returned,
  );
  if (exposure !== undefined) checkPositive(where, "exposure", exposure);
}
