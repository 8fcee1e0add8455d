import { describe, expect, it } from "vitest";
import { activeCustomers } from "../../src/cohorts/active-customers.js";
import { cohortTable } from "../../src/cohorts/cohort-table.js";
import { lifecycle } from "../../src/cohorts/lifecycle.js";
import { purchaseIntervals } from "../../src/cohorts/purchase-intervals.js";
import { repeatPurchaseRate } from "../../src/cohorts/repeat-purchase-rate.js";
import { rfm } from "../../src/cohorts/rfm.js";
import { stickiness } from "../../src/cohorts/stickiness.js";
import { subscriptionTenures } from "../../src/data/subscription-tenures.js";
import { summarizeTransactions } from "../../src/data/summarize-transactions.js";
import { recurringRevenue } from "../../src/rates/recurring-revenue.js";
import { revenueMovements } from "../../src/rates/revenue-movements.js";
import { expectRefusal } from "../support.js";

type Rows = readonly object[];
type Call = (rows: Rows, options: object) => unknown;
interface LogFunction {
  /** What the function calls its log. */
  readonly argument: "events" | "orders";
  readonly call: Call;
  /** The rule for its amounts; null where it reads none. */
  readonly amounts: string | null;
  /** Whether a negative amount breaks the rule. */
  readonly refusesNegative?: true;
}

const finite = "must be a finite number";
const nonNegative = "must be a finite number of 0 or more";
const logs: Readonly<Record<string, LogFunction>> = {
  cohortTable: {
    argument: "events",
    call: (rows, options) =>
      cohortTable(rows, { period: "month", measure: "sum", amount: "amount", ...options } as never),
    // A refund lowers the sum of its cell.
    amounts: finite,
  },
  lifecycle: {
    argument: "events",
    call: (rows, options) => lifecycle(rows, { period: "month", ...options }),
    amounts: null,
  },
  stickiness: { argument: "events", call: (rows, options) => stickiness(rows, options), amounts: null },
  activeCustomers: {
    argument: "events",
    call: (rows, options) => activeCustomers(rows, options),
    amounts: null,
  },
  repeatPurchaseRate: {
    argument: "orders",
    call: (rows, options) => repeatPurchaseRate(rows, options),
    amounts: null,
  },
  purchaseIntervals: {
    argument: "orders",
    call: (rows, options) => purchaseIntervals(rows, options),
    amounts: null,
  },
  rfm: {
    argument: "orders",
    call: (rows, options) => rfm(rows, options),
    amounts: finite,
    refusesNegative: true,
  },
  summarizeTransactions: {
    argument: "orders",
    call: (rows, options) => summarizeTransactions(rows, { amount: "amount", ...options } as never),
    amounts: finite,
    refusesNegative: true,
  },
};

const good = [
  { customer: "ann", time: "2024-01-05", amount: 5 },
  { customer: "bob", time: "2024-02-05", amount: 5 },
];
const asOf = "2024-04-01";
const time = "must be a time (Date, milliseconds, ISO 8601 string or Temporal instant), received";
const iso = "must be an ISO 8601 date or time such as 2024-03-01 or 2024-03-01T09:30:00Z, received";
const future = "must not be after asOf (2024-04-01T00:00:00.000Z), received";

describe.each(Object.entries(logs))(
  "%s of a bad log",
  (name, { argument, call, amounts, refusesNegative }) => {
    it.each([
      ["unparsable time", { time: "5/1/24" }, `time ${iso} "5/1/24"`],
      ["missing time", { time: undefined }, `time ${time} undefined`],
      ["time that is null", { time: null }, `time ${time} null`],
      ["NaN for a time", { time: Number.NaN }, `time ${time} NaN`],
      ["invalid Date", { time: new Date(Number.NaN) }, `time ${time} an invalid Date`],
      ["future time", { time: "2030-01-01" }, `time ${future} "2030-01-01"`],
      [
        "missing customer",
        { customer: undefined },
        "customer must be text or a whole number, received undefined",
      ],
    ])("names row and field of an %s", (_, bad, message) => {
      const rows = [...good, { ...good[0], ...bad }];
      expectRefusal(() => call(rows, { asOf }), `${name}: ${argument}[2].${message}`);
    });

    it("refuses an unknown zone, and logs without a row to count", () => {
      expectRefusal(
        () => call(good, { asOf, timeZone: "Mars/Olympus" }),
        `${name}: timeZone must be an IANA time zone such as "Europe/Paris", received "Mars/Olympus"`,
      );
      expectRefusal(
        () => call(good, { asOf, timeZone: null }),
        `${name}: timeZone must be an IANA time zone such as "Europe/Paris", received null`,
      );
      const empty = `${name}: ${argument} must hold at least one row, received 0`;
      expectRefusal(() => call([], { asOf }), empty, "INSUFFICIENT_DATA");
      const early = "must not be after asOf (2024-01-01T00:00:00.000Z), received";
      expectRefusal(
        () => call(good, { asOf: "2024-01-01" }),
        `${name}: 2 values refused: ${argument}[0].time ${early} "2024-01-05" (and 1 more like it)`,
      );
      expectRefusal(
        () => call(good, { asOf: "2024-01-01", eventsAfterAsOf: "leaveOut" }),
        `${name}: ${argument} must hold a row at or before asOf (2024-01-01T00:00:00.000Z), received 0`,
        "INSUFFICIENT_DATA",
      );
    });

    it("refuses amounts that are none where it reads amounts, and counts one customer", () => {
      const withAmount = (amount: unknown) => () => call([...good, { ...good[0], amount }], { asOf });
      if (amounts === null) expect(withAmount(Number.NaN)).not.toThrow();
      else expectRefusal(withAmount(Number.NaN), `${name}: ${argument}[2].amount ${amounts}, received NaN`);
      if (refusesNegative)
        expectRefusal(
          withAmount(-5),
          `${name}: ${argument}[2].amount must be 0 or more unless refunds states a policy, received -5`,
        );
      else expect(withAmount(-5)).not.toThrow();
      expect(() => call(good.slice(0, 1), { asOf })).not.toThrow();
    });
  },
);

