/**
 * Orders of a log by blocks of customers. Gathering the orders of millions of customers at once would write all over the
 * memory; those of a block stay in a processor's second cache, and blocks are few enough to be written side by side.
 */

import { overRows } from "../pieces.js";

/** Orders of a log as columns. */
export interface OrderColumns {
  /** Customer of each order; -1 for orders left out. */
  readonly codes: Int32Array;
  /** Number of customers. */
  readonly customers: number;
  readonly times: Float64Array;
  /** Amount of each order; null where the log has none. */
  readonly amounts: Float64Array | null;
}

const blockBits = 13;
/** Customers in a block. */
export const blockSize = 1 << blockBits;

/** Orders of one block of customers: those from `from` to `to` - 1. */
export interface OrderBlock {
  readonly from: number;
  readonly to: number;
  /** Customer of each order, counted within the block. */
  readonly codes: Uint16Array;
  /** Time and amount of each order, one order after another; amounts are 0 where the log has none. */
  readonly records: Float64Array;
}

/** All orders by block, in the log's order within each. */
export interface OrderBlocks extends Omit<OrderBlock, "from" | "to"> {
  /** Those of block b are at `bounds[b]` to `bounds[b + 1] - 1`. */
  readonly bounds: Int32Array;
}

/** Orders of one block by customer, each customer's in the order of time. */
export interface SortedBlock extends OrderBlock {
  /** Those of customer c of the block are at `places[c]` to `places[c + 1] - 1`. */
  readonly places: Int32Array;
}

/** Brings the orders of each block together. */
export function partitionOrders({ codes, customers, times, amounts }: OrderColumns): OrderBlocks {
  const counts = overRows(
    codes.length,
    () => new Int32Array(Math.ceil(customers / blockSize) + 1),
    (ofBlocks, from, to) => {
      for (let i = from; i < to; i++) if (codes[i]! >= 0) ofBlocks[(codes[i]! >>> blockBits) + 1]!++;
    },
  );
  const create = () => {
    const bounds = counts.slice();
    for (let b = 1; b < bounds.length; b++) bounds[b]! += bounds[b - 1]!;
    const kept = bounds[bounds.length - 1]!;
    const blocks = { bounds, codes: new Uint16Array(kept), records: new Float64Array(2 * kept) };
    return { blocks, next: bounds.slice() };
  };
  const { blocks } = overRows(codes.length, create, ({ blocks, next }, from, to) => {
    for (let i = from; i < to; i++) {
      const code = codes[i]!;
      if (code < 0) continue;
      const place = next[code >>> blockBits]!++;
      blocks.codes[place] = code & (blockSize - 1);
      blocks.records[2 * place] = times[i]!;
      if (amounts !== null) blocks.records[2 * place + 1] = amounts[i]!;
    }
  });
  return blocks;
}

/** The orders of block b as the log has them. */
export function blockOf({ bounds, codes, records }: OrderBlocks, b: number): OrderBlock {
  return { from: bounds[b]!, to: bounds[b + 1]!, codes, records };
}

/** What sorts one block after another, always into the same room. */
export function blockSorter({ bounds, codes, records }: OrderBlocks): (b: number) => SortedBlock {
  let most = 0;
  for (let b = 1; b < bounds.length; b++) most = Math.max(most, bounds[b]! - bounds[b - 1]!);
  const places = new Int32Array(blockSize + 2);
  const room = { codes: new Uint16Array(most), records: new Float64Array(2 * most), places };
  return (b) => {
    const [from, to] = [bounds[b]!, bounds[b + 1]!];
    // Counted two entries on, so that the places of the next orders end up as those at which each customer's begin.
    places.fill(0);
    for (let i = from; i < to; i++) places[codes[i]! + 2]!++;
    for (let c = 2; c < places.length; c++) places[c]! += places[c - 1]!;
    for (let i = from; i < to; i++) {
      const place = places[codes[i]! + 1]!++;
      room.codes[place] = codes[i]!;
      room.records[2 * place] = records[2 * i]!;
      room.records[2 * place + 1] = records[2 * i + 1]!;
    }
    sortCustomers(room.records, places);
    return { from: 0, to: to - from, ...room };
  };
}

/**
 * Sorts the orders of each customer by time, and by amount where they are simultaneous, so that sums do not depend on how a
 * log lists those; mostly they are sorted.
 */
function sortCustomers(records: Float64Array, places: Int32Array): void {
  for (let c = 0; c < blockSize; c++) {
    const [from, to] = [places[c]!, places[c + 1]!];
    for (let i = from + 1; i < to; i++) {
      const [time, before] = [records[2 * i]!, records[2 * i - 2]!];
      if (time > before || (time === before && records[2 * i + 1]! >= records[2 * i - 1]!)) continue;
      sortRecords(records, from, to);
      break;
    }
  }
}

function sortRecords(records: Float64Array, from: number, to: number): void {
  const order = Uint32Array.from({ length: to - from }, (_, k) => from + k);
  order.sort((i, j) => records[2 * i]! - records[2 * j]! || records[2 * i + 1]! - records[2 * j + 1]!);
  const sorted = new Float64Array(2 * order.length);
  order.forEach((k, place) => {
    sorted[2 * place] = records[2 * k]!;
    sorted[2 * place + 1] = records[2 * k + 1]!;
  });
  records.set(sorted, 2 * from);
}
