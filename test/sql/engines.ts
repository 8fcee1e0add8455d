/** The engines that run in this process, DuckDB and PostgreSQL, and the comparison of what they answer with the package. */
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { PGlite } from "@electric-sql/pglite";
import { toRows } from "../../src/data/index.js";
import type { SqlDialect, SqlQuery } from "../../src/sql/index.js";
import { readQueryResult } from "../../src/sql/index.js";

/** A column of a table: its name, and what it holds. */
export type TableColumn = readonly [name: string, type: "text" | "whole" | "real" | "instant"];

/** A table to be made in an engine; instants are milliseconds since 1970. */
export interface MadeTable {
  readonly name: string;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly Readonly<Record<string, string | number | null>>[];
}

/** A row of a result or of what is expected. */
export type ResultRow = Readonly<Record<string, unknown>>;

/** An engine that runs in this process. */
export interface Engine {
  readonly dialect: SqlDialect;
  make(table: MadeTable): Promise<void>;
  run(query: SqlQuery): Promise<object>;
}

const types = {
  duckdb: { text: "VARCHAR", whole: "BIGINT", real: "DOUBLE", instant: "TIMESTAMPTZ" },
  postgres: { text: "TEXT", whole: "BIGINT", real: "DOUBLE PRECISION", instant: "TIMESTAMPTZ" },
} as const;

/** The statements that make a table. */
export function statementsFor(dialect: "duckdb" | "postgres", table: MadeTable): string[] {
  const columns = table.columns.map(([name, type]) => `"${name}" ${types[dialect][type]}`);
  const values = table.rows.map(
    (row) => `(${table.columns.map(([name, type]) => literal(row[name] ?? null, type)).join(", ")})`,
  );
  const made = [
    `DROP TABLE IF EXISTS "${table.name}"`,
    `CREATE TABLE "${table.name}" (${columns.join(", ")})`,
  ];
  return values.length === 0 ? made : [...made, `INSERT INTO "${table.name}" VALUES ${values.join(", ")}`];
}

function literal(value: string | number | null, type: TableColumn[1]): string {
  if (value === null) return "NULL";
  if (type === "instant") return `'${new Date(value).toISOString().replace("T", " ").replace("Z", "+00")}'`;
  return typeof value === "number" ? String(value) : `'${value.replaceAll("'", "''")}'`;
}

/** DuckDB in this process, in a time zone of its own. */
export async function openDuckDb(): Promise<Engine & { readonly connection: DuckDBConnection }> {
  const connection = await (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();
  await connection.run("SET TimeZone = 'Asia/Kathmandu'");
  return {
    dialect: "duckdb",
    connection,
    async make(table) {
      for (const statement of statementsFor("duckdb", table)) await connection.run(statement);
    },
    async run({ text, parameters }) {
      return (await connection.runAndReadAll(text, [...parameters])).getColumnsObjectJS();
    },
  };
}

/** PostgreSQL in this process, in a time zone of its own. */
export async function openPostgres(): Promise<Engine> {
  const database = await PGlite.create();
  await database.exec("SET TIME ZONE 'Asia/Kathmandu'");
  return {
    dialect: "postgres",
    async make(table) {
      for (const statement of statementsFor("postgres", table)) await database.exec(statement);
    },
    async run({ text, parameters }) {
      return await database.query(text, [...parameters]);
    },
  };
}

/** The rows of a result, as the reader reads them. */
export function readRows(query: SqlQuery, result: object): ResultRow[] {
  return toRows(readQueryResult(query, result)) as ResultRow[];
}

/** Rows in an order of their own, with the columns of a query alone. */
export function inOrder(query: SqlQuery, rows: readonly ResultRow[]): ResultRow[] {
  const names = query.columns.filter(({ kind }) => kind !== "check").map(({ name }) => name);
  return rows
    .map((row) => Object.fromEntries(names.map((name) => [name, row[name] ?? null])))
    .sort((a, b) => compareRows(names, a, b));
}

function compareRows(names: readonly string[], a: ResultRow, b: ResultRow): number {
  for (const name of names) {
    const [x, y] = [a[name], b[name]];
    if (typeof x === "number" && typeof y === "number") {
      if (Math.abs(x - y) > 1e-9 * Math.max(1, Math.abs(x))) return x - y;
    } else if (x !== y) return `${typeof x}${String(x)}` < `${typeof y}${String(y)}` ? -1 : 1;
  }
  return 0;
}

/** What differs between two tables in the same order: whole numbers and texts must be equal, other numbers to 1e-12. */
export function differences(expected: readonly ResultRow[], actual: readonly ResultRow[]): string[] {
  if (expected.length !== actual.length) return [`${expected.length} rows expected, ${actual.length} found`];
  return expected.flatMap((row, i) =>
    Object.keys(row).flatMap((name) => {
      const [x, y] = [row[name], actual[i]![name]];
      const close =
        typeof x === "number" &&
        typeof y === "number" &&
        !(Number.isInteger(x) && Number.isInteger(y)) &&
        Math.abs(x - y) <= 1e-12 * Math.max(1, Math.abs(x));
      return x === y || close ? [] : [`row ${i}, ${name}: ${String(x)} expected, ${String(y)} found`];
    }),
  );
}
