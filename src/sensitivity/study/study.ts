import { checkCount, checkFinite, checkOptions } from "../../errors.js";
import {
  type AsyncOptions,
  runSteps,
  runStepsAsync,
  type Steps,
  scaledSteps,
} from "../../inference/steps.js";
import { type GivenDataIndices, givenDataSteps } from "../global/given-data.js";
import { type MorrisScreening, morrisSteps } from "../global/morris-screening.js";
import { type RegionalSensitivity, regionalSteps } from "../global/regional-sensitivity.js";
import { type ShapleyEffects, shapleySteps } from "../global/shapley-effects.js";
import { type SobolIndices, sobolSteps } from "../global/sobol-indices.js";
import { informationSteps, type ValueOfInformation } from "../information/value-of-information.js";
import {
  copulaMatrix,
  correlationFactor,
  correlationMatrix,
  type RankCorrelation,
} from "../inputs/correlation.js";
import { createEvaluator, type ModelOutput, type OutputModel, type OutputName } from "../inputs/outputs.js";
import type { Distribution, UncertainInputs } from "../inputs/uncertain-input.js";
import type { Subject } from "../sampling/draw.js";
import type { StudyWarning } from "../sampling/guards.js";
import { type MonteCarlo, monteCarloSteps } from "../sampling/monte-carlo.js";
import { sampleSteps } from "../sampling/sample-model.js";
import { inputSpace } from "../sampling/sampling.js";
import {
  checkClaim,
  checkDecisions,
  checkScenarios,
  holds,
  only,
  type StudyClaim,
  type StudyScenarios,
  scenarioParts,
} from "./claims.js";
import {
  baseOf,
  describeInput,
  type Effects,
  localParts,
  rangeDriven,
  type StudyInput,
  type StudyLocal,
  singleModel,
} from "./local.js";

/** Size of the study, and what is asked beside the standard parts. */
export interface StudyOptions<Name extends string = string> {
  /** Base points per replicate of the global part, default 1024; the Monte Carlo part takes 16 times as many. */
  readonly samplesPerReplicate?: number | undefined;
  /** Seed, any number up to 1e150 in size; default 1. */
  readonly seed?: number | undefined;
  /** Rank correlations between inputs: the global part then gives Shapley effects instead of Sobol' indices. */
  readonly correlations?: readonly RankCorrelation<Name>[] | undefined;
  /** Output at which a decision turns: the break-even target and the limit of a loss; default 0. */
  readonly target?: number | undefined;
  /** A claim whose region is looked for. */
  readonly claim?: StudyClaim | undefined;
  /** Scenarios by name: the values of the inputs that each sets, the others staying at their base value. */
  readonly scenarios?: Readonly<Record<string, Readonly<Partial<Record<Name, number>>>>> | undefined;
  /** Names of outputs that are denominators elsewhere: a warning is given if one comes near zero. */
  readonly denominators?: readonly string[] | undefined;
  /** Outputs that are net benefits of decisions, two or more: the value of information is then given. */
  readonly decisions?: readonly string[] | undefined;
}

/** The parts of a study that belong to one output. */
export interface StudyOutput extends StudyLocal {
  /** The scenarios; `null` where none were given. */
  readonly scenarios: StudyScenarios | null;
  /** Correlation, regression and distribution measures of a sample. */
  readonly drivers: GivenDataIndices;
}

/** A whole study as plain data. */
export interface Study<Output extends string = string> {
  /** The uncertain inputs. */
  readonly inputs: readonly StudyInput[];
  /** Local parts by output. */
  readonly outputs: Readonly<Record<Output, StudyOutput>>;
  /** Elementary effects of the inputs: which of them do nothing. */
  readonly screening: MorrisScreening<Output>;
  /** Distribution of the outputs. */
  readonly monteCarlo: MonteCarlo<Output>;
  /** Sobol' indices of independent inputs; `null` if they are correlated. */
  readonly sobol: SobolIndices<Output> | null;
  /** Shapley effects of correlated inputs; `null` if they are independent. */
  readonly shapley: ShapleyEffects<Output> | null;
  /** Where the claim holds; `null` without a claim, or if it holds (or fails) in fewer than 10 rows. */
  readonly region: RegionalSensitivity | null;
  /** Share of the sample in which the claim holds; `null` without a claim. */
  readonly claimProbability: number | null;
  /** What it is worth to know more; `null` without decisions. */
  readonly information: ValueOfInformation | null;
  /** All warnings, each once. */
  readonly warnings: readonly StudyWarning[];
}

