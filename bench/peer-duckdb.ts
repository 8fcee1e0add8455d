/**
 * DuckDB's side of one comparison of `npm run bench:peers`: the same columns, one thread, in memory.
 *
 *     tsx bench/peer-duckdb.ts <summarize or cohorts> <folder of the columns> <folder where @duckdb/node-api is installed>
 */
import { createRequire } from "node:module";
import { join } from "node:path";
import { printMeasured, readDoubles, readIntegers } from "./made/measure.js";

/** The parts of DuckDB's interface that are used. */
interface DuckDb {
  DuckDBInstance: { create(path: string, options: object): Promise<{ connect(): Promise<Connection> }> };
}
interface Connection {
  run(sql: string): Promise<unknown>;
  runAndReadAll(sql: string): Promise<{ getRows(): unknown[][] }>;
  createAppender(table: string): Promise<Appender>;
}
interface Appender {
  appendInteger(value: number): void;
  appendDouble(value: number): void;
  endRow(): void;
  closeSync(): void;
}

const [task = "", folder = "", installed = ""] = process.argv.slice(2);

const summary = `
  with purchases as (
    select customer, floor(time / 86400000) as day, min(time) as time, sum(amount) as amount from log group by 1, 2)
  select customer, count(*) - 1 as frequency, (max(time) - min(time)) / 86400000 as recency,
         ((select max(time) from log) - min(time)) / 86400000 as T,
         (sum(amount) - arg_min(amount, time)) / nullif(count(*) - 1, 0) as monetaryValue, sum(amount) as total
  from purchases group by customer`;

const month = "datediff('month', date '2022-01-01', make_timestamp((time * 1000)::bigint))";
const cohorts = `
  with seen as (select customer, ${month} as month from log),
       starts as (select customer, min(month) as cohort from seen group by customer)
  select cohort, month - cohort as period, count(distinct customer) as customers
  from seen join starts using (customer) group by 1, 2`;

async function connect(): Promise<Connection> {
  const path = createRequire(join(installed, "bench.js")).resolve("@duckdb/node-api");
  const { DuckDBInstance } = (await import(path)) as DuckDb;
  return (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();
}

async function fill(connection: Connection, names: readonly string[]): Promise<void> {
  const customer = readIntegers(folder, "customer");
  const columns = names.map((name) => readDoubles(folder, name));
  await connection.run(`create table log (customer integer, ${names.map((name) => `${name} double`)})`);
  const appender = await connection.createAppender("log");
  for (let i = 0; i < customer.length; i++) {
    appender.appendInteger(customer[i]!);
    for (const column of columns) appender.appendDouble(column[i]!);
    appender.endRow();
  }
  appender.closeSync();
}

/** A column of counts may come as BigInt. */
async function readNumbers(connection: Connection, sql: string): Promise<number[][]> {
  return (await connection.runAndReadAll(sql)).getRows().map((row) => row.map(Number));
}

const connection = await connect();
if (task === "summarize") {
  await fill(connection, ["time", "amount"]);
  // Into a table: the rows need not pass to JavaScript.
  await printMeasured(
    () => connection.run(`create or replace table summary as ${summary}`),
    async () => {
      const totals = "select count(*), sum(frequency), sum(recency) from summary";
      const [customers, repeats, recency] = (await readNumbers(connection, totals))[0]!;
      return { customers: customers!, repeats: repeats!, recency: recency! };
    },
  );
} else {
  await fill(connection, ["time"]);
  await printMeasured(
    () => readNumbers(connection, cohorts),
    (rows) => Object.fromEntries(rows.map(([cohort, period, count]) => [`${cohort} ${period}`, count!])),
  );
}
