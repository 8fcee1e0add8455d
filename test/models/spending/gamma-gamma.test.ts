/** Gamma-gamma: laws, printed numbers, refusals. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as gammaGamma from "../../../src/models/spending/gamma-gamma.js";
import { expectClose, expectPlainData, expectPrinted, expectRefusal } from "../../support.js";

describe("gammaGamma", () => {
  const typical = { p: 6.25, q: 3.74, gamma: 15.44 };

  it("expects a spend between the customer's average and that of all", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.double({ min: 0.01, max: 1e5, noNaN: true }),
        (frequency, monetaryValue) => {
          const mean = gammaGamma.expectedSpend(typical)!;
          const spend = gammaGamma.conditionalExpectedSpend(typical, { frequency, monetaryValue })!;
          const [low, high] = [Math.min(mean, monetaryValue), Math.max(mean, monetaryValue)];
          expect(spend >= low * (1 - 1e-12) && spend <= high * (1 + 1e-12)).toBe(true);
        },
      ),
    );
  });

  it("has a density that integrates to one", () => {
    let sum = 0;
    const step = 0.01;
    for (let y = -8; y < 14; y += step)
      sum +=
        Math.exp(gammaGamma.logLikelihood(typical, { frequency: 2, monetaryValue: Math.exp(y) }) + y) * step;
    expectClose(sum, 1, { absolute: 1e-9 });
  });

  // Fader & Hardie (2013), note 025, and R package BTYD, spend functions run on its example.
  it("gives the printed numbers", () => {
    expectPrinted(gammaGamma.expectedSpend(typical)!, "35.22");
    const btyd = { p: 6, q: 4, gamma: 16 };
    expectPrinted(
      gammaGamma.conditionalExpectedSpend(btyd, { frequency: 3, monetaryValue: 35 })!,
      "34.57143",
    );
    expectPrinted(
      Math.exp(gammaGamma.logLikelihood(btyd, { frequency: 3, monetaryValue: 35 })),
      "0.01628041",
    );
  });

  it("finds the parameters of simulated spending", () => {
    const frequency = Array.from({ length: 4000 }, (_, i) => i % 7);
    const simulated = gammaGamma.simulate(typical, { frequency, seed: 11 });
    const fit = gammaGamma.fit(simulated);
    for (const name of ["p", "q", "gamma"] as const)
      expectClose(fit.parameters[name], typical[name], { absolute: 4 * fit.standardErrors[name]! });
    expect(fit.observations).toBe(frequency.filter((x) => x > 0).length);
    const heavy = gammaGamma.fit({ ...simulated, weight: frequency.map(() => 3) });
    expectClose(heavy.parameters.p, fit.parameters.p, { relative: 1e-6 });
    expectClose(heavy.logLikelihood, 3 * fit.logLikelihood, { relative: 1e-10 });
    // Doubling the currency doubles gamma alone.
    const dear = gammaGamma.fit({ frequency, monetaryValue: simulated.monetaryValue.map((m) => 2 * m) });
    expectClose(dear.parameters.gamma, 2 * fit.parameters.gamma, { relative: 1e-6 });
  });

  it("names the limit where customers, or the spends of one, do not differ", () => {
    const frequency = Array.from({ length: 60 }, (_, i) => 1 + (i % 5));
    const spends = (p: number, q: number, gamma: number) =>
      Array.from(gammaGamma.simulate({ p, q, gamma }, { frequency, seed: 2 }).monetaryValue);
    const alike = spends(2, 1e9, 1e10);
    const steady = spends(1e9, 5, 1e-7);
    for (const [monetaryValue, limitingModel, level] of [
      [alike, "gammaGamma with one mean spend", "meanSpend"],
      [steady, "gammaGamma with one spend per customer", "harmonicMeanSpend"],
    ] as const) {
      const fit = gammaGamma.fit({ frequency, monetaryValue });
      expect(fit.warnings).toMatchObject([{ code: "boundary", limitingModel }]);
      expectPlainData(fit);
      expect(fit.warnings[0]!.identified).toHaveProperty(level);
      // The parameters give the limit's values, and no shapes near by give more.
      const at = (change: object) =>
        gammaGamma.logLikelihood({ ...fit.parameters, ...change }, { frequency, monetaryValue });
      expectClose(at({}), fit.logLikelihood, { relative: 1e-10 });
      expect(at({ p: 0.95 * fit.parameters.p, gamma: fit.parameters.gamma / 0.95 })).toBeLessThan(
        fit.logLikelihood + 1e-8,
      );
      expectClose(
        gammaGamma.expectedSpend(fit.parameters)!,
        monetaryValue.reduce((sum, m, i) => sum + m * frequency[i]!, 0) /
          frequency.reduce((sum, x) => sum + x, 0),
        { relative: level === "meanSpend" ? 1e-9 : 0.1 },
      );
    }
  });

  it("keeps its digits where shapes are large", () => {
    // mpmath at 60 digits: the density of the model at p = q = 1e10, gamma = 15.
    const density = gammaGamma.logLikelihood(
      { p: 1e10, q: 1e10, gamma: 15 },
      { frequency: 2, monetaryValue: 15.0001 },
    );
    expectClose(density, 7.535050459194379, { relative: 1e-12 });
  });

  it("has no mean for q of 1 or less", () => {
    const heavy = { p: 0.3, q: 0.6, gamma: 10 };
    expect(gammaGamma.expectedSpend(heavy)).toBe(null);
    expect(gammaGamma.conditionalExpectedSpend(heavy, { frequency: 1, monetaryValue: 5 })).toBe(null);
    expect(
      gammaGamma.conditionalExpectedSpend(heavy, [{ frequency: 9, monetaryValue: 5 }])[0],
    ).toBeGreaterThan(0);
  });

  it("takes a mean of 0, from free orders alone, for an expectation but not for a density", () => {
    const free = { frequency: 3, monetaryValue: 0 };
    // p γ / (p x + q - 1).
    expectClose(gammaGamma.conditionalExpectedSpend({ p: 6, q: 4, gamma: 16 }, free)!, 96 / 21, {
      relative: 1e-15,
    });
    expectRefusal(
      () => gammaGamma.conditionalExpectedSpend(typical, { frequency: 3, monetaryValue: -1 }),
      "gammaGamma.conditionalExpectedSpend: customer.monetaryValue must be a finite number of 0 or more, received -1",
    );
    expectRefusal(
      () => gammaGamma.logLikelihood(typical, free),
      "gammaGamma.logLikelihood: customer.monetaryValue must be a finite number above 0, received 0",
    );
  });

  it("refuses what it cannot answer, and says why", () => {
    expectRefusal(
      () => gammaGamma.fit({ frequency: [2, 1], monetaryValue: [5, 0] }),
      "gammaGamma.fit: customers.monetaryValue[1] must be a finite number above 0, received 0",
    );
    expectRefusal(
      () => gammaGamma.fit([{ frequency: 0, monetaryValue: 12 }]),
      "gammaGamma.fit: customers[0].monetaryValue must be null where frequency is 0, received 12",
    );
    expectRefusal(
      () => gammaGamma.fit({ frequency: [0, 0], monetaryValue: [null, null] }),
      "gammaGamma.fit: customers must include two or more customers of frequency above 0, received 0",
      "INSUFFICIENT_DATA",
    );
    expectRefusal(
      () => gammaGamma.fit({ frequency: [1, 2, 3], monetaryValue: [14.99, 14.99, 14.990001] }),
      "gammaGamma.fit: customers.monetaryValue must differ between customers: all pay one price, within a share of 0.0003, which is their expected spend without a model, received 14.990000333333326",
      "INSUFFICIENT_DATA",
    );
    expectRefusal(
      () => gammaGamma.fit({ frequency: [1, 1], monetaryValue: [5, 6] }),
      "gammaGamma.fit: customers.frequency must be 2 or more for some customers: spends of one customer are not told from those of others, received 1",
      "INSUFFICIENT_DATA",
    );
    expectRefusal(
      // @ts-expect-error nothing given at all
      () => gammaGamma.fit(),
      "gammaGamma.fit: customers must be an array of rows, or an object of columns, received undefined",
    );
  });
});
