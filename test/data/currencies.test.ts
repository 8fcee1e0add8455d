/** Every function that adds amounts refuses a mix of currencies, or converts them. */
import { describe, expect, it } from "vitest";
import { cohortTable, rfm } from "../../src/cohorts/index.js";
import {
  purchasesByPeriod,
  splitCalibrationHoldout,
  subscriptionTenures,
  summarizeTransactions,
} from "../../src/data/index.js";
import { recurringRevenue, staticPoolRetention } from "../../src/rates/index.js";
import reference from "../reference/order-logs.json" with { type: "json" };
import { expectClose, expectRefusal } from "../support.js";

interface Order {
  readonly customer: string;
  readonly time: string;
  readonly amount: number;
  readonly currency: string;
}
const rowsOf = ({ columns, rows }: { columns: string[]; rows: unknown[][] }) =>
  rows.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i]])));
const mixed = [
  { customer: "a", time: "2024-01-01", amount: 100, currency: "USD" },
  { customer: "a", time: "2024-01-05", amount: 8319, currency: "INR" },
];
const asOf = "2024-04-01";
const subscriptions = mixed.map(({ time: _, ...row }) => ({ ...row, start: "2024-01-01", end: null }));
type Call = (rows: readonly Order[], options: object) => unknown;

const functions: Readonly<Record<string, Call>> = {
  rfm: (rows, options) => rfm(rows, { asOf, ...options }).customers.amount[0],
  cohortTable: (rows, options) =>
    cohortTable(rows, { asOf, period: "month", measure: "sum", amount: "amount", ...options }).cells[0]
      ?.value,
  summarizeTransactions: (rows, options) => summarizeTransactions(rows, { asOf, ...options }).totalAmount[0],
  splitCalibrationHoldout: (rows, options) =>
    splitCalibrationHoldout(rows, { asOf, calibrationEnd: "2024-02-01", ...options }).totalAmount[0],
  purchasesByPeriod: (rows, options) =>
    purchasesByPeriod(rows, { asOf, periodLength: 100, ...options })[0]?.repeatAmount,
  subscriptionTenures: (rows, options) =>
    subscriptionTenures(
      rows.map(({ time, ...row }) => ({ ...row, start: "2024-01-01", end: null })),
      { asOf, ...options },
    ).monthlyAmount[0],
  recurringRevenue: (rows, options) =>
    recurringRevenue(
      rows.map(({ time, ...row }) => ({ ...row, start: "2024-01-01", end: null })),
      { at: ["2024-02-01"], ...options },
    ).totals[0]?.monthly,
};

describe.each(Object.entries(functions))("%s", (name, call) => {
  it("refuses a mix of currencies without rates, and rates that are none", () => {
    const missing = `${name}: exchangeRates must be given for several currencies (USD, INR), received undefined`;
    expectRefusal(() => call(mixed, {}), missing);
    const money = mixed.map(({ currency, ...row }) => ({ ...row, money: currency })) as never;
    expectRefusal(() => call(money, { currency: "money" }), missing);
    for (const INR of [undefined, 0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e308, "0.012", null, 5n])
      expect(() => call(mixed, { exchangeRates: { USD: 1, INR } }), String(INR)).toThrow(
        `${name}: exchangeRates.INR must be a finite number above 0`,
      );
    expect(() => call(mixed, { exchangeRates: { USD: 1, INR: { "2023-12": 1 } } })).toThrow(
      `${name}: exchangeRates.INR["2024-0`,
    );
    expect(() => call(mixed, { exchangeRates: 1 })).toThrow(`${name}: exchangeRates must be an object`);
    expect(() => call([{ ...mixed[0]!, currency: null as never }], {})).toThrow(
      "must be the name of a currency, received null",
    );
  });

  it("adds up one currency, and several at their rates", () => {
    const own = name === "purchasesByPeriod" ? 0 : 100;
    const single = mixed.map((row) => ({ ...row, currency: "USD" }));
    expect(call(single, {})).toBe(own + 8319);
    expectClose(call(mixed, { exchangeRates: { USD: 1, INR: 0.012, EUR: 9 } }) as number, own + 99.828, {
      relative: 1e-14,
    });
    expect(call(single, { exchangeRates: { USD: 2 } })).toBe(2 * (own + 8319));
  });
});

describe("reference logs", () => {
  for (const { orders, exchangeRates, expected, about } of [
    reference.currencies,
    reference.currenciesByMonth,
  ] as const)
    it(about, () => {
      const rows = rowsOf(orders) as unknown as Order[];
      const options = { asOf: "2024-05-01", exchangeRates, refunds: "net" } as never as object;
      const byCustomer = new Map(
        (expected.byCustomer.rows as [string, number, number][]).map(([customer, , amount]) => [
          customer,
          amount,
        ]),
      );
      const { customer, totalAmount } = summarizeTransactions(rows, options);
      const scored = rfm(rows, options).customers;
      customer.forEach((id, i) => {
        expectClose(totalAmount[i]!, byCustomer.get(id as string)!, { relative: 1e-12 });
        expectClose(scored.amount[i]!, byCustomer.get(id as string)!, { relative: 1e-12 });
      });
      expect(customer).toHaveLength(byCustomer.size);
      const { exchangeRates: rates } = options as { exchangeRates: never };
      const table = cohortTable(rows, {
        ...{ period: "month", asOf: "2024-05-01", measure: "sum", amount: "amount", exchangeRates: rates },
        ...{ groupBy: (row) => row.customer.length, windows: "calendar", periodZero: "forced" },
      });
      const total = table.cells.reduce((sum, { value }) => sum + (value ?? 0), 0);
      const months = (expected.byMonth.rows as [string, number][]).reduce(
        (sum, [, amount]) => sum + amount,
        0,
      );
      expectClose(total, months, { relative: 1e-12 });
    });
});

