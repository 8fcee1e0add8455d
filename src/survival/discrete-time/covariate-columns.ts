/** Covariates of customers: numbers as they are, categories as one column for each level but the reference. */
import { check, checkFinite, checkObject, isDense } from "../../errors.js";
import { createProblems, type Problems } from "../../tables/problems.js";
import { finiteNumbers, readNumbers } from "../../tables/read-numbers.js";
import { type OpenColumn, type OpenTable, openTable } from "../../tables/table.js";

/** How one covariate enters the model. */
export type CovariateCoding =
  | {
      /** Name of the field. */
      readonly name: string;
      /** A number, taken as it is. */
      readonly kind: "number";
    }
  | {
      /** Name of the field. */
      readonly name: string;
      /** A category: a coefficient `name=level` for each level but the reference. */
      readonly kind: "category";
      /** The level that the others are compared with. */
      readonly reference: string;
      /** The other levels, in ascending order. */
      readonly levels: readonly string[];
    };

/** More levels than this are identifiers. */
const mostLevels = 200;

/** Names of the covariates: those that a call names, or those under `covariates` of the data. */
export function namesOfCovariates(where: string, data: object, named: unknown): readonly string[] {
  if (named === undefined) return nestedNames(where, data);
  check(isDense(named), where, "covariates", "must be an array of the names of fields", named);
  named.forEach((name: unknown, i) => {
    const argument = `covariates[${i}]`;
    check(typeof name === "string" && name !== "", where, argument, "must be the name of a field", name);
    check(named.indexOf(name) === i, where, argument, "must be named once", name);
  });
  return named as readonly string[];
}

function nestedNames(where: string, data: object): readonly string[] {
  const first = Array.isArray(data) ? (data[0] as unknown) : data;
  const nested = (first as { readonly covariates?: unknown } | null | undefined)?.covariates;
  if (nested === undefined) return [];
  checkObject(where, Array.isArray(data) ? "data[0].covariates" : "data.covariates", nested);
  return Object.keys(nested).sort();
}

/** Opens named covariates, which a call names as fields or which lie under `covariates`. */
export function openCovariates(
  where: string,
  data: object,
  names: readonly string[],
  asFields: boolean,
): OpenColumn[] {
  const table = openTable(where, "data", data);
  return names.map((name, i) =>
    asFields ? table.column(`covariates[${i}]`, name) : openCovariate(where, data, table, name),
  );
}

/** The column of one covariate: under `covariates` of the data where they have that, else beside their other columns. */
export function openCovariate(where: string, data: object, table: OpenTable, name: string): OpenColumn {
  const first = Array.isArray(data) ? (data[0] as unknown) : data;
  const nested = (first as { readonly covariates?: unknown } | null | undefined)?.covariates;
  if (typeof nested !== "object" || nested === null) return table.named(name);
  if (!Array.isArray(data)) return openTable(where, `${table.argument}.covariates`, nested).named(name);
  type Row = { readonly covariates?: Readonly<Record<string, unknown>> } | null | undefined;
  return table.column(`covariates.${name}`, (row: Row) => row?.covariates?.[name]);
}

/** Columns under `covariates` are opened by themselves, and must be as long as the others. */
export function checkLengths(where: string, columns: readonly OpenColumn[], length: number): void {
  for (const column of columns) {
    const name = column.name(0).replace(/\[0\].*$/, "");
    check(
      column.length === length,
      where,
      name,
      `must have as many entries as rows (${length})`,
      column.length,
    );
  }
}

/** A category is text or a flag; numbers are a category where a reference is named. */
const isLevel = (value: unknown) =>
  typeof value === "string" || typeof value === "boolean" || typeof value === "number";

