/**
 * Time and memory of a monthly cohort table, per row, beside DuckDB on one thread where it is installed.
 *
 *     npm run bench -- cohorts            ten million rows
 *     npx tsx bench/cohorts.ts 1000000    as many as you say
 *
 * DuckDB is no dependency of this package. `npm run bench:peers` installs it into the folder that RETENTION_PEERS names (by
 * default `retention-economics-peers` in the system's temporary folder), where it is looked for; by hand:
 *
 *     npm install --prefix /tmp/retention-economics-peers/duckdb @duckdb/node-api
 */
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { cohortTable } from "../src/cohorts/cohort-table.js";

const rows = Number(process.argv[2] ?? 10_000_000);
const start = Date.UTC(2022, 0, 1);
const span = Date.UTC(2024, 0, 1) - start;

/** A log of two years: customers arrive evenly and come back ten times on average, sooner rather than later. */
function makeLog(count: number) {
  const customers = Math.max(1, Math.floor(count / 10));
  const customer = new Int32Array(count);
  const time = new Float64Array(count);
  let state = 12_345;
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  for (let i = 0; i < count; i++) {
    const code = Math.floor(uniform() * customers);
    const arrival = (code / customers) * span;
    customer[i] = code;
    time[i] = Math.floor(start + arrival + (span - arrival) * uniform() ** 2);
  }
  return { customer, time };
}

/** The best of several runs, in nanoseconds of processor time per row: other work on the machine then plays little part. */
async function measure(name: string, count: number, run: () => unknown, runs = 4): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < runs; i++) {
    const begin = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(begin);
    times.push(user + system);
  }
  const best = (Math.min(...times) * 1000) / count;
  console.log(
    `${name.padEnd(62)} ${count.toLocaleString("en").padStart(11)} rows ${best.toFixed(1).padStart(8)} ns/row`,
  );
  return best;
}

const monthly = { period: "month", asOf: start + span, numericTime: "milliseconds" } as const;
const log = makeLog(rows);

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** What one run allocates, in bytes: an upper bound of what it needs at once. */
function measureMemory(run: () => unknown): number {
  collectGarbage();
  const before = process.memoryUsage();
  run();
  const after = process.memoryUsage();
  return after.arrayBuffers - before.arrayBuffers + after.heapUsed - before.heapUsed;
}

const ours = await measure("columns: Int32 codes, Float64 ms, UTC", rows, () => cohortTable(log, monthly));
const bytes = measureMemory(() => cohortTable(log, monthly));
const megabytes = (count: number) => `${(count / 1e6).toFixed(1)} MB`;
console.log(
  `memory of one run: ${megabytes(bytes)}, ${(bytes / rows).toFixed(1)} bytes a row, beside the ${megabytes(12 * rows)} of the columns`,
);
await measure("columns, America/New_York", rows, () =>
  cohortTable(log, { ...monthly, timeZone: "America/New_York" }),
);
for (const part of [rows / 100, rows / 10].map(Math.floor)) {
  const small = makeLog(part);
  const repeats = Math.ceil(1e6 / part);
  await measure("columns, fewer rows: time is linear in rows", part * repeats, () => {
    for (let i = 0; i < repeats; i++) cohortTable(small, monthly);
  });
}

const count = Math.min(rows, 1_000_000);
const part = makeLog(count);
const names = Array.from({ length: Math.ceil(count / 10) }, (_, i) => `customer-${i.toString(36)}`);
const idColumn = Array.from(part.customer, (code) => names[code] as string);
await measure("columns: string ids (their encoding included)", count, () =>
  cohortTable({ customer: idColumn, time: part.time }, monthly),
);
const objects = idColumn.map((customer, i) => ({ customer, time: new Date(part.time[i] as number) }));
await measure("rows: objects with string ids and dates", count, () => cohortTable(objects, monthly));
const texts = objects
  .slice(0, count / 2)
  .map(({ customer, time }) => ({ customer, time: time.toISOString() }));
await measure("rows: objects with string ids and ISO strings", texts.length, () =>
  cohortTable(texts, monthly),
);
await measure("rows: daily table of 30 days, rolling windows", count, () =>
  cohortTable(objects, {
    period: "day",
    windows: "rolling",
    cohortPeriod: "month",
    periods: 30,
    asOf: start + span,
  }),
);

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

async function findDuckDb(): Promise<DuckDb | null> {
  const peers = process.env.RETENTION_PEERS ?? join(tmpdir(), "retention-economics-peers");
  for (const folder of [process.cwd(), join(peers, "duckdb")])
    try {
      const path = createRequire(join(folder, "bench.js")).resolve("@duckdb/node-api");
      return (await import(path)) as DuckDb;
    } catch {
      // Not in this folder.
    }
  return null;
}

const duckDb = await findDuckDb();
if (duckDb === null) console.log("DuckDB is not installed (see the head of this file): no comparison");
else {
  const connection = await (await duckDb.DuckDBInstance.create(":memory:", { threads: "1" })).connect();
  await connection.run("create table log (customer integer, time double)");
  const appender = await connection.createAppender("log");
  for (let i = 0; i < rows; i++) {
    appender.appendInteger(log.customer[i] as number);
    appender.appendDouble(log.time[i] as number);
    appender.endRow();
  }
  appender.closeSync();
  const month = "datediff('month', date '2022-01-01', make_timestamp((time * 1000)::bigint))";
  const sql = `
    with seen as (select customer, ${month} as month from log),
         starts as (select customer, min(month) as cohort from seen group by customer)
    select cohort, month - cohort as period, count(distinct customer) as customers
    from seen join starts using (customer) group by 1, 2 order by 1, 2`;
  const theirs = await measure("DuckDB, one thread, table in memory", rows, () =>
    connection.runAndReadAll(sql),
  );
  const again = await measure("columns once more, right after DuckDB", rows, () => cohortTable(log, monthly));
  const counted = new Map(
    (await connection.runAndReadAll(sql)).getRows().map(([c, k, n]) => [`${c} ${k}`, Number(n)]),
  );
  const { cells, cohorts } = cohortTable(log, monthly);
  const months = new Map(cohorts.map(({ cohort }, i) => [cohort, i]));
  const unlike = cells.filter(
    ({ cohort, period, value }) =>
      value !== null && value !== (counted.get(`${months.get(cohort)} ${period}`) ?? 0),
  );
  console.log(
    `cells that differ from DuckDB's: ${unlike.length}; DuckDB takes ${(theirs / Math.max(ours, again)).toFixed(1)} to ${(theirs / Math.min(ours, again)).toFixed(1)} times as long`,
  );
}
