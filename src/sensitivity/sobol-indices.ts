import { check, checkChoice, checkCount, checkFraction, checkObject, checkSufficient } from "../errors.js";
import { type AsyncOptions, runSteps, runStepsAsync, type Steps } from "../inference/steps.js";
import { normalQuantile } from "../math/normal.js";
import { type Scrambling, sobolSequence } from "../math/quasi-random.js";
import type { Random } from "../math/random.js";
import type { RankCorrelation } from "./correlation.js";
import { samplingQuantile } from "./distribution.js";
import { heavyTails, isPowerOfTwo, type StudyWarning } from "./guards.js";
import {
  checkFailurePolicy,
  createEvaluator,
  type Evaluator,
  type FailurePolicy,
  type Failures,
  type ModelOutput,
  type OutputModel,
  type OutputName,
} from "./outputs.js";
import { type InputSpace, inputSpace, replicateRandoms } from "./sampling.js";
import {
  blockSize,
  blockTerms,
  estimatesFrom,
  type SobolEstimates,
  type SobolEstimator,
  sumCount,
} from "./sobol-sums.js";
import { meanOf, replicateEstimate, varianceOf } from "./statistics.js";
import type { UncertainInputs } from "./uncertain.js";

/** Size and design of the sample, and which estimator reads it. */
export interface SobolOptions<Name extends string = string> {
  /** Base points per replicate, default 1024; a power of 2 keeps the sequence balanced. */
  readonly samples?: number | undefined;
  /** Independent scrambles, default 16; 1 where the interval is `"bootstrap"` or the sequence unscrambled. */
  readonly replicates?: number | undefined;
  /** Whether second-order indices are estimated too, at nearly twice the evaluations; default false. */
  readonly secondOrder?: boolean | undefined;
  /** Estimator of the first-order and total index; default `"saltelli"`. */
  readonly estimator?: SobolEstimator | undefined;
  /** Randomisation of the sequence; default `"owen"`. */
  readonly scrambling?: Scrambling | undefined;
  /** Where intervals come from: `"replicates"` (default) or `"bootstrap"`, which ignores how even the points are. */
  readonly interval?: "replicates" | "bootstrap" | undefined;
  /** Resamples of the bootstrap, default 100. */
  readonly resamples?: number | undefined;
  /** Coverage of the intervals, default 0.95. */
  readonly level?: number | undefined;
  /** Seed, any finite number; default 1. */
  readonly seed?: number | undefined;
  /** Stream, any finite number; default 0. */
  readonly stream?: number | undefined;
  /** Inputs that are moved together, by the name of their group; the others are groups of one. */
  readonly groups?: Readonly<Record<string, readonly Name[]>> | undefined;
  /** Refused here unless empty: plain Sobol' indices need independent inputs; see `shapleyEffects`. */
  readonly correlations?: readonly RankCorrelation<Name>[] | undefined;
  /** What to do where the model fails: `"refuse"` (default), or `"omit"` the whole block and count it. */
  readonly onFailure?: FailurePolicy | undefined;
}

/** An index with its interval; estimates are never clipped, the ends of intervals are kept within 0 and 1. */
export interface IndexEstimate {
  /** The estimate; may be slightly negative by noise. `null` if the output does not vary. */
  readonly estimate: number | null;
  /** Its standard error; `null` where there is no interval. */
  readonly standardError: number | null;
  /** Lower end; `null` where there is no interval. */
  readonly lower: number | null;
  /** Upper end; `null` where there is no interval. */
  readonly upper: number | null;
  /** Coverage the interval aims at. */
  readonly level: number;
  /** How the interval was made. */
  readonly method: string;
}

/** The indices of one input, or of one group. */
export interface InputIndices {
  /** Name of the input or group. */
  readonly input: string;
  /** First-order index: share of the variance that would go if this input alone became known. */
  readonly first: IndexEstimate;
  /** Total index: share of the variance that would be left if all other inputs became known. */
  readonly total: IndexEstimate;
  /** Whether the total index is above what an input without effect shows. */
  readonly distinguishable: boolean;
}

/** The second-order index of two inputs: the variance of their interaction alone. */
export interface PairIndex {
  /** The first input or group. */
  readonly input: string;
  /** The second input or group. */
  readonly with: string;
  /** Second-order index. */
  readonly second: IndexEstimate;
}

