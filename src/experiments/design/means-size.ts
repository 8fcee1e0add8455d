/** Customers needed to tell two means apart. */
import { check, checkFields, checkFinite, checkFraction, checkPositive } from "../../errors.js";
import { studentTQuantile } from "../../math/distributions.js";
import { findRoot } from "../../math/roots.js";
import { noncentralTBeyond } from "./noncentral-t.js";
import {
  durationOf,
  type ExperimentDuration,
  type GroupSizes,
  type Plan,
  planFields,
  readPlan,
  sizesOf,
  type WatchedPlanInput,
  wholeSizes,
} from "./plan.js";

/** Two means that are to be told apart. */
export interface MeansSizeInput extends WatchedPlanInput {
  /** What the size is planned for. */
  readonly of: "means";
  /** Difference of the means, in the unit of the outcome, other than 0; needed unless `customers` is given. */
  readonly difference?: number | undefined;
  /** Standard deviation of the outcome of one customer: above 0. */
  readonly standardDeviation: number;
  /** Share of its variance that covariates measured before explain: a fraction below 1; 0 if left out. */
  readonly covariateRSquared?: number | undefined;
}

/** Size of a comparison of means. */
export interface MeansSize {
  /** What the size is planned for. */
  readonly of: "means";
  /** Always `"noncentral-t"`. */
  readonly method: "noncentral-t";
  /** Customers needed, rounded up, or those that were stated. */
  readonly customers: GroupSizes;
  /** Customers needed for the power by Student's t, not rounded; null without a difference. */
  readonly unrounded: GroupSizes | null;
  /** The same by the normal approximation; null without a difference. */
  readonly unroundedNormal: GroupSizes | null;
  /** Power of `customers`; null without a difference. */
  readonly power: number | null;
  /** The difference that `customers` find with the power asked for, by the normal approximation. */
  readonly detectableDifference: number;
  /** Weeks from the first customer to the result; null without `intakePerWeek`. */
  readonly duration: ExperimentDuration | null;
}

/** Size, power, or detectable difference of a comparison of means. */
export function meansSize(where: string, input: MeansSizeInput): MeansSize {
  checkFields(where, "input", input, [
    ...planFields,
    "observationWeeks",
    "difference",
    "standardDeviation",
    "covariateRSquared",
  ]);
  const { difference, standardDeviation, covariateRSquared = 0, significance = 0.05 } = input;
  checkPositive(where, "standardDeviation", standardDeviation);
  checkFraction(where, "covariateRSquared", covariateRSquared, "belowOne");
  const plan = readPlan(where, input, significance);
  if (difference !== undefined || plan.customers === null) {
    checkFinite(where, "difference", difference);
    check(difference !== 0, where, "difference", "must differ from 0", difference);
  }
  const deviation = standardDeviation * Math.sqrt(1 - covariateRSquared);
  const effect = difference === undefined ? null : Math.abs(difference) / deviation;
  const normal = effect === null ? null : (plan.z / effect) ** 2 * (1 + 1 / plan.ratio);
  check(
    normal === null || normal < 2 ** 52,
    where,
    "difference",
    "must be larger beside the standardDeviation",
    difference,
  );
  const unrounded = effect === null ? null : sizesOf(firstByT(effect, normal!, plan), plan.ratio);
  const customers = plan.customers ?? wholeSizes(where, unrounded!);
  return {
    of: "means",
    method: "noncentral-t",
    customers,
    unrounded,
    unroundedNormal: normal === null ? null : sizesOf(normal, plan.ratio),
    power: effect === null ? null : powerByT(effect, customers, plan.significance),
    detectableDifference: plan.z * deviation * Math.sqrt(1 / customers.first + 1 / customers.second),
    duration: durationOf(where, input, customers.total),
  };
}

/** Power of the two-sided t test; `effect` in standard deviations. */
function powerByT(effect: number, { first, second }: GroupSizes, significance: number): number {
  const df = first + second - 2;
  return noncentralTBeyond(
    -studentTQuantile(significance / 2, df),
    df,
    effect / Math.sqrt(1 / first + 1 / second),
  );
}

/** Customers of the first group for the power by Student's t: more than by the normal, and so many that there is a degree of freedom. */
function firstByT(effect: number, normal: number, { ratio, power, significance, where }: Plan): number {
  const missing = (first: number) => powerByT(effect, sizesOf(first, ratio), significance) - power;
  const least = Math.max(normal, 3 / (1 + ratio));
  if (missing(least) >= 0) return least;
  let more = 2 * least;
  while (missing(more) < 0) more *= 2;
  return findRoot(missing, [least, more], { where });
}
