/**
 * Histories of customers as the transaction models take them: one customer, columns, or rows, all giving the same
 * numbers. Checked once here, in the name of the public function that was called.
 */
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

/** A column of numbers: an array, a typed array, or a vector read by `get(i)` such as Arrow's. */
export type NumberColumn =
  | ArrayLike<number>
  | { readonly length: number; get(index: number): number | null | undefined };

/** What one customer has bought, in the time unit of the model. */
export interface CustomerHistory {
  /** Number of repeat purchases, the first purchase not counted: x, a whole number of 0 or more. */
  readonly frequency: number;
  /** Age of the customer at the last purchase (the field's t_x, not the time since it); 0 when `frequency` is 0. */
  readonly recency: number;
  /** Age of the customer at the end of observation: `recency` or more. */
  readonly T: number;
  /** How many customers share this history: 1 unless given. Used by fits and log-likelihoods. */
  readonly weight?: number | undefined;
}

/** Many customers, one column for each part of their history. */
export interface CustomerColumns {
  /** Number of repeat purchases of each customer. */
  readonly frequency: NumberColumn;
  /** Age of each customer at the last purchase (t_x); 0 where `frequency` is 0. */
  readonly recency: NumberColumn;
  /** Age of each customer at the end of observation. */
  readonly T: NumberColumn;
  /** How many customers share each history: 1 each unless given. */
  readonly weight?: NumberColumn | undefined;
}

/** Many customers, as columns, as a table with columns of the same names, or as rows. */
export type Customers = CustomerColumns | ColumnTable | readonly CustomerHistory[];

/** Histories read and checked: plain columns of one length. */
export interface Histories {
  readonly frequency: ArrayLike<number>;
  readonly recency: ArrayLike<number>;
  readonly T: ArrayLike<number>;
  /** Null where every customer counts once. */
  readonly weight: ArrayLike<number> | null;
  readonly length: number;
}

/** A verb that gives one number per customer. */
export interface CustomerVerb<Parameters> {
  (parameters: Parameters, customer: CustomerHistory): number;
  (parameters: Parameters, customers: Customers): Float64Array;
  (parameters: Parameters, customers: CustomerHistory | Customers): number | Float64Array;
}

/** A verb that gives one number per customer and takes a third argument, such as a length of time. */
export interface CustomerVerbWith<Parameters, Third> {
  (parameters: Parameters, customer: CustomerHistory, third: Third): number;
  (parameters: Parameters, customers: Customers, third: Third): Float64Array;
  (parameters: Parameters, customers: CustomerHistory | Customers, third: Third): number | Float64Array;
}

/** What `perCustomer` returns: a number for one customer, a column for many, as the overloads of the verbs say. */
export type NumberOrColumn = number & Float64Array;

/** Whether the argument is one customer rather than columns or rows of many. */
export function isOneCustomer(customers: unknown): customers is CustomerHistory {
  return (
    typeof customers === "object" &&
    customers !== null &&
    !Array.isArray(customers) &&
    typeof (customers as CustomerHistory).frequency === "number"
  );
}

/** A function of one history: the frequency, the age at the last purchase and the age at the end of observation. */
export interface OfHistory {
  (frequency: number, recency: number, T: number): number;
  /** The same function prepared for many histories, where that saves work. */
  readonly forMany?: (histories: Histories) => OfHistory;
}

/** With fewer customers, preparing for many would take longer than it saves. */
const many = 1000;

/** Evaluates a function of (x, t_x, T) for one customer or for each of many, after checking every history. */
export function perCustomer(
  where: string,
  customers: CustomerHistory | Customers,
  verb: OfHistory,
): NumberOrColumn {
  if (isOneCustomer(customers)) {
    checkHistory(where, (field) => `customer.${field}`, customers.frequency, customers.recency, customers.T);
    const value = verb(customers.frequency, customers.recency, customers.T);
    return finiteResult(where, value) as NumberOrColumn;
  }
  const histories = readHistories(where, customers);
  const { frequency, recency, T, length } = histories;
  const evaluate = (length >= many ? verb.forMany?.(histories) : undefined) ?? verb;
  const values = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const value = evaluate(frequency[i]!, recency[i]!, T[i]!);
    values[i] = Number.isFinite(value) ? value : finiteResult(where, value, ` for customers[${i}]`);
  }
  return values as unknown as NumberOrColumn;
}

/** Refuses a result that overflowed, or that rounding has made no number: parameters and histories were too extreme for it. */
export function finiteResult(where: string, value: number, of = ""): number {
  check(Number.isFinite(value), where, "parameters", `must give a finite result${of}`, value);
  return value;
}

/** Reads columns or rows (or one customer) of histories, and checks each of them. */
export function readHistories(where: string, customers: CustomerHistory | Customers): Histories {
  const histories = isOneCustomer(customers)
    ? readRows(where, [customers])
    : Array.isArray(customers)
      ? readRows(where, customers as readonly CustomerHistory[])
      : readColumns(where, customers);
  const { frequency, recency, T, length } = histories;
  const rows = Array.isArray(customers);
  for (let i = 0; i < length; i++) {
    if (isPlausible(frequency[i]!, recency[i]!, T[i]!)) continue;
    const name = (field: string): string => (rows ? `customers[${i}].${field}` : `customers.${field}[${i}]`);
    checkHistory(where, name, frequency[i]!, recency[i]!, T[i]!);
  }
  return histories;
}

