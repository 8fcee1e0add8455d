/** Profit of a retention campaign that targets the customers most likely to leave. */
import { check, checkCount, checkFields, checkFraction, checkNonNegative } from "../../errors.js";
import { checkOffer, type OfferMoney } from "./break-even.js";

/** A campaign to the customers that a churn model ranks highest. */
export interface Campaign extends OfferMoney {
  /** Customers in the base: a whole number of 1 or more. */
  readonly customers: number;
  /** Share of the base that is contacted: above 0, at most 1. */
  readonly targetedShare: number;
  /** Churn rate of the base without the campaign: above 0, at most 1. */
  readonly churnRate: number;
  /** How many times the base's churn rate the targeted have: 1 for a model that knows nothing. */
  readonly lift: number;
  /** Share of the contacted would-be leavers who accept the offer and stay: 0 to 1. */
  readonly acceptance: number;
  /** Cost of the campaign that does not depend on its size: 0 or more. Default 0. */
  readonly fixedCost?: number | undefined;
}

/** What a campaign brings. */
export interface CampaignProfit {
  /** Profit of the campaign, in money. */
  readonly profit: number;
  /** Customers contacted. */
  readonly targeted: number;
  /** Would-be leavers among them. */
  readonly leaversTargeted: number;
  /** Leavers who accept and stay. */
  readonly saved: number;
  /** Money by which the profit rises when the lift rises by 1. */
  readonly profitPerLift: number;
  /** The lift at which the profit is 0; null where no lift can do it, because saving nobody is worth anything. */
  readonly breakEvenLift: number | null;
  /** The lift at which the profit before the fixed cost is 0; null as above. */
  readonly breakEvenLiftBeforeFixedCost: number | null;
}

/**
 * Profit of a retention campaign in money: the value of those it saves, less the incentive, the contacts and the fixed
 * cost.
 *
 * All contacted customers who would have stayed take the incentive. Customers whom the contact itself drives away are not
 * counted: see `upliftTargeting`. A lift cannot exceed 1 / churnRate or 1 / targetedShare.
 *
 * Formula: Π = N α [(γ V + δ (1 - γ)) β₀ λ - δ - c] - A.
 *
 * @param campaign - Size of the base, targeting, lift, acceptance and money.
 * @returns Profit, counts and break-even lift; plain data.
 * @throws {InvalidInputError} If a share is no fraction, the lift is impossible, or an amount is out of range.
 * @see Neslin, Gupta, Kamakura, Lu & Mason (2006), "Defection Detection: Measuring and Understanding the Predictive
 *   Accuracy of Customer Churn Models", Journal of Marketing Research 43(2), 204-211, equation 2,
 *   doi:10.1509/jmkr.43.2.204.
 * @example
 * const campaign = campaignProfit({
 *   customers: 100_000, targetedShare: 0.1, churnRate: 0.05, lift: 4, acceptance: 0.3,
 *   customerValue: 200, incentive: 10, contactCost: 1, fixedCost: 5_000,
 * });
 * campaign.profit; // ≈ 19000
 * campaign.breakEvenLiftBeforeFixedCost; // ≈ 3.2836
 */
export function campaignProfit(campaign: Campaign): CampaignProfit {
  checkCampaign(campaign);
  const { customers, targetedShare, churnRate, lift, acceptance } = campaign;
  const { customerValue, incentive, contactCost, fixedCost = 0 } = campaign;
  const targeted = customers * targetedShare;
  const leaversTargeted = targeted * churnRate * lift;
  const worthOfLeaver = acceptance * customerValue + incentive * (1 - acceptance);
  const cost = incentive + contactCost;
  const profitPerLift = targeted * churnRate * worthOfLeaver;
  return {
    profit: targeted * (worthOfLeaver * churnRate * lift - cost) - fixedCost,
    targeted,
    leaversTargeted,
    saved: leaversTargeted * acceptance,
    profitPerLift,
    breakEvenLift: profitPerLift > 0 ? (targeted * cost + fixedCost) / profitPerLift : null,
    breakEvenLiftBeforeFixedCost: profitPerLift > 0 ? cost / (churnRate * worthOfLeaver) : null,
  };
}

function checkCampaign(campaign: Campaign): void {
  const where = "campaignProfit";
  checkFields(where, "input", campaign, [
    "customers",
    "targetedShare",
    "churnRate",
    "lift",
    "acceptance",
    "customerValue",
    "incentive",
    "contactCost",
    "fixedCost",
  ]);
  const { targetedShare, churnRate, lift } = campaign;
  checkCount(where, "customers", campaign.customers, 1);
  checkFraction(where, "targetedShare", targetedShare, "aboveZero");
  checkFraction(where, "churnRate", churnRate, "aboveZero");
  checkNonNegative(where, "lift", lift);
  // The targeted hold at most all leavers, and at most themselves; 1e-9 forgives the rounding of a lift of exactly that.
  const highest = Math.min(1 / churnRate, 1 / targetedShare);
  const rule = `must be at most ${highest} (1 / churnRate and 1 / targetedShare bound it)`;
  check(lift <= highest * (1 + 1e-9), where, "lift", rule, lift);
  checkFraction(where, "acceptance", campaign.acceptance);
  checkOffer(where, campaign);
  if (campaign.fixedCost !== undefined) checkNonNegative(where, "fixedCost", campaign.fixedCost);
}
