/** Objects of the npm package `stripe` are what the readers take, without a cast and without an import of theirs. */
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type Stripe from "stripe";
import { expect, expectTypeOf, it } from "vitest";
import type { stripeInvoiceLines } from "../../../src/data/exports/stripe-invoice-lines.js";
import type {
  StripeCreditNote,
  StripeInvoice,
  StripePrice,
  StripeSubscription,
} from "../../../src/data/exports/stripe-objects.js";
import type { stripeSubscriptions } from "../../../src/data/exports/stripe-subscriptions.js";

it("takes the objects of the client", () => {
  expectTypeOf<Stripe.Subscription>().toExtend<StripeSubscription>();
  expectTypeOf<Stripe.Invoice>().toExtend<StripeInvoice>();
  expectTypeOf<Stripe.Price>().toExtend<StripePrice>();
  expectTypeOf<Stripe.CreditNote>().toExtend<StripeCreditNote>();
  expectTypeOf<Stripe.ApiList<Stripe.Subscription>["data"]>().toExtend<
    Parameters<typeof stripeSubscriptions>[0]
  >();
  expectTypeOf<Stripe.ApiList<Stripe.Invoice>["data"]>().toExtend<Parameters<typeof stripeInvoiceLines>[0]>();
  // @ts-expect-error: a customer is no subscription
  expectTypeOf<Stripe.Customer>().toExtend<StripeSubscription>();
});

it("imports the client nowhere", () => {
  const folder = resolve(import.meta.dirname ?? ".", "../../../src/data/exports");
  for (const file of readdirSync(folder))
    expect(readFileSync(resolve(folder, file), "utf8"), file).not.toMatch(/from "stripe"|import\("stripe"\)/);
});
