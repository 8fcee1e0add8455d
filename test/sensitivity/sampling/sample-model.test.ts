/** Samples as columns: the Sobol' sequence itself, its two randomisations, refusals. */
import { describe, expect, it } from "vitest";
import * as uncertain from "../../../src/sensitivity/inputs/uncertain.js";
import { monteCarlo } from "../../../src/sensitivity/sampling/monte-carlo.js";
import { sampleModel } from "../../../src/sensitivity/sampling/sample-model.js";
import { expectPlainData, expectRefusal, readReference } from "../../support.js";

const unit = uncertain.uniform({ lower: 0, upper: 1 });
const inputs = Object.fromEntries(Array.from({ length: 10 }, (_, j) => [`x${j}`, unit]));
const total = (values: Readonly<Record<string, number>>) =>
  Object.values(values).reduce((sum, x) => sum + x, 0);

/** Rows of a sample of the ten fractions. */
function rowsOf(scrambling: "owen" | "shift" | "none", samples: number): number[][] {
  const { inputs: columns } = sampleModel(total, inputs, { samples, scrambling });
  return Array.from({ length: samples }, (_, i) => Object.keys(inputs).map((name) => columns[name]![i]!));
}

describe("sampleModel", () => {
  it("gives the sequence of Joe and Kuo where it is not scrambled", () => {
    expect(rowsOf("none", 32)).toEqual(readReference("sensitivity/sobol_sequence.json").scipy_qmc);
  });

  it("starts the unscrambled sequence at 0, and covers each 32nd once however it is scrambled", () => {
    // The first coordinates of the first points are 0, 1/2, 3/4, 1/4 in the order of the Gray code.
    expect(rowsOf("none", 4).map((row) => row[0])).toEqual([0, 0.5, 0.75, 0.25]);
    const strata = Array.from({ length: 32 }, (_, i) => i);
    for (const scrambling of ["owen", "shift", "none"] as const) {
      const rows = rowsOf(scrambling, 32);
      for (let j = 0; j < 10; j++)
        expect(rows.map((row) => Math.floor(32 * row[j]!)).sort((a, b) => a - b)).toEqual(strata);
    }
    expect(rowsOf("owen", 32)).toEqual(rowsOf("owen", 32));
    expect(rowsOf("owen", 32)).not.toEqual(rowsOf("shift", 32));
  });

  it("reaches no end of a distribution without ends", () => {
    const { outputs } = sampleModel(
      ({ z }: { z: number }) => z,
      { z: uncertain.normal({ mean: 0, standardDeviation: 1 }) },
      {
        samples: 8,
        scrambling: "none",
      },
    );
    expect(outputs.output.every(Number.isFinite)).toBe(true);
  });

  it("has one replicate of an unscrambled sequence, and no errors then", () => {
    const result = monteCarlo(total, inputs, { samples: 64, scrambling: "none" });
    expectPlainData(result);
    expect([result.replicates, result.outputs.output.mean.standardError]).toEqual([1, null]);
    expectRefusal(
      () => monteCarlo(total, inputs, { samples: 64, scrambling: "none", replicates: 4 }),
      "monteCarlo: replicates must be 1 with an unscrambled sequence, received 4",
    );
    expectRefusal(
      () => sampleModel(total, inputs, { scrambling: "digital" as "owen" }),
      'sampleModel: scrambling must be one of "owen", "shift", "none", received "digital"',
    );
  });
});
