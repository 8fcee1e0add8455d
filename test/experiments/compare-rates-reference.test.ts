/** compareRates against the reference cases of test/reference/experiments. */
import { describe, expect, it } from "vitest";
import { compareRates } from "../../src/experiments/rates/compare-rates.js";
import type { CompareRatesOptions } from "../../src/experiments/rates/compare-rates-options.js";
import { logBinomial } from "../../src/math/gamma.js";
import { expectClose, expectPlainData, expectPrinted } from "../support.js";
import { type Any, casesOf, expectFields } from "./cases.js";

describe("differences, ratios and odds ratios of two shares", () => {
  it.each(casesOf("rates.json", "rateDifference"))("$id", ({ inputs, expected, tolerance }) => {
    const { first, second, level } = inputs;
    for (const { method, ...interval } of Object.values<Any>(expected)) {
      const result = compareRates(first, second, { level, difference: method });
      expectFields(result.difference, { ...interval, method }, tolerance);
      expectPlainData(result);
    }
  });

  it.each(casesOf("rates.json", "rateRatio"))("$id", ({ inputs, expected, tolerance }) => {
    const { first, second, level } = inputs;
    for (const interval of Object.values<Any>(expected))
      expectFields(compareRates(first, second, { level, ratio: interval.method }).ratio, interval, tolerance);
  });

  it.each(casesOf("rates.json", "oddsRatio"))("$id", ({ inputs, expected, tolerance }) => {
    const { first, second, level } = inputs;
    for (const [name, interval] of Object.entries<Any>(expected)) {
      const oddsRatio = interval?.method ?? name;
      const result = compareRates(first, second, { level, oddsRatio }).oddsRatio!;
      if (interval === null) expect([result.lower, result.upper]).toStrictEqual([null, null]);
      else expectFields(result, interval, tolerance);
    }
  });

  it("prints what Newcombe (1998), table II, prints for 56 of 70 against 48 of 80", () => {
    const printed = {
      "miettinen-nurminen": ["0.0528", "0.3382"],
      mee: ["0.0533", "0.3377"],
      newcombe: ["0.0524", "0.3339"],
    };
    for (const [method, [lower, upper]] of Object.entries(printed)) {
      const difference = method as CompareRatesOptions["difference"];
      const result = compareRates({ atStart: 70, lost: 56 }, { atStart: 80, lost: 48 }, { difference });
      expectPrinted(result.difference.lower, lower!, method);
      expectPrinted(result.difference.upper, upper!, method);
    }
  });
});

describe("margins and exact tests", () => {
  it.each(casesOf("rates.json", "rateMargin"))("$id", ({ inputs, expected, tolerance }) => {
    const { first, second, margin } = inputs;
    const methods = { miettinenNurminen: "miettinen-nurminen", farringtonManning: "mee" } as const;
    for (const [name, difference] of Object.entries(methods)) {
      const test = compareRates(first, second, { margin, difference }).margin!;
      expectFields(test, expected[name], tolerance);
      // Of retention the same margin is the other side: a lower rate is the worse.
      const kept = ({ lost, atStart }: typeof first) => ({ value: atStart - lost, eligible: atStart });
      const retention = compareRates(kept(first), kept(second), { margin, difference }).margin!;
      expectClose(retention.pNotWorse, test.pNotWorse, { relative: 1e-9 });
      expectClose(retention.pNotBetter, test.pNotBetter, { relative: 1e-9 });
    }
  });

  it.each(casesOf("rates.json", "rateExactTest"))("$id", ({ inputs, expected, tolerance }) => {
    const names = {
      barnard: "barnard",
      boschloo: "boschloo",
      fisher: "fisher",
      fisherMidP: "fisher-mid-p",
    } as const;
    for (const [name, exact] of Object.entries(names)) {
      const { exactPValue, exactTest } = compareRates(inputs.first, inputs.second, { exact });
      expectClose(exactPValue!, expected[name], tolerance, name);
      expect(exactTest).toBe(exact);
    }
  });
});

