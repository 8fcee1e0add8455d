/** Sample-ratio mismatch against the reference and brute force; refusals. */
import { describe, expect, expectTypeOf, it } from "vitest";
import {
  type SampleRatioLooksInput,
  type SampleRatioTest,
  sampleRatioTest,
} from "../../src/experiments/index.js";
import { expectClose, expectPlainData, expectRefusal } from "../support.js";
import { casesOf, expectFields } from "./cases.js";

describe("sampleRatioTest", () => {
  it.each(casesOf("sample-ratio.json", "sampleRatio"))("$id", ({ inputs, expected, tolerance }) => {
    const { exactPValue, ...others } = expected;
    const found = sampleRatioTest(inputs);
    expectFields(found, others, tolerance);
    if (exactPValue === undefined) expect((found as SampleRatioTest).exactPValue).toBeNull();
    else expectClose((found as SampleRatioTest).exactPValue ?? Number.NaN, exactPValue, { relative: 1e-6 });
    expectPlainData(found);
  });

  it.each(casesOf("sample-ratio.json", "sampleRatioSequential"))("$id", ({ inputs, expected, tolerance }) => {
    const { cumulativeCounts: looks, ...others } = inputs;
    const found = sampleRatioTest({ looks, ...others } as SampleRatioLooksInput);
    const { logBayesFactor, pValue } = expected;
    expectFields(
      found.looks.map((look) => look.logBayesFactor),
      logBayesFactor,
      tolerance,
    );
    expectFields(
      found.looks.map((look) => look.pValue),
      pValue,
      tolerance,
    );
    expect(found.pValue).toBe(found.looks.at(-1)?.pValue);
    expectPlainData(found);
  });

  it("counts every outcome that is as rare, on both sides", () => {
    const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
    for (const [n, p] of [
      [12, 0.5],
      [9, 0.2],
      [10, 0.9],
    ] as const) {
      const chance = (k: number) =>
        (factorial(n) / factorial(k) / factorial(n - k)) * p ** k * (1 - p) ** (n - k);
      for (let x = 0; x <= n; x++) {
        let rare = 0;
        for (let k = 0; k <= n; k++) if (chance(k) <= chance(x) * (1 + 1e-7)) rare += chance(k);
        const { exactPValue } = sampleRatioTest({ counts: [x, n - x], shares: [p, 1 - p] });
        expectClose(exactPValue ?? Number.NaN, rare, { relative: 1e-10 });
      }
    }
  });

  it("calls a mismatch below its threshold only", () => {
    const groups = { counts: [50312, 49311], shares: [0.5, 0.5] };
    expect(sampleRatioTest(groups).mismatch).toBe(false);
    expect(sampleRatioTest({ ...groups, threshold: 0.01 }).mismatch).toBe(true);
    expectTypeOf(sampleRatioTest(groups)).toEqualTypeOf<SampleRatioTest>();
  });

  it("refuses shares that do not add up, looks that shrink, and groups that do not match", () => {
    const refuse = (input: object, message: string) =>
      expectRefusal(() => sampleRatioTest(input as never), `sampleRatioTest: ${message}`);
    const even = { counts: [5, 6], shares: [0.5, 0.5] };
    const looks = {
      looks: [
        [5, 6],
        [9, 5],
      ],
      shares: [0.5, 0.5],
      concentration: 100,
    };
    refuse({ ...even, shares: [0.5, 0.4] }, "shares must add up to 1, received 0.9");
    refuse(
      { ...even, shares: [50, 50] },
      "shares[0] must be a fraction above 0 and below 1 (not a percentage: 0.05 means 5%), received 50",
    );
    refuse(
      { ...even, counts: [5, 6, 7] },
      "counts must be an array of 2 counts, one for each share, received [5, 6, 7]",
    );
    refuse({ ...even, counts: [0, 0] }, "counts must hold a customer or more, received [0, 0]");
    refuse({ ...even, counts: [5.5, 6] }, "counts[0] must be a whole number of 0 or more, received 5.5");
    refuse(looks, "looks[1][1] must be at least that of the look before (6): looks never shrink, received 5");
    refuse(
      { ...looks, concentration: undefined },
      "concentration must be a finite number above 0, received undefined",
    );
    refuse({ ...looks, counts: [5, 6] }, "counts must be left out beside looks, received [5, 6]");
    refuse(
      { ...even, concentration: 5 },
      "concentration must be left out of a test without looks, received 5",
    );
    refuse(
      { ...even, share: 1 },
      'input must hold nothing but counts, looks, shares, concentration, threshold (did you mean shares?), received "share"',
    );
  });
});
