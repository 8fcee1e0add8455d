/** Pictures of survival: curves, hazards, causes and coefficients. */
import type { ParameterInterval } from "../inference/parameter-intervals.js";
import type { RetentionProjection } from "../models/contractual/project-retention.js";
import type { TrendProjection } from "../models/contractual/trend-projections.js";
import type { AalenJohansen } from "../survival/causes/aalen-johansen.js";
import type { ChiSquareTest } from "../survival/comparison/score-test.js";
import type { KaplanMeierCurve } from "../survival/kaplan-meier-curve.js";
import type { LifeTable } from "../survival/life-table.js";
import type { CumulativeHazard } from "../survival/nelson-aalen.js";
import { type Chart, type ChartLayer, type ChartOptions, chart, type Look, type Picture } from "./chart.js";
import { band, coloured, end, layer, lineAt, listHeight, named, names, quantity, share } from "./encode.js";
import { amount, count, percent, pValue, timeTitle, within } from "./words.js";

/** Options of `survivalChart`. */
export interface SurvivalChartOptions extends ChartOptions {
  /** A test of the groups, as `logRankTest` gives it: its p-value is written into the picture. */
  readonly test?: ChiSquareTest | undefined;
}

type Curve = { readonly method: string };
type Named<Result> = Result | Readonly<Record<string, Result>>;

/** One result, or several by name. */
function byName<Result extends Curve>(results: Named<Result>, alone: string): [string, Result][] {
  return typeof results.method === "string"
    ? [[alone, results as Result]]
    : Object.entries(results as Readonly<Record<string, Result>>);
}

/** A step that holds from its time to the next. */
const stepped = { interpolate: "step-after" };

/**
 * Survival curve with its interval, ticks where customers are censored, and the number at risk below. Several groups
 * share one picture, with the p-value of a test above the names.
 * @param curves - A result of `kaplanMeier` or `flemingHarrington`, or several by the name of their group.
 * @param options - The options of every chart, and `test`.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `kaplanMeier`, `atRiskTable`, `logRankTest`
 * @example
 * import { survivalChart } from "retention-economics/plots";
 * const curve = kaplanMeier({ duration: [2, 4, 4, 7, 9, 12], event: [1, 1, 0, 1, 0, 0], timeUnit: "month" });
 * survivalChart(curve).datasets.atRisk?.[0]; // => { group: "all", line: 0, time: 0, atRisk: 6 }
 */
export function survivalChart(
  curves: KaplanMeierCurve | Readonly<Record<string, KaplanMeierCurve>>,
  options: SurvivalChartOptions = {},
): Chart {
  const draw = ({ width }: Look): Picture => {
    const groups = byName(curves, "all");
    const all = groups.map(([group]) => group);
    const steps = stepsOf(groups, { survival: 1, censored: 0 });
    const last = steps.reduce((most, { time }) => Math.max(most, time), 0);
    const times = ticks(last, width / 90);
    // Watched just before the first step at or after the time, as `atRiskTable` has it.
    const atRisk = groups.flatMap(([group, { steps: rows }], line) =>
      times.map((time) => ({ group, line, time, atRisk: rows.find((row) => row.time >= time)?.atRisk ?? 0 })),
    );
    const p = options.test ? pValue(options.test.pValue) : "";
    const unit = groups[0]?.[1].timeUnit ?? null;
    const scale = { scale: { domain: [0, last || 1], nice: false } };
    return {
      title: all.length > 1 ? "Which customers stay longer?" : "How long do customers stay?",
      numbers: `${groups.map(inWords).join("; ")}.${p && ` ${p}.`}`,
      data: { steps: { rows: steps, by: ["group"] }, atRisk },
      legend: all.length > 1 ? all : [],
      height: 340 + 28 * all.length,
      layers: survivalLayers(
        quantity("time", timeTitle("Time", unit), scale, { values: times }),
        groupColour(all, p),
      ),
    };
  };
  return chart("survivalChart", options, draw, { test: null });
}

