import { readAmounts } from "../data/read-amounts.js";
import type { CustomerId } from "../data/read-customers.js";
import {
  readSubscriptions,
  type SubscriptionOptions,
  subscriptionOptions,
} from "../data/read-subscriptions.js";
import type { TimeInput } from "../data/read-times.js";
import { check, checkChoice, checkCount, checkNonNegative, checkObject, checkOptions } from "../errors.js";
import { periodsPer, type TimeUnit, timeUnits } from "../time.js";

/** A recurring charge. */
export interface RecurringCharge {
  /** What one unit costs each time, in one currency: 0 or more. */
  readonly amount: number;
  /** The unit of the billing interval. */
  readonly per: TimeUnit;
  /** How many such units the interval is: `{ per: "month", every: 6 }` is half-yearly; 1 if left out. */
  readonly every?: number | undefined;
  /** How many units are charged: seats, for instance; 1 if left out. */
  readonly quantity?: number | undefined;
}

/**
 * Monthly recurring amount of a charge: what a subscription adds to MRR. Times 12 it is ARR.
 *
 * A yearly plan paid at once counts a twelfth a month, which is neither cash nor recognised revenue. Discounts that end
 * belong in `amount` while they last, or not at all: vendors differ, so say which.
 *
 * Formula: amount · quantity / months of the interval, a month being a twelfth of 365.25 days.
 *
 * @param charge - Amount, billing interval and quantity.
 * @returns Amount per month.
 * @throws {InvalidInputError} If the amount is negative, or interval or quantity is no whole number.
 * @see Stripe, "Calculating MRR in Billing" (help page): 100 plans at $100 a month and 50 at $600 a year are $12,500.
 *
 * @example
 * monthlyAmount({ amount: 100, per: "month", quantity: 100 }) + monthlyAmount({ amount: 600, per: "year", quantity: 50 }); // => 12500
 */
export function monthlyAmount(charge: RecurringCharge): number {
  const where = "monthlyAmount";
  checkObject(where, "charge", charge);
  const { amount, per, every = 1, quantity = 1 } = charge;
  checkNonNegative(where, "amount", amount);
  checkChoice(where, "per", per, timeUnits);
  checkCount(where, "every", every, 1);
  checkNonNegative(where, "quantity", quantity);
  return (amount * quantity) / (every * periodsPer(per, "month"));
}

/** Where a table of subscriptions keeps its columns, and the moments asked for. */
export interface RecurringRevenueOptions<Table> extends SubscriptionOptions<Table> {
  /** The moments at which revenue is counted. */
  readonly at: readonly TimeInput[];
}

/** What a customer pays monthly at a moment: the rows that `revenueMovements` takes. */
export interface RevenueBalance {
  /** The customer. */
  readonly customer: CustomerId;
  /** The moment, an ISO string in UTC. */
  readonly period: string;
  /** Monthly recurring amount of all the customer's subscriptions. */
  readonly amount: number;
}

/** Recurring revenue at a moment. */
export interface RecurringRevenueTotal {
  /** The moment, an ISO string in UTC. */
  readonly period: string;
  /** Monthly recurring revenue. */
  readonly monthly: number;
  /** Annual recurring revenue: twelve times the monthly. */
  readonly annual: number;
  /** Customers who pay more than 0. */
  readonly customers: number;
  /** Monthly revenue per paying customer (ARPA); null if there is none. */
  readonly perCustomer: number | null;
}

/** Recurring revenue at several moments, in all and by customer. */
export interface RecurringRevenue {
  /** One total for each moment. */
  readonly totals: readonly RecurringRevenueTotal[];
  /** One row for each moment and paying customer. */
  readonly balances: readonly RevenueBalance[];
}

/**
 * Monthly and annual recurring revenue (MRR, ARR) at stated moments, from subscriptions.
 *
 * A subscription counts from its start until just before its end, whatever was invoiced: whether `end` is the day of
 * cancelling (Stripe) or the end of the paid period (Recurly, Paddle) moves churn by up to a billing interval.
 *
 * Formula: MRR(t) = Σ monthly amounts with start ≤ t < end; ARR = 12 MRR.
 *
 * @param subscriptions - Rows or columns of customer, start, end (null while it runs) and amount in one currency: per month,
 *   or per billing `interval` where there is such a field (`"month"`, `"year"` and so on).
 * @param options - `at`, the moments; field names; `timeZone` for times without an offset.
 * @returns Totals by moment, and balances by customer for `revenueMovements`.
 * @throws {InvalidInputError} If a value cannot be read, an amount is negative, a subscription ends before it starts or its
 *   identifier occurs twice.
 * @throws {InsufficientDataError} If there is no subscription.
 * @see Stripe, "Calculating MRR in Billing" (help page).
 *
 * @example
 * const subscriptions = [
 *   { customer: "a", start: "2026-01-10", end: null, amount: 100 },
 *   { customer: "a", start: "2026-02-15", end: "2026-03-15", amount: 20 },
 *   { customer: "b", start: "2026-01-20", end: "2026-02-20", amount: 50 },
 * ];
 * const { totals, balances } = recurringRevenue(subscriptions, { at: ["2026-02-01", "2026-03-01"] });
 * totals.map(({ monthly, customers }) => [monthly, customers]); // => [[150, 2], [120, 1]]
 * revenueMovements(balances).statements[0]?.churn; // => 50
 */
export function recurringRevenue<Table extends object>(
  subscriptions: Table,
  options: RecurringRevenueOptions<Table>,
): RecurringRevenue {
  const where = "recurringRevenue";
  checkOptions(where, options, [...subscriptionOptions, "at"]);
  const { at } = options;
  check(Array.isArray(at) && at.length > 0, where, "at", "must be an array of times", at);
  const { codes, ids, starts, ends, monthly, table, time, problems } = readSubscriptions(
    where,
    subscriptions,
    options,
  );
  const moments = at.map((moment, i) => time(`at[${i}]`, moment));
  problems.throwIfAny();
  // Without amounts there is no revenue: naming the column says which one is missing.
  const amounts = monthly ?? readAmounts(table.column("amount", options.amount), problems, { least: 0 });
  const totals: RecurringRevenueTotal[] = [];
  const balances: RevenueBalance[] = [];
  for (const moment of moments) {
    const period = new Date(moment).toISOString();
    const byCustomer = new Float64Array(ids.length);
    for (let i = 0; i < codes.length; i++)
      if (starts[i]! <= moment && ends[i]! > moment) byCustomer[codes[i]!]! += amounts[i]!;
    let revenue = 0;
    let customers = 0;
    for (const [code, amount] of byCustomer.entries()) {
      if (amount === 0) continue;
      balances.push({ customer: ids[code]!, period, amount });
      revenue += amount;
      customers++;
    }
    const perCustomer = customers === 0 ? null : revenue / customers;
    totals.push({ period, monthly: revenue, annual: 12 * revenue, customers, perCustomer });
  }
  return { totals, balances };
}
