/** Assertions shared by the tests of every chapter. */
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";

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

/** The text of a file of test/reference. */
export const referenceText = (path: string): string =>
  readFileSync(resolve(import.meta.dirname ?? ".", "reference", path), "utf8");

/** A file of test/reference as data. Python writes a value that diverges as Infinity, which is no JSON: here it is null. */
// biome-ignore lint/suspicious/noExplicitAny: references differ in shape, and tests state what they read
export const readReference = <Data = any>(path: string): Data =>
  JSON.parse(referenceText(path).replaceAll(/-?\bInfinity\b|\bNaN\b/g, "null"));

/** The folder of data outside the repository, or null where there is none. */
export const sharedFolder: string | null =
  [resolve(import.meta.dirname ?? ".", "../../shared")].find(existsSync) ?? null;

/** Why the files that stay outside cannot be shipped. */
const notOurs = {
  "data/cdnow_transactions.csv": "the CDNOW sample is not ours to redistribute",
  "data/cdnow_summary.csv": "the CDNOW sample is not ours to redistribute",
  "data/cdnow_reference_clvtools.csv": "computed by CLVTools customer by customer on the CDNOW sample",
  "data/published/cdnow_39wk_exact.csv": "the CDNOW sample is not ours to redistribute",
  "data/published/cdnow_78wk_exact.csv": "the CDNOW sample is not ours to redistribute",
  "data/published/CDNOW_master.txt.gz": "the CDNOW cohort is not ours to redistribute",
  "data/published/empulse_scores.json": "scores that come with empulse, under the AGPL",
  "reference/transactions/cdnow_reference.json": "computed by CLVTools and BTYDplus on the CDNOW sample",
  "reference/survival/km.json": "holds data sets of R's survival, under the LGPL",
  "reference/survival/nelson_aalen.json": "holds data sets of R's survival, under the LGPL",
  "reference/survival/logrank.json": "holds data sets of R's survival, under the LGPL",
  "reference/survival/km_differences.json": "holds data sets of R's survival, under the LGPL",
  "reference/survival/life_table.json": "holds data sets of R's survival, under the LGPL",
  "reference/survival/competing_risks.json": "holds data sets of R's survival, under the LGPL",
  "reference/survival/interval_censored.json": "holds data sets of R's survival, under the LGPL",
  "reference/survival/concordance.json": "holds data sets of R's survival, under the LGPL",
  "reference/survival/cox.json": "holds data sets of R's survival, under the LGPL",
  "reference/survival/lifelines_reference.json": "holds data sets of R's survival, under the LGPL",
} as const;
export type OutsideFile = keyof typeof notOurs;

/** Whether a file outside the repository is there. */
export const isPresent = (file: OutsideFile): boolean =>
  sharedFolder !== null && existsSync(resolve(sharedFolder, file));

/** The text of a file outside the repository. */
export const outsideText = (file: OutsideFile): string =>
  readFileSync(resolve(sharedFolder ?? "", file), "utf8");

/** A test on files outside the repository. Where one is absent it is skipped, and says which file it needs and why that is not here. */
export function itOutside(files: OutsideFile | readonly OutsideFile[], name: string, test: () => void): void {
  const missing = [files].flat().find((file) => !isPresent(file));
  if (missing === undefined) {
    it(name, test);
    return;
  }
  const reason = `needs ../shared/${missing}: ${notOurs[missing]}`;
  console.log(`skipped: ${name} (${reason})`);
  it.skip(`${name} (${reason})`, test);
}
