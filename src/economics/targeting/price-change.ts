/** A new price: the churn that it bears, with customers who move to a cheaper plan. */
import { check, checkFields, checkFraction, checkNonNegative, checkPositive } from "../../errors.js";
import { type DiscountInput, discountFields, periodDiscount } from "../../time.js";

/** A price change for customers who are there. */
export interface PriceChange extends DiscountInput {
  /** Margin per customer and period now: price less the costs that come with a customer, above 0. */
  readonly margin: number;
  /** Margin per customer and period at the new price, above 0. */
  readonly newMargin: number;
  /** Churn rate per period now: a fraction above 0, at most 1. */
  readonly churnRate: number;
  /** Churn rate per period expected at the new price; left out, only the break-even is told. */
  readonly newChurnRate?: number | undefined;
  /** Share of the customers who leave at once because of the change: a fraction, 0 by default. */
  readonly leaveAtOnce?: number | undefined;
  /** Share of those who stay who move to a cheaper plan: a fraction, 0 by default. */
  readonly downgradeShare?: number | undefined;
  /** Their margin per period there: 0 or more, needed with `downgradeShare`. */
  readonly downgradeMargin?: number | undefined;
}

/** What a new price bears, and what it brings. */
export interface PriceChangeValue {
  /** Mean margin per customer who stays, those who downgraded included. */
  readonly meanMargin: number;
  /** Value of a customer at the old price. */
  readonly valueBefore: number;
  /** Value of a customer at the new price, by the churn expected, those lost at once counted as 0; null without `newChurnRate`. */
  readonly valueAfter: number | null;
  /** `valueAfter` less `valueBefore`; null without `newChurnRate`. */
  readonly difference: number | null;
  /** The churn rate per period at which both are equal, given who leaves at once; null where no rate from 0 to 1 gives that. */
  readonly breakEvenChurn: number | null;
  /** `breakEvenChurn` less `churnRate`: how much more churn the price bears; null with it. */
  readonly additionalChurn: number | null;
  /** The share that may leave at once if churn thereafter stays as it was; null where even none may. */
  readonly breakEvenLoss: number | null;
  /** The share of those who stay that may downgrade, with churn as it was and `leaveAtOnce`; null where none may, or no `downgradeMargin` was given. */
  readonly breakEvenDowngrades: number | null;
  /** Effective discount rate per period. */
  readonly discountRate: number;
}

const where = "priceChange";
const fields = [
  ...discountFields,
  ...(["margin", "newMargin", "churnRate", "newChurnRate", "leaveAtOnce"] as const),
  ...(["downgradeShare", "downgradeMargin"] as const),
] as const;

/**
 * Break-even of a price change: the churn rate at which a customer is worth as much as before. Also the share that
 * may leave at once, and the share that may move to a cheaper plan.
 *
 * It is about customers who are there, and one churn rate for all; those who would have come at the old price and do not at the new
 * one are not in it. A price that bears a churn is not a price that causes less: estimate the effect from an earlier change
 * (`forecastSubscribers`, `events`) or a test.
 *
 * Formula: V = m (1 + d) / (d + c), payments from now on; new: (1 - x) m̄ (1 + d) / (d + c₁), m̄ = (1 - s) m₁ + s m₂; break-even
 *   c₁ = (1 - x) (m̄ / m) (d + c) - d.
 *
 * @param input - `margin` and `newMargin` per period (above 0), `churnRate`, `newChurnRate`, `leaveAtOnce` (x), `downgradeShare` (s)
 *   and `downgradeMargin` (m₂), `discountRate` (0 or more, or `{ rate, per }` with `timeUnit`).
 * @returns Values before and after, and the break-evens; null where there is none.
 * @throws {InvalidInputError} If an argument breaks its rule.
 * @see Nagle & Müller (2018), "The Strategy and Tactics of Pricing" (6th ed.), chapter 9, on break-even sales changes.
 *
 * @example
 * const rise = { margin: 7, newMargin: 9, churnRate: 0.045, timeUnit: "month", discountRate: { rate: 0.1, per: "year" } } as const;
 * priceChange(rise).breakEvenChurn; // ≈ 0.0601
 * priceChange({ ...rise, downgradeShare: 0.2, downgradeMargin: 4 }).breakEvenChurn; // ≈ 0.0526
 * priceChange(rise).breakEvenLoss; // ≈ 0.222
 */
export function priceChange(input: PriceChange): PriceChangeValue {
  const { margin, newMargin, churnRate, newChurnRate, leaveAtOnce, downgradeShare, downgradeMargin } =
    read(input);
  const { rate } = periodDiscount(where, input);
  const meanMargin = (1 - downgradeShare) * newMargin + downgradeShare * (downgradeMargin ?? 0);
  const value = (m: number, c: number) => (m * (1 + rate)) / (rate + c);
  const before = value(margin, churnRate);
  const after = newChurnRate === null ? null : (1 - leaveAtOnce) * value(meanMargin, newChurnRate);
  const churn = (1 - leaveAtOnce) * (meanMargin / margin) * (rate + churnRate) - rate;
  const breakEvenChurn = churn >= 0 && churn <= 1 ? churn : null;
  const loss = meanMargin > 0 ? 1 - margin / meanMargin : -1;
  return {
    meanMargin,
    valueBefore: before,
    valueAfter: after,
    difference: after === null ? null : after - before + 0,
    breakEvenChurn,
    additionalChurn: breakEvenChurn === null ? null : breakEvenChurn - churnRate + 0,
    breakEvenLoss: loss >= 0 ? loss : null,
    breakEvenDowngrades: downgrades({ margin, newMargin, leaveAtOnce, downgradeMargin }),
    discountRate: rate,
  };
}

function read(input: PriceChange) {
  checkFields(where, "input", input, fields);
  const { margin, newMargin, churnRate, newChurnRate, leaveAtOnce = 0, downgradeShare = 0 } = input;
  const { downgradeMargin } = input;
  checkPositive(where, "margin", margin);
  checkPositive(where, "newMargin", newMargin);
  checkFraction(where, "churnRate", churnRate, "aboveZero");
  if (newChurnRate !== undefined) checkFraction(where, "newChurnRate", newChurnRate, "aboveZero");
  checkFraction(where, "leaveAtOnce", leaveAtOnce, "belowOne");
  checkFraction(where, "downgradeShare", downgradeShare);
  if (downgradeMargin !== undefined) checkNonNegative(where, "downgradeMargin", downgradeMargin);
  const known = downgradeShare === 0 || downgradeMargin !== undefined;
  check(known, where, "downgradeMargin", "must be given with downgradeShare", downgradeMargin);
  return {
    ...{ margin, newMargin, churnRate, leaveAtOnce, downgradeShare },
    newChurnRate: newChurnRate ?? null,
    downgradeMargin: downgradeMargin ?? null,
  };
}

/** The share s at which (1 - x)((1 - s) m₁ + s m₂) = m. */
function downgrades({
  margin,
  newMargin,
  leaveAtOnce,
  downgradeMargin,
}: Pick<ReturnType<typeof read>, "margin" | "newMargin" | "leaveAtOnce" | "downgradeMargin">): number | null {
  if (downgradeMargin === null) return null;
  const needed = margin / (1 - leaveAtOnce);
  if (newMargin < needed) return null;
  return downgradeMargin >= needed ? 1 : (newMargin - needed) / (newMargin - downgradeMargin);
}
