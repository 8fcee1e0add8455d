/** Pictures of forecasts and of how they did. */
import type { Backtest } from "../forecasts/backtest.js";
import type { SubscriberForecast } from "../forecasts/forecast-subscribers.js";
import { type Chart, type ChartLayer, type ChartOptions, chart } from "./chart.js";
import { band, end, layer, named, quantity } from "./encode.js";
import { amount, count, percent, timeTitle, within } from "./words.js";

/** Options of `forecastChart`. */
export interface ForecastChartOptions extends ChartOptions {
  /** What is forecast: customers at the end of each period (`closing`, the default), those added or lost, or revenue. */
  readonly quantity?: "closing" | "added" | "lost" | "revenue" | undefined;
}

const quantities = {
  closing: "Customers",
  added: "Customers added",
  lost: "Customers lost",
  revenue: "Revenue",
};

/**
 * Forecast as a fan: the expected course, the interval of the parameters alone (dark) and that of what may happen (light).
 * @param forecast - A result of `forecastSubscribers`.
 * @param options - The options of every chart, and `quantity`.
 * @returns A specification of Vega-Lite; empty where revenue is asked for and there are no prices.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `forecastSubscribers`
 * @example
 * import { forecastChart } from "retention-economics/plots";
 * const cohorts = [{ timeUnit: "month", lostByPeriod: [26, 31, 22, 27], stillActive: 214 }] as const;
 * const forecast = forecastSubscribers({ cohorts, model: shiftedBetaGeometric, intake: 0, horizon: 3, draws: 100 });
 * forecastChart(forecast).datasets.fan?.length; // => 3
 */
export function forecastChart(forecast: SubscriberForecast, options: ForecastChartOptions = {}): Chart {
  const { quantity: field = "closing" } = options;
  const draw = () => {
    const fan = forecast.rows.flatMap((row) => {
      const interval = row[field];
      if (interval === null) return [];
      const { estimate, lower, upper, expectedLower, expectedUpper } = interval;
      return [{ period: row.period, estimate, lower, upper, expectedLower, expectedUpper }];
    });
    const last = fan.at(-1);
    const axis = field === "closing" ? "Customers at the end of the period" : quantities[field];
    const time = timeTitle("Period", forecast.timeUnit);
    const x = quantity("period", time, { scale: { zero: false, nice: false } }, { tickMinStep: 1 });
    const y = (name: string) => quantity(name, axis, { scale: { zero: false } });
    const customers = `How many customers will ${field === "closing" ? "there be" : `be ${field}`}?`;
    return {
      title: field === "revenue" ? "How much will come in?" : customers,
      numbers: last
        ? `${quantities[field]} in period ${amount(last.period)}: ${within(last, amount)}, an interval of ${percent(forecast.level)}.`
        : "Nothing to forecast.",
      data: { fan },
      layers: [
        band("fan", { x, y: y("lower"), y2: end("upper") }),
        band("fan", { x, y: y("expectedLower"), y2: end("expectedUpper") }, { opacity: 0.3 }),
        layer("fan", "line", { x, y: y("estimate") }, { point: fan.length <= 36 }),
      ],
    };
  };
  return chart("forecastChart", options, draw, { quantity: Object.keys(quantities) });
}

/**
 * Back-test: what came, and what the forecast said of it from each of the periods it was made in.
 * @param result - A result of `backtest`.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `backtest`
 * @example
 * import { backtestChart } from "retention-economics/plots";
 * const series = [100, 104, 109, 115, 118, 125, 131, 134];
 * const result = backtest({ series, horizon: 1, forecast: (past) => [past.at(-1)! + 5] });
 * backtestChart(result).title.text; // => ["Would the forecast have been right?"]
 */
export function backtestChart(result: Backtest, options: ChartOptions = {}): Chart {
  return chart("backtestChart", options, () => {
    const forecasts = result.rows
      .filter(({ forecast }) => forecast === "forecast")
      .map((row) => ({ period: row.origin + row.ahead, ...row }));
    const actual = [...new Map(forecasts.map((row) => [row.period, row.actual]))]
      .sort(([a], [b]) => a - b)
      .map(([period, value]) => ({ period, actual: value }));
    const far = result.scores.filter(({ forecast }) => forecast === "forecast").at(-1);
    const known: Readonly<Record<string, string>> = { ...quantities, series: "Value" };
    return {
      title: "Would the forecast have been right?",
      numbers: far
        ? `${count(result.origins, "origin")}. ${count(far.ahead, "period")} ahead: mean absolute error ${amount(far.meanAbsoluteError)}, skill against no change ${percent(far.skill)}, coverage ${percent(far.coverage)}.`
        : "Nothing was forecast.",
      data: { forecasts: { rows: forecasts, by: ["origin"] }, actual },
      legend: ["actual", "forecast"],
      layers: backtestLayers(known[result.quantity] ?? result.quantity),
    };
  });
}

/** What came as a thick line, each forecast as a thin one with its intervals. */
function backtestLayers(title: string): ChartLayer[] {
  const series = ["actual", "forecast"];
  const x = quantity("period", "Period", { scale: { zero: false } }, { tickMinStep: 1 });
  const y = (name: string) => quantity(name, title, { scale: { zero: false } });
  const detail = { field: "origin", type: "nominal" };
  const faint = { opacity: 0.35, strokeWidth: 1.5, tooltip: false };
  const thin = { strokeWidth: 1.2, point: { size: 14 } };
  return [
    named("forecast", series, layer("forecasts", "rule", { x, y: y("lower"), y2: end("upper") }, faint)),
    named("forecast", series, layer("forecasts", "line", { x, y: y("estimate"), detail }, thin)),
    named("actual", series, layer("actual", "line", { x, y: y("actual") }, { strokeWidth: 2.5 })),
  ];
}
