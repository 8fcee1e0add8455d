/** The game of explained variance, played on subsets of inputs: each is the bits of a whole number. */
import { checkSufficient } from "../../errors.js";
import type { Steps } from "../../inference/steps.js";
import { shapleyContributions } from "../../math/decomposition.js";
import { normalCdf, normalQuantile } from "../../math/normal.js";
import { sobolSequence } from "../../math/quasi-random.js";
import type { Random } from "../../math/random.js";
import { meanOf } from "../../math/sample-statistics.js";
import { samplePermutation } from "../../math/samplers.js";
import { correlationFactor } from "../inputs/correlation.js";
import type { Evaluator } from "../inputs/outputs.js";
import type { InputSpace } from "../sampling/sampling.js";

/** What is played on. */
export interface Board {
  readonly where: string;
  readonly space: InputSpace;
  readonly matrix: Float64Array;
  readonly samples: number;
  readonly quantiles: readonly ((fraction: number) => number)[];
}

/** The same with the model. */
export interface Game extends Board {
  readonly evaluator: Evaluator;
}

/** The subsets whose explained variance is wanted, and how the effects of the inputs follow from them. */
export interface SubsetPlan {
  readonly subsets: readonly number[];
  /** Effects from the explained share of each subset, 0 of none and 1 of all. */
  effects(share: (subset: number) => number): number[];
}

/** One replicate of one output: its mean, its variance, the effect of each input, and the explained share of a subset. */
export interface Played {
  readonly mean: number;
  readonly variance: number;
  readonly effects: readonly number[];
  share(subset: number): number;
}

/** Every subset of the inputs but none and all. */
export function everySubset(size: number): SubsetPlan {
  const subsets = Array.from({ length: 2 ** size - 2 }, (_, k) => k + 1);
  return { subsets, effects: (share) => shapleyContributions(share, size) };
}

/** The subsets that random orders build up input by input, each input by itself, and all but each. */
export function randomOrders(random: Random, size: number, count: number): SubsetPlan {
  const all = 2 ** size - 1;
  const orders = Array.from({ length: count }, () => samplePermutation(random, size));
  const wanted = new Set<number>();
  for (const order of orders) {
    let subset = 0;
    for (const j of order) {
      subset |= 1 << j;
      wanted.add(subset);
    }
  }
  for (let j = 0; j < size; j++) wanted.add(1 << j).add(all - (1 << j));
  wanted.delete(all);
  return {
    subsets: [...wanted],
    effects: (share) => {
      const sums = new Array<number>(size).fill(0);
      for (const order of orders) {
        let [subset, before] = [0, 0];
        for (const j of order) {
          subset |= 1 << j;
          const after = share(subset);
          sums[j] = (sums[j] as number) + after - before;
          before = after;
        }
      }
      return sums.map((sum) => sum / count);
    },
  };
}

/** Two rows of normal numbers for each pair of evaluations, and the inputs that they are without correlation. */
interface Points {
  readonly normals: Float64Array;
  readonly values: Float64Array;
}

function drawPoints({ space, samples, quantiles }: Board, random: Random): Points {
  const size = space.names.length;
  const fractions = new Float64Array(samples * 2 * size);
  sobolSequence(2 * size, "owen", random).fill(0, samples, fractions);
  return {
    normals: fractions.map(normalQuantile),
    values: fractions.map((u, k) => (quantiles[k % size] as (u: number) => number)(u)),
  };
}

/** The inputs of the first evaluation of all, as `playSteps` will come to them with the same generator. */
export function firstInputs(board: Board, random: Random, { subsets }: SubsetPlan): number[] {
  const inputs = conditionalInputs(board, drawPoints({ ...board, samples: 1 }, random), subsets[0] as number);
  return board.space.names.map((name) => inputs.find((input) => input.name === name)?.at(0, 0) as number);
}

