/** The mode of a churn likelihood with its priors, and the shape of the posterior around it. */
import { ConvergenceError } from "../errors.js";
import { maximizeLikelihood } from "../inference/maximum-likelihood.js";
import { type ScaledProblem, scaledProblem } from "../inference/objective.js";
import { toScale } from "../inference/scale.js";
import { differenceHessian } from "../math/optimize.js";
import { symmetricEigen } from "../math/symmetric-eigen.js";
import type { ChurnProblem, NamedNumbers } from "./churn-likelihood.js";

/** A mode, with a covariance from which draws can start. */
export interface ChurnMode {
  readonly parameters: NamedNumbers;
  /** Without the priors. */
  readonly logLikelihood: number;
  /** On the scales of the parameters, row by row; positive definite. */
  readonly covariance: Float64Array;
}

/** A problem on its scale, with its priors. */
export function scaledChurn({ problem, priors }: ChurnProblem): ScaledProblem {
  return scaledProblem(
    problem,
    Object.keys(problem.scale).map((name) => priors[name]),
  );
}

/**
 * The mode. Where a search ends on a ridge (two segments that the data do not tell apart) the likelihood is as high there as
 * anywhere: its best point is taken, and a covariance as wide as the priors along the ridge, which weighting makes right.
 */
export function modeOf(churn: ChurnProblem): ChurnMode {
  const { problem, priors } = churn;
  const found = search(() => maximizeLikelihood(problem, { prior: priors }));
  const { parameters, logLikelihood } = found;
  const flat = found.covariance.flat();
  const known =
    flat.length === Object.keys(problem.scale).length ** 2 && flat.every((entry) => entry !== null);
  const covariance = known ? Float64Array.from(flat as number[]) : ridgeCovariance(churn, parameters);
  return { parameters, logLikelihood, covariance };
}

type Found = Pick<
  ReturnType<typeof maximizeLikelihood<NamedNumbers>>,
  "parameters" | "logLikelihood" | "covariance"
>;

function search(maximize: () => Found): Found {
  try {
    return maximize();
  } catch (error) {
    if (!(error instanceof ConvergenceError)) throw error;
    const { parameters, logLikelihood } = error.best as Omit<Found, "covariance">;
    return { parameters, logLikelihood, covariance: [] };
  }
}

/** The deviation of the priors along what the likelihood leaves open. */
const widest = 3;

/** The inverse of the Hessian, with curvatures of the priors at least. */
function ridgeCovariance(churn: ChurnProblem, parameters: NamedNumbers): Float64Array {
  const { names, scales, objective, observations } = scaledChurn(churn);
  const n = names.length;
  const x = Float64Array.from(names, (name, i) => {
    // A parameter that ran to a limit has no finite place on its scale.
    const place = toScale(parameters[name]!, scales[i]!);
    return Math.min(12, Math.max(-12, place));
  });
  const hessian = differenceHessian(objective, x).map((entry) => entry * observations);
  const { values, vectors } = symmetricEigen(hessian, n);
  const covariance = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    const variance = 1 / Math.max(Number.isFinite(values[k]!) ? Math.abs(values[k]!) : 0, widest ** -2);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++)
        covariance[i * n + j]! += vectors[i * n + k]! * variance * vectors[j * n + k]!;
  }
  return covariance;
}
