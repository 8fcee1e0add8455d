import { check, checkFinite, checkFraction, checkOptions, checkSufficient, isDense } from "../../errors.js";
import {
  type AsyncOptions,
  runSteps,
  runStepsAsync,
  type Steps,
  scaledSteps,
} from "../../inference/steps.js";
import { smallestOf } from "../../math/extremes.js";
import { equalButForRounding } from "../../math/ties.js";
import type { FailurePolicy, Failures, ModelOutput, OutputModel, OutputName } from "../inputs/outputs.js";
import type { UncertainInputs } from "../inputs/uncertain-input.js";
import { drawSteps, planDraw, replicatesOf, type Subject } from "./draw.js";
import {
  constantOutput,
  denominatorNearZero,
  heavyTails,
  isPowerOfTwo,
  type StudyWarning,
} from "./guards.js";
import { type OutputSummary, type SummaryPlan, summarize } from "./output-summary.js";
import { type Sampling, type SamplingOptions, samplingOptions } from "./sampling.js";

/** Size of the sample, and what is read from it. */
export interface MonteCarloOptions<Name extends string = string> extends SamplingOptions<Name> {
  /** Number of evaluations, a multiple of `replicates`; default 16384. Powers of 2 suit the Sobol' sequence. */
  readonly samples?: number | undefined;
  /** Number of independent replicates the sample is made of, default 16: their spread gives every error. */
  readonly replicates?: number | undefined;
  /** Coverage of the intervals, default 0.95. */
  readonly level?: number | undefined;
  /** Fractions of the quantiles, default 0.05, 0.25, 0.5, 0.75, 0.95. */
  readonly quantiles?: readonly number[] | undefined;
  /** An output below this counts as a loss; default 0. */
  readonly lossBelow?: number | undefined;
  /** Share of worst outcomes over which the expected shortfall is taken; default 0.05. */
  readonly shortfallShare?: number | undefined;
  /** What to do where the model fails; default `"refuse"`. */
  readonly onFailure?: FailurePolicy | undefined;
  /** Names of outputs that are denominators elsewhere: a warning is given if one comes near zero. */
  readonly denominators?: readonly string[] | undefined;
}

/** Summary of every output over a joint sample of the inputs. */
export interface MonteCarlo<Output extends string = string> {
  /** Evaluations asked for. */
  readonly samples: number;
  /** Independent replicates they are made of. */
  readonly replicates: number;
  /** How points were spread. */
  readonly sampling: Sampling;
  /** An output below this counts as a loss. */
  readonly lossBelow: number;
  /** Share of worst outcomes in the expected shortfall. */
  readonly shortfallShare: number;
  /** Failed evaluations, left out where the policy is `"omit"`. */
  readonly failures: Failures;
  /** One summary per output; `output` where the model returns one number. */
  readonly outputs: Readonly<Record<Output, OutputSummary>>;
  /** What makes the numbers worth less than they look. */
  readonly warnings: readonly StudyWarning[];
}

/**
 * Distribution of the outputs when the inputs are uncertain: mean, spread, quantiles, probability of loss and expected
 * shortfall, each with the error that the finite sample leaves.
 *
 * The sample is made of independent replicates, so that its errors are honest for quasi-random points too. The
 * results are as good as the distributions: they are not data. A quantile far in the tail rests on few points: with
 * fewer than ten beyond it there is no interval, and its `method` says how many samples would give one. Ratios whose denominator may pass zero have no mean;
 * `warnings` says when tails are heavy.
 *
 * Formula: x = F⁻¹(u), y = f(x); expected shortfall = mean of the lowest share of y.
 *
 * @param evaluate - Any function from named inputs to a number or to numbers by name, without side effects. The inputs
 *   object is reused from call to call.
 * @param inputs - A number or a distribution (`uncertain`) for every input.
 * @param options - Size, seed, correlations, what counts as a loss.
 * @returns One summary per output; plain data.
 * @throws {InvalidInputError} If no input is uncertain, correlations contradict each other, or (unless
 *   `onFailure: "omit"`) the model gives no finite number.
 * @throws {InsufficientDataError} If every evaluation of a replicate failed.
 * @see Owen (2013), "Monte Carlo theory, methods and examples", chapters 2 and 17; Rockafellar & Uryasev (2000),
 *   Journal of Risk 2(3), 21-41, for the expected shortfall.
 *
 * @example
 * type Firm = Record<"margin" | "retention" | "cost", number>;
 * const value = ({ margin, retention, cost }: Firm) => (margin * 1.1) / (1.1 - retention) - cost;
 * const result = monteCarlo(value, {
 *   margin: uncertain.uniform({ lower: 80, upper: 120 }),
 *   retention: uncertain.beta({ mean: 0.8, standardDeviation: 0.05 }),
 *   cost: 120,
 * });
 * result.outputs.output.mean.estimate; // ≈ 257
 * result.outputs.output.probabilityOfLoss.estimate < 0.01; // => true
 */
