import { check, checkCount, checkObject, checkSufficient } from "../errors.js";
import {
  checkFailurePolicy,
  createEvaluator,
  type FailurePolicy,
  type Failures,
  type ModelOutput,
  type OutputModel,
  type OutputName,
} from "./outputs.js";
import { createSampler, inputSpace, type SamplingOptions } from "./sampling.js";
import type { UncertainInputs } from "./uncertain.js";

/** Size and spread of a sample. */
export interface SampleOptions<Name extends string = string> extends SamplingOptions<Name> {
  /** Number of evaluations, a multiple of `replicates`; default 4096. */
  readonly samples?: number | undefined;
  /** Independent replicates the rows are made of, one after another; default 1. */
  readonly replicates?: number | undefined;
  /** What to do where the model fails; default `"refuse"`. */
  readonly onFailure?: FailurePolicy | undefined;
}

/** A joint sample as columns: a column table, for `givenDataIndices`, `regionalAnalysis` and charts. */
export interface ModelSample<Name extends string = string, Output extends string = string> {
  /** One column per uncertain input. */
  readonly inputs: Readonly<Record<Name, Float64Array>>;
  /** One column per output, row for row. */
  readonly outputs: Readonly<Record<Output, Float64Array>>;
  /** Failed evaluations, whose rows are left out. */
  readonly failures: Failures;
}

/**
 * Draws a joint sample of the uncertain inputs and evaluates the model on it.
 *
 * @param evaluate - Any function from named inputs to a number or to numbers by name, without side effects.
 * @param inputs - A number or a distribution (`uncertain`) for every input.
 * @param options - Size, seed, spread, correlations.
 * @returns Columns of inputs and outputs; a column table, not JSON.
 * @throws {InvalidInputError} If no input is uncertain, or (unless `onFailure: "omit"`) the model fails.
 * @throws {InsufficientDataError} If every evaluation failed.
 * @see Owen (2013), "Monte Carlo theory, methods and examples", chapters 10 and 17.
 *
 * @example
 * const sample = sampleModel(({ a }: { a: number }) => 2 * a, { a: uncertain.uniform({ low: 0, high: 1 }) }, { samples: 8 });
 * sample.outputs.output.length; // => 8
 */
export function sampleModel<Name extends string, Output extends ModelOutput>(
  evaluate: OutputModel<Name, Output>,
  inputs: UncertainInputs<Name>,
  options: SampleOptions<NoInfer<Name>> = {},
): ModelSample<Name, OutputName<Output>> {
  const draw = drawSample("sampleModel", { evaluate: evaluate as OutputModel, inputs }, options);
  const byName = (names: readonly string[], columns: readonly Float64Array[]) =>
    Object.fromEntries(names.map((name, k) => [name, columns[k] as Float64Array]));
  return {
    inputs: byName(draw.names, draw.columns) as Record<Name, Float64Array>,
    outputs: byName(draw.outputNames, draw.outputs) as Record<OutputName<Output>, Float64Array>,
    failures: draw.failures,
  };
}

/** A sample with its names beside its columns. */
export interface Draw {
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
  readonly outputNames: readonly string[];
  readonly outputs: readonly Float64Array[];
  /** Rows of each replicate, as they follow one another. */
  readonly sizes: readonly number[];
  readonly failures: Failures;
}

/** Draws and evaluates, for the function named `where`. */
export function drawSample(
  where: string,
  { evaluate, inputs }: { evaluate: OutputModel; inputs: UncertainInputs },
  options: SampleOptions,
): Draw {
  checkObject(where, "options", options);
  const { samples = 4096, replicates = 1, onFailure = "refuse" } = options;
  checkCount(where, "replicates", replicates, 1);
  checkCount(where, "samples", samples, 1);
  check(
    samples % replicates === 0,
    where,
    "samples",
    `must be a multiple of replicates (${replicates})`,
    samples,
  );
  checkFailurePolicy(where, onFailure);
  const space = inputSpace(where, inputs);
  const evaluator = createEvaluator(where, evaluate, { space, policy: onFailure });
  const count = samples / replicates;
  const sampler = createSampler(where, space, { options, count });
  const width = space.names.length;
  const columns = space.names.map(() => new Float64Array(samples));
  const outputs = evaluator.outputs.map(() => new Float64Array(samples));
  const rows = new Float64Array(count * width);
  const results = new Float64Array(evaluator.outputs.length);
  const sizes: number[] = [];
  let used = 0;
  for (let replicate = 0; replicate < replicates; replicate++) {
    const before = used;
    sampler(replicate).fill(0, count, rows);
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < width; j++)
        evaluator.inputs[space.names[j] as string] = rows[i * width + j] as number;
      if (!evaluator.run(results, 0, 1)) continue;
      for (let j = 0; j < width; j++) (columns[j] as Float64Array)[used] = rows[i * width + j] as number;
      for (let k = 0; k < results.length; k++) (outputs[k] as Float64Array)[used] = results[k] as number;
      used++;
    }
    sizes.push(used - before);
  }
  const failures = evaluator.failures(samples - used, samples);
  checkSufficient(used > 0, where, "evaluate", "must succeed somewhere", failures.first);
  const cut = (all: Float64Array[]) => (used === samples ? all : all.map((column) => column.slice(0, used)));
  return {
    names: space.names,
    columns: cut(columns),
    outputNames: evaluator.outputs,
    outputs: cut(outputs),
    sizes,
    failures,
  };
}
