/** What became of customers for whom something was predicted, with weights that make up for those of whom it is not known. */
import { check, checkFraction, checkPositive, checkSufficient, isList } from "../../errors.js";
import { stableOrder } from "../../math/stable-order.js";
import type { ColumnInput } from "../../tables/columns.js";
import { createProblems } from "../../tables/problems.js";
import { readDurations } from "../../tables/read-durations.js";
import { openColumn, openTable, type TableField } from "../../tables/table.js";

/** Where outcomes are found. */
export interface OutcomeOptions<Table = object> {
  /** Field of the time from the prediction until the customer was lost or last seen; default `duration`. */
  readonly duration?: TableField<Table> | undefined;
  /** Field of whether the customer was lost then (true or 1) or still there (false or 0); default `event`. */
  readonly event?: TableField<Table> | undefined;
  /** Field of how many customers a row stands for, 0 or more; read if given, or if there is a field `weight`. */
  readonly weight?: TableField<Table> | undefined;
}

/** Predictions for all customers of the outcomes, in the same order. */
export interface ChurnPrediction {
  /** Time from the prediction, above 0. */
  readonly time: number;
  /** Predicted probability of each of having left by then. */
  readonly churn: ColumnInput;
}

/** Outcomes, sorted by duration, and the curves of staying and of being seen. */
export interface CensoredOutcomes {
  readonly durations: Float64Array;
  readonly events: Uint8Array;
  readonly weights: Float64Array;
  readonly total: number;
  /** Kaplan-Meier share that lasts longer than t. */
  readonly survivalAt: (t: number) => number;
  /**
   * Weight of a customer at time t: 0 where it is not known whether the customer had left by then, else the customer's own over the
   * chance of being seen so long.
   */
  readonly weightAt: (row: number, t: number) => number;
  /** Whether the customer had left by time t; to be asked of those whose weight is above 0. */
  readonly leftBy: (row: number, t: number) => boolean;
}

/** The fields of outcomes that options may name. */
export const outcomeOptionNames = ["duration", "event", "weight"] as const;

/** Reads outcomes; a loss comes before a censoring at the same time, so that who was censored at t had not left by t. */
export function readOutcomes(where: string, outcomes: object, options: OutcomeOptions): CensoredOutcomes {
  const table = openTable(where, "outcomes", outcomes);
  const problems = createProblems(where);
  const event = table.column("event", options.event);
  checkSufficient(event.length > 0, where, "outcomes", "must have a row or more", 0);
  const { duration, weight } = options;
  const read = readDurations(table, problems, { duration, event, entry: undefined, weight, weights: "any" });
  read.entries?.forEach((entry, i) => {
    if (entry > 0)
      problems.add(read.entryColumn!.name(i), "must be 0: durations count from the prediction", entry);
  });
  problems.throwIfAny();
  const { durations, events } = read;
  const weights = read.weights ?? new Float64Array(durations.length).fill(1);
  const total = weights.reduce((sum, each) => sum + each, 0);
  checkSufficient(total > 0, where, "outcomes", "must have a row of weight above 0", 0);
  const curves = curvesOf(durations, events, weights);
  return {
    durations,
    events,
    weights,
    total,
    survivalAt: (t) => valueAt(curves.times, curves.staying, t),
    weightAt(row, t) {
      const end = durations[row]!;
      if (end < t && events[row] === 0) return 0;
      return weights[row]! / valueBefore(curves.times, curves.seen, Math.min(end, t));
    },
    leftBy: (row, t) => events[row] === 1 && durations[row]! <= t,
  };
}

/** Product-limit curves of staying and of being seen, after each distinct time. */
function curvesOf(durations: Float64Array, events: Uint8Array, weights: Float64Array) {
  const order = stableOrder([durations]);
  const [times, lost, ended] = [[], [], []] as [number[], number[], number[]];
  for (const row of order) {
    if (times[times.length - 1] !== durations[row]) {
      times.push(durations[row]!);
      lost.push(0);
      ended.push(0);
    }
    const i = times.length - 1;
    ended[i]! += weights[row]!;
    if (events[row] === 1) lost[i]! += weights[row]!;
  }
  // Watched from each time on, added up from the end so that few are no difference of many.
  const watched = ended.slice();
  for (let i = times.length - 2; i >= 0; i--) watched[i]! += watched[i + 1]!;
  const [staying, seen] = [new Float64Array(times.length), new Float64Array(times.length)];
  for (let i = 0; i < times.length; i++) {
    const [n, d, c] = [watched[i]!, lost[i]!, ended[i]! - lost[i]!];
    staying[i] = (staying[i - 1] ?? 1) * (d > 0 ? (n - d) / n : 1);
    seen[i] = (seen[i - 1] ?? 1) * (c > 0 ? (n - d - c) / (n - d) : 1);
  }
  return { times, staying, seen };
}

/** The number of times up to and including t, of ascending ones. */
function countTo(times: readonly number[], t: number, including: boolean): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! < t || (including && times[middle] === t)) low = middle + 1;
    else high = middle;
  }
  return low;
}

const valueAt = (times: readonly number[], curve: Float64Array, t: number) =>
  curve[countTo(times, t, true) - 1] ?? 1;

const valueBefore = (times: readonly number[], curve: Float64Array, t: number) =>
  curve[countTo(times, t, false) - 1] ?? 1;

/** Predictions read: ascending times, and a column of probabilities for each. */
export function readPredictions(
  where: string,
  predictions: readonly ChurnPrediction[],
  { durations, weights, survivalAt }: CensoredOutcomes,
): { readonly time: number; readonly churn: Float64Array }[] {
  const several = isList(predictions) && predictions.length > 0;
  check(several, where, "predictions", "must be an array of { time, churn }, one or more", predictions);
  const last = durations.reduce((most, end, row) => (weights[row]! > 0 && end > most ? end : most), 0);
  return predictions.map((prediction, k) => {
    const name = `predictions[${k}]`;
    const read = readPrediction(where, name, prediction, durations.length);
    const before = predictions[k - 1]?.time ?? 0;
    check(read.time > before, where, `${name}.time`, "must be above the one before it", read.time);
    const rule = `must be at most the time to which somebody was followed (${last})`;
    checkSufficient(read.time <= last || survivalAt(last) === 0, where, `${name}.time`, rule, read.time);
    return read;
  });
}

/** One prediction read. */
export function readPrediction(where: string, name: string, prediction: ChurnPrediction, length: number) {
  check(
    typeof prediction === "object" && prediction !== null && !isList(prediction),
    where,
    name,
    "must be { time, churn }",
    prediction,
  );
  const { time } = prediction;
  checkPositive(where, `${name}.time`, time);
  const column = openColumn(where, `${name}.churn`, prediction.churn);
  const rule = `must have as many entries as outcomes (${length})`;
  check(column.length === length, where, `${name}.churn`, rule, column.length);
  const churn = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const share = column.at(i);
    if (!(typeof share === "number" && share >= 0 && share <= 1)) checkFraction(where, column.name(i), share);
    churn[i] = (share as number) + 0;
  }
  return { time, churn };
}
