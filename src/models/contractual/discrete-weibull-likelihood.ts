/** Likelihood of the discrete Weibull model: churn that changes with age in the same way for everyone. */
import type { BoundaryLimit, Estimate, LikelihoodProblem } from "../../inference/fit.js";
import { holdParameters } from "../../inference/hold-parameters.js";
import { log1mExp } from "../../math/log-sum-exp.js";
import type { ContractualCounts } from "./cohort-losses.js";
import { discreteParetoMaximum } from "./discrete-pareto.js";
import { fixedLifetimeLimit, steepWeibull } from "./fixed-lifetime.js";
import { contractualLikelihood } from "./geometric-likelihood.js";
import { immediateOrNeverLimit } from "./immediate-or-never.js";
import {
  checkIdentified,
  crudeChurn,
  type FillHazards,
  interiorMaximum,
  lifetimeLikelihood,
  nobodyKeptAtFirst,
} from "./lifetime-likelihood.js";
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

/** Parameters that stay apart where nobody survives the first period: hazard μ (t^c - (t - 1)^c) / c. */
interface HazardParameters {
  readonly mu: number;
  readonly c: number;
}

const fillScaledHazards: FillHazards = ([mu = 0, c = 0], table) => {
  const [byMu, byShape] = table.slopes as readonly [Float64Array, Float64Array];
  for (let i = 0; i < byMu.length; i++) {
    const step = powerStep(i, 1, c) / c;
    table.logRetention[i] = -mu * step;
    table.logChurn[i] = log1mExp(-mu * step);
    byMu[i] = -step;
    byShape[i] = (-mu * (powerSlope(i + 1, c) - powerSlope(i, c) - step)) / c;
  }
};

/** A discrete Weibull model by the cumulative hazard λ of the first period, which may be any number above 0. */
export interface WeibullMaximum {
  readonly logLikelihood: number;
  readonly lambda: Estimate;
  readonly c: Estimate;
  /** Variance of ln c. */
  readonly varianceOfShape: number;
}

/** The maximum for data in which nobody is known to survive the first period, or null where it lies on a limit. */
export function delayedWeibullMaximum(where: string, counts: ContractualCounts): WeibullMaximum | null {
  const line = startOfLine(counts);
  const problem: LikelihoodProblem<HazardParameters> = {
    where,
    model: "discreteWeibull",
    likelihoodOf: contractualLikelihood,
    timeUnit: counts.timeUnit,
    scale: { mu: "log", c: "log" },
    observations: counts.observations,
    starts: [
      ...[1, 0.1, 3].map((c) => ({ mu: crudeChurn(counts) * c, c })),
      { mu: -Math.log1p(-line.theta) * line.c, c: line.c },
    ],
    farthest: 600,
    evaluate: lifetimeLikelihood(counts, fillScaledHazards, 2),
  };
  const fit = interiorMaximum(problem);
  if (fit === null) return null;
  const { mu, c } = fit.parameters;
  const [[v = 0, w = 0] = [], [, x = 0] = []] = fit.covariance as number[][];
  const lambda = mu / c;
  return {
    logLikelihood: fit.logLikelihood,
    lambda: { estimate: lambda, standardError: lambda * Math.sqrt(Math.max(0, v - 2 * w + x)) },
    c: { estimate: c, standardError: fit.standardErrors.c },
    varianceOfShape: x,
  };
}

/** The largest fraction below 1. */
const almostOne = 1 - 2 ** -53;
/** Beyond this hazard of the first period its churn is too near 1 for a number to hold the difference well. */
const certainHazard = 12;

