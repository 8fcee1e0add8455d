import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { churnRate } from "../../src/rates/churn-rate.js";
import { dailyChurnRates } from "../../src/rates/daily-churn.js";
import { expectClose, expectPlainData, expectRefusal } from "../support.js";

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
        expectClose(one.sumOfDays, churnRate(days[0]!)!, { absolute: 1e-15 });
        expectClose(one.compounded, churnRate(days[0]!)!, { absolute: 1e-15 });
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
