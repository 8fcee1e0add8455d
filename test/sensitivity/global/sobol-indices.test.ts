import { describe, expect, it } from "vitest";
import { sobolIndices } from "../../../src/sensitivity/global/sobol-indices.js";
import type { SobolOptions } from "../../../src/sensitivity/global/sobol-options.js";
import type { IndexEstimate } from "../../../src/sensitivity/global/sobol-result.js";
import * as uncertain from "../../../src/sensitivity/inputs/uncertain.js";
import { expectClose, expectPlainData, expectRefusal } from "../../support.js";
import { closedForms, expectIndices, valueModel } from "../closed-forms.js";
import {
  clv6,
  clv6Inputs,
  ishigami,
  ishigamiInputs,
  reference,
  uniforms,
  type Values,
} from "../functions.js";

const estimates = (
  evaluate: (inputs: Values) => number,
  inputs: Parameters<typeof sobolIndices>[1],
  options: SobolOptions<string>,
) => {
  const { inputs: rows, pairs } = sobolIndices(evaluate, inputs, options).outputs.output;
  return {
    first: rows.map((row) => row.first.estimate!),
    total: rows.map((row) => row.total.estimate!),
    second: pairs.map((row) => row.second.estimate!),
  };
};
const upper = (matrix: (number | null)[][]) => matrix.flatMap((row, i) => row.slice(i + 1) as number[]);

