/**
 * Which entry points load mathjs (only `expressions` may; this fails the check), and how quickly the package loads in fresh
 * processes: beside what is aimed at, and beside the same modules emptied, the least that this machine needs for so many
 * files. A time depends on the machine and its load, so it is printed and fails nothing.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, relative, resolve } from "node:path";
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

/** A copy of a graph of modules in which each imports what it did and holds nothing else. */
function emptied(files) {
  const folder = mkdtempSync(resolve(tmpdir(), "empty-modules-"));
  writeFileSync(resolve(folder, "package.json"), '{ "type": "module" }');
  for (const file of files) {
    const target = resolve(folder, relative(root, file));
    mkdirSync(dirname(target), { recursive: true });
    const imports = new Set(readFileSync(file, "utf8").match(/(?<=from\s*)"\.[^"]+"/g) ?? []);
    writeFileSync(target, Array.from(imports, (specifier) => `import ${specifier};\n`).join(""));
  }
  return folder;
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
const { files } = graphOf(rootEntry);
const budget = 15 + 0.5 * files.size;
const load = (file) => median(`await import(${JSON.stringify(pathToFileURL(file).href)})`, "module");
const folder = emptied(files);
const [esm, empty] = [load(rootEntry), load(resolve(folder, relative(root, rootEntry)))];
rmSync(folder, { recursive: true });
const cjs = median(`require(${JSON.stringify(resolve(root, "dist/cjs/index.cjs"))})`, "commonjs");
const printed = (ms) => `${ms.toFixed(1)} ms`;
console.log(`import of the root: ${printed(esm)}, median of ${runs} (aim: ${printed(budget)})`);
console.log(
  `import of ${files.size} empty modules: ${printed(empty)}, ${(esm / empty).toFixed(2)} times less`,
);
console.log(`require of the root: ${printed(cjs)} (aim: 40 ms)`);
process.exit(failed > 0 ? 1 : 0);
