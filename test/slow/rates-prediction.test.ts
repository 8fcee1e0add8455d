import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/math/random.js";
import { sampleBeta, sampleBinomial } from "../../src/math/samplers.js";
import { churnDispersion, predictChurn } from "../../src/rates/several-periods.js";

const trials = 4000;

/** Share of simulated businesses whose next month's rate falls inside the interval predicted from the months before. */
function shareCovered(months: number, atStart: number, rate: number, deviation: number) {
  const random = createRandom(7);
  const size = deviation === 0 ? 0 : (rate * (1 - rate)) / deviation ** 2 - 1;
  const month = () => {
    const underlying = size === 0 ? rate : sampleBeta(random, rate * size, (1 - rate) * size);
    return { atStart, lost: sampleBinomial(random, atStart, underlying) };
  };
  let next = 0;
  let mean = 0;
  for (let trial = 0; trial < trials; trial++) {
    const past = Array.from({ length: months }, month);
    const { lost } = month();
    const { lower, upper } = predictChurn(past, { atStart });
    if (lower <= lost / atStart && lost / atStart <= upper) next++;
    const { rate: interval } = churnDispersion(past);
    if (interval.lower <= rate && rate <= interval.upper) mean++;
  }
  return { next: next / trials, mean: mean / trials };
}

describe("coverage of the 0.95 prediction interval in simulation", () => {
  it.each([
    { months: 6, atStart: 1000, rate: 0.05, deviation: 0.012 },
    { months: 12, atStart: 1000, rate: 0.05, deviation: 0.012 },
    { months: 12, atStart: 200, rate: 0.05, deviation: 0 },
    { months: 12, atStart: 50, rate: 0.02, deviation: 0 },
    { months: 12, atStart: 100, rate: 0.01, deviation: 0.0025 },
    { months: 24, atStart: 200, rate: 0.01, deviation: 0 },
    { months: 12, atStart: 1000, rate: 0.002, deviation: 0.001 },
    { months: 12, atStart: 10_000, rate: 0.03, deviation: 0.01 },
    { months: 4, atStart: 500, rate: 0.2, deviation: 0.04 },
    { months: 24, atStart: 300, rate: 0.1, deviation: 0.03 },
  ])("$months months of $atStart customers at $rate ± $deviation", ({ months, atStart, rate, deviation }) => {
    const { next, mean } = shareCovered(months, atStart, rate, deviation);
    // Simulation error of a share near 0.95 in 4000 trials is 0.0034.
    expect(next).toBeGreaterThan(0.92);
    expect(mean).toBeGreaterThan(0.92);
  });
});
