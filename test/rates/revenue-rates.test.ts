import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dailyNetRevenueChurn, quickRatio, revenueRates } from "../../src/rates/revenue-rates.js";
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
