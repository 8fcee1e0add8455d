/** Pareto/NBD: laws, printed numbers, 30-digit arithmetic, limits, refusals. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as paretoNbd from "../../../../src/models/transactions/lifetimes/pareto-nbd.js";
import reference from "../../../reference/pareto-nbd.json" with { type: "json" };
import { expectClose, expectPrinted, expectRefusal } from "../../../support.js";
import { expectTransactionModel } from "../laws.js";

const positive = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const parameters = fc.record({
  r: positive(0.05, 5),
  alpha: positive(0.5, 50),
  s: positive(0.05, 5),
  beta: positive(0.5, 50),
});

describe("paretoNbd", () => {
  const typical = { r: 0.8, alpha: 6, s: 1.2, beta: 25 };
  expectTransactionModel<paretoNbd.ParetoNbdParameters>(paretoNbd, parameters, typical);

  it.each(reference.rows)(
    "agrees with 30 digits at r %s, alpha %s, s %s, beta %s, x %s, t_x %s, T %s, t %s",
    (...row) => {
      const [
        r,
        alpha,
        s,
        beta,
        frequency,
        recency,
        T,
        t,
        discount,
        ll,
        logAlive,
        expected,
        conditional,
        dert,
      ] = row as unknown as number[];
      const p = { r: r!, alpha: alpha!, s: s!, beta: beta! };
      const customer = { frequency: frequency!, recency: recency!, T: T! };
      // The log-likelihood of a history without purchases can be near 0, where its error is absolute.
      expectClose(paretoNbd.logLikelihood(p, customer), ll!, { relative: 1e-11, absolute: 1e-12 });
      if (logAlive! > -600)
        expectClose(paretoNbd.probabilityAlive(p, customer), Math.exp(logAlive!), { relative: 1e-11 });
      expectClose(paretoNbd.expectedTransactions(p, t!), expected!, { relative: 1e-12 });
      const tolerance = { relative: 1e-11, absolute: 1e-290 };
      expectClose(paretoNbd.conditionalExpectedTransactions(p, customer, t!), conditional!, tolerance);
      const discounting = { continuousDiscountRate: discount! };
      expectClose(
        paretoNbd.discountedExpectedResidualTransactions(p, customer, discounting),
        dert!,
        tolerance,
      );
    },
  );

  // R package BTYD 2.4.3: man pages of pnbd.DERT and pnbd.pmf, run on their own inputs.
  it("gives the numbers of the R package BTYD", () => {
    const p = { r: 0.5629966, alpha: 12.559037, s: 0.4081095, beta: 10.5148048 };
    const discounting = { continuousDiscountRate: 0.0027 };
    const customer = { frequency: 7, recency: 35, T: 77.86 };
    expectPrinted(paretoNbd.discountedExpectedResidualTransactions(p, customer, discounting), "1.864183");
    const rows = [1, 2, 3, 4].map((frequency) => ({ frequency, recency: 30, T: 77.86 }));
    const dert = paretoNbd.discountedExpectedResidualTransactions(p, rows, discounting);
    ["2.199155", "2.843534", "2.867128", "2.445410"].forEach((printed, i) => {
      expectPrinted(dert[i]!, printed);
    });
    const q = { r: 0.55, alpha: 10.56, s: 0.61, beta: 11.64 };
    expectPrinted(paretoNbd.transactionProbability(q, { x: 0, t: 39 }), "0.5959381");
    expectClose(paretoNbd.transactionProbability(q, { x: 10, t: 2 }), 1.893708e-9, { relative: 1e-6 });
  });

  it("says so where customers leave at once or never", () => {
    const options = { customers: 150, T: 60, seed: 5 };
    const { customers } = paretoNbd.simulate({ r: 2, alpha: 10, s: 1e-9, beta: 10 }, options);
    const fit = paretoNbd.fit(customers);
    expect(fit.warnings[0]).toMatchObject({ code: "boundary", lost: ["s", "beta"] });
    expect(fit.warnings[0]!.limitingModel).toMatch(/^nbd/);
    // The limit is approached as slowly as 1/ln β: the likelihood is the limit's, the parameters come as near as doubles do.
    const nearest = paretoNbd.logLikelihood(fit.parameters, customers);
    expect(nearest).toBeLessThan(fit.logLikelihood);
    expectClose(nearest, fit.logLikelihood, { absolute: 0.05 });
  });

  it("gives the same value whatever the unit of time", () => {
    const days = { ...typical, alpha: 42, beta: 175 };
    expectClose(
      paretoNbd.conditionalExpectedTransactions(days, { frequency: 2, recency: 210, T: 266 }, 273),
      paretoNbd.conditionalExpectedTransactions(typical, { frequency: 2, recency: 30, T: 38 }, 39),
      { relative: 1e-13 },
    );
  });

  it("refuses what it cannot answer, and says why", () => {
    const customer = { frequency: 2, recency: 30, T: 38 };
    const undiscounted = { continuousDiscountRate: 0 };
    expectRefusal(
      () => paretoNbd.discountedExpectedResidualTransactions({ ...typical, s: 1 }, customer, undiscounted),
      "paretoNbd.discountedExpectedResidualTransactions: discounting must be a rate above 0 where parameters.s is 1 or less (the expected number of purchases is infinite), received 0",
    );
    expectRefusal(
      () => paretoNbd.probabilityAlive(typical, { frequency: 0, recency: 3, T: 38 }),
      "paretoNbd.probabilityAlive: customer.recency must be 0 where frequency is 0, received 3",
    );
    expectRefusal(
      () => paretoNbd.fit([{ frequency: -1, recency: 0, T: 9 }]),
      "paretoNbd.fit: customers[0].frequency must be a whole number of 0 or more, received -1",
    );
  });
});
