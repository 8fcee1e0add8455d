/**
 * One page for each chapter and each model, from TypeDoc's file for each symbol: functions first, then types, under headings that
 * are the names themselves, with links to the guides that use them and examples that can be copied.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, posix, relative, resolve } from "node:path";
import { chapters as described } from "../navigation.mjs";

const kinds = ["functions", "variables", "classes", "interfaces", "type-aliases"];
const titles = {
  functions: "Functions",
  variables: "Values",
  classes: "Classes",
  interfaces: "Types of objects",
  "type-aliases": "Other types",
};

/** Every symbol's file with its name, kind, and the namespace it is in. */
function symbolsOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".md"))
    .map((entry) => relative(folder, resolve(entry.parentPath ?? entry.path, entry.name)))
    .filter((path) => kinds.includes(posix.basename(posix.dirname(path))))
    .map((path) => ({
      path,
      name: posix.basename(path, ".md"),
      kind: posix.basename(posix.dirname(path)),
      space: /namespaces\/(\w+)\//.exec(path)?.[1] ?? null,
    }));
}

/** The page of a symbol. */
function pageOf({ path, name, space }, names) {
  if (space !== null) return space;
  const [module] = path.split("/");
  return module === "index" ? (names.get(name)?.chapter ?? "index") : module;
}

/** An example as one copies it: with an import of what it uses and does not declare. */
export function withImports(code, names, ownSpace) {
  const bare = code
    .replace(/^import .*$/gm, (line) => line.replace(/^import (?:type )?\{(.*)\}.*$/, "const {$1} = 0;"))
    .replace(/\/\/.*$/gm, "")
    .replace(/"(?:[^"\\]|\\.)*"|'[^']*'/g, '""');
  const declared = new Set(
    [...bare.matchAll(/\b(?:const|let|function|class)\s+(?:(\w+)|[{[]([^}\]]*)[}\]])/g)].flatMap(
      ([, one, many]) =>
        one !== undefined
          ? [one]
          : many.split(",").map((part) => part.split(":").at(-1).split("=")[0].trim()),
    ),
  );
  const used = new Set(
    [...bare.matchAll(/(?<!\w)(?<!(?<!\.\.)\.)([A-Za-z]\w*)\b(?!\s*:(?!:)(?![^?]*\?))/g)].map(
      ([, name]) => name,
    ),
  );
  const modules = new Map();
  for (const name of used) {
    const found = names.get(name);
    if (found === undefined || declared.has(name)) continue;
    const list = modules.get(found.module) ?? [];
    list.push(found.isValue ? name : `type ${name}`);
    modules.set(found.module, list);
  }
  const own =
    names
      .get(ownSpace)
      ?.members.filter((name) => used.has(name) && !declared.has(name) && !names.has(name)) ?? [];
  if (own.length > 0) {
    const list = modules.get("retention-economics") ?? [];
    if (!list.includes(ownSpace)) list.push(ownSpace);
    modules.set("retention-economics", list);
  }
  const imports = [...modules].map(
    ([module, list]) => `import { ${list.sort().join(", ")} } from "${module}";`,
  );
  if (own.length > 0) imports.push("", `const { ${own.join(", ")} } = ${ownSpace};`);
  return imports.length === 0 ? code : `${imports.join("\n")}\n\n${code}`;
}

/** A symbol's text below the heading of its page: lower headings, links to the new places, examples with imports. */
function textOf(symbol, folder, place, names) {
  const text = readFileSync(resolve(folder, symbol.path), "utf8")
    .replace(/^#+ .*\(\)$|^# .*$/m, (line) => (line.startsWith("# ") ? "" : line))
    .replace(/```ts\n([\s\S]*?)```/g, (_, code, at, whole) =>
      whole.lastIndexOf("Example", at) > whole.lastIndexOf("```", at - 1)
        ? `\`\`\`ts\n${withImports(code, names, symbol.space)}\`\`\``
        : `\`\`\`tsx\n${code}\`\`\``,
    );
  return text
    .replace(/\| \\\| /g, "| ")
    .replace(/^## (.*)$/gm, "**$1**")
    .replace(/^#{3,} (.*)$/gm, "*$1*")
    .replace(/\]\(([^)#:]+\.md)(#[^)]*)?\)/g, (_, target) => {
      const to = place(posix.normalize(posix.join(dirname(symbol.path), target)));
      return to === null ? "]()" : `](${to})`;
    })
    .replace(/\[((?:`[^`]*`)|[^\][]*)\]\(\)/g, "$1")
    .trim();
}

/** Writes the pages; gives the place of every public name and the list of models. */
export function writeApiPages({ members, target, names, guidesOf }) {
  const symbols = symbolsOf(members);
  const byPath = new Map(symbols.map((symbol) => [symbol.path, symbol]));
  const place = (path) => {
    const symbol = byPath.get(path);
    if (symbol !== undefined) return `./${pageOf(symbol, names)}.md#${symbol.name}`;
    const space = /namespaces\/(\w+)\/index\.md$/.exec(path)?.[1];
    return space === undefined ? null : `./${space}.md`;
  };
  const pages = new Map();
  for (const symbol of symbols) {
    const page = pageOf(symbol, names);
    pages.set(page, [...(pages.get(page) ?? []), symbol]);
  }
  mkdirSync(target, { recursive: true });
  const places = {};
  for (const [page, list] of pages) {
    const space = list[0].space;
    const question = described.find(([chapter]) => chapter === page)?.[1];
    const lines = [`# ${page}`, ""];
    if (space === null)
      lines.push(
        `${question ?? ""}\n\n\`import { … } from "retention-economics${names.get(list[0].name)?.module.slice(19) || ""}"\``,
        "",
      );
    else {
      const file = resolve(members, `index/namespaces/${space}/index.md`);
      const intro = existsSync(file)
        ? readFileSync(file, "utf8")
            .split(/^## /m)[0]
            .replace(/^# .*$/m, "")
        : "";
      const shown = textOf(
        { ...list[0], path: `index/namespaces/${space}/index.md` },
        members,
        place,
        names,
      ).split(/^\*\*(?:Functions|Interfaces|Variables|Type Aliases)\*\*$/m)[0];
      lines.push(intro === "" ? `\`import { ${space} } from "retention-economics"\`` : shown, "");
    }
    for (const kind of kinds) {
      const those = list.filter((symbol) => symbol.kind === kind).sort((a, b) => (a.name < b.name ? -1 : 1));
      if (those.length > 0 && space === null) lines.push(`<p class="kind">${titles[kind]}</p>`, "");
      for (const symbol of those) {
        places[space === null ? symbol.name : `${space}.${symbol.name}`] = `api/${page}#${symbol.name}`;
        lines.push(`## ${symbol.name} {#${symbol.name}}`, "", textOf(symbol, members, place, names), "");
        const guides = guidesOf(space === null ? symbol.name : space);
        if (guides.length > 0 && kind === "functions") lines.push(`In the guides: ${guides.join(", ")}.`, "");
      }
    }
    writeFileSync(resolve(target, `${page}.md`), `---\nprev: false\nnext: false\n---\n\n${lines.join("\n")}`);
  }
  const models = [...pages.keys()].filter((page) => pages.get(page)[0].space !== null).sort();
  for (const model of models) places[model] = `api/${model}#${model}`;
  return { places, models, pages: [...pages.keys()] };
}
