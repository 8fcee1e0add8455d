import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { acquisitionPayback, burnMultiple, magicNumber } from "../../src/rates/growth-efficiency.js";
import { trailingAverage } from "../../src/rates/trailing-average.js";
import {
  averageRevenuePerAccount,
  customerAcquisitionCost,
  ltvToCac,
  simpleLifetimeValue,
} from "../../src/rates/unit-economics.js";
import { expectClose, expectPlainData, expectRefusal } from "../support.js";

const bads = [-1, Number.NaN, Number.POSITIVE_INFINITY, undefined];

describe("unit economics", () => {
  it("gives the published worked examples", () => {
    // Source: ChartMogul, help page 203359061: $100 at 5% is $2,000.
    expect(simpleLifetimeValue({ revenuePerAccount: 100, churn: 0.05 }).ofRevenue).toBe(2000);
    // Source: unanswered.io, after Scale Venture Partners: (800 - 600) × 4 / 700, printed 1.1.
    const magic = magicNumber({ revenue: 800_000, previousRevenue: 600_000, previousSpend: 700_000 });
    expect(magic).toStrictEqual({ definition: "quarterlyRevenue", value: 800 / 700 });
    // Sources: winsabove.com (0.8), aibizhub.io (2.4), deckmetric.com (2.0 and 1.5).
    const multiples = [
      [4e6, 5e6],
      [12e6, 5e6],
      [5e5, 2.5e5],
      [4.8e6, 3.2e6],
    ].map(([netBurn, gain]) => burnMultiple({ netBurn: netBurn!, netNewAnnualRecurringRevenue: gain! }));
    for (const [i, expected] of [0.8, 2.4, 2, 1.5].entries())
      expectClose(multiples[i]!, expected, { relative: 1e-15 });
  });

  it("names its definition, and is null where it has no denominator", () => {
    expect(
      averageRevenuePerAccount({ recurringRevenue: 12_000, customers: 150, customersAtStart: 90 }),
    ).toStrictEqual({ ofEnd: 80, ofAverage: 100 });
    expect(averageRevenuePerAccount({ recurringRevenue: 0, customers: 0 })).toStrictEqual({
      ofEnd: null,
      ofAverage: null,
    });
    expect(simpleLifetimeValue({ revenuePerAccount: 100, churn: 0, grossMargin: 0.8 })).toStrictEqual({
      ofRevenue: null,
      ofGrossProfit: null,
    });
    expect(simpleLifetimeValue({ revenuePerAccount: 100, churn: 0.5 }).ofGrossProfit).toBe(null);
    expect(customerAcquisitionCost({ spend: 1000, newCustomers: 0 })).toBe(null);
    expect(ltvToCac({ lifetimeValue: 10, acquisitionCost: 0 })).toBe(null);
    expect(
      acquisitionPayback({ acquisitionCost: 1200, revenuePerAccount: 0, grossMargin: 0.8 }),
    ).toStrictEqual({ definition: "perCustomer", periods: null, periodsWithoutMargin: null });
    expect(
      acquisitionPayback({ previousSpend: 1200, netNewRecurringRevenue: 100, grossMargin: 0.75 }),
    ).toStrictEqual({ definition: "aggregate", periods: 16, periodsWithoutMargin: 12 });
    expect(
      acquisitionPayback({ previousSpend: 1200, netNewRecurringRevenue: -100, grossMargin: 0.75 }).periods,
    ).toBe(null);
    expect(magicNumber({ netNewAnnualRecurringRevenue: -50, previousSpend: 100 })).toStrictEqual({
      definition: "annualRecurringRevenue",
      value: -0.5,
    });
    expect(magicNumber({ netNewAnnualRecurringRevenue: 50, previousSpend: 0 }).value).toBe(null);
    for (const gain of [0, -1])
      expect(burnMultiple({ netBurn: 10, netNewAnnualRecurringRevenue: gain })).toBe(null);
    expectPlainData(magicNumber({ netNewAnnualRecurringRevenue: -50, previousSpend: 100 }));
  });

  it("fits together: LTV:CAC is the lifetime over the payback, both on gross profit", () => {
    const rate = fc.double({ min: 0.01, max: 1, noNaN: true });
    const money = fc.double({ min: 1, max: 1e5, noNaN: true });
    fc.assert(
      fc.property(rate, rate, money, money, (churn, grossMargin, revenuePerAccount, acquisitionCost) => {
        const lifetimeValue = simpleLifetimeValue({ revenuePerAccount, churn, grossMargin }).ofGrossProfit!;
        const { periods } = acquisitionPayback({ acquisitionCost, revenuePerAccount, grossMargin });
        expectClose(ltvToCac({ lifetimeValue, acquisitionCost })!, 1 / churn / periods!, { relative: 1e-12 });
      }),
    );
  });

  it("names the function and the field when it refuses", () => {
    const nonNegative = (value: unknown) => `must be a finite number of 0 or more, received ${value}`;
    const calls: Readonly<Record<string, (input: never) => unknown>> = {
      averageRevenuePerAccount,
      simpleLifetimeValue,
      customerAcquisitionCost,
      ltvToCac,
      acquisitionPayback,
      magicNumber,
      burnMultiple,
    };
    for (const [name, f] of Object.entries(calls))
      expectRefusal(() => f(undefined as never), `${name}: input must be an object, received undefined`);
    for (const bad of bads) {
      expectRefusal(
        () => averageRevenuePerAccount({ recurringRevenue: bad as number, customers: 1 }),
        `averageRevenuePerAccount: recurringRevenue ${nonNegative(bad)}`,
      );
      expectRefusal(
        () => simpleLifetimeValue({ revenuePerAccount: bad as number, churn: 0.1 }),
        `simpleLifetimeValue: revenuePerAccount ${nonNegative(bad)}`,
      );
      expectRefusal(
        () => customerAcquisitionCost({ spend: bad as number, newCustomers: 1 }),
        `customerAcquisitionCost: spend ${nonNegative(bad)}`,
      );
      expectRefusal(
        () => ltvToCac({ lifetimeValue: bad as number, acquisitionCost: 1 }),
        `ltvToCac: lifetimeValue ${nonNegative(bad)}`,
      );
      expectRefusal(
        () => magicNumber({ revenue: bad as number, previousRevenue: 1, previousSpend: 1 }),
        `magicNumber: revenue ${nonNegative(bad)}`,
      );
      expectRefusal(
        () => burnMultiple({ netBurn: bad as number, netNewAnnualRecurringRevenue: 1 }),
        `burnMultiple: netBurn ${nonNegative(bad)}`,
      );
      expectRefusal(
        () => acquisitionPayback({ acquisitionCost: bad as number, revenuePerAccount: 1, grossMargin: 0.5 }),
        `acquisitionPayback: acquisitionCost ${nonNegative(bad)}`,
      );
      expectRefusal(
        () => averageRevenuePerAccount({ recurringRevenue: 1, customers: bad as number }),
        `averageRevenuePerAccount: customers must be a whole number of 0 or more, received ${bad}`,
      );
    }
    const percent = "(not a percentage: 0.05 means 5%), received";
    expectRefusal(
      () => simpleLifetimeValue({ revenuePerAccount: 1, churn: 5 }),
      `simpleLifetimeValue: churn must be a fraction from 0 to 1 ${percent} 5`,
    );
    expectRefusal(
      () => acquisitionPayback({ acquisitionCost: 1, revenuePerAccount: 1, grossMargin: 80 }),
      `acquisitionPayback: grossMargin must be a fraction from 0 to 1 ${percent} 80`,
    );
  });
});

describe("trailingAverage", () => {
  it("averages the values up to each position, or up to the one before", () => {
    expect(trailingAverage([1, 2, 3, 4], { window: 2 })).toStrictEqual([null, 1.5, 2.5, 3.5]);
    expect(trailingAverage([1, 2, 3, 4], { window: 2, includeCurrent: false })).toStrictEqual([
      null,
      null,
      1.5,
      2.5,
    ]);
    expect(trailingAverage([1, 2, 3])).toStrictEqual([null, null, null]);
    expect(trailingAverage([])).toStrictEqual([]);
  });

  it("refuses what is no series", () => {
    expectRefusal(
      () => trailingAverage(undefined as never),
      "trailingAverage: values must be an array of numbers, received undefined",
    );
    expectRefusal(
      () => trailingAverage([1, Number.NaN]),
      "trailingAverage: values[1] must be a finite number, received NaN",
    );
    expectRefusal(
      () => trailingAverage([1], { window: 0 }),
      "trailingAverage: window must be a whole number of 1 or more, received 0",
    );
    expectRefusal(
      () => trailingAverage([1], { includeCurrent: 1 as never }),
      "trailingAverage: includeCurrent must be true or false, received 1",
    );
  });
});