const inWords = ([group, curve]: readonly [string, KaplanMeierCurve]): string =>
  `${group}: ${count(curve.observations, "customer")}, ${amount(curve.events)} lost, median ${within(curve.median, amount)}`;

/** The curve, its interval and ticks, and below the axis a line of the number at risk for each group. */
function survivalLayers(x: object, color: object): ChartLayer[] {
  const y = (field: string) => share(field, "Still customers", { scale: { domain: [0, 1] } });
  const below = (first: number) => ({ y: { expr: `height + ${first} + 28 * datum.line` }, tooltip: false });
  const tick = { orient: "vertical", size: 9, thickness: 1.5 };
  const note = { ...below(50), style: "note", align: "left" };
  return [
    band("steps", { x, y: y("lower"), y2: end("upper"), color }, stepped),
    layer("steps", "line", { x, y: y("survival"), color }, stepped),
    {
      ...layer("steps", "tick", { x, y: y("survival"), color }, tick),
      transform: [{ filter: "datum.censored > 0" }],
    },
    layer("atRisk", "text", { x, text: { field: "atRisk" }, color }, below(63)),
    {
      ...layer("atRisk", "text", { x, text: { field: "label" } }, note),
      transform: [{ filter: "datum.time === 0" }, { calculate: "datum.group + ' at risk'", as: "label" }],
    },
  ];
}

/** The steps of each group, from time 0 on. */
const stepsOf = <Step extends { readonly time: number }>(
  groups: readonly (readonly [string, { readonly steps: readonly Step[] }])[],
  start: object,
) =>
  groups.flatMap(([group, { steps }]) => [
    ...(steps[0]?.time === 0 ? [] : [{ group, time: 0, ...start, lower: null, upper: null }]),
    ...steps.map((step) => ({ group, ...step })),
  ]);

/** A colour for each group, and no legend of one alone. */
const groupColour = (all: readonly string[], title = "") =>
  coloured("group", title || null, all.length > 1 ? { scale: { domain: all } } : { legend: null });

/** Round times from 0 up to the last, `most` of them or so. */
function ticks(last: number, most: number): number[] {
  const power = 10 ** Math.floor(Math.log10(last / most));
  const step = power * ([1, 2, 5].find((k) => k * power * most >= last) ?? 10);
  return last > 0
    ? Array.from({ length: 1 + last / step }, (_, i) => Number((i * step).toPrecision(12)))
    : [0];
}

/**
 * Cumulative hazard with its interval, of one group or several: a straight line is a constant churn rate.
 * @param hazards - A result of `nelsonAalen`, or several by name.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `nelsonAalen`, `causeSpecificHazards`
 * @example
 * import { cumulativeHazardChart } from "retention-economics/plots";
 * const hazard = nelsonAalen({ duration: [2, 4, 4, 7], event: [1, 1, 0, 1] });
 * cumulativeHazardChart(hazard).datasets.steps?.length; // => 4
 */
export function cumulativeHazardChart(
  hazards: CumulativeHazard | Readonly<Record<string, CumulativeHazard>>,
  options: ChartOptions = {},
): Chart {
  return chart("cumulativeHazardChart", options, () => {
    const groups = byName(hazards, "all");
    const all = groups.map(([group]) => group);
    const color = groupColour(all);
    const x = quantity("time", timeTitle("Time", groups[0]?.[1].timeUnit ?? null));
    const y = (field: string) => quantity(field, "Cumulative hazard");
    return {
      title: "Does churn slow down with time?",
      numbers: `Cumulative hazard at the end: ${groups
        .map(([group, { steps: rows }]) => `${group} ${amount(rows.at(-1)?.cumulativeHazard)}`)
        .join("; ")}.`,
      data: { steps: { rows: stepsOf(groups, { cumulativeHazard: 0 }), by: ["group"] } },
      legend: all.length > 1 ? all : [],
      layers: [
        band("steps", { x, y: y("lower"), y2: end("upper"), color }, stepped),
        layer("steps", "line", { x, y: y("cumulativeHazard"), color }, stepped),
      ],
    };
  });
}

