/** The Nelson-Aalen estimate of a cumulative hazard. */
import { checkChoice, checkOptions } from "../errors.js";
import { normalQuantile } from "../math/normal.js";
import type { OpenColumn, TableField } from "../tables/table.js";
import type { TimeUnit } from "../time.js";
import { readTies } from "./fleming-harrington.js";
import { hazardSums } from "./hazard-sums.js";
import { influenceVariance } from "./influence.js";
import type { HazardTies } from "./kaplan-meier-curve.js";
import { withSteps } from "./rows-on-request.js";
import { type DurationFields, durationFields, type OpenedData } from "./survival-data.js";
import type { UnwatchedStretch } from "./unwatched-stretches.js";
import { readWatchedData, type WatchedData } from "./watched-data.js";

/** How the standard errors of a cumulative hazard were made. */
export type HazardErrors = "poisson" | "binomial" | "robust";

/** Scale on which the intervals about a cumulative hazard are symmetric. */
export type HazardTransform = "log" | "plain";

/** Options of `nelsonAalen`. */
export interface NelsonAalenOptions<Table> extends DurationFields<Table> {
  /** Field of the customer whose row it is, where one customer has several: their rows are one subject of robust errors. */
  readonly cluster?: TableField<Table> | undefined;
  /** Confidence level, above 0 and below 1; default 0.95. */
  readonly level?: number | undefined;
  /** Scale on which the intervals are symmetric: `"log"` (default) or `"plain"`, cut at 0. */
  readonly transform?: HazardTransform | undefined;
  /**
   * `"plain"` (default, the estimator of Nelson and Aalen, R's `ctype = 1`) or `"corrected"`, losses at one time one after the
   * other (R's `ctype = 2`, the default of lifelines).
   */
  readonly ties?: HazardTies | undefined;
  /**
   * `"poisson"` (default, as R) or `"binomial"` (as lifelines without smoothing; smaller where many are lost at once), which take
   * weights for counts; `"robust"` (infinitesimal jackknife) takes each row, or each `cluster`, for one subject. Default
   * `"robust"` where a weight is no whole number, and where there are clusters.
   */
  readonly standardErrors?: HazardErrors | undefined;
}

/** The cumulative hazard at one distinct time, and from there to the next. */
export interface CumulativeHazardStep {
  /** A time at which someone was lost or censored. */
  readonly time: number;
  /** Watched just before that time. */
  readonly atRisk: number;
  /** Lost at that time. */
  readonly events: number;
  /** Censored at that time. */
  readonly censored: number;
  /** Cumulative hazard up to and including that time: 0 or more, no probability. */
  readonly cumulativeHazard: number;
  /** Its standard error. */
  readonly standardError: number | null;
  /** Lower end of the pointwise interval; null on the log scale where the hazard is 0. */
  readonly lower: number | null;
  /** Upper end of the pointwise interval; null where the lower is. */
  readonly upper: number | null;
}

/** A cumulative hazard with its intervals. */
export interface CumulativeHazard {
  /** Name of the estimator. */
  readonly method: "nelsonAalen";
  /** Unit of all times; null where neither data nor options name one. */
  readonly timeUnit: TimeUnit | null;
  /** Confidence level of the intervals. */
  readonly level: number;
  /** Scale on which the intervals are symmetric. */
  readonly transform: HazardTransform;
  /** How ties enter. */
  readonly ties: HazardTies;
  /** How the standard errors were made. */
  readonly standardErrors: HazardErrors;
  /** Number of observations: the sum of the weights. */
  readonly observations: number;
  /** Lost by the end of their time, of the observations. */
  readonly events: number;
  /** Stretches of time in which nobody was watched: empty unless subjects came under observation late. */
  readonly unwatched: readonly UnwatchedStretch[];
  /** One row for each distinct time, ascending; made when they are first asked for. */
  readonly steps: readonly CumulativeHazardStep[];
}

const where = "nelsonAalen";

/**
 * Nelson-Aalen estimate of the cumulative hazard H(t), the expected number of losses by t if each lost customer is replaced.
 *
 * Its slope is the rate at which customers leave: straight where churn is constant, flattening where it falls with age. It is no
 * probability and goes above 1; the share lost is 1 - exp(-H) (`flemingHarrington`), or that of `kaplanMeier`.
 *
 * Formula: H(t) = Σ dᵢ/nᵢ over tᵢ ≤ t (corrected for ties Σᵢ Σₖ 1/(nᵢ - k), k = 0 to dᵢ - 1); variance Σ dᵢ/nᵢ² (Poisson; corrected Σᵢ Σₖ 1/(nᵢ - k)²)
 * or Σ dᵢ(nᵢ - dᵢ)/nᵢ³ (binomial). Intervals H exp(± z se/H), or H ± z se.
 *
 * @param data - Rows or columns: `duration`, `event` (true or 1 if lost then), and where needed `entry` and `weight`.
 * @param options - Names of the fields, `ties`, `standardErrors`, `transform`, `level`, `cluster`, `timeUnit`.
 * @returns Plain data: counts, and `steps`, which are made when first asked for.
 * @throws {InvalidInputError} As `kaplanMeier`; or if ties are to be corrected where weights are no counts, or errors robust or binomial.
 * @throws {InsufficientDataError} If there are no rows, or all weights are 0.
 * @see Nelson (1972), Technometrics 14(4), 945-966, doi:10.1080/00401706.1972.10488991; Aalen (1978), Annals of Statistics 6(4),
 *   701-726, doi:10.1214/aos/1176344247; Fleming & Harrington (1984), doi:10.1080/03610928408828837 (ties).
 *
 * @example
 * const data = { duration: [2, 4, 4, 7, 9], event: [1, 1, 1, 0, 1], timeUnit: "month" } as const;
 * nelsonAalen(data).steps[1]; // ≈ { time: 4, atRisk: 4, events: 2, censored: 0, cumulativeHazard: 0.7, standardError: 0.406, lower: 0.224, upper: 2.183 }
 * nelsonAalen(data, { ties: "corrected" }).steps.map((step) => step.cumulativeHazard); // ≈ [0.2, 0.783, 0.783, 1.783]
 */
