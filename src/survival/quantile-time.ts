/** The time at which a step curve crosses a level. */

/** Levels this close are one: so flat a step is known only to rounding. */
const tolerance = 2 ** -26;

/**
 * The time by which a share `p` was lost, as R's `quantile.survfit` finds it: the first time at which the share exceeds `p`, or
 * the middle of a step that is flat at `p`; null where the curve does not get there.
 *
 * @param times - Times of the steps, ascending.
 * @param shares - The curve, or an end of its interval, after each time; NaN where it is unknown.
 *
 * An end of an interval can fall back; then the time that belongs to the least share of `p` or more counts.
 */
export function quantileTime(times: Float64Array, shares: Float64Array, p: number): number | null {
  let reached = { i: -1, share: Number.POSITIVE_INFINITY };
  let passed = { i: -1, share: Number.POSITIVE_INFINITY };
  let last = 0;
  let wasUnknown = false;
  for (let i = 0; i < times.length; i++) {
    const share = 1 - shares[i]!;
    const isUnknown = Number.isNaN(share);
    // Unknown shares after others that were say nothing about where the curve ends.
    if (!isUnknown || !wasUnknown) last = share;
    if (isUnknown) {
      wasUnknown = true;
      continue;
    }
    if (share >= p - tolerance && share < reached.share) reached = { i, share };
    if (share >= p + tolerance && share < passed.share) passed = { i, share };
  }
  if (reached.i < 0) return null;
  const endsFlat = Math.abs(p - last) < tolerance;
  if (!endsFlat && passed.i < 0) return null;
  return (times[reached.i]! + times[endsFlat ? times.length - 1 : passed.i]!) / 2;
}
