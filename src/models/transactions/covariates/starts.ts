/** Where the search with covariates begins: at the estimates without them. */
import { ConvergenceError } from "../../../errors.js";
import type { LikelihoodProblem } from "../../../inference/fit.js";
import { maximizeLikelihood } from "../../../inference/maximum-likelihood.js";

/** The starting points of a problem, its maximum first where that is no boundary. */
export function startsFromFit<Parameters>(problem: LikelihoodProblem<Parameters>): readonly Parameters[] {
  const fit = convergedOrNull(() => maximizeLikelihood(problem));
  const inside = fit !== null && fit.convergence.status === "interior";
  return inside ? [fit.parameters, ...problem.starts] : problem.starts;
}

/** A result, or null where the optimiser stops short of it. */
export function convergedOrNull<Result>(call: () => Result): Result | null {
  try {
    return call();
  } catch (error) {
    if (error instanceof ConvergenceError) return null;
    throw error;
  }
}
