import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countBelow, countUpTo } from "../../src/math/sorted-search.js";

describe("places in ascending values", () => {
  it("are those that counting finds, ties and ends included", () => {
    const few = fc.integer({ min: -3, max: 3 });
    fc.assert(
      fc.property(fc.array(few, { maxLength: 30 }), few, (values, value) => {
        const sorted = Float64Array.from(values).sort();
        expect(countUpTo(sorted, value)).toBe(values.filter((each) => each <= value).length);
        expect(countBelow(sorted, value)).toBe(values.filter((each) => each < value).length);
      }),
    );
  });
});
