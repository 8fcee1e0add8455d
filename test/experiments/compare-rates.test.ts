import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cohortTable } from "../../src/cohorts/cohort-table.js";
import { compareRates } from "../../src/experiments/rates/compare-rates.js";
import type { CompareRatesOptions } from "../../src/experiments/rates/compare-rates-options.js";
import type { RateGroup } from "../../src/experiments/rates/rate-group.js";
import reference from "../reference/rates-comparisons.json" with { type: "json" };
import { expectClose, expectPlainData, expectRefusal, readReference } from "../support.js";

const group = fc
  .tuple(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([atStart, share]) => ({ atStart, lost: Math.round(share * atStart) }));
const newcombe = (first: RateGroup, second: RateGroup, level = 0.95) =>
  compareRates(first, second, { level, difference: "newcombe" }).difference;
const ratioOf = (first: RateGroup, second: RateGroup, options: CompareRatesOptions = {}) =>
  compareRates(first, second, options).ratio;
const asExposure = ({ atStart, lost }: { atStart: number; lost: number }) => ({ exposure: atStart, lost });

type Ends = {
  readonly estimate: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
};
function expectInterval(actual: Ends, expected: readonly (number | null)[], tolerance: { relative: number }) {
  for (const [i, key] of (["estimate", "lower", "upper"] as const).entries()) {
    const number = expected[i];
    if (number === null || number === undefined) expect(actual[key], key).toBe(null);
    else expectClose(actual[key]!, number, { ...tolerance, absolute: 1e-14 }, key);
  }
}

