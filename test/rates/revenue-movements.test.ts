import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { monthlyAmount } from "../../src/rates/recurring-revenue.js";
import { type RevenueStatement, revenueMovements } from "../../src/rates/revenue-movements.js";
import { expectClose, expectPlainData, expectRefusal } from "../support.js";

const row = fc.record({
  customer: fc.integer({ min: 0, max: 12 }),
  period: fc.integer({ min: 1, max: 5 }),
  amount: fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 1e5, noNaN: true })),
  currency: fc.constantFrom("EUR", "USD", "GBP"),
});
const tables = fc.array(row, { minLength: 1, maxLength: 80 });
const periods = [1, 2, 3, 4, 5];
const exchangeRates = {
  EUR: 1,
  USD: { 1: 0.9, 2: 0.95, 3: 0.8, 4: 0.85, 5: 1.1 },
  GBP: { 1: 1.2, 2: 1.2, 3: 1.1, 4: 1.3, 5: 1 },
};
const options = { periods, exchangeRates };

const ledTo = (s: RevenueStatement) =>
  s.opening + s.new + s.reactivation + s.expansion - s.contraction - s.churn + s.currency;

describe("revenueMovements", () => {
  it("adds up: opening and movements make the closing, in money and in customers, each opening the closing before", () => {
    fc.assert(
      fc.property(tables, fc.constantFrom("balance" as const, "movement" as const), (rows, firstPeriod) => {
        const { statements, movements } = revenueMovements(rows, { ...options, firstPeriod });
        expect(statements.length).toBe(firstPeriod === "movement" ? 5 : 4);
        for (const [i, statement] of statements.entries()) {
          expectClose(ledTo(statement), statement.closing, {
            absolute: 1e-9 * (1 + statement.opening + statement.closing),
          });
          expect(
            statement.customersAtStart +
              statement.customersNew +
              statement.customersReactivated -
              statement.customersChurned,
          ).toBe(statement.customersAtEnd);
          const before = statements[i - 1];
          if (before !== undefined) {
            expectClose(statement.opening, before.closing, { relative: 1e-12 });
            expect(statement.customersAtStart).toBe(before.customersAtEnd);
          }
          const changes = movements.filter(({ period }) => period === statement.period);
          const total = changes.reduce((sum, { change }) => sum + change, 0);
          expectClose(statement.opening + total, statement.closing, {
            absolute: 1e-9 * (1 + statement.opening + statement.closing),
          });
        }
        expect(
          movements.every(({ kind, change }) =>
            kind === "churn" || kind === "contraction" ? change < 0 : kind === "currency" || change > 0,
          ),
        ).toBe(true);
        const starts = movements.filter(({ kind }) => kind === "new").map(({ customer }) => customer);
        expect(new Set(starts).size).toBe(starts.length);
        expectPlainData({ statements, movements });
      }),
    );
  });

  it("says of each customer and period what reading all of their rows anew says", () => {
    type Row = { customer: number; period: number; amount: number; currency: "EUR" | "USD" | "GBP" };
    const rateIn = (currency: Row["currency"], period: number): number =>
      currency === "EUR" ? 1 : exchangeRates[currency][period as 1];
    /** What a customer paid in a period, at the rates of a period: a sum over all rows. */
    const paid = (rows: readonly Row[], customer: number, period: number, at = period) =>
      rows
        .filter((row) => row.customer === customer && row.period === period)
        .reduce((sum, { amount, currency }) => sum + amount * rateIn(currency, at), 0);
    fc.assert(
      fc.property(tables, (rows) => {
        const { statements } = revenueMovements(rows, { ...options, firstPeriod: "movement" });
        const customers = [...new Set(rows.map(({ customer }) => customer))];
        for (const { period, ...given } of statements as readonly (RevenueStatement & { period: number })[]) {
          const own = { new: 0, reactivation: 0, expansion: 0, contraction: 0, churn: 0, currency: 0 };
          for (const customer of customers) {
            const [before, after] = [paid(rows, customer, period - 1), paid(rows, customer, period)];
            const everBefore = periods.some((p) => p < period && paid(rows, customer, p) > 0);
            const revalued = period > 1 ? paid(rows, customer, period - 1, period) : 0;
            if (before === 0) own[everBefore ? "reactivation" : "new"] += after;
            else if (after === 0) own.churn += before;
            else {
              own.currency += revalued - before;
              own.expansion += Math.max(0, after - revalued);
              own.contraction += Math.max(0, revalued - after);
            }
          }
          for (const [key, value] of Object.entries(own))
            expectClose(given[key as keyof typeof own], value, { absolute: 1e-8, relative: 1e-12 }, key);
        }
      }),
    );
  });

  it("gives the same statements for shuffled rows, for columns, and for subscriptions summed beforehand", () => {
    fc.assert(
      fc.property(tables, (rows) => {
        const { statements } = revenueMovements(rows, options);
        const check = (other: readonly RevenueStatement[]) => {
          for (const [i, statement] of statements.entries())
            for (const [key, value] of Object.entries(statement))
              expectClose(
                other[i]![key as keyof RevenueStatement] as number,
                value,
                { absolute: 1e-8, relative: 1e-12 },
                key,
              );
        };
        check(revenueMovements([...rows].reverse(), options).statements);
        const columns = {
          customer: rows.map(({ customer }) => customer),
          period: rows.map(({ period }) => period),
          amount: Float64Array.from(rows, ({ amount }) => amount),
          currency: rows.map(({ currency }) => currency),
        };
        check(revenueMovements(columns, options).statements);
        const renamed = rows.map(({ customer, period, amount, currency }) => ({
          id: customer,
          month: period,
          mrr: amount,
          currency,
        }));
        check(
          revenueMovements(renamed, { ...options, customer: "id", period: "month", amount: (r) => r.mrr })
            .statements,
        );
      }),
    );
  });

  it("gives the movements of ChartMogul's worked example", () => {
    // Source: ChartMogul, "MRR movements" (help page 201244842): 4 Gold at 500 a year, 2 Silver at 30 a month, Silver
    // cancelled, Gold cancelled, 3 Gold at 50 a month. Cancelling Silver is contraction, not churn.
    const gold = monthlyAmount({ amount: 500, per: "year", quantity: 4 });
    const customer = "Syncalytics";
    const { movements } = revenueMovements(
      [
        { customer, period: 1, amount: gold },
        { customer, period: 2, amount: gold },
        { customer, period: 2, amount: monthlyAmount({ amount: 30, per: "month", quantity: 2 }) },
        { customer, period: 3, amount: gold },
        { customer, period: 5, amount: monthlyAmount({ amount: 50, per: "month", quantity: 3 }) },
      ],
      { firstPeriod: "movement", periods: [1, 2, 3, 4, 5] },
    );
    const expected = [
      ["new", 2000 / 12],
      ["expansion", 60],
      ["contraction", -60],
      ["churn", -2000 / 12],
      ["reactivation", 150],
    ] as const;
    expect(movements.map(({ kind }) => kind)).toStrictEqual(expected.map(([kind]) => kind));
    for (const [i, [, change]] of expected.entries())
      expectClose(movements[i]!.change, change, { relative: 1e-14 });
  });

  it("puts what the exchange rate did on a line of its own", () => {
    const { statements } = revenueMovements(
      [
        { customer: "stays", period: "2026-01", amount: 100, currency: "USD" },
        { customer: "stays", period: "2026-02", amount: 120, currency: "USD" },
        { customer: "leaves", period: "2026-01", amount: 50, currency: "USD" },
        { customer: "comes", period: "2026-02", amount: 10, currency: "USD" },
        { customer: "home", period: "2026-01", amount: 70, currency: "EUR" },
        { customer: "home", period: "2026-02", amount: 70, currency: "EUR" },
      ],
      { exchangeRates: { EUR: 1, USD: { "2026-01": 0.8, "2026-02": 0.9 } } },
    );
    const statement = statements[0]!;
    expectClose(statement.opening, 190, { relative: 1e-14 });
    expectClose(statement.currency, 10, { relative: 1e-14 });
    expectClose(statement.expansion, 18, { relative: 1e-13 });
    expect([statement.churn, statement.new, statement.customersExpanded]).toStrictEqual([40, 9, 1]);
    expectClose(statement.closing, 187, { relative: 1e-14 });
  });

  it("knows who paid before, and takes the first period as a balance unless told otherwise", () => {
    const rows = [
      { customer: "a", period: 1, amount: 10 },
      { customer: "b", period: 2, amount: 5 },
    ];
    const kinds = (more: object) => revenueMovements(rows, more).movements.map(({ kind }) => kind);
    expect(kinds({})).toStrictEqual(["churn", "new"]);
    expect(kinds({ paidBefore: ["b"] })).toStrictEqual(["churn", "reactivation"]);
    expect(kinds({ firstPeriod: "movement" })).toStrictEqual(["new", "churn", "new"]);
    expect(revenueMovements(rows.slice(0, 1))).toStrictEqual({ statements: [], movements: [] });
    const zero = [...rows, { customer: "free", period: 2, amount: 0 }];
    expect(revenueMovements(zero)).toStrictEqual(revenueMovements(rows));
  });

  it("names the row and field when it refuses", () => {
    const good = { customer: "a", period: 1, amount: 10 };
    const call =
      (rows: unknown, more: object = {}) =>
      () =>
        revenueMovements(rows as (typeof good)[], more);
    expectRefusal(
      call(undefined),
      "revenueMovements: balances must be an array of rows, or an object of columns, received undefined",
    );
    expectRefusal(
      call([
        { ...good, period: {} },
        { ...good, amount: 1e200 },
      ]),
      "revenueMovements: 2 values refused: balances[0].period must be text, a number or a boolean, received an object; balances[1].amount must be a finite number of 0 or more (of size 1e150 at most), received 1e+200",
    );
    expectRefusal(
      call([]),
      "revenueMovements: balances must have a row or more, received 0",
      "INSUFFICIENT_DATA",
    );
    for (const amount of [-1, Number.NaN, Number.POSITIVE_INFINITY, undefined])
      expectRefusal(
        call([good, { ...good, amount }]),
        `revenueMovements: balances[1].amount must be a finite number of 0 or more, received ${amount}`,
      );
    expectRefusal(
      call([{ ...good, amount: "10" }]),
      'revenueMovements: balances[0].amount must be a finite number of 0 or more (pass Number(…) of it), received "10"',
    );
    expectRefusal(
      call([good, { ...good, period: null }]),
      "revenueMovements: balances[1].period must be text or a whole number, received null",
    );
    expectRefusal(
      call([good, { ...good, period: "b" }]),
      "revenueMovements: period must be all text or all whole numbers, received 1",
    );
    expectRefusal(
      call([good, { ...good, period: 3 }]),
      "revenueMovements: periods must be given, as there is no row between 1 and the next, received 3",
    );
    expectRefusal(
      call([
        { ...good, period: "2025-12" },
        { ...good, period: "2026-02" },
      ]),
      'revenueMovements: periods must be given, as there is no row between "2025-12" and the next, received "2026-02"',
    );
    for (const [before, after] of [
      ["2025-Q4", "2026-Q2"],
      ["2025", "2027"],
    ])
      expectRefusal(
        call([
          { ...good, period: before },
          { ...good, period: after },
        ]),
        `revenueMovements: periods must be given, as there is no row between "${before}" and the next, received "${after}"`,
      );
    expect(
      call([
        { ...good, period: "2025-Q4" },
        { ...good, period: "2026-Q1" },
      ])(),
    ).toMatchObject({ statements: [{ period: "2026-Q1", opening: 10 }] });
    expectRefusal(
      call([good], { exchangeRates: { EUR: 1 } }),
      'revenueMovements: currency must name a field of balances (customer, period, amount), received "currency"',
    );
    expectRefusal(
      call([good], { periods: [2] }),
      "revenueMovements: periods must hold every period of the table, received 1",
    );
    expectRefusal(
      call([good], { periods: [1, 1] }),
      "revenueMovements: periods must not repeat a period, received [1, 1]",
    );
    expectRefusal(
      call([
        { ...good, currency: "EUR" },
        { ...good, currency: "USD" },
      ]),
      "revenueMovements: exchangeRates must be given for several currencies (EUR, USD), received undefined",
    );
    expectRefusal(
      call(
        [
          { ...good, currency: "EUR" },
          { ...good, currency: "USD" },
        ],
        { exchangeRates: { EUR: 1 } },
      ),
      "revenueMovements: exchangeRates.USD must be a finite number above 0, received undefined",
    );
    expectRefusal(
      call([{ ...good, currency: "USD" }], { exchangeRates: { USD: { 2: 1 } } }),
      "revenueMovements: exchangeRates.USD[1] must be a finite number above 0, received undefined",
    );
    expectRefusal(
      call([good], { firstPeriod: "zero" }),
      'revenueMovements: firstPeriod must be one of "balance", "movement", received "zero"',
    );
    expectRefusal(
      call([good], { paidBefore: "a" }),
      'revenueMovements: paidBefore must be an array, a typed array or a vector with get, received "a"',
    );
  });
});
