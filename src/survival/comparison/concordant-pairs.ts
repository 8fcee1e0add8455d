/** Pairs of which one is lost while the other is watched and stays longer, counted by the order of their scores in n log n. */
import { check } from "../../errors.js";
import { tiedTimes } from "../../inference/tied-times.js";
import { countUpTo } from "../../math/sorted-search.js";
import { stableOrder } from "../../math/stable-order.js";
import type { Durations } from "../../tables/read-durations.js";
import { tieTolerance } from "../survival-data.js";

/** Durations whose rows have a score. */
export interface ScoredRows extends Durations {
  readonly scores: Float64Array;
  /** Stratum of each row; null for one stratum. */
  readonly strata: Int32Array | null;
  /** Whose row it is; null where each is a subject of its own. */
  readonly clusters: Int32Array | null;
}

/** Sums over pairs of the products of their weights. */
export interface PairCounts {
  /** Pairs in which the one who stays longer has the lower score, the higher, or the same. */
  lower: number;
  higher: number;
  tiedScore: number;
  /** Pairs lost at one time, with different scores and with the same. */
  tiedTime: number;
  tiedBoth: number;
}

/** What a unit of weight of each row does to the pairs. */
export interface PairInfluence {
  /** To higher less lower. */
  readonly difference: Float64Array;
  /** To the number of comparable pairs. */
  readonly pairs: Float64Array;
}

/** Sums of weights by rank, of which any beginning can be summed in log n. */
interface RankSums {
  add(rank: number, weight: number): void;
  /** The sum of ranks below one. */
  below(rank: number): number;
  total(): number;
}

/** Counts the pairs and what each row does to them. */
export function countPairs(
  where: string,
  rows: ScoredRows,
): { readonly counts: PairCounts; readonly influence: PairInfluence } {
  const times = tieRows(where, rows);
  const ranks = rankScores(rows.scores);
  const counts: PairCounts = { lower: 0, higher: 0, tiedScore: 0, tiedTime: 0, tiedBoth: 0 };
  const { length } = rows.scores;
  const influence = { difference: new Float64Array(length), pairs: new Float64Array(length) };
  const work = { rows, times, ranks, counts, influence };
  for (const stratum of splitStrata(rows)) {
    pairWithLater(work, stratum);
    pairWithEarlier(work, stratum);
  }
  return { counts, influence };
}

interface TiedRows {
  readonly durations: Float64Array;
  readonly entries: Float64Array | null;
}

/** Times of the rows, those closer than rounding made equal. */
function tieRows(where: string, { durations, entries, entryColumn, weights }: ScoredRows): TiedRows {
  const isLate = entries?.some((entry) => entry > 0) ?? false;
  const late = isLate ? entries!.filter((entry) => entry > 0) : null;
  const firsts = tiedTimes(Float64Array.from(new Set(durations)).sort(), late, tieTolerance);
  const tie = (time: number) => (time === 0 || firsts === null ? time : firsts[countUpTo(firsts, time) - 1]!);
  const tied = {
    durations: firsts === null ? durations : durations.map(tie),
    entries: isLate ? entries!.map(tie) : null,
  };
  if (tied.entries !== null)
    for (let row = 0; row < durations.length; row++) {
      if (tied.entries[row] === 0 || weights?.[row] === 0) continue;
      const rule = "must be below the duration by more than rounding";
      const name = entryColumn?.name(row) ?? "entry";
      check(tied.entries[row]! < tied.durations[row]!, where, name, rule, entries?.[row]);
    }
  return tied;
}

/** The rank of each score among the distinct ones, from 0. */
function rankScores(scores: Float64Array): Uint32Array {
  const distinct = Float64Array.from(new Set(scores)).sort();
  if (distinct.length < scores.length / 4) {
    const rankOf = new Map(Array.from(distinct, (score, rank) => [score, rank]));
    return Uint32Array.from(scores, (score) => rankOf.get(score)!);
  }
  return Uint32Array.from(scores, (score) => countUpTo(distinct, score) - 1);
}

/** The rows of each stratum that have weight. */
function splitStrata({ strata, weights, scores }: ScoredRows): readonly Uint32Array[] {
  const rows = Uint32Array.from(scores.keys()).filter((row) => weights?.[row] !== 0);
  if (strata === null) return [rows];
  const lists = new Map<number, number[]>();
  for (const row of rows) {
    const list = lists.get(strata[row]!);
    if (list === undefined) lists.set(strata[row]!, [row]);
    else list.push(row);
  }
  return Array.from(lists.values(), (list) => Uint32Array.from(list));
}

interface Work {
  readonly rows: ScoredRows;
  readonly times: TiedRows;
  readonly ranks: Uint32Array;
  readonly counts: PairCounts;
  readonly influence: PairInfluence;
}

/** Rows of a stratum by some time, ascending. */
function orderBy(times: Float64Array, stratum: Uint32Array): Uint32Array {
  const own = stableOrder([Float64Array.from(stratum, (row) => times[row]! + 0)]);
  return own.map((at) => stratum[at]!);
}

