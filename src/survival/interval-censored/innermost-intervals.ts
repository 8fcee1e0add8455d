/** The intervals that can take mass: those that begin with a lower end and end with the upper end next to it. */

/** Intervals as columns; a lower end of -1 stands for none. */
export interface ReadIntervals {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly weights: Float64Array | null;
}

/** Distinct observed intervals as runs of the innermost ones that they hold. */
export interface MassProblem {
  /** The innermost intervals, ascending: above `from` and up to `to`, or a point where both are one. */
  readonly intervals: readonly { readonly from: number; readonly to: number }[];
  /** First and last innermost interval of each distinct observed one. */
  readonly first: Uint32Array;
  readonly last: Uint32Array;
  /** Weight of each. */
  readonly weights: Float64Array;
  /** Sum of the weights. */
  readonly total: number;
}

/** An end of an observed interval; of those at one time a point begins first, then intervals end, then others begin. */
interface End {
  readonly time: number;
  readonly place: 0 | 1 | 2;
}

const compare = (a: End, b: End) => (a.time === b.time ? a.place - b.place : a.time < b.time ? -1 : 1);

/** Finds the innermost intervals and what each observed interval holds of them. */
export function innermostIntervals({ lower, upper, weights }: ReadIntervals): MassProblem {
  const rows = Uint32Array.from(lower.keys()).filter((row) => weights?.[row] !== 0);
  const beginOf = (row: number): End => ({ time: lower[row]!, place: lower[row] === upper[row] ? 0 : 2 });
  const begins = sortedEnds(Array.from(rows, beginOf));
  const ends = sortedEnds(Array.from(rows, (row): End => ({ time: upper[row]!, place: 1 })));
  const inner: { begin: End; end: End }[] = [];
  let next = 0;
  for (const end of ends) {
    let begin: End | null = null;
    for (; next < begins.length && compare(begins[next]!, end) < 0; next++) begin = begins[next]!;
    if (begin !== null) inner.push({ begin, end });
  }
  const intervals = inner.map(({ begin, end }) => ({ from: Math.max(0, begin.time), to: end.time }));
  const countBefore = (passes: (each: { begin: End; end: End }) => boolean) => {
    let [low, high] = [0, inner.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (passes(inner[middle]!)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const seen = new Map<number, { first: number; last: number; weight: number }>();
  let total = 0;
  for (const row of rows) {
    const [begin, end] = [beginOf(row), { time: upper[row]!, place: 1 } as const];
    const first = countBefore((each) => compare(each.begin, begin) < 0);
    const last = countBefore((each) => compare(each.end, end) <= 0) - 1;
    const weight = weights === null ? 1 : weights[row]!;
    total += weight;
    const key = first * inner.length + last;
    const known = seen.get(key);
    if (known === undefined) seen.set(key, { first, last, weight });
    else known.weight += weight;
  }
  const distinct = Array.from(seen.values()).sort((a, b) => a.first - b.first || a.last - b.last);
  return {
    intervals,
    first: Uint32Array.from(distinct, (each) => each.first),
    last: Uint32Array.from(distinct, (each) => each.last),
    weights: Float64Array.from(distinct, (each) => each.weight),
    total,
  };
}

/** Ends in order, each once. */
function sortedEnds(ends: End[]): End[] {
  return ends.sort(compare).filter((end, i) => i === 0 || compare(end, ends[i - 1]!) !== 0);
}
