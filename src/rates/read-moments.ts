/** The moments at which customers are counted: a list of them, or the starts of calendar periods. */
import { check, isList } from "../errors.js";
import { checkCalendarRule, layCalendar, type WeekStart } from "../tables/calendar.js";
import type { TimeInput } from "../tables/read-times.js";
import type { TimeUnit } from "../time.js";
import type { ReadStates } from "./read-states.js";

/** Which moments are asked for: either `at`, or `period` and `asOf`. */
export interface MomentOptions {
  /** The moments, in order. */
  readonly at?: readonly TimeInput[] | undefined;
  /** Calendar periods whose starts are the moments, from the one of the first start to that of `asOf`. */
  readonly period?: TimeUnit | undefined;
  /** Day on which a week starts; default `monday`. */
  readonly weekStart?: WeekStart | undefined;
  /** End of observation: the last period that is counted has ended by then. */
  readonly asOf?: TimeInput | undefined;
}

/** Names of these options. */
export const momentOptions = ["at", "period", "weekStart", "asOf"] as const;

/** Reads the moments as milliseconds, ascending. */
export function readMoments(where: string, options: MomentOptions, read: ReadStates): Float64Array {
  const { at, period, asOf, weekStart } = options;
  const rule = "must be given, or period and asOf instead";
  check((at === undefined) !== (period === undefined), where, "at", rule, at);
  if (period !== undefined) {
    check(asOf !== undefined, where, "asOf", "must be given with period", asOf);
    const end = read.time("asOf", asOf);
    const calendarRule = checkCalendarRule(where, read.zone, { period, weekStart });
    const first = read.starts.reduce((least, start) => Math.min(least, start), end);
    const calendar = layCalendar(where, calendarRule, first, end);
    return calendar.starts.slice(0, calendar.count).filter((start) => start <= end);
  }
  check(asOf === undefined && weekStart === undefined, where, "asOf", "must be left out with at", asOf);
  check(isList(at) && at.length > 0, where, "at", "must be an array of times", at);
  const moments = Float64Array.from(Array.from(at), (value, i) => read.time(`at[${i}]`, value));
  for (let i = 1; i < moments.length; i++)
    check(moments[i]! > moments[i - 1]!, where, `at[${i}]`, "must be after the moment before it", at[i]);
  return moments;
}
