/** Any function of rows for each group of them, as one flat table. */
import { check, checkSufficient, describe, InvalidInputError, isDense, isList } from "../errors.js";
import { asLists, columnNames, columnOf, entriesOf, isColumn, isTable } from "../tables/columns.js";
import { createProblems } from "../tables/problems.js";
import { type GroupLabel, readLabels } from "../tables/read-labels.js";
import { openTable, type TableField } from "../tables/table.js";

/** What tells groups apart: a field, several, or names with a field or an accessor each. */
export type GroupBy<Table> =
  | Extract<TableField<Table>, string>
  | readonly Extract<TableField<Table>, string>[]
  | Readonly<Record<string, TableField<Table>>>;

/** The rows of one group, in the form of the table: rows, or columns. */
export type GroupOf<Table> = Table extends readonly (infer Row)[] ? Row[] : Table;

type GroupNames<By> = By extends string
  ? By
  : By extends readonly (infer Name)[]
    ? Name & string
    : keyof By & string;

type Scalar = string | number | boolean | null | undefined;

/** The fields of a result by their names, those of an object within it as `outer.inner`; one that is no object is `value`. */
export type FlatResult<Result> = Result extends Scalar
  ? { readonly value: Result }
  : Result extends readonly (infer One)[]
    ? FlatFields<One>
    : FlatFields<Result>;

type FlatFields<Fields> = Intersection<FieldsWithin<Fields, "", 2>>;

/** Objects within objects, three deep: types end there, what is deeper is laid flat all the same. */
type FieldsWithin<Fields, Before extends string, Deeper extends number> = {
  [Name in keyof Fields & string]: NonNullable<Fields[Name]> extends Scalar
    ? { readonly [Key in `${Before}${Name}`]: Fields[Name] }
    : Deeper extends 0
      ? unknown
      : FieldsWithin<NonNullable<Fields[Name]>, `${Before}${Name}.`, [0, 0, 1][Deeper] & number>;
}[keyof Fields & string];

type Intersection<Union> = (Union extends unknown ? (one: Union) => void : never) extends (
  all: infer All,
) => void
  ? { readonly [Name in keyof All]: All[Name] }
  : never;

/** One row of the result: what the group is, and what the function gave for it. */
export type GroupRow<By, Result> = Readonly<Record<GroupNames<By>, GroupLabel | null>> & FlatResult<Result>;

const where = "groupRows";

/**
 * Any function of rows, for each group of the rows: curves, fits, values and rates by channel, plan or country.
 *
 * Each group stands alone: the results say nothing about whether groups differ (see `compareRates`, `compareMeans`,
 * `compareCurves`), and many small groups have some extreme ones by chance. Groups of customers are meant to be told apart
 * by what was known at their start.
 *
 * @param rows - Rows (objects), or columns by name; each group has the same form, in the order of the table.
 * @param by - A field, a list of fields, or an object of names with a field or an accessor each. Rows without a label are a
 *   group of their own, with the label null.
 * @param of - What is asked of the rows of one group. A number (or text) becomes the field `value`; the fields of an object
 *   stand beside the group's, those of objects within it as `outer.inner`; a list gives a row for each of its entries.
 * @returns One flat table, groups in the order of their labels.
 * @throws {InvalidInputError} If the table has no such field, a label is no text, number or boolean, or what the function
 *   gives makes no flat row. What the function throws is thrown with the group it was thrown for.
 * @throws {InsufficientDataError} If there is no row.
 *
 * @example
 * const customers = [
 *   { plan: "basic", opening: 100, closing: 120 },
 *   { plan: "pro", opening: 50, closing: 0 },
 *   { plan: "pro", opening: 50, closing: 40 },
 * ];
 * groupRows(customers, "plan", (rows) => staticPoolRetention(rows).netRetention);
 * // => [{ plan: "basic", value: 1.2 }, { plan: "pro", value: 0.4 }]
 */
export function groupRows<Table extends object, const By extends GroupBy<Table>, Result>(
  rows: Table,
  by: By,
  of: (rows: GroupOf<Table>) => Result,
): GroupRow<By, Result>[] {
  check(typeof of === "function", where, "of", "must be a function of rows", of);
  check(!Array.isArray(rows) || isDense(rows), where, "rows", "must be an array of rows", rows);
  const { names, groups } = readGroups(rows, by);
  const partOf = partsOf(rows);
  return groups.flatMap(({ labels, places }) => {
    const group = Object.fromEntries(names.map((name, i) => [name, labels[i]!]));
    const result: unknown = inGroup(group, () => of(partOf(places) as GroupOf<Table>));
    const list: readonly unknown[] = Array.isArray(result) ? result : [result];
    const argument = Array.isArray(result) ? (i: number) => `the result[${i}]` : () => "the result";
    return list.map((one, i) => {
      const fields = flatten(argument(i), one);
      for (const name of names)
        check(!(name in fields), where, argument(i), "must not have a field of the group's name", name);
      return { ...group, ...fields } as GroupRow<By, Result>;
    });
  });
}

interface Group {
  readonly labels: readonly (GroupLabel | null)[];
  readonly places: number[];
}

