/** Forecasts and experiments to draw, and the least that each can be. */
import {
  backtest,
  compareMeans,
  compareRates,
  confidenceSequence,
  forecastSubscribers,
  shiftedBetaGeometric,
} from "retention-economics";
import {
  backtestChart,
  confidenceSequenceChart,
  experimentChart,
  forecastChart,
} from "retention-economics/plots";
import { sample } from "./sample.js";

const cohorts = [
  { timeUnit: "month", lostByPeriod: [26, 31, 22, 27], stillActive: 214 },
  { timeUnit: "month", lostByPeriod: [31, 20, 24], stillActive: 231 },
  { timeUnit: "month", lostByPeriod: [33, 27], stillActive: 247 },
  { timeUnit: "month", lostByPeriod: [32], stillActive: 286 },
  { timeUnit: "month", lostByPeriod: [], stillActive: 321 },
] as const;
const size = { cohorts, model: shiftedBetaGeometric, draws: 200 };
const forecast = forecastSubscribers({ ...size, intake: 300, prices: 20, horizon: 12 });
const short = forecastSubscribers({ ...size, intake: 0, horizon: 1 });
const series = Array.from({ length: 30 }, (_, i) => 100 + 5 * i + ((i * 37) % 11) - 0.06 * i * i);
const tested = backtest({
  series,
  horizon: 4,
  forecast: (past, { horizon }) =>
    Array.from({ length: horizon }, (_, i) => {
      const estimate = past.at(-1)! + 4 * (i + 1);
      return { estimate, lower: estimate - 8 - 2 * i, upper: estimate + 8 + 2 * i };
    }),
});
const shortest = backtest({ series: [1, 2], horizon: 1, leastPeriods: 1, forecast: () => [0] });
const effects = {
  "New onboarding": compareRates({ atStart: 2400, lost: 168 }, { atStart: 2410, lost: 229 }),
  "Reminder before the card expires": compareRates({ atStart: 1200, lost: 96 }, { atStart: 1190, lost: 101 }),
  "Discount on request": compareRates({ atStart: 400, lost: 38 }, { atStart: 410, lost: 31 }),
};
const looks = Array.from({ length: 30 }, (_, i) => {
  const atStart = 600 * (i + 1);
  return {
    first: { atStart, lost: Math.round(0.08 * atStart + ((i * 7) % 5) + 6) },
    second: { atStart, lost: Math.round(0.066 * atStart) },
  };
});
const sequence = confidenceSequence(looks, { method: "mixture", mixtureVariance: 0.0001 });
const spends = (shift: number) => Array.from({ length: 40 }, (_, i) => 20 + ((i * 13) % 17) + shift);

export const forecastSamples = [
  sample(forecastChart, forecast),
  sample(forecastChart, forecast, { special: "revenue", more: { quantity: "revenue" } }),
  sample(forecastChart, short, { special: "revenue without prices", more: { quantity: "revenue" } }),
  sample(forecastChart, short, { special: "one period" }),
  sample(backtestChart, tested),
  sample(backtestChart, shortest, { special: "one origin" }),
  sample(experimentChart, effects),
  sample(
    experimentChart,
    { spend: compareMeans(spends(3), spends(0)) },
    { special: "amounts", more: { unit: "amount" } },
  ),
  sample(
    experimentChart,
    { nobody: compareRates({ atStart: 5, lost: 0 }, { atStart: 5, lost: 0 }).ratio },
    { special: "nothing known" },
  ),
  sample(confidenceSequenceChart, sequence, { rows: { looks: sequence.rows } }),
  sample(
    confidenceSequenceChart,
    confidenceSequence([0, 1, 1, 0, 1], {
      method: "hedged",
      bounds: { lower: 0, upper: 1 },
      bettingFraction: 0.5,
    }),
    {
      special: "five values",
    },
  ),
];
