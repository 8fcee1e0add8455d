/**
 * Executes the notebooks of examples/notebooks from top to bottom in Deno's kernel, without a browser; an error in a cell fails.
 *
 *     npm run notebooks              (after `npm run build`)
 *     npm run notebooks -- --store   stores the outputs in the notebooks
 *
 * Deno comes from the npm package `deno`, Jupyter from PyPI in an environment of its own in the system's temporary folder. With
 * `--where-possible` it says what is missing and passes.
 */
import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { root } from "./entry-points.mjs";

const wherePossible = process.argv.includes("--where-possible");
const store = process.argv.includes("--store");
const folder = resolve(root, "examples/notebooks");
const deno = resolve(root, "node_modules/.bin/deno");
const environment = join(tmpdir(), "retention-economics-jupyter");
const python = join(environment, "bin/python");

/** What is missing here, in words; null for nothing. */
function missing() {
  if (!existsSync(resolve(root, "dist/esm/notebook/index.js"))) return "the build: npm run build";
  if (spawnSync(deno, ["--version"]).status !== 0)
    return "Deno: the npm package deno gives no working binary here";
  if (hasJupyter()) return null;
  if (spawnSync("python3", ["-m", "venv", environment]).status !== 0)
    return "Python with its environments: apt-get install python3-venv";
  const { status } = spawnSync(python, ["-m", "pip", "install", "--quiet", "nbconvert", "nbclient"], {
    stdio: "inherit",
  });
  return status === 0 && hasJupyter() ? null : "Jupyter: pip install nbconvert nbclient";
}

const hasJupyter = () =>
  existsSync(python) && spawnSync(python, ["-c", "import nbconvert, nbclient"]).status === 0;

const without = missing();
if (without !== null) {
  console.log(`${wherePossible ? "skipped" : "FAILED"} notebooks: missing here is ${without}`);
  process.exit(wherePossible ? 0 : 1);
}

const work = mkdtempSync(join(tmpdir(), "notebooks-"));
const kernel = join(work, "share/kernels/deno");
mkdirSync(kernel, { recursive: true });
const argv = [deno, "jupyter", "--kernel", "--conn", "{connection_file}"];
writeFileSync(
  join(kernel, "kernel.json"),
  JSON.stringify({ argv, display_name: "Deno", language: "typescript" }),
);

const notebooks = readdirSync(folder)
  .filter((name) => name.endsWith(".ipynb"))
  .sort();
const started = performance.now();
const flags = [
  "--to",
  "notebook",
  "--execute",
  "--ExecutePreprocessor.record_timing=False",
  "--ExecutePreprocessor.timeout=120",
];
const { status } = spawnSync(python, ["-m", "nbconvert", ...flags, "--output-dir", work, ...notebooks], {
  cwd: folder,
  stdio: "inherit",
  env: {
    ...process.env,
    JUPYTER_PATH: join(work, "share"),
    JUPYTER_PLATFORM_DIRS: "1",
    DENO_NO_UPDATE_CHECK: "1",
  },
});
const outputsOf = (name) =>
  JSON.parse(readFileSync(join(work, name), "utf8")).cells.flatMap(({ outputs = [] }) => outputs);
const silent = status === 0 ? notebooks.filter((name) => outputsOf(name).length === 0) : [];
if (status === 0 && store) for (const name of notebooks) copyFileSync(join(work, name), join(folder, name));
rmSync(work, { recursive: true, force: true });
const ok = status === 0 && silent.length === 0;
const seconds = Math.round((performance.now() - started) / 1000);
console.log(
  `${ok ? "ok" : "FAILED"}: ${notebooks.length} notebooks executed by Deno in ${seconds} s${store ? ", outputs stored" : ""}`,
);
process.exit(ok ? 0 : 1);
