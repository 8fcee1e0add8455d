/** What rounding alone separates: sums taken in another order, differences of two models, amounts in cents. */

/** Share of their size within which numbers are equal but for rounding: some thousands of roundings. */
const roundings = 1e-12;

/** How numbers are told apart. */
export interface TieOptions {
  /**
   * The least size that rounding is judged by: 0 unless given. A difference or a sum that cancels is no more exact than
   * its terms, whatever its own size.
   */
  readonly size?: number | undefined;
}

/** Whether two numbers are equal but for rounding: they differ by at most 1e-12 of the larger, or of `size`. */
export function equalButForRounding(a: number, b: number, { size = 0 }: TieOptions = {}): boolean {
  return a === b || Math.abs(a - b) <= roundings * Math.max(Math.abs(a), Math.abs(b), size);
}

/** Whether a number is at least a limit, or below it by rounding alone. */
export function reaches(value: number, limit: number): boolean {
  return value >= limit || equalButForRounding(value, limit);
}

/** The largest absolute value, 0 of none. */
export function largestSize(values: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]!));
  return most;
}

/**
 * The size that a column of scores is judged by: the largest, where its entries are differences, whose small ones are what
 * cancelled; else 0, so that each entry speaks for itself and a ranking by probabilities is that by their logarithms.
 *
 * Differences are told by entries of both signs or of 0, with nothing between the large ones and what rounding leaves.
 */
export function scoreSize(values: ArrayLike<number>): number {
  const largest = largestSize(values);
  let [negative, zero, positive] = [false, false, false];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const size = Math.abs(value);
    if (size > 1e-14 * largest && size < 1e-10 * largest) return 0;
    negative ||= value < 0;
    zero ||= value === 0;
    positive ||= value > 0;
  }
  return zero || (negative && positive) ? largest : 0;
}

/**
 * A copy in which numbers that are equal but for rounding are equal: each is replaced by the least of its group, which holds
 * what differs from that by rounding alone. Numbers without such a neighbour keep every bit.
 *
 * @param values - Numbers in any order, without NaN.
 */
export function mergeTies(values: ArrayLike<number>, options: TieOptions = {}): Float64Array {
  const merged = Float64Array.from(values);
  const sorted = merged.slice().sort();
  const firsts = new Map<number, number>();
  let first = sorted[0]!;
  for (const value of sorted) {
    if (!equalButForRounding(first, value, options)) first = value;
    else if (value !== first) firsts.set(value, first);
  }
  return firsts.size === 0 ? merged : merged.map((value) => firsts.get(value) ?? value);
}
