import { check, checkCount, checkFinite, checkFraction, checkObject, checkSufficient } from "../errors.js";
import { meanOf, sortedQuantile, varianceOf } from "../math/sample-statistics.js";
import { denominatorNearZero, heavyTails, isPowerOfTwo, type StudyWarning } from "./guards.js";
import {
  checkFailurePolicy,
  createEvaluator,
  type Evaluator,
  type FailurePolicy,
  type Failures,
  type ModelOutput,
  type OutputModel,
  type OutputName,
} from "./outputs.js";
import { boundedEnds, type ReplicateEstimate, replicateEstimate } from "./replicate-estimate.js";
import {
  createSampler,
  type InputSpace,
  inputSpace,
  type Sampling,
  type SamplingOptions,
} from "./sampling.js";
import type { UncertainInputs } from "./uncertain.js";

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

/** A quantile of the output with the error of its estimate. */
export interface QuantileEstimate extends ReplicateEstimate {
  /** The fraction of outputs at or below it. */
  readonly fraction: number;
}

/** The mean so far, after a part of the replicates. */
export interface ConvergencePoint {
  /** Evaluations used. */
  readonly samples: number;
  /** Mean of the output over them. */
  readonly mean: number;
  /** Standard error of that mean; `null` after one replicate. */
  readonly standardError: number | null;
  /** Share of losses over them. */
  readonly probabilityOfLoss: number;
}

