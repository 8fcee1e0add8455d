import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lifetimeValue } from "../../src/value/lifetime-value.js";
import { payback } from "../../src/value/payback.js";
import { expectClose, expectPlainData, expectRefusal } from "../support.js";

const firm = { margin: 100, retention: 0.8, discountRate: 0.1, acquisitionCost: 120 };

describe("payback", () => {
  it("counts payments until their present value covers the cost", () => {
    // shared reference economics_fixtures.json: two payments, the first at once.
    expect(payback(firm)).toStrictEqual({ periods: 2, time: 1, reason: null, timing: "now" });
    expect(payback({ ...firm, timing: "afterOnePeriod" }).periods).toBe(2);
    expect(payback({ ...firm, timing: "afterOnePeriod" }).time).toBe(2);
    // The simple payback: cost over margin.
    expect(payback({ ...firm, retention: 1, discountRate: 0, acquisitionCost: 600 }).periods).toBe(6);
  });

  it("is the first horizon whose value covers the cost", () => {
    const anyone = fc.record({
      margin: fc.double({ min: 1, max: 100, noNaN: true }),
      retention: fc.double({ min: 0, max: 1, noNaN: true }),
      discountRate: fc.double({ min: 0, max: 0.4, noNaN: true }),
      marginGrowth: fc.double({ min: -0.2, max: 0.2, noNaN: true }),
      timing: fc.constantFrom("now", "afterOnePeriod", "endOfPeriodCertain", "midPeriod"),
      acquisitionCost: fc.double({ min: 1, max: 500, noNaN: true }),
    });
    fc.assert(
      fc.property(anyone, (input) => {
        const { acquisitionCost, ...customer } = input;
        const found = payback({ ...input, horizon: 300 });
        expectPlainData(found);
        const worth = (horizon: number) => lifetimeValue({ ...customer, horizon } as never).value;
        const listed = payback({
          ...input,
          retention: Array<number>(300).fill(input.retention),
          horizon: 300,
        });
        expect(listed.periods).toBe(found.periods);
        if (found.periods === null) expect(worth(300)).toBeLessThan(acquisitionCost);
        else {
          expect(worth(found.periods)).toBeGreaterThanOrEqual(acquisitionCost * (1 - 1e-13));
          if (found.periods > 1) expect(worth(found.periods - 1)).toBeLessThan(acquisitionCost);
        }
      }),
    );
  });

  it("finds the moment at which a flow has paid", () => {
    const flow = { ...firm, timing: "continuous" } as const;
    const { periods, time } = payback(flow);
    expect(time).toBe(periods);
    const { acquisitionCost: _, ...customer } = flow;
    expectClose(lifetimeValue({ ...customer, horizon: periods ?? 0 }).value, 120, { relative: 1e-12 });
    // m (1 - e^(-κT)) / κ = A with κ = ln(1 + d) - ln r - ln(1 + g): margins that grow pay sooner.
    for (const marginGrowth of [0.2, 0.02, -0.2]) {
      const rate = Math.log(1.1) - Math.log(0.8) - Math.log(1 + marginGrowth);
      const grown = payback({ ...flow, marginGrowth });
      expectClose(grown.periods!, -Math.log(1 - (120 * rate) / 100) / rate, { relative: 1e-11 });
      expect(grown.periods! < periods!).toBe(marginGrowth > 0);
      const worth = lifetimeValue({ ...customer, marginGrowth, horizon: grown.periods! }).value;
      expectClose(worth, 120, { relative: 1e-12 });
    }
    const listed = payback({ ...flow, retention: [0.8, 0.8, 0.8], horizon: 3 });
    expectClose(listed.periods ?? 0, periods ?? 1, { relative: 1e-12 });
  });

  it("says why the cost is never earned back", () => {
    expect(payback({ ...firm, margin: 20 })).toStrictEqual({
      periods: null,
      time: null,
      reason: "all payments together are worth 73.33, less than the acquisition cost of 120",
      timing: "now",
    });
    expect(payback({ ...firm, horizon: 1 }).reason).toBe(
      "all payments together are worth 100, less than the acquisition cost of 120",
    );
    expect(payback({ ...firm, retention: 0 }).periods).toBeNull();
    expect(payback({ ...firm, margin: -5 }).periods).toBeNull();
  });

  it("refuses what cannot be asked", () => {
    const refuse = (input: object, message: string) =>
      expectRefusal(() => payback({ ...firm, ...input } as never), message);
    refuse({ acquisitionCost: 0 }, "payback: acquisitionCost must be a finite number above 0, received 0");
    refuse(
      { acquisitionCost: undefined },
      "payback: acquisitionCost must be a finite number above 0, received undefined",
    );
    refuse(
      { retention: 80 },
      "payback: retention must be a fraction from 0 to 1 (not a percentage: 0.05 means 5%), received 80",
    );
    expectRefusal(() => payback(undefined as never), "payback: input must be an object, received undefined");
  });
});
