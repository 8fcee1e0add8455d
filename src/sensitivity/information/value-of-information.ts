import {
  check,
  checkChoice,
  checkCount,
  checkFinite,
  checkFraction,
  checkObject,
  checkOptions,
} from "../../errors.js";
import {
  type AsyncOptions,
  runSteps,
  runStepsAsync,
  type Steps,
  scaledSteps,
} from "../../inference/steps.js";
import { largestOf } from "../../math/extremes.js";
import { createRandom } from "../../math/random.js";
import { meanOf, varianceOf } from "../../math/sample-statistics.js";
import { samplePermutation } from "../../math/samplers.js";
import type { ModelOutput, OutputModel } from "../inputs/outputs.js";
import type { UncertainInputs } from "../inputs/uncertain-input.js";
import { type Draw, drawSteps, planDraw, replicatesOf, type Subject } from "../sampling/draw.js";
import { replicateEstimate } from "../sampling/replicate-estimate.js";
import type { SampleOptions } from "../sampling/sample-model.js";
import { samplingOptions } from "../sampling/sampling.js";
import { cellMeans, polynomialMeans, rankPositions } from "./conditional-mean.js";
import {
  bestOf,
  choose,
  type DecisionChoices,
  type DecisionSummary,
  decisionSummary,
  gainOver,
} from "./decisions.js";

/** What may be learnt, and how the value of learning it is estimated. */
export interface InformationOptions<Name extends string = string> extends SampleOptions<Name> {
  /** Sets of inputs that may be learnt together, by name; each input by itself is always valued. At most 5 inputs a set. */
  readonly sets?: Readonly<Record<string, readonly Name[]>> | undefined;
  /** `"regression"` (default) on polynomials in the ranks, or `"nested"` cells on common draws, which are exactly monotone. */
  readonly method?: "regression" | "nested" | undefined;
  /** Slices of each input for `"nested"`, default 8. */
  readonly slices?: number | undefined;
  /** Random permutations behind the noise floor, default 10. */
  readonly permutations?: number | undefined;
  /** Optimism of Hurwicz' choice: weight of a decision's best outcome, 0 to 1; default 0.5. */
  readonly optimism?: number | undefined;
}

/** What it is worth to learn some inputs before deciding. */
export interface PartialInformation {
  /** Name of the input or set. */
  readonly set: string;
  /** Its inputs. */
  readonly inputs: readonly string[];
  /** Expected value of partial perfect information, kept within 0 and that of perfect information. */
  readonly value: number;
  /** The estimate before it was kept within these. */
  readonly raw: number;
  /** Standard error, by leaving out each replicate of the sample in turn; `null` with a single one. */
  readonly standardError: number | null;
  /** Mean estimate when the inputs are permuted, and so tell nothing: the noise in `raw`. */
  readonly floor: number;
  /** Whether `value` differs from `raw`. */
  readonly clamped: boolean;
}

/** Decisions under uncertainty, and what information on them is worth. */
export interface ValueOfInformation {
  /** Rows of the sample. */
  readonly observations: number;
  /** How partial information was estimated. */
  readonly method: "regression" | "nested";
  /** One row per decision. */
  readonly decisions: readonly DecisionSummary[];
  /** The choice under each rule: highest mean, least maximum regret, highest minimum, Hurwicz' weighting. */
  readonly choices: DecisionChoices;
  /** Expected value of perfect information: the expected regret of the best decision. */
  readonly perfect: number;
  /** Its standard error, from the replicates of the sample; `null` with a single one. */
  readonly perfectStandardError: number | null;
  /** What each input, and each set, would be worth to know. */
  readonly partial: readonly PartialInformation[];
}