/** What a sample says about one output. Errors and intervals are those of the sampling, not of the inputs. */
export interface OutputSummary {
  /** Mean. */
  readonly mean: ReplicateEstimate;
  /** Standard deviation. */
  readonly sd: ReplicateEstimate;
  /** Least output met. */
  readonly minimum: number;
  /** Greatest output met. */
  readonly maximum: number;
  /** Third standardised moment; `null` if the output does not vary. */
  readonly skewness: number | null;
  /** Fourth standardised moment less 3; `null` if the output does not vary. */
  readonly excessKurtosis: number | null;
  /** Quantiles, Hyndman-Fan type 7. */
  readonly quantiles: readonly QuantileEstimate[];
  /** Probability of an output below `lossBelow`. */
  readonly probabilityOfLoss: ReplicateEstimate;
  /** Mean of the worst outcomes: the lowest `shortfallShare` of them. */
  readonly expectedShortfall: ReplicateEstimate;
  /** The mean as the sample grows. */
  readonly convergence: readonly ConvergencePoint[];
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

const CHUNK = 4096;

/**
 * Distribution of the outputs when the inputs are uncertain: mean, spread, quantiles, probability of loss and expected
 * shortfall, each with the error that the finite sample leaves.
 *
 * The sample is made of independent replicates, so that its errors are honest for quasi-random points too. The
 * results are as good as the distributions: they are not data. Ratios whose denominator may pass zero have no mean;
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
 *   margin: uncertain.uniform({ low: 80, high: 120 }),
 *   retention: uncertain.beta({ mean: 0.8, sd: 0.05 }),
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
  const where = "monteCarlo";
  const plan = checkPlan(where, options);
  const space = inputSpace(where, inputs);
  const evaluator = createEvaluator(where, evaluate as OutputModel, { space, policy: plan.onFailure });
  for (const [i, name] of plan.denominators.entries()) {
    const rule = `must be one of ${evaluator.outputs.join(", ")}`;
    check(evaluator.outputs.includes(name), where, `denominators[${i}]`, rule, name);
  }
  const count = plan.samples / plan.replicates;
  const sampler = createSampler(where, space, { options, count });
  const samples = Array.from({ length: plan.replicates }, (_, replicate) =>
    sampleOutputs(evaluator, space, { rows: sampler(replicate), count }),
  );
  const used = samples.reduce((sum, columns) => sum + (columns[0]?.length ?? 0), 0);
  const failures = evaluator.failures(plan.samples - used, plan.samples);
  for (const columns of samples)
    checkSufficient(
      (columns[0]?.length ?? 0) > 0,
      where,
      "evaluate",
      "must succeed in every replicate",
      failures.first,
    );
  const warnings: StudyWarning[] = [];
  const sampling = plan.sampling;
  if (sampling === "sobol" && !isPowerOfTwo(count)) warnings.push({ code: "notPowerOfTwo", samples: count });
  if (failures.first !== null)
    warnings.push({ code: "failedEvaluations", share: failures.share, first: failures.first });
  const outputs: Record<string, OutputSummary> = {};
  for (const [k, name] of evaluator.outputs.entries()) {
    const replicates = samples.map((columns) => columns[k] as Float64Array);
    const pooled = joined(replicates);
    const tails = heavyTails(name, pooled);
    if (tails !== null) warnings.push(tails);
    const near = plan.denominators.includes(name) ? denominatorNearZero(name, pooled) : null;
    if (near !== null) warnings.push(near);
    outputs[name] = summarize(replicates, pooled, plan);
  }
  return {
    samples: plan.samples,
    replicates: plan.replicates,
    sampling,
    lossBelow: plan.lossBelow,
    shortfallShare: plan.shortfallShare,
    failures,
    outputs: outputs as Record<OutputName<Output>, OutputSummary>,
    warnings,
  };
}

interface Plan {
  readonly samples: number;
  readonly replicates: number;
  readonly level: number;
  readonly quantiles: readonly number[];
  readonly lossBelow: number;
  readonly shortfallShare: number;
  readonly onFailure: FailurePolicy;
  readonly denominators: readonly string[];
  readonly sampling: Sampling;
}

function checkPlan(where: string, options: MonteCarloOptions): Plan {
  checkObject(where, "options", options);
  const plan: Plan = {
    samples: options.samples ?? 16384,
    replicates: options.replicates ?? 16,
    level: options.level ?? 0.95,
    quantiles: options.quantiles ?? [0.05, 0.25, 0.5, 0.75, 0.95],
    lossBelow: options.lossBelow ?? 0,
    shortfallShare: options.shortfallShare ?? 0.05,
    onFailure: options.onFailure ?? "refuse",
    denominators: options.denominators ?? [],
    sampling: options.sampling ?? "sobol",
  };
  checkCount(where, "replicates", plan.replicates, 1);
  checkCount(where, "samples", plan.samples, 1);
  check(
    plan.samples % plan.replicates === 0,
    where,
    "samples",
    `must be a multiple of replicates (${plan.replicates})`,
    plan.samples,
  );
  checkFraction(where, "level", plan.level, "open");
  for (const [i, fraction] of plan.quantiles.entries()) checkFraction(where, `quantiles[${i}]`, fraction);
  checkFinite(where, "lossBelow", plan.lossBelow);
  checkFraction(where, "shortfallShare", plan.shortfallShare, "aboveZero");
  checkFailurePolicy(where, plan.onFailure);
  return plan;
}

/** Evaluates the rows of one replicate, a chunk of rows at a time; failed rows are left out of every column. */
export function sampleOutputs(
  evaluator: Evaluator,
  space: InputSpace,
  { rows, count }: { rows: { fill(start: number, count: number, out: Float64Array): void }; count: number },
): Float64Array[] {
  const { names } = space;
  const chunk = new Float64Array(Math.min(CHUNK, count) * names.length);
  const columns = evaluator.outputs.map(() => new Float64Array(count));
  const results = new Float64Array(evaluator.outputs.length);
  let used = 0;
  for (let start = 0; start < count; start += CHUNK) {
    const size = Math.min(CHUNK, count - start);
    rows.fill(start, size, chunk);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < names.length; j++)
        evaluator.inputs[names[j] as string] = chunk[i * names.length + j] as number;
      if (!evaluator.run(results, 0, 1)) continue;
      for (let k = 0; k < columns.length; k++) (columns[k] as Float64Array)[used] = results[k] as number;
      used++;
    }
  }
  return used === count ? columns : columns.map((column) => column.subarray(0, used));
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The estimate from the whole sample, with the interval that the spread between replicates gives. */
function pooledEstimate(
  whole: number,
  replicates: readonly number[],
  { level, bounds }: { level: number; bounds?: readonly [number, number] },
): ReplicateEstimate {
  const spread = replicateEstimate(replicates, level, bounds);
  if (spread.standardError === null) return { ...spread, estimate: whole + 0 };
  const free = replicateEstimate(replicates, level);
  const half = ((free.upper as number) - (free.lower as number)) / 2;
  return {
    ...spread,
    estimate: whole + 0,
    ...boundedEnds(whole, half, bounds ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]),
  };
}

