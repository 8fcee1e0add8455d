/**
 * Times a monthly cohort table of rows beside a bare loop, in a process of its own: the loop reads both fields and looks the
 * identifier up in a `Map`, and counts nothing. Both are timed on rows that nothing has read before, as a caller's are, and again.
 *
 *     tsx --expose-gc bench/made/cohort-rows.ts 1000000 uuid Date
 */
import { setTimeout } from "node:timers/promises";
import { cohortTable } from "../../src/cohorts/cohort-table.js";
import { eventSpan, eventStart } from "./events.js";
import { type EventRow, type IdentifierKind, makeRows } from "./rows.js";

const aim = 250;
const [count, kind, times] = [
  Number(process.argv[2]),
  process.argv[3] as IdentifierKind,
  process.argv[4] as "Date" | "ISO",
];

function countCohorts(rows: readonly EventRow[]): number {
  return cohortTable(rows, { period: "month", asOf: eventStart + eventSpan }).cells.length;
}

function readBare(rows: readonly EventRow[]): number {
  const codeOf = new Map<string, number>();
  const codes = new Int32Array(rows.length);
  const milliseconds = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const { customer, time } = rows[i] as EventRow;
    let code = codeOf.get(customer);
    if (code === undefined) {
      code = codeOf.size;
      codeOf.set(customer, code);
    }
    codes[i] = code;
    milliseconds[i] = times === "Date" ? (time as Date).getTime() : Date.parse(time as string);
  }
  return codeOf.size;
}

/** Waits for the collector's work in the background, which would count as ours. */
async function quiet(): Promise<void> {
  for (let used = Number.POSITIVE_INFINITY; used > 3000; ) {
    const begin = process.cpuUsage();
    await setTimeout(150);
    const { user, system } = process.cpuUsage(begin);
    used = user + system;
  }
}

/** The least processor time in nanoseconds a row, of the first reading of some rows and of the second. */
async function measure(run: (rows: readonly EventRow[]) => number): Promise<[fresh: number, again: number]> {
  const warm = makeRows(100_000, kind, times);
  for (let i = 0; i < 5; i++) run(warm);
  let [fresh, again] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const timed = (rows: readonly EventRow[]): number => {
    const begin = process.cpuUsage();
    run(rows);
    const { user, system } = process.cpuUsage(begin);
    return ((user + system) * 1000) / count;
  };
  for (let round = 0; round < 3; round++) {
    const rows = makeRows(count, kind, times);
    globalThis.gc?.();
    await quiet();
    fresh = Math.min(fresh, timed(rows));
    again = Math.min(again, timed(rows));
  }
  return [fresh, again];
}

const [bareFresh, bareAgain] = await measure(readBare);
const [fresh, again] = await measure(countCohorts);
const cell = (value: number) => value.toFixed(0).padStart(5);
console.log(
  `${`objects, ${kind} ids, ${times === "Date" ? "Date" : "ISO strings"}`.padEnd(34)} ${count.toLocaleString("en").padStart(10)} rows: ` +
    `fresh ${cell(fresh)} ns/row (bare loop ${cell(bareFresh)}, ratio ${(fresh / bareFresh).toFixed(2)}), ` +
    `again ${cell(again)} (bare ${cell(bareAgain)}, ratio ${(again / bareAgain).toFixed(2)}); aim ${aim}`,
);
