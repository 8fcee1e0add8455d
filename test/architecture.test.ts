/** Which folder may import which: the direction of the arrows, read from the import lines of every source file. */
import { readdirSync, readFileSync } from "node:fs";
import { posix, relative, resolve, sep } from "node:path";
import { describe, expect, it } from "vitest";

/** What makes results; a picture of them needs their types alone. */
const chapters = ["time.ts", "inference", "rates", "cohorts", "experiments", "models", "assessment", "value"];
chapters.push("survival", "forecasts", "economics", "sensitivity");
const types = (place: string) => `${place} (types)`;
const below = ["errors.ts", "pieces.ts", "time.ts", "math", "tables"];
const allowed: Readonly<Record<string, readonly string[]>> = {
  "errors.ts": [],
  "pieces.ts": [],
  "time.ts": ["errors.ts"],
  math: ["errors.ts", "pieces.ts"],
  tables: ["errors.ts", "pieces.ts", "time.ts"],
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
  plots: ["errors.ts", ...chapters.map(types)],
  sql: ["errors.ts", "time.ts", "tables", "data", "rates", "cohorts"],
  notebook: ["errors.ts", "plots"],
  worker: ["errors.ts", "pieces.ts", "tables"],
};

/** The text of every source file by its path below src, with `/` between folders. */
type Sources = ReadonlyMap<string, string>;

interface Import {
  readonly from: string;
  /** A path below src, or the name of a package. */
  readonly to: string;
  readonly inside: boolean;
  readonly typeOnly: boolean;
}

const src = resolve(import.meta.dirname ?? ".", "../src");
const sources: Sources = new Map(
  readdirSync(src, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => resolve(entry.parentPath ?? entry.path, entry.name))
    .map((file) => [relative(src, file).split(sep).join("/"), readFileSync(file, "utf8")]),
);

