import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { churnDifferenceTest, churnRateRatioTest } from "../../src/rates/two-group-tests.js";
import { churnDifference, churnRateRatio, churnRatio } from "../../src/rates/two-groups.js";
import reference from "../reference/rates-comparisons.json" with { type: "json" };
import { expectClose, expectPlainData, expectRefusal, readReference } from "../support.js";

const group = fc
  .tuple(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([atStart, share]) => ({ atStart, lost: Math.round(share * atStart) }));
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
    expectInterval(churnDifference(first, second, { level }), row.newcombe, within);
    expectInterval(churnRatio(first, second, { level }), row.koopman, within);
    expectInterval(churnRatio(first, second, { level, method: "katz" }), row.katz, within);
    const exposures = [asExposure(first), asExposure(second)] as const;
    expectInterval(churnRateRatio(...exposures, { level }), row.rateRatio, within);
    const test = churnDifferenceTest(first, second);
    expectClose(test.exactPValue, row.fisher, { relative: 1e-11 });
    expectClose(churnRateRatioTest(...exposures), row.poisson, { relative: 1e-11 });
    const [chiSquare, pValue] = row.chiSquare;
    if (chiSquare === null) expect([test.chiSquare, test.pValue]).toStrictEqual([null, null]);
    else {
      expectClose(test.chiSquare!, chiSquare!, { relative: 1e-12 });
      expectClose(test.pValue!, pValue!, { relative: 1e-11 });
    }
    expectPlainData([test, churnRatio(first, second, { level }), churnRateRatio(...exposures)]);
  });

  it("gives Koopman's own example to the digits printed", () => {
    // Source: Koopman (1984), Biometrics 40, 513-517: 36 of 40 against 16 of 80 gives 2.94 to 7.15.
    const ratio = churnRatio({ atStart: 40, lost: 36 }, { atStart: 80, lost: 16 });
    expectClose(ratio.lower!, 2.94, { absolute: 0.005 });
    expectClose(ratio.upper!, 7.15, { absolute: 0.005 });
  });

  it("changes sign, or becomes the reciprocal, when the groups change places", () => {
    fc.assert(
      fc.property(group, group, (first, second) => {
        const there = churnDifference(first, second);
        const back = churnDifference(second, first);
        expectClose(there.lower, -back.upper, { absolute: 1e-15 });
        expectClose(there.upper, -back.lower, { absolute: 1e-15 });
        for (const method of ["koopman", "katz"] as const) {
          const [a, b] = [churnRatio(first, second, { method }), churnRatio(second, first, { method })];
          if (a.upper !== null) expectClose(a.upper * b.lower!, 1, { absolute: 1e-11 });
          expect(a.upper === null).toBe(second.lost === 0 || (method === "katz" && first.lost === 0));
        }
        const [r, s] = [asExposure(first), asExposure(second)];
        const rate = churnRateRatio(r, s);
        if (rate.upper !== null)
          expectClose(rate.upper * churnRateRatio(s, r).lower!, 1, { absolute: 1e-11 });
        expectClose(
          churnDifferenceTest(first, second).exactPValue,
          churnDifferenceTest(second, first).exactPValue,
          {
            relative: 1e-9,
          },
        );
      }),
    );
  });

  it("contains the estimate and stays in its range", () => {
    fc.assert(
      fc.property(group, group, fc.double({ min: 0.5, max: 0.9999, noNaN: true }), (first, second, level) => {
        const difference = churnDifference(first, second, { level });
        expect(-1 <= difference.lower && difference.upper <= 1).toBe(true);
        expect(difference.lower <= difference.estimate && difference.estimate <= difference.upper).toBe(true);
        const rounding = 1 + 1e-12;
        for (const ratio of [
          churnRatio(first, second, { level }),
          churnRatio(first, second, { level, method: "katz" }),
          churnRateRatio(asExposure(first), asExposure(second), { level }),
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
        const { pValue } = churnDifferenceTest(first, second);
        fc.pre(pValue !== null && Math.abs(pValue - 0.05) > 1e-9);
        const { lower, upper } = churnRatio(first, second);
        expect(lower! > 1 || (upper !== null && upper < 1)).toBe(pValue! < 0.05);
      }),
    );
  });

  it("finds no difference between equal groups, and a certain one between opposite", () => {
    const same = churnDifferenceTest({ atStart: 50, lost: 5 }, { atStart: 50, lost: 5 });
    expect(same).toStrictEqual({ chiSquare: 0, pValue: 1, exactPValue: 1 });
    const opposite = churnDifference({ atStart: 1e6, lost: 0 }, { atStart: 1e6, lost: 1e6 });
    expect([opposite.estimate, opposite.lower]).toStrictEqual([-1, -1]);
    const far = churnDifferenceTest({ atStart: 1e6, lost: 0 }, { atStart: 1e6, lost: 1e6 });
    expect(far.exactPValue).toBeLessThan(1e-300);
  });

  it("names the function, the group and the field when it refuses", () => {
    const good = { atStart: 10, lost: 1 };
    for (const [name, f] of Object.entries({ churnDifference, churnRatio, churnDifferenceTest })) {
      expectRefusal(
        () => f(undefined as never, good),
        `${name}: first must be an object, received undefined`,
      );
      expectRefusal(() => f(good, null as never), `${name}: second must be an object, received null`);
      expectRefusal(
        () => f(good, { atStart: 0, lost: 0 }),
        `${name}: second.atStart must be a whole number of 1 or more, received 0`,
      );
      for (const lost of [11, -1, Number.NaN, Number.POSITIVE_INFINITY, 0.1])
        expectRefusal(
          () => f({ atStart: 10, lost }, good),
          `${name}: first.lost must be a whole number from 0 to atStart (10), received ${lost}`,
        );
    }
    for (const [name, f] of Object.entries({ churnRateRatio, churnRateRatioTest })) {
      const rate = { lost: 1, exposure: 10 };
      expectRefusal(() => f(rate, 5 as never), `${name}: second must be an object, received 5`);
      expectRefusal(
        () => f({ lost: -1, exposure: 1 }, rate),
        `${name}: first.lost must be a whole number of 0 or more, received -1`,
      );
      expectRefusal(
        () => f(rate, { lost: 1, exposure: Number.NaN }),
        `${name}: second.exposure must be a finite number above 0, received NaN`,
      );
    }
    const rule =
      "level must be a fraction above 0 and below 1 (not a percentage: 0.05 means 5%), received 95";
    expectRefusal(() => churnDifference(good, good, { level: 95 }), `churnDifference: ${rule}`);
    expectRefusal(() => churnRatio(good, good, { level: 95 }), `churnRatio: ${rule}`);
    expectRefusal(
      () => churnRatio(good, good, { method: "score" as never }),
      'churnRatio: method must be one of "koopman", "katz", received "score"',
    );
    expectRefusal(
      () => churnRateRatioTest({ lost: 0, exposure: 1 }, { lost: 0, exposure: 1 }),
      "churnRateRatioTest: first.lost and second.lost must not both be 0, received 0",
      "INSUFFICIENT_DATA",
    );
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
      expectInterval(
        churnDifference(first, second, { level }),
        [expected.diff!, ...expected.newcombe!],
        within,
      );
      const exposures = [asExposure(first), asExposure(second)] as const;
      const rates = churnRateRatio(...exposures, { level });
      expectInterval(rates, [...expected.poisson_rate_ratio!, ...expected.poisson_rr_exact!], within);
      const test = churnDifferenceTest(first, second);
      expectClose(test.chiSquare!, expected.chisq!, within);
      expectClose(test.pValue!, expected.chisq_p!, within);
      expectClose(test.exactPValue, expected.fisher_p!, within);
      expectClose(churnRateRatioTest(...exposures), expected.poisson_p!, within);
    },
  );
});
