/** Concordance: R's counts and errors, and every pair by itself. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concordance } from "../../../src/survival/comparison/concordance.js";
import {
  expectClose,
  expectPlainData,
  expectRefusal,
  itOutside,
  outsideText,
  readReference,
} from "../../support.js";
import { brokenRows, type RandomRow, rows } from "../random-rows.js";

interface Counts {
  readonly c: number;
  readonly se: number;
  readonly concordant: number;
  readonly discordant: number;
  readonly tied_x: number;
  readonly tied_y: number;
  readonly tied_xy: number;
}
interface Case {
  readonly name: string;
  readonly inputs: { readonly time: number[]; readonly status: number[]; readonly x: number[] };
  readonly expected: Counts;
}
interface CoxCase {
  readonly name: string;
  readonly inputs: {
    readonly time: readonly number[];
    readonly status: readonly number[];
    readonly X: Readonly<Record<string, readonly number[]>>;
    readonly start?: readonly number[];
    readonly strata?: readonly (string | number)[];
    readonly weights?: readonly number[];
    readonly cluster?: readonly number[];
    readonly id?: readonly number[];
  };
  readonly expected: {
    readonly efron: {
      readonly coef: readonly number[];
      readonly coef_names: readonly string[];
      readonly concordance: Counts;
    };
  };
}

function compare(actual: ReturnType<typeof concordance>, wanted: Counts, name: string): void {
  const closed = { relative: 1e-12 };
  expectClose(actual.estimate!, wanted.c, closed, name);
  expectClose(actual.standardError!, wanted.se, closed, name);
  expectClose(actual.concordant, wanted.concordant, closed, name);
  expectClose(actual.discordant, wanted.discordant, closed, name);
  expectClose(actual.tiedScore, wanted.tied_x, closed, name);
  expectClose(actual.tiedTime, wanted.tied_y, closed, name);
  expectClose(actual.tiedBoth, wanted.tied_xy, closed, name);
}

const compareCase = ({ name, inputs, expected }: Case) => {
  compare(concordance({ duration: inputs.time, event: inputs.status, score: inputs.x }), expected, name);
};

/** Every pair by itself. */
function bruteForce(table: readonly RandomRow[], strata: boolean) {
  const counts = { concordant: 0, discordant: 0, tiedScore: 0, tiedTime: 0, tiedBoth: 0 };
  table.forEach((one, i) => {
    table.forEach((other, j) => {
      if (i === j || !one.event || (strata && one.stratum !== other.stratum)) return;
      const pair = one.weight * other.weight;
      const isWatched = other.entry === 0 || other.entry < one.duration;
      const isLater = other.duration > one.duration || (other.duration === one.duration && !other.event);
      if (isWatched && isLater) {
        if (other.score > one.score) counts.concordant += pair;
        else if (other.score < one.score) counts.discordant += pair;
        else counts.tiedScore += pair;
      } else if (other.event && other.duration === one.duration && i < j) {
        if (other.score === one.score) counts.tiedBoth += pair;
        else counts.tiedTime += pair;
      }
    });
  });
  return counts;
}

describe("concordance", () => {
  it("gives R's concordance of made-up subscriptions", () => {
    for (const each of readReference<{ cases: Case[] }>("survival/concordance.json").cases) compareCase(each);
  });

  itOutside("reference/survival/concordance.json", "gives that of R's data sets", () => {
    const { cases } = JSON.parse(outsideText("reference/survival/concordance.json")) as { cases: Case[] };
    for (const each of cases) compareCase(each);
  });

  itOutside(
    "reference/survival/cox.json",
    "gives that of R's Cox fits: strata, weights, late entry, clusters",
    () => {
      const { cases } = JSON.parse(outsideText("reference/survival/cox.json")) as { cases: CoxCase[] };
      let compared = 0;
      for (const { name, inputs, expected } of cases) {
        const { time, status, X, start, strata, weights, cluster, id } = inputs;
        const { coef, coef_names: names, concordance: wanted } = expected.efron;
        if (wanted === undefined || names.some((each) => X[each] === undefined)) continue;
        // The risk score; sums of rounded coefficients must not break ties.
        const score = time.map((_, i) =>
          Number(names.reduce((sum, each, k) => sum + coef[k]! * X[each]![i]!, 0).toFixed(11)),
        );
        const whose = cluster ?? id;
        const data = {
          duration: time,
          event: status,
          score,
          entry: start ?? time.map(() => 0),
          weight: weights ?? time.map(() => 1),
          strata: strata ?? time.map(() => 1),
          who: whose ?? time.map((_, i) => i),
        };
        const actual = concordance(data, {
          higherScore: "shorter",
          strata: "strata",
          ...(whose !== undefined && cluster !== undefined ? { cluster: "who" } : {}),
        });
        compare(actual, wanted, name);
        compared++;
      }
      expect(compared).toBeGreaterThan(8);
    },
  );

  it("counts every pair as it should, of 500 random tables with ties, weights, strata and late entry", () => {
    fc.assert(
      fc.property(fc.oneof(rows, brokenRows), fc.boolean(), (table, strata) => {
        const actual = concordance(table, strata ? { strata: "stratum" } : {});
        const wanted = bruteForce(table, strata);
        for (const name of Object.keys(wanted) as (keyof typeof wanted)[])
          expectClose(actual[name], wanted[name], { relative: 1e-10, absolute: 1e-10 }, name);
        expectPlainData(actual);
      }),
      { numRuns: 500 },
    );
  });

  it("has the error that each customer's weight makes", () => {
    const shareOf = (table: readonly RandomRow[]) => {
      const { concordant, discordant, tiedScore } = bruteForce(table, true);
      return (concordant + tiedScore / 2) / (concordant + discordant + tiedScore);
    };
    fc.assert(
      fc.property(brokenRows, (table) => {
        const actual = concordance(table, { strata: "stratum", cluster: "customer" });
        fc.pre(actual.estimate !== null);
        let variance = 0;
        for (const customer of new Set(table.map((row) => row.customer))) {
          const moved = (factor: number) =>
            shareOf(
              table.map((row) => (row.customer === customer ? { ...row, weight: row.weight * factor } : row)),
            );
          variance += ((moved(1 + 1e-5) - moved(1 - 1e-5)) / 2e-5) ** 2;
        }
        expectClose(actual.standardError!, Math.sqrt(variance), { relative: 1e-5, absolute: 1e-8 });
      }),
      { numRuns: 200 },
    );
  });

  it("turns with the score, and says nothing where no pair can be compared", () => {
    const data = { duration: [1, 2, 3], event: [1, 1, 0], score: [3, 1, 2] };
    const up = concordance(data);
    const down = concordance(data, { higherScore: "shorter" });
    expectClose(up.estimate! + down.estimate!, 1, { relative: 1e-15 });
    expect(up.standardError).toBe(down.standardError);
    expect(concordance({ duration: [1, 2], event: [0, 0], score: [1, 2] })).toMatchObject({
      estimate: null,
      standardError: null,
      lower: null,
      upper: null,
    });
    expect(concordance({ duration: [1], event: [1], score: [1] }).estimate).toBe(null);
    expectRefusal(
      () => concordance({ duration: [1], event: [1], score: [Number.NaN] }),
      "concordance: data.score[0] must be a finite number, received NaN",
    );
  });
});
