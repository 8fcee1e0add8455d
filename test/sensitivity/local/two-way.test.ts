import { describe, expect, it } from "vitest";
import { twoWay } from "../../../src/sensitivity/local/two-way.js";
import { expectClose, expectPlainData, expectRefusal, readReference } from "../../support.js";

type Rates = Record<"retention" | "discount", number>;
const gain = ({ retention, discount }: Rates) =>
  (1 + discount - retention) / (1 + discount - retention - 0.05) - 1;
const base = { retention: 0.8, discount: 0.1 };

describe("twoWay", () => {
  it("gives the reference table of the gain from five points", () => {
    const table = readReference("sensitivity/economics_fixtures.json").two_way_gain_5pp as Record<
      string,
      Record<string, number>
    >;
    const { cells } = twoWay(gain, base, {
      x: { input: "retention", values: [0.6, 0.7, 0.8, 0.9] },
      y: { input: "discount", values: [0, 0.05, 0.1, 0.15] },
    });
    expect(cells.length).toBe(16);
    for (const { x, y, output } of cells)
      expectClose(output!, table[`r=${x}`]![`d=${y}`]!, { relative: 1e-13 }, `r=${x} d=${y}`);
  });

  it("draws the break-even line through every cell, poles left out", () => {
    // Closed form: gain is 25% at retention = 1 + d - 0.25.
    const grid = twoWay(gain, base, {
      x: { input: "discount", within: [0, 0.15], points: 7 },
      y: { input: "retention", within: [0.5, 1], points: 11 },
      target: 0.25,
    });
    expect(grid.breakEvenLine.length).toBe(7);
    for (const { x, y } of grid.breakEvenLine) expectClose(y, 0.75 + x, { relative: 1e-12 });
    expect(grid.cells.length).toBe(77);
    expectPlainData(grid);
  });

  it("marks cells without an answer", () => {
    const grid = twoWay(gain, base, {
      x: { input: "discount", values: [0, 0.1] },
      y: { input: "retention", values: [0.8, 0.95] },
    });
    expect(grid.cells[1]!.output === null || Math.abs(grid.cells[1]!.output) > 1e10).toBe(true);
    const root = twoWay(
      ({ a, b }: Record<"a" | "b", number>) => Math.sqrt(a - b),
      { a: 1, b: 0 },
      {
        x: { input: "a", values: [0, 1] },
        y: { input: "b", values: [0.25, 0.75] },
      },
    );
    expect(root.cells.map((cell) => cell.output)).toEqual([null, null, Math.sqrt(0.75), 0.5]);
    expect(root.shareAtLeastTarget).toBe(1);
  });

  it("refuses one input on both axes, and axes without values", () => {
    const x = { input: "discount", values: [0, 0.1] } as const;
    expectRefusal(
      () => twoWay(gain, base, { x, y: x }),
      'twoWay: y.input must differ from x.input, received "discount"',
    );
    expectRefusal(
      () => twoWay(gain, base, { x, y: { input: "retention" } }),
      "twoWay: y.within must be [lower, upper], received undefined",
    );
    expectRefusal(
      () => twoWay(gain, base, { x: { input: "discount", values: [1, 0] }, y: x }),
      "twoWay: x.values must be two or more ascending numbers, received [1, 0]",
    );
    expectRefusal(
      () => twoWay(gain, base, undefined as never),
      "twoWay: options must be an object, received undefined",
    );
  });
});
