/** One page of `npm start`: a question, its answer, a table, a chart of bars, a caveat, and the code that made the number. */
import { type Bar, bars, heading, paragraph, table } from "../print.js";

/** What a page says. */
export interface Topic {
  readonly question: string;
  /** One sentence. */
  readonly answer: string;
  readonly table: { readonly headers: readonly string[]; readonly rows: readonly (readonly string[])[] };
  readonly chart: { readonly title: string; readonly bars: readonly Bar[]; readonly full?: number };
  readonly caveat: string;
  /** Three lines, the last of which states the number that it gives. */
  readonly code: readonly [string, string, string];
  /** Data that the code takes by name. */
  readonly given?: Readonly<Record<string, unknown>>;
}

/** The lines of a page. */
export function topicLines({ question, answer, table: rows, chart, caveat, code }: Topic): string[] {
  return [
    ...heading(question),
    ...paragraph(answer),
    "",
    ...table(rows.headers, rows.rows),
    "",
    ...paragraph(chart.title),
    ...bars(chart.bars, chart.full),
    "",
    ...paragraph(caveat),
    "",
    ...code.map((line) => `  ${line}`),
  ];
}
