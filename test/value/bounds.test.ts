/** Values where nearly nothing is discounted, and questions too long to be worked out term by term. */
import { describe, expect, it } from "vitest";
import { serviceRecovery } from "../../src/economics/churn-cost/service-recovery.js";
import { valueWithReferrals } from "../../src/economics/referrals/referral-value.js";
import { retentionSpendBreakEven } from "../../src/economics/targeting/break-even.js";
import { bergerNasrValue } from "../../src/value/berger-nasr-value.js";
import { corporateValuation } from "../../src/value/corporate-valuation.js";
import { customerEquity } from "../../src/value/customer-equity.js";
import { lifetimeValue } from "../../src/value/lifetime-value.js";
import { lifetimeValueElasticities } from "../../src/value/lifetime-value-elasticities.js";
import { marginMultiple } from "../../src/value/margin-multiple.js";
import { migrationValue } from "../../src/value/migration-value.js";
import { expectClose, expectRefusal } from "../support.js";

// Retention, discount rate, growth, and by mpmath with 60 digits: value paid now, margin multiple, value of a flow.
const nearlyEndless = [
  [1, 1e-12, 0, 100000000000100, 1000000000000, 100000000000050],
  [1 - 2 ** -40, 1e-12, 0, 52369875604918.92, 523698756048.1892, 52369875604868.92],
  [0.5, 1e-12, 1 - 2 ** -42, 89791848671463.44, 448959243356.8682, 89791848671413.44],
  [1, 3e-17, 0, 3.3333333333333335e18, 3.3333333333333332e16, 3.3333333333333335e18],
] as const;

describe("a discount rate near 0", () => {
  it.each(nearlyEndless)(
    "r %d, d %d, g %d: no digit is lost",
    (retention, discountRate, marginGrowth, now, multiple, flow) => {
      const terms = { retention, discountRate, marginGrowth };
      expectClose(lifetimeValue({ margin: 100, ...terms }).value, now, { relative: 1e-14 });
      expectClose(marginMultiple(terms), multiple, { relative: 1e-14 });
      expectClose(lifetimeValue({ margin: 100, ...terms, timing: "continuous" }).value, flow, {
        relative: 1e-14,
      });
      const { duration } = lifetimeValueElasticities({ margin: 100, ...terms });
      expectClose(duration, retention * (1 + marginGrowth) * (now / 100 / (1 + discountRate)), {
        relative: 1e-14,
      });
    },
  );

  it("keeps its digits in what economics divides by it", () => {
    const share = retentionSpendBreakEven({
      margin: 1,
      retention: 1 - 2 ** -40,
      improvedRetention: 1,
      discountRate: 1e-12,
    });
    // 2^-40 / (2^-40 + 1e-12)
    expectClose(share.spend, 0.4763012439513345, { relative: 1e-14 });
    const { valueAlone, value } = valueWithReferrals({
      margin: 1,
      retention: 1,
      referrals: 0,
      discountRate: 1e-12,
    });
    expectClose(valueAlone, 1000000000001, { relative: 1e-14 });
    expect(value).toBe(valueAlone);
    const visits = { marginPerVisit: 1, visitsPerPeriod: 1, compensationCost: 1, compensationPrice: 2 };
    const { gain, onCost } = serviceRecovery({
      ...visits,
      retention: 1 - 2 ** -40,
      recoveredRetention: 1,
      discountRate: 1e-12,
    });
    // 2^-40 (1 + 1e-12) / (1e-12 (2^-40 + 1e-12))
    expectClose(gain, 476301243951.81085, { relative: 1e-14 });
    expect(onCost.breakEvenRetention).toBeGreaterThanOrEqual(1 - 2 ** -40);
  });

  it("is refused before a million payments have been summed", () => {
    let asked = 0;
    const survival = (t: number) => {
      asked++;
      return (1 + t) ** -0.4;
    };
    for (const timing of ["now", "midPeriod", "continuous"] as const) {
      asked = 0;
      const call = () => lifetimeValue({ margin: 100, survival, discountRate: 1e-9, timing });
      expectRefusal(
        call,
        "lifetimeValue: horizon must be given: 1000000 payments do not exhaust the sum, received undefined",
      );
      expect(asked).toBeLessThan(200_000);
    }
    const long = () => lifetimeValue({ margin: 1, survival, discountRate: 0.1, horizon: 1e12 });
    expectRefusal(
      long,
      "lifetimeValue: horizon must be at most 1000000 where payments are summed one by one, received 1000000000000",
    );
    // A curve that falls to nothing needs no discount.
    const falling = { margin: 1, survival: (t: number) => Math.max(0, 1 - t / 2000), discountRate: 1e-9 };
    expectClose(lifetimeValue(falling).value, 1000.5, { relative: 1e-6 });
  });
});

