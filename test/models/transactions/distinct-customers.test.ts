/** Grouping of equal customers, and fits that begin at the maximum for a part of many customers. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as bgNbd from "../../../src/models/transactions/beta-geometric/bg-nbd.js";
import { distinctCustomers, distinctValues } from "../../../src/models/transactions/distinct-customers.js";
import { previewOf } from "../../../src/models/transactions/preview.js";
import { expectClose } from "../../support.js";

describe("distinctCustomers", () => {
  const row = fc.record({
    frequency: fc.nat(2),
    recency: fc.constantFrom(0, 1 / 7, 0.1 + 0.2),
    T: fc.constantFrom(0.3, 0.1 + 0.2, 5),
    weight: fc.constantFrom(0, 0.1, 0.2, 0.3, 1e9),
  });
  const columnsOf = (rows: readonly { frequency: number; recency: number; T: number; weight: number }[]) => ({
    frequency: rows.map(({ frequency }) => frequency),
    recency: rows.map(({ recency }) => recency),
    T: rows.map(({ T }) => T),
    weight: rows.map(({ weight }) => weight),
    length: rows.length,
  });

  it("has each history once, in order, whatever the order of the rows, to the last bit of the weights", () => {
    fc.assert(
      fc.property(
        fc
          .array(row)
          .chain((rows) =>
            fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })),
          ),
        ([rows, shuffled]) => {
          const grouped = distinctCustomers(columnsOf(rows));
          expect(distinctCustomers(columnsOf(shuffled))).toEqual(grouped);
          const keys = Array.from(grouped.T, (T, i) => `${grouped.frequency[i]} ${grouped.recency[i]} ${T}`);
          const given = rows.filter(({ weight }) => weight > 0);
          expect(new Set(keys)).toEqual(new Set(given.map((r) => `${r.frequency} ${r.recency} ${r.T}`)));
          expect(keys.length).toBe(new Set(keys).size);
          const total = given.reduce((sum, { weight }) => sum + weight, 0);
          expectClose(grouped.totalWeight, total, { relative: 1e-14 });
        },
      ),
    );
  });

  it("takes -0 for 0", () => {
    const rows = { frequency: [0, -0], recency: [-0, 0], T: [1, 1], weight: null, length: 2 };
    expect(distinctCustomers(rows).weight).toEqual(Float64Array.of(2));
  });

  it("ranks the values of a column", () => {
    const { values, ranks } = distinctValues(Float64Array.of(3, 1, 3, 0));
    expect(Array.from(values)).toEqual([0, 1, 3]);
    expect(Array.from(ranks)).toEqual([2, 1, 2, 0]);
  });
});

describe("a fit of many different customers", () => {
  const parameters = { r: 0.9, alpha: 4.4, a: 0.8, b: 2.4 };
  const { customers } = bgNbd.simulate(parameters, { customers: 12_000, T: 39, seed: 5 });
  const { frequency, recency } = customers;
  const T = customers.T.map((value, i) => value + i / 1e6);
  const problem = bgNbd.inference.likelihoodProblem({ frequency, recency, T });

  it("begins with every sixteenth of them", () => {
    expect(problem.preview?.observations).toBe(750);
    const few = distinctCustomers({ frequency: [1, 2], recency: [1, 1], T: [2, 2], weight: null, length: 2 });
    expect(previewOf(few, () => () => 0)).toBeUndefined();
  });

  it("ends at the maximum of them all, the same bits in any order of rows", () => {
    const fit = bgNbd.fit({ frequency, recency, T });
    const reversed = bgNbd.fit({
      frequency: frequency.slice().reverse(),
      recency: recency.slice().reverse(),
      T: T.slice().reverse(),
    });
    expect(reversed).toEqual(fit);
    // At the maximum the gradient is nothing, beside log-likelihoods in the ten thousands.
    const gradient = new Float64Array(4);
    problem.evaluate(Float64Array.from(Object.values(fit.parameters)), gradient);
    for (const slope of gradient) expectClose(slope, 0, { absolute: 1e-4 });
  });
});
