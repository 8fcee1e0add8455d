import {
  type BillingInterval,
  billingIntervals,
  billingTerm,
  calendarDate,
  firstRenewalFrom,
  renewalDate,
} from "../data/renewals/billing-term.js";
import { check, checkFraction, checkOptions, checkSufficient } from "../errors.js";
import type { Interval } from "../inference/interval.js";
import { wilsonEnds } from "../inference/score-interval.js";
import { createProblems } from "../tables/problems.js";
import { counts, readNumbers, toNumbers } from "../tables/read-numbers.js";
import { readTime, readTimes, type TimeInput } from "../tables/read-times.js";
import { openTable } from "../tables/table.js";
import { openTimeZone } from "../tables/time-zone.js";

/** Options of `renewalRate`. */
export interface RenewalRateOptions {
  /** First day on which a renewal counts. */
  readonly from: TimeInput;
  /** The day after the last. */
  readonly to: TimeInput;
  /** Confidence level, above 0 and below 1; default 0.95. */
  readonly level?: number | undefined;
}

/** The share of the contracts that came up for renewal which renewed. */
export interface RenewalRate extends Interval {
  /** Renewals decided in the time asked for. */
  readonly due: number;
  /** Those that took place. */
  readonly renewed: number;
  /** Those that did not. */
  readonly lost: number;
}

const where = "renewalRate";
const day = 86_400_000;

/**
 * Renewal rate: of the contracts that came up for renewal within a time, the share that renewed.
 *
 * Its denominator is what expires, not all customers: with yearly contracts, monthly churn over all customers is about a twelfth as large. Renewals of
 * several numbers are pooled, first ones among them, which are the weakest: `renewalCohorts` tells them apart. Do not mix intervals.
 *
 * Formula: renewed / (renewed + lost), over renewal dates B(j) with from ≤ B(j) < to.
 *
 * @param tenures - What `renewalTenures` gives: its columns or their rows. Its `graceDays`, `asOf` and rules for merging hold.
 * @param options - `from`, `to`, `level`.
 * @returns The share, with Wilson's interval for the underlying rate if contracts are decided independently, and the counts.
 * @throws {InvalidInputError} If columns are missing or cannot be read.
 * @throws {InsufficientDataError} If no renewal was decided in that time.
 *
 * @example
 * const subscriptions = [
 *   { customer: "a", start: "2023-04-15", end: null, interval: "year" },
 *   { customer: "b", start: "2023-04-20", end: "2024-04-20", interval: "year" },
 *   { customer: "c", start: "2022-04-30", end: null, interval: "year" },
 * ];
 * const { estimate, due } = renewalRate(renewalTenures(subscriptions, { asOf: "2024-06-01" }), { from: "2024-04-01", to: "2024-05-01" });
 * [estimate, due]; // ≈ [0.667, 3]
 */
export function renewalRate(tenures: object, options: RenewalRateOptions): RenewalRate {
  checkOptions(where, options, ["from", "to", "level"]);
  const { level = 0.95 } = options;
  checkFraction(where, "level", level, "open");
  const reading = { zone: openTimeZone(where, "timeZone", "UTC"), numbers: null };
  const from = calendarDate(Math.floor(readTime(where, "from", options.from, reading) / day));
  const to = Math.floor(readTime(where, "to", options.to, reading) / day);
  check(to > from.day, where, "to", "must be after from", options.to);
  const table = openTable(where, "tenures", tenures);
  const problems = createProblems(where);
  const { times } = readTimes(table.named("start"), reading, problems);
  const intervals = table.named("interval");
  const lengths = readNumbers(table.named("intervalCount"), problems, counts);
  const first = readNumbers(table.named("firstPeriod"), problems, counts);
  const survived = readNumbers(table.named("renewals"), problems, counts);
  const lostAt = toNumbers(table.named("lostAt"));
  for (let i = 0; i < times.length; i++)
    if (!(billingIntervals as readonly unknown[]).includes(intervals.at(i)) || lengths[i] === 0)
      problems.add(intervals.name(i), "must be a billing interval", intervals.at(i));
  problems.throwIfAny();
  let [renewed, lost] = [0, 0];
  for (let i = 0; i < times.length; i++) {
    const term = billingTerm(intervals.at(i) as BillingInterval, lengths[i]!);
    const start = calendarDate(Math.floor(times[i]! / day));
    const begin = Math.max(first[i]!, firstRenewalFrom(term, start, from));
    for (let j = begin; j <= survived[i]! && renewalDate(term, start, j) < to; j++) renewed++;
    const date = lostAt[i]! >= first[i]! ? renewalDate(term, start, lostAt[i]!) : Number.NaN;
    if (date >= from.day && date < to) lost++;
  }
  const due = renewed + lost;
  checkSufficient(due > 0, where, "tenures", "must hold a renewal decided in that time", 0);
  const ends = wilsonEnds({ x: renewed, n: due }, (1 - level) / 2);
  return { estimate: renewed / due, ...ends, level, method: "wilson", due, renewed, lost };
}
