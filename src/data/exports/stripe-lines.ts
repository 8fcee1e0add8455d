/** Reads the lines of invoices as charges per month over a stretch of time. */
import type { Problems } from "../../tables/problems.js";
import {
  entriesWithin,
  idOf,
  type LeftOutCounter,
  listIn,
  minorUnits,
  momentOf,
  neededMoment,
  type ReadObject,
  textOf,
  wordOf,
} from "./read-object.js";
import { creditedLines } from "./stripe-credits.js";
import {
  countsUnder,
  discountsOf,
  type KnownDiscount,
  knownDiscount,
  type StripeDiscountRule,
} from "./stripe-discounts.js";
import type {
  StripeCreditNote,
  StripeInvoice,
  StripeInvoiceLine,
  StripePrice,
  StripeReference,
  StripeSubscription,
} from "./stripe-objects.js";
import { amountOf, monthsOf } from "./stripe-price.js";
import type { ReadSubscription } from "./stripe-status.js";

/** A subscription with where it stands in the export. */
export interface OpenSubscription {
  readonly object: StripeSubscription;
  readonly at: ReadObject;
  readonly read: ReadSubscription;
}

/** An invoice, read; moments in milliseconds. */
export interface ReadInvoice {
  readonly customer: string;
  readonly created: number;
  /** Whether its time counts, is paused, or is no time at all (drafts). */
  readonly kind: "billed" | "paused" | "draft";
  readonly total: number;
  /** When it was paid; Infinity if it was not. */
  readonly paidAt: number;
  /** When it was written off after a while; Infinity if it was not. */
  readonly writtenOffAt: number;
}

/** A line that counts, as an amount per month. */
export interface ReadLine {
  readonly subscription: string;
  readonly plan: string;
  readonly currency: string;
  readonly start: number;
  readonly end: number;
  readonly monthly: number;
  readonly invoice: ReadInvoice;
  /** When all of it was credited; Infinity if it was not. */
  readonly creditedAt: number;
}

interface Terms {
  readonly subscriptions: readonly OpenSubscription[];
  readonly prices: readonly (readonly [StripePrice, ReadObject])[];
  readonly notes: readonly (readonly [StripeCreditNote, ReadObject])[];
  readonly discounts: StripeDiscountRule;
  readonly refunds: "ignore" | "fullRefundEnds";
  readonly left: LeftOutCounter;
}

/** All invoices, read, and those of their lines that count. */
export interface ReadInvoices {
  readonly invoices: readonly ReadInvoice[];
  readonly lines: readonly ReadLine[];
}

/** Reads invoices and their lines; what is wrong is noted, what does not count is counted. */
export function readInvoices(
  opened: readonly (readonly [StripeInvoice, ReadObject])[],
  terms: Terms,
): ReadInvoices {
  const { subscriptions, refunds } = terms;
  const prices = knownPrices(terms);
  const known = new Map(subscriptions.map((entry) => [entry.object.id, entry]));
  const credited = refunds === "ignore" ? new Map<string, number>() : creditedLines(opened, terms.notes);
  const invoices: ReadInvoice[] = [];
  const lines: ReadLine[] = [];
  for (const [invoice, at] of opened) {
    const read = readInvoice(invoice, at);
    invoices.push(read);
    const ofInvoice = terms.discounts === "none" || terms.discounts === "all" ? [] : listed(invoice, at);
    for (const [line, place] of entriesWithin(at, "lines", invoice.lines)) {
      const shape = readLine(line, place, { ...terms, prices, known, ofInvoice, invoice });
      if (shape === null) continue;
      const creditedAt = credited.get(line.id) ?? Number.POSITIVE_INFINITY;
      lines.push({ ...shape, invoice: read, creditedAt });
    }
  }
  return { invoices, lines };
}

