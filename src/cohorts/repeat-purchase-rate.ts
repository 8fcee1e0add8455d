/** The share of customers who buy again. */

import { eventLogOptions } from "../data/event-log.js";
import { check, checkCount, checkFraction, checkOptions, checkPositive, checkSufficient } from "../errors.js";
import type { Interval } from "../inference/interval.js";
import { wilsonEnds } from "../inference/score-interval.js";
import { elapsed } from "../tables/elapsed.js";
import { type PurchaseOptions, readPurchases } from "./purchases.js";
import { type RepeatByOrderRow, repeatByOrder } from "./repeat-by-order.js";

/** Options of `repeatPurchaseRate`. */
export interface RepeatPurchaseOptions<Table> extends PurchaseOptions<Table> {
  /** Days by the local clock after the first purchase within which the second must come; left out, any time until `asOf`. */
  readonly within?: number | undefined;
  /** Confidence level, above 0 and below 1; default 0.95. */
  readonly level?: number | undefined;
}

/** Options of `repeatPurchaseRate` for every order, not only the first. */
export interface RepeatByOrderOptions<Table> extends PurchaseOptions<Table> {
  /** One row for each number of an order. */
  readonly by: "order";
  /** Days of 24 hours within which the next order must come; left out, any time until `asOf`. */
  readonly within?: number | undefined;
  /** Last order shown; default all that anybody placed. */
  readonly upTo?: number | undefined;
}

/** The share of customers who bought again, with its interval and its counts. */
export interface RepeatPurchaseRate extends Interval {
  /** Customers with a second purchase (in time). */
  readonly repeating: number;
  /** Customers who count: all, or those whose first purchase is at least `within` days old. */
  readonly eligible: number;
  /** Days allowed; null for no limit. */
  readonly within: number | null;
}

const where = "repeatPurchaseRate";

/**
 * Repeat-purchase rate: the share of customers who made a second purchase, orders of one day counting as one.
 *
 * Without `within`, customers of last week count as one-time buyers though they had no time to return, so a growing shop
 * looks worse than it is. With `within`, only customers who have had that long count.
 *
 * Formula: customers with 2 or more purchases / customers; with `within`, second purchase within so many days of the first,
 * over customers whose first is at least so many days before `asOf`.
 *
 * With `by: "order"` the same for every order: of those who placed the n-th, who placed the next. There `within` counts days of 24 hours, and
 * `kaplanMeierWithin` takes each customer for as long as was watched.
 *
 * @param orders - The log: rows (objects), or columns by name, one entry per order in any order.
 * @param options - Where customer and time are found, `within`, `mergeWithin` and `level`; `by: "order"` and `upTo`.
 * @returns The share, a fraction, with Wilson's interval for the underlying rate if customers decide independently, and
 *   the counts; with `by: "order"`, a row for each number of an order.
 * @throws {InvalidInputError} If rows cannot be read or lie after a stated `asOf`.
 * @throws {InsufficientDataError} If no customer has been a customer for `within` days.
 *
 * @example
 * const orders = [
 *   { customer: "ann", time: "2024-01-05" },
 *   { customer: "ann", time: "2024-02-01" },
 *   { customer: "bob", time: "2024-01-20" },
 *   { customer: "cem", time: "2024-03-25" },
 * ];
 * repeatPurchaseRate(orders, { asOf: "2024-04-01" }).estimate; // ≈ 0.333
 * repeatPurchaseRate(orders, { asOf: "2024-04-01", within: 30 }).estimate; // => 0.5
 * repeatPurchaseRate(orders, { asOf: "2024-04-01", by: "order" }).map(({ order, reached, again }) => [order, reached, again]);
 * // => [[1, 3, 1], [2, 1, 0]]
 */
export function repeatPurchaseRate<Table extends object>(
  orders: Table,
  options: RepeatByOrderOptions<Table>,
): readonly RepeatByOrderRow[];
/**
 * Share of customers who order again, of those who could.
 * @param orders - Orders as rows or columns.
 * @param options - Where the fields are, `asOf`, `within` days, and the zone.
 * @returns The rate with its interval.
 */
export function repeatPurchaseRate<Table extends object>(
  orders: Table,
  options?: RepeatPurchaseOptions<Table>,
): RepeatPurchaseRate;
export function repeatPurchaseRate<Table extends object>(
  orders: Table,
  options: RepeatPurchaseOptions<Table> | RepeatByOrderOptions<Table> = {},
): RepeatPurchaseRate | readonly RepeatByOrderRow[] {
  if (typeof options === "object" && options !== null && "by" in options) return byOrder(orders, options);
  return ofFirst(orders, options as RepeatPurchaseOptions<Table>);
}

function byOrder<Table extends object>(orders: Table, options: RepeatByOrderOptions<Table>) {
  checkOptions(where, options, [...eventLogOptions, "by", "within", "upTo", "mergeWithin"]);
  const { by, within = null, upTo } = options;
  check(by === "order", where, "by", 'must be "order"', by);
  if (within !== null) checkPositive(where, "within", within);
  if (upTo !== undefined) checkCount(where, "upTo", upTo, 1);
  const { log, purchases } = readPurchases(where, orders, options, false);
  return repeatByOrder(log, purchases, { within, upTo: upTo ?? Number.POSITIVE_INFINITY });
}

function ofFirst<Table extends object>(
  orders: Table,
  options: RepeatPurchaseOptions<Table>,
): RepeatPurchaseRate {
  checkOptions(where, options, [...eventLogOptions, "within", "level", "mergeWithin"]);
  const { log, purchases } = readPurchases(where, orders, options, false);
  const { starts, times } = purchases;
  const { within = null, level = 0.95 } = options;
  if (within !== null) checkPositive(where, "within", within);
  checkFraction(where, "level", level, "open");
  const limit = within === null ? Number.POSITIVE_INFINITY : within * 86_400_000;
  let [eligible, repeating] = [0, 0];
  for (let c = 0; c < log.ids.length; c++) {
    const [from, to] = [starts[c] as number, starts[c + 1] as number];
    const passed = (time: number) => elapsed(log.zone, times[from] as number, time, "day");
    if (from === to || (within !== null && passed(log.asOf) < limit)) continue;
    eligible++;
    if (to - from > 1 && passed(times[from + 1] as number) <= limit) repeating++;
  }
  checkSufficient(
    eligible > 0,
    where,
    "orders",
    `must hold a first purchase at least ${within} days before asOf`,
    0,
  );
  const estimate = repeating / eligible;
  const bounded = wilsonEnds({ x: repeating, n: eligible }, (1 - level) / 2);
  return { estimate, ...bounded, level, method: "wilson", repeating, eligible, within };
}
