/** Checks a curve that was stored, or made by hand. */
import {
  check,
  checkChoice,
  checkFraction,
  checkNonNegative,
  checkObject,
  isFiniteNumber,
} from "../errors.js";
import type { KaplanMeierCurve, KaplanMeierStep } from "./kaplan-meier-curve.js";
import { survivalTransforms } from "./pointwise-interval.js";

/** Checks that a value is a curve as `kaplanMeier` gives it; its steps only where they are not as they were made. */
export function checkCurve(
  where: string,
  curve: KaplanMeierCurve,
  { argument, withSteps }: { readonly argument: string; readonly withSteps: boolean },
): void {
  checkObject(where, argument, curve);
  const { method, level, transform, standardErrors } = curve;
  checkChoice(where, `${argument}.method`, method, ["kaplanMeier", "flemingHarrington"]);
  checkFraction(where, `${argument}.level`, level, "open");
  checkChoice(where, `${argument}.transform`, transform, survivalTransforms);
  checkChoice(where, `${argument}.standardErrors`, standardErrors, ["greenwood", "robust"]);
  if (!withSteps) return;
  const { steps } = curve;
  const isFilled = Array.isArray(steps) && steps.length > 0;
  check(isFilled, where, `${argument}.steps`, "must be the steps of a curve", steps);
  const list = steps as readonly KaplanMeierStep[];
  for (let i = 0; i < list.length; i++) {
    const name = `${argument}.steps[${i}]`;
    checkObject(where, name, list[i]);
    checkStep(where, name, list[i] as KaplanMeierStep, i > 0 ? (list[i - 1] as KaplanMeierStep) : null);
  }
}

function checkStep(where: string, name: string, step: KaplanMeierStep, before: KaplanMeierStep | null): void {
  const { time, survival, atRisk, events, censored, standardError } = step;
  const rule = before === null ? "must be a finite number of 0 or more" : `must be above ${before.time}`;
  const rises = isFiniteNumber(time) && (before === null ? time >= 0 : time > before.time);
  check(rises, where, `${name}.time`, rule, time);
  checkFraction(where, `${name}.survival`, survival);
  const most = before?.survival ?? 1;
  check(survival <= most, where, `${name}.survival`, `must not rise above ${most}`, survival);
  checkNonNegative(where, `${name}.atRisk`, atRisk);
  checkNonNegative(where, `${name}.events`, events);
  checkNonNegative(where, `${name}.censored`, censored);
  check(events <= atRisk, where, `${name}.events`, `must be at most atRisk (${atRisk})`, events);
  if (standardError !== null) checkNonNegative(where, `${name}.standardError`, standardError);
  for (const end of ["lower", "upper"] as const)
    if (step[end] !== null) checkFraction(where, `${name}.${end}`, step[end]);
}
