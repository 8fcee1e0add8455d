/** Times that differ by rounding alone, taken for one: months as fractions of days seldom agree to the last bit. */

/**
 * The least of each group of times that lie closer together than `tolerance` times their mean, ascending; null where no two
 * do, so that all stay as they are.
 *
 * @param times - Distinct times, ascending.
 * @param others - Further times in any order, or null.
 */
export function tiedTimes(
  times: Float64Array,
  others: Float64Array | null,
  tolerance: number,
): Float64Array | null {
  const all = others === null || others.length === 0 ? times : distinct(times, others);
  const firsts = spread(all, tolerance * distinctMean(all));
  return firsts.length === all.length ? null : firsts;
}

/** The mean of the distinct among ascending times. */
export function distinctMean(times: Float64Array): number {
  let count = 0;
  for (let i = 0; i < times.length; i++) if (i === 0 || times[i] !== times[i - 1]) count++;
  let mean = 0;
  for (let i = 0; i < times.length; i++) if (i === 0 || times[i] !== times[i - 1]) mean += times[i]! / count;
  return mean;
}

function distinct(times: Float64Array, others: Float64Array): Float64Array {
  const all = new Float64Array(times.length + others.length);
  all.set(times);
  all.set(others, times.length);
  return spread(all.sort(), 0);
}

/** Of ascending times the first, and those that follow the time before them by more than `gap`. */
function spread(times: Float64Array, gap: number): Float64Array {
  const kept = new Float64Array(times.length);
  let count = 0;
  for (let i = 0; i < times.length; i++)
    if (i === 0 || times[i]! - times[i - 1]! > gap) kept[count++] = times[i]!;
  return kept.subarray(0, count);
}
