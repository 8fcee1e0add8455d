/**
 * Prints the coverage of intervals that docs/contractual.md shows; `test/slow/coverage.test.ts` asserts that of 1,000 customers.
 * It takes minutes: `npm run bench:coverage`.
 */
import * as betaDiscreteWeibull from "../../src/models/contractual/beta-discrete-weibull.js";
import * as shiftedBetaGeometric from "../../src/models/contractual/shifted-beta-geometric.js";
import { coverage } from "../../test/slow/interval-coverage.js";

const highEnd = { alpha: 0.668, beta: 3.806 };
const regular = { alpha: 0.704, beta: 1.182 };
for (const customers of [1000, 200, 50]) {
  const design = { customers, periods: 7, cohorts: 1000, profiled: "alpha" } as const;
  console.log(`sBG, High End, ${customers} customers`, coverage(shiftedBetaGeometric, highEnd, design));
  if (customers === 1000)
    console.log(`sBG, Regular, ${customers} customers`, coverage(shiftedBetaGeometric, regular, design));
}
const truth = { alpha: 0.26, beta: 1.72, c: 1.58 };
for (const customers of [200, 1000, 10_000]) {
  const design = { customers, periods: 7, cohorts: 400, profiled: "c" } as const;
  console.log(`BdW, ${customers} customers`, coverage(betaDiscreteWeibull, truth, design));
}