/** Reads covariates and settles how each is coded: numbers as they are, levels by their position, the reference being 0. */
export function codeCovariates(
  where: string,
  names: readonly string[],
  columns: readonly OpenColumn[],
  references: unknown,
): { codings: CovariateCoding[]; values: Float64Array[] } {
  if (references !== undefined) checkObject(where, "reference", references);
  const given = (references ?? {}) as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(given))
    check(names.includes(name), where, `reference.${name}`, "must belong to a covariate", given[name]);
  const problems = createProblems(where);
  const codings: CovariateCoding[] = [];
  const values = columns.map((column, k) => {
    const name = names[k]!;
    const first = column.length > 0 ? column.at(0) : 0;
    if (given[name] === undefined && typeof first !== "string" && typeof first !== "boolean") {
      codings.push({ name, kind: "number" });
      return readNumbers(column, problems, finiteNumbers);
    }
    const read = readLevels(column, problems);
    const coding = settleLevels(where, name, read.levels, given[name]);
    codings.push(coding);
    const place = new Map([coding.reference, ...coding.levels].map((level, i) => [level, i]));
    const placeOf = read.levels.map((level) => place.get(level)!);
    return Float64Array.from(read.codes, (code) => placeOf[code] ?? 0);
  });
  problems.throwIfAny();
  return { codings, values };
}

function readLevels(column: OpenColumn, problems: Problems) {
  const codes = new Int32Array(column.length);
  const seen = new Map<unknown, number>();
  for (let i = 0; i < column.length; i++) {
    const value = column.at(i);
    let code = seen.get(value);
    if (code === undefined) {
      if (!isLevel(value) || value === "" || Number.isNaN(value)) {
        problems.add(column.name(i), "must be text, true, false or a number", value);
        continue;
      }
      code = seen.size;
      seen.set(value, code);
    }
    codes[i] = code;
  }
  return { codes, levels: Array.from(seen.keys(), String) };
}

function settleLevels(where: string, name: string, levels: readonly string[], reference: unknown) {
  const ascending = [...new Set(levels)].sort();
  const few = ascending.length <= mostLevels;
  check(few, where, `covariates.${name}`, `must have at most ${mostLevels} levels`, ascending.length);
  const chosen = reference === undefined ? (ascending[0] ?? "") : String(reference);
  const shown = ascending.slice(0, 8).map((level) => JSON.stringify(level));
  const rule = `must be one of its levels (${shown.join(", ")}${ascending.length > 8 ? ", …" : ""})`;
  check(reference === undefined || ascending.includes(chosen), where, `reference.${name}`, rule, reference);
  return {
    name,
    kind: "category" as const,
    reference: chosen,
    levels: ascending.filter((level) => level !== chosen),
  };
}

/** Reads covariates as a model codes them. */
export function valuesAsCoded(
  where: string,
  codings: readonly CovariateCoding[],
  columns: readonly OpenColumn[],
): Float64Array[] {
  return columns.map((column, k) => {
    const values = new Float64Array(column.length);
    for (let i = 0; i < values.length; i++)
      values[i] = codedValue(where, column.name(i), codings[k]!, column.at(i));
    return values;
  });
}

/** Names of the coefficients: the covariate's for a number, `covariate=level` for a level. */
export function coefficientNames(codings: readonly CovariateCoding[]): readonly string[] {
  return codings.flatMap((coding) =>
    coding.kind === "number" ? [coding.name] : coding.levels.map((level) => `${coding.name}=${level}`),
  );
}

/** The field that each coefficient belongs to. */
export function fieldsOfCoefficients(codings: readonly CovariateCoding[]): readonly string[] {
  return codings.flatMap((coding) =>
    coding.kind === "number" ? [coding.name] : coding.levels.map(() => coding.name),
  );
}

/** Writes the design row of one customer, whose categories are given by the position of their level. */
export function designRow(
  codings: readonly CovariateCoding[],
  values: ArrayLike<number>,
  row: Float64Array,
): void {
  for (let k = 0, at = 0; k < codings.length; k++) {
    const coding = codings[k]!;
    if (coding.kind === "number") row[at++] = values[k]!;
    else for (let level = 1; level <= coding.levels.length; level++) row[at++] = values[k] === level ? 1 : 0;
  }
}

/** The value of a covariate for a prediction: the number, or the position of a level that the fit has seen. */
export function codedValue(where: string, argument: string, coding: CovariateCoding, value: unknown): number {
  if (coding.kind === "number") {
    checkFinite(where, argument, value);
    return value;
  }
  const all = [coding.reference, ...coding.levels];
  const place = isLevel(value) ? all.indexOf(String(value)) : -1;
  const shown = all.slice(0, 8).map((level) => JSON.stringify(level));
  const rule = `must be a level that the fit has seen (${shown.join(", ")}${all.length > 8 ? ", …" : ""})`;
  check(place >= 0, where, argument, rule, value);
  return place;
}
