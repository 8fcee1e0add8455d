/** The mean time within a horizon, from a survival curve. */
import { check, checkFraction, checkOptions, checkPositive, isDense } from "../errors.js";
import { normalQuantile } from "../math/normal.js";
import { countUpTo } from "../math/sorted-search.js";
import type { TimeUnit } from "../time.js";
import { type CurveColumns, curveColumns } from "./curve-columns.js";
import { hazardIncrement } from "./hazard-sums.js";
import type { KaplanMeierCurve } from "./kaplan-meier-curve.js";

/** Options of `restrictedMean`. */
export interface RestrictedMeanOptions {
  /** The horizon, above 0, in the unit of the curve: at most its last time, unless nobody is left there. */
  readonly horizon: number;
  /** Confidence level, above 0 and below 1; default that of the curve. */
  readonly level?: number | undefined;
}

/** The mean time within a horizon, with its interval. */
export interface RestrictedMean {
  /** Mean of the time up to the horizon, in the unit of the curve. */
  readonly estimate: number;
  /** Its standard error; null for a stored curve with robust errors but without `robustArea`. */
  readonly standardError: number | null;
  /** Lower end of the interval; null where there is no standard error. */
  readonly lower: number | null;
  /** Upper end of the interval, at most the horizon; null where there is no standard error. */
  readonly upper: number | null;
  /** Confidence level. */
  readonly level: number;
  /** Name of the method of the interval. */
  readonly method: "normal";
  /** The horizon. */
  readonly horizon: number;
  /** Unit of all times; null where the curve names none. */
  readonly timeUnit: TimeUnit | null;
}

const where = "restrictedMean";

/**
 * Restricted mean survival time: the mean number of time units spent as a customer up to a horizon, from a Kaplan-Meier curve.
 *
 * It needs no assumption beyond the curve, where the mean lifetime needs the tail that nobody has seen. It grows with the
 * horizon: compare means of one horizon only.
 *
 * Formula: μ(τ) = ∫ S(t) dt from 0 to τ; its variance is Σ A(tᵢ)² dᵢ/(nᵢ(nᵢ - dᵢ)), A(tᵢ) = ∫ S(t) dt from tᵢ to τ; with robust
 * errors Σ (w ∂μ/∂w)² over customers. (R's `survmean` gives the first also for robust curves; it is not the error of those.)
 *
 * @param curve - A result of `kaplanMeier` or `flemingHarrington`.
 * @param options - `horizon`, and the `level`.
 * @returns The mean in the unit of the curve's times, its standard error and normal interval, cut to 0 and the horizon.
 * @throws {InvalidInputError} If the curve is none, or the horizon is beyond its last time while customers are left.
 * @see Klein & Moeschberger (2003), "Survival Analysis", 2nd ed., section 4.5; Royston & Parmar (2013), BMC Medical Research
 *   Methodology 13, 152, doi:10.1186/1471-2288-13-152.
 *
 * @example
 * const curve = kaplanMeier({ duration: [2, 4, 4, 7, 9, 12, 12, 15], event: [1, 1, 0, 1, 1, 1, 0, 0], timeUnit: "month" });
 * const { estimate, standardError } = restrictedMean(curve, { horizon: 12 });
 * [estimate, standardError]; // ≈ [8.55, 1.34]
 */
export function restrictedMean(curve: KaplanMeierCurve, options: RestrictedMeanOptions): RestrictedMean {
  checkOptions(where, options, ["horizon", "level"]);
  const columns = curveColumns(where, curve);
  const { horizon, level = curve.level } = options;
  checkPositive(where, "horizon", horizon);
  checkFraction(where, "level", level, "open");
  const { estimate, standardError } = meanWithin(where, curve, { columns, horizon });
  const half = standardError === null ? null : -normalQuantile((1 - level) / 2) * standardError;
  return {
    estimate,
    standardError,
    lower: half === null ? null : Math.max(0, estimate - half),
    upper: half === null ? null : Math.min(horizon, estimate + half),
    level,
    method: "normal",
    horizon,
    timeUnit: curve.timeUnit ?? null,
  };
}

/** The mean of a curve within a horizon that is not beyond its last time, and its standard error. */
export function meanWithin(
  where: string,
  curve: KaplanMeierCurve,
  { columns, horizon, argument = "curve" }: { columns: CurveColumns; horizon: number; argument?: string },
): { readonly estimate: number; readonly standardError: number | null } {
  const { time, survival } = columns;
  const last = time.length - 1;
  const rule = `must be at most the last time of the ${argument} (${time[last]})`;
  check(horizon <= time[last]! || survival[last] === 0, where, "horizon", rule, horizon);
  const increments = varianceIncrements(curve, columns);
  // From the end: A(tᵢ), the area under the curve from there to the horizon.
  let [area, variance, end] = [0, 0, horizon];
  for (let i = last; i >= 0; i--) {
    if (time[i]! >= horizon) continue;
    area += survival[i]! * (end - time[i]!);
    end = time[i]!;
    variance += area * area * increments(i);
  }
  if (curve.standardErrors === "robust") variance = robustVariance(where, curve, { columns, horizon });
  return { estimate: area + end, standardError: Number.isNaN(variance) ? null : Math.sqrt(variance) };
}

/** What each time adds to the variance of ln S where subjects are counted alike. */
export function varianceIncrements(
  { method, ties }: KaplanMeierCurve,
  { atRisk, events }: CurveColumns,
): (i: number) => number {
  if (method === "flemingHarrington")
    return (i) => hazardIncrement(atRisk[i]!, events[i]!, ties ?? "plain").variance;
  return (i) => {
    const [n, d] = [atRisk[i]!, events[i]!];
    return d > 0 && d < n ? d / n / (n - d) : 0;
  };
}

/** The variance by influences: the area to the last time before the horizon, and the rectangle from there; NaN if unknown. */
function robustVariance(
  where: string,
  { robustArea }: KaplanMeierCurve,
  { columns, horizon }: { columns: CurveColumns; horizon: number },
): number {
  if (robustArea === null || robustArea === undefined) return Number.NaN;
  const { time, survival, standardError } = columns;
  const { variance, covariance } = robustArea;
  for (const [name, list] of Object.entries({ variance, covariance }))
    check(
      isDense(list) &&
        list.length === time.length &&
        list.every((each) => each === null || Number.isFinite(each)),
      where,
      `curve.robustArea.${name}`,
      `must hold a number or null for each step (${time.length})`,
      list,
    );
  const i = countUpTo(time, horizon) - 1;
  if (i < 0) return 0;
  const width = survival[i] === 0 ? 0 : horizon - time[i]!;
  const error = survival[i] === 0 ? 0 : standardError[i]!;
  const [own, shared] = [variance[i] ?? Number.NaN, covariance[i] ?? Number.NaN];
  return Math.max(0, own + 2 * width * shared + (width * error) ** 2);
}
