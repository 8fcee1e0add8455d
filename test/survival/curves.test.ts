/** What is read from curves: differences, life tables, conditional survival, numbers at risk, bands, errors by customer. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { atRiskTable } from "../../src/survival/at-risk-table.js";
import { equalPrecisionValue, hallWellnerValue } from "../../src/survival/band-critical-values.js";
import {
  restrictedMeanDifference,
  survivalDifference,
} from "../../src/survival/comparison/curve-differences.js";
import { conditionalSurvival } from "../../src/survival/conditional-survival.js";
import { flemingHarrington } from "../../src/survival/fleming-harrington.js";
import { kaplanMeier } from "../../src/survival/kaplan-meier.js";
import { lifeTable } from "../../src/survival/life-table.js";
import { restrictedMean } from "../../src/survival/restricted-mean.js";
import { survivalAt } from "../../src/survival/survival-at.js";
import { survivalBand } from "../../src/survival/survival-band.js";
import {
  expectClose,
  expectPlainData,
  expectRefusal,
  itOutside,
  outsideText,
  readReference,
} from "../support.js";
import { brokenRows, rows } from "./random-rows.js";

const closed = { relative: 1e-12, absolute: 1e-15 };

interface DifferenceCase {
  readonly name: string;
  readonly inputs: {
    readonly time: readonly number[];
    readonly status: readonly number[];
    readonly group: readonly (string | number)[];
    readonly tau: number;
    readonly t: number;
  };
  readonly expected: Readonly<
    Record<string, number> &
      Record<"rmst" | "rmst_se" | "surv" | "surv_se" | "rmst_diff_ci95", readonly [number, number]>
  >;
}

function compareDifference({ name, inputs, expected }: DifferenceCase): void {
  const { time, status, group, tau, t } = inputs;
  const groups = [...new Set(group)].sort();
  const curves = groups.map((chosen) =>
    kaplanMeier(
      time.flatMap((duration, i) => (group[i] === chosen ? [{ duration, event: status[i] === 1 }] : [])),
    ),
  );
  // R's difference is second less first.
  const [second, first] = curves as [(typeof curves)[0], (typeof curves)[0]];
  const mean = restrictedMeanDifference(first, second, { horizon: tau });
  const at = (what: string) => `${name} ${what}`;
  expectClose(mean.estimate!, expected.rmst_diff!, closed, at("mean"));
  expectClose(mean.standardError!, expected.rmst_diff_se!, closed, at("its error"));
  expectClose(mean.chiSquare!, expected.rmst_diff_z! ** 2, closed, at("its test"));
  expectClose(mean.pValue!, expected.rmst_diff_p!, { relative: 1e-11 }, at("its p"));
  expectClose(mean.lower!, expected.rmst_diff_ci95[0], closed, at("lower"));
  expectClose(mean.upper!, expected.rmst_diff_ci95[1], closed, at("upper"));
  const share = survivalDifference(first, second, { time: t });
  expectClose(share.estimate!, expected.surv_diff!, { relative: 1e-12, absolute: 1e-14 }, at("share"));
  expectClose(share.standardError!, expected.surv_diff_se!, closed, at("its error"));
  expectClose(share.pValue!, expected.surv_diff_p!, { relative: 1e-10 }, at("its p"));
  const logLog = survivalDifference(first, second, { time: t, test: "logLog" });
  expectClose(logLog.chiSquare!, expected.cloglog_chisq!, { relative: 1e-11 }, at("log-log"));
  expectClose(logLog.pValue!, expected.cloglog_p!, { relative: 1e-10 }, at("log-log p"));
}

describe("survivalDifference and restrictedMeanDifference", () => {
  it("give what R's numbers give, of the leukaemia patients", () => {
    for (const each of readReference<{ cases: DifferenceCase[] }>("survival/km_differences.json").cases)
      compareDifference(each);
  });

  itOutside("reference/survival/km_differences.json", "give those of R's data sets", () => {
    const { cases } = JSON.parse(outsideText("reference/survival/km_differences.json")) as {
      cases: DifferenceCase[];
    };
    for (const each of cases) compareDifference(each);
    expect(cases.length).toBeGreaterThan(2);
  });

  it("turn sign with the order of the curves, and are null where a curve says nothing", () => {
    const one = kaplanMeier({ duration: [1, 2, 3, 5], event: [1, 0, 1, 0] });
    const other = kaplanMeier({ duration: [1, 2, 2], event: [1, 1, 0], timeUnit: "month" });
    expect(survivalDifference(one, other, { time: 1 }).estimate).toBe(
      -survivalDifference(other, one, { time: 1 }).estimate!,
    );
    expect(survivalDifference(one, other, { time: 4 })).toMatchObject({
      estimate: null,
      lower: null,
      pValue: null,
    });
    expect(survivalDifference(one, other, { time: 0.5 })).toMatchObject({
      estimate: 0,
      standardError: 0,
      pValue: null,
    });
    expect(restrictedMeanDifference(one, other, { horizon: 2 }).timeUnit).toBe("month");
    expectPlainData(survivalDifference(one, JSON.parse(JSON.stringify(other)), { time: 1, test: "logLog" }));
    expectRefusal(
      () => restrictedMeanDifference(one, other, { horizon: 4 }),
      "restrictedMeanDifference: horizon must be at most the last time of the second (2), received 4",
    );
    expectRefusal(
      () => survivalDifference({ ...one, timeUnit: "week" }, other, { time: 1 }),
      'survivalDifference: second.timeUnit must be that of the first ("week"), received "month"',
    );
  });
});

describe("restrictedMean", () => {
  it("of robust curves has the error that each customer's weight makes, of 500 random tables with late entry", () => {
    fc.assert(
      fc.property(
        brokenRows,
        fc.double({ min: 0.1, max: 1, noNaN: true }),
        fc.boolean(),
        (table, share, isProduct) => {
          const make = isProduct ? kaplanMeier : flemingHarrington;
          const curve = make(table, { cluster: "customer" });
          const last = curve.steps.at(-1)!.time;
          fc.pre(last > 0);
          const horizon = share * last;
          // Where all who were watched are lost, a weight has no slope.
          fc.pre(curve.steps.every((step) => step.survival > 0 || step.time === last));
          let variance = 0;
          for (const customer of new Set(table.map((row) => row.customer))) {
            const moved = (factor: number) =>
              restrictedMean(
                make(
                  table.map((row) =>
                    row.customer === customer ? { ...row, weight: row.weight * factor } : row,
                  ),
                  { standardErrors: "robust" },
                ),
                { horizon },
              ).estimate;
            variance += ((moved(1 + 1e-5) - moved(1 - 1e-5)) / 2e-5) ** 2;
          }
          const { standardError } = restrictedMean(curve, { horizon });
          expectClose(standardError!, Math.sqrt(variance), { relative: 1e-5, absolute: 1e-7 });
          const stored = JSON.parse(JSON.stringify(curve)) as typeof curve;
          expect(restrictedMean(stored, { horizon })).toStrictEqual(restrictedMean(curve, { horizon }));
        },
      ),
      { numRuns: 500 },
    );
  });

  it("has one error, robust or Greenwood's, where each row is a customer of weight 1 watched from the start", () => {
    fc.assert(
      fc.property(rows, (given) => {
        const table = given.map((row) => ({ ...row, weight: 1, entry: 0 }));
        const [greenwood, robust] = [kaplanMeier(table), kaplanMeier(table, { standardErrors: "robust" })];
        const last = greenwood.steps.at(-1)!.time;
        fc.pre(last > 0 && greenwood.steps.slice(0, -1).every(({ survival }) => survival > 0));
        const [one, other] = [greenwood, robust].map(
          (curve) => restrictedMean(curve, { horizon: last }).standardError!,
        );
        expectClose(other!, one!, { relative: 1e-7, absolute: 1e-7 });
      }),
    );
  });
});

interface TableCase {
  readonly inputs: {
    readonly time: readonly number[];
    readonly status: readonly number[];
    readonly breaks: readonly number[];
  };
  readonly expected: Readonly<Record<string, readonly number[]>>;
}

function compareTable({ inputs, expected }: TableCase): void {
  const { rows: table } = lifeTable(
    { duration: inputs.time, event: inputs.status },
    { breaks: inputs.breaks },
  );
  const columns = {
    from: "lower",
    to: "upper",
    atStart: "n_start",
    censored: "n_censored",
    events: "n_event",
    exposed: "n_exposed",
    churnProbability: "q",
    survival: "surv_end",
    hazard: "hazard_midpoint",
  } as const;
  expect(table.length).toBe(expected.lower!.length);
  table.forEach((row, i) => {
    for (const [ours, theirs] of Object.entries(columns))
      expectClose(row[ours as keyof typeof columns]!, expected[theirs]![i]!, closed, `${ours} ${i}`);
    expectClose(row.standardError!, expected.se_surv_end![i]!, closed, `error ${i}`);
  });
}

describe("lifeTable", () => {
  it("gives the actuarial table of made-up subscriptions", () => {
    for (const each of readReference<{ cases: TableCase[] }>("survival/life_table.json").cases)
      compareTable(each);
  });

  itOutside("reference/survival/life_table.json", "gives that of R's data sets", () => {
    for (const each of (
      JSON.parse(outsideText("reference/survival/life_table.json")) as { cases: TableCase[] }
    ).cases)
      compareTable(each);
  });

  it("is the Kaplan-Meier curve where nobody is censored, and takes a weight for so many rows", () => {
    fc.assert(
      fc.property(rows, (given) => {
        const table = given.map(({ duration, weight }) => ({ duration, weight, event: true }));
        const curve = kaplanMeier(table);
        const life = lifeTable(table, { breaks: Array.from({ length: 14 }, (_, i) => i) });
        for (const { to, survival } of life.rows)
          if (survival !== null)
            expectClose(survival, survivalAt(curve, { time: to - 0.5 }).estimate!, { absolute: 1e-12 });
        expectPlainData(life);
      }),
    );
  });

  it("refuses breaks that do not rise from 0 or reach the last duration, and late entry", () => {
    const data = { duration: [1, 2], event: [1, 0] };
    expectRefusal(() => lifeTable(data, { breaks: [1, 2] }), "lifeTable: breaks[0] must be 0, received 1");
    expectRefusal(
      () => lifeTable(data, { breaks: [0, 2] }),
      "lifeTable: breaks must reach beyond the last duration (2), received 2",
    );
    expectRefusal(
      () => lifeTable({ ...data, entry: [0, 1] }, { breaks: [0, 3] }),
      "lifeTable: data.entry[1] must be 0: a life table has no place for late entry, received 1",
    );
  });
});

describe("conditionalSurvival", () => {
  it("is the curve of those who ended later, watched from the tenure on", () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 0, max: 6 }), (table, tenure) => {
        const curve = kaplanMeier(table);
        const last = curve.steps.at(-1)!;
        fc.pre(tenure < last.time && (survivalAt(curve, { time: tenure }).estimate ?? 0) > 0);
        const later = conditionalSurvival(curve, { tenure });
        const watched = table
          .filter(({ duration }) => duration > tenure)
          .map((row) => ({ ...row, entry: Math.max(row.entry, tenure) }));
        const own = kaplanMeier(watched);
        expect(later.observations).toBe(own.observations);
        later.steps.forEach((step, i) => {
          const same = own.steps[i]!;
          expect([step.time + tenure, step.atRisk, step.events]).toEqual([
            same.time,
            same.atRisk,
            same.events,
          ]);
          expectClose(step.survival, same.survival, { relative: 1e-12 });
          if (same.standardError !== null)
            expectClose(step.standardError!, same.standardError, { relative: 1e-10, absolute: 1e-12 });
        });
        expectPlainData(later);
      }),
    );
  });

  it("refuses robust curves and tenures beyond the curve", () => {
    const data = { duration: [1, 2], event: [1, 0] };
    expectRefusal(
      () => conditionalSurvival(kaplanMeier(data, { standardErrors: "robust" }), { tenure: 1 }),
      'conditionalSurvival: curve.standardErrors must be "greenwood": the steps of a robust curve do not hold what it takes, received "robust"',
    );
    expectRefusal(
      () => conditionalSurvival(kaplanMeier(data), { tenure: 2 }),
      "conditionalSurvival: tenure must be below the last time of the curve (2), received 2",
    );
  });
});

describe("atRiskTable", () => {
  it("counts who is watched at each time, and who ended by it", () => {
    fc.assert(
      fc.property(rows, (given) => {
        const table = given.map((row) => ({ ...row, entry: 0 }));
        const times = [0, 2.5, 4, 30];
        for (const row of atRiskTable(kaplanMeier(table), { times })) {
          const size = (chosen: typeof table) => chosen.reduce((sum, { weight }) => sum + weight, 0);
          expect(row.atRisk).toBe(size(table.filter(({ duration }) => duration >= row.time)));
          expect(row.events).toBe(size(table.filter(({ duration, event }) => event && duration <= row.time)));
          expect(row.censored).toBe(
            size(table.filter(({ duration, event }) => !event && duration <= row.time)),
          );
        }
      }),
    );
    expectRefusal(
      () => atRiskTable({}, { times: [1] }),
      "atRiskTable: curves must hold a curve or more, received 0",
      "INSUFFICIENT_DATA",
    );
  });
});

describe("survivalBand", () => {
  it("has Kolmogorov's critical values over the whole range", () => {
    // Source: the limiting distribution of Kolmogorov's statistic, 1 - 2 Σ (-1)^(k-1) exp(-2 k² x²).
    const kolmogorov = (x: number) => {
      let sum = 0;
      for (let k = 1; k < 20; k++) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * x * x);
      return 1 - sum;
    };
    for (const level of [0.5, 0.9, 0.95, 0.99])
      expectClose(kolmogorov(hallWellnerValue({ from: 0, to: 1 - 1e-10 }, level)), level, { absolute: 1e-8 });
  });

  it("has critical values near those of Miller and Siegmund, and never below the pointwise one", () => {
    // Source: Miller & Siegmund (1982), Biometrics 38, 1011-1016, whose tail formula is good to a few per cent.
    for (const [from, to] of [
      [0.1, 0.9],
      [0.02, 0.98],
      [0.3, 0.6],
    ] as const) {
      const c = equalPrecisionValue({ from, to }, 0.95);
      const density = Math.exp((-c * c) / 2) / Math.sqrt(2 * Math.PI);
      const tail =
        (4 * density) / c + density * (c - 1 / c) * Math.log((to * (1 - from)) / (from * (1 - to)));
      expectClose(tail, 0.05, { relative: 0.05 });
      expect(c).toBeGreaterThan(1.96);
    }
    expect(equalPrecisionValue({ from: 0.5, to: 0.5001 }, 0.95)).toBeLessThan(2.01);
  });

  it("holds the pointwise intervals, and is the interval with another factor for equal precision", () => {
    const data = { duration: [2, 4, 4, 7, 9, 12, 12, 15], event: [1, 1, 0, 1, 1, 1, 0, 0] };
    const curve = kaplanMeier(data);
    const band = survivalBand(curve);
    expectPlainData(band);
    for (const step of band.steps) {
      const own = curve.steps.find(({ time }) => time === step.time)!;
      expect(step.lower).toBeLessThan(own.lower!);
      expect(step.upper).toBeGreaterThan(own.upper!);
      const width = (band.criticalValue * own.standardError!) / (step.survival * Math.log(step.survival));
      expectClose(step.lower, step.survival ** Math.exp(-width), { relative: 1e-12 });
    }
    const wide = survivalBand(curve, { kind: "hallWellner", transform: "plain", from: 4, to: 9 });
    expect(wide.steps.map(({ time }) => time)).toEqual([4, 7, 9]);
    expectRefusal(
      () => survivalBand(curve, { from: 1 }),
      "survivalBand: from must be at or after the first loss (2), received 1",
    );
    expectRefusal(
      () => survivalBand(kaplanMeier({ duration: [1, 2], event: [1, 0] })),
      "survivalBand: curve must have two losses with somebody left after them, received 1",
      "INSUFFICIENT_DATA",
    );
  });
});
