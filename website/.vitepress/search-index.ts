import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { MarkdownEnv, MarkdownRenderer } from "vitepress";

/** Words that people use, by the page that answers them: the glossary's first link of every entry. */
const words: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(resolve(import.meta.dirname, "../../.site/words.json"), "utf8"),
);

/** Prose, tables and headings; code stays out, for its words stand in the prose as well. */
function withoutCode(html: string): string {
  return html
    .replace(/<div class="language-[\s\S]*?<\/pre><\/div>/g, " ")
    .replace(/<button[\s\S]*?<\/button>/g, "");
}

/**
 * What the search knows of a page: all of a guide, and of the reference the names of functions only, which is how one looks for
 * them. After the title of a guide stand the glossary's words for it.
 */
export async function renderForSearch(
  source: string,
  env: MarkdownEnv,
  markdown: MarkdownRenderer,
): Promise<string> {
  const page = env.relativePath.replace(/\.md$/, "");
  if (page.startsWith("api/")) {
    const names = [...source.matchAll(/^## (\w+) \{#(\w+)\}$/gm)].filter(([, name]) => /^[a-z]/.test(name!));
    const headings = names.map(
      ([, name, id]) => `<h2 id="${id}">${name}<a class="header-anchor" href="#${id}"></a></h2>`,
    );
    return `<h1 id="top">${page.slice(4)} functions<a class="header-anchor" href="#top"></a></h1>${headings.join("\n")}`;
  }
  const html = withoutCode(markdown.render(source, env));
  const known = words[page];
  return known === undefined ? html : html.replace(/<\/h1>/, `</h1><p>${known} ${known} ${known}</p>`);
}
