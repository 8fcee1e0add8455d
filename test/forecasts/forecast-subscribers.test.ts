import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { drawForecast } from "../../src/forecasts/forecast-subscribers.js";
import {
  betaDiscreteWeibull,
  type ForecastCohort,
  forecastSubscribers,
  forecastSubscribersAsync,
  geometric,
  renewalCohorts,
  type SubscriberForecastInput,
  shiftedBetaGeometric,
} from "../../src/index.js";
import { runSteps } from "../../src/inference/steps.js";
import { createRandom } from "../../src/math/random.js";
import { samplePoisson } from "../../src/math/samplers.js";
import { expectClose } from "../support.js";

interface Business {
  readonly months: number;
  readonly intake: number;
  readonly seed: number;
  readonly churn: (age: number, month: number) => number;
}

/** Cohorts of a made-up business: Poisson starters, each of whom decides by a given churn. */
function business({ months, intake, seed, churn }: Business): ForecastCohort[] {
  const random = createRandom(seed);
  return Array.from({ length: months }, (_, start) => {
    let stillActive = samplePoisson(random, intake);
    const lostByPeriod = Array.from({ length: months - 1 - start }, (_, k) => {
      let lost = 0;
      for (let i = 0; i < stillActive; i++) if (random.next() < churn(k + 1, start + k + 2)) lost++;
      stillActive -= lost;
      return lost;
    });
    return { cohort: start + 1, timeUnit: "month", lostByPeriod, stillActive };
  });
}

const ageing = (age: number) => 0.9 / (8.4 + age - 1);
const cohorts = business({ months: 12, intake: 60, seed: 3, churn: ageing });
const input = { cohorts, model: shiftedBetaGeometric, horizon: 4, draws: 200 } as const;

