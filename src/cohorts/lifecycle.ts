/** Growth accounting: which of a period's active customers are new, returning or resurrecting, and who went dormant. */

import {
  type EventKinds,
  type EventLog,
  type EventLogOptions,
  eventLogOptions,
  markKinds,
  readEventLog,
} from "../data/event-log.js";
import { checkChoice, checkCount, checkOptions, checkSufficient } from "../errors.js";
import { checkCalendarRule, layCalendar, type WeekStart } from "../tables/calendar.js";
import type { TimeUnit } from "../time.js";
import { type ActivePeriods, findActivePeriods } from "./active-periods.js";

/** Options of `lifecycle`. */
export interface LifecycleOptions<Table> extends EventLogOptions<Table> {
  /** Length of a calendar period. */
  readonly period: TimeUnit;
  /** Day on which a week starts; default `monday` (ISO). */
  readonly weekStart?: WeekStart | undefined;
  /** Kind of event that counts as activity; default any. Needs `event`. */
  readonly activeEvent?: EventKinds | undefined;
  /** Events of that kind that make a customer active in a period; default 1. */
  readonly minimumEvents?: number | undefined;
  /**
   * Who is new: `"firstActivity"` (default), in the period of the first activity; `"firstEvent"`, in that of the first
   * event of any kind (a sign-up, say), so that someone first active later counts as resurrecting.
   */
  readonly newBy?: "firstActivity" | "firstEvent" | undefined;
  /** What the unfinished last period shows: `null` (default), or what has happened so far, with `complete: false`. */
  readonly incomplete?: "null" | "partial" | undefined;
}

/** Growth accounting of one period. All counts are null for an unfinished period, unless asked for. */
export interface LifecyclePeriod {
  /** Name of the period: `2024-03-04` (a day, or the first of a week), `2024-03`, `2024-Q1`, `2024`. */
  readonly period: string;
  /** Active customers: new + returning + resurrecting. */
  readonly active: number | null;
  /** Active now and new: see `newBy`. */
  readonly new: number | null;
  /** Active now and in the period before, and not new. */
  readonly returning: number | null;
  /** Active now, not in the period before, and not new. */
  readonly resurrecting: number | null;
  /** Active in the period before, not now: counted in the period after the last activity. */
  readonly dormant: number | null;
  /** (new + resurrecting) / dormant; null where nobody went dormant. */
  readonly quickRatio: number | null;
  /** Whether the period was over at the end of observation. */
  readonly complete: boolean;
}

/** Growth accounting of a log of events. */
export interface Lifecycle {
  /** Length of a period. */
  readonly period: TimeUnit;
  /** Who counts as new. */
  readonly newBy: "firstActivity" | "firstEvent";
  /** Time zone of the calendar. */
  readonly timeZone: string;
  /** End of observation, as an ISO instant. */
  readonly asOf: string;
  /** One row per period, from the first with activity. */
  readonly periods: readonly LifecyclePeriod[];
}

const where = "lifecycle";

/**
 * Lifecycle of customers by calendar period: new, returning, resurrecting and dormant, which add up.
 *
 * Dormant says "not active in this period", not "lost": somebody who buys every other month is dormant and resurrecting in
 * turn, so choose a period longer than the usual interval between purchases. The unfinished last period would overstate
 * dormant and is null unless asked for.
 *
 * Formula: active(p) = new + returning + resurrecting; active(p) - active(p - 1) = new + resurrecting - dormant;
 * quick ratio = (new + resurrecting) / dormant.
 *
 * @param events - The log: rows (objects), or columns by name, one entry per event in any order.
 * @param options - Where customer and time are found, the `period`, what counts as activity and who counts as new.
 * @returns One row per period from the first activity to the end of observation; counts of customers.
 * @throws {InvalidInputError} If rows cannot be read or lie after a stated `asOf`.
 * @throws {InsufficientDataError} If no event counts as activity.
 * @see PostHog, documentation of lifecycle; Jonathan Hsu (2015), "Diligence at Social Capital, part 1: accounting for user growth".
 *
 * @example
 * const visits = [
 *   { customer: "ann", time: "2024-01-05" },
 *   { customer: "bob", time: "2024-01-20" },
 *   { customer: "ann", time: "2024-02-11" },
 *   { customer: "bob", time: "2024-03-02" },
 * ];
 * const { periods } = lifecycle(visits, { period: "month", asOf: "2024-04-01" });
 * periods[1]; // => { period: "2024-02", active: 1, new: 0, returning: 1, resurrecting: 0, dormant: 1, quickRatio: 0, complete: true }
 * periods[2]?.resurrecting; // => 1
 */
