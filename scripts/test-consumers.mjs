/**
 * Installs the packed tarball in an empty folder and imports it as its users do: ES modules, CommonJS, TypeScript
 * (node16 and bundler resolution), a browser bundle, Deno and Bun. Deno and Bun come as npm packages; where they
 * cannot be installed the check says so and goes on.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import vm from "node:vm";
import { build } from "esbuild";
import { entryPoints, root } from "./entry-points.mjs";
import { testApp } from "./test-app.mjs";

const folder = mkdtempSync(resolve(tmpdir(), "retention-economics-"));
const npm = (args, cwd = folder) =>
  execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
const write = (name, text) => writeFileSync(resolve(folder, name), text);
let failed = 0;

function report(what, problem) {
  console.log(`${problem === null ? "ok    " : "FAILED"} ${what}${problem === null ? "" : `\n${problem}`}`);
  if (problem !== null) failed++;
}

function run(what, command, args, expected) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: "utf8" });
  const ok = status === 0 && (expected === undefined || stdout.trim() === expected);
  report(what, ok ? null : `${stdout}${stderr}`);
}

const [{ filename }] = JSON.parse(
  npm(["pack", "--json", "--ignore-scripts", "--pack-destination", folder], root),
);
write("package.json", '{ "private": true, "type": "module" }\n');
npm(["install", "--no-audit", "--no-fund", `./${filename}`]);

const figure = "churnRate({ atStart: 250, lost: 10 })";
const names = entryPoints.map(({ name }) => name);
write(
  "esm.js",
  `import { churnRate } from "retention-economics";\n${names.map((name) => `await import("${name}");`).join("\n")}\nconsole.log(${figure});\n`,
);
write(
  "cjs.cjs",
  `const { churnRate } = require("retention-economics");\n${names.map((name) => `require("${name}");`).join("\n")}\nconsole.log(${figure});\n`,
);
run("ES modules, every entry point", process.execPath, ["esm.js"], "0.04");
run("CommonJS, every entry point", process.execPath, ["cjs.cjs"], "0.04");

const typed = `import { churnRate, type RetentionLift } from "retention-economics";\nimport * as rates from "retention-economics/rates";\nconst rate: number | null = churnRate({ atStart: 250, lost: 10 });\nexport type Lift = RetentionLift;\nexport const same: number = (rates.churnRate({ atStart: 1, lost: 0 }) ?? 0) + (rate ?? 0);\n// @ts-expect-error: a count is a number\nchurnRate({ atStart: "250", lost: 10 });\n`;
write("typed.ts", typed);
write("typed.cts", typed);
const tsc = resolve(root, "node_modules/typescript/bin/tsc");
for (const [moduleResolution, module, files] of [
  ["node16", "node16", ["typed.ts", "typed.cts"]],
  ["nodenext", "nodenext", ["typed.ts", "typed.cts"]],
  ["bundler", "esnext", ["typed.ts"]],
  ["node10", "commonjs", ["typed.ts"]],
]) {
  const compilerOptions = {
    noEmit: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    target: "es2022",
    lib: ["es2022"],
    types: [],
    module,
    moduleResolution,
    ...(moduleResolution === "node10" ? { ignoreDeprecations: "6.0" } : {}),
  };
  write("tsconfig.json", JSON.stringify({ compilerOptions, files }));
  run(`TypeScript, moduleResolution ${moduleResolution}: ${files.join(", ")}`, process.execPath, [
    tsc,
    "-p",
    ".",
  ]);
}

write("browser.js", `import { churnRate } from "retention-economics";\nglobalThis.answer = ${figure};\n`);
await build({
  entryPoints: [resolve(folder, "browser.js")],
  bundle: true,
  platform: "browser",
  format: "iife",
  minify: true,
  outfile: resolve(folder, "bundle.js"),
  logLevel: "silent",
});
const page = vm.createContext({});
vm.runInContext(readFileSync(resolve(folder, "bundle.js"), "utf8"), page);
report(
  "browser bundle, run without any global of Node",
  page.answer === 0.04 ? null : `received ${page.answer}`,
);

for (const [tool, packageName, args] of [
  ["Deno", "deno", ["run", "--node-modules-dir=manual"]],
  ["Bun", "bun", ["run"]],
]) {
  const tools = resolve(tmpdir(), `retention-economics-${packageName}`);
  mkdirSync(tools, { recursive: true });
  writeFileSync(resolve(tools, "package.json"), '{ "private": true }\n');
  const binary = resolve(tools, "node_modules/.bin", packageName);
  if (spawnSync(binary, ["--version"]).status !== 0)
    spawnSync("npm", ["install", "--no-audit", "--no-fund", packageName], { cwd: tools });
  if (spawnSync(binary, ["--version"]).status !== 0)
    console.log(`skipped ${tool}: the npm package ${packageName} gives no working binary here`);
  else run(`${tool}, every entry point`, binary, [...args, "esm.js"], "0.04");
}
await testApp().then(
  (what) => report(`examples/app: ${what}`, null),
  (error) => report("examples/app", error.stack),
);
rmSync(folder, { recursive: true, force: true });
process.exit(failed > 0 ? 1 : 0);
