/**
 * Uncertain inputs, as plain data: one constructor per distribution, each checked when it is made. Every constructor
 * takes `unit` and `source` too, because a range without a source is an opinion.
 *
 * @module
 */
import { check, checkCount, checkFields, checkFinite, checkPositive, isList } from "../../errors.js";
import type { Distribution, Provenance } from "./uncertain-input.js";

/** What a number means and where it comes from. */
export interface ProvenanceInput {
  /** Unit of the input, in words. */
  readonly unit?: string | undefined;
  /** Where the distribution comes from: a data set, a paper, a judgement. */
  readonly source?: string | undefined;
}

const aboutFields = ["unit", "source"] as const;

function provenance(where: string, about: ProvenanceInput): Provenance {
  const { unit = null, source = null } = about;
  check(unit === null || typeof unit === "string", where, "unit", "must be text", unit);
  check(source === null || typeof source === "string", where, "source", "must be text", source);
  return { unit, source };
}

function checkEnds(where: string, { lower, upper }: { lower: number; upper: number }): void {
  checkFinite(where, "lower", lower);
  checkFinite(where, "upper", upper);
  check(lower < upper, where, "upper", `must be above lower (${lower})`, upper);
}

function checkMode(
  where: string,
  { lower, mode, upper }: { lower: number; mode: number; upper: number },
): void {
  checkEnds(where, { lower, upper });
  checkFinite(where, "mode", mode);
  check(
    mode >= lower && mode <= upper,
    where,
    "mode",
    `must be from lower (${lower}) to upper (${upper})`,
    mode,
  );
}

/**
 * Every value between two ends equally likely.
 *
 * Says that the ends are hard and the middle is no likelier than they are, which few experts mean: see `pert`.
 *
 * @param range - `lower` and `upper`, with `lower < upper`.
 * @example
 * uncertain.uniform({ lower: 0.6, upper: 0.9, source: "industry survey" }).kind; // => "uniform"
 */
export function uniform(
  range: { readonly lower: number; readonly upper: number } & ProvenanceInput,
): Distribution {
  const where = "uncertain.uniform";
  checkFields(where, "range", range, ["lower", "upper", ...aboutFields]);
  checkEnds(where, range);
  return { kind: "uniform", lower: range.lower, upper: range.upper, ...provenance(where, range) };
}

/** Least, likeliest and greatest value, and where they come from. */
export interface ThreePoints extends ProvenanceInput {
  /** The least value. */
  readonly lower: number;
  /** The likeliest value. */
  readonly mode: number;
  /** The greatest value. */
  readonly upper: number;
}

/**
 * A density that rises in a straight line from the least value to the likeliest and falls to the greatest.
 *
 * @param points - `lower <= mode <= upper`, `lower < upper`.
 * @example
 * uncertain.mean(uncertain.triangular({ lower: 70, mode: 80, upper: 96 })); // => 82
 */
export function triangular(points: ThreePoints): Distribution {
  const where = "uncertain.triangular";
  checkFields(where, "points", points, ["lower", "mode", "upper", ...aboutFields]);
  checkMode(where, points);
  const { lower, mode, upper } = points;
  return { kind: "triangular", lower, mode, upper, ...provenance(where, points) };
}

/**
 * PERT: a beta density over a range with its peak at the mode and mean (lower + 4 mode + upper) / 6. Smoother than the
 * triangle and less drawn to its ends.
 *
 * @param points - `lower <= mode <= upper`, `lower < upper`.
 * @see Malcolm et al. (1959), "Application of a technique for research and development program evaluation",
 *   Operations Research 7(5), 646-669, doi:10.1287/opre.7.5.646.
 * @example
 * uncertain.mean(uncertain.pert({ lower: 120, mode: 144, upper: 174 })); // => 145
 */
export function pert(points: ThreePoints): Distribution {
  const where = "uncertain.pert";
  checkFields(where, "points", points, ["lower", "mode", "upper", ...aboutFields]);
  checkMode(where, points);
  const { lower, mode, upper } = points;
  return { kind: "pert", lower, mode, upper, ...provenance(where, points) };
}

/** Mean and standard deviation of the quantity itself, and where they come from. */
export interface DistributionMoments extends ProvenanceInput {
  /** Mean, in the unit of the input. */
  readonly mean: number;
  /** Standard deviation, in the unit of the input, above 0. */
  readonly standardDeviation: number;
}

const momentFields = ["mean", "standardDeviation", ...aboutFields] as const;

function checkMoments(where: string, moments: DistributionMoments, positive: boolean): void {
  if (positive) checkPositive(where, "mean", moments.mean);
  else checkFinite(where, "mean", moments.mean);
  checkPositive(where, "standardDeviation", moments.standardDeviation);
}

