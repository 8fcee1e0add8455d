/** The picture of a change as a waterfall, from before to after. */
import type { Picture } from "./chart.js";
import { coloured, end, layer, listHeight, names, quantity } from "./encode.js";

/** A step of a waterfall: the bar between two levels; a total stands on the ground. */
export interface WaterfallStep {
  readonly step: string;
  readonly from: number;
  readonly to: number;
  readonly kind: "total" | "more" | "less";
}

/** Levels and the changes between them, in their order. */
export function waterfall(
  start: readonly [string, number],
  changes: readonly (readonly [string, number])[],
  last: readonly [string, number],
): WaterfallStep[] {
  let level = start[1];
  const bars = changes.map(([step, change]): WaterfallStep => {
    const from = level;
    level += change;
    return { step, from, to: level, kind: change < 0 ? "less" : "more" };
  });
  return [
    { step: start[0], from: 0, to: start[1], kind: "total" },
    ...bars,
    { step: last[0], from: 0, to: last[1], kind: "total" },
  ];
}

/** The picture of a waterfall: bars that lie, so that long names stay whole. */
export function waterfallPicture(
  bars: readonly WaterfallStep[],
  axis: string,
  colours: { readonly series: readonly string[] },
): Pick<Picture, "data" | "height" | "layers"> {
  const kinds = ["total", "more", "less"];
  const range = [6, 2, 1].map((i) => colours.series[i]);
  const labelled = bars.map((bar) => ({
    ...bar,
    change: bar.kind === "total" ? bar.to : bar.to - bar.from,
    end: Math.max(bar.from, bar.to),
  }));
  return {
    data: { steps: labelled },
    height: listHeight(bars.map(({ step }) => step)),
    layers: [
      layer("steps", "bar", {
        y: names("step"),
        x: quantity("from", axis, { scale: { zero: true } }),
        x2: end("to"),
        color: coloured("kind", null, { scale: { domain: kinds, range }, legend: null }),
      }),
      layer(
        "steps",
        "text",
        {
          y: names("step"),
          x: quantity("end", axis),
          text: { field: "change", type: "quantitative", format: ",.4~r" },
        },
        { align: "left", dx: 4, tooltip: false },
      ),
    ],
  };
}
