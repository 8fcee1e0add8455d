import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dateFromDays, daysFromDate } from "../../src/tables/gregorian.js";
import { parseIsoTime } from "../../src/tables/iso-time.js";
import { openTimeZone } from "../../src/tables/time-zone.js";
import { expectRefusal } from "../support.js";

const open = (name: string) => openTimeZone("importer", "timeZone", name);
const zones = [
  "UTC",
  "America/New_York",
  "Asia/Kolkata",
  "Pacific/Auckland",
  "Australia/Lord_Howe",
  "America/Sao_Paulo",
];
const instants = fc.integer({ min: Date.UTC(1960, 0), max: Date.UTC(2060, 0) });

describe("openTimeZone", () => {
  it("agrees with the engine's own clock at any instant", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.array(instants, { minLength: 1, maxLength: 8 }),
        (name, list) => {
          const zone = open(name);
          const engine = new Intl.DateTimeFormat("sv-SE", {
            timeZone: name,
            dateStyle: "short",
            timeStyle: "medium",
          });
          for (const instant of list) {
            const local = new Date(instant + zone.offsetAt(instant))
              .toISOString()
              .slice(0, 19)
              .replace("T", " ");
            const clock = engine.format(instant);
            expect(local).toBe(clock);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it("brings a local time back to its instant", () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), instants, (name, instant) => {
        const zone = open(name);
        const local = instant + zone.offsetAt(instant);
        const back = zone.instantOf(local);
        // A local time that occurs twice has two instants: in these zones the earlier is given.
        expect(back).toBeLessThanOrEqual(instant);
        expect(back + zone.offsetAt(back)).toBe(local);
      }),
      { numRuns: 40 },
    );
  });

  it("knows the changes of 2024 in New York to the millisecond", () => {
    const zone = open("America/New_York");
    const change = Date.UTC(2024, 2, 10, 7);
    expect([zone.offsetAt(change - 1), zone.offsetAt(change)]).toEqual([-18_000_000, -14_400_000]);
  });

  it("finds the first instant of a day whose midnight is skipped, and of a day that never was", () => {
    // Brazil went from 00:00 to 01:00 on 4 November 2018; Samoa skipped 30 December 2011.
    expect(open("America/Sao_Paulo").firstInstantFrom(Date.UTC(2018, 10, 4))).toBe(Date.UTC(2018, 10, 4, 3));
    const samoa = open("Pacific/Apia");
    expect(samoa.firstInstantFrom(Date.UTC(2011, 11, 30))).toBe(Date.UTC(2011, 11, 30, 10));
    expect(samoa.firstInstantFrom(Date.UTC(2011, 11, 31))).toBe(Date.UTC(2011, 11, 30, 10));
  });

  it("begins a day that the clock leaves again after a minute when it begins to stay", () => {
    // Newfoundland went from 00:01 to 23:01 until 2011: on 2 November 2008 at 02:31 UTC.
    const newfoundland = open("America/St_Johns");
    const change = Date.UTC(2008, 10, 2, 2, 31);
    const midnight = Date.UTC(2008, 10, 2);
    expect(newfoundland.firstInstantFrom(midnight)).toBe(change + 59 * 60_000);
    expect(newfoundland.instantOf(midnight + 30_000)).toBe(change + 59.5 * 60_000);
    // What occurs twice on one day is the earlier, as everywhere.
    expect(newfoundland.instantOf(midnight - 1_800_000)).toBe(change - 31 * 60_000);
    // In Havana the hour after midnight repeats, and the day does not go back.
    expect(open("America/Havana").firstInstantFrom(Date.UTC(2024, 10, 3))).toBe(Date.UTC(2024, 10, 3, 4));
    // In Beirut midnight comes an hour late, at once to stay.
    expect(open("Asia/Beirut").firstInstantFrom(Date.UTC(2023, 9, 29))).toBe(Date.UTC(2023, 9, 28, 22));
  });

  it("refuses a zone that the engine does not know", () => {
    expectRefusal(
      () => open("Mars/Olympus"),
      'importer: timeZone must be an IANA time zone such as "Europe/Paris", received "Mars/Olympus"',
    );
    expectRefusal(
      () => openTimeZone("importer", "timeZone", 5),
      'importer: timeZone must be an IANA time zone such as "Europe/Paris", received 5',
    );
  });
});

describe("parseIsoTime", () => {
  const utc = open("UTC");
  it("reads back what Date prints", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true }),
        (date) => {
          expect(parseIsoTime(date.toISOString(), utc)).toBe(date.getTime());
        },
      ),
    );
  });
  it("counts days as Date.UTC does", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 9999 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 28 }),
        (y, m, d) => {
          expect(daysFromDate(y, m, d)).toBe(Date.UTC(y, m - 1, d) / 86_400_000);
          expect(dateFromDays(daysFromDate(y, m, d))).toEqual({ year: y, month: m, date: d });
        },
      ),
    );
  });
});
