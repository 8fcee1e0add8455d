/** Intervals and tests as papers and the manual of R print them, to every digit. */
import { describe, it } from "vitest";
import { compareRates } from "../../src/experiments/rates/compare-rates.js";
import { churnRateInterval } from "../../src/rates/churn-interval.js";
import type { ProportionMethod } from "../../src/rates/proportion-interval.js";
import { expectPrinted } from "../support.js";

type Counts = readonly [lost: number, atStart: number];
const group = ([lost, atStart]: Counts) => ({ lost, atStart });

function expectEnds(
  { lower, upper }: { lower: number | null; upper: number | null },
  printed: readonly [string, string],
): void {
  expectPrinted(lower ?? Number.NaN, printed[0]);
  expectPrinted(upper ?? Number.NaN, printed[1]);
}

describe("printed intervals", () => {
  // Newcombe (1998), "Two-Sided Confidence Intervals for the Single Proportion", Statistics in Medicine 17, 857-872.
  it.each<[Counts, ProportionMethod, readonly [string, string]]>([
    [[81, 263], "wilson", ["0.2553", "0.3662"]],
    [[81, 263], "wilson-continuity", ["0.2535", "0.3682"]],
    [[81, 263], "clopper-pearson", ["0.2527", "0.3676"]],
    [[15, 148], "wilson", ["0.0624", "0.1605"]],
    [[15, 148], "wilson-continuity", ["0.0598", "0.1644"]],
    [[15, 148], "clopper-pearson", ["0.0578", "0.1617"]],
    [[0, 20], "wilson", ["0.0000", "0.1611"]],
    [[0, 20], "wilson-continuity", ["0.0000", "0.2005"]],
    [[0, 20], "clopper-pearson", ["0.0000", "0.1684"]],
    [[1, 29], "wilson", ["0.0061", "0.1718"]],
    [[1, 29], "wilson-continuity", ["0.0018", "0.1963"]],
    [[1, 29], "clopper-pearson", ["0.0009", "0.1776"]],
  ])("of one proportion: %j by %s", (counts, method, printed) => {
    expectEnds(churnRateInterval(group(counts), { method }), printed);
  });

  // Newcombe (1998), "Interval Estimation for the Difference Between Independent Proportions", Statistics in Medicine 17,
  // 873-890, method 10.
  it.each<[Counts, Counts, readonly [string, string]]>([
    [
      [56, 70],
      [48, 80],
      ["0.0524", "0.3339"],
    ],
    [
      [9, 10],
      [3, 10],
      ["0.1705", "0.8090"],
    ],
    [
      [6, 7],
      [2, 7],
      ["0.0582", "0.8062"],
    ],
    [
      [5, 56],
      [0, 29],
      ["-0.0381", "0.1926"],
    ],
    [
      [0, 10],
      [0, 20],
      ["-0.1611", "0.2775"],
    ],
    [
      [0, 10],
      [0, 10],
      ["-0.2775", "0.2775"],
    ],
    [
      [10, 10],
      [0, 20],
      ["0.6791", "1.0000"],
    ],
    [
      [10, 10],
      [0, 10],
      ["0.6075", "1.0000"],
    ],
  ])("of a difference: %j and %j", (first, second, printed) => {
    expectEnds(compareRates(group(first), group(second), { difference: "newcombe" }).difference, printed);
  });

  it("of a ratio", () => {
    // Koopman (1984), doi:10.2307/2531405.
    expectEnds(compareRates(group([36, 40]), group([16, 80])).ratio, ["2.94", "7.15"]);
  });
});

describe("printed examples of R's manual", () => {
  it("poisson.test: one rate, and two", () => {
    expectEnds(churnRateInterval({ lost: 137, exposure: 24.19893 }), ["4.753125", "6.692709"]);
    const [first, second] = [
      { lost: 11, exposure: 800 },
      { lost: 21, exposure: 3011 },
    ];
    const { ratio, exactPValue } = compareRates(first, second);
    expectPrinted(ratio.estimate ?? Number.NaN, "1.971488");
    expectEnds(ratio, ["0.8584264", "4.2772659"]);
    expectPrinted(exactPValue!, "0.07967");
  });

  it("fisher.test: the lady tasting tea, and convictions of twins", () => {
    expectPrinted(compareRates(group([3, 4]), group([1, 4])).exactPValue!, "0.4857");
    expectPrinted(compareRates(group([2, 17]), group([10, 13])).exactPValue!, "0.0005367");
  });
});
