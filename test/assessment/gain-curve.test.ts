/** Gain of a ranking: laws, worked numbers, limits, invariances, refusals. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gainCurve } from "../../src/assessment/gain-curve.js";
import { expectClose, expectPlainData, expectRefusal } from "../support.js";

describe("gainCurve", () => {
  const row = fc.record({
    score: fc.integer({ min: 0, max: 8 }),
    value: fc.double({ min: 0, max: 100, noNaN: true }),
    weight: fc.integer({ min: 1, max: 4 }),
  });

  it("rises from nobody to everybody, and no ranking beats that by value", () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), (rows) => {
        fc.pre(rows.some(({ value }) => value > 1e-3));
        const curve = gainCurve(rows);
        expect(curve.points[0]).toEqual({ customers: 0, value: 0, lift: null });
        expect(curve.points.at(-1)).toEqual({ customers: 1, value: 1, lift: 1 });
        expect(curve.gini <= curve.giniAtBest + 1e-12).toBe(true);
        expectClose(gainCurve(rows.map((r) => ({ ...r, score: -r.score }))).gini, -curve.gini, {
          absolute: 1e-12,
        });
        expectClose(gainCurve([...rows].reverse()).gini, curve.gini, { absolute: 1e-12 });
        const repeated = rows.flatMap(({ score, value, weight }) => new Array(weight).fill({ score, value }));
        expectClose(gainCurve(repeated).topDecileLift, curve.topDecileLift, { relative: 1e-10 });
        expectPlainData(curve);
      }),
    );
  });

  // Worked by hand: the best of ten customers holds 4 of 13, the other nine 1 each.
  it("gives the worked numbers of ten customers", () => {
    const value = [4, 1, 1, 1, 1, 1, 1, 1, 1, 1];
    const best = gainCurve({ score: value, value });
    expectClose(best.topDecileLift, 40 / 13, { relative: 1e-14 });
    expectClose(best.gini, 4 / 13 - 0.1, { relative: 1e-13 });
    expect(best.normalizedGini).toBe(1);
  });

  it("says nothing for a ranking of equals", () => {
    const curve = gainCurve({ score: [1, 1, 1], value: [5, 0, 1] });
    expect(curve.points.length).toBe(2);
    expect(curve.gini).toBe(0);
    expectClose(curve.topDecileLift, 1, { relative: 1e-15 });
    expect(gainCurve({ score: [1, 2, 3], value: [2, 2, 2] }).normalizedGini).toBe(null);
  });

  it("says what is wrong", () => {
    expectRefusal(
      () => gainCurve(undefined as unknown as []),
      "gainCurve: ranking must be an array of rows, or an object of columns, received undefined",
    );
    expectRefusal(
      () => gainCurve({ score: [1, 2], value: [1] }),
      "gainCurve: ranking.value must have as many entries as ranking.score (2), received 1",
    );
    expectRefusal(
      () => gainCurve({ score: [1, Number.NaN], value: [1, 1] }),
      "gainCurve: ranking.score[1] must be a finite number, received NaN",
    );
    expectRefusal(
      () => gainCurve({ score: [1, 2], value: [0, 0] }),
      "gainCurve: ranking.value must have a sum above 0, received 0",
      "INSUFFICIENT_DATA",
    );
  });
});
