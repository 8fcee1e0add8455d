import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ClaimsInput, checkClaims } from "../../../src/economics/claims/check-claims.js";
import type { Claim } from "../../../src/economics/claims/input.js";
import { expectClose, expectPlainData, expectRefusal } from "../../support.js";

const given = (probability: string, condition: string) => ({ probability, given: condition });
const eighty: Claim = { ...given("satisfied", "defected"), equals: 0.8 };
const forty: Claim = { ...given("defected", "satisfied"), equals: 0.4 };
const fiveTimes: Claim = {
  ratioOf: given("defected", "not satisfied"),
  to: given("defected", "satisfied"),
  equals: 5,
};
const risk = { ratioOf: given("defected", "not satisfied"), to: given("defected", "satisfied") };

function expectRange(
  range: { lower: number; upper: number | null } | undefined,
  [lower, upper]: readonly [number, number | null],
  absolute = 1e-9,
): void {
  expectClose(range!.lower, lower, { absolute }, "lower");
  if (upper === null) expect(range!.upper).toBeNull();
  else expectClose(range!.upper!, upper, { absolute }, "upper");
}

describe("checkClaims", () => {
  it("proves that 40% of the satisfied and five times as many of the dissatisfied cannot both leave", () => {
    // Source: 5 × 0.4 = 2 > 1, the smallest conflict; given up, s = 20/21 and P(D|S) ≤ 0.2, or s ≤ 10/11 and RR ≤ 2.5.
    const check = checkClaims({
      claims: [eighty, forty, fiveTimes],
      quantities: [{ probability: "satisfied" }, { probability: "defected" }, forty, risk],
    });
    expect(check.feasible).toBe(false);
    expect(check.ranges).toBeNull();
    expect(check.conflicts).toStrictEqual([
      {
        claims: [1, 2],
        words: ["P(defected | satisfied) = 0.4", "P(defected | not satisfied) / P(defected | satisfied) = 5"],
      },
    ]);
    expect(check.relaxations.map(({ leftOut }) => leftOut)).toEqual([[1], [2]]);
    const [withoutForty, withoutFive] = check.relaxations;
    expectRange(withoutForty!.ranges[0], [20 / 21, 20 / 21]);
    // c = 1.19 P(D|S): s P(D|S) = 0.8 c with s = 20/21, and P(D|S) ≤ 0.2.
    expectRange(withoutForty!.ranges[1], [0, ((20 / 21) * 0.2) / 0.8], 1e-6);
    expectRange(withoutForty!.ranges[2], [0, 0.2], 1e-6);
    expectRange(withoutForty!.ranges[3], [5, 5]);
    expectRange(withoutFive!.ranges[0], [0, 10 / 11]);
    expectRange(withoutFive!.ranges[1], [0, 5 / 11]);
    expectRange(withoutFive!.ranges[2], [0.4, 0.4]);
    expectRange(withoutFive!.ranges[3], [0, 2.5]);
    expectPlainData(check);
  });

  it.each([
    // Source: churn = 0.5 s and P(D|U) = 0.1 s / (1 - s), by Bayes.
    [0.5, 0.25, 0.1, 0.25],
    [0.6, 0.3, 0.15, 0.375],
    [0.7, 0.35, 0.7 / 3, 0.7 / 1.2],
    [0.8, 0.4, 0.4, 1],
    [0.85, 0.425, 0.085 / 0.15, 0.085 / 0.06],
    [0.9, 0.45, 0.9, 2.25],
  ])(
    "both, with a satisfied share of %f: churn %f, of the dissatisfied %f",
    (share, churn, dissatisfied, ratio) => {
      const check = checkClaims({
        claims: [eighty, forty, { probability: "satisfied", equals: share }],
        quantities: [{ probability: "defected" }, given("defected", "not satisfied"), risk],
      });
      expectRange(check.ranges?.[0], [churn, churn]);
      expectRange(check.ranges?.[1], [dissatisfied, dissatisfied]);
      expectRange(check.ranges?.[2], [ratio, ratio], 1e-8);
    },
  );

  it.each([
    // Source: s = 4 RR / (1 + 4 RR) where 80% of defectors were satisfied.
    [1, 0.8],
    [1.5, 0.8571428571428571],
    [2, 0.8888888888888888],
    [2.5, 0.9090909090909091],
    [3, 0.9230769230769231],
    [5, 0.9523809523809524],
    [10, 0.975609756097561],
  ])("eighty per cent and a ratio of %f force a satisfied share of %f", (ratio, share) => {
    const check = checkClaims({
      claims: [eighty, { ...risk, equals: ratio }],
      quantities: [{ probability: "satisfied" }],
    });
    expectRange(check.ranges?.[0], [share, share]);
  });

  it("bounds overlaps as Boole and Fréchet do", () => {
    // Source: max(0, a + b - 1) to min(a, b), max(a, b) to min(1, a + b).
    const fraction = fc.integer({ min: 0, max: 20 }).map((k) => k / 20);
    fc.assert(
      fc.property(fraction, fraction, (a, b) => {
        const check = checkClaims({
          claims: [
            { probability: "a", equals: a },
            { probability: "b", equals: b },
          ],
          quantities: [{ probability: "a and b" }, { probability: "a or b" }, { probability: "a and not b" }],
        });
        expectRange(check.ranges?.[0], [Math.max(0, a + b - 1), Math.min(a, b)]);
        expectRange(check.ranges?.[1], [Math.max(a, b), Math.min(1, a + b)]);
        expectRange(check.ranges?.[2], [Math.max(0, a - b), Math.min(a, 1 - b)]);
      }),
    );
  });

  it("finds every smallest conflict among many claims", () => {
    const check = checkClaims({
      claims: [
        { probability: "a", atLeast: 0.6 },
        { probability: "b", atLeast: 0.6 },
        { probability: "a and b", equals: 0 },
        { probability: "c", equals: 0.3 },
        { probability: "c", atMost: 0.2 },
      ],
    });
    expect(check.conflicts.map(({ claims }) => claims)).toEqual([
      [3, 4],
      [0, 1, 2],
    ]);
    expect(check.relaxations.map(({ leftOut }) => leftOut)).toEqual([
      [0, 3],
      [0, 4],
      [1, 3],
      [1, 4],
      [2, 3],
      [2, 4],
    ]);
    expect(check.events).toEqual(["a", "b", "c"]);
    expectPlainData(check);
  });

  it("finds a ratio that only one value of its lower probability allows", () => {
    // Source: s = 20/21 by Bayes, and c = s x + 5 x (1 - s) = 25/21 x = 0.2 gives x = 0.168.
    const claims: Claim[] = [eighty, fiveTimes, { probability: "defected", equals: 0.2 }];
    const check = checkClaims({ claims, quantities: [given("defected", "satisfied")] });
    expect(check.feasible).toBe(true);
    expectRange(check.ranges?.[0], [0.168, 0.168], 1e-7);
    // With 30% defectors x would be 0.252, and five times that more than everybody.
    const high = checkClaims({ claims: [eighty, fiveTimes, { probability: "defected", equals: 0.3 }] });
    expect(high.conflicts.map((conflict) => conflict.claims)).toEqual([[0, 1, 2]]);
  });

  it("accepts what a joint distribution gives, and finds its values within the ranges", () => {
    const count = fc.integer({ min: 1, max: 50 });
    const weights = fc.tuple(count, count, count, count);
    fc.assert(
      fc.property(weights, ([sd, sk, ud, uk]) => {
        const all = sd + sk + ud + uk;
        const claims: Claim[] = [
          { ...given("d", "s"), equals: sd / (sd + sk) },
          { ratioOf: given("d", "not s"), to: given("d", "s"), equals: ud / (ud + uk) / (sd / (sd + sk)) },
          {
            probability: "s",
            atLeast: ((sd + sk) / all) * 0.9,
            atMost: Math.min(1, ((sd + sk) / all) * 1.1),
          },
        ];
        const check = checkClaims({ claims, quantities: [{ probability: "d" }, given("d", "not s")] });
        expect(check.feasible).toBe(true);
        const churn = (sd + ud) / all;
        expect(check.ranges![0]!.lower).toBeLessThanOrEqual(churn + 1e-8);
        expect(check.ranges![0]!.upper).toBeGreaterThanOrEqual(churn - 1e-8);
        expectRange(check.ranges![1], [ud / (ud + uk), ud / (ud + uk)], 1e-7);
      }),
      { numRuns: 10 },
    );
  });

  it("is exact with two ratios under different conditions", () => {
    // P(d | s) = 0.2 / (0.75 + 5 · 0.25) = 0.1, P(d | q) = 0.2 / (0.9 + 4 · 0.1) = 2/13; within d, a Fréchet bound.
    const ratio = (above: string, below: string) => ({ ratioOf: given("d", above), to: given("d", below) });
    const check = checkClaims({
      claims: [
        { ...ratio("not s", "s"), equals: 5 },
        { ...ratio("not q", "q"), equals: 4 },
        { probability: "d", equals: 0.2 },
        { probability: "s", equals: 0.75 },
        { probability: "q", equals: 0.9 },
      ],
      quantities: [given("d", "s"), given("d", "not q"), { probability: "d and s and q" }, ratio("s", "q")],
    });
    const [within, others, both, compared] = check.ranges!;
    expectRange(within, [0.1, 0.1], 1e-7);
    expectRange(others, [8 / 13, 8 / 13], 1e-7);
    expectRange(both, [0.075 + (0.9 * 2) / 13 - 0.2, 0.075], 1e-7);
    expectRange(compared, [0.65, 0.65], 1e-6);
    for (const range of check.ranges!) expect(range.exact).toBe(true);
    // At most a quarter of those with q can leave, so at most 0.9 · 0.25 + 0.1 = 0.325 of all.
    const many: Claim[] = [
      { ...ratio("not q", "q"), equals: 4 },
      { ...ratio("not s", "s"), equals: 5 },
      { probability: "d", atLeast: 0.4 },
      { probability: "q", equals: 0.9 },
    ];
    expect(checkClaims({ claims: many }).conflicts.map(({ claims }) => claims)).toEqual([[0, 2, 3]]);
  });

  it("comes to the bounds that a search over distributions finds", () => {
    // Atoms d, s, q in the order of bits 1, 2, 4, weighted 8, 35, 46, 41, 38, 7, 32, 27; both ratios within 10% of theirs.
    // Source: scipy's SLSQP over the eight atoms from 25 starts each.
    const [notS, s] = [(35 + 7) / (8 + 35 + 38 + 7), (41 + 27) / (46 + 41 + 32 + 27)];
    const [q, notQ] = [(7 + 27) / (38 + 7 + 32 + 27), (35 + 41) / (8 + 35 + 46 + 41)];
    const near = (value: number) => ({ atLeast: 0.9 * value, atMost: 1.1 * value });
    const check = checkClaims({
      claims: [
        { ratioOf: given("d", "not s"), to: given("d", "s"), ...near(notS / s) },
        { ratioOf: given("d", "q"), to: given("d", "not q"), ...near(q / notQ) },
        { probability: "d", equals: 110 / 234 },
        { probability: "s and q", equals: 59 / 234 },
      ],
      quantities: [given("d", "s"), { ratioOf: given("d", "s and q"), to: given("d", "not s") }],
    });
    expectRange(check.ranges?.[0], [0.42925, 0.499103], 1e-6);
    expectRange(check.ranges?.[1], [0, 1.82888], 1e-6);
    for (const range of check.ranges!) expect(range.exact).toBe(true);
  });

  it("contains the truth with several ratios, exact or not", () => {
    const weights = fc.array(fc.integer({ min: 5, max: 50 }), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(weights, (w) => {
        const total = w.reduce((sum, each) => sum + each, 0);
        // Bit 0 is d, bit 1 s, bit 2 q.
        const p = (test: (atom: number) => boolean) =>
          w.reduce((sum, each, atom) => sum + (test(atom) ? each / total : 0), 0);
        const within = (bit: number, other: number, has: boolean) =>
          p((k) => (k & bit) > 0 && (k & other) > 0 === has) / p((k) => (k & other) > 0 === has);
        const check = checkClaims({
          claims: [
            {
              ...{ ratioOf: given("d", "not s"), to: given("d", "s") },
              equals: within(1, 2, false) / within(1, 2, true),
            },
            {
              ...{ ratioOf: given("d", "q"), to: given("d", "not q") },
              equals: within(1, 4, true) / within(1, 4, false),
            },
            { probability: "d", equals: p((k) => (k & 1) > 0) },
          ],
          quantities: [given("d", "s"), { probability: "q" }],
        });
        expect(check.feasible).toBe(true);
        const truth = [within(1, 2, true), p((k) => (k & 4) > 0)];
        check.ranges?.forEach((range, i) => {
          expect(range.lower).toBeLessThanOrEqual(truth[i]! + 1e-7);
          expect(range.upper ?? 1).toBeGreaterThanOrEqual(truth[i]! - 1e-7);
        });
        expectPlainData(check);
      }),
      { numRuns: 3 },
    );
  });

  it("finds a thin range between the steps of its scan", () => {
    // Source: s = 20/21 and P(D|S) = 0.84 P(D), P(D) being 0.2 to 0.201.
    const check = checkClaims({
      claims: [eighty, fiveTimes, { probability: "defected", atLeast: 0.2, atMost: 0.201 }],
      quantities: [given("defected", "satisfied")],
    });
    expectRange(check.ranges?.[0], [0.168, 0.16884], 1e-6);
    expect(check.ranges?.[0]?.exact).toBe(true);
  });

  it("says null where a ratio has no upper bound, and refuses nothing that is merely wide", () => {
    const check = checkClaims({ claims: [{ probability: "satisfied", equals: 0.5 }], quantities: [risk] });
    expectRange(check.ranges?.[0], [0, null]);
  });

  it("reads events with and, or, not and parentheses, in any alphabet", () => {
    const check = checkClaims({
      claims: [
        { probability: "not (незадовољан or late) and not late", equals: 0.3 },
        { probability: "late or незадовољан", atMost: 0.7 },
      ],
    });
    expect(check.feasible).toBe(true);
    expect(check.claims).toEqual([
      "P(not (незадовољан or late) and not late) = 0.3",
      "P(late or незадовољан) ≤ 0.7",
    ]);
  });

  it("refuses what is no claim", () => {
    const refuse = (input: unknown, message: string) =>
      expectRefusal(() => checkClaims(input as ClaimsInput), `checkClaims: ${message}`);
    refuse(undefined, "input must be an object, received undefined");
    refuse({ claims: [] }, "claims must be an array of 1 to 12 claims, received []");
    refuse({ claims: [0.05] }, "claims[0] must be an object, received 0.05");
    refuse(
      { claims: [{ probability: "a" }] },
      "claims[0] must have equals, atLeast or atMost, received an object",
    );
    refuse(
      { claims: [{ probability: "a", equals: 80 }] },
      "claims[0].equals must be a fraction from 0 to 1 (not a percentage: 0.05 means 5%), received 80",
    );
    refuse(
      { claims: [{ probability: "a", equals: 0.5, atMost: 0.6 }] },
      "claims[0].equals must be given alone, without atLeast and atMost, received 0.5",
    );
    refuse(
      { claims: [{ probability: "a", atLeast: 0.5, atMost: 0.4 }] },
      "claims[0].atLeast must be at most atMost (0.4), received 0.5",
    );
    const event = 'must be an event such as "a", "not a", "a and (b or c)"';
    refuse(
      { claims: [{ probability: "a and", equals: 0.5 }] },
      `claims[0].probability ${event}, received "a and"`,
    );
    refuse(
      { claims: [{ probability: "a b", equals: 0.5 }] },
      `claims[0].probability ${event}, received "a b"`,
    );
    refuse({ claims: [{ probability: "", equals: 0.5 }] }, `claims[0].probability ${event}, received ""`);
    refuse({ claims: [{ ...given("a", "(b"), equals: 0.5 }] }, `claims[0].given ${event}, received "(b"`);
    refuse(
      { claims: [{ ratioOf: { probability: "a" }, equals: 5 }] },
      "claims[0].to must be an object, received undefined",
    );
    refuse(
      { claims: [{ probability: "a and b and c and d and e and f and g", equals: 0.5 }] },
      "claims must speak of at most 6 simple events (a, b, c, d, e, f, g), received array of 1",
    );
    refuse(
      { claims: [{ probability: "a", equals: 0.5 }], quantities: 1 },
      "quantities must be an array, received 1",
    );
  });
});
