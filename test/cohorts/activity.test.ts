import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { activeCustomers } from "../../src/cohorts/active-customers.js";
import { lifecycle } from "../../src/cohorts/lifecycle.js";
import { stickiness } from "../../src/cohorts/stickiness.js";
import { expectClose, expectPlainData, expectRefusal, readReference, referenceText } from "../support.js";

const expected: Record<string, never> = readReference("retention/expected.json");
const reference = referenceText("retention/events.csv")
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => {
    const [customer = "", time = "", event = ""] = line.split(",");
    return { customer, time, event };
  });

describe("the reference log, counted independently in pandas", () => {
  const stages = Object.entries(expected).filter(([name]) => name.startsWith("lifecycle"));
  it.each(stages)("%s", (name, variants: Record<string, Record<string, object>>) => {
    for (const [variant, periods] of Object.entries(variants)) {
      const result = lifecycle(reference, {
        period: name.includes("day") ? "day" : "week",
        weekStart: name.includes("Sun") ? "sunday" : "monday",
        activeEvent: "action",
        asOf: "2024-04-05T12:00Z",
        newBy: variant === "firstSeen" ? "firstEvent" : "firstActivity",
        incomplete: "partial",
      });
      const counted = result.periods.map(({ period, new: fresh, returning, resurrecting, dormant }) => [
        period,
        { new: fresh, returning, resurrecting, dormant },
      ]);
      expect(counted).toEqual(Object.entries(periods).map(([start, counts]) => [start.slice(0, 10), counts]));
    }
  });

  const windows = Object.entries(expected).filter(([name]) => name.startsWith("stickiness"));
  it.each(windows)("%s", (name, window: Record<string, never>) => {
    const result = stickiness(reference, {
      periods: Number(/L(\d+)/.exec(name)?.[1]),
      activeEvent: "action",
      asOf: "2024-04-05T12:00Z",
    });
    const instant = (text: string) => new Date(text.replace(" ", "T")).toISOString();
    const [from = "", to = ""] = window.window as unknown as string[];
    expect([result.from, result.to]).toEqual([instant(from), instant(to)]);
    expect(result.histogram.map(({ exactly }) => exactly)).toEqual(window.exactly);
    expect(result.histogram.map(({ atLeast }) => atLeast)).toEqual(window.atLeast);
    expect(result.activity.map(({ active }) => active)).toEqual(window.dau);
    expect(result.customers).toBe(window.mau);
    expect(result.ratio).toBe(window.dauOverMau);
    expect(result.meanActivePeriods).toBe(window.meanDaysActive);
  });
});

const begin = Date.UTC(2024, 0, 1);
const logs = fc.array(
  fc.record({
    customer: fc.integer({ min: 1, max: 6 }),
    time: fc.integer({ min: 0, max: 60 * 24 }).map((hours) => begin + hours * 3_600_000),
    event: fc.constantFrom("visit", "signup"),
  }),
  { minLength: 1, maxLength: 40 },
);
const asOf = begin + 61 * 86_400_000;
const zone = fc.constantFrom("UTC", "America/New_York", "Pacific/Auckland");

