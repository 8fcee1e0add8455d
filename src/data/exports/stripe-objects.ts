/**
 * What is read of Stripe's objects, as its API and its client hand them out: today's form and the one before March 2025.
 * Objects of the npm package `stripe` are assignable; these declarations do not import it.
 */

/** An identifier, or the expanded object that has it. */
export type StripeReference = string | { readonly id: string };

/** A number, text such as `"0.04"`, or the client's decimal object. */
export type StripeDecimal = string | number | { toString(): string };

/** A list as the API hands it out; `has_more` must be false, since what is on later pages is not here. */
export interface StripeList<Item> {
  /** The objects of this page. */
  readonly data: readonly Item[];
  /** Whether there are more pages. */
  readonly has_more?: boolean | undefined;
}

/** A tier of a price, amounts in minor units. */
export interface StripeTier {
  /** Last unit of the tier; null for the last tier. */
  readonly up_to: number | null;
  /** Amount for the whole tier. */
  readonly flat_amount?: number | null | undefined;
  /** Amount for the whole tier, with decimals. */
  readonly flat_amount_decimal?: StripeDecimal | null | undefined;
  /** Amount of each unit. */
  readonly unit_amount?: number | null | undefined;
  /** Amount of each unit, with decimals. */
  readonly unit_amount_decimal?: StripeDecimal | null | undefined;
}

/** What a price costs in one currency, in minor units. */
export interface StripeUnitPrice {
  /** Amount of one unit. */
  readonly unit_amount?: number | null | undefined;
  /** Amount of one unit, with decimals. */
  readonly unit_amount_decimal?: StripeDecimal | null | undefined;
  /** Tiers, where the price has such (expand them). */
  readonly tiers?: readonly StripeTier[] | undefined;
}

/** A price. */
export interface StripePrice extends StripeUnitPrice {
  /** Identifier: the plan of the rows. */
  readonly id: string;
  /** Currency in small letters. */
  readonly currency: string;
  /** What it costs in other currencies, where it has several. */
  readonly currency_options?: Readonly<Record<string, StripeUnitPrice>> | undefined;
  /** `graduated`, `volume`, or null without tiers. */
  readonly tiers_mode?: string | null | undefined;
  /** How the quantity is divided before it is billed. */
  readonly transform_quantity?: { readonly divide_by: number; readonly round: string } | null | undefined;
  /** Billing interval; null for a price paid once. */
  readonly recurring: {
    /** `day`, `week`, `month` or `year`. */
    readonly interval: string;
    /** Number of those between two bills. */
    readonly interval_count: number;
    /** `licensed` or `metered`. */
    readonly usage_type: string;
  } | null;
}

/** A coupon. */
export interface StripeCoupon {
  /** `once`, `repeating` or `forever`. */
  readonly duration: string;
  /** Per cent off; null for an amount off. */
  readonly percent_off?: number | null | undefined;
  /** Amount off each bill, in minor units. */
  readonly amount_off?: number | null | undefined;
  /** Currency of the amount off. */
  readonly currency?: string | null | undefined;
}

/** A coupon applied to a customer, a subscription, an item or an invoice. */
export interface StripeDiscount {
  /** Identifier, to which the amounts of a line refer. */
  readonly id: string;
  /** Start, in seconds. */
  readonly start?: number | undefined;
  /** End, in seconds; null for none. */
  readonly end?: number | null | undefined;
  /** Where the coupon is today. */
  readonly source?: { readonly coupon: string | StripeCoupon | null } | undefined;
  /** Where the coupon was before. */
  readonly coupon?: string | StripeCoupon | null | undefined;
}

/** An item of a subscription. */
export interface StripeSubscriptionItem {
  /** Identifier. */
  readonly id: string;
  /** Its price, in full. */
  readonly price: StripePrice;
  /** Number of units; 1 where it is left out. */
  readonly quantity?: number | undefined;
  /** Discounts of the item (expand them). */
  readonly discounts?: readonly (string | StripeDiscount)[] | null | undefined;
  /** End of the paid period, in seconds. */
  readonly current_period_end?: number | undefined;
}

