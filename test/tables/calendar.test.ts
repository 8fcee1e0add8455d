import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkCalendarRule, layCalendar, type WeekStart } from "../../src/tables/calendar.js";
import { openTimeZone } from "../../src/tables/time-zone.js";
import type { TimeUnit } from "../../src/time.js";
import reference from "../reference/order-logs.json" with { type: "json" };
import { expectRefusal } from "../support.js";

const lay = (
  zone: string,
  period: TimeUnit,
  from: string | number,
  to: string | number,
  weekStart?: WeekStart,
) => {
  const rule = checkCalendarRule("f", openTimeZone("f", "timeZone", zone), { period, weekStart });
  return layCalendar("f", rule, new Date(from).getTime(), new Date(to).getTime());
};
const labels = (calendar: ReturnType<typeof lay>) =>
  Array.from({ length: calendar.count }, (_, i) => calendar.label(i));
const hours = ({ starts }: ReturnType<typeof lay>) =>
  Array.from(starts.subarray(1), (end, i) => (end - (starts[i] as number)) / 3_600_000);

describe("layCalendar", () => {
  it("gives the days on which New York changes its clocks 23 and 25 hours", () => {
    const spring = lay("America/New_York", "day", "2024-03-09T12:00Z", "2024-03-11T12:00Z");
    expect(labels(spring)).toEqual(["2024-03-09", "2024-03-10", "2024-03-11"]);
    expect(hours(spring)).toEqual([24, 23, 24]);
    expect(hours(lay("America/New_York", "day", "2024-11-03T12:00Z", "2024-11-03T12:00Z"))).toEqual([25]);
    expect(hours(lay("America/New_York", "month", "2024-03-15", "2024-03-15"))).toEqual([31 * 24 - 1]);
  });

  it("names the repeated hour by its offset", () => {
    const autumn = lay("America/New_York", "hour", "2024-11-03T04:30Z", "2024-11-03T07:00Z");
    expect(labels(autumn)).toEqual([
      "2024-11-03T00:00-04:00",
      "2024-11-03T01:00-04:00",
      "2024-11-03T01:00-05:00",
      "2024-11-03T02:00-05:00",
    ]);
  });

  it("has an hour of 90 minutes and one of 30 where Lord Howe moves its clocks by half an hour", () => {
    const autumn = lay("Australia/Lord_Howe", "hour", "2024-04-06T13:30Z", "2024-04-06T16:00Z");
    expect(hours(autumn)).toEqual([1, 1.5, 1]);
    expect(labels(autumn)[1]).toBe("2024-04-07T01:00+11:00");
    // Begun after the change, within the long hour, the calendar is the same.
    expect(lay("Australia/Lord_Howe", "hour", "2024-04-06T15:10Z", "2024-04-06T16:00Z").starts[0]).toBe(
      autumn.starts[1],
    );
    const spring = lay("Australia/Lord_Howe", "hour", "2024-10-05T14:45Z", "2024-10-05T16:15Z");
    expect(labels(spring)).toEqual([
      "2024-10-06T01:00+10:30",
      "2024-10-06T02:30+11:00",
      "2024-10-06T03:00+11:00",
    ]);
    expect(hours(spring)).toEqual([1, 0.5, 1]);
  });

  it("lays out weeks from Monday or Sunday, months, quarters and years", () => {
    const [from, to] = ["2023-12-30T00:00Z", "2024-01-15T00:00Z"];
    expect(labels(lay("UTC", "week", from, to))).toEqual([
      "2023-12-25",
      "2024-01-01",
      "2024-01-08",
      "2024-01-15",
    ]);
    expect(labels(lay("UTC", "week", from, to, "sunday"))).toEqual([
      "2023-12-24",
      "2023-12-31",
      "2024-01-07",
      "2024-01-14",
    ]);
    expect(labels(lay("UTC", "month", from, to))).toEqual(["2023-12", "2024-01"]);
    expect(labels(lay("UTC", "quarter", from, to))).toEqual(["2023-Q4", "2024-Q1"]);
    expect(labels(lay("UTC", "year", from, to))).toEqual(["2023", "2024"]);
    expect(labels(lay("UTC", "hour", to, to))).toEqual(["2024-01-15T00:00Z"]);
    expect(labels(lay("Asia/Kolkata", "hour", to, to))).toEqual(["2024-01-15T05:00+05:30"]);
  });

  it("gives the day that Samoa skipped no time at all", () => {
    const days = lay("Pacific/Apia", "day", "2011-12-29T12:00Z", "2011-12-31T12:00Z");
    expect(hours(days)).toEqual([24, 0, 24, 24]);
    expect(labels(days)).toEqual(["2011-12-29", "2011-12-30", "2011-12-31", "2012-01-01"]);
  });

  it("finds the period that holds an instant, as the local date says", () => {
    const zones = fc.constantFrom(
      "UTC",
      "America/New_York",
      "Asia/Kolkata",
      "Pacific/Auckland",
      "America/Sao_Paulo",
    );
    const instant = fc.integer({ min: Date.UTC(2005, 0), max: Date.UTC(2030, 0) });
    fc.assert(
      fc.property(zones, fc.array(instant, { minLength: 2, maxLength: 10 }), (zone, instants) => {
        const days = lay(zone, "day", Math.min(...instants), Math.max(...instants));
        const months = lay(zone, "month", Math.min(...instants), Math.max(...instants));
        const clock = new Intl.DateTimeFormat("sv-SE", { timeZone: zone });
        for (const t of instants) {
          const local = clock.format(t);
          expect(days.label(days.indexOf(t))).toBe(local);
          expect(months.label(months.indexOf(t))).toBe(local.slice(0, 7));
        }
      }),
      { numRuns: 30 },
    );
  });

  it("puts both ends of a period on their own side", () => {
    for (const period of ["hour", "day", "week", "month", "quarter", "year"] as const) {
      const calendar = lay("Europe/Berlin", period, "2023-01-01T00:00Z", "2024-12-31T00:00Z");
      for (let i = 0; i < calendar.count; i++) {
        expect(calendar.indexOf(calendar.starts[i] as number)).toBe(i);
        expect(calendar.indexOf((calendar.starts[i + 1] as number) - 1)).toBe(i);
      }
    }
  });

  it("lays out weeks from any day, as the reference does", () => {
    const { columns, rows } = reference.weeks.expected;
    for (const [time, ...firstDays] of rows as [string, ...string[]][])
      for (const [i, first] of firstDays.entries())
        expect(labels(lay("UTC", "week", time, time, columns[i + 1] as WeekStart)), time).toEqual([first]);
  });

  it("gives the hour that Newfoundland repeated over midnight to the day that its clocks showed", () => {
    // On 2 November 2008 at 00:01 (02:31 UTC) clocks went back to 23:01 of the day before.
    const calendar = lay("America/St_Johns", "day", "2008-11-01T12:00Z", "2008-11-03T12:00Z");
    expect(labels(calendar)).toEqual(["2008-11-01", "2008-11-02", "2008-11-03"]);
    expect(hours(calendar)).toEqual([25, 24, 24]);
    expect(calendar.indexOf(Date.parse("2008-11-02T02:45Z"))).toBe(0);
    expect(calendar.indexOf(Date.parse("2008-11-02T03:29Z"))).toBe(0);
    expect(calendar.indexOf(Date.parse("2008-11-02T03:30Z"))).toBe(1);
    // The same with a week, a month and a year that begin on that day.
    expect(
      labels(lay("America/St_Johns", "week", "2008-11-02T02:45Z", "2008-11-02T02:45Z", "sunday")),
    ).toEqual(["2008-10-26"]);
    expect(labels(lay("America/St_Johns", "month", "2009-11-01T02:45Z", "2009-11-01T02:45Z"))).toEqual([
      "2009-10",
    ]);
  });

  it("lays out hours where a zone changed by seconds, a century ago", () => {
    // Paris was 9 minutes and 21 seconds ahead until 1911; Amsterdam 19:32 until 1937.
    for (const zone of ["Europe/Paris", "Europe/Amsterdam", "Asia/Kolkata", "Africa/Monrovia"])
      for (const [from, to] of [
        ["1900-01-01", "1950-01-01"],
        ["1911-03-10", "1911-03-12"],
      ] as const) {
        const calendar = lay(zone, "hour", `${from}T00:00Z`, `${to}T00:00Z`);
        const { count, starts } = calendar;
        for (let i = 0; i < count; i += 997) {
          expect(calendar.indexOf(starts[i] as number)).toBe(i);
          expect(calendar.indexOf((starts[i + 1] as number) - 1)).toBe(i);
        }
      }
  });

  it("refuses unknown periods, and data cut into too many", () => {
    expectRefusal(
      () => lay("UTC", "minute" as TimeUnit, 0, 0),
      'f: period must be one of "hour", "day", "week", "month", "quarter", "year", received "minute"',
    );
    expectRefusal(
      () => lay("UTC", "day", 0, 1, "Friday" as WeekStart),
      'f: weekStart must be one of "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", received "Friday"',
    );
    expectRefusal(
      () => lay("UTC", "hour", "1900-01-01", "2100-01-01"),
      "f: period must cut the data into at most 1000000 periods, received 1753176",
    );
  });
});
