/** Daily, weekly and monthly active customers over trailing windows, and their ratios day by day. */

import {
  type EventKinds,
  type EventLogOptions,
  eventLogOptions,
  markKinds,
  readEventLog,
} from "../data/event-log.js";
import { checkCount, checkOptions, checkSufficient } from "../errors.js";
import { checkCalendarRule, layCalendar } from "../tables/calendar.js";
import { type ActivePeriods, findActivePeriods } from "./active-periods.js";

/** Options of `activeCustomers`. */
export interface ActiveCustomersOptions<Table> extends EventLogOptions<Table> {
  /** Days of the monthly window; default 28, which holds each weekday equally often. Many tools use 30. */
  readonly monthDays?: number | undefined;
  /** Kind of event that counts as activity; default any. Needs `event`. */
  readonly activeEvent?: EventKinds | undefined;
}

/** Active customers on one day and in the windows that end with it. */
export interface ActiveCustomersDay {
  /** The day: `2024-03-01`. */
  readonly day: string;
  /** Customers active on the day (DAU). */
  readonly daily: number;
  /** Customers active in the 7 days that end with it (WAU); null for the first 6 days of the log. */
  readonly weekly: number | null;
  /** Customers active in the `monthDays` days that end with it (MAU); null for the days before the log holds so many. */
  readonly monthly: number | null;
  /** DAU/WAU; null where WAU is null or 0. */
  readonly dailyOverWeekly: number | null;
  /** DAU/MAU; null where MAU is null or 0. */
  readonly dailyOverMonthly: number | null;
  /** WAU/MAU; null where MAU is null or 0. */
  readonly weeklyOverMonthly: number | null;
}

/** Active customers by day, and the means of the daily ratios. */
export interface ActiveCustomers {
  /** Days of the monthly window. */
  readonly monthDays: number;
  /** Time zone of the days. */
  readonly timeZone: string;
  /** Mean of the days' DAU/WAU, over the days that have one; null without any. */
  readonly dailyOverWeekly: number | null;
  /** Mean of the days' DAU/MAU, over the days that have one; null without any. */
  readonly dailyOverMonthly: number | null;
  /** Mean of the days' WAU/MAU, over the days that have one; null without any. */
  readonly weeklyOverMonthly: number | null;
  /** One row per day that is over, from the first of the log. */
  readonly days: readonly ActiveCustomersDay[];
}

const where = "activeCustomers";

/**
 * Active customers of each day, of the 7 and of the 28 or 30 days that end with it, and DAU/WAU, DAU/MAU, WAU/MAU.
 *
 * The mean of daily ratios differs from `stickiness`, which divides by the MAU of one fixed window: the two are often
 * quoted under one name. While customers are being gained, trailing windows lag behind and the ratio is high.
 *
 * Formula: MAU(d) = customers active on any of the days d - J + 1 … d; DAU/MAU = mean over d of DAU(d) / MAU(d).
 *
 * @param events - The log: rows (objects), or columns by name, one entry per event in any order.
 * @param options - Where customer and time are found, the length of the month, and what counts as activity.
 * @returns One row per finished day; ratios are fractions from 0 to 1, `null` until the window lies within the log.
 * @throws {InvalidInputError} If rows cannot be read or lie after a stated `asOf`.
 * @throws {InsufficientDataError} If no day is over at the end of observation.
 *
 * @example
 * const visits = [
 *   ...["2024-01-01", "2024-01-02", "2024-01-07"].map((time) => ({ customer: "ann", time })),
 *   { customer: "bob", time: "2024-01-03" },
 * ];
 * const { days } = activeCustomers(visits, { asOf: "2024-01-09" });
 * days.map((day) => day.weekly); // => [null, null, null, null, null, null, 2, 2]
 * days[6]?.dailyOverWeekly; // => 0.5
 */
export function activeCustomers<Table extends object>(
  events: Table,
  options: ActiveCustomersOptions<Table> = {},
): ActiveCustomers {
  checkOptions(where, options, [...eventLogOptions, "monthDays", "activeEvent", "event"]);
  const { monthDays = 28 } = options;
  checkCount(where, "monthDays", monthDays, 8);
  const log = readEventLog(where, events, options);
  const calendar = layCalendar(
    where,
    checkCalendarRule(where, log.zone, { period: "day" }),
    log.first,
    log.asOf,
  );
  const days = calendar.count - 1;
  checkSufficient(days > 0, where, "events", "must cover at least one day that is over", 0);
  const active = findActivePeriods(
    log,
    calendar,
    markKinds(log, "activeEvent", options.activeEvent, options.event),
  );
  const [daily, weekly, monthly] = [1, 7, monthDays].map((length) => trailingActive(active, days, length));
  const rows = Array.from({ length: days }, (_, d): ActiveCustomersDay => {
    const day = daily?.[d] as number;
    const week = d >= 6 ? (weekly?.[d] as number) : null;
    const month = d >= monthDays - 1 ? (monthly?.[d] as number) : null;
    return {
      day: calendar.label(d),
      daily: day,
      weekly: week,
      monthly: month,
      dailyOverWeekly: ratio(day, week),
      dailyOverMonthly: ratio(day, month),
      weeklyOverMonthly: ratio(week, month),
    };
  });
  return {
    monthDays,
    timeZone: log.zone.name,
    dailyOverWeekly: meanKnown(rows.map((row) => row.dailyOverWeekly)),
    dailyOverMonthly: meanKnown(rows.map((row) => row.dailyOverMonthly)),
    weeklyOverMonthly: meanKnown(rows.map((row) => row.weeklyOverMonthly)),
    days: rows,
  };
}

/** Customers active within the `length` days that end with each day: each active day covers those that follow it. */
function trailingActive(
  { customers, bounds, ends, periods }: ActivePeriods,
  days: number,
  length: number,
): Int32Array {
  const changes = new Int32Array(days + 1);
  const change = (day: number, by: number): void => {
    if (day <= days) changes[day] = (changes[day] as number) + by;
  };
  for (let c = 0; c < customers; c++) {
    let covered = 0;
    for (let i = bounds[c] as number; i < (ends[c] as number); i++) {
      const day = periods[i] as number;
      change(Math.max(day, covered), 1);
      change(day + length, -1);
      covered = day + length;
    }
  }
  for (let day = 1; day <= days; day++)
    changes[day] = (changes[day] as number) + (changes[day - 1] as number);
  return changes;
}

function ratio(part: number | null, whole: number | null): number | null {
  return part === null || !whole ? null : part / whole;
}

function meanKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
