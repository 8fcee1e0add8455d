/** Labels of groups in an import. */
import { overRows } from "../pieces.js";
import type { Problems } from "./problems.js";
import { numberOfBigInt } from "./read-customers.js";
import { isHole, type OpenColumn } from "./table.js";

/** A label of a group, such as a channel or a plan. */
export type GroupLabel = string | number | boolean;

/** A column of labels, encoded in order of first appearance. */
export interface EncodedLabels {
  /** The code of each row; -1 where the label is missing. */
  readonly codes: Int32Array;
  /** The label of each code. */
  readonly labels: readonly GroupLabel[];
}

/** Encodes a column of labels; null and undefined are missing (-1), anything but text, numbers and booleans is refused. */
export function readLabels(column: OpenColumn, problems: Problems): EncodedLabels {
  const create = () => ({
    codes: new Int32Array(column.length).fill(-1),
    codeOf: new Map<unknown, number>(),
    labels: [] as GroupLabel[],
  });
  const { codes, labels } = overRows(column.length, create, ({ codes, codeOf, labels }, from, to) => {
    for (let i = from; i < to; i++) {
      const given = column.at(i);
      const value = typeof given === "bigint" ? numberOfBigInt(given) : given;
      if (isHole(column, i)) problems.add(column.name(i), "must be text, a number or a boolean", value);
      if (value === null || value === undefined) continue;
      let code = codeOf.get(value);
      if (code === undefined) {
        const known = typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
        if (!known) {
          problems.add(column.name(i), "must be text, a number or a boolean", value);
          continue;
        }
        code = labels.push(value as GroupLabel) - 1;
        codeOf.set(value, code);
      }
      codes[i] = code;
    }
  });
  return { codes, labels };
}
