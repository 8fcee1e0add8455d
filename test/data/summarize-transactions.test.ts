import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitCalibrationHoldout } from "../../src/data/split-calibration-holdout.js";
import { summarizeOpportunities } from "../../src/data/summarize-opportunities.js";
import { summarizeTransactions } from "../../src/data/summarize-transactions.js";
import { toRows } from "../../src/tables/to-rows.js";
import { expectClose, expectRefusal, itOutside, type OutsideFile, outsideText } from "../support.js";

const order = (customer: string, time: string, amount: number, channel = "web") => ({
  customer,
  time,
  amount,
  channel,
});
const log = [
  order("ann", "2024-01-01T09:00:00Z", 20),
  order("bob", "2024-01-03T12:00:00Z", 35, "shop"),
  order("ann", "2024-01-15T23:30:00Z", 30, "shop"),
  order("ann", "2024-01-15T08:00:00Z", 12),
  order("ann", "2024-01-16T00:30:00Z", 9),
];
const asOf = "2024-02-01T09:00:00Z";

describe("summarizeTransactions", () => {
  it("counts ages from the first order and merges by day of the stated zone", () => {
    const summary = summarizeTransactions(log, { asOf });
    // By hand: ann bought on 1, 15 (8:00 and 23:30 together) and 16 January, bob once.
    expect([...summary.frequency]).toStrictEqual([2, 0]);
    expectClose(summary.recency[0]!, 14 + 15.5 / 24, { relative: 1e-15 });
    expect([...summary.T]).toStrictEqual([31, 28.875]);
    expect([...summary.monetaryValue]).toStrictEqual([(42 + 9) / 2, Number.NaN]);
    expect([...summary.totalAmount]).toStrictEqual([71, 35]);
    expectClose(summary.sumLogGaps[0]!, Math.log(13 + 23 / 24) + Math.log(16.5 / 24), { relative: 1e-14 });
    expect(summary.firstPurchase[1]).toBe(Date.parse("2024-01-03T12:00:00Z"));
    expect({ unit: summary.timeUnit, merge: summary.mergeWithin, asOf: summary.asOf }).toStrictEqual({
      unit: "day",
      merge: "day",
      asOf: "2024-02-01T09:00:00.000Z",
    });
    // In Tokyo the orders of 23:30 and 0:30 UTC fall on one day.
    const tokyo = summarizeTransactions(log, { asOf, timeZone: "Asia/Tokyo" });
    expect([...tokyo.monetaryValue]).toStrictEqual([(12 + 39) / 2, Number.NaN]);
    expect([...summarizeTransactions(log, { asOf, mergeWithin: "none" }).frequency]).toStrictEqual([3, 0]);
    expect([...summarizeTransactions(log, { asOf, mergeWithin: "week" }).frequency]).toStrictEqual([1, 0]);
  });

  it("only scales the clock with the unit, and ends with the last order by default", () => {
    const [days, weeks] = [summarizeTransactions(log), summarizeTransactions(log, { timeUnit: "week" })];
    expect(days.asOf).toBe("2024-01-16T00:30:00.000Z");
    for (const i of [0, 1]) {
      expectClose(weeks.T[i]! * 7, days.T[i]!, { relative: 1e-15 });
      expectClose(weeks.recency[i]! * 7, days.recency[i]!, { relative: 1e-15 });
    }
  });

  it("counts orders that lose money where amounts are profits, and tells how amounts scatter", () => {
    const profits = [12, 5, -8, 30, -1].map((amount, i) =>
      order("ann", `2024-01-0${i + 1}T08:00:00Z`, amount),
    );
    const options = { asOf, refunds: "count", monetaryVariance: true } as const;
    const summary = summarizeTransactions([...profits, order("bob", "2024-01-02T08:00:00Z", -3)], options);
    // The repeat orders 5, -8, 30, -1: mean 6.5, squared deviations 2.25 + 210.25 + 552.25 + 56.25.
    expect(toRows(summary)).toMatchObject([
      { customer: "ann", frequency: 4, monetaryValue: 6.5, monetaryVariance: 821 / 3, totalAmount: 38 },
      { customer: "bob", frequency: 0, monetaryValue: null, monetaryVariance: null, totalAmount: -3 },
    ]);
    // Shifted and in any sequence the variance stays, to the rounding of the amounts.
    const far = profits.map((row) => ({ ...row, amount: row.amount + 1e6 })).reverse();
    expectClose(summarizeTransactions(far, options).monetaryVariance[0]!, 821 / 3, { relative: 1e-9 });
    const split = splitCalibrationHoldout(profits, { ...options, calibrationEnd: "2024-01-04T08:00:00Z" });
    // 5, -8, 30: mean 9, squared deviations 16 + 289 + 441.
    expectClose(split.monetaryVariance[0]!, 373, { relative: 1e-14 });
    expect("monetaryVariance" in summarizeTransactions(log, { asOf })).toBe(false);
    for (const [options, message] of [
      [{ monetaryVariance: 1 }, "monetaryVariance must be true or false, received 1"],
      [
        { carry: ["monetaryVariance"] },
        'carry[0] must name a field that is no column of the summary, received "monetaryVariance"',
      ],
    ] as const)
      expectRefusal(
        () => summarizeTransactions(log, { asOf, ...options } as never),
        `summarizeTransactions: ${message}`,
      );
    expectRefusal(
      () => summarizeTransactions([{ customer: 1, time: "2024-01-01" }], { monetaryVariance: true }),
      "summarizeTransactions: monetaryVariance needs a field of amounts, received true",
    );
  });

  it("treats refunds as it is told", () => {
    const refunded = [
      ...log,
      order("ann", "2024-01-20T08:00:00Z", -10),
      order("bob", "2024-01-21T08:00:00Z", -40),
      order("cy", "2024-01-22T08:00:00Z", 0),
    ];
    const net = summarizeTransactions(refunded, { asOf, refunds: "net" });
    // Ann's refund of 10 takes the 9 of 16 January and 1 of the 42 before; bob's takes his 35, and 5 find nothing.
    expect(toRows(net)).toMatchObject([
      { customer: "ann", frequency: 1, monetaryValue: 41, totalAmount: 61 },
    ]);
    expect([net.customersWithoutPurchase, net.unmatchedRefunds]).toStrictEqual([2, 5]);
    const leftOut = summarizeTransactions(refunded, { asOf, refunds: "leaveOut", zeroAmounts: "leaveOut" });
    expect(toRows(leftOut)).toStrictEqual(toRows(summarizeTransactions(log, { asOf })));
    expect([leftOut.customersWithoutPurchase, leftOut.unmatchedRefunds]).toStrictEqual([1, 0]);
    const free = summarizeTransactions(refunded, { asOf, refunds: "leaveOut" });
    expect(toRows(free)[2]).toMatchObject({ customer: "cy", frequency: 0, totalAmount: 0 });
    expectRefusal(
      () => summarizeTransactions(refunded, { asOf, zeroAmounts: "refuse" }),
      "summarizeTransactions: 3 values refused: orders[5].amount must be 0 or more unless refunds states a policy, received -10 (and 1 more like it); " +
        "orders[7].amount must be above 0, as zeroAmounts asks, received 0",
    );
  });

  it("carries fields along from the first order", () => {
    const carried = summarizeTransactions(log, { asOf, carry: ["channel"] });
    expect(carried.channel).toStrictEqual(["web", "shop"]);
    expectRefusal(
      () => summarizeTransactions(log, { asOf, carry: ["T"] }),
      'summarizeTransactions: carry[0] must name a field that is no column of the summary, received "T"',
    );
  });

  it("reads columns as it reads rows, and needs no amounts", () => {
    const columns = { who: log.map((row) => row.customer), at: log.map((row) => Date.parse(row.time)) };
    const summary = summarizeTransactions(columns, { customer: "who", time: "at", asOf });
    expect([...summary.recency]).toStrictEqual([...summarizeTransactions(log, { asOf }).recency]);
    expect(toRows(summary)[0]?.totalAmount).toBeNull();
  });

  it("leaves the columns that it reads as they are", () => {
    const columns = {
      customer: Int32Array.of(3, 3, 5, 5),
      time: Float64Array.of(1.7e12, 1.69e12, 1.7e12, 1.71e12),
      amount: Float64Array.of(5, -1, 0, 2),
    };
    const before = structuredClone(columns);
    const summary = summarizeTransactions(columns, { refunds: "net", zeroAmounts: "leaveOut" });
    expect(columns).toStrictEqual(before);
    expect(summary.customer).toStrictEqual([3, 5]);
    expect(summary.customersWithoutPurchase).toBe(0);
  });

  it("does not depend on the order of the rows, nor on customers beside them", () => {
    const rows = fc.array(
      fc.record({
        customer: fc.constantFrom("a", "b", "c"),
        time: fc.integer({ min: 0, max: 400 }).map((hours) => 1.7e12 + hours * 3_600_000),
        amount: fc.integer({ min: 1, max: 99 }),
      }),
      { minLength: 1, maxLength: 40 },
    );
    const asOfAll = 1.8e12;
    const byCustomer = (orders: readonly { customer: string }[]) =>
      toRows(summarizeTransactions(orders, { asOf: asOfAll })).sort((x, y) =>
        String(x.customer) < String(y.customer) ? -1 : 1,
      );
    fc.assert(
      fc.property(rows, (orders) => {
        const whole = byCustomer(orders);
        expect(byCustomer([...orders].reverse())).toEqual(whole);
        const only = orders.filter(({ customer }) => customer === orders[0]?.customer);
        expect(byCustomer(only)).toEqual(whole.filter(({ customer }) => customer === orders[0]?.customer));
        for (const { frequency, recency, T } of whole) {
          expect(recency !== null && T !== null && recency >= 0 && recency <= T).toBe(true);
          expect(frequency !== null && frequency >= 0).toBe(true);
        }
      }),
    );
  });

  it.each([
    [[], {}, "summarizeTransactions: orders must hold at least one row, received 0", "INSUFFICIENT_DATA"],
    [
      log,
      { asOf: "2024-01-10" },
      'summarizeTransactions: 3 values refused: orders[2].time must not be after asOf (2024-01-10T00:00:00.000Z), received "2024-01-15T23:30:00Z" (and 2 more like it)',
      "INVALID_INPUT",
    ],
    [
      log,
      { timeUnit: "fortnight" },
      'summarizeTransactions: timeUnit must be one of "hour", "day", "week", "month", "quarter", "year", received "fortnight"',
      "INVALID_INPUT",
    ],
    [
      log,
      { mergeWithin: "month" },
      'summarizeTransactions: mergeWithin must be one of "hour", "day", "week", "none", received "month"',
      "INVALID_INPUT",
    ],
    [
      log,
      { refunds: "ignore" },
      'summarizeTransactions: refunds must be one of "refuse", "leaveOut", "net", "count", received "ignore"',
      "INVALID_INPUT",
    ],
    [
      log,
      { customer: "user" },
      'summarizeTransactions: customer must name a field of orders (customer, time, amount, channel), received "user"',
      "INVALID_INPUT",
    ],
    [
      [{ customer: "a", time: "2024-01-01", amount: "12" }],
      {},
      'summarizeTransactions: orders[0].amount must be a finite number (pass Number(…) of it), received "12"',
      "INVALID_INPUT",
    ],
    [
      [{ customer: "a", time: 1_700_000_000, amount: 1 }],
      {},
      "summarizeTransactions: orders[0].time must be in milliseconds, and a number below 1e11 is probably in seconds: state numericTime, received 1700000000",
      "INVALID_INPUT",
    ],
    [
      [{ customer: 1, time: "2024-01-01", amount: 1n }],
      {},
      "summarizeTransactions: orders[0].amount must be a finite number (pass Number(…) of it), received 1n",
      "INVALID_INPUT",
    ],
    [
      [{ customer: "a", time: "01/02/2024", amount: 1 }],
      {},
      'summarizeTransactions: orders[0].time must be an ISO 8601 date or time such as 2024-03-01 or 2024-03-01T09:30:00Z, received "01/02/2024"',
      "INVALID_INPUT",
    ],
    [
      [{ customer: "a", time: "2024-01-01" }],
      { refunds: "net" },
      'summarizeTransactions: refunds needs a field of amounts, received "net"',
      "INVALID_INPUT",
    ],
    [
      [{ customer: "a", time: "2024-01-01", amount: 0 }],
      { zeroAmounts: "leaveOut" },
      "summarizeTransactions: orders must leave a customer with a purchase at or before 2024-01-01T00:00:00.000Z, received 0",
      "INSUFFICIENT_DATA",
    ],
    [
      undefined,
      {},
      "summarizeTransactions: orders must be an array of rows, or an object of columns, received undefined",
      "INVALID_INPUT",
    ],
  ] as const)("refuses %#", (orders, options, message, code) => {
    expectRefusal(() => summarizeTransactions(orders as never, options as never), message, code);
  });
});

