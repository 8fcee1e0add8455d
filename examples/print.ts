/** Plain-text printing for the examples: aligned tables, numbers with their units, wrapped sentences. */
import { pathToFileURL } from "node:url";

/** A fraction as a percentage: `percent(0.0526, 1)` is "5.3%". */
export function percent(fraction: number | null, decimals = 1): string {
  return fraction === null ? "-" : `${(100 * fraction).toFixed(decimals)}%`;
}

/** A gain as a signed percentage: "+25.0%". */
export function gain(fraction: number | null, decimals = 1): string {
  return fraction === null ? "-" : `${fraction < 0 ? "" : "+"}${percent(fraction, decimals)}`;
}

/** A number with thousands separated and a fixed number of decimals. */
export function number(value: number | null, decimals = 0): string {
  if (value === null) return "-";
  const [whole = "", part] = Math.abs(value).toFixed(decimals).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return `${value < 0 ? "-" : ""}${grouped}${part === undefined ? "" : `.${part}`}`;
}

/** An aligned table: the first column to the left, cells that begin like a number to the right. */
export function table(headers: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const width = (column: number) =>
    Math.max(...[headers, ...rows].map((cells) => (cells[column] ?? "").length));
  const numeric = (column: number) =>
    column > 0 && rows.every((cells) => /^([-+$]?[\d.]|-$|none$|never$)/.test(cells[column] ?? ""));
  const line = (cells: readonly string[]) =>
    headers
      .map((_, i) => (numeric(i) ? (cells[i] ?? "").padStart(width(i)) : (cells[i] ?? "").padEnd(width(i))))
      .join("   ")
      .trimEnd();
  const rule = headers.map((_, i) => "─".repeat(width(i))).join("   ");
  return [line(headers), rule, ...rows.map(line)];
}

/** A paragraph wrapped at 100 characters. */
export function paragraph(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines[lines.length - 1];
    if (last !== undefined && last.length + word.length < 100) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** A heading with a rule under it. */
export function heading(text: string): string[] {
  return ["", text, "═".repeat(text.length), ""];
}

/** Prints the lines when the file is run by itself. */
export function printWhenRun(module: string, lines: () => readonly string[]): void {
  const script = process.argv[1];
  if (script !== undefined && pathToFileURL(script).href === module) console.log(lines().join("\n"));
}
