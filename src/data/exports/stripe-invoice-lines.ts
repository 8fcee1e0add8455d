/** From Stripe's invoices to recurring revenue: lines spread over the time they pay for, states and causes with them. */
import { checkChoice, checkCount, checkOptions } from "../../errors.js";
import { createProblems } from "../../tables/problems.js";
import { openTimeZone } from "../../tables/time-zone.js";
import { countLeftOut, type LeftOut, openObjects } from "./read-object.js";
import { type BillingCash, cashOf } from "./stripe-cash.js";
import { discountRules, type StripeDiscountRule } from "./stripe-discounts.js";
import { readInvoices } from "./stripe-lines.js";
import type { StripeCreditNote, StripeInvoice, StripePrice, StripeSubscription } from "./stripe-objects.js";
import { layRevenue, type RevenueRow } from "./stripe-revenue.js";
import { readStripeSubscription } from "./stripe-status.js";
import { churnMoments, type StripeChurnAt } from "./stripe-subscriptions.js";

/** Options of `stripeInvoiceLines`. */
export interface StripeInvoiceOptions {
  /** The subscriptions that the lines belong to, those that have ended among them (`status: "all"`). */
  readonly subscriptions: readonly StripeSubscription[];
  /** Prices in full, for lines that only name theirs; those of the subscriptions' items are known. */
  readonly prices?: readonly StripePrice[] | undefined;
  /** Credit notes; needed for `refunds: "fullRefundEnds"`, and for what was refunded in `cash`. */
  readonly creditNotes?: readonly StripeCreditNote[] | undefined;
  /** Which discounts lower revenue: `"recurring"` (default), `"all"` (ChartMogul, Baremetrics), `"forever"`, `"none"` (Paddle). */
  readonly discounts?: StripeDiscountRule | undefined;
  /** When lines of a cancelled subscription end: `"end"` (default), `"request"` (a setting of Stripe), or `"paidThrough"` (Recurly, Paddle). */
  readonly churnAt?: StripeChurnAt | undefined;
  /** Days after which an unpaid invoice, and later ones of its subscription, no longer count until it is paid; null (default, Stripe): never. Baremetrics: 30. */
  readonly pastDueDays?: number | null | undefined;
  /** Paused time: a state of its own without revenue (`"paused"`, default), as if billed (`"count"`, Stripe), or `"churn"`. */
  readonly pauses?: "paused" | "count" | "churn" | undefined;
  /** Whether a line credited in full ends when the credit was made: `"ignore"` (default) or `"fullRefundEnds"`. */
  readonly refunds?: "ignore" | "fullRefundEnds" | undefined;
  /** IANA time zone of the months of `cash`; default `UTC`. */
  readonly timeZone?: string | undefined;
}

/** Recurring revenue from invoices. */
export interface StripeRevenue {
  /** Stretches of time in which a plan of a subscription brought one amount, or was paused, on trial or in arrears. */
  readonly revenue: readonly RevenueRow[];
  /** What was billed, collected and refunded by month: for comparison, none of it is recurring revenue. */
  readonly cash: readonly BillingCash[];
  /** Lines left out by reason. */
  readonly leftOut: LeftOut;
}

const where = "stripeInvoiceLines";