/**
 * The whole sensitivity analysis in one call: derivatives, tornado, spider, two-way table, break-even, screening,
 * Monte Carlo, global indices and drivers. On request also scenarios with their changes split, the region of a claim
 * and the value of information.
 *
 * Every part is the function of its own name with its defaults, around the medians of the inputs; use those functions
 * for more control. Read `warnings` first: they say which parts not to trust.
 *
 * Formula: see `elasticities`, `oneWay`, `spider`, `twoWay`, `breakEven`, `morrisScreening`, `monteCarlo`,
 *   `sobolIndices`, `shapleyEffects`, `givenDataIndices`, `compareScenarios`, `decomposeChange`, `regionalSensitivity`,
 *   `valueOfInformation`.
 *
 * @param evaluate - Any function from named inputs to a number or to numbers by name, without side effects.
 * @param inputs - A number or a distribution (`uncertain`) for every input.
 * @param options - Size, seed, correlations, claim, scenarios, decisions.
 * @returns The study; plain data.
 * @throws {InvalidInputError} If an input or option is wrong, or the model gives no finite number at some point.
 * @see Saltelli et al. (2008), "Global Sensitivity Analysis: The Primer".
 *
 * @example
 * type Firm = Record<"retention" | "discount", number>;
 * const gain = ({ retention, discount }: Firm) => (1 + discount - retention) / (1 + discount - retention - 0.05) - 1;
 * const inputs = {
 *   retention: uncertain.uniform({ lower: 0.6, upper: 0.9 }),
 *   discount: uncertain.uniform({ lower: 0.08, upper: 0.15 }),
 * };
 * const result = study(gain, inputs, { samplesPerReplicate: 256, claim: { atLeast: 0.25 } });
 * result.claimProbability; // ≈ 0.12
 * result.sobol?.outputs.output.inputs.map(({ distinguishable }) => distinguishable); // => [true, true]
 */
export function study<Name extends string, Output extends ModelOutput>(
  evaluate: OutputModel<Name, Output>,
  inputs: UncertainInputs<Name>,
  options: StudyOptions<NoInfer<Name>> = {},
): Study<OutputName<Output>> {
  return runSteps(studySteps<OutputName<Output>>("study", { evaluate, inputs }, options));
}

/**
 * `study` that yields to the event loop every 40 milliseconds, can be stopped, and reports its progress.
 *
 * @param evaluate - As in `study`.
 * @param inputs - As in `study`.
 * @param options - As in `study`, with `signal` and `onProgress`.
 * @returns A promise of the same result, in every bit.
 * @example
 * const square = ({ a, b }: Record<"a" | "b", number>) => a * a + b;
 * const inputs = { a: uncertain.uniform({ lower: 0, upper: 1 }), b: uncertain.uniform({ lower: 0, upper: 1 }) };
 * const result = await studyAsync(square, inputs, { samplesPerReplicate: 64 });
 * result.inputs.map(({ base }) => base); // => [0.5, 0.5]
 */
export function studyAsync<Name extends string, Output extends ModelOutput>(
  evaluate: OutputModel<Name, Output>,
  inputs: UncertainInputs<Name>,
  options: StudyOptions<NoInfer<Name>> & AsyncOptions = {},
): Promise<Study<OutputName<Output>>> {
  return runStepsAsync(studySteps<OutputName<Output>>("studyAsync", { evaluate, inputs }, options), options);
}

