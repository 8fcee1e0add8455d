import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/math/random.js";
import { sampleBinomial, sampleNormal } from "../../../src/math/samplers.js";
import * as geometric from "../../../src/models/contractual/geometric.js";
import { predictionBounds } from "../../../src/models/contractual/prediction.js";
import { projectRetention } from "../../../src/models/contractual/project-retention.js";
import { retentionTrend, retentionTrendAt } from "../../../src/models/contractual/retention-trend.js";
import * as shiftedBetaGeometric from "../../../src/models/contractual/shifted-beta-geometric.js";
import { expectClose, expectPlainData, expectPrinted, expectRefusal } from "../../support.js";

// Fader & Hardie (2007), table 1, all thirteen years: per cent still active, of 1,000 customers.
const highEnd = [100, 86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1, 46.8, 44.5, 42.7, 40.9, 39.4];
const regular = [100, 63.1, 46.8, 38.2, 32.6, 28.9, 26.2, 24.1, 22.3, 20.7, 19.4, 18.3, 17.3];
const cohortOf = (percent: readonly number[]) => ({
  timeUnit: "year" as const,
  lostByPeriod: percent.slice(1).map((share, i) => Math.round((percent[i]! - share) * 10)),
  stillActive: percent[percent.length - 1]! * 10,
});
const shares = (percent: readonly number[]) => percent.slice(0, 8).map((share) => share / 100);

describe("retentionTrend", () => {
  it("reproduces the regressions of Fader & Hardie (2007), pp. 78-80", () => {
    const print = (
      percent: readonly number[],
      curve: "linear" | "quadratic" | "exponential",
      printed: string[],
    ) => {
      const { coefficients } = retentionTrend(shares(percent), curve);
      printed.forEach((digits, k) => {
        expectPrinted(coefficients[k]!, digits);
      });
    };
    print(highEnd, "linear", ["0.925", "-0.071"]);
    print(highEnd, "quadratic", ["0.997", "-0.142", "0.010"]);
    print(highEnd, "exponential", ["-0.062", "-0.102"]);
    print(regular, "linear", ["0.773", "-0.092"]);
    print(regular, "quadratic", ["0.930", "-0.249", "0.022"]);
    // Printed 0.922, 0.998, 0.963: the paper truncates, so that a full unit of the last digit is allowed.
    expectClose(retentionTrend(shares(highEnd), "linear").rSquared, 0.922, { absolute: 1e-3 });
    expectClose(retentionTrend(shares(highEnd), "quadratic").rSquared, 0.998, { absolute: 1e-3 });
    expectClose(retentionTrend(shares(highEnd), "exponential").rSquared, 0.963, { absolute: 1e-3 });
    // Errors in year 12, per cent: p. 80.
    const miss = (curve: "linear" | "quadratic" | "exponential") =>
      100 * (retentionTrendAt(retentionTrend(shares(highEnd), curve), 12) / 0.394 - 1);
    expectPrinted(miss("linear"), "-81");
    expectPrinted(miss("quadratic"), "92");
    expectPrinted(miss("exponential"), "-30");
    const trend = retentionTrend(shares(regular), "exponential");
    expectPrinted(100 * (retentionTrendAt(trend, 12) / 0.173 - 1), "-54");
  });

  it("is exact on curves of its own kind", () => {
    const ages = [0, 1, 2, 3, 4, 5];
    const power = retentionTrend(
      ages.map((t) => 0.9 * (t + 1) ** -0.4),
      "power",
    );
    expectClose(retentionTrendAt(power, 20), 0.9 * 21 ** -0.4, { relative: 1e-12 });
    const logarithmic = retentionTrend(
      ages.map((t) => 0.9 - 0.2 * Math.log(t + 1)),
      "logarithmic",
    );
    expectClose(retentionTrendAt(logarithmic, 9), 0.9 - 0.2 * Math.log(10), { relative: 1e-12 });
    expectPlainData(power);
  });

  it("refuses percentages and too few points", () => {
    expectRefusal(
      () => retentionTrend([100, 86, 74], "linear"),
      "retentionTrend: survival[0] must be a fraction above 0 and at most 1 (not a percentage: 0.05 means 5%), received 100",
    );
    expectRefusal(
      () => retentionTrend([1, 0.9, 0.8], "quadratic"),
      "retentionTrend: survival must hold more than 3 shares, received [1, 0.9, 0.8]",
    );
  });
});

