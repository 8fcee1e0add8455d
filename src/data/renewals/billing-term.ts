/** Billing intervals, and the dates on which subscriptions renew. Dates are whole days since 1 January 1970. */
import { dateFromDays, daysFromDate } from "../../tables/gregorian.js";

/** A unit of billing intervals. */
export type BillingInterval = "day" | "week" | "month" | "quarter" | "year";

/** All of them. */
export const billingIntervals: readonly BillingInterval[] = ["day", "week", "month", "quarter", "year"];

/** A billing interval: so many units, which are either days or calendar months. */
export interface BillingTerm {
  readonly interval: BillingInterval;
  readonly intervalCount: number;
  /** Days of the interval; 0 where it is counted in months. */
  readonly days: number;
  /** Calendar months of the interval; 0 where it is counted in days. */
  readonly months: number;
}

const larger: Partial<Record<BillingInterval, { readonly unit: BillingInterval; readonly count: number }>> = {
  day: { unit: "week", count: 7 },
  month: { unit: "quarter", count: 3 },
  quarter: { unit: "year", count: 4 },
};
const monthsOf: Readonly<Record<BillingInterval, number>> = {
  day: 0,
  week: 0,
  month: 1,
  quarter: 3,
  year: 12,
};

/** The same interval in the largest unit that it is a whole number of: 12 months are a year, 7 days a week. */
export function billingTerm(interval: BillingInterval, intervalCount: number): BillingTerm {
  const next = larger[interval];
  if (next !== undefined && intervalCount % next.count === 0)
    return billingTerm(next.unit, intervalCount / next.count);
  const days = interval === "day" ? intervalCount : interval === "week" ? 7 * intervalCount : 0;
  return { interval, intervalCount, days, months: monthsOf[interval] * intervalCount };
}

/** A date with its place in the calendar, which is found once. */
export interface CalendarDate {
  /** Days since 1 January 1970. */
  readonly day: number;
  /** Number of the month: twelve times the year, and 0 for January. */
  readonly month: number;
  /** Day of the month, 1 to 31. */
  readonly date: number;
}

/** The place of a day in the calendar. */
export function calendarDate(day: number): CalendarDate {
  const { year, month, date } = dateFromDays(day);
  return { day, month: year * 12 + month - 1, date };
}

/**
 * The date of renewal k, counted from the first day: in a month that is too short, its last day, so that the 31st comes back
 * where there is one.
 */
export function renewalDate({ days, months }: BillingTerm, start: CalendarDate, k: number): number {
  if (months === 0) return start.day + k * days;
  const number = start.month + k * months;
  const year = Math.floor(number / 12);
  const month = number - year * 12 + 1;
  return daysFromDate(year, month, Math.min(start.date, lengthOfMonth(year, month)));
}

/** The first renewal, 1 or later, on or after a date. */
export function firstRenewalFrom(term: BillingTerm, start: CalendarDate, from: CalendarDate): number {
  if (from.day <= start.day) return 1;
  if (term.months === 0) return Math.max(1, Math.ceil((from.day - start.day) / term.days));
  const k = Math.max(1, Math.ceil((from.month - start.month) / term.months));
  // The renewal of that month may fall on an earlier day of it.
  return renewalDate(term, start, k) >= from.day ? k : k + 1;
}

/** Renewals before a date, the first day not being one. */
export function renewalsBefore(term: BillingTerm, start: CalendarDate, date: CalendarDate): number {
  return firstRenewalFrom(term, start, date) - 1;
}

/** A date as ISO 8601 writes it. */
export function isoDate(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

/** Name of a month by its number, such as `2024-03`. */
export function monthName(month: number): string {
  const year = Math.floor(month / 12);
  return `${String(year).padStart(4, "0")}-${String(month - year * 12 + 1).padStart(2, "0")}`;
}

const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function lengthOfMonth(year: number, month: number): number {
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return monthLengths[month - 1]! + (leap ? 1 : 0);
}
