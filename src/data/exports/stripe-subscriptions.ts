/** From Stripe's subscriptions, as they are now, to rows of the chapters. */
import { checkChoice, checkOptions } from "../../errors.js";
import { createProblems, type Problems } from "../../tables/problems.js";
import type { TimeInput } from "../../tables/read-times.js";
import { readTime } from "../../tables/read-times.js";
import { openTimeZone } from "../../tables/time-zone.js";
import {
  countLeftOut,
  entriesWithin,
  idOf,
  isoOf,
  type LeftOut,
  type LeftOutCounter,
  openObjects,
  type ReadObject,
  textOf,
} from "./read-object.js";
import {
  afterDiscounts,
  countsUnder,
  discountRules,
  discountsOf,
  type StripeDiscountRule,
} from "./stripe-discounts.js";
import type { StripeSubscription, StripeSubscriptionItem } from "./stripe-objects.js";
import { amountOf, monthsOf } from "./stripe-price.js";
import { type ReadSubscription, readStripeSubscription } from "./stripe-status.js";

/** Options of `stripeSubscriptions`. */
export interface StripeSubscriptionOptions {
  /** The moment of the export: which discounts still run, and what has begun. */
  readonly asOf: TimeInput;
  /** Which discounts lower the amount; default `"recurring"`. */
  readonly discounts?: StripeDiscountRule | undefined;
  /**
   * When a cancelled subscription ends: at `ended_at` (`"end"`, default), when someone asked for it (`"request"`, Baremetrics and one
   * setting of Stripe), or with the paid period (`"paidThrough"`, Recurly and Paddle).
   */
  readonly churnAt?: StripeChurnAt | undefined;
}

/** When a cancelled subscription ends. */
export type StripeChurnAt = "end" | "request" | "paidThrough";

/** The choices. */
export const churnMoments = ["end", "request", "paidThrough"] as const;

/** A licensed item of a subscription, as it is at the moment of the export. */
export interface StripeSubscriptionRow<Start extends string | null = string> {
  /** The customer. */
  readonly customer: string;
  /** The subscription. */
  readonly subscription: string;
  /** The item of the subscription. */
  readonly item: string;
  /** The price. */
  readonly plan: string;
  /** First moment paid for: the end of the trial, or the start; null if never paid. */
  readonly start: Start;
  /** The end; null while it runs, and where the object does not know it (`unpaid`). */
  readonly end: string | null;
  /** A scheduled end of one that still runs. */
  readonly scheduledEnd: string | null;
  /** Start of the trial. */
  readonly trialStart: string | null;
  /** End of the trial. */
  readonly trialEnd: string | null;
  /** Unit of the billing interval. */
  readonly interval: "day" | "week" | "month" | "year";
  /** Number of units between two bills. */
  readonly intervalCount: number;
  /** Units billed, before packages. */
  readonly quantity: number;
  /** Currency in small letters. */
  readonly currency: string;
  /** Amount of an interval after the discounts that count, in units of the currency. */
  readonly amount: number;
  /** The same per month. */
  readonly monthly: number;
  /** Whether it adds to recurring revenue at the moment of the export. */
  readonly counts: boolean;
  /** `active`, `pastDue`, `paused`, `trial` or `ended`. */
  readonly state: "active" | "pastDue" | "paused" | "trial" | "ended";
  /** Why it ended: `voluntary`, `involuntary` or `unknown`; null without an end. */
  readonly cause: "voluntary" | "involuntary" | "unknown" | null;
}

/** A trial, for `trialOutcomes`. */
export interface StripeTrial {
  /** The customer. */
  readonly customer: string;
  /** The subscription. */
  readonly subscription: string;
  /** The price of its first item. */
  readonly plan: string | null;
  /** Start of the trial. */
  readonly trialStart: string;
  /** End of the trial. */
  readonly trialEnd: string;
  /** When it became a paid subscription; null if it has not. */
  readonly convertedAt: string | null;
  /** When someone asked for its end, or it ended, before it was paid; null otherwise. */
  readonly canceledAt: string | null;
}