/** The indices of one output. */
export interface OutputIndices {
  /** Mean of the output. */
  readonly mean: number;
  /** Variance of the output. */
  readonly variance: number;
  /** One row per input or group. */
  readonly inputs: readonly InputIndices[];
  /** One row per pair; empty unless `secondOrder`. */
  readonly pairs: readonly PairIndex[];
  /** What an input that does nothing shows at this sample size, by the product form of both estimators. */
  readonly dummy: { readonly first: IndexEstimate; readonly total: IndexEstimate };
}

/** Sobol' indices of every output. */
export interface SobolIndices<Output extends string = string> {
  /** Base points per replicate. */
  readonly samples: number;
  /** Independent scrambles. */
  readonly replicates: number;
  /** Evaluations of the model. */
  readonly evaluations: number;
  /** The estimator. */
  readonly estimator: SobolEstimator;
  /** Randomisation of the sequence. */
  readonly scrambling: Scrambling;
  /** Blocks left out because an evaluation in them failed. */
  readonly failures: Failures;
  /** Indices by output; `output` where the model returns one number. */
  readonly outputs: Readonly<Record<Output, OutputIndices>>;
  /** What makes the numbers worth less than they look. */
  readonly warnings: readonly StudyWarning[];
}

/**
 * Sobol' indices: the share of the output's variance that each input explains alone (first order), with all its
 * interactions (total), and in pairs (second order).
 *
 * Inputs must be independent: correlated ones are refused, see `shapleyEffects`. Variance is a poor summary of heavy
 * tails, and of ratios whose denominator passes zero: see `warnings`. Indices belong to the ranges as much as to the
 * model. By default intervals come from 16 independent scrambles of the sequence; a bootstrap of one quasi-random
 * sample ignores its evenness and is several times too wide. Costs replicates · samples · (D + 2) evaluations, or
 * (2D + 2) with second order.
 *
 * Formula (saltelli): S = mean(B (AB - A)) / V, T = mean((A - AB)²) / 2V, S_jk = mean(BA_j AB_k - A B) / V - S_j - S_k,
 * outputs centred by the mean of all rows, V the variance of A and B together.
 *
 * @param evaluate - Any function from named inputs to a number or to numbers by name, without side effects.
 * @param inputs - A number or a distribution (`uncertain`) for every input.
 * @param options - Size, estimator, groups, seed.
 * @returns Indices with intervals, by output; plain data. Estimates are `null` where the output does not vary.
 * @throws {InvalidInputError} If inputs are correlated, more than 128 are uncertain, or the model gives no finite number.
 * @throws {InsufficientDataError} If every block of a replicate failed.
 * @see Saltelli et al. (2010), Computer Physics Communications 181(2), 259-270, doi:10.1016/j.cpc.2009.09.018; Saltelli
 *   (2002), doi:10.1016/S0010-4655(02)00280-1 (second order); Jansen (1999), doi:10.1016/S0010-4655(98)00154-4;
 *   Janon et al. (2014), doi:10.1051/ps/2013040; Khorashadi Zadeh et al. (2017), doi:10.1016/j.envsoft.2017.02.001 (dummy).
 *
 * @example
 * const product = ({ a, b }: Record<"a" | "b", number>) => (a + 1) * (b + 2);
 * const inputs = { a: uncertain.uniform({ low: 0, high: 1 }), b: uncertain.uniform({ low: 0, high: 1 }) };
 * const { a } = Object.fromEntries(sobolIndices(product, inputs).outputs.output.inputs.map((row) => [row.input, row]));
 * a?.first.estimate; // ≈ 0.730
 * a?.total.estimate; // ≈ 0.737
 */
export function sobolIndices<Name extends string, Output extends ModelOutput>(
  evaluate: OutputModel<Name, Output>,
  inputs: UncertainInputs<Name>,
  options: SobolOptions<NoInfer<Name>> = {},
): SobolIndices<OutputName<Output>> {
  return runSteps(sobolSteps("sobolIndices", { evaluate, inputs }, options));
}

