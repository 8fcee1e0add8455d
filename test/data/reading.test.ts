import { describe, expect, it } from "vitest";
import { createProblems } from "../../src/tables/problems.js";
import { readCustomers } from "../../src/tables/read-customers.js";
import { readLabels } from "../../src/tables/read-labels.js";
import { finiteNumbers, nonNegativeNumbers, readNumbers } from "../../src/tables/read-numbers.js";
import { readTimes, type TimeReading } from "../../src/tables/read-times.js";
import { openTable } from "../../src/tables/table.js";
import { openTimeZone } from "../../src/tables/time-zone.js";
import { toRows } from "../../src/tables/to-rows.js";
import { expectRefusal } from "../support.js";

const where = "importer";
const reading = (timeZone = "UTC", numbers: TimeReading["numbers"] = null): TimeReading => ({
  zone: openTimeZone(where, "timeZone", timeZone),
  numbers,
});

function timesOf(values: readonly unknown[], how = reading()): number[] {
  const problems = createProblems(where);
  const table = openTable(where, "orders", { time: values });
  const { times } = readTimes(table.column("time", undefined), how, problems);
  problems.throwIfAny();
  return Array.from(times);
}

function customersOf(values: ArrayLike<unknown>) {
  const problems = createProblems(where);
  const read = readCustomers(
    openTable(where, "orders", { customer: values }).column("customer", undefined),
    problems,
  );
  problems.throwIfAny();
  return { codes: Array.from(read.codes), ids: Array.from(read.ids) };
}

describe("tables", () => {
  const rows = [
    { who: "a", paid: 1.5 },
    { who: "b", paid: 2 },
  ];
  const vector = (values: readonly unknown[]) => ({ length: values.length, get: (i: number) => values[i] });
  const arquero = {
    columnNames: () => ["who", "paid"],
    array: (name: "who" | "paid") => rows.map((row) => row[name]),
  };
  const columns = { who: ["a", "b"], paid: Float64Array.of(1.5, 2) };

  it.each([
    ["rows", rows],
    ["columns", columns],
    ["vectors with get", { who: vector(["a", "b"]), paid: vector([1.5, 2]) }],
    ["table.array(name)", arquero],
    ["table.getChild(name)", { getChild: (name: "who" | "paid") => vector(rows.map((row) => row[name])) }],
  ])("reads %s alike", (_, table) => {
    const problems = createProblems(where);
    const opened = openTable(where, "orders", table);
    expect(readCustomers(opened.column("customer", "who"), problems)).toEqual({
      codes: Int32Array.of(0, 1),
      ids: ["a", "b"],
      missing: 0,
    });
    expect(Array.from(readNumbers(opened.column("amount", "paid"), problems, finiteNumbers))).toEqual([
      1.5, 2,
    ]);
    problems.throwIfAny();
  });

  it("reads rows through accessor functions, with the index", () => {
    const problems = createProblems(where);
    const column = openTable(where, "orders", rows).column(
      "customer",
      (row: { who: string }, i: number) => row.who + i,
    );
    expect(readCustomers(column, problems).ids).toEqual(["a0", "b1"]);
  });

  it("refuses what is no table, no field, no column, and columns of unlike length", () => {
    expectRefusal(
      () => openTable(where, "orders", "x"),
      'importer: orders must be an array of rows, or an object of columns, received "x"',
    );
    expectRefusal(
      () => openTable(where, "orders", undefined),
      "importer: orders must be an array of rows, or an object of columns, received undefined",
    );
    expectRefusal(
      () => openTable(where, "orders", rows).column("customer", "user"),
      'importer: customer must name a field of orders (who, paid), received "user"',
    );
    const wide = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`f${i}`, i]));
    expectRefusal(
      () => openTable(where, "orders", [wide]).column("customer", undefined),
      'importer: customer must name a field of orders (f0, f1, f2, f3, f4, f5, f6, f7, …), received "customer"',
    );
    expectRefusal(
      () => openTable(where, "orders", [null]).column("customer", undefined),
      'importer: customer must name a field of orders, received "customer"',
    );
    expectRefusal(
      () => openTable(where, "orders", rows).column("customer", 3),
      "importer: customer must be a field name or an accessor function, received 3",
    );
    expectRefusal(
      () => openTable(where, "orders", columns).column("customer", "user"),
      'importer: customer must name a column of orders (who, paid), received "user"',
    );
    expectRefusal(
      () => openTable(where, "orders", { array: () => undefined }).column("customer", "user"),
      'importer: customer must name a column of orders, received "user"',
    );
    expectRefusal(
      () => openTable(where, "orders", { user: 7 }).column("customer", "user"),
      "importer: orders.user must be an array, a typed array or a vector with get, received 7",
    );
    const table = openTable(where, "orders", { a: [1, 2], b: [1] });
    table.column("a", undefined);
    expectRefusal(
      () => table.column("b", undefined),
      "importer: orders.b must have as many entries as orders.a (2), received 1",
    );
  });

  it("says once what breaks a rule row after row, and counts the others", () => {
    const bad = Array.from({ length: 12 }, (_, i) => ({ paidAt: i < 11 ? `day ${i}` : new Date(0) }));
    const problems = createProblems(where);
    readTimes(openTable(where, "orders", bad).column("time", "paidAt"), reading(), problems);
    problems.add("orders.paidAt[3]", "must be early", 1);
    const rule = "must be an ISO 8601 date or time such as 2024-03-01 or 2024-03-01T09:30:00Z";
    expectRefusal(
      () => problems.throwIfAny(),
      `importer: 12 values refused: orders[0].paidAt ${rule}, received "day 0" (and 10 more like it); orders.paidAt[3] must be early, received 1`,
    );
  });

  it("names the first ten faults and counts the rest", () => {
    const problems = createProblems(where);
    for (let i = 0; i < 24; i++) problems.add(`orders[${i}].x${i % 12}`, "must be y", i);
    const first = Array.from(
      { length: 10 },
      (_, i) => `orders[${i}].x${i} must be y, received ${i} (and 1 more like it)`,
    ).join("; ");
    expectRefusal(() => problems.throwIfAny(), `importer: 24 values refused: ${first}; and 4 more`);
  });
});

