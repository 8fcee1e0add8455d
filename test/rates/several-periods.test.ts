import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { churnDispersion, predictChurn } from "../../src/rates/several-periods.js";
import reference from "../reference/churn-periods.json" with { type: "json" };
import { expectClose, expectPlainData, expectRefusal } from "../support.js";

const months = [50, 41, 66, 38, 72, 45].map((lost) => ({ atStart: 1000, lost }));
const period = fc
  .tuple(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([atStart, share]) => ({ atStart, lost: Math.round(share * atStart) }));
const periods = fc.array(period, { minLength: 2, maxLength: 12 });

describe("churnDispersion and predictChurn", () => {
  it.each(reference.cases)("gives the 30-digit values, case %#", (row) => {
    const found = churnDispersion(row.periods, { level: row.level });
    const predicted = predictChurn(row.periods, { atStart: row.next, level: row.level });
    const within = { relative: 1e-10 };
    for (const key of ["chiSquare", "dispersion", "pValue"] as const) {
      if (row[key] === null) expect(found[key]).toBe(null);
      else expectClose(found[key]!, row[key]!, within, key);
    }
    expectClose(found.correlation, row.correlation, { relative: 1e-10 });
    for (const [i, key] of (["estimate", "lower", "upper"] as const).entries()) {
      expectClose(found.rate[key], row.rate[i]!, within, `rate ${key}`);
      expectClose(predicted[key], row.prediction[i]!, within, `prediction ${key}`);
    }
    expectPlainData(found);
  });

  it("contains the pooled rate within 0 and 1, the prediction around the mean's interval, whatever the order", () => {
    fc.assert(
      fc.property(periods, fc.integer({ min: 1, max: 5000 }), (all, atStart) => {
        const { rate, correlation, degreesOfFreedom } = churnDispersion(all);
        const next = predictChurn(all, { atStart });
        expect(0 <= next.lower && next.lower <= rate.lower && rate.lower <= rate.estimate).toBe(true);
        expect(rate.estimate <= rate.upper && rate.upper <= next.upper && next.upper <= 1).toBe(true);
        expect(correlation >= 0 && correlation <= 1).toBe(true);
        expect(degreesOfFreedom).toBe(all.length - 1);
        const reversed = churnDispersion([...all].reverse());
        expectClose(reversed.rate.lower, rate.lower, { relative: 1e-9 });
      }),
    );
  });

  it("holds a period that loses nobody where few are lost in any", () => {
    const few = [1, 0, 2, 1, 1, 0, 3, 1].map((lost) => ({ atStart: 100, lost }));
    const { lower, upper } = predictChurn(few, { atStart: 100 });
    expect(lower).toBe(0);
    // Five of 100, where the mean is little more than one, are not out of the question either.
    expect(upper).toBeGreaterThan(0.05);
  });

  it("finds no correlation where periods scatter less than chance, and one between them", () => {
    const same = churnDispersion(months.map(() => ({ atStart: 1000, lost: 50 })));
    expect([same.dispersion, same.correlation, same.rateDeviation]).toStrictEqual([0, 0, 0]);
    const opposite = churnDispersion([
      { atStart: 100, lost: 0 },
      { atStart: 100, lost: 100 },
    ]);
    expect(opposite.correlation).toBe(1);
  });

  it("refuses too few periods and wrong counts", () => {
    for (const [name, f] of Object.entries({
      churnDispersion: (all: unknown) => churnDispersion(all as typeof months),
      predictChurn: (all: unknown) => predictChurn(all as typeof months, { atStart: 10 }),
    })) {
      expectRefusal(
        () => f(undefined),
        `${name}: periods must be an array of head counts, received undefined`,
      );
      expectRefusal(
        () => f([months[0]]),
        `${name}: periods must be 2 or more, received 1`,
        "INSUFFICIENT_DATA",
      );
      expectRefusal(() => f([months[0], null]), `${name}: periods[1] must be an object, received null`);
      expectRefusal(
        () => f([months[0], { atStart: 10, lost: 11 }]),
        `${name}: periods[1].lost must be a whole number from 0 to atStart (10), received 11`,
      );
      expectRefusal(
        () => f([months[0], { atStart: Number.NaN, lost: 1 }]),
        `${name}: periods[1].atStart must be a whole number of 1 or more, received NaN`,
      );
    }
    expectRefusal(
      () => predictChurn(months, {} as never),
      "predictChurn: atStart must be a whole number of 1 or more, received undefined",
    );
    expectRefusal(
      () => predictChurn(months, undefined as never),
      "predictChurn: options must be an object, received undefined",
    );
    expectRefusal(
      () => churnDispersion(months, { level: 95 }),
      "churnDispersion: level must be a fraction above 0 and below 1 (not a percentage: 0.05 means 5%), received 95",
    );
  });
});
