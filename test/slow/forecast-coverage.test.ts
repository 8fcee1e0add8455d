/** How often the intervals of forecasts hold on made-up businesses: small ones, months that scatter, customers who buy by chance. */
import { describe, expect, it } from "vitest";
import {
  bgNbd,
  type ForecastCohort,
  forecastSubscribers,
  forecastTransactions,
  geometric,
  shiftedBetaGeometric,
} from "../../src/index.js";
import { logistic, toScale } from "../../src/inference/scale.js";
import { createRandom } from "../../src/math/random.js";
import { sampleBinomial, sampleNormal, samplePoisson } from "../../src/math/samplers.js";

interface Business {
  readonly months: number;
  readonly intake: number;
  readonly churn: (age: number) => number;
  /** Standard deviation of what moves a month's churn, on the logit. */
  readonly shock: number;
}

const horizon = 6;

/** Cohorts of the months observed, and the customers at the end of each of the months after them. */
function simulate({ months, intake, churn, shock }: Business, seed: number) {
  const random = createRandom(seed);
  const all = months + horizon;
  const shocks = Array.from({ length: all }, () => shock * sampleNormal(random));
  const closing = new Float64Array(all);
  const cohorts = Array.from({ length: all }, (_, start): ForecastCohort => {
    let left = samplePoisson(random, intake);
    closing[start]! += left;
    const lostByPeriod: number[] = [];
    let stillActive = left;
    for (let month = start + 1; month < all; month++) {
      const lost = sampleBinomial(
        random,
        left,
        logistic(toScale(churn(month - start), "logit") + shocks[month]!),
      );
      left -= lost;
      closing[month]! += left;
      if (month >= months) continue;
      lostByPeriod.push(lost);
      stillActive = left;
    }
    return { timeUnit: "month", lostByPeriod, stillActive };
  });
  return { past: cohorts.slice(0, months), future: closing.slice(months) };
}

const sorting = (age: number) => 0.9 / (8.4 + age - 1);

describe("coverage of forecasts", () => {
  it.each([
    ["a small business", { months: 15, intake: 15, churn: sorting, shock: 0 }, shiftedBetaGeometric],
    [
      "customers who are alike",
      { months: 12, intake: 80, churn: () => 0.07, shock: 0 },
      shiftedBetaGeometric,
    ],
    ["months that scatter", { months: 20, intake: 200, churn: () => 0.07, shock: 0.3 }, geometric],
  ])("of %s: 95% intervals hold nine in ten or more", (_, business, model) => {
    const sets = 40;
    let held = 0;
    for (let seed = 1; seed <= sets; seed++) {
      const { past, future } = simulate(business, seed);
      const { rows } = forecastSubscribers({
        ...{ cohorts: past, model, intake: business.intake, horizon, draws: 300, seed },
      });
      for (const i of [0, 2, 5]) {
        const { lower, upper } = rows[i]!.closing;
        if (future[i]! >= lower && future[i]! <= upper) held++;
      }
    }
    // Standard error of a share of 40 sets of three that go together: 3.4%.
    expect(held / sets / 3).toBeGreaterThan(0.95 - 2 * 0.034);
  });

  it("of customers without contracts: 95% intervals of purchases hold nine in ten or more", () => {
    const sets = 30;
    let held = 0;
    for (let seed = 1; seed <= sets; seed++) {
      const simulation = { customers: 200, T: 40, holdout: 8, seed };
      const { customers, orders } = bgNbd.simulate({ r: 0.6, alpha: 6, a: 0.9, b: 2.4 }, simulation);
      const { frequency, recency, T } = customers;
      const past = { frequency, recency, T };
      const fit = bgNbd.fit(past);
      const { lower, upper } = forecastTransactions({
        ...{ model: bgNbd, fit, customers: past, horizon: 2, periodLength: 4 },
      }).totals.purchases;
      const bought = orders.age.filter((age) => age > 40).length;
      if (bought >= lower && bought <= upper) held++;
    }
    expect(held / sets).toBeGreaterThan(0.95 - 2 * 0.04);
  });
});