export function nelsonAalen<Table extends object>(
  data: Table,
  options: NelsonAalenOptions<Table> = {},
): CumulativeHazard {
  checkOptions(where, options, hazardOptions);
  return makeHazard(readHazardData(where, data, options));
}

/** The options of a cumulative hazard. */
export const hazardOptions = [
  ...durationFields,
  "cluster",
  "level",
  "transform",
  "ties",
  "standardErrors",
] as const;

/** The data of a cumulative hazard with how it is to be made. */
export type HazardData = WatchedData<HazardErrors> & Pick<CumulativeHazard, "transform" | "ties">;

/** Reads the data of a cumulative hazard. */
export function readHazardData<Table extends object>(
  where: string,
  data: Table,
  options: NelsonAalenOptions<Table>,
  eventOf?: (opened: OpenedData) => OpenColumn,
): HazardData {
  const { transform = "log", ties = "plain" } = options;
  checkChoice(where, "transform", transform, ["log", "plain"]);
  const read = readWatchedData<Table, HazardErrors>(
    where,
    data,
    options,
    ["poisson", "binomial", "robust"],
    eventOf,
  );
  if (read.standardErrors === "binomial") checkChoice(where, "ties", ties, ["plain"]);
  return { ...read, transform, ties: readTies(where, ties, read) };
}

interface HazardEstimate {
  readonly hazard: Float64Array;
  /** Its variance after each time. */
  readonly variance: Float64Array;
}

function hazardOf(read: HazardData): HazardEstimate {
  const { counts, rows, ties, standardErrors } = read;
  const { hazard, variance } = hazardSums(counts, ties);
  if (rows !== null) return { hazard, variance: robustHazardVariance(read, variance) };
  return { hazard, variance: standardErrors === "binomial" ? binomialVariance(counts) : variance };
}

function binomialVariance({ atRisk, events }: HazardData["counts"]): Float64Array {
  let sum = 0;
  return atRisk.map((n, i) => {
    const share = events[i]! / n;
    sum += (share * (1 - share)) / n;
    return sum;
  });
}

/** Whoever is watched lowers H by Σ d/n²; whoever is lost adds 1/n. */
function robustHazardVariance(read: HazardData, falls: Float64Array): Float64Array {
  const rows = read.rows!;
  const nothing = new Float64Array(falls.length);
  return influenceVariance(read, rows, {
    watched: nothing,
    lossAt: () => 0,
    level: nothing,
    slope: falls.map((each) => -each),
    jumpAt: (_, i) => 1 / rows.atRisk[i]!,
  }).variance;
}

/** The cumulative hazard of data that were read and counted. */
export function makeHazard(read: HazardData): CumulativeHazard {
  const { hazard, variance } = hazardOf(read);
  const { counts, durations, weights, timeUnit, level, transform, ties, standardErrors, unwatched } = read;
  const sum = (column: Float64Array) => column.reduce((total, each) => total + each, 0);
  const fields = {
    method: "nelsonAalen" as const,
    timeUnit,
    level,
    transform,
    ties,
    standardErrors,
    observations: weights === null ? durations.length : sum(counts.ended),
    events: sum(counts.events),
    unwatched,
  };
  const z = -normalQuantile((1 - level) / 2);
  const columns = { ...counts, hazard, variance };
  return withSteps(fields, { columns, makeRows: (made) => stepsOf(made, { transform, z }) });
}

function stepsOf(
  { times, atRisk, events, ended, hazard, variance }: HazardData["counts"] & HazardEstimate,
  { transform, z }: { transform: HazardTransform; z: number },
): CumulativeHazardStep[] {
  return Array.from(times, (time, i) => {
    const [H, error] = [hazard[i]!, Math.sqrt(variance[i]!)];
    const known = Number.isFinite(error);
    const factor = Math.exp((z * error) / H);
    const [lower, upper] =
      transform === "plain" ? [Math.max(0, H - z * error), H + z * error] : [H / factor, H * factor];
    const hasEnds = known && Number.isFinite(lower) && Number.isFinite(upper);
    return {
      time,
      atRisk: atRisk[i]!,
      events: events[i]!,
      censored: ended[i]! - events[i]!,
      cumulativeHazard: H,
      standardError: known ? error : null,
      lower: hasEnds ? lower : null,
      upper: hasEnds ? upper : null,
    };
  });
}
