/**
 * Builds the documentation site into site/: TypeDoc's Markdown of every symbol (a missing description or a broken link fails),
 * the guides of docs/ as they are, the pages of website/pages, the library as ES modules, the pictures of the gallery.
 *
 *     npm run docs                  everything
 *     npm run docs -- --pages       the pages only, with TypeDoc's output of the last time
 */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { writeApiPages } from "../website/build/api-pages.mjs";
import { glossaryWords } from "../website/build/glossary-words.mjs";
import { chaptersOf, exportedNames, writeLibrary } from "../website/build/library.mjs";
import { makeBaseRelative } from "../website/build/relative-base.mjs";
import { chapters as described, navigation } from "../website/navigation.mjs";
import { root } from "./entry-points.mjs";

const folder = (path) => resolve(root, path);
const [work, pages, members, site] = [".site", ".site/pages", ".site/members", "site"].map(folder);
const run = (command, ...args) =>
  execFileSync(process.execPath, [folder(`node_modules/${command}`), ...args], {
    cwd: root,
    stdio: "inherit",
  });
const started = Date.now();
const say = (what) => console.log(`${((Date.now() - started) / 1000).toFixed(0).padStart(4)} s  ${what}`);

if (!process.argv.includes("--pages") || !existsSync(members)) {
  rmSync(members, { recursive: true, force: true });
  run("typedoc/bin/typedoc", "--logLevel", "Warn");
  say("TypeDoc has described every symbol");
}
rmSync(pages, { recursive: true, force: true });
mkdirSync(resolve(pages, "public"), { recursive: true });

const manifest = JSON.parse(readFileSync(folder("package.json"), "utf8"));
const chapters = chaptersOf(manifest);
const names = exportedNames(chapters);

// The guides, as they are; the front matter of the site's own pages is theirs.
const guides = readdirSync(folder("docs")).filter((name) => name.endsWith(".md"));
for (const name of guides) {
  const text = readFileSync(folder(`docs/${name}`), "utf8");
  writeFileSync(resolve(pages, name), text.replace(/^## Retention lift.*$/m, "$&\n\n<Calculator />"));
}
cpSync(folder("docs/pictures"), resolve(pages, "pictures"), { recursive: true });
cpSync(folder("website/pages"), pages, { recursive: true });
const written = new Map(
  guides.map((name) => [basename(name, ".md"), readFileSync(folder(`docs/${name}`), "utf8")]),
);
const listed = navigation.flatMap((section) => section.pages);
const more = [...written.keys()].filter((page) => !listed.includes(page) && page !== "index");
const title = (page) => /^# (.*)$/m.exec(written.get(page))[1];
writeFileSync(
  resolve(work, "more.json"),
  JSON.stringify(
    more.length === 0
      ? []
      : [{ text: "More", items: more.map((page) => ({ text: title(page), link: `/${page}` })) }],
  ),
);

// Functions by chapter, with links to the guides that use them.
const inReading = listed.filter((page) => written.has(page)).concat(more);
const guidesOf = (name) =>
  inReading
    .filter((page) => new RegExp(`\\b${name}\\b`).test(written.get(page)))
    .slice(0, 4)
    .map((page) => `[${title(page)}](../${page}.md)`);
const api = writeApiPages({ members, target: resolve(pages, "api"), names, guidesOf });
writeFileSync(resolve(work, "places.json"), JSON.stringify(api.places));
writeFileSync(resolve(work, "models.json"), JSON.stringify(api.models));
writeFileSync(
  resolve(pages, "api/index.md"),
  `# Functions by chapter\n\n| chapter | question |\n|---|---|\n${described
    .filter(([chapter]) => api.pages.includes(chapter))
    .map(([chapter, question]) => `| [${chapter}](./${chapter}.md) | ${question} |`)
    .join(
      "\n",
    )}\n\nThe models, a page each: ${api.models.map((model) => `[${model}](./${model}.md)`).join(", ")}.\n`,
);
writeFileSync(resolve(work, "words.json"), JSON.stringify(glossaryWords(resolve(pages, "glossary.md"))));
run("tsx/dist/cli.mjs", "--tsconfig", "tsconfig.test.json", "website/build/generate.ts", pages);
const modules = await writeLibrary(resolve(pages, "public/library"), chapters, names);
say(`${api.pages.length} pages of functions, ${modules} modules of the library`);

rmSync(site, { recursive: true, force: true });
run("vitepress/bin/vitepress.js", "build", "website");
makeBaseRelative(site);
say("site/ is written; any static server shows it, under any path");
