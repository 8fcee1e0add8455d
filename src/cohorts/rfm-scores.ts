/** Scores by rank, and the named segments of recency and frequency. */
import { largestSize, mergeTies } from "../math/ties.js";

export type Rule = readonly [
  name: string,
  recency: readonly [number, number],
  frequency: readonly [number, number],
];

/** The grid of recency and frequency that most tutorials use; every pair of scores is in exactly one rule. */
export const rules: readonly Rule[] = [
  ["champions", [5, 5], [4, 5]],
  ["potential loyalists", [4, 5], [2, 3]],
  ["new customers", [5, 5], [1, 1]],
  ["promising", [4, 4], [1, 1]],
  ["loyal customers", [3, 4], [4, 5]],
  ["need attention", [3, 3], [3, 3]],
  ["about to sleep", [3, 3], [1, 2]],
  ["cannot lose them", [1, 2], [5, 5]],
  ["at risk", [1, 2], [3, 4]],
  ["hibernating", [1, 2], [1, 2]],
];

/** Scores from 1 to `groups` for the largest values; values that are equal but for rounding share the lower score. */
export function scoreOf(unmerged: Float64Array, groups = 5): Float64Array {
  const values = mergeTies(unmerged, { size: largestSize(unmerged) });
  const sorted = values.slice().sort();
  const below = new Map<number, number>();
  sorted.forEach((value, i) => {
    if (!below.has(value)) below.set(value, i);
  });
  return values.map((value) => 1 + Math.floor((groups * (below.get(value) as number)) / values.length));
}

/** The segment of a pair of quintile scores. */
export function segmentOf(recency: number, frequency: number): string {
  const within = (score: number, [low, high]: readonly [number, number]) => score >= low && score <= high;
  return rules.find(([, r, f]) => within(recency, r) && within(frequency, f))?.[0] ?? "";
}

/** A range of scores in words. */
export function range([low, high]: readonly [number, number]): string {
  return low === high ? `${low}` : `${low} to ${high}`;
}
