import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { revenueRetentionDifference, revenueRetentionInterval } from "../../src/rates/revenue-interval.js";
import { dailyNetRevenueChurn, quickRatio, revenueRates } from "../../src/rates/revenue-rates.js";
import { staticPoolRetention } from "../../src/rates/static-pool.js";
import { expectClose, expectPlainData, expectRefusal } from "../support.js";

const amount = fc.double({ min: 0, max: 1e6, noNaN: true });
const movements = fc.record({
  opening: fc.double({ min: 1, max: 1e6, noNaN: true }),
  new: amount,
  expansion: amount,
  contraction: amount,
  churn: amount,
  reactivation: amount,
});
const pool = fc.array(
  fc.record({
    opening: fc.double({ min: 0.01, max: 1e4, noNaN: true }),
    closing: fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 1e4, noNaN: true })),
  }),
  { minLength: 2, maxLength: 40 },
);

describe("revenueRates", () => {
  it("gives the published worked examples", () => {
    // Source: ChartMogul, "Gross MRR churn": (10 + 10)/100 = 20%, net 10% with 10 of expansion.
    const rates = revenueRates({ opening: 100, expansion: 10, contraction: 10, churn: 10, reactivation: 0 });
    expect(rates).toStrictEqual({
      definition: "movements",
      grossChurn: 0.2,
      netChurn: 0.1,
      netChurnWithReactivation: 0.1,
      grossRetention: 0.8,
      netRetention: 0.9,
      netRetentionWithReactivation: 0.9,
    });
    // Source: Baremetrics, "Net revenue retention": 1 - (20 - 10)/100.
    expect(revenueRates({ opening: 100, expansion: 10, contraction: 0, churn: 20 }).netRetention).toBe(0.9);
    // Source: ChartMogul, "Net MRR churn" by days: 1 - (120 - 10)/100 = -10%.
    expect(dailyNetRevenueChurn([{ opening: 100, closing: 120, new: 10 }])).toBe(-0.1);
  });

  it("has retention and churn add up to 1, and net above gross by expansion and reactivation", () => {
    fc.assert(
      fc.property(movements, (m) => {
        const r = revenueRates(m);
        const close = (a: number, b: number) =>
          expectClose(a, b, { absolute: 1e-9 * Math.max(1, Math.abs(a)) });
        close(r.grossChurn! + r.grossRetention!, 1);
        close(r.netChurn! + r.netRetention!, 1);
        close(r.netChurnWithReactivation! + r.netRetentionWithReactivation!, 1);
        close(r.netRetention! - r.grossRetention!, m.expansion / m.opening);
        close(r.netRetentionWithReactivation! - r.netRetention!, m.reactivation / m.opening);
        // NetSuite: (closing - new) / opening.
        const closing = m.opening + m.new + m.reactivation + m.expansion - m.contraction - m.churn;
        close(r.netRetentionWithReactivation!, (closing - m.new) / m.opening);
        if (closing >= 0) expect(revenueRates({ ...m, closing })).toStrictEqual(r);
        expectPlainData(r);
      }),
    );
  });

  it("is null without opening revenue, and without what was left out", () => {
    const none = revenueRates({ opening: 0, expansion: 0, contraction: 0, churn: 0 });
    expect(Object.values(none)).toStrictEqual(["movements", null, null, null, null, null, null]);
    const unknown = revenueRates({ opening: 1, expansion: 0, contraction: 0, churn: 0 });
    expect([unknown.netChurnWithReactivation, unknown.netRetentionWithReactivation]).toStrictEqual([
      null,
      null,
    ]);
  });

  it("refuses amounts with a sign, missing ones and movements that do not add up", () => {
    const good = { opening: 100, expansion: 10, contraction: 10, churn: 10 };
    const call = (change: object) => () => revenueRates({ ...good, ...change });
    expectRefusal(
      () => revenueRates(undefined as never),
      "revenueRates: movements must be an object, received undefined",
    );
    for (const name of ["opening", "expansion", "contraction", "churn", "new", "reactivation", "closing"])
      for (const bad of [-10, Number.NaN, Number.POSITIVE_INFINITY])
        expectRefusal(
          call({ [name]: bad }),
          `revenueRates: ${name} must be a finite number of 0 or more, received ${bad}`,
        );
    expectRefusal(
      call({ churn: undefined }),
      "revenueRates: churn must be a finite number of 0 or more, received undefined",
    );
    expectRefusal(
      call({ currency: Number.NaN }),
      "revenueRates: currency must be a finite number, received NaN",
    );
    expectRefusal(
      call({ closing: 120 }),
      "revenueRates: closing must be opening + new + reactivation + expansion - contraction - churn + currency (90), received 120",
    );
    expectRefusal(
      () => dailyNetRevenueChurn(undefined as never),
      "dailyNetRevenueChurn: days must be an array of days, received undefined",
    );
    expectRefusal(
      () => dailyNetRevenueChurn([{ opening: 0, closing: 1, new: 0 }]),
      "dailyNetRevenueChurn: days[0].opening must be a finite number above 0, received 0",
    );
    expectRefusal(
      () => dailyNetRevenueChurn([{ opening: 1, closing: -1, new: 0 }]),
      "dailyNetRevenueChurn: days[0].closing must be a finite number of 0 or more, received -1",
    );
  });
});

