/** A log of orders in two parts: histories to fit a model to, and what the same customers did afterwards. */
import { check, checkOptions } from "../errors.js";
import { asLists } from "../tables/columns.js";
import { elapsed } from "../tables/elapsed.js";
import { readTime, type TimeInput } from "../tables/read-times.js";
import {
  type CarriedColumns,
  carriedColumns,
  summarize,
  type TransactionSummary,
  type VarianceColumn,
  varianceColumn,
} from "./summarize-transactions.js";
import { readOrders, type TransactionOptions, transactionOptions } from "./transaction-options.js";

/** What a split is told: the options of `summarizeTransactions`, and where calibration ends. */
export interface SplitOptions<Table, Carried extends string = string>
  extends TransactionOptions<Table, Carried> {
  /** Last instant of the calibration period: an order at this very instant belongs to it. A date alone is its first moment. */
  readonly calibrationEnd: TimeInput;
}

/** Histories up to the end of calibration (`asOf`), with the holdout purchases of the same customers. */
export interface CalibrationHoldout extends TransactionSummary {
  /** End of the holdout period, as an ISO instant. */
  readonly holdoutEnd: string;
  /** Length of the holdout period, in `timeUnit`. */
  readonly holdoutDuration: number;
  /** Customers whose first purchase falls into the holdout period: they are left out. */
  readonly customersAcquiredInHoldout: number;
  /** Number of purchases in the holdout period. */
  readonly holdoutFrequency: Float64Array;
  /** Mean amount of those purchases; NaN (null in rows) where there are none, or no amounts. */
  readonly holdoutMonetaryValue: Float64Array;
  /** Sum of the amounts of those purchases; NaN (null in rows) without amounts. */
  readonly holdoutAmount: Float64Array;
}

/**
 * Splits a log of orders into calibration and holdout: fit a model to the first part, judge it on the second.
 *
 * Orders are merged before the split, so a purchase belongs to the part in which its first order falls. Customers
 * acquired during the holdout are left out and counted: no model of the calibration period can know of them.
 *
 * @param orders - Rows or columns, one entry per order, in any sequence.
 * @param options - `calibrationEnd`, and the options of `summarizeTransactions`; the holdout ends at `asOf`, by default the last order.
 * @returns The columns of `summarizeTransactions` up to `calibrationEnd`, with the holdout columns beside them.
 * @throws {InvalidInputError} As `summarizeTransactions` does, or if `calibrationEnd` is not before the end of the holdout.
 * @throws {InsufficientDataError} If no customer has a purchase by `calibrationEnd`.
 * @see Fader, Hardie & Lee (2005), "Counting Your Customers" the Easy Way, Marketing Science 24(2), 275-284, section 4.
 *
 * @example
 * const orders = [
 *   { customer: "ann", time: "2024-01-01", amount: 20 },
 *   { customer: "ann", time: "2024-01-15", amount: 30 },
 *   { customer: "ann", time: "2024-02-10", amount: 25 },
 *   { customer: "bob", time: "2024-02-20", amount: 35 },
 * ];
 * const split = splitCalibrationHoldout(orders, { calibrationEnd: "2024-01-31", asOf: "2024-03-01" });
 * const { customer, frequency, recency, T, holdoutFrequency, holdoutAmount } = split;
 * toRows({ customer, frequency, recency, T, holdoutFrequency, holdoutAmount });
 * // => [{ customer: "ann", frequency: 1, recency: 14, T: 30, holdoutFrequency: 1, holdoutAmount: 25 }]
 * split.customersAcquiredInHoldout; // => 1
 */
export function splitCalibrationHoldout<Table extends object, const Carried extends string = never>(
  orders: Table,
  options: SplitOptions<Table, Carried> & { readonly monetaryVariance: true },
): CalibrationHoldout & VarianceColumn & CarriedColumns<Carried>;
/**
 * Summarises orders up to a date and counts what the same customers buy after it.
 * @param orders - Orders as rows or columns.
 * @param options - `calibrationEnd`, where the fields are, the clock, the end of observation.
 * @returns Columns with one entry per customer of the calibration period.
 */
export function splitCalibrationHoldout<Table extends object, const Carried extends string = never>(
  orders: Table,
  options: SplitOptions<Table, Carried>,
): CalibrationHoldout & CarriedColumns<Carried>;
export function splitCalibrationHoldout<Table extends object, const Carried extends string = never>(
  orders: Table,
  options: SplitOptions<Table, Carried>,
): CalibrationHoldout & CarriedColumns<Carried> {
  const where = "splitCalibrationHoldout";
  checkOptions(where, options, [...transactionOptions, "monetaryVariance", "calibrationEnd", "carry"]);
  const read = readOrders(where, orders, options);
  const { zone, asOf } = read.log;
  const numbers = options.numericTime ?? null;
  const end = readTime(where, "calibrationEnd", options.calibrationEnd, { zone, numbers });
  const rule = `must be before the end of the holdout (${new Date(asOf).toISOString()})`;
  check(end < asOf, where, "calibrationEnd", rule, options.calibrationEnd);
  const { summary, histories } = summarize(read, end);
  const { codes, holdoutFrequency, acquiredLater } = histories;
  const holdoutAmount =
    read.orders.amounts === null ? new Float64Array(codes.length).fill(Number.NaN) : histories.holdoutAmount;
  return asLists({
    ...summary,
    ...varianceColumn(read, histories, options.monetaryVariance),
    ...carriedColumns(read.log, codes, options.carry ?? []),
    holdoutEnd: new Date(asOf).toISOString(),
    holdoutDuration: elapsed(zone, end, asOf, read.timeUnit) / read.unit,
    customersAcquiredInHoldout: acquiredLater,
    holdoutFrequency,
    holdoutMonetaryValue: holdoutAmount.map((amount, i) => amount / holdoutFrequency[i]!),
    holdoutAmount,
  });
}
