import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { logarithmicMean, settleSum, shapleyContributions } from "../../../src/math/decomposition.js";
import { decomposeChange } from "../../../src/sensitivity/local/decompose-change.js";
import { compareScenarios } from "../../../src/sensitivity/local/scenarios.js";
import { expectClose, expectPlainData, expectRefusal } from "../../support.js";

type Firm = Record<"inflow" | "margin" | "retention", number>;
const profit = ({ inflow, margin, retention }: Firm) => (inflow * margin) / (1 - retention);
const today = { inflow: 200, margin: 120, retention: 0.8 };
const programme = { inflow: 200, margin: 112, retention: 0.84 };

describe("compareScenarios", () => {
  it("sets outputs and differing inputs side by side", () => {
    const result = compareScenarios(profit, { today, programme });
    expect(result.reference).toBe("today");
    expectClose(result.rows[1]!.output, 140_000, { relative: 1e-14 });
    expectClose(result.rows[1]!.relativeChange!, 1 / 6, { relative: 1e-13 });
    expect(result.inputs.map(({ scenario, input }) => `${scenario}.${input}`)).toEqual([
      "programme.margin",
      "programme.retention",
    ]);
    expectPlainData(result);
    expect(compareScenarios(profit, { today, programme }, { reference: "programme" }).rows[1]!.change).toBe(
      0,
    );
    expect(compareScenarios(() => 0, { today, programme }).rows[1]!.relativeChange).toBeNull();
  });

  it("refuses scenarios of different inputs", () => {
    expectRefusal(
      () => compareScenarios(profit, { today, programme: { inflow: 1 } as Firm }),
      "compareScenarios: scenarios.programme must have the inputs of the reference, and so margin in both, received an object",
    );
    expectRefusal(
      () => compareScenarios(profit, { today: { ...today, retention: 1 } }),
      "compareScenarios: evaluate(today) must return a finite number, received Infinity",
    );
  });
});

describe("decomposeChange", () => {
  const change = { from: today, to: programme };

  it("adds up exactly by every method, whatever the numbers", () => {
    const amount = fc.double({ min: 0.01, max: 1e4, noNaN: true });
    const rate = fc.double({ min: 0, max: 0.95, noNaN: true });
    const firm = fc.record({ inflow: amount, margin: amount, retention: rate });
    fc.assert(
      fc.property(firm, firm, fc.constantFrom("shapley", "ordered", "logMean"), (from, to, method) => {
        const result = decomposeChange(profit, { from, to }, { method: method as "shapley" });
        expect(result.contributions.reduce((sum, row) => sum + row.contribution, 0)).toBe(result.change);
      }),
    );
  });

  it("gives interactions to the later change when ordered, and shares them by Shapley", () => {
    // By hand: 24000 · 0.2 → margin first: (112 - 120) · 200 / 0.2 = -8000, then 22400 · (1 / 0.16 - 1 / 0.2) = 28000.
    const ordered = decomposeChange(profit, change, { method: "ordered" });
    expectClose(ordered.contributions[0]!.contribution, -8000, { relative: 1e-12 });
    expectClose(ordered.contributions[1]!.contribution, 28_000, { relative: 1e-12 });
    // Retention first: 24000 · 1.25 = 30000, then -8 · 200 / 0.16 = -10000.
    const other = decomposeChange(profit, change, { method: "ordered", order: ["retention"] });
    expect(other.contributions.map((row) => row.input)).toEqual(["retention", "margin"]);
    expectClose(other.contributions[0]!.contribution, 30_000, { relative: 1e-12 });
    const shapley = decomposeChange(profit, change);
    expectClose(shapley.contributions[0]!.contribution, -9000, { relative: 1e-12 });
    expectClose(shapley.contributions[1]!.contribution, 29_000, { relative: 1e-12 });
    expectPlainData(shapley);
  });

  it("gives each factor of a product its logarithmic growth by log-mean", () => {
    const { contributions, change: total } = decomposeChange(profit, change, { method: "logMean" });
    const mean = (140_000 - 120_000) / Math.log(140_000 / 120_000);
    expectClose(contributions[0]!.contribution, mean * Math.log(112 / 120), { relative: 1e-12 });
    expectClose(contributions[1]!.contribution, mean * Math.log(0.2 / 0.16), { relative: 1e-12 });
    expectClose(total, 20_000, { relative: 1e-13 });
  });

  it("gives nothing to inputs that stay, and an input without effect 0", () => {
    expect(decomposeChange(profit, { from: today, to: today })).toMatchObject({
      change: 0,
      contributions: [],
    });
    const sum = ({ a, b }: Record<"a" | "b", number>) => a + 0 * b;
    const rows = decomposeChange(sum, { from: { a: 1, b: 1 }, to: { a: 3, b: 2 } }).contributions;
    expect(rows.map((row) => row.contribution)).toEqual([2, 0]);
  });

  it("refuses what it cannot split", () => {
    const loss = ({ a }: { a: number }) => a;
    expectRefusal(
      () => decomposeChange(loss, { from: { a: -1 }, to: { a: 2 } }, { method: "logMean" }),
      'decomposeChange: evaluate({"a":-1}) must be above 0 for "logMean", received -1',
    );
    expectRefusal(
      () => decomposeChange(loss, { from: { a: 1 } } as never),
      "decomposeChange: change.to must be an object, received undefined",
    );
    const many = (to: number) => Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`x${i}`, to]));
    expectRefusal(
      () => decomposeChange((inputs) => inputs.x1 ?? 0, { from: many(0), to: many(1) }),
      'decomposeChange: change must change at most 16 inputs for "shapley", received 17',
    );
  });
});

describe("math/decomposition", () => {
  it("keeps the logarithmic mean accurate for nearly equal numbers", () => {
    // (a - b) / ln(a / b) lies between the geometric and the arithmetic mean; at a = b(1 + 1e-9) both agree to 1e-19.
    expectClose(logarithmicMean(1 + 1e-9, 1), 1 + 5e-10, { relative: 1e-15 });
    expect(logarithmicMean(3, 3)).toBe(3);
    expectClose(logarithmicMean(Math.E, 1), Math.E - 1, { relative: 1e-15 });
  });

  it("solves the glove game", () => {
    // One left glove (player 0), two right gloves: Shapley value 2/3, 1/6, 1/6, the textbook example.
    const value = (coalition: number) => ((coalition & 1) !== 0 && (coalition & 6) !== 0 ? 1 : 0);
    const [left, right, other] = shapleyContributions(value, 3);
    expectClose(left!, 2 / 3, { relative: 1e-14 });
    expectClose(right!, 1 / 6, { relative: 1e-14 });
    expectClose(other!, 1 / 6, { relative: 1e-14 });
  });

  it("settles rounding without touching exact sums", () => {
    expect(settleSum([1, 2], 3)).toEqual([1, 2]);
    expect(settleSum([0.1, 0.2, 0.3], 0.6).reduce((a, b) => a + b, 0)).toBe(0.6);
  });
});
