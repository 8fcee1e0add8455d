/** A chart with its SVG beside it: JupyterLab draws the chart itself, GitHub and exports to HTML show the SVG. */
import { show } from "retention-economics/notebook";
import type { Chart } from "retention-economics/plots";
import * as vega from "vega";
import { compile } from "vega-lite";

/** What a cell displays of a chart. */
export async function picture(chart: Chart): Promise<object> {
  const spec = compile(chart as never).spec;
  const svg = await new vega.View(vega.parse(spec), { renderer: "none" }).toSVG();
  return show(chart, { svg });
}
