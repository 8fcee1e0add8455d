/**
 * Time of fits of the contractual models, covariance included: the published cohorts, and 10,000 simulated ones.
 *
 *     npm run bench -- contractual
 */
import * as betaDiscreteWeibull from "../src/models/contractual/beta-discrete-weibull.js";
import * as discreteWeibull from "../src/models/contractual/discrete-weibull.js";
import * as geometric from "../src/models/contractual/geometric.js";
import * as geometricMixture from "../src/models/contractual/geometric-mixture.js";
import * as shiftedBetaGeometric from "../src/models/contractual/shifted-beta-geometric.js";

/** Processor time of a run, in milliseconds: other work on the machine then plays little part. */
function measure(run: () => void): number {
  const begin = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1000;
}

/** The cohorts of Fader & Hardie (2007), table 1. */
const published = [
  { timeUnit: "year", lostByPeriod: [131, 126, 90, 60, 42, 34, 26], stillActive: 491 },
  { timeUnit: "year", lostByPeriod: [369, 163, 86, 56, 37, 27, 21], stillActive: 241 },
] as const;
const models = [
  ["geometric", geometric.fit],
  ["shiftedBetaGeometric", shiftedBetaGeometric.fit],
  ["discreteWeibull", discreteWeibull.fit],
  ["betaDiscreteWeibull", betaDiscreteWeibull.fit],
  ["geometricMixture", geometricMixture.fit],
] as const;

for (const [name, fit] of models) {
  const times = published.map((cohort) => {
    for (let i = 0; i < 200; i++) fit(cohort);
    const rounds = [1, 2, 3, 4, 5].map(() =>
      measure(() => {
        for (let i = 0; i < 100; i++) fit(cohort);
      }),
    );
    return (Math.min(...rounds) / 100).toFixed(2);
  });
  console.log(`${name}.fit, one cohort: High End ${times[0]} ms, Regular ${times[1]} ms`);
}

const design = { customers: 1000, periods: 7, timeUnit: "year", seed: 1 } as const;
const cohorts = Array.from({ length: 10_000 }, (_, stream) =>
  shiftedBetaGeometric.simulate({ alpha: 0.668, beta: 3.806 }, { ...design, stream }),
);
for (const [name, fit] of [models[1], models[3]]) {
  const time = measure(() => {
    for (const cohort of cohorts) fit(cohort);
  });
  console.log(`${name}.fit, 10,000 cohorts: ${(time / 1000).toFixed(2)} s`);
}
