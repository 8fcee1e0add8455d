/** Brier score, area under the curve and calibration over time: scikit-survival, sums over pairs, laws, refusals. */
import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/math/random.js";
import {
  kaplanMeier,
  survivalAt,
  survivalAuc,
  survivalBrierScore,
  survivalCalibration,
} from "../../src/survival/index.js";
import reference from "../reference/survival-prediction.json" with { type: "json" };
import { expectClose, expectPlainData, expectRefusal } from "../support.js";

describe("beside scikit-survival, on times without ties", () => {
  it.each(reference.cases)("$name", ({ duration, event, times, churn, ...expected }) => {
    const predictions = times.map((time, k) => ({ time, churn: churn[k]! }));
    const brier = survivalBrierScore({ duration, event }, predictions);
    const areas = survivalAuc({ duration, event }, predictions);
    times.forEach((_, k) => {
      expectClose(brier.scores[k]!.score, expected.brier[k]!, { relative: 1e-12 });
      expectClose(areas.points[k]!.auc!, expected.auc[k]!, { relative: 1e-12 });
    });
    expectClose(brier.integrated!, expected.integrated, { relative: 1e-12 });
    expectClose(areas.mean!, expected.mean, { relative: 1e-12 });
  });
});

interface Made {
  readonly duration: number[];
  readonly event: number[];
  readonly weight: number[];
  readonly churn: number[];
}

/** Customers followed for whole months, with many ties of times and of probabilities. */
function make(seed: number, size = 60): Made {
  const random = createRandom(seed);
  const made: Made = { duration: [], event: [], weight: [], churn: [] };
  for (let i = 0; i < size; i++) {
    const churn = random.integerBelow(6) / 5;
    let t = 1;
    const end = 1 + random.integerBelow(6);
    while (t < end && random.next() > 0.1 + 0.2 * churn) t++;
    made.duration.push(t);
    made.event.push(t < end || random.next() < 0.3 ? 1 : 0);
    made.weight.push(1 + random.integerBelow(3));
    made.churn.push(churn);
  }
  return made;
}

/** The chance of being seen until just before t: a product over censorings before t, losses coming first. */
function seenBefore({ duration, event, weight }: Made, t: number): number {
  let product = 1;
  for (const u of [...new Set(duration)].filter((each) => each < t)) {
    const sum = (of: (i: number) => boolean) =>
      duration.reduce((total, _, i) => total + (of(i) ? weight[i]! : 0), 0);
    const atRisk = sum((i) => duration[i]! > u || (duration[i] === u && event[i] === 0));
    const censored = sum((i) => duration[i] === u && event[i] === 0);
    if (censored > 0) product *= 1 - censored / atRisk;
  }
  return product;
}

describe("beside sums over customers and pairs, on whole months", () => {
  it("has the same scores and areas of 200 made data sets with ties and weights", () => {
    let compared = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const made = make(seed);
      const { duration, event, weight, churn } = made;
      const t = Math.min(1 + (seed % 5), Math.max(...duration));
      const left = (i: number) => event[i] === 1 && duration[i]! <= t;
      const stayed = (i: number) => duration[i]! > t || (duration[i] === t && event[i] === 0);
      const total = weight.reduce((sum, each) => sum + each, 0);
      let [score, pairs, cases, controls] = [0, 0, 0, 0];
      duration.forEach((end, i) => {
        const own = weight[i]! / seenBefore(made, Math.min(end, t));
        if (left(i)) score += (own * (1 - churn[i]!) ** 2) / total;
        if (stayed(i)) score += (own * churn[i]! ** 2) / total;
        if (stayed(i)) controls += weight[i]!;
        if (!left(i)) return;
        cases += own;
        duration.forEach((_, j) => {
          if (stayed(j))
            pairs += own * weight[j]! * (churn[i]! > churn[j]! ? 1 : churn[i] === churn[j] ? 0.5 : 0);
        });
      });
      if (controls === 0) continue;
      const outcomes = { duration, event, weight };
      expectClose(survivalBrierScore(outcomes, [{ time: t, churn }]).scores[0]!.score, score, {
        relative: 1e-12,
      });
      const { auc } = survivalAuc(outcomes, [{ time: t, churn }]).points[0]!;
      if (cases === 0) expect(auc).toBeNull();
      else expectClose(auc!, pairs / (cases * controls), { relative: 1e-12 });
      compared++;
    }
    expect(compared).toBeGreaterThan(180);
  });
});

