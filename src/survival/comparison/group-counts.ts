/** Who was at risk and who was lost at each time, by group within strata: what the tests between groups compare. */
import { check } from "../../errors.js";
import { largestIfWhole } from "../../inference/event-counts.js";
import { distinctMean, tiedTimes } from "../../inference/tied-times.js";
import { countUpTo } from "../../math/sorted-search.js";
import { stableOrder } from "../../math/stable-order.js";
import type { Durations } from "../../tables/read-durations.js";
import { rowsByTime } from "../influence.js";
import { tieTolerance } from "../survival-data.js";

/** Durations whose rows have a group, and perhaps a stratum. */
export interface GroupedDurations extends Durations {
  /** Group of each row, 0 to groupCount - 1. */
  readonly groups: Int32Array;
  readonly groupCount: number;
  /** Stratum of each row, 0 to strataCount - 1; null for one stratum. */
  readonly strata: Int32Array | null;
  readonly strataCount: number;
}

/**
 * Counts of a group that end at one time, in order of stratum and time. The runs are the distinct times of a stratum: the cells
 * of run r are `bounds[r]` to `bounds[r + 1] - 1`, the runs of stratum s `strata[s]` to `strata[s + 1] - 1`.
 */
export interface GroupCounts {
  readonly groupCount: number;
  readonly group: Int32Array;
  /** Followed until that time and no longer. */
  readonly left: Float64Array;
  /** Of these lost then. */
  readonly lost: Float64Array;
  readonly bounds: Uint32Array;
  readonly strata: Uint32Array;
  /** Time of each run. */
  readonly times: Float64Array;
  /** Those who entered late: counts by group, and the run from which they were at risk, in order of runs. */
  readonly arrivals: Arrivals | null;
}

interface Arrivals {
  /** The arrivals before run r are `bounds[r]` to `bounds[r + 1] - 1`. */
  readonly bounds: Uint32Array;
  readonly group: Int32Array;
  readonly weight: Float64Array;
}

/** Cells that are tallied rather than sorted: so many fit into the cache of a processor, or nearly. */
const largestTally = 2 ** 20;

/** Counts by group within strata: whole durations are tallied, others sorted. */
export function countGroups(where: string, data: GroupedDurations): GroupCounts {
  const { durations, groupCount, strataCount } = data;
  const isLate = data.entries?.some((entry) => entry > 0) ?? false;
  const last = isLate ? null : largestIfWhole(durations);
  if (last !== null && (last + 1) * groupCount * strataCount <= largestTally) return tally(data, last + 1);
  if (!isLate && data.strata === null) return gather(data, durations, stableOrder([durations]), tieTolerance);
  const tied = tieAll(durations, isLate ? data.entries : null);
  const columns = data.strata === null ? [tied.durations] : [Float64Array.from(data.strata), tied.durations];
  const counts = gather(data, tied.durations, stableOrder(columns), 0);
  return tied.entries === null ? counts : { ...counts, arrivals: placeArrivals(where, data, counts, tied) };
}

function tally(data: GroupedDurations, width: number): GroupCounts {
  const { durations, events, weights, groups, groupCount, strata, strataCount } = data;
  const [left, lost] = [0, 1].map(() => new Float64Array(width * groupCount * strataCount)) as [
    Float64Array,
    Float64Array,
  ];
  for (let row = 0; row < durations.length; row++) {
    const stratum = strata === null ? 0 : strata[row]!;
    const cell = (stratum * width + durations[row]!) * groupCount + groups[row]!;
    const weight = weights === null ? 1 : weights[row]!;
    left[cell]! += weight;
    lost[cell]! += weight * events[row]!;
  }
  const made = emptyCounts(left.length, strataCount);
  let [cells, runs] = [0, 0];
  for (let stratum = 0; stratum < strataCount; stratum++) {
    made.strata[stratum] = runs;
    for (let time = 0; time < width; time++) {
      const begin = cells;
      for (let group = 0; group < groupCount; group++) {
        const cell = (stratum * width + time) * groupCount + group;
        if (left[cell] === 0) continue;
        made.group[cells] = group;
        // Written over cells that were read already.
        left[cells] = left[cell]!;
        lost[cells++] = lost[cell]!;
      }
      if (cells === begin) continue;
      made.times[runs] = time;
      made.bounds[runs++] = begin;
    }
  }
  made.bounds[runs] = cells;
  made.strata[strataCount] = runs;
  return { ...made, groupCount, left, lost, times: made.times.subarray(0, runs), arrivals: null };
}

