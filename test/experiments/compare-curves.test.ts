import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareCurves } from "../../src/experiments/curves/compare-curves.js";
import { aalenJohansen } from "../../src/survival/causes/aalen-johansen.js";
import { grayTest } from "../../src/survival/causes/gray-test.js";
import { expectClose, expectPlainData, expectRefusal } from "../support.js";
import { casesOf, expectFields } from "./cases.js";

describe("the reference cases of curves", () => {
  it.each(casesOf("curves.json", "curveDifference"))("$id", ({ inputs, expected, tolerance }) => {
    const { horizon, at, level, duration, event, first } = inputs;
    const result = compareCurves({ duration, event, group: first }, { first: 1, horizon, at, level });
    expect(result.groups.map(({ group }) => group)).toStrictEqual([1, 0]);
    expectFields(
      result.logRank,
      { chiSquare: expected.logRankChiSquare, pValue: expected.logRankPValue },
      tolerance,
    );
    const [pair] = result.pairs;
    const means = expected.restrictedMean;
    expectFields(
      result.groups.map((group) => group.restrictedMean),
      [means.first, means.second],
      tolerance,
    );
    expectFields(
      pair!.restrictedMean,
      {
        difference: { ...means.difference, pValue: means.pValue, chiSquare: means.z ** 2 },
        ratio: means.ratio,
        ratioOfTimeLost: means.ratioOfTimeLost,
      },
      tolerance,
    );
    const shares = expected.survivalAt;
    expectFields(
      result.groups.map((group) => group.survivalAt),
      [shares.first, shares.second],
      tolerance,
    );
    expectFields(pair!.survivalAt!.difference, { ...shares.difference, pValue: shares.pValue }, tolerance);
    expectFields(
      pair!.survivalAt!.complementaryLogLog,
      { chiSquare: shares.complementaryLogLogChiSquare, pValue: shares.complementaryLogLogPValue },
      tolerance,
    );
    expectPlainData(result);
  });

  it.each(casesOf("curves.json", "curveGroups"))("$id", ({ inputs, expected, tolerance }) => {
    for (const adjust of ["holm", "benjaminiHochberg"] as const) {
      const result = compareCurves(inputs, { first: 0, compare: "all", adjust });
      expectFields(
        result.logRank,
        {
          chiSquare: expected.logRankChiSquare,
          degreesOfFreedom: expected.degreesOfFreedom,
          pValue: expected.logRankPValue,
        },
        tolerance,
      );
      expect(result.pairs.map(({ first, second }) => [first, second])).toStrictEqual(expected.pairs);
      expectFields(
        result.pairs.map(({ logRank }) => logRank.chiSquare),
        expected.pairChiSquares,
        tolerance,
      );
      expectFields(
        result.pairs.map(({ logRank }) => logRank.pValue),
        expected.pairPValues,
        tolerance,
      );
      expectFields(
        result.pairs.map(({ logRank }) => logRank.adjustedPValue),
        expected[adjust],
        tolerance,
      );
    }
    const withFirst = compareCurves(inputs, { first: 2, compare: "withFirst", adjust: "none" });
    expect(withFirst.pairs.map(({ first, second }) => [first, second])).toStrictEqual([
      [2, 0],
      [2, 1],
    ]);
  });
});

const tenures = {
  duration: [2, 4, 4, 7, 9, 12, 1, 3, 3, 5, 6, 8],
  event: [1, 1, 0, 1, 0, 0, 1, 1, 1, 1, 1, 0],
  group: ["new", "new", "new", "new", "new", "new", "old", "old", "old", "old", "old", "old"],
};