describe("sobolIndices", () => {
  it.each([
    { name: "saltelli_layout", samples: 8, evaluate: ishigami, inputs: ishigamiInputs },
    { name: "ishigami_unscrambled_1024", samples: 1024, evaluate: ishigami, inputs: ishigamiInputs },
    { name: "clv6_unscrambled_1024", samples: 1024, evaluate: clv6, inputs: clv6Inputs },
  ])("reproduces the unscrambled reference $name", ({ name, samples, evaluate, inputs }) => {
    const file = reference(name);
    const expected = file.S ?? file;
    const found = estimates(evaluate, inputs, {
      samplesPerReplicate: samples,
      scrambling: "none",
      secondOrder: true,
    });
    for (const [key, values] of [
      ["first", expected.S1],
      ["total", expected.ST],
      ["second", upper(expected.S2)],
    ] as const)
      for (const [i, value] of (values as number[]).entries())
        expectClose(found[key][i]!, value, { relative: 1e-12, absolute: 1e-12 }, `${key} ${i}`);
  });

  it("evaluates the design in the order A, AB, BA, B", () => {
    const rows: string[] = [];
    const inputs = uniforms({ a: [0, 1], b: [0, 1] });
    const record = ({ a, b }: Values) => {
      rows.push(`${a},${b}`);
      return a! + b!;
    };
    sobolIndices(record, inputs, { samplesPerReplicate: 2, scrambling: "none", secondOrder: true });
    // The second point of the sequence is 1/2 everywhere, the first 0.
    expect(rows.slice(0, 6)).toEqual(Array(6).fill("0,0"));
    const reads: string[] = [];
    sobolIndices(
      ({ a, b }) => reads.push(`${a! < 0.5 ? "A" : "B"}${b! < 0.5 ? "A" : "B"}`) * 0 + a!,
      inputs,
      {
        samplesPerReplicate: 2,
        seed: 0,
        replicates: 1,
        secondOrder: true,
      },
    );
    expect(reads.length).toBe(12);
  });

  // With 4096 points and errors below 0.01: test/slow/sobol-coverage.test.ts.
  it.each([...closedForms, ...valueModel])(
    "is within 6.4 standard errors of the exact indices: $name",
    (exact) => {
      expectIndices(exact, 128, 1);
    },
  );

  // Closed forms: Ishigami & Homma (1990).
  const ishigamiExact = {
    first: [0.31390519114781146, 0.4424111447900409, 0],
    total: [0.5575888552099592, 0.4424111447900409, 0.2436836640621477],
  };
  it.each(["saltelli", "jansen", "janon"] as const)("estimates second order and groups (%s)", (estimator) => {
    const options = { estimator, samplesPerReplicate: 128 } as const;
    const near = (found: IndexEstimate, exact: number) =>
      expectClose(found.estimate!, exact, { absolute: 6.4 * found.standardError! });
    const { inputs, pairs } = sobolIndices(ishigami, ishigamiInputs, { ...options, secondOrder: true })
      .outputs.output;
    near(inputs[0]!.first, ishigamiExact.first[0]!);
    expect(pairs.map((row) => `${row.input} ${row.with}`)).toEqual(["x1 x2", "x1 x3", "x2 x3"]);
    near(pairs[1]!.second, ishigamiExact.total[2]!);
    near(pairs[0]!.second, 0);
    // The group of x1 and x3 holds both and their interaction.
    const grouped = sobolIndices(ishigami, ishigamiInputs, { ...options, groups: { outer: ["x1", "x3"] } });
    const rows = grouped.outputs.output.inputs;
    expect(rows.map((row) => row.input)).toEqual(["outer", "x2"]);
    near(rows[0]!.first, ishigamiExact.total[0]!);
    near(rows[1]!.total, ishigamiExact.total[1]!);
  });

  it("gives the same indices when the output is scaled and shifted", () => {
    const plain = estimates(ishigami, ishigamiInputs, { samplesPerReplicate: 256, secondOrder: true });
    const moved = estimates((x) => -1e6 * ishigami(x) + 3e6, ishigamiInputs, {
      samplesPerReplicate: 256,
      secondOrder: true,
    });
    for (const key of ["first", "total", "second"] as const)
      for (const [i, value] of plain[key].entries()) expectClose(moved[key][i]!, value, { absolute: 1e-11 });
  });

  it("puts every estimate inside its interval, negative ones too", () => {
    let negative = 0;
    for (const options of [{}, { interval: "bootstrap" }, { estimator: "jansen" }] as const)
      for (let seed = 0; seed < 4; seed++) {
        const sizes = { samplesPerReplicate: 64, seed, secondOrder: true, ...options };
        const { inputs: rows, pairs, dummy } = sobolIndices(ishigami, ishigamiInputs, sizes).outputs.output;
        const all = rows.flatMap(({ first, total }) => [first, total]);
        for (const { estimate, lower, upper } of [...all, ...pairs.map((pair) => pair.second), dummy.first]) {
          expect(lower!).toBeLessThanOrEqual(estimate!);
          expect(upper!).toBeGreaterThanOrEqual(estimate!);
          if (estimate! < 0) negative++;
          else expect(lower!).toBeGreaterThanOrEqual(0);
          if (estimate! <= 1) expect(upper!).toBeLessThanOrEqual(1);
        }
      }
    expect(negative).toBeGreaterThan(0);
  });

  // Bits of the uniform stream and of the design do not depend on the engine; derived numbers agree to 1e-12. The
  // numbers are those of Node 20.
  it("gives the golden numbers of its seed on every engine", () => {
    const { inputs: rows } = sobolIndices(ishigami, ishigamiInputs, { samplesPerReplicate: 64, seed: 0 })
      .outputs.output;
    expectClose(rows[0]!.first.estimate!, 0.2953273582116323, { relative: 1e-12 });
    expectClose(rows[2]!.total.estimate!, 0.24241232582566896, { relative: 1e-12 });
  });

  it("finds an input without effect within its floor, and says so", () => {
    const inputs = { ...ishigamiInputs, nothing: uncertain.normal({ mean: 0, standardDeviation: 1 }) };
    const { outputs, warnings } = sobolIndices(ishigami, inputs, { samplesPerReplicate: 128 });
    const row = outputs.output.inputs.find(({ input }) => input === "nothing")!;
    expectClose(row.total.estimate!, 0, { absolute: 1e-15 });
    expect(row.distinguishable).toBe(false);
    expect(warnings.map(({ code }) => code)).toContain("notDistinguishable");
    expect(outputs.output.inputs.filter(({ distinguishable }) => distinguishable).length).toBe(3);
  });

  it("handles several outputs, constants, choices and outputs that do not vary", () => {
    const result = sobolIndices(
      ({ a, b, k }: Values) => ({ sum: a! + b! + k!, fixed: 7 }),
      { a: uncertain.choice({ values: [0, 1] }), b: uncertain.integer({ lower: 0, upper: 1 }), k: 3 },
      { samplesPerReplicate: 256 },
    );
    expectClose(result.outputs.sum.inputs[0]!.first.estimate!, 0.5, { absolute: 0.01 });
    expectClose(result.outputs.sum.variance, 0.5, { absolute: 0.01 });
    expect(result.outputs.fixed.inputs[0]!.first).toMatchObject({ estimate: null, lower: null });
    expect(result.evaluations).toBe(256 * 16 * 4);
    expectPlainData(result);
  });

  it("bootstraps on request", () => {
    const result = sobolIndices(ishigami, ishigamiInputs, {
      interval: "bootstrap",
      samplesPerReplicate: 1024,
      secondOrder: true,
    });
    const { first } = result.outputs.output.inputs[0]!;
    expect(result.replicates).toBe(1);
    // The published half-width of the same bootstrap at this size is 0.0553 (SALib, normal, 100 resamples).
    expectClose(first.upper! - first.estimate!, 0.0553, { relative: 0.4 });
    expect(first.method).toBe(
      "normal, standard error of 100 bootstrap resamples, too wide for quasi-random points",
    );
    expectPlainData(result);
  });

  it("omits failed blocks when asked", () => {
    const inputs = uniforms({ a: [0, 1], b: [0, 1] });
    const partial = ({ a, b }: Values) => (a! > 0.99 ? Number.NaN : a! + b!);
    expect(() => sobolIndices(partial, inputs)).toThrow("must return a finite number, received NaN");
    const result = sobolIndices(partial, inputs, { onFailure: "omit", samplesPerReplicate: 512 });
    expectClose(result.failures.share, 0.0199, { absolute: 0.004 });
    expect(result.warnings[0]!.code).toBe("failedEvaluations");
    expect(result.failures.points.length).toBe(10);
    for (const { inputs: at, message } of result.failures.points) {
      expect(at.a).toBeGreaterThan(0.99);
      expect(message).toBe(
        `sobolIndices: evaluate(${JSON.stringify(at)}) must return a finite number, received NaN`,
      );
    }
  });

  it("tells how the indices settle as the sample grows", () => {
    const { convergence, inputs: rows } = sobolIndices(ishigami, ishigamiInputs, { samplesPerReplicate: 512 })
      .outputs.output;
    expect(convergence.map(({ samplesPerReplicate }) => samplesPerReplicate)).toEqual(
      [64, 128, 256, 512].flatMap((n) => [n, n, n]),
    );
    expect(convergence.slice(-3).map(({ total }) => total)).toEqual(rows.map(({ total }) => total.estimate));
    expect(convergence.slice(-3).map(({ rank }) => rank)).toEqual([1, 2, 3]);
    // The first points of a scramble are its scramble of fewer points.
    const fewer = sobolIndices(ishigami, ishigamiInputs, { samplesPerReplicate: 128 }).outputs.output.inputs;
    for (const [i, row] of fewer.entries())
      expectClose(convergence[3 + i]!.first!, row.first.estimate!, { absolute: 1e-12 });
  });

  it("warns of heavy tails", () => {
    const ratio = ({ a, b }: Values) => a! / b!;
    const { warnings } = sobolIndices(ratio, uniforms({ a: [1, 2], b: [-1, 5] }), {
      samplesPerReplicate: 256,
    });
    expect(warnings[0]).toMatchObject({ code: "heavyTails", output: "output", bothSides: true });
  });

  it("refuses dependence and designs that mean nothing", () => {
    const call = (options: unknown) => () => sobolIndices(ishigami, ishigamiInputs, options as SobolOptions);
    expectRefusal(
      call({ correlations: [{ between: ["x1", "x2"], rank: 0.3 }] }),
      "sobolIndices: correlations must be left out: Sobol' indices need independent inputs (shapleyEffects takes correlated ones), received array of 1",
    );
    expectRefusal(
      call({ scrambling: "none", replicates: 16 }),
      "sobolIndices: replicates must be 1 with an unscrambled sequence, received 16",
    );
    expectRefusal(
      call({ groups: { g: ["x1", "x1"] } }),
      'sobolIndices: groups.g[1] must be in one group only, received "x1"',
    );
    expectRefusal(
      call({ estimator: "sobol" }),
      'sobolIndices: estimator must be one of "saltelli", "jansen", "janon", received "sobol"',
    );
    expectRefusal(
      () => sobolIndices(ishigami, { x1: 1 }),
      "sobolIndices: inputs must have at least one distribution, received an object",
    );
  });
});
