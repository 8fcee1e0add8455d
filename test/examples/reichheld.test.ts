import { describe, expect, it } from "vitest";
import { halvedDefection, reichheld1990 } from "../../examples/reichheld-1990.js";
import { expectClose, expectPrinted } from "../support.js";

describe("the root of the five-per-cent sentence", () => {
  it("is the present value of one customer, to a per cent or three of what was printed", () => {
    // Sums by hand: Σ m(y) 1.062^-y less 51, the fifth year's 55 repeated (mpmath: 130.4, 301.3, 521.2 at 6.2%).
    const text = reichheld1990().join("\n");
    expect(text).toMatch(/20% +5 years +134 +13[01]/);
    expect(text).toMatch(/10% +10 years +300 +30[0-2]/);
    expect(text).toMatch(/5% +20 years +525 +52[0-2]/);
    const profile = [30, 42, 44, 49, 55];
    const worth = (years: number) =>
      Array.from({ length: years }, (_, i) => profile[Math.min(i, 4)]! * 1.062 ** -(i + 1)).reduce(
        (a, b) => a + b,
        -51,
      );
    for (const [years, printed] of [
      [5, 134],
      [10, 300],
      [20, 525],
    ] as const)
      expectClose(worth(years), printed, { relative: 0.03 });
    expectClose(halvedDefection(0.062, "fixed"), worth(20) / worth(10) - 1, { relative: 1e-12 });
  });

  it("gains less where customers may leave every year, and at a higher discount", () => {
    expectPrinted(100 * (525 / 300 - 1), "75");
    expectPrinted(100 * halvedDefection(0.062, "varying"), "61");
    expectPrinted(100 * halvedDefection(0.1, "varying"), "49");
    expect(halvedDefection(0.062, "fixed")).toBeGreaterThan(halvedDefection(0.062, "varying"));
  });
});