/**
 * Competing causes stacked: what share is lost to each by a time, and below them nobody else.
 * @param result - A result of `aalenJohansen`.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `aalenJohansen`
 * @example
 * import { competingCausesChart } from "retention-economics/plots";
 * const result = aalenJohansen({ duration: [1, 2, 3, 4], cause: ["price", "card", null, "price"] });
 * competingCausesChart(result).title.text; // => ["What do we lose customers to?"]
 */
export function competingCausesChart(result: AalenJohansen, options: ChartOptions = {}): Chart {
  return chart("competingCausesChart", options, () => {
    const all = result.causes.map(({ cause }) => String(cause));
    const steps = result.causes.flatMap(({ cause, steps: rows }) => [
      ...(rows[0]?.time === 0 ? [] : [{ cause: String(cause), time: 0, incidence: 0 }]),
      ...rows.map((row) => ({ ...row, cause: String(cause) })),
    ]);
    return {
      title: "What do we lose customers to?",
      numbers: `Lost in the end: ${result.causes.map(({ cause, steps: rows }) => `${percent(rows.at(-1)?.incidence)} to ${cause}`).join(", ")}.`,
      data: { steps: { rows: steps, by: ["cause"] } },
      legend: all,
      layers: [
        layer(
          "steps",
          "area",
          {
            x: quantity("time", timeTitle("Time", result.timeUnit)),
            y: share("incidence", "Lost by then", { stack: "zero" }),
            color: coloured("cause", null, { scale: { domain: all } }),
          },
          { ...stepped, opacity: 0.9 },
        ),
      ],
    };
  });
}

/**
 * Hazard by tenure: the churn rate in each interval of the customers' lives.
 * @param table - A result of `lifeTable`.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `lifeTable`
 * @example
 * import { hazardChart } from "retention-economics/plots";
 * const table = lifeTable({ duration: [1, 2, 5, 7], event: [1, 1, 0, 1] }, { breaks: [0, 3, 6, 9] });
 * hazardChart(table).datasets.intervals?.length; // => 3
 */
export function hazardChart(table: LifeTable, options: ChartOptions = {}): Chart {
  return chart("hazardChart", options, ({ colours }) => {
    const known = table.rows.filter(({ hazard }) => hazard !== null);
    const [first, last] = [known[0], known.at(-1)];
    return {
      title: "When are customers most likely to leave?",
      numbers:
        first && last
          ? `Rate from ${amount(first.from)} to ${amount(first.to)}: ${amount(first.hazard)}; from ${amount(last.from)} to ${amount(last.to)}: ${amount(last.hazard)}.`
          : "No interval has customers.",
      data: { intervals: table.rows },
      layers: [
        layer(
          "intervals",
          "rect",
          {
            x: quantity("from", timeTitle("Tenure", table.timeUnit)),
            x2: end("to"),
            y: quantity(
              "hazard",
              table.timeUnit === null ? "Losses per time" : `Losses per ${table.timeUnit}`,
            ),
            y2: { datum: 0 },
            tooltip: ["from", "to", "atStart", "events", "hazard"].map((field) => ({ field })),
          },
          { stroke: colours.background, strokeWidth: 1 },
        ),
      ],
    };
  });
}

/**
 * Coefficients of a fit with their intervals: a forest, with a line at no effect.
 * @param rows - Rows of `parameterIntervals`, or of any table of estimates with `parameter`, `lower` and `upper`.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `parameterIntervals`
 * @example
 * import { coefficientsChart } from "retention-economics/plots";
 * const fit = geometric.fit({ timeUnit: "year", lostByPeriod: [131, 126, 90], stillActive: 653 });
 * coefficientsChart(parameterIntervals(fit)).datasets.coefficients?.map(({ parameter }) => parameter); // => ["theta"]
 */
