/**
 * The limit of the regression on covariates where customers of equal covariates are alike: the geometric model, whose churn
 * is a logistic regression on the covariates.
 */
import type { BoundaryLimit, LikelihoodProblem } from "../../inference/fit.js";
import { holdParameters } from "../../inference/hold-parameters.js";
import type { Covariates } from "../covariates.js";
import { interiorMaximum } from "./lifetime-likelihood.js";

/** A sum of shapes so large that the likelihood is the geometric model's to rounding. */
const alike = 1e15;
/** One at which customers of equal covariates differ a little. */
const nearlyAlike = 30;

/** The limit of `shapes` that grow without end. */
export function geometricRegressionLimit(problem: LikelihoodProblem<Covariates>): BoundaryLimit<Covariates> {
  return {
    limitingModel: "geometric with covariates",
    lost: ["shapes"],
    maximize: () => {
      const held = holdParameters(problem, { shapes: alike });
      const fit = interiorMaximum(held);
      if (fit === null) return null;
      const estimates = Object.entries(fit.parameters).map(([name, estimate]) => [
        name,
        { estimate, standardError: fit.standardErrors[name] ?? null },
      ]);
      return {
        logLikelihood: fit.logLikelihood,
        parameters: held.whole(fit.parameters),
        identified: Object.fromEntries(estimates),
        covariance: fit.covariance as readonly (readonly number[])[],
      };
    },
    // Where many customers hide a few that differ much, this limit is no maximum.
    inside: ({ parameters }) => ({ ...parameters, shapes: nearlyAlike }),
  };
}
