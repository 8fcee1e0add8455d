/** The order of rows by columns of numbers, by radix: an engine sorts by comparison many times slower. */

import { overRows, piece } from "../pieces.js";

const digitBits = 11;
const digits = 1 << digitBits;
/** Which of the two words of a double in memory is the upper: 1 on all but a few old machines. */
const upperWord = /* @__PURE__ */ (() => (new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0))();

/**
 * Positions of rows in ascending order of columns, the first column counting most; equal rows keep their order.
 *
 * Numbers of 0 or more are ordered as their bit patterns are. The upper words, which hold 20 bits of the mantissa, are sorted
 * 11 bits at a time from the lowest; the few rows that they cannot tell apart are then sorted by comparison.
 *
 * @param columns - Columns of one length, of numbers of 0 or more; no -0 and no NaN.
 */
export function stableOrder(columns: readonly Float64Array[]): Uint32Array {
  const length = columns[0]?.length ?? 0;
  let sorted = piece(() => makeKeyed(length));
  let spare = piece(() => makeKeyed(length));
  piece(() => {
    for (let i = 0; i < length; i++) sorted.order[i] = i;
  });
  for (let c = columns.length - 1; c >= 0; c--) {
    const column = columns[c]!;
    const words = new Uint32Array(column.buffer, column.byteOffset, 2 * length);
    const { order, keys } = sorted;
    overRows(
      length,
      () => keys,
      (_, from, to) => {
        for (let i = from; i < to; i++) keys[i] = words[2 * order[i]! + upperWord]!;
      },
    );
    for (let shift = 0; shift < 32; shift += digitBits) {
      const [from, into] = [sorted, spare];
      if (piece(() => sortByDigit(from, into, shift))) [sorted, spare] = [into, from];
    }
    const ordered = sorted;
    if (!piece(() => lowerWordsAreZero(words))) piece(() => settleTies(column, ordered));
  }
  return sorted.order;
}

/** So it is for counts, which their upper words tell apart. */
function lowerWordsAreZero(words: Uint32Array): boolean {
  for (let i = 1 - upperWord; i < words.length; i += 2) if (words[i] !== 0) return false;
  return true;
}

/** Rows in some order, each with the word that they are being sorted by. */
interface Keyed {
  readonly order: Uint32Array;
  readonly keys: Uint32Array;
}

function makeKeyed(length: number): Keyed {
  return { order: new Uint32Array(length), keys: new Uint32Array(length) };
}

/** Sorts by one digit of the keys; false, with nothing done, where all rows have the same digit. */
function sortByDigit({ order, keys }: Keyed, into: Keyed, shift: number): boolean {
  const { length } = order;
  const places = new Uint32Array(digits);
  for (let i = 0; i < length; i++) places[(keys[i]! >>> shift) & (digits - 1)]!++;
  let place = 0;
  for (let digit = 0; digit < digits; digit++) {
    const count = places[digit]!;
    if (count === length) return false;
    places[digit] = place;
    place += count;
  }
  for (let i = 0; i < length; i++) {
    const key = keys[i]!;
    const at = places[(key >>> shift) & (digits - 1)]!++;
    into.order[at] = order[i]!;
    into.keys[at] = key;
  }
  return true;
}

/** Sorts by the whole numbers of a column the rows that its upper words do not tell apart. */
function settleTies(column: Float64Array, { order, keys }: Keyed): void {
  for (let from = 0, to = 1; from < order.length; from = to++) {
    while (to < order.length && keys[to] === keys[from]) to++;
    if (to > from + 1) sortRun(column, order, { from, to });
  }
}

/** A row that moves farther than this would make sorting by insertion slow. */
const farthest = 16;

/** Sorts a stretch of rows: by insertion where it is short or in order already, else by the engine. */
function sortRun(
  column: Float64Array,
  order: Uint32Array,
  { from, to }: { readonly from: number; readonly to: number },
): void {
  for (let i = from + 1; i < to; i++) {
    const row = order[i]!;
    const value = column[row]!;
    let place = i;
    for (; place > from && column[order[place - 1]!]! > value; place--) order[place] = order[place - 1]!;
    order[place] = row;
    if (i - place > farthest) {
      order.subarray(from, to).sort((a, b) => compare(column[a]!, column[b]!));
      return;
    }
  }
}

function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
