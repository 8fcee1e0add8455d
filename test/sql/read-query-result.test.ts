/** One result in every form in which drivers hand it out, and columns of times of every type. */
import { beforeAll, describe, expect, it } from "vitest";
import { summarizeTransactions, toRows } from "../../src/data/index.js";
import { readQueryResult, type SqlTimeType, summarizeTransactionsSql } from "../../src/sql/index.js";
import { differences, inOrder, openDuckDb, readRows } from "./engines.js";

const at = (text: string) => Date.parse(`${text}Z`);
const orders = [
  { who: "ann", at: at("2024-03-09T23:30"), total: 10 },
  { who: "ann", at: at("2024-03-10T09:00"), total: 20.5 },
  { who: "ann", at: at("2024-03-20T01:00"), total: 7 },
  { who: "bob", at: at("2024-03-12T12:00"), total: 3 },
];
const columns = [
  ["who", "text"],
  ["at", "instant"],
  ["total", "real"],
] as const;
const options = { customer: "who", time: "at", amount: "total", asOf: "2024-04-01" } as const;
let engine: Awaited<ReturnType<typeof openDuckDb>>;
beforeAll(async () => {
  engine = await openDuckDb();
  await engine.make({ name: "orders", columns, rows: orders });
});

describe("columns of times", () => {
  it.each<[SqlTimeType, string]>([
    ["instant", '"at"'],
    ["utc", "\"at\" AT TIME ZONE 'UTC'"],
  ])("of type %s are counted in a zone", async (timeType, column) => {
    await engine.connection.run(
      `CREATE OR REPLACE VIEW typed AS SELECT who, ${column} AS "at", total FROM orders`,
    );
    const zoned = { ...options, timeZone: "America/New_York" } as const;
    const query = summarizeTransactionsSql("typed", { ...zoned, timeType, dialect: "duckdb" });
    const expected = inOrder(query, toRows(summarizeTransactions(orders, zoned)));
    expect(expected.map(({ frequency }) => frequency)).toEqual([2, 0]);
    expect(differences(expected, inOrder(query, readRows(query, await engine.run(query))))).toEqual([]);
  });

  it("that are dates are days of their own", async () => {
    const days = `CAST("at" AT TIME ZONE 'America/New_York' AS DATE)`;
    await engine.connection.run(
      `CREATE OR REPLACE VIEW dated AS SELECT who, ${days} AS "at", total FROM orders`,
    );
    const query = summarizeTransactionsSql("dated", { ...options, timeType: "date", dialect: "duckdb" });
    const local = orders.map((row) => ({
      ...row,
      at: new Intl.DateTimeFormat("sv-SE", { timeZone: "America/New_York" }).format(row.at),
    }));
    const expected = inOrder(query, toRows(summarizeTransactions(local, options)));
    expect(differences(expected, inOrder(query, readRows(query, await engine.run(query))))).toEqual([]);
  });
});

describe("readQueryResult", () => {
  const query = summarizeTransactionsSql("orders", { ...options, dialect: "snowflake", rows: "histories" });
  const names = query.columns.map(({ name }) => name);
  const rows = [
    {
      frequency: 2n,
      recency: 10.5,
      T: "22.5",
      weight: "3",
      monetaryValue: 8,
      totalAmount: "24.10",
      sumLogGaps: 1.5,
      refusedRows: 0n,
    },
    {
      frequency: 0n,
      recency: 0,
      T: "20",
      weight: "1",
      monetaryValue: null,
      totalAmount: "3.00",
      sumLogGaps: 0,
      refusedRows: 0n,
    },
  ];
  const listed = Object.fromEntries(
    names.map((name) => [name, rows.map((row) => row[name as keyof (typeof rows)[0]])]),
  );
  const upper = rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name.toUpperCase(), value])),
  );
  /** A table of vectors, as Arrow has them. */
  const arrow = {
    schema: { fields: names.map((name) => ({ name })) },
    numRows: rows.length,
    getChild: (name: string) =>
      listed[name] === undefined ? null : { length: rows.length, get: (i: number) => listed[name]![i] },
  };
  const expected = {
    frequency: [2, 0],
    recency: [10.5, 0],
    T: [22.5, 20],
    weight: [3, 1],
    monetaryValue: [8, Number.NaN],
    totalAmount: [24.1, 3],
    sumLogGaps: [1.5, 0],
  };

  it.each<[string, object]>([
    ["rows", rows],
    ["columns", listed],
    ["{ rows }, as clients of PostgreSQL answer", { rows, rowCount: 2, fields: [] }],
    ["an Arrow table", arrow],
    ["names in capitals", upper],
    ["{ rows } with names in capitals", { rows: upper }],
  ])("reads %s", (_, result) => {
    const read = readQueryResult(query, result);
    expect(Object.fromEntries(Object.entries(read).map(([name, values]) => [name, [...values]]))).toEqual(
      expected,
    );
    expect(read.weight).toBeInstanceOf(Float64Array);
  });

  it("names columns that are missing, also those of an Arrow table", () => {
    const { T: _, ...others } = listed;
    const without = {
      ...arrow,
      schema: { fields: arrow.schema.fields.filter(({ name }) => name !== "T") },
      getChild: (name: string) => (name === "T" ? null : arrow.getChild(name)),
    };
    for (const result of [others, rows.map(({ T: __, ...row }) => row), without])
      expect(() => readQueryResult(query, result)).toThrow(/received none named T$/);
  });

  it("names values that are not what a column holds", () => {
    const [first, second] = rows as [(typeof rows)[0], (typeof rows)[0]];
    const wrong = (change: object) => () =>
      readQueryResult(query, { rows: [first, { ...second, ...change }] });
    expect(wrong({ weight: "1.5" })).toThrow(/\[1\]\.weight must be a whole number/);
    expect(wrong({ recency: "ten" })).toThrow(/\[1\]\.recency must be a finite number/);
    expect(wrong({ T: null })).toThrow(/\[1\]\.T must be a finite number/);
    const refused = rows.map((row) => ({ ...row, refusedRows: "2" }));
    expect(() => readQueryResult(query, { rows: refused })).toThrow(
      /summarizeTransactions refuses .* received 2/,
    );
    expect(() => readQueryResult(query, { rows: [] })).toThrow(/must hold a row/);
  });
});
