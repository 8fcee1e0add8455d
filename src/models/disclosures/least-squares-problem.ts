/** Least squares as a likelihood: disclosed amounts scatter normally, with one spread, around what a model expects. */
import { checkSufficient } from "../../errors.js";
import type { BoundaryLimit, LikelihoodProblem } from "../../inference/fit.js";
import { maximizeLikelihood } from "../../inference/maximum-likelihood.js";
import type { ByParameter, ParameterScale } from "../../inference/scale.js";
import type { TimeUnit } from "../../time.js";

/** What a model expects of every observation, and how that moves with each parameter (`slopes[k][i]`, zero at first). */
export type Expectation = (parameters: Float64Array, expected: Float64Array, slopes?: Float64Array[]) => void;

/** A model of disclosed amounts. */
export interface LeastSquaresModel<Parameters> {
  readonly where: string;
  readonly model: string;
  readonly likelihoodOf: string;
  readonly timeUnit: TimeUnit;
  readonly scale: ByParameter<Parameters, ParameterScale>;
  readonly starts: readonly Parameters[];
  readonly observed: Float64Array;
  readonly expect: Expectation;
  /** The limits of the model, whose likelihoods take the same spread. */
  readonly limits?: ((spread: number) => readonly BoundaryLimit<Parameters>[]) | undefined;
}

/** Residuals below a thousandth of the mean amount are rounding of the disclosure, not knowledge. */
const leastSpread = 1e-3;

/**
 * The problem whose maximum is the least-squares fit. The spread is estimated once, from the residuals of that fit with the
 * degrees of freedom it leaves, so that covariances are those of nonlinear least squares.
 */
export function leastSquaresProblem<Parameters>(
  model: LeastSquaresModel<Parameters>,
): LikelihoodProblem<Parameters> {
  const { where, observed, expect, scale } = model;
  const count = Object.keys(scale).length;
  const free = observed.length - count;
  const rule = `must be at least ${count + 1} amounts for ${count} parameters`;
  checkSufficient(free > 0, where, "the disclosures", rule, observed.length);
  const size = observed.reduce((sum, amount) => sum + Math.abs(amount), 0) / observed.length;
  checkSufficient(size > 0, where, "the disclosures", "must hold an amount above 0", 0);
  const first = maximizeLikelihood(problemAt(model, 0.1 * size));
  const expected = new Float64Array(observed.length);
  expect(Float64Array.from(Object.values(first.parameters as object)), expected);
  const squares = observed.reduce((sum, amount, i) => sum + (amount - expected[i]!) ** 2, 0);
  const spread = Math.max(Math.sqrt(squares / free), leastSpread * size);
  return problemAt({ ...model, starts: [first.parameters, ...model.starts] }, spread);
}

/** The same with a known spread. */
export function problemAt<Parameters>(
  model: LeastSquaresModel<Parameters>,
  spread: number,
): LikelihoodProblem<Parameters> {
  const { where, likelihoodOf, timeUnit, scale, starts, observed, expect, limits } = model;
  const n = observed.length;
  const expected = new Float64Array(n);
  const evaluate = (parameters: Float64Array, gradient?: Float64Array): number => {
    const slopes = gradient === undefined ? undefined : Array.from(gradient, () => new Float64Array(n));
    expected.fill(0);
    expect(parameters, expected, slopes);
    let squares = 0;
    for (let i = 0; i < n; i++) {
      const residual = (observed[i]! - expected[i]!) / spread;
      squares += residual * residual;
      if (gradient === undefined || slopes === undefined) continue;
      for (let k = 0; k < gradient.length; k++) gradient[k]! += (residual / spread) * slopes[k]![i]!;
    }
    return -n * Math.log(spread * Math.sqrt(2 * Math.PI)) - squares / 2;
  };
  return {
    ...{ where, model: model.model, likelihoodOf, timeUnit, scale, starts, evaluate },
    observations: n,
    limits: limits?.(spread),
  };
}
