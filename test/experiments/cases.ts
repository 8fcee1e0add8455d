/** Reading the reference cases of experiments, and comparing what they expect field by field. */
import { expect } from "vitest";
import { expectClose, readReference, type Tolerance } from "../support.js";

/** Fields that each kind of case has for itself. */
// biome-ignore lint/suspicious/noExplicitAny: each kind of case has fields of its own
export type Any = any;

/** A case of test/reference/experiments. */
export interface Case {
  readonly id: string;
  readonly kind: string;
  readonly inputs: Any;
  readonly expected: Any;
  readonly tolerance: Tolerance;
}

/** The cases of one kind. */
export const casesOf = (file: string, kind: string): Case[] =>
  readReference<Case[]>(`experiments/${file}`).filter((each) => each.kind === kind);

/** Compares every expected number, text and null, wherever it lies, with the field of the same name. */
export function expectFields(actual: Any, expected: Any, tolerance: Tolerance, name = ""): void {
  if (typeof expected === "number") expectClose(actual, expected, tolerance, name);
  else if (expected === null || typeof expected !== "object") expect(actual, name).toBe(expected);
  else
    for (const [key, value] of Object.entries(expected))
      expectFields(actual?.[key], value, tolerance, `${name}.${key}`);
}
