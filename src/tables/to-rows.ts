/** Column tables as rows. */
import { check, checkObject, isList } from "../errors.js";

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
 * The rows of a column table as flat objects, ready for `console.table`, Vega-Lite and data frames.
 *
 * Only columns (arrays and typed arrays) make fields: what is said once for the whole table, such as its `timeUnit`, is
 * left out. NaN, which stands for "not defined" in a numeric column, becomes `null`.
 *
 * @param table - An object whose arrays and typed arrays have one length.
 * @returns One object per row, with a field per column.
 * @throws {InvalidInputError} If the argument is no object, or its columns differ in length.
 *
 * @example
 * toRows({ customer: ["a", "b"], frequency: Float64Array.of(2, 0), monetaryValue: Float64Array.of(9.5, NaN) });
 * // => [{ customer: "a", frequency: 2, monetaryValue: 9.5 }, { customer: "b", frequency: 0, monetaryValue: null }]
 */
export function toRows<Table extends object>(table: Table): TableRow<Table>[] {
  checkObject("toRows", "table", table);
  const columns = Object.entries(table).filter(([, values]) => isList(values)) as [
    string,
    ArrayLike<unknown>,
  ][];
  const length = columns[0]?.[1].length ?? 0;
  for (const [name, values] of columns)
    check(
      values.length === length,
      "toRows",
      `table.${name}`,
      `must have as many entries as ${columns[0]?.[0]} (${length})`,
      values.length,
    );
  return Array.from({ length }, (_, i) => {
    const row: Record<string, unknown> = {};
    for (const [name, values] of columns) {
      const value = values[i];
      check(Math.abs(value as number) !== Infinity, "toRows", `table.${name}[${i}]`, "must be finite", value);
      row[name] = typeof value === "number" && Number.isNaN(value) ? null : value;
    }
    return row as TableRow<Table>;
  });
}
