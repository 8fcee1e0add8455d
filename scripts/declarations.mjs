/** Copies the declarations of the ES modules for CommonJS: .d.ts becomes .d.cts, and so do the files they name. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { root } from "./entry-points.mjs";

const esm = resolve(root, "dist/esm");
for (const file of readdirSync(esm, { recursive: true })) {
  if (!file.endsWith(".d.ts")) continue;
  const target = resolve(root, "dist/cjs", file.replace(/\.d\.ts$/, ".d.cts"));
  mkdirSync(dirname(target), { recursive: true });
  const text = readFileSync(resolve(esm, file), "utf8");
  writeFileSync(target, text.replace(/((?:from|import\()\s*"\.[^"]*)\.js"/g, '$1.cjs"'));
}
