/** The limits that every value must keep: no discount, nobody or everybody staying, growth, long horizons, states and customers alike. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { costOfChurn } from "../../src/economics/churn-cost/cost-of-churn.js";
import { serviceRecovery } from "../../src/economics/churn-cost/service-recovery.js";
import { profitDecomposition } from "../../src/economics/lift/profit-decomposition.js";
import { fewerDefections, points } from "../../src/economics/lift/retention-change.js";
import { retentionLift } from "../../src/economics/lift/retention-lift.js";
import { retentionLiftBySegment } from "../../src/economics/lift/segments.js";
import { referralLoop } from "../../src/economics/referrals/referral-loop.js";
import { valueWithReferrals } from "../../src/economics/referrals/referral-value.js";
import { churnShock } from "../../src/economics/shocks/churn-shock.js";
import { optimalSpending } from "../../src/economics/spending/optimal-spending.js";
import { retentionSpendBreakEven } from "../../src/economics/targeting/break-even.js";
import { corporateValuation } from "../../src/value/corporate-valuation.js";
import { customerEquity } from "../../src/value/customer-equity.js";
import { internalRateOfReturn } from "../../src/value/internal-rate-of-return.js";
import { lifetimeValue } from "../../src/value/lifetime-value.js";
import { lifetimeValueElasticities } from "../../src/value/lifetime-value-elasticities.js";
import { lifetimeValueRisk } from "../../src/value/lifetime-value-risk.js";
import { marginMultiple } from "../../src/value/margin-multiple.js";
import { migrationValue } from "../../src/value/migration-value.js";
import { payback } from "../../src/value/payback.js";
import { residualValue } from "../../src/value/residual-value.js";
import { expectClose, expectRefusal } from "../support.js";

const firm = { margin: 100, retention: 0.8, discountRate: 0.1 };
const timings = ["now", "afterOnePeriod", "endOfPeriodCertain", "midPeriod", "continuous"] as const;
const rate = fc.double({ min: 0.05, max: 0.95, noNaN: true });
const discount = fc.double({ min: 0.01, max: 0.5, noNaN: true });

/** Every value of this library that takes a discount rate, at one. */
const valuesAt: Readonly<Record<string, (discountRate: number) => number>> = {
  ...Object.fromEntries(
    timings.map((timing) => [
      `lifetimeValue, ${timing}`,
      (discountRate: number) => lifetimeValue({ ...firm, timing, discountRate }).value,
    ]),
  ),
  marginMultiple: (discountRate) => marginMultiple({ retention: 0.8, discountRate }),
  residualValue: (discountRate) => residualValue({ ...firm, discountRate, renewals: 3 }).value,
  customerEquity: (discountRate) =>
    customerEquity({
      ...{ ...firm, discountRate, base: [{ renewals: 1, customers: 10 }] },
      acquisition: { customers: [5, 5] },
    }).total,
  migrationValue: (discountRate) =>
    migrationValue({
      ...{ states: ["active", "lost"], rewards: [100, 0], discountRate },
      transitions: [
        [0.8, 0.2],
        [0, 1],
      ],
    }).values[0]!,
  lifetimeValueRisk: (discountRate) => lifetimeValueRisk({ ...firm, discountRate }).standardDeviation,
  retentionLift: (discountRate) =>
    retentionLift({ retention: 0.8, change: points(0.05), measure: "lifetimeValue", discountRate }).gain,
  retentionSpendBreakEven: (discountRate) =>
    retentionSpendBreakEven({ ...firm, improvedRetention: 0.85, discountRate }).spend,
  optimalSpending: (discountRate) =>
    optimalSpending({
      ...{ margin: 100, discountRate },
      acquisition: { ceiling: 0.4, steepness: 0.1 },
      retention: { ceiling: 0.7, steepness: 0.05 },
    }).customerValue,
  valueWithReferrals: (discountRate) => valueWithReferrals({ ...firm, referrals: 0.1, discountRate }).value,
  serviceRecovery: (discountRate) =>
    serviceRecovery({
      ...{ marginPerVisit: 18, visitsPerPeriod: 6, retention: 0.5, recoveredRetention: 0.7, discountRate },
      ...{ compensationCost: 8, compensationPrice: 25 },
    }).gain,
  costOfChurn: (discountRate) =>
    costOfChurn({
      ...{ atStart: 1000, departed: 240, returned: 40, firstPurchase: 60, firstPurchaseMargin: 0.4 },
      ...{ lifetime: 5, lifetimeProfit: 600, lifetimeProfitOf: "oneCustomer", acquisitionSpend: 24_000 },
      ...{ newCustomers: 200, complaintCost: 19_200, discountRate },
    }).lostProfitPresentValue,
  churnShock: (discountRate) =>
    churnShock({
      ...{ churnRate: 0.1, shape: { kind: "decaying", meanDuration: 3 }, hazardRise: 0.5 },
      ...{ customers: 1000, margin: 5, discountRate },
    }).valueDestroyed ?? Number.NaN,
  profitDecomposition: (discountRate) =>
    profitDecomposition({
      ...{ parts: { base: 30, purchases: (t: number) => Math.min(t, 6) }, retention: 0.8 },
      ...{ change: points(0.05), horizon: 100, discountRate },
    }).gain ?? Number.NaN,
  corporateValuation: (discountRate) =>
    corporateValuation({
      ...{ base: [{ renewals: 0, customers: 100 }], survival: (t: number) => 0.8 ** t },
      ...{ acquisition: { customers: [5] }, acquisitionCost: 10 },
      ...{ revenuePerCustomer: 100, marginShare: 0.5, horizon: 20, discountRate },
    }).operatingAssets,
};

