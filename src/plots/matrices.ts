/** Pictures of two inputs at a time: moved together, and acting together. */
import type { OutputIndices } from "../sensitivity/global/sobol-result.js";
import type { TwoWay } from "../sensitivity/local/two-way.js";
import { type Chart, type ChartOptions, chart } from "./chart.js";
import { end, layer, names, quantity } from "./encode.js";
import { amount, percent, within } from "./words.js";

/** Half a step to each side of every value of an axis, so that cells touch. */
function edges(values: readonly number[]): Map<number, readonly [number, number]> {
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  const between = (i: number) => (sorted[i]! + sorted[i + 1]!) / 2;
  return new Map(
    sorted.map((value, i) => {
      const half = sorted.length > 1 ? Math.abs(sorted[1]! - sorted[0]!) / 2 : 0.5;
      return [
        value,
        [i > 0 ? between(i - 1) : value - half, i < sorted.length - 1 ? between(i) : value + half],
      ];
    }),
  );
}

/**
 * Two inputs moved together: the result as colour around the target, with the line of break-even.
 * @param result - A result of `twoWay`.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `twoWay`
 * @example
 * import { twoWayChart } from "retention-economics/plots";
 * const profit = ({ price, cost }: { price: number; cost: number }) => price - cost;
 * const table = twoWay(profit, { price: 10, cost: 6 }, { x: { input: "price", within: [5, 15], points: 3 }, y: { input: "cost", within: [4, 12], points: 3 } });
 * twoWayChart(table).datasets.cells?.length; // => 9
 */
export function twoWayChart(result: TwoWay, options: ChartOptions = {}): Chart {
  return chart("twoWayChart", options, ({ colours }) => {
    const { cells, x, y, target, breakEvenLine, shareAtLeastTarget } = result;
    const [columns, rows] = [edges(cells.map((cell) => cell.x)), edges(cells.map((cell) => cell.y))];
    const drawn = cells.map((cell) => {
      const [[left, right], [bottom, top]] = [columns.get(cell.x)!, rows.get(cell.y)!];
      return { ...cell, left, right, bottom, top };
    });
    const reach =
      cells.reduce((most, { output }) => Math.max(most, Math.abs((output ?? target) - target)), 0) || 1;
    const axis = (field: string, name: string) =>
      quantity(field, name, { scale: { zero: false, nice: false } }, { grid: false });
    const range = [colours.series[1], colours.grid, colours.series[0]];
    const scale = {
      domain: [target - reach, target + reach],
      range,
      interpolate: "rgb",
    };
    const legend = { gradientLength: 160, gradientThickness: 10, format: "~s" };
    const color = { field: "output", type: "quantitative", title: null, scale, legend };
    const tooltip = ["x", "y", "output"].map((field) => ({ field }));
    const place = { x: axis("left", x), x2: end("right"), y: axis("bottom", y), y2: end("top") };
    const line = { color: colours.ink, strokeWidth: 2 };
    return {
      title: `Where does the result reach ${amount(target)}?`,
      numbers: `${percent(shareAtLeastTarget)} of the cells reach it, over ${x} and ${y}.`,
      data: { cells: drawn, breakEven: breakEvenLine },
      height: 330,
      legend: [" "],
      layers: [
        layer("cells", "rect", { ...place, color, tooltip }),
        layer("breakEven", "line", { x: axis("x", x), y: axis("y", y) }, line),
      ],
    };
  });
}

/**
 * Second-order Sobol' indices as a matrix: which pairs of inputs act together.
 * @param indices - The indices of one output of `sobolIndices` with `secondOrder: true`.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite; empty where there are no pairs.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `sobolIndices`
 * @example
 * import { sobolPairsChart } from "retention-economics/plots";
 * const inputs = { a: uncertain.uniform({ lower: 0, upper: 1 }), b: uncertain.uniform({ lower: 0, upper: 2 }) };
 * const { outputs } = sobolIndices(({ a, b }) => a * b, inputs, { samplesPerReplicate: 64, secondOrder: true });
 * sobolPairsChart(outputs.output).datasets.pairs?.length; // => 1
 */
export function sobolPairsChart(indices: OutputIndices, options: ChartOptions = {}): Chart {
  return chart("sobolPairsChart", options, ({ colours }) => {
    const pairs = indices.pairs.map(({ input, with: other, second }) => {
      const { estimate, lower, upper } = second;
      return { input, with: other, estimate, lower, upper };
    });
    const [strongest] = [...pairs].sort((a, b) => (b.estimate ?? 0) - (a.estimate ?? 0));
    const top = Math.max(strongest?.estimate ?? 0, 0.01);
    const axis = { labelAngle: -35, labelLimit: 0, labelOverlap: false, ticks: false, domain: false };
    const position = { x: { ...names("with"), axis }, y: names("input") };
    const scale = { domain: [0, top], clamp: true };
    const isHigh = { test: `datum.estimate > ${top / 2}`, value: colours.background };
    const text = { field: "estimate", type: "quantitative", format: ".1%" };
    const numbers = { ...position, text, color: { condition: isHigh, value: colours.ink } };
    return {
      title: "Which inputs act together?",
      numbers: strongest
        ? `Strongest: ${strongest.input} and ${strongest.with}, ${within(strongest, percent)} of the variance.`
        : "No pairs.",
      data: { pairs },
      height: 50 + 32 * Math.max(2, indices.inputs.length),
      layers: [
        layer("pairs", "rect", {
          ...position,
          color: { field: "estimate", type: "quantitative", legend: null, scale },
        }),
        layer("pairs", "text", numbers, { tooltip: false }),
      ],
    };
  });
}
