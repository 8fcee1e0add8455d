/** Confidence sequences against the reference, against each other and their definitions; looks without a guarantee. */
import { describe, expect, it } from "vitest";
import {
  type ConfidenceSequenceOptions,
  confidenceSequence,
  normalMixtureBoundary,
} from "../../src/experiments/index.js";
import { logBeta } from "../../src/math/gamma.js";
import { createRandom } from "../../src/math/random.js";
import { expectClose, expectPlainData, expectRefusal } from "../support.js";
import { casesOf, expectFields } from "./cases.js";

const file = "always-valid.json";

describe("the reference sequences", () => {
  it.each([...casesOf(file, "mixtureTestNormal"), ...casesOf(file, "mixtureTestRates")])(
    "$id",
    ({ inputs, expected, tolerance }) => {
      const { looks, ...options } = inputs;
      const { rows } = confidenceSequence(looks, { method: "mixture", ...options });
      const found = rows.map(({ estimate, logEvidence, ...row }) => ({
        ...row,
        difference: estimate,
        likelihoodRatio: Math.exp(logEvidence ?? Number.NaN),
      }));
      expectFields(found, expected, tolerance);
    },
  );

  it.each(casesOf(file, "normalMixtureBoundary"))("$id", ({ inputs, expected, tolerance }) => {
    expectFields(
      normalMixtureBoundary(inputs),
      { rho: expected.rho, boundary: expected.boundary },
      tolerance,
    );
    const approximate = { rho: expected.approximateRho, boundary: expected.boundaryOfApproximateRho };
    expectFields(normalMixtureBoundary({ ...inputs, tuning: "approximate" }), approximate, tolerance);
  });

  it.each(casesOf(file, "asymptoticSequence"))("$id", ({ inputs, expected, tolerance }) => {
    const { values, ...options } = inputs;
    const { rows, parameters } = confidenceSequence(values, { method: "asymptotic", from: 15, ...options });
    expectClose(parameters.rhoSquared ?? Number.NaN, expected.rhoSquared, tolerance);
    expectFields(rows, expected.sequence, tolerance);
  });

  it.each(casesOf(file, "asymptoticDifference"))("$id", ({ inputs, expected, tolerance }) => {
    const { looks, tunedAtTotal: tunedAt, level } = inputs;
    const { rows, parameters } = confidenceSequence(looks, { method: "asymptotic", tunedAt, level });
    expectClose(parameters.rhoSquared ?? Number.NaN, expected.rhoSquared, tolerance);
    expectFields(rows, expected.looks, tolerance);
  });

  // The peer confseq centres its empirical Bernstein sequence with the plain mean, 0 before the first value, and widens its
  // hedged ends by a step of its grid of 1,000; these are the paper's centre and the exact ends.
  it.each(casesOf(file, "boundedMeanSequence"))("$id", ({ inputs, expected, tolerance }) => {
    const { values, ...options } = inputs;
    const { bettingFraction, ...others } = options;
    const found = {
      hedged: confidenceSequence(values, { method: "hedged", ...options }).rows,
      empiricalBernstein: confidenceSequence(values, { method: "empirical-bernstein", ...options }).rows,
      ...("betaBinomial" in expected && {
        betaBinomial: confidenceSequence(values, { method: "beta-binomial", ...others }).rows,
      }),
    };
    expect(bettingFraction).toBe(0.5);
    expectFields(found, expected, tolerance);
  });
});

/** Values of a fair or unfair coin. */
function losses(n: number, rate: number, seed: number): number[] {
  const random = createRandom(seed);
  return Array.from({ length: n }, () => Number(random.next() < rate));
}

