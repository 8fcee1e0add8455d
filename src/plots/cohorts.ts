/** Pictures of cohorts and of activity. */
import type { ActiveCustomers } from "../cohorts/active-customers.js";
import type { CohortCell, CohortTable } from "../cohorts/cohort-table.js";
import type { LayerCake } from "../cohorts/layer-cake.js";
import type { Lifecycle } from "../cohorts/lifecycle.js";
import type { RetentionCurve } from "../cohorts/retention-curve.js";
import type { Stickiness } from "../cohorts/stickiness.js";
import { type Chart, type ChartLayer, type ChartOptions, chart, type Look, type Picture } from "./chart.js";
import { coloured, days, end, layer, lineAt, quantity, share, steps } from "./encode.js";
import { amount, count, fromTo, percent, within } from "./words.js";

/** Options of the charts of a cohort table. */
export interface CohortChartOptions extends ChartOptions {
  /** What the cells show: rates (the default) or the values that they are made of. */
  readonly show?: "rate" | "value" | undefined;
}

const most = 5000;
const measures = { customers: "Customers", events: "Events", sum: "Amount", mean: "Mean" };

/**
 * Cohort triangle as a heat map: a row for each cohort, a column for each period of its life. Cells that are not over for every
 * member have a dashed edge.
 *
 * Of a table of more than 5,000 cells the newest cohorts are drawn.
 * @param table - A result of `cohortTable`.
 * @param options - The options of every chart, and `show`.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `cohortTable`
 * @example
 * import { cohortChart } from "retention-economics/plots";
 * const orders = [
 *   { customer: "ann", time: "2024-01-05" },
 *   { customer: "bob", time: "2024-01-20" },
 *   { customer: "ann", time: "2024-02-11" },
 * ];
 * const chart = cohortChart(cohortTable(orders, { period: "month", asOf: "2024-03-01" }));
 * chart.datasets.cells?.length; // => 2
 */
export function cohortChart(table: CohortTable, options: CohortChartOptions = {}): Chart {
  const { show = "rate" } = options;
  const draw = (look: Look): Picture => {
    const drawn = table.cells.filter((cell) => cell[show] !== null);
    const cells = lastCohorts(drawn);
    const columns = new Set(cells.map(({ period }) => period)).size;
    const rows = new Set(cells.map(({ cohort }) => cohort)).size;
    const second = cells.flatMap(({ period, rate }) => (period === 1 && rate !== null ? [rate] : []));
    const spread =
      show === "rate" && second.length > 0 ? ` After one ${table.period}: ${fromTo(second, percent)}.` : "";
    const left = cells.length < drawn.length ? ` The newest cohorts of ${amount(table.cohorts.length)}.` : "";
    const ofValues = `${measures[table.measure]} of each cohort by period`;
    return {
      title: show === "rate" ? "How much of each cohort is retained?" : ofValues,
      numbers: `${count(rows, "cohort")} over ${count(columns, "period")}.${spread}${left}`,
      data: { cells },
      height: 62 + Math.max(rows, 2) * (rows > 40 ? 8 : 20),
      layers: cohortLayers(table.period, { show, cells, look, columns, rows }),
    };
  };
  return chart("cohortChart", options, draw, { show: ["rate", "value"] });
}

interface CohortCells {
  readonly show: "rate" | "value";
  readonly cells: readonly CohortCell[];
  readonly look: Look;
  readonly columns: number;
  readonly rows: number;
}

/** Cells with their numbers where there is room for them, and an edge around those that are not complete. */
function cohortLayers(period: string, { show, cells, look, columns, rows }: CohortCells): ChartLayer[] {
  const { colours, width } = look;
  // The first period is 100% by its definition: the colours are for the others.
  const shown = cells.flatMap((cell) => (show === "value" || cell.period > 0 ? [cell[show]!] : []));
  const top = shown.reduce((most, value) => Math.max(most, value), 0);
  const position = { x: steps("period", `Period (${period}) since start`), y: steps("cohort", "Cohort") };
  const scale = { domain: [0, top || 1], clamp: true };
  const edge = { filled: false, stroke: colours.muted, strokeDash: [2, 2], tooltip: false };
  const tooltip = ["cohort", "period", "size", "eligible", "value", "rate", "complete"];
  const cell = (width - 90) / columns;
  const format = show === "rate" ? ".0%" : top >= 1e4 ? ".2~s" : ",.3~r";
  const isHigh = { test: `datum.${show} > ${top / 2}`, value: colours.background };
  const numbers = {
    text: { field: show, type: "quantitative", format },
    color: { condition: isHigh, value: colours.ink },
  };
  const roomy = cell >= (show === "rate" ? 24 : 30) && rows <= 40;
  const print = { fontSize: Math.min(10, cell / 2.8), tooltip: false };
  return [
    layer("cells", "rect", {
      ...position,
      color: { field: show, type: "quantitative", title: null, scale, legend: null },
      tooltip: tooltip.map((field) => ({ field })),
    }),
    { ...layer("cells", "rect", position, edge), transform: [{ filter: "!datum.complete" }] },
    ...(roomy ? [layer("cells", "text", { ...position, ...numbers }, print)] : []),
  ];
}

