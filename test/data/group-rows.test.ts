import { describe, expect, expectTypeOf, it } from "vitest";
import { groupRows } from "../../src/data/group-rows.js";
import { renewalCohorts } from "../../src/data/renewals/renewal-cohorts.js";
import { subscriptionTenures } from "../../src/data/subscription-tenures.js";
import * as geometric from "../../src/models/contractual/geometric.js";
import { revenueRetentionInterval } from "../../src/rates/revenue-interval.js";
import { kaplanMeier } from "../../src/survival/kaplan-meier.js";
import { expectRefusal } from "../support.js";

const pool = [
  { plan: "pro", country: "DE", opening: 50, closing: 0 },
  { plan: "basic", country: "DE", opening: 100, closing: 120 },
  { plan: "pro", country: "FR", opening: 50, closing: 40 },
  { plan: null, country: "FR", opening: 5, closing: 5 },
  { plan: "basic", country: "DE", opening: 10, closing: 0 },
];
const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0);

describe("groupRows", () => {
  it("runs a function of rows for each group, by label, those without one last", () => {
    const table = groupRows(pool, "plan", (rows) => rows.length);
    expect(table).toEqual([
      { plan: "basic", value: 2 },
      { plan: "pro", value: 2 },
      { plan: null, value: 1 },
    ]);
    expectTypeOf(table[0]!.value).toEqualTypeOf<number>();
    expectTypeOf(table[0]!.plan).toEqualTypeOf<string | number | boolean | null>();
  });

  it("takes several fields, and names with accessors", () => {
    expect(groupRows(pool, ["country", "plan"], (rows) => rows.length).map(Object.values)).toEqual([
      ["DE", "basic", 2],
      ["DE", "pro", 1],
      ["FR", "pro", 1],
      ["FR", null, 1],
    ]);
    expect(
      groupRows(pool, { large: (row) => row.opening >= 50, land: "country" }, (rows) => rows.length),
    ).toEqual([
      { large: false, land: "DE", value: 1 },
      { large: false, land: "FR", value: 1 },
      { large: true, land: "DE", value: 2 },
      { large: true, land: "FR", value: 1 },
    ]);
  });

  it("gives columns of a table of columns, typed arrays as such, and what is said once", () => {
    const columns = {
      unit: "month",
      plan: ["a", "b", "a"],
      amount: Float64Array.of(1, 2, 4),
      vector: { length: 3, get: (i: number) => 10 * i },
    };
    const table = groupRows(columns, "plan", ({ unit, amount, vector }) => ({
      ...{
        unit,
        kind: amount.constructor.name,
        total: sum(amount),
        last: (vector as never as number[]).at(-1)!,
      },
    }));
    expect(table).toEqual([
      { plan: "a", unit: "month", kind: "Float64Array", total: 5, last: 20 },
      { plan: "b", unit: "month", kind: "Float64Array", total: 2, last: 10 },
    ]);
  });

  it("lays objects within a result flat, and a list as a row for each entry", () => {
    const nested = groupRows(pool, "country", (rows) => ({
      opening: { total: sum(rows.map((r) => r.opening)) },
    }));
    expect(nested[0]).toEqual({ country: "DE", "opening.total": 160 });
    expectTypeOf(nested[0]!["opening.total"]).toEqualTypeOf<number>();
    const subscriptions = [
      { customer: "a", start: "2024-01-15", end: "2024-04-15", plan: "x" },
      { customer: "b", start: "2024-01-31", end: "2024-02-29", plan: "x" },
      { customer: "c", start: "2024-02-01", end: null, plan: "y" },
    ];
    const options = { asOf: "2024-09-01" };
    const curves = groupRows(
      subscriptions,
      "plan",
      (rows) => kaplanMeier(subscriptionTenures(rows, options)).steps,
    );
    expect(curves.map(({ plan, time, survival }) => [plan, typeof time, survival])).toEqual([
      ["x", "number", 0.5],
      ["x", "number", 0],
      ["y", "number", 1],
    ]);
    const fits = groupRows(subscriptions, "plan", (rows) => renewalCohorts(rows, options).cohorts.length);
    expect(fits).toEqual([
      { plan: "x", value: 1 },
      { plan: "y", value: 1 },
    ]);
  });

  it("adds up to the whole where the function does", () => {
    for (const by of ["plan", "country"] as const) {
      const table = groupRows(pool, by, (rows) => sum(rows.map((row) => row.closing)));
      expect(sum(table.map((row) => row.value))).toBe(165);
    }
  });

  it("gives intervals of money by group in one line", () => {
    const customers = Array.from({ length: 60 }, (_, i) => ({
      plan: i % 2 ? "a" : "b",
      opening: 10,
      closing: i % 7,
    }));
    const table = groupRows(customers, "plan", (rows) => revenueRetentionInterval(rows));
    expect(table[0]).toEqual({
      plan: "a",
      ...revenueRetentionInterval(customers.filter((c) => c.plan === "a")),
    });
  });

  it("says in which group a function threw, with its code", () => {
    expectRefusal(
      () =>
        groupRows(
          pool,
          ["country", "plan"],
          (rows) =>
            geometric.fit({ duration: rows.map((r) => r.opening), event: rows.map(() => 0) }).parameters,
        ),
      'groupRows: in the group country "DE", plan "basic": geometric.fit: losses must be above 0 for churn to be estimated, received 0',
      "INSUFFICIENT_DATA",
    );
  });

  it.each<[string, () => unknown, string, string?]>([
    [
      "a field that is not there",
      () => groupRows(pool, "plann" as never, () => 1),
      'groupRows: plann must name a field of rows (plan, country, opening, closing) (did you mean plan?), received "plann"',
    ],
    [
      "a table without rows",
      () => groupRows([] as typeof pool, "plan", () => 1),
      "groupRows: rows must hold at least one row, received 0",
      "INSUFFICIENT_DATA",
    ],
    [
      "no fields",
      () => groupRows(pool, [], () => 1),
      "groupRows: by must be a field, a list of fields, or an object of fields and accessors by name, received []",
    ],
    [
      "no function",
      () => groupRows(pool, "plan", 1 as never),
      "groupRows: of must be a function of rows, received 1",
    ],
    [
      "a result with lists",
      () => groupRows(pool, "plan", () => ({ steps: [1, 2] })),
      "groupRows: the result.steps must be a number, text, an object of such, or a list of such objects: of a result with lists, give one, or toRows of its columns, received [1, 2]",
    ],
    [
      "nothing",
      () => groupRows(pool, "plan", () => undefined),
      "groupRows: the result must be a number, text, an object of such, or a list of such objects, received undefined",
    ],
    [
      "a promise",
      () => groupRows(pool, "plan", async () => 1),
      "groupRows: the result must be a number, text, an object of such, or a list of such objects, received an object",
    ],
    [
      "an infinite number",
      () => groupRows(pool, "plan", () => ({ x: 1 / 0 })),
      "groupRows: the result.x must be finite, received Infinity",
    ],
    [
      "a field of the group's name",
      () => groupRows(pool, "plan", () => ({ plan: 1 })),
      'groupRows: the result must not have a field of the group\'s name, received "plan"',
    ],
  ])("refuses %s", (_, call, message, code) => {
    expectRefusal(call, message, code);
  });
});