export function monteCarlo<Name extends string, Output extends ModelOutput>(
  evaluate: OutputModel<Name, Output>,
  inputs: UncertainInputs<Name>,
  options: MonteCarloOptions<NoInfer<Name>> = {},
): MonteCarlo<OutputName<Output>> {
  return runSteps(monteCarloSteps<OutputName<Output>>("monteCarlo", { evaluate, inputs }, options));
}

/**
 * `monteCarlo` that yields to the event loop every 40 milliseconds, can be stopped, and reports its progress.
 *
 * @param evaluate - As in `monteCarlo`.
 * @param inputs - As in `monteCarlo`.
 * @param options - As in `monteCarlo`, with `signal` and `onProgress`.
 * @returns A promise of the same result, in every bit.
 * @example
 * const inputs = { a: uncertain.uniform({ lower: 0, upper: 1 }) };
 * const result = await monteCarloAsync(({ a }: { a: number }) => 2 * a, inputs, { samples: 256 });
 * result.outputs.output.mean.estimate; // ≈ 1.00
 */
export function monteCarloAsync<Name extends string, Output extends ModelOutput>(
  evaluate: OutputModel<Name, Output>,
  inputs: UncertainInputs<Name>,
  options: MonteCarloOptions<NoInfer<Name>> & AsyncOptions = {},
): Promise<MonteCarlo<OutputName<Output>>> {
  const steps = monteCarloSteps<OutputName<Output>>("monteCarloAsync", { evaluate, inputs }, options);
  return runStepsAsync(steps, options);
}

/** The analysis as steps, for the function named `where`. */
export function* monteCarloSteps<Output extends string>(
  where: string,
  subject: Subject,
  options: MonteCarloOptions,
): Steps<MonteCarlo<Output>> {
  checkOptions(where, options, [
    ...samplingOptions,
    "samples",
    "replicates",
    "level",
    "quantiles",
    "lossBelow",
    "shortfallShare",
    "onFailure",
    "denominators",
  ]);
  const draft = planDraw(where, subject, { options, defaults: { samples: 16384, replicates: 16 } });
  const plan = checkPlan(where, options, draft.evaluator.outputs);
  const draw = yield* scaledSteps(drawSteps(draft, "outputs"), [0, 0.8]);
  const { samples, replicates } = draft;
  const { sizes, failures } = draw;
  const shortest = smallestOf(sizes);
  checkSufficient(shortest > 0, where, "evaluate", "must succeed in every replicate", failures.first);
  const warnings: StudyWarning[] = [];
  const count = samples / replicates;
  if (plan.sampling === "sobol" && !isPowerOfTwo(count))
    warnings.push({ code: "notPowerOfTwo", samplesPerReplicate: count });
  if (failures.first !== null)
    warnings.push({ code: "failedEvaluations", share: failures.share, first: failures.first });
  const outputs: Record<string, OutputSummary> = {};
  for (const [k, name] of draw.outputNames.entries()) {
    const pooled = draw.outputs[k] as Float64Array;
    const tails = heavyTails(name, pooled);
    if (tails !== null) warnings.push(tails);
    const near = plan.denominators.includes(name) ? denominatorNearZero(name, pooled) : null;
    if (near !== null) warnings.push(near);
    const summary = summarize(replicatesOf(pooled, sizes), pooled, plan);
    if (equalButForRounding(summary.minimum, summary.maximum))
      warnings.push(constantOutput(name, summary.maximum));
    outputs[name] = summary;
    yield 0.8 + (0.2 * (k + 1)) / draw.outputNames.length;
  }
  return {
    samples,
    replicates,
    sampling: plan.sampling,
    lossBelow: plan.lossBelow,
    shortfallShare: plan.shortfallShare,
    failures,
    outputs: outputs as Record<Output, OutputSummary>,
    warnings,
  };
}

interface Plan extends SummaryPlan {
  readonly denominators: readonly string[];
  readonly sampling: Sampling;
}

function checkPlan(where: string, options: MonteCarloOptions, outputs: readonly string[]): Plan {
  const plan: Plan = {
    level: options.level ?? 0.95,
    quantiles: options.quantiles ?? [0.05, 0.25, 0.5, 0.75, 0.95],
    lossBelow: options.lossBelow ?? 0,
    shortfallShare: options.shortfallShare ?? 0.05,
    denominators: options.denominators ?? [],
    sampling: options.sampling ?? "sobol",
  };
  checkFraction(where, "level", plan.level, "open");
  check(isDense(plan.quantiles), where, "quantiles", "must be a list of fractions", plan.quantiles);
  for (const [i, fraction] of plan.quantiles.entries()) checkFraction(where, `quantiles[${i}]`, fraction);
  checkFinite(where, "lossBelow", plan.lossBelow);
  checkFraction(where, "shortfallShare", plan.shortfallShare, "aboveZero");
  check(isDense(plan.denominators), where, "denominators", "must list outputs", plan.denominators);
  for (const [i, name] of plan.denominators.entries())
    check(outputs.includes(name), where, `denominators[${i}]`, `must be one of ${outputs.join(", ")}`, name);
  return plan;
}
