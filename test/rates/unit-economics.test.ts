import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { churnRate } from "../../src/rates/churn-rate.js";
import { churnRates } from "../../src/rates/churn-rates.js";
import { cohortChurnRate } from "../../src/rates/cohort-churn.js";
import { convertRate } from "../../src/rates/convert-rate.js";
import { dailyChurnRates } from "../../src/rates/daily-churn.js";
import { acquisitionPayback, burnMultiple, magicNumber } from "../../src/rates/growth-efficiency.js";
import { monthlyAmount } from "../../src/rates/recurring-revenue.js";
import { revenueMovements } from "../../src/rates/revenue-movements.js";
import { dailyNetRevenueChurn, quickRatio, revenueRates } from "../../src/rates/revenue-rates.js";
import { trailingAverage } from "../../src/rates/trailing-average.js";
import {
  averageRevenuePerAccount,
  customerAcquisitionCost,
  ltvToCac,
  simpleLifetimeValue,
} from "../../src/rates/unit-economics.js";
import { expectClose, expectPlainData, expectRefusal, sharedFolder } from "../support.js";

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

describe("dailyChurnRates", () => {
  it("gives ChartMogul's example: 5% and 5.26% add up to 10.26% and compound to 10%", () => {
    const rates = dailyChurnRates([
      { atStart: 100, lost: 5 },
      { atStart: 95, lost: 5 },
    ]);
    expectClose(rates.sumOfDays, 0.05 + 5 / 95, { relative: 1e-15 });
    expectClose(rates.compounded, 0.1, { relative: 1e-14 });
    expectClose(rates.ofDailyAverage, 10 / 97.5, { relative: 1e-15 });
    expectPlainData(rates);
  });

  it("has the sum above the compound, and both the churn rate on one day", () => {
    const day = fc
      .tuple(fc.integer({ min: 1, max: 1000 }), fc.double({ min: 0, max: 1, noNaN: true }))
      .map(([atStart, s]) => ({ atStart, lost: Math.round(s * atStart) }));
    fc.assert(
      fc.property(fc.array(day, { minLength: 1, maxLength: 31 }), (days) => {
        const { sumOfDays, compounded } = dailyChurnRates(days);
        expect(compounded >= 0 && compounded <= 1 && compounded <= sumOfDays + 1e-12).toBe(true);
        const one = dailyChurnRates(days.slice(0, 1));
        expectClose(one.sumOfDays, churnRate(days[0]!), { absolute: 1e-15 });
        expectClose(one.compounded, churnRate(days[0]!), { absolute: 1e-15 });
      }),
    );
  });

  it("refuses wrong days", () => {
    expectRefusal(
      () => dailyChurnRates(undefined as never),
      "dailyChurnRates: days must be an array of head counts, received undefined",
    );
    expectRefusal(
      () => dailyChurnRates([]),
      "dailyChurnRates: days must be 1 or more, received 0",
      "INSUFFICIENT_DATA",
    );
    expectRefusal(
      () => dailyChurnRates([null as never]),
      "dailyChurnRates: days[0] must be an object, received null",
    );
    expectRefusal(
      () => dailyChurnRates([{ atStart: 3, lost: 4 }]),
      "dailyChurnRates: days[0].lost must be a whole number from 0 to atStart (3), received 4",
    );
  });
});

