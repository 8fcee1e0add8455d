/** Two curves compared: the mean time within a horizon, and the share still there at a time. */
import type { Interval } from "../../inference/interval.js";
import { normalQuantile } from "../../math/normal.js";
import {
  type CurveDifference,
  restrictedMeanDifference,
  survivalDifference,
} from "../../survival/comparison/curve-differences.js";
import type { KaplanMeierCurve } from "../../survival/kaplan-meier-curve.js";
import { restrictedMean } from "../../survival/restricted-mean.js";

/** The mean times of two groups within a horizon. */
export interface RestrictedMeanComparison {
  /** First mean less second, in the unit of the durations: `standardError`, `chiSquare` and `pValue` with it. */
  readonly difference: CurveDifference;
  /** First mean over second; ends null where an error is unknown. */
  readonly ratio: Interval<number | null>;
  /** Time lost within the horizon, first over second; null where the second lost none. */
  readonly ratioOfTimeLost: Interval<number | null>;
}

/** The shares of two groups still there at a time. */
export interface SurvivalAtComparison {
  /** First share less second. */
  readonly difference: CurveDifference;
  /** The test on the scale ln(-ln S), which keeps its level better with few customers; null where a share is 0 or 1. */
  readonly complementaryLogLog: { readonly chiSquare: number | null; readonly pValue: number | null };
}

/** Compares the restricted means of two curves. */
export function compareRestrictedMeans(
  first: KaplanMeierCurve,
  second: KaplanMeierCurve,
  { horizon, level }: { readonly horizon: number; readonly level: number },
): RestrictedMeanComparison {
  const { estimate, lower, upper, standardError, chiSquare, pValue } = restrictedMeanDifference(
    first,
    second,
    { horizon, level },
  );
  const [a, b] = [restrictedMean(first, { horizon }), restrictedMean(second, { horizon })];
  const lost = (mean: typeof a): Measured => ({ value: horizon - mean.estimate, error: mean.standardError });
  const stayed = (mean: typeof a): Measured => ({ value: mean.estimate, error: mean.standardError });
  return {
    difference: {
      estimate,
      lower,
      upper,
      level,
      method: first.standardErrors,
      standardError,
      chiSquare,
      pValue,
    },
    ratio: logRatio(stayed(a), stayed(b), level),
    ratioOfTimeLost: logRatio(lost(a), lost(b), level),
  };
}

/** Compares the shares of two curves at a time. */
export function compareSurvivalAt(
  first: KaplanMeierCurve,
  second: KaplanMeierCurve,
  { at, level }: { readonly at: number; readonly level: number },
): SurvivalAtComparison {
  const { time: _, test, ...difference } = survivalDifference(first, second, { time: at, level });
  const { chiSquare, pValue } = survivalDifference(first, second, { time: at, level, test: "logLog" });
  return {
    difference: { ...difference, method: first.standardErrors },
    complementaryLogLog: { chiSquare, pValue },
  };
}

interface Measured {
  readonly value: number;
  readonly error: number | null;
}

/** The normal approximation of the logarithm of a ratio. */
function logRatio(first: Measured, second: Measured, level: number): Interval<number | null> {
  const about = { level, method: "log-delta" };
  const estimate = second.value > 0 ? first.value / second.value : null;
  const known = first.error !== null && second.error !== null && first.value > 0;
  if (estimate === null || !known) return { estimate, lower: null, upper: null, ...about };
  const error = Math.hypot(first.error / first.value, second.error / second.value);
  const factor = Math.exp(-normalQuantile((1 - level) / 2) * error);
  return { estimate, lower: estimate / factor, upper: estimate * factor, ...about };
}
