/** Every chart: the published schema, the compiler's silence, JSON, and the rows of the result. */
import { createRequire } from "node:module";
import Ajv from "ajv";
import * as plots from "retention-economics/plots";
import type { TopLevelSpec } from "vega-lite";
import { describe, expect, it } from "vitest";
import { compileChart } from "./render.js";
import { samples } from "./samples/index.js";

const schema = createRequire(import.meta.url)("vega-lite-v5/build/vega-lite-schema.json");
const ajv = new Ajv({ strict: false, allowUnionTypes: true, validateFormats: false, logger: false });
const isVegaLite = ajv.compile(schema);

describe("every chart", () => {
  it("has a sample that the gallery shows", () => {
    const functions = Object.keys(plots).filter((name) => name.endsWith("Chart"));
    expect(functions).toEqual(Object.keys(plots));
    const shown = samples.filter(({ special }) => special === null).map(({ chart }) => chart);
    expect([...shown].sort()).toEqual([...functions].sort());
  });

  it.each(samples.map((sample) => [`${sample.chart}: ${sample.special ?? "a result"}`, sample] as const))(
    "%s",
    (_, { draw, rows, chart: name }) => {
      const chart = draw();
      const spec: TopLevelSpec = chart;
      expect(spec.$schema).toBe("https://vega.github.io/schema/vega-lite/v5.json");
      expect(isVegaLite(spec), JSON.stringify(isVegaLite.errors?.slice(0, 3))).toBe(true);
      expect(compileChart(chart).messages).toEqual([]);
      expect(JSON.parse(JSON.stringify(chart))).toStrictEqual(chart);
      expect(chart.usermeta.chart).toBe(name);
      expect(chart.description).not.toMatch(/undefined|null|NaN|Infinity/);
      expect(Object.values(chart.datasets).flat().length).toBeLessThanOrEqual(5100);
      for (const [data, expected] of Object.entries(rows ?? {}))
        expect(chart.datasets[data]).toEqual(expected);
    },
  );
});
