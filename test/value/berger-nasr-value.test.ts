import { describe, expect, it } from "vitest";
import { bergerNasrValue } from "../../src/value/berger-nasr-value.js";
import { lifetimeValue } from "../../src/value/lifetime-value.js";
import { expectClose, expectPlainData, expectPrinted, expectRefusal } from "../support.js";

const one = { contribution: 260, promotion: 50, retention: 0.75, discountRate: 0.2, cycles: 10 };

describe("bergerNasrValue", () => {
  it("gives the published case 1", () => {
    // Berger & Nasr (1998), case 1: $568.78.
    const result = bergerNasrValue(one);
    expectPrinted(result.value, "568.78");
    expectClose(result.value, 568.783067433597, { relative: 1e-13 });
    expectPlainData(result);
  });

  it("is a lifetime value without promotion, and takes contributions one by one", () => {
    const { value } = bergerNasrValue({ ...one, promotion: 0 });
    const plain = { margin: 260, retention: 0.75, discountRate: 0.2, horizon: 11 };
    expectClose(value, lifetimeValue(plain).value, { relative: 1e-13 });
    const listed = bergerNasrValue({ ...one, contribution: Array<number>(11).fill(260) });
    expectClose(listed.value, bergerNasrValue(one).value, { relative: 1e-14 });
    expect(bergerNasrValue({ ...one, contribution: () => 260 }).value).toBe(listed.value);
  });

  it("counts cycles of any length", () => {
    // Case 2a: two cycles a year; case 2b: one in two years. By hand for two and one cycles.
    const half = bergerNasrValue({ ...one, cycles: 2, cycleLength: 0.5 });
    const v = 1.2 ** -0.5;
    const contributions = 260 * (1 + 0.75 * v + 0.75 ** 2 * v ** 2);
    expectClose(half.value, contributions - 50 * (v ** 0.5 + 0.75 * v ** 1.5), { relative: 1e-13 });
    const double = bergerNasrValue({ ...one, cycles: 1, cycleLength: 2 });
    expectClose(double.value, 260 + (260 * 0.75) / 1.44 - 50 / 1.2, { relative: 1e-13 });
  });

  it("refuses what does not fit", () => {
    const refuse = (input: object, message: string) =>
      expectRefusal(() => bergerNasrValue({ ...one, ...input } as never), message);
    refuse(
      { contribution: [1, 2] },
      "bergerNasrValue: contribution must hold cycles + 1 (11) amounts, received [1, 2]",
    );
    refuse({ cycles: -1 }, "bergerNasrValue: cycles must be a whole number of 0 or more, received -1");
    refuse({ cycleLength: 0 }, "bergerNasrValue: cycleLength must be a finite number above 0, received 0");
    refuse(
      { retention: 75 },
      "bergerNasrValue: retention must be a fraction from 0 to 1 (not a percentage: 0.05 means 5%), received 75",
    );
    expectRefusal(
      () => bergerNasrValue(undefined as never),
      "bergerNasrValue: input must be an object, received undefined",
    );
  });
});
