/** Pictures of models of customers without contracts: what they say of one customer, of all, and of how customers differ. */
import type { AlivePoint, SilencePoint } from "../assessment/alive-curves.js";
import type { FrequencyRecencyMatrix } from "../assessment/frequency-recency-matrix.js";
import type { IsoValuePoint } from "../assessment/iso-value-curves.js";
import type { SpendDensity, SpendOfFrequency } from "../models/spending/spend-density.js";
import type { MixingDensity } from "../models/transactions/heterogeneity.js";
import type { ValueDistribution } from "../value/value-distribution.js";
import { type Chart, type ChartOptions, chart } from "./chart.js";
import { end, layer, lineAt, named, quantity, share, steps } from "./encode.js";
import { amount, count, percent } from "./words.js";

/** What one of the two matrices shows. */
interface MatrixField {
  readonly field: "probabilityAlive" | "expectedTransactions";
  readonly title: string;
  readonly format: string;
}

/** A matrix as cells side by side: what the two charts of it share. */
function matrixChart(
  where: string,
  { cells, recencyStep, T, horizon }: FrequencyRecencyMatrix,
  options: ChartOptions,
  { field, title, format }: MatrixField,
): Chart {
  return chart(where, options, ({ colours }) => {
    // Without a repeat purchase the recency is 0: one cell, drawn as high as the others.
    const drawn = cells.map((cell) => {
      const from = Math.max(0, cell.recency - recencyStep);
      return { ...cell, from, to: cell.recency || recencyStep };
    });
    const best = cells.reduce((most, cell) => (cell[field] > most[field] ? cell : most), cells[0]!);
    const [print, ahead] =
      field === "probabilityAlive" ? [percent, ""] : [amount, `, over ${amount(horizon)} to come`];
    const legend = { format, gradientLength: 160, gradientThickness: 10 };
    const encoding = {
      x: steps("frequency", "Frequency: repeat purchases"),
      y: quantity("from", "Recency: age at the last purchase", { scale: { nice: false } }, { grid: false }),
      y2: end("to"),
      color: { field, type: "quantitative", title: null, scale: { domainMin: 0 }, legend },
      tooltip: ["frequency", "recency", field].map((name) => ({ field: name })),
    };
    return {
      title,
      numbers: `Customers of age ${amount(T)}${ahead}. Highest: ${print(best[field])} at frequency ${amount(best.frequency)} and recency ${amount(best.recency)}.`,
      data: { cells: drawn },
      height: 330,
      legend: [" "],
      layers: [layer("cells", "rect", encoding, { stroke: colours.background, strokeWidth: 0.4 })],
    };
  });
}

/**
 * Matrix of P(alive) by frequency and recency.
 * @param matrix - A result of `frequencyRecencyMatrix`.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `frequencyRecencyMatrix`
 * @example
 * import { aliveMatrixChart } from "retention-economics/plots";
 * const fit = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * const matrix = frequencyRecencyMatrix({ model: bgNbd, fit }, { T: 38.86, largest: 2, steps: 1 });
 * aliveMatrixChart(matrix).title.text; // => ["Who is still alive?"]
 */
export function aliveMatrixChart(matrix: FrequencyRecencyMatrix, options: ChartOptions = {}): Chart {
  const shown = { field: "probabilityAlive", title: "Who is still alive?", format: ".0%" } as const;
  return matrixChart("aliveMatrixChart", matrix, options, shown);
}

/**
 * Matrix of expected purchases by frequency and recency.
 * @param matrix - A result of `frequencyRecencyMatrix`.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `frequencyRecencyMatrix`
 * @example
 * import { purchasesMatrixChart } from "retention-economics/plots";
 * const fit = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * const matrix = frequencyRecencyMatrix({ model: bgNbd, fit }, { T: 38.86, largest: 2, steps: 1 });
 * purchasesMatrixChart(matrix).datasets.cells?.length; // => 3
 */
export function purchasesMatrixChart(matrix: FrequencyRecencyMatrix, options: ChartOptions = {}): Chart {
  const shown = { field: "expectedTransactions", title: "Who will buy how often?", format: ",.3~r" } as const;
  return matrixChart("purchasesMatrixChart", matrix, options, shown);
}

/**
 * P(alive) of one customer through a history, with a line at each purchase.
 * @param history - A result of `aliveHistory`.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `aliveHistory`
 * @example
 * import { aliveHistoryChart } from "retention-economics/plots";
 * const fit = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * const history = aliveHistory({ model: bgNbd, fit }, { purchases: [2, 30], T: 40, steps: 4 });
 * aliveHistoryChart(history).datasets.purchases?.length; // => 2
 */
