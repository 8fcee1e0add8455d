/** Statements with states: laws over random histories, and reports beside counts by hand. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renewalTenures } from "../../src/data/renewals/renewal-tenures.js";
import { cancelReasons } from "../../src/rates/cancel-reasons.js";
import { contractMix } from "../../src/rates/contract-mix.js";
import { customerStates } from "../../src/rates/customer-states.js";
import { planMigration } from "../../src/rates/plan-migration.js";
import { recurringRevenue } from "../../src/rates/recurring-revenue.js";
import { renewalRate } from "../../src/rates/renewal-rate.js";
import { revenueConcentration } from "../../src/rates/revenue-concentration.js";
import { revenueMovements } from "../../src/rates/revenue-movements.js";
import { revenueRates } from "../../src/rates/revenue-rates.js";
import { revenueStatements } from "../../src/rates/revenue-statements.js";
import { expectClose, expectPlainData, expectRefusal } from "../support.js";

const day = 86_400_000;
const start = Date.UTC(2026, 0, 1);
const at = Array.from({ length: 7 }, (_, month) => new Date(Date.UTC(2026, month, 1)).toISOString());

const stretch = fc
  .record({
    customer: fc.integer({ min: 1, max: 5 }),
    from: fc.integer({ min: -40, max: 200 }),
    days: fc.integer({ min: 1, max: 120 }),
    open: fc.boolean(),
    amount: fc.integer({ min: 1, max: 9 }),
    state: fc.constantFrom("active", "active", "active", "pastDue", "paused", "trial", "churned"),
  })
  .map(({ customer, from, days, open, amount, state }) => ({
    customer,
    start: start + from * day,
    end: open ? null : start + (from + days) * day,
    amount: state === "active" || state === "pastDue" ? amount : 0,
    state,
    cause: "left",
  }));
const histories = fc.array(stretch, { minLength: 1, maxLength: 25 });

describe("revenueStatements", () => {
  it("adds up through every path of states", () => {
    fc.assert(
      fc.property(histories, (rows) => {
        const { totals, statements, movements } = revenueStatements(rows, { at });
        for (const [i, row] of statements.entries()) {
          const gained = row.new + row.reactivation + row.resume + row.expansion;
          const lost = row.contraction + row.churn + row.pause;
          expectClose(row.opening + gained - lost + row.currency, row.closing, { absolute: 1e-9 });
          const came = row.customersNew + row.customersReactivated + row.customersResumed;
          const left = row.customersChurned + row.customersPaused;
          expect(row.customersAtStart + came - left).toBe(row.customersAtEnd);
          expect([row.opening, row.closing]).toEqual([totals[i]!.monthly, totals[i + 1]!.monthly]);
          const own = movements.filter(({ period }) => period === row.period);
          expectClose(
            own.reduce((sum, { change }) => sum + change, 0),
            row.closing - row.opening,
            { absolute: 1e-9 },
          );
          expect(() => revenueRates(row)).not.toThrow();
        }
        // A brute count: what every row adds at every moment.
        for (const { period, monthly } of totals) {
          const t = Date.parse(period);
          const sum = rows.reduce(
            (all, row) => all + (row.start <= t && (row.end ?? Infinity) > t ? row.amount : 0),
            0,
          );
          expectClose(monthly, sum, { absolute: 1e-9 });
        }
      }),
      { numRuns: 60 },
    );
  });

  it("gives the movements of the balances where nothing pauses", () => {
    fc.assert(
      fc.property(histories, (rows) => {
        const paying = rows.filter(({ state }) => state === "active" || state === "pastDue");
        fc.pre(
          paying.some((row) => row.start <= Date.parse(at[6]!) && (row.end ?? Infinity) > Date.parse(at[0]!)),
        );
        const { balances } = recurringRevenue(paying, { at });
        fc.pre(balances.length > 0);
        const before = paying.filter((row) => row.start < start).map(({ customer }) => customer);
        const wanted = revenueMovements(balances, { periods: at, paidBefore: [...new Set(before)] });
        const found = revenueStatements(paying, { at });
        const order = (rows: readonly { period: unknown; customer: unknown }[]) =>
          rows.map((row) => JSON.stringify([row.period, row.customer])).sort();
        expect(order(found.movements)).toEqual(order(wanted.movements));
        for (const [i, statement] of wanted.statements.entries())
          expect(found.statements[i]).toMatchObject(statement);
      }),
      { numRuns: 60 },
    );
  });

  it("says the same in any order of the rows, and with the customers split among tables", () => {
    fc.assert(
      fc.property(histories, (rows) => {
        const whole = revenueStatements(rows, { at }).statements;
        const turned = revenueStatements([...rows].reverse(), { at }).statements;
        const parts = [1, 2, 3, 4, 5]
          .map((customer) => rows.filter((row) => row.customer === customer))
          .filter((part) => part.length > 0)
          .map((part) => revenueStatements(part, { at }).statements);
        for (const [i, statement] of whole.entries())
          for (const field of ["new", "churn", "pause", "resume", "closing", "customersChurned"] as const) {
            expectClose(turned[i]![field], statement[field], { absolute: 1e-9 }, field);
            const sum = parts.reduce((all, part) => all + part[i]![field], 0);
            expectClose(sum, statement[field], { absolute: 1e-9 }, field);
          }
      }),
      { numRuns: 40 },
    );
  });

  it("takes columns as rows, calendar periods as moments, and gives plain data", () => {
    const rows = [
      {
        customer: "a",
        start: "2026-01-10",
        end: "2026-03-10",
        amount: 120,
        interval: "month",
        intervalCount: 6,
      },
      { customer: "b", start: "2026-01-15", end: null, amount: 30, interval: "month", intervalCount: 1 },
    ];
    const columns = Object.fromEntries(
      Object.keys(rows[0]!).map((name) => [name, rows.map((row) => (row as Record<string, unknown>)[name])]),
    );
    const options = { period: "month", asOf: "2026-04-20" } as const;
    const result = revenueStatements(rows, options);
    expectPlainData(result);
    expect(revenueStatements(columns, options)).toEqual(result);
    expect(result.totals.map(({ monthly }) => monthly)).toEqual([0, 50, 50, 30]);
    expect(result.statements.map(({ period }) => period)).toEqual(["2026-01", "2026-02", "2026-03"]);
    expect(result.movements.at(-1)).toMatchObject({ kind: "churn", cause: "unknown" });
  });

  it("knows trials and free plans as states of their own", () => {
    const rows = [
      { customer: "a", start: "2024-01-10", end: "2024-01-24", amount: 0 },
      { customer: "a", start: "2024-01-24", end: null, amount: 49 },
      { customer: "b", start: "2024-01-20", end: "2024-02-03", amount: 0 },
    ];
    const states = (zeroAmounts: "none" | "trial" | "free") =>
      customerStates(rows, { at: ["2024-01-22", "2024-03-01"], zeroAmounts }).map(({ state }) => state);
    expect(states("trial")).toEqual(["trial", "trial", "active", "trialExpired"]);
    expect(states("free")).toEqual(["free", "free", "active", "none"]);
    expect(states("none")).toEqual(["none", "none", "active", "none"]);
    expect(
      recurringRevenue(rows, { at: ["2024-01-25", "2024-03-01"] }).totals.map(({ customers }) => customers),
    ).toEqual([1, 1]);
  });

  it("refuses unknown states, moments out of order, and both kinds of moments", () => {
    const rows = [{ customer: "a", start: "2026-01-10", end: null, amount: 10, state: "asleep" }];
    expectRefusal(
      () => revenueStatements(rows, { at: ["2026-02-01"] }),
      'revenueStatements: subscriptions[0].state must be one of "active", "ended", "pastDue", "paused", "trial", "churned", "free", "trialExpired", "none", received "asleep"',
    );
    const fine = [{ customer: "a", start: "2026-01-10", end: null, amount: 10 }];
    expectRefusal(
      () => revenueStatements(fine, { at: ["2026-03-01", "2026-02-01"] }),
      'revenueStatements: at[1] must be after the moment before it, received "2026-02-01"',
    );
    expectRefusal(
      () => revenueStatements(fine, { at: ["2026-03-01"], period: "month" }),
      "revenueStatements: at must be given, or period and asOf instead, received array of 1",
    );
  });
});

describe("reports", () => {
  const rows = [
    { customer: "a", start: "2026-01-01", end: "2026-02-10", amount: 10, plan: "basic", interval: "month" },
    { customer: "a", start: "2026-02-10", end: null, amount: 30, plan: "pro", interval: "month" },
    { customer: "b", start: "2026-01-01", end: "2026-02-20", amount: 10, plan: "basic", interval: "month" },
    { customer: "c", start: "2026-01-01", end: null, amount: 240, plan: "pro", interval: "year" },
    { customer: "d", start: "2026-02-15", end: null, amount: 10, plan: "basic", interval: "month" },
  ];

  it("counts who went from plan to plan", () => {
    expect(planMigration(rows, { from: "2026-02-01", to: "2026-03-01" })).toEqual([
      { from: "basic", to: "pro", customers: 1, amountBefore: 10, amountAfter: 30, share: 0.5 },
      { from: "basic", to: null, customers: 1, amountBefore: 10, amountAfter: 0, share: 0.5 },
      { from: "pro", to: "pro", customers: 1, amountBefore: 20, amountAfter: 20, share: 1 },
      { from: null, to: "basic", customers: 1, amountBefore: 0, amountAfter: 10, share: null },
    ]);
  });

  it("mixes yearly and monthly contracts to one whole", () => {
    const mix = contractMix(rows, { at: ["2026-02-01", "2026-03-01"] });
    expect(mix.map(({ interval, customers, monthly }) => [interval, customers, monthly])).toEqual([
      ["month", 2, 20],
      ["year", 1, 20],
      ["month", 2, 40],
      ["year", 1, 20],
    ]);
    expectClose(mix[2]!.shareOfRevenue + mix[3]!.shareOfRevenue, 1, { absolute: 1e-15 });
  });

  it("measures concentration: equal customers are as many as they are, Gini 0", () => {
    const balances = [5, 5, 5, 5].map((amount, customer) => ({ customer, period: "2026-01", amount }));
    const { periods, shares } = revenueConcentration(balances, { top: [1, 4, 9] });
    expect(periods[0]).toMatchObject({
      revenue: 20,
      customers: 4,
      effectiveCustomers: 4,
      herfindahl: 0.25,
      gini: 0,
    });
    expect(shares.map(({ share }) => share)).toEqual([0.25, 1, 1]);
    // Mean absolute difference over twice the mean, by its definition.
    const amounts = [1, 2, 4, 13];
    const uneven = revenueConcentration(amounts.map((amount, customer) => ({ customer, period: 1, amount })));
    const differences = amounts
      .flatMap((x) => amounts.map((y) => Math.abs(x - y)))
      .reduce((a, b) => a + b, 0);
    expectClose(uneven.periods[0]!.gini!, differences / (2 * 4 * 4 * 5), { relative: 1e-12 });
  });

  it("shares losses by cause, by customers and by revenue", () => {
    const losses = [
      {
        customer: "a",
        start: "2026-01-01",
        end: "2026-02-10",
        amount: 10,
        state: "active",
        cause: "card",
        reason: "declined",
      },
      {
        customer: "b",
        start: "2026-01-01",
        end: "2026-02-20",
        amount: 30,
        state: "active",
        cause: "left",
        reason: null,
      },
      {
        customer: "c",
        start: "2026-01-01",
        end: "2026-02-21",
        amount: 20,
        state: "active",
        cause: "left",
        reason: "price",
      },
    ];
    const { movements } = revenueStatements(losses, { at: ["2026-02-01", "2026-03-01"] });
    expect(
      cancelReasons(movements).map(({ reason, customers, revenue }) => [reason, customers, revenue]),
    ).toEqual([
      ["left", 2, 50],
      ["card", 1, 10],
    ]);
    expect(
      cancelReasons(movements, { by: "reason" }).map(({ reason, shareOfCustomers }) => [
        reason,
        shareOfCustomers,
      ]),
    ).toEqual([
      [null, 1 / 3],
      ["price", 1 / 3],
      ["declined", 1 / 3],
    ]);
  });

  it("has what came up for renewal as its denominator, as a brute count has", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            month: fc.integer({ min: 0, max: 11 }),
            date: fc.integer({ min: 1, max: 28 }),
            stays: fc.integer({ min: 1, max: 9 }),
          }),
          { minLength: 3, maxLength: 15 },
        ),
        (customers) => {
          const iso = (month: number, date: number) =>
            new Date(Date.UTC(2024, month, date)).toISOString().slice(0, 10);
          const subscriptions = customers.map(({ month, date, stays }, customer) => ({
            ...{ customer, start: iso(month, date), interval: "month" },
            end: iso(month + stays, date) < "2024-12-01" ? iso(month + stays, date) : null,
          }));
          let [renewed, lost] = [0, 0];
          for (const { month, date, stays } of customers)
            for (let j = 1; j <= stays; j++) {
              const due = iso(month + j, date);
              if (due < "2024-06-01" || due >= "2024-09-01") continue;
              if (j === stays) lost++;
              else renewed++;
            }
          fc.pre(renewed + lost > 0 && customers.some(({ month, date }) => iso(month, date) < "2024-12-01"));
          const tenures = renewalTenures(subscriptions, { asOf: "2024-12-01" });
          const rate = renewalRate(tenures, { from: "2024-06-01", to: "2024-09-01" });
          expect([rate.renewed, rate.lost]).toEqual([renewed, lost]);
        },
      ),
      { numRuns: 60 },
    );
  });
});
