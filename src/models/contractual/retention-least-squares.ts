/** The shifted beta-geometric model fitted to retention rates by least squares, as a spreadsheet does it. */
import { ConvergenceError } from "../../errors.js";
import { minimizeBfgs, minimizeNewton, type Objective } from "../../math/optimize.js";
import { type CohortLosses, contractualCounts } from "./cohort-losses.js";
import { checkIdentified } from "./lifetime-likelihood.js";
import type { ShiftedBetaGeometricParameters } from "./shifted-beta-geometric-likelihood.js";

/** A least-squares fit: it has no likelihood, and therefore no standard errors. */
export interface LeastSquaresFit {
  /** The parameters. */
  readonly parameters: ShiftedBetaGeometricParameters;
  /** Sum of squared differences of observed and fitted retention rates. */
  readonly sumOfSquares: number;
}

/** Minimises Σ (observed r(t) - r(t))² over the periods with customers at risk. */
export function leastSquaresFit(
  where: string,
  data: CohortLosses | readonly CohortLosses[],
): LeastSquaresFit {
  const counts = contractualCounts(where, data);
  checkIdentified(where, counts, 2);
  const { atRisk, lost } = counts;
  const objective: Objective = ([logAlpha = 0, logBeta = 0], gradient) => {
    const alpha = Math.exp(logAlpha);
    const beta = Math.exp(logBeta);
    gradient.fill(0);
    let sum = 0;
    for (let i = 0; i < atRisk.length; i++) {
      if (!(atRisk[i]! > 0)) continue;
      const total = alpha + beta + i;
      const error = (beta + i) / total - (1 - lost[i]! / atRisk[i]!);
      sum += error * error;
      gradient[0]! -= (2 * error * alpha * (beta + i)) / total ** 2;
      gradient[1]! += (2 * error * alpha * beta) / total ** 2;
    }
    return sum;
  };
  const near = minimizeBfgs(objective, Float64Array.of(0, 0), { tolerance: 1e-6 });
  const end = minimizeNewton(objective, near, { gradient: 1e-10, decrement: 1e-12 });
  const parameters = { alpha: Math.exp(end.x[0]!), beta: Math.exp(end.x[1]!) };
  if (!end.converged || Math.abs(end.x[0]!) > 12 || Math.abs(end.x[1]!) > 12)
    throw new ConvergenceError(`${where}: the sum of squares has no minimum at finite shapes`, parameters);
  return { parameters, sumOfSquares: end.value };
}
