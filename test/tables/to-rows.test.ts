/** Tables to rows and to JSON and back: nothing gets lost on the way. */
import { describe, expect, it } from "vitest";
import { cohortTable, purchaseIntervals, rfm, rfmFromSummary } from "../../src/cohorts/index.js";
import {
  lastSeenTenures,
  splitCalibrationHoldout,
  subscriptionTenures,
  summarizeOpportunities,
  summarizeTransactions,
  toRows,
} from "../../src/data/index.js";
import { bgBb, bgNbd, gammaGamma, shiftedBetaGeometric } from "../../src/models/index.js";
import { discreteTimeHazard, kaplanMeier } from "../../src/survival/index.js";
import { customerLifetimeValue } from "../../src/value/index.js";
import { expectRefusal } from "../support.js";

const orders = Array.from({ length: 60 }, (_, i) => ({
  customer: `c${i % 13}`,
  time: Date.UTC(2023, (i * 7) % 17, 1 + ((i * 5) % 28)),
  amount: 5 + ((i * 3) % 11),
}));
const asOf = "2024-07-01";
const subscriptions = [
  { customer: "a", start: "2023-01-01", end: "2023-06-01", amount: 5 },
  { customer: "b", start: "2023-02-01", end: null, amount: 7 },
];
const tables: Readonly<Record<string, object>> = {
  summarizeTransactions: summarizeTransactions(orders, { asOf, timeUnit: "week" }),
  "summarizeTransactions without amounts": summarizeTransactions(orders, {
    asOf,
    amount: undefined,
    carry: ["time"],
  }),
  splitCalibrationHoldout: splitCalibrationHoldout(orders, { asOf, calibrationEnd: "2023-12-01" }),
  summarizeOpportunities: summarizeOpportunities(orders, { asOf, period: "quarter" }),
  subscriptionTenures: subscriptionTenures(subscriptions, { asOf }),
  lastSeenTenures: lastSeenTenures(orders, { asOf, inactiveAfter: 60 }),
  rfm: rfm(orders, { asOf }).customers,
  rfmFromSummary: rfmFromSummary(summarizeTransactions(orders, { asOf })).customers,
  purchaseIntervals: purchaseIntervals(orders, { asOf }).durations,
};
const throughJson = <Table>(table: Table): Table => JSON.parse(JSON.stringify(table)) as Table;

