/** Quantiles of a survival curve: when a share of the customers is lost. */
import { checkFraction, checkOptions } from "../errors.js";
import type { Interval } from "../inference/interval.js";
import { type CurveColumns, curveColumns } from "./curve-columns.js";
import type { KaplanMeierCurve } from "./kaplan-meier-curve.js";
import { quantileTime } from "./quantile-time.js";

const where = "survivalQuantile";

/**
 * The time by which a share of the subjects is lost, with its interval, from a Kaplan-Meier curve.
 *
 * Where the curve is flat at that share the middle of the flat step is taken, as R does. An upper end that is null is not
 * reached: with few at risk the interval is often open.
 *
 * Formula: the least t with 1 - S(t) ≥ p; the ends are where the ends of the pointwise interval cross 1 - p.
 *
 * @param curve - A result of `kaplanMeier`.
 * @param options - `p`: the share lost, above 0, at most 1; 0.5 gives the median.
 * @returns Estimate and ends in the unit of the curve's times, each null where it is not reached; `method` names the transform.
 * @throws {InvalidInputError} If the curve is none, or `p` is no fraction.
 * @see Brookmeyer & Crowley (1982), "A confidence interval for the median survival time", Biometrics 38(1), 29-41,
 *   doi:10.2307/2530286.
 *
 * @example
 * const curve = kaplanMeier({ duration: [2, 4, 4, 7, 9, 12, 12, 15], event: [1, 1, 0, 1, 1, 1, 0, 0] });
 * survivalQuantile(curve, { p: 0.25 }); // => { estimate: 5.5, lower: 2, upper: 12, level: 0.95, method: "logLog" }
 */
export function survivalQuantile(
  curve: KaplanMeierCurve,
  options: { readonly p: number },
): Interval<number | null> {
  checkOptions(where, options, ["p"]);
  const { p } = options;
  const columns = curveColumns(where, curve);
  checkFraction(where, "p", p, "aboveZero");
  return quantileOf(curve, columns, p);
}

/** The quantile of a curve known to be one. */
export function quantileOf(
  { level, transform }: Pick<KaplanMeierCurve, "level" | "transform">,
  { time, survival, lower, upper }: Pick<CurveColumns, "time" | "survival" | "lower" | "upper">,
  p: number,
): Interval<number | null> {
  return {
    estimate: quantileTime(time, survival, p),
    lower: quantileTime(time, lower, p),
    upper: quantileTime(time, upper, p),
    level,
    method: transform,
  };
}
