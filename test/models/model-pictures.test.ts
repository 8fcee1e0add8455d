/** What the pictures of fits are drawn from: heterogeneity, spends, regression lines, tables of coefficients. */
import {
  bgBb,
  gammaGamma,
  geometric,
  heterogeneity,
  parameterIntervals,
  projectRetention,
  shiftedBetaGeometric,
  spendByFrequency,
  spendDensity,
  trendProjections,
} from "retention-economics";
import { describe, expect, it } from "vitest";
import { expectClose, expectPlainData, expectRefusal } from "../support.js";

describe("heterogeneity", () => {
  it("is the exponential distribution at r = 1, and the uniform one at a = b = 1", () => {
    const [rate, dropOut] = heterogeneity({ model: "bgNbd", parameters: { r: 1, alpha: 4, a: 1, b: 1 } }) as [
      never,
      never,
    ] as ReturnType<typeof heterogeneity>;
    for (const { value, density } of rate!.points)
      expectClose(density, 4 * Math.exp(-4 * value), { relative: 1e-12 });
    for (const { density } of dropOut!.points) expectClose(density, 1, { relative: 1e-12 });
    expectClose(rate!.median, Math.log(2) / 4, { relative: 1e-12 });
    expectClose(rate!.mean, 0.25, { relative: 1e-15 });
    expectClose(dropOut!.median, 0.5, { relative: 1e-12 });
  });

  it("covers 99% of the customers", () => {
    for (const { points } of heterogeneity({
      model: "paretoNbd",
      parameters: { r: 2.5, alpha: 10, s: 3, beta: 12 },
    })) {
      const step = points[1]!.value - points[0]!.value;
      expectClose(
        points.reduce((sum, { density }) => sum + density * step, 0),
        0.99,
        { absolute: 1e-4 },
      );
    }
  });

  it("knows what the parameters of each model stand for", () => {
    const traits = (model: string, parameters: object) =>
      heterogeneity({ model, parameters }).map(({ trait, mean }) => [trait, mean]);
    expect(traits("nbd", { r: 0.5, alpha: 2 })).toEqual([["purchaseRate", 0.25]]);
    expect(traits("bgBb", { alpha: 1, beta: 3, gamma: 1, delta: 4 })).toEqual([
      ["purchaseProbability", 0.25],
      ["dropOutProbability", 0.2],
    ]);
    expect(traits("shiftedBetaGeometric", { alpha: 1, beta: 4 })).toEqual([["dropOutProbability", 0.2]]);
    expect(bgBb.fit).toBeTypeOf("function");
  });

  it("refuses other models and other parameters", () => {
    expect(() => heterogeneity({ model: "geometric", parameters: { theta: 0.2 } })).toThrow(
      /^heterogeneity: fit\.model must be one of nbd, bgNbd/,
    );
    expectRefusal(
      () => heterogeneity({ model: "nbd", parameters: { r: 0, alpha: 1 } }),
      "heterogeneity: fit.parameters.r must be a finite number above 0, received 0",
    );
  });
});

describe("spendDensity", () => {
  const parameters = { p: 6.25, q: 3.74, gamma: 15.44 };
  const customers = { frequency: [1, 1, 3, 0], monetaryValue: [10, 30, 42, null], weight: [2, 1, 1, 5] };
  const result = spendDensity(parameters, customers, { bins: 4 });

  it("is the mean of the densities that the likelihood is made of", () => {
    for (const { spend, density } of result.expected.slice(0, 5)) {
      const one = (frequency: number) =>
        Math.exp(gammaGamma.logLikelihood(parameters, { frequency, monetaryValue: spend }));
      expectClose(density, (3 * one(1) + one(3)) / 4, { relative: 1e-12 });
    }
  });

  it("counts customers by their weights, those without repeat purchases left out", () => {
    expect(result.customers).toBe(4);
    const counts = result.observed.map(({ from, to, count }) => [from, to, count]);
    expect(counts).toEqual([
      [10, 20, 2],
      [20, 30, 0],
      [30, 40, 1],
      [40, 50, 1],
    ]);
    expectClose(
      result.observed.reduce((sum, { density, from, to }) => sum + density * (to - from), 0),
      1,
      { relative: 1e-12 },
    );
    expectPlainData(result);
  });

  it("refuses customers of whom nobody bought again", () => {
    expectRefusal(
      () => spendDensity(parameters, { frequency: [0], monetaryValue: [null] }),
      "spendDensity: customers must include a customer of frequency above 0, received 0",
      "INSUFFICIENT_DATA",
    );
  });
});

