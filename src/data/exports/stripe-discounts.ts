/** Which of Stripe's discounts count as less recurring revenue, and how much they take off. */
import { isFiniteNumber } from "../../errors.js";
import { listIn, type ReadObject } from "./read-object.js";
import type { StripeCoupon, StripeDiscount, StripeDiscountEntry } from "./stripe-objects.js";
import { minorUnitsPer } from "./stripe-price.js";

/**
 * Which discounts count: `recurring` all but those of duration `once` (what the customer will go on paying while they run),
 * `all` (ChartMogul, Baremetrics), `forever` those without an end (Stripe, formerly), or `none` (Paddle).
 */
export type StripeDiscountRule = "recurring" | "all" | "forever" | "none";

/** The choices. */
export const discountRules = ["recurring", "all", "forever", "none"] as const;

/** A discount with its coupon at hand. */
export interface KnownDiscount {
  readonly id: string;
  readonly coupon: StripeCoupon;
  readonly start: number;
  /** Milliseconds since 1970; Infinity for no end. */
  readonly end: number;
}

/** The discount in an entry of a list; null for one that is not expanded. */
export function knownDiscount(entry: StripeDiscountEntry | null | undefined): KnownDiscount | null {
  if (typeof entry !== "object" || entry === null) return null;
  const { id, start, end, source, coupon: older } = entry as StripeDiscount;
  const coupon = source?.coupon ?? older;
  if (typeof coupon !== "object" || coupon === null) return null;
  return {
    ...{ id, coupon },
    start: isFiniteNumber(start) ? start * 1000 : Number.NEGATIVE_INFINITY,
    end: isFiniteNumber(end) ? end * 1000 : Number.POSITIVE_INFINITY,
  };
}

/** Whether a discount counts under a rule. */
export function countsUnder(rule: StripeDiscountRule, { coupon, end }: KnownDiscount): boolean {
  if (rule === "all" || rule === "none") return rule === "all";
  return coupon.duration !== "once" && (rule === "recurring" || end === Number.POSITIVE_INFINITY);
}

/** The discounts of an object: its list of them, or the one that it had before March 2025; those not expanded are noted. */
export function discountsOf(
  { path, problems }: ReadObject,
  object: {
    readonly discounts?: readonly StripeDiscountEntry[] | null | undefined;
    readonly discount?: StripeDiscount | null | undefined;
  },
): KnownDiscount[] {
  const known: KnownDiscount[] = [];
  for (const [i, entry] of listIn({ path, problems }, "discounts", object.discounts).entries()) {
    const discount = knownDiscount(entry);
    if (discount !== null) known.push(discount);
    else problems.add(`${path}.discounts[${i}]`, "must be expanded, with its coupon", entry);
  }
  const older = object.discount ?? null;
  if (older === null) return known;
  const discount = knownDiscount(older);
  if (discount === null) problems.add(`${path}.discount`, "must hold its coupon", older);
  return discount === null || known.some(({ id }) => id === discount.id) ? known : [...known, discount];
}

/** Amounts after discounts, one after the other: per cent of each, amounts off shared in proportion. */
export function afterDiscounts(
  { path, problems }: ReadObject,
  amounts: readonly number[],
  { discounts, currency }: { readonly discounts: readonly KnownDiscount[]; readonly currency: string },
): number[] {
  let left = [...amounts];
  for (const { id, coupon } of discounts) {
    const { percent_off: percent, amount_off: off } = coupon;
    const total = left.reduce((sum, amount) => sum + amount, 0);
    let kept = 1;
    if (isFiniteNumber(percent)) kept = 1 - percent / 100;
    else if (isFiniteNumber(off) && coupon.currency === currency)
      kept = total > 0 ? Math.max(0, 1 - off / minorUnitsPer(currency) / total) : 1;
    else problems.add(`${path}.discounts`, `must be in per cent, or an amount in "${currency}"`, id);
    left = left.map((amount) => amount * kept);
  }
  return left;
}