describe("compareCurves", () => {
  it("changes sign with the order of the groups, and counts weights as rows of their own", () => {
    const row = fc.record({
      duration: fc.integer({ min: 1, max: 12 }),
      event: fc.boolean(),
      group: fc.constantFrom("a", "b"),
      weight: fc.integer({ min: 1, max: 3 }),
    });
    const rows = fc
      .array(row, { maxLength: 20 })
      .map((drawn) => [
        ...drawn,
        { duration: 13, event: false, group: "a", weight: 1 },
        { duration: 13, event: false, group: "b", weight: 2 },
      ]);
    fc.assert(
      fc.property(rows, (data) => {
        const options = { horizon: 9, at: 5 };
        const there = compareCurves(data, { ...options, first: "a" });
        const back = compareCurves(data, { ...options, first: "b" });
        expectClose(
          there.pairs[0]!.restrictedMean!.difference.estimate!,
          -back.pairs[0]!.restrictedMean!.difference.estimate!,
          { absolute: 1e-12 },
        );
        expectClose(
          there.pairs[0]!.survivalAt!.difference.lower ?? 0,
          -(back.pairs[0]!.survivalAt!.difference.upper ?? 0),
          { absolute: 1e-12 },
        );
        const repeated = data.flatMap(({ weight, ...each }) => Array.from({ length: weight }, () => each));
        const single = compareCurves(repeated, { ...options, first: "a" });
        expect(single.groups.map(({ observations }) => observations)).toStrictEqual(
          there.groups.map(({ observations }) => observations),
        );
        expectClose(
          single.pairs[0]!.restrictedMean!.difference.estimate!,
          there.pairs[0]!.restrictedMean!.difference.estimate!,
          { absolute: 1e-12 },
        );
        if (there.logRank.chiSquare !== null)
          expectClose(single.logRank.chiSquare!, there.logRank.chiSquare, {
            relative: 1e-9,
            absolute: 1e-12,
          });
      }),
      { numRuns: 30 },
    );
  });

  it("compares cause by cause where causes compete", () => {
    const data = {
      duration: [1, 2, 3, 3, 4, 5, 6, 6, 8, 9, 2, 4],
      cause: ["card", "left", "left", null, "card", "left", null, "left", "card", null, "left", "left"],
      group: ["a", "a", "b", "a", "b", "b", "a", "a", "b", "b", "a", "b"],
    };
    const result = compareCurves(data, { first: "a", cause: "cause", at: 5 });
    const gray = grayTest(data);
    expect(result.causes!.map(({ cause, gray: test }) => [cause, test.pValue])).toStrictEqual(
      gray.map(({ cause, pValue }) => [cause, pValue]),
    );
    const incidence = (group: string, cause: string) => {
      const rows = data.group.flatMap((each, i) =>
        each === group ? [{ duration: data.duration[i]!, cause: data.cause[i]! }] : [],
      );
      const curve = aalenJohansen(rows).causes.find((each) => each.cause === cause)!;
      return curve.steps.filter(({ time }) => time <= 5).at(-1)!;
    };
    for (const { cause, incidence: differences } of result.causes!) {
      const [a, b] = [incidence("a", String(cause)), incidence("b", String(cause))];
      expectClose(differences![0]!.estimate!, a.incidence - b.incidence, { absolute: 1e-14 });
      expectClose(differences![0]!.standardError!, Math.hypot(a.standardError!, b.standardError!), {
        relative: 1e-12,
      });
    }
    expectPlainData(result);
  });

  it("refuses what was not observed, groups that overlap, and guessing which pairs", () => {
    const refuses = (call: () => unknown, rule: string, code?: string) =>
      expectRefusal(call, `compareCurves: ${rule}`, code);
    refuses(
      () => compareCurves(tenures, { first: "new", horizon: 9 }),
      "horizon must be at most the last time of group old (8), received 9",
    );
    refuses(
      () => compareCurves(tenures, { first: "new", at: 8.5 }),
      "at must be at most the last time of group old (8), received 8.5",
    );
    refuses(
      () => compareCurves(tenures, { first: "other" }),
      'first must be a label of group (new, old), received "other"',
    );
    refuses(
      () => compareCurves({ ...tenures, group: Array(12).fill("new") }, { first: "new" }),
      "data must have two groups or more, received 1",
      "INSUFFICIENT_DATA",
    );
    const ids = [1, 2, 3, 4, 5, 6, 7, 8, 9, 3, 11, 12];
    refuses(
      () => compareCurves({ ...tenures, ids }, { first: "new", customer: "ids" }),
      "data.ids[9] must be in one group only, received 3",
    );
    const three = { ...tenures, group: tenures.group.map((each, i) => (i % 3 === 0 ? "third" : each)) };
    refuses(
      () => compareCurves(three, { first: "new" }),
      'compare must be one of "all", "withFirst", received undefined',
    );
    refuses(
      () => compareCurves(three, { first: "new", compare: "all" }),
      'adjust must be one of "holm", "bonferroni", "hochberg", "benjaminiHochberg", "benjaminiYekutieli", "none", received undefined',
    );
    refuses(
      () => compareCurves(tenures, { first: "new", horizon: 0 }),
      "horizon must be a finite number above 0, received 0",
    );
    refuses(
      () => compareCurves(tenures, {} as never),
      "first must be a label of group (new, old), received undefined",
    );
    const late = {
      duration: [3, 4, 5, 6],
      entry: [0, 1, 0, 0],
      cause: ["a", "b", null, "a"],
      group: [0, 0, 1, 1],
    };
    refuses(
      () => compareCurves(late, { first: 0, cause: "cause" }),
      "data[1].entry must be 0 where causes compete: Gray's test has no form for late entry, received 1",
    );
  });
});