describe("a table through JSON", () => {
  it.each(Object.entries(tables))("of %s keeps every column, and gives the same rows", (_, table) => {
    const stored = throughJson(table);
    const rows = toRows(table as Record<string, number[]>);
    expect(Object.keys(stored)).toEqual(Object.keys(table));
    expect(toRows(stored as Record<string, number[]>)).toEqual(rows);
    expect(throughJson(rows)).toStrictEqual(rows);
    // The mark is seen by JSON only.
    for (const column of Object.values(table))
      if (ArrayBuffer.isView(column)) expect(Object.keys(column)).not.toContain("toJSON");
    expect(structuredClone(table)).toEqual(table);
  });

  it("is what fits and curves take, with the same results to the last bit", () => {
    const summary = tables.summarizeTransactions as ReturnType<typeof summarizeTransactions>;
    expect(bgNbd.fit(throughJson(summary))).toEqual(bgNbd.fit(summary));
    const repeat = { ...summary, weight: summary.frequency.map((x) => Math.min(x, 1)) };
    expect(gammaGamma.fit(throughJson({ ...repeat, weight: Array.from(repeat.weight) }))).toEqual(
      gammaGamma.fit(repeat),
    );
    const opportunities = tables.summarizeOpportunities as ReturnType<typeof summarizeOpportunities>;
    expect(bgBb.logLikelihood({ alpha: 1, beta: 2, gamma: 1, delta: 3 }, throughJson(opportunities))).toBe(
      bgBb.logLikelihood({ alpha: 1, beta: 2, gamma: 1, delta: 3 }, opportunities),
    );
    const tenures = tables.subscriptionTenures as ReturnType<typeof subscriptionTenures>;
    expect(kaplanMeier(throughJson(tenures))).toEqual(kaplanMeier(tenures));
    expect(rfmFromSummary(throughJson(summary))).toEqual(rfmFromSummary(summary));
  });

  it("and so are the columns that methods return", () => {
    const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
    const customers = { frequency: [2, 0, 7], recency: [30, 0, 36], T: [38, 38, 39] };
    const spending = { p: 6, q: 4, gamma: 16 };
    const { customers: simulated, orders: purchases } = bgNbd.simulate(parameters, { customers: 5, T: 9 });
    const hazards = { duration: [1, 2, 2, 3, 1, 3, 2, 1, 3, 3], event: [1, 0, 1, 1, 0, 0, 1, 1, 0, 1] };
    const hazard = discreteTimeHazard.fit(hazards, { time: { powers: [] } });
    const columns = {
      probabilityAlive: bgNbd.probabilityAlive(parameters, customers),
      expectedTransactions: bgNbd.expectedTransactions(parameters, [1, 2]),
      transactionProbability: bgNbd.transactionProbability(parameters, { x: [0, 1], t: 9 }),
      conditionalTransactionProbability: bgNbd.conditionalTransactionProbability(parameters, customers, {
        x: [0, 1, 2],
        t: 9,
      }),
      conditionalExpectedSpend: gammaGamma.conditionalExpectedSpend(spending, {
        frequency: [3, 1],
        monetaryValue: [35, 20],
      }),
      spends: gammaGamma.simulate(spending, { frequency: [3, 1] }).monetaryValue,
      survival: shiftedBetaGeometric.survival({ alpha: 1, beta: 2 }, [1, 2]),
      hazard: discreteTimeHazard.hazard(hazard, {}, [1, 2]),
      conditionalChurnProbability: discreteTimeHazard.conditionalChurnProbability(hazard, { tenure: [1, 2] }),
      duration: discreteTimeHazard.simulate(hazard, { tenure: [0, 0] }, { periods: 4 }).duration,
      value: customerLifetimeValue({ discountedTransactions: [1, 2], spend: [10, 20] }).value,
      ...simulated,
      ...purchases,
    };
    for (const [name, column] of Object.entries(columns)) {
      expect(column, name).toBeInstanceOf(Float64Array);
      expect(throughJson<unknown>(column), name).toEqual(Array.from(column));
    }
  });

  it("leaves the columns of a caller as they are", () => {
    const frequency = Float64Array.of(3, 1);
    gammaGamma.simulate({ p: 6, q: 4, gamma: 16 }, { frequency });
    const T = Float64Array.of(9, 9);
    bgNbd.simulate({ r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 }, { T });
    for (const own of [frequency, T]) expect(JSON.stringify(own)).toMatch(/^\{"0":/);
  });
});

describe("toRows", () => {
  it("refuses what would get lost", () => {
    const spoilt = JSON.parse('{ "customer": ["a"], "T": { "0": 1 } }') as object;
    expectRefusal(
      () => toRows(spoilt),
      'toRows: table.T must be a column, or text or a number for the whole table, received an object with keys "0", "1", … (a typed array after JSON: write Array.from of it)',
    );
    for (const nested of [{ a: 1 }, new Map(), new Date(0), () => 1])
      expect(() => toRows({ customer: ["a"], nested })).toThrow(
        /^toRows: table\.nested must be a column, or text/,
      );
    expect(() => toRows({})).toThrow("toRows: table must have a column");
    expect(() => toRows({ timeUnit: "day" })).toThrow("toRows: table must have a column");
    // biome-ignore lint/suspicious/noSparseArray: the hole is what is tested
    expect(() => toRows({ a: [1, , 3] })).toThrow("toRows: table.a[1] must be a single value");
  });

  it("refuses results that are rows already, in the types too", () => {
    const table = cohortTable(orders, { asOf, period: "month" });
    // @ts-expect-error its cells are rows
    expect(() => toRows(table)).toThrow(
      "toRows: table.cohorts[0] must be a single value (a list of objects is rows already)",
    );
    // @ts-expect-error its segments are rows
    expect(() => toRows(rfm(orders, { asOf }))).toThrow("toRows: table.");
    // @ts-expect-error a curve has steps
    expect(() => toRows(kaplanMeier({ duration: [1], event: [1] }))).toThrow("toRows: table.");
    expect(toRows({ day: [new Date(0)], label: ["a"], flag: [true], none: [null] })).toEqual([
      { day: new Date(0), label: "a", flag: true, none: null },
    ]);
  });
});
