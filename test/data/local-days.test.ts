/** Days between dates are days, in every zone: as in the same log read in UTC. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  purchasesByPeriod,
  splitCalibrationHoldout,
  subscriptionTenures,
  summarizeTransactions,
} from "../../src/data/index.js";
import { expectClose } from "../support.js";

const zones = [
  "America/New_York",
  "Europe/Berlin",
  "Australia/Lord_Howe",
  "America/Sao_Paulo",
  "Asia/Kolkata",
];
const text = (day: number) => new Date(Date.UTC(2017, 0, 1 + day)).toISOString().slice(0, 10);
const logs = fc.array(
  fc.record({ customer: fc.integer({ min: 0, max: 4 }), time: fc.nat(1500).map(text), amount: fc.nat(100) }),
  { minLength: 1, maxLength: 30 },
);

describe("days between dates", () => {
  it("are whole in a summary, a split and counts by period, whatever the zone", () => {
    const timed = fc.constantFrom("day" as const, "week" as const, "month" as const);
    fc.assert(
      fc.property(logs, timed, fc.constantFrom(...zones), (orders, timeUnit, timeZone) => {
        const [utc, zoned] = [{ timeUnit }, { timeUnit, timeZone }].map((options) => {
          const all = { ...options, asOf: "2021-04-01" };
          const {
            asOf: _,
            timeZone: __,
            firstPurchase: ___,
            ...summary
          } = summarizeTransactions(orders, all);
          const early = orders.some(({ time }) => time < "2019-06-01");
          const cut = { ...all, calibrationEnd: "2019-06-01" };
          const split = early ? splitCalibrationHoldout(orders, cut) : null;
          return {
            summary,
            split: split && [split.holdoutDuration, split.T, split.holdoutFrequency],
            periods: purchasesByPeriod(orders, { ...all, periodLength: 1.5 }),
          };
        });
        expect(zoned).toEqual(utc);
      }),
      { numRuns: 100 },
    );
  });

  it("are 91 from January to April in New York, and hours those that pass", () => {
    const orders = [
      { customer: 1, time: "2024-01-01" },
      { customer: 1, time: "2024-04-01" },
    ];
    const options = { timeZone: "America/New_York", asOf: "2024-04-01" };
    expect(Array.from(summarizeTransactions(orders, options).T)).toEqual([91]);
    expect(Array.from(summarizeTransactions(orders, { ...options, timeUnit: "hour" }).T)).toEqual([
      91 * 24 - 1,
    ]);
    expect(summarizeTransactions(orders, options).sumLogGaps[0]).toBe(Math.log(91));
    expect(purchasesByPeriod(orders, { ...options, periodLength: 91 })).toMatchObject([
      { complete: true, repeatPurchases: 1 },
    ]);
  });

  it("never run back while an hour repeats", () => {
    // Berlin, 27 October 2024: 02:00 to 03:00 comes twice, from 00:00 and from 01:00 UTC.
    const orders = ["2024-10-26T00:00Z", "2024-10-27T00:50Z", "2024-10-27T01:10Z"].map((time) => ({
      customer: "a",
      time,
    }));
    const options = { timeZone: "Europe/Berlin", mergeWithin: "none", asOf: "2024-10-27T01:15Z" } as const;
    const { recency, T, sumLogGaps } = summarizeTransactions(orders, options);
    expectClose(recency[0] as number, (24 * 60 + 50) / 1440, { relative: 1e-14 });
    expect(T[0]).toBe(recency[0]);
    // The second gap is the 20 minutes that passed.
    expectClose(sumLogGaps[0] as number, Math.log((24 * 60 + 50) / 1440) + Math.log(20 / 1440), {
      relative: 1e-12,
    });
  });

  it("end never on the last day of the year 9999, also in milliseconds", () => {
    const noEnds = [null, "9999-12-31", "9999-12-31 23:59:59", Date.UTC(9999, 11, 31), 253_402_300_799_999];
    for (const end of noEnds) {
      const tenures = subscriptionTenures([{ customer: 1, start: "2024-01-01", end }], {
        asOf: "2024-01-31",
        timeUnit: "day",
      });
      expect([tenures.duration[0], tenures.event[0]], String(end)).toEqual([30, 0]);
    }
    for (const end of [Date.UTC(2024, 1, 1) * 1000, Date.UTC(2024, 1, 1) / 1000, 1e15])
      expect(() =>
        subscriptionTenures([{ customer: 1, start: "2024-01-01", end }], { asOf: "2024-04-01" }),
      ).toThrow(/^subscriptionTenures: subscriptions\[0\]\.end must be in milliseconds/);
  });
});
