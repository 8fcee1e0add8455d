import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { revenueRates } from "../../src/rates/revenue-rates.js";
import { staticPoolRetention } from "../../src/rates/static-pool.js";
import { expectPlainData, expectRefusal } from "../support.js";

const pool = fc.array(
  fc.record({
    opening: fc.double({ min: 0.01, max: 1e4, noNaN: true }),
    closing: fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 1e4, noNaN: true })),
  }),
  { minLength: 2, maxLength: 40 },
);

describe("staticPoolRetention", () => {
  it("differs from movements where revenue went up and down again within the period", () => {
    // Source: research note on GRR by movements against by customer: 100 → 150 → 120.
    const byCustomer = staticPoolRetention([{ opening: 100, closing: 120 }]);
    expect([byCustomer.grossRetention, byCustomer.netRetention]).toStrictEqual([1, 1.2]);
    expect(revenueRates({ opening: 100, expansion: 50, contraction: 30, churn: 0 }).grossRetention).toBe(0.7);
  });

  it("keeps gross within 0 and 1 and below net, and ignores who came later", () => {
    fc.assert(
      fc.property(pool, (customers) => {
        const found = staticPoolRetention(customers);
        expect(0 <= found.grossRetention && found.grossRetention <= 1 + 1e-15).toBe(true);
        expect(found.grossRetention).toBeLessThanOrEqual(found.netRetention * (1 + 1e-12));
        expect(staticPoolRetention([...customers, { opening: 0, closing: 99 }])).toStrictEqual(found);
        const columns = {
          opening: customers.map((c) => c.opening),
          closing: customers.map((c) => c.closing),
        };
        expect(staticPoolRetention(columns)).toStrictEqual(found);
        expectPlainData(found);
      }),
    );
  });

  it("refuses what is no amount, and an empty pool", () => {
    expectRefusal(
      () => staticPoolRetention([{ opening: 5, closing: -1 }]),
      "staticPoolRetention: customers[0].closing must be a finite number of 0 or more, received -1",
    );
    expectRefusal(
      () => staticPoolRetention([{ opening: Number.NaN, closing: 1 }]),
      "staticPoolRetention: customers[0].opening must be a finite number of 0 or more, received NaN",
    );
    expectRefusal(
      () => staticPoolRetention([{ opening: 0, closing: 1 }]),
      "staticPoolRetention: customers must hold someone who paid at the start, received 0",
      "INSUFFICIENT_DATA",
    );
    expectRefusal(
      () => staticPoolRetention(7 as never),
      "staticPoolRetention: customers must be an array of rows, or an object of columns, received 7",
    );
  });
});
