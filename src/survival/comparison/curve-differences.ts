/** How far two curves are apart: at a time, or in the mean time within a horizon. */
import { checkChoice, checkFraction, checkNonNegative, checkOptions, checkPositive } from "../../errors.js";
import type { Interval } from "../../inference/interval.js";
import { chiSquareUpper } from "../../math/distributions.js";
import { normalQuantile } from "../../math/normal.js";
import { countUpTo } from "../../math/sorted-search.js";
import type { TimeUnit } from "../../time.js";
import type { CurveColumns } from "../curve-columns.js";
import type { KaplanMeierCurve } from "../kaplan-meier-curve.js";
import { meanWithin } from "../restricted-mean.js";
import { readTwoCurves } from "./two-curves.js";

/** Options of `survivalDifference`. */
export interface SurvivalDifferenceOptions {
  /** The time at which the curves are compared, 0 or more, in their unit. */
  readonly time: number;
  /** Confidence level, above 0 and below 1; default 0.95. */
  readonly level?: number | undefined;
  /**
   * Scale of the test: `"plain"` (default), S itself, which goes with the interval; `"logLog"`, ln(-ln S), which keeps its level
   * better with few subjects or shares near 0 and 1.
   */
  readonly test?: "plain" | "logLog" | undefined;
}

/** A difference with its interval and the test of whether it is 0. */
export interface CurveDifference extends Interval<number | null> {
  /** Standard error of the difference; null where one of the curves has none there. */
  readonly standardError: number | null;
  /** χ² of the test, one degree of freedom; null where an error is missing. */
  readonly chiSquare: number | null;
  /** Two-sided p-value; null with it. */
  readonly pValue: number | null;
}

/** A difference of two curves at one time. */
export interface SurvivalDifference extends CurveDifference {
  /** The time. */
  readonly time: number;
  /** Scale of the test. */
  readonly test: "plain" | "logLog";
}

/**
 * Difference of two survival curves at one time, with its interval: first minus second.
 *
 * Choose the time before you look. The interval is for customers who are different in the two curves: one customer in both makes it
 * wrong. Whether the curves differ at any time is what `logRankTest` asks.
 *
 * Formula: S₁(t) - S₂(t) ± z √(se₁² + se₂²), cut at -1 and 1; χ² its square over its variance, or on the scale ln(-ln S), whose
 * variances are se²/(S ln S)².
 *
 * @param first - A result of `kaplanMeier` or `flemingHarrington`.
 * @param second - Another, of other customers and in the same unit.
 * @param options - `time`; `level`, `test`.
 * @returns The difference, a fraction from -1 to 1, with its interval and test; all null beyond the last time of a curve.
 * @throws {InvalidInputError} If a curve is none, their units differ, or the time is below 0.
 * @see Klein, Logan, Harhoff & Andersen (2007), "Analyzing survival curves at a fixed point in time", doi:10.1002/sim.2864.
 *
 * @example
 * const pro = kaplanMeier({ duration: [2, 4, 4, 7, 9, 12], event: [1, 1, 0, 1, 0, 0] });
 * const basic = kaplanMeier({ duration: [1, 3, 3, 5, 6, 8], event: [1, 1, 1, 1, 1, 0] });
 * survivalDifference(pro, basic, { time: 6 });
 * // ≈ { estimate: 0.5, lower: 0.0192, upper: 0.981, level: 0.95, method: "normal", standardError: 0.245, chiSquare: 4.154, pValue: 0.0415, time: 6, test: "plain" }
 */
export function survivalDifference(
  first: KaplanMeierCurve,
  second: KaplanMeierCurve,
  options: SurvivalDifferenceOptions,
): SurvivalDifference {
  const where = "survivalDifference";
  checkOptions(where, options, ["time", "level", "test"]);
  const curves = readTwoCurves(where, first, second);
  const { time, level = 0.95, test = "plain" } = options;
  checkNonNegative(where, "time", time);
  checkFraction(where, "level", level, "open");
  checkChoice(where, "test", test, ["plain", "logLog"]);
  const [one, other] = curves.map((columns) => shareAt(columns, time)) as [Estimate, Estimate];
  const difference = differ(one, other, { level, bound: 1 });
  if (test === "plain") return { ...difference, time: time + 0, test };
  const [a, b] = [toLogLog(one), toLogLog(other)];
  const { chiSquare, pValue } = differ(a, b, { level, bound: Number.POSITIVE_INFINITY });
  return { ...difference, chiSquare, pValue, time: time + 0, test };
}

/** Options of `restrictedMeanDifference`. */
export interface RestrictedMeanDifferenceOptions {
  /** The horizon, above 0, in the unit of the curves: at most the last time of each, unless nobody is left there. */
  readonly horizon: number;
  /** Confidence level, above 0 and below 1; default 0.95. */
  readonly level?: number | undefined;
}