describe("laws", () => {
  const made = make(500, 400);
  const { churn, ...outcomes } = made;
  const months = [1, 2, 3, 4].map((time) => ({ time, churn }));

  it("scores the Kaplan-Meier curve S(1 - S), whatever was censored", () => {
    const curve = kaplanMeier(outcomes);
    for (const time of [1, 2, 3, 4]) {
      const share = 1 - survivalAt(curve, { time }).estimate!;
      const flat = { time, churn: churn.map(() => share) };
      const { score, scoreOfCurve, skill } = survivalBrierScore(outcomes, [flat]).scores[0]!;
      expectClose(score, share * (1 - share), { relative: 1e-12 });
      expectClose(scoreOfCurve, score, { relative: 1e-12 });
      expectClose(skill!, 0, { absolute: 1e-12 });
      expect(survivalAuc(outcomes, [flat]).points[0]!.auc).toBe(0.5);
    }
  });

  it("without censoring is the plain Brier score and the plain area", () => {
    const event = outcomes.event.map(() => 1);
    const t = 2;
    const left = outcomes.duration.map((end): number => (end <= t ? 1 : 0));
    const plain = left.reduce((sum, y, i) => sum + (y - churn[i]!) ** 2, 0) / left.length;
    const { duration } = outcomes;
    expectClose(survivalBrierScore({ duration, event }, [{ time: t, churn }]).scores[0]!.score, plain, {
      relative: 1e-12,
    });
  });

  it("is plain data, and depends neither on the order of rows nor on how customers are weighted together", () => {
    const reversed = {
      duration: [...outcomes.duration].reverse(),
      event: [...outcomes.event].reverse(),
      weight: [...outcomes.weight].reverse(),
    };
    const rows = outcomes.duration.flatMap((duration, i) =>
      Array.from({ length: outcomes.weight[i]! }, () => ({
        duration,
        event: outcomes.event[i] === 1,
        churn: churn[i]!,
      })),
    );
    const back = months.map(({ time }) => ({ time, churn: [...churn].reverse() }));
    const each = months.map(({ time }) => ({ time, churn: rows.map((row) => row.churn) }));
    const all = [
      [
        survivalBrierScore(outcomes, months),
        survivalBrierScore(reversed, back),
        survivalBrierScore(rows, each),
      ],
      [survivalAuc(outcomes, months), survivalAuc(reversed, back), survivalAuc(rows, each)],
      [
        survivalCalibration(outcomes, months[1]!),
        survivalCalibration(reversed, back[1]!),
        survivalCalibration(rows, each[1]!),
      ],
    ] as const;
    for (const [first, ...others] of all) {
      expectPlainData(first);
      for (const other of others) {
        const [a, b] = [numbersOf(first), numbersOf(other)];
        expect(b.length).toBe(a.length);
        a.forEach((value, i) => {
          expectClose(b[i]!, value, { relative: 1e-12 });
        });
      }
    }
  });

  it("groups by prediction, each with its Kaplan-Meier share", () => {
    const { bins, overall, ratio } = survivalCalibration(outcomes, { time: 3, churn }, { bins: 4 });
    expect(bins.length).toBeLessThanOrEqual(4);
    expectClose(
      bins.reduce((sum, { customers }) => sum + customers, 0),
      overall.customers,
      { relative: 1e-14 },
    );
    bins.forEach(({ lowest, highest, observed, lower, upper }, k) => {
      const inside = churn.map((p) => p >= lowest && p <= highest);
      const pick = (column: readonly number[]) => column.filter((_, i) => inside[i]);
      const group = {
        duration: pick(outcomes.duration),
        event: pick(outcomes.event),
        weight: pick(outcomes.weight),
      };
      expectClose(observed!, 1 - survivalAt(kaplanMeier(group), { time: 3 }).estimate!, { relative: 1e-12 });
      expect(lower! <= observed! && observed! <= upper!).toBe(true);
      if (k > 0) expect(lowest).toBeGreaterThan(bins[k - 1]!.highest);
    });
    expectClose(ratio!, overall.observed! / overall.predicted, { relative: 1e-14 });
    const short = survivalCalibration(
      { duration: [1, 1, 4], event: [0, 0, 1] },
      { time: 2, churn: [0.1, 0.1, 0.9] },
    );
    expect(short.bins.map(({ observed }) => observed)).toEqual([null, 0]);
  });
});

/** All numbers of a result, in order; null is left out. */
function numbersOf(result: unknown): number[] {
  if (typeof result === "number") return [result];
  return typeof result === "object" && result !== null ? Object.values(result).flatMap(numbersOf) : [];
}

describe("refusals", () => {
  const outcomes = { duration: [1, 2, 3], event: [1, 0, 1] };
  it("name the function, the column and the rule", () => {
    expectRefusal(
      () => survivalBrierScore(outcomes, [{ time: 2, churn: [0.1, 0.2] }]),
      "survivalBrierScore: predictions[0].churn must have as many entries as outcomes (3), received 2",
    );
    expectRefusal(
      () => survivalBrierScore(outcomes, [[0.1, 0.2, 0.3]] as never),
      "survivalBrierScore: predictions[0] must be { time, churn }, received [0.1, 0.2, 0.3]",
    );
    expectRefusal(
      () => survivalAuc(outcomes, [{ time: 2, churn: [0.1, 20, 0.3] }]),
      "survivalAuc: predictions[0].churn[1] must be a fraction from 0 to 1 (not a percentage: 0.05 means 5%), received 20",
    );
    expectRefusal(
      () =>
        survivalAuc(outcomes, [
          { time: 2, churn: [0, 0, 0] },
          { time: 2, churn: [0, 0, 0] },
        ]),
      "survivalAuc: predictions[1].time must be above the one before it, received 2",
    );
    expectRefusal(
      () => survivalBrierScore({ duration: [1, 1], event: [0, 0] }, [{ time: 2, churn: [0, 0] }]),
      "survivalBrierScore: predictions[0].time must be at most the time to which somebody was followed (1), received 2",
      "INSUFFICIENT_DATA",
    );
    expectRefusal(
      () => survivalCalibration({ ...outcomes, entry: [0, 1, 0] }, { time: 2, churn: [0, 0, 0] }),
      "survivalCalibration: outcomes.entry[1] must be 0: durations count from the prediction, received 1",
    );
  });
});
