/** Who was watched at each age, and how many of them were lost: what a product-limit estimate multiplies. */
import { countUpTo } from "../math/sorted-search.js";
import { stableOrder } from "../math/stable-order.js";
import { tiedTimes } from "./tied-times.js";

/** Durations that end with an event or are censored, as columns of one length. */
export interface TimedEvents {
  /** How long each was followed: 0 or more, no -0. */
  readonly durations: Float64Array;
  /** 1 where the event happened at the end, 0 where it had not. */
  readonly events: Uint8Array;
  /** The age from which each was watched, 0 for from the start, else below the duration; null where all were. */
  readonly entries: Float64Array | null;
  /** How many each row stands for, 0 or more; null for one each. */
  readonly weights: Float64Array | null;
}

/** Counts (sums of weights) by distinct duration; rows of weight 0 are left out. */
export interface RiskTable {
  /** The distinct durations, ascending. */
  readonly times: Float64Array;
  /** Watched at that time: entered before it, and followed until it at least. */
  readonly atRisk: Float64Array;
  /** Events at that time. */
  readonly events: Float64Array;
  /** Followed until that time and no longer, events and censored. */
  readonly ended: Float64Array;
  /** Watched from the start on, and then just after each time: one entry more than times. */
  readonly watched: Float64Array;
  /** The rows by duration; those of time i are `order[bounds[i]]` to `order[bounds[i + 1] - 1]`. */
  readonly order: Uint32Array;
  readonly bounds: Uint32Array;
  /** For each row the number of times at which it was not yet watched; null where all were watched from the start. */
  readonly late: Uint32Array | null;
  /** A row whose entry differs from its duration by rounding alone; -1 if there is none. */
  readonly collapsed: number;
}

/**
 * Counts who was at risk and who was lost at each time, by one sort and one pass. Events come before censorings at the same
 * time; who enters at a time is at risk from just after it.
 *
 * @param tolerance - Times closer together than this share of their mean are one; 0 for those alone that are equal.
 */
export function countAtRisk(data: TimedEvents, tolerance = 0): RiskTable {
  const { durations, weights } = data;
  const sorted = stableOrder([durations]);
  const order = weights === null ? sorted : sorted.filter((row) => weights[row]! > 0);
  const runs = findRuns(durations, order);
  const entries = data.entries?.some((entry) => entry > 0) ? data.entries : null;
  const entered = entries?.filter((entry, row) => entry > 0 && weights?.[row] !== 0) ?? null;
  const firsts = tolerance > 0 ? tiedTimes(runs.times, entered, tolerance) : null;
  const { times, bounds } = firsts === null ? runs : mergeRuns(runs, firsts);
  const arrival = entries === null ? null : placeEntries({ data, times, bounds, order }, entries, firsts);
  const { late = null, lateAfter = null, collapsed = -1 } = arrival ?? {};
  const shape = { data, times, bounds, order, late, lateAfter };
  const counts = sumWeights(shape, weights);
  if (late !== null && weights?.some((weight) => !Number.isInteger(weight)))
    settleRounding(counts, sumWeights(shape, null));
  return { times, ...counts, order, bounds, late, collapsed };
}

interface Runs {
  readonly times: Float64Array;
  readonly bounds: Uint32Array;
}

/** The distinct values of sorted rows, and where the rows of each begin. */
function findRuns(values: Float64Array, order: Uint32Array): Runs {
  const times = new Float64Array(order.length);
  const bounds = new Uint32Array(order.length + 1);
  let count = 0;
  for (let at = 0; at < order.length; at++) {
    const value = values[order[at]!]!;
    if (count > 0 && value === times[count - 1]) continue;
    times[count] = value;
    bounds[count++] = at;
  }
  bounds[count] = order.length;
  return { times: times.slice(0, count), bounds: bounds.slice(0, count + 1) };
}