describe("splitCalibrationHoldout", () => {
  const calibrationEnd = "2024-01-15T08:00:00Z";

  it("counts a purchase in the part of its first order, and leaves later customers out", () => {
    const split = splitCalibrationHoldout([...log, order("cy", "2024-01-20", 5)], { calibrationEnd, asOf });
    expect(toRows(split)).toMatchObject([
      {
        customer: "ann",
        frequency: 1,
        monetaryValue: 42,
        holdoutFrequency: 1,
        holdoutAmount: 9,
        holdoutMonetaryValue: 9,
      },
      {
        customer: "bob",
        frequency: 0,
        monetaryValue: null,
        holdoutFrequency: 0,
        holdoutAmount: 0,
        holdoutMonetaryValue: null,
      },
    ]);
    expect(split.customersAcquiredInHoldout).toBe(1);
    expectClose(split.holdoutDuration, 17 + 1 / 24, { relative: 1e-14 });
    expect([split.asOf, split.holdoutEnd]).toStrictEqual([
      "2024-01-15T08:00:00.000Z",
      "2024-02-01T09:00:00.000Z",
    ]);
  });

  it("finds all purchases again: calibration and holdout add up", () => {
    const whole = summarizeTransactions(log, { asOf });
    const split = splitCalibrationHoldout(log, { calibrationEnd, asOf });
    const added = split.frequency.map((x, i) => x + split.holdoutFrequency[i]!);
    expect([...added]).toStrictEqual([...whole.frequency]);
  });

  it("refuses an end outside the log", () => {
    expectRefusal(
      () => splitCalibrationHoldout(log, { calibrationEnd: "2024-03-01", asOf }),
      'splitCalibrationHoldout: calibrationEnd must be before the end of the holdout (2024-02-01T09:00:00.000Z), received "2024-03-01"',
    );
    expectRefusal(
      () => splitCalibrationHoldout(log, { calibrationEnd: "2023-12-01", asOf }),
      "splitCalibrationHoldout: orders must leave a customer with a purchase at or before 2023-12-01T00:00:00.000Z, received 0",
      "INSUFFICIENT_DATA",
    );
    expectRefusal(
      () => splitCalibrationHoldout(log, {} as never),
      "splitCalibrationHoldout: calibrationEnd must be a time (Date, milliseconds, ISO 8601 string or Temporal instant), received undefined",
    );
  });
});

