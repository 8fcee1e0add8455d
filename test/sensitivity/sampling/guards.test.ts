/** Each warning on a case that looks innocent, and its absence on one that is. */
import { describe, expect, it } from "vitest";
import { sobolIndices } from "../../../src/sensitivity/global/sobol-indices.js";
import { indexWarnings } from "../../../src/sensitivity/global/sobol-result.js";
import * as uncertain from "../../../src/sensitivity/inputs/uncertain.js";
import { monteCarlo } from "../../../src/sensitivity/sampling/monte-carlo.js";
import { study } from "../../../src/sensitivity/study/study.js";
import { uniforms, type Values } from "../functions.js";

/**
 * Profit gain of five points more retention where the market cannot grow: only replacement is saved. Plausible firms, and a
 * denominator (profit) that passes near zero where fixed costs are high and customers are replaced at a high price.
 */
const firm = ({ retention, acquisitionCost, fixedShare, programmeCost }: Values) => {
  const profit = 1 - fixedShare! - (1 - retention!) * acquisitionCost!;
  const saved = 0.05 * acquisitionCost! - programmeCost!;
  return { gain: saved / profit, saved, profit };
};
const firms = uniforms({
  retention: [0.6, 0.9],
  acquisitionCost: [0.25, 2],
  fixedShare: [0, 0.4],
  programmeCost: [0, 0.1],
});

describe("warnings of a study", () => {
  it("say that the gain as a ratio has heavy tails, and the same gain as a difference has not", () => {
    const { warnings, outputs } = sobolIndices(firm, firms, { samplesPerReplicate: 128 });
    const tails = warnings.filter(({ code }) => code === "heavyTails");
    expect(tails).toEqual([expect.objectContaining({ output: "gain" })]);
    // What the warning is for: total indices whose intervals say nothing.
    const widths = outputs.gain.inputs.map(({ total }) => total.standardError!);
    expect(Math.max(...widths)).toBeGreaterThan(
      50 * Math.max(...outputs.saved.inputs.map(({ total }) => total.standardError!)),
    );
  });

  it("say that a denominator comes near zero, in a sample and in a study", () => {
    const near = { code: "denominatorNearZero", output: "profit" };
    const { warnings } = monteCarlo(firm, firms, { samples: 4096, denominators: ["profit"] });
    expect(warnings).toContainEqual(expect.objectContaining(near));
    const whole = study(firm, firms, { samplesPerReplicate: 16, denominators: ["profit"] });
    expect(whole.warnings).toContainEqual(expect.objectContaining(near));
    const safe = { ...firms, ...uniforms({ fixedShare: [0, 0.1] }) };
    const codes = monteCarlo(firm, safe, { samples: 4096, denominators: ["profit"] }).warnings;
    expect(codes.map(({ code }) => code)).toEqual([]);
  });

  it("say that a total index came out below the first-order index", () => {
    const estimate = (value: number) => ({
      estimate: value,
      standardError: 0.01,
      lower: 0,
      upper: 1,
      level: 0.95,
      method: "by hand",
    });
    const indices = (total: number) => ({
      mean: 0,
      variance: 1,
      pairs: [],
      convergence: [],
      inputs: [{ input: "a", first: estimate(0.5), total: estimate(total), distinguishable: true }],
      dummy: { first: estimate(0), total: estimate(0) },
    });
    expect(indexWarnings("y", indices(0.4))).toEqual([
      { code: "totalBelowFirst", output: "y", input: "a", first: 0.5, total: 0.4 },
    ]);
    expect(indexWarnings("y", indices(0.49))).toEqual([]);
    // On few points, where first-order estimates scatter: the mark of a sample that is too small.
    const additive = ({ a, b }: Values) => Math.exp(4 * a!) + b!;
    const found = [0, 1, 2, 3].flatMap(
      (seed) =>
        sobolIndices(additive, uniforms({ a: [0, 1], b: [0, 1] }), {
          samplesPerReplicate: 16,
          replicates: 2,
          seed,
        }).warnings,
    );
    for (const warning of found) expect(["totalBelowFirst", "notDistinguishable"]).toContain(warning.code);
  });

  it("say which input cannot be told from one that does nothing", () => {
    const model = ({ a, b }: Values) => a! ** 2 + 1e-5 * b!;
    const inputs = uniforms({ a: [0, 1], b: [0, 1] });
    const { warnings } = sobolIndices(model, inputs, { samplesPerReplicate: 64 });
    expect(warnings).toEqual([
      expect.objectContaining({ code: "notDistinguishable", input: "b", output: "output" }),
    ]);
  });

  it("say when the ranges make the ranking, and not when they are alike", () => {
    const value = ({ retention, cost }: Values) => 1.1 / (1.1 - retention!) - cost!;
    // The output is far more elastic in retention; its range is narrow.
    const driven = {
      retention: uncertain.uniform({ lower: 0.798, upper: 0.802 }),
      cost: uncertain.uniform({ lower: 0.5, upper: 1.5 }),
    };
    expect(study(value, driven, { samplesPerReplicate: 16 }).warnings).toContainEqual(
      expect.objectContaining({ code: "rangeDriven", input: "cost", below: "retention" }),
    );
    const alike = {
      retention: uncertain.uniform({ lower: 0.72, upper: 0.88 }),
      cost: uncertain.uniform({ lower: 0.9, upper: 1.1 }),
    };
    expect(study(value, alike, { samplesPerReplicate: 16 }).warnings.map(({ code }) => code)).not.toContain(
      "rangeDriven",
    );
  });
});
