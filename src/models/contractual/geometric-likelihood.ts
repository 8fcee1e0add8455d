/** Likelihood of the geometric model: one churn probability for everyone in every period. */
import type { LikelihoodProblem } from "../../inference/fit.js";
import type { ContractualCounts } from "./cohort-losses.js";
import { checkIdentified, crudeChurn, type FillHazards, lifetimeLikelihood } from "./lifetime-likelihood.js";

/** Parameter of the geometric model. */
export interface GeometricParameters {
  /** Probability that a customer is lost in a period: a fraction above 0 and below 1. */
  readonly theta: number;
}

/** Hazards of the geometric model. */
export const fillGeometricHazards: FillHazards = ([theta = 0], { logRetention, logChurn, slopes }) => {
  logRetention.fill(Math.log1p(-theta));
  logChurn.fill(Math.log(theta));
  slopes[0]!.fill(-1 / (1 - theta));
};

/** The likelihood problem of the geometric model for counted data. */
export function geometricProblem(
  where: string,
  counts: ContractualCounts,
): LikelihoodProblem<GeometricParameters> {
  checkIdentified(where, counts, 1);
  return {
    where,
    model: "geometric",
    likelihoodOf: contractualLikelihood,
    timeUnit: counts.timeUnit,
    scale: { theta: "logit" },
    observations: counts.observations,
    starts: [{ theta: crudeChurn(counts) }],
    scoring: true,
    evaluate: lifetimeLikelihood(counts, fillGeometricHazards, 1),
    defaultPriors: { theta: { mean: 0, standardDeviation: 1.5 } },
  };
}

/** What the likelihood of every contractual model is the probability of. */
export const contractualLikelihood = "period of loss, or survival of the periods watched";
