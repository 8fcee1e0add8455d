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

/** Characters on a line. */
export const lineWidth = 80;
const gap = "  ";

/** Words on lines of at most `width` characters. */
export function wrap(text: string, width = lineWidth): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines[lines.length - 1];
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Where a cell may not be broken: a number with its unit or an interval stays whole if it is short. */
const longestWord = (text: string) => Math.max(...text.split(" ").map((word) => word.length));

/** Widths of columns that fit on a line: the widest give way until all fit, none below its longest word. */
function columnWidths(columns: readonly (readonly string[])[]): number[] {
  const widths = columns.map((cells) => Math.max(...cells.map((cell) => cell.length)));
  const least = columns.map((cells) => Math.max(...cells.map(longestWord)));
  const room = lineWidth - gap.length * (columns.length - 1);
  for (let over = widths.reduce((sum, width) => sum + width, 0) - room; over > 0; over--) {
    const spare = widths.map((width, i) => (width > least[i]! ? width : 0));
    const widest = spare.indexOf(Math.max(...spare));
    if (spare[widest] === 0) break;
    widths[widest]! -= 1;
  }
  return widths;
}

/**
 * An aligned table that fits on a line: the first column to the left, cells that begin like a number to the right, long cells
 * on several lines.
 */
export function table(headers: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const columns = headers.map((header, i) => [header, ...rows.map((cells) => cells[i] ?? "")]);
  const widths = columnWidths(columns);
  const numeric = columns.map(
    ([, ...cells], column) =>
      column > 0 && cells.every((cell) => /^([-+$]?[\d.]|-$|none$|never$|$)/.test(cell) && cell.length < 24),
  );
  const lines = (cells: readonly string[]): string[] => {
    const wrapped = headers.map((_, i) => wrap(cells[i] ?? "", widths[i]!));
    const height = Math.max(...wrapped.map(({ length }) => length));
    return Array.from({ length: height }, (_, line) =>
      wrapped
        .map((parts, i) => {
          const text = parts[line] ?? "";
          return numeric[i] ? text.padStart(widths[i]!) : text.padEnd(widths[i]!);
        })
        .join(gap)
        .trimEnd(),
    );
  };
  const rule = widths.map((width) => "─".repeat(width)).join(gap);
  return [...lines(headers), rule, ...rows.flatMap(lines)];
}

/** One bar of a chart. */
export interface Bar {
  readonly label: string;
  /** Its length, 0 or more. */
  readonly value: number;
  /** What is written behind it. */
  readonly text: string;
}

const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** Horizontal bars, the longest as wide as the line allows, or as `full` if all of that is to be seen. */
export function bars(rows: readonly Bar[], full = Math.max(...rows.map(({ value }) => value))): string[] {
  const labels = Math.max(...rows.map(({ label }) => label.length));
  const texts = Math.max(...rows.map(({ text }) => text.length));
  const room = Math.min(40, lineWidth - labels - texts - 3);
  return rows.map(({ label, value, text }) => {
    const steps = full > 0 ? Math.round((8 * room * value) / full) : 0;
    const bar = `${"█".repeat(Math.floor(steps / 8))}${eighths[steps % 8]}`;
    return `${label.padEnd(labels)}  ${bar}${bar === "" ? "" : " "}${text}`;
  });
}

/** A paragraph that fits on the line. */
export function paragraph(text: string): string[] {
  return wrap(text);
}

/** A heading with a rule under it. */
export function heading(text: string): string[] {
  const lines = wrap(text);
  return ["", ...lines, "═".repeat(Math.max(...lines.map(({ length }) => length))), ""];
}

/** Prints the lines when the file is run by itself. */
export function printWhenRun(module: string, lines: () => readonly string[]): void {
  const script = process.argv[1];
  if (script !== undefined && pathToFileURL(script).href === module) console.log(lines().join("\n"));
}
