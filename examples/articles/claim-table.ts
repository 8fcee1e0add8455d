/** The table that every article's example prints: the claim, our number, what it assumes, when it is false. */
import { heading, paragraph } from "../print.js";

/** One claim of an article, worked out. */
export interface WorkedClaim {
  /** The claim, as the article makes it. */
  readonly claim: string;
  /** What the library computes for it. */
  readonly ourNumber: string;
  /** What that rests on. */
  readonly assumes: string;
  /** When the claim is false. */
  readonly falseWhen: string;
}

/** An article with its claims and what is known of their sources. */
export interface WorkedArticle {
  readonly title: string;
  readonly article: string;
  readonly claims: readonly WorkedClaim[];
  readonly slips: readonly string[];
}

const columns: readonly (readonly [header: string, key: keyof WorkedClaim, width: number])[] = [
  ["The claim", "claim", 26],
  ["Our number", "ourNumber", 34],
  ["Assumes", "assumes", 26],
  ["False when", "falseWhen", 28],
];

/** The lines of an article. */
export function articleLines({ title, article, claims, slips }: WorkedArticle): string[] {
  const rule = columns.map(([, , width]) => "─".repeat(width)).join("  ");
  return [
    ...heading(title),
    ...paragraph(article),
    "",
    columns
      .map(([header, , width]) => header.padEnd(width))
      .join("  ")
      .trimEnd(),
    rule,
    ...claims.flatMap((claim) => [...claimRows(claim), rule]),
    "",
    "What is known of the sources, and where the article slips:",
    ...slips.flatMap((slip) => paragraph(slip).map((line, i) => (i === 0 ? `- ${line}` : `  ${line}`))),
  ];
}

function claimRows(claim: WorkedClaim): string[] {
  const cells = columns.map(([, key, width]) => wrap(claim[key], width));
  const height = Math.max(...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, row) =>
    columns
      .map(([, , width], i) => (cells[i]?.[row] ?? "").padEnd(width))
      .join("  ")
      .trimEnd(),
  );
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines[lines.length - 1];
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
