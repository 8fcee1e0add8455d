/** The Kaplan-Meier estimate of a survival curve. */

import { checkChoice, checkOptions } from "../errors.js";
import type { EventCounts } from "../inference/event-counts.js";
import { productLimit } from "../inference/product-limit.js";
import { normalQuantile } from "../math/normal.js";
import type { TableField } from "../tables/table.js";
import { type CurveColumns, stepsOf } from "./curve-columns.js";
import type { HazardTies, KaplanMeierCurve, RobustArea, SurvivalErrors } from "./kaplan-meier-curve.js";
import { type SurvivalTransform, survivalTransforms, writeEnds } from "./pointwise-interval.js";
import { withSteps } from "./rows-on-request.js";
import { greenwoodSums, robustErrors } from "./standard-errors.js";
import { type DurationFields, durationFields } from "./survival-data.js";
import { quantileOf } from "./survival-quantile.js";
import { readWatchedData, type WatchedData } from "./watched-data.js";

/** Options of `kaplanMeier`. */
export interface KaplanMeierOptions<Table> extends DurationFields<Table> {
  /** Field of the customer whose row it is, where one customer has several: their rows are one subject of robust errors. */
  readonly cluster?: TableField<Table> | undefined;
  /** Confidence level, above 0 and below 1; default 0.95. */
  readonly level?: number | undefined;
  /** Scale on which the intervals are symmetric; default `"logLog"`. R's default is `"log"`. */
  readonly transform?: SurvivalTransform | undefined;
  /**
   * `"greenwood"` takes weights for counts of subjects alike; `"robust"` (infinitesimal jackknife) takes each row, or each
   * `cluster`, for one subject, whose weight is an amount such as its revenue. Default `"greenwood"`; `"robust"` where a weight is
   * no whole number, and where there are clusters.
   */
  readonly standardErrors?: SurvivalErrors | undefined;
}

const where = "kaplanMeier";

/**
 * Kaplan-Meier estimate of S(t), the share of subjects that last longer than t, from durations of which some are unfinished.
 *
 * Those still there when observation ended count for as long as they were observed. Censoring must be unrelated to
 * the risk of leaving: the end of the data is harmless, leaving out accounts in trouble is not. The last steps rest
 * on few (`atRisk`).
 * With several causes of loss, taking all but one for censored overstates it. Where `unwatched` begins at 0, the curve is that of
 * those who lasted until observation began.
 *
 * Formula: S(t) = Π (1 - dᵢ/nᵢ) over the times tᵢ ≤ t, dᵢ lost of the nᵢ watched; se(ln S) = √ Σ dᵢ/(nᵢ(nᵢ - dᵢ)). Losses come
 * before censorings at the same time; who enters at e is watched from just after e. Times closer than 1.5e-8 of their mean are one.
 *
 * @param data - Rows or columns: `duration`, `event` (true or 1 if lost then), and where needed `entry` and `weight`.
 * @param options - Names of the fields, `cluster`, `level`, `transform`, `standardErrors`, `timeUnit`.
 * @returns Plain data: counts, the median, and `steps`, which are made when first asked for.
 * @throws {InvalidInputError} If a duration or a weight is below 0, an event is no flag, an entry is neither 0 nor below its
 *   duration, or Greenwood errors are asked for of clusters.
 * @throws {InsufficientDataError} If there are no rows, or all weights are 0.
 * @see Kaplan & Meier (1958), "Nonparametric estimation from incomplete observations", JASA 53(282), 457-481,
 *   doi:10.2307/2281868; Kalbfleisch & Prentice (2002), "The Statistical Analysis of Failure Time Data", section 1.4 (intervals).
 *
 * @example
 * // Weeks in remission of leukaemia patients on maintenance (Embury et al. 1977; Miller 1981, page 49).
 * const curve = kaplanMeier({
 *   duration: [9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161],
 *   event: [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0],
 *   timeUnit: "week",
 * });
 * curve.median; // => { estimate: 31, lower: 13, upper: null, level: 0.95, method: "logLog" }
 * curve.steps[1]; // ≈ { time: 13, atRisk: 10, events: 1, censored: 1, survival: 0.818, standardError: 0.116, lower: 0.447, upper: 0.951 }
 */
