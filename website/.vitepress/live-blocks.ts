import type { MarkdownRenderer } from "vitepress";

/** Packages that a page cannot load: the code needs Node or files. */
const foreign = /^\s*import [^;]*from "(?!retention-economics)[^"]+"|\bprocess\.|\brequire\(/m;

/** What can be done with a block: run alone, run after the blocks before it, or only copied. */
export function kindOf(info: string, code: string): "run" | "continued" | "node" | null {
  const [language, word] = info.trim().split(/\s+/);
  if (language !== "ts" && language !== "typescript") return null;
  if (word === "no-run" || foreign.test(code)) return "node";
  return word === "continued" ? "continued" : "run";
}

/** Wraps every `ts` block for the script that makes it live; without that script it is a block as any other. */
export function liveBlocks(markdown: MarkdownRenderer): void {
  const fence = markdown.renderer.rules.fence!;
  markdown.renderer.rules.fence = (tokens, i, options, env, self) => {
    const token = tokens[i]!;
    const kind = kindOf(token.info, token.content);
    if (kind !== null) token.info = "ts";
    const html = fence(tokens, i, options, env, self);
    return kind === null ? html : `<div class="live" data-kind="${kind}">${html}</div>`;
  };
}
