import { type CurrencyOptions, readCurrencies, readRates } from "../data/currencies.js";
import {
  optionalColumn,
  readSubscriptions,
  type SubscriptionOptions,
  type Subscriptions,
  subscriptionOptions,
} from "../data/read-subscriptions.js";
import {
  check,
  checkChoice,
  checkCount,
  checkFields,
  checkNonNegative,
  checkOptions,
  isList,
} from "../errors.js";
import type { CustomerId } from "../tables/read-customers.js";
import { nonNegativeNumbers, readNumbers } from "../tables/read-numbers.js";
import type { TimeInput } from "../tables/read-times.js";
import type { TableField } from "../tables/table.js";
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
  checkFields(where, "charge", charge, ["amount", "per", "every", "quantity"]);
  const { amount, per, every = 1, quantity = 1 } = charge;
  checkNonNegative(where, "amount", amount);
  checkChoice(where, "per", per, timeUnits);
  checkCount(where, "every", every, 1);
  checkNonNegative(where, "quantity", quantity);
  return (amount * quantity) / (every * periodsPer(per, "month"));
}

/** Where a table of subscriptions keeps its columns, and the moments asked for. Rates by period are by the moments as ISO strings. */
export interface RecurringRevenueOptions<Table> extends SubscriptionOptions<Table>, CurrencyOptions<Table> {
  /** The moments at which revenue is counted, each once. */
  readonly at: readonly TimeInput[];
  /** Field of the row's state; read if given, or if there is a field `state`: what is `paused`, on `trial`, `free` or `churned` adds nothing. */
  readonly state?: TableField<Table> | undefined;
}

/** What a customer pays monthly at a moment: the rows that `revenueMovements` takes. */
export interface RevenueBalance {
  /** The customer. */
  readonly customer: CustomerId;
  /** The moment, an ISO string in UTC. */
  readonly period: string;
  /** Monthly recurring amount of all the customer's subscriptions (of one currency, where they have currencies). */
  readonly amount: number;
}

/** What a customer pays monthly at a moment in one currency. */
export interface CurrencyBalance extends RevenueBalance {
  /** The currency of the amount. */
  readonly currency: string;
}

/** Recurring revenue at a moment. */
export interface RecurringRevenueTotal {
  /** The moment, an ISO string in UTC. */
  readonly period: string;
  /** Monthly recurring revenue, in the currency of the report where there are exchange rates. */
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
  /** One row for each moment and paying customer; where the table has currencies, one for each of them, in its own amounts. */
  readonly balances: readonly (RevenueBalance | CurrencyBalance)[];
}

/**
 * Monthly and annual recurring revenue (MRR, ARR) at stated moments, from subscriptions.
 *
 * A subscription counts from its start until just before its end, whatever was invoiced: whether `end` is the day of
 * cancelling (Stripe) or the end of the paid period (Recurly, Paddle) moves churn by up to a billing interval.
 *
 * Formula: MRR(t) = Σ monthly amounts with start ≤ t < end; ARR = 12 MRR.
 *
 * @param subscriptions - Rows or columns of customer, start, end (null while it runs) and amount: per month, or per billing
 *   `interval` (`"month"`, `"year"` and so on) and `intervalCount` where there are such fields; `currency`, where there is more than one; `state`.
 * @param options - `at`, the moments; field names; `timeZone` for times without an offset; `exchangeRates`.
 * @returns Totals by moment, and balances by customer for `revenueMovements`, which takes the same `exchangeRates`.
 * @throws {InvalidInputError} If a value cannot be read, an amount is negative, a subscription ends before it starts, its
 *   identifier occurs twice, a moment is repeated, or a currency has no rate.
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
 * revenueMovements(balances, { periods: totals.map(({ period }) => period) }).statements[0]?.churn; // => 50
 */
export function recurringRevenue<Table extends object>(
  subscriptions: Table,
  options: RecurringRevenueOptions<Table>,
): RecurringRevenue {
  const where = "recurringRevenue";
  checkOptions(where, options, [...subscriptionOptions, "at", "currency", "exchangeRates", "state"]);
  const { at } = options;
  check(isList(at) && at.length > 0, where, "at", "must be an array of times", at);
  const read = readSubscriptions(where, subscriptions, options);
  const { ids, table, problems } = read;
  const moments = readMoments(where, at, read);
  const { codes, names } = readCurrencies(table, options, problems);
  problems.throwIfAny();
  // Without amounts there is no revenue: naming the column says which one is missing.
  const monthly =
    read.monthly ?? readNumbers(table.column("amount", options.amount), problems, nonNegativeNumbers);
  const states = optionalColumn(table, "state", options.state);
  const counted = states === null ? monthly : monthly.map((each, i) => (idle.has(states.at(i)) ? 0 : each));
  const charges = { ...read, monthly: counted, currencies: codes, currencyCount: Math.max(1, names.length) };
  const periods = moments.map((moment) => new Date(moment).toISOString());
  const rate = readRates(where, names, periods, options.exchangeRates);
  const totals: RecurringRevenueTotal[] = [];
  const balances: (RevenueBalance | CurrencyBalance)[] = [];
  for (const [place, period] of periods.entries()) {
    let revenue = 0;
    const paying = new Set<number>();
    for (const { code, currency, amount } of amountsAt(charges, moments[place]!)) {
      const balance = { customer: ids[code]!, period, amount };
      balances.push(codes === null ? balance : { ...balance, currency: names[currency]! });
      revenue += amount * rate(currency, place);
      paying.add(code);
    }
    const customers = paying.size;
    const perCustomer = customers === 0 ? null : revenue / customers;
    totals.push({ period, monthly: revenue, annual: 12 * revenue, customers, perCustomer });
  }
  return { totals, balances };
}

/** States in which nothing is paid. */
const idle: ReadonlySet<unknown> = new Set(["paused", "trial", "trialExpired", "churned", "free", "none"]);

/** Reads the moments: two rows for one of them would be two payments. */
function readMoments(where: string, at: readonly TimeInput[], { time }: Subscriptions): number[] {
  const seen = new Set<number>();
  // A typed array of times is one too, and a hole is no time.
  return Array.from(at, (value, i) => {
    const moment = time(`at[${i}]`, value);
    check(!seen.has(moment), where, `at[${i}]`, "must not repeat a moment", value);
    seen.add(moment);
    return moment;
  });
}

interface Charges extends Subscriptions {
  readonly monthly: Float64Array;
  /** The currency of each row; null where there is one only. */
  readonly currencies: Int32Array | null;
  readonly currencyCount: number;
}

interface AmountAt {
  readonly code: number;
  readonly currency: number;
  readonly amount: number;
}

/** What every customer pays at a moment in each currency, by customer; what is 0 is left out. */
function amountsAt(charges: Charges, moment: number): AmountAt[] {
  const { codes, starts, ends, monthly, currencies, currencyCount } = charges;
  const paid = new Float64Array(charges.ids.length * currencyCount);
  for (let i = 0; i < codes.length; i++)
    if (starts[i]! <= moment && ends[i]! > moment)
      paid[codes[i]! * currencyCount + (currencies?.[i] ?? 0)]! += monthly[i]!;
  const found: AmountAt[] = [];
  for (const [cell, amount] of paid.entries())
    if (amount !== 0)
      found.push({ code: Math.floor(cell / currencyCount), currency: cell % currencyCount, amount });
  return found;
}
