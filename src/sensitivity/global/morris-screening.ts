import { check, checkChoice, checkCount, checkFinite, checkOptions, checkSufficient } from "../../errors.js";
import { type AsyncOptions, runSteps, runStepsAsync, type Steps } from "../../inference/steps.js";
import type { Random } from "../../math/random.js";
import { meanOf, varianceOf } from "../../math/sample-statistics.js";
import { samplePermutation } from "../../math/samplers.js";
import { equalButForRounding } from "../../math/ties.js";
import { quantileFunction } from "../inputs/distribution.js";
import {
  checkFailurePolicy,
  createEvaluator,
  type Evaluator,
  type FailurePolicy,
  type Failures,
  type ModelOutput,
  type OutputModel,
  type OutputName,
} from "../inputs/outputs.js";
import type { UncertainInputs } from "../inputs/uncertain-input.js";
import type { Subject } from "../sampling/draw.js";
import { type ConstantOutput, constantOutput } from "../sampling/guards.js";
import { type InputSpace, inputSpace, replicateRandoms } from "../sampling/sampling.js";
import { groupsOf, type InputGroup } from "./sobol-options.js";

/** Size and grid of the screening. */
export interface MorrisOptions<Name extends string = string> {
  /** Random trajectories, default 50; each costs one evaluation per input or group, and one more. */
  readonly trajectories?: number | undefined;
  /** Levels of the grid, an even number of 2 or more; default 4. */
  readonly levels?: number | undefined;
  /** `"sampled"` (default) trajectories, or the `"exact"` mean over every step of the whole grid, for few inputs. */
  readonly grid?: "sampled" | "exact" | undefined;
  /** Inputs that are moved together, by the name of their group: of a group of several only mu* is given. */
  readonly groups?: Readonly<Record<string, readonly Name[]>> | undefined;
  /** Seed, any number up to 1e150 in size; default 1. */
  readonly seed?: number | undefined;
  /** Stream, any number up to 1e150 in size; default 0. */
  readonly stream?: number | undefined;
  /** What to do where the model fails; default `"refuse"`. `"omit"` leaves the two steps at the point out. */
  readonly onFailure?: FailurePolicy | undefined;
}

/** The elementary effects of one input. */
export interface ElementaryEffects {
  /** Name of the input or group. */
  readonly input: string;
  /** Mean effect of a step over the whole range: signs may cancel. `null` if every step failed, and of a group of several. */
  readonly mu: number | null;
  /** Mean absolute effect: the ranking. `null` if every step failed. */
  readonly muStar: number | null;
  /**
   * Standard deviation of the effects: curvature or interactions. `null` with fewer than two effects, and of a group of
   * several inputs, which step each its own way.
   */
  readonly sigma: number | null;
  /** Standard error of muStar; `null` on the exact grid and with fewer than two effects. */
  readonly standardError: number | null;
  /** Number of effects used. */
  readonly effects: number;
}

/** Elementary effects of every output. */
export interface MorrisScreening<Output extends string = string> {
  /** `"sampled"` or `"exact"`. */
  readonly grid: "sampled" | "exact";
  /** Levels of the grid. */
  readonly levels: number;
  /** Step, as a share of the range: levels / (2 (levels - 1)). */
  readonly delta: number;
  /** Evaluations of the model. */
  readonly evaluations: number;
  /** Failed evaluations, left out. */
  readonly failures: Failures;
  /** One row per input or group, by output. */
  readonly outputs: Readonly<Record<Output, readonly ElementaryEffects[]>>;
  /** Which outputs do not vary. */
  readonly warnings: readonly ConstantOutput[];
}

const MOST_GRID_POINTS = 5_000_000;
/** An unbounded distribution is cut at these fractions, so that the ends of the grid are finite. */
const TAIL = 0.005;

/**
 * Morris screening: the mean and spread of the effect of one large step of each input, over the whole space. Cheap
 * enough to find the inputs that do nothing among many.
 *
 * It ranks; its numbers are no shares of variance. Every step has one length, levels / (2 (levels - 1)) of the range: two
 * thirds with 4 levels, near half with many. A model that is periodic in an input shows nothing of it where the step is a
 * period, so screen such a model with two numbers of levels, or with `sobolIndices`. `grid: "exact"` gives what infinitely many trajectories would, and
 * shows how far a sample is from it. Inputs are uniform over the fractions of their distributions; distributions
 * without ends are cut at 0.5% and 99.5%.
 *
 * Formula: effect = (f(x + delta) - f(x)) / delta on the unit range; mu, mu* and sigma are their mean, mean absolute
 * value and standard deviation (of the whole grid: divided by n; of a sample: by n - 1).
 *
 * @param evaluate - Any function from named inputs to a number or to numbers by name, without side effects.
 * @param inputs - A number or a distribution (`uncertain`) for every input.
 * @param options - Trajectories, levels, seed.
 * @returns One row per input or group, by output; plain data.
 * @throws {InvalidInputError} If levels is odd, or the exact grid has more than five million points.
 * @see Morris (1991), Technometrics 33(2), 161-174, doi:10.1080/00401706.1991.10484804; Campolongo, Cariboni & Saltelli
 *   (2007), doi:10.1016/j.envsoft.2006.10.004 (mu*, groups).
 *
 * @example
 * const model = ({ a, b }: Record<"a" | "b", number>) => 3 * a - 2 * b;
 * const inputs = { a: uncertain.uniform({ lower: 0, upper: 1 }), b: uncertain.uniform({ lower: 0, upper: 2 }) };
 * morrisScreening(model, inputs).outputs.output.map(({ muStar }) => muStar); // ≈ [3.0000, 4.0000]
 */