function summarize(replicates: readonly Float64Array[], pooled: Float64Array, plan: Plan): OutputSummary {
  const { level, lossBelow, shortfallShare } = plan;
  const sorted = Float64Array.from(pooled).sort();
  const sortedParts = replicates.map((part) => Float64Array.from(part).sort());
  const of = (statistic: (values: Float64Array) => number, bounds?: readonly [number, number]) =>
    pooledEstimate(statistic(sorted), sortedParts.map(statistic), { level, ...(bounds ? { bounds } : {}) });
  const bounds = [sorted[0] as number, sorted.at(-1) as number] as const;
  const losses = (values: Float64Array): number => below(values, lossBelow) / values.length;
  const moments = shape(pooled);
  return {
    mean: of(meanOf),
    sd: of((values) => Math.sqrt(varianceOf(values)), [0, Number.POSITIVE_INFINITY]),
    minimum: bounds[0] + 0,
    maximum: bounds[1] + 0,
    ...moments,
    quantiles: plan.quantiles.map((fraction) => ({
      fraction,
      ...of((values) => sortedQuantile(values, fraction), bounds),
    })),
    probabilityOfLoss: of(losses, [0, 1]),
    expectedShortfall: of((values) => shortfall(values, shortfallShare), bounds),
    convergence: convergence(replicates, lossBelow),
  };
}

/** How many of ascending values are below a threshold. */
function below(sorted: Float64Array, threshold: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < threshold) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Mean of the lowest share of ascending values, the last one counted in part. */
function shortfall(sorted: Float64Array, share: number): number {
  const size = share * sorted.length;
  const whole = Math.floor(size);
  let sum = 0;
  for (let i = 0; i < whole; i++) sum += sorted[i] as number;
  if (size > whole) sum += (size - whole) * (sorted[whole] as number);
  return sum / size;
}

function shape(values: Float64Array): { skewness: number | null; excessKurtosis: number | null } {
  const mean = meanOf(values);
  const sd = Math.sqrt(varianceOf(values));
  if (!(sd > 1e-14 * Math.abs(mean))) return { skewness: null, excessKurtosis: null };
  let [third, fourth] = [0, 0];
  for (const value of values) {
    const z = (value - mean) / sd;
    third += z * z * z;
    fourth += z * z * z * z;
  }
  return { skewness: third / values.length, excessKurtosis: fourth / values.length - 3 };
}

function convergence(replicates: readonly Float64Array[], lossBelow: number): ConvergencePoint[] {
  const points: ConvergencePoint[] = [];
  for (let size = 1; ; size = Math.min(2 * size, replicates.length)) {
    const parts = replicates.slice(0, size);
    const samples = parts.reduce((sum, part) => sum + part.length, 0);
    const mean = parts.reduce((sum, part) => sum + meanOf(part) * part.length, 0) / samples;
    const losses = parts.reduce(
      (sum, part) => sum + part.reduce((n, y) => n + (y < lossBelow ? 1 : 0), 0),
      0,
    );
    const { standardError } = replicateEstimate(parts.map(meanOf), 0.95);
    points.push({ samples, mean: mean + 0, standardError, probabilityOfLoss: losses / samples });
    if (size === replicates.length) return points;
  }
}
