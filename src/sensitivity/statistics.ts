/** Descriptive statistics of samples, over typed arrays. */
import { studentTQuantile } from "../math/distributions.js";

type Numbers = ArrayLike<number>;

/** Arithmetic mean. */
export function meanOf(values: Numbers): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return sum / values.length;
}

/** Mean of squared deviations from the mean (divided by n, or by n - `less`). */
export function varianceOf(values: Numbers, less = 0): number {
  const mean = meanOf(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const deviation = (values[i] as number) - mean;
    sum += deviation * deviation;
  }
  return sum / (values.length - less);
}

/** Quantile of ascending values, Hyndman-Fan type 7. */
export function quantileSorted(sorted: Numbers, fraction: number): number {
  const position = (sorted.length - 1) * fraction;
  const below = Math.floor(position);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (position - below) * (high - low);
}

/** Order of the values: positions from the least to the greatest, ties in their order. */
export function orderOf(values: Numbers): Uint32Array {
  return Uint32Array.from({ length: values.length }, (_, i) => i).sort(
    (a, b) => (values[a] as number) - (values[b] as number) || a - b,
  );
}

/** Ranks from 1, ties sharing their mean rank. */
export function ranksOf(values: Numbers): Float64Array {
  const order = orderOf(values);
  const ranks = new Float64Array(values.length);
  for (let i = 0; i < order.length; ) {
    let end = i + 1;
    while (end < order.length && values[order[end] as number] === values[order[i] as number]) end++;
    for (let k = i; k < end; k++) ranks[order[k] as number] = (i + 1 + end) / 2;
    i = end;
  }
  return ranks;
}

/** Pearson correlation; NaN where one side does not vary. */
export function correlationOf(x: Numbers, y: Numbers): number {
  const [meanX, meanY] = [meanOf(x), meanOf(y)];
  let [xx, yy, xy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const dx = (x[i] as number) - meanX;
    const dy = (y[i] as number) - meanY;
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  return xy / Math.sqrt(xx * yy);
}

/** An estimate from independent replicates, with its Student-t interval. */
export interface ReplicateEstimate {
  /** Mean of the replicates. */
  readonly estimate: number;
  /** Standard error of that mean, from the spread between replicates; `null` with a single replicate. */
  readonly standardError: number | null;
  /** Lower end of the interval; `null` with a single replicate. */
  readonly lower: number | null;
  /** Upper end of the interval; `null` with a single replicate. */
  readonly upper: number | null;
  /** Coverage the interval aims at. */
  readonly level: number;
  /** How the interval was made. */
  readonly method: string;
}

/** Mean of replicates with its Student-t interval, whose ends are kept within `bounds`. */
export function replicateEstimate(
  replicates: Numbers,
  level: number,
  [least, most]: readonly [number, number] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
): ReplicateEstimate {
  const estimate = meanOf(replicates);
  const count = replicates.length;
  if (count < 2)
    return {
      estimate,
      standardError: null,
      lower: null,
      upper: null,
      level,
      method: "single sample, no interval",
    };
  const standardError = Math.sqrt(varianceOf(replicates, 1) / count);
  const half = studentTQuantile(0.5 + level / 2, count - 1) * standardError;
  const within = (x: number): number => Math.min(Math.max(x, least), most) + 0;
  return {
    estimate: estimate + 0,
    standardError,
    lower: within(estimate - half),
    upper: within(estimate + half),
    level,
    method: `Student t over ${count} replicates`,
  };
}
