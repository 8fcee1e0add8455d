import { check, checkSufficient } from "../../errors.js";
import { type AsyncOptions, runSteps, runStepsAsync, type Steps } from "../../inference/steps.js";
import type { Scrambling } from "../../math/quasi-random.js";
import { samplingQuantile } from "../inputs/distribution.js";
import {
  createEvaluator,
  type Failures,
  type ModelOutput,
  type OutputModel,
  type OutputName,
} from "../inputs/outputs.js";
import type { UncertainInputs } from "../inputs/uncertain-input.js";
import type { Subject } from "../sampling/draw.js";
import { heavyTails, isPowerOfTwo, type StudyWarning } from "../sampling/guards.js";
import { inputSpace, replicateRandoms } from "../sampling/sampling.js";
import { checkPlan, groupsOf, type SobolOptions } from "./sobol-options.js";
import { type Design, firstInputs, type ReplicateResult, replicateSteps } from "./sobol-replicate.js";
import { combineReplicates, type Estimated, indexWarnings, type OutputIndices } from "./sobol-result.js";
import { blockSize, type SobolEstimator } from "./sobol-sums.js";

/** Sobol' indices of every output. */
export interface SobolIndices<Output extends string = string> {
  /** Base points per replicate. */
  readonly samplesPerReplicate: number;
  /** Independent scrambles. */
  readonly replicates: number;
  /** Calls of the model: samplesPerReplicate · replicates · (D + 2), or (2D + 2) with second order, and up to six more where the first fails. */
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
 * sample ignores its evenness and is several times too wide. Costs replicates · samplesPerReplicate · (D + 2) evaluations, or
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
 * const inputs = { a: uncertain.uniform({ lower: 0, upper: 1 }), b: uncertain.uniform({ lower: 0, upper: 1 }) };
 * const { a } = Object.fromEntries(sobolIndices(product, inputs).outputs.output.inputs.map((row) => [row.input, row]));
 * a?.first.estimate; // ≈ 0.728
 * a?.total.estimate; // ≈ 0.738
 */
export function sobolIndices<Name extends string, Output extends ModelOutput>(
  evaluate: OutputModel<Name, Output>,
  inputs: UncertainInputs<Name>,
  options: SobolOptions<NoInfer<Name>> = {},
): SobolIndices<OutputName<Output>> {
  return runSteps(sobolSteps<OutputName<Output>>("sobolIndices", { evaluate, inputs }, options));
}

/**
 * `sobolIndices` that yields to the event loop every 40 milliseconds, can be stopped, and reports its progress.
 *
 * @param evaluate - As in `sobolIndices`.
 * @param inputs - As in `sobolIndices`.
 * @param options - As in `sobolIndices`, with `signal` and `onProgress`.
 * @returns A promise of the same result, in every bit.
 * @example
 * const sum = ({ a, b }: Record<"a" | "b", number>) => a + b;
 * const inputs = { a: uncertain.uniform({ lower: 0, upper: 1 }), b: uncertain.uniform({ lower: 0, upper: 1 }) };
 * const result = await sobolIndicesAsync(sum, inputs, { samplesPerReplicate: 64 });
 * result.evaluations; // => 4096
 */
export function sobolIndicesAsync<Name extends string, Output extends ModelOutput>(
  evaluate: OutputModel<Name, Output>,
  inputs: UncertainInputs<Name>,
  options: SobolOptions<NoInfer<Name>> & AsyncOptions = {},
): Promise<SobolIndices<OutputName<Output>>> {
  return runStepsAsync(
    sobolSteps<OutputName<Output>>("sobolIndicesAsync", { evaluate, inputs }, options),
    options,
  );
}

const MOST_INPUTS = 128;
const TAIL_SAMPLE = 65536;

/** The analysis as steps, for the function named `where`. */
export function* sobolSteps<Output extends string>(
  where: string,
  study: Subject,
  options: SobolOptions,
): Steps<SobolIndices<Output>> {
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
  const randoms = replicateRandoms(where, options);
  const quantiles = space.distributions.map(samplingQuantile);
  const first = firstInputs({ plan, quantiles }, randoms(0));
  const evaluate = study.evaluate as OutputModel;
  const evaluator = createEvaluator(where, evaluate, { space, policy: plan.onFailure, first });
  const tails = evaluator.outputs.map(
    () => new Float64Array(Math.min(TAIL_SAMPLE, plan.samplesPerReplicate * plan.replicates)),
  );
  const design: Design = {
    plan,
    space,
    groups,
    evaluator,
    tails,
    seen: 0,
    quantiles,
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
  const lost =
    plan.samplesPerReplicate * plan.replicates - replicates.reduce((sum, { used }) => sum + used, 0);
  const failures = evaluator.failures(lost, plan.samplesPerReplicate * plan.replicates);
  const warnings: StudyWarning[] = [];
  if (!isPowerOfTwo(plan.samplesPerReplicate))
    warnings.push({ code: "notPowerOfTwo", samplesPerReplicate: plan.samplesPerReplicate });
  if (failures.first !== null)
    warnings.push({ code: "failedEvaluations", share: failures.share, first: failures.first });
  const outputs: Record<string, OutputIndices> = {};
  for (const [k, name] of evaluator.outputs.entries()) {
    const tail = heavyTails(name, (tails[k] as Float64Array).subarray(0, design.seen));
    if (tail !== null) warnings.push(tail);
    const indices = combineReplicates(
      design,
      replicates.map(({ estimates }) => estimates[k] as Estimated),
    );
    warnings.push(...indexWarnings(name, indices));
    outputs[name] = indices;
  }
  return {
    samplesPerReplicate: plan.samplesPerReplicate,
    replicates: plan.replicates,
    evaluations:
      evaluator.extraCalls +
      plan.samplesPerReplicate * plan.replicates * blockSize(groups.length, plan.secondOrder),
    estimator: plan.estimator,
    scrambling: plan.scrambling,
    failures,
    outputs: outputs as Record<Output, OutputIndices>,
    warnings,
  };
}
