/** compareRates against the reference cases of test/reference/experiments. */
import { describe, expect, it } from "vitest";
import { compareRates } from "../../src/experiments/rates/compare-rates.js";
import type { CompareRatesOptions } from "../../src/experiments/rates/compare-rates-options.js";
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
