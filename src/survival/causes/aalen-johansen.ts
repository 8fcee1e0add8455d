/** Competing causes: the share lost to each. */
import { checkOptions } from "../../errors.js";
import type { EventCounts } from "../../inference/event-counts.js";
import { countAtRisk, productLimit, type RiskTable } from "../../inference/product-limit.js";
import { normalQuantile } from "../../math/normal.js";
import type { GroupLabel } from "../../tables/read-labels.js";
import type { TableField } from "../../tables/table.js";
import type { TimeUnit } from "../../time.js";
import { influenceVariance } from "../influence.js";
import { readTransform } from "../kaplan-meier.js";
import { type SurvivalTransform, writeEnds } from "../pointwise-interval.js";
import { withSteps } from "../rows-on-request.js";
import { greenwoodSums } from "../standard-errors.js";
import { type DurationFields, durationFields, tieTolerance } from "../survival-data.js";
import { readWatchedData, type WatchedData } from "../watched-data.js";
import { type CauseFields, type Causes, causeFields, readCauses } from "./cause-data.js";

/** How the standard errors of a cumulative incidence were made. */
export type IncidenceErrors = "greenwood" | "aalen" | "robust";

/** Options of `aalenJohansen`. */
export interface AalenJohansenOptions<Table> extends DurationFields<Table>, CauseFields<Table> {
  /** Field of whether it ended (true or 1) or had not yet (false or 0); read if given, or if there is a field `event`. */
  readonly event?: TableField<Table> | undefined;
  /** Field of the customer whose row it is, where one customer has several: their rows are one subject of robust errors. */
  readonly cluster?: TableField<Table> | undefined;
  /** Confidence level, above 0 and below 1; default 0.95. */
  readonly level?: number | undefined;
  /** Scale on which the intervals are symmetric; default `"logLog"`. R's default is `"log"`. */
  readonly transform?: SurvivalTransform | undefined;
  /**
   * `"greenwood"` (default; what R's `survfit` gives, of weights that are counts), `"aalen"` (cmprsk's, which takes the causes of
   * losses at one time for independent), or
   * `"robust"` (infinitesimal jackknife: each row, or each `cluster`, one subject whose weight is an amount; default where a
   * weight is no whole number, and where there are clusters).
   */
  readonly standardErrors?: IncidenceErrors | undefined;
}

/** The share lost to a cause at one distinct time, and from there to the next. */
export interface IncidenceStep {
  /** A time at which someone was lost, to any cause, or censored. */
  readonly time: number;
  /** Watched just before that time. */
  readonly atRisk: number;
  /** Lost to this cause at that time. */
  readonly events: number;
  /** Estimated share lost to this cause by that time. */
  readonly incidence: number;
  /** Its standard error. */
  readonly standardError: number | null;
  /** Lower end of the pointwise interval; null where nobody is lost yet, unless `transform` is plain. */
  readonly lower: number | null;
  /** Upper end of the pointwise interval; null where the lower is. */
  readonly upper: number | null;
}

/** The cumulative incidence of one cause. */
export interface IncidenceCurve {
  /** Label of the cause. */
  readonly cause: GroupLabel;
  /** Lost to it, of the observations. */
  readonly events: number;
  /** One row for each distinct time, ascending; made when they are first asked for. */
  readonly steps: readonly IncidenceStep[];
}

/** The shares lost to each of several causes. */
export interface AalenJohansen {
  /** Name of the estimator. */
  readonly method: "aalenJohansen";
  /** Unit of all times; null where neither data nor options name one. */
  readonly timeUnit: TimeUnit | null;
  /** Confidence level of the intervals. */
  readonly level: number;
  /** Scale on which the intervals are symmetric. */
  readonly transform: SurvivalTransform;
  /** How the standard errors were made. */
  readonly standardErrors: IncidenceErrors;
  /** Number of observations: the sum of the weights. */
  readonly observations: number;
  /** Not lost to any cause by the end of their time. */
  readonly censored: number;
  /** One curve for each cause, in order of first appearance. */
  readonly causes: readonly IncidenceCurve[];
}

const where = "aalenJohansen";