const subscription = { customer: "ann", start: "2024-01-05", end: null, amount: 5, subscription: "s1" };
const readers: Readonly<Record<string, Call>> = {
  subscriptionTenures: (rows, options) => subscriptionTenures(rows, { asOf, ...options } as never),
  recurringRevenue: (rows, options) => recurringRevenue(rows, { at: [asOf], ...options } as never),
};

describe.each(Object.entries(readers))("%s of bad subscriptions", (name, call) => {
  it.each([
    ["unparsable start", { start: "soon" }, `start ${iso} "soon"`],
    ["missing start", { start: undefined }, `start ${time} undefined`],
    ["unparsable end", { end: "later" }, `end ${iso} "later"`],
    [
      "end before its start",
      { end: "2024-01-01" },
      'end must not be before subscriptions[1].start, received "2024-01-01"',
    ],
    ["NaN for an amount", { amount: Number.NaN }, `amount ${nonNegative}, received NaN`],
    ["negative amount", { amount: -5 }, `amount ${nonNegative}, received -5`],
    ["identifier that occurs twice", { subscription: "s1" }, 'subscription must be unique, received "s1"'],
  ])("names row and field of an %s", (_, bad, message) => {
    const rows = [subscription, { ...subscription, subscription: "s2", ...bad }];
    expectRefusal(() => call(rows, {}), `${name}: subscriptions[1].${message}`);
  });

  it("refuses an empty table and an unknown zone, and takes one customer", () => {
    expectRefusal(
      () => call([], {}),
      `${name}: subscriptions must hold at least one row, received 0`,
      "INSUFFICIENT_DATA",
    );
    expectRefusal(
      () => call([subscription], { timeZone: "Mars" }),
      `${name}: timeZone must be an IANA time zone such as "Europe/Paris", received "Mars"`,
    );
    expect(() => call([subscription], {})).not.toThrow();
  });
});

describe("subscriptions that start after the end of observation", () => {
  const rows = [{ ...subscription, start: "2030-01-01" }];
  it("are refused as tenures, and pay nothing yet", () => {
    expectRefusal(
      () => subscriptionTenures(rows, { asOf }),
      `subscriptionTenures: subscriptions[0].start ${future} "2030-01-01"`,
    );
    expect(recurringRevenue(rows, { at: [asOf] }).totals[0]).toMatchObject({ monthly: 0, customers: 0 });
  });
});

describe("revenueMovements of bad balances", () => {
  const balance = { customer: "ann", period: 1, amount: 5 };
  it.each([
    [{ amount: Number.NaN }, `amount ${nonNegative}, received NaN`],
    [{ amount: -5 }, `amount ${nonNegative}, received -5`],
    [{ period: null }, "period must be text or a whole number, received null"],
    [{ customer: null }, "customer must be text or a whole number, received null"],
  ])("names row and field of %o", (bad, message) => {
    expectRefusal(
      () => revenueMovements([balance, { ...balance, ...bad }] as (typeof balance)[]),
      `revenueMovements: balances[1].${message}`,
    );
  });

  it("has no movement in one period, and refuses none", () => {
    expect(revenueMovements([balance])).toStrictEqual({ statements: [], movements: [] });
    const empty = "revenueMovements: balances must have a row or more, received 0";
    expectRefusal(() => revenueMovements([]), empty, "INSUFFICIENT_DATA");
  });
});
