/** Customers drawn again, by cases and from the model: what the bootstrap needs, for every model without contracts. */
import { describe, expect, it } from "vitest";
import { bootstrap } from "../../../src/inference/bootstrap.js";
import { bootstrapLikelihoodRatioTest } from "../../../src/inference/bootstrap-test.js";
import { uncertainty } from "../../../src/inference/uncertainty.js";
import * as gammaGamma from "../../../src/models/spending/gamma-gamma.js";
import * as bgCnbdK from "../../../src/models/transactions/beta-geometric/bg-cnbd-k.js";
import * as bgNbd from "../../../src/models/transactions/beta-geometric/bg-nbd.js";
import type { TimedCustomers } from "../../../src/models/transactions/beta-geometric/erlang-gaps.js";
import * as mbgCnbdK from "../../../src/models/transactions/beta-geometric/mbg-cnbd-k.js";
import * as mbgNbd from "../../../src/models/transactions/beta-geometric/mbg-nbd.js";
import * as bgBb from "../../../src/models/transactions/bg-bb.js";
import * as ggomNbd from "../../../src/models/transactions/lifetimes/ggom-nbd.js";
import * as paretoNbd from "../../../src/models/transactions/lifetimes/pareto-nbd.js";
import * as nbd from "../../../src/models/transactions/nbd.js";
import type { ReplicatedCustomers } from "../../../src/models/transactions/redrawn-customers.js";
import type { PurchaseSimulation } from "../../../src/models/transactions/simulation.js";
import type { Customers } from "../../../src/tables/read-histories.js";
import { expectClose, expectPlainData, expectRefusal } from "../../support.js";

interface Drawn {
  simulate(parameters: unknown, options: { customers?: number; T: number | number[] }): PurchaseSimulation;
  readonly inference: {
    resample<Data extends Customers>(customers: Data, options?: { seed?: number; stream?: number }): Data;
    replicate(parameters: unknown, customers: Customers, options?: { seed?: number }): ReplicatedCustomers;
  };
}

const shapes = { r: 0.8, alpha: 6, a: 1.2, b: 4 };
const models = {
  nbd: [nbd, { r: 0.8, alpha: 6 }],
  bgNbd: [bgNbd, shapes],
  mbgNbd: [mbgNbd, shapes],
  bgCnbdK: [bgCnbdK, { k: 2, ...shapes }],
  mbgCnbdK: [mbgCnbdK, { k: 2, ...shapes }],
  paretoNbd: [paretoNbd, { r: 0.8, alpha: 6, s: 0.9, beta: 20 }],
  ggomNbd: [ggomNbd, { r: 0.8, alpha: 6, b: 0.05, s: 0.4, beta: 0.5 }],
  bgBb: [bgBb, { alpha: 1.2, beta: 0.75, gamma: 0.66, delta: 2.78 }],
} as unknown as Readonly<Record<string, readonly [Drawn, unknown]>>;
const total = (column: ArrayLike<number>): number => Array.from(column).reduce((sum, x) => sum + x, 0);

describe.each(Object.entries(models))("%s", (name, [model, parameters]) => {
  const columns = {
    frequency: [0, 1, 4],
    recency: [0, 12, 30],
    T: [38, 39, 31],
    sumLogGaps: [0, 2.5, 7],
    weight: [600, 0, 90],
  };

  it("draws customers with replacement, as rows and as columns, with everything that is theirs", () => {
    const table = { ...columns, timeUnit: "week" as const, customer: ["ann", "bob", "cat"] };
    const drawn = model.inference.resample(table, { seed: 5 });
    expect(drawn.customer).toBe(table.customer);
    expect(drawn.timeUnit).toBe("week");
    expect(total(drawn.weight)).toBe(690);
    expect(drawn.weight[1]).toBe(0);
    expectClose(drawn.weight[0]!, 600, { absolute: 4 * Math.sqrt((600 * 90) / 690) });
    expect(drawn).toStrictEqual(model.inference.resample(table, { seed: 5, stream: 0 }));
    expect(drawn).not.toStrictEqual(model.inference.resample(table, { seed: 5, stream: 1 }));
    const rows = [0, 1, 2].map((i) => ({
      frequency: columns.frequency[i]!,
      recency: columns.recency[i]!,
      T: columns.T[i]!,
      weight: columns.weight[i]!,
      sumLogGaps: columns.sumLogGaps[i]!,
      customer: table.customer[i],
    }));
    const ofRows = model.inference.resample(rows, { seed: 5 });
    expect(ofRows.map((row) => row.weight)).toStrictEqual(Array.from(drawn.weight));
    expect(ofRows[2]).toMatchObject({ frequency: 4, recency: 30, T: 31, customer: "cat" });
    expect(rows[0]!.weight).toBe(600);
    const unweighted = rows.map(({ weight: _, ...row }) => row);
    expect(
      total(model.inference.resample(unweighted).map((row) => (row as { weight?: number }).weight ?? 0)),
    ).toBe(3);
  });

  it("draws the same design from the model, one customer for each that a weight counts", () => {
    const drawn = model.inference.replicate(parameters, { ...columns, timeUnit: "week" } as Customers, {
      seed: 2,
    });
    expect(drawn.T.filter((T) => T === 38).length).toBe(600);
    expect(drawn.T.filter((T) => T === 31).length).toBe(90);
    expect(drawn.T.length).toBe(690);
    expect(drawn.timeUnit).toBe("week");
    expect(model.inference.replicate(parameters, columns).timeUnit).toBe(null);
    // The same customers as a simulation of that design, which other tests hold against the model.
    const { customers } = model.simulate(parameters, { T: Array.from(drawn.T), seed: 2 } as never);
    for (const column of ["frequency", "recency", "T", "sumLogGaps"] as const)
      expect(drawn[column]).toStrictEqual(customers[column]);
    expect(drawn.sumLogGaps.every((gaps, i) => drawn.frequency[i]! > 0 || gaps === 0)).toBe(true);
  });

  it("refuses parts of customers, and options that are none", () => {
    expectRefusal(
      () => model.inference.resample({ ...columns, weight: [600, 0.5, 90] }),
      `${name}.inference.resample: customers.weight[1] must be a whole number, to be drawn from, received 0.5`,
    );
    expectRefusal(
      () => model.inference.replicate(parameters, [{ frequency: 0, recency: 0, T: 3, weight: 2.5 }]),
      `${name}.inference.replicate: customers[0].weight must be a whole number, to be drawn from, received 2.5`,
    );
    expectRefusal(
      () => model.inference.resample({ ...columns, recency: [3, 12, 30] }),
      `${name}.inference.resample: customers.recency[0] must be 0 where frequency is 0, received 3`,
    );
    expectRefusal(
      () => model.inference.resample(columns, { seed: Number.NaN }),
      `${name}.inference.resample: seed must be a finite number, received NaN`,
    );
    expectRefusal(
      () => model.inference.replicate(parameters, { ...columns, weight: [1e9, 0, 1] }),
      `${name}.inference.replicate: customers.weight must be at most 134217728 in sum, to be drawn one by one, received 1000000001`,
    );
  });
});

