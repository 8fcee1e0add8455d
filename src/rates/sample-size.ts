import { check, checkCount, checkFields, checkFraction } from "../errors.js";
import { normalCdf, normalQuantile } from "../math/normal.js";

/** The two churn rates that a comparison is to tell apart. */
export interface ChurnContrast {
  /** Churn rate of the first group: a fraction above 0 and below 1. */
  readonly first: number;
  /** Churn rate of the second group: a fraction above 0 and below 1, other than `first`. */
  readonly second: number;
  /** Significance level of the two-sided test: a fraction; 0.05 if left out. */
  readonly significance?: number | undefined;
}

/** What a sample size is asked for. */
export interface SampleSizeInput extends ChurnContrast {
  /** Probability with which the difference is to be found: a fraction; 0.8 if left out. */
  readonly power?: number | undefined;
}

/** What a power is asked for. */
export interface PowerInput extends ChurnContrast {
  /** Customers in each group: a whole number, 2 or more. */
  readonly perGroup: number;
}

/** How many customers a comparison needs. */
export interface SampleSize {
  /** Customers needed in each of the two groups, rounded up. */
  readonly perGroup: number;
  /** The same before rounding up. */
  readonly unrounded: number;
  /** The power that `perGroup` customers have: at least the one asked for. */
  readonly power: number;
}

/**
 * Customers needed in each of two equal groups to find a difference in churn.
 *
 * It assumes that customers leave independently and that each is followed for one period. Halving the difference
 * takes four times as many: a test that cannot tell 5% from 4.9% is no evidence that nothing changed.
 *
 * Formula: n = (z_{1-α/2} √((p₁ + p₂)(1 - (p₁ + p₂)/2)) + z_{power} √(p₁(1 - p₁) + p₂(1 - p₂)))² / (p₁ - p₂)².
 *
 * @param input - The two rates, the significance level (0.05 if left out) and the power (0.8 if left out).
 * @returns Customers per group, rounded up and not, and the power that they have.
 * @throws {InvalidInputError} If a rate, level or power is no fraction above 0 and below 1, the rates are equal, or the power is not above the significance.
 * @see Fleiss, Levin & Paik (2003), "Statistical Methods for Rates and Proportions", 3rd ed., section 4.2.
 *
 * @example
 * churnSampleSize({ first: 0.05, second: 0.04 }).perGroup; // => 6745
 */
export function churnSampleSize(input: SampleSizeInput): SampleSize {
  const where = "churnSampleSize";
  const { difference, deviation0, deviation1, z } = checkContrast(where, input);
  const { power = 0.8, significance = 0.05 } = input;
  checkFraction(where, "power", power, "open");
  check(power > significance, where, "power", `must be above significance (${significance})`, power);
  const unrounded = ((z * deviation0 + normalQuantile(power) * deviation1) / difference) ** 2;
  const perGroup = Math.max(2, Math.ceil(unrounded));
  check(
    Number.isSafeInteger(perGroup),
    where,
    "second",
    `must be further from first (${input.first})`,
    input.second,
  );
  return { perGroup, unrounded, power: churnPower({ ...input, perGroup }) };
}

/**
 * Power of a comparison of two churn rates: the probability that it finds the difference.
 *
 * The chance of a significant result in the wrong direction is left out; it is negligible where the power matters.
 *
 * Formula: Φ((√n |p₁ - p₂| - z_{1-α/2} √((p₁ + p₂)(1 - (p₁ + p₂)/2))) / √(p₁(1 - p₁) + p₂(1 - p₂))).
 *
 * @param input - The two rates, the customers per group and the significance level (0.05 if left out).
 * @returns A fraction from 0 to 1.
 * @throws {InvalidInputError} If a rate or the level is no fraction above 0 and below 1, the rates are equal, or `perGroup` is no count.
 * @see Fleiss, Levin & Paik (2003), "Statistical Methods for Rates and Proportions", 3rd ed., section 4.2.
 *
 * @example
 * churnPower({ first: 0.05, second: 0.04, perGroup: 2000 }); // ≈ 0.3319
 */
export function churnPower(input: PowerInput): number {
  const where = "churnPower";
  const { difference, deviation0, deviation1, z } = checkContrast(where, input);
  checkCount(where, "perGroup", input.perGroup, 2);
  return normalCdf((Math.sqrt(input.perGroup) * difference - z * deviation0) / deviation1);
}

// The field of the other question passes, and so does a sample size with its power, so that a power can be asked of it.
const contrastFields = ["first", "second", "significance", "power", "perGroup", "unrounded"] as const;

/** The difference, the standard deviations of one customer's contrast when the rates are equal and as they are, and z. */
function checkContrast(where: string, input: ChurnContrast) {
  checkFields(where, "input", input as SampleSizeInput & PowerInput & SampleSize, contrastFields);
  const { first, second, significance = 0.05 } = input;
  checkFraction(where, "first", first, "open");
  checkFraction(where, "second", second, "open");
  check(first !== second, where, "second", `must differ from first (${first})`, second);
  checkFraction(where, "significance", significance, "open");
  return {
    difference: Math.abs(first - second),
    deviation0: Math.sqrt((first + second) * (1 - (first + second) / 2)),
    deviation1: Math.sqrt(first * (1 - first) + second * (1 - second)),
    z: -normalQuantile(significance / 2),
  };
}
