/** What referrals add to the value of a customer. */

import { check, checkFields, checkFraction, checkNonNegative, isDense } from "../../errors.js";
import { type DiscountInput, discountFields, periodDiscount } from "../../time.js";
import { headroom } from "../../value/geometric-stream.js";

/** The referrals that a customer is expected to make, and what each is worth. */
export interface CustomerReferrals extends DiscountInput {
  /** Expected number of referred customers in period 1, 2, …: each 0 or more. */
  readonly referralsByPeriod: readonly number[];
  /** Share of them who would not have come otherwise (type one): 0 to 1. */
  readonly typeOneShare: number;
  /** Lifetime value of a referred customer when joining, before any cost of acquisition. */
  readonly referredValue: number;
  /** Acquisition cost saved on a customer who would have come anyway (type two): 0 or more. */
  readonly acquisitionCost: number;
  /** Cost of the reward per referral, both types: 0 or more. Default 0. */
  readonly incentive?: number | undefined;
}

/** What a customer's referrals are worth now. */
export interface CustomerReferralValue {
  /** Present value of the customers who would not have come otherwise. */
  readonly typeOne: number;
  /** Present value of the acquisition saved on those who would have. */
  readonly typeTwo: number;
  /** Present value of the rewards. */
  readonly incentives: number;
  /** typeOne + typeTwo - incentives. */
  readonly value: number;
}

/**
 * Customer referral value: present value of the customers that one customer brings, in money.
 *
 * A referred customer who would have come anyway (type two) is worth only the acquisition cost saved; counting the whole
 * value of both types overstates referrals, and counts the same customer again in that customer's own lifetime value. The
 * share of type one must be asked for or tested; it is not in the sales data.
 *
 * Formula: Σ n_t [s V + (1 - s) A - i] / (1 + d)^t, t = 1, 2, ….
 *
 * @param referrals - Referrals by period, the share of type one, values and costs.
 * @returns The value and its three parts; plain data.
 * @throws {InvalidInputError} If a count or cost is negative or the share no fraction.
 * @see Kumar, Petersen & Leone (2007), "How Valuable Is Word of Mouth?", Harvard Business Review 85(10), 139-146; they give
 *   V net of acquisition cost and add that cost saved for type one too, which is the same sum.
 * @example
 * const referrals = { referralsByPeriod: [1, 1], referredValue: 220, acquisitionCost: 121, incentive: 11 };
 * customerReferralValue({ ...referrals, typeOneShare: 0.5, discountRate: 0.1 }).value; // ≈ 276.82
 */
export function customerReferralValue(referrals: CustomerReferrals): CustomerReferralValue {
  const where = "customerReferralValue";
  checkFields(where, "input", referrals, [
    "referralsByPeriod",
    "typeOneShare",
    "referredValue",
    "acquisitionCost",
    "incentive",
    ...discountFields,
  ]);
  const { referralsByPeriod, typeOneShare, referredValue, acquisitionCost, incentive = 0 } = referrals;
  check(isDense(referralsByPeriod), where, "referralsByPeriod", "must be an array", referralsByPeriod);
  checkFraction(where, "typeOneShare", typeOneShare);
  checkNonNegative(where, "referredValue", referredValue);
  checkNonNegative(where, "acquisitionCost", acquisitionCost);
  checkNonNegative(where, "incentive", incentive);
  const { rate } = periodDiscount(where, referrals);
  const number = referralsByPeriod.reduce((total, count, i) => {
    checkNonNegative(where, `referralsByPeriod[${i}]`, count);
    return total + count * (1 + rate) ** -(i + 1);
  }, 0);
  const typeOne = number * typeOneShare * referredValue;
  const typeTwo = number * (1 - typeOneShare) * acquisitionCost;
  const incentives = number * incentive;
  return { typeOne, typeTwo, incentives, value: typeOne + typeTwo - incentives };
}

/** A customer who brings others like itself, and they others. */
export interface ReferringCustomer extends DiscountInput {
  /** Margin per period, the first received now. */
  readonly margin: number;
  /** Retention probability per period: 0 to 1. */
  readonly retention: number;
  /** New customers brought per period, joining in the next: 0 or more. */
  readonly referrals: number;
  /** Share of them who would not have come otherwise (type one): 0 to 1. Default 1. */
  readonly typeOneShare?: number | undefined;
  /** Acquisition cost saved on those who would have come anyway. Default 0. */
  readonly acquisitionCost?: number | undefined;
  /** Cost of the reward per referral. Default 0. */
  readonly incentive?: number | undefined;
}

/** Value of a customer with and without its referrals. */
export interface ValueWithReferrals {
  /** Value with the referrals, and theirs, and so on. */
  readonly value: number;
  /** Value of the customer alone. */
  readonly valueAlone: number;
  /** value / valueAlone - 1; null where the customer alone is worth nothing. */
  readonly gain: number | null;
}

/**
 * Lifetime value of a customer including all whom it brings, and whom those bring, for ever.
 *
 * A chain of referrals for ever in a market without limit: take it as an upper bound, and `referralLoop` with a `capacity`
 * for what the market holds. The values of all customers counted this way add up to more than the company earns.
 *
 * Formula: V = [m (1 + d) + q ((1 - s) A - i)] / (1 + d - r - s q); for s = 1 and i = 0, m (1 + d) / (1 + d - r - q).
 *
 * @param customer - Margin, retention, referrals and their type, costs, discount rate.
 * @returns The value with and without referrals; plain data.
 * @throws {InvalidInputError} If an input is out of range, or the sum diverges because r + s q reaches 1 + d.
 * @see Kumar, Petersen & Leone (2007), "How Valuable Is Word of Mouth?", Harvard Business Review 85(10), 139-146.
 * @example
 * const customer = { margin: 100, retention: 0.8, discountRate: 0.1 };
 * valueWithReferrals({ ...customer, referrals: 0.1 }); // ≈ { value: 550, valueAlone: 366.67, gain: 0.5 }
 */
export function valueWithReferrals(customer: ReferringCustomer): ValueWithReferrals {
  const where = "valueWithReferrals";
  checkFields(where, "input", customer, [
    "margin",
    "retention",
    "referrals",
    "typeOneShare",
    "acquisitionCost",
    "incentive",
    ...discountFields,
  ]);
  const { margin, retention, referrals, typeOneShare = 1, acquisitionCost = 0, incentive = 0 } = customer;
  checkNonNegative(where, "margin", margin);
  checkFraction(where, "retention", retention);
  checkNonNegative(where, "referrals", referrals);
  checkFraction(where, "typeOneShare", typeOneShare);
  checkNonNegative(where, "acquisitionCost", acquisitionCost);
  checkNonNegative(where, "incentive", incentive);
  const { rate } = periodDiscount(where, customer);
  const alone = headroom(rate, retention);
  check(alone > 0, where, "retention", `must be below 1 + discount rate (${1 + rate})`, retention);
  const rule = `must leave retention + typeOneShare × referrals below 1 + discount rate (${1 + rate}), or the value diverges`;
  const together = alone - typeOneShare * referrals;
  check(together > 0, where, "referrals", rule, referrals);
  const valueAlone = (margin * (1 + rate)) / alone;
  const perReferral = (1 - typeOneShare) * acquisitionCost - incentive;
  const value = (margin * (1 + rate) + referrals * perReferral) / together;
  return { value, valueAlone, gain: valueAlone > 0 ? value / valueAlone - 1 : null };
}
