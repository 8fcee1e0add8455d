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

/** Shapes of a group, and the precision of ln α and ln β: of the first, of both together, of the second. */
export interface GroupShapes {
  readonly values: readonly number[];
  readonly alpha: number;
  readonly beta: number;
  readonly precision: readonly [number, number, number];
}

/** The shapes of each group that can be fitted by itself, with the precision of that fit. */
export function separateShapes(where: string, groups: readonly CovariateGroup[]): readonly GroupShapes[] {
  if (groups.length > mostGroups) return [];
  return groups.flatMap(({ values, counts }) => {
    if (counts.atRisk.length < 2) return [];
    const fit = fittedAlone(where, counts);
    if (fit === null) return [];
    const [[aa = 1, ab = 0] = [], [, bb = 1] = []] = fit.covariance as number[][];
    const determinant = aa * bb - ab * ab;
    const precision = [bb / determinant, -ab / determinant, aa / determinant] as const;
    return [{ values, ...fit.parameters, precision }];
  });
}

/**
 * Coefficients of ln α, intercept first, then those of ln β, by generalised least squares; null where the groups are too few.
 */
export function throughShapes(shapes: readonly GroupShapes[]): readonly number[] | null {
  const size = (shapes[0]?.values.length ?? 0) + 1;
  if (shapes.length < size) return null;
  const n = 2 * size;
  const normal = new Float64Array(n * n);
  const sums = new Float64Array(n);
  for (const { values, alpha, beta, precision } of shapes) {
    const x = [1, ...values];
    const logs = [Math.log(alpha), Math.log(beta)] as const;
    for (let row = 0; row < n; row++)
      for (const s of [0, 1] as const) {
        const r = row < size ? 0 : 1;
        const weight = x[row - r * size]! * precision[r + s]!;
        sums[row]! += weight * logs[s];
        for (let j = 0; j < size; j++) normal[row * n + s * size + j]! += weight * x[j]!;
      }
  }
  const found = solve(normal, sums, n);
  return found && [...found];
}

function fittedAlone(where: string, counts: ContractualCounts) {
  try {
    return interiorMaximum(shiftedBetaGeometricProblem(where, counts));
  } catch {
    // A group without losses, say, cannot be fitted alone; the others can still show a way.
    return null;
  }
}
