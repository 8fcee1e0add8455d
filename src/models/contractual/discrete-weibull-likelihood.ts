/** Likelihood of the discrete Weibull model: churn that changes with age in the same way for everyone. */
import { checkSufficient } from "../../errors.js";
import type { LikelihoodProblem } from "../../inference/fit.js";
import { log1mExp } from "../../math/log-sum-exp.js";
import type { ContractualCounts } from "./cohort-losses.js";
import { contractualLikelihood } from "./geometric-likelihood.js";
import { immediateOrNeverLimit } from "./immediate-or-never.js";
import { checkIdentified, crudeChurn, type FillHazards, lifetimeLikelihood } from "./lifetime-likelihood.js";
import { powerStep } from "./power-step.js";

/** Parameters of the discrete Weibull model. */
export interface DiscreteWeibullParameters {
  /** Probability of being lost in the first period: a fraction above 0 and below 1. */
  readonly theta: number;
  /** Shape, above 0: churn falls with age below 1, rises above 1, and is constant at 1. */
  readonly c: number;
}

/** t^c ln t, which is 0 at t = 0. */
function powerSlope(t: number, c: number): number {
  return t <= 1 ? 0 : t ** c * Math.log(t);
}

/** Hazards of the discrete Weibull model. */
export const fillDiscreteWeibullHazards: FillHazards = ([theta = 0, c = 0], table) => {
  const [byTheta, byShape] = table.slopes as readonly [Float64Array, Float64Array];
  const logKept = Math.log1p(-theta);
  for (let i = 0; i < byTheta.length; i++) {
    const power = powerStep(i, 1, c);
    table.logRetention[i] = logKept * power;
    table.logChurn[i] = log1mExp(logKept * power);
    byTheta[i] = -power / (1 - theta);
    byShape[i] = logKept * (powerSlope(i + 1, c) - powerSlope(i, c));
  }
};

/**
 * Refuses losses that a shape c of infinity would explain perfectly: nobody before some period, and after it at most one
 * period at risk, in which everybody is lost.
 */
export function checkSpread(where: string, { atRisk, lost, lostBy }: ContractualCounts): void {
  const first = lost.findIndex((count) => count > 0);
  const isLater = (count: number, i: number) => count > 0 && i > first && (i > first + 1 || lost[i]! < count);
  const rule = "must spread over more than two neighbouring periods, with survivors, for c to be finite";
  const enough = lostBy.length > 0 || atRisk.some(isLater);
  checkSufficient(enough, where, "losses", rule, Array.from(lost));
}

/** The likelihood problem of the discrete Weibull model for counted data. */
export function discreteWeibullProblem(
  where: string,
  counts: ContractualCounts,
): LikelihoodProblem<DiscreteWeibullParameters> {
  checkIdentified(where, counts, 2);
  checkSpread(where, counts);
  const theta = crudeChurn(counts);
  return {
    where,
    model: "discreteWeibull",
    likelihoodOf: contractualLikelihood,
    timeUnit: counts.timeUnit,
    scale: { theta: "logit", c: "log" },
    observations: counts.observations,
    starts: [
      { theta, c: 1 },
      { theta: theta / 4, c: 2 },
      { theta: Math.sqrt(theta), c: 0.3 },
    ],
    evaluate: lifetimeLikelihood(counts, fillDiscreteWeibullHazards, 2),
    limits: [immediateOrNeverLimit(counts, ["c"], (share) => ({ theta: share, c: 1e-15 }))],
    defaultPriors: {
      theta: { mean: 0, standardDeviation: 1.5 },
      c: { mean: 0, standardDeviation: 0.75 },
    },
    nested: [{ model: "geometric", restrictions: 1, onBoundary: 0, regular: true }],
  };
}
