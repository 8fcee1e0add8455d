/**
 * Histories of customers without contracts, one customer, columns or rows, read and checked once for whatever is worked out
 * from them: how many repeat purchases, the age at the last of them, the age at the end of observation.
 */
import { check, isFiniteNumber, sizeHint } from "../errors.js";
import { overRows } from "../pieces.js";
import type { ColumnInput, ColumnTable } from "./columns.js";
import { createProblems, type Problems } from "./problems.js";
import { nonNegativeNumbers, numberHint, readWeights, toNumbers } from "./read-numbers.js";
import { type OpenTable, openRow, openTable } from "./table.js";

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
  readonly frequency: ColumnInput;
  /** Age of each customer at the last purchase (t_x); 0 where `frequency` is 0. */
  readonly recency: ColumnInput;
  /** Age of each customer at the end of observation; one number where it is the same for all. */
  readonly T: ColumnInput | number;
  /** How many customers share each history: 1 each unless given. */
  readonly weight?: ColumnInput | undefined;
}

/** Many customers, as columns, as a table with columns of the same names, or as rows. */
export type Customers = CustomerColumns | ColumnTable | readonly CustomerHistory[];

/** Histories read and checked: plain columns of one length. */
export interface Histories<Column = ArrayLike<number>> {
  readonly frequency: Column;
  readonly recency: Column;
  readonly T: Column;
  /** Null where every customer counts once. */
  readonly weight: Column | null;
  readonly length: number;
}

/** Whether the argument is one customer rather than columns or rows of many. */
export function isOneCustomer(customers: unknown): customers is CustomerHistory {
  return (
    typeof customers === "object" &&
    customers !== null &&
    !Array.isArray(customers) &&
    typeof (customers as CustomerHistory).frequency === "number"
  );
}

/** Opens one customer, columns or rows. */
export function openCustomers(where: string, customers: unknown): OpenTable {
  return isOneCustomer(customers)
    ? openRow(where, "customer", customers)
    : openTable(where, "customers", customers);
}

/** Reads columns or rows (or one customer) of histories, and checks each of them. */
export function readHistories(where: string, customers: unknown): Histories<Float64Array> {
  return historiesOf(openCustomers(where, customers));
}

/** Reads the histories of customers that have been opened. */
export function historiesOf(table: OpenTable): Histories<Float64Array> {
  const columns = {
    frequency: table.named("frequency"),
    recency: table.named("recency"),
    T: table.named("T", "orNumber"),
  };
  const frequency = toNumbers(columns.frequency);
  const recency = toNumbers(columns.recency);
  const T = toNumbers(columns.T);
  const problems = createProblems(table.where);
  const weight = readWeights(table, problems, nonNegativeNumbers);
  const checkRows = (_: Problems, from: number, to: number): void => {
    for (let i = from; i < to; i++) {
      if (isPlausible(frequency[i]!, recency[i]!, T[i]!)) continue;
      const [field, rule] = historyFault(frequency[i]!, recency[i]!, T[i]!);
      const value = columns[field].at(i);
      problems.add(columns[field].name(i), rule + numberHint(value), value);
    }
  };
  overRows(T.length, () => problems, checkRows);
  problems.throwIfAny();
  return { frequency, recency, T, weight, length: T.length };
}

/** Checks the history of one customer. */
export function checkHistory(where: string, { frequency, recency, T }: CustomerHistory): void {
  if (typeof recency === "number" && isPlausible(frequency, recency, T)) return;
  const [field, rule] = historyFault(frequency, recency, T);
  check(false, where, `customer.${field}`, rule, { frequency, recency, T }[field]);
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
    // 0 where the frequency is 0, in a comparison that processors foresee.
    recency <= frequency * 1e151
  );
}

/** The part of a history that breaks a rule, and the rule. */
function historyFault(
  frequency: number,
  recency: number,
  T: number,
): readonly ["frequency" | "recency" | "T", string] {
  if (!(Number.isSafeInteger(frequency) && frequency >= 0))
    return ["frequency", "must be a whole number of 0 or more"];
  if (!(isFiniteNumber(T) && T >= 0)) return ["T", `must be a finite number of 0 or more${sizeHint(T)}`];
  if (!(typeof recency === "number" && recency >= 0 && recency <= T))
    return ["recency", `must be from 0 to T (${T})`];
  return ["recency", "must be 0 where frequency is 0"];
}
