/** What keeping customers may cost: cost ratios, and the points at which programmes and offers stop paying. */

import {
  check,
  checkChoice,
  checkCount,
  checkFields,
  checkFraction,
  checkNonNegative,
  checkPositive,
} from "../../errors.js";
import { type DiscountInput, discountFields, periodDiscount } from "../../time.js";
import { headroom } from "../../value/geometric-stream.js";

/** Spend on winning and on keeping customers, with the customers that the second is divided by. */
export interface AcquisitionCostRatioInput {
  /** Money spent on acquisition in the period. */
  readonly acquisitionSpend: number;
  /** Customers won in the period: a whole number of 1 or more. */
  readonly newCustomers: number;
  /** Money spent on keeping customers in the period: above 0. */
  readonly retentionSpend: number;
  /** The customers that the retention spend is divided by: a whole number of 1 or more. */
  readonly customers: number;
  /** Which customers these are: everyone served, those kept at the end, or those who would have left and were saved. */
  readonly per: "customerServed" | "customerKept" | "customerSaved";
}

/** Cost of winning a customer against cost of keeping one. */
export interface AcquisitionCostRatio {
  /** Acquisition spend per customer won. */
  readonly acquisitionCost: number;
  /** Retention spend per customer of the kind in `per`. */
  readonly retentionCost: number;
  /** Which customers the retention cost is per. */
  readonly per: "customerServed" | "customerKept" | "customerSaved";
  /** acquisitionCost / retentionCost. */
  readonly ratio: number;
}

/**
 * Average cost of winning a customer over the average cost of keeping one: the "five times" of so many articles.
 *
 * An average says nothing about the next unit of money: see `optimalSpending`. The same company has three ratios, by whom
 * the retention spend is divided by, and they can differ tenfold; so the call must say which.
 *
 * Formula: (acquisitionSpend / newCustomers) / (retentionSpend / customers).
 *
 * @param input - Spends, counts, and which customers the retention spend is divided by.
 * @returns Both costs per customer and their ratio; plain data.
 * @throws {InvalidInputError} If a spend is negative, a count below 1, or `per` is left out.
 * @see Pfeifer (2005), "The Optimal Ratio of Acquisition and Retention Costs", Journal of Targeting, Measurement and
 *   Analysis for Marketing 13, 179-188 (ratios quoted in print: 3, 5, 6, 10, 11, 12, 20).
 * @example
 * const spends = { acquisitionSpend: 24_000, newCustomers: 200, retentionSpend: 19_200 };
 * acquisitionCostRatio({ ...spends, customers: 800, per: "customerKept" }).ratio; // => 5
 * acquisitionCostRatio({ ...spends, customers: 40, per: "customerSaved" }).ratio; // => 0.25
 */
export function acquisitionCostRatio(input: AcquisitionCostRatioInput): AcquisitionCostRatio {
  const where = "acquisitionCostRatio";
  checkFields(where, "input", input, [
    "acquisitionSpend",
    "newCustomers",
    "retentionSpend",
    "customers",
    "per",
  ]);
  checkNonNegative(where, "acquisitionSpend", input.acquisitionSpend);
  checkCount(where, "newCustomers", input.newCustomers, 1);
  checkPositive(where, "retentionSpend", input.retentionSpend);
  checkCount(where, "customers", input.customers, 1);
  checkChoice(where, "per", input.per, ["customerServed", "customerKept", "customerSaved"]);
  const acquisitionCost = input.acquisitionSpend / input.newCustomers;
  const retentionCost = input.retentionSpend / input.customers;
  return { acquisitionCost, retentionCost, per: input.per, ratio: acquisitionCost / retentionCost };
}

/** A customer's margin and retention before and after a programme. */
export interface RetentionSpendInput extends DiscountInput {
  /** Margin per customer and period. */
  readonly margin: number;
  /** Retention probability per period without the programme: 0 to 1. */
  readonly retention: number;
  /** Retention probability per period with it: 0 to 1. */
  readonly improvedRetention: number;
}

