/** From a log of orders to one history per customer: what the models of customers without contracts are fitted to. */
import { check, checkOptions, checkSufficient, isDense } from "../errors.js";
import { type AsyncOptions, overRows, runPieces } from "../pieces.js";
import { asLists } from "../tables/columns.js";
import { type CustomerId, numberOfBigInt } from "../tables/read-customers.js";
import type { TimeUnit } from "../time.js";
import type { EventLog } from "./event-log.js";
import { gatherHistories, type Histories } from "./histories.js";
import { settledOrders } from "./purchases.js";
import {
  type MergeWithin,
  type OrderLog,
  readOrders,
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
  /** Orders left out because they have no customer; 0 unless `withoutCustomer` is `"leaveOut"`. */
  readonly ordersWithoutCustomer: number;
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

/** How the amounts of each customer scatter, where the summary was asked for it. */
export interface VarianceColumn {
  /** Sample variance of the amounts of the repeat purchases (divisor `frequency` - 1); NaN (null in rows) at frequency below 2 or without amounts. */
  readonly monetaryVariance: Float64Array;
}

/** The fields that a summary carries along, as columns. */
export type CarriedColumns<Carried extends string> = { readonly [Name in Carried]: unknown[] };

/**
 * Summary of a log of orders: frequency, recency (t_x), T and monetary value of each customer.
 *
 * The log must hold each customer's first order, since ages count from it. `timeUnit` only scales the clock (weeks are
 * days / 7); which orders are one purchase is `mergeWithin`: by day by default, which on CDNOW gives the published
 * numbers. A purchase has the time of its first order and the sum of its amounts. T runs to `asOf`, by default the last
 * order of the log, never to today. Days are those of the local clock, so that a day across a change of daylight saving is
 * one day; hours are those that pass.
 *
 * Formula: x = purchases - 1; t_x = last - first; T = asOf - first; m_x = mean of the amounts after the first purchase.
 *
 * @param orders - Rows or columns, one entry per order, in any sequence.
 * @param options - Fields, `timeUnit`, `mergeWithin`, `refunds`, `zeroAmounts`, `exchangeRates`, `withoutCustomer`, `carry`, `asOf`,
 *   `timeZone`, `monetaryVariance`; see `TransactionOptions`.
 * @returns A table of columns with one entry per customer: pass it to `fit`, or to `toRows` for flat objects.
 * @throws {InvalidInputError} If a value cannot be read (the first ten rows are named), an order is after `asOf`, an
 *   amount is negative and `refunds` states no policy, a currency has no rate, or a carried field has the name of a column.
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
  options: TransactionOptions<Table, Carried> & { readonly monetaryVariance: true },
): TransactionSummary & VarianceColumn & CarriedColumns<Carried>;
/**
 * Reduces orders to one row per customer: repeat purchases, age at the last one, age now, and mean amount.
 * @param orders - Orders as rows or columns.
 * @param options - Where the fields are, the clock, the end of observation, currencies, refunds.
 * @returns Columns with one entry per customer.
 */
export function summarizeTransactions<Table extends object, const Carried extends string = never>(
  orders: Table,
  options?: TransactionOptions<Table, Carried>,
): TransactionSummary & CarriedColumns<Carried>;
export function summarizeTransactions<Table extends object, const Carried extends string = never>(
  orders: Table,
  options: TransactionOptions<Table, Carried> = {},
): TransactionSummary & CarriedColumns<Carried> {
  const where = "summarizeTransactions";
  checkOptions(where, options, [...transactionOptions, "monetaryVariance", "carry"]);
  const read = readOrders(where, orders, options);
  const { summary, histories } = summarize(read, read.log.asOf);
  return {
    ...summary,
    ...varianceColumn(read, histories, options.monetaryVariance),
    ...carriedColumns(read.log, histories.codes, options.carry ?? []),
  };
}

/** The variances of amounts, where they are asked for. */
export function varianceColumn(
  { log, orders }: OrderLog,
  { columns }: Histories,
  asked: boolean | undefined,
): VarianceColumn | Record<never, never> {
  check(
    asked === undefined || typeof asked === "boolean",
    log.where,
    "monetaryVariance",
    "must be true or false",
    asked,
  );
  if (asked !== true) return {};
  const { monetaryVariance } = columns;
  check(orders.amounts !== null, log.where, "monetaryVariance", "needs a field of amounts", asked);
  return asLists({ monetaryVariance });
}

/**
 * `summarizeTransactions` in pieces of under 40 milliseconds, between which a page or a server can do something else; it can be
 * stopped, and reports its progress.
 *
 * It takes some 10% longer than `summarizeTransactions`. The orders must stay as they are until it is done.
 *
 * @param orders - As in `summarizeTransactions`.
 * @param options - As in `summarizeTransactions`, with `signal` and `onProgress`.
 * @returns A promise of the same table, in every bit; rejected with what `summarizeTransactions` throws, or with the signal's
 *   reason.
 *
 * @example
 * const orders = { customer: ["ann", "bob", "ann"], time: ["2024-01-01", "2024-01-03", "2024-01-15"] };
 * const summary = await summarizeTransactionsAsync(orders, { timeUnit: "week", asOf: "2024-01-29" });
 * Array.from(summary.frequency); // => [1, 0]
 */
export function summarizeTransactionsAsync<Table extends object, const Carried extends string = never>(
  orders: Table,
  options: TransactionOptions<Table, Carried> & AsyncOptions = {},
): Promise<TransactionSummary & CarriedColumns<Carried>> {
  const { signal, onProgress, ...asked } = options;
  const work = () =>
    summarizeTransactions<Table, Carried>(orders, asked as TransactionOptions<Table, Carried>);
  return runPieces(work, { signal, onProgress });
}

/** The histories of the customers with a purchase up to an instant; what they bought after it is left to the holdout. */
export function summarize(
  { log, orders, timeUnit, mergeWithin, unit, clock }: OrderLog,
  end: number,
): { readonly summary: TransactionSummary; readonly histories: Histories } {
  const settled = orders.net ? settledOrders(orders) : { orders, unmatchedRefunds: 0 };
  const histories = gatherHistories({ ...settled.orders, unit, clock, end });
  const { codes } = histories;
  const { monetaryVariance: _, ...told } = histories.columns;
  const rule = `must leave a customer with a purchase at or before ${new Date(end).toISOString()}`;
  checkSufficient(codes.length > 0, log.where, "orders", rule, 0);
  const summary = {
    timeUnit,
    mergeWithin,
    timeZone: log.zone.name,
    asOf: new Date(end).toISOString(),
    customersWithoutPurchase: histories.withoutPurchase,
    ordersWithoutCustomer: log.withoutCustomer,
    unmatchedRefunds: settled.unmatchedRefunds,
    customer: customersAt(log.ids, codes),
    ...asLists(told),
  };
  return { summary, histories };
}

function customersAt(ids: ArrayLike<CustomerId>, codes: Int32Array): CustomerId[] {
  const create = () => new Array<CustomerId>(codes.length);
  return overRows(codes.length, create, (customers, from, to) => {
    for (let i = from; i < to; i++) customers[i] = ids[codes[i]!]!;
  });
}

const columns = [
  "customer",
  "frequency",
  "recency",
  "T",
  "monetaryValue",
  "monetaryVariance",
  "totalAmount",
  "sumLogGaps",
  "firstPurchase",
];

/** The fields to carry along, each from the customer's first order. */
export function carriedColumns<Carried extends string>(
  log: EventLog,
  codes: Int32Array,
  names: readonly Carried[],
): CarriedColumns<Carried> {
  check(isDense(names), log.where, "carry", "must be an array of field names", names);
  const firstRows = names.length === 0 ? codes : firstRowOfEach(log);
  const carried = names.map((name, i) => {
    const rule = "must name a field that is no column of the summary";
    check(typeof name === "string" && !columns.includes(name), log.where, `carry[${i}]`, rule, name);
    const column = log.table.column(`carry[${i}]`, name);
    const create = () => new Array<unknown>(codes.length);
    const take = (values: unknown[], from: number, to: number): void => {
      for (let k = from; k < to; k++) values[k] = carriedValue(column.at(firstRows[codes[k]!]!));
    };
    return [name, overRows(codes.length, create, take)];
  });
  return Object.fromEntries(carried) as CarriedColumns<Carried>;
}

/** A value as a result may hold it: null for what is missing, and a BigInt as identifiers are. */
function carriedValue(value: unknown): unknown {
  return typeof value === "bigint" ? numberOfBigInt(value) : (value ?? null);
}

/** The row of each customer's earliest order, the first in the log where two are simultaneous. */
function firstRowOfEach({ codes, ids, times }: EventLog): Int32Array {
  const create = () => new Int32Array(ids.length).fill(-1);
  return overRows(codes.length, create, (rows, from, to) => {
    for (let i = from; i < to; i++) {
      const code = codes[i]!;
      if (code >= 0 && (rows[code] === -1 || times[i]! < times[rows[code]!]!)) rows[code] = i;
    }
  });
}
