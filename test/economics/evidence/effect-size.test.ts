import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  attributableChurn,
  convertEffectSize,
  type EffectSizeInput,
  effectSizeReadings,
} from "../../../src/economics/evidence/effect-size.js";
import { lifetimeValue } from "../../../src/value/lifetime-value.js";
import { expectClose, expectPlainData, expectPrinted, expectRefusal } from "../../support.js";

const open = fc.double({ min: 0.01, max: 0.99, noNaN: true });

describe("convertEffectSize", () => {
  it.each([
    // Source: odds₁ = k odds₀, in Python.
    [10, 0.05, 0.3448275862068966],
    [10, 0.5, 0.9090909090909091],
    [10, 0.7, 0.9589041095890412],
    [10, 0.8, 0.9756097560975611],
    [10, 0.9, 0.989010989010989],
    [15, 0.5, 0.9375],
    [15, 0.7, 0.9722222222222222],
    [15, 0.8, 0.9836065573770493],
    [15, 0.9, 0.9926470588235294],
  ])("odds %f times those of %f", (ratio, baseline, compared) => {
    const effect = convertEffectSize({ kind: "oddsRatio", ratio, baseline });
    expectClose(effect.compared, compared, { relative: 1e-14 });
    expectClose(effect.oddsRatio!, ratio, { relative: 1e-12 });
    expectClose(effect.relativeRisk, compared / baseline, { relative: 1e-14 });
    expectPlainData(effect);
  });

  it.each([
    // Source: relative risks 1.82, 1.37, 1.22, 1.10, and value ratios m(1 + d)/(1 + d - r) at 10% discount.
    [0.5, "1.82", "3.1"],
    [0.7, "1.37", "2.8"],
    [0.8, "1.22", "2.4"],
    [0.9, "1.10", "1.8"],
  ])("an odds ratio of 10 at %f is a relative risk of %s, and of values of %s", (baseline, risk, worth) => {
    const { compared, relativeRisk } = convertEffectSize({ kind: "oddsRatio", ratio: 10, baseline });
    expectPrinted(relativeRisk, risk);
    const value = (retention: number) => lifetimeValue({ margin: 1, retention, discountRate: 0.1 }).value;
    expectPrinted(value(compared) / value(baseline), worth);
  });

  it.each([
    // Source: 1 - (1 - p₀) / k and p₀ k^(1/T), in Python.
    ["churnRatio", 10, 0.8, undefined, 0.98],
    ["churnRatio", 15, 0.8, undefined, 0.9866666666666667],
    ["relativeRisk", 10, 0.1, undefined, 1],
    ["relativeRisk", 15, 0.0666666666666666, undefined, 1],
    ["survivalRatio", 10, 0.5, 5, 0.5 * 1.5848931924611136],
    ["survivalRatio", 15, 0.5, 20, 0.5 * 1.144997564643589],
  ] as const)("%s of %f at %f", (kind, ratio, baseline, periods, compared) => {
    const effect = convertEffectSize({ kind, ratio, baseline, horizon: periods });
    expectClose(effect.compared, compared, { relative: 1e-12 });
    expectPlainData(effect);
  });

  it("each measure converts back to itself", () => {
    fc.assert(
      fc.property(open, fc.double({ min: 0.5, max: 20, noNaN: true }), (baseline, ratio) => {
        const odds = convertEffectSize({ kind: "oddsRatio", ratio, baseline });
        const same = (kind: EffectSizeInput["kind"], back: number, periods?: number) =>
          expectClose(
            convertEffectSize({ kind, ratio: back, baseline, horizon: periods }).compared,
            odds.compared,
            {
              relative: 1e-9,
            },
          );
        same("relativeRisk", odds.relativeRisk);
        same("churnRatio", odds.churnRatio!);
        same("survivalRatio", odds.relativeRisk ** 7, 7);
      }),
    );
  });

  it("refuses the impossible", () => {
    const refuse = (input: unknown, message: string) =>
      expectRefusal(() => convertEffectSize(input as EffectSizeInput), `convertEffectSize: ${message}`);
    refuse(
      { kind: "relativeRisk", ratio: 10, baseline: 0.7 },
      "ratio must be at most 1.43 at a baseline of 0.7 (10 times 0.7 is above 1), received 10",
    );
    refuse(
      { kind: "survivalRatio", ratio: 10, baseline: 0.7, horizon: 2 },
      "ratio must be at most 2.04 at a baseline of 0.7, or a probability leaves 0 to 1, received 10",
    );
    refuse(
      { kind: "churnRatio", ratio: 0.1, baseline: 0.7 },
      "ratio must be at least 0.3 at a baseline of 0.7, or a probability leaves 0 to 1, received 0.1",
    );
    refuse(
      { kind: "survivalRatio", ratio: 2, baseline: 0.7 },
      "horizon must be a finite number above 0, received undefined",
    );
    refuse(
      { kind: "oddsRatio", ratio: 2, baseline: 0.7, horizon: 2 },
      "horizon must be left out except for a survivalRatio, received 2",
    );
    refuse(
      { ratio: 2, baseline: 0.7 },
      'kind must be one of "relativeRisk", "oddsRatio", "churnRatio", "survivalRatio", received undefined',
    );
    refuse(
      { kind: "oddsRatio", ratio: 2, baseline: 1 },
      "baseline must be a fraction above 0 and below 1, received 1",
    );
  });
});

