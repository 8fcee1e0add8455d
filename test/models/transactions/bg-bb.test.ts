/** BG/BB: laws, printed numbers, 40-digit arithmetic, boundaries, refusals. */
import { describe, expect, it } from "vitest";
import * as bgBb from "../../../src/models/transactions/bg-bb.js";
import reference from "../../reference/bg-bb.json" with { type: "json" };
import { expectClose, expectPlainData, expectPrinted, expectRefusal } from "../../support.js";

// Fader, Hardie & Shang (2010), table 1: the 22 cells of the donations of 11,104 people.
const cells = [
  [0, 0, 3464],
  [1, 1, 1091],
  [1, 2, 277],
  [1, 3, 129],
  [1, 4, 78],
  [1, 5, 119],
  [1, 6, 129],
  [2, 2, 613],
  [2, 3, 255],
  [2, 4, 155],
  [2, 5, 173],
  [2, 6, 234],
  [3, 3, 322],
  [3, 4, 181],
  [3, 5, 225],
  [3, 6, 357],
  [4, 4, 240],
  [4, 5, 284],
  [4, 6, 512],
  [5, 5, 335],
  [5, 6, 728],
  [6, 6, 1203],
] as const;
const donations = cells.map(([frequency, recency, weight]) => ({ frequency, recency, T: 6, weight }));
const example = { alpha: 1.2, beta: 0.75, gamma: 0.66, delta: 2.78 };

