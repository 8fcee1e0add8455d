/**
 * Which entry points load mathjs (only `expressions` may; this fails the check), and how quickly the package loads in fresh
 * processes beside what is aimed at (a time depends on the machine and its load, so it is printed and fails nothing).
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { entryPoints, root } from "./entry-points.mjs";

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
  const mathjs = packages.has("mathjs");
  console.log(`${name}: ${files.size} modules${mathjs ? ", loads mathjs" : ""}`);
  if (mathjs !== name.endsWith("/expressions")) failed++;
}
const rootEntry = resolve(root, "dist/esm/index.js");
const budget = 15 + 0.5 * graphOf(rootEntry).files.size;
const esm = median(`await import(${JSON.stringify(pathToFileURL(rootEntry).href)})`, "module");
const cjs = median(`require(${JSON.stringify(resolve(root, "dist/cjs/index.cjs"))})`, "commonjs");
console.log(`import of the root: ${esm.toFixed(1)} ms, median of ${runs} (aim: ${budget.toFixed(1)} ms)`);
console.log(`require of the root: ${cjs.toFixed(1)} ms, median of ${runs} (aim: 40 ms)`);
process.exit(failed > 0 ? 1 : 0);
