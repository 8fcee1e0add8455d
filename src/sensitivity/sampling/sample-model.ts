import { checkOptions } from "../../errors.js";
import { type AsyncOptions, runSteps, runStepsAsync, type Steps } from "../../inference/steps.js";
import type { FailurePolicy, Failures, ModelOutput, OutputModel, OutputName } from "../inputs/outputs.js";
import type { UncertainInputs } from "../inputs/uncertain-input.js";
import { type DrawOptions, drawSteps, planDraw, type Subject } from "./draw.js";
import { type SamplingOptions, samplingOptions } from "./sampling.js";

/** Size and spread of a sample. */
export interface SampleOptions<Name extends string = string> extends SamplingOptions<Name> {
  /** Number of evaluations, a multiple of `replicates`; default 4096. */
  readonly samples?: number | undefined;
  /** Independent replicates the rows are made of, one after another; default 1. */
  readonly replicates?: number | undefined;
  /** What to do where the model fails; default `"refuse"`. */
  readonly onFailure?: FailurePolicy | undefined;
}

/** A joint sample as columns: a column table, for `givenDataIndices`, `regionalSensitivity` and charts. */
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
 * The columns are the result, so memory grows with the sample: 8 bytes a row for each input and output.
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
 * const sample = sampleModel(({ a }: { a: number }) => 2 * a, { a: uncertain.uniform({ lower: 0, upper: 1 }) }, { samples: 8 });
 * sample.outputs.output.length; // => 8
 */
export function sampleModel<Name extends string, Output extends ModelOutput>(
  evaluate: OutputModel<Name, Output>,
  inputs: UncertainInputs<Name>,
  options: SampleOptions<NoInfer<Name>> = {},
): ModelSample<Name, OutputName<Output>> {
  return runSteps(sampleSteps<Name, Output>("sampleModel", { evaluate, inputs }, options));
}

/**
 * `sampleModel` that yields to the event loop every 40 milliseconds, can be stopped, and reports its progress.
 *
 * @param evaluate - As in `sampleModel`.
 * @param inputs - As in `sampleModel`.
 * @param options - As in `sampleModel`, with `signal` and `onProgress`.
 * @returns A promise of the same sample, in every bit.
 * @example
 * const inputs = { a: uncertain.uniform({ lower: 0, upper: 1 }) };
 * const sample = await sampleModelAsync(({ a }: { a: number }) => 2 * a, inputs, { samples: 8 });
 * sample.inputs.a.length; // => 8
 */
export function sampleModelAsync<Name extends string, Output extends ModelOutput>(
  evaluate: OutputModel<Name, Output>,
  inputs: UncertainInputs<Name>,
  options: SampleOptions<NoInfer<Name>> & AsyncOptions = {},
): Promise<ModelSample<Name, OutputName<Output>>> {
  return runStepsAsync(sampleSteps<Name, Output>("sampleModelAsync", { evaluate, inputs }, options), options);
}

/** The sample as steps, for the function named `where`. */
export function* sampleSteps<Name extends string, Output extends ModelOutput>(
  where: string,
  subject: Subject,
  options: DrawOptions,
): Steps<ModelSample<Name, OutputName<Output>>> {
  checkOptions(where, options, [...samplingOptions, "samples", "replicates", "onFailure"]);
  const plan = planDraw(where, subject, { options, defaults: { samples: 4096, replicates: 1 } });
  const draw = yield* drawSteps(plan, "inputsAndOutputs");
  const byName = (names: readonly string[], columns: readonly Float64Array[]) =>
    Object.fromEntries(names.map((name, k) => [name, columns[k] as Float64Array]));
  return {
    inputs: byName(draw.names, draw.columns) as Record<Name, Float64Array>,
    outputs: byName(draw.outputNames, draw.outputs) as Record<OutputName<Output>, Float64Array>,
    failures: draw.failures,
  };
}
