/**
 * Descriptive statistics of samples, over plain and typed arrays: the one place that uses simple-statistics. All are NaN
 * for an empty sample, and where their formula has no value.
 */
import { mean, quantileSorted, sampleCovariance, sumNthPowerDeviations } from "simple-statistics";

type Numbers = ArrayLike<number>;

/** The package declares arrays, but reads nothing other than the length and the entries. */
const asArray = (values: Numbers): number[] => values as number[];

/** Arithmetic mean: Σ x / n, with a compensated sum, so that its error does not grow with n. The values are finite. */
export function meanOf(values: Numbers): number {
  return values.length === 0 ? Number.NaN : mean(asArray(values));
}

/** Variance: Σ (x - mean)² / (n - less); `less` is 0 for that of a population, 1 for the unbiased estimate from a sample. */
export function varianceOf(values: Numbers, less = 0): number {
  return values.length === 0
    ? Number.NaN
    : sumNthPowerDeviations(asArray(values), 2) / (values.length - less);
}

/** Pearson's correlation: Σ (x - mean)(y - mean) / √(Σ (x - mean)² Σ (y - mean)²); NaN where one side does not vary. */
export function correlationOf(x: Numbers, y: Numbers): number {
  if (x.length < 2) return Number.NaN;
  const covariance = sampleCovariance(asArray(x), asArray(y));
  // One root of the product: a sample correlates with itself by exactly 1.
  return covariance / Math.sqrt(varianceOf(x, 1) * varianceOf(y, 1));
}

/**
 * Quantile of ascending values, by Hyndman & Fan's type 7: linear between the values at positions p (n - 1), counted from
 * 0. Infinite values may be among them; between infinities of both signs it is NaN.
 *
 * @see Hyndman & Fan (1996), "Sample quantiles in statistical packages", The American Statistician 50(4), 361-365.
 */
export function sortedQuantile(ascending: Numbers, p: number): number {
  if (ascending.length === 0 || Number.isNaN(p)) return Number.NaN;
  const between = quantileSorted(asArray(ascending), p);
  if (!Number.isNaN(between)) return between;
  // Infinity less Infinity is NaN: here one neighbour at least is infinite.
  const position = p * (ascending.length - 1);
  const low = ascending[Math.floor(position)]!;
  const high = ascending[Math.ceil(position)]!;
  return low === high ? low : low + high;
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
