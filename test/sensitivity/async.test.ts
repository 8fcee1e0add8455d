import { describe, expect, it } from "vitest";
import * as sensitivity from "../../src/sensitivity/index.js";
import { expectRefusal } from "../support.js";
import { ishigami, ishigamiInputs } from "./functions.js";

const data = (() => {
  const { inputs, outputs } = sensitivity.sampleModel(ishigami, ishigamiInputs, { samples: 512 });
  return { inputs, output: outputs.output };
})();
type Options = Record<string, unknown>;
type Analysis = (...args: unknown[]) => unknown;
const analyses = sensitivity as unknown as Record<string, Analysis>;

/** Everything that can take over a second: the call, and the same call with pauses. */
const cases = (
  [
    ["monteCarlo", { samples: 1024 }],
    ["sampleModel", { samples: 64 }],
    ["sobolIndices", { samplesPerReplicate: 32, secondOrder: true }],
    ["shapleyEffects", { samplesPerReplicate: 16 }],
    ["morrisScreening", { grid: "exact" }],
    ["valueOfInformation", { samples: 1024, permutations: 2 }],
    ["study", { samplesPerReplicate: 16 }],
    ["givenDataIndices", { permutations: 2 }],
    ["regionalSensitivity", { atLeast: 5 }],
  ] as const
).map(([name, options]) => {
  const first =
    name === "givenDataIndices" || name === "regionalSensitivity" ? [data] : [ishigami, ishigamiInputs];
  return {
    name,
    run: (extra: Options = {}) => analyses[name]!(...first, { ...options, ...extra }),
    twin: (extra: Options = {}) =>
      analyses[`${name}Async`]!(...first, { ...options, ...extra }) as Promise<unknown>,
    bare: (options: unknown) => analyses[`${name}Async`]!(...first, options) as Promise<unknown>,
  };
});

const countedDesigns = ["sobolIndices", "shapleyEffects", "morrisScreening"];

describe("analyses that yield to the event loop", () => {
  it.each(cases)("$nameAsync gives the same bits, and tells how far it is", async ({ run, twin }) => {
    const shares: number[] = [];
    expect(await twin({ onProgress: (share: number) => shares.push(share) })).toEqual(run());
    expect(shares.at(-1)).toBe(1);
    expect([...shares].sort((a, b) => a - b)).toEqual(shares);
    for (const share of shares) expect(share).toBeGreaterThanOrEqual(0);
  });

  it.each(cases)(
    "$nameAsync stops when told to, and refuses in its own name",
    async ({ name, twin, bare }) => {
      await expect(twin({ signal: { aborted: true, reason: new Error("enough") } })).rejects.toThrow(
        "enough",
      );
      await expect(bare(null)).rejects.toThrow(`${name}Async: options must be an object, received null`);
    },
  );

  it("names the function that was called when the model throws", () => {
    const model = () => {
      throw new Error("no such firm");
    };
    const range = sensitivity.uncertain.uniform({ lower: 0, upper: 2 });
    const inputs = { a: range, b: range };
    const why = "must not throw, received Error: no such firm";
    for (const { name } of cases.slice(0, 7)) {
      // A design that says what it costs starts with its first point, the others with the medians.
      const point = countedDesigns.includes(name) ? /^\w+: evaluate\(\{"a":[\d.]+,"b":[\d.]+\}\) / : null;
      if (point === null)
        expectRefusal(() => analyses[name]!(model, inputs), `${name}: evaluate({"a":1,"b":1}) ${why}`);
      else {
        expect(() => analyses[name]!(model, inputs)).toThrow(point);
        expect(() => analyses[name]!(model, inputs)).toThrow(why);
      }
    }
    expectRefusal(() => sensitivity.oneWay(model, { a: 1 }, {}), `oneWay: evaluate({}) ${why}`);
    expectRefusal(() => sensitivity.elasticities(model, { a: 1 }), `elasticities: evaluate({}) ${why}`);
    expectRefusal(
      () => sensitivity.compareScenarios(model, { now: { a: 1 } }),
      `compareScenarios: evaluate(now) ${why}`,
    );
    expectRefusal(
      () => sensitivity.decomposeChange(model, { from: { a: 1 }, to: { a: 2 } }),
      `decomposeChange: evaluate({"a":1}) ${why}`,
    );
  });
});
