import { describe, expect, it } from "vitest";
import { regionalSensitivity } from "../../src/sensitivity/global/regional-sensitivity.js";
import { shapleyEffects } from "../../src/sensitivity/global/shapley-effects.js";
import * as uncertain from "../../src/sensitivity/inputs/uncertain.js";
import { sampleModel } from "../../src/sensitivity/sampling/sample-model.js";
import { expectClose, expectPlainData, expectRefusal } from "../support.js";
import { ishigami, ishigamiInputs, linearGaussian, uniforms, type Values } from "./functions.js";

describe("shapleyEffects", () => {
  it("shares interactions equally when inputs are independent", () => {
    // Ishigami: first-order index plus half of the interaction of x1 and x3.
    const { inputs } = shapleyEffects(ishigami, ishigamiInputs, { samplesPerReplicate: 256 }).outputs.output;
    const half = 0.2436836640621477 / 2;
    for (const [i, exact] of [0.31390519114781146 + half, 0.4424111447900409, half].entries())
      expectClose(inputs[i]!.effect.estimate, exact, {
        absolute: 6.4 * inputs[i]!.effect.standardError! + 1e-3,
      });
    expectClose(
      inputs.reduce((sum, { effect }) => sum + effect.estimate, 0),
      1,
      { relative: 1e-12 },
    );
  });

  it("agrees with the closed form of correlated normal inputs", () => {
    // Owen & Prieur (2017), two inputs: (b1² s1² (1 - ρ²/2) + ρ b1 b2 s1 s2 + b2² s2² ρ²/2) / V.
    const rank = 0.6;
    const rho = 2 * Math.sin((Math.PI * rank) / 6);
    const inputs = {
      a: uncertain.normal({ mean: 5, standardDeviation: 1 }),
      b: uncertain.normal({ mean: -1, standardDeviation: 2 }),
    };
    const result = shapleyEffects(({ a, b }: Values) => 3 * a! + b!, inputs, {
      correlations: [{ between: ["a", "b"], rank }],
    });
    const variance = 9 + 4 + 2 * rho * 3 * 2;
    const exact = (9 * (1 - rho ** 2 / 2) + rho * 6 + (4 * rho ** 2) / 2) / variance;
    const [a, b] = result.outputs.output.inputs;
    expectClose(result.outputs.output.variance, variance, { relative: 0.01 });
    expectClose(a!.effect.estimate, exact, { absolute: 6.4 * a!.effect.standardError! + 1e-3 });
    expectClose(b!.effect.estimate, 1 - exact, { absolute: 6.4 * b!.effect.standardError! + 1e-3 });
    expectClose(a!.first.estimate, (3 + 2 * rho) ** 2 / variance, { absolute: 0.01 });
    expectClose(a!.total.estimate, (9 * (1 - rho ** 2)) / variance, { absolute: 0.01 });
    expectPlainData(result);
  });

  it("gives an input without influence its companion's share", () => {
    const inputs = {
      a: uncertain.uniform({ lower: 0, upper: 1 }),
      b: uncertain.uniform({ lower: 0, upper: 1 }),
    };
    const result = shapleyEffects(({ a, b }: Values) => a! + 0 * b!, inputs, {
      correlations: [{ between: ["a", "b"], rank: 0.9 }],
    });
    expect(result.outputs.output.inputs[1]!.effect.estimate).toBeGreaterThan(0.3);
    expect(shapleyEffects(() => 3, inputs, { samplesPerReplicate: 4 }).outputs.output).toMatchObject({
      variance: 0,
      inputs: [],
    });
  });

  const linear = linearGaussian({
    slopes: [1, -2, 0.5, 3],
    sds: [1, 2, 3, 0.5],
    correlation: [
      [1, 0.5, 0, 0.2],
      [0.5, 1, -0.3, 0],
      [0, -0.3, 1, 0.4],
      [0.2, 0, 0.4, 1],
    ],
  });
  it.each([{ orders: undefined }, { orders: 16 }])(
    "agrees with the closed form of four correlated inputs, by every subset and by random orders ($orders)",
    ({ orders }) => {
      const options = { correlations: linear.correlations, orders, samplesPerReplicate: 128 };
      const result = shapleyEffects(linear.evaluate, linear.inputs, options);
      expect(result.orders).toBe(orders ?? null);
      const rows = result.outputs.output.inputs;
      for (const [j, { effect, first, total }] of rows.entries())
        for (const [found, exact] of [
          [effect, linear.effects[j]!],
          [first, linear.explained(1 << j)],
          [total, 1 - linear.explained(15 - (1 << j))],
        ] as const)
          expectClose(found.estimate, exact, { absolute: 6.4 * found.standardError! });
      expectClose(
        rows.reduce((sum, { effect }) => sum + effect.estimate, 0),
        1,
        { relative: 1e-12 },
      );
    },
  );

  it("takes more inputs than every subset allows, by random orders, and knows their error", () => {
    const names = Array.from({ length: 12 }, (_, i) => `x${i}`);
    const inputs = uniforms(Object.fromEntries(names.map((name) => [name, [0, 1] as const])));
    const sum = (x: Values) => names.reduce((total, name, i) => total + (i + 1) * x[name]!, 0);
    const result = shapleyEffects(sum, inputs, { samplesPerReplicate: 64, replicates: 8, orders: 8 });
    expect(result.orders).toBe(8);
    for (const [i, { effect }] of result.outputs.output.inputs.entries())
      expectClose(effect.estimate, (i + 1) ** 2 / 650, { absolute: 6.4 * effect.standardError! });
    expectPlainData(result);
  });

  it("omits failed pairs when asked", () => {
    const partial = ({ x1, x2 }: Values) => (x1! > 3 ? Number.NaN : x1! + x2!);
    expect(() => shapleyEffects(partial, ishigamiInputs)).toThrow(
      "must return a finite number, received NaN",
    );
    const result = shapleyEffects(partial, ishigamiInputs, {
      onFailure: "omit",
      samplesPerReplicate: 64,
      replicates: 2,
    });
    expect(result.failures.share).toBeGreaterThan(0.02);
    expect(result.warnings[0]!.code).toBe("failedEvaluations");
  });

  it("refuses too many inputs and impossible correlations", () => {
    const many = uniforms(
      Object.fromEntries(Array.from({ length: 31 }, (_, i) => [`x${i}`, [0, 1] as const])),
    );
    expectRefusal(
      () => shapleyEffects(() => 0, many),
      "shapleyEffects: inputs must have 2 to 30 distributions, received 31",
    );
    expectRefusal(
      () => shapleyEffects(ishigami, ishigamiInputs, { orders: 0 }),
      "shapleyEffects: orders must be a whole number of 1 or more, received 0",
    );
    const correlations = [
      { between: ["x1", "x2"], rank: 0.9 },
      { between: ["x2", "x3"], rank: 0.9 },
      { between: ["x1", "x3"], rank: -0.9 },
    ] as const;
    expect(() =>
      shapleyEffects(ishigami, ishigamiInputs, { correlations: [...correlations] as never }),
    ).toThrow(
      /^shapleyEffects: correlations must be possible together: those of x3 contradict those among x1, x2/,
    );
  });
});

