import { describe, expect, it } from "vitest";
import { type MorrisOptions, morrisScreening } from "../../../src/sensitivity/global/morris-screening.js";
import * as uncertain from "../../../src/sensitivity/inputs/uncertain.js";
import { expectClose, expectPlainData, expectRefusal } from "../../support.js";
import {
  clv6,
  clv6Inputs,
  gFunction,
  gInputs,
  ishigami,
  ishigamiInputs,
  reference,
  uniforms,
  type Values,
} from "../functions.js";

describe("morrisScreening", () => {
  const file = reference("morris_exact_grid");
  const exact = [
    { name: "ishigami", evaluate: ishigami, inputs: ishigamiInputs, at: 0 },
    { name: "ishigami", evaluate: ishigami, inputs: ishigamiInputs, at: 1 },
    { name: "sobolG8", evaluate: gFunction, inputs: gInputs, at: 0 },
    { name: "clv6", evaluate: clv6, inputs: clv6Inputs, at: 0 },
  ];
  it.each(exact)("gives the exact grid of $name, case $at", ({ name, evaluate, inputs, at }) => {
    const expected = file[name][at];
    const result = morrisScreening(evaluate, inputs, { grid: "exact", levels: expected.levels });
    expectClose(result.delta, expected.delta, { relative: 1e-15 });
    for (const [i, row] of result.outputs.output.entries()) {
      expectClose(row.mu!, expected.mu[i], { relative: 1e-10, absolute: 1e-10 }, `mu ${i}`);
      expectClose(row.muStar!, expected.mu_star[i], { relative: 1e-10 }, `mu* ${i}`);
      expectClose(row.sigma!, expected.sigma[i], { relative: 1e-10 }, `sigma ${i}`);
    }
  });

  it("samples its way to the exact grid, and knows its error", () => {
    const sampled = morrisScreening(clv6, clv6Inputs, { trajectories: 400, seed: 0 });
    const whole = morrisScreening(clv6, clv6Inputs, { grid: "exact" });
    expect(sampled.evaluations).toBe(400 * 7);
    for (const [i, row] of sampled.outputs.output.entries())
      expectClose(row.muStar!, whole.outputs.output[i]!.muStar!, { absolute: 5 * row.standardError! + 1e-9 });
    expectPlainData(sampled);
    expect(morrisScreening(clv6, clv6Inputs, { trajectories: 400, seed: 0 })).toEqual(sampled);
  });

  it("gives slope times range on a linear model, with no spread", () => {
    const inputs = {
      a: uncertain.uniform({ lower: -1, upper: 4 }),
      b: uncertain.uniform({ lower: 0, upper: 1 }),
    };
    const [a, b] = morrisScreening(({ a, b }: Values) => 2 * a! - b!, inputs).outputs.output;
    expectClose(a!.mu!, 10, { relative: 1e-12 });
    expectClose(b!.mu!, -1, { relative: 1e-12 });
    expectClose(b!.muStar!, 1, { relative: 1e-12 });
    expectClose(a!.sigma!, 0, { absolute: 1e-12 });
  });

  it("moves groups together, cuts endless tails, and omits failures", () => {
    const inputs = {
      ...uniforms({ a: [0, 1], b: [0, 1] }),
      c: uncertain.normal({ mean: 0, standardDeviation: 1 }),
    };
    const rows = morrisScreening(({ a, b, c }: Values) => a! + b! + c!, inputs, {
      groups: { ab: ["a", "b"] },
    }).outputs.output;
    expect(rows.map((row) => row.input)).toEqual(["ab", "c"]);
    expectClose(rows[1]!.muStar!, 3.9, { absolute: 1 });
    // The members of a group step each its own way: only the size of its effect means something.
    expect(rows[0]).toMatchObject({ mu: null, sigma: null });
    expect(rows[0]!.muStar).toBeGreaterThan(0);
    expect(rows[1]!.sigma).not.toBeNull();
    const one = morrisScreening(({ a }: Values) => a!, uniforms({ a: [0, 1] }), { groups: { alone: ["a"] } });
    expect(one.outputs.output[0]!.sigma).not.toBeNull();
    const partial = ({ a, b }: Values) => (a! + b! > 1.9 ? Number.NaN : a! * b!);
    const result = morrisScreening(partial, uniforms({ a: [0, 1], b: [0, 1] }), {
      grid: "exact",
      onFailure: "omit",
    });
    expect(result.failures.count).toBe(1);
    expect(result.outputs.output[0]!.effects).toBe(7);
  });

  it("refuses odd levels and grids beyond reach", () => {
    const call = (options: MorrisOptions<string>) => () => morrisScreening(gFunction, gInputs, options);
    expectRefusal(call({ levels: 5 }), "morrisScreening: levels must be even, received 5");
    expectRefusal(
      call({ levels: 8, grid: "exact" }),
      "morrisScreening: the exact grid must have at most 5000000 points: 8 levels to the power 8, received 16777216",
    );
    expectRefusal(
      call({ trajectories: 0 }),
      "morrisScreening: trajectories must be a whole number of 1 or more, received 0",
    );
  });
});
