/** Reads subscriptions for the counting of renewals: local dates, billing intervals, and the rows that count. */
import { check } from "../../errors.js";
import type { Problems } from "../../tables/problems.js";
import type { CustomerId } from "../../tables/read-customers.js";
import { type GroupLabel, readLabels } from "../../tables/read-labels.js";
import { checkNumericTime, readOptionalTimes } from "../../tables/read-times.js";
import type { OpenColumn, OpenTable } from "../../tables/table.js";
import type { TimeZone } from "../../tables/time-zone.js";
import { optionalColumn, readSubscriptions, type Subscriptions } from "../read-subscriptions.js";
import {
  type BillingInterval,
  type BillingTerm,
  billingIntervals,
  billingTerm,
  calendarDate,
  firstRenewalFrom,
  renewalDate,
} from "./billing-term.js";
import { checkRowRules, type RenewalOptions, type RowRules } from "./renewal-options.js";

/** The end of a subscription that has not ended by `asOf`: later than any date. */
export const noEnd = 2 ** 30;

/** Subscriptions as they were known at the end of observation. Dates are whole local days since 1 January 1970. */
export interface SubscriptionRows {
  readonly ids: ArrayLike<CustomerId>;
  /** The customer of each row as a dense code; -1 for rows left out. */
  readonly codes: Int32Array;
  readonly starts: Int32Array;
  /** `noEnd` where there is none by `asOf`. */
  readonly ends: Int32Array;
  /** The place of each row's billing interval among `terms`. */
  readonly termOf: Int32Array;
  readonly terms: readonly BillingTerm[];
  readonly plans: Labels;
  readonly causes: Labels;
  readonly asOf: number;
  readonly observedFrom: number | null;
  readonly zone: TimeZone;
  readonly rules: RowRules;
  /** Rows left out: they start on or after `asOf`, or their amount is 0. */
  readonly leftOut: number;
}

/** The label of each row, null where there is none. */
export type Labels = (row: number) => GroupLabel | null;

const day = 86_400_000;

/** Reads subscriptions; refuses what cannot be read, by field. */
export function readSubscriptionRows<Table>(
  where: string,
  subscriptions: unknown,
  options: RenewalOptions<Table>,
): SubscriptionRows {
  const rules = checkRowRules(where, options);
  const read = readSubscriptions(where, subscriptions, options);
  const { table, problems, zone, codes, monthly } = read;
  const asOf = dayOf(zone, read.time("asOf", options.asOf));
  const from = options.observedFrom;
  const observedFrom = from === undefined ? null : dayOf(zone, read.time("observedFrom", from));
  check(observedFrom === null || observedFrom < asOf, where, "observedFrom", "must be before asOf", from);
  const { terms, termOf } = readTerms(read, options);
  const requests = readRequests(table, options, zone, problems);
  const plans = readOptional(optionalColumn(table, "plan", options.plan), problems);
  const causes = readOptional(optionalColumn(table, "cause", options.cause), problems);
  problems.throwIfAny();
  const starts = new Int32Array(codes.length);
  const ends = new Int32Array(codes.length);
  let leftOut = 0;
  for (let i = 0; i < codes.length; i++) {
    const start = dayOf(zone, read.starts[i]!);
    starts[i] = start;
    const free = monthly !== null && monthly[i] === 0 && rules.zeroAmounts === "leaveOut";
    if (free || start >= asOf) {
      codes[i] = -1;
      leftOut++;
      continue;
    }
    const end = endOf(dayOf(zone, read.ends[i]!), requests?.[i], start, terms[termOf[i]!]!, rules);
    ends[i] = end > asOf ? noEnd : end;
  }
  const { ids } = read;
  return { ids, codes, starts, ends, termOf, terms, plans, causes, asOf, observedFrom, zone, rules, leftOut };
}

/** The local date of an instant; Infinity has none, and stays. */
function dayOf(zone: TimeZone, instant: number): number {
  return zone.name === "UTC" || instant === Number.POSITIVE_INFINITY
    ? Math.floor(instant / day)
    : Math.floor((instant + zone.offsetAt(instant)) / day);
}