describe("regionalSensitivity", () => {
  const inputs = uniforms({ x: [0, 1], y: [0, 1], z: [0, 1] });
  const sample = sampleModel(({ x, y }: Values) => x! + 0.2 * y!, inputs, { samples: 2048 });
  const data = { inputs: sample.inputs, output: sample.outputs.output };

  it("says how often a claim is true, and for which inputs", () => {
    // P(x + 0.2 y >= 0.8) = E[1 - (0.8 - 0.2 y)] = 0.3.
    const result = regionalSensitivity(data, { atLeast: 0.8 });
    expectClose(result.probability, 0.3, { absolute: 0.002 });
    expect(result.inputs.map(({ input }) => input).slice(0, 2)).toEqual(["x", "y"]);
    const z = result.inputs.find(({ input }) => input === "z")!;
    expect(z.distance).toBeLessThan(z.critical);
    expect(result.inputs[0]!.distance).toBeGreaterThan(0.8);
    expect(result.box.sides.map(({ input }) => input)).toContain("x");
    expect(result.box.density).toBeGreaterThan(0.95);
    expectPlainData(result);
    expectClose(regionalSensitivity(data, { atMost: 0.8 }).probability, 0.7, { absolute: 0.002 });
  });

  it("refuses regions without rows, and two limits", () => {
    expectRefusal(
      () => regionalSensitivity(data, { atLeast: 2 }),
      "regionalSensitivity: the region must hold at least 10 rows, received 0",
      "INSUFFICIENT_DATA",
    );
    expectRefusal(
      () => regionalSensitivity(data, {}),
      "regionalSensitivity: options must have atLeast or atMost, not both, received an object",
    );
  });
});
