import { describe, expect, it } from "vitest";
import { correlationOf, ranksOf } from "../../../src/math/sample-statistics.js";
import * as uncertain from "../../../src/sensitivity/inputs/uncertain.js";
import { monteCarlo } from "../../../src/sensitivity/sampling/monte-carlo.js";
import { createSampler, inputSpace } from "../../../src/sensitivity/sampling/sampling.js";
import { expectClose, expectPlainData, expectRefusal, readReference } from "../../support.js";

const standard = { z: uncertain.normal({ mean: 1, standardDeviation: 2 }) };
const always = (): number => {
  throw new Error("never");
};
const identity = ({ z }: { z: number }) => z;

describe("monteCarlo", () => {
  it.each(["sobol", "latinHypercube", "random"] as const)(
    "gives the closed forms of a normal output (%s)",
    (sampling) => {
      const { outputs } = monteCarlo(identity, standard, {
        sampling,
        samples: 2 ** 13,
        quantiles: [0.025, 0.5],
      });
      const { mean, standardDeviation, quantiles, probabilityOfLoss, expectedShortfall, skewness } =
        outputs.output;
      // A quantile of n points is resolved to one place: 1 / (n density), n = 512 per replicate, density 0.029 at the end.
      const resolution = 1 / (512 * 0.029);
      const within = (
        found: { estimate: number; standardError: number | null },
        expected: number,
        name: string,
      ) => expectClose(found.estimate, expected, { absolute: 5 * found.standardError! + resolution }, name);
      within(mean, 1, "mean");
      within(standardDeviation, 2, "standardDeviation");
      within(quantiles[0]!, 1 - 2 * 1.959963984540054, "quantile");
      within(quantiles[1]!, 1, "median");
      within(probabilityOfLoss, 0.3085375387259869, "loss"); // Φ(-1/2)
      within(expectedShortfall, 1 - (2 * 0.10313564037537133) / 0.05, "shortfall"); // μ - σ φ(z_0.05) / 0.05
      expectClose(skewness!, 0, { absolute: 0.1 });
    },
  );

  it("knows its error: quasi-random points are far better on a smooth output", () => {
    const error = (sampling: "sobol" | "random") =>
      monteCarlo(identity, standard, { sampling }).outputs.output.mean.standardError!;
    expect(error("sobol")).toBeLessThan(error("random") / 20);
    expectClose(error("random"), 2 / Math.sqrt(16384), { relative: 0.5 });
  });

  it("agrees with the quadrature of the six-input value model", () => {
    const { analytic, problem } = readReference("sensitivity/clv6.json");
    const inputs = Object.fromEntries(
      problem.names.map((name: string, i: number) => {
        const [lower, upper] = problem.bounds[i];
        return [name, uncertain.uniform({ lower, upper })];
      }),
    );
    const clv = ({ margin, retentionCost, retention, discount, growth, cac }: Record<string, number>) =>
      ((margin! - retentionCost!) * (1 + discount!)) / (1 + discount! - retention! * (1 + growth!)) - cac!;
    const { mean, standardDeviation } = monteCarlo(clv, inputs, { seed: 0 }).outputs.output;
    expectClose(mean.estimate, analytic.mean, { absolute: 5 * mean.standardError! });
    expectClose(standardDeviation.estimate, Math.sqrt(analytic.variance), {
      absolute: 5 * standardDeviation.standardError!,
    });
  });

  it("is fixed by its seed and stream, and takes 0 as a seed", () => {
    const at = (seed: number, stream: number) =>
      monteCarlo(identity, standard, { seed, stream, samples: 64 }).outputs.output.mean.estimate;
    expect(at(0, 0)).toBe(at(0, 0));
    expect(new Set([at(0, 0), at(1, 0), at(0, 1)]).size).toBe(3);
    expect(monteCarlo(identity, standard, { samples: 64 }).outputs.output.mean.estimate).toBe(at(1, 0));
  });

  it("returns plain data, one summary per output, and constants stay", () => {
    const result = monteCarlo(
      ({ price, volume }: Record<"price" | "volume", number>) => ({ revenue: price * volume, volume }),
      { price: uncertain.uniform({ lower: 1, upper: 3 }), volume: 10 },
      { samples: 256 },
    );
    expect(Object.keys(result.outputs)).toEqual(["revenue", "volume"]);
    expectClose(result.outputs.revenue.mean.estimate, 20, { absolute: 1e-2 });
    expect(result.outputs.volume).toMatchObject({ minimum: 10, maximum: 10, skewness: null });
    expect(result.outputs.revenue.convergence.map((point) => point.samples)).toEqual([16, 32, 64, 128, 256]);
    expectPlainData(result);
  });

  it.each(["gaussianCopula", "imanConover"] as const)(
    "brings rank correlation into the sample (%s)",
    (dependence) => {
      const inputs = {
        a: uncertain.uniform({ lower: 0, upper: 1 }),
        b: uncertain.exponential({ mean: 2 }),
        c: uncertain.normal({ mean: 0, standardDeviation: 1 }),
      };
      const correlations = [
        { between: ["a", "b"], rank: 0.6 },
        { between: ["b", "c"], rank: -0.3 },
      ] as const;
      const options = { correlations: [...correlations], dependence } as const;
      const rows = new Float64Array(3 * 2048);
      createSampler("test", inputSpace("test", inputs), { options, count: 2048 })(0).fill(0, 2048, rows);
      const column = (j: number) => ranksOf(Float64Array.from({ length: 2048 }, (_, i) => rows[3 * i + j]!));
      expectClose(correlationOf(column(0), column(1)), 0.6, { absolute: 0.02 });
      expectClose(correlationOf(column(1), column(2)), -0.3, { absolute: 0.02 });
      expectClose(correlationOf(column(0), column(2)), 0, { absolute: 0.02 });
    },
  );

  // Bits of the uniform stream and of the design do not depend on the engine; derived numbers agree to 1e-12. The
  // numbers are those of Node 20.
  it("gives the golden numbers of its seed on every engine", () => {
    const { mean, standardDeviation, quantiles } = monteCarlo(
      ({ a, b }) => a / (1.1 - b),
      {
        a: uncertain.logNormal({ mean: 100, standardDeviation: 20 }),
        b: uncertain.beta({ mean: 0.8, standardDeviation: 0.05 }),
      },
      { samples: 1024, seed: 0 },
    ).outputs.output;
    expectClose(mean.estimate, 343.29652957410326, { relative: 1e-12 });
    expectClose(standardDeviation.estimate, 93.07236811748942, { relative: 1e-12 });
    expectClose(quantiles[0]!.estimate, 220.94595687591456, { relative: 1e-12 });
  });

  it("warns of a ratio whose denominator passes zero, and not of a harmless one", () => {
    const inputs = {
      gain: uncertain.uniform({ lower: 1, upper: 2 }),
      profit: uncertain.uniform({ lower: -1, upper: 5 }),
    };
    type Inputs = Record<"gain" | "profit", number>;
    const ratio = ({ gain, profit }: Inputs) => ({ relativeGain: gain / profit, profit });
    const { warnings } = monteCarlo(ratio, inputs, { denominators: ["profit"], samples: 4096 });
    expect(warnings.map((warning) => warning.code)).toEqual(["heavyTails", "denominatorNearZero"]);
    expect(warnings[0]).toMatchObject({ output: "relativeGain", bothSides: true });
    expect(monteCarlo(({ gain, profit }: Inputs) => gain * profit, inputs).warnings).toEqual([]);
    expect(monteCarlo(identity, standard).warnings).toEqual([]);
  });

  it("counts failures when asked to omit them, and refuses them by default", () => {
    const inputs = { x: uncertain.uniform({ lower: -1, upper: 3 }) };
    const root = ({ x }: { x: number }) => {
      if (x < 0) throw new RangeError("x below 0");
      return Math.sqrt(x);
    };
    let refusal: unknown;
    try {
      monteCarlo(root, inputs);
    } catch (error) {
      refusal = error;
    }
    expect((refusal as Error).message).toMatch(
      /^monteCarlo: evaluate\(\{"x":-0\.\d+\}\) must not throw, received RangeError: x below 0$/,
    );
    expect((refusal as Error).cause).toBeInstanceOf(RangeError);
    const result = monteCarlo(root, inputs, { onFailure: "omit", samples: 1024 });
    expect(result.failures).toMatchObject({ count: 256, share: 0.25, first: "x below 0" });
    expect(result.failures.points.length).toBe(10);
    for (const { inputs: at, message } of result.failures.points) {
      expect(at.x).toBeLessThan(0);
      expect(message).toBe("x below 0");
    }
    expectPlainData(result);
    expect(monteCarlo(({ x }) => x, inputs, { samples: 16 }).failures).toEqual({
      count: 0,
      share: 0,
      first: null,
      points: [],
    });
    expect(result.warnings[0]).toEqual({ code: "failedEvaluations", share: 0.25, first: "x below 0" });
    expectClose(result.outputs.output.mean.estimate, (2 * Math.sqrt(3)) / 3, { absolute: 0.01 });
    expectRefusal(
      () => monteCarlo(always, inputs, { onFailure: "omit", samples: 16 }),
      'monteCarlo: evaluate must succeed somewhere, received "never"',
      "INSUFFICIENT_DATA",
    );
  });

  it("gives quantiles far in the tail an interval that covers, or says how many samples it needs", () => {
    const inputs = {
      a: uncertain.normal({ mean: 0, standardDeviation: 1 }),
      b: uncertain.normal({ mean: 0, standardDeviation: 1 }),
    };
    const sum = ({ a, b }: Record<"a" | "b", number>) => Math.exp(a + b);
    const few = monteCarlo(sum, inputs, { samples: 512, quantiles: [0.01, 0.05] }).outputs.output.quantiles;
    expect(few[0]).toMatchObject({
      lower: null,
      upper: null,
      standardError: null,
      method: "no interval: needs at least 1000 samples",
    });
    expect(few[1]!.lower).not.toBeNull();
    // Over 100 seeds a true coverage of 95% gives 89 to 100 but once in a hundred; it was 62% and 88% at these sizes.
    const truth = Math.exp(Math.SQRT2 * -2.3263478740408408);
    for (const sampling of ["random", "sobol"] as const) {
      let held = 0;
      for (let seed = 1; seed <= 100; seed++) {
        const plan = { samples: 1024, sampling, seed, quantiles: [0.01] };
        const { lower, upper } = monteCarlo(sum, inputs, plan).outputs.output.quantiles[0]!;
        if (lower! <= truth && truth <= upper!) held++;
      }
      expect(held).toBeGreaterThanOrEqual(90);
    }
    const ends = monteCarlo(sum, inputs, { samples: 256, quantiles: [0, 1] }).outputs.output;
    expect(ends.quantiles.map(({ estimate }) => estimate)).toEqual([ends.minimum, ends.maximum]);
    expect(ends.quantiles[0]!.lower).toBeNull();
  });

  it("refuses plans and inputs that mean nothing", () => {
    expectRefusal(
      () => monteCarlo(identity, { z: 3 }),
      "monteCarlo: inputs must have at least one distribution, received an object",
    );
    expectRefusal(
      () => monteCarlo(identity, standard, { samples: 100 }),
      "monteCarlo: samples must be a multiple of replicates (16), received 100",
    );
    expectRefusal(
      () => monteCarlo(identity, standard, { seed: Number.NaN }),
      "monteCarlo: seed must be a finite number, received NaN",
    );
    expectRefusal(
      () => monteCarlo(identity, undefined as never),
      "monteCarlo: inputs must be an object, received undefined",
    );
    const two = {
      a: uncertain.normal({ mean: 0, standardDeviation: 1 }),
      b: uncertain.normal({ mean: 0, standardDeviation: 1 }),
    };
    expectRefusal(
      () => monteCarlo(({ a }) => a, two, { correlations: [{ between: ["a", "a"], rank: 0.5 }] }),
      'monteCarlo: correlations[0].between must be two different inputs, received "a"',
    );
    expectRefusal(
      () => monteCarlo(({ a }) => a, two, { correlations: [{ between: ["a", "b"], rank: 1 }] }),
      "monteCarlo: correlations[0].rank must be above -1 and below 1, received 1",
    );
    expect(monteCarlo(identity, standard, { samples: 48 * 16 }).warnings).toEqual([
      { code: "notPowerOfTwo", samplesPerReplicate: 48 },
    ]);
  });
});
