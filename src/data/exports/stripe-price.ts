/** What Stripe's prices come to: minor units, tiers, packages, and the months of a billing interval. */
import { lengthInDays } from "../../time.js";
import type { ReadObject } from "./read-object.js";
import type { StripeDecimal, StripePrice, StripeTier, StripeUnitPrice } from "./stripe-objects.js";

const withoutMinorUnit = "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF UGX VND VUV XAF XOF XPF".split(" ");
const ofThousand = "BHD JOD KWD OMR TND".split(" ");

/** Minor units of a unit of a currency, as Stripe writes its amounts (ISK and UGX differ from ISO 4217 there). */
export function minorUnitsPer(currency: string): number {
  const code = currency.toUpperCase();
  return withoutMinorUnit.includes(code) ? 1 : ofThousand.includes(code) ? 1000 : 100;
}

const intervals = ["day", "week", "month", "year"] as const;

/** Months between two bills of a recurring price; NaN where it has no interval, which is noted. */
export function monthsOf({ path, problems }: ReadObject, price: StripePrice): number {
  const { recurring } = price;
  if (typeof recurring !== "object" || recurring === null) {
    problems.add(`${path}.recurring`, "must have the interval of a recurring price", recurring);
    return Number.NaN;
  }
  const unit = intervals.find((name) => name === recurring.interval);
  if (unit === undefined) {
    const rule = 'must be one of "day", "week", "month", "year"';
    problems.add(`${path}.recurring.interval`, rule, recurring.interval);
    return Number.NaN;
  }
  const count: unknown = recurring.interval_count;
  if (typeof count !== "number" || !Number.isSafeInteger(count) || count < 1) {
    problems.add(`${path}.recurring.interval_count`, "must be a whole number of 1 or more", count);
    return Number.NaN;
  }
  return (count * lengthInDays(unit)) / lengthInDays("month");
}

/** What a quantity costs in a currency each interval, in its units (dollars, not cents); NaN where that is not known, which is noted. */
export function amountOf(
  at: ReadObject,
  price: StripePrice,
  { quantity, currency }: { readonly quantity: number; readonly currency: string },
): number {
  const terms = termsIn(at, price, currency);
  if (terms === null) return Number.NaN;
  const units = transform(at, price, quantity);
  const tiered = price.tiers_mode !== null && price.tiers_mode !== undefined;
  const amount = tiered ? tieredAmount(at, price, terms, units) : unitAmount(at, terms) * units;
  return amount / minorUnitsPer(currency);
}

/** The terms of a price in a currency. */
function termsIn(
  { path, problems }: ReadObject,
  price: StripePrice,
  currency: string,
): StripeUnitPrice | null {
  if (price.currency === currency) return price;
  const terms = price.currency_options?.[currency];
  if (terms === undefined)
    problems.add(
      `${path}.currency`,
      `must be that of what it is the price of ("${currency}")`,
      price.currency,
    );
  return terms ?? null;
}

/** A unit's amount in minor units, whole or with decimals. */
function unitAmount({ path, problems }: ReadObject, terms: StripeUnitPrice): number {
  const { unit_amount: whole, unit_amount_decimal: decimal } = terms;
  const amount = whole ?? numberOf(decimal);
  if (!Number.isFinite(amount))
    problems.add(`${path}.unit_amount`, "must be a number of minor units, or unit_amount_decimal one", whole);
  return amount;
}

const numberOf = (decimal: StripeDecimal | null | undefined): number =>
  decimal === null || decimal === undefined ? Number.NaN : Number(String(decimal));

/** The quantity that is billed: packages are divided and rounded first. */
function transform({ path, problems }: ReadObject, price: StripePrice, quantity: number): number {
  const rule = price.transform_quantity;
  if (rule === null || rule === undefined) return quantity;
  if (!(rule.divide_by > 0))
    problems.add(`${path}.transform_quantity.divide_by`, "must be a number above 0", rule.divide_by);
  const units = quantity / rule.divide_by;
  return rule.round === "up" ? Math.ceil(units) : Math.floor(units);
}

/** Graduated tiers add up, each for the units within it; of volume tiers the one that holds the quantity is for all. */
function tieredAmount(at: ReadObject, price: StripePrice, terms: StripeUnitPrice, units: number): number {
  const { tiers } = terms;
  if (tiers === undefined || tiers.length === 0) {
    at.problems.add(`${at.path}.tiers`, "must be expanded", tiers);
    return Number.NaN;
  }
  const cost = (tier: StripeTier, i: number, count: number): number => {
    const perUnit = numberOf(tier.unit_amount ?? tier.unit_amount_decimal ?? 0);
    const flat = numberOf(tier.flat_amount ?? tier.flat_amount_decimal ?? 0);
    if (!Number.isFinite(perUnit + flat))
      at.problems.add(`${at.path}.tiers[${i}]`, "must hold numbers of minor units", perUnit);
    return flat + perUnit * count;
  };
  let [sum, below] = [0, 0];
  for (const [i, tier] of tiers.entries()) {
    const top = tier.up_to ?? Number.POSITIVE_INFINITY;
    if (price.tiers_mode === "volume") {
      if (units <= top) return units > 0 ? cost(tier, i, units) : 0;
    } else if (units > below) sum += cost(tier, i, Math.min(units, top) - below);
    below = top;
  }
  return sum;
}
