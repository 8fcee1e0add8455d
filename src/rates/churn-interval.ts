import {
  check,
  checkChoice,
  checkCount,
  checkFraction,
  checkObject,
  checkOptions,
  checkPositive,
} from "../errors.js";
import type { Interval } from "../inference/interval.js";
import type { PeriodCounts } from "./churn-rate.js";
import { countInterval, type ExposureMethod, exposureMethods } from "./exposure-interval.js";
import { type ProportionMethod, proportionInterval, proportionMethods } from "./proportion-interval.js";

/** Losses over customer-time at risk. */
export interface ExposureCounts {
  /** Customers lost: a whole number, 0 or more. */
  readonly lost: number;
  /** Customer-time at risk, such as customer-months or customer-days: above 0. */
  readonly exposure: number;
}

/** How sure an interval is to be. */
export interface LevelOptions {
  /** Confidence level: a fraction above 0 and below 1; 0.95 if left out. */
  readonly level?: number | undefined;
}

/** Level and method of the interval of a share. */
export interface ProportionIntervalOptions extends LevelOptions {
  /** Method: `"wilson"` if left out. */
  readonly method?: ProportionMethod | undefined;
}

/** Level and method of the interval of a rate per exposure. */
export interface ExposureIntervalOptions extends LevelOptions {
  /** Method: `"garwood"`, the exact one, if left out. */
  readonly method?: ExposureMethod | undefined;
}

/**
 * Interval for the churn rate of one period: what the period's underlying rate may have been, given that customers
 * leave independently of one another.
 *
 * It says nothing about the next period: rates of several periods scatter more than independence allows, and
 * `churnDispersion` measures by how much, `predictChurn` gives the interval for the next. One cohort's successive
 * months are a life table, not independent samples. A rate near 0 needs no mending: 0 lost of 10 is 0 to 28%.
 *
 * Formula: Wilson (2x + z² ± z √(z² + 4x(n - x)/n)) / (2(n + z²)); Clopper-Pearson and Jeffreys from beta quantiles,
 * Jeffreys exactly 0 at x = 0 and 1 at x = n; exposure: Garwood, χ² quantiles of 2x and 2x + 2 degrees over 2T.
 *
 * @param counts - `{ atStart, lost }` for a share of the customers at the start, or `{ lost, exposure }` for a rate per
 *   customer-time.
 * @param options - `level`, 0.95 if left out; `method`: for shares `"wilson"` (default), `"clopper-pearson"` (covers at
 *   least `level` for every rate), `"jeffreys"`, `"agresti-coull"` or `"wilson-continuity"`; for exposure `"garwood"`
 *   (default, exact), `"byar"` or `"log-wald"`.
 * @returns Estimate and ends: fractions from 0 to 1 for a share (null where nobody was there at the start), per unit of exposure for a rate. Both ends are null for
 *   `"log-wald"` with nobody lost, which has no interval there.
 * @throws {InvalidInputError} If a count is not whole, both or neither of `atStart` and `exposure` are given, or level or
 *   method is unknown.
 * @see Brown, Cai & DasGupta (2001), "Interval Estimation for a Binomial Proportion", doi:10.1214/ss/1009213286.
 * @see Garwood (1936), "Fiducial Limits for the Poisson Distribution", doi:10.1093/biomet/28.3-4.437.
 *
 * @example
 * churnRateInterval({ atStart: 1000, lost: 50 });
 * // ≈ { estimate: 0.0500, lower: 0.0381, upper: 0.0653, level: 0.95, method: "wilson" }
 * churnRateInterval({ atStart: 10, lost: 0 }, { method: "clopper-pearson" }).upper; // ≈ 0.308
 * churnRateInterval({ lost: 27, exposure: 3650 });
 * // ≈ { estimate: 0.00740, lower: 0.00487, upper: 0.01076, level: 0.95, method: "garwood" }
 */
export function churnRateInterval(
  counts: PeriodCounts,
  options?: ProportionIntervalOptions,
): Interval<number | null>;
/**
 * The same of losses over an exposure: with `"log-wald"` both ends are null where nobody was lost.
 * @param counts - `lost`, and `exposure` in units of time.
 * @param options - `method` and `level` (0.95 by default).
 */
export function churnRateInterval(
  counts: ExposureCounts,
  options: { readonly level?: number | undefined; readonly method: "log-wald" },
): Interval<number | null>;
/**
 * The same of losses over an exposure: a rate per unit of exposure.
 * @param counts - `lost`, and `exposure` in units of time.
 * @param options - `method` and `level` (0.95 by default).
 */
export function churnRateInterval(counts: ExposureCounts, options?: ExposureIntervalOptions): Interval;
export function churnRateInterval(
  counts: PeriodCounts | ExposureCounts,
  options: ProportionIntervalOptions | ExposureIntervalOptions = {},
): Interval | Interval<number | null> {
  const where = "churnRateInterval";
  checkObject(where, "counts", counts);
  checkOptions(where, options, ["method", "level"]);
  const { level = 0.95 } = options;
  checkFraction(where, "level", level, "open");
  const tail = (1 - level) / 2;
  const ofShare = "atStart" in counts && counts.atStart !== undefined;
  const ofExposure = "exposure" in counts && counts.exposure !== undefined;
  check(ofShare !== ofExposure, where, "counts", "must have either atStart or exposure", counts);
  if (ofExposure)
    return ofRate(where, counts as ExposureCounts, { ...(options as ExposureIntervalOptions), level, tail });
  const { atStart, lost } = counts as PeriodCounts;
  checkShare(where, "", counts as PeriodCounts, 0);
  const { method = "wilson" } = options as ProportionIntervalOptions;
  checkChoice(where, "method", method, proportionMethods);
  if (atStart === 0) return { estimate: null, lower: null, upper: null, level, method };
  return { estimate: lost / atStart, ...proportionInterval(lost, atStart, tail, method), level, method };
}

function ofRate(
  where: string,
  { lost, exposure }: ExposureCounts,
  options: ExposureIntervalOptions & { readonly level: number; readonly tail: number },
): Interval<number | null> {
  checkCount(where, "lost", lost);
  checkPositive(where, "exposure", exposure);
  const { method = "garwood", level, tail } = options;
  checkChoice(where, "method", method, exposureMethods);
  const ends = countInterval(lost, tail, method);
  const lower = ends === null ? null : ends.lower / exposure;
  const upper = ends === null ? null : ends.upper / exposure;
  return { estimate: lost / exposure, lower, upper, level, method };
}

/** Checks `atStart` and `lost` of one group; `prefix` stands before their names in the message. */
export function checkShare(where: string, prefix: string, { atStart, lost }: PeriodCounts, least = 1): void {
  checkCount(where, `${prefix}atStart`, atStart, least);
  check(
    Number.isSafeInteger(lost) && lost >= 0 && lost <= atStart,
    where,
    `${prefix}lost`,
    `must be a whole number from 0 to atStart (${atStart})`,
    lost,
  );
}

/** The level and the probability left on either side of an interval; `others` are the options beside it. */
export function checkLevel<Options extends LevelOptions>(
  where: string,
  options: Options,
  others: readonly (keyof Options & string)[] = [],
): { level: number; tail: number } {
  checkOptions(where, options, ["level", ...others]);
  const { level = 0.95 } = options;
  checkFraction(where, "level", level, "open");
  return { level, tail: (1 - level) / 2 };
}
