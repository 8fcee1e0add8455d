/** Numbers beside columns, and probabilities of lists of events. */
import { describe, expect, it } from "vitest";
import * as bgNbd from "../../../src/models/transactions/beta-geometric/bg-nbd.js";
import * as bgBb from "../../../src/models/transactions/bg-bb.js";
import * as paretoNbdRegression from "../../../src/models/transactions/covariates/pareto-nbd-regression.js";
import * as nbd from "../../../src/models/transactions/nbd.js";
import { expectRefusal } from "../../support.js";

const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
const [frequency, recency] = [
  [0, 2, 5],
  [0, 30.43, 36],
];
const customers = { frequency, recency, T: [38.86, 38.86, 38.86] };
const rows = [0, 1, 2].map((i) => ({ frequency: frequency[i]!, recency: recency[i]!, T: 38.86 }));

describe("a number beside columns", () => {
  it("is the T of every customer", () => {
    expect(bgNbd.probabilityAlive(parameters, { frequency, recency, T: 38.86 })).toStrictEqual(
      bgNbd.probabilityAlive(parameters, customers),
    );
    const fit = nbd.fit({ frequency, recency, T: 38.86 });
    expect(fit).toStrictEqual(nbd.fit(customers));
    expectRefusal(
      () => bgNbd.probabilityAlive(parameters, { frequency, recency, T: 30 }),
      "bgNbd.probabilityAlive: 2 values refused: customers.recency[1] must be from 0 to T (30), received 30.43 (and 1 more like it)",
    );
    expectRefusal(
      () => bgNbd.probabilityAlive(parameters, { frequency, recency: 0, T: 30 } as never),
      "bgNbd.probabilityAlive: customers.recency must be an array, a typed array or a vector with get, received 0",
    );
  });
});

describe("a list of events", () => {
  it("gives a probability for each, of new customers", () => {
    const one = (x: number, t: number) => bgNbd.transactionProbability(parameters, { x, t });
    const list = bgNbd.transactionProbability(parameters, { x: [0, 1, 2], t: 39 });
    expect(list).toStrictEqual(Float64Array.of(one(0, 39), one(1, 39), one(2, 39)));
    const both = bgNbd.transactionProbability(parameters, { x: Float64Array.of(0, 3), t: [10, 52] });
    expect(both).toStrictEqual(Float64Array.of(one(0, 10), one(3, 52)));
    expect(bgNbd.transactionProbability(parameters, { x: [], t: 1 })).toStrictEqual(new Float64Array(0));
    expectRefusal(
      () => bgNbd.transactionProbability(parameters, { x: [0, 1.5], t: 39 }),
      "bgNbd.transactionProbability: event.x[1] must be a whole number of 0 or more, received 1.5",
    );
    expectRefusal(
      () => bgNbd.transactionProbability(parameters, { x: [0, 1], t: [39] }),
      "bgNbd.transactionProbability: event.t must have as many entries as x (2), received [39]",
    );
  });

  it("is one for each customer, or any number for one", () => {
    const one = (i: number, x: number, t: number) =>
      bgNbd.conditionalTransactionProbability(parameters, rows[i]!, { x, t });
    const each = bgNbd.conditionalTransactionProbability(parameters, customers, {
      x: [0, 1, 2],
      t: [39, 10, 52],
    });
    expect(each).toStrictEqual(Float64Array.of(one(0, 0, 39), one(1, 1, 10), one(2, 2, 52)));
    const many = bgNbd.conditionalTransactionProbability(parameters, rows[1]!, { x: [0, 1], t: 39 });
    expect(many).toStrictEqual(Float64Array.of(one(1, 0, 39), one(1, 1, 39)));
    expectRefusal(
      () => bgNbd.conditionalTransactionProbability(parameters, customers, { x: [0, 1], t: 39 }),
      "bgNbd.conditionalTransactionProbability: event must have one entry, or one for each customer (3), received 2",
    );
  });

  it("may be of opportunities, and of customers with covariates", () => {
    const cruise = { alpha: 1.2, beta: 0.75, gamma: 0.66, delta: 2.78 };
    const passenger = { frequency: 3, recency: 4, T: 6 };
    const given = bgBb.conditionalTransactionProbability(cruise, passenger, { x: [0, 1, 2], n: 2 });
    expect(given.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 14);
    expect(bgBb.transactionProbability(cruise, { x: 1, n: [1, 2] })[1]).toBe(
      bgBb.transactionProbability(cruise, { x: 1, n: 2 }),
    );
    const online = { r: 0.6, alpha: 10, s: 0.6, beta: 12, "purchase.online": 0.5 };
    const event = { x: [0, 1, 2], t: 39 };
    const each = paretoNbdRegression.conditionalTransactionProbability(
      online,
      { ...customers, online: [0, 1, 0] },
      event,
    );
    expect(each[1]).toBe(
      paretoNbdRegression.conditionalTransactionProbability(
        online,
        { ...rows[1]!, online: 1 },
        { x: 1, t: 39 },
      ),
    );
    expect(paretoNbdRegression.transactionProbability(online, { online: 1 }, event)[2]).toBe(
      paretoNbdRegression.transactionProbability(online, { online: 1 }, { x: 2, t: 39 }),
    );
  });
});
