import { createProblems } from "../data/problems.js";
import { readAmounts } from "../data/read-amounts.js";
import { type Field, openTable } from "../data/table.js";
import { checkObject, checkSufficient } from "../errors.js";

/** Where a table of customers keeps what each paid at the start and at the end. */
export interface PoolOptions<Table> {
  /** Field of the recurring amount at the start, 0 or more; default `opening`. */
  readonly opening?: Field<Table> | undefined;
  /** Field of the recurring amount at the end, 0 or more, 0 for who left; default `closing`. */
  readonly closing?: Field<Table> | undefined;
}

/** Retention of the customers who paid at the start, whoever came later. */
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
 * @param customers - Rows or columns with the recurring amount of each customer at the start and at the end.
 * @param options - Field names.
 * @returns Retention by revenue, gross and net, and by customers, with the size of the pool.
 * @throws {InvalidInputError} If an amount is missing or negative.
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
  const pool = readPool("staticPoolRetention", customers, options);
  const { length } = pool.opening;
  const opening = sum(pool.opening);
  const closing = sum(pool.closing);
  return {
    definition: "staticPool",
    grossRetention: sum(pool.kept) / opening,
    netRetention: closing / opening,
    customerRetention: pool.closing.filter((amount) => amount > 0).length / length,
    customers: length,
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
  const all = readAmounts(table.column("opening", options.opening), problems, { least: 0 });
  const ends = readAmounts(table.column("closing", options.closing), problems, { least: 0 });
  problems.throwIfAny();
  const inPool = (_: number, i: number) => all[i]! > 0;
  const opening = all.filter(inPool);
  const closing = ends.filter(inPool);
  checkSufficient(
    opening.length > 0,
    where,
    argument,
    "must hold someone who paid at the start",
    opening.length,
  );
  return { opening, closing, kept: closing.map((amount, i) => Math.min(amount, opening[i]!)) };
}

/** Sum of a column. */
export function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
