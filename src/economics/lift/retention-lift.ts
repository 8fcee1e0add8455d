/** What a change in retention is worth: the flagship question, with its reading, its measure and its path. */

import { check, checkPositive } from "../../errors.js";
import type { PaymentTiming } from "../../time.js";
import {
  type LiftQuestion,
  type RetentionLiftInput,
  type RetentionLiftMeasure,
  readQuestion,
} from "./input.js";
import { gainOf, liftLevels, liftPath, meanLifetime, type RetentionLiftStep } from "./levels.js";
import { type LiftMoney, type MoneyQuestion, moneyOf } from "./lift-money.js";
import { changedRate, type RetentionChange } from "./retention-change.js";
import { liftWords, moneyWords } from "./words.js";

/** What a change in retention is worth by one measure. */
export interface RetentionLift {
  /** The measure of `gain`. */
  readonly measure: RetentionLiftMeasure;
  /** The change that was asked about. */
  readonly change: RetentionChange;
  /** Gain in the measure as a fraction: 0.25 is +25%. */
  readonly gain: number;
  /** Retention rate per period before the change. */
  readonly retention: number;
  /** Retention rate per period after the change. */
  readonly newRetention: number;
  /** Mean lifetime in periods before the change, 1 / (1 - r), the first period counted; null when nobody leaves. */
  readonly lifetime: number | null;
  /** Mean lifetime in periods after the change; null when nobody leaves. */
  readonly newLifetime: number | null;
  /** Gain after 1, 2, … periods: of the settling base (steady state), or of the value of the payments so far. */
  readonly path: readonly RetentionLiftStep[];
  /** When payments fall; null for measures that do not depend on it. */
  readonly timing: PaymentTiming | null;
  /** The same in money; null unless `customers` were given. */
  readonly money: LiftMoney | null;
  /** The reading, the rates, the lifetimes, the gain and the condition under which it holds, in words. */
  readonly reading: string;
}

/**
 * Retention lift: the relative gain that a change in retention brings, by a measure that is named.
 *
 * "5% more retention gives 25% more profit" is exactly true where 0.75 becomes 0.80 (points) or 0.80 becomes 0.84
 * (relative), steady-state contribution being the measure, and false nearly everywhere else: 5% fewer defections
 * gives 5.3% for every firm, a base that cannot grow gains a few per cent, and the first year gains 4 to 5%.
 *
 * Formula (`"contribution"`): G = (1-r)/(1-r₁) - 1; `"profit"`: that gain / (1-f); `"lifetimeValue"`: V(r₁)/V(r) - 1;
 * `"lifetimeValueNet"`: (V(r₁)-A)/(V(r)-A) - 1; `"baseLimited"`: (r₁-r)A / (m(1-f) - (1-r)A).
 *
 * @param input - `retention` (fraction 0 to 1), `change` (`points`, `relative` or `fewerDefections`: never a bare number),
 *   `measure` (default `"contribution"`) and what that measure needs: `"profit"` a `fixedCostShare` (and a
 *   `discountRate`, default 0); `"lifetimeValue"` a `discountRate` (0 or more per period, or `{ rate, per }`; and
 *   `marginGrowth`, `horizon`, `timing`); `"lifetimeValueNet"` besides `margin` and `acquisitionCost`; `"baseLimited"`
 *   `margin`, `acquisitionCost` (and `fixedCostShare`, default 0). `periods` is the length of `path`, default 10;
 *   `programmeCost` is what it takes, a share of the margin of every customer after the change (default 0). With
 *   `customers` (above 0) and `margin` (per customer and period) the answer is in money too.
 * @returns The gain as a fraction, the new rate, both lifetimes, the path by period, the reading in words, and `money`: before,
 *   after, difference, per customer, per percentage point and by year, for the whole base (null without `customers`). Steady
 *   measures are amounts of a period, `by year` those of a base on its way; lifetime values are present values.
 * @throws {InvalidInputError} If an argument breaks its rule, the new rate passes 1, the measure diverges after the
 *   change, or it is 0 or less before it (a fraction of it would mean nothing).
 * @see Reichheld & Sasser (1990), "Zero Defections: Quality Comes to Services", Harvard Business Review 68(5), 105-111.
 * @see Gupta, Lehmann & Stuart (2004), "Valuing Customers", Journal of Marketing Research 41(1), 7-18, doi:10.1509/jmkr.41.1.7.25084.
 *
 * @example
 * retentionLift({ retention: 0.75, change: points(0.05) }).gain; // ≈ 0.25
 * retentionLift({ retention: 0.75, change: points(0.05), programmeCost: 0.1 }).gain; // ≈ 0.125
 * retentionLift({ retention: 0.8, change: relative(0.05) }).newRetention; // ≈ 0.84
 * retentionLift({ retention: 0.9, change: fewerDefections(0.05) }).gain; // ≈ 0.0526316
 * retentionLift({ retention: 0.85, change: points(0.05), measure: "lifetimeValue", discountRate: 0.1 }).gain; // ≈ 0.25
 * retentionLift({ retention: 0.8, change: relative(0.05), measure: "baseLimited", margin: 120, acquisitionCost: 120 }).gain; // ≈ 0.05
 * const base = { retention: 0.8, change: points(0.01), customers: 1000, margin: 100 };
 * retentionLift({ ...base, measure: "lifetimeValue", discountRate: 0.1 }).money?.difference; // ≈ 12643.7
 */
export function retentionLift(input: RetentionLiftInput): RetentionLift {
  const question = readQuestion("retentionLift", input, { others: ["customers"] });
  const asked = readMoneyQuestion(input);
  const { measure, change, retention } = question;
  const newRetention = changedRate(retention, change);
  const gain = checkedGain(question, newRetention);
  const money = asked === null ? null : moneyOf(question, asked);
  const timed = measure === "lifetimeValue" || measure === "lifetimeValueNet";
  return {
    measure,
    change,
    gain,
    retention,
    newRetention,
    lifetime: meanLifetime(retention),
    newLifetime: meanLifetime(newRetention),
    path: liftPath(question),
    timing: timed ? question.timing : null,
    money,
    reading: liftWords(question, newRetention, gain) + (money === null ? "" : moneyWords(question, money)),
  };
}

/** The base that is asked about in money, or null. */
function readMoneyQuestion({ customers, margin }: RetentionLiftInput): MoneyQuestion | null {
  if (customers === undefined) return null;
  checkPositive("retentionLift", "customers", customers);
  checkPositive("retentionLift", "margin", margin);
  return { customers, margin };
}

function checkedGain(question: LiftQuestion, newRetention: number): number {
  const where = "retentionLift";
  const { retention, discountRate, marginGrowth, measure } = question;
  check(
    newRetention <= 1,
    where,
    "change",
    `must give a new retention of at most 1 from ${retention}`,
    newRetention,
  );
  const levels = liftLevels(question);
  const bound = (1 + discountRate) / (1 + marginGrowth);
  const rule = `must give a new retention below ${bound} from ${retention}, or the measure "${measure}" diverges`;
  check(Number.isFinite(levels.after), where, "change", rule, newRetention);
  const gain = gainOf(levels);
  const meaning = `must leave the measure "${measure}" above 0 before the change, ${Number(levels.before.toPrecision(4))} allows no relative gain`;
  check(gain !== null, where, culprit(question), meaning, question[culprit(question)]);
  return gain;
}

/** The argument to blame when the measure before the change is not above 0. */
function culprit({ acquisitionCost }: LiftQuestion): "acquisitionCost" | "retention" {
  return acquisitionCost > 0 ? "acquisitionCost" : "retention";
}
