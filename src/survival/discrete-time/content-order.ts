/** An order of rows in which equal rows meet, however they arrived: by a hash of their content. */
import { stableOrder } from "../../math/stable-order.js";

/**
 * Positions of rows in an order that depends on their content alone, equal rows side by side in the order in which they came.
 *
 * Sorting by one hash is several times quicker than sorting by each column; the few different rows of one hash are then sorted by
 * their numbers.
 *
 * @param columns - Columns of one length; no -0 and no NaN.
 */
export function contentOrder(columns: readonly Float64Array[], length: number): Uint32Array {
  const hashes = hashRows(columns, length);
  const order = stableOrder([hashes]);
  for (let from = 0, to = 1; from < length; from = to++) {
    const hash = hashes[order[from]!]!;
    while (to < length && hashes[order[to]!] === hash) to++;
    if (to > from + 1) separate(columns, order.subarray(from, to));
  }
  return order;
}

/** A whole number below 2^52 for each row. */
function hashRows(columns: readonly Float64Array[], length: number): Float64Array {
  const hashes = new Float64Array(length);
  const states = new Int32Array(2 * length);
  for (const column of columns) {
    const words = new Int32Array(column.buffer, column.byteOffset, 2 * length);
    for (let at = 0; at < states.length; at += 2) {
      const one = Math.imul(states[at]! ^ words[at]!, 0x85ebca6b);
      const other = Math.imul(states[at + 1]! ^ words[at + 1]! ^ (one >>> 13), 0xc2b2ae35);
      states[at] = one ^ (other >>> 15);
      states[at + 1] = Math.imul(other ^ (other >>> 16), 0x9e3779b1) ^ one;
    }
  }
  for (let i = 0; i < length; i++)
    hashes[i] = (states[2 * i]! >>> 0) * 0x100000 + (states[2 * i + 1]! >>> 12);
  return hashes;
}

/** Sorts rows of one hash by their numbers where they are not all equal. */
function separate(columns: readonly Float64Array[], rows: Uint32Array): void {
  const first = rows[0]!;
  if (columns.every((column) => rows.every((row) => column[row] === column[first]))) return;
  rows.sort((a, b) => {
    for (const column of columns) {
      const difference = column[a]! - column[b]!;
      if (difference !== 0) return difference;
    }
    return a - b;
  });
}
