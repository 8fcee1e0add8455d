import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { monthlyAmount, recurringRevenue } from "../../src/rates/recurring-revenue.js";
import { revenueMovements } from "../../src/rates/revenue-movements.js";
import type { TimeInput } from "../../src/tables/read-times.js";
import { expectClose, expectPlainData, expectRefusal } from "../support.js";

describe("monthlyAmount", () => {
  it("gives Stripe's example, and every interval its months", () => {
    // Source: Stripe, "Calculating MRR in Billing": 100 × $100 + 50 × $600/12 = $12,500 (the page misprints 800/12).
    expect(monthlyAmount({ amount: 100, per: "month", quantity: 100 })).toBe(10_000);
    expect(monthlyAmount({ amount: 600, per: "year", quantity: 50 })).toBe(2500);
    expect(monthlyAmount({ amount: 90, per: "quarter" })).toBe(30);
    expect(monthlyAmount({ amount: 60, per: "month", every: 6 })).toBe(10);
    expectClose(monthlyAmount({ amount: 7, per: "week" }), 365.25 / 12, { relative: 1e-15 });
    expect(monthlyAmount({ amount: 1, per: "day" })).toBe(365.25 / 12);
  });

  it("refuses what is no charge", () => {
    const call = (change: object) => () => monthlyAmount({ amount: 10, per: "month", ...change });
    expectRefusal(
      () => monthlyAmount(undefined as never),
      "monthlyAmount: charge must be an object, received undefined",
    );
    for (const amount of [-1, Number.NaN, Number.POSITIVE_INFINITY, undefined])
      expectRefusal(
        call({ amount }),
        `monthlyAmount: amount must be a finite number of 0 or more, received ${amount}`,
      );
    expectRefusal(
      call({ per: "decade" }),
      'monthlyAmount: per must be one of "hour", "day", "week", "month", "quarter", "year", received "decade"',
    );
    expectRefusal(call({ every: 0 }), "monthlyAmount: every must be a whole number of 1 or more, received 0");
    expectRefusal(
      call({ quantity: -2 }),
      "monthlyAmount: quantity must be a finite number of 0 or more, received -2",
    );
    expectRefusal(
      call({ amount: 1e308, quantity: 1e9 }),
      "monthlyAmount: amount must be a finite number of 0 or more (of size 1e150 at most), received 1e+308",
    );
  });
});

