/** Customers whose model is judged: their histories, and what they bought in a holdout period, read and checked once. */

import {
  check,
  checkCount,
  checkFinite,
  checkNonNegative,
  checkObject,
  checkSufficient,
  isFiniteNumber,
} from "../errors.js";
import { distinctRows } from "../inference/distinct-rows.js";
import { type ColumnInput, type OpenColumn, type OpenTable, openTable } from "../tables/table.js";

/** A column of numbers: an array, a typed array, or a vector read by `get(i)`. */
export type AssessedColumn = ColumnInput<number | null | undefined>;

/** Histories of many customers as columns, as `summarizeTransactions` and `splitCalibrationHoldout` give them. */
export interface AssessedColumns {
  /** Number of repeat purchases of each customer. */
  readonly frequency: AssessedColumn;
  /** Age of each customer at the last purchase (t_x, not the time since it); 0 where `frequency` is 0. */
  readonly recency: AssessedColumn;
  /** Age of each customer at the end of observation. */
  readonly T: AssessedColumn;
  /** How many customers share each history: 1 each unless given. */
  readonly weight?: AssessedColumn | undefined;
  /** Purchases of each customer after T, for the functions that compare them with predictions. */
  readonly holdoutFrequency?: AssessedColumn | undefined;
  /** Length of the holdout period, in the time unit of T. */
  readonly holdoutDuration?: number | undefined;
}

/** One customer, as a row. */
export interface AssessedCustomer {
  /** Number of repeat purchases. */
  readonly frequency: number;
  /** Age at the last purchase (t_x, not the time since it); 0 where `frequency` is 0. */
  readonly recency: number;
  /** Age at the end of observation. */
  readonly T: number;
  /** How many customers share this history: 1 unless given. */
  readonly weight?: number | undefined;
  /** Purchases after T. */
  readonly holdoutFrequency?: number | undefined;
}

/** Many customers, as columns or as rows. */
export type AssessedCustomers = AssessedColumns | readonly AssessedCustomer[];

/** The holdout period of a comparison: taken from the customers where `splitCalibrationHoldout` has put it there. */
export interface HoldoutOptions {
  /** Length of the holdout period, above 0, in the time unit of the model; default `customers.holdoutDuration`. */
  readonly t?: number | undefined;
  /** Number of purchases of each customer in it; default `customers.holdoutFrequency`. */
  readonly observed?: AssessedColumn | undefined;
}

/** The columns that verbs of a model are called with. */
export interface HistoryColumns {
  /** Number of repeat purchases of each customer. */
  readonly frequency: Float64Array;
  /** Age at the last purchase (t_x). */
  readonly recency: Float64Array;
  /** Age at the end of observation. */
  readonly T: Float64Array;
}

/** Histories read and checked. */
export interface Histories extends HistoryColumns {
  readonly weight: Float64Array;
  readonly length: number;
  /** Sum of the weights, above 0. */
  readonly total: number;
}

/** Histories with the purchases of a holdout period. */
export interface HoldoutHistories extends Histories {
  readonly t: number;
  readonly observed: Float64Array;
}

/** What a column may hold; `refuse` throws by name, and is called only where `accepts` is false. */
interface ColumnRule {
  readonly accepts: (value: number) => boolean;
  readonly refuse: (where: string, name: string, value: unknown) => void;
}

/** Whole numbers of 0 or more. */
export const counts: ColumnRule = {
  accepts: (value) => value >= 0 && Number.isSafeInteger(value),
  refuse: checkCount,
};

/** Finite numbers of 0 or more. */
export const amounts: ColumnRule = {
  accepts: (value) => value >= 0 && isFiniteNumber(value),
  refuse: checkNonNegative,
};

/** Finite numbers. */
export const finite: ColumnRule = { accepts: isFiniteNumber, refuse: checkFinite };

