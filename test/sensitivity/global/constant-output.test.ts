import { describe, expect, it } from "vitest";
import { givenDataIndices } from "../../../src/sensitivity/global/given-data.js";
import { morrisScreening } from "../../../src/sensitivity/global/morris-screening.js";
import { shapleyEffects } from "../../../src/sensitivity/global/shapley-effects.js";
import { sobolIndices } from "../../../src/sensitivity/global/sobol-indices.js";
import { uncertain } from "../../../src/sensitivity/index.js";
import { monteCarlo } from "../../../src/sensitivity/sampling/monte-carlo.js";
import { study } from "../../../src/sensitivity/study/study.js";
import { expectPlainData } from "../../support.js";

type Inputs = Record<"a" | "b", number>;
const inputs = {
  a: uncertain.uniform({ lower: 0.2, upper: 1 }),
  b: uncertain.uniform({ lower: 1, upper: 2 }),
};
const constant = (value: number) => ({ code: "constantOutput", output: "output", value });
const models: [string, (inputs: Inputs) => number, number][] = [
  ["exactly", () => 192.53, 192.53],
  ["but for rounding", ({ a, b }) => (a * b * 0.3) / (a * b), 0.3],
  ["at zero", ({ a }) => 0 * a, 0],
];

describe.each(models)("an output that does not vary, %s", (_, model, value) => {
  const expectWarning = (result: { readonly warnings: readonly object[] }) => {
    expectPlainData(result);
    const found = result.warnings.filter((warning) => "code" in warning && warning.code === "constantOutput");
    expect(found.length).toBe(1);
    expect((found[0] as { value: number }).value).toBeCloseTo(value, 12);
    expect(found[0]).toEqual({ ...constant(value), value: (found[0] as { value: number }).value });
  };

  it("is a warning of Sobol' indices, which are null", () => {
    for (const interval of ["replicates", "bootstrap"] as const) {
      const result = sobolIndices(model, inputs, { samplesPerReplicate: 64, interval });
      expectWarning(result);
      expect(result.outputs.output.inputs.map(({ total }) => total.estimate)).toEqual([null, null]);
    }
  });

  it("is a warning of Shapley effects, which are none", () => {
    const result = shapleyEffects(model, inputs, { samplesPerReplicate: 64 });
    expectWarning(result);
    expect(result.outputs.output.inputs).toEqual([]);
  });

  it("is a warning of a screening, a simulation and a sample", () => {
    expectWarning(morrisScreening(model, inputs));
    expectWarning(morrisScreening(model, inputs, { grid: "exact" }));
    expectWarning(monteCarlo(model, inputs, { samples: 256 }));
    const a = Array.from({ length: 64 }, (_, i) => 0.2 + i / 100);
    const b = Array.from({ length: 64 }, (_, i) => 1 + ((7 * i) % 64) / 64);
    const sample = givenDataIndices({ inputs: { a, b }, output: a.map((x, i) => model({ a: x, b: b[i]! })) });
    expectWarning(sample);
    expect(sample.inputs.map(({ pearson, delta, rbdFast }) => [pearson, delta, rbdFast])).toEqual([
      [null, null, null],
      [null, null, null],
    ]);
  });

  it("is one warning of a study, with correlated inputs too", () => {
    expectWarning(study(model, inputs, { samplesPerReplicate: 16 }));
    const correlations = [{ between: ["a", "b"] as const, rank: 0.5 }];
    expectWarning(study(model, inputs, { samplesPerReplicate: 16, correlations }));
  });
});

describe("an output that varies little", () => {
  it("is no constant", () => {
    const result = sobolIndices(({ a }: Inputs) => 1e6 + 1e-3 * a, inputs, { samplesPerReplicate: 64 });
    expect(result.warnings.map(({ code }) => code)).not.toContain("constantOutput");
    expect(result.outputs.output.inputs[0]?.total.estimate).toBeCloseTo(1, 1);
  });
});