describe("amounts", () => {
  it("of a static pool are of one currency", () => {
    const rows = [
      { opening: 10, closing: 10, currency: "USD" },
      { opening: 10, closing: 5, currency: "EUR" },
    ];
    expectRefusal(
      () => staticPoolRetention(rows),
      "staticPoolRetention: customers.currency must be one, as amounts are added, received array of 2",
    );
    expect(staticPoolRetention(rows.slice(1)).netRetention).toBe(0.5);
  });

  it("need be there to be converted", () => {
    const log = mixed.map(({ amount: _, ...row }) => row);
    expectRefusal(
      () => summarizeTransactions(log, { exchangeRates: { USD: 1 } }),
      "summarizeTransactions: exchangeRates needs a field of amounts, received an object",
    );
    // Without amounts nothing is added, and currencies play no part.
    expect(summarizeTransactions(log).customer).toEqual(["a"]);
    expect(cohortTable(mixed, { period: "month" }).cohorts).toHaveLength(1);
    expectRefusal(
      () => cohortTable(mixed, { period: "month", exchangeRates: { USD: 1 } }),
      'cohortTable: exchangeRates must be left out unless measure is "sum" or "mean", received an object',
    );
    expect(
      subscriptionTenures(
        subscriptions.map(({ amount: _, ...row }) => row),
        { asOf },
      ).customer,
    ).toEqual(["a"]);
  });
});

describe("orders without a customer", () => {
  const log = [
    ...mixed.map((row) => ({ ...row, currency: "USD" })),
    ...[null, undefined, "", Number.NaN].map((customer) => ({
      ...mixed[0]!,
      customer: customer as never,
      amount: 5,
    })),
  ];
  it("are refused, or left out and counted when asked", () => {
    expect(() => summarizeTransactions(log)).toThrow("must be text or a whole number");
    const options = { asOf, withoutCustomer: "leaveOut" } as const;
    expect(summarizeTransactions(log, options)).toMatchObject({ customer: ["a"], ordersWithoutCustomer: 4 });
    expect(rfm(log, options)).toMatchObject({ ordersWithoutCustomer: 4, customers: { customer: ["a"] } });
    const table = cohortTable(log, { ...options, period: "month" });
    expect([table.eventsWithoutCustomer, table.cohorts]).toMatchObject([4, [{ size: 1 }]]);
    expect(
      splitCalibrationHoldout(log, { ...options, calibrationEnd: "2024-02-01" }).ordersWithoutCustomer,
    ).toBe(4);
    // What is no identifier at all stays refused.
    expect(() => summarizeTransactions([...log, { ...mixed[0]!, customer: 1.5 as never }], options)).toThrow(
      "orders[6].customer must be text or a whole number, received 1.5",
    );
    expectRefusal(
      () => summarizeTransactions(log.slice(2), options),
      "summarizeTransactions: orders must hold a row with a customer, received 0",
      "INSUFFICIENT_DATA",
    );
    const numbers = [
      { customer: 1, time: asOf },
      { customer: null, time: asOf },
      { customer: 2, time: asOf },
    ];
    expect(summarizeTransactions(numbers, { withoutCustomer: "leaveOut" }).customer).toEqual([1, 2]);
  });
});

describe("refunds in rfm", () => {
  const orders = [
    { customer: "a", time: "2024-01-01", amount: 50 },
    { customer: "a", time: "2024-01-05", amount: 30 },
    { customer: "a", time: "2024-01-06", amount: -40 },
    { customer: "b", time: "2024-01-07", amount: 20 },
    { customer: "b", time: "2024-01-08", amount: -25 },
    { customer: "c", time: "2024-01-09", amount: 0 },
  ];
  it("are settled as summarizeTransactions settles them", () => {
    for (const refunds of ["leaveOut", "net"] as const)
      for (const zeroAmounts of ["count", "leaveOut"] as const) {
        const summary = summarizeTransactions(orders, { asOf, refunds, zeroAmounts });
        const { customers, customersWithoutPurchase, unmatchedRefunds } = rfm(orders, {
          asOf,
          refunds,
          zeroAmounts,
        });
        expect([customersWithoutPurchase, unmatchedRefunds]).toEqual([
          summary.customersWithoutPurchase,
          summary.unmatchedRefunds,
        ]);
        expect(customers.customer).toEqual(summary.customer);
        expect(customers.amount).toEqual(summary.totalAmount);
        expect(customers.purchases).toEqual(summary.frequency.map((x) => x + 1));
      }
    expect(() => rfm(orders, { asOf })).toThrow(
      "orders[2].amount must be 0 or more unless refunds states a policy",
    );
    expectRefusal(
      () => rfm(orders.slice(3, 5), { asOf, refunds: "net" }),
      "rfm: orders must leave a customer with a purchase, received 0",
      "INSUFFICIENT_DATA",
    );
  });
});
