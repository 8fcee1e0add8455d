/** NBD: laws, printed numbers, refusals. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as nbd from "../../../src/models/transactions/nbd.js";
import { expectClose, expectRefusal } from "../../support.js";
import { expectTransactionModel } from "./laws.js";

describe("nbd", () => {
  const typical = { r: 0.8, alpha: 6 };
  const parameters = fc.record({
    r: fc.double({ min: 0.05, max: 5, noNaN: true }),
    alpha: fc.double({ min: 0.5, max: 50, noNaN: true }),
  });
  expectTransactionModel<nbd.NbdParameters>(nbd, parameters, typical);

  it("is the Poisson process in the limit of customers alike", () => {
    const alike = { r: 1e8, alpha: 5e8 };
    expectClose(nbd.transactionProbability(alike, { x: 3, t: 10 }), (8 / 6) * Math.exp(-2), {
      relative: 1e-7,
    });
  });

  it("refuses what it cannot answer, and says why", () => {
    const customer = { frequency: 2, recency: 30, T: 38 };
    expectRefusal(
      () => nbd.discountedExpectedResidualTransactions(typical, customer, { continuousDiscountRate: 0 }),
      "nbd.discountedExpectedResidualTransactions: discounting must be a rate above 0 (the expected number of purchases is infinite), received 0",
    );
    expectRefusal(
      () => nbd.transactionProbability(typical, { x: 0.5, t: 1 }),
      "nbd.transactionProbability: event.x must be a whole number of 0 or more, received 0.5",
    );
  });
});

describe("nbd of customers alike", () => {
  it("becomes the Poisson process, with its rate, and says so", () => {
    const even = { frequency: [4, 5, 5, 6, 5], recency: [9, 9, 8, 9, 7], T: [10, 10, 10, 10, 10] };
    const fit = nbd.fit(even);
    expect(fit.warnings[0]).toMatchObject({ limitingModel: "poisson", lost: ["r", "alpha"] });
    expectClose(fit.warnings[0]!.identified.purchaseRate!.estimate, 0.5, { relative: 1e-9 });
    // Σ x ln λ - λ Σ T.
    expectClose(fit.logLikelihood, 25 * Math.log(0.5) - 25, { relative: 1e-8 });
    expect(fit.standardErrors.r).toBe(null);
  });
});
