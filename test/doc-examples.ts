/** Comparisons for the examples of the documentation: exactly, to the digits shown, or as a refusal. */
import { expect } from "vitest";

/** An expected value; numbers keep their text, because the digits shown are the tolerance. */
export type Expected =
  | { readonly number: string }
  | { readonly value: string | boolean | null }
  | { readonly items: readonly Expected[] }
  | { readonly fields: Readonly<Record<string, Expected>> };

/** Asserts that an example gives what its annotation says. */
export function checkExample(actual: unknown, kind: "=>" | "≈", expected: Expected, where: string): void {
  if ("number" in expected) {
    expect(
      typeof actual,
      `${where}: expected the number ${expected.number}, received ${String(actual)}`,
    ).toBe("number");
    if (kind === "=>") expect(actual, where).toBe(Number(expected.number));
    else {
      const error = Math.abs((actual as number) - Number(expected.number));
      const shown = `${where}: expected ${expected.number} to its last digit, received ${String(actual)}`;
      expect(error <= halfOfLastDigit(expected.number), shown).toBe(true);
    }
  } else if ("items" in expected) {
    const items = Array.from(actual as ArrayLike<unknown>);
    expect(items.length, `${where}: number of elements`).toBe(expected.items.length);
    for (const [i, item] of expected.items.entries()) checkExample(items[i], kind, item, `${where} [${i}]`);
  } else if ("fields" in expected) {
    expect(Object.keys(actual as object).sort(), `${where}: fields`).toEqual(
      Object.keys(expected.fields).sort(),
    );
    for (const [name, field] of Object.entries(expected.fields))
      checkExample((actual as Record<string, unknown>)[name], kind, field, `${where} .${name}`);
  } else expect(actual, where).toBe(expected.value);
}

/** Asserts that an example is refused with the message of its annotation. */
export async function checkRefusal(
  call: () => Promise<unknown>,
  message: string,
  where: string,
): Promise<void> {
  await expect(call(), where).rejects.toMatchObject({ message });
}

function halfOfLastDigit(text: string): number {
  const [mantissa = "", exponent = "0"] = text.toLowerCase().split("e");
  const decimals = mantissa.split(".")[1]?.length ?? 0;
  return 0.5 * 10 ** (Number(exponent) - decimals) * (1 + 1e-9);
}
