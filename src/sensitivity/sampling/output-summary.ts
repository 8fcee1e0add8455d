/** What a sample says about one output, with the error that the sampling leaves. */
import { studentTQuantile } from "../../math/distributions.js";
import { meanOf, sortedQuantile, varianceOf } from "../../math/sample-statistics.js";
import { countUpTo, countWhile } from "../../math/sorted-search.js";
import { reaches } from "../../math/ties.js";
import { boundedEnds, type ReplicateEstimate, replicateEstimate } from "./replicate-estimate.js";

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
  readonly standardDeviation: ReplicateEstimate;
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

/** What is asked of each output. */
export interface SummaryPlan {
  readonly level: number;
  readonly quantiles: readonly number[];
  readonly lossBelow: number;
  readonly shortfallShare: number;
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

/** Everything that is read from one output: `pooled` is the whole sample, `replicates` its parts. */
export function summarize(
  replicates: readonly Float64Array[],
  pooled: Float64Array,
  plan: SummaryPlan,
): OutputSummary {
  const { level, lossBelow, shortfallShare } = plan;
  const sorted = Float64Array.from(pooled).sort();
  const sortedParts = replicates.map((part) => Float64Array.from(part).sort());
  const of = (statistic: (values: Float64Array) => number, bounds?: readonly [number, number]) =>
    pooledEstimate(statistic(sorted), sortedParts.map(statistic), { level, ...(bounds ? { bounds } : {}) });
  const bounds = [sorted[0] as number, sorted.at(-1) as number] as const;
  const losses = (values: Float64Array): number =>
    countWhile(values, (value) => isLoss(value, lossBelow)) / values.length;
  const moments = shape(pooled);
  return {
    mean: of(meanOf),
    standardDeviation: of((values) => Math.sqrt(varianceOf(values)), [0, Number.POSITIVE_INFINITY]),
    minimum: bounds[0] + 0,
    maximum: bounds[1] + 0,
    ...moments,
    quantiles: plan.quantiles.map((fraction) => quantileEstimate(fraction, [sorted, ...sortedParts], level)),
    probabilityOfLoss: of(losses, [0, 1]),
    expectedShortfall: of((values) => shortfall(values, shortfallShare), bounds),
    convergence: convergence(replicates, lossBelow),
  };
}

/** Fewer points than this beyond a quantile leave its interval open. */
const LEAST_BEYOND = 10;

/**
 * A quantile of the whole sample. Its interval is read off the sample at the fractions that the spread between replicates
 * makes possible: the replicates' own quantiles are biased far in the tail.
 *
 * @see Woodruff (1952), "Confidence intervals for medians and other position measures", JASA 47(260), 635-646.
 */
function quantileEstimate(
  fraction: number,
  [sorted, ...parts]: readonly [Float64Array, ...Float64Array[]],
  level: number,
): QuantileEstimate {
  const estimate = sortedQuantile(sorted, fraction) + 0;
  const none = { fraction, estimate, standardError: null, lower: null, upper: null, level };
  const tail = Math.min(fraction, 1 - fraction);
  if (parts.length < 2) return { ...none, method: "single sample, no interval" };
  if (tail === 0) return { ...none, method: "an end of the sample has no interval" };
  if (sorted[0] === sorted.at(-1))
    return {
      ...none,
      standardError: 0,
      lower: estimate,
      upper: estimate,
      method: "the output does not vary",
    };
  if (tail * sorted.length < LEAST_BEYOND) {
    const needed = Math.ceil(LEAST_BEYOND / tail);
    return { ...none, method: `no interval: needs at least ${needed} samples` };
  }
  const shares = parts.map((part) => countUpTo(part, estimate) / part.length);
  const { standardError, method } = replicateEstimate(shares, level);
  const student = studentTQuantile(0.5 + level / 2, parts.length - 1);
  // A share is known to half a point at best.
  const half = student * (standardError as number) + 0.5 / sorted.length;
  const at = (share: number): number => sortedQuantile(sorted, Math.min(1, Math.max(0, share))) + 0;
  const [lower, upper] = [Math.min(estimate, at(fraction - half)), Math.max(estimate, at(fraction + half))];
  return {
    ...none,
    standardError: (upper - lower) / (2 * student),
    lower,
    upper,
    method: `${method}, of the share below it`,
  };
}

/** Whether an output is below the limit by more than rounding. */
const isLoss = (value: number, lossBelow: number): boolean => !reaches(value, lossBelow);

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
  const standardDeviation = Math.sqrt(varianceOf(values));
  if (!(standardDeviation > 1e-14 * Math.abs(mean))) return { skewness: null, excessKurtosis: null };
  let [third, fourth] = [0, 0];
  for (const value of values) {
    const z = (value - mean) / standardDeviation;
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
      (sum, part) => sum + part.reduce((n, y) => n + (isLoss(y, lossBelow) ? 1 : 0), 0),
      0,
    );
    const { standardError } = replicateEstimate(parts.map(meanOf), 0.95);
    points.push({ samples, mean: mean + 0, standardError, probabilityOfLoss: losses / samples });
    if (size === replicates.length) return points;
  }
}
