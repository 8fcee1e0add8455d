import { check, checkCount, checkFraction, checkObject, checkSufficient } from "../errors.js";
import { shapleyContributions } from "../math/decomposition.js";
import { normalCdf, normalQuantile } from "../math/normal.js";
import { sobolSequence } from "../math/quasi-random.js";
import type { Random } from "../math/random.js";
import { meanOf } from "../math/sample-statistics.js";
import { copulaMatrix, correlationFactor, correlationMatrix, type RankCorrelation } from "./correlation.js";
import { samplingQuantile } from "./distribution.js";
import { isPowerOfTwo, type StudyWarning } from "./guards.js";
import {
  createEvaluator,
  type Evaluator,
  type ModelOutput,
  type OutputModel,
  type OutputName,
} from "./outputs.js";
import { type ReplicateEstimate, replicateEstimate } from "./replicate-estimate.js";
import { type InputSpace, inputSpace, replicateRandoms } from "./sampling.js";
import type { UncertainInputs } from "./uncertain.js";

/** Size of the sample and dependence of the inputs. */
export interface ShapleyOptions<Name extends string = string> {
  /** Base points per replicate and subset of inputs, default 256; a power of 2. */
  readonly samples?: number | undefined;
  /** Independent scrambles, default 16. */
  readonly replicates?: number | undefined;
  /** Rank correlations between inputs (Gaussian copula); none by default. */
  readonly correlations?: readonly RankCorrelation<Name>[] | undefined;
  /** Coverage of the intervals, default 0.95. */
  readonly level?: number | undefined;
  /** Seed, any finite number; default 1. */
  readonly seed?: number | undefined;
  /** Stream, any finite number; default 0. */
  readonly stream?: number | undefined;
}

/** The effects of one input. */
export interface ShapleyRow {
  /** The input. */
  readonly input: string;
  /** Shapley effect: its share of the variance, interactions and dependence shared fairly. */
  readonly effect: ReplicateEstimate;
  /** Share of the variance that would go, on average, if this input became known, with what it tells of the others. */
  readonly first: ReplicateEstimate;
  /** Share that would be left, on average, if all the others became known. */
  readonly total: ReplicateEstimate;
}

/** Shapley effects of one output. */
export interface OutputShapley {
  /** Mean of the output. */
  readonly mean: number;
  /** Variance of the output. */
  readonly variance: number;
  /** One row per input; empty where the output does not vary. The effects add up to 1. */
  readonly inputs: readonly ShapleyRow[];
}

/** Shapley effects of every output. */
export interface ShapleyEffects<Output extends string = string> {
  /** Base points per replicate and subset. */
  readonly samples: number;
  /** Independent scrambles. */
  readonly replicates: number;
  /** Evaluations of the model. */
  readonly evaluations: number;
  /** Effects by output; `output` where the model returns one number. */
  readonly outputs: Readonly<Record<Output, OutputShapley>>;
  /** What makes the numbers worth less than they look. */
  readonly warnings: readonly StudyWarning[];
}

const MOST_INPUTS = 10;

/**
 * Shapley effects: the variance of the output shared between inputs that may be correlated. The shares are never
 * negative in truth and add up to 1, which Sobol' indices of dependent inputs do not.
 *
 * An input without any influence of its own gets a share through its correlation with one that has influence. Costs
 * 2 · samples · replicates evaluations for each of the 2^D - 2 subsets, so at most 10 uncertain inputs.
 *
 * Formula: the Shapley value of the game val(u) = Var(E[Y | X_u]) / Var(Y), from all subsets u; each by two draws that
 * share X_u and draw the rest given it.
 *
 * @param evaluate - Any function from named inputs to a number or to numbers by name, without side effects.
 * @param inputs - A number or a distribution (`uncertain`) for every input; 2 to 10 distributions.
 * @param options - Correlations, size, seed.
 * @returns Effects by output, with intervals from replicates; plain data.
 * @throws {InvalidInputError} If there are fewer than 2 or more than 10 distributions, or correlations contradict.
 * @see Owen (2014), doi:10.1137/130936233; Song, Nelson & Staum (2016), doi:10.1137/15M1048070; Owen & Prieur (2017),
 *   doi:10.1137/16M1097717 (closed forms).
 *
 * @example
 * const sum = ({ a, b }: Record<"a" | "b", number>) => a + b;
 * const inputs = { a: uncertain.normal({ mean: 0, sd: 1 }), b: uncertain.normal({ mean: 0, sd: 1 }) };
 * const result = shapleyEffects(sum, inputs, { correlations: [{ between: ["a", "b"], rank: 0.5 }] });
 * result.outputs.output.inputs.map(({ effect }) => effect.estimate); // ≈ [0.50, 0.50]
 */
