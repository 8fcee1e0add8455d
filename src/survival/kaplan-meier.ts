/** The Kaplan-Meier estimate of a survival curve. */

import { check, checkChoice, checkFraction, checkOptions, checkSufficient } from "../errors.js";
import { countAtRisk, productLimit, type RiskTable } from "../inference/product-limit.js";
import { normalQuantile } from "../math/normal.js";
import { createProblems } from "../tables/problems.js";
import { type Durations, readDurations } from "../tables/read-durations.js";
import { type Field, openTable } from "../tables/table.js";
import { checkTimeUnit, type TimeUnit } from "../time.js";
import type { KaplanMeierCurve, KaplanMeierStep, SurvivalErrors } from "./kaplan-meier-curve.js";
import { type SurvivalTransform, survivalEnds, survivalTransforms } from "./pointwise-interval.js";
import { greenwoodErrors, robustErrors } from "./standard-errors.js";
import { quantileOf } from "./survival-quantile.js";
import { unwatchedStretches } from "./unwatched-stretches.js";

/** Options of `kaplanMeier`. */
export interface KaplanMeierOptions<Table> {
  /** Field of how long each was followed: 0 or more; default `duration`. */
  readonly duration?: Field<Table> | undefined;
  /** Field of whether the event happened then (true or 1) or had not yet (false or 0); default `event`. */
  readonly event?: Field<Table> | undefined;
  /** Field of the age from which each was watched: 0, or below the duration; read if given, or if there is a field `entry`. */
  readonly entry?: Field<Table> | undefined;
  /** Field of how many (or how much) a row stands for, 0 or more; read if given, or if there is a field `weight`. */
  readonly weight?: Field<Table> | undefined;
  /** Confidence level, above 0 and below 1; default 0.95. */
  readonly level?: number | undefined;
  /** Scale on which the intervals are symmetric; default `"logLog"`. R's default is `"log"`. */
  readonly transform?: SurvivalTransform | undefined;
  /**
   * `"greenwood"` takes weights for counts of subjects alike; `"robust"` (infinitesimal jackknife) takes each row for one
   * subject, whose weight is an amount such as its revenue. Default `"greenwood"`; `"robust"` where a weight is no whole number.
   */
  readonly standardErrors?: SurvivalErrors | undefined;
  /** Unit of the durations, which the result repeats; default that of the data, where they name one. */
  readonly timeUnit?: TimeUnit | undefined;
}

const where = "kaplanMeier";

