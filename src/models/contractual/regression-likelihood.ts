/** The likelihood of the shifted beta-geometric model with covariates: a sum over groups of equal covariates. */
import type { LikelihoodProblem } from "../../inference/fit.js";
import type { CovariateEffect, Covariates } from "../covariates.js";
import { lifetimeLikelihood } from "./lifetime-likelihood.js";
import type { CovariateGroup } from "./regression-starts.js";
import { fillShiftedBetaGeometricHazards } from "./shifted-beta-geometric-likelihood.js";

/** α and β of a group, with their derivatives by the coefficients: those of α first, then those of β. */
interface Shapes {
  readonly values: Float64Array;
  readonly slopes: Float64Array;
}

type FillShapes = (parameters: Float64Array, covariates: readonly number[], shapes: Shapes) => void;

/** Parameters are intercept, shapes, then the coefficients. */
const fillMean: FillShapes = (parameters, covariates, { values, slopes }) => {
  let odds = parameters[0]!;
  for (let k = 0; k < covariates.length; k++) odds += covariates[k]! * parameters[k + 2]!;
  const mean = 1 / (1 + Math.exp(-odds));
  const rest = 1 / (1 + Math.exp(odds));
  const sum = parameters[1]!;
  values[0] = sum * mean;
  values[1] = sum * rest;
  const n = parameters.length;
  for (const [offset, byOdds, share] of [
    [0, sum * mean * rest, mean],
    [n, -sum * mean * rest, rest],
  ] as const) {
    slopes[offset] = byOdds;
    slopes[offset + 1] = share;
    for (let k = 0; k < covariates.length; k++) slopes[offset + k + 2] = byOdds * covariates[k]!;
  }
};

/** Parameters are the intercept and coefficients of ln α, then those of ln β. */
const fillBoth: FillShapes = (parameters, covariates, { values, slopes }) => {
  const size = covariates.length + 1;
  slopes.fill(0);
  for (const s of [0, 1]) {
    const at = s * size;
    let log = parameters[at]!;
    for (let k = 0; k < covariates.length; k++) log += covariates[k]! * parameters[at + k + 1]!;
    const shape = Math.exp(log);
    values[s] = shape;
    const own = s * 2 * size + at;
    slopes[own] = shape;
    for (let k = 0; k < covariates.length; k++) slopes[own + k + 1] = shape * covariates[k]!;
  }
};

/** The log-likelihood of all groups, with gradient and information by the chain rule. */
export function regressionLikelihood(
  groups: readonly CovariateGroup[],
  effect: CovariateEffect,
): LikelihoodProblem<Covariates>["evaluate"] {
  const fill = effect === "mean" ? fillMean : fillBoth;
  const n = effect === "mean" ? groups[0]!.values.length + 2 : 2 * (groups[0]!.values.length + 1);
  const parts = groups.map(({ values, counts }) => ({
    values,
    evaluate: lifetimeLikelihood(counts, fillShiftedBetaGeometricHazards, 2),
  }));
  const shapes = { values: new Float64Array(2), slopes: new Float64Array(2 * n) };
  const gradientOf = new Float64Array(2);
  const informationOf = new Float64Array(4);
  return (parameters, gradient, information) => {
    let total = 0;
    for (const { values, evaluate } of parts) {
      fill(parameters, values, shapes);
      if (gradient === undefined) {
        total += evaluate(shapes.values);
        continue;
      }
      const known = information && informationOf.fill(0);
      total += evaluate(shapes.values, gradientOf.fill(0), known);
      for (let i = 0; i < n; i++)
        gradient[i]! += gradientOf[0]! * shapes.slopes[i]! + gradientOf[1]! * shapes.slopes[n + i]!;
      if (information !== undefined) addChained(information, informationOf, shapes.slopes, n);
    }
    return total;
  };
}

/** Adds Jᵀ M J for the two rows of derivatives J and the information M about α and β. */
function addChained(
  information: Float64Array,
  [aa = 0, ab = 0, , bb = 0]: Float64Array,
  slopes: Float64Array,
  n: number,
): void {
  for (let i = 0; i < n; i++) {
    const byAlpha = aa * slopes[i]! + ab * slopes[n + i]!;
    const byBeta = ab * slopes[i]! + bb * slopes[n + i]!;
    for (let j = 0; j < n; j++) information[i * n + j]! += byAlpha * slopes[j]! + byBeta * slopes[n + j]!;
  }
}
