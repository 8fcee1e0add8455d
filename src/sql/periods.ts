/** Calendar periods in SQL: numbered from 1970 as those of the package are, and named. */
import { check } from "../errors.js";
import { checkCalendarRule, layCalendar, periodAt, type WeekStart, weekdays } from "../tables/calendar.js";
import type { TimeUnit } from "../time.js";
import type { CallTime } from "./event-steps.js";
import type { Writer } from "./statement.js";

const day = 86_400_000;

/** The periods of a call. */
export interface SqlPeriods {
  /** The number of the period of a row, of which the times are known. */
  readonly number: string;
  /** The number of the period that holds the end of observation. */
  readonly asOf: number;
  /** The instant at which that period starts. */
  readonly asOfStart: number;
  /** The name of the period of a number. */
  readonly label: (number: string) => string;
}

/** Writes the periods of a rule. */
export function openPeriods(
  writer: Writer,
  time: CallTime,
  rule: { readonly period: TimeUnit; readonly weekStart?: WeekStart | undefined },
): SqlPeriods {
  const { period, weekStart } = checkCalendarRule(writer.where, time.zone, rule);
  const hours =
    "must be left out where hours are counted (where a zone is whole hours from UTC, those of UTC are the same)";
  check(period !== "hour" || time.isUtc, writer.where, "timeZone", hours, time.zone.name);
  const shift = 3 - weekdays.indexOf(weekStart);
  return {
    number: numberOf(writer, time, period, shift),
    asOf:
      period === "hour"
        ? Math.floor(time.asOf / (day / 24))
        : periodAt({ zone: time.zone, period, weekStart }, time.asOf),
    asOfStart: layCalendar(writer.where, { zone: time.zone, period, weekStart }, time.asOf, time.asOf)
      .starts[0]!,
    label: (number) => labelOf(writer, period, shift, number),
  };
}

function numberOf(writer: Writer, time: CallTime, period: TimeUnit, shift: number): string {
  const [ms, timestamp] = time.isUtc ? ["at_ms", "utc_time"] : ["local_ms", "local_time"];
  if (period === "hour") return writer.floorOf("at_ms", day / 24);
  if (period === "day") return writer.floorOf(ms, day);
  // 1 January 1970 was a Thursday, three days after a Monday.
  if (period === "week") return writer.floorOf(shift === 0 ? ms : `(${ms} + ${shift * day})`, 7 * day);
  const part = (name: string) => writer.toWhole(`EXTRACT(${name} FROM ${timestamp})`);
  if (period === "year") return part("YEAR");
  const month = `(${part("YEAR")} * 12 + ${part("MONTH")} - 1)`;
  return period === "month" ? month : writer.floorOf(month, 3);
}

function labelOf(writer: Writer, period: TimeUnit, shift: number, number: string): string {
  const text = (value: string) => `CAST(${value} AS ${writer.text})`;
  const dateText = (days: string) => writer.dateText(writer.dateOf(days));
  if (period === "day") return dateText(number);
  if (period === "week") return dateText(`${number} * 7 - ${shift}`);
  if (period === "year") return text(number);
  const per = { hour: 24, month: 12, quarter: 4 }[period];
  const whole = writer.floorOf(number, per);
  const rest = `${number} - ${whole} * ${per}`;
  if (period === "hour") return `${dateText(whole)} || 'T' || LPAD(${text(rest)}, 2, '0') || ':00Z'`;
  if (period === "quarter") return `${text(whole)} || '-Q' || ${text(`${rest} + 1`)}`;
  return `${text(whole)} || '-' || LPAD(${text(`${rest} + 1`)}, 2, '0')`;
}
