import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type SubscriptionTenureOptions, subscriptionTenures } from "../../src/data/subscription-tenures.js";
import { toRows } from "../../src/tables/to-rows.js";
import { expectClose, expectRefusal } from "../support.js";

const rows = [
  {
    customer: "ann",
    start: "2024-01-01",
    end: "2024-01-31",
    plan: "basic",
    amount: 120,
    interval: "year",
    cause: "voluntary",
  },
  {
    customer: "ann",
    start: "2024-02-01",
    end: "2024-03-02",
    plan: "pro",
    amount: 30,
    interval: "month",
    cause: "involuntary",
  },
  {
    customer: "ann",
    start: "2024-06-01",
    end: null,
    plan: "pro",
    amount: 30,
    interval: "month",
    cause: null,
  },
  {
    customer: "bob",
    start: "2023-11-02",
    end: "2024-01-01",
    plan: "basic",
    amount: 10,
    interval: "month",
    cause: "voluntary",
  },
  {
    customer: "cem",
    start: "2024-05-02",
    end: "2025-01-01",
    plan: "basic",
    amount: 7,
    interval: "week",
    cause: "voluntary",
  },
];
const days = { asOf: "2024-07-01", timeUnit: "day" } as const;
const tenuresOf = (more: Partial<SubscriptionTenureOptions<typeof rows>> = {}, table = rows) =>
  toRows(subscriptionTenures(table, { ...days, ...more }));

