/** The public entry points, read from the exports map of package.json: the one list that build and checks share. */
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
export const manifest = JSON.parse(readFileSync(resolve(root, "package.json"), "utf8"));

/** One record an entry point: what a user imports, the source file, and the path of its output without extension. */
export const entryPoints = Object.entries(manifest.exports)
  .filter(([, target]) => typeof target === "object")
  .map(([subpath, target]) => {
    const output = target.import.default.replace("./dist/esm/", "").replace(/\.js$/, "");
    return { name: manifest.name + subpath.slice(1), subpath, output, source: `src/${output}.ts` };
  });
