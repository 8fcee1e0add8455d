/** What is misspelt or impossible in contractual data, disclosures and priors is refused by its name. */
import { describe, it } from "vitest";
import * as discreteWeibull from "../../../src/models/contractual/discrete-weibull.js";
import * as geometric from "../../../src/models/contractual/geometric.js";
import { projectRetention } from "../../../src/models/contractual/project-retention.js";
import * as shiftedBetaGeometric from "../../../src/models/contractual/shifted-beta-geometric.js";
import * as regression from "../../../src/models/contractual/shifted-beta-geometric-regression.js";
import * as disclosedProspects from "../../../src/models/disclosures/disclosed-prospects.js";
import * as disclosedRetention from "../../../src/models/disclosures/disclosed-retention.js";
import * as gammaGamma from "../../../src/models/spending/gamma-gamma.js";
import { expectClose, expectRefusal } from "../../support.js";

const cohort = { timeUnit: "year" as const, lostByPeriod: [131, 126, 90, 60, 42, 34, 26], stillActive: 491 };

describe("fields of contractual data and disclosures", () => {
  it("are refused where they are misspelt, at every depth", () => {
    const known =
      "timeUnit, firstPeriod, lostByPeriod, stillActive, lostBefore, covariates, cohort, interval, intervalCount";
    const misspelt = (extra: object) => ({ ...cohort, ...extra }) as never;
    expectRefusal(
      () => geometric.fit(misspelt({ firstPeriodd: 3 })),
      `geometric.fit: cohort must hold nothing but ${known} (did you mean firstPeriod?), received "firstPeriodd"`,
    );
    expectRefusal(
      () => shiftedBetaGeometric.fit([cohort, misspelt({ lostBeforee: 3 })] as never),
      `shiftedBetaGeometric.fit: cohorts[1] must hold nothing but ${known} (did you mean lostBefore?), received "lostBeforee"`,
    );
    const groups = [
      misspelt({ covariates: { plan: 0 }, firstPeriodd: 2 }),
      misspelt({ covariates: { plan: 1 } }),
    ];
    expectRefusal(
      () => regression.fit(groups as never),
      `shiftedBetaGeometricRegression.fit: cohorts[0] must hold nothing but ${known} (did you mean firstPeriod?), received "firstPeriodd"`,
    );
    expectRefusal(
      () =>
        shiftedBetaGeometric.fit(cohort, { prior: { Alpha: { mean: 0, standardDeviation: 1 } } } as never),
      'shiftedBetaGeometric.fit: options.prior must hold nothing but alpha, beta (did you mean alpha?), received "Alpha"',
    );
    const added = [100, 120, 140, 150, 150, 140];
    expectRefusal(
      () => disclosedRetention.fit({ timeUnit: "quarter", added, lost: added, openning: [] } as never),
      'disclosedRetention.fit: disclosures must hold nothing but timeUnit, added, lost, customers, opening, seasons, firstSeason (did you mean opening?), received "openning"',
    );
    const market = {
      timeUnit: "quarter",
      population: [1000, 1000, 1000, 1000, 1000, 1000],
      added: [9, 14, 17, 19, 18],
    };
    expectRefusal(
      () => disclosedProspects.fit({ ...market, retruning: [] } as never),
      'disclosedProspects.fit: disclosures must hold nothing but timeUnit, population, customersAtStart, returning, seasons, firstSeason, added (did you mean returning?), received "retruning"',
    );
  });

  it("may be typed arrays, which are not cut to whole numbers", () => {
    const typed = { ...cohort, lostByPeriod: Int32Array.from(cohort.lostByPeriod) as never };
    const [{ rows }, plain] = [typed, cohort].map((data) =>
      projectRetention(geometric, data, { periods: 9, holdoutPeriods: 2 }),
    ) as [ReturnType<typeof projectRetention>, ReturnType<typeof projectRetention>];
    rows.forEach(({ observed, estimate }, i) => {
      if (observed !== null) expectClose(observed, plain.rows[i]!.observed!, { relative: 1e-12 });
      expectClose(estimate, plain.rows[i]!.estimate, { relative: 1e-12 });
    });
  });

  it("are refused where the result would not be a number, or would take for ever", () => {
    expectRefusal(
      () => projectRetention(geometric, cohort, { periods: 1e6 }),
      "projectRetention: periods must be at most 10000, received 1000000",
    );
    expectRefusal(
      () => discreteWeibull.logLikelihood({ theta: 0.1, c: 1000 }, cohort),
      "discreteWeibull.logLikelihood: parameters must leave the data possible: their log-likelihood must be finite, received -Infinity",
    );
    expectRefusal(
      () =>
        gammaGamma.simulate({ p: 6, q: 0.001, gamma: 16 }, { frequency: new Array(200).fill(3), seed: 1 }),
      "gammaGamma.simulate: parameters must give finite spends above 0: with so small a p or q some are beyond what numbers hold, received Infinity",
    );
  });
});