export function kaplanMeier<Table extends object>(
  data: Table,
  options: KaplanMeierOptions<Table> = {},
): KaplanMeierCurve {
  checkOptions(where, options, curveOptions);
  const read = readCurveData(where, data, options);
  const { counts, rows } = read;
  const survival = productLimit(counts);
  const watched = greenwoodSums(counts);
  const lossAt = (i: number) => (i > 0 ? watched[i - 1]! : 0) - 1 / counts.atRisk[i]!;
  return makeCurve(read, {
    method: "kaplanMeier",
    ties: null,
    survival,
    ...(rows === null
      ? { variances: watched, robustArea: null }
      : robustErrors({ ...read, survival }, rows, { watched, lossAt })),
  });
}

/** The options of a survival curve. */
export const curveOptions = [...durationFields, "cluster", "level", "transform", "standardErrors"] as const;

/** The data of a survival curve, and the scale of its intervals. */
export type CurveData = WatchedData<SurvivalErrors> & Pick<KaplanMeierCurve, "transform">;

/** Reads the data and the scale of a survival curve. */
export function readCurveData<Table extends object>(
  where: string,
  data: Table,
  options: KaplanMeierOptions<Table>,
): CurveData {
  const transform = readTransform(where, options.transform);
  return { ...readWatchedData(where, data, options, ["greenwood", "robust"]), transform };
}

/** Checks the scale of the intervals. */
export function readTransform(where: string, transform: SurvivalTransform = "logLog"): SurvivalTransform {
  checkChoice(where, "transform", transform, survivalTransforms);
  return transform;
}

/** What an estimator adds to the counts. */
export interface CurveEstimate {
  readonly method: KaplanMeierCurve["method"];
  readonly ties: HazardTies | null;
  /** S after each time. */
  readonly survival: Float64Array;
  /** Variance of ln S after each time. */
  readonly variances: Float64Array;
  readonly robustArea: RobustArea | null;
}

/** What a curve repeats of its data. */
export type CurveSource = Pick<
  CurveData,
  "counts" | "timeUnit" | "level" | "transform" | "standardErrors" | "unwatched"
>;

/** A curve from counts and estimates. */
export function makeCurve(
  read: CurveSource,
  { survival, variances, ...estimate }: CurveEstimate,
): KaplanMeierCurve {
  const { counts, timeUnit, level, transform, standardErrors, unwatched } = read;
  const columns = makeColumns(counts, survival, variances, { transform, level });
  const events = sumOf(counts.events);
  const censored = sumOf(columns.censored);
  const { method, ties, robustArea } = estimate;
  const fields = {
    method,
    timeUnit,
    level,
    transform,
    standardErrors,
    ties,
    observations: events + censored,
    events,
    censored,
    median: quantileOf({ level, transform }, columns, 0.5),
    unwatched,
    robustArea,
  };
  return withSteps(fields, { columns, makeRows: stepsOf });
}

function sumOf(column: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < column.length; i++) sum += column[i]!;
  return sum;
}

/** The columns of a curve from its counts, S and the variance of ln S. */
export function makeColumns(
  { times, atRisk, events, ended }: EventCounts,
  survival: Float64Array,
  variances: Float64Array,
  { transform, level }: Pick<KaplanMeierCurve, "transform" | "level">,
): CurveColumns {
  const { length } = times;
  const z = -normalQuantile((1 - level) / 2);
  const [standardError, lower, upper] = [0, 1, 2].map(() => new Float64Array(length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const censored = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const [share, error] = [survival[i]!, Math.sqrt(variances[i]!)];
    censored[i] = ended[i]! - events[i]!;
    standardError[i] = share === 0 || !Number.isFinite(error) ? Number.NaN : share * error;
    writeEnds(transform, { share, error, z, i, lower, upper });
  }
  return { time: times, atRisk, events, censored, survival, standardError, lower, upper };
}
