import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  correlationOf,
  meanOf,
  orderOf,
  ranksOf,
  sortedQuantile,
  varianceOf,
} from "../../src/math/sample-statistics.js";
import reference from "../reference/sample-statistics.json" with { type: "json" };
import { expectClose } from "../support.js";

const { x, y } = reference;
const close = { relative: 1e-14 };
const sample = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 40 });

describe("sample statistics", () => {
  it("agree with numpy and scipy", () => {
    for (const values of [x, Float64Array.from(x)]) {
      expectClose(meanOf(values), reference.mean, close);
      expectClose(varianceOf(values), reference.variance, close);
      expectClose(varianceOf(values, 1), reference.sampleVariance, close);
      expectClose(correlationOf(values, y), reference.correlation, close);
      expect(Array.from(ranksOf(values))).toEqual(reference.ranks);
      expect(Array.from(orderOf(values))).toEqual(reference.order);
      expectClose(correlationOf(ranksOf(values), ranksOf(y)), reference.rankCorrelation, close);
    }
  });

  it("lose nothing to cancellation", () => {
    // Exact sums: 2 / 4; deviations -6, -3, 3 and 6 from 1e9 + 10, so 90 / 3.
    expect(meanOf([1e16, 1, -1e16, 1])).toBe(0.5);
    expect(varianceOf([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16], 1)).toBe(30);
  });

  it("correlate a sample with itself by exactly 1, and with its negative by -1", () => {
    fc.assert(
      fc.property(sample, (values) => {
        fc.pre(varianceOf(values) > 1e-100);
        expect(correlationOf(values, values)).toBeCloseTo(1, 15);
        expect(
          correlationOf(
            values,
            values.map((value) => -value),
          ),
        ).toBeCloseTo(-1, 15);
        expect(correlationOf(ranksOf(values), ranksOf(values))).toBe(1);
      }),
    );
  });

  it("have no value for an empty sample, nor a correlation with a constant", () => {
    for (const value of [meanOf([]), varianceOf([]), sortedQuantile([], 0.5), correlationOf([], [])])
      expect(value).toBeNaN();
    expect(correlationOf([1, 2, 3], [5, 5, 5])).toBeNaN();
    expect(varianceOf([7], 1)).toBeNaN();
    expect(varianceOf([7])).toBe(0);
  });
});

describe("sortedQuantile", () => {
  it.each(reference.quantiles as [number, number][])("at %d is numpy's %d", (p, expected) => {
    const ascending = Float64Array.from(x).sort();
    expectClose(sortedQuantile(ascending, p), expected, close);
  });

  it("keeps infinite values, and is the finite neighbour where it lies on one", () => {
    const up = [1, 2, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    expect([0, 1 / 3, 0.5, 2 / 3, 0.9, 1].map((p) => sortedQuantile(up, p))).toEqual([
      ...[1, 2, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
      ...[Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    ]);
    const down = [Number.NEGATIVE_INFINITY, 3, 4];
    expect([0, 0.25, 0.5, 0.75].map((p) => sortedQuantile(down, p))).toEqual([
      ...[Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, 3, 3.5],
    ]);
    expect(sortedQuantile([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY], 0.5)).toBeNaN();
    expect(sortedQuantile([1, 2], Number.NaN)).toBeNaN();
  });

  it("rises with p, from the least to the greatest", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(sample, share, share, (values, p, q) => {
        const ascending = Float64Array.from(values).sort();
        const [less, more] = [Math.min(p, q), Math.max(p, q)];
        expect(sortedQuantile(ascending, less)).toBeLessThanOrEqual(sortedQuantile(ascending, more) + 1e-9);
        expect(sortedQuantile(ascending, 0)).toBe(ascending[0]);
        expect(sortedQuantile(ascending, 1)).toBe(ascending.at(-1));
      }),
    );
  });
});
