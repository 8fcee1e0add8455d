/** The times between purchases: their distribution, and as durations for a survival curve. */

import { eventLogOptions } from "../data/event-log.js";
import { check, checkFraction, checkOptions, isDense } from "../errors.js";
import { meanOf, sortedQuantile } from "../math/sample-statistics.js";
import { asLists } from "../tables/columns.js";
import { elapsed } from "../tables/elapsed.js";
import type { CustomerId } from "../tables/read-customers.js";
import { type PurchaseOptions, readPurchases } from "./purchases.js";

/** Options of `purchaseIntervals`. */
export interface PurchaseIntervalOptions<Table> extends PurchaseOptions<Table> {
  /** Probabilities of the quantiles, fractions; default 0.1, 0.25, 0.5, 0.75, 0.9. */
  readonly quantiles?: readonly number[] | undefined;
}

/** Intervals as durations with censoring: one entry per purchase, up to the next one or to the end of observation. */
export interface PurchaseDurations {
  /** Who purchased. */
  readonly customer: readonly CustomerId[];
  /** Which purchase of the customer the interval follows, 1 being the first. */
  readonly purchase: Float64Array;
  /** Days to the next purchase, or to the end of observation. */
  readonly duration: Float64Array;
  /** 1 if the next purchase was seen, 0 if the interval is still open. */
  readonly event: Float64Array;
}

/** Distribution of the intervals between purchases. */
export interface PurchaseIntervals {
  /** Unit of the intervals. */
  readonly timeUnit: "day";
  /** End of observation, as an ISO instant. */
  readonly asOf: string;
  /** Number of complete intervals: from one purchase to the next. */
  readonly complete: number;
  /** Number of open intervals: one per customer, from the last purchase to the end of observation. */
  readonly open: number;
  /** Mean of the complete intervals in days; null without any. */
  readonly mean: number | null;
  /** Quantiles of the complete intervals in days (type 7 of Hyndman and Fan); null without any. */
  readonly quantiles: readonly { readonly probability: number; readonly interval: number | null }[];
  /** Every interval as a duration, open ones censored: columns for an estimate of survival. */
  readonly durations: PurchaseDurations;
}

const where = "purchaseIntervals";
const day = 86_400_000;

/**
 * Distribution of the days between one purchase of a customer and the next.
 *
 * Complete intervals alone are biased short: long ones are still open when the log ends, and frequent buyers contribute
 * most. Mean and quantiles here describe what was seen; for the time until a customer buys again feed `durations`, where
 * open intervals are censored, to `kaplanMeier`.
 *
 * Formula: interval = t(n + 1) - t(n) in days by the local clock (a day on which clocks change is one day), orders merged
 * within a day as one purchase.
 *
 * @param orders - The log: rows (objects), or columns by name, one entry per order in any order.
 * @param options - Where customer and time are found, `mergeWithin`, and the probabilities of the quantiles.
 * @returns Counts, mean and quantiles of the complete intervals, and all intervals as durations. `durations` holds typed
 *   arrays; all else is plain data.
 * @throws {InvalidInputError} If rows cannot be read or lie after a stated `asOf`.
 *
 * @example
 * const orders = ["2024-01-01", "2024-01-11", "2024-01-31"].map((time) => ({ customer: "ann", time }));
 * const { complete, open, mean, durations } = purchaseIntervals(orders, { asOf: "2024-02-10" });
 * [complete, open, mean]; // => [2, 1, 15]
 * toRows(durations)[2]; // => { customer: "ann", purchase: 3, duration: 10, event: 0 }
 */
export function purchaseIntervals<Table extends object>(
  orders: Table,
  options: PurchaseIntervalOptions<Table> = {},
): PurchaseIntervals {
  checkOptions(where, options, [...eventLogOptions, "quantiles", "mergeWithin"]);
  const { log, purchases } = readPurchases(where, orders, options, false);
  const { starts, times } = purchases;
  const { quantiles: probabilities = [0.1, 0.25, 0.5, 0.75, 0.9] } = options;
  check(isDense(probabilities), where, "quantiles", "must be an array of fractions", probabilities);
  for (const [i, p] of probabilities.entries()) checkFraction(where, `quantiles[${i}]`, p);
  const customer: CustomerId[] = [];
  const [purchase, duration, event]: [number[], number[], number[]] = [[], [], []];
  for (let c = 0; c < log.ids.length; c++) {
    const [from, to] = [starts[c] as number, starts[c + 1] as number];
    for (let j = from; j < to; j++) {
      const seen = j + 1 < to;
      customer.push(log.ids[c] as CustomerId);
      purchase.push(j - from + 1);
      const until = seen ? (times[j + 1] as number) : log.asOf;
      duration.push(elapsed(log.zone, times[j] as number, until, "day") / day);
      event.push(seen ? 1 : 0);
    }
  }
  const complete = Float64Array.from(duration.filter((_, i) => event[i] === 1)).sort();
  return {
    timeUnit: "day",
    asOf: new Date(log.asOf).toISOString(),
    complete: complete.length,
    open: duration.length - complete.length,
    mean: complete.length === 0 ? null : meanOf(complete),
    quantiles: probabilities.map((probability) => ({
      probability,
      interval: complete.length === 0 ? null : sortedQuantile(complete, probability),
    })),
    durations: asLists({
      customer,
      purchase: Float64Array.from(purchase),
      duration: Float64Array.from(duration),
      event: Float64Array.from(event),
    }),
  };
}
