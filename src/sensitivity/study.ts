import {
  check,
  checkCount,
  checkFinite,
  checkObject,
  InsufficientDataError,
  InvalidInputError,
} from "../errors.js";
import { type AsyncOptions, runSteps, runStepsAsync, type Steps } from "../inference/steps.js";
import { type BreakEven, breakEven } from "./break-even.js";
import { copulaMatrix, correlationFactor, correlationMatrix, type RankCorrelation } from "./correlation.js";
import { momentsOf, quantileFunction } from "./distribution.js";
import { type Elasticity, elasticities } from "./elasticities.js";
import { type GivenDataIndices, givenDataIndices } from "./given-data.js";
import type { RangeDriven, StudyWarning } from "./guards.js";
import type { Model } from "./model.js";
import { type MonteCarlo, monteCarlo } from "./monte-carlo.js";
import { type InputSwing, oneWay } from "./one-way.js";
import { createEvaluator, type ModelOutput, type OutputModel, type OutputName } from "./outputs.js";
import { type RegionalAnalysis, regionalAnalysis } from "./regional-analysis.js";
import { sampleModel } from "./sample-model.js";
import { type InputSpace, inputSpace } from "./sampling.js";
import { type ShapleyEffects, shapleyEffects } from "./shapley-effects.js";
import { type SobolIndices, type Subject, sobolSteps } from "./sobol-indices.js";
import type { Distribution, UncertainInputs } from "./uncertain.js";
import { type ValueOfInformation, valueOfInformation } from "./value-of-information.js";

/** A claim on one output, whose share of truth and region are asked for. */
export interface StudyClaim {
  /** The output; the first by default. */
  readonly output?: string | undefined;
  /** The claim is that the output is at least this. */
  readonly atLeast?: number | undefined;
  /** The claim is that the output is at most this. */
  readonly atMost?: number | undefined;
}

/** Size of the study, and what is asked beside the standard parts. */
export interface StudyOptions<Name extends string = string> {
  /** Base points per replicate of the global part, default 1024; the Monte Carlo part takes 16 times as many. */
  readonly samples?: number | undefined;
  /** Seed, any finite number; default 1. */
  readonly seed?: number | undefined;
  /** Rank correlations between inputs: the global part then gives Shapley effects instead of Sobol' indices. */
  readonly correlations?: readonly RankCorrelation<Name>[] | undefined;
  /** Output at which a decision turns: the break-even target and the limit of a loss; default 0. */
  readonly target?: number | undefined;
  /** A claim whose region is looked for. */
  readonly claim?: StudyClaim | undefined;
  /** Outputs that are net benefits of decisions, two or more: the value of information is then given. */
  readonly decisions?: readonly string[] | undefined;
}

/** An uncertain input as the study took it. */
export interface StudyInput {
  /** Name. */
  readonly input: string;
  /** Kind of its distribution. */
  readonly kind: Distribution["kind"];
  /** Median: the base value of the local parts. */
  readonly base: number;
  /** Standard deviation. */
  readonly sd: number;
  /** 5% quantile: lower end of its tornado bar. */
  readonly low: number;
  /** 95% quantile: upper end of its tornado bar. */
  readonly high: number;
  /** Unit; `null` where not given. */
  readonly unit: string | null;
  /** Source; `null` where not given. */
  readonly source: string | null;
}

/** The parts of a study that belong to one output. */
export interface StudyOutput {
  /** Output with every input at its base value. */
  readonly baseOutput: number;
  /** Derivatives and elasticities at the base. */
  readonly local: readonly Elasticity[];
  /** Tornado rows over the 5% to 95% range of each input, widest first. */
  readonly oneWay: readonly InputSwing[];
  /** Break-even of each input over its 1% to 99% range; inputs of discrete kinds are left out. */
  readonly breakEven: readonly BreakEven[];
  /** Correlation, regression and distribution measures of a sample. */
  readonly drivers: GivenDataIndices;
}

/** A whole study as plain data. */
export interface Study<Output extends string = string> {
  /** The uncertain inputs. */
  readonly inputs: readonly StudyInput[];
  /** Local parts by output. */
  readonly outputs: Readonly<Record<Output, StudyOutput>>;
  /** Distribution of the outputs. */
  readonly monteCarlo: MonteCarlo<Output>;
  /** Sobol' indices of independent inputs; `null` if they are correlated. */
  readonly sobol: SobolIndices<Output> | null;
  /** Shapley effects of correlated inputs; `null` if they are independent. */
  readonly shapley: ShapleyEffects<Output> | null;
  /** Where the claim holds; `null` without a claim, or if it holds (or fails) in fewer than 10 rows. */
  readonly region: RegionalAnalysis | null;
  /** Share of the sample in which the claim holds; `null` without a claim. */
  readonly claimProbability: number | null;
  /** What it is worth to know more; `null` without decisions. */
  readonly information: ValueOfInformation | null;
  /** All warnings, each once. */
  readonly warnings: readonly StudyWarning[];
}

