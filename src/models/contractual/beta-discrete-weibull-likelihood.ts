/** Likelihood of the beta-discrete-Weibull model, and the simpler models that it becomes where its ridge has no top. */
import type { BoundaryLimit, LikelihoodProblem, NestedModel } from "../../inference/fit.js";
import { maximizeLikelihood } from "../../inference/maximum-likelihood.js";
import {
  type BetaDiscreteWeibullParameters,
  betaDiscreteWeibullModel,
  fillBetaDiscreteWeibullHazards,
} from "./beta-discrete-weibull-survival.js";
import type { ContractualCounts } from "./cohort-losses.js";
import { discreteParetoProblem } from "./discrete-pareto.js";
import { checkSpread, discreteWeibullProblem } from "./discrete-weibull-likelihood.js";
import { contractualLikelihood } from "./geometric-likelihood.js";
import { immediateOrNeverLimit } from "./immediate-or-never.js";
import { checkIdentified, crudeChurn, lifetimeLikelihood } from "./lifetime-likelihood.js";

type Limit = BoundaryLimit<BetaDiscreteWeibullParameters>;

/** A sum of shapes so large that the verbs give the discrete Weibull model's values to rounding. */
const alike = 1e15;
/** A shape c so large that survival is a power of age to rounding. */
const steep = 1e12;

const nested: readonly NestedModel[] = [
  { model: "shiftedBetaGeometric", restrictions: 1, onBoundary: 0, regular: true },
  { model: "discreteWeibull", restrictions: 1, onBoundary: 1, regular: true },
  { model: "geometric", restrictions: 2, onBoundary: 1, regular: true },
];

/** Customers who are all alike: α and β to infinity in a fixed ratio. */
function discreteWeibullLimit(counts: ContractualCounts): Limit {
  return {
    limitingModel: "discreteWeibull",
    lost: ["alpha", "beta"],
    maximize: () => {
      const { parameters, logLikelihood, standardErrors, covariance } = maximizeLikelihood(
        discreteWeibullProblem("betaDiscreteWeibull.fit", counts),
      );
      const { theta, c } = parameters;
      const variance = covariance[1]?.[1] ?? null;
      return {
        logLikelihood,
        parameters: { alpha: theta * alike, beta: (1 - theta) * alike, c },
        identified: {
          theta: { estimate: theta, standardError: standardErrors.theta },
          c: { estimate: c, standardError: standardErrors.c },
        },
        ...(variance === null ? {} : { covariance: [[variance]] }),
      };
    },
  };
}

/** Survival p t^-κ: α and β to 0, c to infinity, α c = κ. */
function discreteParetoLimit(counts: ContractualCounts): Limit {
  return {
    limitingModel: "discretePareto",
    lost: ["alpha", "beta", "c"],
    near: ({ c }) => c > 50,
    maximize: () => {
      if (!counts.lost.some((count, i) => i > 0 && count > 0)) return null;
      const { parameters, logLikelihood, standardErrors } = maximizeLikelihood(
        discreteParetoProblem("betaDiscreteWeibull.fit", counts),
      );
      const { kept, kappa } = parameters;
      const alpha = kappa / steep;
      return {
        logLikelihood,
        parameters: { alpha, beta: (alpha * kept) / (1 - kept), c: steep },
        identified: {
          kept: { estimate: kept, standardError: standardErrors.kept },
          kappa: { estimate: kappa, standardError: standardErrors.kappa },
        },
      };
    },
  };
}

/** The likelihood problem of the beta-discrete-Weibull model for counted data. */
export function betaDiscreteWeibullProblem(
  where: string,
  counts: ContractualCounts,
): LikelihoodProblem<BetaDiscreteWeibullParameters> {
  checkIdentified(where, counts, 3);
  checkSpread(where, counts);
  const churn = crudeChurn(counts);
  const startAt = (mean: number, shapes: number, c: number) => ({
    alpha: mean * shapes,
    beta: (1 - mean) * shapes,
    c,
  });
  return {
    where,
    model: "betaDiscreteWeibull",
    likelihoodOf: contractualLikelihood,
    timeUnit: counts.timeUnit,
    scale: betaDiscreteWeibullModel.scale,
    observations: counts.observations,
    starts: [startAt(churn, 4, 1), startAt(churn, 1, 1.7), startAt(churn, 50, 0.8), startAt(churn, 0.2, 4)],
    evaluate: lifetimeLikelihood(counts, fillBetaDiscreteWeibullHazards, 3),
    limits: [
      immediateOrNeverLimit(counts, ["alpha", "beta", "c"], (share) => ({
        alpha: share / alike,
        beta: (1 - share) / alike,
        c: 1,
      })),
      discreteWeibullLimit(counts),
      discreteParetoLimit(counts),
    ],
    nested,
    // Shapes between a twentieth and twenty, c between a quarter and four.
    defaultPriors: {
      alpha: { mean: 0, standardDeviation: 1.5 },
      beta: { mean: 0, standardDeviation: 1.5 },
      c: { mean: 0, standardDeviation: 0.75 },
    },
  };
}
