/** Identifiers of an import as dense whole numbers, encoded once so that every later pass works on integers. */
import { overRows, piece } from "../pieces.js";
import { encodeTexts } from "./encode-texts.js";
import type { Problems } from "./problems.js";
import type { OpenColumn } from "./table.js";

/** An identifier of a customer: text, or a whole number. */
export type CustomerId = string | number;

/** A column of identifiers, encoded. */
export interface EncodedCustomers {
  /** The code of each row: 0 to `ids.length` - 1 in order of first appearance; -1 where the identifier was refused. */
  readonly codes: Int32Array;
  /** The identifier of each code. */
  readonly ids: ArrayLike<CustomerId>;
  /** Number of rows that have no identifier and were left out. */
  readonly missing: number;
}

/** How a column of identifiers is encoded. */
export interface CustomerRule {
  readonly keepDense?: boolean;
  /** Whether a row with null, undefined, NaN or empty text is left out with the code -1, not refused. */
  readonly leaveOutMissing?: boolean;
}

/**
 * Encodes a column of identifiers; what cannot be one is noted in `problems`. With `keepDense`, an Int32Array of small
 * whole numbers serves as its own codes, without a copy: codes that no row has then occur, and customers come by number.
 */
export function readCustomers(
  column: OpenColumn,
  problems: Problems,
  { keepDense = false, leaveOutMissing = false }: CustomerRule = {},
): EncodedCustomers {
  const integers = wholeNumbers(column);
  if (keepDense && integers !== null && integers.values instanceof Int32Array) {
    const ids = piece(() => Int32Array.from({ length: integers.range }, (_, code) => code));
    return { codes: integers.values, ids, missing: 0 };
  }
  if (integers !== null) return encodeByTable(integers.values, integers.range);
  const encoded = encodeTexts(column.length, column.at);
  return encoded === null
    ? encodeByMap(column, problems, leaveOutMissing)
    : { codes: encoded.codes, ids: encoded.texts, missing: 0 };
}

/** The column, where it holds whole numbers that span little more than its length: a table then beats a map. */
function wholeNumbers({ values, length }: OpenColumn): { values: ArrayLike<number>; range: number } | null {
  if (values === null || typeof values[0] !== "number") return null;
  const most = 4 * length + 1024;
  if (values instanceof Int32Array) {
    const [least, largest] = rangeOf(values);
    return least < 0 || largest > most ? null : { values, range: largest + 1 };
  }
  const numbers = values as ArrayLike<number>;
  const create = () => ({ largest: 0, whole: true });
  const { largest, whole } = overRows(length, create, (state, from, to) => {
    let { largest } = state;
    for (let i = from; state.whole && i < to; i++) {
      const value = numbers[i] as number;
      // Converting to a 32-bit integer and back tells whole numbers from the rest.
      if (typeof value !== "number" || (value | 0) !== value || value < 0 || value > most)
        state.whole = false;
      else if (value > largest) largest = value;
    }
    state.largest = largest;
  });
  return whole ? { values: numbers, range: largest + 1 } : null;
}

function rangeOf(values: Int32Array): [least: number, largest: number] {
  const create = () => ({ least: 0, largest: 0 });
  const { least, largest } = overRows(values.length, create, (state, from, to) => {
    let { least, largest } = state;
    for (let i = from; i < to; i++) {
      const value = values[i] as number;
      if (value > largest) largest = value;
      if (value < least) least = value;
    }
    Object.assign(state, { least, largest });
  });
  return [least, largest];
}

function encodeByTable(values: ArrayLike<number>, range: number): EncodedCustomers {
  const create = () => ({
    codeOf: new Int32Array(range),
    found: new Int32Array(range),
    codes: new Int32Array(values.length),
    count: 0,
  });
  const { codes, found, count } = overRows(values.length, create, (state, from, to) => {
    const { codeOf, found, codes } = state;
    for (let i = from; i < to; i++) {
      const value = values[i]!;
      let code = codeOf[value]!;
      if (code === 0) {
        found[state.count] = value;
        code = ++state.count;
        codeOf[value] = code;
      }
      codes[i] = code - 1;
    }
  });
  return { codes, ids: found.subarray(0, count), missing: 0 };
}

const isMissing = (id: unknown): boolean => id === null || id === undefined || id === "" || Number.isNaN(id);

function encodeByMap(column: OpenColumn, problems: Problems, leaveOutMissing: boolean): EncodedCustomers {
  const { length } = column;
  const create = () => ({
    codes: new Int32Array(length).fill(-1),
    codeOf: new Map<unknown, number>(),
    ids: [] as CustomerId[],
    kind: "",
    missing: 0,
  });
  const { codes, ids, missing } = overRows(length, create, (state, from, to) => {
    const { codes, codeOf, ids } = state;
    for (let i = from; i < to; i++) {
      const given = column.at(i);
      const id = typeof given === "bigint" ? numberOfBigInt(given) : given;
      if (leaveOutMissing && isMissing(id)) {
        state.missing++;
        continue;
      }
      let code = codeOf.get(id);
      if (code === undefined) {
        const rule = refusal(id);
        // A BigInt that is text, as no number can hold it, is like the others.
        const own = typeof given === "bigint" ? "number" : typeof given;
        const { kind } = state;
        const refused = rule ?? (kind === "" || own === kind ? null : `must be a ${kind} like the others`);
        if (refused !== null) {
          problems.add(column.name(i), refused, given);
          continue;
        }
        state.kind = own;
        code = ids.push(id as CustomerId) - 1;
        codeOf.set(id, code);
      }
      codes[i] = code;
    }
  });
  return { codes, ids, missing };
}

/** An identifier that a database hands out as a BigInt: the number, or its digits where a number cannot hold it. */
export function numberOfBigInt(id: bigint): CustomerId {
  return Number.isSafeInteger(Number(id)) ? Number(id) : String(id);
}

/** The rule that a value breaks as an identifier, or null if it is a fine one. */
function refusal(id: unknown): string | null {
  const fine = typeof id === "number" ? Number.isSafeInteger(id) : typeof id === "string" && id !== "";
  return fine ? null : "must be text or a whole number";
}
