/** The time at which a step curve crosses a level. */

/** Levels this close are one: so flat a step is known only to rounding. */
const tolerance = 2 ** -26;

/** The curve, or an end of its interval, by step. */
export interface LostShares {
  readonly length: number;
  /** Times of the steps, ascending. */
  readonly timeOf: (i: number) => number;
  /** Share lost from that time on; null where it is unknown. */
  readonly lostAt: (i: number) => number | null;
}

/**
 * The time by which a share `p` was lost, as R's `quantile.survfit` finds it: the first time at which the share exceeds `p`, or
 * the middle of a step that is flat at `p`; null where the curve does not get there.
 *
 * An end of an interval can fall back; then the time that belongs to the least share of `p` or more counts.
 */
export function quantileTime({ length, timeOf, lostAt }: LostShares, p: number): number | null {
  let reached = { i: -1, share: Number.POSITIVE_INFINITY };
  let passed = { i: -1, share: Number.POSITIVE_INFINITY };
  let last: number | null = 0;
  let wasUnknown = false;
  for (let i = 0; i < length; i++) {
    const share = lostAt(i);
    // Unknown shares after others that were say nothing of where the curve ends.
    if (share !== null || !wasUnknown) last = share;
    if (share === null) {
      wasUnknown = true;
      continue;
    }
    if (share >= p - tolerance && share < reached.share) reached = { i, share };
    if (share >= p + tolerance && share < passed.share) passed = { i, share };
  }
  if (reached.i < 0) return null;
  const endsFlat = last !== null && Math.abs(p - last) < tolerance;
  if (!endsFlat && passed.i < 0) return null;
  return (timeOf(reached.i) + timeOf(endsFlat ? length - 1 : passed.i)) / 2;
}
