/**
 * Calendar periods of a time zone: hours, days, weeks, months, quarters and years by the local clock, so that a day across
 * a change of daylight saving has 23 or 25 hours and belongs to one period. The starts of all periods are laid out once;
 * an event then finds its period by a look-up in a grid, without asking for the zone's offset.
 */
import { check, checkChoice } from "../errors.js";
import { checkTimeUnit, type TimeUnit } from "../time.js";
import { dateFromDays, daysFromDate, type GregorianDate } from "./gregorian.js";
import type { TimeZone } from "./time-zone.js";

/** The day on which a week begins: Monday (ISO 8601) or any other. */
export type WeekStart = "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday";

/** The days of the week, Monday first. */
export const weekdays: readonly WeekStart[] = [
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
];

/** A grid finer than the shortest period: cell floor((instant - first) * scale) holds the period at its start. */
export interface PeriodGrid {
  readonly first: number;
  readonly scale: number;
  readonly cells: Int32Array;
}

/** How time is cut into calendar periods. */
export interface CalendarRule {
  readonly zone: TimeZone;
  readonly period: TimeUnit;
  readonly weekStart: WeekStart;
}

/** The calendar periods that cover a stretch of time. */
export interface Calendar {
  /** Number of periods. */
  readonly count: number;
  /** The instant at which each period starts, and at the end that at which the last one ends: `count` + 1 entries. */
  readonly starts: Float64Array;
  /** The period of an instant that lies in the stretch. */
  indexOf(instant: number): number;
  /** Where periods are looked up: for loops over millions of events. */
  readonly grid: PeriodGrid;
  /** Name of a period: `2024-03-01T05:00-05:00`, `2024-03-01` (a day, or the first of a week), `2024-03`, `2024-Q1`, `2024`. */
  label(index: number): string;
}

const hour = 3_600_000;
const day = 24 * hour;
const mostPeriods = 1_000_000;
// A grid of so many cells stays in a processor's second cache.
const mostCells = 32_768;
const mostGridCells = 4 * mostPeriods;

/** Checks the options that say how time is cut. */
export function checkCalendarRule(
  where: string,
  zone: TimeZone,
  { period, weekStart = "monday" }: { readonly period: unknown; readonly weekStart?: unknown },
): CalendarRule {
  checkTimeUnit(where, "period", period);
  checkChoice(where, "weekStart", weekStart, weekdays);
  return { zone, period, weekStart };
}

/** Lays out the periods from the one that holds `from` to the one that holds `to` (both instants). */
export function layCalendar(where: string, rule: CalendarRule, from: number, to: number): Calendar {
  const { zone, period, weekStart } = rule;
  const first = period === "hour" ? 0 : periodAt(rule, from);
  const starts = period === "hour" ? hourStarts(where, zone, from, to) : periodStarts(where, rule, first, to);
  const grid = layGrid(starts);
  return {
    count: starts.length - 1,
    starts,
    grid,
    indexOf: (instant) => findPeriod(grid, starts, instant),
    label: (i) =>
      period === "hour" ? hourLabel(zone, starts[i] as number) : periodName(period, weekStart, first + i),
  };
}

function checkPeriodCount(where: string, count: number): void {
  check(
    count <= mostPeriods,
    where,
    "period",
    `must cut the data into at most ${mostPeriods} periods`,
    count,
  );
}

function hourStarts(where: string, zone: TimeZone, from: number, to: number): Float64Array {
  checkPeriodCount(where, Math.ceil((to - from) / hour));
  const starts = [hourStart(zone, from)];
  for (let start = starts[0] as number; start <= to; ) {
    start = nextHour(zone, start);
    starts.push(start);
  }
  return Float64Array.from(starts);
}

/**
 * The start of the local hour that holds an instant. An hour starts where the clock shows a whole hour or jumps into another
 * hour; one within which the clock is set back by half an hour lasts 90 minutes.
 */
export function hourStart(zone: TimeZone, instant: number): number {
  const start = instant - modulo(localTime(zone, instant), hour);
  if (zone.offsetAt(start) === zone.offsetAt(instant)) return start;
  const change = zone.stretchStart(instant);
  return startsHour(zone, change) ? change : hourStart(zone, change - 1);
}

function nextHour(zone: TimeZone, start: number): number {
  const next = start + hour - modulo(localTime(zone, start), hour);
  if (zone.offsetAt(next) === zone.offsetAt(start)) return next;
  const change = zone.stretchStart(next);
  return startsHour(zone, change) ? change : change + hour - modulo(localTime(zone, change), hour);
}

/** Whether a change of the offset shows a whole hour, or another hour than the moment before. */
function startsHour(zone: TimeZone, change: number): boolean {
  const [before, after] = [localTime(zone, change - 1), localTime(zone, change)];
  return modulo(after, hour) === 0 || Math.floor(before / hour) !== Math.floor(after / hour);
}

