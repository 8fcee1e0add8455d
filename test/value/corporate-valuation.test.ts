import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CorporateValuationInput } from "../../src/value/company-input.js";
import { corporateValuation } from "../../src/value/corporate-valuation.js";
import { customerEquity } from "../../src/value/customer-equity.js";
import { lifetimeValue } from "../../src/value/lifetime-value.js";
import { shareholderValue } from "../../src/value/shareholder-value.js";
import { expectClose, expectPlainData, expectPrinted, expectRefusal } from "../support.js";

describe("shareholderValue", () => {
  it("gives the published bridges to a share", () => {
    // McCarthy, Fader & Hardie (2017), tables 4 and 7, billions of dollars. Dish: printed $64.62 from unrounded amounts.
    const dish = shareholderValue({ operatingAssets: 15.7, nonOperatingAssets: 14.1, shares: 0.4621 });
    expectClose(dish.perShare ?? 0, 64.62, { absolute: 0.2 });
    const sirius = shareholderValue({ operatingAssets: 27.1, netDebt: 3.7, shares: 5.5137 });
    expectPrinted(sirius.value, "23.4");
    expectPrinted(sirius.perShare ?? 0, "4.24");
    // McCarthy & Fader (2018), Overstock, first quarter of 2017, millions.
    expectPrinted(shareholderValue({ operatingAssets: 354.1, nonOperatingAssets: 72.7 }).value, "426.8");
  });

  it("gives the leverage of Schulze, Skiera and Wiesel's illustration", () => {
    const at = (value: number) => shareholderValue({ operatingAssets: 1000, netDebt: 1000 - value }).leverage;
    expect([at(1000), at(2000), at(100)]).toStrictEqual([1, 0.5, 10]);
    expect(at(0)).toBeNull();
  });

  it("refuses what is no amount", () => {
    expectRefusal(
      () => shareholderValue({ operatingAssets: Number.NaN }),
      "shareholderValue: operatingAssets must be a finite number, received NaN",
    );
    expectRefusal(
      () => shareholderValue({ operatingAssets: 1, shares: 0 }),
      "shareholderValue: shares must be a finite number above 0, received 0",
    );
    expectRefusal(
      () => shareholderValue(undefined as never),
      "shareholderValue: input must be an object, received undefined",
    );
  });
});

