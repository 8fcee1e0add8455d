/**
 * Completes what Node loads. For `import`: the entry point of each chapter, which names its part of the one file that holds
 * all chapters. For `require`: CommonJS files, a chapter each and what chapters share; the root loads a chapter when one of
 * its names is first read, so that `require` takes a few milliseconds instead of the compilation of everything.
 */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build, transform } from "esbuild";
import { entryPoints, root } from "./entry-points.mjs";

const modules = resolve(root, "dist/node");
const commonJs = resolve(root, "dist/cjs");

function write(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const chapters = entryPoints.filter(({ subpath }) => subpath !== ".");
const sources = ["errors", "time", ...chapters.map(({ output }) => output)];

// Without white space, but in lines that Node can print beside an error that nobody catches.
const shortLines = { minifyWhitespace: true, lineLimit: 120 };

// tsup's own CommonJS has a closure for every `??`, and esbuild itself splits ES modules only.
const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: Object.fromEntries(sources.map((output) => [output, `src/${output}.ts`])),
  outdir: commonJs,
  bundle: true,
  splitting: true,
  format: "esm",
  target: "es2022",
  external: ["mathjs"],
  write: false,
});
for (const { path, text } of outputFiles) {
  const { code } = await transform(text, { format: "cjs", target: "es2022", ...shortLines });
  write(path.replace(/\.js$/, ".cjs"), code.replace(/require\("(\.[^"]*)\.js"\)/g, 'require("$1.cjs")'));
}

const namesOf = async (output) =>
  Object.keys(await import(pathToFileURL(resolve(root, `dist/esm/${output}.js`)).href));
const all = await namesOf("index");
const places = new Map();
for (const output of sources)
  for (const name of await namesOf(output)) if (all.includes(name)) places.set(name, output);
const variable = (output) => dirname(output).replace(".", output);
const getters = all.map((name) => {
  const output = places.get(name);
  return `  get ${name}() { return (${variable(output)} ??= require("./${output}.cjs")).${name}; },\n`;
});
write(
  resolve(commonJs, "index.cjs"),
  `"use strict";
let ${[...new Set(places.values())].map(variable).join(", ")};
module.exports = {
${getters.join("")}};
Object.defineProperty(module.exports, "__esModule", { value: true });
// The names, for what reads them without running the file.
0 && (module.exports = { ${all.join(", ")} });
`,
);
const required = createRequire(import.meta.url)(resolve(commonJs, "index.cjs"));
const absent = all.filter((name) => required[name] === undefined);
if (absent.length > 0) throw new Error(`CommonJS lacks ${absent.join(", ")}`);

// An entry point that the root leaves out has a file of its own.
const rootIndex = readFileSync(resolve(root, "src/index.ts"), "utf8");
for (const { name, output } of chapters) {
  if (!rootIndex.includes(`"./${output}.js"`)) continue;
  const names = await namesOf(output);
  const missing = names.filter((key) => !all.includes(key));
  if (missing.length > 0) throw new Error(`${name}: not exported from the root: ${missing.join(", ")}`);
  const index = relative(dirname(output), "index.js");
  write(resolve(modules, `${output}.js`), `export { ${names.join(", ")} } from "${index}";\n`);
}

for (const folder of [modules, commonJs])
  copyFileSync(
    resolve(root, "node_modules/simple-statistics/LICENSE"),
    resolve(folder, "simple-statistics.LICENSE"),
  );
