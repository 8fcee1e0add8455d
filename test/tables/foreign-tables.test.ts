/** What database clients and data frames hand out: taken, or refused with where their rows are. */
import { describe, expect, it } from "vitest";
import { cohortTable } from "../../src/cohorts/index.js";
import { summarizeTransactions } from "../../src/data/index.js";
import { bgNbd } from "../../src/models/index.js";
import { recurringRevenue } from "../../src/rates/index.js";
import { kaplanMeier } from "../../src/survival/index.js";
import { expectRefusal } from "../support.js";

const rows = [
  { customer: 1n, time: new Date("2024-01-05"), amount: 9.5, plan: 3n },
  { customer: 2n ** 60n, time: new Date("2024-02-01"), amount: 3, plan: 2n },
  { customer: 1n, time: new Date("2024-02-05"), amount: 2, plan: 3n },
];
const rule = "must be an array of rows, or an object of columns";

/** A data frame of Polars is a proxy that throws when it is asked for a column that it does not have. */
const polars = new Proxy(
  { toRecords: () => rows },
  {
    ownKeys: () => ["customer"],
    getOwnPropertyDescriptor: (_, name) => {
      if (name === "customer") return { configurable: true, enumerable: true, value: [1] };
      throw new Error(`not found: "${String(name)}" not found`);
    },
  },
);
const answers: readonly (readonly [string, object, string])[] = [
  [
    "pg",
    { command: "SELECT", rowCount: 3, oid: null, rows, fields: [{ name: "customer" }], _types: {} },
    "rows",
  ],
  ["pg without rows", { command: "SELECT", rowCount: 0, rows: [], fields: [] }, "rows"],
  [
    "DuckDB",
    { result: {}, chunks: [], getRowObjectsJS: () => rows, columnNames: () => ["a"] },
    "getRowObjectsJS()",
  ],
  ["Polars", polars, "toRecords()"],
  ["a promise", Promise.resolve(rows), "result: await it"],
];

describe("answers of database clients", () => {
  it.each(answers)("of %s are refused with where the rows are", (_, answer, where) => {
    const calls: readonly (readonly [string, string, () => unknown])[] = [
      ["summarizeTransactions", "orders", () => summarizeTransactions(answer)],
      ["cohortTable", "events", () => cohortTable(answer, { period: "month" })],
      ["recurringRevenue", "subscriptions", () => recurringRevenue(answer, { at: ["2024-01-01"] })],
      ["kaplanMeier", "data", () => kaplanMeier(answer as never)],
      ["bgNbd.fit", "customers", () => bgNbd.fit(answer as never)],
    ];
    for (const [name, argument, call] of calls)
      expectRefusal(call, `${name}: ${argument} ${rule}: pass its ${where}, received an object`);
  });

  it("are taken as rows, BigInt identifiers and labels as the numbers that they are", () => {
    const plain = rows.map((row) => ({ ...row, customer: row.customer === 1n ? 1 : "1152921504606846976" }));
    const { customer, totalAmount } = summarizeTransactions(rows);
    expect(customer).toEqual([1, "1152921504606846976"]);
    expect(totalAmount).toEqual(
      summarizeTransactions(rows.map((row, i) => ({ ...row, customer: i % 2 }))).totalAmount,
    );
    const table = cohortTable(rows, { period: "month", groupBy: "plan" });
    expect(table.cohorts.map(({ cohort }) => cohort)).toEqual([2, 3]);
    expect(plain).toHaveLength(3);
  });

  it("may have a column of the name rows", () => {
    const columns = { customer: [1, 2], time: ["2024-01-01", "2024-01-02"], rows: [3, 4] };
    expect(summarizeTransactions(columns, { amount: "rows" }).totalAmount).toEqual(Float64Array.of(3, 4));
  });
});

describe("columns", () => {
  const time = ["2024-01-01", "2024-02-01"];

  it("have a possible length", () => {
    for (const length of [-1, 1.5, 2 ** 29, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY])
      expectRefusal(
        () =>
          summarizeTransactions({ customer: { length, get: () => 1 }, time: { length, get: () => 1e12 } }),
        `summarizeTransactions: orders.customer.length must be a whole number from 0 to 268435456, received ${length}`,
      );
  });

  it("that JSON has spoilt are refused by what they are", () => {
    const spoilt = JSON.parse(JSON.stringify({ customer: Int32Array.of(1, 2), time }));
    expectRefusal(
      () => summarizeTransactions(spoilt),
      "summarizeTransactions: orders.customer must be an array, a typed array or a vector with get, " +
        'received an object with keys "0", "1", … (a typed array after JSON: write Array.from of it)',
    );
  });

  it("and rows without an entry are refused, also where an entry may be missing", () => {
    // biome-ignore lint/suspicious/noSparseArray: the hole is what is tested
    const holes = [1, , 2];
    const times = ["2024-01-01", "2024-01-02", "2024-01-03"];
    const customers = [1, 2, 3];
    expect(() => summarizeTransactions({ customer: holes, time: times })).toThrow(
      "orders.customer[1] must be text or a whole number, received undefined",
    );
    expect(() =>
      recurringRevenue(
        { customer: customers, start: times, end: holes, amount: [1, 2, 3] },
        { at: [times[0]!] },
      ),
    ).toThrow("subscriptions.end[1] must be a time");
    expect(() =>
      cohortTable({ customer: customers, time: times, plan: holes }, { period: "day", groupBy: "plan" }),
    ).toThrow("events.plan[1] must be text, a number or a boolean, received undefined");
    // biome-ignore lint/suspicious/noSparseArray: the hole is what is tested
    const sparse = [rows[0]!, , rows[2]!] as typeof rows;
    expect(() => summarizeTransactions(sparse)).toThrow("orders[1].customer must be text or a whole number");
    expect(() => summarizeTransactions(sparse, { customer: (row) => row.customer })).toThrow(
      "orders[1].customer must be text or a whole number",
    );
  });

  it("of a name that was probably meant are named", () => {
    expectRefusal(
      () => summarizeTransactions([{ custmer: 1, time: "2024-01-01" }]),
      'summarizeTransactions: customer must name a field of orders (custmer, time) (did you mean custmer?), received "customer"',
    );
    expectRefusal(
      () =>
        summarizeTransactions({ customerId: [1], time: time.slice(1) }, { customer: "customer_id" as never }),
      'summarizeTransactions: customer must name a column of orders (customerId, time) (did you mean customerId?), received "customer_id"',
    );
  });

  it("of text or BigInts are no numbers, and the message says how to make them so", () => {
    for (const bad of ["12.50", " 7 ", "1e3", 5n])
      expect(() => summarizeTransactions([{ customer: 1, time: "2024-01-01", amount: bad }])).toThrow(
        "orders[0].amount must be a finite number (pass Number(…) of it), received",
      );
    for (const bad of ["", "x", "1,5", null, Symbol("s")])
      expect(() => summarizeTransactions([{ customer: 1, time: "2024-01-01", amount: bad }])).toThrow(
        "orders[0].amount must be a finite number, received",
      );
    expectRefusal(
      () => bgNbd.fit({ frequency: [1, "2", 1], recency: [1, 2, 1], T: [3, 4, 4n] } as never),
      'bgNbd.fit: 2 values refused: customers.frequency[1] must be a whole number of 0 or more (pass Number(…) of it), received "2"; ' +
        "customers.T[2] must be a finite number of 0 or more (pass Number(…) of it), received 4n",
    );
  });
});
