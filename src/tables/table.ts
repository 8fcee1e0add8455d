/** One way to read every kind of table: rows with fields or accessors, columns by name, Arrow and Arquero tables. */
import { check, didYouMean, isList } from "../errors.js";
import { type ColumnTable, columnNames, columnOf, entriesOf, isColumn, rowsElsewhere } from "./columns.js";

/**
 * How a value is found in a table: for rows, the name of a field (checked against the type of the row) or an accessor
 * function; for columns, the name of the column.
 */
export type TableField<Table> = Table extends readonly (infer Row)[]
  ? Extract<keyof Row, string> | ((row: Row, index: number) => unknown)
  : Table extends ColumnTable
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
  /** The values found through the field that an option gives; `role` is the option and also its default. */
  column(role: string, field: unknown): OpenColumn;
  /**
   * The values of the field or column of this very name, for functions that let no option name it; beside other columns it
   * may be one number for all, where that is asked for.
   */
  named(name: string, form?: "orNumber"): OpenColumn;
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
  /** Whether entries are fields of rows, which may be left out. */
  readonly ofRows: boolean;
}

type Row = Readonly<Record<string, unknown>> | null | undefined;

/** Opens rows or columns for reading; refuses anything else. */
export function openTable(where: string, argument: string, table: unknown): OpenTable {
  const rule = "must be an array of rows, or an object of columns";
  const known = typeof table === "object" && table !== null && !ArrayBuffer.isView(table);
  check(known, where, argument, rule, table);
  const elsewhere = Array.isArray(table) ? null : rowsElsewhere(table);
  const answered = elsewhere !== null && (elsewhere !== "rows" || isAnswer(table));
  check(!answered, where, argument, `${rule}: pass its ${elsewhere}`, table);
  return Array.isArray(table)
    ? openRows({ where, argument }, table, (i) => `${argument}[${i}]`)
    : openColumns({ where, argument }, table);
}

/** Whether something with rows is what a client answers with, not columns of which one has that name. */
const isAnswer = (table: object): boolean =>
  Object.entries(table).every(([name, value]) => name === "rows" || name === "fields" || !isColumn(value));

/** Opens a single row, whose fields an error names as `customer.recency`. */
export function openRow(where: string, argument: string, row: object): OpenTable {
  return openRows({ where, argument }, [row as Row], () => argument);
}

interface Call {
  readonly where: string;
  readonly argument: string;
}

function openRows(call: Call, rows: readonly Row[], nameOf: (i: number) => string): OpenTable {
  const { where, argument } = call;
  const { length } = rows;
  const has = (name: string): boolean =>
    rows.some((row) => typeof row === "object" && row !== null && name in row);
  const read = (field: string): OpenColumn => ({
    length,
    values: null,
    ofRows: true,
    at: (i) => rows[i]?.[field],
    name: (i) => `${nameOf(i)}.${field}`,
  });
  return {
    ...call,
    length: () => length,
    has,
    named(name) {
      const held = length === 0 || has(name);
      check(held, where, argument, `must have a field ${name}${listOf(Object.keys(rows[0] ?? {}))}`, rows);
      return read(name);
    },
    column(role, field = role) {
      if (typeof field === "function") {
        const accessor = field as (row: unknown, index: number) => unknown;
        // A hole has no fields.
        return { ...read(role), at: (i) => (rows[i] == null ? undefined : accessor(rows[i], i)) };
      }
      check(typeof field === "string", where, role, "must be a field name or an accessor function", field);
      const names = Object.keys(rows[0] ?? {});
      const rule = `must name a field of ${argument}${listOf(names)}${didYouMean(field, names)}`;
      check(length === 0 || has(field), where, role, rule, field);
      return read(field);
    },
  };
}

/** More rows than fit into memory. */
const mostRows = 2 ** 28;

/** Whether entry `i` of an array is a hole, which is no entry left out on purpose. */
export function isHole({ values }: OpenColumn, i: number): boolean {
  return values !== null && !(i in values);
}

/** Opens a column that stands alone, such as an option; `argument` is its name in messages. */
export function openColumn(where: string, argument: string, column: unknown): OpenColumn {
  check(isColumn(column), where, argument, "must be an array, a typed array or a vector with get", column);
  const { length } = column;
  const possible = Number.isInteger(length) && length >= 0 && length <= mostRows;
  check(possible, where, `${argument}.length`, `must be a whole number from 0 to ${mostRows}`, length);
  return {
    length,
    values: Array.isArray(column) || isList(column) ? column : null,
    ofRows: false,
    at: entriesOf(column),
    name: (i) => `${argument}[${i}]`,
  };
}

function openColumns(call: Call, table: object): OpenTable {
  const { where, argument } = call;
  let first: { name: string; length: number } | null = null;
  const read = (field: string, column: unknown): OpenColumn => {
    const label = `${argument}.${field}`;
    const opened = openColumn(where, label, column);
    const { length } = opened;
    first ??= { name: label, length };
    const rule = `must have as many entries as ${first.name} (${first.length})`;
    check(length === first.length, where, label, rule, length);
    return opened;
  };
  return {
    ...call,
    length: () => first?.length ?? 0,
    has: (name) => columnOf(table, name) !== undefined,
    named(name, form) {
      const column = columnOf(table, name);
      if (form === "orNumber" && typeof column === "number" && first !== null) {
        const label = `${argument}.${name}`;
        return { length: first.length, values: null, ofRows: false, at: () => column, name: () => label };
      }
      const rule = `must have a column ${name}${listOf(columnNames(table))}`;
      check(column !== undefined, where, argument, rule, table);
      return read(name, column);
    },
    column(role, field = role) {
      check(typeof field === "string", where, role, "must be the name of a column", field);
      const column = columnOf(table, field);
      const names = columnNames(table);
      const near = didYouMean(field, (names ?? []).map(String));
      const rule = `must name a column of ${argument}${listOf(names)}${near}`;
      check(column !== undefined, where, role, rule, field);
      return read(field, column);
    },
  };
}

/** The names that a table has, eight at most, as the end of the rule that another name breaks. */
function listOf(names: readonly unknown[] | null): string {
  const shown = names === null || names.length <= 8 ? (names ?? []) : [...names.slice(0, 8), "…"];
  return shown.length === 0 ? "" : ` (${shown.join(", ")})`;
}
