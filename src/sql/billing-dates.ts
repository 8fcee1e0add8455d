/** Billing intervals and dates of renewal in SQL, by whole numbers: days since 1 January 1970, months since year 0. */
import { type CalendarDate, calendarDate } from "../data/renewals/billing-term.js";
import type { Writer } from "./statement.js";

/** What stands for the day of an end that has not come. */
export const never = 2 ** 30;

/** A date as expressions: its day, the number of its month and its day of that month. */
export type SqlDate = Readonly<Record<keyof CalendarDate, string>>;

/** A date that is known when the statement is written. */
export function knownDate(day: number): SqlDate {
  const { month, date } = calendarDate(day);
  return { day: String(day), month: String(month), date: String(date) };
}

/** The date of the columns that `dateColumns` writes. */
export const dateIn = (name: string): SqlDate => ({
  ...{ day: `${name}_day`, month: `${name}_month`, date: `${name}_date` },
});

/** Columns of a date: the number of its month, and its day of that month. */
export function dateColumns(writer: Writer, day: string, name: string): string[] {
  const date = writer.dateOf(day);
  const part = (of: string) => writer.toWhole(`EXTRACT(${of} FROM ${date})`);
  return [`${part("YEAR")} * 12 + ${part("MONTH")} - 1 AS ${name}_month`, `${part("DAY")} AS ${name}_date`];
}

/** The days and months of a billing interval, of which one is 0: 12 months are a year, 7 days a week. */
export function termColumns(writer: Writer, unit: string | null, count: string | null): string[] {
  const times = count === null ? "" : ` * ${writer.toWhole(count)}`;
  if (unit === null)
    return [`${writer.toWhole("0")} AS term_days`, `${writer.toWhole("1")}${times} AS term_months`];
  return [
    `CASE ${unit} WHEN 'day' THEN 1 WHEN 'week' THEN 7 ELSE 0 END${times} AS term_days`,
    `CASE ${unit} WHEN 'month' THEN 1 WHEN 'quarter' THEN 3 WHEN 'year' THEN 12 ELSE 0 END${times} AS term_months`,
  ];
}

/** The largest unit that an interval is a whole number of, and how many of it. */
export function termNames(writer: Writer): { readonly interval: string; readonly intervalCount: string } {
  const units = [
    ["week", "term_days", 7],
    ["day", "term_days", 1],
    ["year", "term_months", 12],
    ["quarter", "term_months", 3],
    ["month", "term_months", 1],
  ] as const;
  const choose = (of: (unit: (typeof units)[number]) => string) =>
    `CASE ${units.map((unit) => `WHEN ${unit[1]} > 0 AND ${writer.floorOf(unit[1], unit[2])} * ${unit[2]} = ${unit[1]} THEN ${of(unit)}`).join(" ")} END`;
  return {
    interval: choose(([unit]) => `'${unit}'`),
    intervalCount: choose(([, column, length]) => writer.floorOf(column, length)),
  };
}

/** The first renewal, 1 or later, on or after a date, of what started at the date `start`. */
export function renewalFrom(writer: Writer, from: SqlDate): string {
  const months = `${from.month} - start_month + CASE WHEN ${from.date} > start_date THEN 1 ELSE 0 END`;
  const passed = `CASE WHEN term_months > 0 THEN ${months} ELSE ${from.day} - start_day END`;
  return `GREATEST(1, ${writer.toWhole(`CEIL(${writer.toReal(passed)} / (term_days + term_months))`)})`;
}

/** The day of a renewal; in a month that is too short, its last. */
export function renewalDay(writer: Writer, k: string): string {
  const month = `(start_month + ${k} * term_months)`;
  const own = `${firstOfMonth(writer, month)} + start_date - 1`;
  const last = `${firstOfMonth(writer, `(${month} + 1)`)} - 1`;
  return `CASE WHEN term_months > 0 THEN LEAST(${own}, ${last}) ELSE start_day + ${k} * term_days END`;
}

/** The first day of a month: years are counted from March, so that the day of a leap year comes last. */
function firstOfMonth(writer: Writer, month: string): string {
  const year = writer.floorOf(`(${month} - 2)`, 12);
  const leapDays = `${writer.floorOf(year, 4)} - ${writer.floorOf(year, 100)} + ${writer.floorOf(year, 400)}`;
  const days = writer.floorOf(`(153 * (${month} - 2 - 12 * ${year}) + 2)`, 5);
  return `365 * ${year} + ${leapDays} + ${days} - 719468`;
}
