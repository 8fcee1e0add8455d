/** The purchases of each customer: orders in time order, merged within a calendar period, refunds settled. */
import { piece } from "../pieces.js";
import type { Calendar } from "../tables/calendar.js";
import {
  blockSize,
  blockSorter,
  type OrderColumns,
  partitionOrders,
  type SortedBlock,
} from "./order-blocks.js";

/** Orders of a log as columns, and the periods within which orders of one customer are one purchase. */
export interface Orders extends OrderColumns {
  /** Periods of merging; null to merge nothing. */
  readonly calendar: Calendar | null;
  /** Whether negative amounts lower earlier purchases. */
  readonly net: boolean;
}

/** Purchases by customer: those of customer c are at `starts[c]` to `starts[c + 1] - 1`, earliest first. */
export interface Purchases {
  readonly starts: Int32Array;
  /** Time of the first order of each purchase. */
  readonly times: Float64Array;
  /** Sum of the amounts of each purchase; zeros where the log has none. */
  readonly amounts: Float64Array;
  /** Refunds that no earlier purchase of the customer could bear. */
  readonly unmatchedRefunds: number;
}

/** Merges the orders of each customer into purchases. */
export function mergeOrders(orders: Orders): Purchases {
  const blocks = partitionOrders(orders);
  const sort = piece(() => blockSorter(blocks));
  const merged = piece(() => createMerged(blocks.codes.length, orders.customers));
  for (let from = 0; from < orders.customers; from += blockSize)
    piece(() => mergeBlock(sort(from / blockSize), from, orders, merged));
  const { starts, times, amounts, end, unmatchedRefunds } = merged;
  return { starts, times: times.subarray(0, end), amounts: amounts.subarray(0, end), unmatchedRefunds };
}

function createMerged(orders: number, customers: number) {
  return {
    starts: new Int32Array(customers + 1),
    times: new Float64Array(orders),
    amounts: new Float64Array(orders),
    end: 0,
    unmatchedRefunds: 0,
  };
}

/** Merges the orders of one block, the first of whose customers has the code `from`. */
function mergeBlock(
  sorted: SortedBlock,
  from: number,
  { customers, calendar, net }: Orders,
  merged: ReturnType<typeof createMerged>,
): void {
  const { starts, times, amounts } = merged;
  const to = Math.min(from + blockSize, customers);
  for (let c = from; c < to; c++) {
    const first = merged.end;
    merged.end = mergeCustomer(sorted, c - from, { times, amounts, end: first, calendar });
    if (net) {
      const settled = settleRefunds(times, amounts, first, merged.end);
      merged.end = settled.end;
      merged.unmatchedRefunds += settled.unmatched;
    }
    starts[c + 1] = merged.end;
  }
}

/** The purchases that are left where refunds lower earlier ones, as orders that need no merging. */
export function settledOrders(orders: Orders): {
  readonly orders: Orders;
  readonly unmatchedRefunds: number;
} {
  const { starts, times, amounts, unmatchedRefunds } = mergeOrders({ ...orders, net: true });
  const codes = piece(() => new Int32Array(times.length));
  piece(() => {
    for (let c = 0; c < orders.customers; c++) codes.fill(c, starts[c]!, starts[c + 1]!);
  });
  return { orders: { ...orders, codes, times, amounts, calendar: null, net: false }, unmatchedRefunds };
}

interface PurchasesSoFar {
  readonly times: Float64Array;
  readonly amounts: Float64Array;
  readonly end: number;
  readonly calendar: Calendar | null;
}

/** Writes the purchases of one customer after those of the customers before; returns where they end. */
function mergeCustomer({ places, records }: SortedBlock, customer: number, written: PurchasesSoFar): number {
  const { times, amounts, calendar } = written;
  let { end } = written;
  let periodEnd = Number.NEGATIVE_INFINITY;
  for (let i = places[customer]!; i < places[customer + 1]!; i++) {
    const time = records[2 * i]!;
    const amount = records[2 * i + 1]!;
    if (time < periodEnd) amounts[end - 1]! += amount;
    else {
      if (calendar !== null) periodEnd = calendar.starts[calendar.indexOf(time) + 1]!;
      times[end] = time;
      amounts[end++] = amount;
    }
  }
  return end;
}

/** A refund lowers the latest earlier purchase, and what is left of it the one before; a purchase of 0 is none. */
function settleRefunds(times: Float64Array, amounts: Float64Array, first: number, last: number) {
  let end = first;
  let unmatched = 0;
  for (let i = first; i < last; i++) {
    let debt = -amounts[i]!;
    if (debt < 0) {
      times[end] = times[i]!;
      amounts[end++] = amounts[i]!;
      continue;
    }
    while (debt > 0 && end > first) {
      const balance = amounts[end - 1]!;
      if (balance > debt) {
        amounts[end - 1] = balance - debt;
        debt = 0;
      } else {
        debt -= balance;
        end--;
      }
    }
    unmatched += debt;
  }
  return { end, unmatched };
}
