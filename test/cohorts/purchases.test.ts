import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { purchaseIntervals } from "../../src/cohorts/purchase-intervals.js";
import { repeatPurchaseRate } from "../../src/cohorts/repeat-purchase-rate.js";
import { rfm } from "../../src/cohorts/rfm.js";
import { subscriptionTenures } from "../../src/data/subscription-tenures.js";
import { toRows } from "../../src/tables/to-rows.js";
import { expectClose, expectRefusal } from "../support.js";

const orders = [
  { customer: "ann", time: "2024-01-01T09:00", amount: 10 },
  { customer: "ann", time: "2024-01-01T21:00", amount: 5 },
  { customer: "ann", time: "2024-01-11T09:00", amount: 20 },
  { customer: "bob", time: "2024-01-05T10:00", amount: 40 },
  { customer: "bob", time: "2024-03-05T10:00", amount: 50 },
  { customer: "cem", time: "2024-03-20T10:00", amount: 60 },
];
const asOf = "2024-04-01";

describe("repeatPurchaseRate", () => {
  it("counts orders of one day as one purchase, in the stated zone", () => {
    const same = orders.slice(0, 2);
    expect(repeatPurchaseRate(same, { asOf })).toMatchObject({
      estimate: 0,
      repeating: 0,
      eligible: 1,
      within: null,
    });
    expect(repeatPurchaseRate(same, { asOf, mergeWithin: "none" }).estimate).toBe(1);
    // 09:00 and 21:00 in UTC are two days in Auckland.
    const instants = same.map(({ customer, time }) => ({ customer, time: `${time}Z` }));
    expect(repeatPurchaseRate(instants, { asOf, timeZone: "Pacific/Auckland" }).estimate).toBe(1);
  });

  it("leaves out customers without the time to return", () => {
    expect(repeatPurchaseRate(orders, { asOf })).toMatchObject({ repeating: 2, eligible: 3 });
    const within = repeatPurchaseRate(orders, { asOf, within: 30 });
    expect(within).toMatchObject({
      estimate: 0.5,
      repeating: 1,
      eligible: 2,
      within: 30,
      method: "wilson",
      level: 0.95,
    });
    expectRefusal(
      () => repeatPurchaseRate(orders, { asOf, within: 365 }),
      "repeatPurchaseRate: orders must hold a first purchase at least 365 days before asOf, received 0",
      "INSUFFICIENT_DATA",
    );
  });
});

describe("purchaseIntervals", () => {
  it("describes complete intervals and keeps open ones, censored", () => {
    const result = purchaseIntervals(orders, { asOf, quantiles: [0, 0.5, 1] });
    expect(result).toMatchObject({ complete: 2, open: 3, mean: 35 });
    expect(result.quantiles.map(({ interval }) => interval)).toEqual([10, 35, 60]);
    expect(toRows(result.durations)[0]).toEqual({ customer: "ann", purchase: 1, duration: 10, event: 1 });
    expect(toRows(result.durations)[4]).toEqual({
      customer: "cem",
      purchase: 1,
      duration: 11 + 14 / 24,
      event: 0,
    });
  });

  it("has one interval per purchase whatever the order of the rows, and all time accounted for", () => {
    const log = fc.array(
      fc.record({
        customer: fc.integer({ min: 1, max: 4 }),
        time: fc.integer({ min: 1, max: 1e6 }).map((m) => 1.7e12 + m * 6e4),
      }),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(log, (rows) => {
        const options = { asOf: 1.8e12, mergeWithin: "none" } as const;
        const result = purchaseIntervals(rows, options);
        expect(result.complete + result.open).toBe(rows.length);
        const reversed = purchaseIntervals([...rows].reverse(), options);
        expect(reversed.quantiles).toEqual(result.quantiles);
        const first = new Map<number, number>();
        for (const { customer, time } of rows)
          first.set(customer, Math.min(first.get(customer) ?? time, time));
        const observed = [...first.values()].reduce((sum, time) => sum + (1.8e12 - time) / 86_400_000, 0);
        const total = result.durations.duration.reduce((a, b) => a + b, 0);
        expectClose(total, observed, { relative: 1e-12 });
      }),
      { numRuns: 50 },
    );
  });

  it("is null where nobody bought twice", () => {
    const result = purchaseIntervals(orders.slice(5), { asOf });
    expect(result).toMatchObject({ complete: 0, open: 1, mean: null });
    expect(result.quantiles.every(({ interval }) => interval === null)).toBe(true);
  });
});

