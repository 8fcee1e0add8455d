/** Likelihood of the beta-discrete-Weibull model. */
import type { LikelihoodProblem, NestedModel } from "../../inference/fit.js";
import { betaDiscreteWeibullLimits } from "./beta-discrete-weibull-limits.js";
import {
  type BetaDiscreteWeibullParameters,
  betaDiscreteWeibullModel,
  fillBetaDiscreteWeibullHazards,
} from "./beta-discrete-weibull-survival.js";
import type { ContractualCounts } from "./cohort-losses.js";
import { contractualLikelihood } from "./geometric-likelihood.js";
import { checkIdentified, crudeChurn, lifetimeLikelihood } from "./lifetime-likelihood.js";

const nested: readonly NestedModel[] = [
  { model: "shiftedBetaGeometric", restrictions: 1, onBoundary: 0, regular: true },
  { model: "discreteWeibull", restrictions: 1, onBoundary: 1, regular: true },
  { model: "geometric", restrictions: 2, onBoundary: 1, regular: true },
];

/**
 * For some shapes c, the most likely of some α, with β such that survival of the last period is the observed one; the most
 * likely c first. The likelihood can have local maxima, and lie far from where another one starts.
 */
function startsFor(
  counts: ContractualCounts,
  evaluate: LikelihoodProblem<BetaDiscreteWeibullParameters>["evaluate"],
): BetaDiscreteWeibullParameters[] {
  const { atRisk, lost } = counts;
  const churn = crudeChurn(counts);
  let logKept = 0;
  for (let i = 0; i < atRisk.length; i++)
    if (lost[i]! > 0) logKept += Math.log1p(-Math.min(0.999, lost[i]! / atRisk[i]!));
  const odds = (alpha: number) => Math.expm1(Math.min(200, Math.max(1e-9, -logKept) / alpha));
  const candidates = [0.7, 1, 1.7, 4, 10, 30, 100].map((c) =>
    [0.1, 0.4, 1.5, 6]
      .map((alpha) => ({ alpha, beta: Math.min(1e200, Math.max(1e-9, atRisk.length ** c / odds(alpha))), c }))
      .map((start) => ({ start, height: evaluate(Float64Array.of(start.alpha, start.beta, start.c)) }))
      .reduce((best, next) => (next.height > best.height ? next : best)),
  );
  const sorted = candidates
    .filter(({ height }) => Number.isFinite(height))
    .sort((a, b) => b.height - a.height);
  return [...sorted.slice(0, 3).map(({ start }) => start), { alpha: 4 * churn, beta: 4 * (1 - churn), c: 1 }];
}

/** The likelihood problem of the beta-discrete-Weibull model for counted data. */
export function betaDiscreteWeibullProblem(
  where: string,
  counts: ContractualCounts,
): LikelihoodProblem<BetaDiscreteWeibullParameters> {
  checkIdentified(where, counts, 3);
  const evaluate = lifetimeLikelihood(counts, fillBetaDiscreteWeibullHazards, 3);
  const problem: LikelihoodProblem<BetaDiscreteWeibullParameters> = {
    where,
    model: "betaDiscreteWeibull",
    likelihoodOf: contractualLikelihood,
    timeUnit: counts.timeUnit,
    scale: betaDiscreteWeibullModel.scale,
    observations: counts.observations,
    starts: startsFor(counts, evaluate),
    everyStart: "atBoundary",
    farthest: 600,
    scoring: true,
    evaluate,
    nested,
    // Shapes between a twentieth and twenty, c between a quarter and four.
    defaultPriors: {
      alpha: { mean: 0, standardDeviation: 1.5 },
      beta: { mean: 0, standardDeviation: 1.5 },
      c: { mean: 0, standardDeviation: 0.75 },
    },
  };
  return { ...problem, limits: betaDiscreteWeibullLimits(problem, counts) };
}
