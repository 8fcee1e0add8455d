import { describe, expect, it } from "vitest";
import { latinHypercube, type Scrambling, sobolSequence } from "../../src/math/quasi-random.js";
import { createRandom } from "../../src/math/random.js";
import { expectRefusal, readReference } from "../support.js";

function points(dimensions: number, count: number, scrambling: Scrambling = "none", seed = 0, start = 0) {
  const out = new Float64Array(count * dimensions);
  sobolSequence(dimensions, scrambling, createRandom(seed)).fill(start, count, out);
  return Array.from({ length: count }, (_, i) => [...out.subarray(i * dimensions, (i + 1) * dimensions)]);
}

describe("sobolSequence", () => {
  it("gives the points that scipy and SALib give", () => {
    const sequences = readReference<Record<string, number[][]>>("sensitivity/sobol_sequence.json");
    expect(points(10, 32)).toEqual(sequences.scipy_qmc);
    // The reference gives dimensions 21 to 40 or all 40 of four points: the tail decides.
    const rows = sequences.dim_21_40_point_3_to_6!;
    const ours = points(40, 7).slice(3, 7);
    expect(ours.map((row) => row.slice(-rows[0]!.length))).toEqual(rows);
  });

  // Points 5 and 6 for seed 0, by a separate implementation in Python integers: any engine must give these bits.
  it.each([
    [
      "owen",
      [
        0.638603707193397, 0.8144857225706801, 0.8111300937598571, 0.9118980529019609, 0.22449505177792162,
        0.31763111415784806,
      ],
    ],
    [
      "shift",
      [
        0.5358651400310919, 0.8306360935093835, 0.6003159562824294, 0.7858651400310919, 0.0806360935093835,
        0.3503159562824294,
      ],
    ],
  ] as const)("is randomised to the same bits everywhere (%s)", (scrambling, expected) => {
    expect(points(3, 2, scrambling, 0, 5).flat()).toEqual(expected);
  });

  it("continues from any position", () => {
    expect(points(5, 13, "owen", 3, 7)).toEqual(points(5, 20, "owen", 3).slice(7));
  });

  it.each(["none", "owen", "shift"] as const)(
    "fills each slice of each dimension once (%s)",
    (scrambling) => {
      const n = 256;
      const rows = points(256, n, scrambling, 5);
      for (let dimension = 0; dimension < 256; dimension++) {
        const slices = new Set(rows.map((row) => Math.floor(row[dimension]! * n)));
        expect(slices.size).toBe(n);
      }
    },
  );

  it("keeps the net property of two dimensions when scrambled", () => {
    // The first two dimensions form a (0, m, 2)-net in base 2: every elementary box of 2^-8 holds one of 256 points.
    for (const scrambling of ["owen", "shift"] as const) {
      const rows = points(2, 256, scrambling, 9);
      for (let k = 0; k <= 8; k++) {
        const boxes = new Set(
          rows.map(([x, y]) => `${Math.floor(x! * 2 ** k)},${Math.floor(y! * 2 ** (8 - k))}`),
        );
        expect(boxes.size).toBe(256);
      }
    }
  });

  it("is uniform at each point and independent between dimensions, over scrambles", () => {
    // One point of the sequence over 2000 scrambles: mean 1/2, and no correlation between neighbouring dimensions.
    const seeds = 2000;
    const values = Array.from({ length: seeds }, (_, seed) => points(4, 1, "owen", seed, 6)[0]!);
    for (let j = 0; j < 4; j++) {
      const mean = values.reduce((sum, row) => sum + row[j]!, 0) / seeds;
      expect(Math.abs(mean - 0.5)).toBeLessThan(5 / Math.sqrt(12 * seeds));
      const product =
        values.reduce((sum, row) => sum + (row[j]! - 0.5) * (row[(j + 1) % 4]! - 0.5), 0) / seeds;
      expect(Math.abs(product)).toBeLessThan(5 / (12 * Math.sqrt(seeds)));
    }
  });

  it("beats plain sampling by far on a smooth integral once scrambled", () => {
    // Integral of the product of 3x² over the cube is 1; Owen's variance is O(n^-3 log^k n).
    const estimate = (seed: number) =>
      points(3, 1024, "owen", seed).reduce((sum, row) => sum + row.reduce((p, x) => p * 3 * x * x, 1), 0) /
      1024;
    const errors = Array.from({ length: 20 }, (_, seed) => estimate(seed) - 1);
    const rms = Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / 20);
    expect(rms).toBeLessThan(0.004); // plain sampling: sqrt((1.8³ - 1) / 1024) = 0.0687
  });

  it("refuses more dimensions than the table has", () => {
    expectRefusal(() => sobolSequence(257), "sobolSequence: dimensions must be at most 256, received 257");
    expectRefusal(
      () => sobolSequence(0),
      "sobolSequence: dimensions must be a whole number of 1 or more, received 0",
    );
  });
});

describe("latinHypercube", () => {
  it("puts one point in every slice of every dimension", () => {
    const n = 100;
    const rows = latinHypercube(createRandom(1), n, 3);
    for (let j = 0; j < 3; j++) {
      const slices = new Set(Array.from({ length: n }, (_, i) => Math.floor(rows[i * 3 + j]! * n)));
      expect(slices.size).toBe(n);
    }
  });
});
