/** The one reader of what engines answer: columns checked by name and kind, numbers made of whatever the driver hands out. */
import {
  check,
  checkObject,
  checkSufficient,
  describe,
  InvalidInputError,
  isFiniteNumber,
} from "../errors.js";
import { asLists, columnNames } from "../tables/columns.js";
import { createProblems, type Problems } from "../tables/problems.js";
import { type CustomerId, numberOfBigInt } from "../tables/read-customers.js";
import type { GroupLabel } from "../tables/read-labels.js";
import { type OpenColumn, openTable } from "../tables/table.js";
import { chunkColumns } from "./chunk-columns.js";
import type { QueryResult, SqlColumn, SqlQuery } from "./statement.js";

const where = "readQueryResult";

/**
 * Reads the result of a statement of this entry point, as the engine's driver returns it. Every column is checked by
 * name and content; rows may come in any order.
 *
 * Takes rows, columns by name, Arrow tables, `{ rows }` as clients of PostgreSQL answer, and of DuckDB a reader, a
 * materialized result or an array of chunks, whose typed columns are taken without a detour through objects. Counts and sums
 * come as BigInt, as decimal text or as decimals of a driver, and are read as the numbers they are. Names that an engine has
 * folded to lower or upper case are found. The result goes into the functions as it is: `bgNbd.fit(readQueryResult(…))`.
 *
 * @param query - The statement, as its function returned it.
 * @param result - What the engine answered.
 * @returns Columns by name: `Float64Array` for counts, numbers and times (NaN for null), lists for identifiers, labels, flags and instants.
 * @throws {InvalidInputError} If a column is missing, a value is not what the column holds (the first ten are named), or the
 *   table holds rows that the function itself would have refused.
 * @throws {InsufficientDataError} If there is no row.
 *
 * @example
 * import { summarizeTransactionsSql } from "retention-economics/sql";
 * const query = summarizeTransactionsSql("orders", { dialect: "postgres", asOf: "2024-01-29", rows: "histories" });
 * const rows = [{ frequency: "1", recency: 14, T: 28, weight: 2n, sumLogGaps: 2.639, refusedRows: "0" }];
 * readQueryResult(query, rows).weight; // => [2]
 */
export function readQueryResult<Result extends object>(query: SqlQuery<Result>, result: object): Result {
  checkObject(where, "query", query);
  const columns: readonly SqlColumn[] = query.columns as readonly SqlColumn[];
  const isNamed = (column: SqlColumn | null) => typeof column?.name === "string";
  const isQuery = Array.isArray(columns) && columns.length > 0 && columns.every(isNamed);
  check(isQuery, where, "query", "must be what a function of this entry point returned", query);
  const data = openResult(result);
  const table = openTable(where, "result", data);
  if (Array.isArray(data)) checkSufficient(data.length > 0, where, "result", "must hold a row", 0);
  const names = Array.isArray(data) ? Object.keys(data[0] ?? {}) : (columnNames(data) ?? []).map(String);
  const found = columns.map((column) => nameIn(names, column.name, (name) => table.has(name)));
  const missing = columns.filter((_, i) => found[i] === null).map(({ name }) => name);
  const rule = `must have the columns ${columns.map(({ name }) => name).join(", ")} (it has ${names.join(", ")})`;
  if (missing.length > 0)
    throw new InvalidInputError(`${where}: result ${rule}, received none named ${missing.join(", ")}`);
  const problems = createProblems(where);
  const read = columns.map((column, i): [SqlColumn, QueryResult[string]] => [
    column,
    readColumn(column, table.column(column.name, found[i]), problems),
  ]);
  problems.throwIfAny();
  checkSufficient(read[0]![1].length > 0, where, "result", "must hold a row", 0);
  refuseRefused(query, read);
  const kept = read.filter(([{ kind }]) => kind !== "check").map(([{ name }, values]) => [name, values]);
  return asLists(Object.fromEntries(kept) as Result);
}

