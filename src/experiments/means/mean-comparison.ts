/** Two means compared: difference, ratio, test and margin. */
import { check, checkSufficient } from "../../errors.js";
import type { Interval } from "../../inference/interval.js";
import { newcombeEnds } from "../../inference/score-interval.js";
import { type MarginTest, marginTest } from "../margin-test.js";
import { normal, studentT, twoSided, type Yardstick } from "../yardstick.js";
import { type AdjustedMeans, adjustMeans, type MeanAdjustment, withinRSquared } from "./adjustment.js";
import { bootstrapDifference } from "./bootstrap-t.js";
import { type Capped, capOutcomes } from "./cap-outcomes.js";
import type { MeanOptions } from "./compare-means-options.js";
import { effectiveShare, isBounded, meanOfRatios, ratioByDelta, ratioByJackknife } from "./ratio-metric.js";
import { type RatioOfMeans, ratioOfMeans } from "./ratio-of-means.js";
import { type GroupEstimate, meanOfSample, type Sample } from "./sample.js";

/** One group as it was compared. */
export interface ComparedMean {
  /** Number of customers. */
  readonly customers: number;
  /** Mean per customer, adjusted where it was; for ratio metrics the ratio of the sums. */
  readonly mean: number;
  /** Standard deviation of the outcome; null for ratio metrics. */
  readonly standardDeviation: number | null;
  /** Standard error of `mean`. */
  readonly standardError: number;
  /** Mean of the customers' own ratios, another quantity; null but for ratio metrics whose customers all have one. */
  readonly meanOfRatios: number | null;
}

/** What an adjustment by covariates did. */
export interface MeanAdjustmentResult {
  /** How the means were adjusted. */
  readonly method: MeanAdjustment;
  /** The difference without adjustment, and its error. */
  readonly unadjusted: { readonly estimate: number; readonly standardError: number };
  /** Share of the variance of the difference that the adjustment saves; below 0 where it costs. */
  readonly varianceReduction: number;
  /** Share of the variance within groups that the covariates explain. */
  readonly rSquared: number;
  /** Slopes of the covariates in the first group and in the second. */
  readonly slopes: readonly [readonly number[], readonly number[]];
  /** The variance that an effect in a wider population has beside; part of the error where `effectFor` is `"wider"`. */
  readonly populationVariance: number;
}

/** A sign that a covariate was not measured before, or that customers were not assigned at random. */
export interface CovariateWarning {
  /** The groups differ in a covariate more than chance allows. */
  readonly code: "covariateDiffers";
  /** Name of the covariate. */
  readonly covariate: string;
  /** Welch's two-sided p-value, below 0.001. */
  readonly pValue: number;
}

/** Two means compared. */
export interface MeanComparison {
  /** What was compared: means per customer, or ratios of sums over customers. */
  readonly measure: "mean" | "ratioOfSums";
  /** The first group. */
  readonly first: ComparedMean;
  /** The second group. */
  readonly second: ComparedMean;
  /** First mean minus second. */
  readonly difference: Interval;
  /** Standard error of the difference. */
  readonly standardError: number;
  /** The difference over its error; null where nothing scatters. */
  readonly statistic: number | null;
  /** Degrees of freedom of Student's t; null where the normal distribution is used, or the bootstrap. */
  readonly degreesOfFreedom: number | null;
  /** Two-sided p-value of no difference; null where nothing scatters. */
  readonly pValue: number | null;
  /** First mean over second. */
  readonly ratio: RatioOfMeans;
  /** The test at the margin; null where none was given. */
  readonly margin: MarginTest | null;
  /** The adjustment; null where there was none. */
  readonly adjustment: MeanAdjustmentResult | null;
  /** The cap on outcomes; null where there was none. */
  readonly cap: Capped | null;
  /** Covariates in which the groups differ more than chance allows. */
  readonly warnings: readonly CovariateWarning[];
}

/** Estimates of both groups, and what their difference is measured by. */
interface Estimates {
  readonly first: GroupEstimate;
  readonly second: GroupEstimate;
  /** Part of the variance of the difference that is of neither group alone. */
  readonly shared: number;
  readonly yardstick: Yardstick;
}