describe("corporateValuation", () => {
  const company = {
    base: [
      { renewals: 0, customers: 300 },
      { renewals: 3, customers: 700 },
    ],
    acquisition: { customers: [200, 220, 180, 160] },
    survival: (t: number) => (1 + t / 4) ** -1.5,
    revenuePerCustomer: 240,
    marginShare: 0.5,
    acquisitionCost: 120,
    discountRate: 0.1,
    horizon: 4,
  } satisfies CorporateValuationInput;

  it("works out customers and money period by period", () => {
    // By hand: 1000 customers, 0.8 kept, 200 won, in a steady state.
    const steady = corporateValuation({
      ...company,
      ...{ survival: undefined, retention: 0.8, base: [{ renewals: 0, customers: 1000 }] },
      ...{ acquisition: { customers: [200, 200, 200, 200] }, fixedCost: 20_000, taxRate: 0.25 },
    });
    for (const row of steady.periods) {
      expectClose(row.customers, 1000, { relative: 1e-14 });
      expectClose(row.lost, 200, { relative: 1e-12 });
      expectClose(row.contribution, 120_000, { relative: 1e-14 });
      expectClose(row.cashFlow, 0.75 * (120_000 - 24_000 - 20_000), { relative: 1e-13 });
    }
    const annuity = (1 - 1.1 ** -4) / 0.1;
    expectClose(steady.operatingAssets, 57_000 * Math.sqrt(1.1) * annuity, { relative: 1e-13 });
    expectPlainData(steady);
  });

  it("is the sum over cohorts: rows and columns of the customer matrix have one present value", () => {
    // McCarthy, Fader & Hardie (2017): the value by cohort equals the value by calendar period.
    const whole = corporateValuation(company).operatingAssets;
    const none = company.acquisition.customers.map(() => 0);
    const cohorts = [
      ...company.base.map((group) => ({ base: [group], customers: none })),
      ...none.map((_, i) => ({
        base: [],
        customers: company.acquisition.customers.map((count, j) => (i === j ? count : 0)),
      })),
    ];
    const parts = cohorts.map(({ base, customers }) =>
      corporateValuation({ ...company, base, acquisition: { customers } }),
    );
    const sum = parts.reduce((total, { operatingAssets }) => total + operatingAssets, 0);
    expectClose(sum, whole, { relative: 1e-13 });
  });

  it("is customer equity where nothing but customers is counted", () => {
    // Half a period's margin at the start of each period and half at its end, from those active then.
    const terms = { survival: company.survival, discountRate: 0.1, horizon: 400 } as const;
    const base = [{ renewals: 2, customers: 10 }];
    const valued = corporateValuation({
      ...{ ...company, ...terms, base, acquisition: { customers: [] }, acquisitionCost: 0, marginShare: 1 },
      ...{ revenuePerCustomer: 1, timing: "afterOnePeriod" },
    }).operatingAssets;
    const at = (timing: "endOfPeriodCertain" | "afterOnePeriod") =>
      customerEquity({ ...terms, margin: 1, base, timing }).existing;
    expectClose(valued, (at("endOfPeriodCertain") + at("afterOnePeriod")) / 2, { relative: 1e-12 });
  });

  it("carries the last cash flow on for ever", () => {
    const growth = fc.double({ min: -0.5, max: 0.09, noNaN: true });
    fc.assert(
      fc.property(growth, (terminalGrowth) => {
        const base = [{ renewals: 0, customers: 1 }];
        const flat = { ...company, survival: undefined, retention: 1, base, acquisition: { customers: [] } };
        const valued = corporateValuation({ ...flat, horizon: 1, terminalGrowth, timing: "afterOnePeriod" });
        const perpetuity = lifetimeValue({
          ...{ margin: 120, retention: 1, discountRate: 0.1 },
          ...{ marginGrowth: terminalGrowth, timing: "endOfPeriodCertain" },
        });
        expectClose(valued.operatingAssets, perpetuity.value, { relative: 1e-12 });
      }),
    );
  });

  it("takes a curve of each cohort's own, and refuses two ways at once", () => {
    const { survival, ...rest } = company;
    const same = corporateValuation({ ...rest, cohortSurvival: (time) => survival(time) });
    expectClose(same.value, corporateValuation(company).value, { relative: 1e-14 });
    // The base as it is, and nobody won who stays.
    const gone = corporateValuation({
      ...rest,
      cohortSurvival: (time, wonIn) => (wonIn > 0 && time > 0 ? 0 : survival(time)),
    });
    expectClose(gone.periods[3]!.customers, 300 * survival(4) + (700 * survival(7)) / survival(3) + 160, {
      relative: 1e-13,
    });
    expectRefusal(
      () => corporateValuation({ ...company, cohortSurvival: survival } as never),
      "corporateValuation: survival must be left out when cohortSurvival is given, received a function",
    );
  });

  it("continues an observed curve by a named model", () => {
    const observed = [1, 0.8, 0.7, 0.6, 0.5];
    const extrapolation = { model: "geometric", survival: (t: number) => 0.9 ** t };
    const valued = corporateValuation({ ...company, survival: observed, extrapolation });
    const whole = (t: number) => observed[t] ?? 0.5 * 0.9 ** (t - 4);
    expectClose(valued.value, corporateValuation({ ...company, survival: whole }).value, { relative: 1e-13 });
  });

  it("refuses companies that do not fit together", () => {
    const refuse = (input: object, message: string) =>
      expectRefusal(() => corporateValuation({ ...company, ...input } as never), message);
    refuse(
      { marginShare: 50 },
      "corporateValuation: marginShare must be a fraction from 0 to 1 (not a percentage: 0.05 means 5%), received 50",
    );
    refuse(
      { terminalGrowth: 0.1 },
      "corporateValuation: terminalGrowth must be above -1 and below the discount rate (0.1), received 0.1",
    );
    refuse(
      { survival: [1, 0.8, 0.7, 0.6, 0.5] },
      "corporateValuation: survival must reach the horizon (4), the curve of tenure 3 ends before, received 1",
    );
    refuse(
      { revenuePerCustomer: [1, 2] },
      "corporateValuation: revenuePerCustomer must hold one amount per period up to the horizon (4), received [1, 2]",
    );
    refuse(
      { base: [{ renewals: 0 }] },
      "corporateValuation: base[0].customers must be a finite number of 0 or more, received undefined",
    );
    refuse(
      { acquisition: undefined },
      "corporateValuation: acquisition must be an object, received undefined",
    );
    expectRefusal(
      () => corporateValuation(undefined as never),
      "corporateValuation: input must be an object, received undefined",
    );
  });
});
