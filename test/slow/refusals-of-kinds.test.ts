/**
 * What spoils a call without being a wrong number: whole numbers in a typed array, holes in a list, what JSON makes of a
 * typed array. Each call is refused, or gives what the unspoiled one gives, and none hangs.
 */
import { describe, expect, test } from "vitest";
import {
  changed,
  faultOfCall,
  isNamespace,
  type PublicFunction,
  publicFunctions,
} from "./public-functions.js";

type Change = (value: unknown, path: string) => unknown;

/** Every copy of a value in which one part was changed; a change that gives undefined leaves the part alone. */
function* variants(value: unknown, path: string, change: Change): Generator<[unknown, string]> {
  const own = change(value, path);
  if (own !== undefined) yield [own, path];
  if (typeof value !== "object" || value === null || value instanceof Date || isNamespace(value)) return;
  if (ArrayBuffer.isView(value)) return;
  const isList = Array.isArray(value);
  const entries = Object.entries(value);
  for (const [key, part] of isList ? entries.slice(0, 1) : entries)
    for (const [bad, where] of variants(part, isList ? `${path}[]` : `${path}.${key}`, change))
      yield [isList ? changed(value, Number(key), bad) : { ...(value as object), [key]: bad }, where];
}

const isWhole = (x: unknown) => Number.isInteger(x) && Math.abs(x as number) < 2 ** 31;

const changes: Readonly<Record<string, Change>> = {
  "whole numbers in an Int32Array": (value) =>
    Array.isArray(value) && value.length > 0 && value.every(isWhole) ? Int32Array.from(value) : undefined,
};
const refused: Readonly<Record<string, Change>> = {
  "a typed array after JSON": (value) =>
    Array.isArray(value) && value.length > 1 && value.every((x) => typeof x === "number")
      ? { ...value }
      : undefined,
  "a hole": (value) => {
    if (!Array.isArray(value) || value.length < 2) return undefined;
    const holed = [...value];
    delete holed[1];
    return holed;
  },
};

/** Columns whose missing entries say something: an interval without an end is open, as with null. */
const mayMiss = ["turnbull: a hole"];

const functions = publicFunctions();
/** The watchdog: no call on small inputs takes longer, in milliseconds. */
const limit = 5000;

/** Typed arrays as lists: of which kind a column is makes no other result. */
const asList = (_: string, value: unknown) =>
  ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value;

async function outcome({ call }: PublicFunction, given: readonly unknown[]) {
  const started = performance.now();
  try {
    const result: unknown = await call(...given);
    return { result: JSON.stringify(result, asList), time: performance.now() - started };
  } catch (error) {
    return { error, time: performance.now() - started };
  }
}

describe("kinds of spoilt calls", () => {
  test.each(functions)("$name", async (entry) => {
    const faults: string[] = [];
    for (const sample of entry.samples ?? []) {
      const before = await outcome(entry, sample);
      if (before.time > limit) faults.push(`takes ${before.time} ms`);
      for (const [i, argument] of sample.entries()) {
        for (const [kind, change] of Object.entries(changes))
          for (const [bad, where] of variants(argument, `argument ${i + 1}`, change)) {
            const given = changed(sample, i, bad);
            const { result, time } = await outcome(entry, given);
            const wrong = await faultOfCall(entry, given);
            if (wrong !== null) faults.push(`${kind} at ${where}: ${wrong}`);
            else if (result !== undefined && result !== before.result)
              faults.push(`${kind} at ${where}: another result`);
            if (time > limit) faults.push(`${kind} at ${where}: takes ${time} ms`);
          }
        for (const [kind, change] of Object.entries(refused))
          for (const [bad, where] of variants(argument, `argument ${i + 1}`, change)) {
            const given = changed(sample, i, bad);
            const { result, time } = await outcome(entry, given);
            const wrong = await faultOfCall(entry, given);
            if (wrong !== null) faults.push(`${kind} at ${where}: ${wrong}`);
            else if (
              !mayMiss.includes(`${entry.name}: ${kind}`) &&
              result !== undefined &&
              result !== before.result
            )
              faults.push(`${kind} at ${where}: accepted`);
            if (time > limit) faults.push(`${kind} at ${where}: takes ${time} ms`);
          }
      }
    }
    expect(faults, `${entry.name}\n${faults.join("\n")}`).toEqual([]);
  });
});
