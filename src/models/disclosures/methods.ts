/** What the models of disclosures share: the fit, and the likelihood as profiles and posteriors take it. */
import type { Fit, FitOptions, LikelihoodProblem } from "../../inference/fit.js";
import { maximizeLikelihood } from "../../inference/maximum-likelihood.js";

/** The fit of a model to disclosures. */
export interface FitDisclosures<Data, Parameters> {
  /**
   * Least-squares estimate of the parameters of the model, with errors of one size in every period.
   * @param disclosures - What a company discloses.
   * @param options - A `start`, a `prior`, `maxIterations`.
   * @returns The fit as plain data: store it as JSON, pass it to the other methods.
   * @throws {InsufficientDataError} If there are not more known amounts than parameters.
   * @throws {InvalidInputError} If the disclosures are not valid.
   * @throws {ConvergenceError} If the optimiser stops short; `error.best` is its best point.
   */
  (disclosures: Data, options?: FitOptions<Parameters>): Fit<Parameters>;
}

/** `fit`. */
export function fitDisclosures<Data, Parameters>(
  problemOf: (disclosures: Data) => LikelihoodProblem<Parameters>,
): FitDisclosures<Data, Parameters> {
  return (disclosures, options = {}) => maximizeLikelihood(problemOf(disclosures), options);
}

/**
 * The likelihood of disclosures.
 * @inline
 */
export interface DisclosureInference<Data, Parameters> {
  /**
   * The likelihood of disclosures as a problem, with functions in it.
   * @param disclosures - What a company discloses, as `fit` takes it.
   * @returns The likelihood with its gradient, scales and starting points.
   */
  likelihoodProblem(disclosures: Data): LikelihoodProblem<Parameters>;
}

/** The record of a model with this likelihood. */
export function inferenceOf<Data, Parameters>(
  likelihoodProblem: (disclosures: Data) => LikelihoodProblem<Parameters>,
): DisclosureInference<Data, Parameters> {
  return { likelihoodProblem };
}
