/**
 * What an application that uses a part of the package carries. The budgets of bundle-budgets.json are compared with
 * esbuild's minified bundles, and each bundler must drop the chapters and models that are not used.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { build as esbuild } from "esbuild";
import { rollup } from "rollup";
import { build as vite } from "vite";
import webpack from "webpack";
import { root } from "./entry-points.mjs";

const { imports, traces } = JSON.parse(readFileSync(resolve(root, "bundle-budgets.json"), "utf8"));
const folder = mkdtempSync(resolve(tmpdir(), "bundles-"));
mkdirSync(resolve(folder, "node_modules"));
symlinkSync(root, resolve(folder, "node_modules/retention-economics"));
writeFileSync(resolve(folder, "package.json"), '{ "private": true, "type": "module" }\n');

const bundlers = {
  async esbuild(entry) {
    const { outputFiles } = await esbuild({
      entryPoints: [entry],
      bundle: true,
      minify: true,
      format: "esm",
      platform: "browser",
      write: false,
      logLevel: "silent",
    });
    return outputFiles[0].text;
  },
  async Rollup(entry) {
    const resolvePackage = {
      name: "resolve-package",
      resolveId: (id, importer) => {
        if (id.startsWith("retention-economics")) {
          const chapter = id.slice("retention-economics".length);
          return resolve(root, `dist/esm${chapter}/index.js`);
        }
        return id.startsWith(".") && importer
          ? { id: resolve(importer, "..", id), moduleSideEffects: false }
          : null;
      },
    };
    const bundle = await rollup({
      input: entry,
      plugins: [resolvePackage],
      external: ["mathjs", "simple-statistics"],
      onwarn: () => {},
    });
    const { output } = await bundle.generate({ format: "es" });
    return output[0].code;
  },
  async Vite(entry) {
    const built = await vite({
      root: folder,
      logLevel: "silent",
      configFile: false,
      build: { write: false, minify: true, lib: { entry, formats: ["es"], fileName: "out" } },
    });
    return (Array.isArray(built) ? built[0] : built).output[0].code;
  },
  async webpack(entry) {
    const path = resolve(folder, "webpack");
    const stats = await new Promise((done, fail) =>
      webpack(
        {
          mode: "production",
          entry,
          context: folder,
          output: { path, filename: "out.js" },
          performance: false,
        },
        (error, result) => (error ? fail(error) : done(result)),
      ),
    );
    if (stats.hasErrors()) throw new Error(stats.toString());
    return readFileSync(resolve(path, "out.js"), "utf8");
  },
};

/** Chapters whose messages are found in a bundle: a refusal names the function that refused. */
const tracesIn = (code, allowed) =>
  Object.entries(traces)
    .filter(([chapter, words]) => !allowed.includes(chapter) && words.some((word) => code.includes(word)))
    .map(([chapter]) => chapter);

let failed = 0;
for (const [i, { code, limit, chapters }] of imports.entries()) {
  const entry = resolve(folder, `entry-${i}.js`);
  writeFileSync(entry, `${code}\n`);
  const sizes = [];
  for (const [name, bundle] of Object.entries(bundlers)) {
    const text = await bundle(entry);
    const extra = tracesIn(text, chapters);
    const tooLarge = name === "esbuild" && text.length > limit;
    if (extra.length > 0 || tooLarge) failed++;
    const size =
      name === "esbuild"
        ? `${text.length} B of ${limit}, ${gzipSync(text).length} B gzipped`
        : `${text.length} B`;
    sizes.push(
      `${name} ${size}${tooLarge ? " TOO LARGE" : ""}${extra.length > 0 ? ` CARRIES ${extra.join(", ")}` : ""}`,
    );
  }
  console.log(`${code.split("\n")[0]}\n  ${sizes.join(" · ")}`);
}
rmSync(folder, { recursive: true, force: true });
process.exit(failed > 0 ? 1 : 0);