/** The cells of the newest cohorts, as many as a chart carries. */
function lastCohorts<Cell extends { readonly cohort: unknown }>(cells: readonly Cell[]): readonly Cell[] {
  if (cells.length <= most) return cells;
  const first = cells[cells.length - most - 1]!.cohort;
  return cells.slice(cells.map(({ cohort }) => cohort).lastIndexOf(first) + 1);
}

/**
 * Retention curve of each cohort, the oldest standing out most; periods that are not over for every member are left out.
 * @param table - A result of `cohortTable`.
 * @param options - The options of every chart, and `show`.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `cohortTable`
 * @example
 * import { cohortCurvesChart } from "retention-economics/plots";
 * const orders = [{ customer: "ann", time: "2024-01-05" }, { customer: "ann", time: "2024-02-11" }];
 * cohortCurvesChart(cohortTable(orders, { period: "month", asOf: "2024-03-01" })).title.text;
 * // => ["Do newer cohorts stay longer?"]
 */
export function cohortCurvesChart(table: CohortTable, options: CohortChartOptions = {}): Chart {
  return chart(
    "cohortCurvesChart",
    options,
    () => {
      const { show = "rate" } = options;
      const points = table.cells.filter((cell) => cell.complete && cell[show] !== null);
      const cohorts = [...new Set(points.map(({ cohort }) => String(cohort)))];
      const few = cohorts.length <= 12;
      const axis = (show === "rate" ? share : quantity)(
        show,
        show === "rate" ? "Retained" : measures[table.measure],
      );
      return {
        title: "Do newer cohorts stay longer?",
        numbers: `${count(cohorts.length, "cohort")}, the first of ${cohorts[0] ?? "none"}, the last of ${cohorts.at(-1) ?? "none"}.`,
        data: { points: { rows: points, by: ["cohort"] } },
        legend: few ? cohorts : [],
        layers: [
          layer(
            "points",
            "line",
            {
              x: quantity("period", `Periods (${table.period}s) since start`, {}, { tickMinStep: 1 }),
              y: axis,
              color: { field: "cohort", type: "ordinal", title: null, sort: null, legend: few ? {} : null },
            },
            { point: { size: 18 }, strokeWidth: 1.5 },
          ),
        ],
      };
    },
    { show: ["rate", "value"] },
  );
}

/**
 * Pooled retention curve with its interval.
 * @param curve - A result of `retentionCurve`.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `retentionCurve`
 * @example
 * import { retentionCurveChart } from "retention-economics/plots";
 * const curve = retentionCurve([{ size: 100, values: [100, 62, 48] }]);
 * retentionCurveChart(curve).datasets.points?.map(({ estimate }) => estimate); // => [1, 0.62, 0.48]
 */
export function retentionCurveChart(curve: RetentionCurve, options: ChartOptions = {}): Chart {
  return chart("retentionCurveChart", options, () => {
    const { points } = curve;
    const x = quantity("period", "Periods since start", {}, { tickMinStep: 1 });
    const last = points.filter(({ estimate }) => estimate !== null).at(-1);
    return {
      title: "How many customers are still there?",
      numbers: last
        ? `After ${count(last.period, "period")}: ${within(last, percent)}, an interval of ${percent(curve.level)}.`
        : "No period is known.",
      data: { points },
      layers: [
        layer(
          "points",
          "area",
          { x, y: share("lower", "Retained"), y2: end("upper") },
          { style: "band", tooltip: false },
        ),
        layer(
          "points",
          "line",
          { x, y: share("estimate", "Retained", { scale: { domainMin: 0 } }) },
          { point: true },
        ),
      ],
    };
  });
}

/**
 * Layer cake: what each cohort adds to each calendar period, stacked from the oldest.
 * @param cake - A result of `layerCake`.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `layerCake`
 * @example
 * import { layerCakeChart } from "retention-economics/plots";
 * const orders = [{ customer: "ann", time: "2024-01-05" }, { customer: "bob", time: "2024-02-11" }];
 * const cake = layerCake(cohortTable(orders, { period: "month", asOf: "2024-03-01" }));
 * layerCakeChart(cake).datasets.layers?.length; // => 3
 */
