/** Covariates of customers without contracts, beside their histories: as columns, as rows, or of one customer. */
import { check, checkFinite, checkObject } from "../../../errors.js";
import type { ColumnTable } from "../../../tables/columns.js";
import { createProblems } from "../../../tables/problems.js";
import { type CustomerColumns, type CustomerHistory, isOneCustomer } from "../../../tables/read-histories.js";
import { finiteNumbers, readNumbers } from "../../../tables/read-numbers.js";
import { type OpenColumn, openTable } from "../../../tables/table.js";
import type { Covariates } from "../../covariates.js";

/** One customer with covariates: in fields of their own names, or together under `covariates`. */
export type CovariateHistory =
  | (CustomerHistory & { readonly covariates?: Covariates | undefined })
  | (CustomerHistory & { readonly [covariate: string]: unknown });

/** Many customers as columns, each covariate a column of its own name, or all of them together under `covariates`. */
export type CovariateColumns =
  | (CustomerColumns & { readonly covariates?: { readonly [name: string]: ArrayLike<unknown> } | undefined })
  | (CustomerColumns & { readonly [covariate: string]: unknown });

/** Many customers with covariates, as columns, as a table with columns of the same names, or as rows. */
export type CovariateCustomers = CovariateColumns | ColumnTable | readonly CovariateHistory[];

/** Fields of a history that no covariate may be called by. */
const reserved = ["frequency", "recency", "T", "weight", "covariates", "timeUnit"];

/** The covariates that a call names, or those under `covariates` of the data, in the order of the alphabet. */
export function covariateNames(
  where: string,
  customers: CovariateHistory | CovariateCustomers,
  named: readonly string[] | undefined,
): readonly string[] {
  if (!Array.isArray(customers)) checkObject(where, "customers", customers);
  const first = Array.isArray(customers) ? (customers[0] as unknown) : customers;
  const nested = (first as { readonly covariates?: unknown } | undefined)?.covariates;
  const names = named ?? (typeof nested === "object" && nested !== null ? Object.keys(nested).sort() : named);
  const rule = "must be an array of the names of covariates, one or more";
  const given = Array.isArray(names) && names.length > 0;
  check(given, where, "options.covariates", rule, names);
  names.forEach((name: unknown, i) => {
    const argument = `options.covariates[${i}]`;
    const other = typeof name === "string" && name !== "" && !reserved.includes(name);
    check(other, where, argument, "must be the name of a covariate", name);
    check(names.indexOf(name as string) === i, where, argument, "must be named once", name);
  });
  return names;
}

/** Reads named covariates, one column each; a missing or infinite value is refused by its row. */
export function readCovariates(
  where: string,
  customers: CovariateHistory | CovariateCustomers,
  names: readonly string[],
): readonly Float64Array[] {
  if (isOneCustomer(customers)) {
    const of = fieldsOf(where, "customer", customers);
    return names.map((name) => Float64Array.of(of(name)));
  }
  if (!Array.isArray(customers))
    return readColumns(where, customers as Readonly<Record<string, unknown>>, names);
  const columns = names.map(() => new Float64Array(customers.length));
  customers.forEach((row: object, i) => {
    checkObject(where, `customers[${i}]`, row);
    const of = fieldsOf(where, `customers[${i}]`, row);
    names.forEach((name, k) => {
      columns[k]![i] = of(name);
    });
  });
  return columns;
}

/** Reads covariates of one row by name. */
function fieldsOf(where: string, argument: string, row: object) {
  const { covariates } = row as { readonly covariates?: unknown };
  const nested = covariates !== undefined;
  const place = nested ? `${argument}.covariates` : argument;
  if (nested) checkObject(where, place, covariates);
  const fields = (nested ? covariates : row) as Readonly<Record<string, unknown>>;
  return (name: string): number => {
    const value = fields[name];
    checkFinite(where, `${place}.${name}`, value);
    return value;
  };
}

/** Refuses covariates that are none of the model's. */
export function checkKnown(
  where: string,
  place: string,
  covariates: unknown,
  names: readonly string[],
): asserts covariates is object {
  checkObject(where, place, covariates);
  for (const name of Object.keys(covariates))
    if (!names.includes(name)) {
      const value = (covariates as Readonly<Record<string, unknown>>)[name];
      check(false, where, `${place}.${name}`, `must be one of the covariates (${names.join(", ")})`, value);
    }
}

function readColumns(
  where: string,
  customers: Readonly<Record<string, unknown>>,
  names: readonly string[],
): readonly Float64Array[] {
  checkObject(where, "customers", customers);
  const { covariates } = customers;
  const nested = covariates !== undefined;
  const place = nested ? "customers.covariates" : "customers";
  if (nested) checkObject(where, place, covariates);
  const table = openTable(where, place, nested ? covariates : customers);
  const { length } = openTable(where, "customers", customers).named("frequency");
  return names.map((name) => readCovariate(where, `${place}.${name}`, table.named(name), length));
}

/** Reads a column of finite numbers, one a customer. */
export function readCovariate(
  where: string,
  argument: string,
  column: OpenColumn,
  length: number,
): Float64Array {
  const size = column.length;
  check(size === length, where, argument, `must have as many entries as customers (${length})`, size);
  const problems = createProblems(where);
  const values = readNumbers(column, problems, finiteNumbers);
  problems.throwIfAny();
  return values.map((value) => value + 0);
}

/** Rows with equal covariates. */
export interface CovariateGroup {
  /** The covariates that they share. */
  readonly values: Float64Array;
  /** Their positions, ascending. */
  readonly rows: Uint32Array;
}

/** Groups rows by equal covariates, in canonical order. */
export function groupByCovariates(columns: readonly Float64Array[], length: number): CovariateGroup[] {
  const order = Uint32Array.from({ length }, (_, i) => i).sort((a, b) => {
    for (const column of columns) {
      const difference = column[a]! - column[b]!;
      if (difference !== 0) return difference;
    }
    return a - b;
  });
  const groups: CovariateGroup[] = [];
  for (let from = 0; from < length; ) {
    const first = order[from]!;
    let to = from + 1;
    while (to < length && columns.every((column) => column[order[to]!] === column[first])) to++;
    const values = Float64Array.from(columns, (column) => column[first]!);
    groups.push({ values, rows: order.subarray(from, to) });
    from = to;
  }
  return groups;
}
