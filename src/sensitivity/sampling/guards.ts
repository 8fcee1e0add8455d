/** Warnings as data: what makes the numbers of a study worth less than they look. */
import { meanOf, sortedQuantile } from "../../math/sample-statistics.js";

/**
 * The few most extreme outputs carry the variance: means, variances and indices then rest on a handful of points.
 * Analyse a difference, a logarithm or the probability of a threshold instead of a ratio.
 */
export interface HeavyTails {
  /** Which warning this is. */
  readonly code: "heavyTails";
  /** The output. */
  readonly output: string;
  /** Hill's estimate of the tail index from the most extreme 1%: below 2 the variance is infinite. */
  readonly tailIndex: number;
  /** Share of the variance that the most extreme 0.1% of the outputs carry. */
  readonly varianceShare: number;
  /** Whether the most extreme 1% lie on both sides of the mean: the mark of a denominator that passes through zero. */
  readonly bothSides: boolean;
}

/** A denominator comes near zero, or changes sign: its ratio runs to infinity there. */
export interface DenominatorNearZero {
  /** Which warning this is. */
  readonly code: "denominatorNearZero";
  /** The output named as a denominator. */
  readonly output: string;
  /** Its smallest absolute value over the median of its absolute values. */
  readonly closest: number;
  /** Share of the sample in which its sign is the rarer one. */
  readonly otherSign: number;
}

/** The total index is estimated below the first-order index, which cannot be: the sample is too small. */
export interface TotalBelowFirst {
  /** Which warning this is. */
  readonly code: "totalBelowFirst";
  /** The output. */
  readonly output: string;
  /** The input or group. */
  readonly input: string;
  /** Estimated first-order index. */
  readonly first: number;
  /** Estimated total index. */
  readonly total: number;
}

/** The input's total index is no larger than what an input without any effect could show at this sample size. */
export interface NotDistinguishable {
  /** Which warning this is. */
  readonly code: "notDistinguishable";
  /** The output. */
  readonly output: string;
  /** The input or group. */
  readonly input: string;
  /** Estimated total index. */
  readonly total: number;
  /** What the dummy input shows. */
  readonly floor: number;
}

/** Two inputs whose order turns round when both get ranges of the same relative width: the ranges decide, not the model. */
export interface RangeDriven {
  /** Which warning this is. */
  readonly code: "rangeDriven";
  /** The output. */
  readonly output: string;
  /** The input ranked higher by its index. */
  readonly input: string;
  /** The input ranked lower, although it has the larger elasticity. */
  readonly below: string;
  /** Ratio of their relative standard deviations, the first over the second. */
  readonly widthRatio: number;
}

/** Some evaluations failed and were left out: the results are conditional on success. */
export interface FailedEvaluations {
  /** Which warning this is. */
  readonly code: "failedEvaluations";
  /** Share of the evaluations, or of the blocks, that were left out. */
  readonly share: number;
  /** Message of the first failure. */
  readonly first: string;
}

/** A Sobol' sequence was cut off at no power of 2, where it is not balanced. */
export interface NotPowerOfTwo {
  /** Which warning this is. */
  readonly code: "notPowerOfTwo";
  /** Number of points per replicate. */
  readonly samplesPerReplicate: number;
}

/** The output does not vary, rounding apart: nothing can be said of what moves it. */
export interface ConstantOutput {
  /** Which warning this is. */
  readonly code: "constantOutput";
  /** The output. */
  readonly output: string;
  /** What it always is. */
  readonly value: number;
}

/** A warning of a study. */
export type StudyWarning =
  | HeavyTails
  | DenominatorNearZero
  | TotalBelowFirst
  | NotDistinguishable
  | RangeDriven
  | FailedEvaluations
  | NotPowerOfTwo
  | ConstantOutput;

/** The warning that an output does not vary. */
export const constantOutput = (output: string, value: number): ConstantOutput => ({
  code: "constantOutput",
  output,
  value: value + 0,
});

/** Whether outputs of this mean and variance vary by rounding alone: by 1e-13 of their size. */
export const isConstantOutput = (mean: number, variance: number): boolean =>
  !(variance > 1e-26 * mean * mean);

const FEWEST = 500;
const VARIANCE_SHARE = 0.25;

/**
 * Tests a sample of outputs for heavy tails; `null` if they are light, or the sample is below 500.
 *
 * @see Hill (1975), Annals of Statistics 3(5), 1163-1174, doi:10.1214/aos/1176343247.
 */
export function heavyTails(output: string, values: ArrayLike<number>): HeavyTails | null {
  const n = values.length;
  if (n < FEWEST) return null;
  const mean = meanOf(values);
  const deviations = Float64Array.from(values, (value) => Math.abs(value - mean)).sort();
  let total = 0;
  for (const deviation of deviations) total += deviation * deviation;
  if (total === 0) return null;
  const extreme = Math.max(1, Math.round(n / 1000));
  let top = 0;
  for (let i = n - extreme; i < n; i++) top += (deviations[i] as number) * (deviations[i] as number);
  const count = Math.max(20, Math.round(n / 100));
  const tailIndex = hill(deviations, count);
  const varianceShare = top / total;
  // A discrete output has few values, and no tail for Hill's estimate to read.
  if (varianceShare <= VARIANCE_SHARE && !(tailIndex < 2)) return null;
  const threshold = deviations[n - count] as number;
  let above = 0;
  let beneath = 0;
  for (let i = 0; i < n; i++) {
    const deviation = (values[i] as number) - mean;
    if (deviation >= threshold) above++;
    else if (-deviation >= threshold) beneath++;
  }
  return {
    code: "heavyTails",
    output,
    tailIndex: Math.min(tailIndex, 1e6),
    varianceShare,
    bothSides: Math.min(above, beneath) >= 0.05 * (above + beneath),
  };
}

/** Hill's estimator over the `count` largest of ascending positive numbers. */
function hill(sorted: Float64Array, count: number): number {
  const n = sorted.length;
  const reference = sorted[n - count - 1] as number;
  if (!(reference > 0)) return Number.POSITIVE_INFINITY;
  let sum = 0;
  for (let i = n - count; i < n; i++) sum += Math.log((sorted[i] as number) / reference);
  return sum === 0 ? Number.POSITIVE_INFINITY : count / sum;
}

/** Tests a sample of a denominator; `null` if it keeps its distance from zero: a twentieth of its median, and its sign. */
export function denominatorNearZero(output: string, values: ArrayLike<number>): DenominatorNearZero | null {
  const sizes = Float64Array.from(values, Math.abs).sort();
  const median = sortedQuantile(sizes, 0.5);
  let negative = 0;
  for (let i = 0; i < values.length; i++) if ((values[i] as number) < 0) negative++;
  const otherSign = Math.min(negative, values.length - negative) / values.length;
  const closest = median === 0 ? 0 : (sizes[0] as number) / median;
  return otherSign > 0 || closest < 0.05 ? { code: "denominatorNearZero", output, closest, otherSign } : null;
}

/** Whether a number is a power of 2. */
export function isPowerOfTwo(count: number): boolean {
  return count > 0 && Number.isInteger(Math.log2(count));
}
