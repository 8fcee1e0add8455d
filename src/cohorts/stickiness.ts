/** How many days (or other periods) of a window customers are active on: stickiness, and the power-user curve. */

import {
  type EventKinds,
  type EventLogOptions,
  eventLogOptions,
  markKinds,
  readEventLog,
} from "../data/event-log.js";
import { checkCount, checkOptions, checkSufficient } from "../errors.js";
import { checkCalendarRule, layCalendar, type WeekStart } from "../tables/calendar.js";
import { lengthInDays, type TimeUnit } from "../time.js";
import { type ActivePeriods, findActivePeriods } from "./active-periods.js";

/** Options of `stickiness`. */
export interface StickinessOptions<Table> extends EventLogOptions<Table> {
  /** Length of a calendar period; default `day`. */
  readonly period?: TimeUnit | undefined;
  /** Number of periods in the window, which ends with the last one that is over; default 28. */
  readonly periods?: number | undefined;
  /** Day on which a week starts; default `monday` (ISO). */
  readonly weekStart?: WeekStart | undefined;
  /** Kind of event that counts as activity; default any. Needs `event`. */
  readonly activeEvent?: EventKinds | undefined;
  /** Events of that kind that make a customer active in a period; default 1. */
  readonly minimumEvents?: number | undefined;
}

/** Customers by the number of periods they were active in. */
export interface StickinessBar {
  /** Number of periods active, 1 to the length of the window. */
  readonly activePeriods: number;
  /** Customers active in exactly so many. */
  readonly exactly: number;
  /** Customers active in so many or more. */
  readonly atLeast: number;
  /** `exactly` as a fraction of the customers active at all; null where there are none. */
  readonly shareExactly: number | null;
  /** `atLeast` as a fraction of the customers active at all; null where there are none. */
  readonly shareAtLeast: number | null;
}

/** Stickiness of one window. */
export interface Stickiness {
  /** Length of a period. */
  readonly period: TimeUnit;
  /** Number of periods in the window. */
  readonly periods: number;
  /** Start of the window, as an ISO instant. */
  readonly from: string;
  /** End of the window (not included), as an ISO instant. */
  readonly to: string;
  /** Customers active at least once in the window: MAU where it has 28 or 30 days. */
  readonly customers: number;
  /** Mean number of active periods of those customers; null where there are none. */
  readonly meanActivePeriods: number | null;
  /** Mean active customers of a period over `customers`: DAU/MAU of this very window, a fraction; null where there are none. */
  readonly ratio: number | null;
  /** Customers by number of active periods: the stickiness histogram, and the power-user curve. */
  readonly histogram: readonly StickinessBar[];
  /** Active customers of each period of the window: DAU where periods are days. */
  readonly activity: readonly { readonly period: string; readonly active: number }[];
}

const where = "stickiness";

/**
 * Stickiness: how many periods of one window each customer was active in, and DAU/MAU as its mean.
 *
 * With `periods: 28` this is the power-user curve L28, with 7 or 30 L7 or L30; 28 days hold each weekday equally often. The
 * ratio equals mean DAU over the MAU of the same window; tools that divide each day by a trailing month and average give
 * another number (`activeCustomers`). A window that reaches back before the log began understates both.
 *
 * Formula: DAU/MAU = mean(DAU) / MAU = mean(L) / J, L being a customer's active days out of the J of the window.
 *
 * @param events - The log: rows (objects), or columns by name, one entry per event in any order.
 * @param options - Where customer and time are found, the window, and what counts as activity.
 * @returns The histogram, the active customers of each period, and their ratio.
 * @throws {InvalidInputError} If rows cannot be read or lie after a stated `asOf`.
 * @throws {InsufficientDataError} If no period is over at the end of observation.
 * @see Andrew Chen (2018), "The power user curve"; Mixpanel and PostHog, documentation of stickiness.
 *
 * @example
 * const visits = ["2024-01-01", "2024-01-02", "2024-01-04"].map((time) => ({ customer: "ann", time }));
 * const result = stickiness([...visits, { customer: "bob", time: "2024-01-03" }], { periods: 4, asOf: "2024-01-05" });
 * result.ratio; // => 0.5
 * result.histogram.map((bar) => bar.exactly); // => [1, 0, 1, 0]
 */
export function stickiness<Table extends object>(
  events: Table,
  options: StickinessOptions<Table> = {},
): Stickiness {
  checkOptions(where, options, [
    ...eventLogOptions,
    "period",
    "periods",
    "weekStart",
    "activeEvent",
    "minimumEvents",
    "event",
  ]);
  const { period = "day", periods = 28, minimumEvents = 1 } = options;
  checkCount(where, "periods", periods, 1);
  checkCount(where, "minimumEvents", minimumEvents, 1);
  const log = readEventLog(where, events, options);
  const rule = checkCalendarRule(where, log.zone, { ...options, period });
  // The window may reach back before the log began: the calendar is laid from there.
  const reach = (periods + 2) * lengthInDays(period) * 1.1 * 86_400_000;
  const calendar = layCalendar(where, rule, Math.min(log.first, log.asOf - reach), log.asOf);
  // The last period holds the end of observation and is not over.
  const end = calendar.count - 1;
  const isOver = (calendar.starts[calendar.indexOf(log.first) + 1] as number) <= log.asOf;
  checkSufficient(isOver, where, "events", "must cover at least one period that is over", 0);
  const counted = markKinds(log, "activeEvent", options.activeEvent, options.event);
  const active = findActivePeriods(log, calendar, counted, minimumEvents);
  const { lengths, activity } = countWindow(active, end - periods, periods);
  const customers = total(lengths.subarray(1));
  const days = total(activity);
  const at = (index: number) => new Date(calendar.starts[index] as number).toISOString();
  return {
    ...{ period, periods, from: at(end - periods), to: at(end), customers },
    meanActivePeriods: customers === 0 ? null : days / customers,
    ratio: customers === 0 ? null : days / customers / periods,
    histogram: describeHistogram(lengths, customers),
    activity: Array.from(activity, (count, i) => ({
      period: calendar.label(end - periods + i),
      active: count,
    })),
  };
}

/** Active customers of each period of a window, and customers by number of active periods. */
function countWindow({ customers, bounds, ends, periods }: ActivePeriods, begin: number, length: number) {
  const lengths = new Int32Array(length + 1);
  const activity = new Int32Array(length);
  for (let c = 0; c < customers; c++) {
    let own = 0;
    for (let i = bounds[c] as number; i < (ends[c] as number); i++) {
      const place = (periods[i] as number) - begin;
      if (place < 0 || place >= length) continue;
      own++;
      activity[place] = (activity[place] as number) + 1;
    }
    lengths[own] = (lengths[own] as number) + 1;
  }
  return { lengths, activity };
}

function describeHistogram(lengths: Int32Array, customers: number): StickinessBar[] {
  let atLeast = customers;
  return Array.from(lengths.subarray(1), (exactly, i) => {
    const bar = {
      activePeriods: i + 1,
      exactly,
      atLeast,
      shareExactly: customers === 0 ? null : exactly / customers,
      shareAtLeast: customers === 0 ? null : atLeast / customers,
    };
    atLeast -= exactly;
    return bar;
  });
}

function total(counts: Int32Array): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