describe("lifecycle", () => {
  it("adds up in every period", () => {
    const newBy = fc.constantFrom("firstActivity" as const, "firstEvent" as const);
    fc.assert(
      fc.property(
        logs,
        newBy,
        zone,
        fc.constantFrom("day" as const, "week" as const),
        (log, by, timeZone, period) => {
          const visits = [...log, { customer: 99, time: begin, event: "visit" as const }];
          const { periods } = lifecycle(visits, {
            period,
            newBy: by,
            timeZone,
            asOf,
            activeEvent: "visit",
            incomplete: "partial",
          });
          let before = 0;
          for (const { active, new: fresh, returning, resurrecting, dormant } of periods) {
            expect(active).toBe((fresh as number) + (returning as number) + (resurrecting as number));
            expect((active as number) - before).toBe(
              (fresh as number) + (resurrecting as number) - (dormant as number),
            );
            before = active as number;
          }
          expectPlainData(periods);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("shows no count of an unfinished period unless asked", () => {
    const log = [{ customer: 1, time: "2024-01-05" }];
    const row = { period: "2024-01", complete: false, quickRatio: null };
    const none = { active: null, new: null, returning: null, resurrecting: null, dormant: null };
    expect(lifecycle(log, { period: "month" }).periods).toEqual([{ ...row, ...none }]);
    const { periods } = lifecycle(log, { period: "month", incomplete: "partial" });
    expect(periods).toEqual([{ ...row, active: 1, new: 1, returning: 0, resurrecting: 0, dormant: 0 }]);
  });

  it("does not count as active who has too few events", () => {
    const log = [1, 1, 2].map((customer) => ({ customer, time: "2024-01-05" }));
    const { periods } = lifecycle(log, { period: "day", minimumEvents: 2, incomplete: "partial" });
    expect(periods.map(({ active }) => active)).toEqual([1]);
    expectRefusal(
      () => lifecycle(log, { period: "day", minimumEvents: 5 }),
      "lifecycle: events must hold activity of at least one customer, received 0",
      "INSUFFICIENT_DATA",
    );
    expectRefusal(
      () => lifecycle(log, undefined as never),
      "lifecycle: options must be an object, received undefined",
    );
  });
});

describe("stickiness", () => {
  it("has mean DAU over MAU equal to mean active days over the window", () => {
    fc.assert(
      fc.property(logs, zone, fc.constantFrom(7, 28, 30, 90), (log, timeZone, periods) => {
        const result = stickiness(log, { periods, timeZone, asOf });
        const days = result.activity.reduce((sum, { active }) => sum + active, 0);
        const spread = result.histogram.reduce(
          (sum, { activePeriods, exactly }) => sum + activePeriods * exactly,
          0,
        );
        expect(days).toBe(spread);
        expect(result.activity.length).toBe(periods);
        if (result.customers > 0)
          expectClose(result.ratio as number, days / periods / result.customers, { relative: 1e-15 });
        else expect(result.ratio).toBeNull();
        expectPlainData(result);
      }),
      { numRuns: 50 },
    );
  });

  it("names days before the log began, with nobody active", () => {
    const result = stickiness([{ customer: 1, time: "2024-01-05" }], {
      periods: 3,
      asOf: "2024-01-06T12:00",
    });
    expect(result.activity).toEqual([
      { period: "2024-01-03", active: 0 },
      { period: "2024-01-04", active: 0 },
      { period: "2024-01-05", active: 1 },
    ]);
    expectRefusal(
      () => stickiness([{ customer: 1, time: "2024-01-05" }], { asOf: "2024-01-05T12:00" }),
      "stickiness: events must cover at least one period that is over, received 0",
      "INSUFFICIENT_DATA",
    );
  });
});

describe("activeCustomers", () => {
  it("counts each trailing window as one would by hand", () => {
    fc.assert(
      fc.property(logs, (log) => {
        const { days, dailyOverMonthly } = activeCustomers(log, { asOf, monthDays: 30 });
        const active = (from: string, to: string) =>
          new Set(
            log
              .filter(({ time }) => {
                const date = new Date(time).toISOString().slice(0, 10);
                return date >= from && date <= to;
              })
              .map(({ customer }) => customer),
          ).size;
        const back = (day: string, count: number) =>
          new Date(Date.parse(day) - (count - 1) * 86_400_000).toISOString().slice(0, 10);
        days.forEach(({ day, daily, weekly, monthly }, i) => {
          expect(daily).toBe(active(day, day));
          expect(weekly).toBe(i < 6 ? null : active(back(day, 7), day));
          expect(monthly).toBe(i < 29 ? null : active(back(day, 30), day));
        });
        const ratios = days.map((day) => day.dailyOverMonthly).filter((ratio) => ratio !== null);
        if (ratios.length === 0) expect(dailyOverMonthly).toBeNull();
        else
          expectClose(dailyOverMonthly as number, ratios.reduce((a, b) => a + b, 0) / ratios.length, {
            relative: 1e-14,
          });
      }),
      { numRuns: 30 },
    );
  });

  it("refuses months shorter than a week", () => {
    expectRefusal(
      () => activeCustomers([{ customer: 1, time: "2024-01-05" }], { monthDays: 7 }),
      "activeCustomers: monthDays must be a whole number of 8 or more, received 7",
    );
  });
});