describe("projectRetention", () => {
  it("misses year 12 by four and two per cent, far less than any regression line", () => {
    const year12 = (percent: readonly number[]) => {
      const projection = projectRetention(shiftedBetaGeometric, cohortOf(percent), {
        periods: 12,
        holdoutPeriods: 5,
      });
      expectPlainData(projection);
      const [own, ...lines] = projection.errors;
      for (const line of lines)
        expect(own!.meanAbsolutePercentageError!).toBeLessThan(line.meanAbsolutePercentageError!);
      return projection.rows[11]!;
    };
    // The paper's 4% and 2%: the projection lies below the observed share (reference notes, item A, trap 2).
    expectPrinted(100 * (1 - year12(highEnd).estimate / 0.394), "4.06");
    expectPrinted(100 * (1 - year12(regular).estimate / 0.173), "1.71");
  });

  it("gives fit, observation and interval for each period, and says which were held out", () => {
    const { rows, fit } = projectRetention(shiftedBetaGeometric, cohortOf(highEnd), {
      periods: 15,
      holdoutPeriods: 5,
    });
    expect(rows).toHaveLength(15);
    expect(rows.map((row) => row.heldOut).filter(Boolean)).toHaveLength(5);
    expect(rows[14]?.observed).toBe(null);
    expect(rows[0]?.observed).toBe(0.869);
    for (const { estimate, lower, upper } of rows) {
      expect(lower).toBeLessThan(estimate);
      expect(upper).toBeGreaterThan(estimate);
    }
    expectPrinted(fit.parameters.alpha, "0.668");
  });

  it("scores by the log-likelihood of what was held out", () => {
    const cohort = cohortOf(highEnd);
    const { errors, fit } = projectRetention(shiftedBetaGeometric, cohort, {
      periods: 12,
      holdoutPeriods: 5,
    });
    const later = { ...cohort, firstPeriod: 8, lostByPeriod: cohort.lostByPeriod.slice(7) };
    const expected = shiftedBetaGeometric.logLikelihood(fit.parameters, later) / 491;
    expectClose(errors[0]?.logScore ?? 0, expected, { relative: 1e-9 });
    // The parabola has retention above 1, and the line a negative share: what happened was impossible.
    expect(errors.find((error) => error.curve === "quadratic")?.logScore).toBe(null);
  });

  it("averages its errors over the periods held out, of several cohorts too", () => {
    const cohort = cohortOf(highEnd);
    const late = { ...cohort, firstPeriod: 3, lostByPeriod: cohort.lostByPeriod.slice(2) };
    for (const cohorts of [[cohort], [cohort, late]]) {
      const { rows, errors } = projectRetention(shiftedBetaGeometric, cohorts, {
        periods: 12,
        holdoutPeriods: 4,
      });
      const held = rows.filter((row) => row.heldOut);
      expect(held.length).toBe(4 * cohorts.length);
      const misses = held.map(({ estimate, observed }) => Math.abs(estimate - observed!));
      const shares = held.map(({ observed }, i) => misses[i]! / observed!);
      const mean = (values: readonly number[]) =>
        values.reduce((sum, value) => sum + value, 0) / values.length;
      expectClose(errors[0]!.meanAbsoluteError, mean(misses), { relative: 1e-12 });
      expectClose(errors[0]!.meanAbsolutePercentageError!, mean(shares), { relative: 1e-12 });
    }
  });

  it("has no error in per cent of a cohort of which nobody is left", () => {
    const gone = { timeUnit: "year", lostByPeriod: [50, 30, 20], stillActive: 0 } as const;
    const { errors } = projectRetention(geometric, gone, { periods: 3, holdoutPeriods: 1 });
    expect(errors[0]!.meanAbsolutePercentageError).toBeNull();
    expect(errors[0]!.meanAbsoluteError).toBeGreaterThan(0);
  });

  it("pools cohorts, and conditions on survival where they were first seen later", () => {
    const cohort = cohortOf(highEnd);
    const late = { ...cohort, firstPeriod: 3, lostByPeriod: cohort.lostByPeriod.slice(2) };
    const { rows } = projectRetention(shiftedBetaGeometric, [cohort, late], {
      periods: 12,
      holdoutPeriods: 2,
    });
    const second = rows.filter((row) => row.cohort === 1);
    expect(second[0]?.period).toBe(3);
    expectClose(second[0]?.observed ?? 0, 653 / 743, { relative: 1e-14 });
  });

  it("refuses what it cannot project", () => {
    expectRefusal(
      () => projectRetention(shiftedBetaGeometric, cohortOf(highEnd), { periods: 10 }),
      "projectRetention: periods must reach the last period observed, received 10",
    );
    expectRefusal(
      () => projectRetention(shiftedBetaGeometric, cohortOf(highEnd), { periods: 12, holdoutPeriods: 12 }),
      "projectRetention: cohort.lostByPeriod must hold more than 12 periods, received 12",
      "INSUFFICIENT_DATA",
    );
  });
});