/**
 * What it is worth to know more before deciding: expected value of perfect information, of perfect information on single
 * inputs and sets, expected regret, and the choices of robust rules.
 *
 * The value is per decision, in the unit of the net benefits; a study that costs more than it is not worth doing. `raw`
 * is biased upwards by noise: compare it with `floor`. The polynomials of `"regression"` blur a net benefit that
 * jumps; `"nested"` is rougher but never gives a smaller value when an input is added, nor more than perfect.
 *
 * Formula: EVPI = E[max_d NB_d] - max_d E[NB_d]; EVPPI = E[max_d E(NB_d | x_S)] - max_d E[NB_d].
 *
 * @param evaluate - A function from named inputs to the net benefit of each decision, by name. A single number is the
 *   net benefit of `act`, compared with doing `nothing`, worth 0.
 * @param inputs - A number or a distribution (`uncertain`) for every input; they may be correlated.
 * @param options - Sets, method, sample. By default 16384 evaluations in 16 replicates.
 * @returns Decisions, choices and values of information; plain data.
 * @throws {InvalidInputError} If a set names no uncertain input or more than 5, or an output is not finite.
 * @see Howard (1966), "Information value theory"; Strong, Oakley & Brennan (2014), Medical Decision Making 34(3), 311-326,
 *   doi:10.1177/0272989X13505910 (regression).
 *
 * @example
 * const net = ({ effect }: { effect: number }) => effect;
 * const result = valueOfInformation(net, { effect: uncertain.normal({ mean: 20, standardDeviation: 50 }) });
 * result.perfect; // ≈ 11.52
 * result.choices.expected; // => "act"
 */
export function valueOfInformation<Name extends string, Output extends ModelOutput>(
  evaluate: OutputModel<Name, Output>,
  inputs: UncertainInputs<Name>,
  options: InformationOptions<NoInfer<Name>> = {},
): ValueOfInformation {
  return runSteps(informationSteps("valueOfInformation", { evaluate, inputs }, options));
}

/**
 * `valueOfInformation` that yields to the event loop every 40 milliseconds, can be stopped, and reports its progress.
 *
 * @param evaluate - As in `valueOfInformation`.
 * @param inputs - As in `valueOfInformation`.
 * @param options - As in `valueOfInformation`, with `signal` and `onProgress`.
 * @returns A promise of the same result, in every bit.
 * @example
 * const inputs = { effect: uncertain.normal({ mean: 20, standardDeviation: 50 }) };
 * const result = await valueOfInformationAsync(({ effect }: { effect: number }) => effect, inputs, { samples: 1024 });
 * result.choices.expected; // => "act"
 */
export function valueOfInformationAsync<Name extends string, Output extends ModelOutput>(
  evaluate: OutputModel<Name, Output>,
  inputs: UncertainInputs<Name>,
  options: InformationOptions<NoInfer<Name>> & AsyncOptions = {},
): Promise<ValueOfInformation> {
  const steps = informationSteps("valueOfInformationAsync", { evaluate, inputs }, options);
  return runStepsAsync(steps, options);
}

/** The analysis as steps, for the function named `where`. */
export function* informationSteps(
  where: string,
  subject: Subject,
  options: InformationOptions,
): Steps<ValueOfInformation> {
  checkOptions(where, options, [
    ...samplingOptions,
    "sets",
    "method",
    "slices",
    "permutations",
    "optimism",
    "samples",
    "replicates",
    "onFailure",
  ]);
  const { method = "regression", slices = 8, permutations = 10, optimism = 0.5, seed = 1 } = options;
  checkChoice(where, "method", method, ["regression", "nested"]);
  checkCount(where, "slices", slices, 2);
  checkCount(where, "permutations", permutations, 1);
  checkFraction(where, "optimism", optimism);
  checkFinite(where, "seed", seed);
  const plan = planDraw(where, subject, { options, defaults: { samples: 16384, replicates: 16 } });
  const sets = setsOf(where, plan.space.names, options.sets ?? {});
  const draw = yield* scaledSteps(drawSteps(plan, "inputsAndOutputs"), [0, 0.3]);
  const rows = draw.outputs[0]?.length ?? 0;
  const alone = draw.outputs.length === 1;
  const benefits = alone ? [...draw.outputs, new Float64Array(rows)] : draw.outputs;
  const names = alone ? ["act", "nothing"] : draw.outputNames;
  const best = bestOf(benefits);
  const decisions = names.map((name, d) => decisionSummary(name, benefits[d] as Float64Array, best));
  const base = largestOf(decisions.map(({ expected }) => expected));
  const gain = gainOver(benefits[decisions.findIndex(({ expected }) => expected === base)], best);
  const perfect = Math.max(0, meanOf(best) - base);
  const context = { draw, benefits, perfect, method, slices, permutations, seed };
  const partial: PartialInformation[] = [];
  for (const [i, set] of sets.entries()) {
    const share: [number, number] = [0.3 + (0.7 * i) / sets.length, 0.3 + (0.7 * (i + 1)) / sets.length];
    partial.push(yield* scaledSteps(partialSteps(context, set), share));
  }
  return {
    observations: rows,
    method,
    decisions,
    choices: choose(decisions, optimism),
    perfect,
    perfectStandardError: blockError(gain, draw.sizes),
    partial,
  };
}

