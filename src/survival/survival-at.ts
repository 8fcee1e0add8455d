/** The share that lasts longer than a given time. */
import { checkNonNegative } from "../errors.js";
import type { Interval } from "../inference/interval.js";
import type { KaplanMeierCurve, KaplanMeierStep } from "./kaplan-meier-curve.js";
import { survivalEnds } from "./pointwise-interval.js";
import { checkCurve } from "./read-curve.js";

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
 * @param time - The time, 0 or more, in the unit of the curve.
 * @returns Estimate and ends, fractions; all three null beyond the last time, the ends where the curve has none; `method` names
 *   the transform. Before the first step the share is 1. `atRisk` says on how many the estimate rests.
 * @throws {InvalidInputError} If the curve is none, or the time is below 0.
 * @see Kaplan & Meier (1958), "Nonparametric estimation from incomplete observations", JASA 53(282), 457-481,
 *   doi:10.2307/2281868.
 *
 * @example
 * const curve = kaplanMeier({ duration: [2, 4, 4, 7, 9, 12, 12, 15], event: [1, 1, 0, 1, 1, 1, 0, 0] });
 * survivalAt(curve, 8);
 * // ≈ { time: 8, atRisk: 4, estimate: 0.6, standardError: 0.182, lower: 0.195, upper: 0.852, level: 0.95, method: "logLog" }
 * survivalAt(curve, 16).estimate; // => null
 */
export function survivalAt(curve: KaplanMeierCurve, time: number): SurvivalAt {
  checkCurve(where, curve);
  checkNonNegative(where, "time", time);
  const { level, transform: method, steps } = curve;
  let i = steps.length - 1;
  while (i >= 0 && (steps[i] as KaplanMeierStep).time > time) i--;
  const step = steps[i];
  const next = step?.time === time ? step : steps[i + 1];
  const about = { level, method, time: time + 0, atRisk: next?.atRisk ?? 0 };
  if (step === undefined)
    return { ...about, estimate: 1, standardError: 0, ...survivalEnds(method, 1, { error: 0, z: 0 }) };
  const { survival, standardError, lower, upper } = step;
  if (next === undefined && survival > 0)
    return { ...about, estimate: null, standardError: null, lower: null, upper: null };
  return { ...about, estimate: survival, standardError, lower, upper };
}