/** The prices at hand: those given, and those of the subscriptions' items. */
function knownPrices({ prices, subscriptions }: Terms): Map<string, readonly [StripePrice, ReadObject]> {
  const known = new Map(prices.map((entry) => [entry[0].id, entry]));
  for (const { object, at } of subscriptions)
    for (const [item, place] of entriesWithin(at, "items", object.items)) {
      const price: unknown = item?.price;
      if (typeof price === "object" && price !== null && !known.has(item.price.id))
        known.set(item.price.id, [item.price, { path: `${place.path}.price`, problems: at.problems }]);
    }
  return known;
}

const hour = 3_600_000;

function readInvoice(invoice: StripeInvoice, at: ReadObject): ReadInvoice {
  const status = wordOf(at, "status", invoice.status, ["draft", "open", "paid", "uncollectible", "void"]);
  const { finalized_at, marked_uncollectible_at, paid_at } = invoice.status_transitions ?? {};
  const created = neededMoment(at, "created", invoice.created);
  const finalized = momentOf(at, "status_transitions.finalized_at", finalized_at) ?? created;
  const marked = momentOf(at, "status_transitions.marked_uncollectible_at", marked_uncollectible_at);
  const paidAt = momentOf(at, "status_transitions.paid_at", paid_at) ?? Number.POSITIVE_INFINITY;
  // Where collection is paused by writing off, an invoice is marked as soon as it is made.
  const atBirth =
    status === "uncollectible" && marked !== null && marked - Math.max(created, finalized) < hour;
  const kind = status === "void" || atBirth ? "paused" : status === "draft" ? "draft" : "billed";
  const writtenOff =
    status === "uncollectible" && !atBirth ? (marked ?? finalized) : Number.POSITIVE_INFINITY;
  return {
    customer: idOf(at, "customer", invoice.customer),
    ...{ created, kind, paidAt, total: minorUnits(at, "total", invoice.total) },
    writtenOffAt: writtenOff,
  };
}

interface LineTerms extends Omit<Terms, "prices"> {
  readonly prices: ReadonlyMap<string, readonly [StripePrice, ReadObject]>;
  readonly known: ReadonlyMap<string, OpenSubscription>;
  readonly ofInvoice: readonly KnownDiscount[];
  readonly invoice: StripeInvoice;
}

/** A line as an amount per month; null where it is none, which is counted or noted. */
function readLine(
  line: StripeInvoiceLine,
  at: ReadObject,
  terms: LineTerms,
): Omit<ReadLine, "invoice" | "creditedAt"> | null {
  const { known, left, invoice } = terms;
  const { path, problems } = at;
  const amount = minorUnits(at, "amount", line.amount);
  const found = priceOf(line, at, terms);
  if (found === "none") return leaveOut(left, "oneOff");
  if (found === null) return null;
  const [price, priceAt] = found;
  const id = subscriptionOf(line);
  if (price.recurring === null || id === null) return leaveOut(left, "oneOff");
  if (price.recurring?.usage_type === "metered") return leaveOut(left, "metered");
  const subscription = known.get(id);
  const rule = 'must be among the subscriptions (list them with status: "all")';
  if (subscription === undefined) problems.add(`${path}.subscription`, rule, id);
  if (subscription === undefined) return null;
  if (subscription.read.incomplete) return leaveOut(left, "incomplete");
  if (amount === 0) return leaveOut(left, "zeroAmount");
  const currency = textOf(at, "currency", line.currency);
  if (currency !== invoice.currency)
    problems.add(`${path}.currency`, `must be that of the invoice ("${invoice.currency}")`, currency);
  const listed = amountOf(priceAt, price, { quantity: line.quantity ?? 1, currency });
  const share = keptShare(line, at, { ...terms, subscription }) * (1 - taxShare(line, at));
  const monthly = (Math.sign(amount) * listed * share) / monthsOf(priceAt, price);
  return { subscription: id, plan: price.id, currency, ...periodOf(line, at), monthly };
}

