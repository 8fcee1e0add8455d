import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ChurnWorksheet, costOfChurn } from "../../../src/economics/churn-cost/cost-of-churn.js";
import { expectClose, expectPlainData, expectRefusal } from "../../support.js";

/** The seven-line company: every figure of the worksheet was chosen so that all the "fives" of the article hold at once. */
const company: ChurnWorksheet = {
  atStart: 1000,
  departed: 240,
  returned: 40,
  firstPurchase: 60,
  firstPurchaseMargin: 0.4,
  lifetime: 5,
  lifetimeProfit: 600,
  lifetimeProfitOf: "oneCustomer",
  acquisitionSpend: 24_000,
  newCustomers: 200,
  complaintCost: 19_200,
  timeUnit: "year",
  discountRate: { rate: 0.1, per: "year" },
};

describe("costOfChurn", () => {
  it("gives the statement of the seven-line company", () => {
    // Source: computed by hand and independently in Python from the formulas of the documentation.
    const cost = costOfChurn(company);
    expect(cost).toMatchObject({
      timeUnit: "year",
      netLost: 200,
      kept: 800,
      grossChurnRate: 0.24,
      churnRate: 0.2,
      lifetimeFromChurn: 5,
      lifetimeRatio: 1,
      acquisitionCost: 120,
      profitPerLifetime: 600,
      profitPerPeriod: 120,
      lostProfit: 120_000,
      lostProfitAtMidLife: 60_000,
      replacementCost: 24_000,
      firstPurchaseOffset: 4_800,
      netReplacementCost: 19_200,
      complaintCost: 19_200,
      costByReplacement: 43_200,
      serviceCostPerKept: 24,
      acquisitionCostRatio: 5,
      warnings: [],
    });
    expectClose(cost.winBackRate!, 40 / 240, { relative: 1e-15 });
    expectClose(cost.saveBreakEven, 440, { relative: 1e-14 });
    expectClose(cost.lostProfitPresentValue, 88_000, { relative: 1e-14 });
    expectClose(cost.costByLostProfit, 107_200, { relative: 1e-14 });
    expectPlainData(cost);
  });

  it("reads line 4 for one customer or for all", () => {
    const all = costOfChurn({ ...company, lifetimeProfit: 600_000, lifetimeProfitOf: "allCustomers" });
    expect(all).toStrictEqual(costOfChurn(company));
  });

  it("without discount a lost customer is worth the whole lifetime profit", () => {
    const cost = costOfChurn({ ...company, discountRate: { rate: 0, per: "year" } });
    expectClose(cost.saveBreakEven, 600, { relative: 1e-14 });
    expectClose(cost.lostProfitPresentValue, cost.lostProfit, { relative: 1e-14 });
  });

  it("a lifetime of one period is worth one period's profit at any discount", () => {
    const once = { ...company, lifetime: 1, lifetimeProfit: 70 };
    expectClose(costOfChurn(once).saveBreakEven, 70, { relative: 1e-14 });
  });

  it("converts the discount rate to the period of the worksheet", () => {
    const monthly = costOfChurn({ ...company, timeUnit: "month" });
    const d = 1.1 ** (1 / 12) - 1;
    expectClose(monthly.saveBreakEven, (120 * (1 + d)) / (d + 0.2), { relative: 1e-12 });
  });

  it("says so when the tenure and the churn tell two stories, and when the base grows", () => {
    expect(costOfChurn({ ...company, lifetime: 10 }).warnings.map(({ code }) => code)).toEqual([
      "lifetimeAgainstChurn",
    ]);
    expect(
      costOfChurn({ ...company, lifetime: 2, newCustomers: 300 }).warnings.map(({ code }) => code),
    ).toEqual(["lifetimeAgainstChurn", "growingBase"]);
  });

  it("is null where nobody left, was won or was kept", () => {
    const still = costOfChurn({ ...company, departed: 0, returned: 0, newCustomers: 0 });
    expect(still).toMatchObject({
      winBackRate: null,
      lifetimeFromChurn: null,
      acquisitionCost: null,
      replacementCost: null,
      netReplacementCost: null,
      costByReplacement: null,
      acquisitionCostRatio: null,
      lostProfit: 0,
    });
    expectPlainData(still);
    expect(costOfChurn({ ...company, departed: 1000, returned: 0 })).toMatchObject({
      serviceCostPerKept: null,
      acquisitionCostRatio: null,
    });
  });

  it("scales: twice the company costs twice as much, and discounting never raises the loss", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (departed, rate) => {
          const one = costOfChurn({ ...company, departed, returned: 0, discountRate: { rate, per: "year" } });
          const two = costOfChurn({
            ...company,
            atStart: 2000,
            departed: 2 * departed,
            returned: 0,
            newCustomers: 400,
            acquisitionSpend: 48_000,
            complaintCost: 38_400,
            discountRate: { rate, per: "year" },
          });
          expectClose(two.costByLostProfit, 2 * one.costByLostProfit, { relative: 1e-12 });
          expectClose(two.churnRate, one.churnRate, { relative: 1e-15 });
          expect(one.lostProfitPresentValue).toBeLessThanOrEqual(one.lostProfit * (1 + 1e-12));
        },
      ),
    );
  });

  it("refuses lines that cannot be", () => {
    const refuse = (change: object, message: string) =>
      expectRefusal(
        () => costOfChurn({ ...company, ...change } as ChurnWorksheet),
        `costOfChurn: ${message}`,
      );
    refuse({ atStart: 0 }, "atStart must be a whole number of 1 or more, received 0");
    refuse({ departed: 1001 }, "departed must be a whole number from 0 to atStart (1000), received 1001");
    refuse({ returned: 241 }, "returned must be a whole number from 0 to departed (240), received 241");
    refuse({ firstPurchase: -1 }, "firstPurchase must be a finite number of 0 or more, received -1");
    refuse(
      { firstPurchaseMargin: 40 },
      "firstPurchaseMargin must be a fraction from 0 to 1 (not a percentage: 0.05 means 5%), received 40",
    );
    refuse({ lifetime: 0.5 }, "lifetime must be 1 period or more, received 0.5");
    refuse({ lifetime: Number.NaN }, "lifetime must be a finite number above 0, received NaN");
    refuse(
      { lifetimeProfit: undefined },
      "lifetimeProfit must be a finite number of 0 or more, received undefined",
    );
    refuse(
      { lifetimeProfitOf: undefined },
      'lifetimeProfitOf must be one of "oneCustomer", "allCustomers", received undefined',
    );
    refuse(
      { acquisitionSpend: Infinity },
      "acquisitionSpend must be a finite number of 0 or more, received Infinity",
    );
    refuse({ newCustomers: 1.5 }, "newCustomers must be a whole number of 0 or more, received 1.5");
    refuse({ complaintCost: -1 }, "complaintCost must be a finite number of 0 or more, received -1");
    refuse({ discountRate: -0.1 }, "discountRate must be a fraction from 0 to 1, received -0.1");
    refuse(
      { discountRate: { rate: -0.1, per: "year" } },
      "discountRate.rate must be a fraction from 0 to 1, received -0.1",
    );
    expectRefusal(
      () => costOfChurn(undefined as unknown as ChurnWorksheet),
      "costOfChurn: input must be an object, received undefined",
    );
  });
});