describe("discount to 0", () => {
  it.each(Object.keys(valuesAt))("%s comes to its value without discount", (name) => {
    const value = valuesAt[name]!;
    const undiscounted = value(0);
    expect(Number.isFinite(undiscounted)).toBe(true);
    expectClose(value(1e-9), undiscounted, { relative: 1e-6 });
    expectClose(value(1e-12), undiscounted, { relative: 1e-9 });
  });

  it("is the mean number of payments, and the gain that of lifetimes", () => {
    fc.assert(
      fc.property(rate, (retention) => {
        const value = lifetimeValue({ margin: 1, retention, discountRate: 0 }).value;
        expectClose(value, 1 / (1 - retention), { relative: 1e-12 });
        const change = fewerDefections(0.05);
        const discounted = retentionLift({ retention, change, measure: "lifetimeValue", discountRate: 0 });
        expectClose(discounted.gain, retentionLift({ retention, change }).gain, { relative: 1e-9 });
      }),
    );
  });
});

describe("retention to 1 and 0", () => {
  const value = (retention: number, timing: (typeof timings)[number] = "now") =>
    lifetimeValue({ ...firm, retention, timing }).value;

  it("is a perpetuity where everybody stays", () => {
    for (const [timing, perpetuity] of [
      ["now", 1100],
      ["afterOnePeriod", 1000],
      ["endOfPeriodCertain", 1000],
      ["midPeriod", 1000 * Math.sqrt(1.1)],
      ["continuous", 100 / Math.log(1.1)],
    ] as const) {
      expectClose(value(1, timing), perpetuity, { relative: 1e-12 });
      expectClose(value(1 - 1e-12, timing), perpetuity, { relative: 1e-9 });
    }
    expectClose(marginMultiple({ retention: 1, discountRate: 0.1 }), 10, { relative: 1e-12 });
    expectClose(residualValue({ ...firm, retention: 1, renewals: 5 }).value, 1100, { relative: 1e-12 });
    expectClose(lifetimeValueRisk({ ...firm, retention: 1, horizon: 5 }).standardDeviation, 0, {
      absolute: 1e-9,
    });
  });

  it("is one payment, or none, where nobody does", () => {
    expectClose(value(0), 100, { relative: 1e-15 });
    expect(value(0, "afterOnePeriod")).toBe(0);
    expectClose(value(0, "endOfPeriodCertain"), 100 / 1.1, { relative: 1e-15 });
    expect(value(0, "midPeriod")).toBe(0);
    expect(value(0, "continuous")).toBe(0);
    expect(marginMultiple({ retention: 0, discountRate: 0.1 })).toBe(0);
    expect(lifetimeValueRisk({ ...firm, retention: 0 }).standardDeviation).toBe(0);
    expect(payback({ ...firm, retention: 0, acquisitionCost: 120 }).periods).toBeNull();
    expect(internalRateOfReturn({ margin: 100, retention: 0, acquisitionCost: 120 }).rate).toBeNull();
    expectClose(retentionLift({ retention: 0, change: points(0.05) }).gain, 1 / 0.95 - 1, {
      relative: 1e-12,
    });
  });

  it("of retention 1 and no discount at once there is no value", () => {
    const endless = { margin: 100, retention: 1, discountRate: 0 };
    for (const call of [
      () => lifetimeValue(endless),
      () => marginMultiple({ retention: 1, discountRate: 0 }),
      () => residualValue({ ...endless, renewals: 0 }),
      () => lifetimeValueElasticities(endless),
    ])
      expect(call).toThrow(/diverges/);
  });
});

