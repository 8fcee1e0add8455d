/** Recency, frequency and monetary value: quintile scores and named segments. */

import { type CurrencyOptions, currencyOptions } from "../data/currencies.js";
import { eventLogOptions, type WithoutCustomer } from "../data/event-log.js";
import type { TransactionOptions } from "../data/transaction-options.js";
import { checkOptions, checkSufficient } from "../errors.js";
import { asLists } from "../tables/columns.js";
import { elapsed } from "../tables/elapsed.js";
import type { CustomerId } from "../tables/read-customers.js";
import type { TableField } from "../tables/table.js";
import { type PurchaseOptions, readPurchases } from "./purchases.js";
import { range, rules, scoreOf, segmentOf } from "./rfm-scores.js";

const where = "rfm";
const day = 86_400_000;
const own = ["amount", "mergeWithin", "refunds", "zeroAmounts", "withoutCustomer"] as const;

/** Options of `rfm`. */
export interface RfmOptions<Table>
  extends PurchaseOptions<Table>,
    CurrencyOptions<Table>,
    WithoutCustomer,
    Pick<TransactionOptions<Table>, "refunds" | "zeroAmounts"> {
  /** Field of the amount of an order; default `amount`. */
  readonly amount?: TableField<Table> | undefined;
}

/** One entry per customer, in order of first appearance in the log. */
export interface RfmCustomers {
  /** The customer. */
  readonly customer: readonly CustomerId[];
  /** Days by the local clock from the last purchase to the end of observation. This is not the `recency` of the purchase models, which is t_x. */
  readonly daysSinceLast: Float64Array;
  /** Number of purchases, the first included. */
  readonly purchases: Float64Array;
  /** Sum of the amounts. */
  readonly amount: Float64Array;
  /** 1 (longest ago) to 5 (most recent). */
  readonly recencyScore: Float64Array;
  /** 1 (fewest purchases) to 5 (most). */
  readonly frequencyScore: Float64Array;
  /** 1 (least spent) to 5 (most). */
  readonly monetaryScore: Float64Array;
  /** Name of the segment: see the rules beside it. */
  readonly segment: readonly string[];
}

/** A named segment, its rule, and who is in it. */
export interface RfmSegment {
  /** Name of the segment. */
  readonly segment: string;
  /** The scores that make it, in words. */
  readonly rule: string;
  /** Customers in it. */
  readonly customers: number;
  /** Those customers as a fraction of all. */
  readonly share: number;
  /** What they have spent. */
  readonly amount: number;
}

/** Scores and segments of customers. */
export interface Rfm {
  /** End of observation, as an ISO instant. */
  readonly asOf: string;
  /** Customers left out because all their orders were refunded or left out. */
  readonly customersWithoutPurchase: number;
  /** Orders left out because they have no customer; 0 unless `withoutCustomer` is `"leaveOut"`. */
  readonly ordersWithoutCustomer: number;
  /** Sum of refunds that no earlier purchase of their customer could bear; 0 unless `refunds` is `"net"`. */
  readonly unmatchedRefunds: number;
  /** The segments, best recency first. */
  readonly segments: readonly RfmSegment[];
  /** Scores and segment of each customer, as columns; `toRows` makes rows of them. */
  readonly customers: RfmCustomers;
}

/**
 * RFM: customers scored 1 to 5 by recency, frequency and amount, and put into ten named segments.
 *
 * Scores are relative to the other customers: half of a dying customer base still scores well. Where most customers bought
 * once, they tie and share the lowest frequency score, and some scores stay empty; quantile tools that split ties at
 * random give equal customers different scores. To rank customers by what they will do, fit a purchase model.
 *
 * Formula: score = 1 + floor(5 × share of customers strictly below); ties share the lower score.
 *
 * @param orders - The log: rows (objects), or columns by name, one entry per order in any order.
 * @param options - Where customer, time and amount are found, `mergeWithin`, `refunds`, `zeroAmounts`, `exchangeRates`, `withoutCustomer`.
 * @returns Segments with their rules and counts, and the scores of each customer.
 * @throws {InvalidInputError} If rows cannot be read, an amount is negative and `refunds` states no policy, a currency has no
 *   rate, or orders lie after a stated `asOf`.
 * @throws {InsufficientDataError} If the log is empty, or no customer is left with a purchase.
 * @see Hughes (1994), "Strategic Database Marketing", on scoring by quintiles.
 *
 * @example
 * const orders = [
 *   { customer: "ann", time: "2024-01-05", amount: 20 },
 *   { customer: "ann", time: "2024-03-20", amount: 30 },
 *   { customer: "bob", time: "2024-01-20", amount: 90 },
 * ];
 * const { customers, segments } = rfm(orders, { asOf: "2024-04-01" });
 * toRows(customers)[0];
 * // => { customer: "ann", daysSinceLast: 12, purchases: 2, amount: 50, recencyScore: 3, frequencyScore: 3, monetaryScore: 1, segment: "need attention" }
 * segments.find((row) => row.segment === "need attention")?.rule; // => "recency 3, frequency 3"
 */
export function rfm<Table extends object>(orders: Table, options: RfmOptions<Table> = {}): Rfm {
  checkOptions(where, options, [...eventLogOptions, ...currencyOptions, ...own]);
  const { log, purchases: read } = readPurchases(where, orders, options, true);
  const { starts, times, amounts } = read;
  const last = (c: number) => (starts[c + 1] as number) - 1;
  const codes = Array.from(log.ids, (_, c) => c).filter((c) => last(c) >= (starts[c] as number));
  checkSufficient(codes.length > 0, where, "orders", "must leave a customer with a purchase", 0);
  const column = (of: (c: number) => number) => Float64Array.from(codes, of);
  const daysSinceLast = column((c) => elapsed(log.zone, times[last(c)] as number, log.asOf, "day") / day);
  const purchases = column((c) => last(c) + 1 - (starts[c] as number));
  const amount = column((c) => sumBetween(amounts, starts[c] as number, last(c) + 1));
  const recencyScore = scoreOf(daysSinceLast.map((days) => -days));
  const frequencyScore = scoreOf(purchases);
  const monetaryScore = scoreOf(amount);
  const segment = codes.map((_, i) => segmentOf(recencyScore[i] as number, frequencyScore[i] as number));
  return {
    asOf: new Date(log.asOf).toISOString(),
    customersWithoutPurchase: log.ids.length - codes.length,
    ordersWithoutCustomer: log.withoutCustomer,
    unmatchedRefunds: read.unmatchedRefunds,
    segments: rules.map(([name, recency, frequency]) => {
      const members = codes.map((_, i) => i).filter((i) => segment[i] === name);
      return {
        segment: name,
        rule: `recency ${range(recency)}, frequency ${range(frequency)}`,
        customers: members.length,
        share: members.length / codes.length,
        amount: members.reduce((sum, i) => sum + (amount[i] as number), 0),
      };
    }),
    customers: asLists({
      customer: codes.map((c) => log.ids[c] as CustomerId),
      ...{ daysSinceLast, purchases, amount, recencyScore, frequencyScore, monetaryScore, segment },
    }),
  };
}

function sumBetween(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i] as number;
  return sum;
}