export function shapleyEffects<Name extends string, Output extends ModelOutput>(
  evaluate: OutputModel<Name, Output>,
  inputs: UncertainInputs<Name>,
  options: ShapleyOptions<NoInfer<Name>> = {},
): ShapleyEffects<OutputName<Output>> {
  const where = "shapleyEffects";
  checkObject(where, "options", options);
  const { samples = 256, replicates = 16, level = 0.95, correlations = [] } = options;
  checkCount(where, "samples", samples, 2);
  checkCount(where, "replicates", replicates, 1);
  checkFraction(where, "level", level, "open");
  const space = inputSpace(where, inputs);
  const size = space.names.length;
  check(
    size >= 2 && size <= MOST_INPUTS,
    where,
    "inputs",
    `must have 2 to ${MOST_INPUTS} distributions`,
    size,
  );
  const matrix = copulaMatrix(correlationMatrix(where, space.names, correlations));
  correlationFactor(where, space.names, matrix);
  const evaluator = createEvaluator(where, evaluate as OutputModel, { space, policy: "refuse" });
  const randoms = replicateRandoms(where, options);
  const game: Game = {
    where,
    space,
    evaluator,
    matrix,
    samples,
    quantiles: space.distributions.map(samplingQuantile),
  };
  const parts = Array.from({ length: replicates }, (_, replicate) => playAll(game, randoms(replicate)));
  const outputs = Object.fromEntries(
    evaluator.outputs.map((name, k) => [
      name,
      combine(
        space.names,
        parts.map((part) => part[k] as Played),
        level,
      ),
    ]),
  ) as Record<OutputName<Output>, OutputShapley>;
  const warnings: StudyWarning[] = isPowerOfTwo(samples) ? [] : [{ code: "notPowerOfTwo", samples }];
  return { samples, replicates, evaluations: 2 * samples * replicates * (2 ** size - 2), outputs, warnings };
}

interface Game {
  readonly where: string;
  readonly space: InputSpace;
  readonly evaluator: Evaluator;
  readonly matrix: Float64Array;
  readonly samples: number;
  readonly quantiles: readonly ((fraction: number) => number)[];
}

/** One replicate of one output: its mean, its variance, and the explained variance of each subset. */
interface Played {
  readonly mean: number;
  readonly variance: number;
  readonly explained: Float64Array;
}

function playAll(game: Game, random: Random): Played[] {
  const { space, samples, evaluator } = game;
  const size = space.names.length;
  const points = new Float64Array(samples * 2 * size);
  sobolSequence(2 * size, "owen", random).fill(0, samples, points);
  for (let i = 0; i < points.length; i++) points[i] = normalQuantile(points[i] as number);
  const subsets = 2 ** size;
  const results = evaluator.outputs.map(() => ({
    means: [] as number[],
    variances: [] as number[],
    explained: new Float64Array(subsets),
  }));
  for (let subset = 1; subset < subsets - 1; subset++) {
    for (const [k, pair] of playSubset(game, points, subset).entries()) {
      const result = results[k] as (typeof results)[number];
      result.means.push(pair.mean);
      result.variances.push(pair.variance);
      result.explained[subset] = pair.covariance;
    }
  }
  return results.map(({ means, variances, explained }) => {
    const variance = meanOf(variances);
    explained[subsets - 1] = variance;
    return { mean: meanOf(means), variance, explained };
  });
}