describe("growth that makes the sum diverge", () => {
  const bound =
    "must be below (1 + discountRate) / (1 + marginGrowth) = 0.7857142857142858 or the sum diverges";
  const growing = { ...firm, marginGrowth: 0.4 };
  const advice = `retention ${bound} (give a horizon), received 0.8`;

  it("is an error that says so, in the name of the function called", () => {
    expectRefusal(() => lifetimeValue(growing), `lifetimeValue: ${advice}`);
    expectRefusal(() => lifetimeValueElasticities(growing), `lifetimeValueElasticities: ${advice}`);
    expectRefusal(() => residualValue({ ...growing, renewals: 2 }), `residualValue: ${advice}`);
    expectRefusal(() => customerEquity({ ...growing, base: [] }), `customerEquity: ${advice}`);
    expectRefusal(() => lifetimeValueRisk(growing), `lifetimeValueRisk: ${advice}`);
    expect(() => marginMultiple({ retention: 0.8, discountRate: 0.1, marginGrowth: 0.4 })).toThrow(
      /diverges/,
    );
    expect(() =>
      retentionLift({
        ...{ retention: 0.8, change: points(0.05), measure: "lifetimeValue" },
        ...{ discountRate: 0.1, marginGrowth: 0.3 },
      }),
    ).toThrow(/diverges/);
    expect(() => valueWithReferrals({ ...firm, referrals: 0.3 })).toThrow(/diverges/);
  });

  it("is no error where a horizon ends it, and the sum grows towards the edge", () => {
    expect(lifetimeValue({ ...growing, horizon: 30 }).value).toBeGreaterThan(3000);
    expect(lifetimeValue({ ...firm, marginGrowth: 0.3749999 }).value).toBeGreaterThan(1e8);
  });

  it("in a loop of referrals is growth without a balance", () => {
    const loop = referralLoop({ retention: 0.8, referrals: 0.25, acquisition: 100 });
    expect(loop.selfSustaining).toBe(true);
    expect(loop.steadyTotal).toBeNull();
  });
});

describe("an infinite horizon equals a long finite one", () => {
  it.each(timings)("lifetimeValue, %s", (timing) => {
    fc.assert(
      fc.property(rate, discount, (retention, discountRate) => {
        const terms = { margin: 1, retention, discountRate, timing };
        const long = lifetimeValue({ ...terms, horizon: 4000 }).value;
        expectClose(long, lifetimeValue(terms).value, { relative: 1e-9, absolute: 1e-12 });
      }),
    );
  });

  it("in the other values", () => {
    const transitions = [
      [0.7, 0.2, 0.1],
      [0.3, 0.4, 0.3],
      [0, 0, 1],
    ];
    const chain = { states: ["a", "b", "lost"], transitions, rewards: [50, 10, 0], discountRate: 0.1 };
    const long = migrationValue({ ...chain, horizon: 2000 }).values;
    migrationValue(chain).values.forEach((value, i) => {
      expectClose(long[i]!, value, { relative: 1e-10, absolute: 1e-12 });
    });
    const base = [{ renewals: 2, customers: 10 }];
    expectClose(
      customerEquity({ ...firm, base, horizon: 2000 }).existing,
      customerEquity({ ...firm, base }).existing,
      { relative: 1e-9 },
    );
    const curve = { margin: 1, discountRate: 0.1, survival: (t: number) => (1 + t) ** -0.4 };
    expectClose(lifetimeValue({ ...curve, horizon: 2000 }).value, lifetimeValue(curve).value, {
      relative: 1e-8,
    });
  });
});

describe("states and customers that are alike", () => {
  it("equal states of a Markov chain collapse to the closed form", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(rate, discount, share, share, (retention, discountRate, a, b) => {
        const row = (first: number) => [retention * first, retention * (1 - first), 1 - retention];
        const { values } = migrationValue({
          ...{ states: ["a", "b", "lost"], transitions: [row(a), row(b), [0, 0, 1]] },
          ...{ rewards: [100, 100, 0], discountRate },
        });
        const closed = lifetimeValue({ margin: 100, retention, discountRate }).value;
        expectClose(values[0]!, closed, { relative: 1e-10 });
        expectClose(values[1]!, closed, { relative: 1e-10 });
        const loop = referralLoop({
          states: ["a", "b"].map((name) => ({
            ...{ name, becomes: { a: retention / 2, b: retention / 2 }, refers: { a: 0.05 } },
          })),
        });
        expectClose(loop.growthFactor, retention + 0.05, { relative: 1e-9 });
      }),
    );
  });

  it("a base of identical customers equals the average", () => {
    const count = fc.integer({ min: 1, max: 6 });
    fc.assert(
      fc.property(rate, discount, count, (retention, discountRate, n) => {
        const kinds = Array.from({ length: n }, (_, i) => i + 1);
        const change = fewerDefections(0.05);
        const lift = retentionLiftBySegment({
          ...{ change, measure: "lifetimeValue", discountRate },
          segments: kinds.map((customers) => ({ retention, customers })),
        });
        expectClose(lift.gain, lift.gainOfAverage, { relative: 1e-9 });
        expectClose(lift.averageUnderstates, 0, { absolute: 1e-12 });
        const one = lifetimeValue({ margin: 1, retention, discountRate }).value;
        const people = (n * (n + 1)) / 2;
        const base = kinds.map((customers, i) => ({ renewals: i, customers }));
        const equity = customerEquity({ margin: 1, retention, discountRate, base }).existing;
        expectClose(equity, people * one, { relative: 1e-9 });
        const risk = lifetimeValueRisk({ margin: 1, retention, discountRate });
        expectClose(risk.value, one, { relative: 1e-9 });
      }),
      { numRuns: 40 },
    );
  });
});
