import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type ExpectedMaximumProfitOptions,
  expectedMaximumProfit,
  type MaximumProfitOptions,
  maximumProfit,
} from "../../../src/economics/targeting/maximum-profit.js";
import type { ReceiverCurve, ScoredCustomers } from "../../../src/economics/targeting/receiver-curve.js";
import { expectClose, expectPlainData, expectRefusal, itOutside, outsideText } from "../../support.js";

const eight: ScoredCustomers = {
  scores: [0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 0.8, 0.9],
  churned: [0, 1, 0, 1, 0, 1, 0, 1],
};
const twenty = (score: (left: number) => number): ScoredCustomers => {
  const churned = Array.from({ length: 20 }, (_, i) => i % 2);
  return { scores: churned.map(score), churned };
};
const curve = (...points: [number, number][]): ReceiverCurve => ({
  points: points.map(([stayersReached, leaversReached]) => ({ stayersReached, leaversReached })),
  churnRate: 0.1,
});

const rankings = fc
  .array(fc.record({ score: fc.integer({ min: 0, max: 9 }), left: fc.boolean() }), {
    minLength: 2,
    maxLength: 40,
  })
  .filter((rows) => rows.some(({ left }) => left) && rows.some(({ left }) => !left))
  .map((rows) => ({ scores: rows.map(({ score }) => score), churned: rows.map(({ left }) => left) }));

describe("maximumProfit", () => {
  it.each([
    // Source: documentation and tests of empulse (MIT) at commit 4c07eb62.
    ["eight customers", eight, 23.875, 0.875],
    ["a perfect ranking", twenty((left) => left), 28, 0.5],
    ["an inverted ranking", twenty((left) => 1 - left), 22.5, 1],
  ])("of %s", (_, ranking, profit, share) => {
    const result = maximumProfit(ranking);
    expectClose(result.profit, profit, { relative: 1e-14 });
    expect(result.targetedShare).toBe(share);
    expectPlainData(result);
  });

  it("names the lowest score to contact", () => {
    expect(maximumProfit(eight)).toMatchObject({ threshold: 0.2, leaversReached: 1, stayersReached: 0.75 });
    expect(maximumProfit(eight, { acceptance: 0 })).toMatchObject({
      profit: 0,
      targetedShare: 0,
      threshold: null,
    });
  });

  it("is the best of all thresholds", () => {
    fc.assert(
      fc.property(rankings, fc.double({ min: 0, max: 1, noNaN: true }), (ranking, acceptance) => {
        const n = ranking.scores.length;
        const profits = [...new Set(ranking.scores)].map((threshold) => {
          const hit = (left: boolean) =>
            ranking.scores.filter((score, i) => score >= threshold && ranking.churned[i] === left).length;
          return (hit(true) * (acceptance * 190 - 1) - hit(false) * 11) / n;
        });
        expectClose(maximumProfit(ranking, { acceptance }).profit, Math.max(0, ...profits), {
          absolute: 1e-10,
        });
      }),
    );
  });
});