/** Covariance of two outputs that share the inputs of a subset and draw the others given them. */
function playSubset(
  game: Game,
  points: Float64Array,
  subset: number,
): { mean: number; variance: number; covariance: number }[] {
  const { where, space, evaluator, matrix, samples, quantiles } = game;
  const size = space.names.length;
  const members = space.names.map((_, j) => j);
  const order = [...members.filter((j) => (subset >> j) & 1), ...members.filter((j) => !((subset >> j) & 1))];
  const shared = members.filter((j) => (subset >> j) & 1).length;
  const permuted = Float64Array.from(
    { length: size * size },
    (_, k) => matrix[(order[Math.floor(k / size)] as number) * size + (order[k % size] as number)] as number,
  );
  const factor = correlationFactor(
    where,
    order.map((j) => space.names[j] as string),
    permuted,
  );
  const width = evaluator.outputs.length;
  const out = new Float64Array(2 * width);
  const sums = Array.from({ length: width }, () => new Float64Array(4));
  for (let i = 0; i < samples; i++) {
    for (let copy = 0; copy < 2; copy++) {
      for (let row = 0; row < size; row++) {
        let z = 0;
        for (let k = 0; k <= row; k++) {
          const source = order[k] as number;
          const column = k < shared || copy === 0 ? source : size + source;
          z += (factor[row * size + k] as number) * (points[i * 2 * size + column] as number);
        }
        const j = order[row] as number;
        evaluator.inputs[space.names[j] as string] = (quantiles[j] as (u: number) => number)(normalCdf(z));
      }
      evaluator.run(out, copy * width, 1);
    }
    for (let k = 0; k < width; k++) {
      const [a, b, sum] = [out[k] as number, out[width + k] as number, sums[k] as Float64Array];
      // Shifted by the first output, so that the sums keep their digits.
      if (i === 0) sum[3] = a;
      const [x, y] = [a - (sum[3] as number), b - (sum[3] as number)];
      sum[0] = (sum[0] as number) + (x + y) / 2;
      sum[1] = (sum[1] as number) + (x * x + y * y) / 2;
      sum[2] = (sum[2] as number) + x * y;
    }
  }
  return sums.map((sum) => {
    const [mean, square, product] = [0, 1, 2].map((t) => (sum[t] as number) / samples) as [
      number,
      number,
      number,
    ];
    const variance = square - mean * mean;
    return { mean: mean + (sum[3] as number), variance, covariance: product - mean * mean };
  });
}

function combine(names: readonly string[], parts: readonly Played[], level: number): OutputShapley {
  const mean = meanOf(parts.map((part) => part.mean)) + 0;
  const variance = Math.max(0, meanOf(parts.map((part) => part.variance)));
  if (parts.some((part) => !(part.variance > 1e-28 * part.mean * part.mean)))
    return { mean, variance, inputs: [] };
  checkSufficient(
    Number.isFinite(variance),
    "shapleyEffects",
    "evaluate",
    "must have a finite variance",
    variance,
  );
  const size = names.length;
  const all = 2 ** size - 1;
  const effects = parts.map((part) =>
    shapleyContributions((subset) => (part.explained[subset] as number) / part.variance, size),
  );
  const inputs = names.map((input, j): ShapleyRow => {
    const share = (part: Played, subset: number): number =>
      (part.explained[subset] as number) / part.variance;
    const estimate = (values: number[]): ReplicateEstimate => replicateEstimate(values, level, [0, 1]);
    return {
      input,
      effect: estimate(effects.map((effect) => effect[j] as number)),
      first: estimate(parts.map((part) => share(part, 1 << j))),
      total: estimate(parts.map((part) => 1 - share(part, all - (1 << j)))),
    };
  });
  return { mean, variance, inputs };
}
