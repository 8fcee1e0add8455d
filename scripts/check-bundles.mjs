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

const {
  imports,
  traces,
  entryPoints: budgets,
} = JSON.parse(readFileSync(resolve(root, "bundle-budgets.json"), "utf8"));
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

/** Writes an entry file and says what each of the named bundlers makes of it. */
async function measure(name, code, { limit, chapters, unusedVerb }, names) {
  const entry = resolve(folder, `${name}.js`);
  writeFileSync(entry, `${code}\n`);
  const sizes = [];
  for (const bundler of names) {
    const text = await bundlers[bundler](entry);
    const extra = chapters === null ? [] : tracesIn(text, chapters);
    // esbuild keeps the verbs of a model that is used; the others drop those that are not.
    if (unusedVerb !== undefined && bundler !== "esbuild" && text.includes(unusedVerb))
      extra.push(unusedVerb);
    const tooLarge = bundler === "esbuild" && text.length >= limit;
    if (extra.length > 0 || tooLarge) failed++;
    const gzipped = bundler === "esbuild" ? ` of ${limit} (${gzipSync(text).length} gzipped)` : "";
    const faults = `${tooLarge ? " TOO LARGE" : ""}${extra.length > 0 ? ` CARRIES ${extra.join(", ")}` : ""}`;
    sizes.push(`${bundler} ${text.length} B${gzipped}${faults}`);
  }
  console.log(`${name}: ${sizes.join(" · ")}`);
}

for (const { names, use, limit, chapters, unusedVerb } of imports) {
  const list = names.join(", ");
  const code = `import { ${list} } from "retention-economics"; console.log(${use ?? list});`;
  await measure(use ?? names.join("-"), code, { limit, chapters, unusedVerb }, Object.keys(bundlers));
}
for (const [entryPoint, limit] of Object.entries(budgets)) {
  const code = `import * as all from "${entryPoint}"; console.log(all);`;
  await measure(entryPoint.replace("/", "-"), code, { limit, chapters: null }, ["esbuild"]);
}
rmSync(folder, { recursive: true, force: true });
process.exit(failed > 0 ? 1 : 0);