/**
 * Aalen-Johansen estimate of the share lost to each of several causes by t, such as voluntary and involuntary churn.
 *
 * The shares and the Kaplan-Meier curve of all losses together sum to 1. One less the Kaplan-Meier curve of one cause, the others
 * taken for censored, does not: it is larger, the share that cause would take if there were no other. A cause may take fewer
 * only because another took them first: `causeSpecificHazards` tells the two apart.
 *
 * Formula: F_c(t) = Σ S(tᵢ₋₁) d_cᵢ/nᵢ over tᵢ ≤ t, S the Kaplan-Meier curve of all losses. Ties between causes need no breaking. Variance
 * (Greenwood) Σ (F(t) - F(tᵢ))² dᵢ/(nᵢ(nᵢ - dᵢ)) + S² d_cᵢ(nᵢ - d_cᵢ)/nᵢ³ - 2 (F(t) - F(tᵢ)) S d_cᵢ/nᵢ², S = S(tᵢ₋₁).
 *
 * @param data - Rows or columns: `duration`, `cause` (null where censored), and where needed `event`, `entry` and `weight`.
 * @param options - Names of the fields, `unknownCause`, `standardErrors`, `transform`, `level`, `cluster`, `timeUnit`.
 * @returns Plain data: one curve for each cause, whose `steps` are made when first asked for.
 * @throws {InvalidInputError} If rows cannot be read, or an end has no cause, or a censored row one.
 * @throws {InsufficientDataError} If there are no rows, or no event has a cause.
 * @see Aalen & Johansen (1978), Scandinavian Journal of Statistics 5(3), 141-150; Marubini & Valsecchi (1995), "Analysing Survival
 *   Data from Clinical Trials", section 10.2 (variance); Braun & Yuan (2007), doi:10.1002/sim.2578 (Aalen's variance).
 *
 * @example
 * const tenures = {
 *   duration: [1, 2, 3, 3, 4, 5, 6, 6, 8, 9],
 *   cause: ["card", "left", "left", null, "card", "left", null, "left", "card", null],
 *   timeUnit: "month",
 * } as const;
 * const { causes } = aalenJohansen(tenures);
 * causes.map(({ cause, steps }) => [cause, steps.at(-1)?.incidence]); // ≈ [["card", 0.392], ["left", 0.433]]
 * causes[0]?.steps[3]; // ≈ { time: 4, atRisk: 6, events: 1, incidence: 0.217, standardError: 0.136, lower: 0.0325, upper: 0.505 }
 */
export function aalenJohansen<Table extends object>(
  data: Table,
  options: AalenJohansenOptions<Table> = {},
): AalenJohansen {
  checkOptions(where, options, [
    ...durationFields,
    ...causeFields,
    "cluster",
    "level",
    "transform",
    "standardErrors",
  ]);
  const transform = readTransform(where, options.transform);
  const causes = readCauses(where, data, options);
  const choices: readonly [IncidenceErrors, ...IncidenceErrors[]] = ["greenwood", "aalen", "robust"];
  const read = readWatchedData<Table, IncidenceErrors>(where, data, options, choices, causes.eventOf);
  const table = read.rows ?? countAtRisk(read, tieTolerance);
  const survival = productLimit(table);
  const z = -normalQuantile((1 - read.level) / 2);
  const sum = (column: Float64Array) => column.reduce((total, each) => total + each, 0);
  const curves = causes.labels.map((cause, code) => {
    const events = eventsOf(read, table, { causes, code });
    const incidence = accumulate(table, { events, survival });
    const variance =
      read.standardErrors === "robust"
        ? robustVariance(read, table, { causes, code, survival, incidence, events })
        : countedVariance(table, { events, survival, errors: read.standardErrors });
    const columns = { table, events, incidence, variance };
    const makeRows = (made: IncidenceColumns) => stepsOf(made, { transform, z });
    return withSteps({ cause, events: sum(events) }, { columns, makeRows });
  });
  return {
    method: "aalenJohansen",
    timeUnit: read.timeUnit,
    level: read.level,
    transform,
    standardErrors: read.standardErrors,
    observations: read.weights === null ? read.durations.length : sum(table.ended),
    censored: sum(table.ended) - sum(table.events),
    causes: curves,
  };
}

interface OneCause {
  readonly causes: Causes;
  readonly code: number;
}

