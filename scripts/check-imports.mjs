/**
 * Which entry points load mathjs (only `expressions` may; this fails the check), and how quickly the package loads in fresh
 * processes. A time depends on the machine and its load, so it is printed and fails nothing.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { entryPoints, manifest, root } from "./entry-points.mjs";

const runs = 15;

/** Every file that an ES module loads, itself included, and the packages it names. */
function graphOf(file, seen = { files: new Set(), packages: new Set() }) {
  if (seen.files.has(file)) return seen;
  seen.files.add(file);
  for (const [, specifier] of readFileSync(file, "utf8").matchAll(
    /(?:import|export)\s*(?:[^"';]*?from\s*)?["']([^"']+)["']/g,
  ))
    if (specifier.startsWith(".")) graphOf(resolve(dirname(file), specifier), seen);
    else seen.packages.add(specifier);
  return seen;
}

function median(statement, type) {
  const code = `const from = performance.now(); ${statement}; console.log(performance.now() - from)`;
  const times = Array.from({ length: runs }, () =>
    Number(execFileSync(process.execPath, [`--input-type=${type}`, "-e", code], { cwd: root })),
  );
  return times.sort((a, b) => a - b)[(runs - 1) / 2];
}

let failed = 0;
for (const { name, output } of entryPoints) {
  const { files, packages } = graphOf(resolve(root, `dist/esm/${output}.js`));
  const inNode = graphOf(resolve(root, `dist/node/${output}.js`)).packages;
  const mathjs = packages.has("mathjs") || inNode.has("mathjs");
  console.log(`${name}: ${files.size} modules${mathjs ? ", loads mathjs" : ""}`);
  if (mathjs !== name.endsWith("/expressions")) failed++;
}
const { files } = graphOf(resolve(root, "dist/esm/index.js"));
const loaded = graphOf(resolve(root, "dist/node/index.js")).files;
const esm = median(`await import("${manifest.name}")`, "module");
const cjs = median(`require("${manifest.name}")`, "commonjs");
const printed = (ms) => `${ms.toFixed(1)} ms, median of ${runs}`;
console.log(`import of the root: ${printed(esm)} (${files.size} modules in ${loaded.size} files)`);
console.log(`require of the root: ${printed(cjs)}`);
process.exit(failed > 0 ? 1 : 0);
