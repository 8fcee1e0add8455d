import type { PeriodLabel } from "../data/currencies.js";
import { check, checkCount, checkOptions, isList } from "../errors.js";
import { type RevenueBalanceOptions, readBalances } from "./revenue-balances.js";

/** Options of `revenueConcentration`. */
export interface ConcentrationOptions<Table> extends RevenueBalanceOptions<Table> {
  /** Numbers of the largest customers whose share is wanted; default 1, 5, 10. */
  readonly top?: readonly number[] | undefined;
}

/** The share of the largest customers in a period. */
export interface TopShare {
  /** The period. */
  readonly period: PeriodLabel;
  /** How many of the largest customers. */
  readonly top: number;
  /** What they pay. */
  readonly revenue: number;
  /** As a share of all revenue; null without revenue. */
  readonly share: number | null;
}

/** How concentrated the revenue of a period is. */
export interface ConcentrationPeriod {
  /** The period. */
  readonly period: PeriodLabel;
  /** All revenue. */
  readonly revenue: number;
  /** Customers who pay. */
  readonly customers: number;
  /** Sum of the squared shares (Herfindahl-Hirschman, from 0 to 1); null without revenue. */
  readonly herfindahl: number | null;
  /** Number of equal customers that would be as concentrated: 1 / Herfindahl; null without revenue. */
  readonly effectiveCustomers: number | null;
  /** Gini coefficient of the amounts of those who pay, 0 where all pay the same; null without revenue. */
  readonly gini: number | null;
}

/** Concentration of recurring revenue. */
export interface RevenueConcentration {
  /** One row for each period. */
  readonly periods: readonly ConcentrationPeriod[];
  /** One row for each period and number of customers. */
  readonly shares: readonly TopShare[];
}

const where = "revenueConcentration";

/**
 * Concentration of recurring revenue: the share of the largest customers, and how many customers of equal size there would be.
 *
 * Where a few customers are most of the revenue, their decisions are the churn rate, and intervals that take customers for many and alike are too narrow.
 *
 * Formula: share of the k largest; Herfindahl Σ sᵢ²; Gini Σᵢ (2i - n - 1) xᵢ / (n Σ x), x ascending.
 *
 * @param balances - Rows or columns of customer, period and amount: those of `recurringRevenue`.
 * @param options - Field names, `top`, `exchangeRates`.
 * @returns A row for each period, and the shares of the largest.
 * @throws {InvalidInputError} If a value is missing, an amount negative, or a currency without a rate.
 * @throws {InsufficientDataError} If there are no rows.
 * @see Hirschman (1964), "The paternity of an index", American Economic Review 54(5), 761-762.
 *
 * @example
 * const balances = [70, 20, 10].map((amount, i) => ({ customer: i, period: "2026-03", amount }));
 * const { periods, shares } = revenueConcentration(balances, { top: [1, 2] });
 * periods[0]; // ≈ { period: "2026-03", revenue: 100, customers: 3, herfindahl: 0.54, effectiveCustomers: 1.85, gini: 0.4 }
 * shares.map(({ share }) => share); // ≈ [0.7, 0.9]
 */
export function revenueConcentration<Table extends object>(
  balances: Table,
  options: ConcentrationOptions<Table> = {},
): RevenueConcentration {
  checkOptions(where, options, [
    ...(["top", "customer", "period", "amount", "currency", "exchangeRates", "periods", "timeZone"] as const),
  ]);
  const { top = [1, 5, 10] } = options;
  check(isList(top), where, "top", "must be an array of whole numbers", top);
  const wanted = Array.from(top);
  for (const [i, count] of wanted.entries()) checkCount(where, `top[${i}]`, count, 1);
  const read = readBalances(where, balances, options);
  const periods: ConcentrationPeriod[] = [];
  const shares: TopShare[] = [];
  const amounts = new Float64Array(read.ids.length);
  for (const [place, period] of read.periods.entries()) {
    amounts.fill(0);
    read.forEachRow(place, (customer, amount, currency) => {
      amounts[customer]! += amount * read.rate(currency, place);
    });
    const paid = amounts.filter((amount) => amount > 0).sort();
    const revenue = paid.reduce((sum, amount) => sum + amount, 0);
    periods.push({ period, ...measure(paid, revenue) });
    for (const count of wanted) {
      const own = paid.subarray(Math.max(0, paid.length - count)).reduce((sum, amount) => sum + amount, 0);
      shares.push({ period, top: count, revenue: own, share: revenue > 0 ? own / revenue : null });
    }
  }
  return { periods, shares };
}

function measure(paid: Float64Array, revenue: number): Omit<ConcentrationPeriod, "period"> {
  const customers = paid.length;
  if (customers === 0) return { revenue, customers, herfindahl: null, effectiveCustomers: null, gini: null };
  const herfindahl = paid.reduce((sum, amount) => sum + (amount / revenue) ** 2, 0);
  const ranked = paid.reduce((sum, amount, i) => sum + (2 * (i + 1) - customers - 1) * (amount / revenue), 0);
  return {
    revenue,
    customers,
    herfindahl,
    effectiveCustomers: 1 / herfindahl,
    gini: Math.max(0, ranked / customers),
  };
}
