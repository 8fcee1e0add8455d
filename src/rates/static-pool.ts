import { readCurrencies } from "../data/currencies.js";
import { check, checkObject, checkOptions, checkSufficient } from "../errors.js";
import { createProblems } from "../tables/problems.js";
import { counts, nonNegativeNumbers, readNumbers, readWeights } from "../tables/read-numbers.js";
import { openTable, type TableField } from "../tables/table.js";

/** Where a table of customers keeps what each paid at the start and at the end. */
export interface PoolOptions<Table> {
  /** Field of the recurring amount at the start, 0 or more; default `opening`. */
  readonly opening?: TableField<Table> | undefined;
  /** Field of the recurring amount at the end, 0 or more, 0 for who left; default `closing`. */
  readonly closing?: TableField<Table> | undefined;
  /** Field of how many such customers a row stands for: a whole number; read if given, or if there is a field `weight`. */
  readonly weight?: TableField<Table> | undefined;
}

/** Retention of the customers who paid at the start; those who came later are left out. */
export interface StaticPoolRetention {
  /** How it was counted: by customer, over those who paid at the start. */
  readonly definition: "staticPool";
  /** Gross revenue retention: what each still pays, at most what each paid, over what all paid: 0 to 1. */
  readonly grossRetention: number;
  /** Net revenue retention: what they pay now over what they paid; above 1 when the pool grows. */
  readonly netRetention: number;
  /** Share of the customers who still pay something: 0 to 1. */
  readonly customerRetention: number;
  /** Customers in the pool. */
  readonly customers: number;
  /** Recurring revenue of the pool at the start. */
  readonly opening: number;
  /** Recurring revenue of the same customers at the end. */
  readonly closing: number;
}

/**
 * Gross and net revenue retention of a static pool: the customers who paid at the start, followed to the end.
 *
 * The investors' standard (net dollar retention of the customers of a year ago). Customers who came later are ignored,
 * and who left and came back counts as kept. With renewals once a year a month's pool hides who could not yet leave.
 *
 * Formula: GRR = Σ min(end, start) / Σ start, NRR = Σ end / Σ start, over customers with start > 0.
 *
 * @param customers - Rows or columns with the recurring amount of each customer at the start and at the end, and `weight`
 *   where a row stands for several customers alike, as a database groups them.
 * @param options - Field names.
 * @returns Retention by revenue, gross and net, and by customers, with the size of the pool.
 * @throws {InvalidInputError} If an amount is missing or negative, or a weight is no whole number.
 * @throws {InsufficientDataError} If nobody paid at the start.
 * @see KeyBanc Capital Markets, "SaaS Survey" (annual net dollar retention); Paddle, "Static pool" (guides).
 *
 * @example
 * const customers = [{ opening: 100, closing: 120 }, { opening: 50, closing: 0 }, { opening: 50, closing: 40 }];
 * const { grossRetention, netRetention } = staticPoolRetention(customers);
 * [grossRetention, netRetention]; // => [0.7, 0.8]
 */
export function staticPoolRetention<Table extends object>(
  customers: Table,
  options: PoolOptions<Table> = {},
): StaticPoolRetention {
  const where = "staticPoolRetention";
  checkOptions(where, options, ["opening", "closing", "weight"]);
  const pool = readPool(where, customers, options);
  const [opening, closing] = [total(pool, pool.opening), total(pool, pool.closing)];
  const staying = pool.closing.map((amount) => (amount > 0 ? 1 : 0));
  return {
    definition: "staticPool",
    grossRetention: total(pool, pool.kept) / opening,
    netRetention: closing / opening,
    customerRetention: total(pool, staying) / pool.customers,
    customers: pool.customers,
    opening,
    closing,
  };
}

/** The customers who paid at the start: what each paid then and now. */
export interface Pool {
  readonly opening: Float64Array;
  readonly closing: Float64Array;
  /** The lesser of the two for each customer. */
  readonly kept: Float64Array;
  /** How many customers each entry stands for, and how many they are in all. */
  readonly weight: Float64Array;
  readonly customers: number;
}

/** Reads the customers who paid at the start. */
export function readPool<Table extends object>(
  where: string,
  customers: Table,
  options: PoolOptions<Table>,
  argument = "customers",
): Pool {
  checkObject(where, "options", options);
  const table = openTable(where, argument, customers);
  const problems = createProblems(where);
  const openings = readNumbers(table.column("opening", options.opening), problems, nonNegativeNumbers);
  const closings = readNumbers(table.column("closing", options.closing), problems, nonNegativeNumbers);
  const weights =
    readWeights(table, problems, counts, options.weight) ?? new Float64Array(openings.length).fill(1);
  const { names } = readCurrencies(table, {}, problems);
  problems.throwIfAny();
  check(names.length <= 1, where, `${argument}.currency`, "must be one, as amounts are added", names);
  const inPool = (_: number, i: number) => openings[i]! > 0 && weights[i]! > 0;
  const [opening, closing, weight] = [openings, closings, weights].map((column) => column.filter(inPool));
  const pool = {
    opening: opening!,
    closing: closing!,
    kept: closing!.map((amount, i) => Math.min(amount, opening![i]!)),
    weight: weight!,
    customers: weight!.reduce((sum, count) => sum + count, 0),
  };
  checkSufficient(pool.customers > 0, where, argument, "must hold someone who paid at the start", 0);
  return pool;
}

/** Sum of a column over the customers of a pool. */
export function total({ weight }: Pool, values: Float64Array): number {
  return values.reduce((sum, value, i) => sum + weight[i]! * value, 0);
}