/** A difference of two restricted means. */
export interface RestrictedMeanDifference extends CurveDifference {
  /** The horizon. */
  readonly horizon: number;
  /** Unit of the difference and of the horizon; null where the curves name none. */
  readonly timeUnit: TimeUnit | null;
}

/**
 * Difference of two restricted means, with its interval: the time units within a horizon by which the first group stays longer.
 *
 * It says in months what a log-rank test says in a p-value, and needs no proportional hazards; times the margin per month it is
 * money. The horizon is part of the question: choose it before you look. The customers of the two curves must be different.
 *
 * Formula: μ₁(τ) - μ₂(τ) ± z √(se₁² + se₂²), cut at -τ and τ; χ² its square over its variance.
 *
 * @param first - A result of `kaplanMeier` or `flemingHarrington`.
 * @param second - Another, of other customers and in the same unit.
 * @param options - `horizon`; `level`.
 * @returns The difference in the unit of the curves, with its interval and test; null but for the estimate where an error is unknown.
 * @throws {InvalidInputError} If a curve is none, their units differ, or the horizon is beyond the last time of one.
 * @see Royston & Parmar (2013), BMC Medical Research Methodology 13, 152, doi:10.1186/1471-2288-13-152.
 *
 * @example
 * const pro = kaplanMeier({ duration: [2, 4, 4, 7, 9, 12], event: [1, 1, 0, 1, 0, 0] });
 * const basic = kaplanMeier({ duration: [1, 3, 3, 5, 6, 8], event: [1, 1, 1, 1, 1, 0] });
 * const { estimate, lower, upper, pValue } = restrictedMeanDifference(pro, basic, { horizon: 8 });
 * [estimate, lower, upper, pValue]; // ≈ [1.78, -0.826, 4.38, 0.181]
 */
export function restrictedMeanDifference(
  first: KaplanMeierCurve,
  second: KaplanMeierCurve,
  options: RestrictedMeanDifferenceOptions,
): RestrictedMeanDifference {
  const where = "restrictedMeanDifference";
  checkOptions(where, options, ["horizon", "level"]);
  const [one, other] = readTwoCurves(where, first, second);
  const { horizon, level = 0.95 } = options;
  checkPositive(where, "horizon", horizon);
  checkFraction(where, "level", level, "open");
  const a = meanWithin(where, first, { columns: one, horizon, argument: "first" });
  const b = meanWithin(where, second, { columns: other, horizon, argument: "second" });
  return {
    ...differ(a, b, { level, bound: horizon }),
    horizon,
    timeUnit: first.timeUnit ?? second.timeUnit ?? null,
  };
}

interface Estimate {
  readonly estimate: number | null;
  readonly standardError: number | null;
}

/** S at a time, and its error; null beyond the last time unless nobody is left. */
function shareAt({ time, survival, standardError }: CurveColumns, moment: number): Estimate {
  const i = countUpTo(time, moment) - 1;
  if (i < 0) return { estimate: 1, standardError: 0 };
  const estimate = survival[i]!;
  if (i === time.length - 1 && time[i]! < moment && estimate > 0)
    return { estimate: null, standardError: null };
  return { estimate, standardError: Number.isNaN(standardError[i]) ? null : standardError[i]! };
}

/** ln(-ln S) and its error: none where S is 0 or 1. */
function toLogLog({ estimate, standardError }: Estimate): Estimate {
  if (estimate === null || standardError === null || estimate === 0 || estimate === 1)
    return { estimate: null, standardError: null };
  const log = Math.log(estimate);
  return { estimate: Math.log(-log), standardError: Math.abs(standardError / (estimate * log)) };
}

/** First less second, with a normal interval cut at a bound on either side. */
function differ(
  first: Estimate,
  second: Estimate,
  { level, bound }: { readonly level: number; readonly bound: number },
): CurveDifference {
  const about = { level, method: "normal" };
  const isKnown = first.estimate !== null && second.estimate !== null;
  const estimate = isKnown ? first.estimate! - second.estimate! : null;
  if (estimate === null || first.standardError === null || second.standardError === null)
    return {
      estimate,
      lower: null,
      upper: null,
      ...about,
      standardError: null,
      chiSquare: null,
      pValue: null,
    };
  const standardError = Math.hypot(first.standardError, second.standardError);
  const half = -normalQuantile((1 - level) / 2) * standardError;
  const chiSquare = standardError > 0 ? (estimate / standardError) ** 2 : null;
  return {
    estimate,
    lower: Math.max(-bound, estimate - half),
    upper: Math.min(bound, estimate + half),
    ...about,
    standardError,
    chiSquare,
    pValue: chiSquare === null ? null : chiSquareUpper(chiSquare, 1),
  };
}
