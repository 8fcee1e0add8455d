/**
 * CPU time of Sobol' indices with 100 bootstrap resamples beside SALib in the same run, memory at a million base points, and
 * nanoseconds per evaluation of a formula.
 *
 *     npx tsx bench/sensitivity.ts [base points, default 65536]
 *
 * SALib (`pip install SALib`) is no dependency: it is looked for by python3, and left out where absent.
 */
import { spawnSync } from "node:child_process";
import { expressionModel } from "../src/expressions/expression-model.js";
import { sobolIndices } from "../src/sensitivity/sobol-indices.js";
import { uniform } from "../src/sensitivity/uncertain.js";

type Inputs = Readonly<Record<"x1" | "x2" | "x3" | "x4" | "x5" | "x6" | "x7" | "x8", number>>;
const samples = Number(process.argv[2] ?? 65_536);
const part = (x: number, a: number): number => (Math.abs(4 * x - 2) + a) / (1 + a);
const gFunction = ({ x1, x2, x3, x4, x5, x6, x7, x8 }: Inputs): number =>
  part(x1, 0) *
  part(x2, 1) *
  part(x3, 4.5) *
  part(x4, 9) *
  part(x5, 99) *
  part(x6, 99) *
  part(x7, 99) *
  part(x8, 99);
const inputs = Object.fromEntries(
  [1, 2, 3, 4, 5, 6, 7, 8].map((i) => [`x${i}`, uniform({ low: 0, high: 1 })]),
) as Record<keyof Inputs, ReturnType<typeof uniform>>;

const cpuSeconds = (work: () => unknown): number => {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
};
const megabytes = (): number => Math.round(process.memoryUsage.rss() / 2 ** 20);

const ours = cpuSeconds(() =>
  sobolIndices(gFunction, inputs, { samples, secondOrder: true, interval: "bootstrap" }),
);
console.log(`g-function, D = 8, N = ${samples}, second order, 100 resamples: ${ours.toFixed(2)} CPU s`);

const python = `
import time, numpy as np
from SALib.sample import sobol as sample
from SALib.analyze import sobol
a = np.array([0, 1, 4.5, 9, 99, 99, 99, 99])
problem = {"num_vars": 8, "names": [f"x{i}" for i in range(8)], "bounds": [[0, 1]] * 8}
start = time.process_time()
X = sample.sample(problem, ${samples}, calc_second_order=True, seed=1)
Y = np.prod((np.abs(4 * X - 2) + a) / (1 + a), axis=1)
sobol.analyze(problem, Y, calc_second_order=True, num_resamples=100, seed=1)
print(time.process_time() - start)
`;
const salib = spawnSync("python3", ["-c", python], {
  encoding: "utf8",
  env: { ...process.env, OMP_NUM_THREADS: "1" },
});
const theirs = Number(salib.stdout.trim().split("\n").at(-1));
if (salib.status === 0 && theirs > 0)
  console.log(`SALib, the same work: ${theirs.toFixed(2)} CPU s, ${(theirs / ours).toFixed(1)} times ours`);
else console.log("SALib: not found by python3, left out");

const before = megabytes();
const million = cpuSeconds(() =>
  sobolIndices(gFunction, inputs, { samples: 2 ** 20, replicates: 1, secondOrder: true }),
);
console.log(
  `N = 2^20, second order: ${million.toFixed(1)} CPU s, ${megabytes()} MB resident (${before} before)`,
);

const text = "(margin - cost) * (1 + discount) / (1 + discount - retention * (1 + growth)) - cac";
const formula = expressionModel(text);
const values = { margin: 100, cost: 5, discount: 0.1, retention: 0.8, growth: 0.01, cac: 100 };
let sum = 0;
for (let i = 0; i < 1e5; i++) sum += formula(values);
const calls = 2e6;
const seconds = cpuSeconds(() => {
  for (let i = 0; i < calls; i++) {
    values.retention = 0.7 + (i % 100) / 1000;
    sum += formula(values);
  }
});
console.log(
  `formula of six inputs: ${((seconds / calls) * 1e9).toFixed(0)} ns per call (checksum ${sum.toPrecision(6)})`,
);
