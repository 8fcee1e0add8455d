/** One way to read every kind of table: rows with fields or accessors, columns by name, Arrow and Arquero tables. */
import { check, describe, InvalidInputError, isList } from "../errors.js";

/** A column: an array, a typed array, or an object read by `get(i)` such as an Arrow vector. */
export type ColumnInput<Value = unknown> =
  | ArrayLike<Value>
  | { readonly length: number; get(index: number): Value };

/** A table that hands out its columns by name: Arquero's `table.array(name)`. */
export interface ColumnSource {
  /** The values of one column. */
  array(name: string): ArrayLike<unknown>;
}

/**
 * How a value is found in a table: for rows, the name of a field (checked against the type of the row) or an accessor
 * function; for columns, the name of the column.
 */
export type Field<Table> = Table extends readonly (infer Row)[]
  ? Extract<keyof Row, string> | ((row: Row, index: number) => unknown)
  : Table extends ColumnSource
    ? string
    : Extract<keyof Table, string>;

/** A table opened for reading on behalf of one call. */
export interface OpenTable {
  /** Public name of the function that was called. */
  readonly where: string;
  /** Name of the argument, such as `orders`. */
  readonly argument: string;
  /** The number of rows; for columns known once the first column is read. */
  length(): number;
  /**
   * The values found through a field; `role` is the option that gives the field and also its default name.
   * With `optional`, a table without a field of that default name gives null.
   */
  column(role: string, field: unknown): OpenColumn;
  /** Whether the table has a field of this name, so that an option left out can take its default. */
  has(name: string): boolean;
}

/** One column of an opened table. */
export interface OpenColumn {
  readonly length: number;
  /** The value of row `i`, unchecked. */
  at(i: number): unknown;
  /** How an error names row `i`: `orders[17].paidAt`, or `orders.paidAt[17]` for columns. */
  name(i: number): string;
  /** The column itself where it is an array or typed array, for faster loops. */
  readonly values: ArrayLike<unknown> | null;
}

type Rows = readonly (Readonly<Record<string, unknown>> | null | undefined)[];

/** Opens rows or columns for reading; refuses anything else. */
export function openTable(where: string, argument: string, table: unknown): OpenTable {
  const rule = "must be an array of rows, or an object of columns";
  check(
    typeof table === "object" && table !== null && !ArrayBuffer.isView(table),
    where,
    argument,
    rule,
    table,
  );
  return Array.isArray(table)
    ? openRows(where, argument, table as Rows)
    : openColumns(where, argument, table);
}

function openRows(where: string, argument: string, rows: Rows): OpenTable {
  const { length } = rows;
  const has = (name: string): boolean => {
    // A field may be missing from a few rows, so more than the first are looked at.
    for (let i = 0; i < length && i < 100; i++) {
      const row = rows[i];
      if (typeof row === "object" && row !== null && name in row) return true;
    }
    return false;
  };
  return {
    where,
    argument,
    length: () => length,
    has,
    column(role, field = role) {
      if (typeof field === "function") {
        const accessor = field as (row: unknown, index: number) => unknown;
        return {
          length,
          values: null,
          at: (i) => accessor(rows[i], i),
          name: (i) => `${argument}[${i}].${role}`,
        };
      }
      check(typeof field === "string", where, role, "must be a field name or an accessor function", field);
      const rule = nameRule(`field of ${argument}`, Object.keys(rows[0] ?? {}));
      check(length === 0 || has(field), where, role, rule, field);
      return {
        length,
        values: null,
        at: (i) => rows[i]?.[field],
        name: (i) => `${argument}[${i}].${field}`,
      };
    },
  };
}

function openColumns(where: string, argument: string, table: object): OpenTable {
  let first: { name: string; length: number } | null = null;
  return {
    where,
    argument,
    length: () => first?.length ?? 0,
    has: (name) => findColumn(table, name) !== undefined,
    column(role, field = role) {
      check(typeof field === "string", where, role, "must be the name of a column", field);
      const label = `${argument}.${field}`;
      const column = findColumn(table, field);
      const rule = nameRule(`column of ${argument}`, columnNames(table));
      check(column !== undefined, where, role, rule, field);
      check(isColumn(column), where, label, "must be an array, a typed array or a vector with get", column);
      const { length } = column;
      first ??= { name: label, length };
      if (length !== first.length)
        throw new InvalidInputError(
          `${where}: ${label} must have as many entries as ${first.name} (${first.length}), received ${describe(length)}`,
        );
      const name = (i: number) => `${label}[${i}]`;
      if ("get" in column && typeof column.get === "function") {
        const vector = column as { get(index: number): unknown };
        return { length, values: null, at: (i) => vector.get(i), name };
      }
      const values = column as ArrayLike<unknown>;
      return { length, values, at: (i) => values[i], name };
    },
  };
}

/** The rule that a name breaks which a table does not have, with those that it has, eight at most. */
function nameRule(what: string, names: readonly unknown[] | null): string {
  const shown = names === null || names.length <= 8 ? (names ?? []) : [...names.slice(0, 8), "…"];
  return `must name a ${what}${shown.length === 0 ? "" : ` (${shown.join(", ")})`}`;
}

/** The names of a table's columns; null where it does not tell. */
function columnNames(table: object): readonly unknown[] | null {
  const { array, columnNames: names, getChild } = table as Record<string, unknown>;
  if (typeof array !== "function" && typeof getChild !== "function") return Object.keys(table);
  const given: unknown = typeof names === "function" ? names.call(table) : null;
  return Array.isArray(given) ? given : null;
}

function findColumn(table: object, name: string): unknown {
  const source = table as { array?: unknown; getChild?: unknown };
  if (typeof source.array === "function") {
    const names = columnNames(table);
    return names?.includes(name) === false ? undefined : (table as ColumnSource).array(name);
  }
  if (typeof source.getChild === "function")
    return (table as { getChild(name: string): unknown }).getChild(name) ?? undefined;
  return Object.hasOwn(table, name) ? (table as Record<string, unknown>)[name] : undefined;
}

function isColumn(column: unknown): column is ColumnInput {
  if (typeof column !== "object" || column === null) return false;
  if (isList(column)) return true;
  const vector = column as { get?: unknown; length?: unknown };
  return typeof vector.get === "function" && typeof vector.length === "number";
}
