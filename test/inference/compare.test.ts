import { describe, expect, it } from "vitest";
import { compareFits, likelihoodRatioTest } from "../../src/inference/compare.js";
import * as betaDiscreteWeibull from "../../src/models/contractual/beta-discrete-weibull.js";
import * as discreteWeibull from "../../src/models/contractual/discrete-weibull.js";
import * as geometric from "../../src/models/contractual/geometric.js";
import * as shiftedBetaGeometric from "../../src/models/contractual/shifted-beta-geometric.js";
import { expectClose, expectPlainData, expectRefusal } from "../support.js";

const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90, 60, 42, 34, 26], stillActive: 491 } as const;
const simple = geometric.fit(cohort);
const beta = shiftedBetaGeometric.fit(cohort);
const full = betaDiscreteWeibull.fit(cohort);

describe("compareFits", () => {
  it("ranks by AIC, with weights that add to one, and tests the nested pairs", () => {
    const { table, tests, observations } = compareFits([simple, beta, discreteWeibull.fit(cohort), full]);
    expect(table.map((row) => row.model)).toStrictEqual([
      "betaDiscreteWeibull",
      "shiftedBetaGeometric",
      "discreteWeibull",
      "geometric",
    ]);
    expect(table[0]?.aicDifference).toBe(0);
    expectClose(
      table.reduce((sum, row) => sum + row.aicWeight, 0),
      1,
      { relative: 1e-14 },
    );
    expect(new Set(tests.map((test) => `${test.simple} in ${test.full}`))).toStrictEqual(
      new Set([
        "geometric in shiftedBetaGeometric",
        "geometric in discreteWeibull",
        "geometric in betaDiscreteWeibull",
        "shiftedBetaGeometric in betaDiscreteWeibull",
        "discreteWeibull in betaDiscreteWeibull",
      ]),
    );
    expect(observations).toBe(1000);
    expectPlainData({ table, tests });
  });

  it("refuses fits of different data and with priors", () => {
    const other = shiftedBetaGeometric.fit({ ...cohort, stillActive: 490 });
    expectRefusal(
      () => compareFits([simple, other]),
      "compareFits: fits[1].observations must be that of the first fit (1000): the same data, received 999",
    );
    const mixed = { ...beta, likelihoodOf: "something else" };
    expectRefusal(
      () => compareFits([simple, mixed]),
      'compareFits: fits[1].likelihoodOf must be that of the first fit ("period of loss, or survival of the periods watched"), received "something else"',
    );
    expectRefusal(
      () => likelihoodRatioTest(simple, mixed),
      'likelihoodRatioTest: full.likelihoodOf must be that of simple ("period of loss, or survival of the periods watched"), received "something else"',
    );
    expectRefusal(
      () => compareFits([{ ...simple, timeUnit: {} as never }, beta]),
      'compareFits: fits[0].timeUnit must be one of "hour", "day", "week", "month", "quarter", "year", received an object',
    );
    const prior = { alpha: { mean: 0, standardDeviation: 1 } };
    expectRefusal(
      () => compareFits([simple, shiftedBetaGeometric.fit(cohort, { prior })]),
      "compareFits: fits[1].prior must be null: a penalised fit is not a maximum of the likelihood, received an object",
    );
  });
});

describe("likelihoodRatioTest", () => {
  it("takes a chi-square inside the parameter space and a mixture on its edge", () => {
    const inside = likelihoodRatioTest(beta, full);
    expectClose(inside.statistic, 11.687868353926, { relative: 1e-9 });
    expectClose(inside.pValue ?? 0, 0.0006290892970397427, { relative: 1e-8 }); // scipy 1.17: chi2.sf(statistic, 1)
    const edge = likelihoodRatioTest(simple, beta);
    expect(edge.method).toBe("mixture of chi-squares");
    expectClose(edge.pValue ?? 0, 2.965970204035723e-13, { relative: 1e-7 }); // scipy 1.17: chi2.sf(statistic, 1) / 2
    expectPlainData(edge);
  });

  it("has a p-value of 1 where the larger model has become the smaller one", () => {
    const alike = { timeUnit: "year", lostByPeriod: [100, 120, 130], stillActive: 400 } as const;
    const test = likelihoodRatioTest(geometric.fit(alike), shiftedBetaGeometric.fit(alike));
    expect(test.statistic).toBe(0);
    expect(test.pValue).toBe(1);
  });

  it("refuses models that are not nested", () => {
    expectRefusal(
      () => likelihoodRatioTest(beta, discreteWeibull.fit(cohort)),
      'likelihoodRatioTest: full must be a model that contains shiftedBetaGeometric, received "discreteWeibull"',
    );
  });
});
