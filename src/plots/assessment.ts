/** Pictures of how good a model or a ranking is. */
import type { CalibrationCurve } from "../assessment/calibration-curve.js";
import type { ConditionalExpectations, ConditionalMeans } from "../assessment/conditional-expectations.js";
import type { ExpectedFrequencies } from "../assessment/expected-frequencies.js";
import type { GainCurve } from "../assessment/gain-curve.js";
import type { TransactionTracking } from "../assessment/track-transactions.js";
import type { ProfitPoint } from "../economics/targeting/profit-curve.js";
import type { QiniCurve } from "../economics/targeting/qini-curve.js";
import type { SurvivalCalibration } from "../survival/prediction/survival-calibration.js";
import { type Chart, type ChartOptions, chart } from "./chart.js";
import { coloured, layer, lineAt, named, quantity, share, steps } from "./encode.js";
import { amount, count, percent, pValue } from "./words.js";

/** What one of the two charts of tracking shows. */
interface TrackingFields {
  readonly observed: "observed" | "cumulativeObserved";
  readonly expected: "expected" | "cumulativeExpected";
  readonly title: string;
  readonly axis: string;
}

/** Observed and expected transactions along time, of several models: what the two charts of tracking share. */
function trackingLines(
  where: string,
  models: Readonly<Record<string, TransactionTracking>>,
  options: ChartOptions,
  { observed, expected, title, axis }: TrackingFields,
): Chart {
  return chart(where, options, () => {
    const entries = Object.entries(models);
    const series = ["observed", ...Object.keys(models)];
    const rows = entries.flatMap(([model, { rows: periods }]) => periods.map((row) => ({ model, ...row })));
    const first = entries[0]?.[1].rows ?? [];
    const held = first.find(({ holdout }) => holdout);
    const x = quantity("period", "Period", {}, { tickMinStep: 1 });
    const color = coloured("model", null, { scale: { domain: series } });
    const errors = entries.map(([model, { holdoutErrors }]) =>
      holdoutErrors
        ? `${model} ${percent(holdoutErrors.relativeErrorOfTotal)} off in all over the holdout`
        : model,
    );
    const actual = layer("observed", "line", { x, y: quantity(observed, axis) }, { strokeWidth: 2.5 });
    return {
      title,
      numbers: `${count(first.length, "period")}. ${errors.join("; ")}.`,
      data: { tracking: { rows, by: ["model"] }, observed: first },
      legend: series,
      layers: [
        named("observed", series, actual),
        layer("tracking", "line", { x, y: quantity(expected, axis), color }, { strokeDash: [6, 3] }),
        ...(held ? [lineAt("x", held.period - 0.5)] : []),
      ],
    };
  });
}

/**
 * Incremental tracking: transactions of each period, observed and expected by one model or several.
 * @param models - Results of `trackTransactions` by the name of the model.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `trackTransactions`
 * @example
 * import { trackingChart } from "retention-economics/plots";
 * const fit = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * const customers = { frequency: [0, 2], recency: [0, 4], T: [6, 6] };
 * const tracking = trackTransactions({ model: bgNbd, fit }, customers, { periods: 6, observed: [1, 0, 1, 0, 0, 0] });
 * trackingChart({ "BG/NBD": tracking }).datasets.tracking?.length; // => 6
 */
export function trackingChart(
  models: Readonly<Record<string, TransactionTracking>>,
  options: ChartOptions = {},
): Chart {
  const shown = {
    observed: "observed",
    expected: "expected",
    title: "Does the model follow the purchases?",
    axis: "Transactions in the period",
  } as const;
  return trackingLines("trackingChart", models, options, shown);
}

/**
 * Cumulative tracking: transactions up to each period, observed and expected by one model or several.
 * @param models - Results of `trackTransactions` by the name of the model.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `trackTransactions`
 * @example
 * import { cumulativeTrackingChart } from "retention-economics/plots";
 * const fit = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * const customers = { frequency: [0, 2], recency: [0, 4], T: [6, 6] };
 * const tracking = trackTransactions({ model: bgNbd, fit }, customers, { periods: 6, observed: [1, 0, 1, 0, 0, 0] });
 * cumulativeTrackingChart({ "BG/NBD": tracking }).title.text; // => ["Does the model reach the total?"]
 */
