import { transform } from "esbuild";
import { defineConfig, type Options } from "tsup";

// Without white space and comments the package loads a third faster; source maps show the originals.
const both: Options = {
  format: "esm",
  esbuildOptions: (options) => {
    options.minifyWhitespace = true;
  },
  target: "es2022",
  sourcemap: true,
  clean: false,
  dts: false,
  treeshake: false,
};

// esbuild splits ES modules only, and what tsup makes of them for CommonJS has a closure for every `??`.
const toCommonJs: NonNullable<Options["plugins"]>[number] = {
  name: "to-common-js",
  async renderChunk(code, { path }) {
    if (!path.endsWith(".cjs")) return;
    return transform(code, { format: "cjs", target: "es2022", minifyWhitespace: true });
  },
};

// ES modules stay one file per source file, so that a bundler drops what is not used. CommonJS has no such bundlers: all
// but `expressions` is one file, which loads a fifth faster than many, and scripts/common-js.mjs adds the chapters' entry
// points. Declarations come from tsc (scripts/declarations.mjs).
export default defineConfig([
  { ...both, entry: ["src/**/*.ts"], outDir: "dist/esm", bundle: false },
  {
    ...both,
    entry: { index: "src/index.ts", "expressions/index": "src/expressions/index.ts" },
    outDir: "dist/cjs",
    splitting: true,
    outExtension: () => ({ js: ".cjs" }),
    plugins: [toCommonJs],
  },
]);
