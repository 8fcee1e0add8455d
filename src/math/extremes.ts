/** The largest and smallest of a list of any length: spread into the arguments of `Math.max`, a long one overflows the stack. */

/** The largest of the values; -Infinity of none, NaN if one is. */
export function largestOf(values: Iterable<number>): number {
  let most = -Infinity;
  for (const value of values) most = Math.max(most, value);
  return most;
}

/** The smallest of the values; Infinity of none, NaN if one is. */
export function smallestOf(values: Iterable<number>): number {
  let least = Infinity;
  for (const value of values) least = Math.min(least, value);
  return least;
}
