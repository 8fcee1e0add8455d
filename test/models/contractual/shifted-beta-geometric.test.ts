import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as geometric from "../../../src/models/contractual/geometric.js";
import * as shiftedBetaGeometric from "../../../src/models/contractual/shifted-beta-geometric.js";
import { expectClose, expectPlainData, expectPrinted, expectRefusal } from "../../support.js";
import { expectContractualLaws, highEnd, regular } from "./laws.js";

const shape = fc.double({ min: 0.02, max: 50, noNaN: true });

describe("shiftedBetaGeometric", () => {
  it("counts a year as 52 weeks where that is asked for", () => {
    const parameters = { alpha: 0.668, beta: 3.806 };
    const yearly = { renewals: 0, discountRate: { rate: 0.15, per: "year" }, timeUnit: "week" } as const;
    const { discountedExpectedResidualLifetime: derl } = shiftedBetaGeometric;
    expectClose(
      derl(parameters, { ...yearly, weeksPerYear: 52 }) ?? 0,
      derl(parameters, { renewals: 0, discountRate: 1.15 ** (1 / 52) - 1 }) ?? 1,
      { relative: 1e-11 },
    );
    expectRefusal(
      () => derl(parameters, { ...yearly, weeksPerYear: 50 as 52 }),
      "shiftedBetaGeometric.discountedExpectedResidualLifetime: weeksPerYear must be 52 or left out, received 50",
    );
  });

  it("reads tenures from vectors with get, and refuses their nulls by index", () => {
    const vector = <Value>(values: readonly Value[]) => ({
      length: values.length,
      get: (i: number) => values[i],
    });
    const tenures = { duration: [1, 2, 2, 3, 4, 4], event: [1, 1, 0, 1, 1, 0], weight: [9, 5, 2, 3, 2, 9] };
    const { duration, event, weight } = tenures;
    const vectors = { duration: vector(duration), event: vector(event), weight: vector(weight) };
    expect(shiftedBetaGeometric.fit(vectors)).toEqual(shiftedBetaGeometric.fit(tenures));
    const drawn = shiftedBetaGeometric.inference.resample(vectors, { seed: 1 }).weight;
    expect(drawn).toEqual(shiftedBetaGeometric.inference.resample(tenures, { seed: 1 }).weight);
    expectRefusal(
      () => shiftedBetaGeometric.fit({ ...vectors, entry: vector([0, 0, null, 0, 0, 0] as number[]) }),
      "shiftedBetaGeometric.fit: entry[2] must be a whole number of 0 or more, received null",
    );
    expectRefusal(
      () => shiftedBetaGeometric.fit([{ duration: 1, event: 1 }, null as never]),
      "shiftedBetaGeometric.fit: data[1] must be an object, received null",
    );
  });

  expectContractualLaws(
    "shiftedBetaGeometric",
    shiftedBetaGeometric,
    fc.record({ alpha: shape, beta: shape }),
  );

  it("reproduces the published estimates of Fader & Hardie (2007)", () => {
    const high = shiftedBetaGeometric.fit(highEnd).parameters;
    expectPrinted(high.alpha, "0.668"); // appendix B; the body's 0.688 is a misprint
    expectPrinted(high.beta, "3.806");
    const low = shiftedBetaGeometric.fit(regular).parameters;
    expectPrinted(low.alpha, "0.704"); // p. 82
    expectPrinted(low.beta, "1.182");
    expectPrinted(shiftedBetaGeometric.logLikelihood({ alpha: 1, beta: 1 }, highEnd), "-2115.5"); // appendix B
  });

  it("pools cohorts of different ages as note 017 does, in both of its cases", () => {
    const active = [10000, 8000, 6480, 5307, 4391];
    const full = active.map((_, k) => ({
      timeUnit: "year" as const,
      lostByPeriod: active.slice(1, 5 - k).map((count, i) => active[i]! - count),
      stillActive: active[4 - k]!,
    }));
    const fitted = shiftedBetaGeometric.fit(full);
    expectPrinted(fitted.parameters.alpha, "3.80");
    expectPrinted(fitted.parameters.beta, "15.19");
    // Printed -40255.837; 40-digit arithmetic gives -40255.83728, the last digit of the workbook being cut.
    expectClose(fitted.logLikelihood, -40255.83728, { absolute: 1e-5 });
    // Case 1: only the first and the last count of each cohort are known.
    const ends = active.map((_, k) => ({
      timeUnit: "year" as const,
      firstPeriod: 5 - k,
      lostByPeriod: [],
      lostBefore: 10000 - active[4 - k]!,
      stillActive: active[4 - k]!,
    }));
    expectPrinted(shiftedBetaGeometric.fit(ends).logLikelihood, "-25260.505");
  });

  it("corrects for a base first seen at age 3, and is wrong without firstPeriod", () => {
    const truth = { alpha: 0.668, beta: 3.806 };
    const design = { customers: 1_000_000, periods: 8, timeUnit: "year", firstPeriod: 3, seed: 11 } as const;
    const seen = shiftedBetaGeometric.simulate(truth, design);
    const right = shiftedBetaGeometric.fit(seen);
    const wrong = shiftedBetaGeometric.fit({ ...seen, firstPeriod: 1 });
    expect(Math.abs(right.parameters.beta - truth.beta)).toBeLessThan(4 * (right.standardErrors.beta ?? 0));
    // Read as new customers they look like survivors: beta is about 2 too high, the two periods not seen.
    expectClose(wrong.parameters.beta, truth.beta + 2, { relative: 0.05 });
    expectClose(wrong.parameters.alpha, truth.alpha, { relative: 0.05 });
  });

  it("has the posterior Beta(α, β + n) with mean 1 - r(n + 1)", () => {
    const p = { alpha: 0.668, beta: 3.806 };
    const posterior = shiftedBetaGeometric.churnPosterior(p, { renewals: 3 });
    expectClose(posterior.mean, 0.668 / (0.668 + 6.806), { relative: 1e-14 });
    expectClose(posterior.mean, 1 - shiftedBetaGeometric.retentionRate(p, 4), { relative: 1e-12 });
    // scipy 1.17: beta(0.668, 6.806).std(), ppf(0.025), ppf(0.975)
    expectClose(posterior.standardDeviation, 0.09800243811967287, { relative: 1e-12 });
    expectClose(posterior.interval.lower, 0.0005172883831641816, { relative: 1e-9 });
    expectClose(posterior.interval.upper, 0.35765503176630575, { relative: 1e-9 });
    expectPlainData(posterior);
  });

  it("becomes the geometric model as customers become alike", () => {
    const p = { alpha: 2e9, beta: 8e9 };
    expectClose(shiftedBetaGeometric.survival(p, 5), 0.8 ** 5, { relative: 1e-8 });
    const elasticity = { renewals: 2, discountRate: 0.1, kind: "individual" } as const;
    const same = geometric.retentionElasticity({ theta: 0.2 }, elasticity);
    expectClose(shiftedBetaGeometric.retentionElasticity(p, elasticity) ?? 0, same ?? 1, { relative: 1e-8 });
  });

  it("has an infinite mean exactly for alpha of 1 or less, and a median always", () => {
    expect(shiftedBetaGeometric.expectedLifetime({ alpha: 1, beta: 3 })).toBe(null);
    expect(shiftedBetaGeometric.expectedLifetime({ alpha: 0.4, beta: 3 })).toBe(null);
    // (α + β - 1) / (α - 1)
    expectClose(shiftedBetaGeometric.expectedLifetime({ alpha: 1.01, beta: 3 }) ?? 0, 301, {
      relative: 1e-9,
    });
    expectClose(shiftedBetaGeometric.expectedLifetime({ alpha: 3, beta: 4 }) ?? 0, 3, { relative: 1e-13 });
    // A long horizon counts the same lifetime term by term.
    const counted = shiftedBetaGeometric.expectedLifetime(
      { alpha: 8, beta: 4 },
      { horizon: 3000, renewals: 2 },
    );
    expectClose(counted ?? 0, (8 + 6 - 1) / 7, { relative: 1e-12 });
    expect(shiftedBetaGeometric.medianLifetime({ alpha: 0.05, beta: 1 })).toBeGreaterThan(1e5);
    expect(
      shiftedBetaGeometric.discountedExpectedLifetime({ alpha: 0.5, beta: 1 }, { discountRate: 0 }),
    ).toBe(null);
  });

  it("fits the limiting model where customers look alike, or leave at once or never", () => {
    const alike = { timeUnit: "year", lostByPeriod: [100, 120, 130], stillActive: 400 } as const;
    const fitted = shiftedBetaGeometric.fit(alike);
    const limit = geometric.fit(alike);
    expectClose(fitted.logLikelihood, limit.logLikelihood, { relative: 1e-14 });
    expect(fitted.standardErrors).toStrictEqual({ alpha: null, beta: null });
    expect(fitted.warnings).toStrictEqual([
      {
        code: "boundary",
        limitingModel: "geometric",
        lost: ["alpha", "beta"],
        identified: {
          theta: { estimate: limit.parameters.theta, standardError: limit.standardErrors.theta },
        },
      },
    ]);
    for (const t of [1, 5, 40])
      expectClose(
        shiftedBetaGeometric.survival(fitted.parameters, t),
        geometric.survival(limit.parameters, t),
        { relative: 1e-11 },
      );
    expectPlainData(fitted);
    const atOnce = shiftedBetaGeometric.fit({
      timeUnit: "year",
      lostByPeriod: [100, 0, 0],
      stillActive: 400,
    });
    expect(atOnce.warnings[0]).toMatchObject({ limitingModel: "immediateOrNever" });
    expectClose(shiftedBetaGeometric.survival(atOnce.parameters, 50), 0.8, { relative: 1e-12 });
  });

  it("asks for two periods with customers at risk", () => {
    expectRefusal(
      () => shiftedBetaGeometric.fit({ timeUnit: "year", lostByPeriod: [30], stillActive: 70 }),
      "shiftedBetaGeometric.fit: periods at risk must number at least 2 for 2 parameters to be identified, received 1",
      "INSUFFICIENT_DATA",
    );
  });

  it("takes published percentages: fractions of customers fit as whole ones do", () => {
    const survival = [100, 86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1];
    const lostByPeriod = survival.slice(1).map((share, i) => survival[i]! - share);
    const fitted = shiftedBetaGeometric.fit({ timeUnit: "year", lostByPeriod, stillActive: 49.1 });
    expectClose(fitted.parameters.alpha, shiftedBetaGeometric.fit(highEnd).parameters.alpha, {
      relative: 1e-9,
    });
    expectClose(fitted.observations, 100, { relative: 1e-12 });
  });

  it("lets a late entrant count only from entry on", () => {
    const late = { duration: 5, event: true, entry: 3 } as const;
    const p = { alpha: 0.7, beta: 2 };
    const expected = Math.log(
      shiftedBetaGeometric.churnProbability(p, 5) / shiftedBetaGeometric.survival(p, 3),
    );
    expectClose(shiftedBetaGeometric.logLikelihood(p, [late]), expected, { relative: 1e-13 });
    const unseen = { duration: 3, event: false, entry: 3 } as const;
    expectClose(shiftedBetaGeometric.logLikelihood(p, [late, unseen]), expected, { relative: 1e-13 });
  });
});