export function cumulativeTrackingChart(
  models: Readonly<Record<string, TransactionTracking>>,
  options: ChartOptions = {},
): Chart {
  const shown = {
    observed: "cumulativeObserved",
    expected: "cumulativeExpected",
    title: "Does the model reach the total?",
    axis: "Transactions so far",
  } as const;
  return trackingLines("cumulativeTrackingChart", models, options, shown);
}

/** Pairs of bars, observed beside expected. */
const pairs = ["observed", "expected"];
const beside = {
  xOffset: { field: "kind", type: "nominal", sort: null },
  color: coloured("kind", null, { scale: { domain: pairs } }),
};

/**
 * Actual against expected frequencies: how many customers bought how often.
 * @param result - A result of `expectedFrequencies`.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `expectedFrequencies`
 * @example
 * import { frequencyChart } from "retention-economics/plots";
 * const fit = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * const customers = { frequency: [0, 2, 1], recency: [0, 4, 3], T: [6, 6, 6] };
 * const result = expectedFrequencies({ model: bgNbd, fit }, customers, { largest: 3 });
 * frequencyChart(result).datasets.bars?.length; // => 8
 */
export function frequencyChart(result: ExpectedFrequencies, options: ChartOptions = {}): Chart {
  return chart("frequencyChart", options, () => {
    const bars = result.rows.flatMap(({ frequency, orMore, observed, expected }) => {
      const label = orMore ? `${frequency}+` : String(frequency);
      return [
        { frequency: label, kind: "observed", customers: observed },
        { frequency: label, kind: "expected", customers: expected },
      ];
    });
    const [zero] = result.rows;
    return {
      title: "Does the model know how often customers buy?",
      numbers: `${zero ? `No repeat purchase: ${amount(zero.observed)} observed, ${amount(zero.expected)} expected. ` : ""}Chi-square ${pValue(result.chiSquare.pValue)}.`,
      data: { bars },
      legend: pairs,
      layers: [
        layer("bars", "bar", {
          x: steps("frequency", "Repeat purchases"),
          y: quantity("customers", "Customers"),
          ...beside,
        }),
      ],
    };
  });
}

/** Means observed and predicted by one trait of the customers. */
interface Means {
  readonly rows: readonly ConditionalMeans[];
  readonly x: object;
  readonly title: string;
  readonly horizon: number;
}

/** Means observed and predicted as two lines. */
function meansChart(where: string, options: ChartOptions, { rows, x, title, horizon }: Means): Chart {
  return chart(where, options, () => {
    const known = rows.some(({ observed }) => observed !== null);
    const series = known ? (["observed", "predicted"] as const) : (["predicted"] as const);
    const axis = `Purchases per customer over ${amount(horizon)}`;
    const total = (field: "observed" | "predicted") =>
      rows.reduce((sum, row) => sum + row.customers * (row[field] ?? 0), 0);
    return {
      title,
      numbers: `Purchases over ${amount(horizon)}: ${series.map((field) => `${amount(total(field))} ${field}`).join(", ")}.`,
      data: { means: rows },
      legend: series,
      layers: series.map((field) =>
        named(field, series, layer("means", "line", { x, y: quantity(field, axis) }, { point: true })),
      ),
    };
  });
}

/**
 * Conditional expectations by frequency: purchases to come, by how often customers have bought.
 * @param result - A result of `conditionalExpectations`.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `conditionalExpectations`
 * @example
 * import { expectationsByFrequencyChart } from "retention-economics/plots";
 * const fit = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * const customers = { frequency: [0, 2, 1], recency: [0, 4, 3], T: [6, 6, 6], holdoutFrequency: [0, 1, 1], holdoutDuration: 6 };
 * const result = conditionalExpectations({ model: bgNbd, fit }, customers, { largest: 2 });
 * expectationsByFrequencyChart(result).datasets.means?.length; // => 3
 */
