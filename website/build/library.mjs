/** The library as the pages load it: one ES module for each entry point, what they share in modules of their own. */
import { readdirSync, writeFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { build } from "esbuild";
import ts from "typescript";
import { root } from "../../scripts/entry-points.mjs";

/** Names of values and types that an entry point exports, by TypeScript itself. */
function exportsOf(files) {
  const program = ts.createProgram(files, {
    module: ts.ModuleKind.NodeNext,
    noEmit: true,
    skipLibCheck: true,
  });
  const checker = program.getTypeChecker();
  return files.map((file) => {
    const symbol = checker.getSymbolAtLocation(program.getSourceFile(file));
    return checker.getExportsOfModule(symbol).map((found) => {
      const target = found.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(found) : found;
      const isNamespace = (target.flags & ts.SymbolFlags.Module) !== 0;
      return {
        name: found.name,
        isValue: (target.flags & ts.SymbolFlags.Value) !== 0,
        members: isNamespace ? checker.getExportsOfModule(target).map(({ name }) => name) : [],
        file: target.declarations?.[0]?.getSourceFile().fileName ?? file,
      };
    });
  });
}

/** The chapters of src: folders with an index.ts that package.json exports. */
export function chaptersOf(manifest) {
  return Object.keys(manifest.exports)
    .map((path) => path.slice(2))
    .filter((name) => name !== "" && name !== "package.json");
}

/** Every exported name with its chapter: what the pages, the links and the examples go by. */
export function exportedNames(chapters) {
  const files = [
    ...chapters.map((chapter) => resolve(root, `src/${chapter}/index.ts`)),
    resolve(root, "src/index.ts"),
  ];
  const lists = exportsOf(files);
  const inRoot = new Set(lists.at(-1).map(({ name }) => name));
  const names = new Map();
  for (const [i, list] of lists.entries())
    for (const entry of list)
      if (!names.has(entry.name))
        names.set(entry.name, {
          ...entry,
          file: relative(root, entry.file),
          chapter: chapters[i] ?? "index",
          module: inRoot.has(entry.name) ? "retention-economics" : `retention-economics/${chapters[i]}`,
        });
  return names;
}

/** Writes the modules, and the table of which name is in which. */
export async function writeLibrary(folder, chapters, names) {
  await build({
    entryPoints: [...chapters.map((chapter) => `src/${chapter}/index.ts`), "src/index.ts"],
    absWorkingDir: root,
    outbase: "src",
    outdir: folder,
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    minify: true,
    keepNames: true,
    legalComments: "none",
    chunkNames: "shared/[hash]",
    logLevel: "error",
  });
  const table = {};
  for (const { name, isValue, chapter } of names.values()) table[name] = isValue ? chapter : null;
  writeFileSync(resolve(folder, "names.json"), JSON.stringify(table));
  return readdirSync(folder, { recursive: true }).length;
}
