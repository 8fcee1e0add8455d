/** Counts of numbers in bins of equal width with round edges. */

/** One bin: from its lower edge up to below the upper, which the last bin includes. */
export interface Bin {
  /** Lower edge. */
  readonly from: number;
  /** Upper edge. */
  readonly to: number;
  /** How many of the numbers, or their weight. */
  readonly count: number;
  /** Share of all of them, a fraction. */
  readonly share: number;
}

/** A round width (1, 2, 2.5 or 5 times a power of ten) that cuts a range into at most `bins` bins. */
function roundWidth(range: number, bins: number): number {
  const power = 10 ** Math.floor(Math.log10(range / bins));
  return [1, 2, 2.5, 5, 10].map((step) => step * power).find((step) => range / step <= bins) ?? 10 * power;
}

/**
 * Counts numbers in at most about `bins` bins of equal width. An edge falls on every multiple of the width from `origin`.
 * @param values - Finite numbers, at least one.
 */
export function histogram(
  values: ArrayLike<number>,
  { bins, weights = null, origin = 0 }: { bins: number; weights?: ArrayLike<number> | null; origin?: number },
): Bin[] {
  let [least, most, total] = [values[0]!, values[0]!, 0];
  for (let i = 0; i < values.length; i++) {
    least = Math.min(least, values[i]!);
    most = Math.max(most, values[i]!);
    total += weights ? weights[i]! : 1;
  }
  const range =
    most - least > 1e-12 * Math.max(Math.abs(least), Math.abs(most)) ? most - least : Math.abs(most) || 1;
  const width = roundWidth(range, bins);
  const first = Math.floor((least - origin) / width);
  const count = Math.max(1, Math.ceil((most - origin) / width - first));
  const counts = new Float64Array(count);
  for (let i = 0; i < values.length; i++) {
    const bin = Math.min(count - 1, Math.max(0, Math.floor((values[i]! - origin) / width) - first));
    counts[bin]! += weights ? weights[i]! : 1;
  }
  // Rounded to the width, so that an edge of 0.3 is not 0.30000000000000004.
  const edge = (k: number) => Number((origin + (first + k) * width).toPrecision(12)) + 0;
  return Array.from(counts, (n, k) => ({
    from: edge(k),
    to: edge(k + 1),
    count: n,
    share: total > 0 ? n / total : 0,
  }));
}