/** Subscriptions as rows of the chapters. */
export interface StripeSubscriptions {
  /** Rows with a start, for `recurringRevenue`, `subscriptionTenures`, renewals and reports. */
  readonly subscriptions: readonly StripeSubscriptionRow[];
  /** Rows whose time is not known: never paid (no start), or `unpaid` (they ended with an invoice, which alone knows when). */
  readonly undated: readonly StripeSubscriptionRow<string | null>[];
  /** Every trial. */
  readonly trials: readonly StripeTrial[];
  /** Items left out by reason: `metered`, `incomplete`, `startsLater`. */
  readonly leftOut: LeftOut;
}

const where = "stripeSubscriptions";

/**
 * Rows of subscriptions from Stripe's subscription objects, one for each licensed item.
 *
 * A snapshot: it knows the present price and nothing of its past, nor since when a pause lasts. For revenue in the past use
 * `stripeInvoiceLines`. List subscriptions with `status: "all"`: without it Stripe leaves out those that have ended, and nobody seems to churn.
 *
 * Formula: amount = price for the quantity (tiers, packages) less the discounts that still run, in units of the currency.
 *
 * @param subscriptions - Stripe's objects, items and discounts expanded; `data` of a list, all pages.
 * @param options - `asOf`, `discounts`, `churnAt`.
 * @returns Rows with a start, rows without, trials, and counts of what is left out.
 * @throws {InvalidInputError} If a status is unknown, a price or its interval is missing, a currency is another than the subscription's, an
 *   end is before the start, or an identifier occurs twice: by object and field, and nothing is read.
 * @see Stripe, API reference: "The Subscription object"; "Zero-decimal currencies"; "Calculating MRR in Billing" (help page).
 *
 * @example
 * const price = { id: "price_pro", currency: "usd", unit_amount: 1250, recurring: { interval: "month", interval_count: 1, usage_type: "licensed" } };
 * const subscription = {
 *   id: "sub_1", customer: "cus_1", status: "active", currency: "usd", start_date: 1767225600,
 *   items: { data: [{ id: "si_1", price, quantity: 4 }], has_more: false },
 * };
 * const { subscriptions, leftOut } = stripeSubscriptions([subscription], { asOf: "2026-03-01" });
 * subscriptions.map(({ customer, start, monthly, state }) => [customer, start, monthly, state]);
 * // => [["cus_1", "2026-01-01T00:00:00.000Z", 50, "active"]]
 * leftOut; // => {}
 */
export function stripeSubscriptions(
  subscriptions: readonly StripeSubscription[],
  options: StripeSubscriptionOptions,
): StripeSubscriptions {
  checkOptions(where, options, ["asOf", "discounts", "churnAt"]);
  const { discounts = "recurring", churnAt = "end" } = options;
  checkChoice(where, "discounts", discounts, discountRules);
  checkChoice(where, "churnAt", churnAt, churnMoments);
  const zone = openTimeZone(where, "timeZone", "UTC");
  const asOf = readTime(where, "asOf", options.asOf, { zone, numbers: null });
  const problems: Problems = createProblems(where);
  const left = countLeftOut();
  const rows: StripeSubscriptionRow<string | null>[] = [];
  const trials: StripeTrial[] = [];
  for (const [subscription, at] of openObjects(where, "subscriptions", subscriptions, problems)) {
    const read = readStripeSubscription(at, subscription, { asOf, churnAt });
    const items = licensedItems(subscription, at, left);
    if (read.incomplete || read.startDate >= asOf) {
      left.add(read.incomplete ? "incomplete" : "startsLater", items.length);
      continue;
    }
    if (read.trial !== null) trials.push(trialOf(read, items[0]?.[0].price.id ?? null));
    rows.push(...rowsOf(subscription, at, { read, items, asOf, discounts }));
  }
  problems.throwIfAny();
  const dated = (row: StripeSubscriptionRow<string | null>): row is StripeSubscriptionRow =>
    row.start !== null && (row.state !== "ended" || row.end !== null);
  const undated = rows.filter((row) => !dated(row));
  return { subscriptions: rows.filter(dated), undated, trials, leftOut: left.counts() };
}

