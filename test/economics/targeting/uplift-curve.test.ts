import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rankAverageTreatmentEffect } from "../../../src/economics/targeting/rank-average-treatment-effect.js";
import { upliftCurve } from "../../../src/economics/targeting/uplift-curve.js";
import { compareMeans } from "../../../src/experiments/means/compare-means.js";
import { compareRates } from "../../../src/experiments/rates/compare-rates.js";
import { createRandom } from "../../../src/math/random.js";
import { expectClose, expectPlainData, expectRefusal } from "../../support.js";

const row = fc.record({
  uplift: fc.integer({ min: 0, max: 6 }),
  treated: fc.boolean(),
  outcome: fc.integer({ min: 0, max: 50 }),
});
const anchors = [true, true, false, false].map((treated, i) => ({ uplift: i, treated, outcome: 3 * i + 1 }));
const experiments = fc.array(row, { maxLength: 40 }).map((rows) => [...rows, ...anchors]);
const columnsOf = (rows: readonly { uplift: number; treated: boolean; outcome: number }[]) => ({
  uplift: rows.map((each) => each.uplift),
  treated: rows.map((each) => each.treated),
  outcome: rows.map((each) => each.outcome),
});
const mean = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;

describe("upliftCurve", () => {
  it("is what counting from the top gives, step by step", () => {
    fc.assert(
      fc.property(experiments, (rows) => {
        const { points, area, averageEffect, areaAtRandom } = upliftCurve(columnsOf(rows), { groups: 2 });
        const effectOf = (part: typeof rows) => {
          const [a, b] = [true, false].map((arm) =>
            part.filter(({ treated }) => treated === arm).map(({ outcome }) => outcome),
          );
          return a!.length > 0 && b!.length > 0 ? mean(a!) - mean(b!) : null;
        };
        const levels = [...new Set(rows.map(({ uplift }) => uplift))].sort((a, b) => b - a);
        const counted = levels.map((level) => {
          const part = rows.filter(({ uplift }) => uplift >= level);
          const effect = effectOf(part);
          return {
            targetedShare: part.length / rows.length,
            gain: effect === null ? null : (effect * part.length) / rows.length,
          };
        });
        for (const [i, { targetedShare, gain }] of counted.entries()) {
          expectClose(points[i + 1]!.targetedShare, targetedShare, { relative: 1e-12 });
          if (gain === null) expect(points[i + 1]!.gain).toBe(null);
          else expectClose(points[i + 1]!.gain!, gain, { absolute: 1e-12 });
        }
        const known = [{ targetedShare: 0, gain: 0 as number | null }, ...counted].filter(
          ({ gain }) => gain !== null,
        );
        const trapezoids = known
          .slice(1)
          .map((b, i) => ((b.targetedShare - known[i]!.targetedShare) * (b.gain! + known[i]!.gain!)) / 2);
        expectClose(
          area,
          trapezoids.reduce((sum, each) => sum + each, 0),
          { absolute: 1e-12 },
        );
        expectClose(areaAtRandom, effectOf(rows)! / 2, { absolute: 1e-12 });
        expectClose(averageEffect.estimate, effectOf(rows)!, { absolute: 1e-12 });
      }),
      { numRuns: 50 },
    );
  });

  it("gives each group the interval that the arms in it have, and keeps ties together", () => {
    const rows = Array.from({ length: 120 }, (_, i) => ({
      uplift: Math.floor(i / 3),
      treated: i % 2 === 0,
      outcome: (i * 13) % 17,
    }));
    const { groups } = upliftCurve(columnsOf(rows), { groups: 5, level: 0.9 });
    expect(groups.map(({ customers }) => customers)).toStrictEqual([24, 24, 24, 24, 24]);
    const top = rows.filter(({ uplift }) => uplift >= 32);
    const arm = (treated: boolean) =>
      top.filter((each) => each.treated === treated).map(({ outcome }) => outcome);
    const { difference } = compareMeans(arm(true), arm(false), { level: 0.9 });
    for (const end of ["estimate", "lower", "upper"] as const)
      expectClose(groups[0]!.uplift![end], difference[end], { relative: 1e-10 });
    // Of one score for all but a few, the tie stays whole in the group of its middle.
    const tied = rows.map((each, i) => ({ ...each, uplift: i < 100 ? 1 : 0 }));
    expect(
      upliftCurve(columnsOf(tied), { groups: 3 }).groups.map(({ customers }) => customers),
    ).toStrictEqual([0, 100, 20]);
    expectPlainData(upliftCurve(columnsOf(tied), { groups: 3 }));
  });

  it("counts stayers where churn is given", () => {
    const rows = Array.from({ length: 80 }, (_, i) => ({
      uplift: i % 8,
      treated: i % 2,
      churned: (i * 7) % 5 === 0,
    }));
    const columns = {
      uplift: rows.map((each) => each.uplift),
      treated: rows.map((each) => each.treated),
      churned: rows.map((each) => each.churned),
    };
    const { averageEffect } = upliftCurve(columns, { groups: 2 });
    const counts = (treated: number) => {
      const arm = rows.filter((each) => each.treated === treated);
      return { eligible: arm.length, value: arm.filter(({ churned }) => !churned).length };
    };
    const { difference } = compareRates(counts(1), counts(0), { difference: "newcombe" });
    for (const end of ["estimate", "lower", "upper"] as const)
      expectClose(averageEffect[end], difference[end], { absolute: 1e-13 });
  });
});

