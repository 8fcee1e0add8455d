/** Log-rank tests: R's survdiff, the weightings of lifelines, and sums over all rows at each time. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { solve } from "../../../src/math/linear-algebra.js";
import { logRankWeightings } from "../../../src/survival/comparison/log-rank-sums.js";
import { type LogRankOptions, logRankTest } from "../../../src/survival/comparison/log-rank-test.js";
import { pairwiseLogRankTests } from "../../../src/survival/comparison/pairwise-log-rank-tests.js";
import {
  expectClose,
  expectPlainData,
  expectPrinted,
  expectRefusal,
  itOutside,
  outsideText,
  readReference,
} from "../../support.js";
import { type RandomRow, rows } from "../random-rows.js";

interface Case {
  readonly name: string;
  readonly inputs: {
    readonly time: readonly number[];
    readonly status: readonly number[];
    readonly group: readonly (string | number)[];
    readonly strata?: readonly (string | number)[];
  };
  readonly expected: Readonly<
    Record<
      string,
      {
        readonly groups: readonly string[];
        readonly n: readonly number[];
        readonly observed: readonly number[];
        readonly expected: readonly number[];
        readonly var: readonly (readonly number[])[];
        readonly chisq: number;
        readonly df: number;
        readonly p: number;
      }
    >
  >;
}

const closed = { relative: 1e-12 };

const dataOf = ({ time, status, group, strata }: Case["inputs"]) => ({
  duration: time,
  event: status,
  group,
  strata: strata ?? time.map(() => 1),
});
type GivenOptions = LogRankOptions<ReturnType<typeof dataOf>>;

function compare({ name, inputs, expected }: Case): void {
  for (const [named, wanted] of Object.entries(expected)) {
    const p = Number(named.slice("rho_".length));
    const weights: GivenOptions = p === 0 ? {} : { weighting: "flemingHarrington", p };
    const test = logRankTest(dataOf(inputs), { ...weights, ...(inputs.strata && { strata: "strata" }) });
    const at = `${name} ${named}`;
    // R names groups of several variables "x=1"; the label is what follows.
    const place = test.groups.map(({ group }) =>
      wanted.groups.findIndex((label) => label.split("=").at(-1) === String(group)),
    );
    test.groups.forEach(({ observations, observed, expected: ours }, g) => {
      const i = place[g]!;
      expect(observations, at).toBe(wanted.n[i]);
      expectClose(observed, wanted.observed[i]!, closed, at);
      expectClose(ours, wanted.expected[i]!, closed, at);
      test.covariance[g]!.forEach((each, h) => {
        expectClose(each, wanted.var[i]![place[h]!]!, closed, at);
      });
    });
    expectClose(test.chiSquare!, wanted.chisq, closed, at);
    expect(test.degreesOfFreedom).toBe(wanted.df);
    expectClose(test.pValue!, wanted.p, { relative: 1e-11 }, at);
  }
}

/** Sums over all rows at each time of loss in each stratum. */
function bruteForce(
  table: readonly RandomRow[],
  options: { weighting: string; p: number; q: number; strata: boolean },
) {
  const labels = [...new Set(table.map(({ group }) => group))];
  const size = (chosen: readonly RandomRow[]) => chosen.reduce((sum, { weight }) => sum + weight, 0);
  const difference = labels.map(() => 0);
  const covariance = labels.map(() => labels.map(() => 0));
  for (const stratum of options.strata ? [0, 1] : [null]) {
    const here = table.filter((row) => stratum === null || row.stratum === stratum);
    const times = [...new Set(here.filter(({ event }) => event).map(({ duration }) => duration))].sort(
      (a, b) => a - b,
    );
    let [survival, peto] = [1, 1];
    for (const time of times) {
      const watched = here.filter(({ entry, duration }) => (entry === 0 || entry < time) && duration >= time);
      const lost = watched.filter(({ event, duration }) => event && duration === time);
      const [n, d] = [size(watched), size(lost)];
      peto *= 1 - d / (n + 1);
      const w = {
        logRank: 1,
        wilcoxon: n,
        taroneWare: Math.sqrt(n),
        peto,
        flemingHarrington: survival ** options.p * (1 - survival) ** options.q,
      }[options.weighting]!;
      survival *= (n - d) / n;
      labels.forEach((label, g) => {
        const share = size(watched.filter(({ group }) => group === label)) / n;
        difference[g]! += w * (size(lost.filter(({ group }) => group === label)) - d * share);
        labels.forEach((other, h) => {
          const shareOther = size(watched.filter(({ group }) => group === other)) / n;
          const spread = n > 1 ? (w * w * d * (n - d)) / (n - 1) : 0;
          covariance[g]![h]! += spread * share * ((g === h ? 1 : 0) - shareOther);
        });
      });
    }
  }
  return { labels, difference, covariance };
}