/**
 * Kaplan-Meier estimate of S(t), the share of subjects that last longer than t, from durations of which some are unfinished.
 *
 * Those still there when observation ended count for as long as they were watched. That is right if it was not their fate that
 * ended it: the end of the data is harmless, leaving out accounts in trouble is not. The last steps rest on few (`atRisk`).
 * With several causes of loss, taking all but one for censored overstates it. Where `unwatched` begins at 0, the curve is that of
 * those who lasted until observation began.
 *
 * Formula: S(t) = Π (1 - dᵢ/nᵢ) over the times tᵢ ≤ t, dᵢ lost of the nᵢ watched; se(ln S) = √ Σ dᵢ/(nᵢ(nᵢ - dᵢ)). Losses come
 * before censorings at the same time; who enters at e is watched from just after e. Times closer than 1.5e-8 of their mean are one.
 *
 * @param data - Rows or columns: `duration`, `event` (true or 1 if lost then), and where needed `entry` and `weight`.
 * @param options - Names of the fields, `level`, `transform`, `standardErrors`, `timeUnit`.
 * @returns Plain data: counts, the median, and `steps`, which `lifetimeValue` takes as its `survival`.
 * @throws {InvalidInputError} If a duration or a weight is below 0, an event is no flag, or an entry is neither 0 nor below its duration.
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
  checkOptions(where, options, optionNames);
  const { level = 0.95, transform = "logLog" } = options;
  checkFraction(where, "level", level, "open");
  checkChoice(where, "transform", transform, survivalTransforms);
  const read = readData(data, options);
  const standardErrors = options.standardErrors ?? (read.weights?.some(isBroken) ? "robust" : "greenwood");
  checkChoice(where, "standardErrors", standardErrors, ["greenwood", "robust"]);
  const counts = countAtRisk(read, 2 ** -26);
  refuseCollapsed(read, counts);
  checkSufficient(counts.times.length > 0, where, "data", "must have a row of weight above 0", 0);
  const errors = standardErrors === "robust" ? robustErrors(read, counts) : greenwoodErrors(counts);
  const steps = makeSteps(counts, { errors, transform, z: -normalQuantile((1 - level) / 2) });
  const sum = (of: (step: KaplanMeierStep) => number) => steps.reduce((total, step) => total + of(step), 0);
  const observations =
    read.weights === null ? read.durations.length : sum((step) => step.events + step.censored);
  const events = sum((step) => step.events);
  return {
    method: "kaplanMeier",
    timeUnit: readTimeUnit(data, options.timeUnit),
    level,
    transform,
    standardErrors,
    observations,
    events,
    censored: sum((step) => step.censored),
    median: quantileOf({ level, transform, steps }, 0.5),
    unwatched: unwatchedStretches(read.entries, counts),
    steps,
  };
}

/** Refuses an entry that is the end, up to rounding: such a row was never watched. */
function refuseCollapsed({ entries, entryColumn }: Durations, { collapsed }: RiskTable): void {
  if (collapsed < 0) return;
  const name = entryColumn?.name(collapsed) ?? "entry";
  check(false, where, name, "must be below the duration by more than rounding", entries?.[collapsed]);
}

const optionNames = [
  "duration",
  "event",
  "entry",
  "weight",
  "level",
  "transform",
  "standardErrors",
  "timeUnit",
] as const;

const isBroken = (weight: number) => !Number.isInteger(weight);

function readData<Table extends object>(data: Table, options: KaplanMeierOptions<Table>): Durations {
  const table = openTable(where, "data", data);
  const problems = createProblems(where);
  const { duration, entry, weight } = options;
  const event = table.column("event", options.event);
  checkSufficient(event.length > 0, where, "data", "must have a row or more", 0);
  const read = readDurations(table, problems, { duration, event, entry, weight, weights: "any" });
  problems.throwIfAny();
  const total = read.weights?.reduce((sum, each) => sum + each, 0) ?? 0;
  check(total <= 1e150, where, "data", "must have weights whose sum is 1e150 at most", total);
  return read;
}

/** The unit that the caller states, or that a table of columns such as `subscriptionTenures` gives names. */
function readTimeUnit(data: object, stated: TimeUnit | undefined): TimeUnit | null {
  if (stated !== undefined) checkTimeUnit(where, "timeUnit", stated);
  const { timeUnit: own } = data as { readonly timeUnit?: unknown };
  if (typeof own !== "string") return stated ?? null;
  checkTimeUnit(where, "data.timeUnit", own);
  check(
    stated === undefined || stated === own,
    where,
    "timeUnit",
    `must be that of the data ("${own}")`,
    stated,
  );
  return own;
}

interface StepRule {
  /** Standard error of ln S after each time. */
  readonly errors: Float64Array;
  readonly transform: SurvivalTransform;
  readonly z: number;
}

function makeSteps(counts: RiskTable, { errors, transform, z }: StepRule): KaplanMeierStep[] {
  const { times, atRisk, events, ended } = counts;
  const survival = productLimit(counts);
  const steps = new Array<KaplanMeierStep>(times.length);
  for (let i = 0; i < steps.length; i++) {
    const [share, error] = [survival[i]!, errors[i]!];
    const { lower, upper } = survivalEnds(transform, share, { error, z });
    steps[i] = {
      time: times[i]!,
      atRisk: atRisk[i]!,
      events: events[i]!,
      censored: ended[i]! - events[i]!,
      survival: share,
      standardError: share === 0 || !Number.isFinite(error) ? null : share * error,
      lower,
      upper,
    };
  }
  return steps;
}
