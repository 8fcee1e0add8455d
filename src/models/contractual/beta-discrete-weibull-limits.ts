/**
 * The simpler models that the beta-discrete-Weibull model becomes on the edges of its parameters. Every sequence of
 * parameters without a limit inside tends to one of them: to a discrete Weibull model (α, β to infinity), to survival that is
 * a power of age beyond a threshold (c to infinity, α c and β^(1/c) finite), to a fixed lifetime (c to infinity, α c too),
 * to customers lost at once or never (α, β to 0, or c to 0), or, where nobody survives the first period, β to 0.
 */
import type { BoundaryLimit, LikelihoodProblem, LimitingFit } from "../../inference/fit.js";
import { holdParameters } from "../../inference/hold-parameters.js";
import { maximizeLikelihood } from "../../inference/maximum-likelihood.js";
import { roughMaximum } from "../../inference/rough-maximum.js";
import type { BetaDiscreteWeibullParameters } from "./beta-discrete-weibull-survival.js";
import type { ContractualCounts } from "./cohort-losses.js";
import {
  type DiscreteParetoMaximum,
  discreteParetoCeiling,
  discreteParetoMaximum,
} from "./discrete-pareto.js";
import { delayedWeibullMaximum, discreteWeibullProblem } from "./discrete-weibull-likelihood.js";
import { fixedLifetimeLimit, steepWeibull } from "./fixed-lifetime.js";
import { immediateOrNeverLimit } from "./immediate-or-never.js";
import { firstLoss, interiorMaximum, nobodyKeptAtFirst } from "./lifetime-likelihood.js";

type Problem = LikelihoodProblem<BetaDiscreteWeibullParameters>;
type Limit = BoundaryLimit<BetaDiscreteWeibullParameters>;
type Limiting = LimitingFit<BetaDiscreteWeibullParameters>;

const where = "betaDiscreteWeibull.fit";
/** A sum of shapes so large that the functions give the discrete Weibull model's values to rounding. */
const alike = 1e15;
/** A shape c so large that survival is a power of age to rounding. */
const steep = 1e12;
/** The largest β that a fit represents a limit by, and the smallest. */
const largest = 1e300;
const smallest = 1e-300;

/** A likelihood with a maximum inside can be higher still on an edge far from it. */
const always = () => true;

/** The limits towards which the likelihood of counts can rise. */
export function betaDiscreteWeibullLimits(problem: Problem, counts: ContractualCounts): readonly Limit[] {
  const delayed = nobodyKeptAtFirst(counts);
  return [
    immediateOrNeverLimit(counts, ["alpha", "beta", "c"], (share) => ({
      alpha: share / alike,
      beta: (1 - share) / alike,
      c: 1,
    })),
    fixedLifetimeLimit(counts, ["alpha", "beta", "c"], (lifetime) => {
      const { theta, c } = steepWeibull(lifetime);
      return weibullShapes(-Math.log1p(-theta), c, alike);
    }),
    delayed ? delayedWeibullLimit(counts) : discreteWeibullLimit(counts),
    ...(delayed ? [noSurvivorLimit(problem)] : []),
    discreteParetoLimit(problem, counts),
  ];
}

/** Shapes at which customers are as good as alike, with cumulative hazard λ t^c; `spread` is α or more. */
function weibullShapes(lambda: number, c: number, spread: number): BetaDiscreteWeibullParameters {
  const theta = -Math.expm1(-lambda);
  // The sum of shapes must be large beside t^c too, wherever survival is above 0.
  const sum = Math.min(largest, spread / theta);
  return { alpha: theta * sum, beta: Math.max(smallest, Math.exp(-lambda) * sum), c };
}

/** Customers who are all alike: α and β to infinity in a fixed ratio. */
function discreteWeibullLimit(counts: ContractualCounts): Limit {
  return {
    limitingModel: "discreteWeibull",
    lost: ["alpha", "beta"],
    near: always,
    ceiling: () => roughMaximum(discreteWeibullProblem(where, counts)),
    maximize: () => {
      const { parameters, logLikelihood, standardErrors, covariance, convergence } = maximizeLikelihood(
        discreteWeibullProblem(where, counts),
      );
      // Its own limits are limits of this model too.
      if (convergence.status === "boundary") return null;
      const { theta, c } = parameters;
      const lambda = -Math.log1p(-theta);
      return {
        logLikelihood,
        parameters: weibullShapes(lambda, c, alike),
        identified: {
          theta: { estimate: theta, standardError: standardErrors.theta },
          c: { estimate: c, standardError: standardErrors.c },
        },
        covariance: [[covariance[1]?.[1] ?? 0]],
      };
    },
    inside: ({ identified: { theta, c } }) =>
      weibullShapes(-Math.log1p(-(theta?.estimate ?? 0.5)), c?.estimate ?? 1, 100),
  };
}