describe("two groups", () => {
  it.each(reference.groups)("gives the 30-digit values for $first and $second", (row) => {
    const { first, second, level } = row;
    const within = { relative: 1e-11 };
    expectInterval(newcombe(first, second, level), row.newcombe, within);
    expectInterval(ratioOf(first, second, { level }), row.koopman, within);
    expectInterval(ratioOf(first, second, { level, ratio: "katz" }), row.katz, within);
    const exposures = [asExposure(first), asExposure(second)] as const;
    expectInterval(ratioOf(...exposures, { level }), row.rateRatio, within);
    const test = compareRates(first, second);
    expectClose(test.exactPValue!, row.fisher, { relative: 1e-11 });
    expectClose(compareRates(...exposures).exactPValue!, row.poisson, { relative: 1e-11 });
    const [chiSquare, pValue] = row.chiSquare;
    if (chiSquare === null) expect([test.chiSquare, test.pValue]).toStrictEqual([null, null]);
    else {
      expectClose(test.chiSquare!, chiSquare!, { relative: 1e-12 });
      expectClose(test.pValue!, pValue!, { relative: 1e-11 });
    }
    expectPlainData([test, ratioOf(first, second, { level }), ratioOf(...exposures)]);
  });

  it("gives Koopman's own example to the digits printed", () => {
    // Source: Koopman (1984), Biometrics 40, 513-517: 36 of 40 against 16 of 80 gives 2.94 to 7.15.
    const ratio = ratioOf({ atStart: 40, lost: 36 }, { atStart: 80, lost: 16 });
    expectClose(ratio.lower!, 2.94, { absolute: 0.005 });
    expectClose(ratio.upper!, 7.15, { absolute: 0.005 });
  });

  it("changes sign, or becomes the reciprocal, when the groups change places", () => {
    fc.assert(
      fc.property(group, group, (first, second) => {
        const there = newcombe(first, second);
        const back = newcombe(second, first);
        expectClose(there.lower, -back.upper, { absolute: 1e-15 });
        expectClose(there.upper, -back.lower, { absolute: 1e-15 });
        for (const method of ["koopman", "katz"] as const) {
          const [a, b] = [
            ratioOf(first, second, { ratio: method }),
            ratioOf(second, first, { ratio: method }),
          ];
          if (a.upper !== null) expectClose(a.upper * b.lower!, 1, { absolute: 1e-11 });
          expect(a.upper === null).toBe(second.lost === 0 || (method === "katz" && first.lost === 0));
        }
        const [r, s] = [asExposure(first), asExposure(second)];
        const rate = ratioOf(r, s);
        if (rate.upper !== null) expectClose(rate.upper * ratioOf(s, r).lower!, 1, { absolute: 1e-11 });
        expectClose(compareRates(first, second).exactPValue!, compareRates(second, first).exactPValue!, {
          relative: 1e-9,
        });
      }),
    );
  });

  it("contains the estimate and stays in its range", () => {
    fc.assert(
      fc.property(group, group, fc.double({ min: 0.5, max: 0.9999, noNaN: true }), (first, second, level) => {
        const difference = newcombe(first, second, level);
        expect(-1 <= difference.lower && difference.upper <= 1).toBe(true);
        expect(difference.lower <= difference.estimate && difference.estimate <= difference.upper).toBe(true);
        const rounding = 1 + 1e-12;
        for (const ratio of [
          ratioOf(first, second, { level }),
          ratioOf(first, second, { level, ratio: "katz" }),
          ratioOf(asExposure(first), asExposure(second), { level }),
        ]) {
          expect(ratio.lower!).toBeGreaterThanOrEqual(0);
          if (ratio.estimate !== null) expect(ratio.lower!).toBeLessThanOrEqual(ratio.estimate * rounding);
          if (ratio.upper !== null) expect(ratio.estimate!).toBeLessThanOrEqual(ratio.upper * rounding);
        }
      }),
    );
  });

  it("tests what its score interval shows: Koopman excludes 1 exactly when χ² is significant", () => {
    fc.assert(
      fc.property(group, group, (first, second) => {
        const { pValue } = compareRates(first, second);
        fc.pre(pValue !== null && Math.abs(pValue - 0.05) > 1e-9);
        const { lower, upper } = ratioOf(first, second);
        expect(lower! > 1 || (upper !== null && upper < 1)).toBe(pValue! < 0.05);
      }),
    );
  });

  it("finds no difference between equal groups, and a certain one between opposite", () => {
    const same = compareRates({ atStart: 50, lost: 5 }, { atStart: 50, lost: 5 });
    expect(same).toMatchObject({ chiSquare: 0, pValue: 1, exactPValue: 1 });
    const opposite = newcombe({ atStart: 1e6, lost: 0 }, { atStart: 1e6, lost: 1e6 });
    expect([opposite.estimate, opposite.lower]).toStrictEqual([-1, -1]);
    const far = compareRates({ atStart: 1e6, lost: 0 }, { atStart: 1e6, lost: 1e6 });
    expect(far.exactPValue).toBeLessThan(1e-300);
  });

  it("agrees with itself: each default interval excludes no effect exactly where the p-value says so", () => {
    fc.assert(
      fc.property(group, group, (first, second) => {
        const { difference, ratio, oddsRatio, pValue } = compareRates(first, second);
        fc.pre(pValue !== null && Math.abs(pValue - 0.05) > 1e-9);
        const excludes = ({ lower, upper }: Ends, none: number) =>
          lower! > none || (upper !== null && upper < none);
        expect([excludes(difference, 0), excludes(ratio, 1), excludes(oddsRatio!, 1)]).toStrictEqual(
          Array(3).fill(pValue! < 0.05),
        );
        const corrected = compareRates(first, second, { difference: "miettinen-nurminen" });
        fc.pre(Math.abs(corrected.pValue! - 0.05) > 1e-9);
        expect(excludes(corrected.difference, 0)).toBe(corrected.pValue! < 0.05);
      }),
    );
  });

  it("has a margin test that the interval of the difference inverts", () => {
    fc.assert(
      fc.property(group, group, fc.double({ min: 0.001, max: 0.5 }), (first, second, margin) => {
        for (const difference of ["mee", "miettinen-nurminen"] as const) {
          const result = compareRates(first, second, { difference, margin });
          const { pNotWorse, pNotBetter, pEquivalence } = result.margin!;
          fc.pre(Math.abs(pNotWorse - 0.025) > 1e-9 && Math.abs(pNotBetter - 0.025) > 1e-9);
          expect(result.difference.upper < margin).toBe(pNotWorse < 0.025);
          expect(result.difference.lower > -margin).toBe(pNotBetter < 0.025);
          expect(pEquivalence).toBe(Math.max(pNotWorse, pNotBetter));
        }
      }),
      { numRuns: 40 },
    );
  });

  it("mirrors every method when the groups change places, and when what is kept takes the place of what is lost", () => {
    const kept = ({ atStart, lost }: { atStart: number; lost: number }) => ({
      eligible: atStart,
      value: atStart - lost,
    });
    const size = fc.integer({ min: 1, max: 25 });
    const small = fc
      .tuple(size, fc.double({ min: 0, max: 1, noNaN: true }))
      .map(([atStart, share]) => ({ atStart, lost: Math.round(share * atStart) }));
    fc.assert(
      fc.property(small, small, (first, second) => {
        for (const difference of ["mee", "miettinen-nurminen", "newcombe", "agresti-caffo"] as const) {
          const there = compareRates(first, second, { difference }).difference;
          for (const back of [
            compareRates(second, first, { difference }),
            compareRates(kept(first), kept(second), { difference }),
          ]) {
            expectClose(there.lower, -back.difference.upper, { absolute: 1e-12 });
            expectClose(there.upper, -back.difference.lower, { absolute: 1e-12 });
          }
        }
        for (const oddsRatio of [
          "score",
          "miettinen-nurminen",
          "woolf",
          "gart",
          "conditional-exact",
          "mid-p",
        ] as const) {
          const there = compareRates(first, second, { oddsRatio }).oddsRatio!;
          const back = compareRates(second, first, { oddsRatio }).oddsRatio!;
          if (there.upper !== null) expectClose(there.upper * back.lower!, 1, { absolute: 1e-9 });
          else expect(back.lower ?? 0).toBe(0);
        }
        for (const exact of ["fisher", "fisher-mid-p", "boschloo", "barnard"] as const) {
          const p = compareRates(first, second, { exact }).exactPValue!;
          expect(p > 0 && p <= 1).toBe(true);
          expectClose(compareRates(second, first, { exact }).exactPValue!, p, { relative: 1e-9 });
          expectClose(compareRates(kept(first), kept(second), { exact }).exactPValue!, p, { relative: 1e-9 });
        }
      }),
      { numRuns: 12 },
    );
  });

  it("names the function, the group and the field when it refuses", () => {
    const good = { atStart: 10, lost: 1 };
    const refuses = (call: () => unknown, rule: string, code?: string) =>
      expectRefusal(call, `compareRates: ${rule}`, code);
    refuses(() => compareRates(undefined as never, good), "first must be an object, received undefined");
    refuses(() => compareRates(good, null as never), "second must be an object, received null");
    refuses(
      () => compareRates(good, {} as never),
      "second must have either atStart, eligible or exposure, received an object",
    );
    refuses(
      () => compareRates(good, { atStart: 10, exposure: 10, lost: 1 }),
      "second must have either atStart, eligible or exposure, received an object",
    );
    refuses(
      () => compareRates(good, { exposure: 10, lost: 1 }),
      'second must be of the kind of first (churn), received "churnPerExposure"',
    );
    refuses(
      () => compareRates(good, { atStart: 0, lost: 0 }),
      "second.atStart must be a whole number of 1 or more, received 0",
    );
    for (const lost of [11, -1, Number.NaN, Number.POSITIVE_INFINITY, 0.1])
      refuses(
        () => compareRates({ atStart: 10, lost }, good),
        `first.lost must be a whole number from 0 to atStart (10), received ${lost}`,
      );
    const rate = { lost: 1, exposure: 10 };
    refuses(
      () => compareRates({ lost: -1, exposure: 1 }, rate),
      "first.lost must be a whole number of 0 or more, received -1",
    );
    refuses(
      () => compareRates(rate, { lost: 1, exposure: Number.NaN }),
      "second.exposure must be a finite number above 0, received NaN",
    );
    refuses(
      () => compareRates({ value: 3, eligible: 2 }, { value: 1, eligible: 2 }),
      "first.value must be a whole number from 0 to eligible (2), received 3",
    );
    refuses(
      () => compareRates(good, good, { level: 95 }),
      "level must be a fraction above 0 and below 1 (not a percentage: 0.05 means 5%), received 95",
    );
    refuses(
      () => compareRates(good, good, { ratio: "score" as never }),
      'ratio must be one of "koopman", "miettinen-nurminen", "katz", "adjusted-log", received "score"',
    );
    refuses(
      () => compareRates(good, good, { margin: 2 }),
      "margin must be a fraction above 0 and below 1 (not a percentage: 0.05 means 5%), received 2",
    );
    refuses(
      () => compareRates(rate, rate, { exact: "barnard" }),
      'options must hold nothing but level, margin, received "exact"',
    );
    refuses(
      () => compareRates({ atStart: 10_000, lost: 1 }, { atStart: 10_000, lost: 1 }, { exact: "barnard" }),
      'exact must be "fisher" or "fisher-mid-p" where the groups\' sizes multiply to over 10000000, received "barnard"',
    );
    refuses(
      () => compareRates({ clusters: [good] }, good),
      "first.clusters must be 2 or more, received 1",
      "INSUFFICIENT_DATA",
    );
    refuses(
      () => compareRates({ clusters: [good, rate] }, good),
      "first.clusters[1] must be of the kind of the first, received an object",
    );
  });

  it("asks which pairs, and how they are adjusted", () => {
    const good = { atStart: 10, lost: 1 };
    const call = (options: object) => () => compareRates([good, good, good], options as never);
    expectRefusal(
      call({ adjust: "holm" }),
      'compareRates: compare must be one of "all", "withFirst", received undefined',
    );
    expectRefusal(
      call({ compare: "all" }),
      'compareRates: adjust must be one of "holm", "bonferroni", "hochberg", "benjaminiHochberg", "benjaminiYekutieli", "none", received undefined',
    );
    expectRefusal(
      call({ compare: "all", adjust: "none", scores: [1, 2] }),
      "compareRates: scores must be 3 numbers, one for each group, received [1, 2]",
    );
    expectRefusal(
      () => compareRates([good], { compare: "all", adjust: "none" }),
      "compareRates: groups must be 2 or more, received 1",
      "INSUFFICIENT_DATA",
    );
  });

  it("says nothing where nobody was lost", () => {
    const none = { exposure: 10, lost: 0 };
    expect(compareRates(none, none)).toMatchObject({ chiSquare: null, pValue: null, exactPValue: 1 });
    const nobody = { atStart: 10, lost: 0 };
    const options = { compare: "all", adjust: "holm" } as const;
    expect(compareRates([nobody, nobody, nobody], options)).toMatchObject({
      chiSquare: null,
      trendPValue: null,
      pairs: [{ adjustedPValue: null }, { adjustedPValue: null }, { adjustedPValue: null }],
    });
  });
});

