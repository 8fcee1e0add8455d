/**
 * Time of fits of the contractual models, covariance included: one published cohort, and 10,000 simulated ones.
 *
 *     npx tsx bench/contractual.ts
 */
import * as betaDiscreteWeibull from "../src/models/contractual/beta-discrete-weibull.js";
import * as geometric from "../src/models/contractual/geometric.js";
import * as shiftedBetaGeometric from "../src/models/contractual/shifted-beta-geometric.js";

/** Processor time of a run, in milliseconds: other work on the machine then plays little part. */
function measure(run: () => void): number {
  const begin = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1000;
}

/** The High End cohort of Fader & Hardie (2007), table 1. */
const highEnd = { timeUnit: "year", lostByPeriod: [131, 126, 90, 60, 42, 34, 26], stillActive: 491 } as const;
const models = [
  ["geometric", geometric.fit],
  ["shiftedBetaGeometric", shiftedBetaGeometric.fit],
  ["betaDiscreteWeibull", betaDiscreteWeibull.fit],
] as const;

for (const [name, fit] of models) {
  for (let i = 0; i < 200; i++) fit(highEnd);
  const time = measure(() => {
    for (let i = 0; i < 500; i++) fit(highEnd);
  });
  console.log(`${name}.fit, one cohort: ${(time / 500).toFixed(3)} ms`);
}

const cohorts = Array.from({ length: 10_000 }, (_, stream) =>
  shiftedBetaGeometric.simulate(
    { alpha: 0.668, beta: 3.806 },
    { customers: 1000, periods: 7, timeUnit: "year", seed: 1, stream },
  ),
);
const time = measure(() => {
  for (const cohort of cohorts) shiftedBetaGeometric.fit(cohort);
});
console.log(`shiftedBetaGeometric.fit, 10,000 cohorts: ${(time / 1000).toFixed(2)} s`);
