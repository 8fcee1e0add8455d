import { describe, expect, it } from "vitest";
import { readCohorts } from "../../src/forecasts/cohort-cells.js";
import { naiveForecasts, pastOf } from "../../src/forecasts/naive-forecasts.js";
import {
  type BacktestInput,
  backtest,
  backtestAsync,
  type ForecastCohort,
  forecastSubscribers,
  geometric,
} from "../../src/index.js";
import { createRandom } from "../../src/math/random.js";
import { sampleBinomial, samplePoisson } from "../../src/math/samplers.js";
import { expectClose } from "../support.js";

/** Cohorts of starters who leave at one rate. */
function business(months: number, seed: number): ForecastCohort[] {
  const random = createRandom(seed);
  return Array.from({ length: months }, (_, start) => {
    let stillActive = samplePoisson(random, 100);
    const lostByPeriod = Array.from({ length: months - 1 - start }, () => {
      const lost = sampleBinomial(random, stillActive, 0.08);
      stillActive -= lost;
      return lost;
    });
    return { cohort: start + 1, timeUnit: "month", lostByPeriod, stillActive };
  });
}

const cohorts = business(16, 2);

describe("backtest", () => {
  it("asks with the past alone, origin by origin, and compares with what came", () => {
    const asked: [number, number, readonly number[]][] = [];
    const { rows, origins } = backtest({
      cohorts,
      horizon: 2,
      origins: 3,
      forecast: (past, { lastPeriod, intake }) => {
        asked.push([lastPeriod, past.length, intake]);
        return [{ closing: { estimate: 1, lower: 0, upper: 2 } }, { closing: 2 }];
      },
    });
    const past = pastOf(readCohorts("test", "cohorts", cohorts));
    expect(origins).toBe(3);
    expect(asked).toEqual([12, 13, 14].map((at) => [at, at, [past[at]!.added, past[at + 1]!.added]]));
    const own = rows.filter(({ forecast }) => forecast === "forecast");
    expect(own.map(({ origin, ahead, actual }) => [origin, ahead, actual])).toEqual(
      [12, 13, 14].flatMap((at) => [1, 2].map((ahead) => [at, ahead, past[at + ahead - 1]!.closing])),
    );
  });

  it("scores errors, skill and coverage by periods ahead", () => {
    const { scores } = backtest({
      series: [1, 2, 3, 4, 5, 7],
      horizon: 1,
      leastPeriods: 3,
      forecast: (past) => [{ estimate: past.at(-1)! + 1, lower: past.at(-1)!, upper: past.at(-1)! + 1.5 }],
    });
    expect(scores[0]).toEqual({
      ...{ forecast: "forecast", ahead: 1, meanAbsoluteError: 1 / 3, bias: -1 / 3 },
      ...{ meanAbsolutePercentageError: 1 / 21, coverage: 2 / 3, meanWidth: 1.5, skill: 1 - 1 / 3 / (4 / 3) },
    });
    expect(scores.find(({ forecast }) => forecast === "noChange")).toMatchObject({
      ...{ meanAbsoluteError: 4 / 3, coverage: null, skill: 0 },
    });
  });

  it("holds a fair share of what came, and beats the naive forecasts, with a forecast of subscribers", () => {
    const { scores } = backtest({
      cohorts,
      horizon: 4,
      origins: 6,
      forecast: (past, { horizon, intake }) =>
        forecastSubscribers({ cohorts: past, model: geometric, intake, horizon, draws: 200 }).rows,
    });
    const at4 = scores.filter(({ ahead }) => ahead === 4);
    const own = at4.find(({ forecast }) => forecast === "forecast")!;
    expect(own.coverage).toBeGreaterThan(0.6);
    expect(own.skill).toBeGreaterThan(0.5);
    expect(at4).toHaveLength(7);
  });

  it("has naive forecasts that are what their names say", () => {
    const small: ForecastCohort[] = [
      { timeUnit: "month", lostByPeriod: [10, 18], stillActive: 72 },
      { timeUnit: "month", lostByPeriod: [30], stillActive: 70 },
      { timeUnit: "month", lostByPeriod: [], stillActive: 100 },
    ];
    const { noChange, lastMonthsRate, oneRateForAllAges, ratesByAge } = naiveForecasts(small, 2, [0, 50]);
    expect(noChange.map(({ closing }) => closing)).toEqual([242, 242]);
    expectClose(lastMonthsRate[0]!.lost, (242 * 48) / 190, { relative: 1e-12 });
    expectClose(oneRateForAllAges[0]!.lost, (242 * 58) / 290, { relative: 1e-12 });
    expectClose(oneRateForAllAges[1]!.closing, 242 * (232 / 290) ** 2 + 50, { relative: 1e-12 });
    // Two ages are fewer than six: one rate for all of them.
    expectClose(ratesByAge[0]!.lost, (242 * 58) / 290, { relative: 1e-12 });
    const past = pastOf(readCohorts("test", "cohorts", small));
    expect(past).toEqual([
      { opening: 0, added: 100, lost: 0, closing: 100 },
      { opening: 100, added: 100, lost: 10, closing: 190 },
      { opening: 190, added: 100, lost: 48, closing: 242 },
    ]);
  });

  it("gives the same asynchronously and in JSON", async () => {
    const input: BacktestInput = {
      series: [1, 2, 4, 8, 16, 32, 64, 128],
      horizon: 1,
      forecast: (past) => [past.at(-1)! * 2],
    };
    const result = backtest(input);
    expect(await backtestAsync(input)).toEqual(result);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  it("refuses what it cannot use", () => {
    const series = [1, 2, 3, 4, 5, 6, 7];
    const forecast = () => [1];
    expect(() => backtest({ series, horizon: 2, forecast })).toThrow(
      "backtest: periods must leave 6 periods before the first origin and 2 after the last, received 7",
    );
    expect(() => backtest({ series: [...series, 8], horizon: 2, forecast })).toThrow(
      "backtest: forecast must give one answer for each of the 2 periods, received [1]",
    );
    expect(() => backtest({ series, horizon: 1, origins: 2, forecast })).toThrow(
      "backtest: origins must be at most 1, received 2",
    );
    expect(() => backtest({ series, horizon: 1, forecast: () => [Number.NaN] })).toThrow(
      "backtest: forecast's answer must be a finite number, received NaN",
    );
  });
});
