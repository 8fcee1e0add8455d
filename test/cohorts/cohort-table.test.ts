import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CohortTable, cohortTable } from "../../src/cohorts/cohort-table.js";
import { retentionCurve } from "../../src/cohorts/retention-curve.js";
import type { CohortTableOptions } from "../../src/cohorts/table-options.js";
import { expectClose, expectPlainData, expectRefusal } from "../support.js";

interface Event {
  readonly customer: string;
  readonly time: number;
  readonly event: "start" | "use";
  readonly channel: string | null;
  readonly value: number;
}
type Options = CohortTableOptions<readonly Event[]>;

const begin = Date.UTC(2024, 0, 1);
const asOf = Date.UTC(2024, 2, 1);
const minute = 60_000;
const events = fc.array(
  fc.record({
    customer: fc.constantFrom("ann", "bob", "cem", "dee", "eve"),
    time: fc.integer({ min: 0, max: (asOf - begin) / minute }).map((minutes) => begin + minutes * minute),
    event: fc.constantFrom("start", "use"),
    channel: fc.constantFrom("ads", "friends", null),
    value: fc.integer({ min: -5, max: 50 }),
  }) as fc.Arbitrary<Event>,
  { minLength: 1, maxLength: 25 },
);
const week: Options = { period: "week", asOf };
const measures = fc.constantFrom("customers", "events", "sum", "mean") as fc.Arbitrary<
  "customers" | "events" | "sum" | "mean"
>;
const definitions = fc.constantFrom("on", "onOrAfter", "onOrBefore") as fc.Arbitrary<
  "on" | "onOrAfter" | "onOrBefore"
>;
const options: fc.Arbitrary<Options> = fc
  .record({
    period: fc.constantFrom("day", "week", "month"),
    definition: definitions,
    measure: measures,
    periodZero: fc.constantFrom("forced", "returnEventNeeded"),
    windows: fc.constantFrom("calendar", "rolling"),
    immature: fc.constantFrom("null", "partial"),
    filtered: fc.boolean(),
    grouped: fc.boolean(),
  })
  .map(({ filtered, grouped, ...rest }) => ({
    ...(rest as Pick<Options, "period">),
    asOf,
    returnEvent: filtered ? ("use" as const) : undefined,
    groupBy: grouped ? ("channel" as const) : undefined,
  }));

/** Every kind occurs, so that filters are not refused as misspelt; these events belong to nobody else. */
const both: readonly Event[] = (["start", "use"] as const).map((event, i) => ({
  ...{ customer: "zoe", time: begin + i, event, channel: "ads", value: 1 },
}));

/** What the cells should be, counted member by member from the definitions, slow and plain: `value eligible` by cohort and period. */
function countByHand(log: readonly Event[], choice: Options): (string | null)[][] {
  const {
    period,
    definition = "on",
    measure = "customers",
    periodZero = "forced",
    windows = "calendar",
  } = choice;
  const day = 86_400_000;
  const periodOf = (time: number): number => {
    const days = Math.floor(time / day);
    if (period === "day") return days;
    if (period === "week") return Math.floor((days + 3) / 7);
    return new Date(time).getUTCFullYear() * 12 + new Date(time).getUTCMonth();
  };
  const length = { day: 1, week: 7, month: 30 }[period as "day" | "week" | "month"] * day;
  const window = (start: number, time: number) =>
    windows === "rolling" ? Math.floor((time - start) / length) : periodOf(time) - periodOf(start);
  const members = [...new Set(log.map(({ customer }) => customer))].map((customer) => {
    const own = log.filter((event) => event.customer === customer);
    const start = Math.min(...own.map(({ time }) => time));
    const channels = own.filter(({ time }) => time === start).map(({ channel }) => channel ?? "~");
    const cohort = choice.groupBy === undefined ? String(periodOf(start)) : (channels.sort()[0] as string);
    return { own, start, cohort, over: window(start, asOf) - 1 };
  });
  const periods = 1 + Math.max(...members.map(({ over }) => over + 1));
  const cellOf = (cohort: string, k: number): string | null => {
    const cohortMembers = members.filter((member) => member.cohort === cohort);
    const eligible = cohortMembers.filter(({ over }) => k <= over).length;
    const partial = choice.immature === "partial";
    if (partial ? cohortMembers.every(({ over }) => over + 1 < k) : eligible === 0) return null;
    let value = 0;
    for (const { own, start, over } of cohortMembers) {
      if (!partial && k > over) continue;
      const forced = periodZero === "forced" && measure === "customers";
      const counted = own.filter((event) => {
        const kind = choice.returnEvent === undefined || event.event === choice.returnEvent;
        if (!kind || (periodZero !== "forced" && event.time === start)) return false;
        const at = window(start, event.time);
        if (definition === "on") return at === k;
        return definition === "onOrAfter" ? at >= k : at <= k && at >= (forced && k > 0 ? 1 : 0);
      });
      const sum = counted.reduce((total, event) => total + event.value, 0);
      const retained = counted.length > 0 || (forced && k === 0) ? 1 : 0;
      value += { customers: retained, events: counted.length, sum, mean: sum }[measure];
    }
    return `${value} ${eligible}`;
  };
  const cohorts = [...new Set(members.map(({ cohort }) => cohort))].sort();
  return cohorts.map((cohort) => Array.from({ length: periods }, (_, k) => cellOf(cohort, k)));
}

