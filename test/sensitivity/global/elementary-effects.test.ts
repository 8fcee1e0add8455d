import { describe, expect, it } from "vitest";
import { elementaryEffects } from "../../../src/sensitivity/global/elementary-effects.js";
import { morrisScreening } from "../../../src/sensitivity/global/morris-screening.js";
import { uncertain } from "../../../src/sensitivity/index.js";
import { expectClose, expectPlainData, expectRefusal } from "../../support.js";

describe("elementaryEffects", () => {
  it("gives what the screening gives for the design that it ran", () => {
    const inputs = {
      a: uncertain.uniform({ lower: 0, upper: 2 }),
      b: uncertain.uniform({ lower: -1, upper: 1 }),
    };
    const rows: { a: number; b: number; y: number }[] = [];
    const model = ({ a, b }: Record<"a" | "b", number>) => {
      rows.push({ a, b, y: a * a + 3 * a * b });
      return a * a + 3 * a * b;
    };
    const screening = morrisScreening(model, inputs, { trajectories: 1 });
    const design = {
      inputs: { a: rows.map((row) => row.a), b: rows.map((row) => row.b) },
      output: rows.map(({ y }) => y),
    };
    const read = elementaryEffects(design, { ranges: { a: [0, 2], b: [-1, 1] } });
    expectPlainData(read);
    expect(read.map(({ effects }) => effects)).toEqual([1, 1]);
    for (const [k, own] of screening.outputs.output.entries()) {
      expectClose(read[k]!.mu!, own.mu!, { relative: 1e-12 });
      expectClose(read[k]!.muStar!, own.muStar!, { relative: 1e-12 });
    }
  });

  it("begins a new trajectory where several inputs move", () => {
    const inputs = { x: [0, 1, 0, 0], z: [0, 0, 1, 0] };
    expect(elementaryEffects({ inputs, output: [0, 2, 5, 1] })).toEqual([
      { input: "x", mu: 2, muStar: 2, sigma: null, standardError: null, effects: 1 },
      { input: "z", mu: 4, muStar: 4, sigma: null, standardError: null, effects: 1 },
    ]);
    const many = { inputs: { x: [0, 1, 0, 1, 0] }, output: [0, 1, -2, 1, 1] };
    // Effects 1, 3, 3 and 0: mean 1.75, variance (0.5625 + 1.5625 + 1.5625 + 3.0625) / 3.
    const [only] = elementaryEffects(many);
    expectClose(only!.mu!, 1.75, { relative: 1e-14 });
    expectClose(only!.sigma!, 1.5, { relative: 1e-14 });
    expectClose(only!.standardError!, 0.75, { relative: 1e-14 });
  });

  it("takes ranges from the design, and has nothing to say of what no step moves", () => {
    const design = { inputs: { x: [0, 4, 4], fixed: [1, 1, 1] }, output: [1, 3, 3] };
    expect(elementaryEffects(design)).toEqual([
      { input: "x", mu: 2, muStar: 2, sigma: null, standardError: null, effects: 1 },
      { input: "fixed", mu: null, muStar: null, sigma: null, standardError: null, effects: 0 },
    ]);
    expect(elementaryEffects(design, { ranges: { x: [0, 8] } })[0]?.mu).toBe(4);
  });

  it("refuses designs without a step, and ranges it cannot use", () => {
    const inputs = { x: [0, 1], z: [0, 1] };
    expectRefusal(
      () => elementaryEffects({ inputs, output: [1, 2] }),
      "elementaryEffects: design must have neighbouring rows that differ in one input alone, received 0",
      "INSUFFICIENT_DATA",
    );
    const design = { inputs: { x: [0, 1] }, output: [1, 2] };
    expectRefusal(
      () => elementaryEffects(design, { ranges: { x: [1, 1] } }),
      "elementaryEffects: ranges.x must be [lower, upper] with lower < upper, received [1, 1]",
    );
    expectRefusal(
      () => elementaryEffects(design, { ranges: { y: [0, 1] } as never }),
      'elementaryEffects: ranges must hold nothing but x, received "y"',
    );
  });
});
