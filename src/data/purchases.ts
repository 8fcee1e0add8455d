/** The purchases of each customer: orders in time order, merged within a calendar period, refunds settled. */
import type { Calendar } from "./calendar.js";
import { countRows } from "./event-log.js";

/** Orders of a log as columns, and the periods within which orders of one customer are one purchase. */
export interface Orders {
  /** Customer of each order; -1 for orders left out. */
  readonly codes: Int32Array;
  /** Number of customers. */
  readonly customers: number;
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
  const { customers, calendar, net } = orders;
  const { places, times, amounts } = gatherOrders(orders);
  const starts = new Int32Array(customers + 1);
  let end = 0;
  let unmatchedRefunds = 0;
  for (let c = 0; c < customers; c++) {
    const first = end;
    sortByTime(times, amounts, places[c]!, places[c + 1]!);
    // Purchases are written over the orders they come from, which lie at or after them.
    for (let i = places[c]!, periodEnd = Number.NEGATIVE_INFINITY; i < places[c + 1]!; i++) {
      const time = times[i]!;
      if (time < periodEnd) amounts[end - 1]! += amounts[i]!;
      else {
        if (calendar !== null) periodEnd = calendar.starts[calendar.indexOf(time) + 1]!;
        times[end] = time;
        amounts[end++] = amounts[i]!;
      }
    }
    if (net) {
      const settled = settleRefunds(times, amounts, first, end);
      end = settled.end;
      unmatchedRefunds += settled.unmatched;
    }
    starts[c + 1] = end;
  }
  return { starts, times: times.subarray(0, end), amounts: amounts.subarray(0, end), unmatchedRefunds };
}

/** Copies times and amounts into one stretch per customer, in the log's order. */
function gatherOrders({ codes, customers, times, amounts }: Orders) {
  const places = countRows(codes, customers);
  const next = places.slice();
  const gatheredTimes = new Float64Array(places[customers]!);
  const gatheredAmounts = new Float64Array(places[customers]!);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (code < 0) continue;
    const place = next[code]!++;
    gatheredTimes[place] = times[i]!;
    if (amounts !== null) gatheredAmounts[place] = amounts[i]!;
  }
  return { places, times: gatheredTimes, amounts: gatheredAmounts };
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

/** Sorts the orders of one customer by time and amount; logs are mostly in order already, so that is looked at first. */
function sortByTime(times: Float64Array, amounts: Float64Array, from: number, to: number): void {
  let i = from + 1;
  while (
    i < to &&
    (times[i - 1]! < times[i]! || (times[i - 1] === times[i] && amounts[i - 1]! <= amounts[i]!))
  )
    i++;
  if (i >= to) return;
  const order = Uint32Array.from({ length: to - from }, (_, k) => from + k);
  // By amount too, so that the sum of simultaneous orders does not depend on the order of the log.
  order.sort((a, b) => times[a]! - times[b]! || amounts[a]! - amounts[b]!);
  const sortedTimes = Float64Array.from(order, (k) => times[k]!);
  const sortedAmounts = Float64Array.from(order, (k) => amounts[k]!);
  times.set(sortedTimes, from);
  amounts.set(sortedAmounts, from);
}
