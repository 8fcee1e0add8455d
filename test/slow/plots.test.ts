/** Charts of any result that the library gives: never an exception, always a valid specification; drawn; and their size. */
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import fc from "fast-check";
import {
  aalenJohansen,
  activeCustomers,
  bgNbd,
  checkClaims,
  cohortTable,
  compareRates,
  expectedFrequencies,
  gainCurve,
  kaplanMeier,
  layerCake,
  lifecycle,
  lifeTable,
  nelsonAalen,
  oneWay,
  outputDistribution,
  paybackCurve,
  points,
  qiniCurve,
  retentionCurve,
  retentionLiftCurves,
  revenueMovements,
  spider,
  stickiness,
  twoWay,
  valueDistribution,
} from "retention-economics";
import * as plots from "retention-economics/plots";
import { describe, expect, it } from "vitest";
import { compileChart } from "../plots/compile.js";
import { drawSvg } from "../plots/render.js";
import { samples } from "../plots/samples/index.js";
import { isVegaLite } from "../plots/schema.js";

/** What no chart may break, whatever the result. */
function expectChart(chart: plots.Chart): void {
  expect(isVegaLite(chart), JSON.stringify(isVegaLite.errors?.slice(0, 3))).toBe(true);
  expect(compileChart(chart).messages).toEqual([]);
  expect(JSON.parse(JSON.stringify(chart))).toStrictEqual(chart);
  expect(chart.description).not.toMatch(/undefined|null|NaN|Infinity|object/);
  expect(chart.usermeta.rows).toBeLessThanOrEqual(5600);
}

const customer = fc.integer({ min: 0, max: 5 });
const time = fc
  .integer({ min: 0, max: 200 })
  .map((day) => new Date(Date.UTC(2025, 0, 1 + day)).toISOString());
const log = fc.array(fc.record({ customer, time, amount: fc.integer({ min: -50, max: 500 }) }), {
  minLength: 1,
  maxLength: 25,
});
const until = { asOf: "2025-08-01" } as const;
const tenures = fc.array(
  fc.record({
    duration: fc.integer({ min: 0, max: 30 }),
    event: fc.integer({ min: 0, max: 1 }),
    cause: fc.constantFrom("price", "card"),
  }),
  { minLength: 1, maxLength: 20 },
);
const amounts = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 30 });
const scored = fc.array(
  fc.record({ score: fc.integer({ min: 0, max: 5 }), value: fc.integer({ min: 0, max: 9 }) }),
  { minLength: 1, maxLength: 12 },
);
const rates = fc
  .record({ lost: fc.integer({ min: 0, max: 20 }), more: fc.integer({ min: 0, max: 20 }) })
  .map(({ lost, more }) => ({ atStart: lost + more + 1, lost }));
const input = fc.double({ min: -100, max: 100, noNaN: true }).map((x) => x + 0);
const property =
  <Case>(cases: fc.Arbitrary<Case>, draw: (one: Case) => plots.Chart[]) =>
  () =>
    fc.assert(
      fc.property(cases, (one) => {
        for (const chart of draw(one)) expectChart(chart);
      }),
      { numRuns: 25 },
    );

