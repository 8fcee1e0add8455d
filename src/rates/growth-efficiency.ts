import { checkFinite, checkFraction, checkNonNegative, checkObject } from "../errors.js";
import { over } from "./unit-economics.js";

/** Acquisition cost and what a new customer brings each period. */
export interface CustomerPaybackInput {
  /** Cost of acquiring one customer: 0 or more. */
  readonly acquisitionCost: number;
  /** Recurring revenue of a new customer per period: 0 or more. */
  readonly revenuePerAccount: number;
  /** Gross margin of the revenue: a fraction from 0 to 1. */
  readonly grossMargin: number;
}

/** Spend of a period and the net new recurring revenue that followed. */
export interface AggregatePaybackInput {
  /** Sales and marketing spend of the period before: 0 or more. */
  readonly previousSpend: number;
  /** New, expansion and reactivation less contraction and churn, per period of the payback (a month for MRR). */
  readonly netNewRecurringRevenue: number;
  /** Gross margin of the revenue: a fraction from 0 to 1. */
  readonly grossMargin: number;
}

/** Periods until acquisition is paid back. */
export interface AcquisitionPayback {
  /** From one customer's figures, or from the spend and net new revenue of the whole business. */
  readonly definition: "perCustomer" | "aggregate";
  /** Periods of the revenue until gross profit has paid for acquisition; null if it never does. */
  readonly periods: number | null;
  /** The same on revenue without margin, which understates it; null if it never does. */
  readonly periodsWithoutMargin: number | null;
}

/**
 * Periods until the gross profit of new customers has paid for their acquisition (CAC payback).
 *
 * Nobody leaves in it: at 5% churn a month a payback of 15 months loses half the customers on the way. `payback` counts
 * survivors and discounts. The aggregate form charges a business's churn to its sales.
 *
 * Formula: CAC / (ARPA · margin); spend before / (net new MRR · margin).
 *
 * @param input - `{ acquisitionCost, revenuePerAccount, grossMargin }` for one customer, or
 *   `{ previousSpend, netNewRecurringRevenue, grossMargin }` for the whole business.
 * @returns Periods of the revenue (months for MRR), with and without margin, and the definition used.
 * @throws {InvalidInputError} If an amount is negative or missing, or the margin is no fraction.
 * @see Skok (2013), "SaaS Metrics 2.0", forentrepreneurs.com.
 *
 * @example
 * acquisitionPayback({ acquisitionCost: 1200, revenuePerAccount: 100, grossMargin: 0.8 });
 * // => { definition: "perCustomer", periods: 15, periodsWithoutMargin: 12 }
 */
export function acquisitionPayback(input: CustomerPaybackInput | AggregatePaybackInput): AcquisitionPayback {
  const where = "acquisitionPayback";
  checkObject(where, "input", input);
  const aggregate = "previousSpend" in input;
  if (aggregate) {
    checkNonNegative(where, "previousSpend", input.previousSpend);
    checkFinite(where, "netNewRecurringRevenue", input.netNewRecurringRevenue);
  } else {
    checkNonNegative(where, "acquisitionCost", input.acquisitionCost);
    checkNonNegative(where, "revenuePerAccount", input.revenuePerAccount);
  }
  checkFraction(where, "grossMargin", input.grossMargin);
  const cost = aggregate ? input.previousSpend : input.acquisitionCost;
  const revenue = aggregate ? input.netNewRecurringRevenue : input.revenuePerAccount;
  return {
    definition: aggregate ? "aggregate" : "perCustomer",
    periods: overGain(cost, revenue * input.grossMargin),
    periodsWithoutMargin: overGain(cost, revenue),
  };
}

/** Revenue of two quarters and the spend of the first. */
export interface MagicNumberOfRevenue {
  /** Revenue of the quarter: 0 or more. */
  readonly revenue: number;
  /** Revenue of the quarter before: 0 or more. */
  readonly previousRevenue: number;
  /** Sales and marketing spend of the quarter before: 0 or more. */
  readonly previousSpend: number;
}

