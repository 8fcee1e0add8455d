/** What all sizes of experiments share: power, allocation and intake, read and checked once. */
import {
  check,
  checkCount,
  checkFields,
  checkFraction,
  checkNonNegative,
  checkPositive,
} from "../../errors.js";
import { normalQuantile } from "../../math/normal.js";

/** Customers in two groups, and in both. */
export interface GroupSizes {
  /** Customers in the first group. */
  readonly first: number;
  /** Customers in the second group. */
  readonly second: number;
  /** Customers in both. */
  readonly total: number;
}

/** Weeks from the first customer to the result. */
export interface ExperimentDuration {
  /** Weeks in which customers come in. */
  readonly intakeWeeks: number;
  /** Weeks for which the last one is watched. */
  readonly observationWeeks: number;
  /** Both together. */
  readonly weeks: number;
}

/** What every size is asked for. */
export interface PlanInput {
  /** Probability with which the difference is to be found: a fraction above the significance; 0.8 if left out. */
  readonly power?: number | undefined;
  /** Two-sided significance: a fraction; 0.05 if left out. */
  readonly significance?: number | undefined;
  /** Customers of the second group for each of the first: above 0; 1 if left out. */
  readonly secondPerFirst?: number | undefined;
  /** Customers that can be had, in place of `secondPerFirst`: the result holds what they can find. */
  readonly customers?:
    | { readonly first: number; readonly second: number; readonly total?: number }
    | undefined;
  /** Customers who come into the experiment each week, both groups together: above 0. */
  readonly intakePerWeek?: number | undefined;
}

/** Options of a plan whose outcome is known a fixed time after a customer comes in. */
export interface WatchedPlanInput extends PlanInput {
  /** Weeks for which each customer is watched: 0 or more; needed beside `intakePerWeek`. */
  readonly observationWeeks?: number | undefined;
}

/** The names of the options of every plan. */
export const planFields = [
  "of",
  "power",
  "significance",
  "secondPerFirst",
  "customers",
  "intakePerWeek",
] as const;

/** A plan, read. */
export interface Plan {
  readonly where: string;
  readonly power: number;
  readonly significance: number;
  /** Second customers per first. */
  readonly ratio: number;
  /** The customers that can be had, if stated. */
  readonly customers: GroupSizes | null;
  /** Sum of the two normal quantiles, z of the test and z of the power. */
  readonly z: number;
  /** z of the test alone. */
  readonly zTest: number;
}

/** Reads what all plans share; `significance` is the error of both sides together, of which z takes half. */
export function readPlan(where: string, input: PlanInput, significance: number, name = "significance"): Plan {
  const { power = 0.8, secondPerFirst, customers, intakePerWeek } = input;
  checkFraction(where, "power", power, "open");
  checkFraction(where, name, significance, "open");
  check(power > significance, where, "power", `must be above ${name} (${significance})`, power);
  if (secondPerFirst !== undefined) checkPositive(where, "secondPerFirst", secondPerFirst);
  if (intakePerWeek !== undefined) checkPositive(where, "intakePerWeek", intakePerWeek);
  const sizes = customers === undefined ? null : readSizes(where, customers);
  if (sizes !== null)
    check(
      secondPerFirst === undefined,
      where,
      "secondPerFirst",
      "must be left out beside customers",
      secondPerFirst,
    );
  const zTest = -normalQuantile(name === "significance" ? significance / 2 : significance);
  return {
    where,
    power,
    significance,
    ratio: sizes === null ? (secondPerFirst ?? 1) : sizes.second / sizes.first,
    customers: sizes,
    z: zTest + normalQuantile(power),
    zTest,
  };
}

function readSizes(where: string, customers: NonNullable<PlanInput["customers"]>): GroupSizes {
  checkFields(where, "customers", customers, ["first", "second", "total"]);
  checkCount(where, "customers.first", customers.first, 2);
  checkCount(where, "customers.second", customers.second, 2);
  const { first, second, total = first + second } = customers;
  check(
    total === first + second,
    where,
    "customers.total",
    `must be first + second (${first + second})`,
    total,
  );
  return { first, second, total };
}

/** Sizes of the two groups from the first one's. */
export const sizesOf = (first: number, ratio: number): GroupSizes => ({
  first,
  second: first * ratio,
  total: first * (1 + ratio),
});

/** Whole customers: each group rounded up, two at least. */
export function wholeSizes(where: string, { first, second }: GroupSizes): GroupSizes {
  // A size that is whole but for rounding is whole.
  const whole = (size: number) => Math.max(2, Math.ceil(size * (1 - 1e-13)));
  const sizes = { first: whole(first), second: whole(second), total: whole(first) + whole(second) };
  const possible = Number.isSafeInteger(sizes.total);
  check(possible, where, "customers needed", "must be fewer than 2^53: the difference is too small", first);
  return sizes;
}

/** Weeks until the last customer has been watched. */
export function durationOf(where: string, input: WatchedPlanInput, total: number): ExperimentDuration | null {
  const { intakePerWeek, observationWeeks } = input;
  if (intakePerWeek === undefined) {
    check(
      observationWeeks === undefined,
      where,
      "observationWeeks",
      "must be left out without intakePerWeek",
      observationWeeks,
    );
    return null;
  }
  checkNonNegative(where, "observationWeeks", observationWeeks);
  const intakeWeeks = total / intakePerWeek;
  return { intakeWeeks, observationWeeks, weeks: intakeWeeks + observationWeeks };
}
