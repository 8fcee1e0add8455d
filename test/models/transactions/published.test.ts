/**
 * Numbers printed in papers, notes, workbooks and manuals of the transaction models, at given parameters: every number to
 * its last printed digit unless a line says why not. Fits and data of the CDNOW sample are in cdnow.test.ts.
 */
import { describe, expect, it } from "vitest";
import { trackTransactions } from "../../../src/assessment/track-transactions.js";
import { hypergeometric2F1 } from "../../../src/math/hypergeometric.js";
import * as bgCnbdK from "../../../src/models/transactions/beta-geometric/bg-cnbd-k.js";
import * as bgNbd from "../../../src/models/transactions/beta-geometric/bg-nbd.js";
import * as mbgCnbdK from "../../../src/models/transactions/beta-geometric/mbg-cnbd-k.js";
import * as mbgNbd from "../../../src/models/transactions/beta-geometric/mbg-nbd.js";
import * as bgBb from "../../../src/models/transactions/bg-bb.js";
import * as paretoNbd from "../../../src/models/transactions/lifetimes/pareto-nbd.js";
import { continuousDiscountRate } from "../../../src/time.js";
import { donations } from "../../assessment/donations.js";
import { expectClose, expectPrinted } from "../../support.js";

const printed = (actual: ArrayLike<number>, text: string, units?: number): void => {
  text.split(" ").forEach((number, i) => {
    if (units === undefined) expectPrinted(actual[i]!, number);
    else {
      const decimals = number.split(".")[1]?.length ?? 0;
      expectClose(actual[i]!, Number(number), { absolute: units * 10 ** -decimals });
    }
  });
};
const per = <Value>(values: readonly Value[], of: (value: Value) => number): number[] => values.map(of);

describe("BG/NBD", () => {
  // Hardie's workbook for Fader, Hardie & Lee (2005), note 004, as quoted by the tests of Python's lifetimes.
  const workbook = {
    r: 0.2425945307572312,
    alpha: 4.4136021768345515,
    a: 0.7929220386359551,
    b: 2.4259068147010057,
  };
  // Walkthrough of the R package BTYD 2.4.3: parameters printed to 7 digits, hence 2 or 3 units of the last digit.
  const btyd = { r: 0.2425967, alpha: 4.413659, a: 0.7929869, b: 2.426164 };
  const best = { frequency: 26, recency: 30.857143, T: 31 };

  it("gives the workbook's customer and its expected purchases of a new one", () => {
    const customer = { frequency: 2, recency: 30.428571, T: 38.857143 };
    expectPrinted(bgNbd.conditionalExpectedTransactions(workbook, customer, 39), "1.226");
    const times = [1 / 7, 1, 3, 31 + 6 / 7, 32];
    printed(bgNbd.expectedTransactions(workbook, times), "0.0078 0.0532 0.1506 1.0405 1.0437");
    // The workbook's 1.8576 cuts the hypergeometric series after 151 terms, as note 004 says; this is the whole sum.
    const rounded = { r: 0.2425945, alpha: 4.4136019, a: 0.7929199, b: 2.4258881 };
    expectPrinted(bgNbd.expectedTransactions(rounded, 78), "1.857956");
  });

  it("gives the walkthrough's numbers", () => {
    printed([bgNbd.conditionalExpectedTransactions(btyd, best, 52)], "25.75659", 3);
    printed([bgNbd.expectedTransactions(btyd, 52)], "1.444004", 3);
    printed([bgNbd.probabilityAlive(btyd, best)], "0.9688523", 2);
    const frequency = [10, 15, 20, 25];
    const paradox = { frequency, recency: frequency.map(() => 20), T: frequency.map(() => 39) };
    printed(
      bgNbd.conditionalExpectedTransactions(btyd, paradox, 52),
      "0.3474606 0.04283391 0.004158973 0.0003583685",
      3,
    );
    const manual = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
    expectPrinted(bgNbd.transactionProbability(manual, { x: 0, t: 39 }), "0.5737864");
  });
});

