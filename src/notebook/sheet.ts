/** A result as sheets: small tables of texts, which any form of output is made of. */

/** A table of texts, with what stands above and below it. */
export interface Sheet {
  /** What is shown, above the table; null for nothing. */
  readonly title: string | null;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Which columns hold numbers, and stand to the right. */
  readonly numeric: readonly boolean[];
  /** How strongly a cell is shaded, 0 to 1, by row and column; null where none is. */
  readonly shades: readonly (readonly (number | null)[])[] | null;
  /** What is said below the table. */
  readonly notes: readonly string[];
}

/** A value as a reader wants it: at most five digits, nothing for null, the day of an instant at midnight. */
export function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return numberText(value);
  if (value instanceof Date) return dayOf(value.toISOString());
  if (typeof value === "string") return dayOf(value);
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return listText(value as ArrayLike<unknown>);
  if (typeof value !== "object") return String(value);
  return Object.entries(value)
    .map(([name, part]) => `${name} ${textOf(part)}`)
    .join(", ");
}

function dayOf(text: string): string {
  return text.replace(/T00:00:00\.000Z$/, "");
}

function listText(list: ArrayLike<unknown>): string {
  const shown = Array.from({ length: Math.min(list.length, 6) }, (_, i) => textOf(list[i]));
  return list.length > 6 ? `${shown.join(", ")}, … (${list.length})` : shown.join(", ");
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return "";
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return value.toLocaleString("en-GB");
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e9)) return value.toExponential(3);
  const decimals = Math.min(Math.max(4 - Math.floor(Math.log10(size)), 0), 6);
  return value.toLocaleString("en-GB", { maximumFractionDigits: Math.min(decimals, 4) });
}

/** A share as people write it: 12.3%. */
export function percentText(share: number | null): string {
  return share === null ? "" : `${(100 * share).toFixed(1)}%`;
}

/** A sheet of rows of a list, the first of them and how many there are. */
export function sheetOfRows(
  title: string | null,
  rows: readonly object[],
  most: number,
  notes: readonly string[] = [],
): Sheet {
  const shown = rows.slice(0, most) as readonly Readonly<Record<string, unknown>>[];
  const head = [...new Set(shown.flatMap((row) => Object.keys(row)))];
  const more = rows.length > shown.length ? [`the first ${shown.length} of ${textOf(rows.length)} rows`] : [];
  return {
    title,
    head,
    rows: shown.map((row) => head.map((name) => textOf(row[name]))),
    numeric: head.map((name) =>
      shown.every((row) => row[name] === null || row[name] === undefined || typeof row[name] === "number"),
    ),
    shades: null,
    notes: [...more, ...notes],
  };
}

/** A sheet of names and what they stand for. */
export function sheetOfFields(title: string | null, fields: readonly (readonly [string, unknown])[]): Sheet {
  return {
    title,
    head: ["", ""],
    rows: fields.map(([name, value]) => [name, textOf(value)]),
    numeric: [false, fields.every(([, value]) => typeof value === "number")],
    shades: null,
    notes: [],
  };
}
