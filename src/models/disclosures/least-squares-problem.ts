/** Least squares as a likelihood: disclosed amounts scatter normally, with one spread, around what a model expects. */
import { ConvergenceError, checkSufficient } from "../../errors.js";
import type { BoundaryLimit, Fit, LikelihoodProblem } from "../../inference/fit.js";
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
  /** Whether all starts and limits are compared, for sums of squares with several minima. */
  readonly compared?: boolean | undefined;
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
  const { where, observed, scale } = model;
  const count = Object.keys(scale).length;
  const free = observed.length - count;
  const rule = `must be at least ${count + 1} amounts for ${count} parameters`;
  checkSufficient(free > 0, where, "the disclosures", rule, observed.length);
  const size = observed.reduce((sum, amount) => sum + Math.abs(amount), 0) / observed.length;
  checkSufficient(size > 0, where, "the disclosures", "must hold an amount above 0", 0);
  const { best, spread } = leastSquares(model, leastSpread * size, 0.1 * size);
  return problemAt({ ...model, starts: [best, ...model.starts] }, spread);
}

/**
 * The point of least squares, or one near a limit that is as good as it, with the spread of its residuals. How sharply a search
 * sees depends on the spread that it takes, which is therefore taken anew until it stays where all is compared.
 */
function leastSquares<Parameters>(model: LeastSquaresModel<Parameters>, least: number, first: number) {
  const { observed, expect, scale } = model;
  const free = observed.length - Object.keys(scale).length;
  const expected = new Float64Array(observed.length);
  let best: Parameters = model.starts[0]!;
  let spread = first;
  for (let round = 0; round < (model.compared ? 6 : 1); round++) {
    const starts = [best, ...model.starts];
    best = reached(() =>
      maximizeLikelihood(
        problemAt({ ...model, starts, ...(model.compared && { limits: () => [] }) }, spread),
      ),
    );
    expected.fill(0);
    expect(Float64Array.from(Object.values(best as object)), expected);
    const squares = observed.reduce((sum, amount, i) => sum + (amount - expected[i]!) ** 2, 0);
    const next = Math.max(Math.sqrt(squares / free), least);
    const stays = next > 0.9 * spread;
    spread = next;
    if (stays) break;
  }
  return { best, spread };
}

/** Where a fit ends, whether it converges there or is on its way to a limit. */
function reached<Parameters>(fit: () => Fit<Parameters>): Parameters {
  try {
    return fit().parameters;
  } catch (error) {
    if (error instanceof ConvergenceError) return error.best.parameters as Parameters;
    throw error;
  }
}

/** The same with a known spread. */
export function problemAt<Parameters>(
  model: LeastSquaresModel<Parameters>,
  spread: number,
): LikelihoodProblem<Parameters> {
  const { where, likelihoodOf, timeUnit, scale, starts, observed, expect, limits, compared = false } = model;
  const n = observed.length;
  const expected = new Float64Array(n);
  const evaluate: LikelihoodProblem<Parameters>["evaluate"] = (parameters, gradient, information) => {
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
    if (information !== undefined && slopes !== undefined) addInformation(slopes, spread, information);
    return -n * Math.log(spread * Math.sqrt(2 * Math.PI)) - squares / 2;
  };
  const known = limits?.(spread);
  return {
    ...{ where, model: model.model, likelihoodOf, timeUnit, scale, starts, evaluate },
    observations: n,
    scoring: compared,
    limits: known,
    sketch: known === undefined || !compared ? undefined : { evaluate, limits: known },
  };
}

/** Adds the information of normal errors: the products of the slopes, by which scoring takes Gauss-Newton steps. */
function addInformation(slopes: readonly Float64Array[], spread: number, information: Float64Array): void {
  const n = slopes.length;
  slopes.forEach((one, k) => {
    slopes.forEach((other, j) => {
      information[k * n + j]! += one.reduce(
        (sum, slope, i) => sum + (slope / spread) * (other[i]! / spread),
        0,
      );
    });
  });
}