describe("Pareto/NBD", () => {
  // BTYD 2.4.3: parameters of its walkthrough (CDNOW, 39 weeks), and of its manual page on DERT (78 weeks, the paper's).
  const btyd = { r: 0.5533971, alpha: 10.5801985, s: 0.6060625, beta: 11.6562237 };
  const weeks78 = { r: 0.5629966, alpha: 12.559037, s: 0.4081095, beta: 10.5148048 };
  const delta = { continuousDiscountRate: 0.0027 };
  const at = (frequency: number, recency: number, T = 77.86) => ({ frequency, recency, T });

  it("gives the walkthrough's best customer", () => {
    const best = { frequency: 26, recency: 30.857143, T: 31 };
    // Printed from parameters shown to 3 digits only; at the maximum itself, 0.0013 off.
    const maximum = { r: 0.55327708, alpha: 10.57768351, s: 0.60623991, beta: 11.66873242 };
    const more = paretoNbd.conditionalExpectedTransactions(maximum, best, 52);
    expectClose(more, 25.45647, { absolute: 0.002 });
    printed([paretoNbd.probabilityAlive(btyd, best)], "0.997874", 1);
    // Python's lifetimes, tests/test_estimation.py.
    const rounded = { r: 0.5534, alpha: 10.5802, s: 0.6061, beta: 11.6562 };
    expectPrinted(paretoNbd.probabilityAlive(rounded, at(26, 30.86, 31)), "0.9979");
  });

  it("gives the manual's probabilities", () => {
    const manual = { r: 0.55, alpha: 10.56, s: 0.61, beta: 11.64 };
    expectPrinted(paretoNbd.transactionProbability(manual, { x: 0, t: 39 }), "0.5959381");
    // The page's first example is P(X(10) = 2) of a call with x and t exchanged: P(X(2) = 10).
    expectClose(paretoNbd.transactionProbability(manual, { x: 10, t: 2 }), 1.893708e-9, { relative: 3e-7 });
  });

  it("gives the discounted residual transactions of the manual and of the paper", () => {
    const dert = (x: number, recency: number): number =>
      paretoNbd.discountedExpectedResidualTransactions(weeks78, at(x, recency), delta);
    expectPrinted(dert(7, 35), "1.864183");
    printed(
      per([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], (x) => dert(x, 30)),
      "2.199155 2.843534 2.867128 2.44541 1.840502 1.262416 0.8096181 0.4948036 0.2920247 0.1679275",
    );
    // Fader, Hardie & Lee (2005), "RFM and CLV", p. 424 and figure 11: both customers are worth about 2; B is worth 1.9.
    printed([dert(1, 30), dert(7, 35)], "2 2");
    expectPrinted(dert(7, 35), "1.9");
  });

  it("takes the paper's 15% a year, in years of 52 weeks", () => {
    const discountRate = { rate: 0.15, per: "year" } as const;
    const weekly = continuousDiscountRate(discountRate, "week", { weeksPerYear: 52 });
    expectPrinted(weekly, "0.0027");
    const named = { discountRate, timeUnit: "week", weeksPerYear: 52 } as const;
    expectClose(
      paretoNbd.discountedExpectedResidualTransactions(weeks78, at(7, 35), named),
      paretoNbd.discountedExpectedResidualTransactions(weeks78, at(7, 35), {
        continuousDiscountRate: weekly,
      }),
      { relative: 1e-13 },
    );
  });
});

describe("MBG/NBD and regular purchases", () => {
  // R package BTYDplus 1.2.0, functions run at these parameters.
  const mbg = { r: 0.5248436, alpha: 6.183093, a: 0.8913878, b: 1.614048 };
  it("gives BTYDplus' numbers at k = 1", () => {
    const two = { frequency: [2, 0], recency: [30.428571, 0], T: [38.857143, 38.857143] };
    printed(mbgNbd.probabilityAlive(mbg, two), "0.7061345 0.3897221");
    printed(
      per([0, 1, 2, 3], (x) => mbgNbd.transactionProbability(mbg, { x, t: 39 })),
      "0.5826055 0.1827646 0.08687101 0.04855076",
    );
    expectPrinted(mbgNbd.expectedTransactions(mbg, 39), "1.182269");
  });

  it("gives BTYDplus' numbers at k = 3", () => {
    const sampler = { k: 3, r: 0.5, alpha: 2, a: 0.3, b: 0.6 };
    const history = { recency: 12, T: 14, sumLogGaps: 3 };
    expectPrinted(bgCnbdK.logLikelihood(sampler, { frequency: 3, ...history }), "-10.42500");
    expectPrinted(bgCnbdK.logLikelihood(sampler, { frequency: 4, ...history }), "-12.22396");
    // The unit assertion of its sampler: the probabilities up to 400 within 10 sum to 1.
    let sum = 0;
    for (let x = 0; x <= 400; x++) sum += bgCnbdK.transactionProbability(sampler, { x, t: 10 });
    expectPrinted(sum, "1.00000");
    const p = { k: 3, r: 0.85, alpha: 1.45, a: 0.79, b: 2.42 };
    printed(
      per([0, 1, 2, 3, 4], (x) => mbgCnbdK.transactionProbability(p, { x, t: 28 })),
      "0.3929845 0.1978049 0.1185279 0.07721509 0.05302631",
    );
    const customer = { frequency: 3, recency: 12, T: 32 };
    expectPrinted(mbgCnbdK.probabilityAlive(p, customer), "0.02208681");
    expectPrinted(bgCnbdK.probabilityAlive(p, customer), "0.01808545");
  });
});

