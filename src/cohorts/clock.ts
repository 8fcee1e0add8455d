/** The clock of a cohort table: where each event stands, such that windows from a start are a difference divided by a length. */

import type { EventLog } from "../data/event-log.js";
import { overRows } from "../pieces.js";
import { type Calendar, type CalendarRule, findPeriod, hourStart, layCalendar } from "../tables/calendar.js";
import type { TimeUnit } from "../time.js";
import type { CohortPlan } from "./table-options.js";

/** Event i is in window floor((readings()[i] - reading of the start) / length) of its customer. */
export interface Clock {
  readonly readings: () => Int32Array | Float64Array;
  readonly length: number;
  /** Where the windows of a start are measured from to tell which are over: the readings, but uncut for rolling hours. */
  readonly origins: () => Int32Array | Float64Array;
  /** The clock at the end of observation: window k is over once (asOf - origin of the start) / length reaches k + 1. */
  readonly asOf: number;
  /** The calendar period of each row, in each of which a start event makes a recurring membership; 0 for rows left out. */
  readonly periods: () => Int32Array;
  /** Number of windows begun by a customer who started with the first event: more than any k. */
  readonly windows: number;
  /** The calendar of `period`, where windows are those of the calendar. */
  readonly calendar: Calendar | null;
}

/** Days of a rolling window; months are 30 days, quarters 90 and years 365, as product analytics counts them. */
const rollingDays: Readonly<Record<TimeUnit, number>> = {
  hour: 1 / 24,
  day: 1,
  week: 7,
  month: 30,
  quarter: 90,
  year: 365,
};
const hour = 3_600_000;

/** Reads the clock of every event of a log. */
export function readClock(log: EventLog, plan: CohortPlan, rule: CalendarRule): Clock {
  if (plan.windows === "calendar") return calendarClock(log, rule, 1);
  const days = rollingDays[plan.period];
  const periods = () => readPeriods(log, layCalendar(log.where, rule, log.first, log.asOf));
  if (plan.truncateTo === "day")
    return { ...calendarClock(log, { ...rule, period: "day" }, days), periods, calendar: null };
  const { zone } = log;
  const cut = plan.truncateTo === "hour" ? (time: number) => hourStart(zone, time) : (time: number) => time;
  const length = Math.round(days * 24) * hour;
  const readings = () =>
    plan.truncateTo === null
      ? log.times
      : overRows(
          log.times.length,
          () => new Float64Array(log.times.length),
          (cuts, from, to) => {
            for (let i = from; i < to; i++) cuts[i] = cut(log.times[i] as number);
          },
        );
  const windows = Math.floor((log.asOf - cut(log.first)) / length) + 1;
  return { readings, length, origins: () => log.times, asOf: log.asOf, windows, periods, calendar: null };
}

function calendarClock(log: EventLog, rule: CalendarRule, length: number): Clock {
  const calendar = layCalendar(log.where, rule, log.first, log.asOf);
  let known: Int32Array | null = null;
  const periods = () => {
    known ??= readPeriods(log, calendar);
    return known;
  };
  const asOf = calendar.count - 1;
  const windows = Math.floor(asOf / length) + 1;
  return { readings: periods, length, origins: periods, asOf, windows, periods, calendar };
}

function readPeriods({ codes, times }: EventLog, { grid, starts }: Calendar): Int32Array {
  const create = () => new Int32Array(times.length);
  return overRows(times.length, create, (periods, from, to) => {
    for (let i = from; i < to; i++)
      if ((codes[i] as number) >= 0) periods[i] = findPeriod(grid, starts, times[i] as number);
  });
}
