/** Columns of numbers, each entry checked against one rule, and weights. */
import { isFiniteNumber, sizeHint } from "../errors.js";
import { overRows } from "../pieces.js";
import type { Problems } from "./problems.js";
import type { OpenColumn, OpenTable } from "./table.js";

/** Which numbers a column may hold. */
export interface NumberRule {
  /** What is said to an entry that breaks it. */
  readonly rule: string;
  readonly least: number;
  readonly most: number;
  readonly whole: boolean;
}

/** Finite numbers, of size 1e150 at most. */
export const finiteNumbers: NumberRule = {
  ...{ rule: "must be a finite number", least: -1e150, most: 1e150, whole: false },
};

/** Finite numbers above 0. */
export const positiveNumbers: NumberRule = {
  ...{ rule: "must be a finite number above 0", least: Number.MIN_VALUE, most: 1e150, whole: false },
};

/** Finite numbers of 0 or more. */
export const nonNegativeNumbers: NumberRule = {
  ...{ rule: "must be a finite number of 0 or more", least: 0, most: 1e150, whole: false },
};

/** Whole numbers of 0 or more. */
export const counts: NumberRule = {
  ...{ rule: "must be a whole number of 0 or more", least: 0, most: Number.MAX_SAFE_INTEGER, whole: true },
};

/** Whether a number keeps to a rule; NaN keeps to none. */
export function keepsTo({ least, most, whole }: NumberRule, value: number): boolean {
  return value >= least && value <= most && (!whole || Math.floor(value) === value);
}

/** Whether all entries keep to a rule. */
export function allKeepTo(rule: NumberRule, values: Float64Array): boolean {
  const create = () => ({ kept: true });
  return overRows(values.length, create, (state, from, to) => {
    for (let i = from; state.kept && i < to; i++) if (!keepsTo(rule, values[i]!)) state.kept = false;
  }).kept;
}

/**
 * Reads a column of numbers; what breaks the rule, text and null and NaN among it, is noted in `problems`. A Float64Array
 * that keeps to the rule is taken as it is: it is only ever read.
 */
export function readNumbers(column: OpenColumn, problems: Problems, rule: NumberRule): Float64Array {
  if (column.values instanceof Float64Array && allKeepTo(rule, column.values)) return column.values;
  const create = () => new Float64Array(column.length);
  return overRows(column.length, create, (numbers, from, to) => {
    for (let i = from; i < to; i++) {
      const value = column.at(i);
      if (typeof value === "number" && keepsTo(rule, value)) numbers[i] = value;
      else addNumberProblem(problems, column, i, rule.rule);
    }
  });
}

/** What is said to a number as a database driver hands it out, as text or as a BigInt. */
export const numberHint = (value: unknown): string =>
  typeof value === "bigint" ||
  (typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value)))
    ? " (pass Number(…) of it)"
    : "";

/** Notes that an entry breaks a rule about its size. */
export function addNumberProblem(problems: Problems, column: OpenColumn, i: number, rule: string): void {
  const value = column.at(i);
  problems.add(
    column.name(i),
    rule + (isFiniteNumber(value) ? "" : sizeHint(value) + numberHint(value)),
    value,
  );
}

/** A column of numbers for checks that follow: what is none is NaN. A Float64Array is taken as it is. */
export function toNumbers(column: OpenColumn): Float64Array {
  if (column.values instanceof Float64Array) return column.values;
  const create = () => new Float64Array(column.length);
  return overRows(column.length, create, (numbers, from, to) => {
    for (let i = from; i < to; i++) {
      const value = column.at(i);
      numbers[i] = typeof value === "number" ? value : Number.NaN;
    }
  });
}

/**
 * Reads how much each row counts: null where no field is given and there is none named `weight`. A row from which the field
 * is left out counts once.
 */
export function readWeights(
  table: OpenTable,
  problems: Problems,
  rule: NumberRule,
  field?: unknown,
): Float64Array | null {
  if (field === undefined && !table.has("weight")) return null;
  const column = field === undefined ? table.named("weight") : table.column("weight", field);
  if (!column.ofRows) return readNumbers(column, problems, rule);
  return readNumbers({ ...column, at: (i) => oneIfLeftOut(column.at(i)) }, problems, rule);
}

const oneIfLeftOut = (value: unknown): unknown => (value === undefined ? 1 : value);