/** The most that a retention programme may cost. */
export interface RetentionSpendBreakEven {
  /** Money per customer and period at which the value of a customer is the same with and without the programme. */
  readonly spend: number;
  /** spend / margin. */
  readonly shareOfMargin: number;
}

/**
 * The most that may be spent per customer and period on raising retention, at which a customer is worth no more and no
 * less than before.
 *
 * Spent on every customer in every period of a life, the first included. The retention gained is taken as certain and
 * lasting.
 *
 * Formula: R* = m (1 - (1 + d - r1) / (1 + d - r0)), from (m - R)(1 + d)/(1 + d - r1) = m (1 + d)/(1 + d - r0).
 *
 * @param input - Margin, both retention rates, and the discount rate.
 * @returns The spend, in money and as a share of the margin; negative where retention falls; plain data.
 * @throws {InvalidInputError} If a rate is no fraction, the margin is not above 0, or a value diverges (discount 0 with
 *   retention 1).
 * @see Blattberg & Deighton (1996), "Manage Marketing by the Customer Equity Test", Harvard Business Review 74(4), 136-144.
 * @example
 * const customer = { margin: 100, retention: 0.7, improvedRetention: 0.75, discountRate: 0.1 };
 * retentionSpendBreakEven(customer).spend; // ≈ 12.5
 */
export function retentionSpendBreakEven(input: RetentionSpendInput): RetentionSpendBreakEven {
  const where = "retentionSpendBreakEven";
  checkFields(where, "input", input, ["margin", "retention", "improvedRetention", ...discountFields]);
  const { margin, retention, improvedRetention } = input;
  checkPositive(where, "margin", margin);
  const { rate } = periodDiscount(where, input);
  const ends = rate > 0 ? "closed" : "belowOne";
  checkFraction(where, "retention", retention, ends);
  checkFraction(where, "improvedRetention", improvedRetention, ends);
  const shareOfMargin = (improvedRetention - retention) / headroom(rate, retention);
  return { spend: margin * shareOfMargin, shareOfMargin };
}

/** A programme that is given to every customer, to save some of those who would leave. */
export interface BlanketProgramme {
  /** Cost per customer of the programme, given to all: above 0. */
  readonly costPerCustomer: number;
  /** What saving one customer is worth: the value lost otherwise, or the cost of a replacement if one can be bought. */
  readonly valuePerSave: number;
  /** Share of customers who would leave without it: above 0, at most 1. */
  readonly churnRate: number;
}

/** When a blanket programme pays. */
export interface BlanketBreakEven {
  /** Share of the leavers that it must save to pay: above 1 it cannot. */
  readonly savedShare: number;
  /** Whether saving every leaver would be enough. */
  readonly possible: boolean;
  /** The churn rate below which it could not pay even if it saved everyone who leaves. */
  readonly lowestChurnRate: number;
  /** Profit per customer if every leaver were saved, in money: the most it can bring. */
  readonly highestProfit: number;
}

/**
 * Share of the leavers that a programme given to every customer must save to pay for itself.
 *
 * "Winning a customer costs five times as much as keeping one" compares the cost per customer won with the cost per
 * customer served. But a saved customer costs the programme of everyone: at five to one and 20% churn it pays only if it
 * saves all of them.
 *
 * Formula: s* = cost / (churn × value); it can pay only where churn ≥ cost / value.
 *
 * @param programme - Cost per customer, value of a save, churn rate.
 * @returns The share to be saved, which is above 1 where the programme cannot pay; plain data.
 * @throws {InvalidInputError} If an amount is not above 0 or the churn rate no fraction above 0.
 * @see Blattberg, Kim & Neslin (2008), "Database Marketing", chapter 24.
 * @example
 * blanketProgrammeBreakEven({ costPerCustomer: 24, valuePerSave: 120, churnRate: 0.3 }).savedShare; // ≈ 0.6667
 */