describe("rankAverageTreatmentEffect", () => {
  it("is the area over the random line where arms are equal in every step (QINI), and the mean of TOC (AUTOC)", () => {
    // One treated and one untreated of every score, so that scores by arms and counting by arms say the same.
    const pairs = Array.from({ length: 30 }, (_, i) => ({
      uplift: (i * 11) % 30,
      a: (i * 7) % 13,
      b: (i * 5) % 11,
    }));
    const rows = pairs.flatMap(({ uplift, a, b }) => [
      { uplift, treated: true, outcome: a },
      { uplift, treated: false, outcome: b },
    ]);
    const sorted = [...pairs].sort((x, y) => y.uplift - x.uplift).map(({ a, b }) => a - b);
    const overall = mean(sorted);
    // Customers of equal score come in any order: between whole pairs the mean of the first is a weighted one.
    const toc = Array.from({ length: 60 }, (_, j) => {
      const whole = Math.floor((j + 1) / 2);
      const sum =
        sorted.slice(0, whole).reduce((total, each) => total + each, 0) +
        ((j + 1) % 2) * 0.5 * (sorted[whole] ?? 0);
      return sum / ((j + 1) / 2) - overall;
    });
    expectClose(rankAverageTreatmentEffect(columnsOf(rows)).estimate, mean(toc), { absolute: 1e-12 });
    const qini = rankAverageTreatmentEffect(columnsOf(rows), { weighting: "qini" });
    expectClose(qini.estimate, mean(toc.map((each, j) => ((j + 1) / 60) * each)), { absolute: 1e-12 });
    expectClose(qini.averageEffect, overall, { absolute: 1e-12 });
    expectPlainData(qini);
  });

  it("finds the values known in closed form where the effect is the score itself: 1/4 and 1/12", () => {
    // τ = s uniform on 0 to 1: TOC(q) = (1 - q)/2.
    const random = createRandom(4);
    const n = 20_000;
    const uplift = Float64Array.from({ length: n }, () => random.next());
    const treated = Array.from({ length: n }, () => random.next() < 0.3);
    const outcome = uplift.map((s, i) => random.next() + (treated[i] ? s : 0));
    for (const [weighting, value] of [
      ["autoc", 1 / 4],
      ["qini", 1 / 12],
    ] as const) {
      const found = rankAverageTreatmentEffect(
        { uplift, treated, outcome },
        { weighting, resamples: 100, treatedShare: 0.3 },
      );
      expectClose(found.estimate, value, { absolute: 4 * found.standardError });
      expect(found.standardError).toBeLessThan(0.03);
      expect(found.pValue).toBeLessThan(1e-6);
    }
    const curve = upliftCurve({ uplift, treated, outcome });
    expectClose(curve.area - curve.areaAtRandom, 1 / 12, { absolute: 0.01 });
  });

  it("changes sign when the ranking is turned round, and not with the order of the rows", () => {
    fc.assert(
      fc.property(experiments, (rows) => {
        const there = rankAverageTreatmentEffect(columnsOf(rows), { weighting: "qini", resamples: 100 });
        const turned = rows.map((each) => ({ ...each, uplift: -each.uplift }));
        const back = rankAverageTreatmentEffect(columnsOf(turned), { weighting: "qini", resamples: 100 });
        // ∫ q TOC(q) turns with the ranking; of a sum over n customers but for the step 1/n.
        expectClose(back.estimate, -there.estimate, { absolute: 300 / rows.length });
        const reversed = rankAverageTreatmentEffect(columnsOf([...rows].reverse()), {
          weighting: "qini",
          resamples: 100,
        });
        expectClose(reversed.estimate, there.estimate, { absolute: 1e-10 });
      }),
      { numRuns: 20 },
    );
  });

  it("refuses what cannot be ranked", () => {
    const good = columnsOf(anchors);
    expectRefusal(
      () => upliftCurve({ ...good, churned: [0, 1, 0, 1] }),
      "upliftCurve: customers must have either outcome or churned, received an object",
    );
    expectRefusal(
      () => upliftCurve({ ...good, treated: [1, 1, 1, 0] }),
      "upliftCurve: treated must hold at least two who were not treated, received 1",
      "INSUFFICIENT_DATA",
    );
    expectRefusal(
      () => upliftCurve(good),
      "upliftCurve: groups must be at most the customers (4), received 10",
    );
    expectRefusal(
      () => upliftCurve({ ...good, outcome: [1, 2] }, { groups: 2 }),
      "upliftCurve: outcome must have one entry per customer (4), received [1, 2]",
    );
    expectRefusal(
      () => rankAverageTreatmentEffect({ ...good, uplift: [1, 1, 1, 1] }),
      "rankAverageTreatmentEffect: uplift must hold two different values or more, received 1",
      "INSUFFICIENT_DATA",
    );
    expectRefusal(
      () => rankAverageTreatmentEffect(good, { weighting: "top" as never }),
      'rankAverageTreatmentEffect: weighting must be one of "autoc", "qini", received "top"',
    );
  });
});
