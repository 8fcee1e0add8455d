/** From a log of orders to one history per customer: what the models of customers without contracts are fitted to. */
import { check, checkOptions, checkSufficient } from "../errors.js";
import type { TimeUnit } from "../time.js";
import type { EventLog } from "./event-log.js";
import type { CustomerId } from "./read-customers.js";
import {
  type MergeWithin,
  type PurchaseLog,
  readPurchases,
  type TransactionOptions,
  transactionOptions,
} from "./transaction-options.js";

/** One history per customer, as columns; customers stand in the order of their first appearance in the log. */
export interface TransactionSummary {
  /** Unit of `recency`, `T` and of the gaps in `sumLogGaps`. */
  readonly timeUnit: TimeUnit;
  /** Within which period orders were merged into purchases. */
  readonly mergeWithin: MergeWithin;
  /** Time zone of that period. */
  readonly timeZone: string;
  /** End of observation, as an ISO instant. */
  readonly asOf: string;
  /** Customers left out because all their orders were refunded or left out. */
  readonly customersWithoutPurchase: number;
  /** Sum of refunds that no earlier purchase of their customer could bear; 0 unless `refunds` is `"net"`. */
  readonly unmatchedRefunds: number;
  /** Identifier of each customer. */
  readonly customer: CustomerId[];
  /** Number of repeat purchases (purchases after the first): whole, 0 or more. */
  readonly frequency: Float64Array;
  /**
   * Age of the customer at the last purchase, in `timeUnit`: the field's t_x, 0 for one-time buyers. Not the time since
   * the last purchase, which CRM tools call recency: that is `T - recency`.
   */
  readonly recency: Float64Array;
  /** Age of the customer at the end of observation, in `timeUnit`. */
  readonly T: Float64Array;
  /** Mean amount of the repeat purchases; NaN (null in rows) at frequency 0 or without amounts. */
  readonly monetaryValue: Float64Array;
  /** Sum of the amounts of all purchases, the first included; NaN (null in rows) without amounts. */
  readonly totalAmount: Float64Array;
  /** Sum of the natural logarithms of the gaps between purchases, in `timeUnit`: what the timing-regularity models need. */
  readonly sumLogGaps: Float64Array;
  /** Time of the first purchase, in milliseconds since 1970. */
  readonly firstPurchase: Float64Array;
}

/** The fields that a summary carries along, as columns. */
export type CarriedColumns<Carried extends string> = { readonly [Name in Carried]: unknown[] };

/**
 * Summary of a log of orders: frequency, recency (t_x), T and monetary value of each customer.
 *
 * The log must hold each customer's first order, since ages count from it. `timeUnit` only scales the clock (weeks are
 * days / 7); which orders are one purchase is `mergeWithin`: by day by default, which on CDNOW gives the published
 * numbers. A purchase has the time of its first order and the sum of its amounts. T runs to `asOf`, by default the last
 * order of the log, never to today.
 *
 * Formula: x = purchases - 1; t_x = last - first; T = asOf - first; m_x = mean of the amounts after the first purchase.
 *
 * @param orders - Rows or columns, one entry per order, in any sequence.
 * @param options - Fields, `timeUnit`, `mergeWithin`, `refunds`, `zeroAmounts`, `carry`, `asOf`, `timeZone`; see `TransactionOptions`.
 * @returns A table of columns with one entry per customer: pass it to `fit`, or to `toRows` for flat objects.
 * @throws {InvalidInputError} If a value cannot be read (the first ten rows are named), an order is after `asOf`, an
 *   amount is negative and `refunds` states no policy, or a carried field has the name of a column.
 * @throws {InsufficientDataError} If the log is empty, or no customer is left with a purchase.
 * @see Fader, Hardie & Lee (2005), "Counting Your Customers" the Easy Way, Marketing Science 24(2), 275-284, section 3.
 *
 * @example
 * const orders = [
 *   { customer: "ann", time: "2024-01-01", amount: 20 },
 *   { customer: "bob", time: "2024-01-03", amount: 35 },
 *   { customer: "ann", time: "2024-01-15", amount: 30 },
 *   { customer: "ann", time: "2024-01-15", amount: 12 },
 * ];
 * const { customer, frequency, recency, T, monetaryValue } = summarizeTransactions(orders, { timeUnit: "week", asOf: "2024-01-29" });
 * toRows({ customer, frequency, recency, T, monetaryValue });
 * // ≈ [{ customer: "ann", frequency: 1, recency: 2, T: 4, monetaryValue: 42 },
 * //    { customer: "bob", frequency: 0, recency: 0, T: 3.714, monetaryValue: null }]
 */
export function summarizeTransactions<Table extends object, const Carried extends string = never>(
  orders: Table,
  options: TransactionOptions<Table, Carried> = {},
): TransactionSummary & CarriedColumns<Carried> {
  const where = "summarizeTransactions";
  checkOptions(where, options, [...transactionOptions, "carry"]);
  const read = readPurchases(where, orders, options);
  const codes = customersWithPurchase(read, read.log.asOf);
  const carried = carriedColumns(read, codes, options.carry ?? []);
  return { ...summarize(read, codes, read.log.asOf), ...carried };
}