export function morrisScreening<Name extends string, Output extends ModelOutput>(
  evaluate: OutputModel<Name, Output>,
  inputs: UncertainInputs<Name>,
  options: MorrisOptions<NoInfer<Name>> = {},
): MorrisScreening<OutputName<Output>> {
  return runSteps(morrisSteps<OutputName<Output>>("morrisScreening", { evaluate, inputs }, options));
}

/**
 * `morrisScreening` that yields to the event loop every 40 milliseconds, can be stopped, and reports its progress.
 *
 * @param evaluate - As in `morrisScreening`.
 * @param inputs - As in `morrisScreening`.
 * @param options - As in `morrisScreening`, with `signal` and `onProgress`.
 * @returns A promise of the same result, in every bit.
 * @example
 * const inputs = { a: uncertain.uniform({ lower: 0, upper: 2 }) };
 * const result = await morrisScreeningAsync(({ a }: { a: number }) => 3 * a, inputs, { grid: "exact" });
 * result.outputs.output[0]?.muStar; // ≈ 6.00
 */
export function morrisScreeningAsync<Name extends string, Output extends ModelOutput>(
  evaluate: OutputModel<Name, Output>,
  inputs: UncertainInputs<Name>,
  options: MorrisOptions<NoInfer<Name>> & AsyncOptions = {},
): Promise<MorrisScreening<OutputName<Output>>> {
  const steps = morrisSteps<OutputName<Output>>("morrisScreeningAsync", { evaluate, inputs }, options);
  return runStepsAsync(steps, options);
}

/** The screening as steps, for the function named `where`. */
export function* morrisSteps<Output extends string>(
  where: string,
  subject: Subject,
  options: MorrisOptions,
): Steps<MorrisScreening<Output>> {
  checkOptions(where, options, ["trajectories", "levels", "grid", "groups", "seed", "stream", "onFailure"]);
  const { trajectories = 50, levels = 4, grid = "sampled", onFailure = "refuse" } = options;
  checkChoice(where, "grid", grid, ["sampled", "exact"]);
  checkCount(where, "trajectories", trajectories, 1);
  checkCount(where, "levels", levels, 2);
  check(levels % 2 === 0, where, "levels", "must be even", levels);
  checkFailurePolicy(where, onFailure);
  checkFinite(where, "seed", options.seed ?? 1);
  const space = inputSpace(where, subject.inputs);
  const groups = groupsOf(where, space, options.groups ?? {});
  const values = gridValues(space, levels);
  const start = grid === "exact" ? null : replicateRandoms(where, options)(0);
  const first = values.map((column) => column[start?.integerBelow(levels) ?? 0] as number);
  const evaluate = subject.evaluate as OutputModel;
  const evaluator = createEvaluator(where, evaluate, { space, policy: onFailure, first });
  const walk: Walk = {
    space,
    groups,
    evaluator,
    levels,
    values,
    effects: evaluator.outputs.map(() => groups.map(() => [])),
    ranges: evaluator.outputs.map(() => ({
      least: Number.POSITIVE_INFINITY,
      most: Number.NEGATIVE_INFINITY,
    })),
    evaluations: 0,
    failed: 0,
  };
  if (grid === "exact") yield* exactGrid(where, walk);
  else {
    const random = replicateRandoms(where, options)(0);
    for (let t = 0; t < trajectories; t++) {
      trajectory(walk, random);
      yield (t + 1) / trajectories;
    }
  }
  checkSufficient(
    walk.failed < walk.evaluations,
    where,
    "evaluate",
    "must succeed somewhere",
    evaluator.firstFailure(),
  );
  const outputs = Object.fromEntries(
    evaluator.outputs.map((name, k) => [
      name,
      groups.map((group, g) => ofGroup(group, summarize(group.name, walk.effects[k]?.[g] ?? [], grid))),
    ]),
  ) as unknown as Record<Output, ElementaryEffects[]>;
  const warnings = evaluator.outputs.flatMap((name, k) => {
    const { least, most } = walk.ranges[k]!;
    return equalButForRounding(least, most) ? [constantOutput(name, most)] : [];
  });
  const { evaluations: visited, failed } = walk;
  const failures = evaluator.failures(failed, visited);
  const evaluations = visited + evaluator.extraCalls;
  return { grid, levels, delta: levels / (2 * (levels - 1)), evaluations, failures, outputs, warnings };
}

