import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  competingCauses,
  frechetBounds,
  shapleyAttribution,
} from "../../../src/economics/evidence/causes.js";
import { expectClose, expectPlainData, expectPrinted, expectRefusal } from "../../support.js";

const share = fc.double({ min: 0, max: 1, noNaN: true });

describe("frechetBounds", () => {
  it("bounds 60 and 70%", () => {
    // Source: Fréchet bounds and phi, in Python.
    const bounds = frechetBounds([0.6, 0.7]);
    const expected = {
      all: [0.3, 0.6, 0.42],
      any: [0.7, 1, 0.88],
      first: [0, 0.3, 0.18],
      second: [0.1, 0.4, 0.28],
    };
    const close = (
      range: { lower: number; upper: number; independent: number },
      [low, high, product]: number[],
    ) => {
      expectClose(range.lower, low!, { absolute: 1e-15 });
      expectClose(range.upper, high!, { absolute: 1e-15 });
      expectClose(range.independent, product!, { absolute: 1e-15 });
    };
    close(bounds.all, expected.all);
    close(bounds.any, expected.any);
    close(bounds.sole[0]!, expected.first);
    close(bounds.sole[1]!, expected.second);
    expectClose(bounds.sum, 1.3, { relative: 1e-15 });
    expectClose(bounds.correlation!.lower, -0.5345224838248488, { relative: 1e-13 });
    expectClose(bounds.correlation!.upper, 0.8017837257372732, { relative: 1e-13 });
    expectPlainData(bounds);
  });

  it("bounds the 64 and 67% of a survey", () => {
    // Source: the same formulas: either 67 to 100%, both 31 to 64%, independent 88%.
    const { all, any } = frechetBounds([0.64, 0.67]);
    expectPrinted(all.lower, "0.31");
    expectPrinted(all.upper, "0.64");
    expectPrinted(any.lower, "0.67");
    expectPrinted(any.upper, "1.00");
    expectPrinted(any.independent, "0.8812");
  });

  it("keeps independence within the bounds, for any number of causes", () => {
    fc.assert(
      fc.property(fc.array(share, { minLength: 2, maxLength: 5 }), (shares) => {
        const bounds = frechetBounds(shares);
        for (const range of [bounds.all, bounds.any, ...bounds.sole]) {
          expect(range.lower).toBeLessThanOrEqual(range.independent + 1e-12);
          expect(range.independent).toBeLessThanOrEqual(range.upper + 1e-12);
        }
        expectPlainData(bounds);
      }),
    );
    expect(frechetBounds([0, 0.5]).correlation).toBeNull();
    expect(frechetBounds([0.2, 0.5, 0.6]).correlation).toBeNull();
  });

  it("refuses one cause and percentages", () => {
    expectRefusal(
      () => frechetBounds([0.6]),
      "frechetBounds: shares must be an array of two or more fractions, received [0.6]",
    );
    expectRefusal(
      () => frechetBounds([60, 70]),
      "frechetBounds: shares[0] must be a fraction from 0 to 1 (not a percentage: 0.05 means 5%), received 60",
    );
  });
});

