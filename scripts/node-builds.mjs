/**
 * Completes what Node loads: CommonJS files from the ES modules of dist/node, and in both forms the entry point of each
 * chapter, which names its part of the one file that holds all chapters.
 */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { transform } from "esbuild";
import { entryPoints, root } from "./entry-points.mjs";

const modules = resolve(root, "dist/node");
const commonJs = resolve(root, "dist/cjs");

function write(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

// tsup's own CommonJS has a closure for every `??`.
for (const file of readdirSync(modules, { recursive: true })) {
  if (!file.endsWith(".js")) continue;
  const source = readFileSync(resolve(modules, file), "utf8");
  const { code } = await transform(source, { format: "cjs", target: "es2022" });
  const named = code.replace(/require\("(\.[^"]*)\.js"\)/g, 'require("$1.cjs")');
  write(resolve(commonJs, file.replace(/\.js$/, ".cjs")), named);
}

const all = createRequire(import.meta.url)(resolve(commonJs, "index.cjs"));
for (const { name, subpath, output } of entryPoints) {
  if (subpath === "." || subpath === "./expressions") continue;
  const names = Object.keys(await import(pathToFileURL(resolve(root, `dist/esm/${output}.js`)).href));
  const missing = names.filter((key) => !(key in all));
  if (missing.length > 0) throw new Error(`${name}: not exported from the root: ${missing.join(", ")}`);
  write(resolve(modules, `${output}.js`), `export { ${names.join(", ")} } from "../index.js";\n`);
  const lines = names.map((key) => `exports.${key} = all.${key};\n`).join("");
  write(resolve(commonJs, `${output}.cjs`), `"use strict";\nconst all = require("../index.cjs");\n${lines}`);
}

for (const folder of [modules, commonJs])
  copyFileSync(
    resolve(root, "node_modules/simple-statistics/LICENSE"),
    resolve(folder, "simple-statistics.LICENSE"),
  );
