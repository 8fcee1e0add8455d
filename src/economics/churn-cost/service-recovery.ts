/** What putting a failure right brings: the comped meal, by what it costs and by what it is sold for. */

import { check, checkFields, checkFraction, checkNonNegative, checkPositive, isDense } from "../../errors.js";
import { type DiscountInput, discountFields, periodDiscount } from "../../time.js";
import { headroom } from "../../value/geometric-stream.js";

/** A failure that can be made good. */
export interface ServiceRecoveryInput extends DiscountInput {
  /** Margin per visit. */
  readonly marginPerVisit: number;
  /** Visits per period of a customer who stays: above 0. */
  readonly visitsPerPeriod: number;
  /** Retention probability per period after the failure if nothing is done: 0 to 1. */
  readonly retention: number;
  /** Retention probability per period if it is made good: 0 to 1. */
  readonly recoveredRetention: number;
  /** What making good costs the company to provide, for instance the ingredients: above 0. */
  readonly compensationCost: number;
  /** What the compensation is sold for: above 0. It is forgone only if it would have been sold. */
  readonly compensationPrice: number;
}

/** The return on one convention of cost. */
export interface RecoveryReturn {
  /** The cost counted. */
  readonly cost: number;
  /** Gain less cost, in money. */
  readonly profit: number;
  /** Profit over cost: 11.4 is +1,140%. */
  readonly returnOnCost: number;
  /** Retention after recovery at which it just pays. */
  readonly breakEvenRetention: number;
}

/** What recovering a customer brings. */
export interface ServiceRecovery {
  /** Value gained by the higher retention, in money. */
  readonly gain: number;
  /** The return if the cost is what the compensation costs to provide. */
  readonly onCost: RecoveryReturn;
  /** The return if the cost is the price forgone. */
  readonly onPrice: RecoveryReturn;
}

/**
 * Return on making a service failure good: the value of the customers it keeps against what it costs, under both
 * conventions of cost.
 *
 * Which cost is counted decides cautious cases. The food counts where the table would have stood empty, the price where a
 * paying guest was turned away. The rise in retention is the weak point: it is seldom measured.
 *
 * Formula: gain = m n (1 + d) [1 / (1 + d - r₁) - 1 / (1 + d - r₀)].
 *
 * @param input - Margin, visits, both retentions, both costs, discount rate.
 * @returns The gain and two returns, each with its break-even retention; plain data.
 * @throws {InvalidInputError} If an input is out of range or a value diverges.
 * @see Tax & Brown (1998), "Recovering and Learning from Service Failure", Sloan Management Review 40(1), 75-88.
 * @example
 * const meal = serviceRecovery({
 *   marginPerVisit: 18, visitsPerPeriod: 6, retention: 0.5, recoveredRetention: 0.7,
 *   compensationCost: 8, compensationPrice: 25, discountRate: 0.1,
 * });
 * meal.gain; // ≈ 99
 * meal.onCost.returnOnCost; // ≈ 11.375
 * meal.onPrice.returnOnCost; // ≈ 2.96
 * meal.onCost.breakEvenRetention; // ≈ 0.523
 */
export function serviceRecovery(input: ServiceRecoveryInput): ServiceRecovery {
  const where = "serviceRecovery";
  checkFields(where, "input", input, [
    "marginPerVisit",
    "visitsPerPeriod",
    "retention",
    "recoveredRetention",
    "compensationCost",
    "compensationPrice",
    ...discountFields,
  ]);
  const { marginPerVisit, visitsPerPeriod, retention, recoveredRetention } = input;
  checkPositive(where, "marginPerVisit", marginPerVisit);
  checkPositive(where, "visitsPerPeriod", visitsPerPeriod);
  const { rate } = periodDiscount(where, input);
  const ends = rate > 0 ? "closed" : "belowOne";
  checkFraction(where, "retention", retention, ends);
  checkFraction(where, "recoveredRetention", recoveredRetention, ends);
  checkPositive(where, "compensationCost", input.compensationCost);
  checkPositive(where, "compensationPrice", input.compensationPrice);
  const worth = marginPerVisit * visitsPerPeriod * (1 + rate);
  const before = headroom(rate, retention);
  const gain = (worth * (recoveredRetention - retention)) / (headroom(rate, recoveredRetention) * before);
  const returnOn = (cost: number): RecoveryReturn => ({
    cost,
    profit: gain - cost,
    returnOnCost: (gain - cost) / cost,
    breakEvenRetention: retention + before - before / (1 + (before * cost) / worth),
  });
  return { gain, onCost: returnOn(input.compensationCost), onPrice: returnOn(input.compensationPrice) };
}

/** A customer who was served well, and one who was failed and recovered. */
export interface RecoveryParadoxInput {
  /** Probability of returning after no failure: 0 to 1. */
  readonly returnWithoutFailure: number;
  /** Probability of returning after a failure made good: 0 to 1. */
  readonly returnAfterRecovery: number;
  /** What a return is worth: above 0. */
  readonly valueOfReturn: number;
  /** What making good costs: 0 or more. */
  readonly compensation: number;
}

