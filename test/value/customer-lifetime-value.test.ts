import fc from "fast-check";
import { describe, expect, expectTypeOf, it, vi } from "vitest";
import * as bgNbd from "../../src/models/transactions/beta-geometric/bg-nbd.js";
import { customerLifetimeValue } from "../../src/value/customer-lifetime-value.js";
import { expectClose, expectRefusal } from "../support.js";

const fadingAt = (t: number) => 4 * (1 - 0.98 ** t);
const fading = (times: number[]) => times.map(fadingAt);

describe("customerLifetimeValue", () => {
  it("takes orders that lose money, whose value is negative", () => {
    expect(customerLifetimeValue({ discountedTransactions: 4, spend: -2.5 }).value).toBe(-10);
    const { value } = customerLifetimeValue({ discountedTransactions: [4, 2], spend: [-2.5, 3] });
    expect(Array.from(value)).toStrictEqual([-10, 6]);
  });

  it("multiplies discounted transactions, spend and margin", () => {
    const { value, timing } = customerLifetimeValue({
      discountedTransactions: 14.2,
      spend: 35,
      marginShare: 0.3,
    });
    expectTypeOf(value).toEqualTypeOf<number>();
    expectClose(value, 149.1, { relative: 1e-14 });
    expect(timing).toBeNull();
  });

  it("sums a fading stream as its closed form", () => {
    // Σ 4 · 0.98^(k-1) · 0.02 · v^k = 0.08 v (1 - (0.98 v)^n) / (1 - 0.98 v).
    const rates = fc.double({ min: 0, max: 0.1, noNaN: true });
    fc.assert(
      fc.property(rates, fc.integer({ min: 1, max: 100 }), (discountRate, horizon) => {
        const v = 1 / (1 + discountRate);
        const closed = (0.08 * v * (1 - (0.98 * v) ** horizon)) / (1 - 0.98 * v);
        const input = { expectedTransactions: fading, spend: 10, horizon, discountRate };
        const end = customerLifetimeValue({ ...input, timing: "afterOnePeriod" }).value;
        expectClose(end, 10 * closed, { relative: 1e-11 });
        const mid = customerLifetimeValue(input).value;
        expectClose(mid, 10 * closed * Math.sqrt(1 + discountRate), { relative: 1e-11 });
      }),
    );
  });

  it("gives columns what it gives one by one", () => {
    const scale = [0.5, 1, 3];
    const spend = [20, 35, 80];
    const terms = { horizon: 26, discountRate: { rate: 0.15, per: "year" }, timeUnit: "week" } as const;
    const columns = customerLifetimeValue({
      ...terms,
      expectedTransactions: (times) => times.map((t) => scale.map((x) => x * fadingAt(t))),
      spend,
    });
    expectTypeOf(columns.value).toEqualTypeOf<Float64Array>();
    columns.value.forEach((value, i) => {
      const one = customerLifetimeValue({
        ...terms,
        expectedTransactions: (times) => times.map((t) => (scale[i] as number) * fadingAt(t)),
        spend: spend[i] as number,
      });
      expectClose(value, one.value, { relative: 1e-15 });
    });
    expect(structuredClone(columns)).toStrictEqual(columns);
  });

  it("asks a model once, which reads its customers once", () => {
    const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
    let reads = 0;
    const customers = {
      frequency: [0, 2, 7],
      recency: [0, 30, 36],
      get T() {
        reads++;
        return [39, 39, 38];
      },
    };
    const coming = (times: number[]) => bgNbd.conditionalExpectedTransactions(parameters, customers, times);
    coming([1]);
    const readsOfOne = reads;
    reads = 0;
    const calls = vi.fn(coming);
    const { value } = customerLifetimeValue({
      ...{ expectedTransactions: calls, spend: [10, 20, 30], horizon: 52, discountRate: 0.002 },
    });
    expect(calls).toHaveBeenCalledTimes(1);
    expect(reads).toBe(readsOfOne);
    // Σ over the weeks of E[X(k)] - E[X(k - 1)], each from a call of its own.
    const at = (k: number) => bgNbd.conditionalExpectedTransactions(parameters, customers, k);
    [10, 20, 30].forEach((spend, i) => {
      let sum = 0;
      for (let k = 1; k <= 52; k++) sum += (at(k)[i]! - at(k - 1)[i]!) * 1.002 ** -(k - 0.5);
      expectClose(value[i]!, spend * sum, { relative: 1e-13 });
    });
  });

  it("refuses what is no count and no column", () => {
    const base = { expectedTransactions: fading, spend: 10, horizon: 4, discountRate: 0.01 };
    const refuse = (input: object, message: string) =>
      expectRefusal(() => customerLifetimeValue({ ...base, ...input } as never), message);
    refuse({ spend: Number.NaN }, "customerLifetimeValue: spend must be a finite number, received NaN");
    refuse(
      { discountedTransactions: 3 },
      "customerLifetimeValue: expectedTransactions must be given, or discountedTransactions, not both, received a function",
    );
    refuse({ horizon: 0 }, "customerLifetimeValue: horizon must be a whole number of 1 or more, received 0");
    refuse(
      { expectedTransactions: (times: number[]) => times.map((t) => 5 - t) },
      "customerLifetimeValue: expectedTransactions(2) must not fall below the number one period earlier (4), received 3",
    );
    refuse(
      { spend: [1, 2], expectedTransactions: (times: number[]) => times.map(() => [1, 2, 3]) },
      "customerLifetimeValue: spend must hold one number per customer (3), received [1, 2]",
    );
    refuse(
      { expectedTransactions: (t: number) => 4 * t },
      "customerLifetimeValue: expectedTransactions must give one entry for each of the 4 times, received NaN",
    );
    refuse(
      { expectedTransactions: () => [1, 2, 3] },
      "customerLifetimeValue: expectedTransactions must give one entry for each of the 4 times, received [1, 2, 3]",
    );
    refuse(
      { expectedTransactions: 3 },
      "customerLifetimeValue: expectedTransactions must be a function, received 3",
    );
    expectRefusal(
      () => customerLifetimeValue(undefined as never),
      "customerLifetimeValue: input must be an object, received undefined",
    );
  });
});