/** The losses to one cause by time. */
export function eventsOf(
  { weights }: Pick<WatchedData<string>, "weights">,
  { order, bounds, times }: RiskTable,
  { causes, code }: OneCause,
): Float64Array {
  const events = new Float64Array(times.length);
  for (let i = 0; i < times.length; i++)
    for (let at = bounds[i]!; at < bounds[i + 1]!; at++) {
      const row = order[at]!;
      if (causes.codes[row] === code) events[i]! += weights === null ? 1 : weights[row]!;
    }
  return events;
}

interface CauseCounts {
  readonly events: Float64Array;
  /** S of all losses after each time. */
  readonly survival: Float64Array;
}

function accumulate({ atRisk }: EventCounts, { events, survival }: CauseCounts): Float64Array {
  let [sum, before] = [0, 1];
  return events.map((lost, i) => {
    sum += (before * lost) / atRisk[i]!;
    before = survival[i]!;
    return sum;
  });
}

/**
 * The variance where subjects are counted alike: sums of (F - Fᵢ)² a, (F - Fᵢ) b and c, carried along as F grows, so that nothing
 * cancels but the covariance itself.
 */
function countedVariance(
  { atRisk, events: all }: EventCounts,
  { events, survival, errors }: CauseCounts & { readonly errors: IncidenceErrors },
): Float64Array {
  let [squares, products, own] = [0, 0, 0];
  let [sumA, firstA, sumB, before] = [0, 0, 0, 1];
  return events.map((lost, i) => {
    const [n, d] = [atRisk[i]!, all[i]!];
    const step = (before * lost) / n;
    squares += 2 * step * firstA + step * step * sumA;
    firstA += step * sumA;
    products += step * sumB;
    const shared = errors === "greenwood" ? n : n - 1;
    if (shared > 0) own += (before * before * lost * (n - lost)) / n / n / shared;
    // Where all are lost F does not grow again.
    if (d < n && errors === "greenwood") {
      sumA += d / n / (n - d);
      sumB += (before * lost) / n / n;
    } else if (d < n) {
      const others = d - lost;
      sumA += (lost * (n - lost) + others * (n - others)) / (n - d) ** 2 / shared;
      sumB += (before * lost * (n - lost)) / n / (n - d) / shared;
    }
    before = survival[i]!;
    return Math.max(0, squares - 2 * products + own);
  });
}

function robustVariance(
  read: WatchedData<string>,
  table: RiskTable,
  cause: OneCause & CauseCounts & { readonly incidence: Float64Array },
): Float64Array {
  const { survival, incidence, events, causes, code } = cause;
  const { atRisk } = table;
  const watched = greenwoodSums(table);
  const beforeOf = (column: Float64Array, i: number, first: number) => (i > 0 ? column[i - 1]! : first);
  let sum = 0;
  const slope = events.map((lost, i) => {
    const share = (beforeOf(survival, i, 1) * lost) / atRisk[i]!;
    sum += share * (beforeOf(watched, i, 0) - 1 / atRisk[i]!);
    return sum;
  });
  return influenceVariance(read, table, {
    watched,
    lossAt: (i) => beforeOf(watched, i, 0) - 1 / atRisk[i]!,
    level: incidence,
    slope,
    jumpAt: (row, i) => (causes.codes[row] === code ? beforeOf(survival, i, 1) / atRisk[i]! : 0),
  }).variance;
}

interface IncidenceColumns {
  readonly table: EventCounts;
  readonly events: Float64Array;
  readonly incidence: Float64Array;
  readonly variance: Float64Array;
}

function stepsOf(
  { table, events, incidence, variance }: IncidenceColumns,
  { transform, z }: { readonly transform: SurvivalTransform; readonly z: number },
): IncidenceStep[] {
  const { times, atRisk } = table;
  const [lower, upper] = [new Float64Array(times.length), new Float64Array(times.length)];
  return Array.from(times, (time, i) => {
    const [share, error] = [incidence[i]!, Math.sqrt(variance[i]!)];
    if (share === 0 && transform === "plain") lower[i] = upper[i] = 0;
    else writeEnds(transform, { share, error: error / share, z, i, lower, upper });
    const orNull = (value: number) => (Number.isFinite(value) ? value : null);
    return {
      time,
      atRisk: atRisk[i]!,
      events: events[i]!,
      incidence: share,
      standardError: orNull(error),
      lower: orNull(lower[i]!),
      upper: orNull(upper[i]!),
    };
  });
}
