import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ranksOf } from "../../src/math/sample-statistics.js";
import { equalButForRounding, mergeTies, reaches, scoreSize } from "../../src/math/ties.js";

describe("ties", () => {
  it("takes sums in another order, and what cancels of larger terms, for equal", () => {
    expect(equalButForRounding(8.1 + 16.2, 24.3)).toBe(true);
    expect(equalButForRounding(0.1 + 0.2 - 0.3, 0)).toBe(false);
    expect(equalButForRounding(0.1 + 0.2 - 0.3, 0, { size: 0.3 })).toBe(true);
    expect(equalButForRounding(1e-20, 2e-20)).toBe(false);
    expect(equalButForRounding(1e15, 1e15 + 1)).toBe(true);
    expect(equalButForRounding(1e9, 1e9 + 0.01)).toBe(false);
  });

  it("reaches a limit that a number misses by rounding alone", () => {
    expect(reaches(1 / 0.95 - 1, 0.05 / 0.95)).toBe(true);
    expect(reaches(0.3 - 1e-9, 0.3)).toBe(false);
  });

  it("leaves every bit of numbers without such a neighbour", () => {
    const numbers = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { maxLength: 30 });
    fc.assert(
      fc.property(numbers, (values) => {
        const merged = mergeTies(values);
        expect(merged.length).toBe(values.length);
        for (const [i, value] of values.entries()) {
          const alone = values.every((other) => other === value || !equalButForRounding(other, value));
          if (alone) expect(merged[i]).toBe(value);
          else expect(equalButForRounding(merged[i]!, value)).toBe(true);
        }
      }),
    );
  });

  it("merges a group into its least member, and no chain of steps into one", () => {
    expect(Array.from(mergeTies([1 + 4e-13, 2, 1, 1 + 9e-13, 1 + 18e-13]))).toEqual([1, 2, 1, 1, 1 + 18e-13]);
    expect(Array.from(mergeTies([]))).toEqual([]);
  });

  it("judges differences by their largest entry, and the scores of a wide range each by itself", () => {
    expect(scoreSize([-2, 1])).toBe(2);
    expect(scoreSize([0, 1e-16, 1])).toBe(1);
    expect(scoreSize([1e-30, 1])).toBe(0);
    expect(scoreSize([0, 1e-30, 1e-12, 1])).toBe(0);
    expect(Array.from(ranksOf([0.3, 0.1 + 0.2, 0.2]))).toEqual([2.5, 2.5, 1]);
    expect(Array.from(ranksOf([0.1 + 0.2 - 0.3, 0, 1, -1]))).toEqual([2.5, 2.5, 4, 1]);
    expect(Array.from(ranksOf([1e-30, 1e-31, 1]))).toEqual([2, 1, 3]);
  });
});