/** The study as steps: every part runs under the name of the function that the user called. */
function* studySteps<Output extends string>(
  where: string,
  subject: Subject,
  options: StudyOptions,
): Steps<Study<Output>> {
  const plan = checkStudy(where, subject, options);
  const { space, evaluate, names, samples, common, claimed } = plan;
  const part = <Result>(steps: Steps<Result>, from: number, to: number): Steps<Result> =>
    scaledSteps(steps, [from, to]);
  const carloOptions = {
    ...common,
    samples: 16 * samples,
    lossBelow: plan.target,
    denominators: plan.denominators,
  };
  const carlo = yield* part(monteCarloSteps<Output>(where, subject, carloOptions), 0, 0.1);
  const morrisOptions = { seed: plan.seed, onFailure: "omit" } as const;
  const screening = yield* part(morrisSteps<Output>(where, subject, morrisOptions), 0.1, 0.15);
  const shapleyOptions = { ...common, samplesPerReplicate: Math.max(64, samples / 4) };
  const shapley = plan.dependent
    ? yield* part(shapleySteps<Output>(where, subject, shapleyOptions), 0.15, 0.7)
    : null;
  const sobol = plan.dependent
    ? null
    : yield* part(
        sobolSteps<Output>(where, subject, { samplesPerReplicate: samples, seed: plan.seed }),
        0.15,
        0.7,
      );
  const sampleOptions = { ...common, samples: Math.max(512, samples) };
  const sample = yield* part(sampleSteps(where, subject, sampleOptions), 0.7, 0.72);
  const outputs: Record<string, StudyOutput> = {};
  const driven: StudyWarning[] = [];
  for (const [k, name] of names.entries()) {
    const share = (within: number): number => 0.72 + (0.13 * (k + within)) / names.length;
    const data = { inputs: sample.inputs, output: sample.outputs[name as "output"] as Float64Array };
    const drivers = yield* part(givenDataSteps(where, data, {}), share(0), share(0.5));
    const effects = globalEffects(name, sobol, shapley);
    const model = singleModel(evaluate, name);
    const local = localParts(where, model, { space, effects, target: plan.target });
    const scenarios =
      plan.scenarios === null
        ? null
        : scenarioParts(where, model, { base: plan.base, scenarios: plan.scenarios });
    outputs[name] = { ...local, scenarios, drivers };
    driven.push(...rangeDriven(name, space, { local: local.local, effects }));
    yield share(1);
  }
  const column = claimed === null ? null : (sample.outputs[claimed.output as "output"] as Float64Array);
  const hits = claimed === null || column === null ? 0 : column.filter((y) => holds(claimed, y)).length;
  const enough = column !== null && Math.min(hits, column.length - hits) >= 10;
  const region =
    enough && claimed !== null
      ? yield* part(regionalSteps(where, { inputs: sample.inputs, output: column }, claimed.limit), 0.85, 0.9)
      : null;
  const information =
    plan.decisions === null
      ? null
      : yield* part(
          informationSteps(
            where,
            { evaluate: only(evaluate, plan.decisions), inputs: subject.inputs },
            { ...common, samples: 16 * samples },
          ),
          0.9,
          1,
        );
  const all = [
    carlo,
    screening,
    ...(sobol ? [sobol] : []),
    ...(shapley ? [shapley] : []),
  ].flatMap<StudyWarning>(({ warnings }) => warnings);
  all.push(...driven);
  return {
    inputs: space.names.map((input, j) => describeInput(input, space.distributions[j] as Distribution)),
    outputs: outputs as Record<Output, StudyOutput>,
    screening,
    monteCarlo: carlo,
    sobol,
    shapley,
    region,
    claimProbability: column === null ? null : hits / column.length,
    information,
    warnings: all.filter(
      (warning, i) => all.findIndex((other) => sameSubject(other) === sameSubject(warning)) === i,
    ),
  };
}

/** What a warning is about: of several of one kind on one subject, the first is kept. */
function sameSubject(warning: StudyWarning): string {
  const { code, output, input, below } = warning as StudyWarning & Partial<Record<string, unknown>>;
  return [code, output, input, below].join("/");
}

/** Checks everything that a study is asked, before any part of it runs. */
function checkStudy(where: string, subject: Subject, options: StudyOptions) {
  checkOptions(where, options, [
    "samplesPerReplicate",
    "seed",
    "correlations",
    "target",
    "claim",
    "scenarios",
    "denominators",
    "decisions",
  ]);
  const { samplesPerReplicate: samples = 1024, seed = 1, correlations = [], target = 0 } = options;
  const { claim, scenarios = null, decisions = null, denominators = [] } = options;
  checkCount(where, "samplesPerReplicate", samples, 16);
  checkFinite(where, "seed", seed);
  checkFinite(where, "target", target);
  const space = inputSpace(where, subject.inputs);
  const evaluate = subject.evaluate as OutputModel;
  const matrix = copulaMatrix(correlationMatrix(where, space.names, correlations));
  correlationFactor(where, space.names, matrix);
  const { outputs: names } = createEvaluator(where, evaluate, { space, policy: "refuse" });
  const claimed = claim === undefined ? null : checkClaim(where, claim, names);
  checkDecisions(where, decisions, names);
  const base = baseOf(space);
  if (scenarios !== null) checkScenarios(where, scenarios as Record<string, Record<string, number>>, base);
  return {
    space,
    evaluate,
    names,
    base,
    samples,
    seed,
    target,
    claimed,
    decisions,
    denominators,
    scenarios: scenarios as Record<string, Record<string, number>> | null,
    dependent: correlations.length > 0,
    common: { seed, correlations },
  };
}

/** Total index, or Shapley effect, of each input on one output. */
function globalEffects(name: string, sobol: SobolIndices | null, shapley: ShapleyEffects | null): Effects {
  const rows: [string, number][] =
    sobol === null
      ? (shapley?.outputs[name]?.inputs ?? []).map(({ input, effect }) => [input, effect.estimate])
      : (sobol.outputs[name]?.inputs ?? []).map(({ input, total }) => [input, total.estimate ?? 0]);
  return Object.fromEntries(rows);
}
