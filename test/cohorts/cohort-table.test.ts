import { describe, expect, it } from "vitest";
import { cohortTable } from "../../src/cohorts/cohort-table.js";
import type { CohortTableOptions } from "../../src/cohorts/table-options.js";
import { expectRefusal } from "../support.js";

describe("cohortTable", () => {
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
    expect(rates({ periods: 2, incomplete: "partial" })).toEqual({ "2024-01": [1, 0.5], "2024-02": [1, 0] });
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

  it("puts who starts twice at one instant into the lower group, whatever the order of the rows", () => {
    const log = ["friends", "ads"].map((channel) => ({ customer: 1, time: "2024-01-05", channel }));
    for (const rows of [log, [...log].reverse()])
      for (const membership of ["first", "recurring"] as const) {
        const table = cohortTable(rows, { period: "day", groupBy: "channel", membership });
        expect(table.cohorts).toEqual([{ cohort: "ads", start: null, size: 1 }]);
      }
  });

  it("counts events in the mean even where their values add up to 0", () => {
    const log = [2, -2, 6].map((amount, i) => ({ customer: 1, time: `2024-01-0${i < 2 ? 1 : 2}`, amount }));
    const options = { period: "day", asOf: "2024-01-04", measure: "mean", amount: "amount" } as const;
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
    expect(rates({ measure: "sum", amount: value })["2024-01"]).toEqual([25, 25, 25, null]);
    expect(rates({ measure: "mean", amount: value })["2024-01"]).toEqual([25, 25, 50, null]);
    expect(rates({ measure: "sum", amount: value, relativeTo: "firstPeriod" })["2024-01"]).toEqual([
      1,
      1,
      1,
      null,
    ]);
    expect(rates({ measure: "sum", amount: value, definition: "onOrBefore" })["2024-01"]).toEqual([
      25,
      50,
      75,
      null,
    ]);
  });

  it("shows the unfinished period only when asked, flagged", () => {
    const options = { ...months, asOf: "2024-03-15" };
    const cell = (incomplete: "null" | "partial") => cohortTable(orders, { ...options, incomplete }).cells[2];
    expect(cell("null")).toMatchObject({ value: null, rate: null, complete: false });
    expect(cell("partial")).toMatchObject({ value: 1, rate: 0.5, complete: false });
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
        amount: "amount",
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
      { measure: "sum", amount: "amount", minimumEvents: 2 },
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
