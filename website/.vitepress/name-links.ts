import { readFileSync } from "node:fs";
import { posix, resolve } from "node:path";
import type { MarkdownRenderer } from "vitepress";

/** Public names and their pages: `churnRate` is in `api/rates#churnRate`. */
const places: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(resolve(import.meta.dirname, "../../.site/places.json"), "utf8"),
);

/** Makes `name` in the text of a guide a link to its documentation. */
export function linkNames(markdown: MarkdownRenderer): void {
  const text = markdown.renderer.rules.code_inline!;
  markdown.renderer.rules.code_inline = (tokens, i, options, env, self) => {
    const html = text(tokens, i, options, env, self);
    const name = /^[A-Za-z]\w*(\.\w+)?(?=(\(\))?$)/.exec(tokens[i]!.content)?.[0] ?? "";
    const place = Object.hasOwn(places, name) ? places[name] : undefined;
    const page: string = env.relativePath ?? "";
    const inLink = tokens
      .slice(0, i)
      .reduce((depth, { type }) => depth + (type === "link_open" ? 1 : type === "link_close" ? -1 : 0), 0);
    if (place === undefined || inLink > 0 || env.inHeading) return html;
    const [target, anchor] = place.split("#");
    return `<a class="name" href="${posix.relative(posix.dirname(page), `${target}.html`)}#${anchor}">${html}</a>`;
  };
}