/** Reads a column whose values follow a rule. */
export function readColumn(where: string, column: OpenColumn, rule: ColumnRule): Float64Array {
  const values = new Float64Array(column.length);
  for (let i = 0; i < values.length; i++) {
    const value = column.at(i);
    if (typeof value !== "number" || !rule.accepts(value)) rule.refuse(where, column.name(i), value);
    // Adding 0 makes 0 of -0.
    values[i] = (value as number) + 0;
  }
  return values;
}

/** Reads the weights of an opened table, 1 where none is given; some weight must be above 0. */
export function readWeights(open: OpenTable, table: unknown, length: number) {
  const { where, argument } = open;
  const weight = Array.isArray(table)
    ? readColumn(where, open.column("weight", weightOfRow), amounts)
    : open.has("weight")
      ? readColumn(where, open.column("weight", undefined), amounts)
      : new Float64Array(length).fill(1);
  const total = weight.reduce((sum, w) => sum + w, 0);
  checkSufficient(total > 0, where, argument, "must hold a customer of weight above 0", table);
  return { weight, total };
}

function weightOfRow(row: { readonly weight?: unknown }): unknown {
  return row.weight ?? 1;
}

/** Reads the histories of customers. */
export function readHistories(where: string, customers: AssessedCustomers): Histories {
  const open = openTable(where, "customers", customers);
  const frequencies = open.column("frequency", undefined);
  const frequency = readColumn(where, frequencies, counts);
  const lengths = open.column("T", undefined);
  const T = readColumn(where, lengths, amounts);
  const recencies = open.column("recency", undefined);
  const recency = readColumn(where, recencies, amounts);
  const { length } = frequency;
  for (let i = 0; i < length; i++) {
    const name = recencies.name(i);
    check(recency[i]! <= T[i]!, where, name, `must be from 0 to T (${T[i]})`, recency[i]);
    check(frequency[i]! > 0 || recency[i] === 0, where, name, "must be 0 where frequency is 0", recency[i]);
  }
  return { frequency, recency, T, length, ...readWeights(open, customers, length) };
}

/** Reads the histories of customers and what they bought in a holdout period. */
export function readHoldout(
  where: string,
  customers: AssessedCustomers,
  options: HoldoutOptions,
): HoldoutHistories {
  const histories = readHistories(where, customers);
  checkObject(where, "options", options);
  const inColumns = Array.isArray(customers) ? undefined : (customers as AssessedColumns).holdoutDuration;
  const t = options.t ?? inColumns;
  const rule = "must be a finite number above 0 (or customers.holdoutDuration given)";
  check(Number.isFinite(t) && (t as number) > 0, where, "options.t", rule, t);
  return {
    ...histories,
    t: t as number,
    observed: readObserved(where, customers, options, histories.length),
  };
}

function readObserved(
  where: string,
  customers: AssessedCustomers,
  { observed }: HoldoutOptions,
  length: number,
): Float64Array {
  if (observed === undefined) {
    const open = openTable(where, "customers", customers);
    const rule = "must be a column of numbers (or customers.holdoutFrequency given)";
    check(open.has("holdoutFrequency"), where, "options.observed", rule, observed);
    return readColumn(where, open.column("holdoutFrequency", undefined), counts);
  }
  const column = openTable(where, "options", { observed }).column("observed", undefined);
  const rule = `must have as many entries as there are customers (${length})`;
  check(column.length === length, where, "options.observed", rule, column.length);
  return readColumn(where, column, counts);
}

/** The distinct ages at the end of observation, ascending, with the weight of each. */
export function distinctAges({ T, weight }: Histories): {
  readonly ages: Float64Array;
  readonly weights: Float64Array;
} {
  const { columns, weights } = distinctRows([T], weight);
  return { ages: columns[0]!, weights };
}

/** Checks that a model has a verb. */
export function checkVerb(where: string, model: unknown, verb: string, argument = "model"): void {
  checkObject(where, argument, model);
  const found = (model as Readonly<Record<string, unknown>>)[verb];
  check(typeof found === "function", where, `${argument}.${verb}`, "must be a function", found);
}
