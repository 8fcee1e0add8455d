import { describe, expect, it } from "vitest";
import { cohortTable } from "../../src/cohorts/cohort-table.js";
import { retentionCurve } from "../../src/cohorts/retention-curve.js";
import { createRandom, type Random } from "../../src/math/random.js";
import { sampleNormal } from "../../src/math/samplers.js";
import { revenuePerCustomer } from "../../src/rates/revenue-per-customer.js";
import { realizedPayback } from "../../src/value/realized-payback.js";

/** What one customer pays: log-normal, or nothing with some probability. */
interface Payments {
  readonly spread: number;
  readonly nothing: number;
}

const draw = (random: Random, { spread, nothing }: Payments): number =>
  random.next() < nothing ? 0 : Math.exp(spread * sampleNormal(random));
const mean = ({ spread, nothing }: Payments): number => (1 - nothing) * Math.exp(spread ** 2 / 2);

/** Share of samples whose interval holds the mean. */
function coverage(customers: number, payments: Payments, method: "skewnessCorrected" | "jackknife"): number {
  const random = createRandom(11);
  const trials = 1000;
  let held = 0;
  for (let trial = 0; trial < trials; trial++) {
    const rows = {
      customer: Int32Array.from({ length: customers }, (_, i) => i),
      amount: Float64Array.from({ length: customers }, () => draw(random, payments)),
    };
    const { lower, upper } = revenuePerCustomer(rows, { method });
    if (lower !== null && lower <= mean(payments) && mean(payments) <= upper!) held++;
  }
  return held / trials;
}

describe("coverage of 0.95 intervals of amounts in simulation, as docs/cohorts.md says", () => {
  it.each([
    { customers: 20, spread: 0.5, nothing: 0, jackknife: 0.93, corrected: 0.94 },
    { customers: 50, spread: 1, nothing: 0, jackknife: 0.9, corrected: 0.93 },
    { customers: 200, spread: 1, nothing: 0, jackknife: 0.93, corrected: 0.94 },
    { customers: 50, spread: 1.5, nothing: 0, jackknife: 0.82, corrected: 0.9 },
    { customers: 200, spread: 1.5, nothing: 0, jackknife: 0.88, corrected: 0.92 },
    { customers: 50, spread: 0.5, nothing: 0.7, jackknife: 0.92, corrected: 0.95 },
    { customers: 50, spread: 0.5, nothing: 0.9, jackknife: 0.88, corrected: 0.96 },
    { customers: 200, spread: 0.5, nothing: 0.9, jackknife: 0.93, corrected: 0.95 },
  ])(
    "$customers customers, spread $spread, $nothing pay nothing",
    ({ customers, jackknife, corrected, ...payments }) => {
      const found = (["jackknife", "skewnessCorrected"] as const).map((method) =>
        coverage(customers, payments, method),
      );
      if (process.env.PRINT_COVERAGE) console.log(customers, payments, ...found);
      expect(Math.abs(found[0]! - jackknife)).toBeLessThan(0.035);
      expect(Math.abs(found[1]! - corrected)).toBeLessThan(0.035);
      expect(found[1]!).toBeGreaterThanOrEqual(found[0]! - 0.01);
    },
  );

  it("value to date of three cohorts, pooled, and the payback it gives", () => {
    const random = createRandom(12);
    const [trials, customers, stay] = [500, 90, 0.8];
    const payments = { spread: 1, nothing: 0 };
    const truth = (k: number) => (mean(payments) * (1 - stay ** (k + 1))) / (1 - stay);
    const cost = (truth(1) + truth(2)) / 2;
    let [held, paid] = [0, 0];
    for (let trial = 0; trial < trials; trial++) {
      const rows = Array.from({ length: customers }, (_, customer) => {
        let months = 1;
        while (random.next() < stay) months++;
        const start = customer % 3;
        return Array.from({ length: Math.min(months, 9 - start) }, (_, i) => ({
          ...{ customer, time: Date.UTC(2024, start + i, 5), amount: draw(random, payments) },
        }));
      }).flat();
      const options = {
        period: "month",
        asOf: Date.UTC(2024, 9, 1),
        measure: "sum",
        definition: "onOrBefore",
      } as const;
      const valueToDate = retentionCurve(cohortTable(rows, options));
      const { lower, upper } = valueToDate.points[3]!;
      if (lower! <= truth(3) && truth(3) <= upper!) held++;
      const payback = realizedPayback({ valueToDate, acquisitionCost: cost });
      if ((payback.lower ?? 99) <= 2 && 2 <= (payback.upper ?? 99)) paid++;
    }
    if (process.env.PRINT_COVERAGE) console.log({ held: held / trials, paid: paid / trials });
    expect(held / trials).toBeGreaterThan(0.91);
    expect(held / trials).toBeLessThan(0.98);
    expect(paid / trials).toBeGreaterThan(0.94);
  });
});
