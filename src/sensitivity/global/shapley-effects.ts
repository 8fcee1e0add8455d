import { check, checkCount, checkFraction, checkOptions } from "../../errors.js";
import {
  type AsyncOptions,
  runSteps,
  runStepsAsync,
  type Steps,
  scaledSteps,
} from "../../inference/steps.js";
import type { Random } from "../../math/random.js";
import { meanOf } from "../../math/sample-statistics.js";
import {
  copulaMatrix,
  correlationFactor,
  correlationMatrix,
  type RankCorrelation,
} from "../inputs/correlation.js";
import { samplingQuantile } from "../inputs/distribution.js";
import {
  checkFailurePolicy,
  createEvaluator,
  type FailurePolicy,
  type Failures,
  type ModelOutput,
  type OutputModel,
  type OutputName,
} from "../inputs/outputs.js";
import type { UncertainInputs } from "../inputs/uncertain-input.js";
import type { Subject } from "../sampling/draw.js";
import { constantOutput, isConstantOutput, isPowerOfTwo, type StudyWarning } from "../sampling/guards.js";
import { type ReplicateEstimate, replicateEstimate } from "../sampling/replicate-estimate.js";
import { inputSpace, replicateRandoms } from "../sampling/sampling.js";
import {
  type Board,
  everySubset,
  firstInputs,
  type Game,
  type Played,
  playSteps,
  randomOrders,
} from "./shapley-game.js";

/** Size of the sample and dependence of the inputs. */
export interface ShapleyOptions<Name extends string = string> {
  /** Base points per replicate and subset of inputs, default 256; a power of 2. */
  readonly samplesPerReplicate?: number | undefined;
  /** Independent scrambles, default 16. */
  readonly replicates?: number | undefined;
  /** Rank correlations between inputs (Gaussian copula); none by default. */
  readonly correlations?: readonly RankCorrelation<Name>[] | undefined;
  /**
   * Random orders of the inputs per replicate, instead of every subset of them. By default every subset is taken up to 10
   * inputs, and 32 orders beyond; each order costs D - 1 subsets.
   */
  readonly orders?: number | undefined;
  /** What to do where the model fails: `"refuse"` (default), or `"omit"` the pair of evaluations and count it. */
  readonly onFailure?: FailurePolicy | undefined;
  /** Coverage of the intervals, default 0.95. */
  readonly level?: number | undefined;
  /** Seed, any number up to 1e150 in size; default 1. */
  readonly seed?: number | undefined;
  /** Stream, any number up to 1e150 in size; default 0. */
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
  readonly samplesPerReplicate: number;
  /** Independent scrambles. */
  readonly replicates: number;
  /** Random orders per replicate; `null` where every subset of the inputs was taken. */
  readonly orders: number | null;
  /** Evaluations of the model. */
  readonly evaluations: number;
  /** Pairs left out because an evaluation in them failed. */
  readonly failures: Failures;
  /** Effects by output; `output` where the model returns one number. */
  readonly outputs: Readonly<Record<Output, OutputShapley>>;
  /** What makes the numbers worth less than they look. */
  readonly warnings: readonly StudyWarning[];
}

/**
 * Shapley effects: the variance of the output shared between inputs that may be correlated. The shares are never
 * negative in truth and add up to 1, which Sobol' indices of dependent inputs do not.
 *
 * An input without any influence of its own gets a share through its correlation with one that has influence. Costs
 * 2 · samplesPerReplicate · replicates evaluations for each subset of the inputs that is taken: all 2^D - 2 of them, or those that
 * random orders of the inputs build up. With orders the intervals hold their error too, for every replicate has its own.
 *
 * Formula: the Shapley value of the game val(u) = Var(E[Y | X_u]) / Var(Y): the mean of val(u + j) - val(u) over orders of
 * the inputs, u those before j; val(u) by two draws that share X_u and draw the rest given it.
 *
 * @param evaluate - Any function from named inputs to a number or to numbers by name, without side effects.
 * @param inputs - A number or a distribution (`uncertain`) for every input; 2 to 30 distributions.
 * @param options - Correlations, size, orders, seed.
 * @returns Effects by output, with intervals from replicates; plain data.
 * @throws {InvalidInputError} If there are fewer than 2 or more than 30 distributions, or correlations contradict.
 * @throws {InsufficientDataError} If every pair of evaluations of a subset failed.
 * @see Owen (2014), doi:10.1137/130936233; Song, Nelson & Staum (2016), doi:10.1137/15M1048070 (dependence, random orders);
 *   Owen & Prieur (2017), doi:10.1137/16M1097717 (closed forms).
 *
 * @example
 * const sum = ({ a, b }: Record<"a" | "b", number>) => a + b;
 * const inputs = { a: uncertain.normal({ mean: 0, standardDeviation: 1 }), b: uncertain.normal({ mean: 0, standardDeviation: 1 }) };
 * const result = shapleyEffects(sum, inputs, { correlations: [{ between: ["a", "b"], rank: 0.5 }] });
 * result.outputs.output.inputs.map(({ effect }) => effect.estimate); // ≈ [0.50, 0.50]
 */
export function shapleyEffects<Name extends string, Output extends ModelOutput>(
  evaluate: OutputModel<Name, Output>,
  inputs: UncertainInputs<Name>,
  options: ShapleyOptions<NoInfer<Name>> = {},
): ShapleyEffects<OutputName<Output>> {
  return runSteps(shapleySteps<OutputName<Output>>("shapleyEffects", { evaluate, inputs }, options));
}

