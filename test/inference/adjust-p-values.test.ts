import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { adjustPValues, pValueAdjustments } from "../../src/inference/adjust-p-values.js";
import { expectClose, expectRefusal } from "../support.js";

describe("adjustPValues", () => {
  it("gives what Benjamini and Hochberg found in their table of 15 tests", () => {
    // Source: Benjamini & Hochberg (1995), section 4.1: at 0.05 Bonferroni and Holm reject three, their procedure four.
    const pValues = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
      0.759, 1,
    ];
    const rejected = (method: (typeof pValueAdjustments)[number]) =>
      adjustPValues(pValues, { method }).filter((p) => p! <= 0.05).length;
    expect(rejected("bonferroni")).toBe(3);
    expect(rejected("holm")).toBe(3);
    expect(rejected("hochberg")).toBe(3);
    expect(rejected("benjaminiHochberg")).toBe(4);
  });

  it("gives what the definitions do by hand", () => {
    // statsmodels 0.15 `multipletests` gives the same.
    const p = [0.01, 0.02, 0.03, 0.04, 0.05];
    const wanted = {
      holm: [0.05, 0.08, 0.09, 0.09, 0.09],
      hochberg: [0.05, 0.05, 0.05, 0.05, 0.05],
      bonferroni: [0.05, 0.1, 0.15, 0.2, 0.25],
      benjaminiHochberg: [0.05, 0.05, 0.05, 0.05, 0.05],
      benjaminiYekutieli: [137 / 1200, 137 / 1200, 137 / 1200, 137 / 1200, 137 / 1200],
    };
    for (const method of pValueAdjustments)
      adjustPValues(p, { method }).forEach((value, i) => {
        expectClose(value!, wanted[method][i]!, { relative: 1e-14 }, method);
      });
  });

  it("never lowers a p-value, keeps their order, and does not count those that are missing", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }),
        fc.constantFrom(...pValueAdjustments),
        (p, method) => {
          const adjusted = adjustPValues(p, { method });
          adjusted.forEach((value, i) => {
            expect(value).toBeGreaterThanOrEqual(p[i]!);
            expect(value).toBeLessThanOrEqual(1);
            p.forEach((other, j) => {
              if (other < p[i]!) expect(adjusted[j]).toBeLessThanOrEqual(value!);
            });
          });
          expect(adjustPValues([null, ...p], { method })).toEqual([null, ...adjusted]);
        },
      ),
    );
  });

  it("refuses what is no p-value", () => {
    expectRefusal(
      () => adjustPValues([0.1, 5]),
      "adjustPValues: pValues[1] must be a fraction from 0 to 1 (not a percentage: 0.05 means 5%), received 5",
    );
    expectRefusal(
      () => adjustPValues([0.1], { method: "fdr" as never }),
      'adjustPValues: method must be one of "holm", "bonferroni", "hochberg", "benjaminiHochberg", "benjaminiYekutieli", received "fdr"',
    );
    expectRefusal(
      () => adjustPValues("0.1" as never),
      'adjustPValues: pValues must be a list of p-values, received "0.1"',
    );
  });
});
