/**
 * Descriptive statistics of samples, over plain and typed arrays: the one place that uses simple-statistics. All are NaN
 * for an empty sample, and where their formula has no value.
 */
import { mean, quantileSorted, sampleCovariance, sumNthPowerDeviations } from "simple-statistics";
import { stableOrder } from "./stable-order.js";
import { mergeTies, scoreSize } from "./ties.js";

type Numbers = ArrayLike<number>;

/** The package declares arrays, but reads nothing other than the length and the entries. */
const asArray = (values: Numbers): number[] => values as number[];

/** Arithmetic mean: Σ x / n, with a compensated sum, so that its error does not grow with n. The values are finite. */
export function meanOf(values: Numbers): number {
  return values.length === 0 ? Number.NaN : mean(asArray(values));
}

/** Whether all values are the same number; so is a mean of theirs only but for rounding. */
export function isConstant(values: Numbers): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false;
  return true;
}

/** Variance: Σ (x - mean)² / (n - less); `less` is 0 for that of a population, 1 for the unbiased estimate from a sample. */
export function varianceOf(values: Numbers, less = 0): number {
  return values.length === 0
    ? Number.NaN
    : sumNthPowerDeviations(asArray(values), 2) / (values.length - less);
}

/** Pearson's correlation: Σ (x - mean)(y - mean) / √(Σ (x - mean)² Σ (y - mean)²); NaN where one side does not vary. */
export function correlationOf(x: Numbers, y: Numbers): number {
  if (x.length < 2 || isConstant(x) || isConstant(y)) return Number.NaN;
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
  const negative: number[] = [];
  const rest: number[] = [];
  for (let i = 0; i < values.length; i++) (values[i]! < 0 ? negative : rest).push(i);
  const order = new Uint32Array(values.length);
  const sizes = (rows: readonly number[]): Float64Array =>
    Float64Array.from(rows, (row) => Math.abs(values[row]!));
  const sorted = sizes(negative);
  const bySize = stableOrder([sorted]);
  // The largest sizes of negative numbers come first, equal ones still in their order.
  for (let end = bySize.length, place = 0; end > 0; ) {
    let start = end - 1;
    while (start > 0 && sorted[bySize[start - 1]!] === sorted[bySize[end - 1]!]) start--;
    for (let i = start; i < end; i++) order[place++] = negative[bySize[i]!]!;
    end = start;
  }
  stableOrder([sizes(rest)]).forEach((row, i) => {
    order[negative.length + i] = rest[row]!;
  });
  return order;
}

/** Ranks from 1, ties sharing their mean rank; what rounding alone separates is a tie. */
export function ranksOf(unmerged: Numbers): Float64Array {
  const values = mergeTies(unmerged, { size: scoreSize(unmerged) });
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
