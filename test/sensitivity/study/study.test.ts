import { describe, expect, it } from "vitest";
import { expressionModel } from "../../../src/expressions/expression-model.js";
import { morrisScreening } from "../../../src/sensitivity/global/morris-screening.js";
import { sobolIndices } from "../../../src/sensitivity/global/sobol-indices.js";
import * as uncertain from "../../../src/sensitivity/inputs/uncertain.js";
import { decomposeChange } from "../../../src/sensitivity/local/decompose-change.js";
import { spider } from "../../../src/sensitivity/local/spider.js";
import { monteCarlo } from "../../../src/sensitivity/sampling/monte-carlo.js";
import { study } from "../../../src/sensitivity/study/study.js";
import { expectClose, expectPlainData, expectRefusal } from "../../support.js";
import type { Values } from "../functions.js";

const inputs = {
  retention: uncertain.uniform({ lower: 0.6, upper: 0.9, source: "industry survey" }),
  discount: uncertain.uniform({ lower: 0.08, upper: 0.15, unit: "a year" }),
};
const gain = ({ retention, discount }: Values) =>
  (1 + discount! - retention!) / (1 + discount! - retention! - 0.05) - 1;

describe("study", () => {
  it("does the whole in one call and returns plain data", () => {
    const result = study(gain, inputs, { samplesPerReplicate: 128, target: 0.25, claim: { atLeast: 0.25 } });
    expectPlainData(result);
    expect(result.inputs[0]).toMatchObject({
      input: "retention",
      kind: "uniform",
      base: 0.75,
      source: "industry survey",
    });
    const { local, oneWay, breakEven, drivers } = result.outputs.output;
    expect(oneWay[0]!.input).toBe("retention");
    // Gain 25% at retention 1 + d - 0.25 = 0.865 at the median discount of 0.115.
    expectClose(breakEven[0]!.roots[0]!, 0.865, { relative: 1e-12 });
    expect(local.map(({ input }) => input)).toEqual(["retention", "discount"]);
    expect(drivers.inputs[0]!.prcc!).toBeGreaterThan(0.9);
    // P(r - d >= 0.75) with both uniform: the mean over d of (0.9 - 0.75 - d) / 0.3 = (0.15 - 0.115) / 0.3.
    expectClose(result.claimProbability!, 0.035 / 0.3, { absolute: 0.02 });
    expect(result.region!.inputs[0]!.input).toBe("retention");
    expect(result.shapley).toBeNull();
    expect(result.sobol!.outputs.output.inputs[0]!.total.estimate!).toBeGreaterThan(0.8);
    expect(result.information).toBeNull();
  });

  it("holds every piece that can be asked alone, with its own numbers", () => {
    const options = { samplesPerReplicate: 64, target: 0.25, scenarios: { loyal: { retention: 0.85 } } };
    const result = study(gain, inputs, options);
    expectPlainData(result);
    const { spider: lines, twoWay: table, scenarios } = result.outputs.output;
    const base = Object.fromEntries(result.inputs.map((row) => [row.input, row.base])) as Values;
    expect(lines).toEqual(spider(gain, base));
    expect(table).toMatchObject({ x: "retention", y: "discount", target: 0.25 });
    // The line of break-even: retention less discount is 0.75.
    for (const { x, y } of table!.breakEvenLine) expectClose(x - y, 0.75, { relative: 1e-12 });
    expectClose(scenarios!.table.rows[1]!.output, gain({ ...base, retention: 0.85 }), { relative: 1e-15 });
    expect(scenarios!.changes[0]).toEqual({
      scenario: "loyal",
      ...decomposeChange(gain, { from: base, to: { ...base, retention: 0.85 } }),
    });
    expect(result.screening).toEqual(morrisScreening(gain, inputs));
    expect(result.sobol).toEqual(sobolIndices(gain, inputs, { samplesPerReplicate: 64 }));
    expect(result.monteCarlo).toEqual(monteCarlo(gain, inputs, { samples: 1024, lossBelow: 0.25 }));
    expect(study(gain, inputs, { samplesPerReplicate: 16 }).outputs.output.scenarios).toBeNull();
  });

  it("gives Shapley effects for correlated inputs, decisions, and exact derivatives of formulas", () => {
    const correlated = study(expressionModel("retention * 100 - discount"), inputs, {
      samplesPerReplicate: 64,
      correlations: [{ between: ["retention", "discount"], rank: 0.5 }],
    });
    expect(correlated.sobol).toBeNull();
    expect(correlated.shapley!.outputs.output.inputs.length).toBe(2);
    expect(correlated.outputs.output.local[0]).toMatchObject({ method: "exact" });
    expectClose(correlated.outputs.output.local[0]!.derivative, 100, { relative: 1e-12 });
    const decided = study(({ retention }: Values) => ({ run: retention! - 0.75, leave: 0 }), inputs, {
      samplesPerReplicate: 64,
      decisions: ["run", "leave"],
    });
    expectClose(decided.information!.perfect, 0.0375, { absolute: 1e-3 });
    expect(decided.warnings.map(({ code }) => code)).toContain("notDistinguishable");
  });

  it("takes formulas by name, with exact derivatives of each", () => {
    const named = expressionModel({
      gain: "(1 + discount - retention) / (0.95 + discount - retention) - 1",
      odds: "1 / retention",
    });
    const { outputs } = study(named, inputs, {
      samplesPerReplicate: 32,
      claim: { output: "gain", atLeast: 0.25 },
    });
    expect(outputs.gain.local.map(({ method }) => method)).toEqual(["exact", "exact"]);
    expectClose(outputs.odds.local.find(({ input }) => input === "retention")!.derivative, -16 / 9, {
      relative: 1e-12,
    });
    expect(() => study(({ retention }: Values) => Math.log(retention! - 2), inputs)).toThrow(
      /^study: evaluate\(\{"retention":0\.\d+,"discount":0\.\d+\}\) must return a finite number, received NaN$/,
    );
  });

  it("warns when the ranges make the ranking", () => {
    const wide = {
      a: uncertain.uniform({ lower: 0, upper: 2 }),
      b: uncertain.uniform({ lower: 0.99, upper: 1.01 }),
    };
    const { warnings } = study(({ a, b }: Values) => a! + 5 * b!, wide, { samplesPerReplicate: 64 });
    expect(warnings).toContainEqual(expect.objectContaining({ code: "rangeDriven", input: "a", below: "b" }));
  });

  it("refuses what it cannot answer", () => {
    expectRefusal(
      () => study(gain, inputs, { claim: {} }),
      "study: claim must have atLeast or atMost, not both, received an object",
    );
    expectRefusal(
      () => study(gain, inputs, { decisions: ["output", "other"] }),
      'study: decisions[1] must be one of output, received "other"',
    );
    expectRefusal(
      () => study(gain, inputs, { scenarios: { cheap: { cost: 3 } as never } }),
      'study: scenarios.cheap must set inputs, of retention, discount, received "cost"',
    );
    expectRefusal(
      () => study(gain, inputs, { scenarios: { base: {} } }),
      'study: scenarios must not use the name of the base, received "base"',
    );
    expectRefusal(
      () => study(gain, inputs, { denominators: ["profit"] }),
      'study: denominators[0] must be one of output, received "profit"',
    );
    expectRefusal(
      () => study(gain, undefined as never),
      "study: inputs must be an object, received undefined",
    );
  });
});