describe("spendByFrequency", () => {
  it("gives mean and standard deviation, weights standing for repeated rows", () => {
    const weighted = spendByFrequency(
      { frequency: [1, 1, 2, 5], monetaryValue: [10, 20, 30, 50], weight: [2, 1, 1, 1] },
      { largest: 3 },
    );
    const repeated = spendByFrequency(
      { frequency: [1, 1, 1, 2, 5], monetaryValue: [10, 10, 20, 30, 50] },
      { largest: 3 },
    );
    expect(weighted.map(({ customers }) => customers)).toEqual([3, 1, 1]);
    expectClose(weighted[0]!.mean!, 40 / 3, { relative: 1e-14 });
    expectClose(weighted[0]!.standardDeviation!, Math.sqrt(100 / 3), { relative: 1e-14 });
    expectClose(weighted[0]!.standardDeviation!, repeated[0]!.standardDeviation!, { relative: 1e-14 });
    expect(weighted[1]).toEqual({
      frequency: 2,
      orMore: false,
      customers: 1,
      mean: 30,
      standardDeviation: null,
    });
    expect(weighted[2]).toEqual({
      frequency: 3,
      orMore: true,
      customers: 1,
      mean: 50,
      standardDeviation: null,
    });
  });

  it("refuses no customers of a last row", () => {
    const customers = { frequency: [1], monetaryValue: [10] };
    expectRefusal(
      () => spendByFrequency(customers, { largest: 0 }),
      "spendByFrequency: largest must be a whole number of 1 or more, received 0",
    );
  });
});

describe("trendProjections", () => {
  const lostByPeriod = [131, 126, 90, 60, 42, 34, 26, 23, 23, 18, 18, 15];
  const projection = projectRetention(
    shiftedBetaGeometric,
    { timeUnit: "year", lostByPeriod, stillActive: 394 },
    { periods: 14, holdoutPeriods: 5 },
  );
  const rows = trendProjections(projection);

  it("is off over the holdout by what the projection says of each line", () => {
    for (const { curve, meanAbsoluteError } of projection.errors.slice(1)) {
      const held = projection.rows.filter(({ heldOut }) => heldOut);
      const errors = held.map(({ period, observed }) =>
        Math.abs(rows.find((row) => row.curve === curve && row.period === period)!.estimate - observed!),
      );
      expectClose(errors.reduce((sum, error) => sum + error, 0) / errors.length, meanAbsoluteError, {
        relative: 1e-10,
      });
    }
  });

  it("has a row for each period of each line", () => {
    expect(rows).toHaveLength(5 * 14);
    expectPlainData(rows);
  });

  it("leaves out lines that a cohort is too short for", () => {
    const short = projectRetention(
      geometric,
      { timeUnit: "year", lostByPeriod: [5, 4], stillActive: 11 },
      { periods: 3 },
    );
    expect(new Set(trendProjections(short).map(({ curve }) => curve))).toEqual(
      new Set(["exponential", "linear", "logarithmic", "power"]),
    );
    expectRefusal(
      () => trendProjections({} as never),
      "trendProjections: projection must be a result of projectRetention, received an object",
    );
  });
});

describe("parameterIntervals", () => {
  const fit = geometric.fit({ timeUnit: "year", lostByPeriod: [131, 126, 90], stillActive: 653 });

  it("is the Wald interval on the logit of a binomial share", () => {
    // 347 lost of 1000 + 869 + 743 customer periods.
    const [n, lost] = [2612, 347];
    const share = lost / n;
    const [row] = parameterIntervals(fit, { level: 0.9 });
    const half = 1.6448536269514722 / Math.sqrt(n * share * (1 - share));
    const end = (sign: number) => 1 / (1 + Math.exp(-(Math.log(share / (1 - share)) + sign * half)));
    expectClose(row!.estimate, share, { relative: 1e-9 });
    expectClose(row!.lower!, end(-1), { relative: 1e-7 });
    expectClose(row!.upper!, end(1), { relative: 1e-7 });
    expectClose(row!.standardError!, Math.sqrt((share * (1 - share)) / n), { relative: 1e-7 });
    expect([row!.level, row!.method, row!.parameter]).toEqual([0.9, "wald", "theta"]);
    expectPlainData(row);
  });

  it("is null where the data do not identify a parameter", () => {
    const boundary = shiftedBetaGeometric.fit({
      timeUnit: "month",
      lostByPeriod: [50, 25, 13],
      stillActive: 12,
    });
    expect(
      parameterIntervals(boundary).every(
        ({ lower, upper, standardError }) => lower === null && upper === null && standardError === null,
      ),
    ).toBe(true);
  });

  it("lists the parameters that are asked for, and refuses others", () => {
    const sbg = shiftedBetaGeometric.fit({
      timeUnit: "year",
      lostByPeriod: [131, 126, 90, 60],
      stillActive: 593,
    });
    expect(parameterIntervals(sbg, { parameters: ["beta"] }).map(({ parameter }) => parameter)).toEqual([
      "beta",
    ]);
    expectRefusal(
      () => parameterIntervals(sbg, { parameters: ["gamma"] }),
      'parameterIntervals: parameters[0] must be one of alpha, beta, received "gamma"',
    );
    expectRefusal(
      () => parameterIntervals({} as never),
      "parameterIntervals: fit must be a fit of a model, received an object",
    );
  });
});