describe("quickRatio", () => {
  it("gives the published worked examples", () => {
    // Sources: theprimecalculator.com (35/12 = 2.92), abracalc.com (6/2 = 3), pitchkit.net (28/8 = 3.5).
    const ratio = (won: number, expansion: number, churn: number, contraction: number) =>
      quickRatio({ new: won, expansion, churn, contraction }).withoutReactivation;
    expectClose(ratio(25_000, 10_000, 8_000, 4_000)!, 35 / 12, { relative: 1e-15 });
    expect(ratio(5_000, 1_000, 1_500, 500)).toBe(3);
    expect(ratio(20_000, 8_000, 5_000, 3_000)).toBe(3.5);
  });

  it("counts reactivation by name, and is null where nothing was lost", () => {
    expect(quickRatio({ new: 4, expansion: 2, churn: 2, contraction: 0, reactivation: 2 })).toStrictEqual({
      withoutReactivation: 3,
      withReactivation: 4,
    });
    expect(quickRatio({ new: 4, expansion: 2, churn: 2, contraction: 0 }).withReactivation).toBe(null);
    expect(quickRatio({ new: 4, expansion: 2, churn: 0, contraction: 0, reactivation: 1 })).toStrictEqual({
      withoutReactivation: null,
      withReactivation: null,
    });
    expectRefusal(
      () => quickRatio({ new: 4, expansion: 2, churn: -2, contraction: 0 }),
      "quickRatio: churn must be a finite number of 0 or more, received -2",
    );
    expectRefusal(
      () => quickRatio({} as never),
      "quickRatio: new must be a finite number of 0 or more, received undefined",
    );
    expectRefusal(() => quickRatio(null as never), "quickRatio: movements must be an object, received null");
  });
});

describe("staticPoolRetention", () => {
  it("differs from movements where revenue went up and down again within the period", () => {
    // Source: research note on GRR by movements against by customer: 100 → 150 → 120.
    const byCustomer = staticPoolRetention([{ opening: 100, closing: 120 }]);
    expect([byCustomer.grossRetention, byCustomer.netRetention]).toStrictEqual([1, 1.2]);
    expect(revenueRates({ opening: 100, expansion: 50, contraction: 30, churn: 0 }).grossRetention).toBe(0.7);
  });

  it("keeps gross within 0 and 1 and below net, and ignores who came later", () => {
    fc.assert(
      fc.property(pool, (customers) => {
        const found = staticPoolRetention(customers);
        expect(0 <= found.grossRetention && found.grossRetention <= 1 + 1e-15).toBe(true);
        expect(found.grossRetention).toBeLessThanOrEqual(found.netRetention * (1 + 1e-12));
        expect(staticPoolRetention([...customers, { opening: 0, closing: 99 }])).toStrictEqual(found);
        const columns = {
          opening: customers.map((c) => c.opening),
          closing: customers.map((c) => c.closing),
        };
        expect(staticPoolRetention(columns)).toStrictEqual(found);
        expectPlainData(found);
      }),
    );
  });

  it("refuses what is no amount, and an empty pool", () => {
    expectRefusal(
      () => staticPoolRetention([{ opening: 5, closing: -1 }]),
      "staticPoolRetention: customers[0].closing must be a finite number of 0 or more, received -1",
    );
    expectRefusal(
      () => staticPoolRetention([{ opening: Number.NaN, closing: 1 }]),
      "staticPoolRetention: customers[0].opening must be a finite number of 0 or more, received NaN",
    );
    expectRefusal(
      () => staticPoolRetention([{ opening: 0, closing: 1 }]),
      "staticPoolRetention: customers must hold someone who paid at the start, received 0",
      "INSUFFICIENT_DATA",
    );
    expectRefusal(
      () => staticPoolRetention(7 as never),
      "staticPoolRetention: customers must be an array of rows, or an object of columns, received 7",
    );
  });
});