/** Compares two samples. */
export function compareSamples(
  where: string,
  given: readonly [Sample, Sample],
  options: MeanOptions,
  covariates: readonly string[] = [],
): MeanComparison {
  const { samples, capped } = capOutcomes(given, options.cap);
  const [a, b] = samples;
  const isRatio = a.denominator !== null;
  const adjusted =
    options.adjust === "none"
      ? null
      : adjustMeans(samples, { adjust: options.adjust, robust: options.robust, where });
  const estimates = isRatio
    ? ratioEstimates(samples, options)
    : adjusted === null
      ? meanEstimates(samples)
      : adjustedEstimates(adjusted, options);
  const comparison = compareEstimates(
    estimates,
    options,
    isRatio ? options.method : adjusted === null ? "welch" : options.adjust,
  );
  return {
    ...comparison,
    measure: isRatio ? "ratioOfSums" : "mean",
    first: describeGroup(a, estimates.first),
    second: describeGroup(b, estimates.second),
    difference: withinBounds(comparison.difference, samples),
    ...otherDifference(where, samples, estimates, options),
    adjustment:
      adjusted === null
        ? null
        : describeAdjustment(where, samples, { adjusted, standardError: comparison.standardError, options }),
    cap: capped,
    warnings: covariates.flatMap((covariate, j) => warnOf(samples, covariate, j)),
  };
}

/** What is compared of two summaries. */
export function compareSummaries(
  first: GroupEstimate,
  second: GroupEstimate,
  options: MeanOptions,
): MeanComparison {
  const estimates = { first, second, shared: 0, yardstick: welch(first, second) };
  const describe = ({ estimate, variance, customers }: GroupEstimate): ComparedMean => ({
    customers,
    mean: estimate,
    standardDeviation: Math.sqrt(variance * customers),
    standardError: Math.sqrt(variance),
    meanOfRatios: null,
  });
  return {
    ...compareEstimates(estimates, options, "welch"),
    measure: "mean",
    first: describe(first),
    second: describe(second),
    adjustment: null,
    cap: null,
    warnings: [],
  };
}

function compareEstimates(
  { first, second, shared, yardstick }: Estimates,
  options: MeanOptions,
  method: string,
) {
  const { level, margin } = options;
  const tail = (1 - level) / 2;
  const estimate = first.estimate - second.estimate;
  const standardError = Math.sqrt(first.variance + second.variance + shared);
  const half = yardstick.quantile(tail) * standardError;
  const statistic = standardError > 0 ? estimate / standardError : null;
  const at = (value: number): number => (estimate - value) / standardError;
  return {
    difference: { estimate, lower: estimate - half, upper: estimate + half, level, method },
    standardError,
    statistic,
    degreesOfFreedom: yardstick.degreesOfFreedom,
    pValue: statistic === null ? null : twoSided(yardstick, statistic),
    ratio: ratioOfMeans(first, second, { method: options.ratio, level, z: normal.quantile(tail) }),
    margin:
      margin === null || statistic === null
        ? null
        : marginTest(at, { margin, method, worse: -1, upperTail: yardstick.upperTail }),
  };
}

function meanEstimates([a, b]: readonly [Sample, Sample]): Estimates {
  const [first, second] = [meanOfSample(a), meanOfSample(b)];
  return { first, second, shared: 0, yardstick: welch(first, second) };
}

function adjustedEstimates(adjusted: AdjustedMeans, { effectFor }: MeanOptions): Estimates {
  const { first, second, degreesOfFreedom, populationVariance } = adjusted;
  const shared = effectFor === "wider" ? populationVariance : 0;
  return {
    first,
    second,
    shared,
    yardstick: degreesOfFreedom === null ? normal : studentT(degreesOfFreedom),
  };
}

function ratioEstimates([a, b]: readonly [Sample, Sample], { method }: MeanOptions): Estimates {
  const byCustomer = method === "jackknife" ? ratioByJackknife : ratioByDelta;
  const [first, second] = [byCustomer(a), byCustomer(b)];
  return { first, second, shared: 0, yardstick: method === "jackknife" ? welch(first, second) : normal };
}

