/** The columns that a curve is made of, and the steps that are made of them. */
import type { KaplanMeierCurve, KaplanMeierStep } from "./kaplan-meier-curve.js";
import { checkCurve } from "./read-curve.js";
import { columnsWithin } from "./rows-on-request.js";

/** The steps of a curve by column; NaN stands for null. */
export type CurveColumns = { readonly [Name in keyof KaplanMeierStep]: Float64Array };

const names = [
  "time",
  "atRisk",
  "events",
  "censored",
  "survival",
  "standardError",
  "lower",
  "upper",
] as const;

/** The columns of a curve as its estimator made them, or, of a copy, those of its steps once these are checked. */
export function curveColumns(where: string, curve: KaplanMeierCurve, argument = "curve"): CurveColumns {
  const within = typeof curve === "object" && curve !== null ? columnsWithin<CurveColumns>(curve) : null;
  checkCurve(where, curve, { argument, withSteps: within === null });
  if (within !== null) return within;
  const { steps } = curve;
  const column = (name: (typeof names)[number]) =>
    Float64Array.from(steps, (step) => step[name] ?? Number.NaN);
  return Object.fromEntries(names.map((name) => [name, column(name)])) as CurveColumns;
}

/** The steps as objects. */
export function stepsOf({ time, ...columns }: CurveColumns): KaplanMeierStep[] {
  const { atRisk, events, censored, survival, standardError, lower, upper } = columns;
  const orNull = (value: number) => (Number.isNaN(value) ? null : value);
  const steps = new Array<KaplanMeierStep>(time.length);
  for (let i = 0; i < steps.length; i++)
    steps[i] = {
      time: time[i]!,
      atRisk: atRisk[i]!,
      events: events[i]!,
      censored: censored[i]!,
      survival: survival[i]!,
      standardError: orNull(standardError[i]!),
      lower: orNull(lower[i]!),
      upper: orNull(upper[i]!),
    };
  return steps;
}