describe("customers who are not independent", () => {
  it("are counted by what their clusters tell: of clusters that scatter as chance would, as if they were independent", () => {
    // A design effect of exactly 1 by hand: two clusters of n with x = np ± d, where m/(m - 1) Σ(x - np)²/(N p q) = 4d²/(2n p q) = 1.
    const group = {
      clusters: [
        { atStart: 50, lost: 20 },
        { atStart: 50, lost: 30 },
      ],
    };
    const other = {
      clusters: [
        { atStart: 50, lost: 5 },
        { atStart: 50, lost: 5 },
      ],
    };
    const { first, second, degreesOfFreedom, difference, exactPValue } = compareRates(group, other);
    expectClose(first.designEffect!, (2 * (25 + 25)) / (100 * 0.25), { relative: 1e-14 });
    expect([first.count, first.size, first.clusters, exactPValue]).toStrictEqual([50, 100, 2, null]);
    // No scatter at all is taken for chance: never less than independence.
    expect(second.designEffect).toBe(0);
    expect(degreesOfFreedom).toBeGreaterThanOrEqual(1);
    const alone = compareRates({ atStart: 100, lost: 50 }, { atStart: 100, lost: 10 }).difference;
    expect(difference.lower).toBeLessThan(alone.lower);
  });

  it("per exposure too", () => {
    const branches = (lost: readonly number[]) => ({
      clusters: lost.map((each) => ({ exposure: 100, lost: each })),
    });
    const result = compareRates(branches([5, 9, 1, 9]), branches([4, 4, 5, 3]));
    expectClose(result.first.designEffect!, ((4 / 3) * (1 + 9 + 25 + 9)) / 24, { relative: 1e-14 });
    expect(result.exactPValue).toBe(null);
    expectPlainData(result);
  });
});