/** Student's t at Welch's degrees of freedom; the normal distribution where nothing scatters. */
function welch(first: GroupEstimate, second: GroupEstimate): Yardstick {
  const spread = first.variance ** 2 / (first.customers - 1) + second.variance ** 2 / (second.customers - 1);
  return spread > 0 ? studentT((first.variance + second.variance) ** 2 / spread) : normal;
}

/** A difference of two shares lies from -1 to 1, and so do its ends. */
function withinBounds(difference: Interval, [a, b]: readonly [Sample, Sample]): Interval {
  if (a.denominator === null || !isBounded(a) || !isBounded(b)) return difference;
  return { ...difference, lower: Math.max(-1, difference.lower), upper: Math.min(1, difference.upper) };
}

/** Newcombe's and the bootstrap's difference take the place of the one from standard errors. */
function otherDifference(
  where: string,
  [a, b]: readonly [Sample, Sample],
  { first, second }: Estimates,
  options: MeanOptions,
): Partial<MeanComparison> {
  const { level, method, resamples, seed } = options;
  const tail = (1 - level) / 2;
  const estimate = first.estimate - second.estimate;
  if (method === "newcombe") {
    const rule = 'must be "newcombe" only where no outcome is below 0 or above its denominator';
    check(isBounded(a) && isBounded(b), where, "method", rule, method);
    return {
      difference: { estimate, ...newcombeEnds(effectiveShare(a), effectiveShare(b), tail), level, method },
    };
  }
  if (method !== "bootstrap") return {};
  checkSufficient(
    first.variance + second.variance > 0,
    where,
    "outcome",
    "must scatter to be drawn again",
    0,
  );
  const estimateOf = a.denominator === null ? (sample: Sample) => meanOfSample(sample) : ratioByDelta;
  const { pValue, ...ends } = bootstrapDifference(a, b, { tail, resamples, seed, estimate: estimateOf });
  return {
    difference: { estimate, ...ends, level, method: "bootstrap-t" },
    pValue,
    degreesOfFreedom: null,
    margin: null,
  };
}

function describeGroup(sample: Sample, { estimate, variance, customers }: GroupEstimate): ComparedMean {
  const isRatio = sample.denominator !== null;
  return {
    customers,
    mean: estimate,
    standardDeviation: isRatio ? null : Math.sqrt(meanOfSample(sample).variance * customers),
    standardError: Math.sqrt(variance),
    meanOfRatios: isRatio ? meanOfRatios(sample) : null,
  };
}

function describeAdjustment(
  where: string,
  samples: readonly [Sample, Sample],
  {
    adjusted,
    standardError,
    options,
  }: { adjusted: AdjustedMeans; standardError: number; options: MeanOptions },
): MeanAdjustmentResult {
  const [first, second] = [meanOfSample(samples[0]), meanOfSample(samples[1])];
  const variance = first.variance + second.variance;
  return {
    method: options.adjust as MeanAdjustment,
    unadjusted: { estimate: first.estimate - second.estimate, standardError: Math.sqrt(variance) },
    varianceReduction: variance > 0 ? 1 - standardError ** 2 / variance : 0,
    rSquared: withinRSquared(samples, where),
    slopes: adjusted.slopes,
    populationVariance: adjusted.populationVariance,
  };
}

/** How rare a difference of a covariate must be to be no chance: a customer's past cannot depend on the group drawn later. */
const suspicious = 0.001;

function warnOf([a, b]: readonly [Sample, Sample], covariate: string, j: number): CovariateWarning[] {
  const [first, second] = [meanOfSample(a, a.covariates[j]!), meanOfSample(b, b.covariates[j]!)];
  const error = Math.sqrt(first.variance + second.variance);
  if (error === 0) return [];
  const pValue = twoSided(welch(first, second), (first.estimate - second.estimate) / error);
  return pValue < suspicious ? [{ code: "covariateDiffers", covariate, pValue }] : [];
}