/**
 * The whole analysis in one call: local derivatives, tornado, break-even, Monte Carlo, global indices, drivers, and on
 * request the region of a claim and the value of information.
 *
 * Every part is the function of its own name with its defaults, around the medians of the inputs; use those functions
 * for more control. Read `warnings` first: they say which parts not to trust.
 *
 * Formula: see `elasticities`, `oneWay`, `breakEven`, `monteCarlo`, `sobolIndices`, `shapleyEffects`, `givenDataIndices`,
 *   `regionalAnalysis`, `valueOfInformation`.
 *
 * @param evaluate - Any function from named inputs to a number or to numbers by name, without side effects.
 * @param inputs - A number or a distribution (`uncertain`) for every input.
 * @param options - Size, seed, correlations, claim, decisions.
 * @returns The study; plain data.
 * @throws {InvalidInputError} If an input or option is wrong, or the model gives no finite number at some point.
 * @see Saltelli et al. (2008), "Global Sensitivity Analysis: The Primer".
 *
 * @example
 * type Firm = Record<"retention" | "discount", number>;
 * const gain = ({ retention, discount }: Firm) => (1 + discount - retention) / (1 + discount - retention - 0.05) - 1;
 * const inputs = {
 *   retention: uncertain.uniform({ low: 0.6, high: 0.9 }),
 *   discount: uncertain.uniform({ low: 0.08, high: 0.15 }),
 * };
 * const result = study(gain, inputs, { samples: 256, claim: { atLeast: 0.25 } });
 * result.claimProbability; // ≈ 0.12
 * result.sobol?.outputs.output.inputs.map(({ distinguishable }) => distinguishable); // => [true, true]
 */
export function study<Name extends string, Output extends ModelOutput>(
  evaluate: OutputModel<Name, Output>,
  inputs: UncertainInputs<Name>,
  options: StudyOptions<NoInfer<Name>> = {},
): Study<OutputName<Output>> {
  return runSteps(studySteps("study", { evaluate, inputs }, options));
}

/**
 * `study` that gives way to the event loop every 40 milliseconds, can be stopped, and reports its progress.
 *
 * @param evaluate - As in `study`.
 * @param inputs - As in `study`.
 * @param options - As in `study`, with `signal` and `onProgress`.
 * @returns A promise of the same result, in every bit.
 * @example
 * const square = ({ a, b }: Record<"a" | "b", number>) => a * a + b;
 * const inputs = { a: uncertain.uniform({ low: 0, high: 1 }), b: uncertain.uniform({ low: 0, high: 1 }) };
 * const result = await studyAsync(square, inputs, { samples: 64 });
 * result.inputs.map(({ base }) => base); // => [0.5, 0.5]
 */
export function studyAsync<Name extends string, Output extends ModelOutput>(
  evaluate: OutputModel<Name, Output>,
  inputs: UncertainInputs<Name>,
  options: StudyOptions<NoInfer<Name>> & AsyncOptions = {},
): Promise<Study<OutputName<Output>>> {
  return runStepsAsync(studySteps("studyAsync", { evaluate, inputs }, options), options);
}

const discrete = new Set<Distribution["kind"]>(["empirical", "choice", "integer"]);

const parts =
  /^(monteCarlo|shapleyEffects|sampleModel|givenDataIndices|elasticities|oneWay|breakEven|regionalAnalysis|valueOfInformation): /;

/** Runs the parts; a refusal by one of them names the function that the user called. */
function* studySteps<Output extends ModelOutput>(
  where: string,
  subject: Subject,
  options: StudyOptions,
): Steps<Study<OutputName<Output>>> {
  try {
    return yield* studyParts<Output>(where, subject, options);
  } catch (error) {
    if (error instanceof InvalidInputError && parts.test(error.message))
      throw new InvalidInputError(error.message.replace(parts, `${where}: `));
    if (error instanceof InsufficientDataError && parts.test(error.message))
      throw new InsufficientDataError(error.message.replace(parts, `${where}: `));
    throw error;
  }
}