describe("summarizeOpportunities", () => {
  it("counts whole periods after that of acquisition", () => {
    const gifts = [
      order("ann", "1995-12-31", 1),
      order("ann", "1997-02-01", 1),
      order("bob", "2000-03-01", 1),
    ];
    const summary = summarizeOpportunities(gifts, { period: "year", asOf: "2001-01-01" });
    expect(toRows(summary)).toStrictEqual([{ customer: "ann", frequency: 1, recency: 2, T: 5 }]);
    expect([summary.lastPeriod, summary.customersWithoutOpportunity]).toStrictEqual(["2000", 1]);
    // The last order's own period is unfinished by default.
    expect(toRows(summarizeOpportunities(gifts, { period: "year" }))[0]?.T).toBe(4);
    expectRefusal(
      () => summarizeOpportunities([order("ann", "1995-12-31", 1)], { period: "year" }),
      "summarizeOpportunities: asOf must lie after the end of a period that holds orders, received 1995-12-31T00:00:00.000Z",
    );
    expectRefusal(
      () => summarizeOpportunities(gifts, {} as never),
      'summarizeOpportunities: period must be one of "hour", "day", "week", "month", "quarter", "year", received undefined',
    );
  });
});

describe("the CDNOW sample", () => {
  const [orderLog, summary] = ["data/cdnow_transactions.csv", "data/published/cdnow_39wk_exact.csv"] as const;
  const rowsOf = (file: OutsideFile) =>
    outsideText(file)
      .trim()
      .split(/\r?\n/)
      .slice(1)
      .map((line) => line.split(","));

  itOutside([orderLog, summary], "gives the exact summary of 39 weeks, with its holdout of 39 weeks", () => {
    const orders = rowsOf(orderLog).map(([customer, time, , amount]) => ({
      customer: Number(customer),
      time: String(time),
      amount: Number(amount),
    }));
    const split = splitCalibrationHoldout(orders, { calibrationEnd: "1997-09-30", asOf: "1998-06-30" });
    const at = new Map(split.customer.map((id, i) => [id, i]));
    const expected = rowsOf(summary);
    expect(split.customer.length).toBe(expected.length);
    for (const [id, x, recency, T, monetary, holdout] of expected) {
      const i = at.get(Number(id)) ?? -1;
      expect([split.frequency[i], split.recency[i], split.T[i], split.holdoutFrequency[i]]).toStrictEqual(
        [x, recency, T, holdout].map(Number),
      );
      if (Number(x) > 0)
        expectClose(split.monetaryValue[i]!, Number(monetary), { absolute: 1e-8, relative: 1e-6 });
    }
  });
});