const importLine = /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[^;"]*?\sfrom\s+)?"([^"]+)"/g;
const importedType = /\bimport\(\s*"([^"]+)"\s*\)/g;

function importsOf(from: string, text: string): Import[] {
  const found = [...text.matchAll(importLine)].map(([, type, to = ""]) => ({
    to,
    typeOnly: type !== undefined,
  }));
  found.push(...[...text.matchAll(importedType)].map(([, to = ""]) => ({ to, typeOnly: true })));
  return found.map(({ to, typeOnly }) => {
    const inside = to.startsWith(".");
    const path = inside ? posix.join(posix.dirname(from), to).replace(/\.js$/, ".ts") : to;
    return { from, to: path, inside, typeOnly };
  });
}

/** The top-level folder or file of a path. */
const placeOf = (path: string): string => path.split("/")[0] ?? "";

/** The models: what the index of `models` exports as a module of its own. */
function modelsOf(files: Sources): ReadonlySet<string> {
  const index = files.get("models/index.ts") ?? "";
  const modules = [...index.matchAll(/export \* as \w+ from "\.\/([^"]+)\.js"/g)];
  return new Set(modules.map(([, path]) => `models/${path}.ts`));
}

/** What is wrong with one import. */
function faultOf({ from, to, inside, typeOnly }: Import, models: ReadonlySet<string>): string | null {
  const permitted = allowed[placeOf(from)] ?? [];
  if (!inside) {
    const descriptive = to === "simple-statistics" && from === "math/sample-statistics.ts";
    return descriptive || permitted.includes(to) ? null : "no such package here";
  }
  if (to.endsWith("/index.ts") && !from.endsWith("index.ts")) return "internal modules never import an index";
  if (placeOf(from) === placeOf(to))
    return models.has(from) && models.has(to) ? "a model never imports another model" : null;
  const known = permitted.includes(placeOf(to)) || (typeOnly && permitted.includes(`${placeOf(to)} (types)`));
  return known ? null : `${placeOf(from)} may import ${permitted.join(", ") || "nothing of ours"}`;
}

/** Files that import each other in a circle, types included: each strongly connected set of more than one. */
function circlesOf(imports: readonly Import[]): string[] {
  const targets = new Map<string, string[]>();
  for (const { from, to, inside } of imports)
    if (inside) targets.set(from, [...(targets.get(from) ?? []), to]);
  const reached = new Map<string, ReadonlySet<string>>();
  const reach = (start: string): ReadonlySet<string> => {
    const known = reached.get(start);
    if (known !== undefined) return known;
    const seen = new Set<string>();
    const open = [start];
    for (let file = open.pop(); file !== undefined; file = open.pop())
      for (const to of targets.get(file) ?? [])
        if (!seen.has(to)) {
          seen.add(to);
          open.push(to);
        }
    reached.set(start, seen);
    return seen;
  };
  const circles = [...targets.keys()]
    .filter((file) => reach(file).has(file))
    .map((file) =>
      [...reach(file)]
        .filter((other) => reach(other).has(file))
        .sort()
        .join(", "),
    );
  return [...new Set(circles)].map((files) => `a circle: ${files}`);
}

function faultsOf(files: Sources): string[] {
  const models = modelsOf(files);
  const places = new Set([...files.keys()].map(placeOf));
  places.delete("index.ts");
  const unlisted = [...places]
    .filter((place) => !(place in allowed))
    .map((place) => `${place}: not in the table`);
  const imports = [...files].flatMap(([path, text]) => importsOf(path, text));
  const wrong = imports
    .filter(({ from }) => from !== "index.ts" && placeOf(from) in allowed)
    .flatMap((line) => {
      const fault = faultOf(line, models);
      return fault === null ? [] : [`${line.from} imports ${line.to}: ${fault}`];
    });
  return [...unlisted, ...wrong, ...circlesOf(imports)];
}

/** The faults of the sources with some files added or changed. */
const faultsWith = (changes: Readonly<Record<string, string>>): string[] =>
  faultsOf(new Map([...sources, ...Object.entries(changes)]));

describe("architecture", () => {
  it("has arrows in one direction only, no circle, and every folder in the table", () => {
    expect(faultsOf(sources)).toEqual([]);
    expect(modelsOf(sources).size).toBeGreaterThan(10);
  });

  it("would notice an arrow in the wrong direction", () => {
    expect(
      faultsWith({ "rates/new.ts": 'import { lifetimeValue } from "../value/lifetime-value.js";' }),
    ).toEqual([
      "rates/new.ts imports value/lifetime-value.ts: rates may import errors.ts, pieces.ts, time.ts, math, tables, data, inference",
    ]);
    expect(faultsWith({ "models/new.ts": 'import { decode } from "../data/purchases.js";' })).toHaveLength(1);
    expect(faultsWith({ "models/new.ts": 'import type { Purchases } from "../data/purchases.js";' })).toEqual(
      [],
    );
    expect(faultsWith({ "value/new.ts": 'import { rates } from "../rates/index.js";' })).toEqual([
      "value/new.ts imports rates/index.ts: internal modules never import an index",
    ]);
    expect(faultsWith({ "math/new.ts": 'import { mean } from "simple-statistics";' })).toEqual([
      "math/new.ts imports simple-statistics: no such package here",
    ]);
  });

  it("would notice a model that imports another model", () => {
    const [one, other] = [...modelsOf(sources)] as [string, string];
    const line = `import * as other from "${posix
      .relative(posix.dirname(one), other)
      .replace(/^(?!\.)/, "./")
      .replace(/ts$/, "js")}";`;
    expect(faultsWith({ [one]: line })).toEqual([
      `${one} imports ${other}: a model never imports another model`,
    ]);
  });

  it("would notice a circle, of types too", () => {
    const circle = {
      "math/one.ts": 'import type { Two } from "./two.js";',
      "math/two.ts": 'export type { Three } from "./three.js";',
      "math/three.ts": 'export const three: import("./one.js").One = 3;',
    };
    expect(faultsWith(circle)).toEqual(["a circle: math/one.ts, math/three.ts, math/two.ts"]);
    expect(faultsWith({ ...circle, "math/three.ts": "" })).toEqual([]);
  });

  it("would notice a folder outside the table", () => {
    expect(faultsWith({ "dashboards/one.ts": "" })).toEqual(["dashboards: not in the table"]);
  });

  it("has no drawer for odds and ends", () => {
    const drawer = /(^|\/)(utils|helpers|common|misc|core)(\.ts|\/|$)/;
    expect([...sources.keys()].filter((path) => drawer.test(path))).toEqual([]);
  });

  it("keeps the root a list of whole chapters", () => {
    const root = sources.get("index.ts") ?? "";
    const chapters = [...root.matchAll(/export \* from "\.\/(\w+)\/index\.js"/g)].map(([, name]) => name);
    const entries = [...sources.keys()].filter((path) => /^\w+\/index\.ts$/.test(path)).map(placeOf);
    const apart = ["expressions", "plots", "sql", "notebook", "worker"];
    expect(chapters.sort()).toEqual(entries.filter((entry) => !apart.includes(entry)).sort());
    expect(root.split("\n").length).toBeLessThan(18 + chapters.length + 3);
  });
});
