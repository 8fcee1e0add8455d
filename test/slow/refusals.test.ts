/**
 * Every public function refuses bad input in its own name: no TypeError, and no NaN, infinity or undefined in a result; and
 * a misspelt option or field is refused.
 * The functions are read from the exports, so a new one is covered as soon as it has a line in test/slow/sample-calls.ts.
 */
import { describe, expect, test } from "vitest";
import * as economics from "../../src/economics/index.js";
import * as expressions from "../../src/expressions/index.js";
import * as root from "../../src/index.js";
import * as rates from "../../src/rates/index.js";
import * as sql from "../../src/sql/index.js";
import * as value from "../../src/value/index.js";
import {
  type Callable,
  changed,
  faultOfCall,
  isNamespace,
  type PublicFunction,
  publicFunctions,
} from "./public-functions.js";
import type { SampleCalls } from "./sample-calls.js";

const badArguments = [undefined, null, 7, Number.NaN, "text", {}, [], () => undefined];
const badLeaves = [Infinity, -Infinity, -1, 1e308, "7", null, 7n];
/** Each number is spoiled by NaN and, in turn, by one of the others; `SWEEP=all` takes all of them everywhere. */
const everyLeaf = process.env.SWEEP === "all";

/** A call with one value of it spoiled, and words for what was spoiled. */
interface Spoiled {
  readonly given: readonly unknown[];
  readonly what: string;
}

let leaf = 0;

function* spoiledParts(value: unknown, path: string): Generator<[unknown, string]> {
  if (typeof value === "number") {
    const others = everyLeaf ? badLeaves : [badLeaves[leaf++ % badLeaves.length]];
    for (const bad of [Number.NaN, ...others])
      yield [bad, `${path} = ${typeof bad === "string" ? `"${bad}"` : bad}`];
  }
  if (typeof value !== "object" || value === null || value instanceof Date || isNamespace(value)) return;
  const isColumn = Array.isArray(value) || ArrayBuffer.isView(value);
  const entries = Object.entries(value);
  for (const [key, part] of isColumn && entries.length > 3 ? [entries[0]!, entries.at(-1)!] : entries) {
    for (const [bad, what] of spoiledParts(part, isColumn ? `${path}[${key}]` : `${path}.${key}`))
      yield [
        isColumn
          ? changed(value as ArrayLike<unknown>, Number(key), bad)
          : { ...(value as object), [key]: bad },
        what,
      ];
    if (isColumn) continue;
    const { [key]: _, ...rest } = value as Record<string, unknown>;
    yield [rest, `${path} without ${key}`];
  }
}

function* spoiledCalls(samples: SampleCalls): Generator<Spoiled> {
  yield { given: [], what: "no arguments" };
  for (const bad of badArguments) yield { given: [bad], what: `one argument, ${show(bad)}` };
  for (const sample of samples)
    for (const [i, argument] of sample.entries()) {
      for (const bad of badArguments)
        yield { given: changed(sample, i, bad), what: `argument ${i + 1} = ${show(bad)}` };
      for (const [bad, what] of spoiledParts(argument, `argument ${i + 1}`))
        yield { given: changed(sample, i, bad), what };
    }
}

const show = (bad: unknown) =>
  typeof bad === "function" ? "a function" : (JSON.stringify(bad) ?? String(bad));

/** Which argument a function calls `options`, by its own text; -1 if none. */
const optionsIndex = (call: Callable): number => {
  const list = /^(?:async )?(?:function\*? ?\w*)?\(([\s\S]*?)\) (?:=>|\{)/.exec(call.toString())?.[1] ?? "";
  return list.split(/,(?![^{[(]*[\]})])/).findIndex((name) => /^\s*options\b/.test(name));
};

/** Sample calls with an option more than there is. */
function misspelt({ call, samples }: PublicFunction): unknown[][] {
  const i = optionsIndex(call);
  return i < 0
    ? []
    : (samples ?? []).map((sample) => {
        const given = Array.from({ length: Math.max(sample.length, i + 1) }, (_, k) => sample[k]);
        return changed(given, i, { ...(given[i] as object), misspelt: 1 });
      });
}

const functions = publicFunctions();

/**
 * Functions whose first argument may hold more than they read. Rows of data have other columns; a table of tenures, of scores
 * or of balances is one too. Where no field may be left out, a misspelt one is missed by name.
 */
const open = {
  rowsOfData: [
    ...["averageRevenuePerAccount", "churnRate", "churnRateInterval"],
    ...["churnRates", "quickRatio"],
    ...["retentionRate", "revenueRates"],
  ],
  tables: ["cohortChurnRate", "expectedMaximumProfit", "maximumProfit", "qiniCurve", "upliftTargeting"],
  results: ["spendingCurves", "profitCurve"],
  nothingLeftOut: [
    "acquisitionPayback",
    "burnMultiple",
    "customerAcquisitionCost",
    "ltvToCac",
    "magicNumber",
  ],
};

/** Functions of rates, value, economics and uncertain inputs that take one record. */
const records = functions.filter(({ name, samples }) => {
  const [first] = samples?.[0] ?? [];
  const isRecord = typeof first === "object" && first !== null && !Array.isArray(first);
  const chapters = { ...rates, ...value, ...economics };
  return isRecord && (name in chapters || /^uncertain\.(?!mean|standardDeviation|quantile)/.test(name));
});

describe("refusals", () => {
  test("every export is a function, a namespace of functions or plain data", () => {
    for (const [name, value] of Object.entries({ ...root, ...expressions, ...sql }))
      if (typeof value !== "function" && !isNamespace(value))
        expect(JSON.parse(JSON.stringify(value)), name).toStrictEqual(value);
  });

  test("every public function has a sample call", () => {
    const missing = functions.filter(({ samples }) => samples === undefined).map(({ name }) => name);
    expect(missing, `add a valid call to test/slow/sample-calls.ts for ${missing.join(", ")}`).toEqual([]);
  });

  test("functions with options are known by their text", () => {
    expect(functions.filter(({ call }) => optionsIndex(call) >= 0).length).toBeGreaterThan(150);
  });

  test("a misspelt field of a record is refused", () => {
    const isOpen = (name: string) => Object.values(open).some((names) => names.includes(name));
    expect(
      Object.values(open)
        .flat()
        .filter((name) => !records.some((entry) => entry.name === name)),
    ).toEqual([]);
    for (const { name, call, samples } of records)
      for (const [first, ...others] of samples ?? []) {
        const misspell = () => call({ ...(first as object), misspelt: 1 }, ...others);
        if (isOpen(name)) expect(misspell, name).not.toThrow();
        else
          expect(misspell, name).toThrow(
            new RegExp(
              `^${name}: (\\w+ must hold nothing but .*, received "misspelt"|\\w+\\.misspelt must .*)$`,
            ),
          );
      }
  });

  test.each(functions)("$name", async (entry) => {
    for (const sample of entry.samples ?? []) {
      const wrong = await faultOfCall(entry, sample);
      expect(wrong, `the sample call ${wrong}`).toBeNull();
      await entry.call(...sample);
    }
    for (const given of misspelt(entry))
      await expect(async () => entry.call(...given)).rejects.toThrow(
        / options must hold nothing but .*"misspelt"$/,
      );
    const faults: string[] = [];
    for (const { given, what } of spoiledCalls(entry.samples ?? [])) {
      const wrong = await faultOfCall(entry, given);
      if (wrong !== null) faults.push(`${entry.name} with ${what}: ${wrong}`);
    }
    expect(faults, faults.join("\n")).toEqual([]);
  });
});
