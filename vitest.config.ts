import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

/**
 * `TEST_TARGET=dist` runs the same tests against the build instead of the sources: what is imported by the package's name
 * from the files that Node loads, what is imported by its path from the modules that bundlers and browsers load.
 */
const built = process.env.TEST_TARGET === "dist";
const root = import.meta.dirname ?? resolve(".");
const entry = (chapter: string) =>
  built ? resolve(root, `dist/node${chapter}/index.js`) : resolve(root, `src${chapter}/index.ts`);

const testTheBuild = {
  name: "test-the-build",
  enforce: "pre" as const,
  resolveId(source: string, importer?: string) {
    if (!built || importer === undefined || !source.startsWith(".")) return null;
    const target = resolve(importer, "..", source);
    const sources = `${resolve(root, "src")}/`;
    return target.startsWith(sources) ? resolve(root, "dist/esm", target.slice(sources.length)) : null;
  },
};

const shared = {
  plugins: [testTheBuild],
  resolve: {
    alias: [
      { find: /^retention-economics$/, replacement: entry("") },
      { find: /^retention-economics\/(.+)$/, replacement: entry("/$1") },
    ],
  },
};
/** Nothing here keeps state in modules, so that test files can share them, which saves most of the time. */
const runner = { pool: "forks" as const, isolate: false, setupFiles: "test/setup.ts", testTimeout: 60_000 };
const timed = ["test/data/**/*.test.ts", "test/cohorts/**/*.test.ts", "test/time.test.ts"];

export default defineConfig({
  ...shared,
  test: {
    maxWorkers: "100%",
    coverage: { provider: "v8", include: ["src/**"], reporter: ["text-summary", "json-summary"] },
    projects: [
      {
        ...shared,
        test: {
          name: "UTC",
          ...runner,
          include: ["test/**/*.test.ts", ".doctest/**/*.test.ts"],
          exclude: ["test/slow/**"],
          env: { TZ: "UTC" },
        },
      },
      {
        ...shared,
        test: {
          name: "Auckland",
          ...runner,
          include: timed,
          env: { TZ: "Pacific/Auckland" },
        },
      },
      {
        ...shared,
        test: {
          name: "slow",
          ...runner,
          include: ["test/slow/**/*.test.ts"],
          env: { TZ: "UTC" },
          testTimeout: 600_000,
        },
      },
    ],
  },
});