function localTime(zone: TimeZone, instant: number): number {
  return instant + zone.offsetAt(instant);
}

/** Number of the period that holds an instant: days, weeks, months, quarters or years since 1970 or the year 0. */
export function periodAt({ zone, period, weekStart }: CalendarRule, instant: number): number {
  return periodNumber(period, weekStart, Math.floor(localTime(zone, instant) / day));
}

function periodStarts(where: string, rule: CalendarRule, first: number, to: number): Float64Array {
  const { zone, period, weekStart } = rule;
  const count = periodAt(rule, to) - first + 1;
  checkPeriodCount(where, count);
  return Float64Array.from({ length: count + 1 }, (_, i) =>
    zone.firstInstantFrom(firstDay(period, weekStart, first + i) * day),
  );
}

/** Number of the period that holds a local day (days since 1 January 1970); consecutive periods have consecutive numbers. */
export function periodNumber(period: TimeUnit, weekStart: WeekStart, days: number): number {
  if (period === "day") return days;
  // 1 January 1970 was a Thursday, three days after a Monday.
  if (period === "week") return Math.floor((days + 3 - weekdays.indexOf(weekStart)) / 7);
  const { year, month } = dateFromDays(days);
  return period === "year" ? year : Math.floor((year * 12 + month - 1) / (period === "quarter" ? 3 : 1));
}

/** The first local day of a period: the inverse of `periodNumber`. */
export function firstDay(period: TimeUnit, weekStart: WeekStart, number: number): number {
  if (period === "day") return number;
  if (period === "week") return number * 7 - 3 + weekdays.indexOf(weekStart);
  if (period === "year") return daysFromDate(number, 1, 1);
  const months = period === "quarter" ? number * 3 : number;
  return daysFromDate(Math.floor(months / 12), modulo(months, 12) + 1, 1);
}

/** Lays a grid over the periods: an instant then finds its own by a multiplication and at most a step or two. */
function layGrid(starts: Float64Array): PeriodGrid {
  const first = starts[0] as number;
  const end = starts[starts.length - 1] as number;
  let shortest = end - first;
  for (let i = 1; i < starts.length; i++) {
    const length = (starts[i] as number) - (starts[i - 1] as number);
    if (length > 0 && length < shortest) shortest = length;
  }
  // Cells much shorter than a period seldom hold a boundary, so that the steps after the look-up are seldom taken.
  const finer = Math.min(64, Math.max(1, Math.floor(mostCells / starts.length)));
  // An hour that a zone cut to seconds, a century ago, must not make a grid of such cells for all that follows.
  const width = Math.max(shortest / finer, (end - first) / mostGridCells);
  const cells = new Int32Array(Math.ceil((end - first) / width) + 1);
  for (let cell = 0, index = 0; cell < cells.length; cell++) {
    while (index < starts.length - 2 && first + cell * width >= (starts[index + 1] as number)) index++;
    cells[cell] = index;
  }
  return { first, scale: 1 / width, cells };
}

/** The period of an instant within the stretch that the grid covers. */
export function findPeriod(
  { first, scale, cells }: PeriodGrid,
  starts: Float64Array,
  instant: number,
): number {
  let index = cells[((instant - first) * scale) | 0] as number;
  // Rounding of the scale can land in the cell after the instant's own.
  while (instant < (starts[index] as number)) index--;
  while (instant >= (starts[index + 1] as number)) index++;
  return index;
}

/** Name of a period by its number. */
export function periodName(period: TimeUnit, weekStart: WeekStart, number: number): string {
  return dateLabel(period, dateFromDays(firstDay(period, weekStart, number)));
}

/** Named by its date, not by its start: a day that the zone left out starts and ends with the day after it. */
function dateLabel(period: TimeUnit, date: GregorianDate): string {
  const text = isoDate(date);
  if (period === "month") return text.slice(0, -3);
  if (period === "quarter") return `${text.slice(0, -6)}-Q${Math.ceil(date.month / 3)}`;
  return period === "year" ? text.slice(0, -6) : text;
}

function hourLabel(zone: TimeZone, start: number): string {
  const offset = zone.offsetAt(start);
  const text = isoDate(dateFromDays(Math.floor((start + offset) / day)));
  const minutes = Math.round(modulo(start + offset, day) / 60_000);
  const suffix =
    offset === 0 ? "Z" : `${offset < 0 ? "-" : "+"}${clock(Math.round(Math.abs(offset) / 60_000))}`;
  return `${text}T${clock(minutes)}${suffix}`;
}

function isoDate({ year, month, date }: GregorianDate): string {
  const pad = (value: number, digits: number) => String(value).padStart(digits, "0");
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(date, 2)}`;
}

function clock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

function modulo(value: number, divisor: number): number {
  return value - Math.floor(value / divisor) * divisor;
}
