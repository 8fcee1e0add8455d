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
  const fall = Math.max(1e-9, -logKept);
  const shapes = [0.7, 1, 1.7, 4, 10, 30, 100];
  const seen = (start: BetaDiscreteWeibullParameters) => ({
    start,
    height: evaluate(Float64Array.of(start.alpha, start.beta, start.c)),
  });
  const odds = (alpha: number) => Math.expm1(Math.min(200, fall / alpha));
  const candidates = shapes.map((c) =>
    [0.1, 0.4, 1.5, 6]
      .map((alpha) => ({ alpha, beta: Math.min(1e200, Math.max(1e-9, atRisk.length ** c / odds(alpha))), c }))
      .map(seen)
      .reduce((best, next) => (next.height > best.height ? next : best)),
  );
  const highest = (of: typeof candidates, count: number) =>
    of
      .filter(({ height }) => Number.isFinite(height))
      .sort((a, b) => b.height - a.height)
      .slice(0, count)
      .map(({ start }) => start);
  const powers = shapes.map((c) => seen(powerStart(counts, fall, c)));
  const customary = { alpha: 4 * churn, beta: 4 * (1 - churn), c: 1 };
  return [...highest(candidates, 3), ...highest(powers, 1), customary];
}

/** Survival that is near a power of age, as a large c makes it: α from its fall, β from the churn of the first period. */
function powerStart({ atRisk, lost }: ContractualCounts, fall: number, c: number) {
  const first = Math.min(0.999, Math.max(1e-9, (lost[0] ?? 0) / Math.max(1, atRisk[0] ?? 1)));
  const alpha = Math.max(1e-6, (fall + Math.log1p(-first)) / (c * Math.log(Math.max(2, atRisk.length))));
  return { alpha, beta: Math.max(1e-9, (alpha * (1 - first)) / first), c };
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
    everyStart: "always",
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
