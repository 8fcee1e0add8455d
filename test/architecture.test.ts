/** Which folder may import which: the direction of the arrows, read from the import lines of every source file. */
import { readdirSync, readFileSync } from "node:fs";
import { relative, resolve, sep } from "node:path";
import { describe, expect, it } from "vitest";

const src = resolve(import.meta.dirname ?? ".", "../src");
const below = ["errors.ts", "time.ts", "math", "tables"];
const allowed: Readonly<Record<string, readonly string[]>> = {
  "errors.ts": [],
  "time.ts": ["errors.ts"],
  math: ["errors.ts"],
  tables: ["errors.ts", "time.ts"],
  inference: below,
  data: below,
  rates: [...below, "data", "inference"],
  cohorts: [...below, "data", "inference"],
  survival: [...below, "data", "inference"],
  experiments: [...below, "data", "inference", "rates", "survival"],
  models: [...below, "inference", "data (types)"],
  assessment: [...below, "data", "inference"],
  value: [...below, "inference", "rates"],
  forecasts: [...below, "inference", "rates", "data", "value"],
  economics: [...below, "inference", "rates", "value"],
  sensitivity: ["errors.ts", "math", "tables", "inference"],
  expressions: ["errors.ts", "sensitivity", "mathjs"],
  plots: ["errors.ts"],
  sql: ["errors.ts", "tables", "data (types)", "rates", "cohorts"],
  notebook: ["errors.ts", "plots"],
};

const files = readdirSync(src, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
  .map((entry) => resolve(entry.parentPath ?? entry.path, entry.name));
const importLine = /(?:^|\n)\s*(import|export)\s+(type\s+)?(?:[^;"]*?\sfrom\s+)?"([^"]+)"/g;

/** The top-level folder or file of a path inside src. */
const placeOf = (path: string): string => relative(src, path).split(sep)[0] ?? "";

function faultsOf(file: string): string[] {
  const place = placeOf(file);
  const faults: string[] = [];
  for (const [, keyword, typeOnly, specifier = ""] of readFileSync(file, "utf8").matchAll(importLine)) {
    const line = `${relative(src, file)} ${keyword}s ${specifier}`;
    const permitted = allowed[place] ?? [];
    if (!specifier.startsWith(".")) {
      const descriptive =
        specifier === "simple-statistics" && file.endsWith(`math${sep}sample-statistics.ts`);
      if (descriptive) continue;
      if (!permitted.includes(specifier)) faults.push(`${line}: no such package here`);
      continue;
    }
    const target = resolve(file, "..", specifier);
    const to = placeOf(target).replace(/\.js$/, ".ts");
    if (target.endsWith(`${sep}index.js`) && !file.endsWith(`${sep}index.ts`))
      faults.push(`${line}: internal modules never import an index`);
    if (to === place) {
      const [from, other] = [modelOf(file), modelOf(target)];
      if (from !== null && other !== null && from !== other)
        faults.push(`${line}: a model never imports another model`);
    } else if (!(permitted.includes(to) || (typeOnly && permitted.includes(`${to} (types)`)))) {
      faults.push(`${line}: ${place} may import ${permitted.join(", ") || "nothing of ours"}`);
    }
  }
  return faults;
}

/** A model is a file; the files beside it are shared by the models of its kind. */
const modelNames =
  /models\/.*\/((?:geometric|shifted-beta-geometric|beta-discrete-weibull|discrete-weibull|geometric-mixture|nbd|bg-nbd|mbg-nbd|bg-cnbd-k|mbg-cnbd-k|pareto-nbd|ggom-nbd|bg-bb|gamma-gamma)(?:-regression)?|disclosed-(?:acquisition|retention|revenue))\.[jt]s$/;
const modelOf = (path: string): string | null => modelNames.exec(path)?.[1] ?? null;

describe("architecture", () => {
  it("lets imports point only where the table allows", () => {
    const faults = files.filter((file) => placeOf(file) !== "index.ts").flatMap(faultsOf);
    expect(faults).toEqual([]);
  });

  it("has no drawer for odds and ends", () => {
    const drawers = files.filter((file) =>
      /(^|\/)(utils|helpers|common|misc|core)(\.ts|\/|$)/.test(relative(src, file)),
    );
    expect(drawers).toEqual([]);
  });

  it("keeps every chapter in the table", () => {
    const places = new Set(files.map(placeOf));
    places.delete("index.ts");
    expect([...places].filter((place) => !(place in allowed))).toEqual([]);
  });
});