describe("bootstrap of customers without contracts", () => {
  const { customers } = bgNbd.simulate(
    { r: 0.8, alpha: 6, a: 0.9, b: 3 },
    { customers: 400, T: 39, seed: 6 },
  );
  const { frequency, recency, T } = customers;
  const data = { frequency, recency, T };
  const ahead = (parameters: bgNbd.BgNbdParameters) => bgNbd.expectedTransactions(parameters, 52);

  it.each(["case", "parametric"] as const)(
    "has the intervals of the delta method for bgNbd (%s)",
    (method) => {
      const delta = uncertainty(bgNbd.fit(data), ahead);
      const drawn = bootstrap(bgNbd, data, ahead, { method, resamples: 40 });
      expectPlainData(drawn);
      expect(drawn.failed).toBe(0);
      expect(drawn.estimate).toBe(delta.estimate);
      // The standard deviation of 40 resamples is known to 1/sqrt(2 · 40) = 11%: four times that.
      expectClose(drawn.standardError!, delta.standardError!, { relative: 0.45 });
    },
  );

  it("tests for drop-out, which no chi-square can", () => {
    const some = { frequency: frequency.slice(0, 150), recency: recency.slice(0, 150), T: T.slice(0, 150) };
    const test = bootstrapLikelihoodRatioTest({ simple: nbd, full: bgNbd }, some, { resamples: 19 });
    expect(test.statistic).toBeGreaterThan(6);
    expect(test.pValue).toBe(0.05);
    expect(test.failed).toBe(0);
  });

  it("carries the gaps that models of regular purchases need", () => {
    const truth = { k: 2, r: 1, alpha: 3, a: 0.8, b: 3 };
    const timed = mbgCnbdK.simulate(truth, { customers: 200, T: 39, seed: 3 }).customers;
    const shapes = { shapes: [1, 2] };
    const model = { ...mbgCnbdK, fit: (drawn: TimedCustomers) => mbgCnbdK.fit(drawn, shapes) };
    for (const method of ["case", "parametric"] as const) {
      const drawn = bootstrap(model, timed, (p: mbgCnbdK.MbgCnbdKParameters) => p.k, {
        method,
        resamples: 19,
      });
      expect(drawn.failed).toBe(0);
      expect(drawn.upper).toBe(2);
    }
    const typed = () => bootstrap(mbgCnbdK, timed, (p) => p.r).standardError;
    expect(typed).toBeTypeOf("function");
    const ahead = uncertainty(model.fit(timed), (p) => mbgCnbdK.expectedTransactions(p, 20));
    expect(ahead.standardError! > 0 && ahead.lower! > 0).toBe(true);
  });
});

describe("gammaGamma", () => {
  const { frequency } = nbd.simulate({ r: 1, alpha: 10 }, { customers: 300, T: 39, seed: 2 }).customers;
  const data = gammaGamma.simulate({ p: 6, q: 4, gamma: 16 }, { frequency, seed: 5 });
  const spend = (parameters: gammaGamma.GammaGammaParameters) => gammaGamma.expectedSpend(parameters);

  it.each(["case", "parametric"] as const)("bootstraps the expected spend (%s)", (method) => {
    const delta = uncertainty(gammaGamma.fit(data), spend);
    const drawn = bootstrap(gammaGamma, data, spend, { method, resamples: 40 });
    expect(drawn.failed).toBe(0);
    // As above.
    expectClose(drawn.standardError!, delta.standardError!, { relative: 0.45 });
  });

  it("keeps the design, and refuses parts of customers", () => {
    const rows = [
      { frequency: 0, monetaryValue: null, weight: 2 },
      { frequency: 4, monetaryValue: 30, weight: 3 },
    ];
    const truth = { p: 6, q: 4, gamma: 16 };
    const drawn = gammaGamma.inference.replicate(truth, rows, { seed: 8 });
    expect(drawn).toStrictEqual(gammaGamma.simulate(truth, { frequency: [0, 0, 4, 4, 4], seed: 8 }));
    const again = gammaGamma.inference.resample(rows, { seed: 8 });
    expect(again[0]!.weight + again[1]!.weight).toBe(5);
    expectRefusal(
      () => gammaGamma.inference.resample([{ frequency: 4, monetaryValue: 30, weight: 0.2 }]),
      "gammaGamma.inference.resample: customers[0].weight must be a whole number, to be drawn from, received 0.2",
    );
  });
});
