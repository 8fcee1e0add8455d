import { describe, expect, expectTypeOf, it } from "vitest";
import { cohortTable } from "../../src/cohorts/cohort-table.js";
import { type CurveMethod, retentionCurve } from "../../src/cohorts/retention-curve.js";
import type { TableField } from "../../src/tables/table.js";
import reference from "../reference/retention.json" with { type: "json" };
import { expectClose, expectPrinted } from "../support.js";

describe("published examples", () => {
  it.each(reference.pooled)("$source", ({ cohorts, source: _, ...printed }) => {
    const counts = cohorts.map(([size = 0, value = 0]) => ({ size, values: [value] }));
    for (const [method, rate] of Object.entries(printed)) {
      const [point] = retentionCurve(counts, { method: method as CurveMethod }).points;
      expectPrinted(point?.estimate as number, rate as string, method);
    }
  });

  it("PostHog issue 13748, three users over a week", () => {
    const { returns, on, onOrAfter } = reference.posthog13748;
    const day = (k: number) => Date.UTC(2024, 0, 1 + k);
    const log = returns.flatMap((days, customer) => [0, ...days].map((k) => ({ customer, time: day(k) })));
    for (const [definition, printed] of Object.entries({ on, onOrAfter })) {
      const options = { period: "day", asOf: day(7), periods: 7, definition: definition as "on" } as const;
      cohortTable(log, options).cells.forEach(({ rate }, k) => {
        // The issue cuts two thirds to 66%.
        expectClose(rate as number, Number(printed[k]), { absolute: 0.007 });
      });
    }
    expect(on.length).toBe(7);
  });
});

describe("types of fields", () => {
  interface Order {
    userId: string;
    paidAt: Date;
  }
  it("checks names against the row, and leaves untyped rows free", () => {
    expectTypeOf<"userId">().toExtend<TableField<readonly Order[]>>();
    expectTypeOf<"userID">().not.toExtend<TableField<readonly Order[]>>();
    expectTypeOf<(order: Order) => string>().toExtend<TableField<readonly Order[]>>();
    expectTypeOf<"anything">().toExtend<TableField<Record<string, unknown>[]>>();
    expectTypeOf<TableField<{ user: Int32Array; at: Float64Array }>>().toEqualTypeOf<"user" | "at">();
    const orders: Order[] = [{ userId: "ann", paidAt: new Date(Date.UTC(2024, 0, 5)) }];
    const table = cohortTable(orders, { customer: "userId", time: (order) => order.paidAt, period: "month" });
    expect(table.cohorts.length).toBe(1);
  });
});
