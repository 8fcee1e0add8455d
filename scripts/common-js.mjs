/** Writes the CommonJS entry point of each chapter: its names, taken from the one file that holds all chapters. */
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { entryPoints, root } from "./entry-points.mjs";

const all = createRequire(import.meta.url)(resolve(root, "dist/cjs/index.cjs"));
for (const { name, subpath, output } of entryPoints) {
  if (subpath === "." || subpath === "./expressions") continue;
  const names = Object.keys(await import(pathToFileURL(resolve(root, `dist/esm/${output}.js`)).href));
  const missing = names.filter((key) => !(key in all));
  if (missing.length > 0) throw new Error(`${name}: not exported from the root: ${missing.join(", ")}`);
  const lines = names.map((key) => `exports.${key} = all.${key};\n`).join("");
  const file = resolve(root, `dist/cjs/${output}.cjs`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `"use strict";\nconst all = require("../index.cjs");\n${lines}`);
}