/** Joins the runs whose times follow the same one of `firsts`. */
function mergeRuns({ times, bounds }: Runs, firsts: Float64Array): Runs {
  const merged = { times: new Float64Array(times.length), bounds: new Uint32Array(times.length + 1) };
  let [count, next] = [0, 0];
  for (let i = 0; i < times.length; i++) {
    while (next < firsts.length && firsts[next]! <= times[i]!) next++;
    const first = firsts[next - 1]!;
    if (count > 0 && first === merged.times[count - 1]) continue;
    merged.times[count] = first;
    merged.bounds[count++] = bounds[i]!;
  }
  merged.bounds[count] = bounds[times.length]!;
  return { times: merged.times.slice(0, count), bounds: merged.bounds.slice(0, count + 1) };
}

interface SortedRows extends Runs {
  readonly data: TimedEvents;
  readonly order: Uint32Array;
}

/** Places each row that was not watched from the start among the times, as `late`, `lateAfter` and `collapsed` say. */
function placeEntries(
  { times, bounds, order }: SortedRows,
  entries: Float64Array,
  firsts: Float64Array | null,
) {
  const [late, lateAfter] = [new Uint32Array(entries.length), new Uint32Array(entries.length)];
  let collapsed = -1;
  for (let i = 0; i < times.length; i++)
    for (let at = bounds[i]!; at < bounds[i + 1]!; at++) {
      const row = order[at]!;
      if (entries[row] === 0) continue;
      const entry = firsts === null ? entries[row]! : firsts[countUpTo(firsts, entries[row]!) - 1]!;
      const place = countUpTo(times, entry);
      late[row] = place;
      lateAfter[row] = place > 0 && times[place - 1] === entry ? place - 1 : place;
      if (place > i) collapsed = row;
    }
  return { late, lateAfter, collapsed };
}

interface Shape extends SortedRows {
  readonly late: Uint32Array | null;
  /** As `late`, but not counting a time equal to the entry, after which the row is watched. */
  readonly lateAfter: Uint32Array | null;
}

type Counts = Pick<RiskTable, "atRisk" | "events" | "ended" | "watched">;

function sumWeights(
  { data, times, bounds, order, late, lateAfter }: Shape,
  weights: Float64Array | null,
): Counts {
  const { length } = times;
  const [atRisk, events, ended] = [0, 1, 2].map(() => new Float64Array(length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const watched = new Float64Array(length + 1);
  // Sums of who was not yet watched, at the last time at which that was so.
  const [missing, missingAfter] = [new Float64Array(length + 1), new Float64Array(length + 1)];
  for (let i = 0; i < length; i++)
    for (let at = bounds[i]!; at < bounds[i + 1]!; at++) {
      const row = order[at]!;
      const weight = weights === null ? 1 : weights[row]!;
      ended[i]! += weight;
      if (data.events[row] === 1) events[i]! += weight;
      if (late === null || lateAfter === null || data.entries![row] === 0) continue;
      missing[late[row]!]! += weight;
      missingAfter[lateAfter[row]!]! += weight;
    }
  // From the end, so that no count is the difference of two large ones unless some entered late.
  let [followed, notYet, notYetAfter] = [0, missing[length]!, missingAfter[length]!];
  for (let i = length - 1; i >= 0; i--) {
    watched[i + 1] = followed - notYetAfter;
    followed += ended[i]!;
    notYetAfter += missingAfter[i]!;
    atRisk[i] = followed - notYet;
    notYet += missing[i]!;
  }
  watched[0] = followed - notYetAfter;
  return { atRisk, events, ended, watched };
}

/** Sets right what the rounding of weights leaves where all who are watched are lost, or nobody is watched. */
function settleRounding({ atRisk, events, watched }: Counts, rows: Counts): void {
  for (let i = 0; i < atRisk.length; i++) if (rows.atRisk[i] === rows.events[i]) atRisk[i] = events[i]!;
  for (let i = 0; i < watched.length; i++) if (rows.watched[i] === 0) watched[i] = 0;
}

/** The product-limit estimate after each time: Π (1 - dᵢ/nᵢ). */
export function productLimit({ atRisk, events }: Pick<RiskTable, "atRisk" | "events">): Float64Array {
  let surviving = 1;
  return atRisk.map((n, i) => {
    if (events[i]! > 0) surviving *= (n - events[i]!) / n;
    return surviving;
  });
}