describe("effectSizeReadings", () => {
  it.each([
    // Source: ln k / ln(p₁ / p₀), in Python.
    [10, 0.7, 0.8, 17.2437735257408],
    [10, 0.8, 0.9, 19.549378059091087],
    [15, 0.7, 0.8, 20.280251316759518],
    [15, 0.8, 0.9, 22.991852655271945],
    [10, 0.9, 0.95, 42.58745019433658],
  ])("%f times as many of %f are there after … periods at %f", (times, baseline, compared, periods) => {
    const readings = effectSizeReadings({ times, baseline, compared });
    expectClose(readings.asSurvivalAfter!, periods, { relative: 1e-12 });
    expect(readings.asRelativeRisk).toBeNull();
    expectClose(readings.highestBaseline, 1 / times, { relative: 1e-15 });
    expectPlainData(readings);
  });

  it("is possible as a probability only for the very disloyal: at most 10%, 8.3% or 6.7%", () => {
    // Source: 1 / k for 10, 12 and 15.
    expectPrinted(effectSizeReadings({ times: 12, baseline: 0.5 }).highestBaseline, "0.083");
    expectPrinted(effectSizeReadings({ times: 15, baseline: 0.5 }).highestBaseline, "0.067");
    expectClose(effectSizeReadings({ times: 10, baseline: 0.08 }).asRelativeRisk!, 0.8, { relative: 1e-14 });
  });

  it("refuses a multiple that is none", () => {
    expectRefusal(
      () => effectSizeReadings({ times: 1, baseline: 0.5 }),
      "effectSizeReadings: times must be above 1, received 1",
    );
    expectRefusal(
      () => effectSizeReadings({ times: 2, baseline: 0.5, compared: 0.4 }),
      "effectSizeReadings: compared must be above baseline (0.5), received 0.4",
    );
  });
});

describe("attributableChurn", () => {
  it.each([
    // Source: 5u / (1 + 4u) and 4u / (1 + 4u).
    [0.05, 0.20833333333333334, 0.16666666666666663],
    [0.1, 0.35714285714285715, 0.2857142857142857],
    [0.2, 0.5555555555555556, 0.4444444444444444],
    [0.3, 0.6818181818181818, 0.5454545454545454],
    [0.5, 0.8333333333333334, 2 / 3],
    [1 / 6, 0.5, 0.4],
    [0.047619047619047616, 0.2, 4 / 25],
  ])("five times as often with %f dissatisfied", (exposedShare, leavers, attributable) => {
    const effect = attributableChurn({ riskRatio: 5, exposedShare });
    expectClose(effect.shareOfLeavers, leavers, { relative: 1e-13 });
    expectClose(effect.attributableFraction, attributable, { relative: 1e-13 });
    expect(effect.highestUnexposedChurn).toBe(0.2);
    expectPlainData(effect);
  });

  it.each([
    // Source: c(1 + 4u) and the odds ratio of 5c against c, in Python.
    [0.1, 0.05, 0.07, 6.333333333333332],
    [0.25, 0.1, 0.2, 9],
    [0.3, 0.15, 0.33, 17],
    [0.5, 0.19, 0.57, 80.99999999999993],
    [0.2, 0.02, 0.036, 5.444444444444445],
  ])("with %f dissatisfied and %f churn of the satisfied", (exposedShare, unexposedChurn, churn, odds) => {
    const effect = attributableChurn({ riskRatio: 5, exposedShare, unexposedChurn });
    expectClose(effect.churnRate!, churn, { relative: 1e-13 });
    expectClose(effect.oddsRatio!, odds, { relative: 1e-11 });
  });

  it("refuses churn that the ratio would lift above everybody", () => {
    expectRefusal(
      () => attributableChurn({ riskRatio: 5, exposedShare: 0.2, unexposedChurn: 0.4 }),
      "attributableChurn: unexposedChurn must be at most 0.2 for the exposed to leave 5 times as often, received 0.4",
    );
    expectRefusal(
      () => attributableChurn({ riskRatio: 0, exposedShare: 0.2 }),
      "attributableChurn: riskRatio must be a finite number above 0, received 0",
    );
  });
});