describe("cohortTable", () => {
  it("counts what the definitions say, member by member", () => {
    fc.assert(
      fc.property(events, options, (drawn, choice) => {
        const log = [...drawn, ...both];
        const { cohorts, cells } = cohortTable(log, choice);
        const periods = cells.length / cohorts.length;
        const counted = cohorts.map((_, i) =>
          cells
            .slice(i * periods, (i + 1) * periods)
            .map(({ value, eligible }) => (value === null ? null : `${value} ${eligible}`)),
        );
        expect(counted).toEqual(countByHand(log, choice));
      }),
      { numRuns: 100 },
    );
  });

  it("does not depend on the order of the rows, nor on rows being rows or columns", () => {
    fc.assert(
      fc.property(events, options, fc.nat(), (drawn, choice, seed) => {
        const log = [...drawn, ...both];
        const shuffled = log
          .map((event, i) => ({ event, key: Math.sin(seed + i * 7919) }))
          .sort((a, b) => a.key - b.key)
          .map(({ event }) => event);
        const table = cohortTable(log, choice);
        expect(cohortTable(shuffled, choice)).toEqual(table);
        const column = <Name extends keyof Event>(name: Name) => log.map((event) => event[name]);
        const columns = {
          customer: column("customer"),
          time: Float64Array.from(column("time")),
          event: column("event"),
          channel: column("channel"),
          value: column("value"),
        };
        expect(cohortTable(columns, choice as unknown as CohortTableOptions<typeof columns>)).toEqual(table);
        expectPlainData(table);
      }),
      { numRuns: 60 },
    );
  });

  it("adds up when a log is split by customer", () => {
    fc.assert(
      fc.property(events, definitions, (log, definition) => {
        const choice = { ...week, definition, periods: 10 };
        const parts = [
          log.filter(({ customer }) => customer < "c"),
          log.filter(({ customer }) => customer >= "c"),
        ];
        const tables = parts.filter((part) => part.length > 0).map((part) => cohortTable(part, choice));
        const count = (table: CohortTable, cohort: unknown, period: number) =>
          table.cells.find((cell) => cell.cohort === cohort && cell.period === period)?.value ?? 0;
        for (const { cohort, period, value } of cohortTable(log, choice).cells) {
          const sum = tables.map((table) => count(table, cohort, period)).reduce((a, b) => a + b, 0);
          expect(sum).toBe(value ?? 0);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("never rises in k when retention is on or after", () => {
    fc.assert(
      fc.property(events, (log) => {
        const { cells } = cohortTable(log, { ...week, definition: "onOrAfter" });
        cells.forEach(({ period, value }, i) => {
          if (period > 0 && value !== null) expect(value).toBeLessThanOrEqual(cells[i - 1]?.value as number);
        });
      }),
    );
  });

  it("has the pooled curve as its cohort of all", () => {
    fc.assert(
      fc.property(events, options, (drawn, choice) => {
        const log = [...drawn, ...both];
        const full: Options = { ...choice, groupBy: undefined, immature: "null" };
        const all = cohortTable(log, { ...full, groupBy: () => "all" });
        const pooled = retentionCurve(cohortTable(log, full));
        pooled.points.forEach(({ estimate, eligible }, k) => {
          const cell = all.cells[k];
          expect(eligible).toBe(cell?.eligible);
          if (estimate === null) expect(cell?.rate ?? null).toBeNull();
          else expectClose(estimate, cell?.rate as number, { relative: 1e-12 });
        });
      }),
      { numRuns: 60 },
    );
  });

  it("stays the same when all times and the zone shift together", () => {
    fc.assert(
      fc.property(events, fc.integer({ min: -12, max: 12 }), options, (drawn, hours, choice) => {
        const log = [...drawn, ...both];
        const shift = hours * 60 * minute;
        // POSIX names count westwards: Etc/GMT-5 is five hours ahead of UTC.
        const timeZone = hours === 0 ? "Etc/GMT" : `Etc/GMT${hours > 0 ? "-" : "+"}${Math.abs(hours)}`;
        const moved = log.map((event) => ({ ...event, time: event.time - shift }));
        const table = cohortTable(moved, { ...choice, asOf: asOf - shift, timeZone });
        const original = cohortTable(log, choice);
        expect(table.cells).toEqual(original.cells);
        expect(table.cohorts.map(({ cohort }) => cohort)).toEqual(
          original.cohorts.map(({ cohort }) => cohort),
        );
      }),
      { numRuns: 40 },
    );
  });

  const orders = [
    { customer: "ann", time: "2024-01-05", amount: 10, channel: "ads" },
    { customer: "ann", time: "2024-02-11", amount: 20, channel: "ads" },
    { customer: "ann", time: "2024-02-20", amount: 30, channel: "ads" },
    { customer: "bob", time: "2024-01-20", amount: 40, channel: "friends" },
    { customer: "bob", time: "2024-03-02", amount: 50, channel: "friends" },
    { customer: "cem", time: "2024-02-12", amount: 60, channel: null },
  ];
  const months = { period: "month", asOf: "2024-04-01" } as const;
  const rates = (more: Omit<CohortTableOptions<typeof orders>, "period">) => {
    const { cohorts, cells } = cohortTable(orders, { ...months, ...more });
    return Object.fromEntries(
      cohorts.map(({ cohort }) => [
        cohort,
        cells.filter((cell) => cell.cohort === cohort).map(({ rate }) => rate),
      ]),
    );
  };

  it("knows each definition on a log small enough to count by eye", () => {
    expect(rates({})).toEqual({ "2024-01": [1, 0.5, 0.5, null], "2024-02": [1, 0, null, null] });
    expect(rates({ definition: "onOrAfter" })["2024-01"]).toEqual([1, 1, 0.5, null]);
    expect(rates({ definition: "onOrAfter", horizon: 2 })["2024-01"]).toEqual([1, 0.5]);
    expect(rates({ definition: "onOrBefore" })["2024-01"]).toEqual([1, 0.5, 1, null]);
    expect(rates({ definition: "everyPeriod" })["2024-01"]).toEqual([1, 0.5, 0, null]);
    expect(rates({ minimumEvents: 2 })["2024-01"]).toEqual([1, 0.5, 0, null]);
    expect(rates({ periodZero: "returnEventNeeded" })["2024-01"]).toEqual([0, 0.5, 0.5, null]);
    expect(rates({ relativeTo: "previousPeriod" })["2024-01"]).toEqual([1, 0.5, 1, null]);
    expect(rates({ membership: "recurring" })).toEqual({
      "2024-01": [1, 0.5, 0.5, null],
      "2024-02": [1, 0, null, null],
      "2024-03": [1, null, null, null],
    });
    expect(rates({ brackets: [[1, 2]] })).toEqual({ "2024-01": [1], "2024-02": [null] });
    expect(rates({ groupBy: "channel" })).toEqual({
      ads: [1, 1, 0, null],
      friends: [1, 0, 1, null],
      null: [1, 0, null, null],
    });
    expect(rates({ cohortPeriod: "year" })).toEqual({ 2024: [1, 1 / 3, 0.5, null] });
    expect(rates({ periods: 2, immature: "partial" })).toEqual({ "2024-01": [1, 0.5], "2024-02": [1, 0] });
  });

  it("runs a clock for each calendar period with a start event when recurring members have rolling windows", () => {
    // The return of 3 January is on day 1 of the membership of the first and on day 0 of that of the second.
    const log = ["2024-01-01T20:00", "2024-01-02T21:00", "2024-01-03T01:00"].map((time) => ({
      customer: 1,
      time,
    }));
    const { cells } = cohortTable(log, {
      ...{ period: "day", windows: "rolling", membership: "recurring", periodZero: "returnEventNeeded" },
      asOf: "2024-01-05",
    });
    const rates = (cohort: string) => cells.filter((cell) => cell.cohort === cohort).map(({ rate }) => rate);
    expect(rates("2024-01-01")).toEqual([0, 1, 0, null]);
    expect(rates("2024-01-02")).toEqual([1, 0, null, null]);
    expect(rates("2024-01-03")).toEqual([0, null, null, null]);
  });

  it("counts events in the mean even where their values add up to 0", () => {
    const log = [2, -2, 6].map((amount, i) => ({ customer: 1, time: `2024-01-0${i < 2 ? 1 : 2}`, amount }));
    const options = { period: "day", asOf: "2024-01-04", measure: "mean", value: "amount" } as const;
    const { cells } = cohortTable(log, { ...options, definition: "onOrAfter" });
    expect(cells.map(({ base, rate }) => [base, rate])).toEqual([
      [3, 2],
      [1, 6],
      [0, null],
      [null, null],
    ]);
  });

  it("measures events, sums and means, and revenue relative to the first period", () => {
    const value = "amount";
    expect(rates({ measure: "events" })["2024-01"]).toEqual([1, 1, 0.5, null]);
    expect(rates({ measure: "sum", value })["2024-01"]).toEqual([25, 25, 25, null]);
    expect(rates({ measure: "mean", value })["2024-01"]).toEqual([25, 25, 50, null]);
    expect(rates({ measure: "sum", value, relativeTo: "firstPeriod" })["2024-01"]).toEqual([1, 1, 1, null]);
    expect(rates({ measure: "sum", value, definition: "onOrBefore" })["2024-01"]).toEqual([25, 50, 75, null]);
  });

  it("shows the unfinished period only when asked, flagged", () => {
    const options = { ...months, asOf: "2024-03-15" };
    const cell = (immature: "null" | "partial") => cohortTable(orders, { ...options, immature }).cells[2];
    expect(cell("null")).toMatchObject({ value: null, rate: null, mature: false });
    expect(cell("partial")).toMatchObject({ value: 1, rate: 0.5, mature: false });
  });

  it("ends at the last event when no end is stated, whose period is then unfinished", () => {
    const table = cohortTable(orders, { period: "month" });
    expect(table.asOf).toBe("2024-03-02T00:00:00.000Z");
    expect(table.cells.map(({ rate }) => rate)).toEqual([1, 0.5, null, 1, null, null]);
  });

  it("leaves out events after asOf when asked to", () => {
    const table = cohortTable(orders, { period: "month", asOf: "2024-02-01", eventsAfterAsOf: "leaveOut" });
    expect(table.cohorts).toEqual([{ cohort: "2024-01", start: "2024-01-01T00:00:00.000Z", size: 2 }]);
  });

  it("counts one customer with one event", () => {
    const table = cohortTable([{ customer: 1, time: "2024-01-05" }], { period: "day", asOf: "2024-01-07" });
    expect(table.cells.map(({ rate }) => rate)).toEqual([1, 0, null]);
  });

  it("never counts a start event as its own return, nor a return before the start", () => {
    const log = [
      { customer: "ann", time: "2024-01-04", event: "use" },
      { customer: "ann", time: "2024-01-05", event: "signup" },
      { customer: "ann", time: "2024-01-05", event: "use" },
      { customer: "bob", time: "2024-01-05", event: "signup" },
      { customer: "cem", time: "2024-01-05", event: "use" },
    ];
    const { cells } = cohortTable(log, {
      ...{ period: "day", startEvent: "signup", returnEvent: "use" },
      ...{ asOf: "2024-01-07", periodZero: "returnEventNeeded", measure: "events" },
    });
    expect(cells.map(({ size, value }) => [size, value])).toEqual([
      [2, 1],
      [2, 0],
      [2, null],
    ]);
  });

  it("refuses logs that cannot be read, naming row and field", () => {
    const refuse = (log: object, message: string, more: object = {}, code?: string) =>
      expectRefusal(() => cohortTable(log, { ...months, ...more } as never), `cohortTable: ${message}`, code);
    refuse(
      [{ customer: "ann", time: "5 January" }],
      'events[0].time must be an ISO 8601 date or time such as 2024-03-01 or 2024-03-01T09:30:00Z, received "5 January"',
    );
    refuse(
      [{ customer: null, time: "2024-01-05" }],
      "events[0].customer must be text or a whole number, received null",
    );
    refuse(
      [{ customer: "ann", time: "2024-05-01" }],
      'events[0].time must not be after asOf (2024-04-01T00:00:00.000Z), received "2024-05-01"',
    );
    refuse([], "events must hold at least one row, received 0", {}, "INSUFFICIENT_DATA");
    refuse(
      [{ customer: "ann", time: "2024-05-01" }],
      "events must hold a row at or before asOf (2024-04-01T00:00:00.000Z), received 0",
      { eventsAfterAsOf: "leaveOut" },
      "INSUFFICIENT_DATA",
    );
    refuse(orders, 'timeZone must be an IANA time zone such as "Europe/Paris", received "Mars"', {
      timeZone: "Mars",
    });
    refuse(orders, 'startEvent must be a kind of event that occurs in the log, received "signup"', {
      event: "channel",
      startEvent: "signup",
    });
    refuse(
      [{ customer: 1, time: 1.7e9 }],
      "events[0].time must be in milliseconds, and a number below 1e11 is probably in seconds: state numericTime, received 1700000000",
    );
    refuse(
      [...orders, { customer: "dee", time: "2024-01-05", amount: Number.NaN }],
      "events[6].amount must be a finite number, received NaN",
      {
        measure: "sum",
        value: "amount",
      },
    );
    expectRefusal(
      () => cohortTable(orders, undefined as never),
      "cohortTable: options must be an object, received undefined",
    );
    expectRefusal(
      () => cohortTable(undefined as never, months),
      "cohortTable: events must be an array of rows, or an object of columns, received undefined",
    );
  });

  it("refuses options without a meaning together", () => {
    const refuse = (more: object, message: string) =>
      expectRefusal(() => cohortTable(orders, { ...months, ...more } as never), `cohortTable: ${message}`);
    refuse(
      { period: "fortnight" },
      'period must be one of "hour", "day", "week", "month", "quarter", "year", received "fortnight"',
    );
    refuse(
      { truncateTo: "hour" },
      'truncateTo must be left out unless windows is "rolling", received "hour"',
    );
    refuse(
      { brackets: [[3, 1]] },
      "brackets[0] must be [first, last], whole numbers with 0 <= first <= last, received [3, 1]",
    );
    refuse(
      { brackets: [[0, 1]], definition: "onOrAfter" },
      'definition must be "on" or left out where brackets are given, received "onOrAfter"',
    );
    refuse({ horizon: 3 }, 'horizon must be left out unless definition is "onOrAfter", received 3');
    refuse(
      { measure: "sum", value: "amount", minimumEvents: 2 },
      'minimumEvents must be left out unless measure is "customers", received 2',
    );
    refuse(
      { measure: "events", definition: "everyPeriod" },
      'measure must be "customers" where definition is "everyPeriod", received "events"',
    );
    refuse(
      { relativeTo: "previousPeriod", definition: "onOrAfter" },
      'relativeTo must be "cohort" unless definition is "on", without brackets and means, received "previousPeriod"',
    );
    refuse({ periods: 0 }, "periods must be a whole number of 1 or more, received 0");
  });
});
