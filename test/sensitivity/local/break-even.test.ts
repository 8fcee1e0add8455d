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
      { lower: 0.05, upper: result.roots[0] },
      { lower: result.roots[1], upper: 0.95 },
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
    expectClose(result.trueWhere[0]!.upper, 1.1, { relative: 1e-14 });
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
      trueWhere: [{ lower: 0, upper: 1 }],
      reason: "the output equals the target over a whole interval, not at single inputs",
    });
    const step = solve((x) => (x < 0.3 ? -1 : 1), { within: [0, 1] });
    expect(step).toMatchObject({ roots: [], jumps: [0.3], trueWhere: [{ lower: 0.3, upper: 1 }] });
    expect(step.reason).toBe("the output passes the target only by a jump, at 0.3");
  });

  it("leaves undefined parts out, and answers the opposite claim", () => {
    const result = solve((x) => Math.sqrt(x - 0.5) - 0.5, { within: [0, 1], claim: "atMost" });
    expectClose(result.roots[0]!, 0.75, { relative: 1e-14 });
    expectClose(result.trueWhere[0]!.lower, 0.5, { relative: 1e-12 });
    expectClose(result.trueWhere[0]!.upper, 0.75, { relative: 1e-12 });
    expect(solve((x) => -((x - 0.5) ** 2), { within: [0, 1] }).trueWhere.length).toBe(1);
  });

  it("refuses an empty interval and an unknown input", () => {
    expectRefusal(
      () => solve((x) => x, { within: [1, 1] }),
      "breakEven: within must be [lower, upper] with lower < upper, received [1, 1]",
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

  it.each<[string, (x: number) => number, [number, number], number]>([
    ["a margin of revenue", (x) => (x - 0.7 * x) / x, [50, 150], 0.3],
    ["a gain under fewer defections", (x) => (1 - x) / (0.95 * (1 - x)) - 1, [0.1, 0.9], 1 / 0.95 - 1],
    ["terms that cancel", (x) => 0.1 * x + 0.2 * x - 0.3 * x, [1, 100], 0],
    ["a power and its logarithm", (x) => Math.exp(Math.log(x)) / x, [1, 7], 1],
  ])(
    "takes an output that is the target but for rounding for the target everywhere: %s",
    (_, f, within, target) => {
      for (const claim of ["atLeast", "atMost"] as const) {
        const result = solve(f, { within, target, claim });
        expect(result.roots).toEqual([]);
        expect(result.jumps).toEqual([]);
        expect(result.reason).toBe(
          "the output equals the target over a whole interval, not at single inputs",
        );
        expect(result.trueWhere).toEqual([{ lower: within[0], upper: within[1] }]);
        expect(result.trueShare).toBe(1);
      }
    },
  );

  it.each<[string, (x: number) => number, [number, number], number, number, number]>([
    ["a ceiling", (x) => Math.min(x, 1234.5), [0, 1e6], 1234.5, 1234.5, 1e6],
    ["a capacity in money", (x) => 5 * Math.min(x, 1234) - 100, [0, 1e5], 6070, 1234, 1e5],
    ["a floor", (x) => -Math.max(x, 31.4159), [0, 1000], -31.4159, 0, 31.4159],
    ["a tier between two", (x) => (x < 1234.5 ? 6 : x < 77777.7 ? 8 : 5), [0, 1e6], 8, 1234.5, 77777.7],
    ["a stretch within a piece", (x) => -Math.max(0, 500.2 - x, x - 500.7), [0, 1000], 0, 500.2, 500.7],
    ["a smooth way up", (x) => (x < 777.7 ? 0.3 - 1e-4 * (x - 777.7) ** 2 : 0.3), [0, 1e6], 0.3, 777.7, 1e6],
    ["a level with noise", (x) => (x < 40 ? -1 : 0.1 * x + 0.2 * x - 0.3 * x), [0, 100], 0, 40, 100],
  ])("finds the ends of a level stretch: %s", (_, f, within, target, from, to) => {
    const result = solve(f, { within, target });
    expect(result.trueWhere.length).toBe(1);
    expectClose(result.trueWhere[0]!.lower, from, { relative: 1e-8 });
    expectClose(result.trueWhere[0]!.upper, to, { relative: 1e-8 });
    expect(result.roots).toEqual([]);
    expect(result.reason).toMatch(/whole interval/);
  });

  it("keeps a top or a bend that only touches the target a single root", () => {
    expect(
      solve((x) => 1000 - 1e-6 * (x - 500.5) ** 2, { within: [0, 1000], target: 1000 }).roots.length,
    ).toBe(1);
    expect(solve((x) => x * x - 0.6 * x + 0.09, { within: [0, 1] }).roots.length).toBe(1);
    expect(solve((x) => (x - 0.5) ** 3, { within: [0, 1] }).roots).toEqual([0.5]);
  });

  it("bounds the scan", () => {
    expectRefusal(
      () => solve((x) => x, { within: [-1, 1], pieces: 1e9 }),
      "breakEven: pieces must be at most 1000000, received 1000000000",
    );
  });
});
