/**
 * Time and memory of a monthly cohort table, per row. Beside DuckDB: `npm run bench:peers -- cohorts`.
 *
 *     npm run bench -- cohorts            ten million rows
 *     npx tsx bench/cohorts.ts 1000000    as many as you say
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { cohortTable } from "../src/cohorts/cohort-table.js";
import { eventSpan, eventStart, makeEvents } from "./made/events.js";
import { identifierKinds } from "./made/rows.js";

const rows = Number(process.argv[2] ?? 10_000_000);

/** The best of several runs, in nanoseconds of processor time per row: other work on the machine then plays little part. */
function measure(name: string, count: number, run: () => unknown, runs = 4): void {
  const times: number[] = [];
  for (let i = 0; i < runs; i++) {
    const begin = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(begin);
    times.push(user + system);
  }
  const best = (Math.min(...times) * 1000) / count;
  console.log(
    `${name.padEnd(62)} ${count.toLocaleString("en").padStart(11)} rows ${best.toFixed(1).padStart(8)} ns/row`,
  );
}

const monthly = { period: "month", asOf: eventStart + eventSpan, numericTime: "milliseconds" } as const;
const log = makeEvents(rows);

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

measure("columns: Int32 codes, Float64 ms, UTC", rows, () => cohortTable(log, monthly));
const bytes = measureMemory(() => cohortTable(log, monthly));
const megabytes = (count: number) => `${(count / 1e6).toFixed(1)} MB`;
console.log(
  `memory of one run: ${megabytes(bytes)}, ${(bytes / rows).toFixed(1)} bytes a row, beside the ${megabytes(12 * rows)} of the columns`,
);
measure("columns, America/New_York", rows, () =>
  cohortTable(log, { ...monthly, timeZone: "America/New_York" }),
);
for (const part of [rows / 100, rows / 10].map(Math.floor)) {
  const small = makeEvents(part);
  const repeats = Math.ceil(1e6 / part);
  measure("columns, fewer rows: time is linear in rows", part * repeats, () => {
    for (let i = 0; i < repeats; i++) cohortTable(small, monthly);
  });
}

const count = Math.min(rows, 1_000_000);
const part = makeEvents(count);
const names = Array.from({ length: Math.ceil(count / 10) }, (_, i) => `c${1_048_576 + i}`);
const idColumn = Array.from(part.customer, (code) => names[code] as string);
measure("columns: string ids (their encoding included)", count, () =>
  cohortTable({ customer: idColumn, time: part.time }, monthly),
);
const objects = idColumn.map((customer, i) => ({ customer, time: new Date(part.time[i] as number) }));
measure("rows: daily table of 30 days, rolling windows", count, () =>
  cohortTable(objects, {
    period: "day",
    windows: "rolling",
    cohortPeriod: "month",
    periods: 30,
    asOf: eventStart + eventSpan,
  }),
);

const script = fileURLToPath(new URL("made/cohort-rows.ts", import.meta.url));
for (const times of ["Date", "ISO"])
  for (const kind of identifierKinds)
    spawnSync(process.execPath, ["--expose-gc", ...process.execArgv, script, String(count), kind, times], {
      stdio: "inherit",
    });