describe("subscriptionTenures", () => {
  it("merges, censors and counts as documented", () => {
    const shown = tenuresOf().map(({ customer, tenure, duration, event, cause, plan, subscriptions }) => ({
      ...{ customer, tenure, duration, event, cause, plan, subscriptions },
    }));
    expect(shown).toEqual([
      {
        customer: "ann",
        tenure: 1,
        duration: 61,
        event: 1,
        cause: "involuntary",
        plan: "basic",
        subscriptions: 2,
      },
      { customer: "ann", tenure: 2, duration: 30, event: 0, cause: null, plan: "pro", subscriptions: 1 },
      {
        customer: "bob",
        tenure: 1,
        duration: 60,
        event: 1,
        cause: "voluntary",
        plan: "basic",
        subscriptions: 1,
      },
      { customer: "cem", tenure: 1, duration: 60, event: 0, cause: null, plan: "basic", subscriptions: 1 },
    ]);
  });

  it("restates amounts per month", () => {
    const amounts = Array.from(subscriptionTenures(rows, days).monthlyAmount);
    expect(amounts.slice(0, 3)).toEqual([10, 30, 10]);
    expectClose(amounts[3] as number, 30.4375, { relative: 1e-15 });
    const plain = rows.map(({ customer, start, end }) => ({ customer, start, end }));
    expect(toRows(subscriptionTenures(plain, days))[0]).toMatchObject({
      monthlyAmount: null,
      plan: null,
      cause: null,
    });
  });

  it("treats customers who come back as asked", () => {
    expect(tenuresOf({ mergeGap: 0 }).map(({ duration }) => duration)).toEqual([30, 30, 30, 60, 60]);
    expect(tenuresOf({ winBacks: "firstOnly" }).map(({ duration }) => duration)).toEqual([61, 60, 60]);
    expect(tenuresOf({ winBacks: "continue" }).map(({ duration, event }) => [duration, event])).toEqual([
      [182, 0],
      [60, 1],
      [60, 0],
    ]);
  });

  it("lets tenures enter at the start of observation, and drops those that ended before it", () => {
    const observed = tenuresOf({ observedFrom: "2024-01-11" });
    expect(observed.map(({ customer, entry, duration }) => [customer, entry, duration])).toEqual([
      ["ann", 10, 61],
      ["ann", 0, 30],
      ["cem", 0, 60],
    ]);
  });

  it("counts days by the local clock across a change of daylight saving", () => {
    const local = [{ customer: 1, start: "2024-03-01", end: "2024-04-01" }];
    for (const timeZone of ["UTC", "America/New_York", "Pacific/Auckland"])
      expect(subscriptionTenures(local, { ...days, timeZone }).duration[0]).toBe(31);
    const hours = subscriptionTenures(local, { ...days, timeUnit: "hour", timeZone: "America/New_York" });
    expectClose(hours.duration[0] as number, 31 * 24 - 1, { relative: 1e-14 });
  });

  it("does not depend on the order of the rows, and covers the time of every subscription", () => {
    const row = fc.record({
      customer: fc.constantFrom("ann", "bob"),
      from: fc.integer({ min: 0, max: 100 }),
      length: fc.integer({ min: 1, max: 40 }),
    });
    const at = (dayNumber: number) => new Date(Date.UTC(2024, 0, 1 + dayNumber));
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 10 }), (drawn) => {
        const table = drawn.map(({ customer, from, length }) => ({
          customer,
          start: at(from),
          end: at(from + length),
        }));
        const options = { asOf: at(200), timeUnit: "day", mergeGap: 0 } as const;
        const tenures = toRows(subscriptionTenures(table, options));
        const key = (list: typeof tenures) => list.map((tenure) => JSON.stringify(tenure)).sort();
        expect(key(toRows(subscriptionTenures([...table].reverse(), options)))).toEqual(key(tenures));
        const covered = new Set(
          drawn.flatMap(({ customer, from, length }) =>
            Array.from({ length }, (_, d) => `${customer} ${from + d}`),
          ),
        );
        const total = tenures.reduce((sum, { duration }) => sum + (duration as number), 0);
        expect(Math.round(total)).toBe(covered.size);
        const merged = tenures.reduce((sum, { subscriptions }) => sum + (subscriptions as number), 0);
        expect(merged).toBe(drawn.length);
      }),
      { numRuns: 50 },
    );
  });

  it("merges, drops and lets in late what the rules say, customer by customer", () => {
    const day = 86_400_000;
    const begin = Date.UTC(2025, 0, 1);
    const row = fc.record({
      customer: fc.constantFrom("ann", "bob", "cem"),
      from: fc.integer({ min: 0, max: 200 }),
      days: fc.option(fc.integer({ min: 0, max: 120 })),
    });
    const rules = fc.record({
      winBacks: fc.constantFrom("newTenure" as const, "firstOnly" as const, "continue" as const),
      mergeGap: fc.constantFrom(0, 1, 5, 30),
      observed: fc.option(fc.constant(60)),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 15 }), rules, (drawn, how) => {
        const { winBacks, mergeGap, observed } = how;
        const last = 230;
        const expected = ["ann", "bob", "cem"].flatMap((customer) => {
          const own = drawn.filter((r) => r.customer === customer).sort((a, b) => a.from - b.from);
          const merged: { from: number; to: number; rows: number }[] = [];
          for (const { from, days } of own) {
            const end = days === null || from + days > last ? Number.POSITIVE_INFINITY : from + days;
            const open = merged.at(-1);
            if (open !== undefined && (winBacks === "continue" || from - open.to <= mergeGap)) {
              open.to = Math.max(open.to, end);
              open.rows++;
            } else merged.push({ from, to: end, rows: 1 });
          }
          return merged
            .map(({ from, to, rows: count }, i) => ({
              ...{ customer, tenure: i + 1, duration: Math.min(to, last) - from, event: to <= last ? 1 : 0 },
              ...{ entry: Math.max(0, (observed ?? 0) - from), subscriptions: count, to },
            }))
            .filter(({ tenure }) => winBacks !== "firstOnly" || tenure === 1)
            .filter(({ to }) => observed === null || to > observed);
        });
        if (expected.length === 0) return;
        const table = drawn.map(({ customer, from, days }) => ({
          ...{ customer, start: new Date(begin + from * day) },
          end: days === null ? null : new Date(begin + (from + days) * day),
        }));
        const tenures = subscriptionTenures(table, {
          ...{ asOf: begin + last * day, timeUnit: "day", winBacks, mergeGap },
          observedFrom: observed === null ? undefined : begin + observed * day,
        });
        const key = (values: readonly unknown[]) => values.join(" ");
        const found = tenures.customer.map((customer, i) =>
          key([
            ...[customer, tenures.tenure[i], tenures.duration[i], tenures.event[i]],
            ...[tenures.entry[i], tenures.subscriptions[i]],
          ]),
        );
        const wanted = expected.map((t) =>
          key([t.customer, t.tenure, t.duration, t.event, observed === null ? 0 : t.entry, t.subscriptions]),
        );
        expect(found.sort()).toEqual(wanted.sort());
      }),
    );
  });

  it("compares the identifiers of subscriptions that have one", () => {
    const row = { customer: "ann", start: "2024-02-01", end: "2024-03-01" };
    const table = [null, undefined, null, "s1", "s2"].map((subscription) => ({ ...row, subscription }));
    expect(subscriptionTenures(table, days).subscriptions).toEqual(Float64Array.of(5));
  });

  it("refuses what cannot be a subscription, naming row and field", () => {
    const refuse = (table: object, message: string, more: object = {}, code?: string) =>
      expectRefusal(
        () => subscriptionTenures(table, { ...days, ...more } as never),
        `subscriptionTenures: ${message}`,
        code,
      );
    refuse(
      [{ customer: "ann", start: "2024-02-01", end: "2024-01-01" }],
      'subscriptions[0].end must not be before subscriptions[0].start, received "2024-01-01"',
    );
    refuse(
      [{ customer: "ann", start: "2024-08-01", end: null }],
      'subscriptions[0].start must not be after asOf (2024-07-01T00:00:00.000Z), received "2024-08-01"',
    );
    refuse(
      [{ customer: "ann", start: "2024-08-01", end: null }],
      "subscriptions must hold a start at or before asOf, received 0",
      { startsAfterAsOf: "leaveOut" },
      "INSUFFICIENT_DATA",
    );
    const twice = { customer: "ann", start: "2024-02-01", end: null, id: "s1" };
    refuse([twice, twice], 'subscriptions[1].id must be unique, received "s1"', { subscription: "id" });
    refuse(
      [{ ...twice, amount: -5 }],
      "subscriptions[0].amount must be a finite number of 0 or more, received -5",
    );
    refuse(
      [{ ...twice, amount: 5, interval: "monthly" }],
      'subscriptions[0].interval must be one of "hour", "day", "week", "month", "quarter", "year", received "monthly"',
    );
    refuse([], "subscriptions must hold at least one row, received 0", {}, "INSUFFICIENT_DATA");
    refuse(
      rows,
      "asOf must be a time (Date, milliseconds, ISO 8601 string or Temporal instant), received undefined",
      { asOf: undefined },
    );
    refuse(rows, 'observedFrom must be before asOf (2024-07-01T00:00:00.000Z), received "2024-08-01"', {
      observedFrom: "2024-08-01",
    });
    expectRefusal(
      () => subscriptionTenures(rows, undefined as never),
      "subscriptionTenures: options must be an object, received undefined",
    );
  });

  it("leaves out free trials, unless they are asked for", () => {
    const trials = [
      { customer: "a", start: "2024-01-10", end: "2024-01-24", amount: 0 },
      { customer: "a", start: "2024-01-24", end: null, amount: 49 },
      { customer: "b", start: "2024-01-20", end: "2024-02-03", amount: 0 },
    ];
    const options = { asOf: "2024-03-01", timeUnit: "day" } as const;
    const { leftOut, ...paid } = subscriptionTenures(trials, options);
    expect(leftOut).toBe(2);
    expect(
      toRows(paid).map(({ customer, duration, event, monthlyAmount }) => [
        customer,
        duration,
        event,
        monthlyAmount,
      ]),
    ).toEqual([["a", 37, 0, 49]]);
    const counted = subscriptionTenures(trials, { ...options, zeroAmounts: "count" });
    expect([counted.leftOut, Array.from(counted.duration), Array.from(counted.event)]).toEqual([
      0,
      [51, 14],
      [0, 1],
    ]);
    expectRefusal(
      () => subscriptionTenures(trials, { ...options, zeroAmounts: "drop" as never }),
      'subscriptionTenures: zeroAmounts must be one of "leaveOut", "count", received "drop"',
    );
  });
});