/** The histories of some customers up to an instant; what they bought after it is left to the holdout. */
export function summarize(read: PurchaseLog, codes: Int32Array, end: number): TransactionSummary {
  const { log, purchases, timeUnit, mergeWithin } = read;
  const columns = createColumns(codes.length);
  for (let i = 0; i < codes.length; i++) {
    columns.customer[i] = log.ids[codes[i]!]!;
    fillHistory(columns, i, { read, code: codes[i]!, end });
  }
  return {
    timeUnit,
    mergeWithin,
    timeZone: log.zone.name,
    asOf: new Date(end).toISOString(),
    customersWithoutPurchase: countEmpty(purchases.starts),
    unmatchedRefunds: purchases.unmatchedRefunds,
    ...columns,
  };
}

function createColumns(length: number) {
  const column = () => new Float64Array(length);
  return {
    customer: new Array<CustomerId>(length),
    frequency: column(),
    recency: column(),
    T: column(),
    monetaryValue: column(),
    totalAmount: column(),
    sumLogGaps: column(),
    firstPurchase: column(),
  };
}

/** Writes the history of one customer into row i. */
function fillHistory(
  columns: ReturnType<typeof createColumns>,
  i: number,
  { read, code, end }: { readonly read: PurchaseLog; readonly code: number; readonly end: number },
): void {
  const { purchases, hasAmounts, unit } = read;
  const { starts, times, amounts } = purchases;
  const start = starts[code]!;
  const stop = starts[code + 1]!;
  const first = times[start]!;
  let last = start;
  let repeats = 0;
  // One logarithm for as many gaps as a product can hold.
  let logGaps = 0;
  let product = 1;
  for (let p = start + 1; p < stop && times[p]! <= end; last = p++) {
    repeats += amounts[p]!;
    product *= (times[p]! - times[last]!) / unit;
    if (product > 1e-100 && product < 1e100) continue;
    logGaps += Math.log(product);
    product = 1;
  }
  logGaps += Math.log(product);
  columns.frequency[i] = last - start;
  columns.recency[i] = (times[last]! - first) / unit;
  columns.T[i] = (end - first) / unit;
  columns.monetaryValue[i] = hasAmounts && last > start ? repeats / (last - start) : Number.NaN;
  columns.totalAmount[i] = hasAmounts ? repeats + amounts[start]! : Number.NaN;
  // Two orders at one instant that are not merged leave a gap of 0, whose logarithm is none.
  columns.sumLogGaps[i] = Number.isFinite(logGaps) ? logGaps : Number.NaN;
  columns.firstPurchase[i] = first;
}

function countEmpty(starts: Int32Array): number {
  let empty = 0;
  for (let c = 1; c < starts.length; c++) if (starts[c] === starts[c - 1]) empty++;
  return empty;
}

/** Codes of the customers whose first purchase is at or before an instant. */
export function customersWithPurchase({ log, purchases }: PurchaseLog, end: number): Int32Array {
  const { starts, times } = purchases;
  const all = new Int32Array(log.ids.length);
  let count = 0;
  for (let c = 0; c < all.length; c++)
    if (starts[c]! < starts[c + 1]! && times[starts[c]!]! <= end) all[count++] = c;
  const codes = all.subarray(0, count);
  const rule = `must leave a customer with a purchase at or before ${new Date(end).toISOString()}`;
  checkSufficient(codes.length > 0, log.where, "orders", rule, 0);
  return codes;
}

const columns = [
  "customer",
  "frequency",
  "recency",
  "T",
  "monetaryValue",
  "totalAmount",
  "sumLogGaps",
  "firstPurchase",
];

/** The fields to carry along, each from the customer's first order. */
export function carriedColumns<Carried extends string>(
  { log }: PurchaseLog,
  codes: Int32Array,
  names: readonly Carried[],
): CarriedColumns<Carried> {
  check(Array.isArray(names), log.where, "carry", "must be an array of field names", names);
  const firstRows = names.length === 0 ? codes : firstRowOfEach(log);
  const carried = names.map((name, i) => {
    const rule = "must name a field that is no column of the summary";
    check(typeof name === "string" && !columns.includes(name), log.where, `carry[${i}]`, rule, name);
    const column = log.table.column(`carry[${i}]`, name);
    return [name, Array.from(codes, (c) => column.at(firstRows[c]!))];
  });
  return Object.fromEntries(carried) as CarriedColumns<Carried>;
}

/** The row of each customer's earliest order, the first in the log where two are simultaneous. */
function firstRowOfEach({ codes, ids, times }: EventLog): Int32Array {
  const rows = new Int32Array(ids.length).fill(-1);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (code >= 0 && (rows[code] === -1 || times[i]! < times[rows[code]!]!)) rows[code] = i;
  }
  return rows;
}
