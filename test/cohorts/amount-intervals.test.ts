/** Intervals of amounts: cells and curves against a jackknife that leaves out one customer at a time, and what they are not. */
import { describe, expect, it } from "vitest";
import { cohortTable } from "../../src/cohorts/cohort-table.js";
import { retentionCurve } from "../../src/cohorts/retention-curve.js";
import { skewnessCorrectedEnds } from "../../src/inference/mean-interval.js";
import { studentTQuantile } from "../../src/math/distributions.js";
import { createRandom } from "../../src/math/random.js";
import { expectClose, expectPlainData, expectRefusal } from "../support.js";

interface Order {
  readonly customer: string;
  readonly time: string;
  readonly amount: number;
}

/** Orders of customers who start in one of three months, by a seed. */
function ordersOf(customers: number, seed: number): Order[] {
  const random = createRandom(seed);
  return Array.from({ length: customers }, (_, c) => {
    const month = 1 + random.integerBelow(3);
    return Array.from({ length: 1 + random.integerBelow(5) }, (_, i) => ({
      customer: `c${c}`,
      time: `2024-0${Math.min(6, month + (i === 0 ? 0 : random.integerBelow(4)))}-1${random.integerBelow(9)}`,
      amount: Math.round(100 * Math.exp(2 * random.next())) / 10,
    }));
  }).flat();
}

const settings = { period: "month", asOf: "2024-07-01", eventsAfterAsOf: "leaveOut" } as const;
const without = (orders: readonly Order[], customer: string) =>
  orders.filter((one) => one.customer !== customer);

describe("intervals of amounts", () => {
  const orders = ordersOf(25, 7);
  const customers = [...new Set(orders.map(({ customer }) => customer))];
  const cases = [
    { measure: "sum" },
    { measure: "sum", definition: "onOrBefore" },
    {
      measure: "sum",
      brackets: [
        [0, 1],
        [2, 3],
      ],
    },
    { measure: "events" },
  ] as const;

  it.each(cases)("have the standard error and skewness of a jackknife: $measure $definition", (options) => {
    const table = cohortTable(orders, { ...settings, ...options, groupBy: () => "all" });
    expectPlainData(table);
    for (const [i, cell] of table.cells.entries()) {
      if (cell.eligible !== customers.length || cell.rate === 0) continue;
      const left = customers.map(
        (customer) =>
          cohortTable(without(orders, customer), { ...settings, ...options, groupBy: () => "all" }).cells[i]!
            .rate!,
      );
      const mean = left.reduce((a, b) => a + b, 0) / left.length;
      const n = left.length;
      const squares = left.reduce((sum, rate) => sum + (rate - mean) ** 2, 0);
      const cubes = left.reduce((sum, rate) => sum + (mean - rate) ** 3, 0);
      expectClose(cell.standardError!, Math.sqrt(((n - 1) / n) * squares), { relative: 1e-9 });
      expectClose(cell.skewness!, cubes / squares ** 1.5, { relative: 1e-7 });
      expect(cell.lower!).toBeLessThan(cell.rate!);
      expect(cell.upper!).toBeGreaterThan(cell.rate!);
    }
  });

  it.each([
    { measure: "mean" },
    { measure: "sum", relativeTo: "firstPeriod" },
    { measure: "sum", relativeTo: "previousPeriod" },
  ] as const)("of ratios are near that jackknife: $measure relative to $relativeTo", (options) => {
    const many = ordersOf(150, 3);
    const all = [...new Set(many.map(({ customer }) => customer))];
    const tableOf = (rows: readonly Order[]) =>
      cohortTable(rows, { ...settings, ...options, groupBy: () => "all" });
    const { cells } = tableOf(many);
    for (const k of [0, 1, 2]) {
      const left = all.map((customer) => tableOf(without(many, customer)).cells[k]!.rate!);
      const mean = left.reduce((a, b) => a + b, 0) / left.length;
      const spread = Math.sqrt(
        ((left.length - 1) / left.length) * left.reduce((sum, rate) => sum + (rate - mean) ** 2, 0),
      );
      if (spread > 1e-12) expectClose(cells[k]!.standardError!, spread, { relative: 0.03 });
      else expect(cells[k]!.lower).toBeNull();
    }
  });

  it("pool cohorts as independent groups of customers", () => {
    const table = cohortTable(orders, { ...settings, measure: "sum", definition: "onOrBefore" });
    const { points, intervalMethod } = retentionCurve(table);
    expect(intervalMethod).toBe("skewnessCorrected");
    const first = table.cells.filter(({ period }) => period === 2);
    const total = first.reduce((sum, { eligible }) => sum + eligible, 0);
    const error =
      Math.sqrt(
        first.reduce((sum, { eligible, standardError }) => sum + (eligible * standardError!) ** 2, 0),
      ) / total;
    const cubes = first.reduce(
      (sum, { eligible, standardError, skewness }) =>
        sum + skewness! * ((eligible / total) * standardError!) ** 3,
      0,
    );
    const ends = skewnessCorrectedEnds(
      points[2]!.estimate!,
      { standardError: error, skewness: cubes / error ** 3 },
      total - 3,
      0.025,
    )!;
    expectClose(points[2]!.lower!, ends.lower, { relative: 1e-12 });
    expectClose(points[2]!.upper!, ends.upper, { relative: 1e-12 });
    const shuffled = retentionCurve(
      cohortTable([...orders].reverse(), { ...settings, measure: "sum", definition: "onOrBefore" }),
    );
    expect(shuffled.points).toEqual(points);
  });

  it("are Student's t where nothing is skewed, and invert Hall's transform where something is", () => {
    const even = skewnessCorrectedEnds(10, { standardError: 2, skewness: 0 }, 9, 0.025)!;
    expectClose(even.upper, 10 - 2 * studentTQuantile(0.025, 9), { relative: 1e-12 });
    const g = 0.3;
    const { lower, upper } = skewnessCorrectedEnds(10, { standardError: 2, skewness: g }, 9, 0.025)!;
    const transform = (t: number) => t + (g / 3) * t ** 2 + (g ** 2 / 27) * t ** 3 + g / 6;
    expectClose(transform((10 - lower) / 2), -studentTQuantile(0.025, 9), { relative: 1e-12 });
    expectClose(transform((10 - upper) / 2), studentTQuantile(0.025, 9), { relative: 1e-12 });
  });

  it("are null where they cannot be known, and Wilson's for customers", () => {
    const one = cohortTable([{ customer: "a", time: "2024-01-05", amount: 3 }], {
      ...settings,
      measure: "sum",
    });
    expect([one.cells[0]!.lower, one.cells[0]!.standardError]).toEqual([null, null]);
    const alike = cohortTable(
      ["a", "b", "c"].map((customer) => ({ customer, time: "2024-01-05", amount: 3.3 })),
      { ...settings, measure: "sum" },
    );
    expect([alike.cells[0]!.lower, alike.cells[0]!.standardError]).toEqual([null, 0]);
    const shares = cohortTable(orders, settings);
    const point = retentionCurve([{ size: shares.cells[1]!.size, values: [shares.cells[1]!.value] }])
      .points[0]!;
    expect([shares.cells[1]!.lower, shares.cells[1]!.upper]).toEqual([point.lower, point.upper]);
    expectRefusal(
      () => cohortTable(orders, { ...settings, level: 95 }),
      "cohortTable: level must be a fraction above 0 and below 1 (not a percentage: 0.05 means 5%), received 95",
    );
  });
});
