/** Bands that hold a whole curve at once. */
import {
  check,
  checkChoice,
  checkFraction,
  checkNonNegative,
  checkOptions,
  checkPositive,
  checkSufficient,
} from "../errors.js";
import { countUpTo } from "../math/sorted-search.js";
import type { TimeUnit } from "../time.js";
import { equalPrecisionValue, hallWellnerValue } from "./band-critical-values.js";
import { curveColumns } from "./curve-columns.js";
import { readTransform } from "./kaplan-meier.js";
import type { KaplanMeierCurve } from "./kaplan-meier-curve.js";
import { type SurvivalTransform, writeEnds } from "./pointwise-interval.js";

/** How the width of a band goes with the standard error. */
export type SurvivalBandKind = "equalPrecision" | "hallWellner";

/** Options of `survivalBand`. */
export interface SurvivalBandOptions {
  /**
   * `"equalPrecision"` (default, Nair's) is the pointwise interval made wider by one factor; `"hallWellner"` is of more even width,
   * wider early and narrower late.
   */
  readonly kind?: SurvivalBandKind | undefined;
  /** Begin of the range over which the band holds: at or after the first loss; default the first loss. */
  readonly from?: number | undefined;
  /** End of the range; default the last loss after which somebody is left. */
  readonly to?: number | undefined;
  /** Confidence level of the whole band, above 0 and below 1; default that of the curve. */
  readonly level?: number | undefined;
  /** Scale on which the band is symmetric; default that of the curve. */
  readonly transform?: SurvivalTransform | undefined;
}

/** A band at one step of the curve. */
export interface SurvivalBandStep {
  /** Time of the step. */
  readonly time: number;
  /** The curve after it. */
  readonly survival: number;
  /** Lower end of the band. */
  readonly lower: number;
  /** Upper end of the band. */
  readonly upper: number;
}

/** A band that holds a whole curve with the stated level. */
export interface SurvivalBand {
  /** How it was made. */
  readonly kind: SurvivalBandKind;
  /** Unit of all times; null where the curve names none. */
  readonly timeUnit: TimeUnit | null;
  /** Confidence level of the whole band. */
  readonly level: number;
  /** Scale on which it is symmetric. */
  readonly transform: SurvivalTransform;
  /** Begin of the range over which it holds. */
  readonly from: number;
  /** End of the range. */
  readonly to: number;
  /** The factor that stands where a pointwise interval has the normal quantile. */
  readonly criticalValue: number;
  /** One row for each step of the curve within the range. */
  readonly steps: readonly SurvivalBandStep[];
}

const where = "survivalBand";

/**
 * Simultaneous confidence band: within it the whole curve lies, over a range of times, with the stated probability.
 *
 * Pointwise intervals hold each time by itself; read together, as one reads a picture, some of them miss more often than they say.
 * Use the band for a statement on the shape of the curve, the interval for one on a time chosen before. Both rest on large samples.
 *
 * Formula: on the scale of the transform the width is c σ(t) for equal precision and k (1 + nσ²(t))/√n for Hall and Wellner, σ(t) the
 * standard error of ln S; c and k bound |B(u)|/√(u(1 - u)) and |B(u)| of a Brownian bridge over u = nσ²/(1 + nσ²) with that
 * probability. Both are computed, not looked up.
 *
 * @param curve - A result of `kaplanMeier` or `flemingHarrington`.
 * @param options - `kind`, `from`, `to`, `level`, `transform`.
 * @returns Plain data: the critical value, and the band at each step within the range.
 * @throws {InvalidInputError} If the curve is none, or the range begins before the first loss, or ends where nobody is left.
 * @throws {InsufficientDataError} If the curve has not two losses with somebody left after them.
 * @see Nair (1984), "Confidence bands for survival functions with censored data", Technometrics 26(3), 265-275,
 *   doi:10.1080/00401706.1984.10487964; Hall & Wellner (1980), Biometrika 67(1), 133-143, doi:10.1093/biomet/67.1.133; Klein &
 *   Moeschberger (2003), "Survival Analysis", 2nd ed., section 4.4.
 *
 * @example
 * const curve = kaplanMeier({ duration: [2, 4, 4, 7, 9, 12, 12, 15], event: [1, 1, 0, 1, 1, 1, 0, 0] });
 * const band = survivalBand(curve);
 * band.criticalValue; // ≈ 2.93
 * band.steps[1]; // ≈ { time: 4, survival: 0.75, lower: 0.101, upper: 0.965 }
 */
export function survivalBand(curve: KaplanMeierCurve, options: SurvivalBandOptions = {}): SurvivalBand {
  checkOptions(where, options, ["kind", "from", "to", "level", "transform"]);
  const { time, events, survival, standardError } = curveColumns(where, curve);
  const { kind = "equalPrecision", level = curve.level } = options;
  checkChoice(where, "kind", kind, ["equalPrecision", "hallWellner"]);
  checkFraction(where, "level", level, "open");
  const transform = readTransform(where, options.transform ?? curve.transform);
  const errorAt = (i: number) => (survival[i]! > 0 ? standardError[i]! / survival[i]! : Number.NaN);
  const losses = Array.from(time.keys()).filter((i) => events[i]! > 0 && errorAt(i) > 0);
  const [firstLoss, lastLoss] = [losses[0], losses[losses.length - 1]];
  const isEnough =
    firstLoss !== undefined && lastLoss !== undefined && errorAt(firstLoss) < errorAt(lastLoss);
  checkSufficient(
    isEnough,
    where,
    "curve",
    "must have two losses with somebody left after them",
    losses.length,
  );
  const [from, to] = readRange(options, [time[firstLoss]!, time[lastLoss]!]);
  const steps = Array.from(time.keys()).filter((i) => time[i]! >= from && time[i]! <= to);
  // The curve at the begin and at the end of the range.
  const [begin, end] = [from, to].map((moment) => errorAt(countUpTo(time, moment) - 1) ** 2) as [
    number,
    number,
  ];
  const n = curve.observations;
  checkPositive(where, "curve.observations", n);
  const scale = (variance: number) => (n * variance) / (1 + n * variance);
  const range = { from: scale(begin), to: scale(end) };
  check(begin < end, where, "to", "must be a time with a loss after from", to);
  const z = kind === "hallWellner" ? hallWellnerValue(range, level) : equalPrecisionValue(range, level);
  const [lower, upper] = [new Float64Array(time.length), new Float64Array(time.length)];
  for (const i of steps) {
    const error = kind === "hallWellner" ? (1 + n * errorAt(i) ** 2) / Math.sqrt(n) : errorAt(i);
    writeEnds(transform, { share: survival[i]!, error, z, i, lower, upper });
  }
  return {
    kind,
    timeUnit: curve.timeUnit ?? null,
    level,
    transform,
    from,
    to,
    criticalValue: z,
    steps: steps.map((i) => ({ time: time[i]!, survival: survival[i]!, lower: lower[i]!, upper: upper[i]! })),
  };
}

function readRange(
  { from, to }: SurvivalBandOptions,
  [first, last]: readonly [number, number],
): readonly [number, number] {
  if (from !== undefined) checkNonNegative(where, "from", from);
  if (to !== undefined) checkNonNegative(where, "to", to);
  const begin = from ?? first;
  check(begin >= first, where, "from", `must be at or after the first loss (${first})`, begin);
  const end = to ?? last;
  check(end > begin, where, "to", `must be after from (${begin})`, end);
  check(
    end <= last || to === undefined,
    where,
    "to",
    `must be at most the last loss after which somebody is left (${last})`,
    end,
  );
  return [begin, end];
}