/** The rows of each group, groups by their labels. */
function readGroups(rows: unknown, by: unknown): { names: readonly string[]; groups: Group[] } {
  const table = openTable(where, "rows", rows);
  const problems = createProblems(where);
  const fields = fieldsOf(by);
  const columns = fields.map(([name, field]) => readLabels(table.column(name, field), problems));
  problems.throwIfAny();
  checkSufficient(table.length() > 0, where, "rows", "must hold at least one row", 0);
  const groups = new Map<string, Group>();
  for (let row = 0; row < table.length(); row++) {
    const codes = columns.map((column) => column.codes[row]!);
    const key = codes.join();
    let group = groups.get(key);
    if (group === undefined) {
      group = { labels: columns.map(({ labels }, i) => labels[codes[i]!] ?? null), places: [] };
      groups.set(key, group);
    }
    group.places.push(row);
  }
  return { names: fields.map(([name]) => name), groups: [...groups.values()].sort(compareGroups) };
}

function fieldsOf(by: unknown): [name: string, field: unknown][] {
  if (typeof by === "string") return [[by, by]];
  const rule = "must be a field, a list of fields, or an object of fields and accessors by name";
  const known = typeof by === "object" && by !== null;
  check(known, where, "by", rule, by);
  const fields: [string, unknown][] = Array.isArray(by)
    ? by.map((name, i) => {
        check(typeof name === "string", where, `by[${i}]`, "must be the name of a field", name);
        return [name, name];
      })
    : Object.entries(by);
  check(fields.length > 0, where, "by", rule, by);
  const names = new Set(fields.map(([name]) => name));
  check(names.size === fields.length, where, "by", "must not name a field twice", by);
  return fields;
}

/** By label: texts in the order of the alphabet, numbers by size, rows without a label last. */
function compareGroups(a: Group, b: Group): number {
  for (const [i, first] of a.labels.entries()) {
    const second = b.labels[i]!;
    if (first === second) continue;
    if (first === null || second === null) return first === null ? 1 : -1;
    if (typeof first !== typeof second) return typeof first < typeof second ? -1 : 1;
    return first < second ? -1 : 1;
  }
  return 0;
}

/** Gathers the rows at some places, in the form of the table; what is said once for the whole table stays. */
function partsOf(table: object): (places: readonly number[]) => unknown {
  if (Array.isArray(table)) return (places) => places.map((place) => table[place] as unknown);
  const names = (columnNames(table) ?? []).map(String);
  const columns = names.map((name) => [name, columnOf(table, name)] as const);
  check(!isTable(table) || names.length > 0, where, "rows", "must tell the names of its columns", table);
  return (places) => {
    const part = columns.map(([name, column]) => [name, isColumn(column) ? gather(column, places) : column]);
    return asLists(Object.fromEntries(part) as object);
  };
}

function gather(column: ArrayLike<unknown>, places: readonly number[]): ArrayLike<unknown> {
  const at = entriesOf(column);
  if (!isList(column) || Array.isArray(column)) return places.map(at);
  // A typed array stays one of its kind.
  const part = new (column.constructor as new (length: number) => unknown[])(places.length);
  for (const [i, place] of places.entries()) part[i] = at(place);
  return part;
}

/** Runs a function, and says in which group it threw. */
function inGroup<Result>(group: Readonly<Record<string, unknown>>, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    const known = error as { code?: unknown; best?: unknown; message?: unknown; constructor: unknown };
    if (!(error instanceof Error) || typeof known.code !== "string") throw error;
    const name = Object.entries(group).map(([field, label]) => `${field} ${describe(label)}`);
    const message = `${where}: in the group ${name.join(", ")}: ${error.message}`;
    throw new (known.constructor as new (message: string, more?: unknown) => Error)(message, known.best);
  }
}

/** The fields of a result, those of objects within it by the names of both. */
function flatten(argument: string, result: unknown): Record<string, unknown> {
  if (isScalar(result)) return { value: scalarOf(argument, result) };
  const flat: Record<string, unknown> = {};
  const add = (value: object, before: string): void => {
    for (const [name, field] of Object.entries(value)) {
      const path = `${before}${name}`;
      if (isScalar(field)) flat[path] = scalarOf(`${argument}.${path}`, field);
      else add(checkPlain(`${argument}.${path}`, field), `${path}.`);
    }
  };
  add(checkPlain(argument, result), "");
  return flat;
}

const isScalar = (value: unknown): boolean =>
  value === null || ["string", "number", "boolean"].includes(typeof value);

/** A value of a flat row: NaN, which stands for "not defined" in columns, becomes null. */
function scalarOf(argument: string, value: unknown): unknown {
  const infinite = value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY;
  check(!infinite, where, argument, "must be finite", value);
  return Number.isNaN(value) ? null : value;
}

function checkPlain(argument: string, value: unknown): object {
  const rule = "must be a number, text, an object of such, or a list of such objects";
  const list = isList(value) ? `${rule}: of a result with lists, give one, or toRows of its columns` : rule;
  const plain = typeof value === "object" && value !== null && !isList(value) && !("then" in value);
  if (!plain || value instanceof Date)
    throw new InvalidInputError(`${where}: ${argument} ${list}, received ${describe(value)}`);
  return value;
}