function periodOf({ period }: StripeInvoiceLine, at: ReadObject) {
  const start = neededMoment(at, "period.start", period?.start);
  const end = neededMoment(at, "period.end", period?.end);
  if (end < start) at.problems.add(`${at.path}.period.end`, "must not be before period.start", period.end);
  return { start, end };
}

function leaveOut(left: LeftOutCounter, reason: string): null {
  left.add(reason);
  return null;
}

/** The subscription of a line: today's form, that of invoice items, or the one before March 2025. */
function subscriptionOf({ parent, subscription }: StripeInvoiceLine): string | null {
  const older = typeof subscription === "object" && subscription !== null ? subscription.id : subscription;
  return (
    parent?.subscription_item_details?.subscription ??
    parent?.invoice_item_details?.subscription ??
    older ??
    null
  );
}

/** The price of a line: in full, or by its identifier; `none` where it has none at all, null where it is not at hand. */
function priceOf(
  { price: older, pricing, parent, type }: StripeInvoiceLine,
  { path, problems }: ReadObject,
  { prices }: LineTerms,
): readonly [StripePrice, ReadObject] | "none" | null {
  const given = older ?? pricing?.price_details?.price ?? null;
  const field = older ? "price" : "pricing.price_details.price";
  if (given === null) {
    if ((parent?.subscription_item_details ?? null) === null && type !== "subscription") return "none";
    problems.add(`${path}.${field}`, "must be a price of a subscription", given);
    return null;
  }
  if (typeof given === "object") return [given, { path: `${path}.${field}`, problems }];
  const found = prices.get(given);
  if (found === undefined) problems.add(`${path}.${field}`, "must be among the prices", given);
  return found ?? null;
}

/** The discounts of an invoice that are expanded; others are missed only where a line refers to them. */
const listed = (invoice: StripeInvoice, { path }: ReadObject): KnownDiscount[] => {
  const problems: Problems = { add: () => {}, throwIfAny: () => {} };
  return discountsOf({ path, problems }, invoice);
};

/** The share of a line's price that is left by the discounts that count. */
function keptShare(
  line: StripeInvoiceLine,
  at: ReadObject,
  { discounts: rule, ofInvoice, subscription }: LineTerms & { readonly subscription: OpenSubscription },
): number {
  if (rule === "none") return 1;
  const { object } = subscription;
  let off = 0;
  for (const [i, { amount, discount }] of listIn(at, "discount_amounts", line.discount_amounts).entries()) {
    const id = referenceId(discount);
    const entries = [discount as never, ...listIn(at, "discounts", object.discounts), object.discount];
    const known =
      ofInvoice.find((entry) => entry.id === id) ??
      entries.map(knownDiscount).find((entry) => entry?.id === id);
    if (rule !== "all" && known === undefined) {
      at.problems.add(
        `${at.path}.discount_amounts[${i}].discount`,
        "must be among the invoice's discounts, expanded",
        id,
      );
      continue;
    }
    if (rule === "all" || countsUnder(rule, known!)) off += Math.abs(amount);
  }
  return line.amount === 0 ? 1 : 1 - off / Math.abs(line.amount);
}

const referenceId = (reference: StripeReference): string =>
  typeof reference === "string" ? reference : reference.id;

/** The share of a line, after all discounts, that is a tax within its price. */
function taxShare(line: StripeInvoiceLine, at: ReadObject): number {
  const off = listIn(at, "discount_amounts", line.discount_amounts);
  const taxes = [
    ...listIn(at, "taxes", line.taxes).filter((tax) => tax.tax_behavior === "inclusive"),
    ...listIn(at, "tax_amounts", line.tax_amounts).filter((tax) => tax.inclusive),
  ];
  const sum = (list: readonly { readonly amount: number }[], field: string) =>
    list.reduce((total, { amount }) => total + Math.abs(minorUnits(at, field, amount)), 0);
  const within = sum(taxes, "taxes.amount");
  const left = Math.abs(line.amount) - sum(off, "discount_amounts.amount");
  return within === 0 || left <= 0 ? 0 : within / left;
}
