/** The share that lasts longer than a given time. */
import { checkNonNegative, checkOptions } from "../errors.js";
import type { Interval } from "../inference/interval.js";
import { countUpTo } from "../math/sorted-search.js";
import { curveColumns } from "./curve-columns.js";
import type { KaplanMeierCurve } from "./kaplan-meier-curve.js";
import { survivalEnds } from "./pointwise-interval.js";

/** The share that lasts longer than a given time, with its interval. */
export interface SurvivalAt extends Interval<number | null> {
  /** The time. */
  readonly time: number;
  /** Watched just before the first step at or after the time; 0 beyond the last step. */
  readonly atRisk: number;
  /** Standard error of the estimate; null where it is 0 or unknown. */
  readonly standardError: number | null;
}

const where = "survivalAt";

/**
 * The share of subjects that last longer than a given time, with its interval, from a Kaplan-Meier curve.
 *
 * Nothing is known beyond the last time of the curve, unless nobody is left there.
 *
 * Formula: S(t) after the last step at or before t.
 *
 * @param curve - A result of `kaplanMeier`.
 * @param options - `time`: 0 or more, in the unit of the curve.
 * @returns Estimate and ends, fractions; all three null beyond the last time, the ends where the curve has none; `method` names
 *   the transform. Before the first step the share is 1. `atRisk` says on how many the estimate rests.
 * @throws {InvalidInputError} If the curve is none, or the time is below 0.
 * @see Kaplan & Meier (1958), "Nonparametric estimation from incomplete observations", JASA 53(282), 457-481,
 *   doi:10.2307/2281868.
 *
 * @example
 * const curve = kaplanMeier({ duration: [2, 4, 4, 7, 9, 12, 12, 15], event: [1, 1, 0, 1, 1, 1, 0, 0] });
 * survivalAt(curve, { time: 8 });
 * // ≈ { time: 8, atRisk: 4, estimate: 0.6, standardError: 0.182, lower: 0.195, upper: 0.852, level: 0.95, method: "logLog" }
 * survivalAt(curve, { time: 16 }).estimate; // => null
 */
export function survivalAt(curve: KaplanMeierCurve, options: { readonly time: number }): SurvivalAt {
  checkOptions(where, options, ["time"]);
  const { time } = options;
  const columns = curveColumns(where, curve);
  checkNonNegative(where, "time", time);
  const { level, transform: method } = curve;
  const { time: times, atRisk, survival } = columns;
  const i = countUpTo(times, time) - 1;
  const next = times[i] === time ? i : i + 1;
  const about = { level, method, time: time + 0, atRisk: atRisk[next] ?? 0 };
  if (i < 0)
    return { ...about, estimate: 1, standardError: 0, ...survivalEnds(method, 1, { error: 0, z: 0 }) };
  if (next === times.length && survival[i]! > 0)
    return { ...about, estimate: null, standardError: null, lower: null, upper: null };
  const at = (column: Float64Array) => (Number.isNaN(column[i]) ? null : column[i]!);
  const { standardError, lower, upper } = columns;
  return {
    ...about,
    estimate: survival[i]!,
    standardError: at(standardError),
    lower: at(lower),
    upper: at(upper),
  };
}