describe("times", () => {
  const t = Date.UTC(2024, 2, 1, 9, 30, 15, 250);

  it("reads dates, milliseconds, ISO strings and Temporal instants alike", () => {
    expect(
      timesOf([
        new Date(t),
        t,
        "2024-03-01T09:30:15.250Z",
        "2024-03-01 09:30:15,250",
        "2024-03-01T15:00:15.2509+05:30",
        "2024-03-01T04:30:15.25-0500",
        "2024-03-01t11:30:15.25+02",
        { epochMilliseconds: t },
      ]),
    ).toEqual(Array(8).fill(t));
    expect(timesOf(["2024-03-01", "2024-02-29T23:59"])).toEqual([
      Date.UTC(2024, 2, 1),
      Date.UTC(2024, 1, 29, 23, 59),
    ]);
  });

  it("reads strings without an offset in the stated zone, never the machine's", () => {
    const times = timesOf(
      ["2024-03-01", "2024-07-01T12:00", "2024-07-01T12:00Z"],
      reading("America/New_York"),
    );
    expect(times).toEqual([Date.UTC(2024, 2, 1, 5), Date.UTC(2024, 6, 1, 16), Date.UTC(2024, 6, 1, 12)]);
  });

  it("takes the earlier of a repeated local time, and goes forward from a skipped one", () => {
    const times = timesOf(["2024-11-03T01:30", "2024-03-10T02:30"], reading("America/New_York"));
    expect(times).toEqual([Date.UTC(2024, 10, 3, 5, 30), Date.UTC(2024, 2, 10, 7, 30)]);
  });

  it("takes seconds, and small milliseconds, when the unit is stated", () => {
    expect(timesOf([1_700_000_000], reading("UTC", "seconds"))).toEqual([1_700_000_000_000]);
    expect(timesOf([0, 5], reading("UTC", "milliseconds"))).toEqual([0, 5]);
  });

  it.each([
    "2024-3-1",
    "2024-13-01",
    "2023-02-29",
    "2024-04-31",
    "2024-03-01T24:00",
    "2024-03-01T09",
    "2024-03-01T09:60",
    "2024-03-01T09:30:15.",
    "2024-03-01T09:30+5",
    "2024-03-01T09:30Zulu",
    "01/03/2024",
    "March 1, 2024",
    "20240301",
    "",
  ])("refuses %j", (text) => {
    expectRefusal(
      () => timesOf([text]),
      `importer: orders.time[0] must be an ISO 8601 date or time such as 2024-03-01 or 2024-03-01T09:30:00Z, received ${JSON.stringify(text)}`,
    );
  });

  it.each([
    [
      1_700_000_000,
      "must be in milliseconds, and a number below 1e11 is probably in seconds: state numericTime, received 1700000000",
    ],
    [
      1.7e15,
      "must be in milliseconds, and a number of 1e14 or more is probably in microseconds: state numericTime, received 1700000000000000",
    ],
    [Number.NaN, "must be a time (Date, milliseconds, ISO 8601 string or Temporal instant), received NaN"],
    [
      new Date(Number.NaN),
      "must be a time (Date, milliseconds, ISO 8601 string or Temporal instant), received an invalid Date",
    ],
    [null, "must be a time (Date, milliseconds, ISO 8601 string or Temporal instant), received null"],
    [5n, "must be a time (Date, milliseconds, ISO 8601 string or Temporal instant), received 5n"],
  ])("refuses %s", (value, message) => {
    expectRefusal(() => timesOf([value]), `importer: orders.time[0] ${message}`);
  });
});

