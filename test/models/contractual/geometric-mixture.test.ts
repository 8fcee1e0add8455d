import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as geometric from "../../../src/models/contractual/geometric.js";
import * as geometricMixture from "../../../src/models/contractual/geometric-mixture.js";
import { expectClose, expectPlainData, expectRefusal } from "../../support.js";
import { expectSharedRefusals, expectSurvivalLaws, highEnd, regular } from "./laws.js";

const p = { theta1: 0.4, theta2: 0.05, share1: 0.3 };

/** S(t) of two segments, written out. */
const survival = (t: number) => 0.3 * 0.6 ** t + 0.7 * 0.95 ** t;

describe("geometricMixture", () => {
  const fraction = (min: number, max: number) => fc.double({ min, max, noNaN: true });
  const parameters = fc.record({
    theta1: fraction(0.3, 0.99),
    theta2: fraction(0.01, 0.3),
    share1: fraction(0.01, 0.99),
  });
  expectSurvivalLaws(geometricMixture, parameters);
  expectSharedRefusals("geometricMixture", geometricMixture);

  it("is the weighted sum of its segments in every verb", () => {
    for (const t of [1, 2, 7, 30]) {
      expectClose(geometricMixture.survival(p, t), survival(t), { relative: 1e-13 });
      expectClose(geometricMixture.retentionRate(p, t), survival(t) / survival(t - 1), { relative: 1e-13 });
      expectClose(geometricMixture.churnProbability(p, t), survival(t - 1) - survival(t), {
        relative: 1e-12,
      });
    }
    expectClose(geometricMixture.expectedLifetime(p) ?? 0, 0.3 / 0.4 + 0.7 / 0.05, { relative: 1e-13 });
    const lifetime = (theta: number) => 1.1 / (0.1 + theta);
    const del = geometricMixture.discountedExpectedLifetime(p, { discountRate: 0.1 });
    expectClose(del ?? 0, 0.3 * lifetime(0.4) + 0.7 * lifetime(0.05), { relative: 1e-12 });
    const elasticity = { renewals: 0, discountRate: 0.1, kind: "individual" } as const;
    expectClose(geometricMixture.retentionElasticity(p, elasticity) ?? 0, del ?? 1, { relative: 1e-12 });
    const weights = geometricMixture.segments(p, { renewals: 4 });
    expectClose(weights[1]!.weight, (0.7 * 0.95 ** 4) / survival(4), { relative: 1e-13 });
  });

  it("maximises the likelihood: converged, orderly, at least as high as an EM run", () => {
    const fit = geometricMixture.fit(regular);
    expect(fit.convergence.scaledGradient).toBeLessThan(1e-8);
    expect(fit.parameters.theta1).toBeGreaterThan(fit.parameters.theta2!);
    // EM in numpy to a change below 1e-13: an independent algorithm on the same likelihood.
    expectClose(fit.logLikelihood, -1680.045548026313, { absolute: 1e-7 });
    expectClose(fit.parameters.theta1!, 0.5860115807615972, { relative: 1e-5 });
    expectClose(fit.parameters.share1!, 0.5606361427024371, { relative: 1e-5 });
    expectPlainData(fit);
  });

  it("finds the higher of two tops where a few leave soon", () => {
    const fit = geometricMixture.fit([
      { timeUnit: "year", lostByPeriod: [48, 60, 0, 68, 4, 78, 255, 65, 22], stillActive: 0 },
      {
        timeUnit: "year",
        lostByPeriod: [0, 0, 0, 0, 0, 0, 0, 0, 0, 89],
        stillActive: 590,
        firstPeriod: 4,
        lostBefore: 435,
      },
    ]);
    // The other top, with shares of 0.42 and 0.58, is 5.8 log-units lower.
    expectClose(fit.parameters.share1!, 0.1626, { absolute: 1e-3 });
    expectClose(fit.parameters.theta1!, 0.712, { absolute: 1e-3 });
  });

  it("calls a maximum a maximum where one segment hardly ever leaves", () => {
    const cohort = {
      timeUnit: "year",
      lostByPeriod: [120, 118, 72, 65, 51, 38, 34],
      stillActive: 502,
    } as const;
    const fit = geometricMixture.fit(cohort);
    expect([fit.convergence.status, fit.warnings]).toStrictEqual(["interior", []]);
    expect(fit.parameters.theta2).toBeLessThan(0.001);
    expect(fit.standardErrors.theta2).toBeGreaterThan(0.01);
  });

  it("does not depend on the order of cohorts", () => {
    expect(geometricMixture.fit([highEnd, regular])).toStrictEqual(geometricMixture.fit([regular, highEnd]));
  });

  it("recovers its parameters from simulated cohorts", () => {
    const cohort = geometricMixture.simulate(p, {
      customers: 1_000_000,
      periods: 12,
      timeUnit: "month",
      seed: 4,
    });
    const fit = geometricMixture.fit(cohort);
    for (const name of ["theta1", "theta2", "share1"] as const) {
      const error = Math.abs(fit.parameters[name]! - p[name]);
      expect(error).toBeLessThan(4 * (fit.standardErrors[name] ?? 0));
    }
  });

  it("names a segment that is never lost, and the case where one segment is enough", () => {
    const stayers = geometricMixture.fit(highEnd);
    expect(stayers.warnings[0]).toMatchObject({ limitingModel: "moverStayer", lost: ["theta2"] });
    expect(stayers.standardErrors.theta1).toBeGreaterThan(0);
    expect(geometricMixture.expectedLifetime(stayers.parameters)).toBe(null);
    expectClose(geometricMixture.logLikelihood(stayers.parameters, highEnd), stayers.logLikelihood, {
      relative: 1e-12,
    });
    const alike = { timeUnit: "year", lostByPeriod: [100, 120, 130], stillActive: 400 } as const;
    const one = geometricMixture.fit(alike);
    expect(one.warnings[0]?.limitingModel).toBe("geometric");
    expectClose(one.logLikelihood, geometric.fit(alike).logLikelihood, { relative: 1e-14 });
    const three = geometricMixture.fit(highEnd, { segments: 3 });
    expect(three.warnings[0]?.limitingModel).toBe("mixture of 2 segments");
    expectClose(three.logLikelihood, stayers.logLikelihood, { relative: 1e-12 });
  });

  it("refuses by name and value", () => {
    expectRefusal(
      () => geometricMixture.survival({ theta1: 0.3 }, 2),
      "geometricMixture.survival: parameters must have theta1, theta2 and share1, and so on for more segments, received an object",
    );
    expectRefusal(
      () => geometricMixture.survival({ theta1: 0.3, theta2: 0.1, share1: 1.2 }, 2),
      "geometricMixture.survival: parameters.share1 must be a fraction above 0 and below 1 (not a percentage: 0.05 means 5%), received 1.2",
    );
    expectRefusal(
      () => geometricMixture.fit(highEnd, { segments: 1 }),
      "geometricMixture.fit: segments must be a whole number of 2 or more, received 1",
    );
    expectRefusal(
      () => geometricMixture.fit({ ...highEnd, lostByPeriod: [300, 100], stillActive: 600 }),
      "geometricMixture.fit: periods at risk must number at least 3 for 3 parameters to be identified, received 2",
      "INSUFFICIENT_DATA",
    );
  });
});
