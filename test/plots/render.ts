/** Charts drawn without a browser. */
import type { Chart } from "retention-economics/plots";
import * as vega from "vega";
import { compileChart } from "./compile.js";

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