describe("a chart of any result", () => {
  it(
    "cohorts",
    property(log, (events) => {
      const incomplete = { period: "month", ...until, incomplete: "partial" } as const;
      const table = cohortTable(events, { period: "month", ...until });
      const sums = cohortTable(events, { ...incomplete, measure: "sum", amount: "amount" });
      return [
        plots.cohortChart(table),
        plots.cohortChart(sums, { show: "value" }),
        plots.cohortCurvesChart(sums),
        plots.retentionCurveChart(retentionCurve(table)),
        plots.layerCakeChart(layerCake(sums)),
      ];
    }),
  );

  it(
    "activity",
    property(log, (events) => [
      plots.lifecycleChart(lifecycle(events, { period: "week", ...until })),
      plots.quickRatioChart(lifecycle(events, { period: "month", ...until })),
      plots.powerUserChart(stickiness(events, until)),
      plots.activeCustomersChart(activeCustomers(events, until)),
    ]),
  );

  it(
    "survival",
    property(tenures, (rows) => [
      plots.survivalChart({ all: kaplanMeier(rows), twice: kaplanMeier([...rows, ...rows]) }),
      plots.cumulativeHazardChart(nelsonAalen(rows)),
      plots.competingCausesChart(
        aalenJohansen(
          [{ duration: 1, event: 1, cause: "price" }, ...rows].map((row) => ({
            ...row,
            cause: row.event ? row.cause : null,
          })),
        ),
      ),
      plots.hazardChart(lifeTable(rows, { breaks: [0, 5, 10, 31] })),
    ]),
  );

  it(
    "rankings",
    property(
      fc.tuple(scored, fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.boolean()), { maxLength: 9 })),
      ([rows, more]) => {
        const worth = [...rows, { score: 1, value: 1 }];
        const trial = [...more, [0, true], [0, false]] as const;
        return [
          plots.gainChart(gainCurve(worth)),
          plots.liftChart(gainCurve(worth)),
          plots.qiniChart(
            qiniCurve({
              uplift: trial.map(([u]) => u),
              treated: trial.map((_, i) => i % 2),
              churned: trial.map(([, left]) => left),
            }),
          ),
          plots.valueDistributionChart(valueDistribution(rows.map(({ value }) => value))),
        ];
      },
    ),
  );

  it(
    "customers",
    property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 9 })), {
        minLength: 1,
        maxLength: 9,
      }),
      (many) => {
        const customers = {
          frequency: many.map(([x]) => x),
          recency: many.map(([x, t]) => (x > 0 ? t : 0)),
          T: many.map(() => 10),
        };
        const fitted = { model: bgNbd, fit: { r: 0.2, alpha: 4, a: 0.8, b: 2.4 } };
        return [plots.frequencyChart(expectedFrequencies(fitted, customers, { largest: 3 }))];
      },
    ),
  );

  it(
    "money",
    property(
      fc.tuple(log, fc.double({ min: 0.01, max: 0.98, noNaN: true }), rates, rates),
      ([events, share, first, second]) => {
        const balances = events.map((row) => ({
          customer: row.customer,
          period: row.time.slice(0, 7),
          amount: Math.abs(row.amount),
        }));
        const distinct = [...new Map(balances.map((row) => [`${row.customer} ${row.period}`, row])).values()];
        const movements = revenueMovements(distinct, {
          periods: ["2025-01", "2025-02", "2025-03", "2025-04", "2025-05", "2025-06", "2025-07"],
        });
        const comparison = compareRates(first, second);
        return [
          plots.revenueMovementsChart(movements),
          ...movements.statements.map((statement) => plots.revenueWaterfallChart(statement)),
          plots.paybackChart(
            paybackCurve({ margin: 20 * share, retention: share, discountRate: 0.1, acquisitionCost: 30 }),
          ),
          plots.retentionLiftChart(retentionLiftCurves({ any: { change: points(share) } })),
          plots.experimentChart({ difference: comparison, ratio: comparison.ratio }),
          plots.claimsChart(
            checkClaims({
              claims: [
                { probability: "a", atLeast: share },
                { probability: "b", given: "a", atMost: 1 - share },
              ],
            }),
          ),
        ];
      },
    ),
  );

  it(
    "sensitivity",
    property(fc.tuple(input, input, amounts), ([a, b, samplesOf]) => {
      const model = (inputs: { a: number; b: number }) => inputs.a * inputs.b;
      const range = [Math.min(a, b), Math.max(a, b)] as const;
      const within = [range[0], range[1] + 1] as const;
      return [
        plots.tornadoChart(oneWay(model, { a: range[0], b }, { a: range })),
        plots.spiderChart(spider(model, { a, b })),
        plots.twoWayChart(
          twoWay(model, { a, b }, { x: { input: "a", within }, y: { input: "b", within }, target: b }),
        ),
        plots.monteCarloChart(outputDistribution(samplesOf, { lossBelow: a })),
      ];
    }),
  );
});

describe("a chart of next to nothing", () => {
  it.each(samples.map((sample) => [`${sample.chart}: ${sample.special ?? "a result"}`, sample] as const))(
    "%s",
    (_, { draw }) => {
      expectChart(draw());
      expectChart(draw({ width: 200, theme: "dark", schema: "v5" }));
    },
  );
});

describe("a chart as it is drawn", () => {
  it("is an SVG with a title, marks and no message, at both widths and in both themes", async () => {
    for (const { draw, special } of samples) {
      if (special !== null) continue;
      for (const width of [400, 900])
        for (const theme of ["light", "dark"] as const) {
          const chart = draw({ width, theme });
          const { svg, messages } = await drawSvg(chart);
          expect(messages).toEqual([]);
          expect(svg).toContain(`width="${width}"`);
          // The title stands inside, at the top: what reaches beyond the chart would have pushed it out.
          const places = [
            /translate\((-?[\d.]+),(-?[\d.]+)\)/,
            /role-title"><g transform="translate\((-?[\d.]+),(-?[\d.]+)\)/,
          ];
          const [[x, y], [left, top]] = places.map((place) =>
            (place.exec(svg) ?? []).slice(1).map(Number),
          ) as [number[], number[]];
          expect(x! + left!, chart.usermeta.chart).toBeGreaterThanOrEqual(0);
          expect(y! + top!, chart.usermeta.chart).toBeGreaterThanOrEqual(0);
          expect(y! + top!, chart.usermeta.chart).toBeLessThan(12);
          for (const line of chart.title.text)
            expect(svg).toContain(line.replaceAll("&", "&amp;").replaceAll("<", "&lt;"));
        }
    }
  });
});

describe("the size of a chart function", () => {
  const sizeOf = async (code: string): Promise<number> => {
    const { outputFiles } = await build({
      stdin: { contents: code, resolveDir: resolve(import.meta.dirname, "../../src/plots"), loader: "ts" },
      bundle: true,
      minify: true,
      format: "esm",
      platform: "browser",
      write: false,
    });
    return gzipSync(outputFiles[0]!.text).length;
  };

  it("is below 4 kB gzipped with what it shares, and of all together below 28 kB", async () => {
    expect(await sizeOf('import * as all from "./index.js"; console.log(all);')).toBeLessThan(28 * 1024);
    for (const name of Object.keys(plots))
      expect(await sizeOf(`import { ${name} } from "./index.js"; console.log(${name});`), name).toBeLessThan(
        4096,
      );
  });
});
