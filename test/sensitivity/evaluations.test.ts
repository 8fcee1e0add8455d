import { describe, expect, it } from "vitest";
import { morrisScreening } from "../../src/sensitivity/global/morris-screening.js";
import { shapleyEffects } from "../../src/sensitivity/global/shapley-effects.js";
import { sobolIndices } from "../../src/sensitivity/global/sobol-indices.js";
import * as uncertain from "../../src/sensitivity/inputs/uncertain.js";

const inputs = {
  a: uncertain.uniform({ lower: 0, upper: 1 }),
  b: uncertain.normal({ mean: 0, standardDeviation: 1 }),
  c: uncertain.choice({ values: [1, 2, 3] }),
};
const correlations = [{ between: ["a", "b"], rank: 0.5 }] as const;
type Values = Record<"a" | "b" | "c", number>;

/** A model that counts its calls; of some it makes nothing. */
function counting(fails: (call: number) => boolean = () => false) {
  const calls = { count: 0 };
  const model = ({ a, b, c }: Values) => {
    calls.count++;
    return fails(calls.count) ? { sum: Number.NaN, first: a } : { sum: a + b * c, first: a };
  };
  return { calls, model };
}

const analyses = {
  sobolIndices: (model: ReturnType<typeof counting>["model"]) =>
    sobolIndices(model, inputs, { samplesPerReplicate: 16, replicates: 3, onFailure: "omit" }).evaluations,
  "sobolIndices, second order": (model: ReturnType<typeof counting>["model"]) =>
    sobolIndices(model, inputs, { samplesPerReplicate: 16, secondOrder: true, onFailure: "omit" })
      .evaluations,
  morrisScreening: (model: ReturnType<typeof counting>["model"]) =>
    morrisScreening(model, inputs, { trajectories: 5, onFailure: "omit" }).evaluations,
  "morrisScreening, exact": (model: ReturnType<typeof counting>["model"]) =>
    morrisScreening(model, inputs, { grid: "exact", onFailure: "omit" }).evaluations,
  shapleyEffects: (model: ReturnType<typeof counting>["model"]) =>
    shapleyEffects(model, inputs, { samplesPerReplicate: 8, replicates: 2, correlations, onFailure: "omit" })
      .evaluations,
  "shapleyEffects, some orders": (model: ReturnType<typeof counting>["model"]) =>
    shapleyEffects(model, inputs, { samplesPerReplicate: 8, replicates: 2, orders: 2, onFailure: "omit" })
      .evaluations,
};

describe("evaluations", () => {
  it.each(Object.entries(analyses))("are the calls of the model: %s", (_, run) => {
    const { calls, model } = counting();
    expect(run(model)).toBe(calls.count);
  });

  it.each(Object.entries(analyses))("are the calls of the model where the first fails: %s", (_, run) => {
    const { calls, model } = counting((call) => call === 1);
    expect(run(model)).toBe(calls.count);
    let thrown = 0;
    const refusing = (values: Values) => {
      if (thrown++ === 0) throw new Error("not here");
      return counting().model(values);
    };
    expect(run(refusing)).toBe(thrown);
  });

  it("are those of the design", () => {
    expect(analyses.sobolIndices(counting().model)).toBe(3 * 16 * 5);
    expect(analyses["sobolIndices, second order"](counting().model)).toBe(16 * 16 * 8);
    expect(analyses.morrisScreening(counting().model)).toBe(5 * 4);
    expect(analyses["morrisScreening, exact"](counting().model)).toBe(4 ** 3);
    expect(analyses.shapleyEffects(counting().model)).toBe(2 * 8 * 2 * 6);
  });
});