describe("bgBb", () => {
  it.each(reference.rows)("agrees with 40 digits at %s, %s, %s, %s, x %s, t_x %s, n %s", (...row) => {
    const [alpha, beta, gamma, delta, frequency, recency, T, n, discountRate, ll, alive, more, dert] =
      row as unknown as number[];
    const p = { alpha: alpha!, beta: beta!, gamma: gamma!, delta: delta! };
    const customer = { frequency: frequency!, recency: recency!, T: T! };
    expectClose(bgBb.logLikelihood(p, customer), ll!, { relative: 1e-11, absolute: 1e-12 });
    const tolerance = { relative: 1e-11, absolute: 1e-290 };
    expectClose(bgBb.probabilityAlive(p, customer), alive!, tolerance);
    expectClose(bgBb.conditionalExpectedTransactions(p, customer, n!), more!, tolerance);
    const discounting = { discountRate: discountRate! };
    expectClose(bgBb.discountedExpectedResidualTransactions(p, customer, discounting), dert!, tolerance);
  });

  // Fader, Hardie & Shang (2010), tables 2 and 6; R package BTYD 2.4.3 for more digits.
  it("fits the donations as printed", () => {
    const fit = bgBb.fit(donations);
    expectPlainData(fit);
    expectPrinted(fit.logLikelihood, "-33225.58");
    expect(fit.observations).toBe(11_104);
    const { alpha, beta, gamma, delta } = fit.parameters;
    [alpha, beta, gamma, delta].forEach((value, i) => {
      expectPrinted(value, ["1.204", "0.750", "0.657", "2.783"][i]!);
    });
    const alive = bgBb.probabilityAlive(fit.parameters, donations);
    [0, 9, 21].forEach((cell, i) => {
      expectPrinted(alive[cell]!, ["0.11", "0.59", "0.93"][i]!);
    });
    const more = bgBb.conditionalExpectedTransactions(fit.parameters, donations, 5);
    const total = more.reduce((sum, value, i) => sum + value * donations[i]!.weight, 0);
    expect(total).toBeGreaterThan(0);
  });

  it("gives the numbers of the R package BTYD and of the paper's tables", () => {
    expectPrinted(bgBb.logLikelihood(example, { frequency: 3, recency: 4, T: 6 }), "-5.060868");
    ["0.3126835", "0.1703955", "0.1214302", "0.1000472"].forEach((printed, x) => {
      expectPrinted(bgBb.transactionProbability(example, { x, n: 6 }), printed);
    });
    const dropout = bgBb.expectedDropoutProbability(example, donations);
    ["0.31105", "0.27492", "0.19427", "0.13766"].forEach((printed, i) => {
      expectPrinted(dropout[i]!, printed);
    });
  });

  // Berger, Weinberg & Hanna (2003), 11 cells; tables of the Fader & Hardie workshop handout, day 2, slides 98 to 125.
  it("finds one identified drop-out probability in the cruise data, and says so", () => {
    const cruises = [
      [4, 4, 18],
      [3, 4, 66],
      [2, 4, 98],
      [1, 4, 216],
      [3, 3, 34],
      [2, 3, 180],
      [1, 3, 292],
      [2, 2, 64],
      [1, 2, 342],
      [1, 1, 302],
      [0, 0, 4482],
    ].map(([frequency, recency, weight]) => ({ frequency: frequency!, recency: recency!, T: 4, weight }));
    const fit = bgBb.fit(cruises);
    expectPrinted(fit.logLikelihood, "-7130.7");
    expectPrinted(fit.parameters.alpha, "0.66");
    expectPrinted(fit.parameters.beta, "5.19");
    expect(fit.standardErrors.gamma).toBe(null);
    expect(fit.warnings[0]).toMatchObject({
      limitingModel: "bgBb with one drop-out probability",
      lost: ["gamma", "delta"],
    });
    // 1 - P(alive at n + 1) of a customer seen at every cruise is the drop-out probability itself.
    expectClose(fit.warnings[0]!.identified.dropoutProbability!.estimate, 0.08438, { absolute: 1e-5 });
    const more = bgBb.conditionalExpectedTransactions(fit.parameters, cruises, 4);
    ["1.52", "1.20", "0.87", "0.54", "1.03", "0.77", "0.49", "0.64", "0.43", "0.36", "0.14"].forEach(
      (printed, i) => {
        expectPrinted(more[i]!, printed);
      },
    );
    const alive = bgBb.probabilityAlive(fit.parameters, cruises);
    ["0.92", "0.92", "0.92", "0.92", "0.79", "0.81", "0.82", "0.68", "0.72", "0.61", "0.60"].forEach(
      (printed, i) => {
        expectPrinted(alive[i]!, printed);
      },
    );
  });

  it("has probabilities that sum to one, and to the expectation", () => {
    let [sum, mean, conditional] = [0, 0, 0];
    const customer = { frequency: 2, recency: 4, T: 6 };
    for (let x = 0; x <= 10; x++) {
      const probability = bgBb.transactionProbability(example, { x, n: 10 });
      sum += probability;
      mean += x * probability;
      conditional += x * bgBb.conditionalTransactionProbability(example, customer, { x, n: 10 });
    }
    expectClose(sum, 1, { absolute: 1e-14 });
    expectClose(mean, bgBb.expectedTransactions(example, 10), { relative: 1e-13 });
    expectClose(conditional, bgBb.conditionalExpectedTransactions(example, customer, 10), {
      relative: 1e-13,
    });
  });

  it("finds the parameters of simulated customers", () => {
    const { customers } = bgBb.simulate(example, { customers: 4000, T: 8, seed: 3 });
    const fit = bgBb.fit(customers);
    for (const name of ["alpha", "beta", "gamma", "delta"] as const)
      expectClose(fit.parameters[name], example[name], { absolute: 4 * fit.standardErrors[name]! });
    const alive = bgBb.probabilityAlive(example, customers);
    const [expected, seen] = [alive, customers.alive].map((c) => c.reduce((s, v) => s + v, 0) / 4000);
    expectClose(seen!, expected!, { absolute: 4 * Math.sqrt(0.25 / 4000) });
  });

  it("discounts by a rate of a named period as other models do", () => {
    const customer = { frequency: 3, recency: 4, T: 6 };
    const dert = (discounting: Parameters<typeof bgBb.discountedExpectedResidualTransactions>[2]) =>
      bgBb.discountedExpectedResidualTransactions(example, customer, discounting);
    const yearly = { rate: 0.1, per: "year" } as const;
    expect(dert({ discountRate: yearly })).toBe(dert({ discountRate: 0.1 }));
    expect(dert({ discountRate: yearly, timeUnit: "year" })).toBe(dert({ discountRate: 0.1 }));
    expectClose(
      dert({ discountRate: yearly, timeUnit: "month" }),
      dert({ discountRate: 1.1 ** (1 / 12) - 1 }),
      {
        relative: 1e-12,
      },
    );
    expectRefusal(
      () => dert({ discountRate: { rate: -0.1, per: "year" } }),
      "bgBb.discountedExpectedResidualTransactions: discounting.discountRate.rate must be a fraction from 0 to 1, received -0.1",
    );
  });

  it("refuses what it cannot answer, and says why", () => {
    expectRefusal(
      () => bgBb.fit([{ frequency: 2, recency: 1, T: 6 }]),
      "bgBb.fit: customers[0].frequency must be at most recency (1), received 2",
    );
    expectRefusal(
      () => bgBb.probabilityAlive(example, { frequency: 1, recency: 2.5, T: 6 }),
      "bgBb.probabilityAlive: customer.recency must be a whole number of opportunities, received 2.5",
    );
    expectRefusal(
      () =>
        bgBb.discountedExpectedResidualTransactions(
          example,
          { frequency: 1, recency: 2, T: 6 },
          { discountRate: 0 },
        ),
      "bgBb.discountedExpectedResidualTransactions: discounting.discountRate must be above 0 where parameters.gamma is 1 or less (the expected number of purchases is infinite), received 0",
    );
  });
});
