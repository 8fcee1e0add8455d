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
import { type SampleCalls, sampleCalls, sampleVerbs } from "./sample-calls.js";

type Callable = (...given: readonly unknown[]) => unknown;

/** The classes of errors are exported too, and are no functions to call. */
const errorClasses = ["ConvergenceError", "InsufficientDataError", "InvalidInputError"];
const codes = ["INVALID_INPUT", "INSUFFICIENT_DATA", "NO_CONVERGENCE"];
const badArguments = [undefined, null, 7, Number.NaN, "text", {}, [], () => undefined];
const badLeaves = [Infinity, -Infinity, -1, 1e308, "7", null];
/** Each number is spoiled by NaN and, in turn, by one of the others; `SWEEP=all` takes all of them everywhere. */
const everyLeaf = process.env.SWEEP === "all";

interface PublicFunction {
  readonly name: string;
  readonly call: Callable;
  readonly samples: SampleCalls | undefined;
}

const isNamespace = (value: unknown): value is object =>
  typeof value === "object" && value !== null && Object.prototype.toString.call(value) === "[object Module]";

function publicFunctions(): PublicFunction[] {
  const found: PublicFunction[] = [];
  for (const [name, value] of Object.entries({ ...root, ...expressions, ...sql })) {
    if (typeof value === "function" && !errorClasses.includes(name))
      found.push({ name, call: value as Callable, samples: sampleCalls[name] });
    if (!isNamespace(value)) continue;
    const { inference = {} } = value as { readonly inference?: object };
    const drawn = Object.entries(inference).map(([verb, call]) => [`inference.${verb}`, call] as const);
    for (const [verb, call] of [...Object.entries(value), ...drawn])
      if (typeof call === "function")
        found.push({
          name: `${name}.${verb}`,
          call: call as Callable,
          samples: sampleVerbs[name]?.[verb.replace("inference.", "")] ?? sampleCalls[`${name}.${verb}`],
        });
  }
  return found;
}

/** Where a result holds what no result may hold, or null. Columns (Float64Array) mark with NaN what is not defined. */
function fault(value: unknown, path = "result"): string | null {
  if (value === undefined) return `${path} is undefined`;
  if (typeof value === "number") return Number.isFinite(value) ? null : `${path} is ${value}`;
  if (typeof value !== "object" || value === null) return null;
  if (ArrayBuffer.isView(value)) {
    const infinite = Array.from(value as Float64Array).find((x) => Math.abs(x) === Infinity);
    return infinite === undefined ? null : `${path} holds ${infinite}`;
  }
  for (const [key, part] of Object.entries(value)) {
    const found = fault(part, `${path}.${key}`);
    if (found !== null) return found;
  }
  return null;
}

/** In whose names a call may be refused: its own, and those of the verbs of the model that it works on. */
function spokenFor(name: string, given: readonly unknown[]): string[] {
  const within = (values: readonly unknown[]) =>
    values.flatMap((value) => [value, ...Object.values(value ?? {})]);
  // A model is an argument, or in a row of one: `[{ model, fit }]`.
  const parts = within(within(given));
  const models = parts.flatMap((value) => Object.entries(root).filter(([, exported]) => exported === value));
  const own = name.endsWith(".likelihoodProblem")
    ? [`${name.replace("inference.likelihoodProblem", "fit")}: `]
    : [];
  return [`${name}: `, ...own, ...models.map(([model]) => `${model}.`)];
}

/** What is wrong with an error, or null. */
function faultOfError(name: string, given: readonly unknown[], error: unknown): string | null {
  const { code, message } = error as { code?: string; message: string };
  if (code === undefined || !codes.includes(code)) return `throws ${String(error)}`;
  if (!spokenFor(name, given).some((spoken) => message.startsWith(spoken)))
    return `is refused in another name: ${message}`;
  if (message.length > 600) return `is refused in ${message.length} characters`;
  return /undefined\.|\[object/.test(message) ? `is refused with: ${message}` : null;
}

/** What is wrong with what a call gives, or null. */
async function faultOfCall(
  { name, call }: PublicFunction,
  given: readonly unknown[],
): Promise<string | null> {
  try {
    const result = call(...given);
    // The problem of a likelihood is functions and starting points, not a result.
    if (name.endsWith(".likelihoodProblem")) return null;
    return fault(result instanceof Promise ? await result : result);
  } catch (error) {
    return faultOfError(name, given, error);
  }
}

/** A call with one value of it spoiled, and words for what was spoiled. */
interface Spoiled {
  readonly given: readonly unknown[];
  readonly what: string;
}

/** A copy of a list with one of its items replaced. */
const changed = (list: ArrayLike<unknown>, index: number, by: unknown) =>
  Array.from(list, (item, i) => (i === index ? by : item));

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
            new RegExp(`^${name}: \\w+ must hold nothing but .*, received "misspelt"$`),
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
