import { type CurrencyOptions, convertAmounts, currencyOptions } from "../data/currencies.js";
import {
  optionalColumn,
  readSubscriptions,
  type SubscriptionOptions,
  type Subscriptions,
  subscriptionOptions,
} from "../data/read-subscriptions.js";
import {
  type BillingInterval,
  type BillingTerm,
  billingIntervals,
  billingTerm,
  calendarDate,
  firstRenewalFrom,
  isoDate,
  renewalDate,
} from "../data/renewals/billing-term.js";
import { check, checkOptions } from "../errors.js";
import type { CustomerId } from "../tables/read-customers.js";
import { nonNegativeNumbers, readNumbers } from "../tables/read-numbers.js";
import { checkNumericTime, readOptionalTimes, type TimeInput } from "../tables/read-times.js";
import type { TableField } from "../tables/table.js";
import type { TimeZone } from "../tables/time-zone.js";

/** Which renewals are asked for, and where a table of subscriptions keeps its fields. */
export interface RenewalsDueOptions<Table> extends SubscriptionOptions<Table>, CurrencyOptions<Table> {
  /** First day that is asked for. */
  readonly from: TimeInput;
  /** The day after the last. */
  readonly to: TimeInput;
  /** Field of a scheduled end, null where none is; read if given, or if there is a field `scheduledEnd`. */
  readonly scheduledEnd?: TableField<Table> | undefined;
}

/** A renewal that falls due. */
export interface RenewalDue {
  /** The customer. */
  readonly customer: CustomerId;
  /** Its number: 1 for the first after the start. */
  readonly renewal: number;
  /** The local date. */
  readonly date: string;
  /** Unit of the billing interval. */
  readonly interval: BillingInterval;
  /** Number of units between two bills. */
  readonly intervalCount: number;
  /** What is billed; null where there are no amounts. */
  readonly amount: number | null;
  /** Whether the subscription is set to end on that day. */
  readonly willNotRenew: boolean;
}

/** Renewals due of one billing interval. */
export interface DueInterval {
  /** Unit of the billing interval. */
  readonly interval: BillingInterval;
  /** Number of units between two bills. */
  readonly intervalCount: number;
  /** Renewals that will take place unless someone leaves. */
  readonly count: number;
  /** What they bill; null where there are no amounts. */
  readonly amount: number | null;
}

/** Renewals due within a time. */
export interface RenewalsDue {
  /** Every one, by date. */
  readonly due: readonly RenewalDue[];
  /** Renewals that will take place unless someone leaves. */
  readonly count: number;
  /** What they bill; null where there are no amounts. */
  readonly amount: number | null;
  /** Customers who have one. */
  readonly customers: number;
  /** Renewals that will not take place: subscriptions set to end on that day. */
  readonly setToEnd: number;
  /** What those would have billed; null where there are no amounts. */
  readonly amountSetToEnd: number | null;
  /** Those that will take place, by billing interval. */
  readonly byInterval: readonly DueInterval[];
}

const where = "renewalsDue";
const day = 86_400_000;

/**
 * Renewals that fall due on or after `from` and before `to`, of subscriptions that run then: who, when, how much, and which are set to end.
 *
 * Dates are counted from the first day, so that the 31st comes back where a month has one. A weekly plan is due several times. Rows of amount 0 are
 * left out. An end after `from` is known as a scheduled one is: no renewal after it.
 *
 * Formula: B(j) = first day + j intervals, from ≤ B(j) < to.
 *
 * @param subscriptions - Rows or columns of customer, start, end, and where there are such interval, intervalCount, amount and scheduledEnd.
 * @param options - `from`, `to`, names of fields, `timeZone`, `exchangeRates` for several currencies.
 * @returns Renewals by date, their number and amount, and the same by billing interval.
 * @throws {InvalidInputError} If rows cannot be read, an interval is none, or currencies are mixed without rates.
 * @throws {InsufficientDataError} If there is no subscription.
 *
 * @example
 * const subscriptions = [
 *   { customer: "a", start: "2024-01-31", end: null, interval: "month", amount: 20, scheduledEnd: null },
 *   { customer: "b", start: "2023-04-30", end: null, interval: "year", amount: 500, scheduledEnd: "2024-04-30" },
 * ];
 * const { due, amount, amountSetToEnd } = renewalsDue(subscriptions, { from: "2024-04-01", to: "2024-05-01" });
 * due.map(({ customer, date, willNotRenew }) => [customer, date, willNotRenew]);
 * // => [["a", "2024-04-30", false], ["b", "2024-04-30", true]]
 * [amount, amountSetToEnd]; // => [20, 500]
 */