function* studyParts<Output extends ModelOutput>(
  where: string,
  subject: Subject,
  options: StudyOptions,
): Steps<Study<OutputName<Output>>> {
  checkObject(where, "options", options);
  const { samples = 1024, seed = 1, correlations = [], target = 0, claim, decisions } = options;
  checkCount(where, "samples", samples, 16);
  checkFinite(where, "seed", seed);
  checkFinite(where, "target", target);
  const space = inputSpace(where, subject.inputs);
  const evaluate = subject.evaluate as OutputModel;
  correlationFactor(where, space.names, copulaMatrix(correlationMatrix(where, space.names, correlations)));
  const { outputs: names } = createEvaluator(where, evaluate, { space, policy: "refuse" });
  const claimed = claim === undefined ? null : checkClaim(where, claim, names);
  checkDecisions(where, decisions ?? null, names);
  const common = { seed, correlations };
  const carlo = monteCarlo(evaluate, subject.inputs, { ...common, samples: 16 * samples, lossBelow: target });
  yield 0.1;
  const dependent = correlations.length > 0;
  const shapley = dependent
    ? shapleyEffects(evaluate, subject.inputs, { ...common, samples: Math.max(64, samples / 4) })
    : null;
  const sobol = dependent ? null : yield* scaled(sobolSteps(where, subject, { samples, seed }), [0.1, 0.8]);
  yield 0.8;
  const sample = sampleModel(evaluate, subject.inputs, { ...common, samples: Math.max(512, samples) });
  const outputs = Object.fromEntries(
    names.map((name) => {
      const drivers = givenDataIndices({
        inputs: sample.inputs,
        output: sample.outputs[name] as Float64Array,
      });
      return [name, { ...localParts(evaluate, space, { name, target }), drivers }];
    }),
  ) as Record<string, StudyOutput>;
  yield 0.9;
  const column = claimed === null ? null : (sample.outputs[claimed.output] as Float64Array);
  const hits = claimed === null || column === null ? 0 : column.filter((y) => holds(claimed, y)).length;
  const enough = column !== null && Math.min(hits, column.length - hits) >= 10;
  const information =
    decisions === undefined
      ? null
      : valueOfInformation(only(evaluate, decisions), subject.inputs, { ...common, samples: 16 * samples });
  const effects = globalEffects(names, sobol, shapley);
  const driven = names.flatMap((name) =>
    rangeDriven(name, space, { local: outputs[name]?.local ?? [], effects }),
  );
  const all = [...carlo.warnings, ...(sobol?.warnings ?? []), ...(shapley?.warnings ?? []), ...driven];
  return {
    inputs: space.names.map((input, j) => describeInput(input, space.distributions[j] as Distribution)),
    outputs: outputs as Record<OutputName<Output>, StudyOutput>,
    monteCarlo: carlo as MonteCarlo<OutputName<Output>>,
    sobol: sobol as SobolIndices<OutputName<Output>> | null,
    shapley: shapley as ShapleyEffects<OutputName<Output>> | null,
    region:
      enough && claimed !== null
        ? regionalAnalysis({ inputs: sample.inputs, output: column }, claimed.limit)
        : null,
    claimProbability: column === null ? null : hits / column.length,
    information,
    warnings: all.filter(
      (warning, i) =>
        all.findIndex((other) => other.code === warning.code && sameSubject(other, warning)) === i,
    ),
  };
}

function sameSubject(a: StudyWarning, b: StudyWarning): boolean {
  const subject = (warning: StudyWarning): string =>
    `${"output" in warning ? warning.output : ""}/${"input" in warning ? warning.input : ""}/${"below" in warning ? warning.below : ""}`;
  return subject(a) === subject(b);
}

/** Steps whose progress is a part of a larger whole. */
function* scaled<Result>(steps: Steps<Result>, [from, to]: readonly [number, number]): Steps<Result> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    yield from + (to - from) * step.value;
  }
}

interface CheckedClaim {
  readonly output: string;
  readonly limit: { readonly atLeast: number } | { readonly atMost: number };
}

function checkClaim(where: string, claim: StudyClaim, names: readonly string[]): CheckedClaim {
  checkObject(where, "claim", claim);
  const { output = names[0] as string, atLeast, atMost } = claim;
  check(names.includes(output), where, "claim.output", `must be one of ${names.join(", ")}`, output);
  check(
    (atLeast === undefined) !== (atMost === undefined),
    where,
    "claim",
    "must have atLeast or atMost, not both",
    claim,
  );
  checkFinite(where, atLeast === undefined ? "claim.atMost" : "claim.atLeast", atLeast ?? atMost);
  return { output, limit: atLeast === undefined ? { atMost: atMost as number } : { atLeast } };
}

const holds = ({ limit }: CheckedClaim, y: number): boolean =>
  "atLeast" in limit ? y >= limit.atLeast : y <= limit.atMost;