/**
 * `shapleyEffects` that yields to the event loop every 40 milliseconds, can be stopped, and reports its progress.
 *
 * @param evaluate - As in `shapleyEffects`.
 * @param inputs - As in `shapleyEffects`.
 * @param options - As in `shapleyEffects`, with `signal` and `onProgress`.
 * @returns A promise of the same result, in every bit.
 * @example
 * const sum = ({ a, b }: Record<"a" | "b", number>) => a + b;
 * const inputs = { a: uncertain.normal({ mean: 0, standardDeviation: 1 }), b: uncertain.normal({ mean: 0, standardDeviation: 1 }) };
 * const result = await shapleyEffectsAsync(sum, inputs, { samplesPerReplicate: 64 });
 * result.evaluations; // => 4096
 */
export function shapleyEffectsAsync<Name extends string, Output extends ModelOutput>(
  evaluate: OutputModel<Name, Output>,
  inputs: UncertainInputs<Name>,
  options: ShapleyOptions<NoInfer<Name>> & AsyncOptions = {},
): Promise<ShapleyEffects<OutputName<Output>>> {
  const steps = shapleySteps<OutputName<Output>>("shapleyEffectsAsync", { evaluate, inputs }, options);
  return runStepsAsync(steps, options);
}

/** The number of inputs up to which every subset of them is taken by default. */
const MOST_EXACT = 10;
/** Subsets are the bits of a whole number. */
const MOST_INPUTS = 30;

/** The analysis as steps, for the function named `where`. */
export function* shapleySteps<Output extends string>(
  where: string,
  subject: Subject,
  options: ShapleyOptions,
): Steps<ShapleyEffects<Output>> {
  checkOptions(where, options, [
    "samplesPerReplicate",
    "replicates",
    "correlations",
    "orders",
    "onFailure",
    "level",
    "seed",
    "stream",
  ]);
  const {
    samplesPerReplicate: samples = 256,
    replicates = 16,
    level = 0.95,
    correlations = [],
    onFailure = "refuse",
  } = options;
  checkCount(where, "samplesPerReplicate", samples, 2);
  checkCount(where, "replicates", replicates, 1);
  checkFraction(where, "level", level, "open");
  checkFailurePolicy(where, onFailure);
  const space = inputSpace(where, subject.inputs);
  const size = space.names.length;
  const fits = size >= 2 && size <= MOST_INPUTS;
  check(fits, where, "inputs", `must have 2 to ${MOST_INPUTS} distributions`, size);
  const { orders = size <= MOST_EXACT ? null : 32 } = options;
  if (orders !== null) checkCount(where, "orders", orders, 1);
  const matrix = copulaMatrix(correlationMatrix(where, space.names, correlations));
  correlationFactor(where, space.names, matrix);
  const quantiles = space.distributions.map(samplingQuantile);
  const board: Board = { where, space, matrix, samples, quantiles };
  const randoms = replicateRandoms(where, options);
  const planOf = (random: Random) =>
    orders === null ? everySubset(size) : randomOrders(random, size, orders);
  const start = randoms(0);
  const first = firstInputs(board, start, planOf(start));
  const evaluate = subject.evaluate as OutputModel;
  const game: Game = {
    ...board,
    evaluator: createEvaluator(where, evaluate, { space, policy: onFailure, first }),
  };
  const { evaluator } = game;
  const parts: Played[][] = [];
  let [pairs, failed] = [0, 0];
  for (let replicate = 0; replicate < replicates; replicate++) {
    const random = randoms(replicate);
    const plan = planOf(random);
    const steps = playSteps(game, random, plan);
    const share: [number, number] = [replicate / replicates, (replicate + 1) / replicates];
    const played = yield* scaledSteps(steps, share);
    parts.push(played.outputs);
    pairs += samples * plan.subsets.length;
    failed += played.failed;
  }
  const outputs = Object.fromEntries(
    evaluator.outputs.map((name, k) => {
      const played = parts.map((part) => part[k] as Played);
      return [name, combine(space.names, played, level)];
    }),
  ) as Record<Output, OutputShapley>;
  const failures = evaluator.failures(failed, pairs);
  const warnings: StudyWarning[] = isPowerOfTwo(samples)
    ? []
    : [{ code: "notPowerOfTwo", samplesPerReplicate: samples }];
  if (failures.first !== null)
    warnings.push({ code: "failedEvaluations", share: failures.share, first: failures.first });
  for (const [name, { inputs, mean }] of Object.entries<OutputShapley>(outputs))
    if (inputs.length === 0) warnings.push(constantOutput(name, mean));
  return {
    samplesPerReplicate: samples,
    replicates,
    orders,
    evaluations: 2 * pairs + evaluator.extraCalls,
    failures,
    outputs,
    warnings,
  };
}

function combine(names: readonly string[], parts: readonly Played[], level: number): OutputShapley {
  const mean = meanOf(parts.map((part) => part.mean)) + 0;
  const variance = Math.max(0, meanOf(parts.map((part) => part.variance)));
  if (parts.some((part) => isConstantOutput(part.mean, part.variance))) return { mean, variance, inputs: [] };
  const all = 2 ** names.length - 1;
  const estimate = (values: number[]): ReplicateEstimate => replicateEstimate(values, level, [0, 1]);
  const inputs = names.map(
    (input, j): ShapleyRow => ({
      input,
      effect: estimate(parts.map(({ effects }) => effects[j] as number)),
      first: estimate(parts.map(({ share }) => share(1 << j))),
      total: estimate(parts.map(({ share }) => 1 - share(all - (1 << j)))),
    }),
  );
  return { mean, variance, inputs };
}