describe("BG/BB", () => {
  const manual = { alpha: 1.2, beta: 0.75, gamma: 0.66, delta: 2.78 };
  const btyd = { alpha: 1.203528, beta: 0.749726, gamma: 0.6567808, delta: 2.783796 };

  it("gives the numbers of BTYD's manual and walkthrough", () => {
    const customer = { frequency: 3, recency: 4, T: 6 };
    expectPrinted(bgBb.logLikelihood(manual, customer), "-5.060868");
    const discount = { discountRate: 0.1 };
    expectPrinted(bgBb.discountedExpectedResidualTransactions(manual, customer, discount), "1.621379");
    printed(
      per([0, 1, 2, 3, 4, 5, 6], (x) => bgBb.transactionProbability(manual, { x, n: 6 })),
      "0.3126835 0.1703955 0.1214302 0.1000472 0.0913244 0.09202135 0.1120979",
    );
    expectPrinted(bgBb.logLikelihood(btyd, donations), "-33225.58");
    // The walkthrough's parameters are rounded to 7 digits: 3 units of the last digit.
    printed([bgBb.expectedTransactions(btyd, 10)], "3.179805", 3);
    const none = { frequency: 0, recency: 0, T: 6 };
    printed([bgBb.conditionalExpectedTransactions(btyd, none, 10)], "0.1302169", 3);
    // 11,104 times an expectation rounded so: 5.5 parts per million.
    const { rows } = trackTransactions({ model: bgBb, fit: btyd }, donations, { periods: 11 });
    const increments =
      "5535.833 4717.059 4147.621 3724.665 3395.888 3131.647 2913.778 2730.482 2573.731 2437.854 2318.727";
    increments.split(" ").forEach((number, i) => {
      expectClose(rows[i]!.expected, Number(number), { relative: 5.5e-6 });
    });
  });

  // Fader, Hardie & Shang (2010), the forms of tables 6 and 9, by quadrature over both beta distributions.
  it("gives the posterior means and P(alive) of all 22 cells of the donations", () => {
    printed(
      bgBb.expectedDropoutProbability(manual, donations),
      "0.31105 0.27492 0.19427 0.13766 0.10221 0.08161 0.06992 0.23785 0.16809 0.11441 0.08431 0.06992 0.20406 0.13483 " +
        "0.08862 0.06992 0.16800 0.09661 0.06992 0.11654 0.06992 0.06992",
    );
    printed(
      bgBb.probabilityAlive(manual, donations),
      "0.10776 0.06919 0.25380 0.48009 0.67925 0.82739 0.93008 0.06614 0.29787 0.58841 0.80372 0.93008 0.09461 0.43834 " +
        "0.76588 0.93008 0.19941 0.69570 0.93008 0.52073 0.93008 0.93008",
    );
  });

  it("fits the donations as the paper, the workbook and the walkthrough print", () => {
    expect(donations.frequency.length).toBe(22);
    const fit = bgBb.fit(donations);
    expect(fit.observations).toBe(11_104);
    expectPrinted(fit.logLikelihood, "-33225.6");
    expectPrinted(fit.logLikelihood, "-33225.58");
    const alive = bgBb.probabilityAlive(fit.parameters, donations);
    printed([alive[0]!, alive[9]!, alive[21]!], "0.11 0.59 0.93");
    // Hardie's workbook for note 010 stops its solver near the optimum: 3 units of the last digit.
    const more = bgBb.conditionalExpectedTransactions(fit.parameters, donations, 5);
    printed([more.reduce((sum, value, i) => sum + value * donations.weight[i]!, 0)], "12884.2", 3);
    const chance = (x: number): number => 11_104 * bgBb.transactionProbability(fit.parameters, { x, n: 6 });
    printed([chance(0), chance(6)], "3454.9 1253.1", 3);
  });

  // Berger, Weinberg & Hanna (2003), tables of the Fader & Hardie workshop handout, day 2, slides 98 to 125; gamma and
  // delta are a point on a ridge.
  it("gives the tables of the cruise data at a point of their ridge", () => {
    const ridge = { alpha: 0.6568062013128969, beta: 5.193091202493687, gamma: 173.76, delta: 1882.93 };
    const cells = "4,4 3,4 2,4 1,4 3,3 2,3 1,3 2,2 1,2 1,1 0,0"
      .split(" ")
      .map((cell) => cell.split(",").map(Number));
    const customers = cells.map(([frequency, recency]) => ({
      frequency: frequency!,
      recency: recency!,
      T: 4,
    }));
    printed(
      customers.map((customer) => Math.exp(bgBb.logLikelihood(ridge, customer))),
      "0.0027 0.0038 0.0088 0.0384 0.0044 0.0100 0.0427 0.0119 0.0487 0.0574 0.7360",
    );
    const weight = [18, 66, 98, 216, 34, 180, 292, 64, 342, 302, 4482];
    const all = customers.map((customer, i) => ({ ...customer, weight: weight[i]! }));
    expectPrinted(bgBb.logLikelihood(ridge, all), "-7130.7");
    printed(
      bgBb.probabilityAlive(ridge, customers),
      "0.92 0.92 0.92 0.92 0.79 0.81 0.82 0.68 0.72 0.61 0.60",
    );
    printed(
      bgBb.conditionalExpectedTransactions(ridge, customers, 4),
      "1.52 1.20 0.87 0.54 1.03 0.77 0.49 0.64 0.43 0.36 0.14",
    );
    printed(
      bgBb.expectedPurchaseProbability(ridge, customers),
      "0.47 0.37 0.27 0.17 0.38 0.27 0.17 0.28 0.18 0.19 0.08",
    );
    expectPrinted(hypergeometric2F1(1, 1887.93, 2061.69, 1 / 1.1), "5.9757");
  });
});
