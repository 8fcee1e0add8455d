/** One replicate of a Saltelli design, evaluated block by block and summed as it goes. */
import type { Steps } from "../../inference/steps.js";
import { sobolSequence } from "../../math/quasi-random.js";
import type { Random } from "../../math/random.js";
import { meanOf } from "../../math/sample-statistics.js";
import type { Evaluator } from "../inputs/outputs.js";
import type { InputSpace } from "../sampling/sampling.js";
import type { InputGroup, SobolPlan } from "./sobol-options.js";
import type { Estimated } from "./sobol-result.js";
import {
  blockSize,
  blockTerms,
  earlierSizes,
  estimatesFrom,
  type SobolEstimates,
  sumCount,
} from "./sobol-sums.js";

const CHUNK = 1024;

/** Everything a replicate needs. */
export interface Design {
  readonly plan: SobolPlan;
  readonly space: InputSpace;
  readonly groups: readonly InputGroup[];
  readonly evaluator: Evaluator;
  readonly tails: readonly Float64Array[];
  readonly quantiles: readonly ((fraction: number) => number)[];
  /** How many outputs at A are kept for the test of tails. */
  seen: number;
}

/** How many blocks succeeded, and the estimates of each output. */
export interface ReplicateResult {
  readonly used: number;
  readonly estimates: readonly Estimated[];
}

/** The inputs of the first evaluation of all, as `replicateSteps` will come to them with the same generator. */
export function firstInputs(
  { plan, quantiles }: Pick<Design, "plan" | "quantiles">,
  random: Random,
): number[] {
  const row = new Float64Array(2 * quantiles.length);
  sobolSequence(row.length, plan.scrambling, random).fill(0, 1, row);
  return quantiles.map((quantile, j) => quantile(row[j] as number));
}

/** Evaluates one replicate block by block and sums as it goes: nothing of the size of the sample is kept. */
export function* replicateSteps(design: Design, random: Random, replicate: number): Steps<ReplicateResult> {
  const { plan, space, evaluator, quantiles } = design;
  const dimensions = space.names.length;
  const groups = design.groups.length;
  const size = blockSize(groups, plan.secondOrder);
  const sequence = sobolSequence(2 * dimensions, plan.scrambling, random);
  const chunk = new Float64Array(Math.min(CHUNK, plan.samplesPerReplicate) * 2 * dimensions);
  const row = new Float64Array(2 * dimensions);
  const block = new Float64Array(size * evaluator.outputs.length);
  const sums = evaluator.outputs.map((_, k) => createSums(plan, groups, [block, k, size]));
  const marks = earlierSizes(plan.samplesPerReplicate);
  const earlier: SobolEstimates[][] = sums.map(() => []);
  const poisson = plan.interval === "bootstrap" ? poissonWeights(random, plan.resamples) : null;
  let used = 0;
  for (let start = 0; start < plan.samplesPerReplicate; start += CHUNK) {
    const count = Math.min(CHUNK, plan.samplesPerReplicate - start);
    sequence.fill(start, count, chunk);
    for (let i = 0; i < count; i++) {
      if (marks.includes(start + i))
        for (let k = 0; k < sums.length; k++) earlier[k]?.push((sums[k] as Sums).soFar());
      for (let j = 0; j < 2 * dimensions; j++) row[j] = chunk[i * 2 * dimensions + j] as number;
      for (let j = 0; j < 2 * dimensions; j++)
        row[j] = (quantiles[j % dimensions] as (u: number) => number)(row[j] as number);
      if (!evaluateBlock(design, row, block)) continue;
      used++;
      const weights = poisson?.() ?? null;
      for (let k = 0; k < sums.length; k++) (sums[k] as Sums).add(weights);
      if (design.seen < (design.tails[0] as Float64Array).length) {
        for (let k = 0; k < design.tails.length; k++)
          (design.tails[k] as Float64Array)[design.seen] = block[k * size] as number;
        design.seen++;
      }
    }
    yield (replicate + (start + count) / plan.samplesPerReplicate) / plan.replicates;
  }
  const estimates = sums.map((sum, k) => ({ ...sum.estimates(), earlier: earlier[k] as SobolEstimates[] }));
  return { used, estimates: used === 0 ? [] : estimates };
}

