import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/math/random.js";
import { sampleNormal, sampleOpenUniform } from "../../src/math/samplers.js";
import { revenueRetentionInterval } from "../../src/rates/revenue-interval.js";

const trials = 1500;

/** Share of simulated pools whose interval holds the rate at which each customer leaves; amounts are log-normal. */
function coverage(customers: number, rate: number, spread: number, method: "jackknife" | "wilson"): number {
  const random = createRandom(5);
  let held = 0;
  for (let trial = 0; trial < trials; trial++) {
    const pool = Array.from({ length: customers }, () => {
      const opening = Math.exp(spread * sampleNormal(random));
      return { opening, closing: sampleOpenUniform(random) < rate ? 0 : opening };
    });
    const { lower, upper } = revenueRetentionInterval(pool, { measure: "grossChurn", method });
    if (lower <= rate && rate <= upper) held++;
  }
  return held / trials;
}

describe("coverage of the 0.95 interval of gross revenue churn in simulation, as docs/rates.md says", () => {
  it.each([
    { customers: 50, rate: 0.02, spread: 0.5, jackknife: 0.62 },
    { customers: 200, rate: 0.02, spread: 0.5, jackknife: 0.85 },
    { customers: 200, rate: 0.1, spread: 0.5, jackknife: 0.93 },
    { customers: 200, rate: 0.1, spread: 1.5, jackknife: 0.82 },
    { customers: 1000, rate: 0.1, spread: 1.5, jackknife: 0.88 },
  ])("$customers customers at $rate, amounts spread by $spread", ({ customers, rate, spread, jackknife }) => {
    // Four errors of a simulated share of 1500.
    expect(Math.abs(coverage(customers, rate, spread, "jackknife") - jackknife)).toBeLessThan(0.04);
    expect(coverage(customers, rate, spread, "wilson")).toBeGreaterThan(0.93);
  });
});
