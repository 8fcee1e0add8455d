/** Survival that is a power of age: what the beta-discrete-Weibull model becomes as its shape grows without bound. */
import type { LikelihoodProblem } from "../../inference/fit.js";
import { log1mExp } from "../../math/log-sum-exp.js";
import type { ContractualCounts } from "./cohort-losses.js";
import { contractualLikelihood } from "./geometric-likelihood.js";
import { crudeChurn, type FillHazards, lifetimeLikelihood } from "./lifetime-likelihood.js";

/** S(t) = kept t^-kappa for t of 1 or more. */
export interface DiscreteParetoParameters {
  /** Share that survives the first period. */
  readonly kept: number;
  /** Power of the fall after it, above 0. */
  readonly kappa: number;
}

const fillHazards: FillHazards = ([kept = 0, kappa = 0], { logRetention, logChurn, slopes }) => {
  const [byKept, byKappa] = slopes as readonly [Float64Array, Float64Array];
  for (let i = 0; i < byKept.length; i++) {
    const logRatio = i === 0 ? 0 : Math.log1p(-1 / (i + 1));
    logRetention[i] = i === 0 ? Math.log(kept) : kappa * logRatio;
    logChurn[i] = i === 0 ? Math.log1p(-kept) : log1mExp(kappa * logRatio);
    byKept[i] = i === 0 ? 1 / kept : 0;
    byKappa[i] = logRatio;
  }
};

/** The likelihood problem of survival that is a power of age. */
export function discreteParetoProblem(
  where: string,
  counts: ContractualCounts,
): LikelihoodProblem<DiscreteParetoParameters> {
  return {
    where,
    model: "discretePareto",
    likelihoodOf: contractualLikelihood,
    timeUnit: counts.timeUnit,
    scale: { kept: "logit", kappa: "log" },
    observations: counts.observations,
    starts: [
      { kept: 1 - crudeChurn(counts), kappa: 0.3 },
      { kept: 0.9, kappa: 2 },
    ],
    evaluate: lifetimeLikelihood(counts, fillHazards, 2),
  };
}