/**
 * Recurring revenue from the lines of Stripe's invoices, each spread over the period that it pays for.
 *
 * The way to the past: seats, plans and discounts as they were. A line is taken at its price for its quantity, not at the prorated amount:
 * credit and charge of a proration then add up to the new price without the rounding of cents. Revenue after the export is not known: ask
 * `revenueStatements` for moments up to it.
 *
 * Formula: monthly amount = ± price for the quantity · (1 - discounts that count / amount) / months of the interval, from `period.start` until
 * before `period.end` or the end of the subscription; a tax within the price is taken off.
 *
 * @param invoices - Stripe's objects with lines and discounts expanded; all pages, all statuses.
 * @param options - `subscriptions`, `prices`, `creditNotes`, and the rules: `discounts`, `churnAt`, `pastDueDays`, `pauses`, `refunds`.
 * @returns Rows for `recurringRevenue`, `revenueStatements` and `customerStates`; cash by month; counts of what is left out.
 * @throws {InvalidInputError} If a status is unknown, a price is missing or has no interval, a subscription is not given, currencies differ within
 *   an invoice, a period ends before it starts, or an identifier occurs twice: by object and field, and nothing is read.
 * @see Stripe, API reference: "The Invoice Line Item object"; ChartMogul, "How MRR is calculated"; Stripe, "Calculating MRR in Billing".
 *
 * @example
 * const price = { id: "price_pro", currency: "usd", unit_amount: 12000, recurring: { interval: "year", interval_count: 1, usage_type: "licensed" } };
 * const subscription = {
 *   id: "sub_1", customer: "cus_1", status: "active", currency: "usd", start_date: 1767225600,
 *   items: { data: [{ id: "si_1", price, quantity: 2 }] },
 * };
 * const invoice = {
 *   id: "in_1", customer: "cus_1", status: "paid", currency: "usd", created: 1767225600, total: 24000, amount_paid: 24000,
 *   status_transitions: { finalized_at: 1767225600, marked_uncollectible_at: null, paid_at: 1767229200, voided_at: null },
 *   lines: { data: [{
 *     id: "il_1", amount: 24000, currency: "usd", quantity: 2, period: { start: 1767225600, end: 1798761600 },
 *     parent: { subscription_item_details: { subscription: "sub_1" } }, pricing: { price_details: { price: "price_pro" } },
 *   }] },
 * };
 * const { revenue, cash } = stripeInvoiceLines([invoice], { subscriptions: [subscription] });
 * recurringRevenue(revenue, { at: ["2026-06-01"] }).totals[0]?.monthly; // => 20
 * cash; // => [{ month: "2026-01", currency: "usd", billed: 240, collected: 240, refunded: 0 }]
 */
export function stripeInvoiceLines(
  invoices: readonly StripeInvoice[],
  options: StripeInvoiceOptions,
): StripeRevenue {
  checkOptions(where, options, [
    ...["subscriptions", "prices", "creditNotes", "discounts", "churnAt"],
    ...["pastDueDays", "pauses", "refunds", "timeZone"],
  ] as (keyof StripeInvoiceOptions)[]);
  const { discounts = "recurring", churnAt = "end", pastDueDays = null } = options;
  const { pauses = "paused", refunds = "ignore", prices = [], creditNotes = [] } = options;
  checkChoice(where, "discounts", discounts, discountRules);
  checkChoice(where, "churnAt", churnAt, churnMoments);
  if (pastDueDays !== null) checkCount(where, "pastDueDays", pastDueDays, 0);
  checkChoice(where, "pauses", pauses, ["paused", "count", "churn"]);
  checkChoice(where, "refunds", refunds, ["ignore", "fullRefundEnds"]);
  const zone = openTimeZone(where, "timeZone", options.timeZone ?? "UTC");
  const problems = createProblems(where);
  const left = countLeftOut();
  const subscriptions = openObjects(where, "subscriptions", options.subscriptions, problems).map(
    ([object, at]) => ({
      ...{ object, at },
      read: readStripeSubscription(at, object, { asOf: Number.POSITIVE_INFINITY, churnAt }),
    }),
  );
  const notes = openObjects(where, "creditNotes", creditNotes, problems);
  const opened = openObjects(where, "invoices", invoices, problems);
  const known = openObjects(where, "prices", prices, problems);
  const lines = readInvoices(opened, { subscriptions, prices: known, notes, discounts, refunds, left });
  const cash = cashOf(opened, notes, zone);
  problems.throwIfAny();
  const revenue = layRevenue(lines, { subscriptions, churnAt, pastDueDays, pauses, left });
  return { revenue, cash, leftOut: left.counts() };
}
