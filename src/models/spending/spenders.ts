/** Customers with their average spend, as the spending models take them. */
import {
  check,
  checkNonNegative,
  checkObject,
  checkPositive,
  describe,
  InvalidInputError,
  isFiniteNumber,
} from "../../errors.js";
import { type ColumnTable, columnOf, entriesOf, isColumn } from "../../tables/columns.js";

/** A column of numbers: an array, a typed array, or a vector read by `get(i)`. */
export type SpendColumn =
  | ArrayLike<number | null>
  | { readonly length: number; get(index: number): number | null | undefined };

/** What one customer has spent. */
export interface SpendHistory {
  /** Number of transactions that `monetaryValue` is the mean of (repeat purchases): x, a whole number of 0 or more. */
  readonly frequency: number;
  /** Mean spend per transaction, above 0 in a fit; null (or 0, or NaN in a column) where `frequency` is 0. */
  readonly monetaryValue: number | null;
  /** How many customers share this history: 1 unless given. Used by fits and log-likelihoods. */
  readonly weight?: number | undefined;
}

/** Many customers, one column each. */
export interface SpendColumns {
  /** Number of transactions of each customer. */
  readonly frequency: SpendColumn;
  /** Mean spend per transaction of each customer; null, 0 or NaN where `frequency` is 0. */
  readonly monetaryValue: SpendColumn;
  /** How many customers share each history: 1 each unless given. */
  readonly weight?: SpendColumn | undefined;
}

/** Many customers with their average spend, as columns, as a table with columns of the same names, or as rows. */
export type Spenders = SpendColumns | ColumnTable | readonly SpendHistory[];

/** Spending read and checked; `monetaryValue` is 0 where `frequency` is 0. */
export interface ReadSpenders {
  readonly frequency: Float64Array;
  readonly monetaryValue: Float64Array;
  readonly weight: Float64Array;
  /** Whether a single customer was given. */
  readonly one: boolean;
}

/**
 * Reads one customer, columns or rows, and checks every entry.
 *
 * @param zeroMeans - Whether a mean of 0 (free orders alone) is taken: it has no density, but an expectation.
 */
export function readSpenders(
  where: string,
  customers: SpendHistory | Spenders,
  zeroMeans = false,
): ReadSpenders {
  if (Array.isArray(customers)) {
    const rows = customers as readonly SpendHistory[];
    rows.forEach((row, i) => {
      checkObject(where, `customers[${i}]`, row);
    });
    const name = (field: string, i: number): string => `customers[${i}].${field}`;
    const at = (field: SpendField, i: number): unknown => rows[i]![field];
    return readEach(where, { name, length: rows.length, at, one: false, zeroMeans });
  }
  checkObject(where, "customers", customers);
  if (typeof (customers as SpendHistory).frequency === "number") {
    const customer = customers as SpendHistory;
    const [name, at] = [(field: string) => `customer.${field}`, (field: SpendField) => customer[field]];
    return readEach(where, { name, length: 1, at, one: true, zeroMeans });
  }
  const length = lengthOf(where, "frequency", columnOf(customers, "frequency"));
  const reader = (field: SpendField) => readerOf(where, field, columnOf(customers, field), length);
  const weighted = columnOf(customers, "weight") !== undefined;
  const readers = {
    frequency: reader("frequency"),
    monetaryValue: reader("monetaryValue"),
    weight: weighted ? reader("weight") : () => undefined,
  };
  const name = (field: string, i: number): string => `customers.${field}[${i}]`;
  const at = (field: SpendField, i: number): unknown => readers[field](i);
  return readEach(where, { name, length, at, one: false, zeroMeans });
}

type SpendField = "frequency" | "monetaryValue" | "weight";

/** Where the entries are, and how they are named in messages. */
interface SpendSource {
  readonly name: (field: string, i: number) => string;
  readonly length: number;
  readonly at: (field: SpendField, i: number) => unknown;
  readonly one: boolean;
  readonly zeroMeans: boolean;
}

function readEach(where: string, { name, length, at, one, zeroMeans }: SpendSource): ReadSpenders {
  const frequency = new Float64Array(length);
  const monetaryValue = new Float64Array(length);
  const weight = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const x = at("frequency", i);
    const m = at("monetaryValue", i);
    const w = at("weight", i) ?? 1;
    if (!(Number.isSafeInteger(x) && (x as number) >= 0))
      refuse(where, name("frequency", i), "must be a whole number of 0 or more", x);
    if (!(typeof w === "number" && w >= 0 && w < Number.POSITIVE_INFINITY))
      refuse(where, name("weight", i), "must be a finite number of 0 or more", w);
    frequency[i] = x as number;
    weight[i] = w as number;
    if (x === 0) {
      const none = m === null || m === undefined || m === 0 || Number.isNaN(m);
      if (!none) refuse(where, name("monetaryValue", i), "must be null where frequency is 0", m);
    } else {
      const inside = isFiniteNumber(m) && (zeroMeans ? m >= 0 : m > 0);
      // The name of the entry is built only where it is needed.
      if (!inside && zeroMeans) checkNonNegative(where, name("monetaryValue", i), m);
      if (!inside) checkPositive(where, name("monetaryValue", i), m);
      monetaryValue[i] = m as number;
    }
  }
  return { frequency, monetaryValue, weight, one };
}

function refuse(where: string, name: string, rule: string, received: unknown): never {
  throw new InvalidInputError(`${where}: ${name} ${rule}, received ${describe(received)}`);
}

function lengthOf(where: string, name: string, column: unknown): number {
  check(isColumn(column), where, `customers.${name}`, "must be a number or a column of numbers", column);
  return column.length;
}

function readerOf(where: string, name: string, column: unknown, length: number): (i: number) => unknown {
  const size = lengthOf(where, name, column);
  check(
    size === length,
    where,
    `customers.${name}`,
    `must have as many entries as frequency (${length})`,
    size,
  );
  return entriesOf(column);
}

/** Reads and checks a column of frequencies alone. */
export function readFrequencies(where: string, column: SpendColumn): Float64Array {
  const length = lengthOf(where, "frequency", column);
  const at = readerOf(where, "frequency", column, length);
  return Float64Array.from({ length }, (_, i) => {
    const x = at(i);
    if (!(Number.isSafeInteger(x) && (x as number) >= 0))
      refuse(where, `customers.frequency[${i}]`, "must be a whole number of 0 or more", x);
    return x as number;
  });
}
