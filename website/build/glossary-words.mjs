/** The words of the glossary by the page that answers them: the first link of each row of its tables. */
import { existsSync, readFileSync } from "node:fs";

export function glossaryWords(file) {
  const words = {};
  if (!existsSync(file)) return words;
  for (const line of readFileSync(file, "utf8").split("\n")) {
    const [, term, , link] = line.split("|").map((cell) => cell.trim());
    const page = /\]\(([\w-]+)\.md/.exec(link ?? "")?.[1];
    if (page !== undefined) words[page] = `${words[page] ?? ""} ${term.replaceAll(",", "")}`.trim();
  }
  return words;
}
