/** Amounts, weights and labels of an import. */
import { isFiniteNumber, sizeHint } from "../errors.js";
import type { Problems } from "./problems.js";
import type { OpenColumn, OpenTable } from "./table.js";

/** Which amounts are allowed. */
export interface AmountRule {
  /** The least amount allowed; left out, any finite number is. */
  readonly least?: number | undefined;
}

/** Reads a column of amounts; text (also numeric text), null and NaN are noted in `problems`. */
export function readAmounts(
  column: OpenColumn,
  problems: Problems,
  { least = Number.NEGATIVE_INFINITY }: AmountRule = {},
): Float64Array {
  const { length, values } = column;
  // A Float64Array of good amounts is taken as it is: it is only ever read.
  if (values instanceof Float64Array && allFinite(values, least)) return values;
  const amounts = new Float64Array(length);
  const rule = least === 0 ? "must be a finite number of 0 or more" : "must be a finite number";
  for (let i = 0; i < length; i++) {
    const value = column.at(i);
    if (isFiniteNumber(value) && value >= least) amounts[i] = value;
    else problems.add(column.name(i), rule + sizeHint(value), value);
  }
  return amounts;
}

/** Whether all amounts are finite and at least so much. */
export function allFinite(values: Float64Array, least: number): boolean {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!(value >= least && value < Number.POSITIVE_INFINITY && value > Number.NEGATIVE_INFINITY))
      return false;
  }
  return true;
}

/** Reads how many times each row counts, a whole number of 0 or more; null where no field is given and there is none named `weight`. */
export function readWeights(table: OpenTable, field: unknown, problems: Problems): Float64Array | null {
  if (field === undefined && !table.has("weight")) return null;
  const column = table.column("weight", field);
  const weights = new Float64Array(column.length);
  for (let i = 0; i < weights.length; i++) {
    const value = column.at(i);
    if (Number.isSafeInteger(value) && (value as number) >= 0) weights[i] = value as number;
    else problems.add(column.name(i), "must be a whole number of 0 or more", value);
  }
  return weights;
}

/** A label of a group, such as a channel or a plan. */
export type Label = string | number | boolean;

/** A column of labels, encoded in order of first appearance. */
export interface EncodedLabels {
  /** The code of each row; -1 where the label is missing. */
  readonly codes: Int32Array;
  /** The label of each code. */
  readonly labels: readonly Label[];
}

/** Encodes a column of labels; null and undefined are missing (-1), anything but text, numbers and booleans is refused. */
export function readLabels(column: OpenColumn, problems: Problems): EncodedLabels {
  const codes = new Int32Array(column.length).fill(-1);
  const codeOf = new Map<unknown, number>();
  const labels: Label[] = [];
  for (let i = 0; i < column.length; i++) {
    const value = column.at(i);
    if (value === null || value === undefined) continue;
    let code = codeOf.get(value);
    if (code === undefined) {
      const known = typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
      if (!known) {
        problems.add(column.name(i), "must be text, a number or a boolean", value);
        continue;
      }
      code = labels.push(value as Label) - 1;
      codeOf.set(value, code);
    }
    codes[i] = code;
  }
  return { codes, labels };
}
