/** Means adjusted by covariates that were measured before: Lin's regression, CUPED, analysis of covariance. */
import { checkSufficient } from "../../errors.js";
import { multiplyVector, positiveDefiniteInverse, solve } from "../../math/linear-algebra.js";
import { type GroupEstimate, meanOfSample, meanOver, type Sample, sumOver } from "./sample.js";

/** How means are adjusted. */
export type MeanAdjustment = "lin" | "cuped" | "ancova";

/** Every adjustment, the default first. */
export const meanAdjustments: readonly MeanAdjustment[] = ["lin", "cuped", "ancova"];

/** Sandwich errors of Lin's regression. */
export type RobustError = "hc2" | "hc0" | "hc1" | "hc3";

/** Every sandwich error, the default first. */
export const robustErrors: readonly RobustError[] = ["hc2", "hc0", "hc1", "hc3"];

/** Adjusted means of both groups. */
export interface AdjustedMeans {
  readonly first: GroupEstimate;
  readonly second: GroupEstimate;
  /** Slopes of the covariates in each group: Lin's differ, the others are the same twice. */
  readonly slopes: readonly [readonly number[], readonly number[]];
  /** Degrees of freedom of Student's t; null where the normal distribution is used. */
  readonly degreesOfFreedom: number | null;
  /** Added to the variance of the difference for an effect in a wider population, whose covariates differ from the sample's. */
  readonly populationVariance: number;
}

/** How the regressions are made. */
export interface AdjustmentOptions {
  readonly adjust: MeanAdjustment;
  readonly robust: RobustError;
  readonly where: string;
}

/** The means of both groups at the covariates' means over all customers. */
export function adjustMeans(samples: readonly [Sample, Sample], options: AdjustmentOptions): AdjustedMeans {
  const { where, adjust } = options;
  const p = samples[0].covariates.length;
  for (const [i, { customers }] of samples.entries())
    checkSufficient(
      customers > p + 1,
      where,
      i === 0 ? "first" : "second",
      `must be more than ${p + 1} customers for ${p} covariates`,
      customers,
    );
  return adjust === "lin" ? byLin(samples, options) : byOneSlope(samples, options);
}

/** Share of the variance within the groups that the covariates explain, each group with slopes of its own: what an adjustment can save. */
export function withinRSquared(samples: readonly [Sample, Sample], where: string): number {
  const parts = samples.map((sample) => withinMoments([sample]));
  const explained = parts.map((moments) =>
    slopesOf(moments, where).reduce((sum, slope, j) => sum + slope * moments.withOutcome[j]!, 0),
  );
  return (explained[0]! + explained[1]!) / (parts[0]!.outcome + parts[1]!.outcome);
}

/** Lin's regression with all interactions: one regression in each group, its intercept where all customers' covariates have their mean. */
function byLin(samples: readonly [Sample, Sample], options: AdjustmentOptions): AdjustedMeans {
  const p = samples[0].covariates.length;
  const centres = overallMeans(samples);
  const all = samples[0].customers + samples[1].customers;
  const degreesOfFreedom = all - 2 * (p + 1);
  const [a, b] = samples.map((sample) => regress(sample, centres, options)) as [Regression, Regression];
  const factor = options.robust === "hc1" ? all / degreesOfFreedom : 1;
  const group = ({ intercept, variance }: Regression, { customers }: Sample): GroupEstimate => ({
    estimate: intercept,
    variance: variance * factor,
    customers,
  });
  const gap = a.slopes.map((slope, j) => slope - b.slopes[j]!);
  return {
    first: group(a, samples[0]),
    second: group(b, samples[1]),
    slopes: [a.slopes, b.slopes],
    degreesOfFreedom,
    populationVariance: quadraticForm(overallCovariance(samples, centres), gap) / all,
  };
}

interface Regression {
  readonly intercept: number;
  readonly slopes: readonly number[];
  /** Sandwich variance of the intercept. */
  readonly variance: number;
}

function regress(
  sample: Sample,
  centres: readonly number[],
  { robust, where }: AdjustmentOptions,
): Regression {
  const { outcome, covariates } = sample;
  const k = covariates.length + 1;
  const regressor = (i: number, j: number): number =>
    j === 0 ? 1 : covariates[j - 1]![i]! - centres[j - 1]!;
  const centre = meanOver(sample, outcome);
  const information = new Float64Array(k * k);
  const right = new Float64Array(k);
  for (let j = 0; j < k; j++) {
    right[j] = sumOver(sample, (i) => regressor(i, j) * (outcome[i]! - centre));
    for (let l = 0; l < k; l++)
      information[j * k + l] = sumOver(sample, (i) => regressor(i, j) * regressor(i, l));
  }
  const inverse = positiveDefiniteInverse(information, k);
  const rule = "must vary in each group, none of them with the others";
  checkSufficient(inverse !== null, where, "covariates", rule, covariates);
  const beta = multiplyVector(inverse, right);
  const form = { k, regressor, inverse, beta, centre, power: leveragePower[robust] };
  const { variance, leverage } = sandwich(sample, form);
  const single = "must not single out one customer of a group";
  checkSufficient(leverage < 1 - 1e-9, where, "covariates", single, leverage);
  return { intercept: centre + beta[0]!, slopes: Array.from(beta.subarray(1)), variance };
}

const leveragePower: Readonly<Record<RobustError, number>> = { hc0: 0, hc1: 0, hc2: 1, hc3: 2 };