const weighting = fc.constantFrom(...logRankWeightings);

describe("logRankTest", () => {
  it("gives R's survdiff for rho 0, 0.5 and 1", () => {
    for (const each of readReference<{ cases: Case[] }>("survival/logrank.json").cases) compare(each);
  });

  itOutside(
    "reference/survival/logrank.json",
    "gives R's survdiff of its data sets, with two to four groups",
    () => {
      const { cases } = JSON.parse(outsideText("reference/survival/logrank.json")) as { cases: Case[] };
      for (const each of cases) compare(each);
      expect(cases.length).toBeGreaterThan(5);
    },
  );

  itOutside(
    ["reference/survival/lifelines_reference.json", "reference/survival/logrank.json"],
    "gives every weighting of lifelines",
    () => {
      const { cases } = JSON.parse(outsideText("reference/survival/logrank.json")) as { cases: Case[] };
      const text = outsideText("reference/survival/lifelines_reference.json");
      const { logrank_weightings: wanted } = JSON.parse(text) as {
        logrank_weightings: readonly Readonly<Record<string, { chisq: number; p: number }>>[];
      };
      const named: Readonly<Record<string, GivenOptions>> = {
        wilcoxon: { weighting: "wilcoxon" },
        "tarone-ware": { weighting: "taroneWare" },
        peto: { weighting: "peto" },
      };
      let compared = 0;
      for (const { name, inputs } of cases)
        for (const [key, { chisq, p }] of Object.entries(
          wanted.find((each) => (each.name as unknown) === name) ?? {},
        )) {
          const powers = /p=(\S+) q=(\S+)/.exec(key);
          const options: GivenOptions | undefined = powers
            ? { weighting: "flemingHarrington", p: Number(powers[1]), q: Number(powers[2]) }
            : named[key];
          if (options === undefined) continue;
          const test = logRankTest(dataOf(inputs), options);
          expectClose(test.chiSquare!, chisq, closed, `${name} ${key}`);
          expectClose(test.pValue!, p, { relative: 1e-10 }, `${name} ${key}`);
          compared++;
        }
      expect(compared).toBeGreaterThan(40);
    },
  );

  it("gives what textbooks print of the remission of leukaemia patients", () => {
    // Source: Freireich et al. (1963), Blood 21(6), 699-716, remission in weeks under 6-MP and placebo, as analysed in Cox & Oakes
    // (1984), "Analysis of Survival Data", section 1.1, and Kleinbaum & Klein (2012), "Survival Analysis", 3rd ed., section 2.IV
    // (log-rank 16.79; expected 19.25 and 10.75; Wilcoxon 13.46, Tarone-Ware 15.12, Peto 14.08).
    const duration = [
      [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35],
      [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23],
    ];
    const data = {
      duration: duration.flat(),
      event: duration.flatMap((column, arm) => column.map((_, i) => arm === 1 || i < 9)),
      group: duration.flatMap((column, arm) => column.map(() => (arm === 0 ? "6-MP" : "placebo"))),
    };
    const test = logRankTest(data);
    expectPrinted(test.chiSquare!, "16.79");
    expectPrinted(test.groups[0]!.expected, "19.25");
    expectPrinted(test.groups[1]!.expected, "10.75");
    expectPrinted(logRankTest(data, { weighting: "wilcoxon" }).chiSquare!, "13.46");
    expectPrinted(logRankTest(data, { weighting: "taroneWare" }).chiSquare!, "15.12");
    expectPrinted(logRankTest(data, { weighting: "peto" }).chiSquare!, "14.08");
  });

  it("is what sums over all rows give, of 500 random tables with ties, weights, strata and late entry", () => {
    fc.assert(
      fc.property(
        rows,
        weighting,
        fc.boolean(),
        fc.constantFrom(0, 0.5, 1),
        (table, weighting, strata, q) => {
          fc.pre(new Set(table.map(({ group }) => group)).size > 1);
          const powers = weighting === "flemingHarrington" ? { p: 1, q } : {};
          const test = logRankTest(table, { weighting, ...powers, ...(strata && { strata: "stratum" }) });
          const brute = bruteForce(table, { weighting, p: 1, q, strata });
          const size = test.groups.length;
          test.groups.forEach(({ group, observed, expected }, g) => {
            expect(group).toBe(brute.labels[g]);
            expectClose(observed - expected, brute.difference[g]!, { absolute: 1e-10 });
            for (let h = 0; h < size; h++)
              expectClose(test.covariance[g]![h]!, brute.covariance[g]![h]!, {
                absolute: 1e-9,
                relative: 1e-12,
              });
          });
          // All groups but the last, where these can be told apart.
          const inner = brute.covariance.slice(0, -1).map((row) => row.slice(0, -1));
          if (test.degreesOfFreedom === size - 1) {
            const x = solve(Float64Array.from(inner.flat()), brute.difference.slice(0, -1), size - 1)!;
            const chiSquare = x.reduce((sum, each, g) => sum + each * brute.difference[g]!, 0);
            expectClose(test.chiSquare!, chiSquare, { relative: 1e-8, absolute: 1e-10 });
          }
          expectPlainData(test);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("does not depend on the order of rows, on tallying or sorting, nor on weights against repeated rows", () => {
    fc.assert(
      fc.property(rows, weighting, (table, weighting) => {
        fc.pre(new Set(table.map(({ group }) => group)).size > 1);
        const test = logRankTest(table, { weighting, strata: "stratum" });
        const repeated = table.flatMap((row) =>
          Array.from({ length: row.weight }, () => ({ ...row, weight: 1 })),
        );
        const again = logRankTest([...repeated].reverse(), { weighting, strata: "stratum" });
        // Time in other units is no whole number, and is sorted.
        const scaled = table.map((row) => ({ ...row, duration: row.duration * 0.3, entry: row.entry * 0.3 }));
        for (const other of [again, logRankTest(scaled, { weighting, strata: "stratum" })]) {
          expect(other.degreesOfFreedom).toBe(test.degreesOfFreedom);
          if (test.chiSquare === null) expect(other.chiSquare).toBe(null);
          else expectClose(other.chiSquare!, test.chiSquare, { relative: 1e-9, absolute: 1e-10 });
        }
      }),
    );
  });

  it("tests for trend by the score of the groups", () => {
    const data = {
      duration: [1, 2, 3, 4, 3, 4, 6, 7, 6, 8, 9, 9],
      event: [1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 0, 0],
      group: ["a", "a", "a", "a", "b", "b", "b", "b", "c", "c", "c", "c"],
    };
    const { trend, groups, covariance } = logRankTest(data, { trend: { a: 1, b: 2, c: 3 } });
    const score = groups.reduce((sum, { observed, expected }, g) => sum + (g + 1) * (observed - expected), 0);
    const variance = covariance
      .flat()
      .reduce((sum, each, i) => sum + (Math.floor(i / 3) + 1) * ((i % 3) + 1) * each, 0);
    expectClose(trend!.z!, score / Math.sqrt(variance), { relative: 1e-13 });
    expect(trend!.z).toBeLessThan(0);
    // Two groups: the trend is the test itself.
    const two = { ...data, group: data.group.map((group) => (group === "a" ? "a" : "b")) };
    const both = logRankTest(two, { trend: { a: 0, b: 1 } });
    expectClose(both.trend!.chiSquare!, both.chiSquare!, { relative: 1e-12 });
  });

  it("says nothing where the data compare nothing, and less where some groups never meet", () => {
    const apart = {
      duration: [1, 2, 5, 6],
      event: [1, 1, 1, 1],
      group: ["a", "a", "b", "b"],
      entry: [0, 0, 3, 3],
    };
    expect(logRankTest(apart)).toMatchObject({ chiSquare: null, degreesOfFreedom: 0, pValue: null });
    const censored = { duration: [1, 2], event: [0, 0], group: ["a", "b"] };
    expect(logRankTest(censored, { trend: { a: 0, b: 1 } })).toMatchObject({
      chiSquare: null,
      pValue: null,
      trend: { z: null, chiSquare: null, pValue: null },
    });
    const pairs = {
      duration: [1, 2, 1, 2, 5, 6, 5, 6],
      event: [1, 1, 1, 1, 1, 1, 1, 1],
      group: ["a", "a", "b", "b", "c", "c", "d", "d"],
      entry: [0, 0, 0, 0, 3, 3, 3, 3],
    };
    expect(logRankTest(pairs).degreesOfFreedom).toBe(2);
    // Losses at 0 count: all who were watched from the start are at risk.
    const atOnce = logRankTest({ duration: [0, 1, 1, 2], event: [1, 1, 1, 0], group: ["a", "a", "b", "b"] });
    expectClose(atOnce.groups[0]!.expected, 2 / 4 + 2 / 3, { relative: 1e-15 });
  });

  it("refuses groups that are not there, names that are not groups, and powers of other weights", () => {
    const data = { duration: [1, 2], event: [1, 1], group: ["a", "b"] };
    expectRefusal(
      () => logRankTest({ ...data, group: ["a", "a"] }),
      "logRankTest: data must have two groups or more, received 1",
      "INSUFFICIENT_DATA",
    );
    expectRefusal(
      () => logRankTest({ ...data, group: ["a", null] }),
      "logRankTest: data.group[1] must be text, a number or a boolean, received null",
    );
    expectRefusal(
      () => logRankTest(data, { trend: { a: 1, c: 2 } }),
      'logRankTest: trend must name the groups (a, b), received "c"',
    );
    expectRefusal(
      () => logRankTest(data, { trend: { a: 1 } }),
      "logRankTest: trend.b must be a finite number, received undefined",
    );
    expectRefusal(
      () => logRankTest(data, { p: 1 }),
      'logRankTest: p must be left out unless weighting is "flemingHarrington", received 1',
    );
    expectRefusal(
      () => logRankTest({ ...data, weight: [1, 0.5] }),
      "logRankTest: data.weight[1] must be a whole number of 0 or more, received 0.5",
    );
    expectRefusal(
      () => logRankTest({ ...data, duration: [0.3, 0.1 + 0.2], entry: [0, 0.3] }),
      "logRankTest: data.entry[1] must be below the duration by more than rounding, received 0.3",
    );
  });
});

describe("pairwiseLogRankTests", () => {
  it("is the test of each two groups by themselves, adjusted", () => {
    fc.assert(
      fc.property(rows, weighting, (table, weighting) => {
        fc.pre(new Set(table.map(({ group }) => group)).size > 2);
        const pairs = pairwiseLogRankTests(table, { weighting, adjustment: "bonferroni" });
        expect(pairs.length).toBe(3);
        for (const { first, second, chiSquare, pValue, excess, adjustedPValue } of pairs) {
          const own = logRankTest(
            table.filter(({ group }) => group === first || group === second),
            { weighting },
          );
          const group = own.groups.find((each) => each.group === first)!;
          expectClose(excess, group.observed - group.expected, { absolute: 1e-10 });
          if (chiSquare === null) expect(own.chiSquare).toBe(null);
          else {
            expectClose(chiSquare, own.chiSquare!, { relative: 1e-10, absolute: 1e-12 });
            const tests = pairs.filter((pair) => pair.pValue !== null).length;
            expectClose(adjustedPValue!, Math.min(1, tests * pValue!), { relative: 1e-14 });
          }
        }
      }),
    );
  });
});
