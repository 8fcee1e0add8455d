import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/math/random.js";
import { givenDataIndices, type SampleData } from "../../../src/sensitivity/global/given-data.js";
import { expectClose, expectPlainData, expectRefusal } from "../../support.js";
import { ishigami, reference } from "../functions.js";

/** A plain random sample of Ishigami's function with an input that does nothing. */
function ishigamiSample(n: number): SampleData<"x1" | "x2" | "x3" | "nothing"> {
  const random = createRandom(7);
  const column = () => Float64Array.from({ length: n }, () => Math.PI * (2 * random.next() - 1));
  const inputs = { x1: column(), x2: column(), x3: column(), nothing: column() };
  const output = inputs.x1.map((x1, i) => ishigami({ x1, x2: inputs.x2[i]!, x3: inputs.x3[i]! }));
  return { inputs, output };
}

describe("givenDataIndices", () => {
  const file = reference("given_data_clv6");
  const data = file && {
    inputs: Object.fromEntries(
      file.problem.names.map((name: string, j: number) => [name, file.X.map((row: number[]) => row[j])]),
    ),
    output: file.Y,
  };

  it("gives every measure of the reference sample", () => {
    const result = givenDataIndices(data as SampleData, { permutations: 2 });
    const expected = {
      src: file.SRC,
      srrc: file.SRRC,
      pcc: file.PCC,
      prcc: file.PRCC,
      pearson: file.pearson,
      spearman: file.spearman,
      contributionToVariance: file.crystalBallContribution,
      rbdFast: file.rbd_fast_S1_M10,
      pawnMedian: file.pawn_S10.median,
      pawnMean: file.pawn_S10.mean,
      pawnMaximum: file.pawn_S10.maximum,
    };
    for (const [key, values] of Object.entries(expected))
      for (const [j, value] of (values as number[]).entries())
        expectClose(result.inputs[j]![key as "src"]!, value, { absolute: 1e-10 }, `${key} ${j}`);
    expectClose(result.rSquared!, file.SRC_R2, { absolute: 1e-10 });
    expectClose(result.rankRSquared!, file.SRRC_R2, { absolute: 1e-10 });
    expectPlainData(result);
  });

  it("does not depend on the order of the rows", () => {
    const turned = (values: number[]) => [...values].reverse();
    const reversed = {
      inputs: Object.fromEntries(
        Object.entries(data.inputs).map(([name, column]) => [name, turned(column as number[])]),
      ),
      output: turned(data.output),
    };
    const [a, b] = [
      givenDataIndices(data as SampleData, { permutations: 1 }),
      givenDataIndices(reversed as SampleData, { permutations: 1 }),
    ];
    for (const [j, row] of a.inputs.entries())
      for (const key of ["prcc", "rbdFast", "pawnMean", "delta"] as const)
        expectClose(b.inputs[j]![key]!, row[key]!, { absolute: 1e-10 }, key);
  });

  it("tells an input without effect by its floor, and delta near its reference", () => {
    const { inputs } = givenDataIndices(ishigamiSample(4000));
    const [x1, x2, x3, nothing] = inputs;
    for (const row of [x1!, x2!, x3!]) expect(row.deltaAboveFloor).toBe(true);
    expectClose(nothing!.delta! - nothing!.deltaFloor!, 0, { absolute: 0.02 });
    expectClose(nothing!.pawnMedian! - nothing!.pawnFloor!, 0, { absolute: 0.02 });
    // Lower bounds by deterministic histograms: 0.258, 0.425, 0.208; bins coarser than those lose a little of each.
    for (const [row, bound] of [
      [x1!, 0.258],
      [x2!, 0.425],
      [x3!, 0.208],
    ] as const)
      expectClose(row.delta!, bound, { absolute: 0.06 });
    expectClose(x1!.rbdFast!, 0.3139, { absolute: 0.04 });
    expectClose(x2!.rbdFast!, 0.4424, { absolute: 0.04 });
    expectClose(nothing!.rbdFast!, 0, { absolute: 0.02 });
  });

  it("gives null where nothing varies or inputs are copies", () => {
    const x = Array.from({ length: 50 }, (_, i) => (i * 13) % 50);
    const fixed = givenDataIndices({
      inputs: { x, c: x.map(() => 1) },
      output: x.map((value) => value ** 2),
    });
    expect(fixed.inputs[1]).toMatchObject({ pearson: null, src: null, rbdFast: null, delta: null });
    expectClose(fixed.inputs[0]!.spearman!, 1, { absolute: 1e-12 });
    const copies = givenDataIndices({ inputs: { x, y: x.map((value) => 2 * value) }, output: x });
    expect(copies.inputs[0]).toMatchObject({ src: null, prcc: null });
    expect(givenDataIndices({ inputs: { x }, output: x.map(() => 3) }).inputs[0]!.pearson).toBeNull();
  });

  it("takes for equal what rounding alone separates, and rows in any order", () => {
    const x = Array.from({ length: 60 }, (_, i) => (i % 6) / 10);
    const output = x.map((value, i) => value * 3 + (i % 2));
    const rounded = x.map((value, i) => (i % 4 < 2 ? value + 0.1 + 0.2 - 0.3 : value));
    expect(rounded.filter((value, i) => value !== x[i]).length).toBeGreaterThan(10);
    const exact = givenDataIndices({ inputs: { x }, output }).inputs[0]!;
    const own = givenDataIndices({ inputs: { x: rounded }, output }).inputs[0]!;
    for (const name of [
      "spearman",
      "srrc",
      "prcc",
      "pawnMedian",
      "pawnFloor",
      "delta",
      "deltaFloor",
    ] as const)
      expectClose(own[name]!, exact[name]!, { relative: 1e-9 });
    const order = x.map((_, i) => (i * 37) % 60);
    const permuted = { inputs: { x: order.map((i) => x[i]!) }, output: order.map((i) => output[i]!) };
    const other = givenDataIndices(permuted).inputs[0]!;
    for (const name of ["spearman", "pawnMedian", "pawnMaximum", "delta"] as const)
      expectClose(other[name]!, exact[name]!, { relative: 1e-12 });
  });

  it("refuses columns that do not fit", () => {
    const x = Array.from({ length: 50 }, (_, i) => i);
    expectRefusal(
      () => givenDataIndices({ inputs: { x: x.slice(1) }, output: x }),
      "givenDataIndices: data.inputs.x must have 50 values, as the output has, received 49",
    );
    expectRefusal(
      () => givenDataIndices({ inputs: { x: x.map((v) => (v === 7 ? Number.NaN : v)) }, output: x }),
      "givenDataIndices: data.inputs.x[7] must be a finite number, received NaN",
    );
    expectRefusal(
      () => givenDataIndices({ inputs: { x: [1, 2, 3] }, output: [1, 2, 3] }),
      "givenDataIndices: output must have at least 22 rows, received 3",
      "INSUFFICIENT_DATA",
    );
    expectRefusal(
      () => givenDataIndices(undefined as never),
      "givenDataIndices: data must be an object, received undefined",
    );
  });
});