/** A subscription. */
export interface StripeSubscription {
  /** Identifier. */
  readonly id: string;
  /** The customer. */
  readonly customer: StripeReference;
  /** `active`, `past_due`, `unpaid`, `canceled`, `incomplete`, `incomplete_expired`, `trialing` or `paused`. */
  readonly status: string;
  /** Currency in small letters. */
  readonly currency: string;
  /** Its items. */
  readonly items: StripeList<StripeSubscriptionItem>;
  /** Start, in seconds. */
  readonly start_date: number;
  /** End, in seconds. */
  readonly ended_at?: number | null | undefined;
  /** When someone asked for the end, in seconds. */
  readonly canceled_at?: number | null | undefined;
  /** A scheduled end, in seconds. */
  readonly cancel_at?: number | null | undefined;
  /** Whether it ends with the paid period. */
  readonly cancel_at_period_end?: boolean | undefined;
  /** End of the paid period before March 2025. */
  readonly current_period_end?: number | undefined;
  /** Start of the trial, in seconds. */
  readonly trial_start?: number | null | undefined;
  /** End of the trial, in seconds. */
  readonly trial_end?: number | null | undefined;
  /** Whether and how collection is paused: `void`, `mark_uncollectible` or `keep_as_draft`. */
  readonly pause_collection?: { readonly behavior: string } | null | undefined;
  /** Why it ended. */
  readonly cancellation_details?:
    | { readonly reason?: string | null | undefined; readonly feedback?: string | null | undefined }
    | null
    | undefined;
  /** Discounts (expand them). */
  readonly discounts?: readonly (string | StripeDiscount)[] | null | undefined;
  /** The one discount before March 2025. */
  readonly discount?: StripeDiscount | null | undefined;
}

/** A line of an invoice. */
export interface StripeInvoiceLine {
  /** Identifier. */
  readonly id: string;
  /** Amount before discounts and tax on top, in minor units; below 0 for a credit. */
  readonly amount: number;
  /** Currency in small letters. */
  readonly currency: string;
  /** The time that is paid for, in seconds. */
  readonly period: { readonly start: number; readonly end: number };
  /** Number of units. */
  readonly quantity?: number | null | undefined;
  /** What each discount took off. */
  readonly discount_amounts?:
    | readonly { readonly amount: number; readonly discount: StripeReference }[]
    | null
    | undefined;
  /** Taxes. */
  readonly taxes?: readonly { readonly amount: number; readonly tax_behavior: string }[] | null | undefined;
  /** Taxes before March 2025. */
  readonly tax_amounts?:
    | readonly { readonly amount: number; readonly inclusive: boolean }[]
    | null
    | undefined;
  /** What the line belongs to. */
  readonly parent?:
    | {
        readonly subscription_item_details?: { readonly subscription: string | null } | null | undefined;
        readonly invoice_item_details?: { readonly subscription: string | null } | null | undefined;
      }
    | null
    | undefined;
  /** The subscription before March 2025. */
  readonly subscription?: StripeReference | null | undefined;
  /** The price, by its identifier or expanded. */
  readonly pricing?:
    | { readonly price_details?: { readonly price: string | StripePrice } | undefined }
    | null
    | undefined;
  /** `subscription` or `invoiceitem` before March 2025. */
  readonly type?: string | undefined;
  /** The price before March 2025, in full. */
  readonly price?: StripePrice | null | undefined;
}

/** An invoice. */
export interface StripeInvoice {
  /** Identifier. */
  readonly id: string;
  /** The customer. */
  readonly customer: StripeReference | null;
  /** `draft`, `open`, `paid`, `uncollectible` or `void`. */
  readonly status: string | null;
  /** Currency in small letters. */
  readonly currency: string;
  /** When it was made, in seconds. */
  readonly created: number;
  /** Amount after discounts and tax, in minor units. */
  readonly total: number;
  /** What was paid of it, in minor units. */
  readonly amount_paid: number;
  /** When its status changed, in seconds. */
  readonly status_transitions: {
    readonly finalized_at: number | null;
    readonly marked_uncollectible_at: number | null;
    readonly paid_at: number | null;
    readonly voided_at: number | null;
  };
  /** Its lines. */
  readonly lines: StripeList<StripeInvoiceLine>;
  /** Discounts (expand them). */
  readonly discounts?: readonly StripeDiscountEntry[] | null | undefined;
  /** The one discount before March 2025. */
  readonly discount?: StripeDiscount | null | undefined;
}

/** A discount in a list: its identifier, or the object, which may have been deleted since. */
export type StripeDiscountEntry = string | StripeDiscount | { readonly id: string; readonly deleted: true };

/** A credit note. */
export interface StripeCreditNote {
  /** Identifier. */
  readonly id: string;
  /** The invoice that it credits. */
  readonly invoice: StripeReference;
  /** When it was made, in seconds. */
  readonly created: number;
  /** `issued` or `void`. */
  readonly status: string;
  /** Currency in small letters. */
  readonly currency: string;
  /** Amount credited, in minor units. */
  readonly amount: number;
  /** What was given back after payment, in minor units; `amount` where it is left out and the note is of type `post_payment`. */
  readonly post_payment_amount?: number | undefined;
  /** `pre_payment`, `post_payment` or `mixed`. */
  readonly type?: string | undefined;
  /** What it credits. */
  readonly lines: StripeList<{
    readonly amount: number;
    readonly discount_amount?: number | undefined;
    readonly invoice_line_item?: string | undefined;
  }>;
}