/**
 * `sobolIndices` that gives way to the event loop every 40 milliseconds, can be stopped, and reports its progress.
 *
 * @param evaluate - As in `sobolIndices`.
 * @param inputs - As in `sobolIndices`.
 * @param options - As in `sobolIndices`, with `signal` and `onProgress`.
 * @returns A promise of the same result, in every bit.
 * @example
 * const sum = ({ a, b }: Record<"a" | "b", number>) => a + b;
 * const inputs = { a: uncertain.uniform({ low: 0, high: 1 }), b: uncertain.uniform({ low: 0, high: 1 }) };
 * const result = await sobolIndicesAsync(sum, inputs, { samples: 64 });
 * result.evaluations; // => 4096
 */
export function sobolIndicesAsync<Name extends string, Output extends ModelOutput>(
  evaluate: OutputModel<Name, Output>,
  inputs: UncertainInputs<Name>,
  options: SobolOptions<NoInfer<Name>> & AsyncOptions = {},
): Promise<SobolIndices<OutputName<Output>>> {
  return runStepsAsync(sobolSteps("sobolIndicesAsync", { evaluate, inputs }, options), options);
}

interface Plan {
  readonly where: string;
  readonly samples: number;
  readonly replicates: number;
  readonly secondOrder: boolean;
  readonly estimator: SobolEstimator;
  readonly scrambling: Scrambling;
  readonly interval: "replicates" | "bootstrap";
  readonly resamples: number;
  readonly level: number;
  readonly onFailure: FailurePolicy;
}

function checkPlan(where: string, options: SobolOptions): Plan {
  checkObject(where, "options", options);
  const { scrambling = "owen", interval = "replicates", estimator = "saltelli", samples = 1024 } = options;
  checkChoice(where, "scrambling", scrambling, ["owen", "shift", "none"]);
  checkChoice(where, "interval", interval, ["replicates", "bootstrap"]);
  checkChoice(where, "estimator", estimator, ["saltelli", "jansen", "janon"]);
  checkCount(where, "samples", samples, 2);
  const single = scrambling === "none" || interval === "bootstrap";
  const { replicates = single ? 1 : 16, resamples = 100, level = 0.95, onFailure = "refuse" } = options;
  checkCount(where, "replicates", replicates, 1);
  const why = scrambling === "none" ? "an unscrambled sequence" : "a bootstrap interval";
  check(!single || replicates === 1, where, "replicates", `must be 1 with ${why}`, replicates);
  checkCount(where, "resamples", resamples, 2);
  checkFraction(where, "level", level, "open");
  checkFailurePolicy(where, onFailure);
  const { secondOrder = false, correlations = [] } = options;
  check(typeof secondOrder === "boolean", where, "secondOrder", "must be true or false", secondOrder);
  check(
    Array.isArray(correlations) && correlations.length === 0,
    where,
    "correlations",
    "must be left out: Sobol' indices need independent inputs (shapleyEffects takes correlated ones)",
    correlations,
  );
  return {
    where,
    samples,
    replicates,
    secondOrder,
    estimator,
    scrambling,
    interval,
    resamples,
    level,
    onFailure,
  };
}

/** The uncertain inputs as groups: those of `groups` in their order, then each remaining input by itself. */
export function groupsOf(
  where: string,
  { names }: InputSpace,
  groups: Readonly<Record<string, readonly string[]>>,
): { name: string; members: number[] }[] {
  checkObject(where, "groups", groups);
  const taken = new Set<string>();
  const named = Object.entries(groups).map(([group, members]) => {
    check(
      Array.isArray(members) && members.length > 0,
      where,
      `groups.${group}`,
      "must list inputs",
      members,
    );
    const positions = members.map((member, i) => {
      const rule = `must be one of the uncertain inputs ${names.join(", ")}`;
      check(names.includes(member), where, `groups.${group}[${i}]`, rule, member);
      check(!taken.has(member), where, `groups.${group}[${i}]`, "must be in one group only", member);
      taken.add(member);
      return names.indexOf(member);
    });
    return { name: group, members: positions };
  });
  const single = names.flatMap((name, j) => (taken.has(name) ? [] : [{ name, members: [j] }]));
  for (const { name } of single)
    check(
      !Object.hasOwn(groups, name),
      where,
      `groups.${name}`,
      "must not have the name of another input",
      name,
    );
  return [...named, ...single];
}

interface Study {
  readonly evaluate: unknown;
  readonly inputs: UncertainInputs;
}

