import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeTexts } from "../../src/tables/encode-texts.js";
import { createProblems } from "../../src/tables/problems.js";
import { readCustomers } from "../../src/tables/read-customers.js";
import { openTable } from "../../src/tables/table.js";

const encode = (values: readonly unknown[]) => encodeTexts(values.length, (i) => values[i]);

/** What a `Map` makes of the same texts. */
function byMap(values: readonly string[]) {
  const codes = new Map<string, number>();
  for (const value of values) if (!codes.has(value)) codes.set(value, codes.size);
  return { codes: Int32Array.from(values, (value) => codes.get(value) as number), texts: [...codes.keys()] };
}

const factor = 0x9e3779b1;

/** The factor's inverse modulo 2^32, by Newton's iteration. */
function inverse(): number {
  let guess = factor;
  for (let i = 0; i < 5; i++) guess = Math.imul(guess, 2 - Math.imul(factor, guess));
  return guess;
}

/** Texts of four characters that share one hash: the first two lead to the state from which the last two lead to the same end. */
function colliding(count: number): string[] {
  const back = inverse();
  const firsts = new Map<number, number>();
  for (let unit = 0; unit < 65_536; unit++) firsts.set(Math.imul(4 ^ unit, factor) >>> 16, unit);
  const texts: string[] = [];
  for (let last = 0; texts.length < count; last++) {
    const wanted = Math.imul(Math.imul(last, back) ^ 77, back);
    const first = firsts.get(wanted >>> 16);
    if (first === undefined) continue;
    const second = (wanted ^ Math.imul(4 ^ first, factor)) & 65_535;
    texts.push(String.fromCharCode(first, second, 77, last));
  }
  return texts;
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

  it("may be of any script", () => {
    const values = ["a", "客戶", "Ł", "a", "客戶", "😀", "\ud83d", "é", "e\u0301", "Ł"];
    expect(encode(values)).toEqual(byMap(values));
  });

  it("are told apart where they begin and end alike", () => {
    const values = Array.from(
      { length: 30_000 },
      (_, i) => `customer-${(i * 7919) % 12_345}@mail.example.com`,
    );
    expect(encode(values)).toEqual(byMap(values));
  });

  it("are left to a Map where a value is no text, or empty", () => {
    for (const value of [7, null, undefined, "", 10n]) expect(encode(["a", value, "b"])).toBe(null);
  });

  it("are right where a few share a hash, and left to a Map where so many do that they were chosen to", () => {
    const few = [...colliding(50), ...colliding(50)];
    expect(encode(few)).toEqual(byMap(few));
    const many = colliding(20_000);
    expect(new Set(many).size).toBe(20_000);
    expect(encode(many)).toBe(null);
    const column = openTable("importer", "orders", { customer: many }).column("customer", "customer");
    expect(readCustomers(column, createProblems("importer")).ids).toEqual(many);
  });
});
