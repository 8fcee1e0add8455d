/** Stretches of time: unions, differences, and sums of amounts over them. */

/** A stretch of time from `start` until before `end`; Infinity for no end. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** The time that any of some stretches covers, in order, without overlaps. */
export function unionOf(stretches: readonly Stretch[]): Stretch[] {
  const union: { start: number; end: number }[] = [];
  for (const { start, end } of [...stretches].sort((a, b) => a.start - b.start)) {
    if (!(end > start)) continue;
    const last = union.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else union.push({ start, end });
  }
  return union;
}

/** What is left of a stretch outside others, which are in order and do not overlap. */
export function outside({ start, end }: Stretch, others: readonly Stretch[]): Stretch[] {
  const left: Stretch[] = [];
  let from = start;
  for (const other of others) {
    if (other.end <= from || other.start >= end) continue;
    if (other.start > from) left.push({ start: from, end: other.start });
    from = Math.max(from, other.end);
  }
  if (from < end) left.push({ start: from, end });
  return left;
}

/** What of a stretch lies within others, which are in order and do not overlap. */
export function within({ start, end }: Stretch, others: readonly Stretch[]): Stretch[] {
  return others
    .map((other) => ({ start: Math.max(start, other.start), end: Math.min(end, other.end) }))
    .filter((each) => each.end > each.start);
}

/** An amount per month over a stretch. */
export interface Charge extends Stretch {
  readonly monthly: number;
}

/**
 * The sum of charges as stretches of one amount each, in order. What rounding alone leaves of a charge and its credit is nothing;
 * stretches of a sum below 0 are given too.
 */
export function sumCharges(charges: readonly Charge[]): Charge[] {
  const bounds = [...new Set(charges.flatMap(({ start, end }) => [start, end]))].sort((a, b) => a - b);
  const sums: { start: number; end: number; monthly: number }[] = [];
  for (const [i, start] of bounds.entries()) {
    const end = bounds[i + 1];
    if (end === undefined) break;
    let [sum, size] = [0, 0];
    for (const charge of charges)
      if (charge.start <= start && charge.end >= end) {
        sum += charge.monthly;
        size = Math.max(size, Math.abs(charge.monthly));
      }
    if (Math.abs(sum) <= 1e-9 * size) continue;
    const last = sums.at(-1);
    if (last !== undefined && last.end === start && Math.abs(last.monthly - sum) <= 1e-9 * size)
      last.end = end;
    else sums.push({ start, end, monthly: sum });
  }
  return sums;
}
