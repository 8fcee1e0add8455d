import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findRoot, findRoots } from "../../src/math/roots.js";
import { expectClose, expectRefusal } from "../support.js";

describe("findRoot", () => {
  it("finds a root to the last bit", () => {
    expect(findRoot((x) => x * x * x - 2, [0, 2])).toBe(Math.cbrt(2));
    expectClose(
      findRoot((x) => Math.exp(x) - 1e-9, [-100, 5]),
      Math.log(1e-9),
      { relative: 1e-15 },
    );
    expect(findRoot((x) => x, [-1, 3])).toBe(0);
  });

  it("takes an end that is a root", () => {
    expect(findRoot((x) => x - 1, [1, 3])).toBe(1);
    expect(findRoot((x) => x - 3, [1, 3])).toBe(3);
  });

  it("finds the root of any line, cubic and steep exponential", () => {
    const at = fc.double({ min: -50, max: 50, noNaN: true });
    fc.assert(
      fc.property(at, (root) => {
        const close = { relative: 2e-15, absolute: 1e-300 };
        expectClose(
          findRoot((x) => x - root, [-60, 70]),
          root,
          close,
        );
        expectClose(
          findRoot((x) => 0.3 * (x - root), [-60, 70], { tolerance: 1e-12 }),
          root,
          { relative: 1e-11, absolute: 1e-12 },
        );
        expectClose(
          findRoot((x) => Math.expm1(3 * (x - root)), [-60, 70]),
          root,
          { relative: 4e-15, absolute: 1e-15 },
        );
        expectClose(
          findRoot((x) => (x - root) ** 3, [-60, 70]),
          root,
          { relative: 1e-14, absolute: 1e-14 },
        );
      }),
    );
  });

  it("refuses a bracket without a change of sign", () => {
    expectRefusal(
      () => findRoot((x) => x * x + 1, [0, 1]),
      "findRoot: f must change sign over the bracket, received [1, 2]",
    );
    expectRefusal(
      () => findRoot(() => Number.NaN, [0, 1], { where: "solveRetentionLift" }),
      "solveRetentionLift: f must change sign over the bracket, received [NaN, NaN]",
    );
  });
});

describe("findRoots", () => {
  it("finds every root, and no pole", () => {
    expect(findRoots(Math.sin, [-1, 7])).toEqual([0, Math.PI, 2 * Math.PI]);
    expect(findRoots(Math.tan, [-1, 7]).map((x) => x / Math.PI)).toEqual([0, 1, 2]);
    expect(findRoots((x) => 1 / (x - 0.333) - 0.5, [0, 4])).toEqual([2.333]);
    expect(findRoots((x) => 1 / (x - 0.333), [0, 4])).toEqual([]);
  });

  it("finds roots that touch zero or lie closer than the scan", () => {
    expectClose(findRoots((x) => (x - 1) ** 2, [0, 3.3])[0]!, 1, { relative: 1e-7 });
    expect(findRoots((x) => (x - 0.5) * (x - 0.5001), [0, 3.3]).map((x) => x.toFixed(9))).toEqual([
      "0.500000000",
      "0.500100000",
    ]);
    expect(findRoots((x) => (x - 1) ** 2 + 1e-6, [0, 3.3])).toEqual([]);
  });

  it("stops at the end of the domain and passes over jumps", () => {
    expectClose(findRoots((x) => Math.log(x) + 30, [-1, 3])[0]!, Math.exp(-30), { relative: 1e-12 });
    expect(findRoots((x) => (x < 0.3 ? -1 : 1), [0, 1])).toEqual([]);
    expect(findRoots(() => Number.NaN, [0, 1])).toEqual([]);
    expect(findRoots((x) => x, [0, 1])).toEqual([0]);
    expect(findRoots((x) => x - 1, [0, 1])).toEqual([1]);
  });
});
