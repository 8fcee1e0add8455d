/** A sample drawn and evaluated chunk by chunk: what every analysis of a sample starts with. */
import { check, checkCount, checkObject, checkSufficient } from "../../errors.js";
import { type Steps, scaledSteps } from "../../inference/steps.js";
import {
  checkFailurePolicy,
  createEvaluator,
  type Evaluator,
  type FailurePolicy,
  type Failures,
  type OutputModel,
} from "../inputs/outputs.js";
import type { UncertainInputs } from "../inputs/uncertain-input.js";
import {
  createSampler,
  type InputSpace,
  inputSpace,
  type SampleRows,
  type SamplingOptions,
} from "./sampling.js";

/** Size and spread of a sample, and what happens where the model fails. */
export interface DrawOptions<Name extends string = string> extends SamplingOptions<Name> {
  readonly samples?: number | undefined;
  readonly replicates?: number | undefined;
  readonly onFailure?: FailurePolicy | undefined;
}

/** A model, as it was given, and its inputs. */
export interface Subject {
  readonly evaluate: unknown;
  readonly inputs: UncertainInputs;
}

/** A sample about to be drawn: everything is checked, and only the names of the outputs are evaluated. */
export interface DrawPlan {
  readonly where: string;
  readonly samples: number;
  readonly replicates: number;
  readonly space: InputSpace;
  readonly evaluator: Evaluator;
  readonly rowsOf: (replicate: number) => SampleRows;
}

/** A sample with its names beside its columns; failed rows are left out. */
export interface Draw {
  readonly names: readonly string[];
  /** One column per uncertain input; none if inputs are not kept. */
  readonly columns: readonly Float64Array[];
  readonly outputNames: readonly string[];
  readonly outputs: readonly Float64Array[];
  /** Rows of each replicate, as they follow one another. */
  readonly sizes: readonly number[];
  readonly failures: Failures;
}

const CHUNK = 4096;

/** Checks a sample, for the function named `where`, with that function's default size. */
export function planDraw(
  where: string,
  subject: Subject,
  {
    options,
    defaults,
  }: { options: DrawOptions; defaults: { readonly samples: number; readonly replicates: number } },
): DrawPlan {
  checkObject(where, "options", options);
  const plain = options.scrambling === "none";
  const { samples = defaults.samples, replicates = plain ? 1 : defaults.replicates } = options;
  const { onFailure = "refuse" } = options;
  checkCount(where, "replicates", replicates, 1);
  check(
    !plain || replicates === 1,
    where,
    "replicates",
    "must be 1 with an unscrambled sequence",
    replicates,
  );
  checkCount(where, "samples", samples, 1);
  const rule = `must be a multiple of replicates (${replicates})`;
  check(samples % replicates === 0, where, "samples", rule, samples);
  checkFailurePolicy(where, onFailure);
  const space = inputSpace(where, subject.inputs);
  const rowsOf = createSampler(where, space, { options, count: samples / replicates });
  const evaluate = subject.evaluate as OutputModel;
  const evaluator = createEvaluator(where, evaluate, { space, policy: onFailure });
  return { where, samples, replicates, space, evaluator, rowsOf };
}

/** Draws and evaluates the sample, one replicate after another. */
export function* drawSteps(plan: DrawPlan, keep: "outputs" | "inputsAndOutputs"): Steps<Draw> {
  const { samples, replicates, space, evaluator } = plan;
  const column = (): Float64Array => new Float64Array(samples);
  const inputs = keep === "outputs" ? [] : space.names.map(column);
  const outputs = evaluator.outputs.map(column);
  const sizes: number[] = [];
  let used = 0;
  for (let replicate = 0; replicate < replicates; replicate++) {
    const steps = replicateSteps(plan, [...inputs, ...outputs], { replicate, used });
    const size = yield* scaledSteps(steps, [replicate / replicates, (replicate + 1) / replicates]);
    sizes.push(size);
    used += size;
  }
  const failures = evaluator.failures(samples - used, samples);
  checkSufficient(used > 0, plan.where, "evaluate", "must succeed somewhere", failures.first);
  const cut = (all: Float64Array[]) => (used === samples ? all : all.map((one) => one.slice(0, used)));
  const [columns, results] = [cut(inputs), cut(outputs)];
  return { names: space.names, columns, outputNames: evaluator.outputs, outputs: results, sizes, failures };
}

/** Evaluates the rows of one replicate into columns, the inputs (if kept) before the outputs; returns how many succeeded. */
function* replicateSteps(
  { samples, replicates, space, evaluator, rowsOf }: DrawPlan,
  columns: readonly Float64Array[],
  { replicate, used: start }: { replicate: number; used: number },
): Steps<number> {
  const count = samples / replicates;
  const { names } = space;
  const rows = rowsOf(replicate);
  const chunk = new Float64Array(Math.min(CHUNK, count) * names.length);
  const results = new Float64Array(evaluator.outputs.length);
  const kept = columns.length - results.length;
  let used = start;
  for (let from = 0; from < count; from += CHUNK) {
    const size = Math.min(CHUNK, count - from);
    rows.fill(from, size, chunk);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < names.length; j++)
        evaluator.inputs[names[j] as string] = chunk[i * names.length + j] as number;
      if (!evaluator.run(results, 0, 1)) continue;
      for (let j = 0; j < kept; j++)
        (columns[j] as Float64Array)[used] = chunk[i * names.length + j] as number;
      for (let k = 0; k < results.length; k++)
        (columns[kept + k] as Float64Array)[used] = results[k] as number;
      used++;
    }
    yield (from + size) / count;
  }
  return used - start;
}

/** The part of a column that each replicate filled. */
export function replicatesOf(column: Float64Array, sizes: readonly number[]): Float64Array[] {
  let from = 0;
  return sizes.map((size) => {
    from += size;
    return column.subarray(from - size, from);
  });
}
