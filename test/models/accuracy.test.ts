/**
 * The verbs of the models against 50-digit evaluations of the papers' closed forms, over wide ranges of parameters and
 * histories: test/reference/model-verbs.py says how each number was computed.
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import * as models from "../../src/models/index.js";
import { expectClose } from "../support.js";

type Row = readonly [
  model: string,
  verb: string,
  args: readonly unknown[],
  pick: string | null,
  value: number | null,
  condition: number,
];
type Verb = (...args: readonly unknown[]) => unknown;

// Read, not imported: the type checker would take half a minute to work out the type of every row.
const file = resolve(import.meta.dirname, "../reference/model-verbs.json");
const reference = JSON.parse(readFileSync(file, "utf8")) as { readonly rows: readonly Row[] };
const byVerb = new Map<string, Row[]>();
for (const row of reference.rows) {
  const name = `${row[0]}.${row[1]}`;
  byVerb.set(name, [...(byVerb.get(name) ?? []), row]);
}

describe("verbs at given parameters", () => {
  it.each([...byVerb])("%s agrees with mpmath to 1e-10", (name, rows) => {
    for (const [model, verb, args, pick, value, condition] of rows) {
      const call = (models as unknown as Record<string, Record<string, Verb>>)[model]![verb]!;
      const result = call(...args);
      const actual = pick === null ? result : (result as Record<string, unknown>)[pick];
      if (value === null) expect(actual).toBeNull();
      // Or 50 ulp times the condition number, where that is more.
      else
        expectClose(
          actual as number,
          value,
          { relative: Math.max(1e-10, 50 * Number.EPSILON * condition) },
          `${name}(${args.map((arg) => JSON.stringify(arg)).join(", ")})`,
        );
    }
  });
});
