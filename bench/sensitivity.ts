/**
 * Processor time of Sobol' indices with 100 bootstrap resamples beside SALib in the same run, peak memory at a million base
 * points, and nanoseconds per evaluation of a formula.
 *
 *     npm run bench -- sensitivity
 *     npx tsx bench/sensitivity.ts [base points, default 65536]
 *
 * SALib is no dependency: it is looked for by `PYTHON`, or else python3, and left out with a word where absent.
 */
import { expressionModel } from "../src/expressions/expression-model.js";
import { sobolIndices } from "../src/sensitivity/global/sobol-indices.js";
import { cpuSeconds, gFunction, gInputs, salibWork, timeSalib } from "./made/sensitivity.js";

const samples = Number(process.argv[2] ?? 65_536);

// First, while the peak of the process is that of its loading.
const peak = (): number => process.resourceUsage().maxRSS / 1024;
const before = peak();
const million = cpuSeconds(() =>
  sobolIndices(gFunction, gInputs, { samplesPerReplicate: 2 ** 20, replicates: 1, secondOrder: true }),
);
console.log(
  `N = 2^20, D = 8, second order: ${million.toFixed(1)} CPU s; peak of the process ${peak().toFixed(0)} MB, ` +
    `${(peak() - before).toFixed(0)} MB above what it was before`,
);

const seconds = cpuSeconds(() => salibWork(samples));
console.log(`g-function, D = 8, N = ${samples}, second order, 100 resamples: ${seconds.toFixed(2)} CPU s`);
const peer = timeSalib(process.env.PYTHON ?? "python3", samples);
if (typeof peer === "string") console.log(`SALib: ${peer}; left out (pip install SALib)`);
else
  console.log(
    `SALib ${peer.version}, the same work: ${peer.seconds.toFixed(2)} CPU s, ${(peer.seconds / seconds).toFixed(1)} times ours; ` +
      `peak ${peer.peakMegabytes.toFixed(0)} MB`,
  );

const text = "(margin - cost) * (1 + discount) / (1 + discount - retention * (1 + growth)) - cac";
const formula = expressionModel(text);
const values = { margin: 100, cost: 5, discount: 0.1, retention: 0.8, growth: 0.01, cac: 100 };
let sum = 0;
for (let i = 0; i < 1e5; i++) sum += formula(values);
const calls = 2e6;
const evaluating = cpuSeconds(() => {
  for (let i = 0; i < calls; i++) {
    values.retention = 0.7 + (i % 100) / 1000;
    sum += formula(values);
  }
});
console.log(
  `formula of six inputs: ${((evaluating / calls) * 1e9).toFixed(0)} ns per call (checksum ${sum.toPrecision(6)})`,
);