describe("shiftedBetaGeometric.fitRetentionRates", () => {
  it("reproduces note 032", () => {
    const cohort = { timeUnit: "year", lostByPeriod: [369, 163, 86, 56], stillActive: 326 } as const;
    const { parameters } = shiftedBetaGeometric.fitRetentionRates(cohort);
    // Printed 0.760, 1.286; the workbook's solver stopped at 0.75975, 1.28626.
    expectPrinted(parameters.alpha, "0.760");
    expectPrinted(parameters.beta, "1.286");
    const printed = [0.62867, 0.47186, 0.38326, 0.32555, 0.28464];
    printed.forEach((share, i) => {
      expectClose(shiftedBetaGeometric.survival(parameters, i + 1), share, { absolute: 1e-4 });
    });
  });

  it("predicts the customers who are left: binomial chance on top of the error of the parameters", () => {
    const { rows, fit } = projectRetention(shiftedBetaGeometric, cohortOf(highEnd), {
      periods: 12,
      holdoutPeriods: 5,
    });
    expect(
      rows.slice(0, 7).map(({ prediction, predictionLower }) => [prediction, predictionLower]),
    ).toStrictEqual(new Array(7).fill([null, null]));
    const last = rows[11]!;
    const kept =
      shiftedBetaGeometric.survival(fit.parameters, 12) / shiftedBetaGeometric.survival(fit.parameters, 7);
    expectClose(last.prediction ?? 0, 0.491 * kept, { relative: 1e-12 });
    // By simulation: parameters normal on the log scale, then 491 customers each kept with that probability.
    const random = createRandom(5);
    const [[a = 0, ab = 0] = [], [, b = 0] = []] = fit.covariance as number[][];
    const counts = Array.from({ length: 4000 }, () => {
      const z = sampleNormal(random);
      const alpha = fit.parameters.alpha * Math.exp(Math.sqrt(a) * z);
      const rest = Math.sqrt(b - (ab * ab) / a) * sampleNormal(random);
      const beta = fit.parameters.beta * Math.exp((ab / Math.sqrt(a)) * z + rest);
      const share =
        shiftedBetaGeometric.survival({ alpha, beta }, 12) /
        shiftedBetaGeometric.survival({ alpha, beta }, 7);
      return sampleBinomial(random, 491, share) / 1000;
    }).sort((x, y) => x - y);
    // Standard error of a simulated 2.5% quantile: about 0.0006.
    expectClose(last.predictionLower ?? 0, counts[100]!, { absolute: 0.0025 });
    expectClose(last.predictionUpper ?? 0, counts[3900]!, { absolute: 0.0025 });
    for (const { observed, predictionLower, predictionUpper } of rows.slice(7)) {
      expect(observed).toBeGreaterThanOrEqual(predictionLower ?? 1);
      expect(observed).toBeLessThanOrEqual(predictionUpper ?? 0);
    }
  });

  it("is the binomial interval alone where the parameters are known", () => {
    const bounds = predictionBounds(40, { logit: Math.log(3), standardError: 1e-9 }, 0.9);
    // scipy 1.17.1: binom.ppf([0.05, 0.95], 40, 0.75).
    expect(bounds).toStrictEqual({ lower: 25, upper: 34 });
    const billion = predictionBounds(1e9, { logit: 0, standardError: 1e-12 }, 0.95);
    expect(Math.abs(billion.upper - 500_030_990)).toBeLessThan(3);
  });
});
