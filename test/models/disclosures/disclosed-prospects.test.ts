import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/math/random.js";
import * as disclosedProspects from "../../../src/models/disclosures/disclosed-prospects.js";
import * as disclosedRetention from "../../../src/models/disclosures/disclosed-retention.js";
import type { ProspectDisclosures } from "../../../src/models/disclosures/prospect-market.js";
import { expectClose, expectPlainData, expectRefusal } from "../../support.js";

/** A growing market with seasons that begin with the third, from which some customers come back. */
const quarters = Array.from({ length: 40 }, (_, i) => i);
const market = {
  timeUnit: "quarter",
  ...{ seasons: 4, firstSeason: 3, customersAtStart: 500 },
  population: [...quarters, 40].map((i) => 100_000 + 250 * i),
  returning: quarters.map((i) => 20 + 3 * i),
} as const;
const truth = { reach: 0.3, lambda: 0.004, c: 1.45, season1: 0.15, season2: -0.1, season3: 0.05 };

describe("disclosedProspects", () => {
  it("fits additions made of its process and a disturbance as scipy does", () => {
    // Source: own program (Python): additions of `truth` times 1 + 0.02 sin(t²), rounded; scipy.optimize.least_squares with
    // tolerances of 1e-15; errors from the second derivatives of the squares (complex steps).
    const added = disclosedProspects
      .additions(truth, market)
      .map((won, i) => Math.round(won * (1 + 0.02 * Math.sin((i + 1) ** 2))));
    expect(added.slice(0, 8)).toEqual([127, 202, 302, 268, 347, 351, 435, 371]);
    const fit = disclosedProspects.fit({ ...market, added });
    const expected = {
      reach: [0.2984433145749594, 0.003772771857034317],
      lambda: [0.003967262481947995, 5.8989614738280354e-5],
      c: [1.4534660449985588, 0.007062218948057857],
      season1: [0.15407779283872425, 0.006268120645680029],
      season2: [-0.10636444909860539, 0.007079214528665413],
      season3: [0.051024221663961485, 0.006642945343432597],
    } as const;
    for (const [name, [value, error]] of Object.entries(expected)) {
      expectClose(fit.parameters[name as "c"], value, { relative: 1e-6 }, name);
      expectClose(fit.standardErrors[name as "c"]!, error, { relative: 1e-5 }, name);
    }
    const again = disclosedProspects.additions(fit.parameters, market);
    const squares = added.reduce((sum, won, i) => sum + (won - again[i]!) ** 2, 0);
    expectClose(squares, 1570.6344482856043, { relative: 1e-9 });
    expectPlainData(fit);
  });

  it("expects what prospects simulated one by one do", () => {
    const { seasons, firstSeason } = market;
    const effects = [truth.season1, truth.season2, truth.season3, 0];
    const people = {
      ...market,
      population: [3000, 3200, 3200, 3500, 3500, 3600],
      returning: [0, 40, 0, 0, 90],
    };
    const sped = { ...truth, lambda: 0.1 };
    const expected = disclosedProspects.additions(sped, { ...people, customersAtStart: 100 });
    const won = [0, 0, 0, 0, 0];
    const random = createRandom(7);
    const pools = [2900, 200, 40, 300, 0, 190];
    const runs = 40;
    for (let run = 0; run < runs; run++)
      for (const [formed, pool] of pools.entries())
        for (let person = 0; person < pool; person++) {
          if (random.next() >= sped.reach) continue;
          for (let period = formed; period < 5; period++) {
            const waited = period - formed;
            const season = (firstSeason - 1 + period) % seasons;
            const hazard =
              sped.lambda * ((waited + 1) ** sped.c - waited ** sped.c) * Math.exp(effects[season]!);
            if (random.next() < -Math.expm1(-hazard)) {
              won[period]!++;
              break;
            }
          }
        }
    won.forEach((count, i) => {
      const mean = runs * expected[i]!;
      expect(Math.abs(count - mean)).toBeLessThan(4 * Math.sqrt(mean));
    });
  });

  it("finds its parameters again, and without a known addition as well", () => {
    const clean = disclosedProspects.additions(truth, market);
    const added = clean.map((won, i) => (i === 5 || i === 20 ? null : won));
    const fit = disclosedProspects.fit({ ...market, added });
    for (const [name, value] of Object.entries(truth))
      expectClose(fit.parameters[name as "c"], value, { relative: 1e-5 }, name);
  });

  it("keeps its laws: shares that rise to the reach, additions that never exceed it", () => {
    const parameter = fc.double({ min: 0.1, max: 3, noNaN: true });
    const reaches = fc.double({ min: 0.01, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(reaches, parameter, parameter, parameter, (reach, lambda, c, growth) => {
        const parameters = { reach, lambda: lambda / 10, c };
        let before = 0;
        for (let t = 0; t <= 30; t++) {
          const share = disclosedProspects.shareJoined(parameters, t);
          expect(share).toBeGreaterThanOrEqual(before);
          expect(share).toBeLessThanOrEqual(reach);
          before = share;
        }
        const population = Array.from({ length: 20 }, (_, i) => 100 + growth * i);
        const added = disclosedProspects.additions(parameters, { timeUnit: "year", population });
        const total = added.reduce((sum, won) => sum + won, 0);
        expect(total).toBeLessThanOrEqual(reach * population[19]! + 1e-9);
      }),
    );
  });

  it("is one pool's waiting time where the population stands still, and scales with it", () => {
    const parameters = { reach: 0.4, lambda: 0.05, c: 1.2 };
    const added = disclosedProspects.additions(parameters, {
      timeUnit: "year",
      population: [50, 50, 50, 50],
    });
    added.forEach((won, i) => {
      const share = (t: number) => disclosedProspects.shareJoined(parameters, t);
      expectClose(won, 50 * (share(i + 1) - share(i)), { relative: 1e-13 });
    });
    // Waiting times of people alike are lifetimes of customers alike: r and alpha large, alpha / r one over lambda.
    const alike = { r: 1e9, alpha: 1e9 / 0.05, c: 1.2 };
    expectClose(
      disclosedProspects.shareJoined(parameters, 3),
      0.4 * (1 - disclosedRetention.survival(alike, 3)),
      { relative: 1e-8 },
    );
  });

  it("ends at the limit where everybody joins", () => {
    const population = Array.from({ length: 13 }, () => 1000);
    const everybody = disclosedProspects.additions(
      { reach: 1 - 1e-12, lambda: 0.1, c: 1.3 },
      { timeUnit: "quarter", population },
    );
    const added = everybody.map((won, i) => won * (1 + 0.002 * Math.sin(3 * i)) * 1.004);
    const fit = disclosedProspects.fit({ timeUnit: "quarter", population, added });
    expect(fit.warnings[0]).toMatchObject({ limitingModel: "everybodyJoins", lost: ["reach"] });
    expect(fit.standardErrors.reach).toBeNull();
    expectClose(fit.parameters.c, 1.3, { relative: 0.02 });
    expectPlainData(fit);
  });

  it("refuses what is no market", () => {
    const good = { timeUnit: "quarter", population: [10, 10, 10, 10, 10], added: [1, 1, 1, 1] } as const;
    const refuse = (change: object, rule: string, code?: string) =>
      expectRefusal(
        () => disclosedProspects.fit({ ...good, ...change } as ProspectDisclosures),
        `disclosedProspects.fit: ${rule}`,
        code,
      );
    refuse({ population: [10] }, "disclosures.population must hold 2 amounts or more, received [10]");
    refuse(
      { population: [10, 10, 9, 10, 10] },
      "disclosures.population[2] must not shrink by more than the customers who return, received 9",
    );
    refuse(
      { customersAtStart: 11 },
      "disclosures.customersAtStart must be at most the population at the start (10), received 11",
    );
    refuse({ added: [1, 1] }, "disclosures.added must hold one amount per period (4), received [1, 1]");
    refuse(
      { added: [1, -1, 1, 1] },
      "disclosures.added[1] must be a finite number of 0 or more, received -1",
    );
    refuse({ seasons: 13 }, "disclosures.seasons must be at most 12, received 13");
    refuse(
      { seasons: 4 },
      "the disclosures must be at least 7 amounts for 6 parameters, received 4",
      "INSUFFICIENT_DATA",
    );
    expectRefusal(
      () => disclosedProspects.shareJoined({ reach: 1, lambda: 1, c: 1 }, 1),
      "disclosedProspects.shareJoined: parameters.reach must be a fraction above 0 and below 1, received 1",
    );
    expectRefusal(
      () => disclosedProspects.additions(undefined as never, good),
      "disclosedProspects.additions: parameters must be an object, received undefined",
    );
    expectRefusal(
      () => disclosedProspects.additions({ reach: 0.5, lambda: 1, c: 1 }, undefined as never),
      "disclosedProspects.additions: market must be an object, received undefined",
    );
  });
});
