import { checkCount, checkFields, checkFraction, checkNonNegative, checkObject } from "../errors.js";

/** Recurring revenue and the customers who pay it. */
export interface RevenuePerAccountInput {
  /** Recurring revenue of the period: 0 or more. */
  readonly recurringRevenue: number;
  /** Paying customers at the same moment: a whole number, 0 or more. */
  readonly customers: number;
  /** Paying customers at the start of the period, for the average: a whole number, 0 or more; left out if unknown. */
  readonly customersAtStart?: number | undefined;
}

/** Revenue per account under both definitions in use. */
export interface RevenuePerAccount {
  /** Over the customers of the same moment (ChartMogul's ARPA); null if there are none. */
  readonly ofEnd: number | null;
  /** Over the mean of the customers at start and end (ARPU); null if there are none or the start was left out. */
  readonly ofAverage: number | null;
}

/**
 * Average recurring revenue per account (ARPA, ARPU).
 *
 * A mean hides two prices: where large and small customers churn at different rates, take lifetime value by segment.
 *
 * Formula: MRR / customers; MRR / ((customers at start + customers at end)/2).
 *
 * @param input - Recurring revenue and customers of one moment, and customers at the start.
 * @returns Amount per account and period of the revenue, under each definition.
 * @throws {InvalidInputError} If an amount is negative or a count is not whole.
 * @see ChartMogul, "Average revenue per account" (help page).
 *
 * @example
 * averageRevenuePerAccount({ recurringRevenue: 12_500, customers: 150, customersAtStart: 100 });
 * // ≈ { ofEnd: 83.33, ofAverage: 100.00 }
 */
export function averageRevenuePerAccount(input: RevenuePerAccountInput): RevenuePerAccount {
  const where = "averageRevenuePerAccount";
  checkObject(where, "input", input);
  const { recurringRevenue, customers, customersAtStart } = input;
  checkNonNegative(where, "recurringRevenue", recurringRevenue);
  checkCount(where, "customers", customers);
  if (customersAtStart !== undefined) checkCount(where, "customersAtStart", customersAtStart);
  const mean = customersAtStart === undefined ? 0 : (customers + customersAtStart) / 2;
  return { ofEnd: over(recurringRevenue, customers), ofAverage: over(recurringRevenue, mean) };
}

/** What an account brings and how fast accounts are lost. */
export interface SimpleLifetimeValueInput {
  /** Recurring revenue per account and period: 0 or more. */
  readonly revenuePerAccount: number;
  /** Churn per period, of customers or of revenue: a fraction from 0 to 1. */
  readonly churn: number;
  /** Gross margin of the revenue: a fraction from 0 to 1; left out if unknown. */
  readonly grossMargin?: number | undefined;
}

/** Lifetime value by the rule of thumb, under both definitions in use. */
export interface SimpleLifetimeValue {
  /** Revenue per account over churn (ChartMogul); null if churn is 0. */
  readonly ofRevenue: number | null;
  /** Gross profit per account over churn (NetSuite, Skok); null if churn is 0 or the margin was left out. */
  readonly ofGrossProfit: number | null;
}

/**
 * Lifetime value by the rule of thumb: revenue, or gross profit, per account over churn.
 *
 * Neither discounted nor bounded, and right only if every customer leaves at the same constant rate; a churn near 0
 * gives any number at all. `lifetimeValue` discounts, `shiftedBetaGeometric` lets customers differ. ChartMogul puts in
 * the mean churn of the six months before the current one (`trailingAverage`), NetSuite gross revenue churn.
 *
 * Formula: ARPA / c; ARPA · margin / c.
 *
 * @param input - Revenue per account, churn of the same period, and gross margin.
 * @returns Amount per customer, under each definition.
 * @throws {InvalidInputError} If an amount is negative, or churn or margin is no fraction.
 * @see ChartMogul, "Customer lifetime value" (help page 203359061): $100 at 5% is $2,000.
 *
 * @example
 * simpleLifetimeValue({ revenuePerAccount: 100, churn: 0.05, grossMargin: 0.8 });
 * // => { ofRevenue: 2000, ofGrossProfit: 1600 }
 */
export function simpleLifetimeValue(input: SimpleLifetimeValueInput): SimpleLifetimeValue {
  const where = "simpleLifetimeValue";
  checkFields(where, "input", input, ["revenuePerAccount", "churn", "grossMargin"]);
  const { revenuePerAccount, churn, grossMargin } = input;
  checkNonNegative(where, "revenuePerAccount", revenuePerAccount);
  checkFraction(where, "churn", churn);
  if (grossMargin !== undefined) checkFraction(where, "grossMargin", grossMargin);
  return {
    ofRevenue: over(revenuePerAccount, churn),
    ofGrossProfit: grossMargin === undefined ? null : over(revenuePerAccount * grossMargin, churn),
  };
}

/**
 * Cost of acquiring a customer (CAC): sales and marketing spend per new customer.
 *
 * Put the spend of the period that won them: with a three-month sales cycle, of the quarter before. Blended over free
 * and paid channels it says nothing about the next customer bought, who costs more than the average one.
 *
 * Formula: CAC = spend / new customers.
 *
 * @param input - `spend`, sales and marketing cost of the period, 0 or more; `newCustomers`, a whole number.
 * @returns Amount per customer; null if there were none.
 * @throws {InvalidInputError} If the spend is negative or the count is not whole.
 * @see Farris, Bendle, Pfeifer & Reibstein (2010), "Marketing Metrics", 2nd ed., chapter 5.
 *
 * @example
 * customerAcquisitionCost({ spend: 60_000, newCustomers: 50 }); // => 1200
 */
export function customerAcquisitionCost(input: {
  readonly spend: number;
  readonly newCustomers: number;
}): number | null {
  const where = "customerAcquisitionCost";
  checkObject(where, "input", input);
  checkNonNegative(where, "spend", input.spend);
  checkCount(where, "newCustomers", input.newCustomers);
  return over(input.spend, input.newCustomers);
}

/**
 * Lifetime value over acquisition cost (LTV:CAC).
 *
 * Both must be on gross profit and from the same customers; three is Skok's rule of thumb, not a law. The value from
 * `lifetimeValue` carries this ratio under its own timing.
 *
 * Formula: LTV / CAC.
 *
 * @param input - `lifetimeValue` and `acquisitionCost` per customer, each 0 or more.
 * @returns A ratio; null if acquisition costs nothing.
 * @throws {InvalidInputError} If an amount is negative or missing.
 * @see Skok (2013), "SaaS Metrics 2.0", forentrepreneurs.com.
 *
 * @example
 * ltvToCac({ lifetimeValue: 3600, acquisitionCost: 1200 }); // => 3
 */
export function ltvToCac(input: {
  readonly lifetimeValue: number;
  readonly acquisitionCost: number;
}): number | null {
  const where = "ltvToCac";
  checkObject(where, "input", input);
  checkNonNegative(where, "lifetimeValue", input.lifetimeValue);
  checkNonNegative(where, "acquisitionCost", input.acquisitionCost);
  return over(input.lifetimeValue, input.acquisitionCost);
}

/** A quotient, null where it has no denominator. */
export function over(part: number, whole: number): number | null {
  const quotient = part / whole;
  return whole !== 0 && Number.isFinite(quotient) ? quotient : null;
}
