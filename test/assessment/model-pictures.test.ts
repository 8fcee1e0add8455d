/** What the pictures of a transaction model are drawn from: matrices, P(alive) along time, iso-value curves. */
import {
  aliveBySilence,
  aliveHistory,
  bgNbd,
  frequencyRecencyMatrix,
  isoValueCurves,
  paretoNbd,
} from "retention-economics";
import { describe, expect, it } from "vitest";
import { expectClose, expectPlainData, expectRefusal } from "../support.js";

const fit = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
const fitted = { model: bgNbd, fit };
/** P(alive) of BG/NBD by Fader, Hardie & Lee's formula. */
const alive = (x: number, recency: number, T: number) =>
  x === 0
    ? 1
    : 1 / (1 + (fit.a / (fit.b + x - 1)) * ((fit.alpha + T) / (fit.alpha + recency)) ** (fit.r + x));

describe("frequencyRecencyMatrix", () => {
  const matrix = frequencyRecencyMatrix(fitted, { T: 38.86, horizon: 39, largest: 3, steps: 2 });

  it("has one cell without a repeat purchase, and one for each frequency and recency", () => {
    expect(matrix.cells.map(({ frequency, recency }) => [frequency, recency])).toEqual([
      [0, 0],
      ...[1, 2, 3].flatMap((x) => [
        [x, 19.43],
        [x, 38.86],
      ]),
    ]);
    expect([matrix.T, matrix.horizon, matrix.recencyStep]).toEqual([38.86, 39, 19.43]);
    expectPlainData(matrix);
  });

  it("says of each cell what the verbs say of such a customer", () => {
    for (const { frequency, recency, probabilityAlive, expectedTransactions } of matrix.cells) {
      expectClose(probabilityAlive, alive(frequency, recency, 38.86), { relative: 1e-12 });
      const one = { frequency, recency, T: 38.86 };
      expect(expectedTransactions).toBe(bgNbd.conditionalExpectedTransactions(fit, one, 39));
    }
  });

  it("looks as far ahead as the customers are old, unless told otherwise", () => {
    expect(frequencyRecencyMatrix(fitted, { T: 20 }).horizon).toBe(20);
    expect(frequencyRecencyMatrix(fitted, { T: 20 }).cells).toHaveLength(401);
  });

  it("refuses ages and grids that are none", () => {
    const rule = "must be a finite number above 0";
    expectRefusal(
      () => frequencyRecencyMatrix(fitted, { T: 0 }),
      `frequencyRecencyMatrix: options.T ${rule}, received 0`,
    );
    expectRefusal(
      () => frequencyRecencyMatrix(fitted, { T: 9, largest: 1000, steps: 101 }),
      "frequencyRecencyMatrix: options must make at most 100000 cells (largest times steps), received 101000",
    );
    expectRefusal(
      () => frequencyRecencyMatrix({ model: {}, fit } as never, { T: 9 }),
      "frequencyRecencyMatrix: fitted.model.probabilityAlive must be a function, received undefined",
    );
  });
});

describe("aliveHistory", () => {
  const history = aliveHistory(fitted, { purchases: [2, 30], T: 40, steps: 4 });

  it("has a row at each step, and two at each purchase", () => {
    expect(history.map(({ time, purchase, frequency }) => [time, purchase, frequency])).toEqual([
      [2, false, 0],
      [2, true, 1],
      [10, false, 1],
      [20, false, 1],
      [30, false, 1],
      [30, true, 2],
      [40, false, 2],
    ]);
    expectPlainData(history);
  });

  it("is P(alive) of what was known then", () => {
    expect(history[0]!.probabilityAlive).toBe(1);
    expectClose(history[3]!.probabilityAlive, alive(1, 2, 20), { relative: 1e-12 });
    expectClose(history[4]!.probabilityAlive, alive(1, 2, 30), { relative: 1e-12 });
    expectClose(history[5]!.probabilityAlive, alive(2, 30, 30), { relative: 1e-12 });
    const pareto = { model: paretoNbd, fit: { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 } };
    const [last] = aliveHistory(pareto, { purchases: [30.43], T: 38.86, steps: 1 }).slice(-1);
    expect(last!.probabilityAlive).toBe(
      paretoNbd.probabilityAlive(pareto.fit, { frequency: 1, recency: 30.43, T: 38.86 }),
    );
  });

  it("refuses purchases that do not ascend or lie beyond the end", () => {
    const rule = (i: number, above: number, received: number) =>
      `aliveHistory: options.purchases[${i}] must be above ${above} and at most T (10), received ${received}`;
    expectRefusal(() => aliveHistory(fitted, { purchases: [3, 3], T: 10 }), rule(1, 3, 3));
    expectRefusal(() => aliveHistory(fitted, { purchases: [0], T: 10 }), rule(0, 0, 0));
    expectRefusal(() => aliveHistory(fitted, { purchases: [11], T: 10 }), rule(0, 0, 11));
  });
});

