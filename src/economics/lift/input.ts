/** What each measure of a retention lift needs, read and checked once for `retentionLift` and `solveRetentionLift`. */

import {
  check,
  checkChoice,
  checkCount,
  checkFields,
  checkFraction,
  checkNonNegative,
  checkPositive,
} from "../../errors.js";
import {
  type DiscountInput,
  discountFields,
  type PaymentTiming,
  periodDiscount,
  type TimeUnit,
} from "../../time.js";
import { checkGrowth, checkHorizon, checkTiming } from "../../value/timing.js";
import { checkChange, type RetentionChange } from "./retention-change.js";

/** What a change in retention is measured by. */
export type RetentionLiftMeasure =
  | "contribution"
  | "profit"
  | "lifetimeValue"
  | "lifetimeValueNet"
  | "baseLimited";

/** What every measure needs. */
export interface RetentionLiftBase {
  /** Retention rate per period before the change: a fraction from 0 to 1. */
  readonly retention: number;
  /** The change, with its reading: `points(0.05)`, `relative(0.05)` or `fewerDefections(0.05)`. */
  readonly change: RetentionChange;
  /** The period of `retention`, for `reading` and for a discount rate of another period. Default: that of the discount rate. */
  readonly timeUnit?: TimeUnit | undefined;
  /**
   * What raising retention costs after the change, per customer and period, as a share of the margin: a fraction from 0 to
   * below 1. Default 0, as the claims have it.
   */
  readonly programmeCost?: number | undefined;
  /** How many periods `path` covers: a whole number of 0 or more. Default 10. */
  readonly periods?: number | undefined;
}

/** Steady-state contribution: the settled base times its margin, the intake of new customers being unchanged. */
export interface ContributionLiftInput extends RetentionLiftBase {
  /** The default. */
  readonly measure?: "contribution" | undefined;
}

/** Profit after fixed costs, which do not grow with the base. */
export interface ProfitLiftInput extends RetentionLiftBase, Partial<DiscountInput> {
  /** Profit after fixed costs. */
  readonly measure: "profit";
  /** Fixed costs as a share of contribution before the change: a fraction from 0 to below 1. */
  readonly fixedCostShare: number;
}

/** How a lifetime value is formed. */
export interface LifetimeValueTerms extends DiscountInput {
  /** Growth of the margin per period, above -1. Default 0. */
  readonly marginGrowth?: number | undefined;
  /** How many payments count. Default all. */
  readonly horizon?: number | undefined;
  /** When payments fall. Default `"now"`. */
  readonly timing?: PaymentTiming | undefined;
}

/** Lifetime value of a customer before acquisition cost. */
export interface LifetimeValueLiftInput extends RetentionLiftBase, LifetimeValueTerms {
  /** Lifetime value, gross. */
  readonly measure: "lifetimeValue";
}

/** Lifetime value of a customer after acquisition cost. */
export interface LifetimeValueNetLiftInput extends RetentionLiftBase, LifetimeValueTerms {
  /** Lifetime value, net. */
  readonly measure: "lifetimeValueNet";
  /** Margin per customer and period, in the currency of the acquisition cost: above 0. */
  readonly margin: number;
  /** Cost of acquiring a customer: 0 or more, below the lifetime value before the change. */
  readonly acquisitionCost: number;
}

/** Profit of a base that cannot grow: all that a kept customer saves is the cost of replacing a lost one. */
export interface BaseLimitedLiftInput extends RetentionLiftBase {
  /** Profit with a constant number of customers. */
  readonly measure: "baseLimited";
  /** Margin per customer and period, in the currency of the acquisition cost: above 0. */
  readonly margin: number;
  /** Cost of replacing a lost customer: 0 or more. */
  readonly acquisitionCost: number;
  /** Fixed costs as a share of contribution: a fraction from 0 to below 1. Default 0. */
  readonly fixedCostShare?: number | undefined;
}

/** What a retention lift needs to answer in money as well. */
export interface LiftMoneyInput {
  /** Customers of the base, above 0: given, the result has `money`. */
  readonly customers?: number | undefined;
  /** Margin per customer and period, in any currency: needed with `customers`. */
  readonly margin?: number | undefined;
}

/** Input of `retentionLift`: a union on `measure`. */
export type RetentionLiftInput = (
  | ContributionLiftInput
  | ProfitLiftInput
  | LifetimeValueLiftInput
  | LifetimeValueNetLiftInput
  | BaseLimitedLiftInput
) &
  LiftMoneyInput;

/** Quantities that `solveRetentionLift` can solve for. */
export type RetentionLiftUnknown = "retention" | "discountRate" | "fixedCostShare" | "acquisitionCost";

/** A checked question; a quantity that is being solved for holds 0. */
export interface LiftQuestion {
  readonly measure: RetentionLiftMeasure;
  readonly retention: number;
  readonly change: RetentionChange;
  readonly periods: number;
  readonly programmeCost: number;
  readonly margin: number;
  readonly acquisitionCost: number;
  readonly fixedCostShare: number;
  readonly discountRate: number;
  readonly timeUnit: TimeUnit | null;
  readonly marginGrowth: number;
  readonly horizon: number | null;
  readonly timing: PaymentTiming;
}

const measures = ["contribution", "profit", "lifetimeValue", "lifetimeValueNet", "baseLimited"] as const;

type Field = Exclude<
  keyof AnyLift,
  "measure" | "retention" | "change" | "periods" | "programmeCost" | "timeUnit" | "weeksPerYear"
>;

