import { describe, expect, it } from "vitest";
import { type BreakEvenOptions, breakEven } from "../../../src/sensitivity/local/break-even.js";
import { expectClose, expectPlainData, expectRefusal } from "../../support.js";

const solve = (f: (x: number) => number, options: Omit<BreakEvenOptions<"x">, "input">) =>
  breakEven(({ x }: { x: number }) => f(x), { x: 0 }, { input: "x", ...options });

/** Relative gain of the margin multiple r / (1 + d - r) from five percentage points, no first payment. */
const gainWithoutFirstPayment = (d: number) => (r: number) => {
  const value = (retention: number) => retention / (1 + d - retention);
  return value(r + 0.05) / value(r) - 1;
};

describe("breakEven", () => {
  it("finds both roots of a U-shaped gain", () => {
    // Closed form: the roots of a quadratic; printed to 16 digits in the reference computation of the five-per-cent claim.
    const result = solve(gainWithoutFirstPayment(0.1), { within: [0.05, 0.95], target: 0.25 });
    expect(result.roots.length).toBe(2);
    expectClose(result.roots[0]!, 0.28915047169857233, { relative: 1e-13 });
    expectClose(result.roots[1]!, 0.7608495283014153, { relative: 1e-13 });
    expect(result.reason).toBeNull();
    expect(result.trueWhere).toEqual([
      { from: 0.05, to: result.roots[0] },
      { from: result.roots[1], to: 0.95 },
    ]);
    expectPlainData(result);
  });

  it("tells a pole from a root", () => {
    const clv = (r: number) => 1 / (1.1 - r);
    const result = solve(clv, { within: [0.5, 1.5], target: 0 });
    expect(result.roots).toEqual([]);
    expect(result.poles.length).toBe(1);
    expectClose(result.poles[0]!, 1.1, { relative: 1e-14 });
    expect(result.reason).toMatch(/^the output passes the target only through infinity, at 1\.1/);
    expect(result.trueWhere.length).toBe(1);
    expectClose(result.trueWhere[0]!.to, 1.1, { relative: 1e-14 });
    // A pole exactly on a point of the scan, where the output is infinite.
    expect(solve((x) => 1 / (x - 1), { within: [0, 2] }).poles).toEqual([1]);
    // A pole at which the sign does not change: the claim holds on both sides of it.
    const even = solve((x) => 1 / (x - Math.SQRT1_2) ** 2, { within: [0, 2], target: 1e-3 });
    expectClose(even.poles[0]!, Math.SQRT1_2, { relative: 1e-6 });
    expect(even.trueWhere.length).toBe(2);
  });

  it.each([
    { name: "three roots", f: (x: number) => (x - 0.1) * (x - 0.2) * (x - 0.7), roots: [0.1, 0.2, 0.7] },
    {
      name: "a pair inside one piece",
      f: (x: number) => (x - 0.50013) * (x - 0.50017),
      roots: [0.50013, 0.50017],
    },
    { name: "a touching root", f: (x: number) => (x - 0.31234) ** 2, roots: [0.31234] },
    { name: "roots at both ends", f: (x: number) => x * (x - 1), roots: [0, 1] },
    {
      name: "sine",
      f: (x: number) => Math.sin(20 * x + 1),
      roots: [1, 2, 3, 4, 5, 6].map((k) => (k * Math.PI - 1) / 20),
    },
    { name: "root and pole", f: (x: number) => (x - 0.25) / (x - 0.75), roots: [0.25] },
    { name: "steep", f: (x: number) => Math.expm1(600 * (x - 0.9)), roots: [0.9] },
    { name: "flat cubic", f: (x: number) => (x - 0.4) ** 3, roots: [0.4] },
  ])("finds every root: $name", ({ f, roots }) => {
    const result = solve(f, { within: [0, 1] });
    expect(result.roots.length).toBe(roots.length);
    for (const [i, root] of roots.entries()) expectClose(result.roots[i]!, root, { absolute: 2e-8 });
    expect(result.reason).toBeNull();
  });

  it("says why there is none", () => {
    expect(solve((x) => 1 + x, { within: [0, 2] })).toMatchObject({
      roots: [],
      trueShare: 1,
      reason: "the output stays above the target: it comes nearest at 0, with 1",
    });
    expect(solve((x) => -x, { within: [1, 2], target: 3 }).reason).toBe(
      "the output stays below the target: it comes nearest at 1, with -1",
    );
    expect(solve(() => Number.NaN, { within: [0, 1] }).reason).toBe(
      "the output is not defined anywhere in the interval",
    );
    expect(solve(() => 2, { within: [0, 1], target: 2 })).toMatchObject({
      trueWhere: [{ from: 0, to: 1 }],
      reason: "the output equals the target over a whole interval, not at single inputs",
    });
    const step = solve((x) => (x < 0.3 ? -1 : 1), { within: [0, 1] });
    expect(step).toMatchObject({ roots: [], jumps: [0.3], trueWhere: [{ from: 0.3, to: 1 }] });
    expect(step.reason).toBe("the output passes the target only by a jump, at 0.3");
  });

  it("leaves undefined parts out, and answers the opposite claim", () => {
    const result = solve((x) => Math.sqrt(x - 0.5) - 0.5, { within: [0, 1], claim: "atMost" });
    expectClose(result.roots[0]!, 0.75, { relative: 1e-14 });
    expectClose(result.trueWhere[0]!.from, 0.5, { relative: 1e-12 });
    expectClose(result.trueWhere[0]!.to, 0.75, { relative: 1e-12 });
    expect(solve((x) => -((x - 0.5) ** 2), { within: [0, 1] }).trueWhere.length).toBe(1);
  });

  it("refuses an empty interval and an unknown input", () => {
    expectRefusal(
      () => solve((x) => x, { within: [1, 1] }),
      "breakEven: within must be [low, high] with low < high, received [1, 1]",
    );
    expectRefusal(
      () => breakEven((inputs: { x: number }) => inputs.x, { x: 1 }, undefined as never),
      "breakEven: options must be an object, received undefined",
    );
    expectRefusal(
      () => solve((x) => x, { within: [0, 1], claim: "is" as never }),
      'breakEven: claim must be one of "atLeast", "atMost", received "is"',
    );
  });
});
