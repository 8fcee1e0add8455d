/** Charts compiled and drawn without a browser. */

import type { Chart } from "retention-economics/plots";
import * as vega from "vega";
import * as vegaLite from "vega-lite";

/** Compiles a chart as vega-embed does; every message of the compiler is kept. */
export function compileChart(chart: Chart): { spec: vega.Spec; messages: string[] } {
  const messages: string[] = [];
  const keep = (...words: readonly unknown[]) => {
    messages.push(words.join(" "));
    return logger;
  };
  const logger = { level: () => logger, error: keep, warn: keep, info: keep, debug: () => logger } as never;
  const { spec } = vegaLite.compile(chart, { logger });
  return { spec, messages };
}

/** The chart as SVG; what the runtime has to say is kept too. */
export async function drawSvg(chart: Chart): Promise<{ svg: string; messages: string[] }> {
  const { spec, messages } = compileChart(chart);
  const view = new vega.View(vega.parse(spec), { renderer: "none" });
  const keep = (...words: readonly unknown[]) => {
    messages.push(words.join(" "));
    return logger;
  };
  const logger = { level: () => logger, error: keep, warn: keep, info: keep, debug: () => logger };
  view.logger(logger as never);
  const svg = await view.toSVG();
  view.finalize();
  return { svg, messages };
}