/**
 * Normal distribution. It has no ends: a rate or a cost drawn from it may be negative; see `truncatedNormal`, `beta`.
 *
 * @param moments - `mean` and `standardDeviation`.
 * @example
 * uncertain.quantile(uncertain.normal({ mean: 10, standardDeviation: 2 }), 0.975); // ≈ 13.9199
 */
export function normal(moments: DistributionMoments): Distribution {
  const where = "uncertain.normal";
  checkFields(where, "moments", moments, momentFields);
  checkMoments(where, moments, false);
  return {
    kind: "normal",
    mean: moments.mean,
    standardDeviation: moments.standardDeviation,
    ...provenance(where, moments),
  };
}

/**
 * Normal distribution cut at one or both ends. `mean` and `standardDeviation` are those before the cut.
 *
 * @param shape - `mean`, `standardDeviation`, and `lower`, `upper` or both.
 * @example
 * uncertain.quantile(uncertain.truncatedNormal({ mean: 80, standardDeviation: 5, lower: 70, upper: 90 }), 0.05); // ≈ 72.6387
 */
export function truncatedNormal(
  shape: DistributionMoments & { readonly lower?: number | undefined; readonly upper?: number | undefined },
): Distribution {
  const where = "uncertain.truncatedNormal";
  checkFields(where, "shape", shape, [...momentFields, "lower", "upper"]);
  checkMoments(where, shape, false);
  const { mean, standardDeviation, lower = null, upper = null } = shape;
  check(lower !== null || upper !== null, where, "lower", "must be given, or upper, or both", lower);
  if (lower !== null) checkFinite(where, "lower", lower);
  if (upper !== null) checkFinite(where, "upper", upper);
  if (lower !== null && upper !== null) checkEnds(where, { lower, upper });
  const farthest = Math.max(
    lower === null ? -30 : (lower - mean) / standardDeviation,
    upper === null ? -30 : (mean - upper) / standardDeviation,
  );
  check(
    farthest <= 30,
    where,
    "mean",
    "must be within 30 standard deviations of the part that is kept",
    mean,
  );
  return { kind: "truncatedNormal", mean, standardDeviation, lower, upper, ...provenance(where, shape) };
}

/**
 * Log-normal distribution by its own mean and standard deviation (not those of the logarithm): amounts and costs
 * that are above 0 and have a long upper tail.
 *
 * Formula: s² = ln(1 + standardDeviation² / mean²), m = ln mean - s² / 2.
 *
 * @param moments - `mean` above 0 and `standardDeviation`.
 * @example
 * uncertain.quantile(uncertain.logNormal({ mean: 120, standardDeviation: 30 }), 0.5); // ≈ 116.42
 */
export function logNormal(moments: DistributionMoments): Distribution {
  const where = "uncertain.logNormal";
  checkFields(where, "moments", moments, momentFields);
  checkMoments(where, moments, true);
  return {
    kind: "logNormal",
    mean: moments.mean,
    standardDeviation: moments.standardDeviation,
    ...provenance(where, moments),
  };
}

/**
 * Beta distribution, by mean and standard deviation or by its shapes, over 0 to 1 or another range: rates and shares.
 *
 * Formula: on 0 to 1, k = mean (1 - mean) / standardDeviation² - 1, alpha = mean k, beta = (1 - mean) k.
 *
 * @param shape - `{ mean, standardDeviation }` or `{ alpha, beta }`; `lower` (default 0) and `upper` (default 1) move the range.
 * @throws {InvalidInputError} If no beta distribution has these moments: standardDeviation² must be below (mean - lower)(upper - mean).
 * @example
 * const retention = uncertain.beta({ mean: 0.8, standardDeviation: 0.05 });
 * uncertain.quantile(retention, 0.05); // ≈ 0.7126
 */
export function beta(
  shape: (DistributionMoments | ({ readonly alpha: number; readonly beta: number } & ProvenanceInput)) & {
    readonly lower?: number | undefined;
    readonly upper?: number | undefined;
  },
): Distribution {
  const where = "uncertain.beta";
  checkFields(where, "shape", shape, [...momentFields, "alpha", "beta", "lower", "upper"]);
  const { lower = 0, upper = 1 } = shape;
  checkEnds(where, { lower, upper });
  if ("alpha" in shape) {
    checkPositive(where, "alpha", shape.alpha);
    checkPositive(where, "beta", shape.beta);
    return { kind: "beta", alpha: shape.alpha, beta: shape.beta, lower, upper, ...provenance(where, shape) };
  }
  checkMoments(where, shape, false);
  const width = upper - lower;
  const mean = (shape.mean - lower) / width;
  const standardDeviation = shape.standardDeviation / width;
  check(
    mean > 0 && mean < 1,
    where,
    "mean",
    `must be above lower (${lower}) and below upper (${upper})`,
    shape.mean,
  );
  const most = mean * (1 - mean);
  check(
    standardDeviation * standardDeviation < most,
    where,
    "standardDeviation",
    `must be below ${Number((Math.sqrt(most) * width).toPrecision(6))} at this mean`,
    shape.standardDeviation,
  );
  const k = most / (standardDeviation * standardDeviation) - 1;
  return { kind: "beta", alpha: mean * k, beta: (1 - mean) * k, lower, upper, ...provenance(where, shape) };
}

