/** The purchases of each customer: orders in time order, merged within a calendar period, refunds settled. */
import type { Calendar } from "./calendar.js";
import type { CustomerRows } from "./event-log.js";

/** Orders of a log as columns, and the periods within which orders of one customer are one purchase. */
export interface Orders {
  readonly rows: CustomerRows;
  readonly times: Float64Array;
  /** Amount of each order; null where the log has none. */
  readonly amounts: Float64Array | null;
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
  const { rows, times, amounts, calendar, net } = orders;
  const customers = rows.starts.length - 1;
  const starts = new Int32Array(customers + 1);
  const purchaseTimes = new Float64Array(rows.order.length);
  const purchaseAmounts = new Float64Array(rows.order.length);
  let end = 0;
  let unmatchedRefunds = 0;
  for (let c = 0; c < customers; c++) {
    const first = end;
    sortByTime(rows.order, times, rows.starts[c]!, rows.starts[c + 1]!);
    let merged = Number.NaN;
    for (let i = rows.starts[c]!; i < rows.starts[c + 1]!; i++) {
      const row = rows.order[i]!;
      const amount = amounts === null ? 0 : amounts[row]!;
      const period = calendar === null ? i : calendar.indexOf(times[row]!);
      if (period === merged) purchaseAmounts[end - 1]! += amount;
      else {
        purchaseTimes[end] = times[row]!;
        purchaseAmounts[end++] = amount;
        merged = period;
      }
    }
    if (net) {
      const settled = settleRefunds(purchaseTimes, purchaseAmounts, first, end);
      end = settled.end;
      unmatchedRefunds += settled.unmatched;
    }
    starts[c + 1] = end;
  }
  return {
    starts,
    times: purchaseTimes.subarray(0, end),
    amounts: purchaseAmounts.subarray(0, end),
    unmatchedRefunds,
  };
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

/** Sorts a stretch of row numbers by time; logs are mostly in order already, so that is looked at first. */
function sortByTime(order: Int32Array, times: Float64Array, from: number, to: number): void {
  let sorted = true;
  for (let i = from + 1; i < to && sorted; i++) sorted = times[order[i - 1]!]! <= times[order[i]!]!;
  // Equal times keep the order of the log, since sorting is stable.
  if (!sorted) order.subarray(from, to).sort((a, b) => times[a]! - times[b]! || a - b);
}
