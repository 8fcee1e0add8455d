/**
 * Prints the coverage of intervals for small cohorts and for the beta-discrete-Weibull model that docs/contractual.md shows.
 * It takes minutes: `npm run bench:coverage`.
 */
import * as betaDiscreteWeibull from "../../src/models/contractual/beta-discrete-weibull.js";
import * as shiftedBetaGeometric from "../../src/models/contractual/shifted-beta-geometric.js";
import { coverage } from "../../test/slow/interval-coverage.js";

const highEnd = { alpha: 0.668, beta: 3.806 };
for (const customers of [50, 200]) {
  const design = { customers, periods: 7, cohorts: 1000, profiled: "alpha" } as const;
  console.log(`sBG, High End, ${customers} customers`, coverage(shiftedBetaGeometric, highEnd, design));
}
const truth = { alpha: 0.26, beta: 1.72, c: 1.58 };
for (const customers of [200, 1000, 10_000]) {
  const design = { customers, periods: 7, cohorts: 400, profiled: "c" } as const;
  console.log(`BdW, ${customers} customers`, coverage(betaDiscreteWeibull, truth, design));
}
