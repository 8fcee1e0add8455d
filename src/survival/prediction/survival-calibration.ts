/** Whether predicted probabilities of leaving by a time come true, group by group. */
import { check, checkCount, checkFraction, checkOptions } from "../../errors.js";
import { stableOrder } from "../../math/stable-order.js";
import { kaplanMeier } from "../kaplan-meier.js";
import { survivalAt } from "../survival-at.js";
import {
  type CensoredOutcomes,
  type ChurnPrediction,
  type OutcomeOptions,
  outcomeOptionNames,
  readOutcomes,
  readPrediction,
} from "./censored-outcomes.js";

/** Options of `survivalCalibration`. */
export interface SurvivalCalibrationOptions<Table = object> extends OutcomeOptions<Table> {
  /** Most groups, of about equal weight: a whole number from 1 to 1,000; default 10. */
  readonly bins?: number | undefined;
  /** Confidence level, above 0 and below 1; default 0.95. */
  readonly level?: number | undefined;
}

/** Customers of like predictions, and what became of them. */
export interface SurvivalCalibrationBin {
  /** Customers: the sum of weights. */
  readonly customers: number;
  /** Lowest predicted probability among them. */
  readonly lowest: number;
  /** Highest. */
  readonly highest: number;
  /** Mean predicted probability of having left by the time. */
  readonly predicted: number;
  /** Share that had left, one minus the Kaplan-Meier curve; null where none of them was followed so long. */
  readonly observed: number | null;
  /** Lower end of its interval; null where the curve has none. */
  readonly lower: number | null;
  /** Upper end. */
  readonly upper: number | null;
}

/** Predicted beside observed shares, by group and of all. */
export interface SurvivalCalibration {
  /** Time from the prediction. */
  readonly time: number;
  /** Confidence level. */
  readonly level: number;
  /** Groups, by predicted probability ascending. */
  readonly bins: readonly SurvivalCalibrationBin[];
  /** All customers as one group. */
  readonly overall: SurvivalCalibrationBin;
  /** Observed over predicted of all: 1 is right in total; null where either is unknown or 0. */
  readonly ratio: number | null;
}

const where = "survivalCalibration";

/**
 * Calibration of predicted churn probabilities at a time: customers in groups of like predictions, the mean prediction of each
 * beside the share that had left, with its interval.
 *
 * Customers of equal predictions stay together, so that there can be fewer groups than asked for. An interval that misses the
 * prediction in one group of twenty is chance.
 *
 * Formula: observed = 1 - S(t), S the Kaplan-Meier curve of the group, with a log-log interval.
 *
 * @param outcomes - Rows or columns: `duration` from the prediction on, `event`, and where needed `weight`.
 * @param prediction - `{ time, churn }`: the probability of each of having left by the time, in the order of the outcomes.
 * @param options - `bins`, `level`, names of the fields.
 * @returns Groups, all together, and observed over predicted.
 * @throws {InvalidInputError} If a column is not as long as the others, or a probability is no fraction.
 * @throws {InsufficientDataError} If there are no customers.
 * @see D'Agostino & Nam (2003), "Evaluation of the performance of survival analysis models: discrimination and calibration measures",
 *   Handbook of Statistics 23, 1-25.
 *
 * @example
 * const outcomes = { duration: [1, 2, 3, 3, 2, 3, 1, 3], event: [1, 1, 0, 0, 0, 1, 0, 0] };
 * const prediction = { time: 2, churn: [0.6, 0.6, 0.2, 0.2, 0.2, 0.6, 0.6, 0.2] };
 * const { bins, ratio } = survivalCalibration(outcomes, prediction, { bins: 2 });
 * bins.map(({ predicted, observed }) => [predicted, observed]); // ≈ [[0.2, 0], [0.6, 0.625]]
 * ratio; // ≈ 0.677
 */
export function survivalCalibration<Table extends object>(
  outcomes: Table,
  prediction: ChurnPrediction,
  options: SurvivalCalibrationOptions<Table> = {},
): SurvivalCalibration {
  checkOptions(where, options, [...outcomeOptionNames, "bins", "level"]);
  const { bins = 10, level = 0.95, ...fields } = options;
  checkCount(where, "options.bins", bins, 1);
  check(bins <= 1000, where, "options.bins", "must be a whole number from 1 to 1000", bins);
  checkFraction(where, "options.level", level, "open");
  const known = readOutcomes(where, outcomes, fields as OutcomeOptions);
  const { time, churn } = readPrediction(where, "prediction", prediction, known.durations.length);
  const order = stableOrder([churn]).filter((row) => known.weights[row]! > 0);
  const groupOf = (rows: Uint32Array) => describeGroup(known, churn, rows, { time, level });
  const overall = groupOf(order);
  const { observed, predicted } = overall;
  return {
    time,
    level,
    bins: cutGroups(known, churn, order, bins).map(groupOf),
    overall,
    ratio: observed === null || predicted === 0 ? null : observed / predicted,
  };
}

/** Cuts sorted rows into groups of about equal weight, where predictions differ. */
function cutGroups(
  known: CensoredOutcomes,
  churn: Float64Array,
  order: Uint32Array,
  bins: number,
): Uint32Array[] {
  const groups: Uint32Array[] = [];
  let [start, current, below] = [0, 0, 0];
  for (let from = 0, to = 0; from < order.length; from = to) {
    let block = 0;
    while (to < order.length && churn[order[to]!] === churn[order[from]!])
      block += known.weights[order[to++]!]!;
    const bin = Math.floor((bins * (below + block / 2)) / known.total);
    if (bin !== current && from > start) {
      groups.push(order.subarray(start, from));
      start = from;
    }
    current = bin;
    below += block;
  }
  groups.push(order.subarray(start));
  return groups;
}

function describeGroup(
  { durations, events, weights }: CensoredOutcomes,
  churn: Float64Array,
  rows: Uint32Array,
  { time, level }: { readonly time: number; readonly level: number },
): SurvivalCalibrationBin {
  const pick = (column: ArrayLike<number>) => Float64Array.from(rows, (row) => column[row]!);
  const weight = pick(weights);
  const curve = kaplanMeier({ duration: pick(durations), event: pick(events), weight }, { level });
  const { estimate, lower, upper } = survivalAt(curve, { time });
  let [customers, predicted] = [0, 0];
  for (const row of rows) {
    customers += weights[row]!;
    predicted += weights[row]! * churn[row]!;
  }
  return {
    customers,
    lowest: churn[rows[0]!]!,
    highest: churn[rows[rows.length - 1]!]!,
    predicted: predicted / customers,
    observed: estimate === null ? null : 1 - estimate,
    lower: upper === null ? null : 1 - upper,
    upper: lower === null ? null : 1 - lower,
  };
}
