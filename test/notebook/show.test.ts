/** What notebooks and consoles are shown of results, and Markdown. */
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import * as library from "../../src/index.js";
import { show, toMarkdown } from "../../src/notebook/index.js";
import { cohortChart } from "../../src/plots/index.js";

const display = Symbol.for("Jupyter.display");
const displayed = (value: object) => (value as { [display]: () => Record<string, unknown> })[display]();
const contract = {
  timeUnit: "year",
  lostByPeriod: [131, 126, 90, 60, 42, 34, 26],
  stillActive: 491,
} as const;
const fit = library.shiftedBetaGeometric.fit(contract);
const events = Array.from({ length: 400 }, (_, i) => ({
  customer: `c${(i * i) % 97}`,
  time: new Date(Date.UTC(2023, 0, 1 + ((i * 37) % 900))),
}));
const table = library.cohortTable(events, { period: "month" });
const orders = { customer: ["ann", "b|b", "ann"], time: ["2024-01-01", "2024-01-03", "2024-01-15"] };

describe("show", () => {
  it("has a symbol for Deno's kernel that no copy and no JSON holds", () => {
    const shown = show(fit);
    expect(Object.keys(displayed(shown))).toEqual(["text/html", "text/plain"]);
    expect(display in { ...shown }).toBe(false);
    expect(JSON.stringify(shown)).toBe("{}");
    expect(inspect(shown)).toBe(String(shown));
  });

  it("shows a fit as a table of coefficients with intervals on the scale of the fit", () => {
    const lines = String(show(fit)).split("\n");
    expect(lines[0]).toBe("shiftedBetaGeometric");
    expect(lines[1]).toMatch(/^parameter +estimate +standard error +lower 95% +upper 95%$/);
    expect(lines[3]).toMatch(/^beta +3\.806/);
    const [alpha] = library.parameterIntervals(fit, { parameters: ["alpha"] });
    expect(lines[2]).toContain(alpha!.lower!.toFixed(4));
    expect(lines[2]).toContain(alpha!.upper!.toFixed(4));
    expect(lines.join()).toContain("1,000 observations");
  });

  it("names the simpler model of a fit at a boundary", () => {
    const alike = library.bgBb.fit({
      frequency: [1, 2, 3],
      recency: [6, 6, 6],
      T: [6, 6, 6],
      weight: [1, 8, 30],
    });
    expect(alike.warnings).toHaveLength(1);
    expect(String(show(alike)).replaceAll("\n", " ")).toContain("no finite estimate");
  });

  it("shows a cohort table wide: a row a cohort, a column a period, percentages, nothing where it is not over", () => {
    const html = String(displayed(show(table))["text/html"]);
    const rows = html.match(/<tr>/g)!.length - 1;
    expect(rows).toBe(Math.min(table.cohorts.length, 24));
    const first = table.cells.filter(({ cohort }) => cohort === table.cohorts[0]!.cohort);
    expect(html.match(/<th /g)!.length).toBe(2 + first.length);
    expect(html).toContain(`>${(100 * first[1]!.rate!).toFixed(1)}%</td>`);
    expect(html).toContain("></td>");
    const sums = library.cohortTable(
      events.map((row) => ({ ...row, amount: 7 })),
      { period: "quarter", measure: "sum" },
    );
    expect(String(show(sums))).toContain("sum by customer");
  });

  it("shows columns and lists with their first rows and their number", () => {
    const many = library.bgNbd.simulate(
      { r: 1, alpha: 5, a: 1, b: 2 },
      { customers: 5000, T: 39, seed: 1 },
    ).customers;
    const lines = String(show(many)).split("\n");
    expect(lines).toHaveLength(12);
    expect(lines.at(-1)).toBe("the first 10 of 5,000 rows");
    expect(String(show(table.cells, { rows: 3 })).split("\n")).toHaveLength(5);
    expect(String(show(library.summarizeTransactions(orders, { asOf: "2024-02-01" })))).toContain(
      "timeUnit day",
    );
  });

  it("shows fields, nested fields and the lists among them", () => {
    const curve = library.kaplanMeier({ duration: [1, 2, 3, 4], event: [1, 0, 1, 1] });
    const text = String(show(curve));
    expect(text).toMatch(/median\.estimate +3/);
    expect(text).toContain("steps");
    expect(String(show(0.25))).toContain("0.25");
    expect(String(show(null))).toBe("");
  });

  it("shows a chart as a chart, with its SVG if there is one, and in words elsewhere", () => {
    const chart = cohortChart(table);
    const bundle = displayed(show(chart, { svg: "<svg/>" }));
    expect(Object.keys(bundle)).toEqual(["application/vnd.vegalite.v5+json", "image/svg+xml", "text/plain"]);
    expect(bundle["application/vnd.vegalite.v5+json"]).toBe(chart);
    expect(String(show(chart))).toBe(chart.description);
    const v6 = displayed(show(cohortChart(table, { schema: "v6" })));
    expect(Object.keys(v6)[0]).toBe("application/vnd.vegalite.v6+json");
  });

  it("stays under 30 lines whatever it is given, and escapes what it writes", () => {
    const deep = Object.fromEntries(
      Array.from({ length: 80 }, (_, i) => [`field${i}`, { a: i, b: [i, { c: "x".repeat(300) }] }]),
    );
    for (const value of [
      table,
      events,
      deep,
      fit,
      [1, 2, 3],
      "text",
      new Date(0),
      [[1, 2]],
      { list: [] },
      [null],
    ]) {
      expect(String(show(value, { rows: 100 })).split("\n").length).toBeLessThan(30);
      expect(typeof toMarkdown(value)).toBe("string");
    }
    const html = String(displayed(show([{ name: "<b>&" }]))["text/html"]);
    expect(html).toContain("&lt;b&gt;&amp;");
  });

  it("refuses nothing to show, and misspelt options", () => {
    expect(() => show(undefined)).toThrow("show: result must be a result");
    expect(() => show(fit, { row: 3 } as never)).toThrow("show: options must hold nothing but rows, svg");
    expect(() => show(fit, { rows: 0 })).toThrow("options.rows");
  });
});

describe("toMarkdown", () => {
  it("writes tables whose cells hold no bar and no line break", () => {
    const lines = toMarkdown([{ name: "a|b\nc", value: 1.5 }]).split("\n");
    expect(lines).toEqual(["| name | value |", "| --- | ---: |", "| a\\|b c | 1.5 |"]);
    expect(toMarkdown(fit)).toContain("| alpha | 0.6681 |");
    expect(() => toMarkdown(cohortChart(table))).toThrow("toMarkdown: result must be no chart");
  });
});