/** Net new annual recurring revenue and the spend of the quarter before. */
export interface MagicNumberOfRecurringRevenue {
  /** Change of annual recurring revenue in the quarter, of either sign. */
  readonly netNewAnnualRecurringRevenue: number;
  /** Sales and marketing spend of the quarter before: 0 or more. */
  readonly previousSpend: number;
}

/** The magic number and the definition it was computed by. */
export interface MagicNumber {
  /** From quarterly revenue times four (Scale Venture Partners), or from annual recurring revenue. */
  readonly definition: "quarterlyRevenue" | "annualRecurringRevenue";
  /** Annual revenue won for each unit spent; below 0 when revenue fell; null if nothing was spent. */
  readonly value: number | null;
}

/**
 * Magic number: annual revenue won for each unit of sales and marketing spent in the quarter before.
 *
 * Revenue lags bookings, churn and price rises are in it, and margin is not: 1 at a 50% margin pays back in two years.
 *
 * Formula: 4 (revenue - revenue before) / spend before; net new ARR / spend before.
 *
 * @param input - `{ revenue, previousRevenue, previousSpend }` of quarters, or
 *   `{ netNewAnnualRecurringRevenue, previousSpend }`.
 * @returns The ratio and its definition.
 * @throws {InvalidInputError} If an amount is negative or missing.
 * @see Scale Venture Partners (2008), "The Magic Number for SaaS Companies".
 *
 * @example
 * magicNumber({ revenue: 800_000, previousRevenue: 600_000, previousSpend: 700_000 });
 * // ≈ { definition: "quarterlyRevenue", value: 1.14 }
 */
export function magicNumber(input: MagicNumberOfRevenue | MagicNumberOfRecurringRevenue): MagicNumber {
  const where = "magicNumber";
  checkObject(where, "input", input);
  checkNonNegative(where, "previousSpend", input.previousSpend);
  if ("netNewAnnualRecurringRevenue" in input) {
    checkFinite(where, "netNewAnnualRecurringRevenue", input.netNewAnnualRecurringRevenue);
    const value = over(input.netNewAnnualRecurringRevenue, input.previousSpend);
    return { definition: "annualRecurringRevenue", value };
  }
  const { revenue, previousRevenue, previousSpend } = input;
  checkNonNegative(where, "revenue", revenue);
  checkNonNegative(where, "previousRevenue", previousRevenue);
  return { definition: "quarterlyRevenue", value: over(4 * (revenue - previousRevenue), previousSpend) };
}

/**
 * Burn multiple: cash burnt for each unit of net new annual recurring revenue.
 *
 * Sacks reads it: below 1 amazing, to 1.5 great, to 2 good, to 3 suspect, above bad. It is undefined when recurring
 * revenue did not grow, which is the worst case and not a missing one.
 *
 * Formula: net burn / net new ARR.
 *
 * @param input - `netBurn`, cash spent less cash received, 0 or more; `netNewAnnualRecurringRevenue`, of either sign.
 * @returns A ratio, 0 or more; null if recurring revenue did not grow.
 * @throws {InvalidInputError} If the burn is negative (a business that makes cash has no burn multiple) or a field is missing.
 * @see Sacks (2020), "The Burn Multiple", sacks.substack.com.
 *
 * @example
 * burnMultiple({ netBurn: 4_000_000, netNewAnnualRecurringRevenue: 5_000_000 }); // => 0.8
 */
export function burnMultiple(input: {
  readonly netBurn: number;
  readonly netNewAnnualRecurringRevenue: number;
}): number | null {
  const where = "burnMultiple";
  checkObject(where, "input", input);
  checkNonNegative(where, "netBurn", input.netBurn);
  checkFinite(where, "netNewAnnualRecurringRevenue", input.netNewAnnualRecurringRevenue);
  return overGain(input.netBurn, input.netNewAnnualRecurringRevenue);
}

function overGain(cost: number, gain: number): number | null {
  return gain > 0 ? over(cost, gain) : null;
}
