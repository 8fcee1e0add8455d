/** BG/NBD: laws, printed numbers, 30-digit arithmetic, limits, refusals. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as bgNbd from "../../../../src/models/transactions/beta-geometric/bg-nbd.js";
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

describe("bgNbd", () => {
  const typical = { r: 0.8, alpha: 6, a: 1.2, b: 4 };
  expectTransactionModel<bgNbd.BgNbdParameters>(bgNbd, parameters, typical);

  it.each(reference.rows.filter(([modified]) => modified === 0))(
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
        bgNbd.logLikelihood(p, customer),
        ll!,
        { relative: 1e-11, absolute: 1e-12 },
        "log-likelihood",
      );
      if (logAlive! > -600)
        expectClose(bgNbd.probabilityAlive(p, customer), Math.exp(logAlive!), { relative: 1e-11 }, "alive");
      expectClose(bgNbd.expectedTransactions(p, t!), expected!, { relative: 1e-11 }, "expected");
      if (conditional! > 1e-290)
        expectClose(
          bgNbd.conditionalExpectedTransactions(p, customer, t!),
          conditional!,
          { relative: 1e-11 },
          "conditional",
        );
      if (discounted != null)
        expectClose(
          bgNbd.discountedExpectedResidualTransactions(p, customer, { continuousDiscountRate: discount! }),
          discounted,
          { relative: 1e-10 },
          "discounted",
        );
    },
  );

  // Fader, Hardie & Lee (2005), note 004, and the walkthrough of the R package BTYD (parameters as printed there).
  it("gives the numbers printed for CDNOW customers", () => {
    const note = {
      r: 0.2425945307572312,
      alpha: 4.4136021768345515,
      a: 0.7929220386359551,
      b: 2.4259068147010057,
    };
    const customer = { frequency: 2, recency: 30.428571, T: 38.857143 };
    expectPrinted(bgNbd.conditionalExpectedTransactions(note, customer, 39), "1.226");
    expectPrinted(
      bgNbd.expectedTransactions({ r: 0.2425945, alpha: 4.4136019, a: 0.7929199, b: 2.4258881 }, 78),
      "1.857956",
    );
    expectPrinted(
      bgNbd.transactionProbability({ r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 }, { x: 0, t: 39 }),
      "0.5737864",
    );
    const btyd = { r: 0.2425967, alpha: 4.413659, a: 0.7929869, b: 2.426164 };
    expectPrinted(bgNbd.expectedTransactions(btyd, 52), "1.444004");
    const paradox = { frequency: [10, 15, 20, 25], recency: [20, 20, 20, 20], T: [39, 39, 39, 39] };
    const expected = bgNbd.conditionalExpectedTransactions(btyd, paradox, 52);
    ["0.3474606", "0.04283391", "0.004158973", "0.0003583685"].forEach((printed, i) => {
      expectPrinted(expected[i]!, printed);
    });
    expect(bgNbd.probabilityAlive(btyd, { frequency: 0, recency: 0, T: 39 })).toBe(1);
  });

  it("becomes the NBD model where nobody leaves, and says so", () => {
    const { customers } = bgNbd.simulate(
      { r: 0.8, alpha: 6, a: 1e-9, b: 1 },
      { customers: 500, T: 60, seed: 6 },
    );
    const fit = bgNbd.fit(customers);
    expect(fit.warnings[0]).toMatchObject({ code: "boundary", limitingModel: "nbd", lost: ["a", "b"] });
    expect(fit.standardErrors.a).toBe(null);
    expectClose(fit.logLikelihood, bgNbd.logLikelihood(fit.parameters, customers), { relative: 1e-10 });
  });

  it("gives the same value whatever the unit of time", () => {
    const weeks = bgNbd.conditionalExpectedTransactions(typical, { frequency: 2, recency: 30, T: 38 }, 39);
    const days = { ...typical, alpha: 7 * typical.alpha };
    expectClose(
      bgNbd.conditionalExpectedTransactions(days, { frequency: 2, recency: 210, T: 266 }, 273),
      weeks,
      {
        relative: 1e-13,
      },
    );
    const customer = { frequency: 2, recency: 30, T: 38 };
    const discountRate = { rate: 0.15, per: "year" } as const;
    const options = { discountRate, timeUnit: "week", weeksPerYear: 52 } as const;
    expectClose(
      bgNbd.discountedExpectedResidualTransactions(typical, customer, options),
      bgNbd.discountedExpectedResidualTransactions(typical, customer, {
        continuousDiscountRate: Math.log(1.15) / 52,
      }),
      { relative: 1e-13 },
    );
  });

  it("sums without discounting where the mean exists", () => {
    const customer = { frequency: 2, recency: 30, T: 38 };
    const without = bgNbd.discountedExpectedResidualTransactions(typical, customer, {
      continuousDiscountRate: 0,
    });
    const almost = bgNbd.discountedExpectedResidualTransactions(typical, customer, {
      continuousDiscountRate: 1e-12,
    });
    // The difference falls as δ^(a - 1) = δ^0.2.
    expect(almost < without && almost > 0.9 * without).toBe(true);
  });

  it("refuses what it cannot answer, and says why", () => {
    const customer = { frequency: 2, recency: 30, T: 38 };
    expectRefusal(
      () => bgNbd.probabilityAlive({ ...typical, a: 0 }, customer),
      "bgNbd.probabilityAlive: parameters.a must be a finite number above 0, received 0",
    );
    expectRefusal(
      () => bgNbd.probabilityAlive(typical, { ...customer, recency: 40 }),
      "bgNbd.probabilityAlive: customer.recency must be from 0 to T (38), received 40",
    );
    expectRefusal(
      () => bgNbd.probabilityAlive(typical, { frequency: [2], recency: 30, T: [38] } as never),
      "bgNbd.probabilityAlive: customers.recency must be an array, a typed array or a vector with get, received 30",
    );
    expectRefusal(
      () => bgNbd.simulate(typical, { T: {} as never, seed: 1 }),
      "bgNbd.simulate: options.T must be an array, a typed array or a vector with get, received an object",
    );
    expectRefusal(
      () => bgNbd.fit({ frequency: [1, 0], recency: [3, 2], T: [9, 9] }),
      "bgNbd.fit: customers.recency[1] must be 0 where frequency is 0, received 2",
    );
    expectRefusal(
      () => bgNbd.fit([{ frequency: 1.5, recency: 3, T: 9 }]),
      "bgNbd.fit: customers[0].frequency must be a whole number of 0 or more, received 1.5",
    );
    expectRefusal(
      () => bgNbd.fit({ frequency: [0, 0], recency: [0, 0], T: [9, 8] }),
      "bgNbd.fit: customers.frequency must have repeat purchases: with one-time buyers only, rates of purchase are not identified, received 0",
      "INSUFFICIENT_DATA",
    );
    expectRefusal(
      () => bgNbd.fit([{ frequency: 1, recency: 3, T: 9 }]),
      "bgNbd.fit: customers must be two or more (one customer says nothing about how customers differ), received 1",
      "INSUFFICIENT_DATA",
    );
    const frugal = { ...typical, a: 0.8 };
    expectRefusal(
      () => bgNbd.discountedExpectedResidualTransactions(frugal, customer, { continuousDiscountRate: 0 }),
      "bgNbd.discountedExpectedResidualTransactions: discounting must be a rate above 0 where parameters.a is 1 or less (the expected number of purchases is infinite), received 0",
    );
    expectRefusal(
      // @ts-expect-error nothing given at all
      () => bgNbd.fit(),
      "bgNbd.fit: customers must be an array of rows, or an object of columns, received undefined",
    );
    expectRefusal(
      // @ts-expect-error the customers are missing
      () => bgNbd.probabilityAlive(typical),
      "bgNbd.probabilityAlive: customers must be an array of rows, or an object of columns, received undefined",
    );
  });
});