export function renewalsDue<Table extends object>(
  subscriptions: Table,
  options: RenewalsDueOptions<Table>,
): RenewalsDue {
  checkOptions(where, options, [...subscriptionOptions, ...currencyOptions, "from", "to", "scheduledEnd"]);
  const read = readSubscriptions(where, subscriptions, options);
  const { zone, codes, ids } = read;
  const from = dateOf(zone, read.time("from", options.from));
  const to = dateOf(zone, read.time("to", options.to));
  check(to > from, where, "to", "must be after from", options.to);
  const terms = readTerms(read, options);
  const ends = readEnds(read, options);
  const amounts = readAmounts(read, options);
  const due: (RenewalDue & { readonly day: number; readonly row: number })[] = [];
  for (let i = 0; i < codes.length; i++) {
    const start = calendarDate(dateOf(zone, read.starts[i]!));
    if (start.day >= from || ends[i]! <= from || amounts?.[i] === 0) continue;
    const term = terms[i]!;
    for (let j = firstRenewalFrom(term, start, calendarDate(from)); ; j++) {
      const date = renewalDate(term, start, j);
      if (date >= to || date > ends[i]!) break;
      due.push({
        ...{ customer: ids[codes[i]!]!, renewal: j, date: isoDate(date), interval: term.interval },
        ...{ intervalCount: term.intervalCount, amount: amounts === null ? null : amounts[i]! },
        ...{ willNotRenew: date === ends[i], day: date, row: i },
      });
    }
  }
  due.sort((a, b) => a.day - b.day || a.row - b.row);
  return summarizeDue(due.map(({ day: _, row: __, ...renewal }) => renewal));
}

/** The local date of an instant, as days since 1970. */
const dateOf = (zone: TimeZone, instant: number): number =>
  Number.isFinite(instant) ? Math.floor((instant + zone.offsetAt(instant)) / day) : instant;

function readTerms<Table>(
  { table, problems, codes }: Subscriptions,
  options: RenewalsDueOptions<Table>,
): BillingTerm[] {
  const units = optionalColumn(table, "interval", options.interval);
  const counts = optionalColumn(table, "intervalCount", options.intervalCount);
  return Array.from(codes, (_, i) => {
    const unit = units === null ? "month" : units.at(i);
    const count = counts === null ? 1 : counts.at(i);
    const rule = `must be one of ${billingIntervals.map((name) => `"${name}"`).join(", ")}`;
    if (!(billingIntervals as readonly unknown[]).includes(unit)) problems.add(units!.name(i), rule, unit);
    else if (!(Number.isInteger(count) && (count as number) >= 1 && (count as number) <= 1000))
      problems.add(counts!.name(i), "must be a whole number from 1 to 1000", count);
    else return billingTerm(unit as BillingInterval, count as number);
    return billingTerm("month", 1);
  });
}

/** The date of each row's end, known or scheduled; Infinity where there is none. */
function readEnds<Table>(read: Subscriptions, options: RenewalsDueOptions<Table>): Float64Array {
  const { table, problems, zone } = read;
  const column = optionalColumn(table, "scheduledEnd", options.scheduledEnd);
  const numbers = checkNumericTime(where, options.numericTime);
  const scheduled = column === null ? null : readOptionalTimes(column, { zone, numbers }, problems);
  return read.ends.map((end, i) => {
    const set = scheduled?.[i] ?? Number.NaN;
    return dateOf(zone, Number.isNaN(set) ? end : Math.min(end, set));
  });
}

/** What each row bills an interval, in one currency; null where there are no amounts. */
function readAmounts<Table>(read: Subscriptions, options: RenewalsDueOptions<Table>): Float64Array | null {
  const { table, problems, starts } = read;
  const column = optionalColumn(table, "amount", options.amount);
  const amounts = column === null ? null : readNumbers(column, problems, nonNegativeNumbers);
  problems.throwIfAny();
  return amounts === null ? null : convertAmounts(table, options, problems, { amounts, times: starts });
}

function summarizeDue(due: readonly RenewalDue[]): RenewalsDue {
  const going = due.filter(({ willNotRenew }) => !willNotRenew);
  const ending = due.filter(({ willNotRenew }) => willNotRenew);
  const sum = (rows: readonly RenewalDue[]): number | null =>
    due.some(({ amount }) => amount === null) ? null : rows.reduce((total, { amount }) => total + amount!, 0);
  const key = ({ interval, intervalCount }: RenewalDue) =>
    `${interval} ${String(intervalCount).padStart(4, "0")}`;
  const byInterval = [...new Set(going.map(key))].sort().map((name) => {
    const own = going.filter((row) => key(row) === name);
    const { interval, intervalCount } = own[0]!;
    return { interval, intervalCount, count: own.length, amount: sum(own) };
  });
  return {
    ...{
      due,
      count: going.length,
      amount: sum(going),
      customers: new Set(going.map((row) => row.customer)).size,
    },
    ...{ setToEnd: ending.length, amountSetToEnd: sum(ending), byInterval },
  };
}
