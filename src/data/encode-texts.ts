/**
 * Texts as dense whole numbers, for millions of rows. A `Map` of texts reads, for each row, the text of that identifier's
 * first row, which lies anywhere in memory; here the characters of every identifier are kept side by side in one array.
 */

/** A column of texts, encoded. */
export interface EncodedTexts {
  /** The code of each row: 0 to `texts.length` - 1 in order of first appearance. */
  readonly codes: Int32Array;
  /** The text of each code. */
  readonly texts: string[];
}

// Rows are taken by blocks, in several short loops each, so that the waits for memory of many rows overlap.
const blockLength = 1024;

/** The rows of a block: their texts, four characters to a word after a word for the length, and what is known of them. */
interface Block {
  readonly texts: string[];
  words: Int32Array;
  /** Row j has the words `ends[j]` to `ends[j + 1]` - 1. */
  readonly ends: Int32Array;
  readonly hashes: Int32Array;
  /** Where a known text of the same hash stands; -1 where there is none. */
  readonly candidates: Int32Array;
}

/** The texts known so far, in order of their codes. */
interface Known {
  readonly texts: string[];
  /** The code of each text followed by its words. */
  words: Int32Array;
  used: number;
  /** A table with open addressing: the hash of a text, and where it stands among the words, -1 in a free slot. */
  slots: Int32Array;
  /** Slots looked at so far beside the first of each row. */
  steps: number;
}

/**
 * Encodes the texts that `at` gives for `length` rows; null where one is empty or no text, has characters beyond Latin-1, or
 * where so many share a hash that they must have been chosen to: a `Map` takes those.
 */
export function encodeTexts(length: number, at: (i: number) => unknown): EncodedTexts | null {
  const codes = new Int32Array(length);
  const block: Block = {
    texts: new Array<string>(blockLength).fill(""),
    words: new Int32Array(16 * blockLength),
    ends: new Int32Array(blockLength + 1),
    hashes: new Int32Array(blockLength),
    candidates: new Int32Array(blockLength),
  };
  const [words, slots] = [new Int32Array(16 * blockLength), new Int32Array(4 * blockLength).fill(-1)];
  const known: Known = { texts: [], words, used: 0, slots, steps: 0 };
  for (let from = 0; from < length; from += blockLength) {
    const rows = Math.min(blockLength, length - from);
    for (let j = 0; j < rows; j++) {
      const text = at(from + j);
      if (typeof text !== "string" || text === "") return null;
      block.texts[j] = text;
    }
    if (!readWords(block, rows)) return null;
    findCandidates(block, rows, known);
    for (let j = 0; j < rows; j++) {
      const place = block.candidates[j]!;
      codes[from + j] =
        place >= 0 && isSame(block, j, known, place) ? known.words[place]! : findOrAdd(block, j, known);
    }
    if (known.steps > 16 * (from + 64 * blockLength)) return null;
  }
  return { codes, texts: known.texts };
}

/** Reads the texts of a block as words, and hashes them; false where a character is beyond Latin-1. */
function readWords(block: Block, rows: number): boolean {
  const { texts, ends, hashes } = block;
  let { words } = block;
  let [used, wide] = [0, 0];
  for (let j = 0; j < rows; j++) {
    const text = texts[j]!;
    const { length } = text;
    if (used + length >= words.length) words = block.words = enlarge(words, used + length + 1);
    words[used++] = length;
    let hash = length;
    let k = 0;
    for (; k + 3 < length; k += 4) {
      const [a, b, c, d] = [
        text.charCodeAt(k),
        text.charCodeAt(k + 1),
        text.charCodeAt(k + 2),
        text.charCodeAt(k + 3),
      ];
      wide |= a | b | c | d;
      const word = a | (b << 8) | (c << 16) | (d << 24);
      words[used++] = word;
      hash = mix(hash, word);
    }
    let rest = 0;
    for (; k < length; k++) {
      const unit = text.charCodeAt(k);
      wide |= unit;
      rest = (rest << 8) | unit;
    }
    words[used++] = rest;
    hashes[j] = mix(hash, rest);
    ends[j + 1] = used;
  }
  return wide < 256;
}

function mix(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

/** Looks for a known text of the same hash and length for each row. */
function findCandidates(block: Block, rows: number, known: Known): void {
  const { words, ends, hashes, candidates } = block;
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
  // The lengths of all are compared before the words of any, so that the waits for them overlap, too.
  for (let j = 0; j < rows; j++) {
    const place = candidates[j]!;
    if (place >= 0 && known.words[place + 1] !== words[ends[j]!]) candidates[j] = -1;
  }
  known.steps += steps;
}

/** Whether row j of the block has the very words of the known text at a place. */
function isSame(block: Block, j: number, known: Known, place: number): boolean {
  const own = block.words;
  const its = known.words;
  const end = block.ends[j + 1]!;
  // The first word is the length, so that words past the end of the other text are never compared.
  for (let a = block.ends[j]!, b = place + 1; a < end; a++, b++) if (own[a] !== its[b]) return false;
  return true;
}

/** The code of row j of the block, a new one where its text is new. */
function findOrAdd(block: Block, j: number, known: Known): number {
  const { slots, texts } = known;
  const hash = block.hashes[j]!;
  const mask = slots.length - 1;
  let slot = (2 * hash) & mask;
  for (; slots[slot + 1] !== -1; slot = (slot + 2) & mask, known.steps++)
    if (slots[slot] === hash && isSame(block, j, known, slots[slot + 1]!))
      return known.words[slots[slot + 1]!]!;
  slots[slot] = hash;
  slots[slot + 1] = known.used;
  const code = texts.push(block.texts[j]!) - 1;
  addWords(block, j, known, code);
  if (4 * texts.length > slots.length) known.slots = spread(slots);
  return code;
}

function addWords({ words, ends }: Block, j: number, known: Known, code: number): void {
  const own = words.subarray(ends[j], ends[j + 1]);
  const end = known.used + 1 + own.length;
  if (end > known.words.length) known.words = enlarge(known.words, end);
  known.words[known.used] = code;
  known.words.set(own, known.used + 1);
  known.used = end;
}

function enlarge(values: Int32Array, least: number): Int32Array {
  const larger = new Int32Array(Math.max(2 * values.length, least));
  larger.set(values);
  return larger;
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
