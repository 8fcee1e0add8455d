/** Mean revenue per customer with its interval. */
import { readCurrencies } from "../data/currencies.js";
import { check, checkChoice, checkSufficient } from "../errors.js";
import type { Interval } from "../inference/interval.js";
import { momentsOfMean, skewnessCorrectedEnds, spreadOfRatio } from "../inference/mean-interval.js";
import { createProblems } from "../tables/problems.js";
import { readCustomers } from "../tables/read-customers.js";
import { finiteNumbers, readNumbers } from "../tables/read-numbers.js";
import { openTable, type TableField } from "../tables/table.js";
import { checkLevel, type LevelOptions } from "./churn-interval.js";

/** Where a table keeps customers and amounts, and how the interval is made. */
export interface RevenuePerCustomerOptions<Table> extends LevelOptions {
  /** Field of the customer's identifier; default `customer`. */
  readonly customer?: TableField<Table> | undefined;
  /** Field of the amount, of either sign; default `amount`. Rows of one customer are summed. */
  readonly amount?: TableField<Table> | undefined;
  /** `"skewnessCorrected"` (default), or `"jackknife"`: Student's t without the correction, which is too short at its upper end. */
  readonly method?: "skewnessCorrected" | "jackknife" | undefined;
}

/** Mean revenue per customer. */
export interface RevenuePerCustomer extends Interval<number | null> {
  /** The mean, in the currency of the amounts. */
  readonly estimate: number;
  /** Customers in the table. */
  readonly customers: number;
  /** Their revenue in all. */
  readonly revenue: number;
}

/**
 * Mean revenue per customer (ARPU, ARPA) of the customers in a table, with its interval.
 *
 * Customers who paid nothing count only if they have a row, of amount 0. The interval is about the mean of customers like
 * these who decide independently; where few pay most of it, few customers say little: below 50 of them it holds the truth
 * less often than it says.
 *
 * Formula: Σ amounts / customers; ends by Student's t of Hall's cubic transform, with the skewness over customers.
 *
 * @param rows - Rows or columns of customer and amount; several rows of one customer are summed.
 * @param options - Field names; `level`, 0.95 if left out; `method`.
 * @returns Mean, revenue and customers; the ends are null for one customer, and where all bring the same.
 * @throws {InvalidInputError} If a row cannot be read, or amounts are in several currencies.
 * @throws {InsufficientDataError} If there is no row.
 * @see Hall (1992), "On the removal of skewness by transformation", JRSS B 54(1), 221-228.
 *
 * @example
 * const payments = [12, 9, 30, 14, 9, 85, 11, 20].map((amount, i) => ({ customer: `c${i}`, amount }));
 * revenuePerCustomer(payments);
 * // ≈ { customers: 8, revenue: 190, estimate: 23.75, lower: 9.27, upper: 98.37, level: 0.95, method: "skewnessCorrected" }
 */
export function revenuePerCustomer<Table extends object>(
  rows: Table,
  options: RevenuePerCustomerOptions<Table> = {},
): RevenuePerCustomer {
  const where = "revenuePerCustomer";
  const { level, tail } = checkLevel(where, options, ["customer", "amount", "method"]);
  const { method = "skewnessCorrected" } = options;
  checkChoice(where, "method", method, ["skewnessCorrected", "jackknife"]);
  const sums = sumByCustomer(where, rows, options);
  const n = sums.length;
  let [x, xx, xxx, least] = [0, 0, 0, 0];
  for (const sum of sums) {
    x += sum;
    xx += sum ** 2;
    xxx += sum ** 3;
    least = Math.min(least, sum);
  }
  const spread = spreadOfRatio(momentsOfMean(n, x, xx, xxx));
  const used = spread && method === "jackknife" ? { ...spread, skewness: 0 } : spread;
  const ends = used && skewnessCorrectedEnds(x / n, used, n - 1, tail);
  const lower = ends && (least < 0 ? ends.lower : Math.max(0, ends.lower));
  return { customers: n, revenue: x, estimate: x / n, lower, upper: ends?.upper ?? null, level, method };
}

function sumByCustomer<Table extends object>(
  where: string,
  rows: Table,
  options: RevenuePerCustomerOptions<Table>,
): Float64Array {
  const table = openTable(where, "rows", rows);
  const problems = createProblems(where);
  const { codes, ids } = readCustomers(table.column("customer", options.customer), problems);
  const amounts = readNumbers(table.column("amount", options.amount), problems, finiteNumbers);
  const { names } = readCurrencies(table, {}, problems);
  problems.throwIfAny();
  check(names.length <= 1, where, "rows.currency", "must be one, as amounts are added", names);
  checkSufficient(ids.length > 0, where, "rows", "must hold at least one row", 0);
  const sums = new Float64Array(ids.length);
  for (const [row, code] of codes.entries()) sums[code]! += amounts[row]!;
  return sums;
}
