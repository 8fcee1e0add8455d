/** The two looks of every chart: colours that the colour-blind tell apart, and the settings that follow from them. */

/** Light or dark. */
export type ChartTheme = "light" | "dark";

/** The colours of a theme. */
export interface ThemeColours {
  readonly background: string;
  readonly ink: string;
  readonly muted: string;
  readonly grid: string;
  /** Series in their order, after Okabe and Ito; yellow and black only where they can be seen. */
  readonly series: readonly string[];
  /** From nothing to much. */
  readonly ramp: readonly string[];
}

export const themes: Readonly<Record<ChartTheme, ThemeColours>> = {
  light: {
    background: "#ffffff",
    ink: "#1f2933",
    muted: "#616e7c",
    grid: "#e4e7eb",
    series: ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#616e7c"],
    ramp: ["#edf4fa", "#7fb5de", "#084a85"],
  },
  dark: {
    background: "#14181f",
    ink: "#e4e7eb",
    muted: "#9aa5b1",
    grid: "#2b323c",
    series: ["#56b4e9", "#f0873d", "#2fc397", "#e39bc4", "#f0e442", "#9ad1f5", "#9aa5b1"],
    ramp: ["#1a2430", "#3379b0", "#c6e6ff"],
  },
};

/** Vega-Lite's settings for a theme: everything that is the same in every chart. */
export function settings(colours: ThemeColours, legendColumns: number): Readonly<Record<string, unknown>> {
  const { background, ink, muted, grid, series, ramp } = colours;
  const texts = { labelFontSize: 11, titleColor: muted, titleFontWeight: "normal" };
  const legend = { orient: "top", offset: 22, columns: legendColumns, labelLimit: 0, symbolOpacity: 1 };
  return {
    background,
    view: { stroke: null },
    title: { anchor: "start", color: ink, fontSize: 13, fontWeight: "bold", offset: 10, lineHeight: 17 },
    axis: { ...texts, labelColor: muted, gridColor: grid, domainColor: muted, labelOverlap: true },
    // Written level above the axis: it needs no width, and may be longer than the axis is high.
    axisY: { titleAngle: 0, titleAlign: "left", titleBaseline: "bottom", titleX: -4, titleY: -6 },
    axisXDiscrete: { labelAngle: 0 },
    axisDiscrete: { grid: false },
    legend: { ...texts, ...legend, labelColor: ink },
    // Series in an order, such as cohorts: the oldest stands out most.
    range: { category: series, heatmap: ramp, ordinal: { scheme: [ramp[2], ramp[1]] } },
    mark: { color: series[0], tooltip: true },
    // A mitred corner of a steep line would reach beyond the chart, and push the title out.
    line: { strokeJoin: "round", strokeWidth: 2 },
    text: { color: ink },
    rule: { color: muted },
    style: {
      band: { opacity: 0.2, strokeWidth: 0 },
      reference: { color: muted, strokeDash: [4, 3], strokeWidth: 1.2 },
      note: { color: muted, fontSize: 10.5 },
      plain: { color: muted },
      other: { color: series[1] },
    },
  };
}