/** Evaluates A, AB_1 ..., BA_1 ... and B of one base point; false if any of them failed. */
function evaluateBlock(
  { plan, space, groups, evaluator }: Design,
  row: Float64Array,
  block: Float64Array,
): boolean {
  const { names } = space;
  const { inputs } = evaluator;
  const dimensions = names.length;
  const size = block.length / evaluator.outputs.length;
  const set = (members: readonly number[], offset: number): void => {
    for (const j of members) inputs[names[j] as string] = row[offset + j] as number;
  };
  for (let j = 0; j < dimensions; j++) inputs[names[j] as string] = row[j] as number;
  let good = evaluator.run(block, 0, size);
  let at = 1;
  for (const { members } of groups) {
    set(members, dimensions);
    good = evaluator.run(block, at++, size) && good;
    set(members, 0);
  }
  for (let j = 0; j < dimensions; j++) inputs[names[j] as string] = row[dimensions + j] as number;
  if (plan.secondOrder)
    for (const { members } of groups) {
      set(members, 0);
      good = evaluator.run(block, at++, size) && good;
      set(members, dimensions);
    }
  return evaluator.run(block, at, size) && good;
}

interface Sums {
  add(weights: Uint8Array | null): void;
  soFar(): SobolEstimates;
  estimates(): Omit<Estimated, "earlier">;
}

function createSums(
  plan: SobolPlan,
  groups: number,
  [block, k, size]: readonly [Float64Array, number, number],
): Sums {
  const { secondOrder, estimator, resamples } = plan;
  const width = sumCount(groups, secondOrder);
  const mine = block.subarray(k * size, (k + 1) * size);
  const terms = new Float64Array(width);
  const sums = new Float64Array(width);
  const resampled = plan.interval === "bootstrap" ? new Float64Array(width * resamples) : new Float64Array(0);
  let shift = Number.NaN;
  const read = (values: Float64Array): SobolEstimates =>
    estimatesFrom(values, { groups, secondOrder, shift, estimator });
  return {
    add(weights) {
      if (Number.isNaN(shift)) shift = meanOf(mine);
      blockTerms(mine, { groups, secondOrder, shift }, terms);
      for (let i = 0; i < width; i++) sums[i] = (sums[i] as number) + (terms[i] as number);
      if (weights === null) return;
      for (let r = 0; r < resamples; r++) {
        const weight = weights[r] as number;
        if (weight === 0) continue;
        const from = r * width;
        for (let i = 0; i < width; i++)
          resampled[from + i] = (resampled[from + i] as number) + weight * (terms[i] as number);
      }
    },
    soFar: () => read(sums),
    estimates() {
      const parts = Array.from({ length: resampled.length / width }, (_, r) =>
        read(resampled.subarray(r * width, (r + 1) * width)),
      );
      return { ...read(sums), resampled: parts };
    },
  };
}

/** Poisson(1) weights, one a resample: the bootstrap of a stream, whose resamples have n rows on average. */
function poissonWeights(random: Random, resamples: number): () => Uint8Array {
  const weights = new Uint8Array(resamples);
  const thresholds: number[] = [];
  for (let k = 0, term = Math.exp(-1), sum = 0; k < 12; k++, term /= k) {
    sum += term;
    thresholds.push(sum * 2 ** 32);
  }
  return () => {
    for (let r = 0; r < resamples; r++) {
      const bits = random.bits();
      let weight = 0;
      while (weight < thresholds.length && bits >= (thresholds[weight] as number)) weight++;
      weights[r] = weight;
    }
    return weights;
  };
}