describe("revenueRetentionInterval", () => {
  const customers = Array.from({ length: 60 }, (_, i) => ({
    opening: 10 + (i % 9),
    closing: i % 6 === 0 ? 0 : 11 + (i % 5),
  }));

  it("gives the jackknife computed independently", () => {
    // Source: numpy, leave-one-out ratios and scipy.stats.t.ppf(0.975, 59), on the same 60 customers.
    const interval = revenueRetentionInterval(customers);
    expectClose(interval.estimate, 0.7821901323706378, { relative: 1e-14 });
    expectClose(interval.lower, 0.6882546819490245, { relative: 1e-12 });
    expectClose(interval.upper, 0.8761255827922512, { relative: 1e-12 });
    expectPlainData(interval);
  });

  it("has a bootstrap near the jackknife, the same for a seed, and complements for churn", () => {
    const jackknife = revenueRetentionInterval(customers);
    const bootstrap = revenueRetentionInterval(customers, { method: "bootstrap", seed: 0 });
    expect(bootstrap).toStrictEqual(revenueRetentionInterval(customers, { method: "bootstrap", seed: 0 }));
    // A standard error is 0.047; 2000 replicates place an end to a tenth of that.
    expectClose(bootstrap.lower, jackknife.lower, { absolute: 0.02 });
    expectClose(bootstrap.upper, jackknife.upper, { absolute: 0.02 });
    const churn = revenueRetentionInterval(customers, { measure: "netChurn" });
    expect([churn.lower, churn.upper]).toStrictEqual([1 - jackknife.upper, 1 - jackknife.lower]);
  });

  it("contains the estimate within its bounds, and does not change when all amounts double", () => {
    fc.assert(
      fc.property(
        pool,
        fc.constantFrom("netRetention" as const, "grossRetention" as const, "grossChurn" as const),
        fc.constantFrom("jackknife" as const, "bootstrap" as const),
        (rows, measure, method) => {
          const options = { measure, method, replicates: 200 };
          const { lower, estimate, upper } = revenueRetentionInterval(rows, options);
          expect(lower).toBeGreaterThanOrEqual(0);
          if (measure !== "netRetention") expect(upper).toBeLessThanOrEqual(1);
          if (method === "jackknife")
            expect(lower <= estimate + 1e-12 && estimate <= upper + 1e-12).toBe(true);
          else expect(lower).toBeLessThanOrEqual(upper);
          const doubled = rows.map(({ opening, closing }) => ({
            opening: 2 * opening,
            closing: 2 * closing,
          }));
          expect(revenueRetentionInterval(doubled, options)).toStrictEqual(
            revenueRetentionInterval(rows, options),
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  it("is Wilson's width where everybody pays alike and the pool is large", () => {
    // A ratio of equal amounts is a share: its jackknife error is √(p(1 - p)/(n - 1)) exactly.
    const alike = Array.from({ length: 1000 }, (_, i) => ({ opening: 20, closing: i < 50 ? 0 : 20 }));
    const { lower, upper } = revenueRetentionInterval(alike, { measure: "grossChurn" });
    expectClose((upper - lower) / 2, 1.9623414611334493 * Math.sqrt((0.05 * 0.95) / 999), { relative: 1e-9 });
  });

  it("refuses unknown options and a pool of one", () => {
    const call = (options: object) => () => revenueRetentionInterval(customers, options);
    expectRefusal(
      call({ measure: "churn" }),
      'revenueRetentionInterval: measure must be one of "netRetention", "grossRetention", "netChurn", "grossChurn", received "churn"',
    );
    expectRefusal(
      call({ method: "wald" }),
      'revenueRetentionInterval: method must be one of "jackknife", "bootstrap", received "wald"',
    );
    expectRefusal(
      call({ replicates: 10 }),
      "revenueRetentionInterval: replicates must be a whole number of 100 or more, received 10",
    );
    expectRefusal(
      call({ seed: Number.NaN }),
      "revenueRetentionInterval: seed must be a finite number, received NaN",
    );
    expectRefusal(
      call({ level: 95 }),
      "revenueRetentionInterval: level must be a fraction above 0 and below 1 (not a percentage: 0.05 means 5%), received 95",
    );
    expectRefusal(
      () => revenueRetentionInterval([{ opening: 1, closing: 1 }]),
      "revenueRetentionInterval: customers must be 2 or more who paid at the start, received 1",
      "INSUFFICIENT_DATA",
    );
  });
});

describe("revenueRetentionDifference", () => {
  const poolOf = (size: number, lostEvery: number) =>
    Array.from({ length: size }, (_, i) => ({
      opening: 10 + (i % 7),
      closing: i % lostEvery === 0 ? 0 : 10 + (i % 5),
    }));

  it("gives the jackknife computed independently", () => {
    // Source: numpy, leave-one-out variances of both pools, scipy.stats.t.ppf at Welch's degrees of freedom.
    const found = revenueRetentionDifference(poolOf(80, 8), poolOf(50, 4));
    expectClose(found.estimate, 0.12768050128699937, { relative: 1e-13 });
    expectClose(found.lower, -0.01627252328456419, { relative: 1e-11 });
    expectClose(found.upper, 0.27163352585856293, { relative: 1e-11 });
    expectPlainData(found);
  });

  it("changes sign with the order of the pools and between retention and churn, and stays within bounds", () => {
    fc.assert(
      fc.property(pool, pool, (first, second) => {
        const found = revenueRetentionDifference(first, second, { measure: "grossRetention" });
        expect(-1 <= found.lower && found.upper <= 1).toBe(true);
        expect(found.lower <= found.estimate && found.estimate <= found.upper).toBe(true);
        const back = revenueRetentionDifference(second, first, { measure: "grossRetention" });
        const churn = revenueRetentionDifference(first, second, { measure: "grossChurn" });
        for (const other of [back, churn]) {
          expectClose(other.lower, -found.upper, { absolute: 1e-12 });
          expectClose(other.upper, -found.lower, { absolute: 1e-12 });
        }
      }),
    );
    const same = Array.from({ length: 5 }, () => ({ opening: 3, closing: 3 }));
    expect(revenueRetentionDifference(same, same)).toStrictEqual({
      estimate: 0,
      lower: 0,
      upper: 0,
      level: 0.95,
      method: "jackknife",
    });
  });

  it("names the pool when it refuses", () => {
    const good = poolOf(10, 4);
    expectRefusal(
      () => revenueRetentionDifference(good, good.slice(0, 1)),
      "revenueRetentionDifference: second must be 2 or more who paid at the start, received 1",
      "INSUFFICIENT_DATA",
    );
    expectRefusal(
      () => revenueRetentionDifference([{ opening: -1, closing: 0 }], good),
      "revenueRetentionDifference: first[0].opening must be a finite number of 0 or more, received -1",
    );
    expectRefusal(
      () => revenueRetentionDifference(good, undefined as never),
      "revenueRetentionDifference: second must be an array of rows, or an object of columns, received undefined",
    );
    expectRefusal(
      () => revenueRetentionDifference(good, good, { measure: "churn" as never }),
      'revenueRetentionDifference: measure must be one of "netRetention", "grossRetention", "netChurn", "grossChurn", received "churn"',
    );
  });
});