export function coefficientsChart(
  rows: readonly Pick<ParameterInterval, "parameter" | "estimate" | "lower" | "upper">[],
  options: ChartOptions = {},
): Chart {
  return chart("coefficientsChart", options, () => ({
    title: "Which effects are clear of zero?",
    numbers: `${rows.map((row) => `${row.parameter} ${within(row, amount)}`).join("; ")}.`,
    data: { coefficients: rows },
    height: listHeight(rows.map(({ parameter }) => parameter)),
    layers: [
      lineAt("x", 0),
      layer("coefficients", "rule", {
        y: names("parameter"),
        x: quantity("lower", "Estimate and interval"),
        x2: end("upper"),
      }),
      layer(
        "coefficients",
        "point",
        { y: names("parameter"), x: quantity("estimate", "Estimate and interval") },
        { filled: true, size: 60, opacity: 1 },
      ),
    ],
  }));
}

/** Options of `projectedRetentionChart`. */
export interface ProjectedRetentionChartOptions extends ChartOptions {
  /** Regression lines to draw beside the model, as `trendProjections` gives them. */
  readonly trends?: readonly TrendProjection[] | undefined;
}

/**
 * Projected against actual retention: the model's curve with its interval, what was observed, and the naive curves if given. Of
 * several cohorts the first is drawn.
 * @param projection - A result of `projectRetention`.
 * @param options - The options of every chart, and `trends`.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `projectRetention`, `trendProjections`
 * @example
 * import { projectedRetentionChart } from "retention-economics/plots";
 * const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90, 60, 42], stillActive: 551 } as const;
 * const projection = projectRetention(shiftedBetaGeometric, cohort, { periods: 8 });
 * projectedRetentionChart(projection).datasets.projection?.length; // => 8
 */
export function projectedRetentionChart<Parameters>(
  projection: RetentionProjection<Parameters>,
  options: ProjectedRetentionChartOptions = {},
): Chart {
  const draw = () => {
    const { fit, level } = projection;
    const rows = projection.rows.filter(({ cohort }) => cohort === 0);
    const trends = (options.trends ?? []).filter(({ cohort }) => cohort === 0);
    const curves = [...new Set([fit.model, ...trends.map(({ curve }) => curve)])];
    const last = rows.at(-1);
    const held = rows.find(({ heldOut }) => heldOut);
    return {
      title: held ? "Did the projection hold?" : "How many customers will be left?",
      numbers: `${fit.model}${last ? `: ${within(last, percent)} after ${count(last.period, "period")}, an interval of ${percent(level)}` : ""}.`,
      data: { projection: rows, ...(trends.length > 0 ? { trends: { rows: trends, by: ["curve"] } } : {}) },
      legend: curves.length > 1 ? curves : [],
      layers: [
        ...projectionLayers(curves, timeTitle("Periods", fit.timeUnit)),
        ...(held ? [lineAt("x", held.period - 0.5)] : []),
      ],
    };
  };
  return chart("projectedRetentionChart", options, draw, { trends: null });
}

/** The model's curve is the first; the others are dashed lines. */
function projectionLayers(curves: readonly string[], axis: string): ChartLayer[] {
  const x = quantity("period", axis, {}, { tickMinStep: 1 });
  const y = (field: string) => share(field, "Still customers", { scale: { domain: [0, 1] } });
  const color = coloured("curve", null, { scale: { domain: curves } });
  const model = layer("projection", "line", { x, y: y("estimate") });
  const dashed = { strokeDash: [5, 3], strokeWidth: 1.5, clip: true };
  const shape = { field: "heldOut", type: "nominal", legend: null };
  const observed = { filled: true, size: 36, style: "plain", opacity: 1 };
  const alone = curves.length === 1;
  return [
    band("projection", { x, y: y("lower"), y2: end("upper") }),
    ...(alone ? [] : [layer("trends", "line", { x, y: y("estimate"), color }, dashed)]),
    alone ? model : named(curves[0]!, curves, model),
    layer("projection", "point", { x, y: y("observed"), shape }, observed),
  ];
}