describe("confidence sequences", () => {
  const values = losses(300, 0.2, 7);
  const spend = losses(200, 0.5, 3).map((loss, i) => loss * (((i * 37) % 100) / 100));

  it("exclude a null value exactly where its p-value has fallen to 1 - level", () => {
    for (const method of ["hedged", "empirical-bernstein", "beta-binomial"] as const)
      for (const nullValue of [0.05, 0.15, 0.2, 0.35, 0.6]) {
        const at = [5, 20, 60, 150, 300];
        for (const row of confidenceSequence(values, { method, at, nullValue }).rows)
          expect(row.pValue! <= 0.05, `${method} ${nullValue} ${row.n}`).toBe(
            nullValue < row.runningLower || nullValue > row.runningUpper,
          );
      }
    const pair = [{ first: { atStart: 40, lost: 2 }, second: { atStart: 50, lost: 14 } }];
    for (const nullValue of [-0.6, -0.35, -0.2, 0, 0.1, 0.3]) {
      const [row] = confidenceSequence(pair, { method: "beta-binomial", nullValue }).rows;
      expect(row!.pValue! <= 0.05).toBe(nullValue < row!.lower || nullValue > row!.upper);
    }
  });

  it("of a rate have the evidence of the likelihood averaged over all rates", () => {
    const [row] = confidenceSequence([{ atStart: 50, lost: 4 }], {
      method: "beta-binomial",
      nullValue: 0.2,
    }).rows;
    expectClose(row?.logEvidence ?? 0, logBeta(5, 47) - 4 * Math.log(0.2) - 46 * Math.log(0.8), {
      relative: 1e-13,
    });
  });

  it("of a difference of rates have the least evidence of all pairs with that difference", () => {
    const [a, b] = [
      { atStart: 30, lost: 3 },
      { atStart: 25, lost: 9 },
    ];
    const nullValue = -0.1;
    const evidence = (p: number, q: number) =>
      logBeta(a.lost + 1, a.atStart - a.lost + 1) +
      logBeta(b.lost + 1, b.atStart - b.lost + 1) -
      (a.lost * Math.log(p) +
        (a.atStart - a.lost) * Math.log(1 - p) +
        b.lost * Math.log(q) +
        (b.atStart - b.lost) * Math.log(1 - q));
    let least = Number.POSITIVE_INFINITY;
    for (let p = 0.0001; p < 0.9; p += 0.0001) least = Math.min(least, evidence(p, p - nullValue));
    const [row] = confidenceSequence([{ first: a, second: b }], { method: "beta-binomial", nullValue }).rows;
    expectClose(row?.logEvidence ?? 0, least, { absolute: 1e-5 });
    expect(row!.logEvidence!).toBeLessThanOrEqual(least);
  });

  it("of rates need nobody lost where they are exact, and reach the ends that rates have", () => {
    const none = [{ first: { atStart: 12, lost: 0 }, second: { atStart: 15, lost: 0 } }];
    const [row] = confidenceSequence(none, { method: "beta-binomial" }).rows;
    expect(row).toMatchObject({ estimate: 0, pValue: 1 });
    expect(row!.lower).toBeGreaterThan(-1);
    const all = [{ first: { atStart: 12, lost: 12 }, second: { atStart: 15, lost: 0 } }];
    expect(confidenceSequence(all, { method: "beta-binomial" }).rows[0]?.upper).toBe(1);
    expect(confidenceSequence([{ atStart: 5, lost: 0 }], { method: "beta-binomial" }).rows[0]?.lower).toBe(0);
  });

  it("scale with the bounds of the values", () => {
    for (const options of [
      { method: "hedged" },
      { method: "empirical-bernstein" },
      { method: "normal-mixture", tunedAt: 100 },
    ] as const) {
      const at = [30, 200];
      const unit = confidenceSequence(spend, { ...options, at }).rows;
      const scaled = confidenceSequence(
        spend.map((x) => 50 * x - 10),
        { ...options, at, bounds: { lower: -10, upper: 40 } },
      ).rows;
      for (const [k, row] of unit.entries())
        for (const field of ["lower", "upper", "estimate"] as const)
          expectClose(scaled[k]![field], 50 * row[field] - 10, { absolute: 1e-9 });
    }
  });

  it("by the normal mixture lie as far from the mean as its boundary says", () => {
    const { rows, parameters } = confidenceSequence(spend, {
      method: "normal-mixture",
      tunedAt: 400,
      at: [100],
    });
    const { rho, boundary } = normalMixtureBoundary({ intrinsicTimes: [25], tunedAt: 100 });
    expectClose(parameters.rho ?? 0, rho, { relative: 1e-12 });
    expectClose(rows[0]!.upper - rows[0]!.estimate, boundary[0]! / 100, { relative: 1e-12 });
  });

  it("take typed arrays, and give plain data with running ends that never widen", () => {
    const options = { method: "asymptotic", tunedAt: 250, at: [200, 250, 300] } as const;
    const result = confidenceSequence(values, options);
    expect(confidenceSequence(Float64Array.from(values), options)).toEqual(result);
    expectPlainData(result);
    expect(result.nullValue).toBeNull();
    for (const [k, row] of result.rows.entries())
      if (k > 0) {
        expect(row.runningLower).toBe(Math.max(row.lower, result.rows[k - 1]!.runningLower));
        expect(row.runningUpper).toBe(Math.min(row.upper, result.rows[k - 1]!.runningUpper));
      }
  });

  it("of rates by the order of no customer, of bounded values by the order of all", () => {
    const backwards = [...values].reverse();
    const last = (data: number[], method: "hedged" | "beta-binomial") =>
      confidenceSequence(data, { method }).rows[0]!;
    expect(last(values, "hedged").lower).not.toBe(last(backwards, "hedged").lower);
    expect(last(backwards, "beta-binomial").estimate).toBe(last(values, "beta-binomial").estimate);
  });
});

