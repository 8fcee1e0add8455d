import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { frechetBounds } from "../../../src/economics/evidence/causes.js";
import { conjunctiveCriteria } from "../../../src/economics/evidence/criteria.js";
import { trailingAverage } from "../../../src/rates/trailing-average.js";
import { expectClose } from "../../support.js";

describe("lists of any length", () => {
  it("are bounded in one pass, as the definitions have it share by share", () => {
    const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(shares, (list) => {
        const { sole, all, any } = frechetBounds(list);
        expect(all.upper).toBe(Math.min(...list));
        expect(any.lower).toBe(Math.max(...list));
        for (const [i, share] of list.entries()) {
          const others = list.filter((_, k) => k !== i);
          const sum = others.reduce((total, other) => total + other, 0);
          expectClose(sole[i]!.lower, Math.max(0, share - sum), { absolute: 1e-14 });
          expect(sole[i]!.upper).toBe(Math.min(share, 1 - Math.max(...others)));
          const none = others.reduce((product, other) => product * (1 - other), 1);
          expectClose(sole[i]!.independent, share * none, { relative: 1e-13, absolute: 1e-300 });
        }
      }),
    );
    const many = Array.from({ length: 300_000 }, (_, i) => (i % 7) / 1e7);
    expect(frechetBounds(many).sole.length).toBe(300_000);
    expect(conjunctiveCriteria({ met: many.map((share) => 1 - share) }).conjunctiveUpper).toBe(1 - 6e-7);
  });

  it("are averaged in one pass without losing a digit", () => {
    const number = fc.integer({ min: -1e12, max: 1e12 }).map((whole) => whole / 1000);
    const values = fc.array(number, { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 12 }), (list, window) => {
        for (const includeCurrent of [true, false])
          trailingAverage(list, { window, includeCurrent }).forEach((mean, i) => {
            const end = includeCurrent ? i + 1 : i;
            if (end < window) expect(mean).toBeNull();
            else {
              const part = list.slice(end - window, end);
              const size = part.reduce((sum, value) => sum + Math.abs(value), 0) / window;
              const direct = part.reduce((sum, value) => sum + value, 0) / window;
              expectClose(mean!, direct, { absolute: 4e-15 * size + 1e-300 });
            }
          });
      }),
    );
    // A large value that has left the window leaves nothing behind.
    expect(trailingAverage([1e15, 0.1, 0.3, 0.2], { window: 2 }).slice(2)).toEqual([0.2, 0.25]);
    expect(trailingAverage(Array<number>(200_000).fill(0.1), { window: 100_000 })[199_999]).toBeCloseTo(
      0.1,
      14,
    );
  });
});