const MOST_INPUTS = 128;
const CHUNK = 1024;
const TAIL_SAMPLE = 65536;

function* sobolSteps<Output extends ModelOutput>(
  where: string,
  study: Study,
  options: SobolOptions,
): Steps<SobolIndices<OutputName<Output>>> {
  const plan = checkPlan(where, options);
  const space = inputSpace(where, study.inputs);
  const dimensions = space.names.length;
  check(
    dimensions <= MOST_INPUTS,
    where,
    "inputs",
    `must have at most ${MOST_INPUTS} distributions`,
    dimensions,
  );
  const groups = groupsOf(where, space, options.groups ?? {});
  const evaluator = createEvaluator(where, study.evaluate as OutputModel, { space, policy: plan.onFailure });
  const randoms = replicateRandoms(where, options);
  const tails = evaluator.outputs.map(
    () => new Float64Array(Math.min(TAIL_SAMPLE, plan.samples * plan.replicates)),
  );
  const design: Design = {
    plan,
    space,
    groups,
    evaluator,
    tails,
    seen: 0,
    quantiles: space.distributions.map(samplingQuantile),
  };
  const replicates: ReplicateResult[] = [];
  for (let replicate = 0; replicate < plan.replicates; replicate++) {
    const result = yield* replicateSteps(design, randoms(replicate), replicate);
    checkSufficient(
      result.used > 1,
      where,
      "evaluate",
      "must succeed in some blocks",
      evaluator.firstFailure(),
    );
    replicates.push(result);
  }
  const lost = plan.samples * plan.replicates - replicates.reduce((sum, { used }) => sum + used, 0);
  const failures = {
    count: lost,
    share: lost / (plan.samples * plan.replicates),
    first: evaluator.firstFailure(),
  };
  const warnings: StudyWarning[] = [];
  if (!isPowerOfTwo(plan.samples)) warnings.push({ code: "notPowerOfTwo", samples: plan.samples });
  if (failures.first !== null)
    warnings.push({ code: "failedEvaluations", share: failures.share, first: failures.first });
  const outputs: Record<string, OutputIndices> = {};
  for (const [k, name] of evaluator.outputs.entries()) {
    const tail = heavyTails(name, (tails[k] as Float64Array).subarray(0, design.seen));
    if (tail !== null) warnings.push(tail);
    const indices = combine(
      design,
      replicates.map(({ estimates }) => estimates[k] as Estimated),
    );
    warnings.push(...indexWarnings(name, indices));
    outputs[name] = indices;
  }
  return {
    samples: plan.samples,
    replicates: plan.replicates,
    evaluations: plan.samples * plan.replicates * blockSize(groups.length, plan.secondOrder),
    estimator: plan.estimator,
    scrambling: plan.scrambling,
    failures,
    outputs: outputs as Record<OutputName<Output>, OutputIndices>,
    warnings,
  };
}

interface Design {
  readonly plan: Plan;
  readonly space: InputSpace;
  readonly groups: readonly { name: string; members: number[] }[];
  readonly evaluator: Evaluator;
  readonly tails: readonly Float64Array[];
  readonly quantiles: readonly ((fraction: number) => number)[];
  /** How many outputs at A are kept for the test of tails. */
  seen: number;
}

interface Estimated extends SobolEstimates {
  /** Estimates of the bootstrap resamples; empty without a bootstrap. */
  readonly resampled: readonly SobolEstimates[];
}

interface ReplicateResult {
  readonly used: number;
  readonly estimates: readonly Estimated[];
}