/** When a row counts as ended: at a request if that was earlier, or at the end of the interval in which it ended. */
function endOf(
  end: number,
  request: number | undefined,
  start: number,
  term: BillingTerm,
  { churnAt, graceDays }: RowRules,
): number {
  // Who asks to leave before the first paid day leaves on it.
  if (request !== undefined && request < end) return Math.max(start, request);
  if (churnAt !== "periodEnd" || end === Number.POSITIVE_INFINITY) return end;
  const first = calendarDate(start);
  return Math.max(
    end,
    renewalDate(term, first, firstRenewalFrom(term, first, calendarDate(end - graceDays))),
  );
}

/** The date of each row's request to leave, NaN for none; null where requests do not count. */
function readRequests<Table>(
  table: OpenTable,
  options: RenewalOptions<Table>,
  zone: TimeZone,
  problems: Problems,
): Float64Array | null {
  if (options.churnAt !== "request") return null;
  const numbers = checkNumericTime(table.where, options.numericTime);
  const times = readOptionalTimes(
    table.column("canceledAt", options.canceledAt),
    { zone, numbers },
    problems,
  );
  return times.map((time) => (Number.isNaN(time) ? time : dayOf(zone, time)));
}

/** The billing interval of each row; a month where there is no such field. */
function readTerms<Table>(
  { table, problems, monthly }: Subscriptions,
  options: RenewalOptions<Table>,
): { terms: BillingTerm[]; termOf: Int32Array } {
  const units = optionalColumn(table, "interval", options.interval);
  const counts = optionalColumn(table, "intervalCount", options.intervalCount);
  const length = table.length();
  const terms: BillingTerm[] = [];
  const termOf = new Int32Array(length);
  const known = new Map<unknown, Map<unknown, number>>();
  for (let i = 0; i < length; i++) {
    const [unit, count] = [units === null ? "month" : units.at(i), counts === null ? 1 : counts.at(i)];
    let place = known.get(unit)?.get(count);
    if (place === undefined) {
      if (!isTerm(units, counts, i, problems, monthly !== null)) continue;
      place = placeOf(terms, billingTerm(unit as BillingInterval, count as number));
      known.set(unit, (known.get(unit) ?? new Map()).set(count, place));
    }
    termOf[i] = place;
  }
  return { terms, termOf };
}

const mostIntervals = 1000;

/** Notes an interval that is none, unless that was noted when amounts were read. */
function isTerm(
  units: OpenColumn | null,
  counts: OpenColumn | null,
  i: number,
  problems: Problems,
  noted: boolean,
): boolean {
  const unit = units === null ? "month" : units.at(i);
  const fineUnit = (billingIntervals as readonly unknown[]).includes(unit);
  const rule = `must be one of ${billingIntervals.map((name) => `"${name}"`).join(", ")}`;
  if (!fineUnit && (!noted || unit === "hour")) problems.add(units!.name(i), rule, unit);
  const count = counts === null ? 1 : counts.at(i);
  const fineCount = Number.isInteger(count) && (count as number) >= 1 && (count as number) <= mostIntervals;
  const large = Number.isInteger(count) && (count as number) > mostIntervals;
  if (!fineCount && (!noted || large))
    problems.add(counts!.name(i), `must be a whole number from 1 to ${mostIntervals}`, count);
  return fineUnit && fineCount;
}

function placeOf(terms: BillingTerm[], term: BillingTerm): number {
  const place = terms.findIndex(
    ({ interval, intervalCount }) => interval === term.interval && intervalCount === term.intervalCount,
  );
  return place >= 0 ? place : terms.push(term) - 1;
}

function readOptional(column: OpenColumn | null, problems: Problems): Labels {
  if (column === null) return () => null;
  const { codes, labels } = readLabels(column, problems);
  return (row) => labels[codes[row]!] ?? null;
}