describe("expectedMaximumProfit", () => {
  it.each([
    // Source: documentation and tests of empulse (MIT) at commit 4c07eb62.
    ["eight customers", eight, 23.875593418348124, 0.8743700763487141],
    ["a perfect ranking", twenty((left) => left), 28.0000000000391, 0.499999999728095],
  ])("of %s", (_, ranking, profit, share) => {
    const result = expectedMaximumProfit(ranking);
    expectClose(result.profit, profit, { relative: 1e-14 });
    expectClose(result.targetedShare, share, { relative: 1e-14 });
    expectPlainData(result);
  });

  it.each([
    // Source: the integral by mpmath.quad with 30 digits between the kinks of the integrand.
    ["a ranking that knows nothing", curve(), 0.014371021266349038],
    ["a perfect ranking", curve([0, 1]), 5.600000000007826],
    ["three corners", curve([0.05, 0.4], [0.2, 0.7], [0.5, 0.9]), 2.079879376527961],
    ["three other corners", curve([0.1, 0.4], [0.3, 0.7], [0.6, 0.9]), 1.3723779318713443],
    ["points below the hull", curve([0.5, 0.9], [0.3, 0.5], [0.2, 0.7], [0.05, 0.4]), 2.079879376527961],
  ])("of a curve: %s", (_, ranking, profit) => {
    expectClose(expectedMaximumProfit(ranking).profit, profit, { relative: 1e-11 });
  });

  it("tends to the maximum profit as the acceptance becomes certain", () => {
    const certain = expectedMaximumProfit(eight, { acceptance: { alpha: 3e6, beta: 7e6 } });
    expectClose(certain.profit, maximumProfit(eight).profit, { relative: 1e-6 });
    expectClose(certain.targetedShare, maximumProfit(eight).targetedShare, { relative: 1e-6 });
  });

  it("is at least the profit at the mean acceptance, and at most that of a perfect ranking", () => {
    fc.assert(
      fc.property(rankings, (ranking) => {
        const expected = expectedMaximumProfit(ranking).profit;
        const perfect = expectedMaximumProfit({
          scores: ranking.churned.map(Number),
          churned: ranking.churned,
        });
        expect(expected).toBeGreaterThanOrEqual(maximumProfit(ranking).profit - 1e-9);
        expect(expected).toBeLessThanOrEqual(perfect.profit + 1e-9);
      }),
    );
  });

  it("depends on the order of the scores alone: not on their scale, nor on the order of the rows", () => {
    fc.assert(
      fc.property(rankings, ({ scores, churned }) => {
        const other = {
          scores: Float64Array.from([...scores].reverse(), (score) => Math.exp(score) - 5),
          churned: [...churned].reverse(),
        };
        expect(expectedMaximumProfit(other)).toStrictEqual(expectedMaximumProfit({ scores, churned }));
        expect(expectedMaximumProfit({ scores, churned: churned.map(Number) })).toStrictEqual(
          expectedMaximumProfit({ scores, churned }),
        );
      }),
    );
  });

  it("refuses columns that are no ranking", () => {
    const refuse = (ranking: unknown, message: string, code?: string) =>
      expectRefusal(() => expectedMaximumProfit(ranking as never), `expectedMaximumProfit: ${message}`, code);
    refuse(undefined, "ranking must be an object, received undefined");
    refuse({}, "ranking.scores must be an array or a typed array, received undefined");
    refuse(
      { scores: [1, 2], churned: [1] },
      "ranking.churned must have one entry per score (2), received [1]",
    );
    refuse(
      { scores: [1, Number.NaN], churned: [1, 0] },
      "ranking.scores[1] must be a finite number, received NaN",
    );
    refuse({ scores: [1, 2], churned: [1, 2] }, "ranking.churned[1] must be true, false, 1 or 0, received 2");
    refuse(
      { scores: [1, 2], churned: [0, 0] },
      "ranking.churned must hold at least one who left, received 0",
      "INSUFFICIENT_DATA",
    );
    refuse(
      { scores: [1, 2], churned: [true, true] },
      "ranking.churned must hold at least one who stayed, received 0",
      "INSUFFICIENT_DATA",
    );
    refuse(
      { points: [], churnRate: 1 },
      "ranking.churnRate must be a fraction above 0 and below 1, received 1",
    );
    refuse(
      { points: [{ leaversReached: 2, stayersReached: 0 }], churnRate: 0.1 },
      "ranking.points[0].leaversReached must be a fraction from 0 to 1 (not a percentage: 0.05 means 5%), received 2",
    );
  });

  it("refuses money and acceptance out of range", () => {
    const money = (options: ExpectedMaximumProfitOptions, message: string) =>
      expectRefusal(() => expectedMaximumProfit(eight, options), `expectedMaximumProfit: ${message}`);
    money({ customerValue: 5 }, "incentive must be below customerValue (5), received 10");
    money({ contactCost: -1 }, "contactCost must be a finite number of 0 or more, received -1");
    money(
      { acceptance: { alpha: 0, beta: 1 } },
      "acceptance.alpha must be a finite number above 0, received 0",
    );
    money({ acceptance: 0.3 as never }, "acceptance must be an object, received 0.3");
    const known: MaximumProfitOptions = { acceptance: 30 };
    expectRefusal(
      () => maximumProfit(eight, known),
      "maximumProfit: acceptance must be a fraction from 0 to 1 (not a percentage: 0.05 means 5%), received 30",
    );
  });
});

// Source of the numbers: tests of empulse (MIT) at commit 4c07eb62.
describe("on the 221 scores that empulse tests with", () => {
  const file = "data/published/empulse_scores.json";
  const scored = (): ScoredCustomers => {
    const { y_score, y_true } = JSON.parse(outsideText(file)) as { y_true: number[]; y_score: number[] };
    return { scores: y_score, churned: y_true };
  };
  const expectedProfits: [ExpectedMaximumProfitOptions, number, number][] = [
    [{ acceptance: { alpha: 2, beta: 14 } }, 5.04518077557418, 0.3984799748965802],
    [{ customerValue: 50 }, 1.62729137977619, 0.3397172176773871],
    [{ incentive: 100 }, 1.95497116583216, 0.11706222855204537],
    [
      { acceptance: { alpha: 10, beta: 7 }, customerValue: 300, incentive: 50, contactCost: 25 },
      23.8505727106226,
      0.4360480478313282,
    ],
  ];
  const profits: [MaximumProfitOptions, number, number][] = [
    [{}, 14.814479638009047, 0.665158371040724],
    [{ acceptance: 0.2 }, 9.02262443438914, 0.4434389140271493],
    [{ customerValue: 50 }, 1.493212669683258, 0.4434389140271493],
    [
      { acceptance: 0.9, customerValue: 300, incentive: 50, contactCost: 25 },
      46.380090497737555,
      0.4434389140271493,
    ],
  ];

  itOutside(file, "gives its profits and shares", () => {
    const ranking = scored();
    for (const [options, profit, share] of expectedProfits) {
      const result = expectedMaximumProfit(ranking, options);
      expectClose(result.profit, profit, { relative: 1e-13 }, JSON.stringify(options));
      expectClose(result.targetedShare, share, { relative: 1e-13 }, JSON.stringify(options));
    }
    for (const [options, profit, share] of profits) {
      const result = maximumProfit(ranking, options);
      expectClose(result.profit, profit, { relative: 1e-13 }, JSON.stringify(options));
      expectClose(result.targetedShare, share, { relative: 1e-14 }, JSON.stringify(options));
    }
  });
});
