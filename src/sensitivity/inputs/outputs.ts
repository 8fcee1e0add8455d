/** Evaluation of a model with one or several named outputs, and what happens where it fails. */
import { check, checkChoice, type InvalidInputError } from "../../errors.js";
import type { InputSpace } from "../sampling/sampling.js";
import { quantileFunction } from "./distribution.js";
import { type InputValues, modelFailure } from "./model.js";

/** What a model may return: one number, or numbers by name. */
export type ModelOutput = number | Readonly<Record<string, number>>;

/**
 * A function from named inputs to one number or to a record of named numbers, free of side effects. The inputs object
 * is the same from call to call, with new values: a model that keeps it must copy it.
 */
export type OutputModel<Name extends string = string, Output extends ModelOutput = ModelOutput> = (
  inputs: InputValues<Name>,
) => Output;

/** Names of a model's outputs: `"output"` where it returns one number. */
export type OutputName<Output extends ModelOutput> = Output extends number ? "output" : keyof Output & string;

/**
 * What to do where the model throws or gives no finite number: `"refuse"` the whole call (default), or `"omit"` the
 * evaluation (with its block, where the design needs whole blocks) and count it.
 */
export type FailurePolicy = "refuse" | "omit";

/** One failed evaluation. */
export interface FailedPoint {
  /** The inputs at which the model failed. */
  readonly inputs: Readonly<Record<string, number>>;
  /** Message of the failure. */
  readonly message: string;
}

/** How many evaluations failed, at which inputs, and why. */
export interface Failures {
  /** Number of failed evaluations, or of blocks left out. */
  readonly count: number;
  /** Their share of all. */
  readonly share: number;
  /** Message of the first failure; `null` if there was none. */
  readonly first: string | null;
  /** The first ten evaluations that failed, with their inputs. */
  readonly points: readonly FailedPoint[];
}

const MOST_POINTS = 10;

/** A model wrapped for many evaluations. */
export interface Evaluator {
  /** Names of the outputs. */
  readonly outputs: readonly string[];
  /** The inputs object that each evaluation reads: set its fields, then call `run`. */
  readonly inputs: Record<string, number>;
  /** Evaluates the inputs; writes one number per output into `out` from `at` on, `stride` apart; false where it failed. */
  run(out: Float64Array, at: number, stride: number): boolean;
  /** Message of the first failure so far; `null` if there was none. */
  firstFailure(): string | null;
  /** How often the model was called before the first run to learn the names of its outputs, at inputs that no run repeats. */
  readonly extraCalls: number;
  /** What is known of the failures so far, of which `count` of `total` evaluations (or blocks) were left out. */
  failures(count: number, total: number): Failures;
}

/** Checks that a policy is one of the two. */
export function checkFailurePolicy(where: string, policy: unknown): asserts policy is FailurePolicy {
  checkChoice(where, "onFailure", policy, ["refuse", "omit"]);
}

/** What a model is evaluated on. */
interface EvaluatorPlan {
  readonly space: InputSpace;
  readonly policy: FailurePolicy;
  /** The uncertain inputs of the first run, in order: what the model gives there is asked for once only. */
  readonly first?: ArrayLike<number>;
}

/**
 * Wraps a model. Its outputs are named by the first of a few inputs at which it answers: those of the first run, where they
 * are known, then the medians before others.
 */
export function createEvaluator(
  where: string,
  evaluate: OutputModel,
  { space, policy, first }: EvaluatorPlan,
): Evaluator {
  check(typeof evaluate === "function", where, "evaluate", "must be a function of named inputs", evaluate);
  const inputs: Record<string, number> = { ...space.constants };
  const record = createRecord(inputs);
  const call = (): ModelOutput => {
    try {
      return evaluate(inputs);
    } catch (error) {
      if (policy === "refuse") throw modelFailure(where, `evaluate(${JSON.stringify(inputs)})`, error);
      record.add(error instanceof Error ? error.message : String(error));
      return Number.NaN;
    }
  };
  const reject = (name: string, value: unknown): false => {
    const at = `evaluate(${JSON.stringify(inputs)})${name === "" ? "" : `.${name}`}`;
    try {
      check(false, where, at, "must return a finite number", value);
    } catch (error) {
      if (policy === "refuse") throw error;
      record.add((error as InvalidInputError).message);
    }
    return false;
  };
  const { sample, calls } = probe(space, { inputs, first }, call);
  let known = first !== undefined && calls === 1;
  record.clear();
  const single = typeof sample !== "object" || sample === null;
  const outputs = single ? ["output"] : Object.keys(sample as object);
  check(outputs.length > 0, where, "evaluate", "must return a number or numbers by name", sample);
  return {
    outputs,
    inputs,
    extraCalls: known ? 0 : calls,
    firstFailure: () => record.points[0]?.message ?? null,
    failures: (count, total) => ({
      count,
      share: count / total,
      first: record.points[0]?.message ?? null,
      points: [...record.points],
    }),
    run(out, at, stride) {
      record.start();
      const result = known ? sample : call();
      known = false;
      if (single) {
        out[at] = result as number;
        return Number.isFinite(result) || reject("", result);
      }
      let good = true;
      for (let k = 0; k < outputs.length; k++) {
        const name = outputs[k] as string;
        const value = (result as Readonly<Record<string, number>>)?.[name] as number;
        out[at + k * stride] = value;
        if (!Number.isFinite(value)) good = reject(name, value) && good;
      }
      return good;
    },
  };
}

/** What the model gives at the first inputs or at the medians, or where that is nothing, at some other quantiles. */
function probe(
  space: InputSpace,
  { inputs, first }: { inputs: Record<string, number>; first: ArrayLike<number> | undefined },
  call: () => ModelOutput,
): { sample: ModelOutput; calls: number } {
  const quantiles = space.distributions.map(quantileFunction);
  const points = [0.5, 0.25, 0.75, 0.1, 0.9].map((fraction) =>
    quantiles.map((quantile) => quantile(fraction)),
  );
  let calls = 0;
  let sample: ModelOutput = Number.NaN;
  for (const point of first === undefined ? points : [first, ...points]) {
    for (const [j, name] of space.names.entries()) inputs[name] = point[j] as number;
    sample = call();
    calls++;
    if (!Number.isNaN(sample)) break;
  }
  return { sample, calls };
}

/** The first failures, one of each run: the message that came first says why. */
function createRecord(inputs: Readonly<Record<string, number>>) {
  const points: FailedPoint[] = [];
  let failing = false;
  return {
    points,
    start(): void {
      failing = false;
    },
    clear(): void {
      points.length = 0;
    },
    add(message: string): void {
      if (!failing && points.length < MOST_POINTS) points.push({ inputs: { ...inputs }, message });
      failing = true;
    },
  };
}
