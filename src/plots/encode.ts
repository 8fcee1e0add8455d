/** Channels of Vega-Lite as the charts use them: a field with its type, the title of its axis, and how its numbers are printed. */
import type { ChartEncoding, ChartLayer } from "./chart.js";

type More = Readonly<Record<string, unknown>>;

/** Millions and more with M and B, small ones as they are. */
const shortNumber =
  "abs(datum.value) >= 1e6 ? replace(format(datum.value, '.3~s'), 'G', 'B') : format(datum.value, ',.6~r')";

/** Long names on lines of about 24 letters, cut at spaces only: nothing of a name is lost. Two lines stand around the middle. */
const wrapped = {
  labelExpr: "split(replace(datum.label, /(.{14,24}?)\\s+/g, '$1\\n'), '\\n')",
  labelBaseline: {
    condition: { test: "test(/.{14,24}?\\s/, datum.label)", value: "bottom" },
    value: "middle",
  },
};

/** The height of a list of names along an axis: more for those on two lines. */
export const listHeight = (labels: readonly string[], least = 26): number =>
  60 +
  Math.max(1, labels.length) *
    (labels.some((label) => /.{14,24}?\s/.test(label)) ? Math.max(least, 34) : least);

/** A quantity along an axis. */
export const quantity = (field: string, title: string, more: More = {}, axis: More = {}) => ({
  field,
  type: "quantitative",
  title,
  axis: { labelExpr: shortNumber, ...axis },
  ...more,
});

/** A fraction along an axis, printed as a percentage. */
export const share = (field: string, title: string, more: More = {}, axis: More = {}) => ({
  field,
  type: "quantitative",
  title,
  axis: { format: "~%", ...axis },
  ...more,
});

/** Names along an axis, in the order of the rows, whole however long. */
export const names = (field: string, title: string | null = null, more: More = {}) => ({
  field,
  type: "nominal",
  title,
  sort: null,
  axis: { ...wrapped, labelLimit: 0, labelOverlap: false, ticks: false, domain: false },
  ...more,
});

/** Steps or labels in an order, along an axis. */
export const steps = (field: string, title: string, more: More = {}, axis: More = {}) => ({
  field,
  type: "ordinal",
  title,
  sort: null,
  axis,
  ...more,
});

/** Days along an axis; the dates are text of the form 2026-01-31. */
export const days = (field: string, title: string, more: More = {}) => ({
  field,
  type: "temporal",
  title,
  scale: { type: "utc" },
  ...more,
});

/** One colour for each name, with a legend. */
export const coloured = (field: string, title: string | null = null, more: More = {}) => ({
  field,
  type: "nominal",
  title,
  sort: null,
  ...more,
});

/** A layer that is a series by itself, in its colour among all those of the chart. */
export const named = (name: string, all: readonly string[], drawn: ChartLayer): ChartLayer => ({
  ...drawn,
  encoding: { ...drawn.encoding, color: coloured("series", null, { scale: { domain: all } }) },
  transform: [...(drawn.transform ?? []), { calculate: JSON.stringify(name), as: "series" }],
});

/** A second end of a band or bar. */
export const end = (field: string) => ({ field });

/** One layer: a mark of a data set. */
export function layer(data: string, mark: string, encoding: ChartEncoding, more: More = {}): ChartLayer {
  return { data: { name: data }, mark: { type: mark, ...more }, encoding };
}

/** The area between two ends of an interval. */
export const band = (data: string, encoding: ChartEncoding, more: More = {}): ChartLayer =>
  layer(data, "area", encoding, { style: "band", tooltip: false, ...more });

/** A line of reference at a value. */
export const lineAt = (channel: "x" | "y", value: number): ChartLayer => ({
  data: { values: [{}] },
  mark: { type: "rule", style: "reference", tooltip: false },
  encoding: { [channel]: { datum: value } },
});
