import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig, type Options } from "tsup";

const both: Options = {
  format: "esm",
  target: "es2022",
  clean: false,
  dts: false,
  treeshake: false,
};

const sources = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => join("src", name));
const isAnnotated = (file: string) => readFileSync(file, "utf8").includes("@__PURE__");

// For bundlers and browsers one file per source file, so that what is not used is dropped. White space stays where calls are
// annotated as pure: without it esbuild would leave out the annotations by which bundlers drop the methods of a model. No source maps: they would hold the
// sources once more and double the package. Node drops nothing and pays for every file, so it gets one file with all but
// `expressions`, which loads five times faster; in short lines, for Node prints the line of an error that nobody catches.
// What is used of simple-statistics is copied into that file: loading the whole of it takes a quarter of the time. The
// chapters' entry points and the CommonJS files come from scripts/node-builds.mjs. Declarations come from tsc
// (scripts/declarations.mjs).
export default defineConfig([
  {
    ...both,
    entry: sources.filter(isAnnotated),
    outDir: "dist/esm",
    bundle: false,
    esbuildOptions: (options) => {
      options.outbase = "src";
    },
  },
  {
    ...both,
    entry: sources.filter((file) => !isAnnotated(file)),
    outDir: "dist/esm",
    bundle: false,
    esbuildOptions: (options) => {
      options.outbase = "src";
      options.minifyWhitespace = true;
    },
  },
  {
    ...both,
    entry: {
      index: "src/index.ts",
      "expressions/index": "src/expressions/index.ts",
      "plots/index": "src/plots/index.ts",
      "sql/index": "src/sql/index.ts",
      "notebook/index": "src/notebook/index.ts",
      "worker/index": "src/worker/index.ts",
    },
    outDir: "dist/node",
    splitting: true,
    esbuildOptions: (options) => {
      options.minifyWhitespace = true;
      options.lineLimit = 120;
    },
    noExternal: ["simple-statistics"],
  },
]);