export function aliveHistoryChart(history: readonly AlivePoint[], options: ChartOptions = {}): Chart {
  return chart("aliveHistoryChart", options, () => {
    const last = history.at(-1);
    const x = quantity("time", "Age of the customer");
    return {
      title: "When did the customer fall silent?",
      numbers: last
        ? `P(alive) is ${percent(last.probabilityAlive)} at age ${amount(last.time)}, after ${count(last.frequency, "repeat purchase")}.`
        : "No history.",
      data: { history, purchases: history.filter(({ purchase }) => purchase) },
      layers: [
        layer("purchases", "rule", { x }, { style: "reference", tooltip: false }),
        layer("history", "line", {
          x,
          y: share("probabilityAlive", "P(alive)", { scale: { domain: [0, 1] } }),
        }),
      ],
    };
  });
}

/**
 * P(alive) against the time of silence, a line for each frequency.
 * @param rows - A result of `aliveBySilence`.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `aliveBySilence`
 * @example
 * import { aliveBySilenceChart } from "retention-economics/plots";
 * const fit = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * const rows = aliveBySilence({ model: bgNbd, fit }, { frequencies: [1, 10], recency: 30, longest: 20, steps: 4 });
 * aliveBySilenceChart(rows).datasets.silence?.length; // => 10
 */
export function aliveBySilenceChart(rows: readonly SilencePoint[], options: ChartOptions = {}): Chart {
  return chart("aliveBySilenceChart", options, () => {
    const frequencies = [...new Set(rows.map(({ frequency }) => frequency))];
    const last = (frequency: number) => rows.filter((row) => row.frequency === frequency).at(-1)!;
    return {
      title: "How long a silence means goodbye?",
      numbers: `${frequencies.map((x) => `${count(x, "purchase")}: ${percent(last(x).probabilityAlive)} after ${amount(last(x).silence)}`).join("; ")}.`,
      data: { silence: { rows, by: ["frequency"] } },
      legend: frequencies.map(String),
      layers: [
        layer("silence", "line", {
          x: quantity("silence", "Time since the last purchase"),
          y: share("probabilityAlive", "P(alive)", { scale: { domain: [0, 1] } }),
          color: { field: "frequency", type: "ordinal", title: "Repeat purchases" },
        }),
      ],
    };
  });
}

const traits = {
  purchaseRate: "Purchases per unit of time",
  purchaseProbability: "Probability of buying",
  dropOutRate: "Rate of dropping out",
  dropOutProbability: "Probability of dropping out",
};

/**
 * Heterogeneity: how one trait, the purchase rate or the drop-out, is spread over customers.
 * @param density - One of the densities of `heterogeneity`.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `heterogeneity`
 * @example
 * import { heterogeneityChart } from "retention-economics/plots";
 * const [rate] = heterogeneity({ model: "nbd", parameters: { r: 0.4, alpha: 5 } });
 * rate && heterogeneityChart(rate).title.text; // => ["How much do customers differ in how often they buy?"]
 */
export function heterogeneityChart(density: MixingDensity, options: ChartOptions = {}): Chart {
  return chart("heterogeneityChart", options, () => {
    const { trait, mean, median, points } = density;
    const probability = trait.endsWith("Probability");
    const print = probability ? percent : amount;
    const axis = (probability ? share : quantity)("value", traits[trait]);
    return {
      title: `How much do customers differ in how ${trait.startsWith("purchase") ? "often they buy" : "soon they leave"}?`,
      numbers: `${traits[trait]}: mean ${print(mean)}, median ${print(median)}.`,
      data: { density: points },
      layers: [
        layer(
          "density",
          "area",
          { x: axis, y: quantity("density", "Density of customers") },
          { line: true, opacity: 0.35 },
        ),
        { ...lineAt("x", mean), mark: { type: "rule", style: "reference" } },
      ],
    };
  });
}

/**
 * Density of average spends: observed as bars, expected by the model as a line.
 * @param density - A result of `spendDensity`.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `spendDensity`
 * @example
 * import { spendDensityChart } from "retention-economics/plots";
 * const customers = { frequency: [2, 1, 7, 3], monetaryValue: [22.35, 11.77, 73.74, 30] };
 * const density = spendDensity({ p: 6.25, q: 3.74, gamma: 15.44 }, customers);
 * spendDensityChart(density).title.text; // => ["Does the spending model fit?"]
 */
export function spendDensityChart(density: SpendDensity, options: ChartOptions = {}): Chart {
  return chart("spendDensityChart", options, ({ colours }) => {
    const series = ["observed", "expected"];
    const y = quantity("density", "Density of customers");
    return {
      title: "Does the spending model fit?",
      numbers: `${count(density.customers, "customer")} with repeat purchases.`,
      data: { observed: density.observed, expected: density.expected },
      legend: series,
      layers: [
        named(
          "observed",
          series,
          layer(
            "observed",
            "rect",
            { x: quantity("from", "Average spend per transaction"), x2: end("to"), y, y2: { datum: 0 } },
            { stroke: colours.background, strokeWidth: 0.5, opacity: 0.6 },
          ),
        ),
        named(
          "expected",
          series,
          layer("expected", "line", { x: quantity("spend", "Average spend per transaction"), y }),
        ),
      ],
    };
  });
}