/** Limits of data in which nobody is known to survive the first period: its churn runs to 1. */
function delayedLimits(
  problem: LikelihoodProblem<DiscreteWeibullParameters>,
  counts: ContractualCounts,
): BoundaryLimit<DiscreteWeibullParameters>[] {
  if (!nobodyKeptAtFirst(counts)) return [];
  const { where } = problem;
  // The likelihood may have a top inside as well, however far away: both limits are always compared with it.
  const near = () => true;
  return [
    {
      limitingModel: "discreteWeibull",
      lost: ["theta"],
      near,
      maximize: () => {
        const found = delayedWeibullMaximum(where, counts);
        if (found === null || found.lambda.estimate < certainHazard) return null;
        const { logLikelihood, lambda, c, varianceOfShape } = found;
        const theta = Math.min(-Math.expm1(-lambda.estimate), almostOne);
        const parameters = { theta, c: c.estimate };
        return { logLikelihood, parameters, identified: { lambda, c }, covariance: [[varianceOfShape]] };
      },
    },
    {
      limitingModel: "discretePareto",
      lost: ["theta", "c"],
      near,
      maximize: () => {
        const found = discreteParetoMaximum(where, counts);
        if (found === null) return null;
        const { logLikelihood, kappa } = found;
        // As near as numbers come: the limit would need a hazard of the first period without bound.
        const start = { theta: almostOne, c: kappa.estimate / -Math.log1p(-almostOne) };
        const nearest = interiorMaximum(holdParameters(problem, { theta: almostOne }, [start]));
        const parameters = { theta: almostOne, c: nearest?.parameters.c ?? start.c };
        return { logLikelihood, parameters, identified: { kappa } };
      },
    },
  ];
}

/** A start on the line through the first and the last loss in ln(cumulative hazard) against ln(age). */
function startOfLine({ atRisk, lost }: ContractualCounts): DiscreteWeibullParameters {
  let hazard = 0;
  const points: { readonly age: number; readonly hazard: number }[] = [];
  lost.forEach((count, i) => {
    if (!(count > 0)) return;
    hazard += count < atRisk[i]! ? count / atRisk[i]! : 2;
    points.push({ age: i + 1, hazard });
  });
  const [first, last] = [points[0], points[points.length - 1]];
  if (first === undefined || last === undefined || first === last) return { theta: 0.1, c: 1 };
  const slope = Math.log(last.hazard / first.hazard) / Math.log(last.age / first.age);
  const c = Math.min(100, Math.max(0.05, slope));
  const theta = -Math.expm1(-last.hazard * last.age ** -c);
  return { theta: Math.min(Math.max(theta, 1e-250), 0.999), c };
}

/** The likelihood problem of the discrete Weibull model for counted data. */
export function discreteWeibullProblem(
  where: string,
  counts: ContractualCounts,
): LikelihoodProblem<DiscreteWeibullParameters> {
  checkIdentified(where, counts, 2);
  const theta = crudeChurn(counts);
  const problem: LikelihoodProblem<DiscreteWeibullParameters> = {
    where,
    model: "discreteWeibull",
    likelihoodOf: contractualLikelihood,
    timeUnit: counts.timeUnit,
    scale: { theta: "logit", c: "log" },
    observations: counts.observations,
    starts: [
      { theta, c: 1 },
      startOfLine(counts),
      { theta: theta / 4, c: 2 },
      { theta: Math.sqrt(theta), c: 0.3 },
    ],
    scoring: true,
    evaluate: lifetimeLikelihood(counts, fillDiscreteWeibullHazards, 2),
    farthest: 600,
    defaultPriors: {
      theta: { mean: 0, standardDeviation: 1.5 },
      c: { mean: 0, standardDeviation: 0.75 },
    },
    nested: [{ model: "geometric", restrictions: 1, onBoundary: 0, regular: true }],
  };
  const limits = [
    immediateOrNeverLimit<DiscreteWeibullParameters>(counts, ["c"], (share) => ({ theta: share, c: 1e-15 })),
    fixedLifetimeLimit<DiscreteWeibullParameters>(counts, ["theta", "c"], steepWeibull),
    ...delayedLimits(problem, counts),
  ];
  return { ...problem, limits };
}
