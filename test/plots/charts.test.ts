/** Every chart: the published schema, the compiler's silence, JSON, and the rows of the result. */
import * as plots from "retention-economics/plots";
import type { TopLevelSpec } from "vega-lite";
import { describe, expect, it } from "vitest";
import { expectRefusal } from "../support.js";
import { compileChart } from "./compile.js";
import { samples } from "./samples/index.js";
import { isVegaLite } from "./schema.js";

const functions = Object.keys(plots);

describe("every chart", () => {
  it("has a name that ends in Chart, and a sample that the gallery shows", () => {
    expect(functions.filter((name) => !name.endsWith("Chart"))).toEqual([]);
    const shown = samples.filter(({ special }) => special === null).map(({ chart }) => chart);
    expect([...shown].sort()).toEqual([...functions].sort());
  });

  it("has a sample that holds next to nothing", () => {
    const special = new Set(samples.filter((sample) => sample.special !== null).map(({ chart }) => chart));
    expect([...special].sort()).toEqual([...functions].sort());
  });

  it.each(samples.map((sample) => [`${sample.chart}: ${sample.special ?? "a result"}`, sample] as const))(
    "%s",
    (_, { draw, rows, special, chart: name }) => {
      const chart = draw();
      const spec: TopLevelSpec = chart;
      expect(spec.$schema).toBe("https://vega.github.io/schema/vega-lite/v5.json");
      // Those that hold next to nothing are compiled by the slow tests.
      if (special === null) {
        expect(isVegaLite(spec), JSON.stringify(isVegaLite.errors?.slice(0, 3))).toBe(true);
        expect(compileChart(chart).messages).toEqual([]);
      }
      expect(JSON.parse(JSON.stringify(chart))).toStrictEqual(chart);
      expect(chart.usermeta.chart).toBe(name);
      expect(chart.description).toMatch(/^[A-Zacdemr].*[.?!]? .*\.$/);
      expect(chart.description).not.toMatch(/undefined|null|NaN|Infinity|object/);
      for (const [data, expected] of Object.entries(rows ?? {}))
        expect(chart.datasets[data]).toEqual(expected);
    },
  );
});

describe("the options of every chart", () => {
  const drawOf = (name: string) =>
    samples.find(({ chart, special }) => chart === name && special === null)!.draw;

  it.each(functions)("%s: title, width, height, theme and schema", (name) => {
    const draw = drawOf(name);
    const chart = draw({ title: "My own title", width: 400, height: 333, theme: "dark", schema: "v6" });
    expect(chart.title.text).toEqual(["My own title"]);
    expect(chart.description.startsWith("My own title ")).toBe(true);
    expect([chart.width, chart.height]).toEqual([400, 333]);
    expect(chart.config.background).toBe("#14181f");
    expect(chart.$schema).toBe("https://vega.github.io/schema/vega-lite/v6.json");
    expect(draw({ width: "container" }).width).toBe("container");
    expectRefusal(
      () => draw({ theme: "blue" as never }),
      `${name}: theme must be one of "light", "dark", received "blue"`,
    );
    expectRefusal(
      () => draw({ width: 10 }),
      `${name}: width must be a whole number of 200 or more, received 10`,
    );
    expectRefusal(
      () => draw({ height: 9.5 }),
      `${name}: height must be a whole number of 100 or more, received 9.5`,
    );
    expectRefusal(() => draw({ title: 3 as never }), `${name}: title must be a text, received 3`);
    expectRefusal(
      () => draw({ schema: "v4" as never }),
      `${name}: schema must be one of "v5", "v6", received "v4"`,
    );
    expect(() => draw({ colour: "red" } as never)).toThrow(
      `${name}: options must hold nothing but title, width`,
    );
  });

  it("cuts long titles into lines that fit, and never a word", () => {
    const title =
      "How long do the customers of each of our many plans stay with us if nothing is done about it at all?";
    const { text } = drawOf("survivalChart")({ title, width: 400 }).title;
    expect(text.join(" ")).toBe(title);
    expect(text.length).toBeGreaterThan(1);
    expect(Math.max(...text.map((line) => line.length))).toBeLessThanOrEqual(46);
  });
});

describe("thinning", () => {
  const chartOf = (name: string, special: string) =>
    samples.find((sample) => sample.chart === name && sample.special === special)!.draw();

  it("keeps the first and the last row of a long series, and says how many it left out", () => {
    const { datasets, usermeta } = chartOf("survivalChart", "more steps than a chart carries");
    const steps = datasets.steps!;
    expect(steps.length).toBeLessThanOrEqual(5001);
    expect(steps[0]!.time).toBe(0);
    expect(usermeta.rowsOfResult).toBeGreaterThan(5000);
    expect(usermeta.rows).toBe(steps.length + datasets.atRisk!.length);
    const times = steps.map(({ time }) => time as number);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it("keeps whole cohorts of a large table, the newest", () => {
    const { datasets, description } = chartOf("cohortChart", "more cells than a chart carries");
    const cells = datasets.cells!;
    expect(cells.length).toBeLessThanOrEqual(5000);
    expect(cells[0]!.period).toBe(0);
    expect(description).toContain("The newest cohorts of");
  });
});