describe("long horizons", () => {
  // Contributions and promotion by mpmath.
  it.each([
    [0.75, 0.2, 1, undefined, 693.3333333333334, 121.71612389003691],
    [0.75, 0.2, 1, 1e8, 693.3333333333334, 121.71612389003691],
    [1, 1e-12, 1, undefined, 260000000000260, 50000000000025],
    [0.99999999, 1e-10, 0.5, 1e8, 16400835427.426737, 3154006794.5855985],
  ])(
    "bergerNasrValue at r %d, d %d, cycles of %d, %s of them",
    (retention, discountRate, cycleLength, cycles, contribution, promotion) => {
      const result = bergerNasrValue({
        contribution: 260,
        promotion: 50,
        retention,
        discountRate,
        cycleLength,
        cycles,
      });
      expectClose(result.contribution, contribution, { relative: 1e-13 });
      expectClose(result.promotion, promotion, { relative: 1e-13 });
    },
  );

  it("bergerNasrValue: cycles follow from a list, are needed by a function, and 0 of them are one contribution", () => {
    const terms = { promotion: 50, retention: 0.75, discountRate: 0.2 };
    const listed = bergerNasrValue({ ...terms, contribution: [260, 250, 240] });
    expect(listed).toEqual(bergerNasrValue({ ...terms, contribution: [260, 250, 240], cycles: 2 }));
    const refuse = (input: object, message: string) =>
      expectRefusal(() => bergerNasrValue({ ...terms, ...input } as never), `bergerNasrValue: ${message}`);
    const rule = "cycles must be given and at most 1000000 where contribution is a function";
    refuse({ contribution: () => 1 }, `${rule}, received undefined`);
    refuse({ contribution: () => 1, cycles: 1e8 }, `${rule}, received 100000000`);
    refuse({ contribution: [] }, "contribution must hold at least one amount, received []");
    refuse(
      { contribution: 1, retention: 1, discountRate: 0 },
      "cycles must be given where everyone stays and nothing is discounted, received undefined",
    );
    expect(bergerNasrValue({ ...terms, contribution: 9, retention: 0, cycles: 0 }).value).toBe(9);
  });

  it("refuses by name what has no closed form", () => {
    const company = {
      base: [{ renewals: 0, customers: 10 }],
      acquisition: { customers: [1] },
      retention: 0.8,
      revenuePerCustomer: 1,
      marginShare: 0.5,
      discountRate: 0.1,
    };
    const far = () => corporateValuation({ ...company, horizon: 10_001 });
    expectRefusal(far, "corporateValuation: horizon must be at most 10000, received 10001");
    const forecast = { customers: () => 1, periods: 2e6 };
    const won = () => corporateValuation({ ...company, horizon: 5, acquisition: forecast });
    expectRefusal(won, "corporateValuation: acquisition.periods must be at most 1000000, received 2000000");
    const equity = { margin: 1, retention: 0.8, discountRate: 0.1, base: [], acquisition: forecast };
    const message = "customerEquity: acquisition.periods must be at most 1000000, received 2000000";
    expectRefusal(() => customerEquity(equity), message);
    const chain = { transitions: [[1]], rewards: [1], discountRate: 0.1 };
    for (const name of ["horizon", "periods"])
      expectRefusal(
        () => migrationValue({ ...chain, [name]: 10_001 }),
        `migrationValue: ${name} must be at most 10000, received 10001`,
      );
  });
});
