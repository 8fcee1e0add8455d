/** Likelihood of the shifted beta-geometric model, and the two models that it becomes on the edges of its parameters. */
import type { BoundaryLimit, LikelihoodProblem, NestedModel } from "../../inference/fit.js";
import { holdParameters } from "../../inference/hold-parameters.js";
import { maximizeLikelihood } from "../../inference/maximum-likelihood.js";
import { logBetaRatio } from "../../math/gamma.js";
import type { ContractualCounts } from "./cohort-losses.js";
import { contractualLikelihood, geometricProblem } from "./geometric-likelihood.js";
import { immediateOrNeverLimit } from "./immediate-or-never.js";
import {
  checkIdentified,
  crudeChurn,
  type FillHazards,
  interiorMaximum,
  lifetimeLikelihood,
  nobodyKeptAtFirst,
} from "./lifetime-likelihood.js";
import type { LifetimeModel } from "./lifetime-verbs.js";

/** Shape parameters of the beta distribution of churn probabilities across customers: both above 0, no unit. */
export interface ShiftedBetaGeometricParameters {
  /** First shape, above 0: small where many customers hardly ever leave. */
  readonly alpha: number;
  /** Second shape, above 0; mean churn of new customers is alpha / (alpha + beta). */
  readonly beta: number;
}

/** The model as the shared functions need it. */
export const shiftedBetaGeometricModel: LifetimeModel<ShiftedBetaGeometricParameters> = {
  name: "shiftedBetaGeometric",
  scale: { alpha: "log", beta: "log" },
  logSurvivalFrom: ({ alpha, beta }, n, t) =>
    t === 1 ? logRetention(alpha, beta + n) : logBetaRatio(alpha, beta + n, t),
  logChurn: ({ alpha, beta }, t) => logRetention(beta + (t - 1), alpha),
  tailPower: ({ alpha }) => alpha,
  mean: ({ alpha, beta }, n) => (alpha > 1 ? (alpha + beta + n - 1) / (alpha - 1) : null),
};

/** ln(b / (a + b)), accurate at both ends. */
function logRetention(a: number, b: number): number {
  const churn = a / (a + b);
  return churn < 0.5 ? Math.log1p(-churn) : Math.log(b / (a + b));
}

/** Hazards of the shifted beta-geometric model. */
export const fillShiftedBetaGeometricHazards: FillHazards = ([alpha = 0, beta = 0], table) => {
  const [byAlpha, byBeta] = table.slopes as readonly [Float64Array, Float64Array];
  for (let i = 0; i < byAlpha.length; i++) {
    const b = beta + i;
    const sum = alpha + b;
    table.logRetention[i] = logRetention(alpha, b);
    table.logChurn[i] = logRetention(b, alpha);
    byAlpha[i] = -1 / sum;
    byBeta[i] = alpha / (b * sum);
  }
};

/** Simpler models inside this one. */
const nested: readonly NestedModel[] = [
  { model: "geometric", restrictions: 1, onBoundary: 1, regular: true },
];

/** A sum of shapes so large that the functions give the geometric model's values to rounding. */
const alike = 1e15;

/** Customers who are all alike: α and β to infinity in a fixed ratio. */
function geometricLimit(counts: ContractualCounts): BoundaryLimit<ShiftedBetaGeometricParameters> {
  return {
    limitingModel: "geometric",
    lost: ["alpha", "beta"],
    maximize: () => {
      const { parameters, logLikelihood, standardErrors } = maximizeLikelihood(
        geometricProblem("shiftedBetaGeometric.fit", counts),
      );
      const { theta } = parameters;
      return {
        logLikelihood,
        parameters: { alpha: theta * alike, beta: (1 - theta) * alike },
        identified: { theta: { estimate: theta, standardError: standardErrors.theta } },
      };
    },
  };
}

/** Nobody is known to survive the first period: β to 0, and tenure beyond it is Yule-Simon. */
function noSurvivorLimit(
  problem: LikelihoodProblem<ShiftedBetaGeometricParameters>,
): BoundaryLimit<ShiftedBetaGeometricParameters> {
  return {
    limitingModel: "noSurvivorOfFirstPeriod",
    lost: ["beta"],
    near: ({ beta }) => beta < 1e-3,
    maximize: () => {
      const beta = 1e-300;
      const fit = interiorMaximum(holdParameters(problem, { beta }));
      if (fit === null) return null;
      const alpha = fit.parameters.alpha!;
      return {
        logLikelihood: fit.logLikelihood,
        parameters: { alpha, beta },
        identified: { alpha: { estimate: alpha, standardError: fit.standardErrors.alpha ?? null } },
        covariance: fit.covariance as readonly (readonly number[])[],
      };
    },
  };
}

/** The likelihood problem of the shifted beta-geometric model for counted data. */
export function shiftedBetaGeometricProblem(
  where: string,
  counts: ContractualCounts,
): LikelihoodProblem<ShiftedBetaGeometricParameters> {
  checkIdentified(where, counts, 2);
  const churn = crudeChurn(counts);
  const startAt = (mean: number, shapes: number) => ({ alpha: mean * shapes, beta: (1 - mean) * shapes });
  const problem: LikelihoodProblem<ShiftedBetaGeometricParameters> = {
    where,
    model: "shiftedBetaGeometric",
    likelihoodOf: contractualLikelihood,
    timeUnit: counts.timeUnit,
    scale: shiftedBetaGeometricModel.scale,
    observations: counts.observations,
    starts: [startAt(churn, 4), startAt(churn, 0.5), startAt(churn, 100)],
    scoring: true,
    evaluate: lifetimeLikelihood(counts, fillShiftedBetaGeometricHazards, 2),
    nested,
    // Shapes between a twentieth and twenty.
    defaultPriors: {
      alpha: { mean: 0, standardDeviation: 1.5 },
      beta: { mean: 0, standardDeviation: 1.5 },
    },
  };
  const limits = [
    geometricLimit(counts),
    immediateOrNeverLimit<ShiftedBetaGeometricParameters>(counts, ["alpha", "beta"], (share) => ({
      alpha: share / alike,
      beta: (1 - share) / alike,
    })),
    ...(nobodyKeptAtFirst(counts) ? [noSurvivorLimit(problem)] : []),
  ];
  return { ...problem, limits };
}
