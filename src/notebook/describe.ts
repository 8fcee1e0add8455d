/** Which sheets show a result. */
import { isList } from "../errors.js";
import { isCohortTable, isFit, sheetOfCohorts, sheetOfFit } from "./known-results.js";
import { type Sheet, sheetOfFields, sheetOfRows, textOf } from "./sheet.js";

/** The sheets of a result: its rows, its columns, or its fields and the lists among them. */
export function sheetsOf(result: unknown, most: number): readonly Sheet[] {
  if (typeof result !== "object" || result === null) return [sheetOfFields(null, [["", result]])];
  if (isList(result)) return [sheetOfList(null, result, most)];
  if (isFit(result)) return [sheetOfFit(result)];
  if (isCohortTable(result)) return [sheetOfCohorts(result, most)];
  return sheetsOfFields(result, most);
}

function sheetOfList(title: string | null, list: ArrayLike<unknown>, most: number): Sheet {
  const values = Array.from(list);
  return isRows(values)
    ? sheetOfRows(title, values, most)
    : sheetOfRows(
        title,
        values.map((value, i) => ({ "": i, value })),
        most,
      );
}

function isRows(values: readonly unknown[]): values is readonly object[] {
  return (
    values.length > 0 &&
    values.every(
      (value) => typeof value === "object" && value !== null && !isList(value) && !(value instanceof Date),
    )
  );
}

/** Columns of one length make one sheet; other fields go into one of names and values, and lists of rows each into their own. */
function sheetsOfFields(result: object, most: number): readonly Sheet[] {
  const fields = Object.entries(result).filter(([, value]) => typeof value !== "function");
  const lists = fields.filter(([, value]) => isList(value)) as [string, ArrayLike<unknown>][];
  const columns = lists.filter(
    ([, list]) => !isRows(Array.from({ length: Math.min(list.length, 1) }, () => list[0])),
  );
  const length = columns[0]?.[1].length ?? 0;
  const areColumns = columns.length > 1 && length > 1 && columns.every(([, list]) => list.length === length);
  const rows = lists.filter((list) => !columns.includes(list));
  const single = flattened(fields.filter(([, value]) => !isList(value)));
  const rest = areColumns ? single : [...single, ...columns];
  const notes = [single.map(([name, value]) => `${name} ${textOf(value)}`).join(", ")].filter(
    (note) => note !== "",
  );
  return [
    ...(areColumns ? [sheetOfColumns(columns, most, notes)] : []),
    ...(!areColumns && rest.length > 0 ? [sheetOfFields(null, rest)] : []),
    ...rows.map(([name, list]) => sheetOfList(name, list, most)),
  ];
}

function sheetOfColumns(
  columns: readonly (readonly [string, ArrayLike<unknown>])[],
  most: number,
  notes: readonly string[],
): Sheet {
  const { length } = columns[0]![1];
  const row = (i: number) => Object.fromEntries(columns.map(([name, list]) => [name, list[i]]));
  const shown = Array.from({ length: Math.min(most, length) }, (_, i) => row(i));
  const more = length > shown.length ? [`the first ${shown.length} of ${textOf(length)} rows`] : [];
  return sheetOfRows(null, shown, most, [...more, ...notes]);
}

/** Fields of fields by names with a dot, two deep. */
function flattened(fields: readonly (readonly [string, unknown])[], depth = 2): [string, unknown][] {
  return fields.flatMap(([name, value]): [string, unknown][] => {
    if (depth === 0 || typeof value !== "object" || value === null || isList(value) || value instanceof Date)
      return [[name, value]];
    const inner = Object.entries(value).filter(([, part]) => typeof part !== "function");
    return flattened(
      inner.map(([part, of]) => [`${name}.${part}`, of] as const),
      depth - 1,
    );
  });
}
