/** Charts compiled as vega-embed compiles them. */
import type { Chart } from "retention-economics/plots";
import type * as vega from "vega";
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