describe("what packages were found to get wrong", () => {
  it("statsmodels up to 0.15.0: the score interval of a difference, issue 10269", () => {
    const first = { atStart: 1200, lost: 84 };
    const second = { atStart: 1180, lost: 117 };
    const { difference } = compareRates(first, second, { difference: "miettinen-nurminen" });
    expectPrinted(difference.lower, "-0.05182");
    expect(Math.abs(difference.lower - -0.05162)).toBeGreaterThan(1e-4);
    // Independently: at its own ends the statistic is the quantile, with the likeliest shares by a grid and not by a root.
    for (const [end, sign] of [
      [difference.lower, 1],
      [difference.upper, -1],
    ] as const)
      expectClose(gridStatistic(first, second, end), sign * 1.959963984540054, { absolute: 1e-5 });
  });

  it("scipy up to 1.17: barnard_exact misses tables that tie, issue 18798", () => {
    const { exactPValue } = compareRates(
      { atStart: 12, lost: 7 },
      { atStart: 10, lost: 1 },
      { exact: "barnard" },
    );
    expectPrinted(exactPValue!, "0.02127");
    expect(Math.abs(exactPValue! - 0.02082)).toBeGreaterThan(4e-4);
  });

  it("R's fisher.test and epitools: ends of the odds ratio to more than four digits", () => {
    // At an exact end the tail is half the error: from the hypergeometric sums themselves, in another order.
    const [x, m, y, n] = [84, 1200, 117, 1180];
    for (const [oddsRatio, half] of [
      ["conditional-exact", 1],
      ["mid-p", 0.5],
    ] as const) {
      const result = compareRates({ atStart: m, lost: x }, { atStart: n, lost: y }, { oddsRatio }).oddsRatio!;
      for (const [end, isIn] of [
        [result.lower!, (k: number) => k > x],
        [result.upper!, (k: number) => k < x],
      ] as const) {
        const weights = Array.from({ length: x + y + 1 }, (_, k) =>
          Math.exp(
            logBinomial(m, k) +
              logBinomial(n, x + y - k) +
              k * Math.log(end) -
              (logBinomial(m, x) + logBinomial(n, y) + x * Math.log(end)),
          ),
        );
        const total = weights.reduce((sum, each) => sum + each, 0);
        const tail = weights.reduce((sum, each, k) => sum + (isIn(k) ? each : k === x ? half * each : 0), 0);
        expectClose(tail / total, 0.025, { relative: 1e-9 });
      }
    }
  });
});

/** Miettinen and Nurminen's statistic with the likeliest shares searched on a grid of the second, refined ten times. */
function gridStatistic(
  first: { atStart: number; lost: number },
  second: { atStart: number; lost: number },
  difference: number,
): number {
  const logLikelihood = (p: number): number =>
    first.lost * Math.log(p + difference) +
    (first.atStart - first.lost) * Math.log(1 - p - difference) +
    second.lost * Math.log(p) +
    (second.atStart - second.lost) * Math.log(1 - p);
  let [low, high] = [Math.max(0, -difference), Math.min(1, 1 - difference)];
  let best = low;
  for (let round = 0; round < 10; round++) {
    const step = (high - low) / 40;
    const grid = Array.from({ length: 39 }, (_, i) => low + (i + 1) * step);
    best = grid.reduce((top, p) => (logLikelihood(p) > logLikelihood(top) ? p : top), grid[0]!);
    [low, high] = [best - step, best + step];
  }
  const p1 = best + difference;
  const all = first.atStart + second.atStart;
  const variance =
    ((p1 * (1 - p1)) / first.atStart + (best * (1 - best)) / second.atStart) * (all / (all - 1));
  return (first.lost / first.atStart - second.lost / second.atStart - difference) / Math.sqrt(variance);
}

describe("several groups", () => {
  it.each(casesOf("groups.json", "rateGroups"))("$id", ({ inputs, expected, tolerance }) => {
    const { groups } = inputs;
    const all = compareRates(groups, { compare: "all", adjust: "none" });
    const { pairs, pairPValues, adjusted, againstFirst, ...overall } = expected;
    expectFields(all, overall, tolerance);
    expect(all.pairs.map(({ pair }) => pair)).toStrictEqual(pairs);
    expectFields(
      all.pairs.map(({ pValue }) => pValue),
      pairPValues,
      tolerance,
    );
    for (const [adjust, values] of Object.entries<Any>(adjusted)) {
      const result = compareRates(groups, { compare: "all", adjust: adjust as "holm" });
      expectFields(
        result.pairs.map(({ adjustedPValue }) => adjustedPValue),
        values,
        tolerance,
      );
    }
    for (const adjust of ["holm", "benjaminiHochberg"] as const) {
      const result = compareRates(groups, { compare: "withFirst", adjust });
      expect(result.pairs.map(({ pair }) => pair)).toStrictEqual(againstFirst.pairs);
      expectFields(
        result.pairs.map(({ pValue }) => pValue),
        againstFirst.pValues,
        tolerance,
      );
      expectFields(
        result.pairs.map(({ adjustedPValue }) => adjustedPValue),
        againstFirst[adjust],
        tolerance,
      );
    }
  });
});