/** Standard error of the mean of a column, from the means of its replicates. */
function blockError(column: Float64Array, sizes: readonly number[]): number | null {
  const filled = replicatesOf(column, sizes).filter((part) => part.length > 0);
  return replicateEstimate(filled.map(meanOf), 0.95).standardError;
}

interface InputSet {
  readonly name: string;
  readonly members: readonly number[];
}

const LARGEST_SET = 5;

function setsOf(
  where: string,
  names: readonly string[],
  sets: Readonly<Record<string, readonly string[]>>,
): InputSet[] {
  checkObject(where, "sets", sets);
  const named = Object.entries(sets).map(([name, members]) => {
    const right = Array.isArray(members) && members.length >= 1 && members.length <= LARGEST_SET;
    check(right, where, `sets.${name}`, `must list 1 to ${LARGEST_SET} inputs`, members);
    const positions = members.map((member, i) => {
      const rule = `must be one of the uncertain inputs ${names.join(", ")}`;
      check(names.includes(member), where, `sets.${name}[${i}]`, rule, member);
      return names.indexOf(member);
    });
    return { name, members: [...new Set(positions)] };
  });
  return [...names.map((name, j) => ({ name, members: [j] })), ...named];
}

interface Context {
  readonly draw: Draw;
  readonly benefits: readonly Float64Array[];
  readonly perfect: number;
  readonly method: "regression" | "nested";
  readonly slices: number;
  readonly permutations: number;
  readonly seed: number;
}

function* partialSteps(context: Context, { name, members }: InputSet): Steps<PartialInformation> {
  const { draw, benefits, perfect, method, slices, permutations, seed } = context;
  const values = members.map((j) => draw.columns[j] as Float64Array);
  const positions = rankPositions(values);
  const fitOn = (rows: (column: Float64Array) => Float64Array) =>
    method === "nested"
      ? cellMeans(positions.map(rows), slices)
      : polynomialMeans(positions.map(rows), values.map(rows));
  const fit = fitOn((column) => column);
  // Differences from the first decision carry the whole value, and less noise than the benefits themselves.
  const reference = benefits[0] as Float64Array;
  const differences = benefits.slice(1).map((benefit) => gainOver(reference, benefit));
  const gain = (columns: readonly Float64Array[], estimate = fit): number => {
    const nothing = new Float64Array(columns[0]?.length ?? 0);
    const fitted = [nothing, ...columns.map(estimate)];
    return meanOf(bestOf(fitted)) - largestOf(fitted.map(meanOf));
  };
  const raw = gain(differences);
  // The error of the fit is part of the error: the whole estimate is made again without each replicate.
  const without: number[] = [];
  const work = draw.sizes.length + permutations + 1;
  for (const [r, size] of draw.sizes.entries()) {
    yield (r + 1) / work;
    if (size === 0 || size === reference.length) continue;
    const from = draw.sizes.slice(0, r).reduce((sum, before) => sum + before, 0);
    const rows = (column: Float64Array): Float64Array => leaveOut(column, from, from + size);
    without.push(gain(differences.map(rows), fitOn(rows)));
  }
  const random = createRandom(seed, 1);
  const floors: number[] = [];
  for (let i = 0; i < permutations; i++) {
    yield (draw.sizes.length + i + 1) / work;
    const order = samplePermutation(random, reference.length);
    floors.push(gain(differences.map((column) => inOrder(column, order))));
  }
  const value = Math.min(Math.max(raw, 0), perfect);
  return {
    set: name,
    inputs: members.map((j) => draw.names[j] as string),
    value,
    raw,
    standardError: jackknifeError(without),
    floor: meanOf(floors),
    clamped: value !== raw,
  };
}

/** Standard error from the estimates that leave one replicate out. */
function jackknifeError(without: readonly number[]): number | null {
  const count = without.length;
  return count < 2 ? null : Math.sqrt((count - 1) * varianceOf(without));
}

function leaveOut(column: Float64Array, from: number, to: number): Float64Array {
  const rest = new Float64Array(column.length - (to - from));
  rest.set(column.subarray(0, from));
  rest.set(column.subarray(to), from);
  return rest;
}

function inOrder(column: Float64Array, order: Uint32Array): Float64Array {
  return column.map((_, i) => column[order[i] as number] as number);
}