describe("shapleyAttribution", () => {
  it.each([
    // Source: a - overlap / 2 and b - overlap / 2: 45 and 55, 39 and 49, 30 and 40%.
    [0.3, 0.45, 0.55],
    [0.42, 0.39, 0.49],
    [0.6, 0.3, 0.4],
  ])("60 and 70%% with an overlap of %f", (overlap, first, second) => {
    const rows = shapleyAttribution([
      { causes: ["indifference"], share: 0.6 - overlap },
      { causes: ["poor service"], share: 0.7 - overlap },
      { causes: ["indifference", "poor service"], share: overlap },
    ]);
    expectClose(rows[0]!.attributed, first, { absolute: 1e-15 });
    expectClose(rows[1]!.attributed, second, { absolute: 1e-15 });
    expectClose(rows[0]!.named, 0.6, { absolute: 1e-15 });
    expectPlainData(rows);
  });

  it("sums to the share who named any, is between sole and named, and treats like causes alike", () => {
    const pattern = fc.record({
      causes: fc.uniqueArray(fc.constantFrom("a", "b", "c", "d"), { minLength: 1 }),
      share: fc.double({ min: 0, max: 10, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(pattern, { minLength: 1, maxLength: 8 }), (patterns) => {
        const rows = shapleyAttribution(patterns);
        const total = patterns.reduce((sum, each) => sum + each.share, 0);
        expectClose(
          rows.reduce((sum, row) => sum + row.attributed, 0),
          total,
          { relative: 1e-12, absolute: 1e-300 },
        );
        for (const row of rows) {
          expect(row.sole).toBeLessThanOrEqual(row.attributed + 1e-12);
          expect(row.attributed).toBeLessThanOrEqual(row.named + 1e-12);
        }
      }),
    );
  });

  it("is the Shapley value: the mean over orders of what a cause adds", () => {
    const patterns = [
      { causes: ["a"], share: 1 },
      { causes: ["a", "b"], share: 2 },
      { causes: ["b", "c"], share: 4 },
      { causes: ["a", "b", "c"], share: 8 },
    ];
    const covered = (set: readonly string[]) =>
      patterns.reduce(
        (sum, { causes, share: s }) => sum + (causes.some((cause) => set.includes(cause)) ? s : 0),
        0,
      );
    const orders = [
      ["a", "b", "c"],
      ["a", "c", "b"],
      ["b", "a", "c"],
      ["b", "c", "a"],
      ["c", "a", "b"],
      ["c", "b", "a"],
    ];
    for (const { cause, attributed } of shapleyAttribution(patterns)) {
      const mean =
        orders.reduce((sum, order) => {
          const before = order.slice(0, order.indexOf(cause));
          return sum + covered([...before, cause]) - covered(before);
        }, 0) / orders.length;
      expectClose(attributed, mean, { relative: 1e-12 });
    }
  });

  it("refuses patterns that are none", () => {
    expectRefusal(
      () => shapleyAttribution([]),
      "shapleyAttribution: patterns must be an array of patterns, received []",
    );
    expectRefusal(
      () => shapleyAttribution([{ causes: ["a", "a"], share: 1 }]),
      "shapleyAttribution: patterns[0].causes must be an array of one or more different causes, received array of 2",
    );
    expectRefusal(
      () => shapleyAttribution([{ causes: ["a"], share: -1 }]),
      "shapleyAttribution: patterns[0].share must be a finite number of 0 or more, received -1",
    );
  });
});

describe("competingCauses", () => {
  it.each([
    // Source: 1 - (1 - c)^(1 - share), in Python.
    [0.1, 0.01740680614731016, 0.08405634637957016],
    [0.2, 0.03650751600100388, 0.16968734755502923],
    [0.3, 0.05771341846410616, 0.25712621434232386],
  ])("service five times price at a churn of %f", (churnRate, withoutService, withoutPrice) => {
    const [service, price] = competingCauses({ churnRate, causes: { service: 5, price: 1 } });
    expectClose(service!.churnWithout, withoutService, { relative: 1e-12 });
    expectClose(price!.churnWithout, withoutPrice, { relative: 1e-12 });
    expectClose(service!.churnSubtracted, churnRate / 6, { relative: 1e-12 });
    expectPlainData([service, price]);
  });

  it.each([
    // Source: (1 - other) × 5/6 and × 1/6.
    [0, "0.833", "0.167"],
    [0.1, "0.75", "0.15"],
    [0.2, "0.667", "0.133"],
    [0.3, "0.583", "0.117"],
    [0.4, "0.50", "0.10"],
  ])("five to one with %f for other reasons", (other, service, price) => {
    const rows = competingCauses({
      churnRate: 0.2,
      causes: { service: 5 * (1 - other), price: 1 - other, other: 6 * other },
    });
    expectPrinted(rows[0]!.share, service);
    expectPrinted(rows[1]!.share, price);
  });

  it("adds up: hazards to that of all, alone and without to the whole", () => {
    const weights = fc.record({ a: fc.integer({ min: 1, max: 9 }), b: fc.integer({ min: 0, max: 9 }) });
    fc.assert(
      fc.property(weights, fc.double({ min: 0.001, max: 0.99, noNaN: true }), (causes, churnRate) => {
        const rows = competingCauses({ churnRate, causes });
        expectClose(
          rows.reduce((sum, row) => sum + row.hazard, 0),
          -Math.log1p(-churnRate),
          { relative: 1e-12 },
        );
        for (const row of rows) {
          expectClose(1 - (1 - row.churnAlone) * (1 - row.churnWithout), churnRate, { relative: 1e-10 });
          expect(row.churnWithout).toBeGreaterThanOrEqual(row.churnSubtracted - 1e-12);
        }
      }),
    );
  });

  it("refuses causes that are none", () => {
    expectRefusal(
      () => competingCauses({ churnRate: 0.2, causes: { service: 0 } }),
      "competingCauses: causes must have proportions that sum to more than 0, received 0",
    );
    expectRefusal(
      () => competingCauses({ churnRate: 1, causes: { service: 1 } }),
      "competingCauses: churnRate must be a fraction above 0 and below 1, received 1",
    );
    expectRefusal(
      () => competingCauses({ churnRate: 0.2 } as never),
      "competingCauses: causes must be an object, received undefined",
    );
  });
});
