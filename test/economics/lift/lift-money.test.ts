import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  fewerDefections,
  geometric,
  lifetimeValue,
  points,
  type RetentionLiftInput,
  relative,
  residualValue,
  retentionLift,
  shiftedBetaGeometric,
  valueOfRetentionPoint,
} from "../../../src/index.js";
import { expectClose } from "../../support.js";

describe("retentionLift in money", () => {
  it("is the difference of two calls of lifetimeValue, times the customers", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.05, max: 0.9, noNaN: true }),
        fc.double({ min: 0.001, max: 0.08, noNaN: true }),
        fc.double({ min: 0.01, max: 0.5, noNaN: true }),
        fc.integer({ min: 1, max: 100_000 }),
        fc.constantFrom("lifetimeValue", "lifetimeValueNet"),
        (retention, size, discountRate, customers, measure) => {
          const margin = 37.5;
          const acquisitionCost = 5;
          const input = { retention, change: points(size), measure, discountRate, customers, margin };
          const { money } = retentionLift({
            ...input,
            ...(measure === "lifetimeValueNet" ? { acquisitionCost } : {}),
          } as RetentionLiftInput);
          const value = (rate: number) => lifetimeValue({ margin, retention: rate, discountRate }).value;
          const cost = measure === "lifetimeValueNet" ? acquisitionCost : 0;
          expectClose(money!.before, customers * (value(retention) - cost), { relative: 1e-12 });
          expectClose(money!.after, customers * (value(retention + size) - cost), { relative: 1e-12 });
          expectClose(money!.difference, customers * (value(retention + size) - value(retention)), {
            relative: 1e-9,
          });
          expectClose(money!.perCustomer * customers, money!.difference, { relative: 1e-12 });
          expectClose(money!.perPoint! * 100 * size, money!.difference, { relative: 1e-9 });
        },
      ),
      { numRuns: 60 },
    );
  });

  it("answers a settled base by the period, and by year on its way there", () => {
    const lift = retentionLift({
      ...{
        retention: 0.95,
        change: points(0.01),
        customers: 1000,
        margin: 20,
        timeUnit: "month",
        periods: 24,
      },
    });
    const { money, path } = lift;
    expect(money).toMatchObject({ amounts: "perPeriod", customers: 1000, margin: 20 });
    expectClose(money!.before, 20_000, { relative: 1e-12 });
    expectClose(money!.after, 25_000, { relative: 1e-12 });
    const year = (from: number) =>
      path.slice(from, from + 12).reduce((sum, { gain }) => sum + 20_000 * gain!, 0);
    expectClose(money!.byYear![0]!.difference, year(0), { relative: 1e-12 });
    expectClose(money!.byYear![1]!.difference, year(12), { relative: 1e-12 });
    expect(lift.reading).toBe(
      "One percentage point more retention: 95% of customers kept per month become 96%, the mean lifetime goes from 20 months to 25 months. The gain in steady-state contribution is 25%, once the base has settled, with the same intake of new customers and no discounting. To 1,000 customers it brings 5,000 every month once the base has settled, 5 for each.",
    );
  });

  it("adds up to the whole present value over the years", () => {
    const { money } = retentionLift({
      ...{
        retention: 0.8,
        change: relative(0.05),
        measure: "lifetimeValue",
        discountRate: 0.1,
        timeUnit: "year",
      },
      ...{ customers: 200, margin: 100, periods: 400 },
    });
    const sum = money!.byYear!.reduce((total, { difference }) => total + difference, 0);
    expectClose(sum, money!.difference, { relative: 1e-9 });
    // The first payment does not depend on retention.
    expect(Math.abs(money!.byYear![0]!.difference)).toBeLessThan(1e-9);
  });

  it("is what replacements cost where the base cannot grow, and profit after fixed costs", () => {
    const base = { retention: 0.8, change: points(0.05), customers: 1000, margin: 120 } as const;
    const limited = retentionLift({ ...base, measure: "baseLimited", acquisitionCost: 100, timeUnit: "year" })
      .money!;
    expectClose(limited.difference, 1000 * 0.05 * 100, { relative: 1e-12 });
    expectClose(limited.byYear![0]!.difference, limited.difference, { relative: 1e-12 });
    const profit = retentionLift({ ...base, measure: "profit", fixedCostShare: 0.5 }).money!;
    expectClose(profit.before, 60_000, { relative: 1e-12 });
    expectClose(profit.difference, 40_000, { relative: 1e-12 });
    expect(profit.byYear).toBeNull();
  });

  it("reads fewer defections, costs and small amounts in words", () => {
    const reading = (change: RetentionLiftInput["change"], programmeCost = 0) =>
      retentionLift({ retention: 0.8, change, customers: 40, margin: 0.5, timeUnit: "year", programmeCost })
        .reading;
    expect(reading(fewerDefections(0.05))).toMatch(
      /^5% fewer defections: 80% of .*To 40 customers it brings 1\.05 every/,
    );
    expect(reading(relative(0.01))).toMatch(/^A retention rate 1% higher than it was: 80%/);
    expect(reading(points(0.01), 0.5)).toMatch(
      /it costs 9\.47 every year once the base has settled, 0\.237 for each\.$/,
    );
  });

  it("needs customers and margin together, and says nothing of money without them", () => {
    const input = { retention: 0.8, change: points(0.01) };
    expect(retentionLift(input).money).toBeNull();
    expect(() => retentionLift({ ...input, customers: 10 })).toThrow(
      "retentionLift: margin must be a finite number above 0, received undefined",
    );
    expect(() => retentionLift({ ...input, customers: 0, margin: 1 })).toThrow(
      "retentionLift: customers must be a finite number above 0, received 0",
    );
  });
});