/** Plays every subset of the plan on one scramble of the sequence. */
export function* playSteps(
  game: Game,
  random: Random,
  plan: SubsetPlan,
): Steps<{ outputs: Played[]; failed: number }> {
  const { where, space, samples, evaluator } = game;
  const size = space.names.length;
  const points = drawPoints(game, random);
  const results = evaluator.outputs.map(() => ({
    means: [] as number[],
    variances: [] as number[],
    explained: new Map<number, number>(),
  }));
  let failed = 0;
  for (const [done, subset] of plan.subsets.entries()) {
    const pairs = playSubset(game, points, subset);
    failed += samples - pairs.used;
    checkSufficient(pairs.used > 1, where, "evaluate", "must succeed somewhere", evaluator.firstFailure());
    for (const [k, { mean, variance, covariance }] of pairs.outputs.entries()) {
      const { means, variances, explained } = results[k] as (typeof results)[number];
      means.push(mean);
      variances.push(variance);
      explained.set(subset, covariance);
    }
    yield (done + 1) / plan.subsets.length;
  }
  const all = 2 ** size - 1;
  const outputs = results.map(({ means, variances, explained }): Played => {
    const variance = meanOf(variances);
    const share = (subset: number): number =>
      subset === 0 ? 0 : subset === all ? 1 : (explained.get(subset) as number) / variance;
    return { mean: meanOf(means), variance, effects: plan.effects(share), share };
  });
  return { outputs, failed };
}

/** Covariance of two outputs that share the inputs of a subset and draw the others given them. */
function playSubset(
  game: Game,
  points: Points,
  subset: number,
): { used: number; outputs: { mean: number; variance: number; covariance: number }[] } {
  const { evaluator, samples } = game;
  const inputs = conditionalInputs(game, points, subset);
  const width = evaluator.outputs.length;
  const out = new Float64Array(2 * width);
  const sums = Array.from({ length: width }, () => new Float64Array(4));
  let used = 0;
  for (let i = 0; i < samples; i++) {
    let good = true;
    for (const copy of [0, 1] as const) {
      for (const { name, shared, at } of inputs)
        if (copy === 0 || !shared) evaluator.inputs[name] = at(i, copy);
      good = evaluator.run(out, copy * width, 1) && good;
    }
    if (!good) continue;
    for (let k = 0; k < width; k++) {
      const [a, b, sum] = [out[k] as number, out[width + k] as number, sums[k] as Float64Array];
      // Shifted by the first output, so that the sums keep their digits.
      if (used === 0) sum[3] = a;
      const [x, y] = [a - (sum[3] as number), b - (sum[3] as number)];
      sum[0] = (sum[0] as number) + (x + y) / 2;
      sum[1] = (sum[1] as number) + (x * x + y * y) / 2;
      sum[2] = (sum[2] as number) + x * y;
    }
    used++;
  }
  const outputs = sums.map((sum) => {
    const [mean, square, product] = [0, 1, 2].map((t) => (sum[t] as number) / used) as [
      number,
      number,
      number,
    ];
    const variance = square - mean * mean;
    return { mean: mean + (sum[3] as number), variance, covariance: product - mean * mean };
  });
  return { used, outputs };
}

/** An input of a pair of evaluations: the same in both where it is shared. */
interface ConditionalInput {
  readonly name: string;
  readonly shared: boolean;
  /** Its value in row i of the first copy, or of the second. */
  at(row: number, copy: 0 | 1): number;
}

/** The inputs, those of the subset first: each depends on normal numbers of its own and of those before it. */
function conditionalInputs(board: Board, { normals, values }: Points, subset: number): ConditionalInput[] {
  const { where, space, matrix, quantiles } = board;
  const size = space.names.length;
  const members = space.names.map((_, j) => j);
  const isShared = (j: number): boolean => ((subset >> j) & 1) === 1;
  const order = [...members.filter(isShared), ...members.filter((j) => !isShared(j))];
  const permuted = order.flatMap((a) => order.map((b) => matrix[a * size + b] as number));
  const names = order.map((j) => space.names[j] as string);
  const factor = correlationFactor(where, names, Float64Array.from(permuted));
  const columnOf = (j: number, copy: 0 | 1): number => (copy === 1 && !isShared(j) ? size + j : j);
  return order.map((j, row): ConditionalInput => {
    const weights = factor.subarray(row * size, row * size + row + 1);
    const input = { name: space.names[j] as string, shared: isShared(j) };
    // An input that no earlier one is correlated with is its own normal number.
    if (weights.subarray(0, row).every((weight) => weight === 0))
      return { ...input, at: (i, copy) => values[2 * size * i + columnOf(j, copy)] as number };
    const quantile = quantiles[j] as (u: number) => number;
    const sources = ([0, 1] as const).map((copy) => order.map((k) => columnOf(k, copy)));
    return {
      ...input,
      at: (i, copy) => {
        const from = sources[copy] as number[];
        let z = 0;
        for (let k = 0; k <= row; k++)
          z += (weights[k] as number) * (normals[2 * size * i + (from[k] as number)] as number);
        return quantile(normalCdf(z));
      },
    };
  });
}
