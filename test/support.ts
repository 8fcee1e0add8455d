/** Assertions shared by the tests of every chapter. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "vitest";

/** How far a number may be from its reference: relative, absolute, or both (either suffices). */
export interface Tolerance {
  readonly relative?: number;
  readonly absolute?: number;
}

/** Asserts that two numbers agree to a stated tolerance; NaN and infinities never agree with a finite number. */
export function expectClose(
  actual: number,
  expected: number,
  { relative = 0, absolute = 0 }: Tolerance,
  name = "",
): void {
  if (Object.is(actual, expected)) return;
  const allowed = Math.max(absolute, relative * Math.abs(expected));
  const error = Math.abs(actual - expected);
  expect(
    error <= allowed,
    `${name} received ${actual}, expected ${expected} within ${allowed}, error ${error}`,
  ).toBe(true);
}

/** Asserts that a number rounds to a printed one: half a unit of its last digit. `printed` is text, so that "0.80" has two. */
export function expectPrinted(actual: number, printed: string, name = ""): void {
  const digits = printed.replaceAll(",", "").replaceAll("_", "");
  const decimals = digits.split(".")[1]?.length ?? 0;
  // Half a unit of the last digit, and the rounding of the comparison itself.
  const half = 0.5 * 10 ** -decimals * (1 + 1e-9);
  expectClose(actual, Number(digits), { absolute: half }, `${name} (printed ${printed})`);
}

/** Asserts that a call is refused with exactly this message. */
export function expectRefusal(call: () => unknown, message: string, code = "INVALID_INPUT"): void {
  let thrown: unknown;
  try {
    call();
  } catch (error) {
    thrown = error;
  }
  expect(thrown, `no refusal, expected: ${message}`).toBeInstanceOf(Error);
  expect((thrown as Error).message).toBe(message);
  expect((thrown as { code?: string }).code).toBe(code);
}

/** Asserts that a result is plain data: JSON gives it back whole, and so does a structured clone. */
export function expectPlainData(result: unknown): void {
  expect(JSON.parse(JSON.stringify(result))).toStrictEqual(result);
  expect(structuredClone(result)).toStrictEqual(result);
}

/** The folder of reference data outside the repository, or null where there is none; tests that need it are skipped. */
export const sharedFolder: string | null =
  [resolve(import.meta.dirname ?? ".", "../../shared")].find(existsSync) ?? null;
