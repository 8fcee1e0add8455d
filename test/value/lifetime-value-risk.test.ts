import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lifetimeValue } from "../../src/value/lifetime-value.js";
import { lifetimeValueRisk } from "../../src/value/lifetime-value-risk.js";
import { expectClose, expectPlainData, expectRefusal } from "../support.js";

const firm = { margin: 100, retention: 0.8, discountRate: 0.1, acquisitionCost: 120 };

describe("lifetimeValueRisk", () => {
  it("gives the distribution of one customer's value and of a thousand", () => {
    // economics_fixtures.json, clv_risk_single: exact sums over the geometric number of payments.
    const risk = lifetimeValueRisk({ ...firm, customers: 1000, probabilities: [0.05, 0.5] });
    expectClose(risk.value, 366.66666666666686, { relative: 1e-12 });
    expectClose(risk.standardDeviation, 229.05485076995524, { relative: 1e-12 });
    expectClose(risk.coefficientOfVariation ?? 0, 0.6246950475544231, { relative: 1e-12 });
    expectClose(risk.probabilityOfLoss, 0.19999999999999996, { relative: 1e-12 });
    expectClose(risk.quantiles[0]?.value ?? 0, 100, { relative: 1e-12 });
    expectClose(risk.quantiles[1]?.value ?? 0, 348.6851990984222, { relative: 1e-12 });
    expectClose(risk.base.standardDeviation, 7.243350375430313, { relative: 1e-12 });
    expectClose(risk.expectedShortfall, -20, { relative: 1e-12 });
    expectPlainData(risk);
  });

  it("has the closed variance of a geometric life", () => {
    // Var of (1 - v^N)/(1 - v), P(N = n) = (1-r) r^(n-1): E[v^2N] - E[v^N]² over (1-v)², E[z^N] = (1-r) z / (1 - r z).
    const retention = fc.double({ min: 0.05, max: 0.97, noNaN: true });
    fc.assert(
      fc.property(retention, fc.double({ min: 0.02, max: 0.5, noNaN: true }), (r, d) => {
        const v = 1 / (1 + d);
        const generating = (z: number) => ((1 - r) * z) / (1 - r * z);
        const variance = (generating(v * v) - generating(v) ** 2) / (1 - v) ** 2;
        const risk = lifetimeValueRisk({ margin: 1, retention: r, discountRate: d });
        expectClose(
          risk.standardDeviation ** 2,
          variance, // The closed form divides a difference of nearly equal numbers by (1 - v)².
          { relative: 1e-9, absolute: 4e-16 / (1 - v) ** 2 },
        );
      }),
    );
  });

  it("has the lifetime value as its mean and probabilities that sum to 1", () => {
    const anyone = fc.record({
      margin: fc.double({ min: -10, max: 100, noNaN: true }),
      retention: fc.double({ min: 0, max: 0.98, noNaN: true }),
      discountRate: fc.double({ min: 0, max: 0.5, noNaN: true }),
      timing: fc.constantFrom("now", "afterOnePeriod", "endOfPeriodCertain", "midPeriod"),
      horizon: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(anyone, (input) => {
        const risk = lifetimeValueRisk(input);
        expectClose(risk.value, lifetimeValue(input).value, { relative: 1e-11, absolute: 1e-11 });
        const total = risk.outcomes.reduce((sum, { probability }) => sum + probability, 0);
        expectClose(total, 1, { absolute: 1e-12 });
        const values = risk.quantiles.map(({ value }) => value);
        expect(values).toStrictEqual([...values].sort((a, b) => a - b));
        expect(risk.expectedShortfall).toBeLessThanOrEqual(
          (values[0] as number) + 1e-9 * Math.abs(values[0] as number),
        );
        expectPlainData(risk);
      }),
      { numRuns: 60 },
    );
  });

  it("is certain at retention 0 and 1, and shrinks with the root of the base", () => {
    const gone = lifetimeValueRisk({ ...firm, retention: 0 });
    expect(gone).toMatchObject({
      value: 100,
      standardDeviation: 0,
      probabilityOfLoss: 1,
      expectedShortfall: -20,
    });
    const stays = lifetimeValueRisk({ ...firm, retention: 1, horizon: 3, customers: 5 });
    expect(stays.standardDeviation).toBe(0);
    expect(stays.base.probabilityOfLoss).toBe(0);
    const of = (customers: number) => lifetimeValueRisk({ ...firm, customers }).base.standardDeviation;
    expectClose(of(400), of(100) / 2, { relative: 1e-14 });
  });

  it("refuses what has no distribution here", () => {
    const refuse = (input: object, message: string) =>
      expectRefusal(() => lifetimeValueRisk({ ...firm, ...input } as never), message);
    refuse(
      { timing: "continuous" },
      'lifetimeValueRisk: timing must not be continuous, received "continuous"',
    );
    refuse(
      { worst: 5 },
      "lifetimeValueRisk: worst must be a fraction above 0 and below 1 (not a percentage: 0.05 means 5%), received 5",
    );
    refuse(
      { probabilities: [0.5, 1] },
      "lifetimeValueRisk: probabilities[1] must be a fraction above 0 and below 1, received 1",
    );
    refuse({ customers: 0 }, "lifetimeValueRisk: customers must be a whole number of 1 or more, received 0");
    expectRefusal(
      () => lifetimeValueRisk(undefined as never),
      "lifetimeValueRisk: input must be an object, received undefined",
    );
  });
});
