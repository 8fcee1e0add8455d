/**
 * Texts as dense whole numbers, for millions of rows. A `Map` of texts waits for memory at each row in turn; here rows are
 * taken by blocks, in several short loops each, so that the waits of many rows overlap.
 */

import { overRows } from "../pieces.js";

/** A column of texts, encoded. */
export interface EncodedTexts {
  /** The code of each row: 0 to `texts.length` - 1 in order of first appearance. */
  readonly codes: Int32Array;
  /** The text of each code. */
  readonly texts: string[];
}

const blockLength = 1024;

/** The texts known so far. */
interface Known {
  /** The text of each code. */
  readonly texts: string[];
  /** A table with open addressing: the hash of a text and its code, -1 in a free slot. */
  slots: Int32Array;
  /** Slots looked at so far beside the first of each row. */
  steps: number;
}

/**
 * Encodes the texts that `at` gives for `length` rows; null where one is empty or no text, or where so many share a hash that
 * they must have been chosen to.
 */
export function encodeTexts(length: number, at: (i: number) => unknown): EncodedTexts | null {
  return encodeBy("end", length, at) ?? encodeBy("whole", length, at);
}

function encodeBy(hashed: "end" | "whole", length: number, at: (i: number) => unknown): EncodedTexts | null {
  const create = () => ({
    codes: new Int32Array(length),
    known: { texts: [], slots: new Int32Array(4 * blockLength).fill(-1), steps: 0 } as Known,
    refused: false,
  });
  const { codes, known, refused } = overRows(
    length,
    create,
    (state, first, last) => {
      const block = new Array<string>(blockLength).fill("");
      const [hashes, candidates] = [new Int32Array(blockLength), new Int32Array(blockLength)];
      for (let from = first; from < last && !state.refused; from += blockLength) {
        const rows = Math.min(blockLength, last - from);
        state.refused =
          !hashBlock(hashed, (j) => at(from + j), block, hashes, rows) ||
          state.known.steps > 16 * (from + 63 * blockLength);
        if (state.refused) return;
        findCandidates(state.known, hashes, candidates, rows);
        checkEnds(state.known.texts, block, candidates, rows);
        encodeBlock(state.known, block, { hashes, candidates }, state.codes.subarray(from, from + rows));
      }
    },
    64 * blockLength,
  );
  return refused ? null : { codes, texts: known.texts };
}

/** Takes the texts of a block and their hashes; false where one is no text, or empty. */
function hashBlock(
  hashed: "end" | "whole",
  at: (j: number) => unknown,
  block: string[],
  hashes: Int32Array,
  rows: number,
): boolean {
  for (let j = 0; j < rows; j++) {
    const text = at(j);
    if (typeof text !== "string" || text === "") return false;
    block[j] = text;
    hashes[j] = hashed === "whole" || text.length < 12 ? hashWhole(text) : hashEnd(text);
  }
  return true;
}

function encodeBlock(
  known: Known,
  block: readonly string[],
  { hashes, candidates }: { readonly hashes: Int32Array; readonly candidates: Int32Array },
  codes: Int32Array,
): void {
  for (let j = 0; j < codes.length; j++) {
    const [text, code] = [block[j]!, candidates[j]!];
    codes[j] = code >= 0 && known.texts[code] === text ? code : findOrAdd(known, text, hashes[j]!);
  }
}

function mix(hash: number, value: number): number {
  const mixed = Math.imul(hash ^ value, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

/** The hash of a text of twelve characters or more by its length and its last twelve, which tell most identifiers apart. */
function hashEnd(text: string): number {
  const { length } = text;
  let hash = mix(length, fourCharacters(text, length - 12));
  hash = mix(hash, fourCharacters(text, length - 8));
  return mix(hash, fourCharacters(text, length - 4));
}

function fourCharacters(text: string, k: number): number {
  return (
    text.charCodeAt(k) ^
    (text.charCodeAt(k + 1) << 8) ^
    (text.charCodeAt(k + 2) << 16) ^
    (text.charCodeAt(k + 3) << 24)
  );
}

function hashWhole(text: string): number {
  const { length } = text;
  let hash = length;
  for (let k = 0; k < length; k++) hash = Math.imul(hash ^ text.charCodeAt(k), 0x9e3779b1);
  return mix(hash, 0);
}

/** Looks for a known text of the same hash for each row: its code, -1 where there is none. */
function findCandidates(known: Known, hashes: Int32Array, candidates: Int32Array, rows: number): void {
  const { slots } = known;
  const mask = slots.length - 1;
  let steps = 0;
  for (let j = 0; j < rows; j++) {
    const hash = hashes[j]!;
    let slot = (2 * hash) & mask;
    while (slots[slot + 1] !== -1 && slots[slot] !== hash) {
      slot = (slot + 2) & mask;
      steps++;
    }
    candidates[j] = slots[slot + 1]!;
  }
  known.steps += steps;
}

/**
 * Drops candidates of another length or last character: these are read for all before the characters between for any, so that
 * the waits for both ends of the known texts overlap.
 */
function checkEnds(
  texts: readonly string[],
  block: readonly string[],
  candidates: Int32Array,
  rows: number,
): void {
  for (let j = 0; j < rows; j++) {
    const code = candidates[j]!;
    if (code < 0) continue;
    const [text, known] = [block[j]!, texts[code]!];
    const last = text.length - 1;
    if (known.length !== text.length || known.charCodeAt(last) !== text.charCodeAt(last)) candidates[j] = -1;
  }
}

/** The code of a text, a new one where it is new. */
function findOrAdd(known: Known, text: string, hash: number): number {
  const { slots, texts } = known;
  const mask = slots.length - 1;
  let slot = (2 * hash) & mask;
  for (; slots[slot + 1] !== -1; slot = (slot + 2) & mask, known.steps++)
    if (slots[slot] === hash && texts[slots[slot + 1]!] === text) return slots[slot + 1]!;
  const code = texts.push(text) - 1;
  slots[slot] = hash;
  slots[slot + 1] = code;
  if (4 * texts.length > slots.length) known.slots = spread(slots);
  return code;
}

/** The same table with twice the slots. */
function spread(slots: Int32Array): Int32Array {
  const wider = new Int32Array(2 * slots.length).fill(-1);
  const mask = wider.length - 1;
  for (let i = 0; i < slots.length; i += 2) {
    if (slots[i + 1] === -1) continue;
    let slot = (2 * slots[i]!) & mask;
    while (wider[slot + 1] !== -1) slot = (slot + 2) & mask;
    wider[slot] = slots[i]!;
    wider[slot + 1] = slots[i + 1]!;
  }
  return wider;
}