export function layerCakeChart(cake: LayerCake, options: ChartOptions = {}): Chart {
  return chart("layerCakeChart", options, () => {
    const { rows } = cake;
    const periods = [...new Set(rows.map(({ period }) => period))];
    const total = (period: string | undefined) =>
      rows.filter((row) => row.period === period).reduce((sum, { value }) => sum + value, 0);
    const cohorts = [...new Set(rows.map(({ cohort }) => cohort))];
    const few = cohorts.length <= 12;
    return {
      title: "How much comes from old cohorts, how much from new ones?",
      numbers: `${measures[cake.measure]}: ${amount(total(periods[0]))} in ${periods[0] ?? "no period"}, ${amount(total(periods.at(-1)))} in ${periods.at(-1) ?? "no period"}.`,
      data: { layers: { rows, by: ["cohort"] } },
      legend: few ? cohorts : [],
      layers: [
        layer(
          "layers",
          "bar",
          {
            x: steps("period", `Calendar ${cake.period}`),
            y: quantity("value", measures[cake.measure], { stack: "zero" }),
            color: { field: "cohort", type: "ordinal", title: null, sort: null, legend: few ? {} : null },
            order: { field: "cohort", type: "nominal", sort: "ascending" },
          },
          { width: { band: 0.92 } },
        ),
      ],
    };
  });
}

/**
 * Lifecycle bars: new, returning and resurrecting customers above zero, those who went dormant below.
 * @param result - A result of `lifecycle`.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `lifecycle`
 * @example
 * import { lifecycleChart } from "retention-economics/plots";
 * const events = [{ customer: "ann", time: "2024-01-05" }, { customer: "ann", time: "2024-02-11" }];
 * const chart = lifecycleChart(lifecycle(events, { period: "month", asOf: "2024-04-01" }));
 * chart.datasets.bars?.filter(({ kind }) => kind === "dormant").map(({ customers }) => customers); // => [0, 0, -1]
 */
export function lifecycleChart(result: Lifecycle, options: ChartOptions = {}): Chart {
  return chart("lifecycleChart", options, ({ colours }) => {
    const kinds = ["returning", "resurrecting", "new", "dormant"] as const;
    const bars = result.periods.flatMap((row) =>
      kinds.map((kind) => ({
        period: row.period,
        kind,
        customers: row[kind] === null ? null : kind === "dormant" ? 0 - row[kind] : row[kind],
      })),
    );
    const last = result.periods.filter(({ active }) => active !== null).at(-1);
    return {
      title: "Do more customers come and come back than go quiet?",
      numbers: last
        ? `In ${last.period}: ${kinds.map((kind) => `${amount(last[kind])} ${kind}`).join(", ")}; quick ratio ${amount(last.quickRatio)}.`
        : "No period is over.",
      data: { bars: { rows: bars, by: ["kind"] } },
      legend: kinds,
      layers: [
        layer("bars", "bar", {
          x: steps("period", `Calendar ${result.period}`),
          y: quantity("customers", "Customers (dormant below zero)", { stack: "zero" }),
          color: coloured("kind", null, {
            scale: { domain: kinds, range: [0, 5, 2, 1].map((i) => colours.series[i]!) },
          }),
        }),
        lineAt("y", 0),
      ],
    };
  });
}

/**
 * Power-user histogram: how many customers were active in one period, two periods and so on.
 * @param result - A result of `stickiness`.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `stickiness`
 * @example
 * import { powerUserChart } from "retention-economics/plots";
 * const events = [{ customer: "ann", time: "2024-01-05" }, { customer: "ann", time: "2024-01-06" }];
 * powerUserChart(stickiness(events, { asOf: "2024-01-29" })).datasets.bars?.length; // => 28
 */
export function powerUserChart(result: Stickiness, options: ChartOptions = {}): Chart {
  return chart("powerUserChart", options, () => ({
    title: `On how many ${result.period}s is a customer active?`,
    numbers: `${count(result.customers, "customer")}, active on ${amount(result.meanActivePeriods)} of ${count(result.periods, result.period)} on average.`,
    data: { bars: result.histogram },
    layers: [
      layer("bars", "bar", {
        x: steps("activePeriods", `Active ${result.period}s of ${result.periods}`),
        y: share("shareExactly", "Share of customers"),
        tooltip: ["activePeriods", "exactly", "atLeast", "shareExactly", "shareAtLeast"].map((field) => ({
          field,
        })),
      }),
    ],
  }));
}

/**
 * Stickiness over time: daily active customers over monthly ones.
 * @param result - A result of `activeCustomers`.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `activeCustomers`
 * @example
 * import { activeCustomersChart } from "retention-economics/plots";
 * const events = [{ customer: "ann", time: "2024-01-05" }];
 * activeCustomersChart(activeCustomers(events, { asOf: "2024-03-01" })).title.text; // => ["How sticky is the product?"]
 */
export function activeCustomersChart(result: ActiveCustomers, options: ChartOptions = {}): Chart {
  return chart("activeCustomersChart", options, () => ({
    title: "How sticky is the product?",
    numbers: `Mean of daily over monthly active customers: ${percent(result.dailyOverMonthly)}.`,
    data: { days: result.days },
    layers: [
      layer("days", "line", {
        x: days("day", "Day"),
        y: share("dailyOverMonthly", "Daily over monthly active customers", { scale: { domainMin: 0 } }),
      }),
      ...(result.dailyOverMonthly === null ? [] : [lineAt("y", result.dailyOverMonthly)]),
    ],
  }));
}
