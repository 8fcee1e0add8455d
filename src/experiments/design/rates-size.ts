/** Customers needed to tell two churn rates apart, or to show that one is not worse. */
import { check, checkFields, checkFraction } from "../../errors.js";
import { normalCdf } from "../../math/normal.js";
import { findRoot } from "../../math/roots.js";
import { exactPower } from "./exact-power.js";
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

/** Two churn rates that are to be told apart. */
export interface RatesSizeInput extends WatchedPlanInput {
  /** What the size is planned for. */
  readonly of: "rates";
  /** Churn rate of the first group: a fraction above 0 and below 1. */
  readonly first: number;
  /** Churn rate of the second group: a fraction above 0 and below 1, other than `first`. */
  readonly second: number;
}

/** A churn rate that is to be shown to be worse by less than a margin. */
export interface NotWorseSizeInput extends Omit<WatchedPlanInput, "significance"> {
  /** What the size is planned for. */
  readonly of: "notWorse";
  /** Churn rate of the second group, with which the first is compared: a fraction above 0 and below 1. */
  readonly second: number;
  /** True churn rate of the first group: a fraction above 0 and below second + margin; `second` if left out. */
  readonly first?: number | undefined;
  /** By how much the first group's churn may be higher, as the margin of `compareRates`: a fraction above 0. */
  readonly margin: number;
  /** One-sided significance: a fraction; 0.025 if left out. */
  readonly oneSidedSignificance?: number | undefined;
}

/** Size of a comparison of rates. */
export interface RatesSize {
  /** What the size is planned for. */
  readonly of: "rates" | "notWorse";
  /** Name of the formula. */
  readonly method: string;
  /** Customers needed, rounded up, or those that were stated. */
  readonly customers: GroupSizes;
  /** Customers needed for the power, not rounded. */
  readonly unrounded: GroupSizes;
  /** Power of `customers` by the formula. */
  readonly power: number;
  /** Power of the pooled z test with `customers`, from all its outcomes; null of a design for not being worse, and above ten million. */
  readonly exactPower: number | null;
  /** Churn rates of the second group, below and above the first one's, that `customers` find with the power asked for; null if none, or of a design for not being worse. */
  readonly detectable: { readonly lower: number | null; readonly upper: number | null };
  /** Weeks from the first customer to the result; null without `intakePerWeek`. */
  readonly duration: ExperimentDuration | null;
}

/** Size, or power, of a comparison of two rates. */
export function ratesSize(where: string, input: RatesSizeInput): RatesSize {
  checkFields(where, "input", input, [...planFields, "observationWeeks", "first", "second"]);
  const { first, second, significance = 0.05 } = input;
  checkFraction(where, "first", first, "open");
  checkFraction(where, "second", second, "open");
  check(first !== second, where, "second", `must differ from first (${first})`, second);
  const plan = readPlan(where, input, significance);
  const { atNull, asPlanned } = deviations(first, second, plan.ratio);
  const { zTest, z, ratio } = plan;
  const root = (zTest * atNull + (z - zTest) * asPlanned) / (first - second);
  const unrounded = sizesOf(root ** 2 / ratio, ratio);
  checkFarEnough(where, { first, second }, unrounded);
  const customers = plan.customers ?? wholeSizes(where, unrounded);
  return {
    of: "rates",
    method: "pooled-z",
    customers,
    unrounded,
    power: ratesPower(first, second, customers, zTest),
    exactPower: exactPower({ first, second }, customers, zTest),
    detectable: detectableRates(first, customers, plan),
    duration: durationOf(where, input, customers.total),
  };
}

function checkFarEnough(
  where: string,
  { first, second }: { first: number; second: number },
  { total }: GroupSizes,
): void {
  check(total < Number.MAX_SAFE_INTEGER, where, "second", `must be further from first (${first})`, second);
}

/** Standard deviations, times √(n₁k), of the difference if the rates are equal and as they are. */
function deviations(first: number, second: number, ratio: number): { atNull: number; asPlanned: number } {
  const pooled = (first + ratio * second) / (1 + ratio);
  return {
    atNull: Math.sqrt((1 + ratio) * pooled * (1 - pooled)),
    asPlanned: Math.sqrt(ratio * first * (1 - first) + second * (1 - second)),
  };
}

/** Power of the pooled z test by the normal approximation, on the side of the difference. */
function ratesPower(first: number, second: number, customers: GroupSizes, zTest: number): number {
  const { atNull, asPlanned } = deviations(first, second, customers.second / customers.first);
  return normalCdf((Math.sqrt(customers.second) * Math.abs(first - second) - zTest * atNull) / asPlanned);
}

/** The rates of the second group that are found with the power asked for. */
function detectableRates(
  first: number,
  customers: GroupSizes,
  { power, zTest, where }: Plan,
): RatesSize["detectable"] {
  const missing = (second: number) => ratesPower(first, second, customers, zTest) - power;
  const rootTowards = (end: number): number | null => {
    const far = end + (first - end) * 1e-9;
    const near = first + (end - first) * 1e-9;
    return missing(far) > 0 ? findRoot(missing, [far, near], { where }) : null;
  };
  return { lower: rootTowards(0), upper: rootTowards(1) };
}

/** Size, or power, of a design that shows that the first group is worse by less than a margin. */
export function notWorseSize(where: string, input: NotWorseSizeInput): RatesSize {
  checkFields(where, "input", input, [
    ...planFields.filter((name) => name !== "significance"),
    ...["observationWeeks", "first", "second", "margin", "oneSidedSignificance"],
  ] as (keyof NotWorseSizeInput)[]);
  const { second, first = second, margin, oneSidedSignificance = 0.025 } = input;
  checkFraction(where, "second", second, "open");
  checkFraction(where, "first", first, "open");
  checkFraction(where, "margin", margin, "open");
  const room = margin - (first - second);
  check(room > 0, where, "first", `must be below second + margin (${second + margin})`, first);
  const plan = readPlan(where, input, oneSidedSignificance, "oneSidedSignificance");
  const { ratio, z, zTest } = plan;
  const variance = (share: number) => first * (1 - first) + (second * (1 - second)) / share;
  const unrounded = sizesOf((z / room) ** 2 * variance(ratio), ratio);
  check(
    unrounded.total < Number.MAX_SAFE_INTEGER,
    where,
    "first",
    "must be further from second + margin",
    first,
  );
  const customers = plan.customers ?? wholeSizes(where, unrounded);
  const share = customers.second / customers.first;
  return {
    of: "notWorse",
    method: "unpooled-z",
    customers,
    unrounded,
    power: normalCdf(room * Math.sqrt(customers.first / variance(share)) - zTest),
    exactPower: null,
    detectable: { lower: null, upper: null },
    duration: durationOf(where, input, customers.total),
  };
}
