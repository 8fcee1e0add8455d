/** Who was at risk and who was lost at each time, where all were watched from the start and nobody asks who was who. */
import { stableOrder } from "../math/stable-order.js";
import { countAtRisk, type RiskTable, type TimedEvents } from "./product-limit.js";
import { distinctMean } from "./tied-times.js";

/** Counts (sums of weights) by distinct duration, ascending. */
export type EventCounts = Pick<RiskTable, "times" | "atRisk" | "events" | "ended">;

/** Whole times below this are told apart by any tolerance in use, and may be counted in place of being sorted. */
const largestWhole = 2 ** 24;

/**
 * The counts of `countAtRisk`: whole durations are tallied, others sorted and summed in one pass from the end.
 *
 * @param tolerance - Times closer together than this share of their mean are one, as in `countAtRisk`.
 */
export function countEvents(data: TimedEvents, tolerance = 0): EventCounts {
  if (data.entries?.some((entry) => entry > 0)) return countAtRisk(data, tolerance);
  const last = largestIfWhole(data.durations);
  return last === null ? sumSorted(data, tolerance) : tally(data, last);
}

/**
 * The largest of whole numbers; null where one is not whole, or where they are so large, or so thinly spread, that tallying
 * them would take more than sorting.
 */
export function largestIfWhole(durations: Float64Array): number | null {
  const limit = Math.min(largestWhole, 4 * durations.length + 1024);
  let largest = 0;
  for (let i = 0; i < durations.length; i++) {
    const value = durations[i]!;
    if (!(value < limit) || value !== Math.floor(value)) return null;
    if (value > largest) largest = value;
  }
  return largest;
}

function tally({ durations, events, weights }: TimedEvents, last: number): EventCounts {
  const ended = new Float64Array(last + 1);
  const lost = new Float64Array(last + 1);
  if (weights === null)
    for (let i = 0; i < durations.length; i++) {
      const at = durations[i]!;
      ended[at]!++;
      lost[at]! += events[i]!;
    }
  else
    for (let i = 0; i < durations.length; i++) {
      const at = durations[i]!;
      ended[at]! += weights[i]!;
      if (events[i] === 1) lost[at]! += weights[i]!;
    }
  let count = 0;
  const times = new Float64Array(last + 1);
  for (let at = 0; at <= last; at++) {
    if (ended[at] === 0) continue;
    times[count] = at;
    ended[count] = ended[at]!;
    lost[count++] = lost[at]!;
  }
  return fromTheEnd({ times, ended, lost }, count);
}

function sumSorted({ durations, events, weights }: TimedEvents, tolerance: number): EventCounts {
  const sorted = stableOrder([durations]);
  const order = weights === null ? sorted : sorted.filter((row) => weights[row]! > 0);
  const times = new Float64Array(order.length);
  for (let at = 0; at < order.length; at++) times[at] = durations[order[at]!]!;
  const gap = tolerance > 0 ? tolerance * distinctMean(times) : 0;
  const ended = new Float64Array(order.length);
  const lost = new Float64Array(order.length);
  let [count, before] = [0, 0];
  for (let at = 0; at < order.length; at++) {
    const [row, time] = [order[at]!, times[at]!];
    // A time within the gap of the one before it joins that one's run.
    if (at === 0 || time - before > gap) times[count++] = time;
    before = time;
    const weight = weights === null ? 1 : weights[row]!;
    ended[count - 1]! += weight;
    if (events[row] === 1) lost[count - 1]! += weight;
  }
  return fromTheEnd({ times, ended, lost }, count);
}

/** Sums from the end, so that no count is the difference of two large ones. */
function fromTheEnd(
  { times, ended, lost }: { times: Float64Array; ended: Float64Array; lost: Float64Array },
  count: number,
): EventCounts {
  const atRisk = new Float64Array(count);
  let followed = 0;
  for (let i = count - 1; i >= 0; i--) {
    followed += ended[i]!;
    atRisk[i] = followed;
  }
  return {
    times: times.subarray(0, count),
    atRisk,
    events: lost.subarray(0, count),
    ended: ended.subarray(0, count),
  };
}
