/**
 * Measures the sentences of README.md and docs/*.md: how many, words in the mean, the share above 30 words, and the longest.
 * Fails where a page is above the bounds. Run by `npm run check:sentences`; with names of pages it also lists their long sentences.
 * Code blocks, tables, headings and lists of sources are no sentences; code between backticks counts as one word.
 */
import { readdirSync, readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { root } from "./entry-points.mjs";

const long = 30;
const bounds = { mean: 18, shareOfLong: 0.05 };
const listed = process.argv.slice(2);

/** The paragraphs and list items of a page, without code, tables, headings and sources. */
function paragraphsOf(markdown) {
  const prose = markdown
    .replace(/^## (Sources|References)\n[\s\S]*?(?=^## |(?![\s\S]))/gm, "")
    .replace(/^```[\s\S]*?^```/gm, "\n")
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/^(#|\||<|!\[).*$/gm, "\n")
    .replace(/^\s*([-*]|\d+\.) /gm, "\n\n");
  return prose.split(/\n\s*\n/).map((paragraph) => paragraph.replace(/\s+/g, " ").trim());
}

/** The sentences of a paragraph; a full stop ends one only before a capital, a digit or code. */
function sentencesOf(paragraph) {
  return paragraph
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/`[^`]*`/g, "Code")
    .replace(/\*+/g, "")
    .replace(/\b(e\.g|i\.e|vs|et al|cf|Eq|eq|no|p|pp|vol|St|Mr|Dr|ca)\. /g, "$1 ")
    .split(/(?<=[.!?…]["”)]?)\s+(?=["“(]?[\p{Lu}\d])/u)
    .filter((sentence) => wordsOf(sentence) > 0);
}

const wordsOf = (sentence) => sentence.split(/\s+/).filter((word) => /[\p{L}\d]/u.test(word)).length;

const pages = [
  "README.md",
  ...readdirSync(resolve(root, "docs"))
    .filter((name) => name.endsWith(".md") && name !== "gallery.md")
    .sort()
    .map((name) => `docs/${name}`),
];
let faults = 0;
console.log(
  `${"page".padEnd(26)}${"sentences".padStart(10)}${"words".padStart(8)}${`over ${long}`.padStart(10)}${"longest".padStart(9)}`,
);
for (const page of pages) {
  const sentences = paragraphsOf(readFileSync(resolve(root, page), "utf8")).flatMap(sentencesOf);
  const lengths = sentences.map(wordsOf);
  const mean = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);
  const tooLong = lengths.filter((length) => length > long).length;
  const share = tooLong / Math.max(1, lengths.length);
  const fails = mean > bounds.mean || tooLong > Math.max(1, bounds.shareOfLong * lengths.length);
  faults += fails ? 1 : 0;
  const shown = [lengths.length, mean.toFixed(1), `${(100 * share).toFixed(1)}%`, Math.max(0, ...lengths)];
  const widths = [10, 8, 10, 9];
  console.log(
    `${page.padEnd(26)}${shown.map((cell, i) => String(cell).padStart(widths[i])).join("")}${fails ? "  above the bounds" : ""}`,
  );
  if (listed.includes(page) || listed.includes(basename(page, ".md")))
    for (const [i, sentence] of sentences.entries())
      if (lengths[i] > 24) console.log(`    ${lengths[i]}  ${sentence}`);
}
console.log(
  `Bounds of a page: ${bounds.mean} words a sentence in the mean, ${100 * bounds.shareOfLong}% of sentences (or one) over ${long} words.`,
);
process.exit(faults > 0 ? 1 : 0);