/** The rows or columns of what an engine answered. */
function openResult(result: unknown): object {
  check(
    typeof result === "object" && result !== null,
    where,
    "result",
    "must be what the engine answered",
    result,
  );
  const chunked = chunkColumns(result);
  if (chunked !== null) return chunked;
  const { rows } = result as { rows?: unknown };
  return !Array.isArray(result) && Array.isArray(rows) ? rows : result;
}

/** The name by which a result has a column: its own, or the only one that differs from it in case alone. */
function nameIn(names: readonly string[], name: string, has: (name: string) => boolean): string | null {
  if (names.includes(name) || has(name)) return name;
  const alike = names.filter((other) => other.toLowerCase() === name.toLowerCase());
  return alike.length === 1 ? alike[0]! : null;
}

function readColumn(column: SqlColumn, values: OpenColumn, problems: Problems): QueryResult[string] {
  const { kind } = column;
  if (kind === "identifier" || kind === "label")
    return Array.from({ length: values.length }, (_, i) => readLabel(column, values, i, problems));
  if (kind === "flag") return Array.from({ length: values.length }, (_, i) => readFlag(values, i, problems));
  if (values.values instanceof Float64Array && kind === "number" && values.values.every(isFiniteNumber))
    return values.values;
  const numbers = new Float64Array(values.length);
  const whole = kind !== "number";
  for (let i = 0; i < numbers.length; i++) {
    const given = values.at(i);
    const isNull = given === null || given === undefined || (column.nullable && Number.isNaN(given));
    const value = isNull ? Number.NaN : toNumber(given);
    numbers[i] = value;
    if (isNull ? column.nullable : isFiniteNumber(value) && (!whole || Number.isSafeInteger(value))) continue;
    const orNull = column.nullable ? " or null" : "";
    problems.add(values.name(i), `must be a ${whole ? "whole" : "finite"} number${orNull}`, given);
  }
  return kind === "instant" ? toInstants(numbers) : numbers;
}

/** Instants as ISO text; what is none has been noted. */
function toInstants(times: Float64Array): (string | null)[] {
  return Array.from(times, (time) => (Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : null));
}

/** A flag, which statements write as 1 or 0. */
function readFlag(values: OpenColumn, i: number, problems: Problems): boolean {
  const value = toNumber(values.at(i));
  if (value !== 0 && value !== 1) problems.add(values.name(i), "must be 1 or 0", values.at(i));
  return value === 1;
}

/** A number as drivers hand it out: a number, a BigInt, decimal text, or a decimal that writes itself as such. */
function toNumber(value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  const isDecimal = typeof value === "object" && value !== null && !(value instanceof Date);
  const text = isDecimal ? String(value) : value;
  const written = typeof text === "string" && /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text);
  return written ? Number(text) : Number.NaN;
}

function readLabel({ kind, nullable }: SqlColumn, values: OpenColumn, i: number, problems: Problems) {
  const given = values.at(i);
  const value = typeof given === "bigint" ? numberOfBigInt(given) : (given ?? null);
  const isId = typeof value === "string" ? value !== "" : Number.isSafeInteger(value);
  const isLabel = typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
  if (!(value === null ? nullable : kind === "identifier" ? isId : isLabel))
    problems.add(
      values.name(i),
      kind === "identifier" ? "must be text or a whole number" : "must be a label",
      given,
    );
  return value as CustomerId | GroupLabel | null;
}

/** Refuses a result whose table held rows that the function itself refuses, which the statement counts. */
function refuseRefused(
  { of }: { readonly of: string },
  read: readonly [SqlColumn, QueryResult[string]][],
): void {
  const counted = read.find(([{ kind }]) => kind === "check")?.[1][0] ?? 0;
  const rule = `must come from a table without rows that ${of} refuses (their step "refused" says which)`;
  if (counted !== 0)
    throw new InvalidInputError(`${where}: result ${rule}, received ${describe(counted)} of them`);
}
