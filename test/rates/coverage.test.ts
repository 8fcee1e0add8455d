import { describe, expect, it } from "vitest";
import { binomialPmf } from "../../src/math/distributions.js";
import { churnRateInterval } from "../../src/rates/churn-interval.js";
import type { ProportionMethod } from "../../src/rates/proportion-interval.js";
import { expectClose } from "../support.js";

type Interval = { readonly lower: number; readonly upper: number };
const intervalsOf = (n: number, method: ProportionMethod): Interval[] =>
  Array.from({ length: n + 1 }, (_, lost) => churnRateInterval({ atStart: n, lost }, { method }) as Interval);

/** Probability that the interval holds p: the exact sum over every count. */
function coverage(intervals: readonly Interval[], p: number): number {
  const n = intervals.length - 1;
  return intervals.reduce(
    (sum, { lower, upper }, x) => sum + (lower <= p && p <= upper ? binomialPmf(x, n, p) : 0),
    0,
  );
}

/** The least coverage: just beside an end of some interval, where coverage jumps, and on a grid between them. */
function leastCoverage(intervals: readonly Interval[]): number {
  const beside = 1e-12;
  const ends = intervals.flatMap(({ lower, upper }) => [lower, upper]);
  const points = [
    ...ends.flatMap((end) => [end - beside, end, end + beside]),
    ...Array.from({ length: 999 }, (_, i) => (i + 1) / 1000),
  ];
  return Math.min(...points.filter((p) => p > 0 && p < 1).map((p) => coverage(intervals, p)));
}

/** Mean coverage over p uniform on 0 to 1: each interval's share of its own Beta(x + 1, n - x + 1), by the midpoint rule. */
function meanCoverage(intervals: readonly Interval[], points = 4000): number {
  let sum = 0;
  for (let i = 0; i < points; i++) sum += coverage(intervals, (i + 0.5) / points);
  return sum / points;
}

// The least coverage of a nominal 95% interval over every rate, by exact enumeration: the numbers that docs/rates.md prints.
const least: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  wilson: { 10: 0.835, 20: 0.8366, 50: 0.8375 },
  jeffreys: { 10: 0.8681, 20: 0.8934, 50: 0.8838 },
  "agresti-coull": { 10: 0.9239, 20: 0.9292, 50: 0.9345 },
  "clopper-pearson": { 10: 0.961, 20: 0.958, 50: 0.9508 },
};

describe.each([10, 20, 50])("coverage of the 0.95 interval of %i customers, by exact enumeration", (n) => {
  it("Clopper-Pearson covers at least 95% at every rate", () => {
    expect(leastCoverage(intervalsOf(n, "clopper-pearson"))).toBeGreaterThanOrEqual(0.95 - 1e-9);
  });

  it.each(["wilson", "jeffreys", "agresti-coull"] as const)(
    "%s covers 0.945 to 0.97 on average",
    (method) => {
      const mean = meanCoverage(intervalsOf(n, method));
      expect(mean).toBeGreaterThanOrEqual(0.945);
      expect(mean).toBeLessThanOrEqual(0.97);
    },
  );

  it.each(Object.keys(least) as ProportionMethod[])(
    "%s has the least coverage that the guide prints",
    (method) => {
      expectClose(leastCoverage(intervalsOf(n, method)), least[method]![n]!, { absolute: 5e-5 });
    },
  );
});
