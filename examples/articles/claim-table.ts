/** What every article's example prints: the claim, our number, what it assumes, when it is false. */
import { heading, lineWidth, paragraph, wrap } from "../print.js";

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

/** The lines of an article: claim after claim, and what is known of their sources. */
export function articleLines({ title, article, claims, slips }: WorkedArticle): string[] {
  return [
    ...heading(title),
    ...paragraph(article),
    ...claims.flatMap(claimLines),
    "",
    "What is known of the sources, and where the article slips:",
    ...slips.flatMap((slip) => hanging("- ", slip)),
  ];
}

function claimLines({ claim, ourNumber, assumes, falseWhen }: WorkedClaim): string[] {
  return [
    "",
    ...wrap(claim),
    ...hanging("  Our number   ", ourNumber),
    ...hanging("  Assumes      ", assumes),
    ...hanging("  False when   ", falseWhen),
  ];
}

/** Text behind a mark, its further lines below its first word. */
function hanging(mark: string, text: string): string[] {
  const lines = wrap(text, lineWidth - mark.length);
  return lines.map((line, i) => `${i === 0 ? mark : " ".repeat(mark.length)}${line}`);
}