interface Walk {
  readonly space: InputSpace;
  readonly groups: readonly InputGroup[];
  readonly evaluator: Evaluator;
  readonly levels: number;
  /** Value of each input at each level. */
  readonly values: readonly Float64Array[];
  /** Effects by output and group. */
  readonly effects: readonly (readonly number[][])[];
  /** Least and greatest value of each output. */
  readonly ranges: readonly { least: number; most: number }[];
  evaluations: number;
  failed: number;
}

function gridValues({ distributions }: InputSpace, levels: number): Float64Array[] {
  return distributions.map((distribution) => {
    const quantile = quantileFunction(distribution);
    const [start, width] = [quantile(0), quantile(1)].every(Number.isFinite) ? [0, 1] : [TAIL, 1 - 2 * TAIL];
    return Float64Array.from({ length: levels }, (_, level) =>
      quantile(start + (width * level) / (levels - 1)),
    );
  });
}

/** Outputs at a point of the grid; null where the model failed. */
function outputsAt(walk: Walk, point: ArrayLike<number>): Float64Array | null {
  const { space, evaluator, values } = walk;
  for (const [j, name] of space.names.entries())
    evaluator.inputs[name] = (values[j] as Float64Array)[point[j] as number] as number;
  const out = new Float64Array(evaluator.outputs.length);
  walk.evaluations++;
  if (evaluator.run(out, 0, 1)) {
    walk.ranges.forEach((range, k) => {
      range.least = Math.min(range.least, out[k]!);
      range.most = Math.max(range.most, out[k]!);
    });
    return out;
  }
  walk.failed++;
  return null;
}

function record(
  walk: Walk,
  group: number,
  [below, above]: readonly [Float64Array | null, Float64Array | null],
): void {
  if (below === null || above === null) return;
  const delta = walk.levels / (2 * (walk.levels - 1));
  for (let k = 0; k < below.length; k++)
    walk.effects[k]?.[group]?.push(((above[k] as number) - (below[k] as number)) / delta);
}

/** One random trajectory: each group is moved once, by half the grid, in random order and direction. */
function trajectory(walk: Walk, random: Random): void {
  const { groups, levels, space } = walk;
  const half = levels / 2;
  const point = space.names.map(() => random.integerBelow(levels));
  const order = samplePermutation(random, groups.length);
  let before = outputsAt(walk, point);
  for (const g of order) {
    const { members } = groups[g] as InputGroup;
    // The members of a group step each its own way; the sign of the effect is that of the first.
    const up = (point[members[0] as number] as number) < half;
    for (const j of members) {
      const level = point[j] as number;
      point[j] = level < half ? level + half : level - half;
    }
    const after = outputsAt(walk, point);
    record(walk, g, up ? [before, after] : [after, before]);
    before = after;
  }
}

/** Every step of every input from every point of the grid. */
function* exactGrid(where: string, walk: Walk): Steps<void> {
  const { groups, levels, space } = walk;
  const dimensions = space.names.length;
  const size = levels ** dimensions;
  const rule = `must have at most ${MOST_GRID_POINTS} points: ${levels} levels to the power ${dimensions}`;
  check(size <= MOST_GRID_POINTS, where, "the exact grid", rule, size);
  check(groups.length === dimensions, where, "groups", "must be left out on the exact grid", groups.length);
  const point = new Uint8Array(dimensions);
  const values = new Float64Array(size * walk.evaluator.outputs.length);
  const good = new Uint8Array(size);
  for (let index = 0; index < size; index++) {
    if (index % 4096 === 4095) yield (0.8 * index) / size;
    for (let j = 0, rest = index; j < dimensions; j++, rest = Math.floor(rest / levels))
      point[j] = rest % levels;
    const out = outputsAt(walk, point);
    if (out === null) continue;
    good[index] = 1;
    values.set(out, index * out.length);
  }
  const at = (index: number): Float64Array | null => {
    const width = walk.evaluator.outputs.length;
    return good[index] ? values.subarray(index * width, (index + 1) * width) : null;
  };
  for (let j = 0, place = 1; j < dimensions; j++, place *= levels) {
    for (let index = 0; index < size; index++)
      if (Math.floor(index / place) % levels < levels / 2)
        record(walk, j, [at(index), at(index + (place * levels) / 2)]);
    yield 0.8 + (0.2 * (j + 1)) / dimensions;
  }
}

/** Of a group of several inputs the signs mean nothing: each member steps its own way. */
function ofGroup({ members }: InputGroup, effects: ElementaryEffects): ElementaryEffects {
  return members.length === 1 ? effects : { ...effects, mu: null, sigma: null };
}

/** Mean, mean size and spread of the effects of one input. */
export function summarize(
  input: string,
  effects: readonly number[],
  grid: "sampled" | "exact",
): ElementaryEffects {
  const n = effects.length;
  if (n === 0) return { input, mu: null, muStar: null, sigma: null, standardError: null, effects: 0 };
  const sizes = effects.map(Math.abs);
  const less = grid === "exact" ? 0 : 1;
  return {
    input,
    mu: meanOf(effects) + 0,
    muStar: meanOf(sizes),
    sigma: n <= less ? null : Math.sqrt(varianceOf(effects, less)),
    standardError: grid === "exact" || n < 2 ? null : Math.sqrt(varianceOf(sizes, 1) / n),
    effects: n,
  };
}
