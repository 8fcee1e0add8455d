/** What became of each tenure: how many renewals it survived, and at which it was lost. */
import { checkChoice } from "../../errors.js";
import { type CalendarDate, calendarDate, firstRenewalFrom, renewalsBefore } from "./billing-term.js";
import { mergeRows, mergeRule, type Tenures } from "./merge-rows.js";
import { checkMergeGap, type RenewalOptions } from "./renewal-options.js";
import { noEnd, readSubscriptionRows, type SubscriptionRows } from "./subscription-rows.js";

/**
 * What became of a tenure: `lost` at a renewal, still `active`, `undecided` (it ended in a period that is not over), `changed`
 * (another billing interval ran on), `leftBefore` (lost before the first period observed, and left out of cohorts), `tooRecent`
 * (no whole period observed).
 */
export type RenewalOutcome = "lost" | "active" | "undecided" | "changed" | "leftBefore" | "tooRecent";

/** All of them. */
export const renewalOutcomes: readonly RenewalOutcome[] = [
  ...(["lost", "active", "undecided", "changed", "leftBefore", "tooRecent"] as const),
];

/** Tenures with their outcomes; columns as long as those of the tenures. */
export interface Decided {
  readonly rows: SubscriptionRows;
  readonly tenures: Tenures;
  /** The first period observed, 1 or later. */
  readonly firstPeriod: Int32Array;
  /** Renewals survived. */
  readonly renewals: Int32Array;
  /** The renewal at which it was lost; 0 for none. */
  readonly lostAt: Int32Array;
  /** Place of the outcome among `renewalOutcomes`. */
  readonly outcome: Uint8Array;
  /** The last period in which the tenure, or one like it, was watched: it belongs to the cohort of those watched as long. */
  readonly lastPeriod: Int32Array;
  /** Number of the month in which it started. */
  readonly month: Int32Array;
}

/** Reads subscriptions, joins them into tenures and decides their renewals. */
export function decideRenewals<Table>(
  where: string,
  subscriptions: unknown,
  options: RenewalOptions<Table>,
): Decided {
  const { unfinished = "wait", winBacks = "newTenure" } = options;
  checkChoice(where, "unfinished", unfinished, ["wait", "count"]);
  checkChoice(where, "winBacks", winBacks, ["newTenure", "firstOnly", "continue"]);
  const gap = checkMergeGap(where, options.mergeGap);
  const rows = readSubscriptionRows(where, subscriptions, options);
  const tenures = mergeRows(rows, mergeRule(gap, winBacks, true));
  const { length } = tenures;
  const column = () => new Int32Array(length);
  const decided: Decided = {
    ...{ rows, tenures, firstPeriod: column(), renewals: column(), lostAt: column() },
    ...{ outcome: new Uint8Array(length), lastPeriod: column(), month: column() },
  };
  const window = windowOf(rows, unfinished === "count");
  for (let place = 0; place < length; place++) decide(decided, place, window);
  return decided;
}

/** What is observed, the days of grace taken off. */
interface Window {
  readonly from: CalendarDate | null;
  readonly asOf: CalendarDate;
  readonly graceDays: number;
  readonly countUnfinished: boolean;
}

function windowOf({ asOf, observedFrom, rules }: SubscriptionRows, countUnfinished: boolean): Window {
  const { graceDays } = rules;
  const from = observedFrom === null ? null : calendarDate(observedFrom - graceDays);
  return { from, asOf: calendarDate(asOf - graceDays), graceDays, countUnfinished };
}

function decide(decided: Decided, place: number, window: Window): void {
  const { rows, tenures } = decided;
  const { graceDays } = window;
  const term = rows.terms[tenures.term[place]!]!;
  const start = calendarDate(tenures.start[place]!);
  const end = tenures.end[place]!;
  const late = window.from !== null && start.day < window.from.day + graceDays;
  const first = late ? firstRenewalFrom(term, start, window.from) + 1 : 1;
  // The renewals whose date, with the days of grace, lies before the end of observation.
  const over = renewalsBefore(term, start, window.asOf);
  decided.firstPeriod[place] = first;
  decided.month[place] = start.month;
  const ended = end !== noEnd;
  const k = ended ? firstRenewalFrom(term, start, calendarDate(end - graceDays)) : 0;
  let [outcome, renewals, lostAt, last]: [RenewalOutcome, number, number, number] = ["active", over, 0, over];
  if (tenures.changed[place] === 1) {
    renewals = last = Math.min(over, renewalsBefore(term, start, calendarDate(end + 1)));
    outcome = late && end < window.from.day + graceDays ? "leftBefore" : "changed";
  } else if (ended && (k <= over || window.countUnfinished)) {
    outcome = k < first ? "leftBefore" : "lost";
    [renewals, lostAt, last] = [k - 1, k, Math.max(over, k)];
  } else if (over < first) outcome = "tooRecent";
  else if (ended) outcome = "undecided";
  decided.outcome[place] = renewalOutcomes.indexOf(outcome);
  decided.renewals[place] = renewals;
  decided.lostAt[place] = lostAt;
  decided.lastPeriod[place] = Math.max(last, first - 1);
}