describe("the reference file of two proportions by R", () => {
  type Case = { name: string; inputs: Record<string, number>; expected: Record<string, number & number[]> };
  const cases = readReference<{ cases: Case[] }>("survival/churn_intervals.json").cases;

  it.each(cases.filter(({ name }) => name.startsWith("two_prop")))(
    "agrees on $name",
    ({ inputs, expected }) => {
      const first = { atStart: inputs.n1!, lost: inputs.x1! };
      const second = { atStart: inputs.n2!, lost: inputs.x2! };
      const level = inputs.level!;
      const within = { relative: 1e-12 };
      expectInterval(newcombe(first, second, level), [expected.diff!, ...expected.newcombe!], within);
      const exposures = [asExposure(first), asExposure(second)] as const;
      const rates = ratioOf(...exposures, { level });
      expectInterval(rates, [...expected.poisson_rate_ratio!, ...expected.poisson_rr_exact!], within);
      const test = compareRates(first, second);
      expectClose(test.chiSquare!, expected.chisq!, within);
      expectClose(test.pValue!, expected.chisq_p!, within);
      expectClose(test.exactPValue!, expected.fisher_p!, within);
      expectClose(compareRates(...exposures).exactPValue!, expected.poisson_p!, within);
    },
  );
});

describe("retained customers", () => {
  // R 4.2.2, formulae of Newcombe (1998), method 10.
  it.each([
    [50, 1000, 70, 1000, -0.02, -0.0411578252835268, 0.000900356632652356],
    [5, 100, 12, 90, -0.0833333333333333, -0.173355231744713, -0.000382828425188039],
    [0, 10, 3, 12, -0.25, -0.532305334933566, 0.0708804156994083],
  ])("of %d in %d and %d in %d", (x1, n1, x2, n2, estimate, lower, upper) => {
    const difference = newcombe({ value: x1, eligible: n1 }, { value: x2, eligible: n2 });
    expectClose(difference.estimate, estimate, { absolute: 1e-14 });
    expectClose(difference.lower, lower, { absolute: 1e-13 });
    expectClose(difference.upper, upper, { absolute: 1e-13 });
    const swapped = newcombe({ value: x2, eligible: n2 }, { value: x1, eligible: n1 });
    expectClose(swapped.lower, -upper, { absolute: 1e-13 });
  });

  it("takes cells of a table, and refuses unfinished ones", () => {
    const log = [
      { customer: 1, time: "2024-01-05" },
      { customer: 2, time: "2024-02-05" },
    ];
    const { cells } = cohortTable(log, { period: "month" });
    expect(cells.length).toBe(4);
    const [first, second] = cells as [(typeof cells)[0], (typeof cells)[0]];
    expect(newcombe(first, first).estimate).toBe(0);
    expectRefusal(
      () => newcombe(first, second),
      "compareRates: second.eligible must be a whole number of 1 or more, received 0",
    );
    expectRefusal(
      () => newcombe({ value: 3, eligible: 2 }, first),
      "compareRates: first.value must be a whole number from 0 to eligible (2), received 3",
    );
    expectRefusal(
      () => newcombe(undefined as never, first),
      "compareRates: first must be an object, received undefined",
    );
  });
});
