/** What a sample says about one output, with the error that the sampling leaves. */
import { meanOf, sortedQuantile, varianceOf } from "../../math/sample-statistics.js";
import { countBelow } from "../../math/sorted-search.js";
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
  const losses = (values: Float64Array): number => countBelow(values, lossBelow) / values.length;
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
