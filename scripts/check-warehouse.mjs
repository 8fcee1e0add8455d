/**
 * Ten million orders in a Parquet file, summed up by DuckDB and by Apache Spark in local mode with the statements of
 * `retention-economics/sql`: the totals must be equal and the fits of both equal to 1e-9. Then what grouping saves and what a
 * coarser clock and a sample cost, on the same orders. `npm run check:warehouse`, or with a number of orders behind it.
 * Needs Java and the Python packages of `npm run test:engines spark`; says so where they are missing.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import { bgNbd } from "../src/index.ts";
import { readQueryResult, summarizeTransactionsSql } from "../src/sql/index.ts";

const orders = Number(process.argv[2] ?? 10_000_000);
const customers = Math.round(orders / 10);
const folder = mkdtempSync(resolve(tmpdir(), "warehouse-"));
const parquet = resolve(folder, "orders.parquet");
const options = { customer: "user_id", time: "day", timeType: "date", amount: "total", asOf: "2026-01-01" };
const seconds = (start) => `${((performance.now() - start) / 1000).toFixed(1)} s`;

const instance = await DuckDBInstance.create(":memory:", { threads: "2", memory_limit: "3GB" });
const connection = await instance.connect();
let start = performance.now();
// Buyers who differ in how often they buy and in how long they stay, all from one seed; every tenth customer is in the sample.
await connection.run(`COPY (
  WITH customers AS (
    SELECT i, hash(i) / 18446744073709551616 AS a, hash(i + 1000000007) / 18446744073709551616 AS b, hash(i + 2000000011) / 18446744073709551616 AS c
    FROM range(${Math.round(customers * 1.1)}) t(i)
  ), lives AS (
    SELECT i, FLOOR(a * 365) AS begun, LEAST(150 * (POW(1 - c, -1 / 1.2) - 1), 730 - FLOOR(a * 365)) AS life, -0.06 * LN(1 - b) AS rate FROM customers
  )
  SELECT i AS user_id, DATE '2024-01-01' + CAST(begun + FLOOR(CASE WHEN k = 0 THEN 0 ELSE hash(i * 1000 + k) / 18446744073709551616 END * life) AS INTEGER) AS day,
    CAST(5 + hash(i * 1000 + k + 500) % 9000 / 100 AS DOUBLE) AS total
  FROM lives CROSS JOIN LATERAL range(1 + CAST(FLOOR(rate * life) AS BIGINT)) u(k)
  LIMIT ${orders}
) TO '${parquet}' (FORMAT parquet)`);
console.log(`${orders} orders written in ${seconds(start)}`);

/** Runs a statement in DuckDB and reads its chunks, column by column. */
async function run(query, from = parquet) {
  await connection.run(
    `CREATE OR REPLACE VIEW orders AS SELECT * FROM ${from === parquet ? `'${parquet}'` : from}`,
  );
  const begun = performance.now();
  const result = await connection.run(query.text);
  const table = readQueryResult(query, {
    columnNames: result.columnNames(),
    chunks: await result.fetchAllChunks(),
  });
  return { table, time: seconds(begun) };
}

const statement = (dialect, more = {}) =>
  summarizeTransactionsSql("orders", { ...options, dialect, rows: "histories", ...more });
const sum = (column, weight) => weight.reduce((total, w, i) => total + w * column[i], 0);
const totals = ({ frequency, recency, T, weight, totalAmount }) => ({
  customers: sum(new Float64Array(weight.length).fill(1), weight),
  purchases: sum(frequency, weight),
  recency: sum(recency, weight),
  age: sum(T, weight),
  amount: sum(totalAmount, weight),
});
const timed = (table) => {
  const begun = performance.now();
  const { parameters, logLikelihood } = bgNbd.fit(table);
  return { parameters, logLikelihood, time: seconds(begun) };
};

const duck = await run(statement("duckdb"));
const duckTotals = totals(duck.table);
console.log(
  `DuckDB: ${duck.table.weight.length} histories of ${duckTotals.customers} customers in ${duck.time}`,
);
const fit = timed(duck.table);
console.log("totals", duckTotals, "\nfit", fit);

let faults = 0;
const compare = (name, expected, found, tolerance) => {
  for (const key of Object.keys(expected)) {
    const error = Math.abs(found[key] / expected[key] - 1);
    if (!(error <= tolerance)) faults++;
    console.log(`${name}, ${key}: ${found[key]}, relative difference ${error.toExponential(1)}`);
  }
};

const python = resolve(
  process.env.ENGINES_VENV ?? resolve(tmpdir(), "retention-economics-engines"),
  "bin/python",
);
const hasSpark = existsSync(python) && spawnSync(python, ["-c", "import pyspark"]).status === 0;
if (!hasSpark || spawnSync("java", ["-version"]).status !== 0)
  console.log("Spark: not run, Java or PySpark is missing (npm run test:engines spark installs it)");
else {
  start = performance.now();
  const file = resolve(folder, "spark.json");
  const query = statement("spark");
  writeFileSync(file, JSON.stringify({ tables: [{ name: "orders", parquet }], statements: [query] }));
  const scripts = dirname(fileURLToPath(import.meta.url));
  spawnSync(python, [resolve(scripts, "run-engines.py"), "spark", file], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [answer] = JSON.parse(readFileSync(`${file}.answers`, "utf8"));
  if (answer.error !== undefined) throw new Error(answer.error);
  const spark = readQueryResult(query, answer.rows);
  console.log(`Spark: ${spark.weight.length} histories in ${seconds(start)}, its start included`);
  compare("Spark", duckTotals, totals(spark), 1e-12);
  compare("Spark", fit.parameters, timed(spark).parameters, 1e-9);
}

const customersOf = await run(statement("duckdb", { rows: "customers" }));
const ungrouped = timed(customersOf.table);
console.log(`every customer a row: ${customersOf.table.frequency.length} rows, fit in ${ungrouped.time}`);
compare("ungrouped", fit.parameters, ungrouped.parameters, 1e-9);

/** How far a fit is from that of all orders by the day. */
const error = (parameters) =>
  Math.max(...Object.keys(fit.parameters).map((key) => Math.abs(parameters[key] / fit.parameters[key] - 1)));
for (const [name, from] of [
  ["by the week", `(SELECT user_id, CAST(date_trunc('week', day) AS DATE) AS day, total FROM '${parquet}')`],
  [
    "by the month",
    `(SELECT user_id, CAST(date_trunc('month', day) AS DATE) AS day, total FROM '${parquet}')`,
  ],
  ["a tenth of the customers", `(SELECT * FROM '${parquet}' WHERE hash(user_id) % 10 = 0)`],
]) {
  const { table } = await run(statement("duckdb"), from);
  const { parameters, time } = timed(table);
  const next =
    bgNbd.expectedTransactions(parameters, 365) / bgNbd.expectedTransactions(fit.parameters, 365) - 1;
  console.log(
    `${name}: ${table.weight.length} rows, fit in ${time}, parameters off by ${(100 * error(parameters)).toFixed(2)}% at most, expected purchases of a year by ${(100 * next).toFixed(2)}%`,
  );
}
rmSync(folder, { recursive: true });
if (faults > 0) {
  console.error(`${faults} differences`);
  process.exitCode = 1;
}
