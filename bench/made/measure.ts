/** How the two sides of a comparison are measured, and the columns that both of them read. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What one side of a comparison says of itself, as a line of JSON. */
export interface Measured {
  /** The least processor time of several runs. */
  readonly seconds: number;
  /** Peak memory of the process after the first run, the columns and the runtime included. */
  readonly peakMegabytes: number;
  /** Numbers by which both sides can be seen to have done the same work. */
  readonly found: Readonly<Record<string, number>>;
}

/** Runs some work at least three times and for about three seconds, unless a run takes longer than twenty, and prints what it took. */
export async function printMeasured<Result>(
  run: () => Result | Promise<Result>,
  describe: (result: Result) => Record<string, number> | Promise<Record<string, number>>,
): Promise<void> {
  const times: number[] = [];
  let peakMegabytes = 0;
  let result: Result | undefined;
  for (let total = 0; times.length < 3 || (times.length < 30 && total < 3); total += times.at(-1)!) {
    if (total > 20) break;
    const begin = process.cpuUsage();
    result = await run();
    const { user, system } = process.cpuUsage(begin);
    times.push((user + system) / 1e6);
    if (times.length === 1) peakMegabytes = process.resourceUsage().maxRSS / 1024;
  }
  const measured: Measured = {
    seconds: Math.min(...times),
    peakMegabytes,
    found: await describe(result as Result),
  };
  console.log(JSON.stringify(measured));
}

/** A column of doubles from a folder, as `numpy.fromfile` reads it too. */
export function readDoubles(folder: string, name: string): Float64Array {
  return new Float64Array(wholeBuffer(folder, name));
}

/** A column of whole numbers. */
export function readIntegers(folder: string, name: string): Int32Array {
  return new Int32Array(wholeBuffer(folder, name));
}

function wholeBuffer(folder: string, name: string): ArrayBuffer {
  const { buffer, byteOffset, byteLength } = readFileSync(join(folder, `${name}.bin`));
  return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
}

/** The sum of a column. */
export function sumOf(column: Float64Array): number {
  let sum = 0;
  for (const value of column) sum += value;
  return sum;
}