/**
 * Gamma distribution by mean and standard deviation: amounts above 0.
 *
 * Formula: shape = (mean / standardDeviation)², scale = standardDeviation² / mean.
 *
 * @param moments - `mean` above 0 and `standardDeviation`.
 * @example
 * uncertain.quantile(uncertain.gamma({ mean: 50, standardDeviation: 25 }), 0.95); // ≈ 96.92
 */
export function gamma(moments: DistributionMoments): Distribution {
  const where = "uncertain.gamma";
  checkFields(where, "moments", moments, momentFields);
  checkMoments(where, moments, true);
  return {
    kind: "gamma",
    mean: moments.mean,
    standardDeviation: moments.standardDeviation,
    ...provenance(where, moments),
  };
}

/**
 * Exponential distribution: waiting times without memory.
 *
 * @param shape - `mean` above 0.
 * @example
 * uncertain.quantile(uncertain.exponential({ mean: 5 }), 0.5); // ≈ 3.46574
 */
export function exponential(shape: { readonly mean: number } & ProvenanceInput): Distribution {
  const where = "uncertain.exponential";
  checkFields(where, "shape", shape, ["mean", ...aboutFields]);
  checkPositive(where, "mean", shape.mean);
  return { kind: "exponential", mean: shape.mean, ...provenance(where, shape) };
}

function checkNumbers(
  where: string,
  name: string,
  values: unknown,
  least: number,
): asserts values is readonly number[] {
  const enough = isList(values) && values.length >= least;
  check(enough, where, name, `must be a list of ${least} or more numbers`, values);
  for (const [i, value] of Array.from(values as ArrayLike<number>).entries())
    checkFinite(where, `${name}[${i}]`, value);
}

/**
 * The values of a sample, each equally likely: nothing between them and nothing beyond them is ever drawn.
 *
 * @param sample - `values`, two or more.
 * @example
 * uncertain.mean(uncertain.empirical({ values: [3, 1, 2] })); // => 2
 */
export function empirical(sample: { readonly values: ArrayLike<number> } & ProvenanceInput): Distribution {
  const where = "uncertain.empirical";
  checkFields(where, "sample", sample, ["values", ...aboutFields]);
  checkNumbers(where, "values", sample.values, 2);
  const values = [...sample.values].sort((a, b) => a - b);
  return { kind: "empirical", values, ...provenance(where, sample) };
}

/**
 * One of several values, each with its weight: a switch, a tariff, a state of the market.
 *
 * @param sample - `values`, and `weights` of 0 or more (equal by default), which need not add up to 1.
 * @example
 * uncertain.mean(uncertain.choice({ values: [0, 1], weights: [3, 1] })); // => 0.25
 */
export function choice(
  sample: {
    readonly values: readonly number[];
    readonly weights?: readonly number[] | undefined;
  } & ProvenanceInput,
): Distribution {
  const where = "uncertain.choice";
  checkFields(where, "sample", sample, ["values", "weights", ...aboutFields]);
  const { values, weights = Array.from(values ?? [], () => 1) } = sample;
  checkNumbers(where, "values", values, 1);
  checkNumbers(where, "weights", weights, 1);
  check(weights.length === values.length, where, "weights", `must be ${values.length} numbers`, weights);
  for (const [i, weight] of weights.entries())
    check(weight >= 0, where, `weights[${i}]`, "must be 0 or more", weight);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  check(total > 0, where, "weights", "must not all be 0", weights);
  const shares = Array.from(weights, (weight) => weight / total);
  return { kind: "choice", values: [...values], weights: shares, ...provenance(where, sample) };
}

/**
 * Whole numbers between two ends, both included, each equally likely.
 *
 * @param range - Whole `lower < upper`.
 * @example
 * uncertain.mean(uncertain.integer({ lower: 1, upper: 6 })); // => 3.5
 */
export function integer(
  range: { readonly lower: number; readonly upper: number } & ProvenanceInput,
): Distribution {
  const where = "uncertain.integer";
  checkFields(where, "range", range, ["lower", "upper", ...aboutFields]);
  for (const end of ["lower", "upper"] as const) {
    check(Number.isSafeInteger(range[end]), where, end, "must be a whole number", range[end]);
  }
  checkEnds(where, range);
  checkCount(where, "upper - lower", range.upper - range.lower, 1);
  return { kind: "integer", lower: range.lower, upper: range.upper, ...provenance(where, range) };
}

export { mean, quantile, standardDeviation } from "./distribution.js";