export function blanketProgrammeBreakEven(programme: BlanketProgramme): BlanketBreakEven {
  const where = "blanketProgrammeBreakEven";
  checkFields(where, "input", programme, ["costPerCustomer", "valuePerSave", "churnRate"]);
  const { costPerCustomer, valuePerSave, churnRate } = programme;
  checkPositive(where, "costPerCustomer", costPerCustomer);
  checkPositive(where, "valuePerSave", valuePerSave);
  checkFraction(where, "churnRate", churnRate, "aboveZero");
  const highestProfit = churnRate * valuePerSave - costPerCustomer;
  return {
    savedShare: costPerCustomer / (churnRate * valuePerSave),
    possible: highestProfit >= 0,
    lowestChurnRate: costPerCustomer / valuePerSave,
    highestProfit,
  };
}

/** An incentive offered to a customer who may be about to leave. */
export interface SaveOffer {
  /** Probability that the customer would leave: above 0, at most 1. */
  readonly churnProbability: number;
  /** Value of the customer if kept, in money. */
  readonly customerValue: number;
  /** Cost of the incentive to the company, paid whenever it is accepted: 0 or more, below the customer's value. */
  readonly incentive: number;
  /** Cost of making the offer, accepted or not: 0 or more. */
  readonly contactCost: number;
}

/** When a save offer pays. */
export interface SaveOfferBreakEven {
  /** Share of would-be leavers who must accept and stay for the offer to pay: above 1 it cannot. */
  readonly acceptance: number;
  /** Whether the offer would pay if every would-be leaver accepted it. */
  readonly possible: boolean;
}

/**
 * Share of would-be leavers who must accept a save offer for it to pay.
 *
 * Customers who would have stayed anyway take the incentive too; that is what makes offers to the wrong people expensive,
 * and why the share can exceed 1.
 *
 * Formula: γ* = (f + (1 - p) δ) / (p (V - δ)), p the churn probability, δ the incentive, f the contact cost.
 *
 * @param offer - Probability of leaving, value of the customer, incentive and contact cost.
 * @returns The acceptance at which the offer breaks even; plain data.
 * @throws {InvalidInputError} If the probability is no fraction above 0, or the incentive is not below the value.
 * @see Neslin, Gupta, Kamakura, Lu & Mason (2006), "Defection Detection", Journal of Marketing Research 43(2), 204-211.
 * @example
 * const offer = { customerValue: 200, incentive: 10, contactCost: 1 };
 * saveOfferBreakEven({ ...offer, churnProbability: 0.1 }).acceptance; // ≈ 0.5263
 * saveOfferBreakEven({ ...offer, churnProbability: 0.05 }).possible; // => false
 */
export function saveOfferBreakEven(offer: SaveOffer): SaveOfferBreakEven {
  const where = "saveOfferBreakEven";
  checkFields(where, "input", offer, ["churnProbability", "contactCost", "customerValue", "incentive"]);
  const { churnProbability, contactCost, customerValue, incentive } = offer;
  checkFraction(where, "churnProbability", churnProbability, "aboveZero");
  checkOffer(where, offer);
  const acceptance =
    (contactCost + (1 - churnProbability) * incentive) / (churnProbability * (customerValue - incentive));
  return { acceptance, possible: acceptance <= 1 };
}

/** The money of an offer, shared by the save offer and the campaigns. */
export interface OfferMoney {
  /** Value of a customer who stays, in money: above 0. */
  readonly customerValue: number;
  /** Cost of the incentive, paid when it is accepted: 0 or more, below the customer's value. */
  readonly incentive: number;
  /** Cost of contacting one customer: 0 or more. */
  readonly contactCost: number;
}

/** Checks the money of an offer. */
export function checkOffer(where: string, offer: OfferMoney): void {
  checkPositive(where, "customerValue", offer.customerValue);
  checkNonNegative(where, "incentive", offer.incentive);
  check(
    offer.incentive < offer.customerValue,
    where,
    "incentive",
    `must be below customerValue (${offer.customerValue})`,
    offer.incentive,
  );
  checkNonNegative(where, "contactCost", offer.contactCost);
}