describe("recurringRevenue", () => {
  const subscriptions = [
    { customer: "a", start: "2026-01-10", end: null, amount: 100 },
    { customer: "a", start: "2026-02-15", end: "2026-03-15", amount: 20 },
    { customer: "b", start: "2026-01-20", end: "2026-02-20", amount: 50 },
    { customer: "c", start: "2026-01-20", end: "2026-02-01", amount: 0 },
  ];
  const at = ["2026-01-01", "2026-02-01", "2026-03-01"];

  it("counts a subscription from its start until just before its end", () => {
    const { totals, balances } = recurringRevenue(subscriptions, { at });
    expect(totals).toStrictEqual([
      { period: "2026-01-01T00:00:00.000Z", monthly: 0, annual: 0, customers: 0, perCustomer: null },
      { period: "2026-02-01T00:00:00.000Z", monthly: 150, annual: 1800, customers: 2, perCustomer: 75 },
      { period: "2026-03-01T00:00:00.000Z", monthly: 120, annual: 1440, customers: 1, perCustomer: 120 },
    ]);
    expectPlainData({ totals, balances });
    const ends = recurringRevenue(subscriptions, {
      at: ["2026-02-20", new Date("2026-02-19T23:59:59.999Z")],
    });
    expect(ends.totals.map(({ monthly }) => monthly)).toStrictEqual([120, 170]);
    const periods = totals.map(({ period }) => period);
    const { statements } = revenueMovements(balances, { periods });
    expect(statements.map((s) => [s.new, s.expansion, s.churn])).toStrictEqual([
      [150, 0, 0],
      [0, 20, 50],
    ]);
  });

  it("takes amounts per billing interval where the rows have one", () => {
    const plans = [
      { customer: "a", start: "2026-01-10", end: null, amount: 1200, interval: "year" },
      { customer: "b", start: "2026-01-10", end: null, amount: 90, interval: "quarter" },
      { customer: "c", start: "2026-01-10", end: null, amount: 10, interval: "month" },
    ];
    const { totals, balances } = recurringRevenue(plans, { at: ["2026-02-01"] });
    expect(balances.map(({ amount }) => amount)).toStrictEqual([100, 30, 10]);
    expect(totals[0]!.annual).toBe(1680);
    const billed = plans.map((plan) => ({ ...plan, period: plan.interval, interval: "none" }));
    expect(recurringRevenue(billed, { at: ["2026-02-01"], interval: "period" }).totals).toStrictEqual(totals);
  });

  it("counts, and leads to the movements, that reading every subscription anew gives", () => {
    const months = { day: 1 / 30.4375, week: 7 / 30.4375, month: 1, quarter: 3, year: 12 };
    const date = (days: number) => new Date(Date.UTC(2025, 0, 1 + days));
    const subscription = fc
      .record({
        customer: fc.constantFrom("a", "b", "c", "d"),
        from: fc.integer({ min: 0, max: 200 }),
        days: fc.option(fc.integer({ min: 0, max: 120 })),
        amount: fc.constantFrom(0, 10, 20, 120),
        interval: fc.constantFrom("day", "week", "month", "quarter", "year"),
      })
      .map(({ from, days, ...terms }) => ({
        ...terms,
        start: date(from),
        end: days === null ? null : date(from + days),
      }));
    const at = [31, 59, 90, 120, 151, 181].map(date);
    fc.assert(
      fc.property(fc.array(subscription, { minLength: 1, maxLength: 25 }), (rows) => {
        const paid = (customer: string, moment: Date): number =>
          rows
            .filter((row) => row.customer === customer && row.start <= moment)
            .filter(({ end }) => end === null || end > moment)
            .reduce((sum, { amount, interval }) => sum + amount / months[interval as "month"], 0);
        const customers = [...new Set(rows.map(({ customer }) => customer))];
        const { totals, balances } = recurringRevenue(rows, { at });
        for (const [i, total] of totals.entries()) {
          const amounts = customers.map((customer) => paid(customer, at[i] as Date));
          expectClose(
            total.monthly,
            amounts.reduce((sum, amount) => sum + amount, 0),
            { relative: 1e-12 },
          );
          expect(total.customers).toBe(amounts.filter((amount) => amount > 0).length);
        }
        if (balances.length === 0) return;
        const periods = totals.map(({ period }) => period);
        const { movements } = revenueMovements(balances, { periods, firstPeriod: "movement" });
        const expected = at.flatMap((moment, i) =>
          customers.flatMap((customer) => {
            const opening = i === 0 ? 0 : paid(customer, at[i - 1] as Date);
            const change = paid(customer, moment) - opening;
            if (Math.abs(change) < 1e-9) return [];
            const before = at.slice(0, i).some((earlier) => paid(customer, earlier) > 0);
            const returned = before ? "reactivation" : "new";
            const kept = change > 0 ? "expansion" : "contraction";
            const kind = opening === 0 ? returned : opening + change < 1e-9 ? "churn" : kept;
            // The moments are starts of months: between two of them lies the month of the first.
            const month = periods[i - 1]?.slice(0, 7) ?? periods[0];
            return [`${month} ${customer} ${kind} ${change.toFixed(6)}`];
          }),
        );
        const found = movements.map((m) => `${m.period} ${m.customer} ${m.kind} ${m.change.toFixed(6)}`);
        expect(found.sort()).toEqual(expected.sort());
      }),
    );
  });

  describe("in several currencies", () => {
    const plans = [
      { customer: "a", start: "2026-01-10", end: null, amount: 100, currency: "EUR" },
      { customer: "a", start: "2026-01-15", end: null, amount: 50, currency: "USD" },
      { customer: "b", start: "2026-01-20", end: "2026-02-20", amount: 80, currency: "USD" },
    ];
    const [february, march] = ["2026-02-01T00:00:00.000Z", "2026-03-01T00:00:00.000Z"];
    const exchangeRates = { EUR: 1, USD: { [february!]: 0.75, [march!]: 0.5 } };

    it("values each at its rate, and hands on what the currency effect is made of", () => {
      const { totals, balances } = recurringRevenue(plans, { at: [february!, march!], exchangeRates });
      expect(totals.map(({ monthly, customers }) => [monthly, customers])).toStrictEqual([
        [197.5, 2],
        [125, 1],
      ]);
      expect(balances).toStrictEqual([
        { customer: "a", period: february, amount: 100, currency: "EUR" },
        { customer: "a", period: february, amount: 50, currency: "USD" },
        { customer: "b", period: february, amount: 80, currency: "USD" },
        { customer: "a", period: march, amount: 100, currency: "EUR" },
        { customer: "a", period: march, amount: 50, currency: "USD" },
      ]);
      const [statement] = revenueMovements(balances, { exchangeRates }).statements;
      expect(statement).toMatchObject({ opening: 197.5, churn: 60, currency: -12.5, closing: 125 });
      const column = plans.map(({ currency, ...plan }) => ({ ...plan, paidIn: currency }));
      expect(
        recurringRevenue(column, { at: [february!], currency: "paidIn", exchangeRates }).totals,
      ).toStrictEqual(totals.slice(0, 1));
    });

    it("adds one currency up without a rate, and refuses two, or rates for rows that name none", () => {
      const dollars = plans.slice(1);
      expect(recurringRevenue(dollars, { at: [february!] }).totals[0]?.monthly).toBe(130);
      expectRefusal(
        () => recurringRevenue(plans, { at: [february!] }),
        "recurringRevenue: exchangeRates must be given for several currencies (EUR, USD), received undefined",
      );
      expectRefusal(
        () => recurringRevenue(plans, { at: [february!], exchangeRates: { EUR: 1, USD: {} } }),
        `recurringRevenue: exchangeRates.USD["${february}"] must be a finite number above 0, received undefined`,
      );
      expectRefusal(
        () => recurringRevenue(plans, { at: [february!], exchangeRates: null as never }),
        "recurringRevenue: exchangeRates must be an object, received null",
      );
      expectRefusal(
        () => recurringRevenue(subscriptions, { at, exchangeRates: { EUR: 1 } }),
        'recurringRevenue: currency must name a field of subscriptions (customer, start, end, amount), received "currency"',
      );
      expectRefusal(
        () => recurringRevenue([{ ...plans[0], currency: null }], { at }),
        "recurringRevenue: subscriptions[0].currency must be the name of a currency, received null",
      );
    });
  });

  it("reads moments and starts in the stated zone", () => {
    const rows = [{ customer: 1, start: "2026-02-01T00:30", end: null, amount: 10 }];
    const count = (timeZone: string, moment: string) =>
      recurringRevenue(rows, { at: [moment], timeZone }).totals[0]!.customers;
    expect(count("Asia/Tokyo", "2026-01-31T15:30:00Z")).toBe(1);
    expect(count("Asia/Tokyo", "2026-01-31T15:29:59Z")).toBe(0);
    expect(count("UTC", "2026-01-31T15:30:00Z")).toBe(0);
  });

  it("names the row and field when it refuses", () => {
    const call =
      (rows: unknown, more: object = { at }) =>
      () =>
        recurringRevenue(rows as typeof subscriptions, more as { at: string[] });
    const row = subscriptions[0]!;
    expectRefusal(
      call(subscriptions, {}),
      "recurringRevenue: at must be an array of times, received undefined",
    );
    expectRefusal(
      call([{ ...row, end: "2026-01-01" }]),
      'recurringRevenue: subscriptions[0].end must not be before subscriptions[0].start, received "2026-01-01"',
    );
    expectRefusal(
      call([{ ...row, amount: -5 }]),
      "recurringRevenue: subscriptions[0].amount must be a finite number of 0 or more, received -5",
    );
    expectRefusal(
      call([{ ...row, amount: 5, interval: "monthly" }]),
      'recurringRevenue: subscriptions[0].interval must be one of "hour", "day", "week", "month", "quarter", "year", received "monthly"',
    );
    const twice = { ...row, subscription: "s1" };
    expectRefusal(
      call([twice, twice]),
      'recurringRevenue: subscriptions[1].subscription must be unique, received "s1"',
    );
    expectRefusal(
      call([{ customer: "a", start: "2026-01-10", end: null }]),
      'recurringRevenue: amount must name a field of subscriptions (customer, start, end), received "amount"',
    );
    expectRefusal(
      call([]),
      "recurringRevenue: subscriptions must hold at least one row, received 0",
      "INSUFFICIENT_DATA",
    );
    expectRefusal(
      call([{ ...row, start: "soon" }]),
      'recurringRevenue: subscriptions[0].start must be an ISO 8601 date or time such as 2024-03-01 or 2024-03-01T09:30:00Z, received "soon"',
    );
    expectRefusal(
      call(subscriptions, { at: ["never"] }),
      'recurringRevenue: at[0] must be an ISO 8601 date or time such as 2024-03-01 or 2024-03-01T09:30:00Z, received "never"',
    );
    expectRefusal(
      call(subscriptions, { at: ["2026-02-01", "2026-03-01", "2026-02-01T00:00Z"] }),
      'recurringRevenue: at[2] must not repeat a moment, received "2026-02-01T00:00Z"',
    );
    expectRefusal(
      call(subscriptions, { at, timeZone: null }),
      'recurringRevenue: timeZone must be an IANA time zone such as "Europe/Paris", received null',
    );
  });
});

