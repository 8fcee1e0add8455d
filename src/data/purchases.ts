/** The purchases of each customer: orders in time order, merged within a calendar period, refunds settled. */
import type { Calendar } from "./calendar.js";

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
  const blocks = partitionOrders(orders);
  const { bounds, times, amounts } = blocks;
  const sorted = makeRoom(bounds);
  const starts = new Int32Array(orders.customers + 1);
  let end = 0;
  let unmatchedRefunds = 0;
  for (let c = 0; c < orders.customers; c++) {
    const within = c % blockSize;
    if (within === 0) sortBlock(blocks, c / blockSize, sorted);
    const first = end;
    // Purchases are written over orders that have been copied to the room: there are no more of them.
    end = mergeCustomer(sorted, within, { times, amounts, end, calendar: orders.calendar });
    if (orders.net) {
      const settled = settleRefunds(times, amounts, first, end);
      end = settled.end;
      unmatchedRefunds += settled.unmatched;
    }
    starts[c + 1] = end;
  }
  return { starts, times: times.subarray(0, end), amounts: amounts.subarray(0, end), unmatchedRefunds };
}

/**
 * Customers in a block. Gathering the orders of millions of customers at once would write all over the memory; those of a
 * block stay in a processor's second cache, and blocks are few enough to be written side by side.
 */
const blockBits = 13;
const blockSize = 1 << blockBits;

/** Orders by block of customers, in the log's order within each. */
interface OrderBlocks {
  /** Those of block b are at `bounds[b]` to `bounds[b + 1] - 1`. */
  readonly bounds: Int32Array;
  /** Customer of each order, counted within its block. */
  readonly codes: Uint16Array;
  readonly times: Float64Array;
  readonly amounts: Float64Array;
}

function partitionOrders({ codes, customers, times, amounts }: Orders): OrderBlocks {
  const bounds = new Int32Array(Math.ceil(customers / blockSize) + 1);
  for (let i = 0; i < codes.length; i++) if (codes[i]! >= 0) bounds[(codes[i]! >>> blockBits) + 1]!++;
  for (let b = 1; b < bounds.length; b++) bounds[b]! += bounds[b - 1]!;
  const next = bounds.slice();
  const kept = bounds[bounds.length - 1]!;
  const blocks = {
    bounds,
    codes: new Uint16Array(kept),
    times: new Float64Array(kept),
    amounts: new Float64Array(kept),
  };
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (code < 0) continue;
    const place = next[code >>> blockBits]!++;
    blocks.codes[place] = code & (blockSize - 1);
    blocks.times[place] = times[i]!;
    if (amounts !== null) blocks.amounts[place] = amounts[i]!;
  }
  return blocks;
}

/** The orders of one block by customer: those of its customer c are at `places[c]` to `places[c + 1] - 1`. */
interface SortedBlock {
  readonly places: Int32Array;
  readonly times: Float64Array;
  readonly amounts: Float64Array;
}

/** Room for the largest block. */
function makeRoom(bounds: Int32Array): SortedBlock {
  let most = 0;
  for (let b = 1; b < bounds.length; b++) most = Math.max(most, bounds[b]! - bounds[b - 1]!);
  const column = () => new Float64Array(most);
  return { places: new Int32Array(blockSize + 2), times: column(), amounts: column() };
}

/** Sorts the orders of a block by customer, keeping the log's order. */
function sortBlock({ bounds, codes, times, amounts }: OrderBlocks, block: number, sorted: SortedBlock): void {
  const { places } = sorted;
  const [from, to] = [bounds[block]!, bounds[block + 1]!];
  // Counted two entries on, so that the places of the next orders end up as those at which each customer's begin.
  places.fill(0);
  for (let i = from; i < to; i++) places[codes[i]! + 2]!++;
  for (let c = 2; c < places.length; c++) places[c]! += places[c - 1]!;
  for (let i = from; i < to; i++) {
    const place = places[codes[i]! + 1]!++;
    sorted.times[place] = times[i]!;
    sorted.amounts[place] = amounts[i]!;
  }
}

interface PurchasesSoFar {
  readonly times: Float64Array;
  readonly amounts: Float64Array;
  readonly end: number;
  readonly calendar: Calendar | null;
}

/** Writes the purchases of one customer after those of the customers before; returns where they end. */
function mergeCustomer(sorted: SortedBlock, customer: number, written: PurchasesSoFar): number {
  const { times, amounts, calendar } = written;
  const from = sorted.places[customer]!;
  const to = sorted.places[customer + 1]!;
  let { end } = written;
  let [lastTime, lastAmount, periodEnd] = [0, 0, Number.NEGATIVE_INFINITY];
  for (let i = from; i < to; i++) {
    const time = sorted.times[i]!;
    const amount = sorted.amounts[i]!;
    // Logs are mostly in order, so that is looked at on the way.
    if (i > from && (time < lastTime || (time === lastTime && amount < lastAmount))) {
      sortByTime(sorted, from, to);
      return mergeCustomer(sorted, customer, written);
    }
    [lastTime, lastAmount] = [time, amount];
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

/** Sorts the orders of one customer by time; by amount too, so that sums do not depend on the order of simultaneous orders. */
function sortByTime({ times, amounts }: SortedBlock, from: number, to: number): void {
  const order = Uint32Array.from({ length: to - from }, (_, k) => from + k);
  order.sort((a, b) => times[a]! - times[b]! || amounts[a]! - amounts[b]!);
  const sortedTimes = Float64Array.from(order, (k) => times[k]!);
  const sortedAmounts = Float64Array.from(order, (k) => amounts[k]!);
  times.set(sortedTimes, from);
  amounts.set(sortedAmounts, from);
}
