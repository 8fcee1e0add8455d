import { eventLogOptions, markKinds, readEventLog } from "../data/event-log.js";
import { checkCount, checkOptions, checkSufficient } from "../errors.js";
import { checkCalendarRule, layCalendar } from "../tables/calendar.js";
import type { TimeUnit } from "../time.js";
import { type ActivePeriods, findActivePeriods } from "./active-periods.js";
import type { StickinessOptions } from "./stickiness.js";

/** Options of `stickinessOverTime`. */
export interface StickinessOverTimeOptions<Table> extends StickinessOptions<Table> {
  /** Periods from one window to the next; default the length of a window, so that windows do not overlap. */
  readonly every?: number | undefined;
}

/** Stickiness of one window of several. */
export interface StickinessWindow {
  /** Start of the window, as an ISO instant. */
  readonly from: string;
  /** End of the window (not included), as an ISO instant. */
  readonly to: string;
  /** Length of a period. */
  readonly period: TimeUnit;
  /** Number of periods in the window. */
  readonly periods: number;
  /** Customers active at least once. */
  readonly customers: number;
  /** Mean number of active periods of those customers; null where there are none. */
  readonly meanActivePeriods: number | null;
  /** Mean active customers of a period over `customers` (DAU/MAU); null where there are none. */
  readonly ratio: number | null;
}

const where = "stickinessOverTime";

/**
 * Stickiness of windows one after the other: whether customers come more often than they did.
 *
 * Every window is one of `stickiness`, counted back from the last period that is over; those that reach back before the log began are left out.
 * A ratio that rises while customers fall says that the occasional ones have left.
 *
 * Formula: of each window, mean(DAU) / MAU = mean(L) / J, L being a customer's active periods out of the J of the window.
 *
 * @param events - The log: rows (objects), or columns by name, one entry per event in any order.
 * @param options - As `stickiness` takes them, and `every`.
 * @returns One row for each window, the earliest first.
 * @throws {InvalidInputError} If rows cannot be read or lie after a stated `asOf`.
 * @throws {InsufficientDataError} If the log holds no whole window.
 * @see Andrew Chen (2018), "The power user curve"; PostHog, documentation of stickiness.
 *
 * @example
 * const visits = ["2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04"].map((time) => ({ customer: "ann", time }));
 * const log = [...visits, { customer: "bob", time: "2024-01-02" }];
 * stickinessOverTime(log, { periods: 2, asOf: "2024-01-05" }).map(({ customers, ratio }) => [customers, ratio]);
 * // => [[2, 0.75], [1, 1]]
 */
export function stickinessOverTime<Table extends object>(
  events: Table,
  options: StickinessOverTimeOptions<Table> = {},
): readonly StickinessWindow[] {
  checkOptions(where, options, [
    ...eventLogOptions,
    ...(["period", "periods", "weekStart", "activeEvent", "minimumEvents", "event", "every"] as const),
  ]);
  const { period = "day", periods = 28, minimumEvents = 1, every = periods } = options;
  checkCount(where, "periods", periods, 1);
  checkCount(where, "every", every, 1);
  checkCount(where, "minimumEvents", minimumEvents, 1);
  const log = readEventLog(where, events, options);
  const calendar = layCalendar(
    where,
    checkCalendarRule(where, log.zone, { ...options, period }),
    log.first,
    log.asOf,
  );
  const over = calendar.count - 1;
  checkSufficient(over >= periods, where, "events", `must cover ${periods} periods that are over`, over);
  const counted = markKinds(log, "activeEvent", options.activeEvent, options.event);
  const active = findActivePeriods(log, calendar, counted, minimumEvents);
  const windows = Math.floor((over - periods) / every) + 1;
  const first = over - periods - (windows - 1) * every;
  const { customers, days } = countWindows(active, { first, windows, periods, every });
  const at = (place: number) => new Date(calendar.starts[place]!).toISOString();
  return Array.from(customers, (own, w) => ({
    ...{
      from: at(first + w * every),
      to: at(first + w * every + periods),
      period,
      periods,
      customers: own,
    },
    meanActivePeriods: own === 0 ? null : days[w]! / own,
    ratio: own === 0 ? null : days[w]! / own / periods,
  }));
}

interface Windows {
  /** Place of the first period of the first window. */
  readonly first: number;
  readonly windows: number;
  readonly periods: number;
  readonly every: number;
}

/** Customers of each window, and their active periods. */
function countWindows(active: ActivePeriods, { first, windows, periods, every }: Windows) {
  const [customers, days] = [new Int32Array(windows), new Float64Array(windows)];
  for (let c = 0; c < active.customers; c++) {
    let counted = -1;
    for (let i = active.bounds[c]!; i < active.ends[c]!; i++) {
      const place = active.periods[i]! - first;
      const last = Math.min(windows - 1, Math.floor(place / every));
      for (let w = Math.max(0, Math.ceil((place - periods + 1) / every)); w <= last; w++) {
        days[w]!++;
        if (w > counted) customers[w]!++;
        if (w > counted) counted = w;
      }
    }
  }
  return { customers, days };
}