describe("aliveBySilence", () => {
  const rows = aliveBySilence(fitted, { frequencies: [1, 10], recency: 30, longest: 20, steps: 2 });

  it("is P(alive) at the last purchase and after each silence", () => {
    expect(rows.map(({ frequency, silence }) => [frequency, silence])).toEqual([
      [1, 0],
      [1, 10],
      [1, 20],
      [10, 0],
      [10, 10],
      [10, 20],
    ]);
    for (const { frequency, silence, probabilityAlive } of rows)
      expectClose(probabilityAlive, alive(frequency, 30, 30 + silence), { relative: 1e-12 });
    expectPlainData(rows);
  });

  it("falls faster for those who used to buy often", () => {
    expect(rows[5]!.probabilityAlive / rows[3]!.probabilityAlive).toBeLessThan(
      rows[2]!.probabilityAlive / rows[0]!.probabilityAlive,
    );
  });

  it("refuses a frequency of 0", () => {
    expectRefusal(
      () => aliveBySilence(fitted, { frequencies: [0], recency: 3, longest: 9 }),
      "aliveBySilence: options.frequencies[0] must be a whole number of 1 or more, received 0",
    );
  });
});

describe("isoValueCurves", () => {
  const worth = (customers: Parameters<Parameters<typeof isoValueCurves>[0]>[0]) =>
    bgNbd.conditionalExpectedTransactions(fit, customers, 39);
  const rows = isoValueCurves(worth, { T: 78, values: [0.5, 2], largest: 12 });

  it("gives histories that have the value", () => {
    for (const { value, frequency, recency } of rows)
      expectClose(bgNbd.conditionalExpectedTransactions(fit, { frequency, recency, T: 78 }, 39), value, {
        relative: 1e-9,
      });
    expect(new Set(rows.map(({ value }) => value))).toEqual(new Set([0.5, 2]));
    expectPlainData(rows);
  });

  it("leaves out a frequency at which no recency has the value", () => {
    const top = bgNbd.conditionalExpectedTransactions(fit, { frequency: 1, recency: 78, T: 78 }, 39);
    expect(isoValueCurves(worth, { T: 78, values: [top * 1.001], largest: 1 })).toEqual([]);
    expect(isoValueCurves(worth, { T: 78, values: [top], largest: 1 })[0]!.recency).toBeCloseTo(78, 9);
  });

  it("traces shares of the highest value by default", () => {
    const top = bgNbd.conditionalExpectedTransactions(fit, { frequency: 20, recency: 78, T: 78 }, 39);
    const values = [...new Set(isoValueCurves(worth, { T: 78 }).map(({ value }) => value))];
    expect(values).toEqual([0.05, 0.1, 0.25, 0.5, 0.75].map((share) => share * top));
  });

  it("refuses what gives no numbers", () => {
    expectRefusal(
      () => isoValueCurves(() => [1, Number.NaN], { T: 9, largest: 2 }),
      "isoValueCurves: model.worth must give a finite number for customers[1], received NaN",
    );
    expectRefusal(
      () => isoValueCurves(worth, { T: -1 }),
      "isoValueCurves: options.T must be a finite number above 0, received -1",
    );
  });
});
