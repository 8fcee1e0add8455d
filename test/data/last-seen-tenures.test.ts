import fc from "fast-check";
import { describe, expect, expectTypeOf, it } from "vitest";
import { cohortTable } from "../../src/cohorts/cohort-table.js";
import { retentionCurve } from "../../src/cohorts/retention-curve.js";
import { type LastSeenTenureOptions, lastSeenTenures } from "../../src/data/last-seen-tenures.js";
import { kaplanMeier } from "../../src/survival/kaplan-meier.js";
import type { KaplanMeierCurve } from "../../src/survival/kaplan-meier-curve.js";
import { toRows } from "../../src/tables/to-rows.js";
import { expectClose, expectRefusal } from "../support.js";

const day = 86_400_000;
const begin = Date.UTC(2024, 0, 1);

interface Seen {
  readonly customer: string;
  readonly time: number;
}
const visit = fc.record({
  customer: fc.constantFrom("a", "b", "c", "d", "e", "f"),
  time: fc.integer({ min: 0, max: 4800 }).map((hours) => begin + (hours * day) / 24),
});
const log = fc.array(visit, { minLength: 1, maxLength: 60 });
const asOf = begin + 210 * day;
const winBacks = fc.constantFrom("continue", "firstOnly", "newTenure");

describe("lastSeenTenures", () => {
  const orders = [
    { customer: "ann", time: "2024-01-01" },
    { customer: "ann", time: "2024-01-11" },
    { customer: "ann", time: "2024-03-01" },
    { customer: "ann", time: "2024-06-20" },
    { customer: "bob", time: "2024-02-01" },
    { customer: "bob", time: "2024-02-21" },
    { customer: "cem", time: "2024-06-10" },
    { customer: "dee", time: "2024-05-12" },
    { customer: "dee", time: "2024-06-30" },
  ];
  const options = { inactiveAfter: 30, asOf: "2024-07-01" } as const;
  const shown = (more: Partial<LastSeenTenureOptions<typeof orders>>) =>
    toRows(lastSeenTenures(orders, { ...options, ...more })).map((row) => [
      row.customer,
      row.tenure,
      row.startedAt.slice(0, 10),
      row.lastSeenAt.slice(0, 10),
      row.duration,
      row.event,
    ]);

  it("censors at the age that was reached inactiveAfter before the end, under each rule of win-backs", () => {
    // By hand: losses are known up to 1 June. Ann was silent from 11 January to 1 March and from then to 20 June.
    expect(shown({})).toEqual([
      ["ann", 1, "2024-01-01", "2024-06-20", 152, 0],
      ["bob", 1, "2024-02-01", "2024-02-21", 20, 1],
      ["dee", 1, "2024-05-12", "2024-06-30", 20, 0],
    ]);
    expect(shown({ winBacks: "firstOnly" })).toEqual([
      ["ann", 1, "2024-01-01", "2024-01-11", 10, 1],
      ["bob", 1, "2024-02-01", "2024-02-21", 20, 1],
      ["dee", 1, "2024-05-12", "2024-05-12", 0, 1],
    ]);
    expect(shown({ winBacks: "newTenure" })).toEqual([
      ["ann", 1, "2024-01-01", "2024-01-11", 10, 1],
      ["ann", 2, "2024-03-01", "2024-03-01", 0, 1],
      ["bob", 1, "2024-02-01", "2024-02-21", 20, 1],
      ["dee", 1, "2024-05-12", "2024-05-12", 0, 1],
    ]);
    const { tooRecent, wonBack, censoredAt, timeUnit } = lastSeenTenures(orders, options);
    expect([tooRecent, wonBack, censoredAt, timeUnit]).toEqual([1, 2, "2024-06-01T00:00:00.000Z", "day"]);
    expect(lastSeenTenures(orders, { ...options, winBacks: "newTenure" }).tooRecent).toBe(3);
  });

  it("counts a silence of exactly inactiveAfter as a loss at the end, and as none between two events", () => {
    const days = (...ages: number[]) => ages.map((age) => ({ customer: 1, time: begin + age * day }));
    const tenure = (rows: Seen[] | ReturnType<typeof days>, end: number) => {
      const { duration, event } = lastSeenTenures(rows, {
        inactiveAfter: 30,
        asOf: begin + end * day,
        winBacks: "firstOnly",
      });
      return [duration[0], event[0]];
    };
    expect(tenure(days(0, 10), 40)).toEqual([10, 1]);
    expect(tenure(days(0, 10), 39)).toEqual([9, 0]);
    expect(tenure(days(0, 10, 40), 40)).toEqual([10, 0]);
    expect(tenure(days(0, 10, 41), 41)).toEqual([10, 1]);
    expect(tenure(days(0), 30)).toEqual([0, 1]);
  });

  it("has as its curve, where nobody is censored, the pooled retention on or after each period", () => {
    fc.assert(
      fc.property(log, fc.constantFrom("day", "week", "month"), (rows, period) => {
        const end = asOf + 400 * day;
        const tenures = lastSeenTenures(rows, { inactiveAfter: 205, asOf: end });
        expect(tenures.event.every((event) => event === 1)).toBe(true);
        const curve = kaplanMeier(tenures);
        const table = cohortTable(rows, {
          period,
          windows: "rolling",
          definition: "onOrAfter",
          asOf: end,
          periods: 8,
        });
        const length = { day: 1, week: 7, month: 30 }[period];
        for (const { period: k, estimate } of retentionCurve(table).points) {
          // The left limit: a customer last seen at that very age was seen on it.
          const before = curve.steps.filter(({ time }) => time < k * length);
          expectClose(before[before.length - 1]?.survival ?? 1, estimate!, { absolute: 1e-13 });
        }
      }),
    );
  });

  it("does not depend on the order of the log, and splits by customer", () => {
    fc.assert(
      fc.property(log, winBacks, fc.nat(), (rows, winBacks, turn) => {
        const given = { inactiveAfter: 20, asOf, winBacks } as const;
        const keyed = (part: readonly Seen[]) => {
          try {
            return toRows(lastSeenTenures(part, given))
              .map((row) => JSON.stringify(row))
              .sort();
          } catch (error) {
            expect((error as { code: string }).code).toBe("INSUFFICIENT_DATA");
            return [];
          }
        };
        const whole = keyed(rows);
        const cut = turn % rows.length;
        expect(keyed([...rows.slice(cut), ...rows.slice(0, cut)].reverse())).toEqual(whole);
        const [some, others] = [
          rows.filter(({ customer }) => customer < "c"),
          rows.filter(({ customer }) => customer >= "c"),
        ];
        expect([...keyed(some), ...keyed(others)].sort()).toEqual(whole);
      }),
    );
  });

  it("shows at an earlier end of observation what a later one shows, censored there", () => {
    // The first silence is a stopping time: what is known of a tenure at one time is what is known later, cut at that time.
    fc.assert(
      fc.property(log, (rows) => {
        const tenuresAt = (end: number) => {
          const seen = rows.filter(({ time }) => time <= end);
          if (!seen.some(({ time }) => time + 20 * day <= end)) return null;
          return lastSeenTenures(seen, { inactiveAfter: 20, asOf: end, winBacks: "newTenure" });
        };
        const [early, late] = [tenuresAt(begin + 150 * day), tenuresAt(asOf + 50 * day)];
        if (early === null || late === null) return;
        const key = (row: { customer: unknown; tenure: unknown }) => `${row.customer} ${row.tenure}`;
        const later = new Map(toRows(late).map((row) => [key(row), row]));
        for (const row of toRows(early)) {
          const known = later.get(key(row))!;
          const reached = (begin + 130 * day - Date.parse(row.startedAt)) / day;
          expect(known.startedAt).toBe(row.startedAt);
          if (known.event === 1 && known.duration! <= reached)
            expect([row.duration, row.event]).toEqual([known.duration, 1]);
          else expect([row.duration, row.event]).toEqual([reached, 0]);
        }
      }),
    );
  });

  it("counts days by the local clock, and hours as they pass", () => {
    // New York's clocks went forward on 10 March 2024.
    const rows = [
      { customer: "ann", time: "2024-03-09T12:00" },
      { customer: "ann", time: "2024-03-11T12:00" },
    ];
    const zoned = { inactiveAfter: 10, asOf: "2024-04-01", timeZone: "America/New_York" } as const;
    expect(lastSeenTenures(rows, zoned).duration[0]).toBe(2);
    expect(lastSeenTenures(rows, { ...zoned, timeUnit: "hour" }).duration[0]).toBe(47);
    expectClose(lastSeenTenures(rows, { ...zoned, timeUnit: "month" }).duration[0]!, 2 / 30.4375, {
      relative: 1e-15,
    });
    const across = lastSeenTenures(rows, { ...zoned, inactiveAfter: 2, asOf: "2024-03-12T12:00" });
    expect([across.censoredAt, across.duration[0], across.event[0]]).toEqual([
      "2024-03-10T16:00:00.000Z",
      1,
      0,
    ]);
  });

  it("starts and returns with the kinds of event it is told to", () => {
    const rows = [
      { user: 1, at: "2024-01-01", kind: "visit" },
      { user: 1, at: "2024-01-05", kind: "sign-up" },
      { user: 1, at: "2024-01-09", kind: "visit" },
      { user: 1, at: "2024-01-15", kind: "newsletter" },
      { user: 2, at: "2024-01-07", kind: "visit" },
    ];
    const named = {
      customer: "user",
      time: "at",
      event: "kind",
      inactiveAfter: 30,
      asOf: "2024-06-01",
    } as const;
    const kinds = { startEvent: "sign-up", returnEvent: ["visit", "purchase"] } as const;
    expect(toRows(lastSeenTenures(rows, { ...named, startEvent: "sign-up", returnEvent: "visit" }))).toEqual([
      {
        customer: 1,
        tenure: 1,
        startedAt: "2024-01-05T00:00:00.000Z",
        lastSeenAt: "2024-01-09T00:00:00.000Z",
        duration: 4,
        event: 1,
      },
    ]);
    expect(lastSeenTenures(rows, named).duration[0]).toBe(14);
    expectRefusal(
      () => lastSeenTenures(rows, { ...named, ...kinds }),
      'lastSeenTenures: returnEvent must be a kind of event that occurs in the log, received "purchase"',
    );
  });

  it("checks the names of fields against the rows", () => {
    expectTypeOf<"customer">().toExtend<NonNullable<LastSeenTenureOptions<readonly Seen[]>["customer"]>>();
    expectTypeOf<"user">().not.toExtend<NonNullable<LastSeenTenureOptions<readonly Seen[]>["customer"]>>();
    expectTypeOf(kaplanMeier(lastSeenTenures(orders, options))).toEqualTypeOf<KaplanMeierCurve>();
    expect(structuredClone(lastSeenTenures(orders, options))).toStrictEqual(lastSeenTenures(orders, options));
  });

  it("refuses wrong options and logs, naming what is wrong", () => {
    const call = (more: object) => () => lastSeenTenures(orders, { ...options, ...more } as never);
    expectRefusal(
      call({ inactiveAfter: undefined }),
      "lastSeenTenures: inactiveAfter must be a finite number above 0, received undefined",
    );
    expectRefusal(
      call({ inactiveAfter: 0 }),
      "lastSeenTenures: inactiveAfter must be a finite number above 0, received 0",
    );
    expectRefusal(
      call({ winBacks: "ignore" }),
      'lastSeenTenures: winBacks must be one of "continue", "firstOnly", "newTenure", received "ignore"',
    );
    expectRefusal(
      call({ asOf: "2024-06-25" }),
      'lastSeenTenures: events[8].time must not be after asOf (2024-06-25T00:00:00.000Z), received "2024-06-30"',
    );
    expectRefusal(
      call({ inactiveAfter: 200 }),
      "lastSeenTenures: events must hold a start at least 200 days before asOf (2024-07-01T00:00:00.000Z), received 0",
      "INSUFFICIENT_DATA",
    );
    expectRefusal(
      () => lastSeenTenures(orders, undefined as never),
      "lastSeenTenures: options must be an object, received undefined",
    );
    expect(
      lastSeenTenures(orders, { ...options, asOf: "2024-06-25", eventsAfterAsOf: "leaveOut" }).customer,
    ).toEqual(["ann", "bob", "dee"]);
  });
});
