/** The mean time within a horizon, from a survival curve. */
import { check, checkFraction, checkOptions, checkPositive } from "../errors.js";
import { normalQuantile } from "../math/normal.js";
import type { TimeUnit } from "../time.js";
import type { KaplanMeierCurve, KaplanMeierStep } from "./kaplan-meier-curve.js";
import { checkCurve } from "./read-curve.js";

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
  /** Its standard error; null for a curve with robust errors, whose steps do not hold what it takes. */
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
 * Formula: μ(τ) = ∫ S(t) dt from 0 to τ; its variance is Σ A(tᵢ)² dᵢ/(nᵢ(nᵢ - dᵢ)), A(tᵢ) = ∫ S(t) dt from tᵢ to τ.
 *
 * @param curve - A result of `kaplanMeier`.
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
  checkCurve(where, curve);
  const { steps, timeUnit, standardErrors } = curve;
  const { horizon, level = curve.level } = options;
  checkPositive(where, "horizon", horizon);
  checkFraction(where, "level", level, "open");
  const last = steps[steps.length - 1] as KaplanMeierStep;
  const rule = `must be at most the last time of the curve (${last.time})`;
  check(horizon <= last.time || last.survival === 0, where, "horizon", rule, horizon);
  const { area, variance } = integrate(steps, horizon);
  const standardError = standardErrors === "robust" ? null : Math.sqrt(variance);
  const half = standardError === null ? null : -normalQuantile((1 - level) / 2) * standardError;
  return {
    estimate: area,
    standardError,
    lower: half === null ? null : Math.max(0, area - half),
    upper: half === null ? null : Math.min(horizon, area + half),
    level,
    method: "normal",
    horizon,
    timeUnit: timeUnit ?? null,
  };
}

/** Area under the curve up to the horizon, and its variance, from the end. */
function integrate(steps: readonly KaplanMeierStep[], horizon: number): { area: number; variance: number } {
  let [area, variance, end] = [0, 0, horizon];
  for (const { time, atRisk, events, survival } of [...steps].reverse()) {
    if (time >= horizon) continue;
    area += survival * (end - time);
    end = time;
    if (events > 0 && events < atRisk) variance += (area * area * events) / (atRisk * (atRisk - events));
  }
  return { area: area + end, variance };
}