/** A regression of outcomes less their `centre` on `k` regressors. */
interface FittedForm {
  readonly k: number;
  readonly regressor: (i: number, j: number) => number;
  readonly inverse: Float64Array;
  readonly beta: Float64Array;
  readonly centre: number;
  readonly power: number;
}

/** Sandwich variance of the intercept, and the largest leverage of a customer. */
function sandwich(sample: Sample, form: FittedForm): { variance: number; leverage: number } {
  const { k, regressor, inverse, beta, centre, power } = form;
  let largest = 0;
  const variance = sumOver(sample, (i) => {
    let [leverage, ofIntercept] = [0, 0];
    let residual = sample.outcome[i]! - centre;
    for (let j = 0; j < k; j++) {
      let solved = 0;
      for (let l = 0; l < k; l++) solved += inverse[j * k + l]! * regressor(i, l);
      leverage += solved * regressor(i, j);
      residual -= regressor(i, j) * beta[j]!;
      if (j === 0) ofIntercept = solved;
    }
    largest = Math.max(largest, leverage);
    return (ofIntercept * residual) ** 2 / (1 - leverage) ** power;
  });
  return { variance, leverage: largest };
}

/** CUPED (slopes from all customers together) and analysis of covariance (from within the groups): Welch's error of what is left. */
function byOneSlope(samples: readonly [Sample, Sample], { adjust, where }: AdjustmentOptions): AdjustedMeans {
  const centres = overallMeans(samples);
  const theta = slopesOf(adjust === "cuped" ? totalMoments(samples, centres) : withinMoments(samples), where);
  const [first, second] = samples.map((sample) => {
    const left = sample.outcome.map(
      (y, i) =>
        y - theta.reduce((sum, slope, j) => sum + slope * (sample.covariates[j]![i]! - centres[j]!), 0),
    );
    return meanOfSample(sample, left);
  }) as [GroupEstimate, GroupEstimate];
  return { first, second, slopes: [theta, theta], degreesOfFreedom: null, populationVariance: 0 };
}

/** Sums of squares and products of the covariates, with the outcome, and of it. */
interface Moments {
  readonly covariates: Float64Array;
  readonly withOutcome: Float64Array;
  readonly outcome: number;
}

function slopesOf({ covariates, withOutcome }: Moments, where: string): number[] {
  const p = withOutcome.length;
  const solution = positiveDefiniteInverse(covariates, p) === null ? null : solve(covariates, withOutcome, p);
  checkSufficient(
    solution !== null,
    where,
    "covariates",
    "must vary, none of them with the others",
    covariates,
  );
  return Array.from(solution);
}

/** Around the means of all customers together. */
function totalMoments(samples: readonly [Sample, Sample], centres: readonly number[]): Moments {
  const all = samples[0].customers + samples[1].customers;
  const centre =
    samples.reduce((sum, sample) => sum + meanOver(sample, sample.outcome) * sample.customers, 0) / all;
  return addMoments(samples.map((sample) => momentsAbout(sample, centres, centre)));
}

/** Around the means of each group. */
function withinMoments(samples: readonly Sample[]): Moments {
  return addMoments(
    samples.map((sample) =>
      momentsAbout(
        sample,
        sample.covariates.map((column) => meanOver(sample, column)),
        meanOver(sample, sample.outcome),
      ),
    ),
  );
}

function momentsAbout(sample: Sample, centres: readonly number[], centre: number): Moments {
  const { covariates, outcome } = sample;
  const p = covariates.length;
  const at = (i: number, j: number): number => covariates[j]![i]! - centres[j]!;
  const squares = new Float64Array(p * p);
  for (let j = 0; j < p; j++)
    for (let l = 0; l < p; l++) squares[j * p + l] = sumOver(sample, (i) => at(i, j) * at(i, l));
  return {
    covariates: squares,
    withOutcome: Float64Array.from({ length: p }, (_, j) =>
      sumOver(sample, (i) => at(i, j) * (outcome[i]! - centre)),
    ),
    outcome: sumOver(sample, (i) => (outcome[i]! - centre) ** 2),
  };
}

function addMoments(parts: readonly Moments[]): Moments {
  return parts.reduce((a, b) => ({
    covariates: a.covariates.map((each, i) => each + b.covariates[i]!),
    withOutcome: a.withOutcome.map((each, i) => each + b.withOutcome[i]!),
    outcome: a.outcome + b.outcome,
  }));
}

/** Means of the covariates over all customers. */
function overallMeans(samples: readonly [Sample, Sample]): number[] {
  const all = samples[0].customers + samples[1].customers;
  return samples[0].covariates.map(
    (_, j) =>
      samples.reduce((sum, sample) => sum + meanOver(sample, sample.covariates[j]!) * sample.customers, 0) /
      all,
  );
}

function overallCovariance(samples: readonly [Sample, Sample], centres: readonly number[]): Float64Array {
  const all = samples[0].customers + samples[1].customers;
  return totalMoments(samples, centres).covariates.map((each) => each / (all - 1));
}

function quadraticForm(matrix: Float64Array, vector: readonly number[]): number {
  return rows(matrix, vector.length).reduce(
    (sum, row, j) => sum + vector[j]! * row.reduce((inner, each, l) => inner + each * vector[l]!, 0),
    0,
  );
}

function rows(matrix: Float64Array, n: number): number[][] {
  return Array.from({ length: n }, (_, j) => Array.from(matrix.subarray(j * n, (j + 1) * n)));
}
