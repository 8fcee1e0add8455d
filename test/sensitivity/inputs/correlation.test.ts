import { describe, expect, it } from "vitest";
import { correlationOf, ranksOf } from "../../../src/math/sample-statistics.js";
import { imanConover } from "../../../src/sensitivity/inputs/correlation.js";
import { expectClose, expectRefusal, readReference } from "../../support.js";

const column = (n: number, f: (i: number) => number) => Array.from({ length: n }, (_, i) => f(i));

describe("imanConover", () => {
  it("reorders exactly as the reference does, given its permutations", () => {
    const { X, target, scorePermutations, output, spearman } = readReference<Record<string, number[][]>>(
      "sensitivity/iman_conover.json",
    );
    const columns = [0, 1, 2].map((j) => X!.map((row) => row[j]!));
    const result = imanConover(columns, target!, { permutations: scorePermutations! });
    for (let j = 0; j < 3; j++) expect([...result[j]!]).toEqual(output!.map((row) => row[j]!));
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 3; j++)
        expectClose(correlationOf(ranksOf(result[i]!), ranksOf(result[j]!)), spearman![i]![j]!, {
          absolute: 1e-12,
        });
  });

  it("keeps every value of every column and reaches the target", () => {
    const n = 2000;
    const columns = [
      column(n, (i) => i ** 2),
      column(n, (i) => Math.sin(i)),
      column(n, (i) => (i * 7919) % 2003),
    ];
    const target = [
      [1, 0.7, -0.4],
      [0.7, 1, 0],
      [-0.4, 0, 1],
    ];
    const result = imanConover(columns, target, { seed: 0 });
    for (const [j, values] of result.entries())
      expect([...values].sort((a, b) => a - b)).toEqual([...columns[j]!].sort((a, b) => a - b));
    // The normal scores have the target as Pearson correlation; ranks of normals then have (6 / π) asin(ρ / 2).
    const ofRanks = (rho: number) => (6 / Math.PI) * Math.asin(rho / 2);
    expectClose(correlationOf(ranksOf(result[0]!), ranksOf(result[1]!)), ofRanks(0.7), { absolute: 0.02 });
    expectClose(correlationOf(ranksOf(result[0]!), ranksOf(result[2]!)), ofRanks(-0.4), { absolute: 0.02 });
    expect(imanConover(columns, target, { seed: 0 })).toEqual(result);
    expect(imanConover(columns, target, { seed: 1 })).not.toEqual(result);
  });

  it("refuses an impossible target with its reason", () => {
    const columns = [1, 2, 3].map((k) => column(10, (i) => i * k));
    const impossible = [
      [1, 0.9, -0.9],
      [0.9, 1, 0.9],
      [-0.9, 0.9, 1],
    ];
    expectRefusal(
      () => imanConover(columns, impossible),
      'imanConover: correlations must be possible together: those of column 2 contradict those among column 0, column 1 (no positive-definite matrix), received "-0.9, 0.9"',
    );
    expectRefusal(
      () =>
        imanConover(columns, [
          [1, 0.5, 0],
          [0.4, 1, 0],
          [0, 0, 1],
        ]),
      "imanConover: target[0][1] must be above -1, below 1 and the same both ways, received 0.5",
    );
    expectRefusal(
      () =>
        imanConover(
          columns.slice(1),
          [
            [1, 0],
            [0, 1],
          ],
          {
            permutations: [
              [1, 2],
              [3, 4],
            ],
          },
        ),
      "imanConover: permutations[0] must hold 0 to 9, each once, received [1, 2]",
    );
  });
});