describe("rfm", () => {
  const ten = Array.from({ length: 10 }, (_, i) =>
    Array.from({ length: i + 1 }, (_, j) => ({
      customer: i,
      time: Date.UTC(2024, 0, 1 + i + j),
      amount: 1 + i,
    })),
  ).flat();

  it("scores ten unlike customers two to a quintile", () => {
    const { customers } = rfm(ten, { asOf });
    expect(Array.from(customers.frequencyScore)).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
    expect(Array.from(customers.recencyScore)).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
    expect(customers.segment[9]).toBe("champions");
    expect(customers.segment[0]).toBe("hibernating");
  });

  it("gives equal customers the same score, the lower one", () => {
    const log = [1, 2, 3, 4, 5].map((customer) => ({ customer, time: "2024-01-05", amount: 10 }));
    const { customers } = rfm(log, { asOf });
    expect(Array.from(customers.monetaryScore)).toEqual([1, 1, 1, 1, 1]);
    const more = rfm([...log, { customer: 6, time: "2024-01-05", amount: 20 }], { asOf }).customers;
    expect(Array.from(more.monetaryScore)).toEqual([1, 1, 1, 1, 1, 5]);
  });

  it("puts every pair of scores into exactly one segment", () => {
    const { segments } = rfm(ten, { asOf });
    const covers = (rule: string, recency: number, frequency: number) => {
      const [r = "", f = ""] = rule.replace("recency ", "").split(", frequency ");
      const inside = (range: string, score: number) => {
        const [low, high = low] = range.split(" to ").map(Number) as [number, number?];
        return score >= low && score <= high;
      };
      return inside(r, recency) && inside(f, frequency);
    };
    for (let recency = 1; recency <= 5; recency++)
      for (let frequency = 1; frequency <= 5; frequency++)
        expect(segments.filter(({ rule }) => covers(rule, recency, frequency)).length).toBe(1);
    expect(segments.reduce((sum, { customers }) => sum + customers, 0)).toBe(10);
    expectClose(
      segments.reduce((sum, { amount }) => sum + amount, 0),
      385,
      { absolute: 0 },
    );
  });

  it("refuses amounts that are none", () => {
    expectRefusal(
      () => rfm([{ customer: 1, time: "2024-01-05", amount: "12" }], { asOf }),
      'rfm: orders[0].amount must be a finite number (pass Number(…) of it), received "12"',
    );
    expectRefusal(
      () => rfm([{ customer: 1, time: "2024-01-05", amount: -1 }], { asOf }),
      "rfm: orders[0].amount must be 0 or more unless refunds states a policy, received -1",
    );
    expectRefusal(() => rfm([]), "rfm: orders must hold at least one row, received 0", "INSUFFICIENT_DATA");
  });
});

describe("days between purchases across a change of the clock", () => {
  // Berlin sets its clocks forward on 31 March 2024 and back on 27 October 2024.
  const timeZone = "Europe/Berlin";
  const autumn = [
    { customer: "ann", time: "2024-10-10", amount: 5 },
    { customer: "ann", time: "2024-11-09", amount: 5 },
  ];
  const spring = [{ customer: "bob", time: "2024-03-10", amount: 5 }];

  it("are days of the calendar: thirty from one date to the thirtieth after it", () => {
    const until = { timeZone, asOf: "2024-11-29" };
    expect(repeatPurchaseRate(autumn, { ...until, within: 30 }).repeating).toBe(1);
    expect(repeatPurchaseRate(spring, { timeZone, asOf: "2024-04-09", within: 30 }).eligible).toBe(1);
    const { durations } = purchaseIntervals(autumn, until);
    expect(Array.from(durations.duration)).toEqual([30, 20]);
    expect(Array.from(rfm(spring, { timeZone, asOf: "2024-04-09" }).customers.daysSinceLast)).toEqual([30]);
  });

  it("are none, and never less, while the clock repeats an hour", () => {
    // 02:50 in summer time, and 02:10 in winter time twenty minutes later.
    const night = ["2024-10-27T00:50Z", "2024-10-27T01:10Z"].map((time) => ({ customer: "ann", time }));
    const { durations } = purchaseIntervals(night, { timeZone, mergeWithin: "none" });
    expect(Array.from(durations.duration)).toEqual([0, 0]);
    const [start, end] = night.map(({ time }) => time);
    const tenures = subscriptionTenures([{ customer: "ann", start, end }], { timeZone, asOf: "2024-11-01" });
    expect(Array.from(tenures.duration)).toEqual([0]);
  });
});