/** Whether failing and recovering beats not failing. */
export interface RecoveryParadox {
  /** Whether the recovered return more often than those who were never failed: the paradox. */
  readonly paradox: boolean;
  /** Expected gain of failing and recovering over not failing, in money. */
  readonly gain: number;
}

/**
 * Whether customers who were failed and recovered are worth more than those never failed, compensation deducted.
 *
 * In a meta-analysis the recovered are more satisfied but do not return more often, so the paradox is no policy.
 *
 * Formula: gain = (p_recovered - p_served) V - compensation.
 *
 * @param input - Both probabilities of returning, the value of a return, the compensation.
 * @returns Whether the paradox holds, and the gain; plain data.
 * @throws {InvalidInputError} If an input is out of range.
 * @see de Matos, Henrique & Rossi (2007), "Service Recovery Paradox: A Meta-Analysis", Journal of Service Research 10(1),
 *   60-77, doi:10.1177/1094670507303012.
 * @example
 * const guest = { returnWithoutFailure: 0.85, valueOfReturn: 300, compensation: 8 };
 * recoveryParadox({ ...guest, returnAfterRecovery: 0.8 }).gain; // ≈ -23
 */
export function recoveryParadox(input: RecoveryParadoxInput): RecoveryParadox {
  const where = "recoveryParadox";
  checkFields(where, "input", input, [
    "returnWithoutFailure",
    "returnAfterRecovery",
    "valueOfReturn",
    "compensation",
  ]);
  const { returnWithoutFailure, returnAfterRecovery, valueOfReturn, compensation } = input;
  checkFraction(where, "returnWithoutFailure", returnWithoutFailure);
  checkFraction(where, "returnAfterRecovery", returnAfterRecovery);
  checkPositive(where, "valueOfReturn", valueOfReturn);
  checkNonNegative(where, "compensation", compensation);
  return {
    paradox: returnAfterRecovery > returnWithoutFailure,
    gain: (returnAfterRecovery - returnWithoutFailure) * valueOfReturn - compensation,
  };
}

/** What became of customers who met a problem. */
export interface ComplaintOutcome {
  /** What they did and how it ended, for instance "silent". */
  readonly outcome: string;
  /** Share of those with a problem: the shares sum to 1. */
  readonly share: number;
  /** Share of them who stay: 0 to 1. */
  readonly loyalty: number;
}

/** Loyalty over all who met a problem. */
export interface ComplaintFunnel {
  /** Share of those with a problem who stay. */
  readonly loyalty: number;
  /** Share of those with a problem who are lost, by outcome in the order given; sums to 1 - loyalty. */
  readonly lost: readonly { readonly outcome: string; readonly lostShare: number }[];
}

/**
 * Share of customers with a problem who stay, over all that can become of a complaint, and where the others are lost.
 *
 * Moving customers from silence to a solved complaint raises the loyalty, if those who complain are like those who do not;
 * they often care more.
 *
 * Formula: Σ share × loyalty.
 *
 * @param outcomes - Outcomes with their shares and loyalties.
 * @returns The loyalty and the losses; plain data.
 * @throws {InvalidInputError} If a share is no fraction or the shares do not sum to 1.
 * @see TARP (1986), "Consumer Complaint Handling in America: An Update Study", for the table of the example: problems above
 *   100 dollars, an old survey known from second hand.
 * @example
 * const funnel = complaintFunnel([
 *   { outcome: "silent", share: 0.5, loyalty: 0.09 },
 *   { outcome: "complained, not satisfied", share: 0.2, loyalty: 0.19 },
 *   { outcome: "satisfied", share: 0.2, loyalty: 0.54 },
 *   { outcome: "satisfied quickly", share: 0.1, loyalty: 0.82 },
 * ]);
 * funnel.loyalty; // ≈ 0.273
 */
export function complaintFunnel(outcomes: readonly ComplaintOutcome[]): ComplaintFunnel {
  const where = "complaintFunnel";
  check(
    isDense(outcomes) && outcomes.length > 0,
    where,
    "outcomes",
    "must be an array of outcomes",
    outcomes,
  );
  outcomes.forEach((each, i) => {
    check(typeof each === "object" && each !== null, where, `outcomes[${i}]`, "must be an object", each);
    check(typeof each.outcome === "string", where, `outcomes[${i}].outcome`, "must be a name", each.outcome);
    checkFraction(where, `outcomes[${i}].share`, each.share);
    checkFraction(where, `outcomes[${i}].loyalty`, each.loyalty);
  });
  const total = outcomes.reduce((sum, { share }) => sum + share, 0);
  check(Math.abs(total - 1) < 1e-9, where, "outcomes", "must have shares that sum to 1", total);
  return {
    loyalty: outcomes.reduce((sum, { share, loyalty }) => sum + share * loyalty, 0),
    lost: outcomes.map(({ outcome, share, loyalty }) => ({ outcome, lostShare: share * (1 - loyalty) })),
  };
}
