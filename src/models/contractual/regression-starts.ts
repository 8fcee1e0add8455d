/** Where the search for two vectors of coefficients starts: a straight line through the fits of each group by itself. */
import { solve } from "../../math/linear-algebra.js";
import type { ContractualCounts } from "./cohort-losses.js";
import { interiorMaximum } from "./lifetime-likelihood.js";
import { shiftedBetaGeometricProblem } from "./shifted-beta-geometric-likelihood.js";

/** Customers of equal covariates. */
export interface CovariateGroup {
  readonly values: readonly number[];
  readonly counts: ContractualCounts;
}

/** More groups than this have too few customers each to be fitted by themselves. */
const mostGroups = 30;

/** Coefficients of ln α and of ln β, intercept first, by weighted least squares; null where groups cannot tell them. */
export function separateStart(
  where: string,
  groups: readonly CovariateGroup[],
): readonly Float64Array[] | null {
  const size = groups[0]!.values.length + 1;
  if (groups.length > mostGroups) return null;
  const fitted = groups.flatMap(({ values, counts }) => {
    if (counts.atRisk.length < 2) return [];
    const fit = fittedAlone(where, counts);
    return fit === null ? [] : [{ x: [1, ...values], weight: counts.observations, ...fit.parameters }];
  });
  if (fitted.length < size) return null;
  const normal = new Float64Array(size * size);
  const sums = [new Float64Array(size), new Float64Array(size)] as const;
  for (const { x, weight, alpha, beta } of fitted)
    for (let i = 0; i < size; i++) {
      sums[0][i]! += weight * x[i]! * Math.log(alpha);
      sums[1][i]! += weight * x[i]! * Math.log(beta);
      for (let j = 0; j < size; j++) normal[i * size + j]! += weight * x[i]! * x[j]!;
    }
  const [byAlpha, byBeta] = sums.map((sum) => solve(normal, sum, size));
  return byAlpha && byBeta ? [byAlpha, byBeta] : null;
}

function fittedAlone(where: string, counts: ContractualCounts) {
  try {
    return interiorMaximum(shiftedBetaGeometricProblem(where, counts));
  } catch {
    // A group without losses, say, cannot be fitted alone; the others can still show a way.
    return null;
  }
}