describe("customers, amounts and labels", () => {
  it("encodes identifiers in order of first appearance, by table and by map alike", () => {
    const ids = [7, 3, 7, 0, 3];
    const expected = { codes: [0, 1, 0, 2, 1], ids: [7, 3, 0] };
    expect(customersOf(ids)).toEqual(expected);
    expect(customersOf(Int32Array.from(ids))).toEqual(expected);
    expect(customersOf(Float64Array.from(ids))).toEqual(expected);
    expect(customersOf([7e9, 3, 7e9])).toEqual({ codes: [0, 1, 0], ids: [7e9, 3] });
    expect(customersOf(["x", "y", "x"])).toEqual({ codes: [0, 1, 0], ids: ["x", "y"] });
  });

  it("takes identifiers that are BigInts, as text where a number cannot hold them", () => {
    const huge = 2n ** 63n - 1n;
    const expected = { codes: [0, 1, 0, 2, 1], ids: [7, String(huge), -3] };
    expect(customersOf([7n, huge, 7n, -3n, huge])).toEqual(expected);
    expect(customersOf(BigInt64Array.of(7n, huge, 7n, -3n, huge))).toEqual(expected);
    // Beside the number that it is.
    expect(customersOf([7, 7n, 8n, 2n ** 53n - 1n])).toEqual({
      codes: [0, 0, 1, 2],
      ids: [7, 8, 2 ** 53 - 1],
    });
    expect(customersOf([5n, 0])).toEqual({ codes: [0, 1], ids: [5, 0] });
    expectRefusal(
      () => customersOf(["7", 7n]),
      "importer: orders.customer[1] must be a string like the others, received 7n",
    );
    expectRefusal(
      () => customersOf([7n, "7"]),
      'importer: orders.customer[1] must be a number like the others, received "7"',
    );
  });

  it("refuses identifiers that would join or split customers unseen", () => {
    const refuse = (values: ArrayLike<unknown>, message: string) =>
      expectRefusal(() => customersOf(values), `importer: orders.customer${message}`);
    refuse(["a", null], "[1] must be text or a whole number, received null");
    refuse(["a", ""], '[1] must be text or a whole number, received ""');
    refuse([1, 1.5], "[1] must be text or a whole number, received 1.5");
    refuse([2 ** 53], "[0] must be text or a whole number, received 9007199254740992");
    refuse(["1", 1], "[1] must be a string like the others, received 1");
  });

  it("refuses numeric text, NaN and negative amounts where they make no sense", () => {
    const amounts = (values: unknown[], rule = finiteNumbers) => {
      const problems = createProblems(where);
      const read = readNumbers(
        openTable(where, "orders", { amount: values }).column("amount", undefined),
        problems,
        rule,
      );
      problems.throwIfAny();
      return Array.from(read);
    };
    expect(amounts([1, -2.5])).toEqual([1, -2.5]);
    expectRefusal(
      () => amounts(["12"]),
      'importer: orders.amount[0] must be a finite number (pass Number(…) of it), received "12"',
    );
    expectRefusal(
      () => amounts([1, Number.NaN]),
      "importer: orders.amount[1] must be a finite number, received NaN",
    );
    expectRefusal(
      () => amounts([-1], nonNegativeNumbers),
      "importer: orders.amount[0] must be a finite number of 0 or more, received -1",
    );
  });

  it("encodes labels, missing ones as -1", () => {
    const problems = createProblems(where);
    const column = openTable(where, "orders", { plan: ["pro", null, "free", "pro"] }).column(
      "plan",
      undefined,
    );
    expect(readLabels(column, problems)).toEqual({
      codes: Int32Array.of(0, -1, 1, 0),
      labels: ["pro", "free"],
    });
  });
});

describe("toRows", () => {
  it("makes one flat object per row, NaN to null, and leaves out what is no column", () => {
    const table = { timeUnit: "week" as const, customer: ["a", "b"], mean: Float64Array.of(2, Number.NaN) };
    expect(toRows(table)).toEqual([
      { customer: "a", mean: 2 },
      { customer: "b", mean: null },
    ]);
  });

  it("refuses columns of unlike length", () => {
    expectRefusal(
      () => toRows({ a: [1, 2], b: [1] }),
      "toRows: table.b must have as many entries as a (2), received 1",
    );
    expectRefusal(() => toRows(null as never), "toRows: table must be an object, received null");
  });
});
