/**
 * VitePress writes one absolute base into every file. Here it is a placeholder, and becomes what each page needs: a relative path
 * in HTML, and in scripts the folder that the page finds itself in. So the site works under any path.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";

export const placeholder = "/retention-economics-site/";
const pattern = new RegExp(placeholder, "g");

/** `../` as often as the file lies deep. */
const upFrom = (path) => "../".repeat(path.split("/").length - 1) || "./";

/** The script that finds the base, before any other. */
const finder = (up) =>
  `<script>globalThis.siteBase=new URL(${JSON.stringify(up)},location.href).pathname</script>`;

function inHtml(text, up) {
  return text
    .replace(/(<head[^>]*>)/, `$1${finder(up)}`)
    .replace(
      /(window\.__VP_SITE_DATA__=JSON\.parse\((?:"(?:[^"\\]|\\.)*")\));/,
      (_, data) => `${data};__VP_SITE_DATA__.base=siteBase;`,
    )
    .replace(pattern, up);
}

/** A page's own script holds its HTML; in the others the base stands alone, or inside the index of the search. */
function inScript(text, path) {
  if (!text.includes(placeholder)) return text;
  if (path.includes("localSearchIndex")) {
    const [, literal] = /^const \w+=([\s\S]*?);export\{/.exec(text) ?? [];
    if (literal === undefined) throw new Error(`${path}: the index of the search has another form`);
    return text.replace(
      literal,
      () => `(${literal.replace(pattern, "@base/")}).replaceAll("@base/",globalThis.siteBase)`,
    );
  }
  if (/\.md\.[^/]*js$/.test(path)) {
    const page = path.replace(/^assets\//, "").split(".md.")[0];
    const up = "../".repeat(page.split("_").length - 1) || "./";
    return text.replace(pattern, up);
  }
  return text
    .replaceAll(`"${placeholder}"`, "(globalThis.siteBase)")
    .replace(new RegExp(`"${placeholder}([^"]*)"`, "g"), (_, rest) => `(globalThis.siteBase+"${rest}")`);
}

/** Rewrites the files of a built site; throws where the placeholder is left. */
export function makeBaseRelative(folder) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(html|js|css)$/.test(entry.name)) continue;
    const file = join(entry.parentPath ?? entry.path, entry.name);
    const path = relative(folder, file);
    const text = readFileSync(file, "utf8");
    const made = path.endsWith(".html")
      ? inHtml(text, upFrom(path))
      : path.endsWith(".css")
        ? text.replace(pattern, upFrom(path))
        : inScript(text, path);
    if (made.includes(placeholder)) throw new Error(`${path}: an absolute path is left`);
    if (made !== text) writeFileSync(file, made);
  }
}
