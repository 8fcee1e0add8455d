import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { defineConfig } from "vitepress";
// @ts-expect-error plain scripts, shared with the build
import { placeholder } from "../build/relative-base.mjs";
import { chapters, navigation } from "../navigation.mjs";
import { liveBlocks } from "./live-blocks.js";
import { linkNames } from "./name-links.js";
import { renderForSearch } from "./search-index.js";

const pages = resolve(import.meta.dirname, "../../.site/pages");

/** The title of a page: its first heading. */
function titleOf(page: string): string {
  return /^# (.*)$/m.exec(readFileSync(resolve(pages, `${page}.md`), "utf8"))?.[1] ?? page;
}

const sidebar = navigation
  .map(({ text, pages: names }) => ({
    text,
    items: names
      .filter((page) => existsSync(resolve(pages, `${page}.md`)))
      .map((page) => ({ text: titleOf(page), link: `/${page}` })),
  }))
  .concat(JSON.parse(readFileSync(resolve(pages, "../more.json"), "utf8")));
const reference = {
  text: "Functions by chapter",
  items: chapters
    .filter(([chapter]) => existsSync(resolve(pages, `api/${chapter}.md`)))
    .map(([chapter]) => ({ text: chapter, link: `/api/${chapter}` })),
};
const models = {
  text: "Models",
  items: JSON.parse(readFileSync(resolve(pages, "../models.json"), "utf8")).map((model: string) => ({
    text: model,
    link: `/api/${model}`,
  })),
};

/** Guides before what only mentions a word. Runs in the page: it knows nothing but its arguments. */
const boostDocument = (id: string) =>
  /\/(gallery|articles|numerics|packaging|corrections|evidence|dependencies|published-numbers|benchmarks|coming-from)\.html/.test(
    id,
  )
    ? 0.3
    : /\/glossary\.html/.test(id)
      ? 0.7
      : 1;

export default defineConfig({
  title: "retention-economics",
  description: "Churn, retention, lifetime value, and what a change in retention is worth",
  lang: "en",
  base: placeholder,
  srcDir: "../.site/pages",
  outDir: "../site",
  cacheDir: "../.site/cache",
  metaChunk: false,
  router: { prefetchLinks: false },
  head: [["link", { rel: "icon", href: "data:," }]],
  vite: { build: { chunkSizeWarningLimit: 1500 } },
  markdown: {
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    config: (markdown) => {
      liveBlocks(markdown);
      linkNames(markdown);
    },
  },
  themeConfig: {
    nav: [
      { text: "Start", link: "/quick-start" },
      { text: "Which churn?", link: "/which-churn" },
      { text: "Glossary", link: "/glossary" },
      { text: "Functions", link: "/api/" },
    ],
    sidebar: { "/api/": [{ text: "Guides", link: "/quick-start" }, reference, models], "/": sidebar },
    outline: { level: 2, label: "On this page" },
    search: {
      provider: "local",
      options: {
        _render: renderForSearch,
        detailedView: false,
        miniSearch: {
          searchOptions: {
            combineWith: "AND",
            boostDocument,
            prefix: (term: string) => term.length > 2,
            fuzzy: (term: string) => (term.length > 4 ? 0.2 : false),
          },
        },
      },
    },
    docFooter: { prev: "Before", next: "Next" },
  },
});
