/** The share that lasts longer than a given time. */
import { checkNonNegative } from "../errors.js";
import type { Interval } from "../inference/interval.js";
import type { KaplanMeierCurve, KaplanMeierStep } from "./kaplan-meier.js";
import { checkCurve } from "./read-curve.js";

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
 *   the transform. Before the first step the share is 1, without an interval.
 * @throws {InvalidInputError} If the curve is none, or the time is below 0.
 * @see Kaplan & Meier (1958), "Nonparametric estimation from incomplete observations", JASA 53(282), 457-481,
 *   doi:10.2307/2281868.
 *
 * @example
 * const curve = kaplanMeier({ duration: [2, 4, 4, 7, 9, 12, 12, 15], event: [1, 1, 0, 1, 1, 1, 0, 0] });
 * survivalAt(curve, 8); // ≈ { estimate: 0.6, lower: 0.195, upper: 0.852, level: 0.95, method: "logLog" }
 * survivalAt(curve, 16).estimate; // => null
 */
export function survivalAt(curve: KaplanMeierCurve, time: number): Interval<number | null> {
  checkCurve(where, curve);
  checkNonNegative(where, "time", time);
  const { level, transform: method, steps } = curve;
  let i = steps.length - 1;
  while (i >= 0 && (steps[i] as KaplanMeierStep).time > time) i--;
  const step = steps[i];
  if (step === undefined) return { estimate: 1, lower: null, upper: null, level, method };
  const { survival, lower, upper } = step;
  if (i === steps.length - 1 && time > step.time && survival > 0)
    return { estimate: null, lower: null, upper: null, level, method };
  return { estimate: survival, lower, upper, level, method };
}
