import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeTexts } from "../../src/data/encode-texts.js";
import { createProblems } from "../../src/data/problems.js";
import { readCustomers } from "../../src/data/read-customers.js";
import { openTable } from "../../src/data/table.js";

const encode = (values: readonly unknown[]) => encodeTexts(values.length, (i) => values[i]);

/** What a `Map` makes of the same texts. */
function byMap(values: readonly string[]) {
  const codes = new Map<string, number>();
  for (const value of values) if (!codes.has(value)) codes.set(value, codes.size);
  return { codes: Int32Array.from(values, (value) => codes.get(value) as number), texts: [...codes.keys()] };
}

/** Texts of eight characters that share one hash: the second word takes back what the first one did. */
function colliding(count: number): string[] {
  const mix = (hash: number, word: number) => {
    const mixed = Math.imul(hash ^ word, 0x9e3779b1);
    return mixed ^ (mixed >>> 15);
  };
  const letters = (word: number) =>
    String.fromCharCode(...[0, 8, 16, 24].map((shift) => (word >>> shift) & 255));
  return Array.from({ length: count }, (_, i) => letters(i) + letters(mix(8, i)));
}

describe("texts as codes", () => {
  it("are those that a Map gives, whatever the texts", () => {
    const text = fc.oneof(
      fc.string({ unit: fc.constantFrom("a", "b", "\0", "ÿ"), minLength: 1, maxLength: 9 }),
      fc.constantFrom("c1048576", "cus_NffrFeUfNV2Hib", "0b9d6bd4-7b0c-4e6e-9c52-6a2f3a1c8e55"),
      fc.string({ unit: "binary-ascii", minLength: 1, maxLength: 80 }),
    );
    fc.assert(
      fc.property(fc.array(text, { maxLength: 400 }), (values) => {
        expect(encode(values)).toEqual(byMap(values));
      }),
    );
  });

  it("stay the same over many blocks, with many texts and long ones", () => {
    const values = Array.from({ length: 30_000 }, (_, i) => {
      const customer = (i * 7919) % 12_345;
      return customer % 1000 === 0 ? `${"long".repeat(5000)}${customer}` : `customer-${customer}`;
    });
    expect(encode(values)).toEqual(byMap(values));
  });

  it("tell apart texts that end in characters of code 0", () => {
    const values = ["a", "a\0", "a\0\0", "\0a", "\0", "\0\0\0\0", "\0\0\0\0\0", "a"];
    expect(encode(values)?.codes).toEqual(Int32Array.of(0, 1, 2, 3, 4, 5, 6, 0));
  });

  it("are left to a Map where a value is no text, empty, or beyond Latin-1", () => {
    for (const value of [7, null, undefined, "", "Ł", "客戶"]) expect(encode(["a", value, "b"])).toBe(null);
    const problems = createProblems("importer");
    const column = openTable("importer", "orders", { customer: ["a", "客戶", "a", "Ł"] }).column(
      "customer",
      "customer",
    );
    expect(readCustomers(column, problems)).toEqual({
      codes: Int32Array.of(0, 1, 0, 2),
      ids: ["a", "客戶", "Ł"],
    });
  });

  it("are right where a few share a hash, and left to a Map where so many do that they were chosen to", () => {
    const few = [...colliding(50), ...colliding(50)];
    expect(encode(few)).toEqual(byMap(few));
    expect(encode(colliding(20_000))).toBe(null);
  });
});
