/** Pictures of sensitivity: what moves a result, and how uncertain it is. */
import type { ElementaryEffects } from "../sensitivity/global/morris-screening.js";
import type { OutputIndices } from "../sensitivity/global/sobol-result.js";
import type { ValueOfInformation } from "../sensitivity/information/value-of-information.js";
import type { OneWay } from "../sensitivity/local/one-way.js";
import type { SpiderPoint } from "../sensitivity/local/spider.js";
import type { OutputDistribution } from "../sensitivity/sampling/output-distribution.js";
import { type Chart, type ChartOptions, chart } from "./chart.js";
import { coloured, end, layer, lineAt, listHeight, names, quantity, share } from "./encode.js";
import { amount, count, fromTo, percent, within } from "./words.js";

/**
 * Tornado: how far each input moves the result over its range, the widest on top.
 * @param result - A result of `oneWay`, or `{ baseOutput, oneWay }` of an output of `study` as `{ baseOutput, rows: oneWay }`.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `oneWay`
 * @example
 * import { tornadoChart } from "retention-economics/plots";
 * const profit = ({ price, cost }: { price: number; cost: number }) => price - cost;
 * const result = oneWay(profit, { price: 10, cost: 6 }, { price: [8, 12], cost: [5, 7] });
 * tornadoChart(result).title.text; // => ["price moves the result most"]
 */
export function tornadoChart(result: OneWay, options: ChartOptions = {}): Chart {
  return chart("tornadoChart", options, () => {
    const { baseOutput, rows } = result;
    const ends = ["lower", "upper"];
    const bars = rows.flatMap(({ input, lower, upper, outputAtLower, outputAtUpper }) => [
      { input, end: "lower", value: lower, base: baseOutput, output: outputAtLower },
      { input, end: "upper", value: upper, base: baseOutput, output: outputAtUpper },
    ]);
    const [first] = rows;
    return {
      title: first ? `${first.input} moves the result most` : "What moves the result?",
      numbers: `At base ${amount(baseOutput)}. ${rows.map((row) => `${row.input} from ${amount(row.outputAtLower)} to ${amount(row.outputAtUpper)}`).join("; ")}.`,
      data: { bars },
      height: listHeight(rows.map(({ input }) => input)),
      legend: ends,
      layers: [
        layer("bars", "bar", {
          y: names("input"),
          x: quantity("base", "Output", { scale: { zero: false } }),
          x2: end("output"),
          color: coloured("end", "Input at its end:", { scale: { domain: ends } }),
        }),
        lineAt("x", baseOutput),
      ],
    };
  });
}

/**
 * Spider: the result against the relative change of each input.
 * @param points - A result of `spider`.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `spider`
 * @example
 * import { spiderChart } from "retention-economics/plots";
 * const profit = ({ price, cost }: { price: number; cost: number }) => price - cost;
 * spiderChart(spider(profit, { price: 10, cost: 6 })).title.text; // => ["Which input has the steepest effect?"]
 */
export function spiderChart(points: readonly SpiderPoint[], options: ChartOptions = {}): Chart {
  return chart("spiderChart", options, () => {
    const inputs = [...new Set(points.map(({ input }) => input))];
    const outputs = points.flatMap(({ output }) => (output === null ? [] : [output]));
    return {
      title: "Which input has the steepest effect?",
      numbers:
        outputs.length > 0
          ? `Outputs ${fromTo(outputs, amount)}; inputs ${inputs.join(", ")}.`
          : "No output.",
      data: { points: { rows: points, by: ["input"] } },
      legend: inputs,
      layers: [
        layer("points", "line", {
          x: share("relativeChange", "Change of the input", {}, { format: "+~%" }),
          y: quantity("output", "Output", { scale: { zero: false } }),
          color: coloured("input", null, { scale: { domain: inputs } }),
        }),
      ],
    };
  });
}

/**
 * Sobol' indices: the share of the variance that each input explains alone and with all of its interactions, with intervals.
 * @param indices - The indices of one output of `sobolIndices`: `result.outputs.output`.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `sobolIndices`
 * @example
 * import { sobolChart } from "retention-economics/plots";
 * const inputs = { a: uncertain.uniform({ lower: 0, upper: 1 }), b: uncertain.uniform({ lower: 0, upper: 2 }) };
 * const { outputs } = sobolIndices(({ a, b }) => a + b, inputs, { samplesPerReplicate: 64 });
 * sobolChart(outputs.output).datasets.indices?.length; // => 4
 */
export function sobolChart(indices: OutputIndices, options: ChartOptions = {}): Chart {
  return chart("sobolChart", options, () => {
    const kinds = ["alone (first order)", "with interactions (total)"];
    const rows = indices.inputs.flatMap(({ input, first, total }) =>
      [first, total].map(({ estimate, lower, upper }, i) => ({
        input,
        index: kinds[i]!,
        estimate,
        lower,
        upper,
      })),
    );
    const sorted = [...indices.inputs].sort((a, b) => (b.total.estimate ?? 0) - (a.total.estimate ?? 0));
    const inputs = sorted.map(({ input }) => input);
    const yOffset = { field: "index", type: "nominal", sort: kinds };
    const position = { y: { ...names("input"), sort: inputs }, yOffset };
    const color = coloured("index", null, { scale: { domain: kinds } });
    const x = (field: string) => share(field, "Share of the variance", { stack: null });
    const interval = { ...position, x: x("lower"), x2: end("upper") };
    return {
      title: "Which inputs make the result uncertain?",
      numbers: `${sorted.map(({ input, total }) => `${input} ${within(total, percent)}`).join("; ")}, each with its interactions.`,
      data: { indices: rows },
      height: listHeight(inputs, 40),
      legend: kinds,
      layers: [
        layer("indices", "bar", { ...position, x: x("estimate"), color }),
        layer("indices", "rule", interval, { style: "plain", strokeWidth: 1.5 }),
      ],
    };
  });
}