export function expectationsByFrequencyChart(
  result: ConditionalExpectations,
  options: ChartOptions = {},
): Chart {
  const rows = result.byFrequency.map((row) => ({
    ...row,
    frequency: row.orMore ? `${row.frequency}+` : String(row.frequency),
  }));
  const title = "Do frequent buyers come back as expected?";
  const x = steps("frequency", "Repeat purchases before");
  return meansChart("expectationsByFrequencyChart", options, { rows, x, title, horizon: result.horizon });
}

/**
 * Conditional expectations by recency: purchases to come, by the age at the last purchase.
 * @param result - A result of `conditionalExpectations`.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `conditionalExpectations`
 * @example
 * import { expectationsByRecencyChart } from "retention-economics/plots";
 * const fit = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * const customers = { frequency: [0, 2, 1], recency: [0, 4, 3], T: [6, 6, 6], holdoutFrequency: [0, 1, 1], holdoutDuration: 6 };
 * const result = conditionalExpectations({ model: bgNbd, fit }, customers, { recencyWidth: 2 });
 * expectationsByRecencyChart(result).datasets.means?.length; // => 4
 */
export function expectationsByRecencyChart(
  result: ConditionalExpectations,
  options: ChartOptions = {},
): Chart {
  const title = "Do recent buyers come back as expected?";
  const x = quantity("to", "Age at the last purchase, up to");
  return meansChart("expectationsByRecencyChart", options, {
    rows: result.byRecency,
    x,
    title,
    horizon: result.horizon,
  });
}

/**
 * Calibration: what was predicted against what happened, in bins of equal size, beside the line of perfect agreement.
 * @param curve - A result of `calibrationCurve` or of `survivalCalibration`.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `calibrationCurve`, `survivalCalibration`
 * @example
 * import { calibrationChart } from "retention-economics/plots";
 * const fit = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * const customers = { frequency: [0, 2, 1], recency: [0, 4, 3], T: [6, 6, 6], holdoutFrequency: [0, 1, 1], holdoutDuration: 6 };
 * calibrationChart(calibrationCurve({ model: bgNbd, fit }, customers, { bins: 2 })).datasets.bins?.length; // => 2
 */
export function calibrationChart(
  curve: CalibrationCurve | SurvivalCalibration,
  options: ChartOptions = {},
): Chart {
  return chart("calibrationChart", options, () => {
    const bins: readonly CalibratedBin[] = curve.bins;
    const most =
      bins.reduce((top, { predicted, observed }) => Math.max(top, predicted, observed ?? 0), 0) || 1;
    const scale = { scale: { domain: [0, Math.min(1, 1.05 * most)] } };
    const x = share("predicted", "Predicted probability", scale);
    const y = share("observed", "Share observed", scale);
    const size = {
      field: "customers",
      type: "quantitative",
      legend: null,
      scale: { range: [30, 200], domainMin: 0 },
    };
    const words = bins.map((bin) => `${percent(bin.predicted)} predicted, ${percent(bin.observed)} observed`);
    return {
      title: "Do predicted probabilities come true?",
      numbers: `${words.join("; ")}.`,
      data: { bins, ideal: [0, most].map((value) => ({ predicted: value, observed: value })) },
      layers: [
        layer("ideal", "line", { x, y }, { style: "reference", tooltip: false }),
        layer("bins", "point", { x, y, size }, { filled: true, opacity: 0.9 }),
      ],
    };
  });
}

interface CalibratedBin {
  readonly predicted: number;
  readonly observed: number | null;
  readonly customers: number;
}

/** The corners of a diagonal from nothing to everything. */
const diagonal = (x: string, y: string, top: number) => [
  { [x]: 0, [y]: 0 },
  { [x]: 1, [y]: top },
];

/**
 * Gain curve: the share of all value held by the customers of the highest scores, beside a ranking at random.
 * @param curve - A result of `gainCurve`.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `gainCurve`
 * @example
 * import { gainChart } from "retention-economics/plots";
 * gainChart(gainCurve({ score: [0.9, 0.4, 0.1], value: [6, 3, 1] })).datasets.points?.length; // => 4
 */
