/** Places in ascending values, by bisection. */

/** How many of ascending values are at most `value`. */
export function countUpTo(sorted: ArrayLike<number>, value: number): number {
  return countWhile(sorted, (each) => each <= value);
}

/** How many of ascending values are below `value`. */
export function countBelow(sorted: ArrayLike<number>, value: number): number {
  return countWhile(sorted, (each) => each < value);
}

/** How many of ascending values come before the first that fails a test which the earlier pass and the later fail. */
export function countWhile(sorted: ArrayLike<number>, passes: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (passes(sorted[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}