/**
 * Morris screening: the mean size of each input's effects against their spread, which nonlinearity and interactions make.
 * @param effects - The effects on one output of `morrisScreening`: `result.outputs.output`.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `morrisScreening`, `elementaryEffects`
 * @example
 * import { morrisChart } from "retention-economics/plots";
 * const inputs = { a: uncertain.uniform({ lower: 0, upper: 1 }), b: uncertain.uniform({ lower: 0, upper: 2 }) };
 * const { outputs } = morrisScreening(({ a, b }) => a + b, inputs);
 * morrisChart(outputs.output).datasets.effects?.length; // => 2
 */
export function morrisChart(effects: readonly ElementaryEffects[], options: ChartOptions = {}): Chart {
  return chart("morrisChart", options, () => {
    const known = effects.filter(({ muStar }) => muStar !== null);
    const top = known.reduce((most, { muStar }) => Math.max(most, muStar!), 0) || 1;
    const x = quantity("muStar", "Mean size of the effects, μ*", { scale: { domain: [0, 1.25 * top] } });
    const y = quantity("sigma", "Spread of the effects, σ", { scale: { domainMin: 0 } });
    // A name stands to the right of its point while there is room for it.
    const room = `datum.muStar / ${1.25 * top} * width + 7 * length(datum.input) + 12 < width`;
    const side = (right: string, left: string) => ({ expr: `${room} ? ${right} : ${left}` });
    return {
      title: "Which inputs can be left alone?",
      numbers: `${[...known]
        .sort((a, b) => b.muStar! - a.muStar!)
        .map(({ input, muStar, sigma }) => `${input}: μ* ${amount(muStar)}, σ ${amount(sigma)}`)
        .join("; ")}.`,
      data: {
        effects,
        line: [
          { muStar: 0, sigma: 0 },
          { muStar: top, sigma: top },
        ],
      },
      layers: [
        layer("line", "line", { x, y }, { style: "reference", tooltip: false, clip: true }),
        layer("effects", "point", { x, y }, { filled: true, size: 60, opacity: 1 }),
        layer(
          "effects",
          "text",
          { x, y, text: { field: "input" } },
          { align: side("'left'", "'right'"), dx: side("8", "-8"), tooltip: false },
        ),
      ],
    };
  });
}

/**
 * Distribution of an uncertain result, with the losses in their own colour.
 * @param distribution - A result of `outputDistribution`.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `outputDistribution`, `monteCarlo`
 * @example
 * import { monteCarloChart } from "retention-economics/plots";
 * monteCarloChart(outputDistribution([-2, -1, 1, 2, 2, 3, 4, 7])).title.text; // => ["The probability of a loss is 25%"]
 */
export function monteCarloChart(distribution: OutputDistribution, options: ChartOptions = {}): Chart {
  return chart("monteCarloChart", options, ({ colours }) => {
    const { bins, lossBelow, lossShare, mean, samples } = distribution;
    return {
      title:
        lossBelow === 0
          ? `The probability of a loss is ${percent(lossShare)}`
          : `The probability of less than ${amount(lossBelow)} is ${percent(lossShare)}`,
      numbers: `Mean ${amount(mean)} over ${count(samples, "sample")}.`,
      data: { bins },
      layers: [
        layer(
          "bins",
          "rect",
          {
            x: quantity("from", "Output"),
            x2: end("to"),
            y: share("share", "Share of samples"),
            y2: { datum: 0 },
            color: { condition: { test: "datum.loss", value: colours.series[1] }, value: colours.series[0] },
          },
          { stroke: colours.background, strokeWidth: 0.4 },
        ),
        lineAt("x", lossBelow),
        lineAt("x", mean),
      ],
    };
  });
}

/**
 * Value of information: what it would be worth to know each input, or set of inputs, before deciding; knowing all at the top.
 * @param result - A result of `valueOfInformation`.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `valueOfInformation`
 * @example
 * import { informationChart } from "retention-economics/plots";
 * const inputs = { gain: uncertain.normal({ mean: 0, standardDeviation: 1 }) };
 * const result = valueOfInformation(({ gain }) => ({ act: gain, wait: 0 }), inputs, { samples: 1024 });
 * informationChart(result).datasets.information?.map(({ known }) => known); // => ["everything", "gain"]
 */
export function informationChart(result: ValueOfInformation, options: ChartOptions = {}): Chart {
  return chart("informationChart", options, () => {
    const rows = [
      { known: "everything", value: result.perfect, floor: null },
      ...[...result.partial]
        .sort((a, b) => b.value - a.value)
        .map(({ set, value, floor }) => ({ known: set, value, floor })),
    ];
    const x = (field: string) =>
      quantity(field, "Expected gain from knowing it", { scale: { domainMin: 0 } });
    return {
      title: "What is it worth to find out?",
      numbers: `Best decision now: ${result.choices.expected}. ${rows.map(({ known, value }) => `${known} ${amount(value)}`).join("; ")}.`,
      data: { information: rows },
      height: listHeight(
        rows.map(({ known }) => known),
        28,
      ),
      layers: [
        layer("information", "bar", { y: names("known"), x: x("value") }),
        layer(
          "information",
          "tick",
          { y: names("known"), x: x("floor") },
          { style: "plain", thickness: 2, tooltip: false },
        ),
      ],
    };
  });
}