describe("cohortChurnRate", () => {
  it("is the share lost where everybody was followed long enough", () => {
    const tenure = fc.record({ duration: fc.integer({ min: 1, max: 9 }), lost: fc.boolean() });
    fc.assert(
      fc.property(
        fc.array(tenure, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 9 }),
        (rows, within) => {
          const followed = rows.map(({ duration, lost }) => ({
            duration: lost ? duration : duration + 9,
            lost,
          }));
          const left = followed.filter(({ duration, lost }) => lost && duration <= within).length;
          const churn = cohortChurnRate(followed, { within });
          if (churn === null) expect(left).toBeLessThan(rows.length);
          else expectClose(churn, left / rows.length, { absolute: 1e-14 });
        },
      ),
    );
  });

  it("gives Kaplan and Meier's estimate where some tenures are unfinished", () => {
    // Source: R 4.2.2, survival 3.5-3, survfit on the aml data, maintained arm: S(23) = 0.6136364, S(48) = 0.1840909.
    const duration = [9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161];
    const lost = [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0];
    expectClose(cohortChurnRate({ duration, lost }, { within: 23 })!, 1 - 0.613636363636364, {
      relative: 1e-13,
    });
    expectClose(cohortChurnRate({ duration, lost }, { within: 48 })!, 1 - 0.184090909090909, {
      relative: 1e-13,
    });
    expect(cohortChurnRate({ duration, lost }, { within: 162 })).toBe(null);
    expect(cohortChurnRate([{ duration: 1, lost: true }], { within: 5 })).toBe(1);
  });

  it("refuses wrong tenures, naming row and field", () => {
    const call =
      (row: object, options: object = {}) =>
      () =>
        cohortChurnRate([{ duration: 1, lost: 1, ...row }], options);
    expectRefusal(call({ duration: 0 }), "cohortChurnRate: tenures[0].duration must be above 0, received 0");
    expectRefusal(
      call({ duration: Number.NaN }),
      "cohortChurnRate: 2 values refused: tenures[0].duration must be a finite number of 0 or more, received NaN; tenures[0].duration must be above 0, received NaN",
    );
    expectRefusal(
      call({ lost: "yes" }),
      'cohortChurnRate: tenures[0].lost must be true, false, 1 or 0, received "yes"',
    );
    expectRefusal(
      call({}, { within: -1 }),
      "cohortChurnRate: within must be a finite number above 0, received -1",
    );
    expectRefusal(
      () => cohortChurnRate([]),
      "cohortChurnRate: tenures must have a row or more, received 0",
      "INSUFFICIENT_DATA",
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

const file = sharedFolder === null ? "" : resolve(sharedFolder, "reference/rates/saas_worked_examples.json");
type Inputs = Record<string, number & number[] & number[][] & [string, number | null][]>;
type Case = { id: string; inputs: Inputs; expected: Inputs };

/** How each published example is asked of the library: pairs of what it gives and what is expected. */
const answers: Readonly<Record<string, (i: Inputs, e: Inputs) => [number | null, number][]>> = {
  chartmogul_net_mrr_churn_shopify_day: (i, e) => [
    [
      dailyNetRevenueChurn([{ opening: i.startOfDayMrr!, closing: i.endOfDayMrr!, new: i.newBusinessMrr! }]),
      e.net!,
    ],
  ],
  chartmogul_customer_churn_shopify_two_days: (i, e) => {
    const rates = dailyChurnRates(
      (i.daily as number[][]).map(([atStart, lost]) => ({ atStart: atStart!, lost: lost! })),
    );
    return [
      [rates.sumOfDays, e.sum!],
      [rates.compounded, e.productForm!],
    ];
  },
  chartmogul_customer_churn_standard: (i, e) => {
    const lostOfAdded = i.joinedAndChurnedInPeriod!;
    const counts = {
      atStart: i.startCustomers!,
      added: lostOfAdded,
      lost: i.churned!,
      lostOfAdded,
      returned: i.churnedAndReactivatedInPeriod!,
    };
    return [[churnRates(counts).ofStartExcludingAdded, e.rate!]];
  },
  chartmogul_ltv: (i, e) => [
    [simpleLifetimeValue({ revenuePerAccount: i.arpa!, churn: i.churn! }).ofRevenue, e.ltv!],
  ],
  chartmogul_movements_syncalytics: (_, e) => {
    const gold = monthlyAmount({ amount: 500, per: "year", quantity: 4 });
    const amounts = [
      gold,
      gold + monthlyAmount({ amount: 30, per: "month", quantity: 2 }),
      gold,
      0,
      monthlyAmount({ amount: 50, per: "month", quantity: 3 }),
    ];
    const balances = amounts.map((amount, period) => ({ customer: "Syncalytics", period, amount }));
    const { movements } = revenueMovements(balances, { firstPeriod: "movement" });
    expect(movements.map(({ kind }) => kind)).toStrictEqual(
      (e.movements as unknown as [string, number][]).map(([kind]) => kind),
    );
    return movements.map(({ change }, k) => [change, (e.movements as unknown as [string, number][])[k]![1]]);
  },
  stripe_subscriber_churn: (i, e) => [
    [
      churnRates({ atStart: i.activeAtStart!, added: i.newInWindow!, lost: i.churned! }).ofStartAndAdded,
      e.rate!,
    ],
  ],
  baremetrics_user_churn: (i, e) => [
    [churnRate({ atStart: i.active30DaysAgo!, lost: i.cancelledLast30! }), e.rate!],
  ],
  baremetrics_nrr: (i, e) => [
    [
      revenueRates({ opening: i.startMrr!, churn: i.churned!, expansion: i.expansion!, contraction: 0 })
        .netRetention,
      e.nrr!,
    ],
  ],
  annual_plan_churn_baremetrics: (i, e) => [
    [churnRate({ atStart: i.active365DaysAgo!, lost: i.cancelled365! }), e.rate!],
  ],
  monthly_to_annual: (i, e) =>
    (i.monthly as number[]).map((rate, k) => [
      convertRate(rate, { kind: "churn", from: "month", to: "year" }),
      (e.annual as number[])[k]!,
    ]),
  annual_to_monthly: (i, e) =>
    (i.annual as number[]).map((rate, k) => [
      convertRate(rate, { kind: "churn", from: "year", to: "month" }),
      (e.monthly as number[])[k]!,
    ]),
  quick_ratio: (i, e) => {
    const input = { new: i.new!, expansion: i.expansion!, churn: i.churned!, contraction: i.contraction! };
    return [[quickRatio(input).withoutReactivation, e.quickRatio!]];
  },
  magic_number: (i, e) => [
    [
      magicNumber({ revenue: i.qRevenue!, previousRevenue: i.prevRevenue!, previousSpend: i.prevSM! }).value,
      e.magic!,
    ],
  ],
  burn_multiple: (i, e) =>
    (i.cases as number[][]).map(([netBurn, gain], k) => [
      burnMultiple({ netBurn: netBurn!, netNewAnnualRecurringRevenue: gain! }),
      (e.multiple as number[])[k]!,
    ]),
  churn_denominators_same_month: (i, e) => {
    const [atStart, added, lostOfAdded] = [i.start!, i.newCustomers!, i.churnedOfNew!];
    const lost = i.churnedOfStart! + lostOfAdded;
    // Everybody who joins or leaves does so in the middle of the month.
    const rates = churnRates({ atStart, added, lost, lostOfAdded, exposure: atStart + (added - lost) / 2 });
    return [
      [rates.ofStart, e.startDenominatorAllChurn!],
      [rates.ofStartExcludingAdded, e.startDenominatorExcludingNew!],
      [rates.ofAverage, e.averageDenominator!],
      [rates.ofStartAndAdded, e.startPlusNew!],
      [rates.perExposure, e.midpointExposureMonths!],
    ];
  },
};

describe.skipIf(!existsSync(file))("the file of published worked examples", () => {
  const cases: Case[] = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
  it.each(cases)("reproduces $id", ({ id, inputs, expected }) => {
    const pairs = answers[id.replace(/_\d$/, "")]!(inputs, expected);
    expect(pairs.length).toBeGreaterThan(0);
    for (const [actual, wanted] of pairs) expectClose(actual!, wanted, { relative: 1e-13 });
  });
});
