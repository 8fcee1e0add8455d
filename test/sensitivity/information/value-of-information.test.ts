import { describe, expect, it } from "vitest";
import { normalCdf } from "../../../src/math/normal.js";
import {
  type InformationOptions,
  valueOfInformation,
} from "../../../src/sensitivity/information/value-of-information.js";
import * as uncertain from "../../../src/sensitivity/inputs/uncertain.js";
import { expectClose, expectPlainData, expectRefusal } from "../../support.js";
import { linearGaussian, reference, type Values } from "../functions.js";

const three = {
  a: uncertain.normal({ mean: 1, standardDeviation: 3 }),
  b: uncertain.normal({ mean: 0, standardDeviation: 2 }),
  c: uncertain.uniform({ lower: -1, upper: 1 }),
};
/** Net benefit a + b + 0 · c of acting: given a set, it is normal with the variance of the set. */
const act = ({ a, b, c }: Values) => a! + b! + 0 * c!;
/** E max(N(μ, s), 0) - max(μ, 0): unit normal loss, in closed form. */
const loss = (mean: number, standardDeviation: number) => {
  const z = -Math.abs(mean) / standardDeviation;
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  return standardDeviation * density - Math.abs(mean) * normalCdf(z);
};

describe("valueOfInformation", () => {
  const fixture = reference("economics_fixtures")?.evpi_normal as Record<string, number> | undefined;
  it("gives the unit normal loss of a normal net benefit", () => {
    for (const [key, expected] of Object.entries(fixture!)) {
      const [mean, standardDeviation] = [...key.matchAll(/=(-?\d+)/g)].map((match) => Number(match[1])) as [
        number,
        number,
      ];
      const result = valueOfInformation(
        ({ x }: Values) => x!,
        { x: uncertain.normal({ mean, standardDeviation }) },
        { permutations: 1, samples: 4096 },
      );
      expectClose(result.perfect, expected, { absolute: 5 * result.perfectStandardError! + 1e-9 }, key);
      // One input: knowing it is knowing everything.
      expectClose(result.partial[0]!.raw, result.perfect, { relative: 1e-3 }, key);
    }
  });

  it("values each input and set as the closed form does", () => {
    const result = valueOfInformation(act, three, {
      sets: { ab: ["a", "b"] },
      samples: 2 ** 13,
      permutations: 3,
    });
    expectClose(result.perfect, loss(1, Math.sqrt(13)), { absolute: 6 * result.perfectStandardError! });
    const value = Object.fromEntries(result.partial.map((row) => [row.set, row]));
    expectClose(value.a!.raw, loss(1, 3), { absolute: 6 * value.a!.standardError! });
    expectClose(value.b!.raw, loss(1, 2), { absolute: 6 * value.b!.standardError! });
    expectClose(value.ab!.raw, result.perfect, { absolute: 0.03 });
    // c tells nothing: its estimate is no more than noise, as its permutations show.
    expect(value.c!.raw).toBeLessThan(value.c!.floor + 0.02);
    expect(result.decisions.map(({ decision }) => decision)).toEqual(["act", "nothing"]);
    expectClose(result.decisions[0]!.expectedRegret, result.perfect, { relative: 1e-9 });
    expectPlainData(result);
  });

  it("gives the closed form of correlated normal inputs, one by one and together", () => {
    // Net benefit 2 + 2a - 3b + c with corr(a, b) = 0.5: given a set it is normal, with the variance the set explains.
    const [slopes, sds] = [
      [2, -3, 1],
      [4, 2, 1],
    ];
    const correlation = [
      [1, 0.5, 0],
      [0.5, 1, 0],
      [0, 0, 1],
    ];
    const linear = linearGaussian({ slopes, sds, correlation });
    const mean = linear.evaluate({ x1: 0, x2: 1, x3: 2 });
    const net = (x: Values) => ({ go: 2 + linear.evaluate(x) - mean, stay: 0 });
    const options = {
      correlations: linear.correlations,
      sets: { both: ["x1", "x2"] },
      samples: 4096,
      permutations: 2,
    };
    const result = valueOfInformation(net, linear.inputs, options);
    const exact = (subset: number) => loss(2, Math.sqrt(linear.variance * linear.explained(subset)));
    expectClose(result.perfect, exact(7), { absolute: 6 * result.perfectStandardError! });
    for (const [i, subset] of [1, 2, 4, 3].entries()) {
      const { raw, standardError } = result.partial[i]!;
      expectClose(raw, exact(subset), { absolute: 6 * standardError! + 5e-3 });
    }
  });

  it("never falls when an input is added, nor exceeds perfect information: exactly, when nested", () => {
    const strategies = ({ a, b, c }: Values) => ({ x: a! * b!, y: c! - a!, z: Math.abs(b!) - 1 });
    const sets = { ab: ["a", "b"], abc: ["a", "b", "c"], bc: ["b", "c"] } as const;
    for (const seed of [0, 1]) {
      const result = valueOfInformation(strategies, three, {
        sets: { ...sets } as unknown as Record<string, ("a" | "b" | "c")[]>,
        method: "nested",
        samples: 2048,
        seed,
        permutations: 1,
      });
      const raw = Object.fromEntries(result.partial.map((row) => [row.set, row.raw]));
      const rounding = 1e-12;
      for (const [small, large] of [
        ["a", "ab"],
        ["b", "ab"],
        ["b", "bc"],
        ["c", "bc"],
        ["ab", "abc"],
        ["bc", "abc"],
      ] as const)
        expect(raw[large]! - raw[small]!, `${small} in ${large}`).toBeGreaterThan(-rounding);
      expect(raw.abc! - result.perfect).toBeLessThan(rounding);
    }
  });

  it("is monotone within three standard errors by regression, and flags what it clamps", () => {
    const result = valueOfInformation(act, three, {
      sets: { ab: ["a", "b"], abc: ["a", "b", "c"] },
      permutations: 2,
      samples: 4096,
    });
    const row = Object.fromEntries(result.partial.map((entry) => [entry.set, entry]));
    for (const [small, large] of [
      ["a", "ab"],
      ["b", "ab"],
      ["ab", "abc"],
    ] as const)
      expect(row[large]!.raw - row[small]!.raw).toBeGreaterThan(
        -3 * Math.hypot(row[large]!.standardError!, row[small]!.standardError!),
      );
    for (const entry of result.partial) {
      expect(entry.value).toBeLessThanOrEqual(result.perfect);
      expect(entry.clamped).toBe(entry.value !== entry.raw);
    }
  });

  it("chooses by each rule", () => {
    // By hand on x in {0, 1}: bold earns -10 or 20, safe earns 2 always, middle 0 or 8.
    const net = ({ x }: Values) => ({ bold: x === 1 ? 20 : -10, safe: 2, middle: 8 * x! });
    const inputs = { x: uncertain.choice({ values: [0, 1] }) };
    const { choices, decisions, perfect } = valueOfInformation(net, inputs, {
      optimism: 0.3,
      permutations: 1,
      samples: 1024,
    });
    expect(choices).toEqual({ expected: "bold", minimaxRegret: "bold", maximin: "safe", hurwicz: "middle" });
    expectClose(perfect, 6, { absolute: 1e-9 });
    expect(decisions[1]).toMatchObject({
      expected: 2,
      maximumRegret: 18,
      minimum: 2,
      maximum: 2,
      probabilityBest: 0.5,
    });
  });

  it("refuses unknown sets and methods", () => {
    const call = (options: unknown) => () =>
      valueOfInformation(act, three, options as InformationOptions<"a">);
    expectRefusal(
      call({ sets: { s: ["d"] } }),
      'valueOfInformation: sets.s[0] must be one of the uncertain inputs a, b, c, received "d"',
    );
    expectRefusal(
      call({ sets: { s: [] } }),
      "valueOfInformation: sets.s must list 1 to 5 inputs, received []",
    );
    expectRefusal(
      call({ method: "exact" }),
      'valueOfInformation: method must be one of "regression", "nested", received "exact"',
    );
  });
});