/**
 * Average spend against frequency: mean and one standard deviation to each side.
 * @param rows - A result of `spendByFrequency`.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `spendByFrequency`
 * @example
 * import { spendByFrequencyChart } from "retention-economics/plots";
 * const customers = { frequency: [2, 1, 7, 3], monetaryValue: [22.35, 11.77, 73.74, 30] };
 * spendByFrequencyChart(spendByFrequency(customers)).datasets.spends?.length; // => 10
 */
export function spendByFrequencyChart(rows: readonly SpendOfFrequency[], options: ChartOptions = {}): Chart {
  return chart("spendByFrequencyChart", options, () => {
    const spends = rows.map((row) => ({
      ...row,
      lower: row.mean === null || row.standardDeviation === null ? null : row.mean - row.standardDeviation,
      upper: row.mean === null || row.standardDeviation === null ? null : row.mean + row.standardDeviation,
    }));
    const x = steps(
      "frequency",
      `Repeat purchases${rows.some(({ orMore }) => orMore) ? " (last: or more)" : ""}`,
    );
    const title = "Average spend, and one standard deviation";
    const known = rows.filter(({ mean }) => mean !== null);
    return {
      title: "Do frequent buyers spend more at a time?",
      numbers: `Average spend: ${known.map(({ frequency, mean }) => `${amount(mean)} at ${amount(frequency)}`).join(", ")}.`,
      data: { spends },
      layers: [
        layer("spends", "rule", { x, y: quantity("lower", title), y2: end("upper") }),
        layer("spends", "point", { x, y: quantity("mean", title) }, { filled: true, size: 60, opacity: 1 }),
      ],
    };
  });
}

/**
 * Iso-value curves: histories that are worth the same.
 * @param rows - A result of `isoValueCurves`.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `isoValueCurves`
 * @example
 * import { isoValueChart } from "retention-economics/plots";
 * isoValueChart([{ value: 1, frequency: 3, recency: 61 }]).title.text; // => ["Which histories are worth the same?"]
 */
export function isoValueChart(rows: readonly IsoValuePoint[], options: ChartOptions = {}): Chart {
  return chart("isoValueChart", options, () => {
    const points = rows.map((row) => ({ ...row, curve: amount(row.value) }));
    const curves = [...new Set(points.map(({ curve }) => curve))];
    return {
      title: "Which histories are worth the same?",
      numbers: `Curves of the values ${curves.join(", ")}.`,
      data: { points: { rows: points, by: ["curve"] } },
      legend: curves,
      layers: [
        layer(
          "points",
          "line",
          {
            x: quantity("frequency", "Frequency: repeat purchases"),
            y: quantity("recency", "Recency: age at the last purchase"),
            color: { field: "curve", type: "ordinal", title: "Value", sort: null },
          },
          { point: { size: 14 } },
        ),
      ],
    };
  });
}

/**
 * Distribution of customer values, with lines at the mean and the median.
 * @param distribution - A result of `valueDistribution`.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `valueDistribution`
 * @example
 * import { valueDistributionChart } from "retention-economics/plots";
 * const chart = valueDistributionChart(valueDistribution([0, 5, 10, 12, 14, 20, 25, 40, 90, 300]));
 * chart.title.text; // => ["The best tenth of customers hold 58.1% of all value"]
 */
export function valueDistributionChart(distribution: ValueDistribution, options: ChartOptions = {}): Chart {
  return chart("valueDistributionChart", options, ({ colours }) => {
    const { customers, mean, median, topTenthShare, bins } = distribution;
    const axis = (field: string) => quantity(field, "Value of a customer");
    const bars = {
      x: axis("from"),
      x2: end("to"),
      y: share("share", "Share of customers"),
      y2: { datum: 0 },
    };
    const names = ["mean", "median"];
    const strokeDash = { field: "name", type: "nominal", title: null, scale: { domain: names } };
    const found = `The best tenth of customers hold ${percent(topTenthShare)} of all value`;
    const marks = [
      { name: "median", value: median },
      { name: "mean", value: mean },
    ];
    return {
      title: topTenthShare === null ? "How are customer values spread?" : found,
      numbers: `${count(customers, "customer")}: mean ${amount(mean)}, median ${amount(median)}.`,
      data: { bins, marks },
      legend: names,
      layers: [
        layer("bins", "rect", bars, { stroke: colours.background, strokeWidth: 0.5 }),
        layer("marks", "rule", { x: axis("value"), strokeDash }, { style: "plain", strokeWidth: 1.5 }),
      ],
    };
  });
}