/** The fields that each measure reads; any other that would change the answer is refused. */
const fieldsOf: Readonly<Record<RetentionLiftMeasure, readonly Field[]>> = {
  contribution: [],
  profit: ["fixedCostShare", "discountRate"],
  lifetimeValue: ["discountRate", "marginGrowth", "horizon", "timing"],
  lifetimeValueNet: ["discountRate", "marginGrowth", "horizon", "timing", "margin", "acquisitionCost"],
  baseLimited: ["margin", "acquisitionCost", "fixedCostShare"],
};

interface AnyLift {
  readonly measure?: RetentionLiftMeasure | undefined;
  readonly retention?: number | undefined;
  readonly change?: RetentionChange | undefined;
  readonly periods?: number | undefined;
  readonly programmeCost?: number | undefined;
  readonly margin?: number | undefined;
  readonly acquisitionCost?: number | undefined;
  readonly fixedCostShare?: number | undefined;
  readonly discountRate?: DiscountInput["discountRate"] | undefined;
  readonly timeUnit?: TimeUnit | undefined;
  readonly weeksPerYear?: 52 | undefined;
  readonly marginGrowth?: number | undefined;
  readonly horizon?: number | undefined;
  readonly timing?: PaymentTiming | undefined;
}

/** The fields of a lift, and of the claim that is solved for it. */
const liftFields = [
  ...discountFields,
  "measure",
  "retention",
  "change",
  "periods",
  "programmeCost",
  "margin",
  "acquisitionCost",
  "fixedCostShare",
  "marginGrowth",
  "horizon",
  "timing",
  "gain",
  "solveFor",
] as const;

/** What the caller asks beside the lift: the quantity solved for, which is then not read, and fields of its own. */
interface Asked {
  readonly unknown?: RetentionLiftUnknown | null;
  readonly others?: readonly string[];
}

/**
 * Reads and checks a question. A claim is solved and then lifted again, and one firm is asked by several measures, so a
 * field that only another question reads passes where it changes nothing.
 */
export function readQuestion(
  where: string,
  input: object,
  { unknown = null, others = [] }: Asked = {},
): LiftQuestion {
  checkFields(where, "input", input as Readonly<Record<string, unknown>>, [...liftFields, ...others]);
  const {
    measure = "contribution",
    retention,
    change,
    periods = 10,
    programmeCost = 0,
    ...rest
  } = input as AnyLift;
  checkChoice(where, "measure", measure, measures);
  if (unknown !== "retention") checkFraction(where, "retention", retention);
  checkChange(where, change);
  checkCount(where, "periods", periods);
  checkFraction(where, "programmeCost", programmeCost, "belowOne");
  const given: AnyLift = unknown === null ? rest : { ...rest, [unknown]: undefined };
  refuseUnread(where, measure, given);
  return {
    measure,
    // Adding 0 turns -0, which JSON does not keep, into 0.
    retention: unknown === "retention" ? 0 : (retention as number) + 0,
    change: { kind: change.kind, size: change.size + 0 },
    periods,
    programmeCost: programmeCost + 0,
    ...readMoney(where, measure, given, unknown),
    ...readTerms(where, measure, given, unknown),
  };
}

/** A field that the measure does not read must be left out, or hold what leaving it out means. */
function refuseUnread(where: string, measure: RetentionLiftMeasure, given: AnyLift): void {
  const neutral = { acquisitionCost: 0, fixedCostShare: 0, discountRate: 0, marginGrowth: 0 } as const;
  for (const name of [
    "acquisitionCost",
    "fixedCostShare",
    "discountRate",
    "marginGrowth",
    "horizon",
  ] as const) {
    const value = given[name];
    if (value === undefined || fieldsOf[measure].includes(name)) continue;
    const harmless = name !== "horizon" && value === neutral[name];
    check(harmless, where, name, `must be left out for the measure "${measure}"`, value);
  }
}

type Money = Pick<LiftQuestion, "margin" | "acquisitionCost" | "fixedCostShare">;

function readMoney(
  where: string,
  measure: RetentionLiftMeasure,
  given: AnyLift,
  unknown: RetentionLiftUnknown | null,
): Money {
  const { margin, acquisitionCost, fixedCostShare } = given;
  const priced = measure === "lifetimeValueNet" || measure === "baseLimited";
  if (priced) checkPositive(where, "margin", margin);
  if (priced && unknown !== "acquisitionCost") checkNonNegative(where, "acquisitionCost", acquisitionCost);
  const needsShare = measure === "profit" || (measure === "baseLimited" && fixedCostShare !== undefined);
  if (needsShare && unknown !== "fixedCostShare")
    checkFraction(where, "fixedCostShare", fixedCostShare, "belowOne");
  return {
    margin: priced ? (margin as number) : 1,
    acquisitionCost: acquisitionCost ?? 0,
    fixedCostShare: fixedCostShare ?? 0,
  };
}

type Terms = Pick<LiftQuestion, "discountRate" | "timeUnit" | "marginGrowth" | "horizon" | "timing">;

function readTerms(
  where: string,
  measure: RetentionLiftMeasure,
  given: AnyLift,
  unknown: RetentionLiftUnknown | null,
): Terms {
  const { marginGrowth = 0, horizon, timing = "now", timeUnit, weeksPerYear } = given;
  const optional = measure === "profit" || measure === "contribution" || measure === "baseLimited";
  const rate = given.discountRate ?? (optional || unknown === "discountRate" ? 0 : undefined);
  const discount = periodDiscount(where, { discountRate: rate as number, timeUnit, weeksPerYear });
  checkGrowth(where, marginGrowth);
  checkTiming(where, timing);
  if (horizon !== undefined) checkHorizon(where, horizon, timing);
  return {
    discountRate: discount.rate,
    timeUnit: discount.timeUnit,
    marginGrowth,
    horizon: horizon ?? null,
    timing,
  };
}
