import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/math/random.js";
import { sampleBeta, sampleBinomial } from "../../src/math/samplers.js";
import { churnDispersion, predictChurn } from "../../src/rates/several-periods.js";

const trials = 4000;

/** Share of simulated businesses whose next month's rate falls inside the interval predicted from the months before. */
function shareCovered(sizes: readonly number[], atStart: number, rate: number, deviation: number) {
  const random = createRandom(7);
  const size = deviation === 0 ? 0 : (rate * (1 - rate)) / deviation ** 2 - 1;
  const month = (atStart: number) => {
    const underlying = size === 0 ? rate : sampleBeta(random, rate * size, (1 - rate) * size);
    return { atStart, lost: sampleBinomial(random, atStart, underlying) };
  };
  let next = 0;
  let mean = 0;
  for (let trial = 0; trial < trials; trial++) {
    const past = sizes.map(month);
    const { lost } = month(atStart);
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
    const { next, mean } = shareCovered(Array<number>(months).fill(atStart), atStart, rate, deviation);
    // Simulation error of a share near 0.95 in 4000 trials is 0.0034.
    expect(next).toBeGreaterThan(0.92);
    expect(mean).toBeGreaterThan(0.92);
  });

  const growing = (first: number, factor: number, months: number) =>
    Array.from({ length: months }, (_, i) => Math.floor(first * factor ** i));
  it.each([
    {
      name: "a base that grows by half each month",
      sizes: growing(100, 1.5, 12),
      atStart: 8000,
      rate: 0.05,
      deviation: 0.012,
    },
    { name: "the same, independent", sizes: growing(100, 1.5, 12), atStart: 8000, rate: 0.05, deviation: 0 },
    { name: "a base that doubles", sizes: growing(50, 2, 8), atStart: 5000, rate: 0.02, deviation: 0.006 },
    {
      name: "one month that dwarfs the others",
      sizes: [10_000, ...growing(100, 1, 11)],
      atStart: 10_000,
      rate: 0.05,
      deviation: 0.012,
    },
    {
      name: "one month that dwarfs five",
      sizes: [...growing(100, 1, 5), 20_000],
      atStart: 1000,
      rate: 0.05,
      deviation: 0.02,
    },
    {
      name: "small and large in turn",
      sizes: [30, 3000, 30, 3000, 30, 3000, 30, 3000],
      atStart: 1000,
      rate: 0.05,
      deviation: 0.015,
    },
    {
      name: "two large among small",
      sizes: [...growing(20, 1, 6), 2000, 2000],
      atStart: 500,
      rate: 0.03,
      deviation: 0.01,
    },
    {
      name: "four months, one large",
      sizes: [5000, 200, 200, 200],
      atStart: 1000,
      rate: 0.1,
      deviation: 0.03,
    },
  ])("of months of unequal size: $name", ({ sizes, atStart, rate, deviation }) => {
    const { next, mean } = shareCovered(sizes, atStart, rate, deviation);
    expect(next).toBeGreaterThan(0.92);
    expect(mean).toBeGreaterThan(0.93);
  });
});
