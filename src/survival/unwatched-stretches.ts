/** Where a curve with delayed entry rests on nobody. */
import type { RiskTable } from "../inference/product-limit.js";

/** A stretch of time in which nobody was watched. */
export interface UnwatchedStretch {
  /** When it begins: 0, or the time at which the last who were watched ended. */
  readonly from: number;
  /** When it ends: the next entry. */
  readonly to: number;
}

/** The stretches of time before the last one in which nobody was watched. */
export function unwatchedStretches(
  entries: Float64Array | null,
  { times, watched, order }: RiskTable,
): UnwatchedStretch[] {
  if (entries === null) return [];
  const begins = Array.from(watched.subarray(0, times.length).entries())
    .filter(([, number]) => number === 0)
    .map(([i]) => (i === 0 ? 0 : times[i - 1]!));
  if (begins.length === 0) return [];
  const ordered = order.map((row) => row).sort((a, b) => entries[a]! - entries[b]!);
  let next = 0;
  return begins.map((from) => {
    while (next < ordered.length && entries[ordered[next]!]! <= from) next++;
    return { from, to: entries[ordered[next]!]! };
  });
}