/** Evaluates one replicate block by block and sums as it goes: nothing of the size of the sample is kept. */
function* replicateSteps(design: Design, random: Random, replicate: number): Steps<ReplicateResult> {
  const { plan, space, evaluator, quantiles } = design;
  const dimensions = space.names.length;
  const groups = design.groups.length;
  const size = blockSize(groups, plan.secondOrder);
  const sequence = sobolSequence(2 * dimensions, plan.scrambling, random);
  const chunk = new Float64Array(Math.min(CHUNK, plan.samples) * 2 * dimensions);
  const block = new Float64Array(size * evaluator.outputs.length);
  const sums = evaluator.outputs.map((_, k) => createSums(plan, groups, [block, k, size]));
  const poisson = plan.interval === "bootstrap" ? poissonWeights(random, plan.resamples) : null;
  let used = 0;
  for (let start = 0; start < plan.samples; start += CHUNK) {
    const count = Math.min(CHUNK, plan.samples - start);
    sequence.fill(start, count, chunk);
    for (let i = 0; i < count; i++) {
      const row = chunk.subarray(i * 2 * dimensions, (i + 1) * 2 * dimensions);
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
    yield (replicate + (start + count) / plan.samples) / plan.replicates;
  }
  return { used, estimates: used === 0 ? [] : sums.map((sum) => sum.estimates()) };
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
  estimates(): Estimated;
}

function createSums(
  plan: Plan,
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
    estimates() {
      const read = (values: Float64Array) => estimatesFrom(values, { groups, secondOrder, shift, estimator });
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

function combine({ plan, groups }: Design, replicates: readonly Estimated[]): OutputIndices {
  const constant = replicates.some(
    ({ mean, variance }) => !(variance > 1e-28 * mean * mean) || variance === 0,
  );
  const index = (pick: (estimates: SobolEstimates) => number): IndexEstimate =>
    constant ? noIndex(plan.level) : indexEstimate(plan, replicates, pick);
  const dummy = { first: index(({ dummy }) => dummy[0]), total: index(({ dummy }) => dummy[1]) };
  const inputs = groups.map(({ name }, j): InputIndices => {
    const total = index((estimates) => estimates.total[j] as number);
    return {
      input: name,
      first: index((estimates) => estimates.first[j] as number),
      total,
      distinguishable: total.estimate !== null && total.estimate > dummyFloor(dummy),
    };
  });
  const pairs: PairIndex[] = [];
  if (plan.secondOrder)
    for (let j = 0; j < groups.length; j++)
      for (let k = j + 1; k < groups.length; k++) {
        const at = pairs.length;
        const second = index((estimates) => estimates.second[at] as number);
        pairs.push({ input: groups[j]?.name as string, with: groups[k]?.name as string, second });
      }
  const mean = meanOf(replicates.map((replicate) => replicate.mean)) + 0;
  const variance = Math.max(0, meanOf(replicates.map((replicate) => replicate.variance)));
  return { mean, variance, inputs, pairs, dummy };
}

/** The larger of what the dummy's two indices show, and 0. */
function dummyFloor({ first, total }: OutputIndices["dummy"]): number {
  return Math.max(Math.abs(first.estimate ?? 0), Math.abs(total.estimate ?? 0));
}

const noIndex = (level: number): IndexEstimate => ({
  estimate: null,
  standardError: null,
  lower: null,
  upper: null,
  level,
  method: "the output does not vary",
});

function indexEstimate(
  { level, interval }: Plan,
  replicates: readonly Estimated[],
  pick: (estimates: SobolEstimates) => number,
): IndexEstimate {
  if (interval === "replicates") return replicateEstimate(replicates.map(pick), level, [0, 1]);
  const [only] = replicates as [Estimated];
  const estimate = pick(only) + 0;
  const standardError = Math.sqrt(varianceOf(only.resampled.map(pick), 1));
  const half = normalQuantile(0.5 + level / 2) * standardError;
  const within = (x: number): number => Math.min(Math.max(x, 0), 1) + 0;
  const method = `normal, standard error of ${only.resampled.length} bootstrap resamples`;
  return {
    estimate,
    standardError,
    lower: within(estimate - half),
    upper: within(estimate + half),
    level,
    method,
  };
}

function indexWarnings(output: string, { inputs, dummy }: OutputIndices): StudyWarning[] {
  return inputs.flatMap(({ input, first, total, distinguishable }): StudyWarning[] => {
    if (first.estimate === null || total.estimate === null) return [];
    const warnings: StudyWarning[] = [];
    const noise = Math.hypot(first.standardError ?? 0.005, total.standardError ?? 0.005);
    if (first.estimate - total.estimate > 2 * noise + 1e-9)
      warnings.push({ code: "totalBelowFirst", output, input, first: first.estimate, total: total.estimate });
    if (!distinguishable)
      warnings.push({
        code: "notDistinguishable",
        output,
        input,
        total: total.estimate,
        floor: dummyFloor(dummy),
      });
    return warnings;
  });
}
