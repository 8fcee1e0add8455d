/** The work on which Sobol' indices are compared with SALib: Sobol's g-function in eight inputs. */
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { type SobolIndices, sobolIndices } from "../../src/sensitivity/global/sobol-indices.js";
import { uniform } from "../../src/sensitivity/inputs/uncertain.js";
import type { Distribution } from "../../src/sensitivity/inputs/uncertain-input.js";

type Name = "x1" | "x2" | "x3" | "x4" | "x5" | "x6" | "x7" | "x8";
const part = (x: number, a: number): number => (Math.abs(4 * x - 2) + a) / (1 + a);

/** The g-function with a = 0, 1, 4.5, 9, 99, 99, 99, 99. */
export const gFunction = ({ x1, x2, x3, x4, x5, x6, x7, x8 }: Readonly<Record<Name, number>>): number =>
  part(x1, 0) *
  part(x2, 1) *
  part(x3, 4.5) *
  part(x4, 9) *
  part(x5, 99) *
  part(x6, 99) *
  part(x7, 99) *
  part(x8, 99);

/** Its inputs: uniform from 0 to 1. */
export const gInputs = Object.fromEntries(
  [1, 2, 3, 4, 5, 6, 7, 8].map((i) => [`x${i}`, uniform({ lower: 0, upper: 1 })]),
) as Record<Name, Distribution>;

/** What SALib does too: design, evaluation, first, total and second order, 100 bootstrap resamples. */
export function salibWork(samples: number): SobolIndices {
  return sobolIndices(gFunction, gInputs, {
    samplesPerReplicate: samples,
    secondOrder: true,
    interval: "bootstrap",
  });
}

/** What bench/peer-salib.py prints. */
export interface SalibTime {
  readonly version: string;
  readonly seconds: number;
  readonly peakMegabytes: number;
  readonly baselineMegabytes: number;
  readonly first: readonly number[];
}

/** Processor time of SALib in one thread of a Python that has it; or why it was not found. */
export function timeSalib(python: string, samples: number): SalibTime | string {
  const script = resolve(import.meta.dirname, "../peer-salib.py");
  const { status, stdout, stderr, error } = spawnSync(python, [script, String(samples)], {
    encoding: "utf8",
    env: { ...process.env, OMP_NUM_THREADS: "1" },
  });
  if (status === 0) return JSON.parse(stdout) as SalibTime;
  return error?.message ?? stderr.trim().split("\n").at(-1) ?? "failed";
}

/** Processor time of some work, in seconds. */
export function cpuSeconds(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