/** Each loss against those who are watched then and stay longer, from the last time to the first. */
function pairWithLater({ rows, times, ranks, counts, influence }: Work, stratum: Uint32Array): void {
  const { events, weights } = rows;
  const order = orderBy(times.durations, stratum);
  const arrivals = times.entries === null ? null : orderBy(times.entries, stratum);
  const watched = rankSums(ranks, stratum);
  const weightOf = (row: number) => (weights === null ? 1 : weights[row]!);
  let arrival = stratum.length - 1;
  for (let to = order.length; to > 0; ) {
    let from = to - 1;
    const time = times.durations[order[from]!]!;
    while (from > 0 && times.durations[order[from - 1]!] === time) from--;
    // Who enters at this time or later is not watched yet.
    for (; arrivals !== null && arrival >= 0; arrival--) {
      const row = arrivals[arrival]!;
      const entry = times.entries![row]!;
      if (entry === 0 || entry < time) break;
      watched.add(ranks[row]!, -weightOf(row));
    }
    // Who is censored at this time stays longer than who is lost.
    for (let at = from; at < to; at++)
      if (events[order[at]!] === 0) watched.add(ranks[order[at]!]!, weightOf(order[at]!));
    const lost = order.subarray(from, to).filter((row) => events[row] === 1);
    for (const row of lost) {
      const [weight, rank] = [weightOf(row), ranks[row]!];
      const below = watched.below(rank);
      const upTo = watched.below(rank + 1);
      const above = watched.total() - upTo;
      counts.lower += weight * below;
      counts.higher += weight * above;
      counts.tiedScore += weight * (upTo - below);
      influence.difference[row]! += above - below;
      influence.pairs[row]! += watched.total();
    }
    countTied(counts, lost, ranks, weightOf);
    for (const row of lost) watched.add(ranks[row]!, weightOf(row));
    to = from;
  }
}

/** Pairs lost at one time: all of them, and of these those of one score. */
function countTied(
  counts: PairCounts,
  lost: Uint32Array,
  ranks: Uint32Array,
  weightOf: (row: number) => number,
): void {
  if (lost.length < 2) return;
  let [sum, all] = [0, 0];
  for (const row of lost) {
    all += weightOf(row) * sum;
    sum += weightOf(row);
  }
  const byRank = lost.slice().sort((a, b) => ranks[a]! - ranks[b]!);
  let [own, both] = [0, 0];
  byRank.forEach((row, at) => {
    if (at > 0 && ranks[row] !== ranks[byRank[at - 1]!]) own = 0;
    both += weightOf(row) * own;
    own += weightOf(row);
  });
  counts.tiedBoth += both;
  counts.tiedTime += all - both;
}

/** Each row against those who were lost while it was watched, from the first time to the last: less those before it entered. */
function pairWithEarlier({ rows, times, ranks, influence }: Work, stratum: Uint32Array): void {
  const { events, weights } = rows;
  const order = orderBy(times.durations, stratum);
  const arrivals = times.entries === null ? null : orderBy(times.entries, stratum);
  const losses = rankSums(ranks, stratum);
  const addTo = (row: number, sign: number) => {
    const below = losses.below(ranks[row]!);
    const above = losses.total() - losses.below(ranks[row]! + 1);
    // Of the pair it is this row that stays longer: a lower score of the other is higher here.
    influence.difference[row]! += sign * (below - above);
    influence.pairs[row]! += sign * losses.total();
  };
  let arrival = 0;
  const enterBefore = (time: number) => {
    for (; arrivals !== null && arrival < arrivals.length; arrival++) {
      const row = arrivals[arrival]!;
      if (times.entries![row]! >= time) break;
      if (times.entries![row]! > 0) addTo(row, -1);
    }
  };
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    const time = times.durations[order[from]!]!;
    while (to < order.length && times.durations[order[to]!] === time) to++;
    enterBefore(time);
    const here = order.subarray(from, to);
    for (const row of here) if (events[row] === 1) addTo(row, 1);
    for (const row of here)
      if (events[row] === 1) losses.add(ranks[row]!, weights === null ? 1 : weights[row]!);
    for (const row of here) if (events[row] === 0) addTo(row, 1);
    from = to;
  }
}

/** A tree of partial sums by rank (Fenwick 1994). */
function rankSums(ranks: Uint32Array, stratum: Uint32Array): RankSums {
  let size = 0;
  for (const row of stratum) size = Math.max(size, ranks[row]! + 1);
  const tree = new Float64Array(size + 1);
  let total = 0;
  return {
    add(rank, weight) {
      total += weight;
      for (let i = rank + 1; i <= size; i += i & -i) tree[i]! += weight;
    },
    below(rank) {
      let sum = 0;
      for (let i = Math.min(rank, size); i > 0; i -= i & -i) sum += tree[i]!;
      return sum;
    },
    total: () => total,
  };
}
