/** MBG/NBD: laws, printed numbers, 30-digit arithmetic, limits, refusals. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as mbgNbd from "../../../../src/models/transactions/beta-geometric/mbg-nbd.js";
import reference from "../../../reference/beta-geometric.json" with { type: "json" };
import { expectClose, expectPrinted, expectRefusal } from "../../../support.js";
import { expectTransactionModel } from "../laws.js";

const positive = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const parameters = fc.record({
  r: positive(0.05, 5),
  alpha: positive(0.5, 50),
  a: positive(0.05, 5),
  b: positive(0.05, 5),
});

describe("mbgNbd", () => {
  const typical = { r: 0.8, alpha: 6, a: 1.2, b: 4 };
  expectTransactionModel<mbgNbd.MbgNbdParameters>(mbgNbd, parameters, typical);

  it.each(reference.rows.filter(([modified]) => modified === 1))(
    "agrees with 30 digits at %s, r %s, alpha %s, a %s, b %s, x %s, t_x %s, T %s, t %s",
    (...row) => {
      const [
        ,
        r,
        alpha,
        a,
        b,
        frequency,
        recency,
        T,
        t,
        discount,
        ll,
        logAlive,
        expected,
        conditional,
        discounted,
      ] = row as unknown as number[];
      const p = { r: r!, alpha: alpha!, a: a!, b: b! };
      const customer = { frequency: frequency!, recency: recency!, T: T! };
      // The log-likelihood of a history without purchases can be near 0, where its error is absolute.
      expectClose(
        mbgNbd.logLikelihood(p, customer),
        ll!,
        { relative: 1e-11, absolute: 1e-12 },
        "log-likelihood",
      );
      if (logAlive! > -600)
        expectClose(mbgNbd.probabilityAlive(p, customer), Math.exp(logAlive!), { relative: 1e-11 }, "alive");
      expectClose(mbgNbd.expectedTransactions(p, t!), expected!, { relative: 1e-11 }, "expected");
      if (conditional! > 1e-290)
        expectClose(
          mbgNbd.conditionalExpectedTransactions(p, customer, t!),
          conditional!,
          { relative: 1e-11 },
          "conditional",
        );
      if (discounted != null)
        expectClose(
          mbgNbd.discountedExpectedResidualTransactions(p, customer, { continuousDiscountRate: discount! }),
          discounted,
          { relative: 1e-10 },
          "discounted",
        );
    },
  );

  // BTYDplus 1.2.0, run on these parameters.
  it("gives the numbers of the R package BTYDplus", () => {
    const p = { r: 0.5248436, alpha: 6.183093, a: 0.8913878, b: 1.614048 };
    expectPrinted(
      mbgNbd.probabilityAlive(p, { frequency: 2, recency: 30.428571, T: 38.857143 }),
      "0.7061345",
    );
    expectPrinted(mbgNbd.probabilityAlive(p, { frequency: 0, recency: 0, T: 38.857143 }), "0.3897221");
    ["0.5826055", "0.1827646", "0.08687101", "0.04855076"].forEach((printed, x) => {
      expectPrinted(mbgNbd.transactionProbability(p, { x, t: 39 }), printed);
    });
    expectPrinted(mbgNbd.expectedTransactions(p, 39), "1.182269");
  });

  it("refuses what it cannot answer, and says why", () => {
    expectRefusal(
      () => mbgNbd.expectedTransactions(typical, -1),
      "mbgNbd.expectedTransactions: t must be a finite number of 0 or more, received -1",
    );
    expectRefusal(
      () => mbgNbd.fit({ frequency: [1, 2], recency: [3, 2], T: [9, Number.NaN] }),
      "mbgNbd.fit: customers.T[1] must be a finite number of 0 or more, received NaN",
    );
    expect(mbgNbd.expectedTransactions(typical, 0)).toBe(0);
  });
});
