/** Sheets as HTML, as Markdown and as plain text. */
import type { Sheet } from "./sheet.js";

function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

/** Sheets as HTML: tables that take the colours of the page. */
export function htmlOf(sheets: readonly Sheet[]): string {
  return sheets.map(htmlOfSheet).join("\n");
}

function htmlOfSheet({ title, head, rows, numeric, shades, notes }: Sheet): string {
  const align = (i: number) => `text-align:${numeric[i] ? "right" : "left"}`;
  const shade = (i: number, k: number) => {
    const strength = shades?.[i]?.[k] ?? null;
    return strength === null ? "" : `;background:rgba(0,114,178,${(0.06 + 0.5 * strength).toFixed(2)})`;
  };
  const heading = head.some((name) => name !== "")
    ? `<thead><tr>${head.map((name, k) => `<th style="${align(k)}">${escaped(name)}</th>`).join("")}</tr></thead>`
    : "";
  const body = rows.map(
    (row, i) =>
      `<tr>${row.map((cell, k) => `<td style="${align(k)}${shade(i, k)}">${escaped(cell)}</td>`).join("")}</tr>`,
  );
  return [
    '<table style="font-variant-numeric:tabular-nums">',
    ...(title === null ? [] : [`<caption style="text-align:left">${escaped(title)}</caption>`]),
    `${heading}<tbody>${body.join("")}</tbody></table>`,
    ...notes.map((note) => `<p><small>${escaped(note)}</small></p>`),
  ].join("");
}

/** Sheets as Markdown tables. */
export function markdownOf(sheets: readonly Sheet[]): string {
  return sheets.map(markdownOfSheet).join("\n\n");
}

function markdownOfSheet({ title, head, rows, numeric, notes }: Sheet): string {
  const safe = (text: string) => text.replace(/\|/g, "\\|").replace(/\r?\n/g, " ");
  const line = (cells: readonly string[]) => `| ${cells.map(safe).join(" | ")} |`;
  return [
    ...(title === null ? [] : [`**${safe(title)}**`, ""]),
    line(head),
    `|${numeric.map((right) => (right ? " ---: |" : " --- |")).join("")}`,
    ...rows.map(line),
    ...(notes.length === 0 ? [] : ["", notes.map(safe).join("  \n")]),
  ].join("\n");
}

/** Lines of plain text that an output has at most. */
const mostLines = 28;
const mostWidth = 118;

/** Sheets as plain text, of fewer than 30 lines whatever they hold. */
export function plainOf(sheets: readonly Sheet[]): string {
  const lines = sheets.flatMap((sheet, i) => [...(i === 0 ? [] : [""]), ...plainLines(sheet)]);
  return lines.length <= mostLines
    ? lines.join("\n")
    : [...lines.slice(0, mostLines - 1), `… ${lines.length - mostLines + 1} lines more`].join("\n");
}

/** How many columns fit beside one another, the first in any case. */
function fittingColumns(widths: readonly number[]): number {
  let width = 0;
  for (const [k, each] of widths.entries()) {
    width += each + 2;
    if (k > 0 && width > mostWidth + 2) return k;
  }
  return widths.length;
}

function plainLines({ title, head, rows, numeric, notes }: Sheet): string[] {
  const named = head.some((name) => name !== "");
  const all = named ? [head, ...rows] : rows;
  const widths = head.map((_, k) => all.reduce((most, row) => Math.max(most, row[k]?.length ?? 0), 0));
  const columns = fittingColumns(widths);
  const line = (row: readonly string[]) =>
    row
      .slice(0, columns)
      .map((cell, k) => (numeric[k] ? cell.padStart(widths[k]!) : cell.padEnd(widths[k]!)))
      .join("  ")
      .trimEnd()
      .slice(0, mostWidth + 2);
  const left = head.length - columns;
  return [
    ...(title === null ? [] : [title]),
    ...all.map(line),
    ...(left > 0 ? [`… ${left} columns more`] : []),
    ...notes.flatMap((note) => note.match(/.{1,116}(?:\s|$)/g)?.map((part) => part.trimEnd()) ?? [note]),
  ];
}