function emptyCounts(cells: number, strataCount: number) {
  return {
    group: new Int32Array(cells),
    bounds: new Uint32Array(cells + 1),
    strata: new Uint32Array(strataCount + 1),
    times: new Float64Array(cells),
  };
}

/** The rows in order, each a cell of its own; times of a run lie within `tolerance` of their mean. */
function gather(
  data: GroupedDurations,
  durations: Float64Array,
  sorted: Uint32Array,
  tolerance: number,
): GroupCounts {
  const { events, weights, groups, groupCount, strata, strataCount } = data;
  const order = weights === null ? sorted : sorted.filter((row) => weights[row]! > 0);
  const { length } = order;
  const made = emptyCounts(length, strataCount);
  const [left, lost] = [new Float64Array(length), new Float64Array(length)];
  for (let at = 0; at < length; at++) made.times[at] = durations[order[at]!]!;
  const gap = tolerance > 0 ? tolerance * distinctMean(made.times) : 0;
  let [runs, before, stratumBefore] = [0, 0, -1];
  for (let at = 0; at < length; at++) {
    const [row, time] = [order[at]!, made.times[at]!];
    const stratum = strata === null ? 0 : strata[row]!;
    const isNew = stratum !== stratumBefore;
    // A stratum all of whose weights are 0 has no runs.
    for (let s = stratumBefore + 1; isNew && s <= stratum; s++) made.strata[s] = runs;
    if (isNew || time - before > gap) {
      made.times[runs] = time;
      made.bounds[runs++] = at;
    }
    [before, stratumBefore] = [time, stratum];
    const weight = weights === null ? 1 : weights[row]!;
    made.group[at] = groups[row]!;
    left[at] = weight;
    lost[at] = weight * events[row]!;
  }
  made.bounds[runs] = length;
  made.strata.fill(runs, stratumBefore + 1);
  return { ...made, groupCount, left, lost, times: made.times.subarray(0, runs), arrivals: null };
}

interface TiedTimes {
  readonly durations: Float64Array;
  readonly entries: Float64Array | null;
}

/** Durations and entries with those closer than rounding made equal, whatever their stratum. */
function tieAll(durations: Float64Array, entries: Float64Array | null): TiedTimes {
  const late = entries?.filter((entry) => entry > 0) ?? null;
  const firsts = tiedTimes(Float64Array.from(new Set(durations)).sort(), late, tieTolerance);
  if (firsts === null) return { durations, entries };
  const tie = (time: number) => (time === 0 ? 0 : firsts[countUpTo(firsts, time) - 1]!);
  return { durations: durations.map(tie), entries: entries?.map(tie) ?? null };
}

/** The rows that entered late, by the first run at which they were at risk. */
function placeArrivals(
  where: string,
  data: GroupedDurations,
  { times, strata }: GroupCounts,
  tied: TiedTimes,
): Arrivals {
  const rows: number[] = [];
  const places = new Uint32Array(tied.durations.length);
  for (let row = 0; row < places.length; row++) {
    const entry = tied.entries![row]!;
    if (entry === 0 || data.weights?.[row] === 0) continue;
    const name = data.entryColumn?.name(row) ?? "entry";
    const rule = "must be below the duration by more than rounding";
    check(entry < tied.durations[row]!, where, name, rule, data.entries?.[row]);
    const stratum = data.strata?.[row] ?? 0;
    const own = times.subarray(strata[stratum], strata[stratum + 1]);
    places[row] = strata[stratum]! + countUpTo(own, entry);
    // Who entered before the first time of a stratum is at risk at all of its times.
    if (places[row]! > strata[stratum]!) rows.push(row);
  }
  const byTime = rowsByTime(Uint32Array.from(rows), places, times.length);
  return {
    bounds: byTime.bounds,
    group: Int32Array.from(byTime.rows, (row) => data.groups[row]!),
    weight: Float64Array.from(byTime.rows, (row) => data.weights?.[row] ?? 1),
  };
}