export function lifecycle<Table extends object>(events: Table, options: LifecycleOptions<Table>): Lifecycle {
  checkOptions(where, options, [
    ...eventLogOptions,
    "period",
    "weekStart",
    "activeEvent",
    "minimumEvents",
    "newBy",
    "incomplete",
    "event",
  ]);
  const { newBy = "firstActivity", incomplete = "null", minimumEvents = 1 } = options;
  checkChoice(where, "newBy", newBy, ["firstActivity", "firstEvent"]);
  checkChoice(where, "incomplete", incomplete, ["null", "partial"]);
  checkCount(where, "minimumEvents", minimumEvents, 1);
  const log = readEventLog(where, events, options);
  const calendar = layCalendar(where, checkCalendarRule(where, log.zone, options), log.first, log.asOf);
  const counted = markKinds(log, "activeEvent", options.activeEvent, options.event);
  const active = findActivePeriods(log, calendar, counted, minimumEvents);
  const first = newBy === "firstEvent" ? firstEvents(log, calendar.indexOf) : null;
  const counts = countStages(active, calendar.count, first);
  const begin = counts.active.findIndex((count) => count > 0);
  checkSufficient(begin >= 0, where, "events", "must hold activity of at least one customer", 0);
  // A period that begins at the very end of observation is no row, unless something happened at that instant.
  const last = calendar.count - 1;
  const unbegun = calendar.starts[last] === log.asOf && counts.active[last] === 0;
  return {
    period: options.period,
    newBy,
    timeZone: log.zone.name,
    asOf: new Date(log.asOf).toISOString(),
    periods: Array.from({ length: calendar.count - begin - (unbegun ? 1 : 0) }, (_, i) => {
      const complete = (calendar.starts[begin + i + 1] as number) <= log.asOf;
      const known = complete || incomplete === "partial";
      return { period: calendar.label(begin + i), ...describeStages(counts, begin + i, known), complete };
    }),
  };
}

/** The counts of a period and its quick ratio; all null where they are not known. */
function describeStages(
  stages: Stages,
  period: number,
  known: boolean,
): Omit<LifecyclePeriod, "period" | "complete"> {
  const at = (stage: Float64Array) => (known ? (stage[period] as number) : null);
  const [arrived, resurrecting, dormant] = [at(stages.new), at(stages.resurrecting), at(stages.dormant)];
  const quickRatio = arrived === null || !dormant ? null : (arrived + (resurrecting as number)) / dormant;
  return {
    active: at(stages.active),
    new: arrived,
    returning: at(stages.returning),
    resurrecting,
    dormant,
    quickRatio,
  };
}

/** The period of each customer's first event of any kind. */
function firstEvents({ codes, times, ids }: EventLog, indexOf: (instant: number) => number): Int32Array {
  const earliest = new Float64Array(ids.length).fill(Number.POSITIVE_INFINITY);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    if (code >= 0 && (times[i] as number) < (earliest[code] as number)) earliest[code] = times[i] as number;
  }
  return Int32Array.from(earliest, (time) => (Number.isFinite(time) ? indexOf(time) : -1));
}

interface Stages {
  readonly active: Float64Array;
  readonly new: Float64Array;
  readonly returning: Float64Array;
  readonly resurrecting: Float64Array;
  readonly dormant: Float64Array;
}

function countStages(
  { customers, bounds, ends, periods }: ActivePeriods,
  count: number,
  first: Int32Array | null,
): Stages {
  const counter = () => new Float64Array(count);
  const stages = {
    active: counter(),
    new: counter(),
    returning: counter(),
    resurrecting: counter(),
    dormant: counter(),
  };
  const add = (stage: Float64Array, p: number): void => {
    stage[p] = (stage[p] as number) + 1;
  };
  for (let c = 0; c < customers; c++) {
    const [from, to] = [bounds[c] as number, ends[c] as number];
    const arrival = first === null ? periods[from] : first[c];
    for (let i = from; i < to; i++) {
      const p = periods[i] as number;
      add(stages.active, p);
      if (p === arrival) add(stages.new, p);
      else add(i > from && periods[i - 1] === p - 1 ? stages.returning : stages.resurrecting, p);
      const last = i + 1 === to || periods[i + 1] !== p + 1;
      if (last && p + 1 < count) add(stages.dormant, p + 1);
    }
  }
  return stages;
}
