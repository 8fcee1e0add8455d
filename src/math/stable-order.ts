/** The order of rows by columns of numbers, by radix: an engine sorts by comparison many times slower. */

const digitBits = 11;
const digits = 1 << digitBits;
/** Which of the two words of a double in memory is the lower: 0 on all but a few old machines. */
const lowWord = /* @__PURE__ */ (() => (new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 0 : 1))();

/**
 * Positions of rows in ascending order of columns, the first column counting most; equal rows keep their order.
 *
 * Numbers of 0 or more are ordered as their bit patterns are, which are sorted 11 bits at a time from the lowest.
 *
 * @param columns - Columns of one length, of numbers of 0 or more; no -0 and no NaN.
 */
export function stableOrder(columns: readonly Float64Array[]): Uint32Array {
  const length = columns[0]?.length ?? 0;
  let order = new Uint32Array(length);
  for (let i = 0; i < length; i++) order[i] = i;
  let next = new Uint32Array(length);
  const places = new Uint32Array(digits);
  for (let c = columns.length - 1; c >= 0; c--)
    for (const word of [lowWord, 1 - lowWord])
      for (let shift = 0; shift < 32; shift += digitBits) {
        if (!sortByDigit(columns[c]!, [word, shift], { order, next, places })) continue;
        [order, next] = [next, order];
      }
  return order;
}

interface Buffers {
  readonly order: Uint32Array;
  readonly next: Uint32Array;
  readonly places: Uint32Array;
}

/** Sorts by one digit from `order` into `next`; false, with nothing done, where all rows have the same digit. */
function sortByDigit(
  { buffer, byteOffset, length }: Float64Array,
  [word, shift]: readonly [number, number],
  { order, next, places }: Buffers,
): boolean {
  const words = new Uint32Array(buffer, byteOffset, 2 * length);
  places.fill(0);
  for (let i = word; i < 2 * length; i += 2) places[(words[i]! >>> shift) & (digits - 1)]!++;
  let place = 0;
  for (let digit = 0; digit < digits; digit++) {
    const count = places[digit]!;
    if (count === length) return false;
    places[digit] = place;
    place += count;
  }
  for (let i = 0; i < length; i++) {
    const row = order[i]!;
    next[places[(words[2 * row + word]! >>> shift) & (digits - 1)]!++] = row;
  }
  return true;
}