/** One pass over the numbers without building any message; NaN fails every comparison. */
function isPlausible(frequency: number, recency: number, T: number): boolean {
  return (
    frequency >= 0 &&
    frequency <= Number.MAX_SAFE_INTEGER &&
    Math.floor(frequency) === frequency &&
    recency >= 0 &&
    recency <= T &&
    T <= 1e150 &&
    (frequency > 0 || recency === 0)
  );
}

/** Throws the first rule that one history breaks. */
export function checkHistory(
  where: string,
  name: (field: string) => string,
  frequency: number,
  recency: number,
  T: number,
): void {
  const whole = Number.isSafeInteger(frequency) && frequency >= 0;
  check(whole, where, name("frequency"), "must be a whole number of 0 or more", frequency);
  checkNonNegative(where, name("T"), T);
  check(
    Number.isFinite(recency) && recency >= 0 && recency <= T,
    where,
    name("recency"),
    `must be from 0 to T (${T})`,
    recency,
  );
  check(frequency > 0 || recency === 0, where, name("recency"), "must be 0 where frequency is 0", recency);
}

function readRows(where: string, rows: readonly CustomerHistory[]): Histories {
  const { length } = rows;
  const frequency = new Float64Array(length);
  const recency = new Float64Array(length);
  const T = new Float64Array(length);
  const weighted = rows.some((row) => typeof row === "object" && row !== null && row.weight !== undefined);
  const weight = weighted ? new Float64Array(length).fill(1) : null;
  for (let i = 0; i < length; i++) {
    const row = rows[i]!;
    checkObject(where, `customers[${i}]`, row);
    frequency[i] = readNumber(where, () => `customers[${i}].frequency`, row.frequency);
    recency[i] = readNumber(where, () => `customers[${i}].recency`, row.recency);
    T[i] = readNumber(where, () => `customers[${i}].T`, row.T);
    if (weight !== null && row.weight !== undefined)
      weight[i] = readWeight(where, () => `customers[${i}].weight`, row.weight);
  }
  return { frequency, recency, T, weight, length };
}

function readColumns(where: string, columns: unknown): Histories {
  checkObject(where, "customers", columns);
  const frequency = readColumn(where, "customers.frequency", columnOf(columns, "frequency"));
  const recency = readColumn(where, "customers.recency", columnOf(columns, "recency"), frequency.length);
  const T = readColumn(where, "customers.T", columnOf(columns, "T"), frequency.length);
  const weights = columnOf(columns, "weight");
  let weight: ArrayLike<number> | null = null;
  if (weights !== undefined) {
    weight = readColumn(where, "customers.weight", weights, frequency.length);
    for (let i = 0; i < weight.length; i++) readWeight(where, () => `customers.weight[${i}]`, weight[i]);
  }
  return { frequency, recency, T, weight, length: frequency.length };
}

/** Reads one column of numbers, called `name` in messages, whose length must be `length` where that is given. */
export function readColumn(where: string, name: string, column: unknown, length?: number): ArrayLike<number> {
  const alone = typeof column === "number";
  const rule = alone ? "must be a column, as another is" : "must be a number or a column of numbers";
  check(isColumn(column), where, name, rule, column);
  const size = column.length;
  if (length !== undefined)
    check(size === length, where, name, `must have as many entries as frequency (${length})`, size);
  if (column instanceof Float64Array) return column;
  const at = entriesOf(column);
  const values = new Float64Array(size);
  for (let i = 0; i < size; i++) values[i] = readNumber(where, () => `${name}[${i}]`, at(i));
  return values;
}

function readNumber(where: string, name: () => string, value: unknown): number {
  if (typeof value === "number") return value;
  throw new InvalidInputError(`${where}: ${name()} must be a finite number, received ${describe(value)}`);
}

function readWeight(where: string, name: () => string, value: unknown): number {
  if (isFiniteNumber(value) && value >= 0) return value;
  throw new InvalidInputError(
    `${where}: ${name()} must be a finite number of 0 or more, received ${describe(value)}`,
  );
}

/** Checks that a parameter object has each of the named parameters, finite and above 0. */
export function checkParameters(where: string, parameters: unknown, names: readonly string[]): void {
  checkObject(where, "parameters", parameters);
  for (const name of names) {
    const value = (parameters as Readonly<Record<string, unknown>>)[name];
    checkPositive(where, `parameters.${name}`, value);
  }
}

/** Evaluates a function of time at one time or at each of many. */
export function perTime(
  where: string,
  t: number | ArrayLike<number>,
  evaluate: (t: number) => number,
): NumberOrColumn {
  if (typeof t === "number" || typeof t !== "object" || t === null) {
    checkTime(where, "t", t);
    return finiteResult(where, evaluate(t)) as NumberOrColumn;
  }
  check(Number.isSafeInteger(t.length), where, "t", "must be a number or an array of numbers", t);
  const values = new Float64Array(t.length);
  for (let i = 0; i < t.length; i++) {
    const time = t[i];
    // The name of the entry is built only where it is needed.
    if (!isFiniteNumber(time) || time < 0) checkTime(where, `t[${i}]`, time);
    values[i] = finiteResult(where, evaluate(time!));
  }
  return values as unknown as NumberOrColumn;
}

/** A verb of time alone: one time gives a number, many give a column. */
export interface TimeVerb<Parameters> {
  (parameters: Parameters, t: number): number;
  (parameters: Parameters, t: readonly number[] | Float64Array): Float64Array;
}

/** Checks that a length of time is finite and 0 or more. */
export function checkTime(where: string, argument: string, t: unknown): asserts t is number {
  checkNonNegative(where, argument, t);
}