describe("statements between moments", () => {
  const rows = [
    { customer: "a", start: "2024-12-01", end: null, amount: 10 },
    { customer: "b", start: "2025-02-10", end: null, amount: 5 },
  ];
  const between = (at: readonly TimeInput[], timeZone?: string) => {
    const { balances } = recurringRevenue(rows, { at, timeZone });
    return revenueMovements(balances, { periods: at, timeZone });
  };

  it("are named by the time that they describe, and say from when to when", () => {
    const { statements, movements } = between(["2025-02-01", "2025-03-01"]);
    expect(statements[0]).toMatchObject({
      ...{ period: "2025-02", from: "2025-02-01T00:00:00.000Z", to: "2025-03-01T00:00:00.000Z", new: 5 },
    });
    expect(movements[0]?.period).toBe("2025-02");
    const named = (at: readonly TimeInput[], timeZone?: string) =>
      between(at, timeZone).statements[0]?.period;
    expect(named(["2025-01-01", "2025-04-01"])).toBe("2025-Q1");
    expect(named(["2025-01-01", "2026-01-01"])).toBe("2025");
    expect(named(["2025-02-10", "2025-02-11"])).toBe("2025-02-10");
    expect(named(["2025-02-01", "2025-03-02"])).toBe("2025-02-01T00:00:00.000Z/2025-03-02T00:00:00.000Z");
    // Months are those of the zone, as the moments are.
    expect(named(["2025-02-01", "2025-03-01"], "America/New_York")).toBe("2025-02");
  });

  it("take the moments as they were asked for, in any form", () => {
    const at = [new Date("2025-02-01"), Date.UTC(2025, 2, 1), "2025-04-01 00:00 UTC", "2025-05-01"];
    expect(between(at).statements.map(({ period, closing }) => [period, closing])).toEqual([
      ["2025-02", 15],
      ["2025-03", 15],
      ["2025-04", 15],
    ]);
    const typed = Float64Array.of(Date.UTC(2025, 1, 1), Date.UTC(2025, 2, 1));
    expect(recurringRevenue(rows, { at: typed as never }).totals).toHaveLength(2);
    // biome-ignore lint/suspicious/noSparseArray: the hole is what is tested
    const holes = ["2025-02-01", , "2025-03-01"] as string[];
    const refusal = "recurringRevenue: at must be an array of times, received array of 3 with a hole";
    expect(() => recurringRevenue(rows, { at: holes })).toThrow(refusal);
    expect(() => between(["2025-02-01"]).statements).not.toThrow();
    const { balances } = recurringRevenue(rows, { at: ["2025-02-01"] });
    expectRefusal(
      () => revenueMovements(balances, { periods: holes }),
      "revenueMovements: periods must be an array of periods, received array of 3 with a hole",
    );
  });

  it("of other periods are named by the one that they lead to", () => {
    const balances = [
      { customer: 1, period: "2025-01", amount: 3 },
      { customer: 1, period: "2025-02", amount: 4 },
    ];
    expect(revenueMovements(balances).statements).toMatchObject([
      { period: "2025-02", from: "2025-01", to: "2025-02" },
    ]);
    const [first] = revenueMovements(balances, { firstPeriod: "movement" }).statements;
    expect([first?.period, first?.from, first?.to]).toEqual(["2025-01", null, "2025-01"]);
    expect(revenueMovements(balances, { paidBefore: [2n, 5n] as never }).statements).toHaveLength(1);
  });
});

describe("monthlyAmount", () => {
  it("refuses fields that it does not have", () => {
    expectRefusal(
      () => monthlyAmount({ amount: 9, per: "month", count: 3 } as never),
      'monthlyAmount: charge must hold nothing but amount, per, every, quantity, received "count"',
    );
  });
});