export function gainChart(curve: GainCurve, options: ChartOptions = {}): Chart {
  return chart("gainChart", options, () => {
    const [x, y] = [
      share("customers", "Share of customers, best scores first"),
      share("value", "Share of value"),
    ];
    return {
      title: "How much of the value do the best scores hold?",
      numbers: `Gini ${amount(curve.gini)}, of ${amount(curve.giniAtBest)} at best; lift of the top tenth ${amount(curve.topDecileLift)}.`,
      data: { points: curve.points, random: diagonal("customers", "value", 1) },
      layers: [
        layer("random", "line", { x, y }, { style: "reference", tooltip: false }),
        layer("points", "line", { x, y }),
      ],
    };
  });
}

/**
 * Lift curve: how many times the average customer those of the highest scores are worth. It begins at one customer in a hundred, before
 * which a lift is that of a few customers.
 * @param curve - A result of `gainCurve`.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `gainCurve`
 * @example
 * import { liftChart } from "retention-economics/plots";
 * liftChart(gainCurve({ score: [0.9, 0.4, 0.1], value: [6, 3, 1] })).datasets.points?.length; // => 3
 */
export function liftChart(curve: GainCurve, options: ChartOptions = {}): Chart {
  return chart("liftChart", options, () => ({
    title: "How much better than at random is the ranking?",
    numbers: `Lift of the top tenth: ${amount(curve.topDecileLift)}.`,
    data: { points: curve.points.filter(({ customers, lift }) => lift !== null && customers >= 0.01) },
    layers: [
      lineAt("y", 1),
      layer("points", "line", {
        x: share("customers", "Share of customers, best scores first"),
        y: quantity("lift", "Lift", { scale: { domainMin: 0 } }),
      }),
    ],
  }));
}

/**
 * Qini curve: customers kept by treating a growing share, beside treating at random.
 * @param curve - A result of `qiniCurve`.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `qiniCurve`
 * @example
 * import { qiniChart } from "retention-economics/plots";
 * const customers = { uplift: [0.3, 0.2, 0.1, 0], treated: [1, 0, 1, 0], churned: [0, 1, 0, 0] };
 * qiniChart(qiniCurve(customers)).title.text; // => ["Whom does it pay to treat?"]
 */
export function qiniChart(curve: QiniCurve, options: ChartOptions = {}): Chart {
  return chart("qiniChart", options, () => {
    const x = share("targetedShare", "Share treated, highest uplift first");
    const y = (field: string) => quantity(field, "Customers kept by treating them");
    return {
      title: "Whom does it pay to treat?",
      numbers: `${amount(curve.incrementalStayers)} kept by treating all; Qini coefficient ${amount(curve.coefficient)}.`,
      data: { points: curve.points },
      layers: [
        layer("points", "line", { x, y: y("atRandom") }, { style: "reference", tooltip: false }),
        layer("points", "line", { x, y: y("incrementalStayers") }),
      ],
    };
  });
}

/**
 * Profit against the share contacted, with a mark at the best share.
 * @param points - A result of `profitCurve`.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `profitCurve`, `maximumProfit`
 * @example
 * import { profitChart } from "retention-economics/plots";
 * const points = profitCurve({ scores: [0.1, 0.4, 0.7, 0.9], churned: [0, 0, 1, 1] });
 * profitChart(points).datasets.best?.length; // => 1
 */
export function profitChart(points: readonly ProfitPoint[], options: ChartOptions = {}): Chart {
  return chart("profitChart", options, () => {
    const [x, y] = [
      share("targetedShare", "Share contacted, highest scores first"),
      quantity("profit", "Profit per customer of the base"),
    ];
    const best = points.reduce<ProfitPoint | undefined>(
      (top, point) => (top && top.profit >= point.profit ? top : point),
      undefined,
    );
    return {
      title:
        best && best.profit > 0
          ? `It pays to contact ${percent(best.targetedShare)} of customers`
          : "Does the campaign pay?",
      numbers: best ? `Highest profit per customer: ${amount(best.profit)}.` : "No points.",
      data: { points, best: best ? [best] : [] },
      layers: [
        lineAt("y", 0),
        layer("points", "line", { x, y }),
        layer("best", "point", { x, y }, { filled: true, size: 80, style: "other", opacity: 1 }),
      ],
    };
  });
}
