/** Column tables as rows. */
import { check, checkObject, isList, isSpoilt } from "../errors.js";

/** One row of a column table: its values by the name of their column. */
export type TableRow<Table> = {
  -readonly [Name in keyof Table as Table[Name] extends ArrayLike<unknown>
    ? Table[Name] extends string
      ? never
      : Name
    : never]: Table[Name] extends ArrayLike<infer Value>
    ? Value extends number
      ? number | null
      : Value
    : never;
};

/**
 * Nothing for a table of columns; for one that holds rows, such as a `CohortTable` with its `cells`, a type that no table has:
 * those are rows already.
 *
 * @inline
 */
export type OnlyColumns<Table> = true extends {
  [Name in keyof Table]: Table[Name] extends readonly (infer Value)[] ? IsRow<Value> : false;
}[keyof Table]
  ? never
  : unknown;

/** Whether a value is an object with fields, and not a `Date`. */
type IsRow<Value> = unknown extends Value
  ? false
  : NonNullable<Value> extends Date
    ? false
    : NonNullable<Value> extends object
      ? true
      : false;

const where = "toRows";

/**
 * The rows of a column table as flat objects, ready for `console.table`, Vega-Lite and data frames.
 *
 * Only columns (arrays and typed arrays) make fields: what is said once for the whole table, such as its `timeUnit`, is
 * left out. NaN, which stands for "not defined" in a numeric column, becomes `null`.
 *
 * @param table - An object whose arrays and typed arrays have one length.
 * @returns One object per row, with a field per column.
 * @throws {InvalidInputError} If the argument is no object with columns, its columns differ in length, or a field would get lost:
 *   a list of objects (which is rows already), or a column that JSON has spoilt.
 *
 * @example
 * toRows({ customer: ["a", "b"], frequency: Float64Array.of(2, 0), monetaryValue: Float64Array.of(9.5, NaN) });
 * // => [{ customer: "a", frequency: 2, monetaryValue: 9.5 }, { customer: "b", frequency: 0, monetaryValue: null }]
 */
export function toRows<Table extends object>(table: Table & OnlyColumns<Table>): TableRow<Table>[] {
  checkObject(where, "table", table);
  const columns = Object.entries(table).filter(([name, values]) => isColumnOf(name, values)) as [
    string,
    ArrayLike<unknown>,
  ][];
  check(columns.length > 0, where, "table", "must have a column: an array or a typed array", table);
  // That a list is one of rows says more than that it is longer than another.
  for (const [name, values] of columns) if (values.length > 0) entryOf(name, values, 0);
  const length = columns[0]![1].length;
  for (const [name, values] of columns) {
    const rule = `must have as many entries as ${columns[0]![0]} (${length})`;
    check(values.length === length, where, `table.${name}`, rule, values.length);
  }
  return Array.from({ length }, (_, i) => {
    const row: Record<string, unknown> = {};
    for (const [name, values] of columns) row[name] = entryOf(name, values, i);
    return row as TableRow<Table>;
  });
}

/** Whether a field of a table is a column; what is neither a column nor said once for all rows would get lost, and is refused. */
function isColumnOf(name: string, values: unknown): boolean {
  if (Array.isArray(values) || isList(values)) return true;
  const lost =
    isSpoilt(values) || (typeof values === "object" && values !== null) || typeof values === "function";
  check(!lost, where, `table.${name}`, "must be a column, or text or a number for the whole table", values);
  return false;
}

function entryOf(name: string, values: ArrayLike<unknown>, i: number): unknown {
  const value = values[i];
  if (typeof value === "number") {
    check(Math.abs(value) !== Infinity, where, `table.${name}[${i}]`, "must be finite", value);
    return Number.isNaN(value) ? null : value;
  }
  const single = typeof value !== "object" || value === null || value instanceof Date;
  const rule = "must be a single value (a list of objects is rows already)";
  if (!single || value === undefined) check(false, where, `table.${name}[${i}]`, rule, value);
  return value;
}
