import { check, checkChoice, checkFraction, checkObject, checkOptions } from "../errors.js";
import type { Interval } from "../inference/interval.js";

/** Whether the period in which a customer leaves counts as paid for. */
export type LeavingPeriod = "paid" | "unpaid";

/** The payment convention of an expected lifetime. */
export interface LifetimeOptions {
  /** Whether the period in which a customer leaves is paid for: `"paid"` (default) gives 1/c, `"unpaid"` (1 - c)/c. */
  readonly leavingPeriod?: LeavingPeriod | undefined;
}

/** A lifetime as its churn rate is given: one number, or an interval. */
export type LifetimeOf<Churn> = Churn extends number | null ? number | null : Interval<number | null>;

/**
 * Expected lifetime in periods of a customer whose churn probability never changes.
 *
 * The two conventions differ by exactly one period: at 20% churn a customer pays 5 times if the period of leaving is
 * paid for, 4 times if not. Where customers differ, 1/c of the average is a lower bound: the loyal ones last longer
 * than the average one (`shiftedBetaGeometric.expectedLifetime`).
 *
 * Formula: 1/c if the period of leaving is paid for, (1 - c)/c if not.
 *
 * @param churn - Churn probability per period, a fraction from 0 to 1, or its interval from `churnRateInterval`.
 * @param options - Whether the period of leaving is paid for.
 * @returns Lifetime in periods of `churn`; null if churn is 0 or null. For an interval, the interval of the lifetime: the ends
 *   are carried through the formula, and the upper one is null where churn's lower end is 0.
 * @throws {InvalidInputError} If `churn` is no fraction and no interval of fractions.
 * @see Gupta & Lehmann (2005), "Managing Customers as Investments", chapter 2.
 *
 * @example
 * expectedLifetime(0.05); // => 20
 * expectedLifetime(0.05, { leavingPeriod: "unpaid" }); // ≈ 19.00
 * expectedLifetime(churnRateInterval({ atStart: 1000, lost: 50 }));
 * // ≈ { estimate: 20.00, lower: 15.31, upper: 26.23, level: 0.95, method: "wilson" }
 */
export function expectedLifetime<Churn extends number | null | Interval<number | null>>(
  churn: Churn,
  options: LifetimeOptions = {},
): LifetimeOf<Churn> {
  const where = "expectedLifetime";
  checkOptions(where, options, ["leavingPeriod"]);
  const { leavingPeriod = "paid" } = options;
  checkChoice(where, "leavingPeriod", leavingPeriod, ["paid", "unpaid"]);
  return throughLifetime(where, churn, (c) => (leavingPeriod === "paid" ? 1 / c : (1 - c) / c));
}

/**
 * Median lifetime in whole periods: the first period by whose end at least half of the customers have left.
 *
 * `halfLife` is the same without rounding up to whole periods. Both are shorter than the expected lifetime: the few
 * who stay very long raise the mean.
 *
 * Formula: the smallest whole t with (1 - c)^t ≤ ½.
 *
 * @param churn - Churn probability per period, a fraction from 0 to 1, or its interval from `churnRateInterval`.
 * @returns Lifetime in whole periods, 1 or more; null if churn is 0 or null. For an interval, the interval of the median, its
 *   upper end null where churn's lower end is 0.
 * @throws {InvalidInputError} If `churn` is no fraction and no interval of fractions.
 * @see Fader & Hardie (2007), "How to Project Customer Retention", doi:10.1002/dir.20074.
 *
 * @example
 * medianLifetime(0.05); // => 14
 */
export function medianLifetime<Churn extends number | null | Interval<number | null>>(
  churn: Churn,
): LifetimeOf<Churn> {
  return throughLifetime("medianLifetime", churn, (c) => Math.max(1, Math.ceil(halvingTime(c))));
}

/**
 * Half-life in periods: the time in which half of the customers leave, at a constant hazard.
 *
 * It is the median lifetime on a continuous clock, not half of the expected lifetime.
 *
 * Formula: ln ½ / ln(1 - c).
 *
 * @param churn - Churn probability per period, a fraction from 0 to 1, or its interval from `churnRateInterval`.
 * @returns Half-life in periods, 0 or more; null if churn is 0 or null. For an interval, the interval of the half-life, its
 *   upper end null where churn's lower end is 0.
 * @throws {InvalidInputError} If `churn` is no fraction and no interval of fractions.
 * @see Keyfitz & Caswell (2005), "Applied Mathematical Demography", 3rd ed., section 1.1.
 *
 * @example
 * halfLife(0.05); // ≈ 13.51
 */
export function halfLife<Churn extends number | null | Interval<number | null>>(
  churn: Churn,
): LifetimeOf<Churn> {
  return throughLifetime("halfLife", churn, halvingTime);
}

function halvingTime(churn: number): number {
  // At c = 1 the quotient is -0.69 / -Infinity, which is 0 as it should be.
  return -Math.LN2 / Math.log1p(-churn);
}

/** Carries a churn rate, or an interval of one, through a lifetime that falls as churn rises: the ends change places. */
function throughLifetime<Churn extends number | null | Interval<number | null>>(
  where: string,
  churn: Churn,
  lifetime: (churn: number) => number,
): LifetimeOf<Churn> {
  const at = (c: number): number | null => {
    const periods = c === 0 ? null : lifetime(c);
    return periods === null || Number.isFinite(periods) ? periods : null;
  };
  // The churn of a period that nobody opened is null, and so is what follows from it.
  if (churn === null) return null as LifetimeOf<Churn>;
  if (typeof churn !== "object") {
    checkFraction(where, "churn", churn);
    return at(churn) as LifetimeOf<Churn>;
  }
  checkObject(where, "churn", churn);
  const { estimate, lower, upper, level, method }: Interval<number | null> = churn;
  if (estimate === null && lower === null && upper === null) return { ...churn } as LifetimeOf<Churn>;
  checkFraction(where, "churn.estimate", estimate);
  checkFraction(where, "churn.lower", lower);
  checkFraction(where, "churn.upper", upper);
  check(lower <= upper, where, "churn.lower", `must be at most churn.upper (${upper})`, lower);
  checkFraction(where, "churn.level", level, "open");
  check(typeof method === "string", where, "churn.method", "must be the name of a method", method);
  const lifetimes = { estimate: at(estimate), lower: at(upper), upper: at(lower), level, method };
  return lifetimes as LifetimeOf<Churn>;
}
