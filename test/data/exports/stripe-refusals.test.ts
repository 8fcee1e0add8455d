/** What is refused of Stripe's objects: by object and field, nothing half read. */
import { describe, it } from "vitest";
import { stripeInvoiceLines } from "../../../src/data/exports/stripe-invoice-lines.js";
import { stripeSubscriptions } from "../../../src/data/exports/stripe-subscriptions.js";
import { expectRefusal } from "../../support.js";

// biome-ignore lint/suspicious/noExplicitAny: what is spoilt here is no longer what the types ask for
type Loose = any;
const asOf = "2026-06-01";
const price: Loose = {
  id: "price_1",
  currency: "usd",
  unit_amount: 1000,
  recurring: { interval: "month", interval_count: 1, usage_type: "licensed" },
};
const subscription: Loose = {
  id: "sub_1",
  customer: "cus_1",
  status: "active",
  currency: "usd",
  start_date: 1767225600,
  items: { data: [{ id: "si_1", price, quantity: 1 }], has_more: false },
};
const line: Loose = {
  id: "il_1",
  amount: 1000,
  currency: "usd",
  quantity: 1,
  period: { start: 1767225600, end: 1769904000 },
  parent: { subscription_item_details: { subscription: "sub_1" } },
  pricing: { price_details: { price: "price_1" } },
};
const invoice: Loose = {
  id: "in_1",
  customer: "cus_1",
  status: "paid",
  currency: "usd",
  created: 1767225600,
  total: 1000,
  amount_paid: 1000,
  status_transitions: {
    finalized_at: 1767225600,
    marked_uncollectible_at: null,
    paid_at: 1767229200,
    voided_at: null,
  },
  lines: { data: [line], has_more: false },
};
const withItem = (change: Loose): Loose => ({
  ...subscription,
  items: { data: [{ ...subscription.items.data[0], ...change }] },
});
const withPrice = (change: Loose): Loose => withItem({ price: { ...price, ...change } });
const withLine = (change: Loose): Loose => ({ ...invoice, lines: { data: [{ ...line, ...change }] } });

describe("stripeSubscriptions", () => {
  it.each<[string, Loose, string]>([
    [
      "an unknown status",
      { ...subscription, status: "late" },
      'subscriptions[0].status must be one of "active", "past_due", "unpaid", "canceled", "incomplete", "incomplete_expired", "trialing", "paused", received "late"',
    ],
    [
      "a missing price",
      withItem({ price: null }),
      "subscriptions[0].items.data[0].price must be a price in full, received null",
    ],
    [
      "a price by its identifier",
      withItem({ price: "price_1" }),
      'subscriptions[0].items.data[0].price must be a price in full, received "price_1"',
    ],
    [
      "another currency",
      withPrice({ currency: "eur" }),
      'subscriptions[0].items.data[0].price.currency must be that of what it is the price of ("usd"), received "eur"',
    ],
    [
      "a price without an amount",
      withPrice({ unit_amount: null }),
      "subscriptions[0].items.data[0].price.unit_amount must be a number of minor units, or unit_amount_decimal one, received null",
    ],
    [
      "tiers that are not expanded",
      withPrice({ unit_amount: null, tiers_mode: "graduated" }),
      "subscriptions[0].items.data[0].price.tiers must be expanded, received undefined",
    ],
    [
      "an item without an interval",
      withPrice({ recurring: null }),
      "subscriptions[0].items.data[0].price.recurring must have the interval of a recurring price, received null",
    ],
    [
      "an interval of another name",
      withPrice({ recurring: { ...price.recurring, interval: "fortnight" } }),
      'subscriptions[0].items.data[0].price.recurring.interval must be one of "day", "week", "month", "year", received "fortnight"',
    ],
    [
      "an end before the start",
      { ...subscription, status: "canceled", ended_at: 1767225000 },
      "subscriptions[0].ended_at must not be before start_date, received 1767225000",
    ],
    [
      "times in milliseconds",
      { ...subscription, start_date: 1767225600000 },
      "subscriptions[0].start_date must be a time in seconds since 1970, received 1767225600000",
    ],
    [
      "an unfinished list",
      { ...subscription, items: { ...subscription.items, has_more: true } },
      "subscriptions[0].items.has_more must be false: the other pages are needed too, received true",
    ],
    [
      "discounts that are not expanded",
      { ...subscription, discounts: ["di_1"] },
      'subscriptions[0].discounts[0] must be expanded, with its coupon, received "di_1"',
    ],
  ])("refuses %s", (_, given, message) => {
    expectRefusal(() => stripeSubscriptions([given], { asOf }), `stripeSubscriptions: ${message}`);
  });

  it("refuses a subscription that is there twice, and a list for its data", () => {
    expectRefusal(
      () => stripeSubscriptions([subscription, subscription], { asOf }),
      'stripeSubscriptions: subscriptions[1].id must be unique, received "sub_1"',
    );
    expectRefusal(
      () => stripeSubscriptions({ data: [] } as Loose, { asOf }),
      "stripeSubscriptions: subscriptions must be an array of objects: pass its data, received an object",
    );
  });
});

describe("stripeInvoiceLines", () => {
  it.each<[string, Loose, string]>([
    [
      "an unknown status",
      { ...invoice, status: "sent" },
      'invoices[0].status must be one of "draft", "open", "paid", "uncollectible", "void", received "sent"',
    ],
    [
      "a price that is not at hand",
      withLine({ pricing: { price_details: { price: "price_2" } } }),
      'invoices[0].lines.data[0].pricing.price_details.price must be among the prices, received "price_2"',
    ],
    [
      "a line without a price",
      withLine({ pricing: null }),
      "invoices[0].lines.data[0].pricing.price_details.price must be a price of a subscription, received null",
    ],
    [
      "a subscription that is not given",
      withLine({ parent: { subscription_item_details: { subscription: "sub_9" } } }),
      'invoices[0].lines.data[0].subscription must be among the subscriptions (list them with status: "all"), received "sub_9"',
    ],
    [
      "mixed currencies",
      { ...invoice, currency: "eur" },
      'invoices[0].lines.data[0].currency must be that of the invoice ("eur"), received "usd"',
    ],
    [
      "a period that ends before it starts",
      withLine({ period: { start: 1767225600, end: 1767225599 } }),
      "invoices[0].lines.data[0].period.end must not be before period.start, received 1767225599",
    ],
    [
      "a discount that is not expanded",
      withLine({ discount_amounts: [{ amount: 100, discount: "di_1" }] }),
      'invoices[0].lines.data[0].discount_amounts[0].discount must be among the invoice\'s discounts, expanded, received "di_1"',
    ],
    [
      "more pages of lines",
      { ...invoice, lines: { data: [line], has_more: true } },
      "invoices[0].lines.has_more must be false: the other pages are needed too, received true",
    ],
    [
      "an invoice without a customer",
      { ...invoice, customer: null },
      "invoices[0].customer must be text, received null",
    ],
  ])("refuses %s", (_, given, message) => {
    expectRefusal(
      () => stripeInvoiceLines([given], { subscriptions: [subscription] }),
      `stripeInvoiceLines: ${message}`,
    );
  });

  it("refuses an invoice that is there twice", () => {
    expectRefusal(
      () => stripeInvoiceLines([invoice, invoice], { subscriptions: [subscription] }),
      'stripeInvoiceLines: invoices[1].id must be unique, received "in_1"',
    );
  });
});