type Item = readonly [StripeSubscriptionItem, ReadObject];

/** The items that are billed by their quantity; those billed by use are counted. */
function licensedItems(subscription: StripeSubscription, at: ReadObject, left: LeftOutCounter): Item[] {
  const items: Item[] = [];
  for (const [item, place] of entriesWithin(at, "items", subscription.items)) {
    const price: unknown = item?.price;
    if (typeof price !== "object" || price === null)
      at.problems.add(`${place.path}.price`, "must be a price in full", price);
    else if (item.price.recurring?.usage_type === "metered") left.add("metered");
    else items.push([item, place]);
  }
  return items;
}

function trialOf({ trial, ...read }: ReadSubscription, plan: string | null): StripeTrial {
  const [start, end] = trial!;
  const asked = read.canceledAt ?? read.endedAt;
  return {
    ...{ customer: read.customer, subscription: read.id, plan },
    trialStart: isoOf(start)!,
    trialEnd: isoOf(end)!,
    convertedAt: isoOf(read.firstPaid),
    canceledAt: isoOf(read.firstPaid === null ? asked : null),
  };
}

interface RowTerms {
  readonly read: ReadSubscription;
  readonly items: readonly Item[];
  readonly asOf: number;
  readonly discounts: StripeDiscountRule;
}

function rowsOf(
  subscription: StripeSubscription,
  at: ReadObject,
  terms: RowTerms,
): StripeSubscriptionRow<string | null>[] {
  const { problems } = at;
  const { read, items } = terms;
  const amounts = amountsOf(subscription, at, terms);
  return items.map(([item, place], i) => {
    const atPrice = { path: `${place.path}.price`, problems };
    const end = read.end(item.current_period_end ?? subscription.current_period_end ?? null);
    const ended = end === null ? read.state === "ended" : end <= terms.asOf;
    const state = ended ? "ended" : read.state === "ended" ? "active" : read.state;
    return {
      ...{ customer: read.customer, subscription: read.id, item: idOf(place, "id", item) },
      ...{ plan: textOf(atPrice, "id", item.price.id), start: isoOf(read.firstPaid), end: isoOf(end) },
      scheduledEnd: isoOf(ended ? null : read.scheduledEnd(item, subscription)),
      trialStart: isoOf(read.trial?.[0] ?? null),
      trialEnd: isoOf(read.trial?.[1] ?? null),
      interval: item.price.recurring?.interval as StripeSubscriptionRow["interval"],
      intervalCount: item.price.recurring?.interval_count ?? Number.NaN,
      ...{ quantity: item.quantity ?? 1, currency: subscription.currency, amount: amounts[i]! },
      monthly: amounts[i]! / monthsOf(atPrice, item.price),
      counts: state === "active" || state === "pastDue",
      state,
      cause: end === null ? null : read.cause,
    };
  });
}

/** What each item costs an interval, after the discounts that still run. */
function amountsOf(
  subscription: StripeSubscription,
  at: ReadObject,
  { items, asOf, discounts: rule }: RowTerms,
): number[] {
  const running = (owner: Parameters<typeof discountsOf>[1], place: ReadObject) =>
    (rule === "none" ? [] : discountsOf(place, owner)).filter(
      (discount) => countsUnder(rule, discount) && discount.start <= asOf && asOf < discount.end,
    );
  const { currency } = subscription;
  const full = items.map(([item, place]) => {
    const atPrice = { path: `${place.path}.price`, problems: at.problems };
    const amount = amountOf(atPrice, item.price, { quantity: quantityOf(item, place), currency });
    return afterDiscounts(place, [amount], { discounts: running(item, place), currency })[0]!;
  });
  return afterDiscounts(at, full, { discounts: running(subscription, at), currency });
}

function quantityOf({ quantity = 1 }: StripeSubscriptionItem, { path, problems }: ReadObject): number {
  if (Number.isSafeInteger(quantity) && quantity >= 0) return quantity;
  problems.add(`${path}.quantity`, "must be a whole number of 0 or more", quantity);
  return 0;
}
