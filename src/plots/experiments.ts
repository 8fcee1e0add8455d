/** Pictures of experiments: effects with their intervals, and their course while the experiment ran. */
import type { MeanComparison } from "../experiments/means/mean-comparison.js";
import type { RateComparison } from "../experiments/rates/rate-comparison.js";
import type { ConfidenceSequence } from "../experiments/sequential/confidence-sequence.js";
import type { Interval } from "../inference/interval.js";
import { type Chart, type ChartOptions, chart } from "./chart.js";
import { end, layer, lineAt, listHeight, names, quantity, share } from "./encode.js";
import { amount, percent, pValue, within } from "./words.js";

/** Options of the charts of experiments. */
export interface ExperimentChartOptions extends ChartOptions {
  /** Whether effects are fractions, printed as percentages (the default), or amounts. */
  readonly unit?: "fraction" | "amount" | undefined;
}

/** An effect: a comparison of two groups, or an interval alone. */
export type Effect = RateComparison | MeanComparison | Interval<number | null>;

/**
 * Experiment forest: the difference that each comparison found, with its interval, beside the line of no effect.
 * @param effects - Results of `compareRates` or `compareMeans`, or intervals, by name.
 * @param options - The options of every chart, and `unit`.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `compareRates`, `compareMeans`
 * @example
 * import { experimentChart } from "retention-economics/plots";
 * const comparison = compareRates({ atStart: 1000, lost: 60 }, { atStart: 1000, lost: 90 });
 * experimentChart({ onboarding: comparison }).datasets.effects?.[0]?.estimate; // ≈ -0.03
 */
export function experimentChart(
  effects: Readonly<Record<string, Effect>>,
  options: ExperimentChartOptions = {},
): Chart {
  const { unit = "fraction" } = options;
  const draw = () => {
    const rows = Object.entries(effects).map(([name, effect]) => {
      const { estimate, lower, upper } = "difference" in effect ? effect.difference : effect;
      return { name, estimate, lower, upper, pValue: "pValue" in effect ? effect.pValue : null };
    });
    const [axis, title] =
      unit === "fraction" ? [share, "Difference, in percentage points"] : [quantity, "Difference"];
    const words = rows.map((row) => {
      const p = row.pValue === null ? "" : `, ${pValue(row.pValue)}`;
      return `${row.name} ${within(row, unit === "fraction" ? percent : amount)}${p}`;
    });
    const y = names("name");
    const point = { filled: true, size: 60, opacity: 1 };
    return {
      title: forestTitle(rows),
      numbers: `${words.join("; ")}.`,
      data: { effects: rows },
      height: listHeight(Object.keys(effects)),
      layers: [
        lineAt("x", 0),
        layer("effects", "rule", { y, x: axis("lower", title), x2: end("upper") }, { strokeWidth: 1.5 }),
        layer("effects", "point", { y, x: axis("estimate", title) }, point),
      ],
    };
  };
  return chart("experimentChart", options, draw, { unit: ["fraction", "amount"] });
}

/** What a forest found: which intervals do not hold 0. */
function forestTitle(rows: readonly { name: string; lower: number | null; upper: number | null }[]): string {
  const clear = rows.filter(({ lower, upper }) => (lower ?? 0) > 0 || (upper ?? 0) < 0);
  if (clear.length === 1) return `Only ${clear[0]!.name} is clear of no effect`;
  return rows.length > 1 && clear.length === 0
    ? "No effect is clear of zero"
    : "Which effects are clear of zero?";
}

/**
 * Confidence sequence: the effect and its interval while the experiment ran, valid at every look.
 * @param sequence - A result of `confidenceSequence`.
 * @param options - The options of every chart, and `unit`.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `confidenceSequence`
 * @example
 * import { confidenceSequenceChart } from "retention-economics/plots";
 * const looks = [
 *   { first: { atStart: 500, lost: 40 }, second: { atStart: 500, lost: 31 } },
 *   { first: { atStart: 8000, lost: 640 }, second: { atStart: 8000, lost: 505 } },
 * ];
 * const sequence = confidenceSequence(looks, { method: "mixture", mixtureVariance: 0.0001 });
 * confidenceSequenceChart(sequence).title.text; // => ["The effect is clear after 16,000 customers"]
 */
export function confidenceSequenceChart(
  sequence: ConfidenceSequence,
  options: ExperimentChartOptions = {},
): Chart {
  const draw = () => {
    const { unit = "fraction" } = options;
    const { rows, level, nullValue } = sequence;
    const last = rows.at(-1);
    const settled =
      nullValue === null
        ? undefined
        : rows.find(({ runningLower, runningUpper }) => runningLower > nullValue || runningUpper < nullValue);
    const print = unit === "fraction" ? percent : amount;
    const x = quantity("n", "Customers so far");
    const y = (field: string) => (unit === "fraction" ? share : quantity)(field, "Estimate and interval");
    return {
      title: settled
        ? `The effect is clear after ${amount(settled.n)} customers`
        : nullValue === null
          ? "How well is it known by now?"
          : "Is the effect clear yet? No",
      numbers: last
        ? `After ${amount(last.n)} customers: ${within(last, print)}, valid at every look with probability ${percent(level)}${last.pValue === null ? "" : `; ${pValue(last.pValue)}`}.`
        : "No look.",
      data: { looks: rows },
      layers: [
        layer("looks", "area", { x, y: y("lower"), y2: end("upper") }, { style: "band", tooltip: false }),
        layer("looks", "line", { x, y: y("estimate") }, rows.length <= 40 ? { point: true } : {}),
        ...(nullValue === null ? [] : [lineAt("y", nullValue)]),
      ],
    };
  };
  return chart("confidenceSequenceChart", options, draw, { unit: ["fraction", "amount"] });
}