describe("confidenceSequence refuses", () => {
  const refuse = (data: unknown, options: object, message: string, code?: string) =>
    expectRefusal(
      () => confidenceSequence(data as number[], options as ConfidenceSequenceOptions),
      `confidenceSequence: ${message}`,
      code,
    );
  const pair = (a: number, x: number, b: number, y: number) => ({
    first: { atStart: a, lost: x },
    second: { atStart: b, lost: y },
  });
  const mixture = { method: "mixture", mixtureVariance: 0.001 };

  it("early looks that have no guarantee", () => {
    const values = losses(300, 0.5, 1);
    refuse(
      values,
      { method: "asymptotic", tunedAt: 200, at: [50, 300] },
      "at[0] must be at least from (200): earlier looks have no guarantee, received 50",
    );
    refuse(
      losses(300, 0.01, 1),
      { method: "asymptotic", tunedAt: 200, at: [200] },
      'values must hold 10 or more at the first look that differ from the commonest: earlier looks have no guarantee (methods "hedged" and "beta-binomial" have one), received 2',
      "INSUFFICIENT_DATA",
    );
    const rule =
      'must have lost 10 (fewestLost) or more and kept as many: earlier looks have no guarantee (method "beta-binomial" has one from the first customer on)';
    refuse(
      [pair(10, 0, 90, 1)],
      mixture,
      `looks[0].first ${rule}, received "0 lost of 10"`,
      "INSUFFICIENT_DATA",
    );
    refuse(
      [pair(500, 40, 500, 495)],
      { method: "asymptotic", tunedAt: 1000 },
      `looks[0].second ${rule}, received "495 lost of 500"`,
      "INSUFFICIENT_DATA",
    );
    const means = [
      { first: { n: 100, mean: 1, standardDeviation: 2 }, second: { n: 400, mean: 1, standardDeviation: 2 } },
    ];
    refuse(
      means,
      { method: "asymptotic", tunedAt: 1000 },
      "looks[0]: customers of the smaller group must be at least from (200): earlier looks have no guarantee, received 100",
    );
  });

  it("looks that shrink", () => {
    refuse(
      [pair(500, 40, 500, 31), pair(400, 41, 600, 40)],
      mixture,
      "looks[1].first.atStart must be at least that of the look before (500): looks never shrink, received 400",
    );
    refuse(
      [pair(500, 40, 500, 31), pair(600, 41, 600, 30)],
      mixture,
      "looks[1].second.lost must be at least that of the look before (31): looks never shrink, received 30",
    );
    refuse(
      [pair(500, 40, 500, 31), pair(510, 60, 600, 40)],
      mixture,
      "looks[1].first: customers kept must be at least that of the look before (460): looks never shrink, received 450",
    );
    refuse(
      [0, 1, 1],
      { method: "hedged", at: [2, 2] },
      "at[1] must be a whole number above 2 (looks never shrink) and at most 3, received 2",
    );
  });

  it("options that the method does not use, and those it lacks", () => {
    refuse(
      [0, 1],
      { method: "sprt" },
      'method must be one of "hedged", "empirical-bernstein", "beta-binomial", "normal-mixture", "asymptotic", "mixture", received "sprt"',
    );
    refuse(
      [0, 1],
      { method: "beta-binomial", tunedAt: 3 },
      'options must hold nothing but method, level, nullValue, at, received "tunedAt"',
    );
    refuse([0, 1], { method: "asymptotic" }, "tunedAt must be a finite number above 0, received undefined");
    refuse(
      [pair(500, 40, 500, 31)],
      { method: "mixture" },
      "mixtureVariance must be a finite number above 0, received undefined",
    );
    refuse([0, 1], mixture, 'data must be looks for method "mixture", received [0, 1]');
    refuse(
      [pair(500, 40, 500, 31)],
      { method: "hedged" },
      'data must be values in order of arrival for method "hedged", received array of 1',
    );
    refuse(
      [{ perGroup: 10, difference: 1 }],
      mixture,
      "standardDeviation must be a finite number above 0, received undefined",
    );
  });

  it("values that are out of bounds, or no losses", () => {
    refuse([0, 1.5], { method: "hedged" }, "values[1] must lie within bounds (0 to 1), received 1.5");
    refuse([0, 0.5], { method: "beta-binomial" }, "values[1] must be 0 or 1, received 0.5");
    refuse([], { method: "hedged" }, "data must be an array of values or of looks, received []");
    refuse(
      [pair(5, 6, 5, 1)],
      mixture,
      "looks[0].first.lost must be a whole number from 0 to atStart (5), received 6",
    );
    refuse(
      [0, 1],
      { method: "hedged", bounds: { lower: 1, upper: 1 } },
      "bounds.upper must be above lower (1), received 1",
    );
    refuse(
      [0, 1],
      { method: "hedged", nullValue: 2 },
      "nullValue must lie within bounds (0 to 1), received 2",
    );
  });
});
