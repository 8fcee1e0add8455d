/**
 * One set of declarations for both kinds of module: those of tsc become the `.d.cts` of dist/cjs, and the entry points of the
 * ES modules export them again. (The other way round CommonJS would import ES modules, which TypeScript refuses.)
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import { entryPoints, root } from "./entry-points.mjs";

const made = resolve(root, "dist/types");
const commonJs = resolve(root, "dist/cjs");
const modules = resolve(root, "dist/esm");

function write(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** What an entry point reaches; declarations of what is not public are left out. */
const reached = new Set(entryPoints.map(({ output }) => resolve(made, `${output}.d.ts`)));
for (const file of reached) {
  const text = readFileSync(file, "utf8");
  for (const [, path] of text.matchAll(/(?:from|import\()\s*"(\.[^"]*)\.js"/g))
    reached.add(resolve(dirname(file), `${path}.d.ts`));
  write(
    resolve(commonJs, relative(made, file).replace(/\.d\.ts$/, ".d.cts")),
    text.replace(/((?:from|import\()\s*"\.[^"]*)\.js"/g, '$1.cjs"'),
  );
}
rmSync(made, { recursive: true });

for (const { output } of entryPoints) {
  const entry = resolve(modules, `${output}.d.ts`);
  const target = relative(dirname(entry), resolve(commonJs, `${output}.cjs`))
    .split(sep)
    .join("/");
  write(entry, `export * from "${target}";\n`);
}
