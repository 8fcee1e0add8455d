/** Times of an import as milliseconds since 1970. */
import { check, checkChoice } from "../errors.js";
import { overRows } from "../pieces.js";
import { parseIsoTime } from "./iso-time.js";
import type { Problems } from "./problems.js";
import { isHole, type OpenColumn } from "./table.js";
import type { TimeZone } from "./time-zone.js";

/**
 * A time: a `Date`, milliseconds since 1970, an ISO 8601 string (without an offset it is local to the call's time zone), or
 * an object with numeric `epochMilliseconds` such as a Temporal instant.
 */
export type TimeInput =
  | Date
  | number
  | string
  | {
      /** Milliseconds since 1970 in UTC. */
      readonly epochMilliseconds: number;
    };

/** The unit of times given as numbers. */
export type NumericTime = "milliseconds" | "seconds";

/** How times are understood in one call. */
export interface TimeReading {
  readonly zone: TimeZone;
  /** The stated unit of numbers; null where none is stated, and numbers that look like seconds are refused. */
  readonly numbers: NumericTime | null;
}

/** Smallest number taken for milliseconds when no unit is stated: March 1973; seconds reach it in the year 5138. */
const leastMilliseconds = 1e11;
const mostMilliseconds = 1e14;
const dateRange = 8.64e15;
const timeRule = "must be a time (Date, milliseconds, ISO 8601 string or Temporal instant)";

/** Checks the option that states the unit of numeric times. */
export function checkNumericTime(where: string, value: unknown): NumericTime | null {
  if (value === undefined) return null;
  checkChoice(where, "numericTime", value, ["milliseconds", "seconds"]);
  return value;
}

/** Milliseconds since 1970 of one time; NaN if it is none. */
export function toMilliseconds(value: unknown, { zone, numbers }: TimeReading): number {
  if (typeof value === "number") return fromNumber(value, numbers);
  if (value instanceof Date) return value.getTime();
  if (typeof value === "string") return parseIsoTime(value, zone);
  if (typeof value !== "object" || value === null) return Number.NaN;
  const { epochMilliseconds, getTime } = value as { epochMilliseconds?: unknown; getTime?: unknown };
  if (typeof epochMilliseconds === "number") return epochMilliseconds;
  // A Date made in another realm (a frame, a vm context) is no instance of this one's.
  return typeof getTime === "function" ? Number(getTime.call(value)) : Number.NaN;
}

function fromNumber(value: number, numbers: NumericTime | null): number {
  if (numbers === "seconds")
    return Math.abs(value) <= dateRange / 1000 ? Math.round(value * 1000) : Number.NaN;
  if (numbers === "milliseconds") return Math.abs(value) <= dateRange ? value : Number.NaN;
  return value >= leastMilliseconds && value < mostMilliseconds ? value : Number.NaN;
}

/** Why a time was refused: the rule it breaks. */
export function timeRuleFor(value: unknown, numbers: NumericTime | null): string {
  if (numbers === null && typeof value === "number" && Number.isFinite(value)) {
    if (Math.abs(value) < leastMilliseconds)
      return "must be in milliseconds, and a number below 1e11 is probably in seconds: state numericTime";
    return "must be in milliseconds, and a number of 1e14 or more is probably in microseconds: state numericTime";
  }
  return typeof value === "string"
    ? "must be an ISO 8601 date or time such as 2024-03-01 or 2024-03-01T09:30:00Z"
    : timeRule;
}

/** Reads one time given as an option, such as `asOf`, and refuses what is none. */
export function readTime(where: string, argument: string, value: unknown, reading: TimeReading): number {
  const time = toMilliseconds(value, reading);
  check(Number.isFinite(time), where, argument, timeRuleFor(value, reading.numbers), value);
  return time;
}

/** A column of times, read. */
export interface ReadTimes {
  /** Milliseconds since 1970 of each row; NaN where it could not be read. */
  readonly times: Float64Array;
  /** The earliest and the latest of them; infinite, the latest first, where there is none. */
  readonly range: TimeRange;
}

/** The earliest and the latest of some times. */
export type TimeRange = readonly [first: number, last: number];

/**
 * Reads a column of times as milliseconds since 1970; what cannot be read is noted in `problems` and is NaN. A
 * Float64Array of good milliseconds is taken as it is: it is only ever read.
 */
export function readTimes(column: OpenColumn, reading: TimeReading, problems: Problems): ReadTimes {
  const { length, values } = column;
  if (values instanceof Float64Array && reading.numbers !== "seconds") {
    const range = rangeOfMilliseconds(values, reading.numbers);
    if (range !== null) return { times: values, range };
  }
  const create = () => ({ times: new Float64Array(length), ...emptyRange });
  const { times, first, last } = overRows(length, create, (state, from, to) => {
    for (let i = from; i < to; i++) {
      const value = column.at(i);
      const time = toMilliseconds(value, reading);
      state.times[i] = time;
      if (time < state.first) state.first = time;
      if (time > state.last) state.last = time;
      if (!Number.isFinite(time)) problems.add(column.name(i), timeRuleFor(value, reading.numbers), value);
    }
  });
  return { times, range: [first, last] };
}

const emptyRange = { first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY };

/** The range of a column of milliseconds; null where one of them cannot be taken for such. */
function rangeOfMilliseconds(values: Float64Array, numbers: NumericTime | null): TimeRange | null {
  const [least, most] = numbers === null ? [leastMilliseconds, mostMilliseconds] : [-dateRange, dateRange];
  const create = () => ({ ...emptyRange, known: true });
  const range = overRows(values.length, create, (state, from, to) => {
    let { first, last } = state;
    for (let i = from; i < to; i++) {
      const value = values[i]!;
      if (value > last) last = value;
      // NaN is none of this.
      if (!(value >= first)) {
        if (!(value < first)) state.known = false;
        first = value;
      }
    }
    state.first = first;
    state.last = last;
  });
  return range.known && range.first >= least && range.last < most ? [range.first, range.last] : null;
}

/** The year 9999, whose last day stands for no end in many databases: as milliseconds it is above what times may be. */
const [lastYear, lastYearEnd] = [253_370_764_800_000, 253_402_300_800_000];

/**
 * Reads a column of times that may be missing: null and undefined become NaN without complaint. A number that is a moment of
 * the year 9999 in milliseconds is one, although times as large are refused elsewhere as probable microseconds.
 */
export function readOptionalTimes(
  column: OpenColumn,
  reading: TimeReading,
  problems: Problems,
): Float64Array {
  const times = new Float64Array(column.length).fill(Number.NaN);
  for (let i = 0; i < column.length; i++) {
    const value = column.at(i);
    if (isHole(column, i)) problems.add(column.name(i), timeRule, value);
    if (value === null || value === undefined) continue;
    const isNoEnd =
      reading.numbers === null && typeof value === "number" && value >= lastYear && value < lastYearEnd;
    const time = isNoEnd ? value : toMilliseconds(value, reading);
    times[i] = time;
    if (!Number.isFinite(time)) problems.add(column.name(i), timeRuleFor(value, reading.numbers), value);
  }
  return times;
}
