/** Draws of parameters: from the likelihood of cohorts by weighting, or from the normal distribution of a stored fit. */
import { checkSufficient } from "../errors.js";
import type { Fit } from "../inference/fit.js";
import { fromScale, type ParameterScale, toScale } from "../inference/scale.js";
import { cholesky } from "../math/linear-algebra.js";
import type { Random } from "../math/random.js";
import { sampleGamma, sampleNormal } from "../math/samplers.js";
import type { ChurnProblem, NamedNumbers } from "./churn-likelihood.js";
import { type ChurnMode, scaledChurn } from "./churn-mode.js";

/** Draws of parameters on their natural scale, in their order. */
export interface ParameterDraws {
  readonly values: readonly Float64Array[];
  /** How many independent draws would be worth as much. */
  readonly effective: number;
}

/** Degrees of freedom of the proposals: tails heavier than those of the posterior. */
const degreesOfFreedom = 8;

interface Proposal {
  readonly centre: Float64Array;
  /** Lower Cholesky factor of the covariance, row by row. */
  readonly factor: Float64Array;
}

/**
 * Sampling and importance resampling: proposals from Student's t around the mode, drawn again by their weight; where few of
 * them count, once more around their weighted mean. The likelihood is divided by `dispersion`, as quasi-likelihood does.
 *
 * @see Rubin (1988), "Using the SIR algorithm to simulate posterior distributions", Bayesian Statistics 3, 395-402; Cappé,
 *   Guillin, Marin & Robert (2004), "Population Monte Carlo", Journal of Computational and Graphical Statistics 13(4).
 */
export function posteriorDraws(
  random: Random,
  churn: ChurnProblem,
  mode: ChurnMode,
  { draws, dispersion }: { readonly draws: number; readonly dispersion: number },
): ParameterDraws {
  const { names, scales, observations, objective } = scaledChurn(churn);
  const unused = new Float64Array(names.length);
  const logTarget = (x: Float64Array) => {
    const value = -observations * objective(x, unused);
    return value / dispersion;
  };
  const centre = Float64Array.from(names, (name, i) => toScale(mode.parameters[name]!, scales[i]!));
  const covariance = mode.covariance.map((entry) => entry * dispersion);
  let proposal: Proposal = { centre, factor: cholesky(covariance, names.length) ?? fallback(names.length) };
  let round = weigh(random, proposal, logTarget, draws);
  for (let k = 0; k < 5 && round.effective < draws / 3; k++) {
    proposal = momentsOf(round, proposal);
    round = weigh(random, proposal, logTarget, draws);
  }
  const values = resample(random, round, draws).map((x) => x.map((value, i) => fromScale(value, scales[i]!)));
  return { values, effective: round.effective };
}

/** A covariance that rounding has spoilt: independent parameters of a tenth. */
function fallback(size: number): Float64Array {
  const factor = new Float64Array(size * size);
  for (let i = 0; i < size; i++) factor[i * size + i] = 0.1;
  return factor;
}

interface Weighted {
  readonly points: readonly Float64Array[];
  readonly weights: Float64Array;
  readonly effective: number;
}

function weigh(
  random: Random,
  { centre, factor }: Proposal,
  logTarget: (x: Float64Array) => number,
  draws: number,
): Weighted {
  const n = centre.length;
  const logWeights = new Float64Array(draws);
  const points = Array.from({ length: draws }, (_, k) => {
    const z = Float64Array.from({ length: n }, () => sampleNormal(random));
    const scale = Math.sqrt(degreesOfFreedom / (2 * sampleGamma(random, degreesOfFreedom / 2)));
    const square = z.reduce((sum, value) => sum + value * value, 0) * scale * scale;
    const x = centre.map((value, i) => {
      let sum = value;
      for (let j = 0; j <= i; j++) sum += scale * factor[i * n + j]! * z[j]!;
      return sum;
    });
    const logProposal = -0.5 * (degreesOfFreedom + n) * Math.log1p(square / degreesOfFreedom);
    logWeights[k] = logTarget(x) - logProposal;
    return x;
  });
  const most = logWeights.reduce((greatest, value) => (value > greatest ? value : greatest), -Infinity);
  const weights = logWeights.map((value) => (Number.isNaN(value) ? 0 : Math.exp(value - most)));
  let sum = 0;
  let squares = 0;
  for (const weight of weights) {
    sum += weight;
    squares += weight * weight;
  }
  return { points, weights, effective: (sum * sum) / squares };
}

/** A proposal with the weighted mean and covariance; the covariance of the last one where that is not positive definite. */
function momentsOf({ points, weights }: Weighted, last: Proposal): Proposal {
  const n = last.centre.length;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const centre = new Float64Array(n);
  const covariance = new Float64Array(n * n);
  points.forEach((x, k) => {
    for (let i = 0; i < n; i++) centre[i]! += (weights[k]! * x[i]!) / total;
  });
  points.forEach((x, k) => {
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++)
        covariance[i * n + j]! += (weights[k]! * (x[i]! - centre[i]!) * (x[j]! - centre[j]!)) / total;
  });
  return { centre, factor: cholesky(covariance, n) ?? last.factor };
}

/** Systematic resampling, in random order. */
function resample(random: Random, { points, weights }: Weighted, draws: number): Float64Array[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const start = random.next();
  const drawn: Float64Array[] = [];
  let sum = 0;
  points.forEach((point, k) => {
    sum += (weights[k]! * draws) / total;
    while (drawn.length < draws && start + drawn.length < sum) drawn.push(point);
  });
  while (drawn.length < draws) drawn.push(points.at(-1)!);
  for (let i = drawn.length - 1; i > 0; i--) {
    const j = random.integerBelow(i + 1);
    [drawn[i], drawn[j]] = [drawn[j]!, drawn[i]!];
  }
  return drawn;
}

/** Draws from the normal distribution of a fit on its own scale: all that is known of a fit without its data. */
export function normalDraws(where: string, random: Random, fit: Fit<object>, draws: number): ParameterDraws {
  const names = Object.keys(fit.scale);
  const scales = Object.values(fit.scale) as ParameterScale[];
  const n = names.length;
  const flat = fit.covariance.flat();
  const ended = fit.warnings.map(({ limitingModel }) => limitingModel ?? "a limit without a name").join(", ");
  const known = flat.length === n * n && flat.every((entry) => entry !== null);
  const rule = `must have standard errors, which it lost at its limit: fit ${ended} and give that fit, or give cohorts`;
  checkSufficient(known, where, "fit", rule, ended);
  const factor = cholesky(Float64Array.from(flat as readonly number[]), n);
  checkSufficient(factor !== null, where, "fit.covariance", "must be positive definite", fit.covariance);
  const centre = names.map((name, i) => toScale((fit.parameters as NamedNumbers)[name]!, scales[i]!));
  const values = Array.from({ length: draws }, () => {
    const z = names.map(() => sampleNormal(random));
    return Float64Array.from(centre, (value, i) => {
      let sum = value;
      for (let j = 0; j <= i; j++) sum += factor[i * n + j]! * z[j]!;
      return fromScale(sum, scales[i]!);
    });
  });
  return { values, effective: draws };
}