/** The same where nobody survives the first period, so that its churn may run to 1. */
function delayedWeibullLimit(counts: ContractualCounts): Limit {
  return {
    limitingModel: "discreteWeibull",
    lost: ["alpha", "beta"],
    near: always,
    maximize: () => {
      const found = delayedWeibullMaximum(where, counts);
      if (found === null) return null;
      const { logLikelihood, lambda, c, varianceOfShape } = found;
      const parameters = weibullShapes(lambda.estimate, c.estimate, alike);
      return { logLikelihood, parameters, identified: { lambda, c }, covariance: [[varianceOfShape]] };
    },
  };
}

/** Nobody is known to survive the first period: β to 0. */
function noSurvivorLimit(problem: Problem): Limit {
  return {
    limitingModel: "noSurvivorOfFirstPeriod",
    lost: ["beta"],
    near: always,
    maximize: () => {
      const held = holdParameters(problem, { beta: smallest });
      const fit = interiorMaximum(held);
      if (fit === null) return null;
      const { alpha, c } = fit.parameters as { readonly alpha: number; readonly c: number };
      const { standardErrors } = fit;
      return {
        logLikelihood: fit.logLikelihood,
        parameters: { alpha, beta: smallest, c },
        identified: {
          alpha: { estimate: alpha, standardError: standardErrors.alpha ?? null },
          c: { estimate: c, standardError: standardErrors.c ?? null },
        },
        covariance: fit.covariance as readonly (readonly number[])[],
      };
    },
  };
}

/** Survival min(1, (threshold / t)^κ): c to infinity, α c = κ, β^(1/c) = threshold or, below 1, β / α in a fixed ratio. */
function discreteParetoLimit(problem: Problem, counts: ContractualCounts): Limit {
  return {
    limitingModel: "discretePareto",
    lost: ["alpha", "beta", "c"],
    near: always,
    ceiling: () => discreteParetoCeiling(counts),
    maximize: () => {
      const found = discreteParetoMaximum(where, counts);
      if (found === null) return null;
      const { logLikelihood, kappa, threshold } = found;
      const parameters = nearestShapes(problem, found);
      return { logLikelihood, parameters, identified: { kappa, threshold } };
    },
    inside: ({ identified: { kappa, threshold } }) =>
      powerShapes(
        kappa?.estimate ?? 1,
        threshold?.estimate ?? 1,
        Math.max(2, 30 / Math.log(firstLoss(counts) + 1)),
      ),
  };
}

/** Shapes at which survival is the nearer to that power of age, the larger c is. */
function powerShapes(kappa: number, threshold: number, c: number): BetaDiscreteWeibullParameters {
  const alpha = kappa / c;
  if (threshold >= 1) return { alpha, beta: Math.min(largest, threshold ** c), c };
  const kept = Math.max(1e-200, threshold ** kappa);
  return { alpha, beta: (alpha * kept) / (1 - kept), c };
}

/**
 * The shapes nearest to that power of age among those whose β is a number: with a threshold of some periods c cannot grow
 * far, and where the threshold lies close to a whole period the likelihood then stays a little below its limit.
 */
function nearestShapes(problem: Problem, found: DiscreteParetoMaximum): Limiting["parameters"] {
  const [kappa, threshold] = [found.kappa.estimate, found.threshold.estimate];
  if (threshold <= 1) return powerShapes(kappa, threshold, steep);
  const parameters = powerShapes(kappa, threshold, Math.min(steep, Math.log(largest) / Math.log(threshold)));
  const reached = problem.evaluate(Float64Array.of(parameters.alpha, parameters.beta, parameters.c));
  if (reached >= found.logLikelihood - 1e-9 * Math.max(1, Math.abs(found.logLikelihood))) return parameters;
  const { alpha, c } = parameters;
  const held = holdParameters(problem, { beta: parameters.beta }, [{ alpha, c }]);
  const fit = interiorMaximum(held);
  if (fit === null || !(fit.logLikelihood > reached)) return parameters;
  return held.whole(fit.parameters) as unknown as BetaDiscreteWeibullParameters;
}
