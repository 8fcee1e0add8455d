import { defineConfig, type Options } from "tsup";
import { entryPoints } from "./scripts/entry-points.mjs";

// Without white space and comments the package loads a third faster; source maps show the originals.
const both: Options = {
  esbuildOptions: (options) => {
    options.minifyWhitespace = true;
  },
  target: "es2022",
  sourcemap: true,
  clean: false,
  dts: false,
  treeshake: false,
};

// ES modules stay one file per source file, so that a bundler drops what is not used; CommonJS has no such bundlers
// and is built from the public entry points. Declarations come from tsc (scripts/declarations.mjs).
export default defineConfig([
  { ...both, entry: ["src/**/*.ts"], format: "esm", outDir: "dist/esm", bundle: false },
  {
    ...both,
    entry: Object.fromEntries(entryPoints.map(({ output, source }) => [output, source])),
    format: "cjs",
    outDir: "dist/cjs",
    splitting: true,
  },
]);
