/** Columns and tables of them: arrays, typed arrays and vectors read by `get(i)`, in objects or handed out by name. */
import { isList } from "../errors.js";

/**
 * A column: an array, a typed array, or a vector read by `get(i)` such as Arrow's. What a missing entry means is said where
 * the column is asked for; most are refused by their row.
 */
export type ColumnInput<Value = number> =
  | ArrayLike<Value>
  | { readonly length: number; get(index: number): Value | null | undefined };

/** One number, or a list of them. */
export type OneOrMany = number | ArrayLike<number>;

/** What a function of one number or of many returns: a number for one, a column for a list. */
export type PerNumber<Input> = Input extends number ? number : Float64Array;

/** A table that hands out its columns by name: Arquero's `table.array(name)`, or Arrow's `table.getChild(name)`. */
export type ColumnTable =
  | {
      /** The values of one column. */
      array(name: string): ArrayLike<unknown>;
    }
  | {
      /** One column, or null where there is none of that name. */
      getChild(name: string): unknown;
    };

interface Vector {
  readonly length: number;
  get(index: number): unknown;
}

function isVector(column: unknown): column is Vector {
  if (typeof column !== "object" || column === null) return false;
  const { get, length } = column as Readonly<Record<string, unknown>>;
  return typeof get === "function" && typeof length === "number";
}

/** Whether something is a column at all. */
export function isColumn(column: unknown): column is ArrayLike<unknown> {
  // A column with a hole is one too: its reader names the row.
  return Array.isArray(column) || isList(column) || isVector(column);
}

/**
 * Where the rows of something are that is no table, but what a database client answers with or a data frame; null for all
 * else. A data frame of Polars refuses to be asked for a field that it does not have.
 */
export function rowsElsewhere(table: object): string | null {
  const has = (name: string): boolean =>
    typeof (table as Readonly<Record<string, unknown>>)[name] === "function";
  if (has("toRecords")) return "toRecords()";
  if (has("getRowObjectsJS")) return "getRowObjectsJS()";
  if (has("then")) return "result: await it";
  return Array.isArray((table as { rows?: unknown }).rows) ? "rows" : null;
}

/** Reads the entries of a column, unchecked: null in a vector stays null, so that checks refuse it by its index. */
export function entriesOf(column: unknown): (i: number) => unknown {
  if (isVector(column)) return (i) => column.get(i);
  const values = column as ArrayLike<unknown>;
  return (i) => values[i];
}

/** Whether something hands out its columns by name. */
export function isTable(columns: object): columns is ColumnTable {
  const { array, getChild } = columns as Readonly<Record<string, unknown>>;
  return typeof array === "function" || typeof getChild === "function";
}

/** The names of a table's columns; null where it does not tell. */
export function columnNames(columns: object): readonly unknown[] | null {
  if (!isTable(columns)) return Object.keys(columns);
  const { columnNames: names, schema } = columns as Readonly<Record<string, unknown>>;
  const given: unknown = typeof names === "function" ? names.call(columns) : null;
  if (Array.isArray(given)) return given;
  const fields = (schema as { fields?: unknown } | undefined)?.fields;
  return Array.isArray(fields) ? fields.map((field: { name?: unknown }) => field?.name) : null;
}

/** A column by its name, undefined where there is none. */
export function columnOf(columns: object, name: string): unknown {
  const { array, getChild } = columns as Readonly<Record<string, unknown>>;
  if (typeof array === "function")
    return columnNames(columns)?.includes(name) === false ? undefined : array.call(columns, name);
  if (typeof getChild === "function") return getChild.call(columns, name) ?? undefined;
  return Object.hasOwn(columns, name) ? (columns as Readonly<Record<string, unknown>>)[name] : undefined;
}

/** The same columns with another one among them, or in the place of the one of that name. */
export function withColumn<Columns extends object>(columns: Columns, name: string, column: unknown): Columns {
  if (!isTable(columns)) return { ...columns, [name]: column };
  const named = (other: string) => (other === name ? column : (columnOf(columns, other) ?? null));
  return { getChild: named } as object as Columns;
}

const toJSON = {
  value(this: Float64Array): number[] {
    return Array.from(this);
  },
};

/** A column that a function returns, as JSON writes it: a list. Not for a caller's own column. */
export function asList<Column extends Float64Array>(column: Column): Column {
  return Object.defineProperty(column, "toJSON", toJSON);
}

/** A table that a function returns, each column of numbers as JSON writes it: a list. */
export function asLists<Table extends object>(table: Table): Table {
  for (const column of Object.values(table)) if (column instanceof Float64Array) asList(column);
  return table;
}