describe("valueOfRetentionPoint", () => {
  const cohort = {
    timeUnit: "year",
    lostByPeriod: [131, 126, 90, 60, 42, 34, 26],
    stillActive: 491,
  } as const;
  const fit = shiftedBetaGeometric.fit(cohort);
  const input = { model: shiftedBetaGeometric, fit, base: [400, 0, 250], margin: 100, discountRate: 0.1 };

  it("is the difference of two calls of residualValue on survival curves", () => {
    const { difference, before, byTenure } = valueOfRetentionPoint(input);
    const curve = (more: number, renewals: number) => {
      const survival = [1];
      for (let t = 1; t < 400; t++)
        survival.push(
          survival[t - 1]! * Math.min(1, shiftedBetaGeometric.retentionRate(fit, renewals + t) + more),
        );
      return residualValue({
        margin: 100,
        survival,
        discountRate: 0.1,
        renewals: 0,
        horizon: 399,
        timing: "afterOnePeriod",
      }).value;
    };
    const total = (more: number) => 400 * curve(more, 0) + 250 * curve(more, 2);
    expectClose(before.estimate!, total(0), { relative: 1e-10 });
    expectClose(difference.estimate!, total(0.01) - total(0), { relative: 1e-8 });
    expectClose(
      byTenure.reduce((sum, row) => sum + row.difference, 0),
      difference.estimate!,
      { relative: 1e-12 },
    );
    expect(difference.lower!).toBeLessThan(difference.estimate!);
    // The error of a difference is far smaller than that of either value.
    expect(difference.standardError!).toBeLessThan(0.5 * before.standardError!);
  });

  it("has retentionLift as its limit, where customers are alike", () => {
    const known = geometric.fit({ timeUnit: "year", lostByPeriod: [2e5], stillActive: 8e5 });
    const { perCustomer } = valueOfRetentionPoint({ ...input, model: geometric, fit: known, base: [10] });
    const { money } = retentionLift({
      ...{ retention: 0.8, change: points(0.01), measure: "lifetimeValue", discountRate: 0.1 },
      ...({ timing: "afterOnePeriod", customers: 10, margin: 100 } as const),
    });
    expectClose(perCustomer.estimate!, money!.perCustomer, { relative: 1e-9 });
  });

  it("counts renewals up to a horizon, converts the discount rate, and takes rows for the base", () => {
    const one = valueOfRetentionPoint({ ...input, horizon: 1, base: [{ renewals: 2, customers: 10 }] });
    expectClose(one.difference.estimate!, (10 * 100 * 0.01) / 1.1, { relative: 1e-9 });
    const yearly = valueOfRetentionPoint({ ...input, discountRate: { rate: 0.1, per: "year" } });
    expect(yearly.difference).toEqual(valueOfRetentionPoint(input).difference);
    expect(JSON.parse(JSON.stringify(yearly))).toEqual(yearly);
  });

  it("refuses what it cannot use", () => {
    expect(() => valueOfRetentionPoint({ ...input, discountRate: 0 })).toThrow(
      "valueOfRetentionPoint: horizon must be given without a discount rate, received undefined",
    );
    expect(() => valueOfRetentionPoint({ ...input, points: 1.5 })).toThrow(
      "valueOfRetentionPoint: points must be a fraction above 0 and at most 1 (not a percentage: 0.05 means 5%), received 1.5",
    );
    expect(() => valueOfRetentionPoint({ ...input, base: [0] })).toThrow(
      "valueOfRetentionPoint: base must hold at least one customer, received 0",
    );
  });
});