function checkDecisions(where: string, decisions: readonly string[] | null, names: readonly string[]): void {
  if (decisions === null) return;
  check(
    Array.isArray(decisions) && decisions.length >= 2,
    where,
    "decisions",
    "must name two or more outputs",
    decisions,
  );
  for (const [i, name] of decisions.entries())
    check(names.includes(name), where, `decisions[${i}]`, `must be one of ${names.join(", ")}`, name);
}

/** The model with the named outputs only. */
function only(evaluate: OutputModel, names: readonly string[]): OutputModel {
  return (inputs) => {
    const all = evaluate(inputs) as Readonly<Record<string, number>>;
    return Object.fromEntries(names.map((name) => [name, all[name] as number]));
  };
}

function describeInput(input: string, distribution: Distribution): StudyInput {
  const quantile = quantileFunction(distribution);
  const { kind, unit = null, source = null } = distribution;
  const [base, low, high] = [0.5, 0.05, 0.95].map(quantile) as [number, number, number];
  return {
    input,
    kind,
    base: base + 0,
    sd: momentsOf(distribution).sd,
    low: low + 0,
    high: high + 0,
    unit,
    source,
  };
}

/** Derivatives, tornado and break-even of one output around the medians. */
function localParts(
  evaluate: OutputModel & { gradient?: Model["gradient"]; outputs?: Readonly<Record<string, Model>> },
  space: InputSpace,
  { name, target }: { name: string; target: number },
): Omit<StudyOutput, "drivers"> {
  const single = (inputs: Readonly<Record<string, number>>): number => {
    const result = evaluate(inputs);
    return typeof result === "number" ? result : (result[name] as number);
  };
  const described = space.names.map((input, j) =>
    describeInput(input, space.distributions[j] as Distribution),
  );
  const base = {
    ...space.constants,
    ...Object.fromEntries(described.map(({ input, base: value }) => [input, value])),
  };
  const smooth = described.filter(({ kind }) => !discrete.has(kind)).map(({ input }) => input);
  // A model made of formulas by name has a model of its own, with exact derivatives, for each output.
  const { gradient = evaluate.outputs?.[name]?.gradient } = evaluate;
  const model = gradient === undefined ? single : Object.assign(single, { gradient });
  const ranges = Object.fromEntries(
    described.map(({ input, low, high }) => [input, [low, high] as [number, number]]),
  );
  const local = elasticities(model, base, { inputs: smooth });
  return {
    baseOutput: local.baseOutput,
    local: local.rows,
    oneWay: oneWay(single, base, ranges).rows,
    breakEven: smooth.map((input) => {
      const quantile = quantileFunction(space.distributions[space.names.indexOf(input)] as Distribution);
      return breakEven(single, base, {
        input,
        within: [quantile(0.01), quantile(0.99)],
        target,
        pieces: 200,
      });
    }),
  };
}

/** Total index, or Shapley effect, of each input by output. */
function globalEffects(
  names: readonly string[],
  sobol: SobolIndices | null,
  shapley: ShapleyEffects | null,
): Record<string, Record<string, number>> {
  const of = (name: string): [string, number][] =>
    sobol === null
      ? (shapley?.outputs[name]?.inputs ?? []).map(({ input, effect }) => [input, effect.estimate])
      : (sobol.outputs[name]?.inputs ?? []).map(({ input, total }) => [input, total.estimate ?? 0]);
  return Object.fromEntries(names.map((name) => [name, Object.fromEntries(of(name))]));
}

/** Inputs ranked below the first although the output is half as elastic again in them: their ranges are narrower. */
function rangeDriven(
  output: string,
  space: InputSpace,
  { local, effects }: { local: readonly Elasticity[]; effects: Record<string, Record<string, number>> },
): RangeDriven[] {
  const effect = (input: string): number => effects[output]?.[input] ?? 0;
  const width = ({ input, value }: Elasticity): number =>
    momentsOf(space.distributions[space.names.indexOf(input)] as Distribution).sd / Math.abs(value);
  const [first, ...rest] = [...local].sort((a, b) => effect(b.input) - effect(a.input));
  if (first === undefined || first.elasticity === null) return [];
  const size = Math.abs(first.elasticity);
  return rest.flatMap((row): RangeDriven[] => {
    const widthRatio = width(first) / width(row);
    const turned = row.elasticity !== null && Math.abs(row.elasticity) > 1.5 * size && widthRatio > 1;
    return turned && Number.isFinite(widthRatio) && effect(first.input) > effect(row.input) + 0.02
      ? [{ code: "rangeDriven", output, input: first.input, below: row.input, widthRatio }]
      : [];
  });
}
