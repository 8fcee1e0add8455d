/** Who orders again, by the number of the order, with those who have not had the time. */
import type { EventLog } from "../data/event-log.js";
import type { Purchases } from "../data/purchases.js";

/** Customers who placed an order of a number, and those of them who placed the next. */
export interface RepeatByOrderRow {
  /** Number of the order, from 1. */
  readonly order: number;
  /** Customers with an order of that number. */
  readonly reached: number;
  /** Those of them with a next one by `asOf`. */
  readonly again: number;
  /** `again` of `reached`: too low, who ordered yesterday counts as not returning. */
  readonly share: number;
  /** Customers whose order of that number is at least `within` days old; null without `within`. */
  readonly eligible: number | null;
  /** Those of them whose next order came within so many days; null without `within`. */
  readonly againWithin: number | null;
  /** `againWithin` of `eligible`; null if there are none. */
  readonly shareWithin: number | null;
  /** Share with a next order within so many days by Kaplan and Meier, over all who reached the order, each for as long as was watched; null where nobody was watched so long. */
  readonly kaplanMeierWithin: number | null;
}

interface Rule {
  /** Days of 24 hours; null for no limit. */
  readonly within: number | null;
  /** Last order shown; Infinity for all. */
  readonly upTo: number;
}

const day = 86_400_000;

/** One row for each number that anybody reached. */
export function repeatByOrder(
  log: EventLog,
  { starts, times }: Purchases,
  { within, upTo }: Rule,
): RepeatByOrderRow[] {
  const gaps: { readonly waited: number; readonly came: boolean }[][] = [];
  for (let c = 0; c < log.ids.length; c++)
    for (let at = starts[c]!, n = 0; at < starts[c + 1]! && n < upTo; at++, n++) {
      const came = at + 1 < starts[c + 1]!;
      gaps[n] ??= [];
      gaps[n]!.push({ waited: (came ? times[at + 1]! : log.asOf) - times[at]!, came });
    }
  return gaps.map((own, n) => {
    const again = own.filter(({ came }) => came).length;
    const row = { order: n + 1, reached: own.length, again, share: again / own.length };
    if (within === null)
      return { ...row, eligible: null, againWithin: null, shareWithin: null, kaplanMeierWithin: null };
    return { ...row, ...timely(log, { starts, times }, { n, limit: within * day, gaps: own }) };
  });
}

interface OneOrder {
  readonly n: number;
  readonly limit: number;
  readonly gaps: readonly { readonly waited: number; readonly came: boolean }[];
}

function timely(
  { ids, asOf }: EventLog,
  { starts, times }: Pick<Purchases, "starts" | "times">,
  { n, limit, gaps }: OneOrder,
) {
  let [eligible, againWithin] = [0, 0];
  for (let c = 0; c < ids.length; c++) {
    const at = starts[c]! + n;
    if (at >= starts[c + 1]! || asOf - times[at]! < limit) continue;
    eligible++;
    if (at + 1 < starts[c + 1]! && times[at + 1]! - times[at]! <= limit) againWithin++;
  }
  const shareWithin = eligible === 0 ? null : againWithin / eligible;
  return { eligible, againWithin, shareWithin, kaplanMeierWithin: returnedWithin(gaps, limit) };
}

/** 1 - S(limit) of the time to the next order; who returns at a moment does so before others are lost from sight at it. */
function returnedWithin(gaps: OneOrder["gaps"], limit: number): number | null {
  const sorted = [...gaps].sort((a, b) => a.waited - b.waited || Number(b.came) - Number(a.came));
  let survival = 1;
  for (const [i, { waited, came }] of sorted.entries()) {
    if (waited > limit) break;
    // One at a time, those of a tie make the same product as together.
    if (came) survival *= 1 - 1 / (sorted.length - i);
  }
  const watched = sorted.at(-1)!.waited >= limit;
  return watched || survival === 0 ? 1 - survival : null;
}