describe("forecastSubscribers", () => {
  it("closes with what it opened, plus who was added, less who was lost, in every draw, and opens with the last closing", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 200 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 1000 }),
        (intake, horizon, seed) => {
          const { draws } = runSteps(drawForecast("test", { ...input, intake, horizon, seed, draws: 100 }));
          const { opening, added, lost, closing } = draws.drawn;
          closing.forEach((count, i) => {
            expect(count).toBe(opening[i]! + added[i]! - lost[i]!);
            if (i >= draws.draws) expect(opening[i]).toBe(closing[i - draws.draws]);
          });
          const mean = draws.expected;
          mean.closing.forEach((count, i) => {
            expectClose(count, mean.opening[i]! + mean.added[i]! - mean.lost[i]!, { relative: 1e-12 });
          });
        },
      ),
      { numRuns: 4 },
    );
  });

  it("adds segments up in every draw, and in the estimates", () => {
    const other = business({ months: 12, intake: 25, seed: 4, churn: () => 0.05 });
    const segments = {
      large: { cohorts, intake: 60 },
      small: { cohorts: other, model: geometric, intake: 25 },
    };
    const both: SubscriberForecastInput = {
      model: shiftedBetaGeometric,
      prices: 10,
      segments,
      horizon: 3,
      draws: 200,
    };
    const { draws, bases } = runSteps(drawForecast("test", both));
    for (const name of ["lost", "closing", "revenue"] as const)
      draws.drawn[name].forEach((value, i) => {
        expectClose(
          value,
          bases.reduce((sum, { draws }) => sum + draws.drawn[name][i]!, 0),
          { relative: 1e-12 },
        );
      });
    const forecast = forecastSubscribers(both);
    const sum = forecast.segments.reduce((total, { rows }) => total + rows[2]!.closing.estimate, 0);
    expectClose(forecast.rows[2]!.closing.estimate, sum, { relative: 1e-12 });
    expect(forecast.segments.map(({ segment, models }) => [segment, models[0]?.model])).toEqual([
      ["large", "shiftedBetaGeometric"],
      ["small", "geometric"],
    ]);
  });

  it("without intake is the projection of the base, from cohorts as from the fit and the base by tenure", () => {
    const plain = cohorts.map(({ cohort: _, ...rest }) => rest) as never;
    const fit = shiftedBetaGeometric.fit(plain);
    const base = cohorts.map(({ lostByPeriod, stillActive }) => ({
      renewals: lostByPeriod.length,
      customers: stillActive,
    }));
    const expected = [1, 2, 3, 4].map((t) =>
      base.reduce(
        (sum, { renewals, customers }) =>
          sum +
          (customers * shiftedBetaGeometric.survival(fit, renewals + t)) /
            shiftedBetaGeometric.survival(fit, renewals),
        0,
      ),
    );
    const byCohorts = forecastSubscribers({ ...input, intake: 0 });
    const byFit = forecastSubscribers({
      model: shiftedBetaGeometric,
      fit,
      base,
      intake: 0,
      horizon: 4,
      draws: 400,
    });
    const byList = forecastSubscribers({
      ...{ model: shiftedBetaGeometric, fit, intake: 0, horizon: 4, draws: 400 },
      base: base.map(({ customers }) => customers).reverse(),
    });
    expected.forEach((closing, i) => {
      expectClose(byCohorts.rows[i]!.closing.estimate, closing, { relative: 1e-12 });
      expectClose(byFit.rows[i]!.closing.estimate, closing, { relative: 1e-12 });
    });
    expect(byList.rows).toEqual(byFit.rows);
    // Two ways to the error of the same parameters: weighted likelihood, and the normal of the fit.
    const width = ({ rows }: typeof byFit) => rows[3]!.closing.upper - rows[3]!.closing.lower;
    expect(Math.abs(width(byCohorts) / width(byFit) - 1)).toBeLessThan(0.2);
  });

  it("has the binomial as its limit, where the parameters are known", () => {
    const known = { ...geometric.fit({ timeUnit: "month", lostByPeriod: [2e6], stillActive: 18e6 }) };
    const base = [0, 0, 500];
    const { rows } = forecastSubscribers({
      model: geometric,
      fit: known,
      base,
      intake: 0,
      horizon: 2,
      draws: 4000,
    });
    // Binomial quantiles of 500 at 0.81: 387 and 422.
    expect(rows[1]!.closing.estimate).toBeCloseTo(405, 3);
    expect(Math.abs(rows[1]!.closing.lower - 387)).toBeLessThanOrEqual(1);
    expect(Math.abs(rows[1]!.closing.upper - 422)).toBeLessThanOrEqual(1);
    expect(rows[1]!.closing.expectedUpper - rows[1]!.closing.expectedLower).toBeLessThan(0.5);
  });

  it("takes price steps, growth of those who stay, and counts newcomers from their own start", () => {
    const known = geometric.fit({ timeUnit: "month", lostByPeriod: [2e6], stillActive: 18e6 });
    const { rows, totals } = forecastSubscribers({
      ...{ model: geometric, fit: known, base: [1000], intake: 100, intakeDispersion: 0, horizon: 2 },
      prices: [
        { from: 20, price: 10 },
        { from: 26, price: 12 },
      ],
      ...{ expansion: 0.03, contraction: 0.01, lastPeriod: 24, draws: 200 },
    });
    const theta = known.parameters.theta;
    const first = 10 * (1000 * (1 - theta) * 1.02 + 100);
    const second = 12 * (1000 * (1 - theta) ** 2 * 1.02 ** 2 + 100 * (1 - theta) * 1.02 + 100);
    expect(rows.map(({ period }) => period)).toEqual([25, 26]);
    expectClose(rows[0]!.revenue!.estimate, first, { relative: 1e-12 });
    expectClose(rows[1]!.revenue!.estimate, second, { relative: 1e-12 });
    expectClose(totals.revenue!.estimate, first + second, { relative: 1e-12 });
    expect(rows[1]!.added).toMatchObject({ estimate: 100, lower: 100, upper: 100 });
  });

  it("finds a season where there is one, and none where there is none", () => {
    const yearly = (_: number, month: number) => 0.06 * Math.exp(0.7 * Math.cos((Math.PI * month) / 6));
    const seasonal = business({ months: 30, intake: 40, seed: 5, churn: yearly });
    const { segments, rows } = forecastSubscribers({
      ...input,
      model: geometric,
      cohorts: seasonal,
      horizon: 12,
    });
    const { season } = segments[0]!;
    expect(season.used).toBe(true);
    // Period 36 and those a year apart are Decembers, the height of this season.
    const height = season.rows.reduce((most, row) => (row.oddsRatio > most.oddsRatio ? row : most));
    expect([35, 36, 37]).toContain(height.period);
    expect(rows[5]!.lost.lower).toBeGreaterThan(2 * rows[11]!.lost.estimate);
    const flat = business({ months: 30, intake: 40, seed: 6, churn: () => 0.06 });
    expect(forecastSubscribers({ ...input, cohorts: flat }).segments[0]!.season).toMatchObject({
      length: 12,
      used: false,
      rows: [],
    });
  });

  it("estimates an event from an earlier one, or takes its size as stated", () => {
    const raised = (age: number, month: number) => ageing(age) * (month === 8 ? 2 : 1);
    const past = business({ months: 12, intake: 200, seed: 11, churn: raised });
    const events = [{ name: "price", periods: [8, 14] }];
    const { rows, segments } = forecastSubscribers({ ...input, cohorts: past, events });
    const [price] = segments[0]!.events;
    // Twice a churn of a tenth is 2.25 times the odds.
    expect(price!.lower).toBeLessThan(2.25);
    expect(price!.upper).toBeGreaterThan(2.25);
    expect(price!.lower).toBeGreaterThan(1.4);
    expect(rows[1]!.lost.estimate).toBeGreaterThan(1.6 * rows[0]!.lost.estimate);
    const stated = [{ name: "price", periods: [13], oddsRatio: 2 }];
    const plain = forecastSubscribers({ ...input, intake: 0 });
    const moved = forecastSubscribers({ ...input, intake: 0, events: stated });
    const odds = (lost: number, opening: number) => lost / (opening - lost);
    const { opening, lost } = plain.rows[0]!;
    const ratio =
      odds(moved.rows[0]!.lost.estimate, opening.estimate) / odds(lost.estimate, opening.estimate);
    expect(Math.abs(ratio - 2)).toBeLessThan(0.05);
  });

  it("carries on a growth of the intake that the past shows, and none that it does not", () => {
    const grow = business({ months: 14, intake: 1, seed: 8, churn: ageing }).map((cohort, i) => ({
      ...cohort,
      stillActive: Math.round(80 * 1.05 ** i) - cohort.lostByPeriod.reduce((sum, lost) => sum + lost, 0),
    }));
    const { segments, rows } = forecastSubscribers({ ...input, cohorts: grow });
    expectClose(segments[0]!.intake.growth!, Math.log(1.05), { relative: 0.02 });
    expectClose(rows[3]!.added.estimate, 80 * 1.05 ** 17, { relative: 0.02 });
    const { intake } = forecastSubscribers(input).segments[0]!;
    expect(intake).toMatchObject({ source: "estimated", growth: 0 });
  });

  it("widens its intervals where whole periods scatter more than chance", () => {
    const shocks = [0.5, 1.8, 0.6, 1.5, 0.7, 1.9, 0.4, 1.3, 0.6, 1.6, 0.5, 1.4];
    const shaken = business({
      months: 12,
      intake: 200,
      seed: 9,
      churn: (_, month) => 0.06 * shocks[month - 1]!,
    });
    const calm = business({ months: 12, intake: 200, seed: 9, churn: () => 0.06 });
    const of = (cohorts: ForecastCohort[]) =>
      forecastSubscribers({ ...input, model: geometric, cohorts, intake: 0 });
    const [rough, smooth] = [of(shaken), of(calm)];
    expect(rough.segments[0]!.shockDeviation).toBeGreaterThan(0.3);
    expect(rough.segments[0]!.scatterPValue).toBeLessThan(1e-6);
    expect(smooth.segments[0]!.shockDeviation).toBeLessThan(0.15);
    const width = ({ rows }: typeof rough) => rows[0]!.lost.upper - rows[0]!.lost.lower;
    expect(width(rough)).toBeGreaterThan(3 * width(smooth));
  });

  it("weighs several models by what each said of the last periods, and says so", () => {
    const models = [geometric, shiftedBetaGeometric, betaDiscreteWeibull];
    const large = business({ months: 14, intake: 300, seed: 10, churn: (age) => 0.9 / (3 + age) });
    const average = forecastSubscribers({ ...input, cohorts: large, model: models }).segments[0]!.models;
    expectClose(
      average.reduce((sum, { weight }) => sum + weight, 0),
      1,
      { relative: 1e-12 },
    );
    expect(average.find(({ model }) => model === "geometric")!.weight).toBe(0);
    const best = forecastSubscribers({ ...input, cohorts: large, model: models, choice: "best" }).segments[0]!
      .models;
    const scores = best.map(({ holdoutLogScore }) => holdoutLogScore!);
    expect(best.map(({ weight }) => weight)).toEqual(
      scores.map((score) => (score === Math.max(...scores) ? 1 : 0)),
    );
  });

  it("gives the same numbers asynchronously, as JSON, and whatever the order of the cohorts", async () => {
    const forecast = forecastSubscribers({ ...input, prices: 5 });
    const shares: number[] = [];
    const onProgress = (share: number) => shares.push(share);
    expect(await forecastSubscribersAsync({ ...input, prices: 5 }, { onProgress })).toEqual(forecast);
    expect(shares.at(-1)).toBe(1);
    expect(JSON.parse(JSON.stringify(forecast))).toEqual(forecast);
    const turned = forecastSubscribers({ ...input, prices: 5, cohorts: [...cohorts].reverse() });
    turned.rows.forEach(({ closing }, i) => {
      expectClose(closing.estimate, forecast.rows[i]!.closing.estimate, { relative: 1e-9 });
    });
  });

  it("takes the cohorts of renewalCohorts, and refuses those whose customers were not watched to the end", () => {
    const rows = Array.from({ length: 60 }, (_, i) => ({
      customer: i,
      start: `2026-0${1 + (i % 5)}-10`,
      end: i % 4 === 0 ? `2026-0${2 + (i % 5)}-10` : null,
      interval: "month",
      amount: 20,
    }));
    const { cohorts } = renewalCohorts(rows, { asOf: "2026-07-01" });
    const { rows: forecast, lastPeriod } = forecastSubscribers({
      ...input,
      cohorts,
      model: geometric,
      intake: 0,
    });
    expect([forecast[0]!.opening.estimate, lastPeriod]).toEqual([45, 0]);
    const early = { ...cohorts[0]!, lostByPeriod: cohorts[0]!.lostByPeriod.slice(0, 2) };
    expect(() => forecastSubscribers({ ...input, cohorts: [early, ...cohorts.slice(1)] })).toThrow(
      "forecastSubscribers: cohorts[0] must be watched to the last period of all, 3 later",
    );
  });

  it("refuses what it cannot use", () => {
    const refuse = (change: object, message: string) =>
      expect(() => forecastSubscribers({ ...input, ...change } as SubscriberForecastInput)).toThrow(message);
    const fit = geometric.fit({ timeUnit: "month", lostByPeriod: [10], stillActive: 90 });
    refuse({ horizon: 0 }, "forecastSubscribers: horizon must be a whole number of 1 or more, received 0");
    refuse({ fit }, "forecastSubscribers: cohorts must be given, or a fit, not both, received array of 12");
    refuse(
      { cohorts: undefined, fit, model: geometric, intake: 0 },
      "forecastSubscribers: base must be given with a fit, received undefined",
    );
    refuse(
      { model: {} },
      "forecastSubscribers: model must be a contractual model, such as shiftedBetaGeometric, received an object",
    );
    refuse(
      { events: [{ name: "price", periods: [14] }] },
      "forecastSubscribers: events[0].periods must have a period that was observed, or an oddsRatio, received [14]",
    );
    refuse(
      { intake: [1, 2] },
      "forecastSubscribers: intake must be a number, or one for each of the 4 periods, received [1, 2]",
    );
    refuse(
      { expansion: 0.1 },
      "forecastSubscribers: prices must be given with expansion or contraction, received undefined",
    );
    refuse(
      { cohorts: [cohorts[0]!, { ...cohorts[1]!, cohort: 9 }] },
      "forecastSubscribers: cohorts[0] must be watched to the last period of all, 7 later: leave it out and state the base if its customers are no longer there, received 1",
    );
    refuse({ lastPeriod: 3 }, "forecastSubscribers: lastPeriod must be that of the cohorts (12), received 3");
    refuse(
      { segments: { a: { cohorts, intake: -1 } } },
      "forecastSubscribers: segments.a: intake must be a finite number of 0 or more, received -1",
    );
    refuse({ horizons: 3 }, "forecastSubscribers: input must hold nothing but");
  });
});
