/** How often the intervals of the chapter on survival hold the truth, and how often its tests find what is not there. */
import { describe, expect, it } from "vitest";
import { createRandom, type Random } from "../../src/math/random.js";
import { aalenJohansen } from "../../src/survival/causes/aalen-johansen.js";
import { grayTest } from "../../src/survival/causes/gray-test.js";
import { concordance } from "../../src/survival/comparison/concordance.js";
import {
  restrictedMeanDifference,
  survivalDifference,
} from "../../src/survival/comparison/curve-differences.js";
import { logRankWeightings } from "../../src/survival/comparison/log-rank-sums.js";
import { logRankTest } from "../../src/survival/comparison/log-rank-test.js";
import { conditionalSurvival } from "../../src/survival/conditional-survival.js";
import { kaplanMeier } from "../../src/survival/kaplan-meier.js";
import { nelsonAalen } from "../../src/survival/nelson-aalen.js";
import { restrictedMean } from "../../src/survival/restricted-mean.js";
import { survivalAt } from "../../src/survival/survival-at.js";
import { survivalBand } from "../../src/survival/survival-band.js";

const samples = 2000;
const wait = (random: Random, mean: number) => -Math.log(1 - random.next()) * mean;

/** Exponential lifetimes of mean 1, censored at exponential times of mean 2. */
const draw = (random: Random, size: number) =>
  Array.from({ length: size }, () => {
    const [life, watched] = [wait(random, 1), wait(random, 2)];
    return { duration: Math.min(life, watched), event: life <= watched };
  });

/** Customers of four rows each that share a frailty, with a revenue as weight. */
function drawClusters(random: Random, customers: number) {
  return Array.from({ length: customers }, (_, who) => {
    const mean = random.next() < 0.5 ? 0.5 : 1.5;
    const weight = random.next() < 0.5 ? 1 : 3;
    return [0, 1, 2, 3].map(() => {
      const [life, watched] = [wait(random, mean), wait(random, 2)];
      return { who, weight, duration: Math.min(life, watched), event: life <= watched };
    });
  }).flat();
}

interface Ends {
  readonly lower: number | null;
  readonly upper: number | null;
}
const isHeld = (interval: Ends | undefined, truth: number) =>
  (interval?.lower ?? Number.POSITIVE_INFINITY) <= truth &&
  truth <= (interval?.upper ?? Number.NEGATIVE_INFINITY);

/** The share of samples in which something holds, and prints it. */
function shareOf(name: string, holds: (random: Random) => boolean, count = samples): number {
  const random = createRandom(16);
  let held = 0;
  for (let sample = 0; sample < count; sample++) if (holds(random)) held++;
  console.log(`${name}: ${((100 * held) / count).toFixed(1)} of 100`);
  return held / count;
}

/** Within three standard errors of the share, and what a sample this small leaves. */
function expectNear(share: number, wanted: number, name: string, slack: number): void {
  expect(Math.abs(share - wanted), `${name}: ${share}`).toBeLessThan(
    3 * Math.sqrt((wanted * (1 - wanted)) / samples) + slack,
  );
}

describe("95% intervals of 100 subjects", () => {
  const meanOf = (tau: number) => 1 - Math.exp(-tau);

  it("hold the truth", () => {
    for (const transform of ["log", "plain"] as const)
      for (const standardErrors of ["poisson", "binomial"] as const)
        expectNear(
          shareOf(`cumulative hazard, ${transform}, ${standardErrors}`, (random) => {
            const { steps } = nelsonAalen(draw(random, 100), { transform, standardErrors });
            return isHeld(steps.filter(({ time }) => time <= 0.5).at(-1), 0.5);
          }),
          0.95,
          `nelsonAalen ${transform}`,
          0.02,
        );
    expectNear(
      shareOf("restricted mean to 1", (random) =>
        isHeld(restrictedMean(kaplanMeier(draw(random, 100)), { horizon: 1 }), meanOf(1)),
      ),
      0.95,
      "restrictedMean",
      0.01,
    );
    expectNear(
      shareOf("difference of S(0.5)", (random) => {
        const [one, other] = [kaplanMeier(draw(random, 100)), kaplanMeier(draw(random, 100))];
        return isHeld(survivalDifference(one, other, { time: 0.5 }), 0);
      }),
      0.95,
      "survivalDifference",
      0.01,
    );
    expectNear(
      shareOf("difference of restricted means to 1", (random) => {
        const [one, other] = [kaplanMeier(draw(random, 100)), kaplanMeier(draw(random, 100))];
        return isHeld(restrictedMeanDifference(one, other, { horizon: 1 }), 0);
      }),
      0.95,
      "restrictedMeanDifference",
      0.01,
    );
    expectNear(
      shareOf("conditional survival to 1 given 0.5", (random) =>
        isHeld(
          survivalAt(conditionalSurvival(kaplanMeier(draw(random, 100)), { tenure: 0.5 }), { time: 0.5 }),
          Math.exp(-0.5),
        ),
      ),
      0.95,
      "conditionalSurvival",
      0.015,
    );
    expectNear(
      shareOf("incidence of one of two causes by 0.5", (random) => {
        const rows = draw(random, 100).map(({ duration, event }) => ({
          duration,
          cause: event ? (random.next() < 0.4 ? "a" : "b") : null,
        }));
        const curve = aalenJohansen(rows).causes.find(({ cause }) => cause === "a");
        return isHeld(curve?.steps.filter(({ time }) => time <= 0.5).at(-1), 0.4 * (1 - Math.exp(-0.5)));
      }),
      0.95,
      "aalenJohansen",
      0.015,
    );
  });

  it("hold the truth with rows by customer and weights, and would not without", () => {
    const truth = 0.5 * 0.5 * (1 - Math.exp(-2)) + 0.5 * 1.5 * (1 - Math.exp(-1 / 1.5));
    const share = (cluster: boolean) =>
      shareOf(
        `restricted mean to 1 of 60 customers of four rows, ${cluster ? "by customer" : "by row"}`,
        (random) => {
          const rows = drawClusters(random, 60);
          const curve = kaplanMeier(rows, cluster ? { cluster: "who" } : { standardErrors: "robust" });
          return isHeld(restrictedMean(curve, { horizon: 1 }), truth);
        },
      );
    expectNear(share(true), 0.95, "by customer", 0.02);
    expect(share(false)).toBeLessThan(0.94);
  });

  it("hold the concordance of a score", () => {
    // Of two exponential lives with hazards 1 and 2 the second ends first with probability 2/3; a third of the pairs differ.
    const rows = (random: Random, size: number) =>
      Array.from({ length: size }, () => {
        const score = random.next() < 0.5 ? 1 : 2;
        return { score, duration: wait(random, 1 / score), event: true };
      });
    expectNear(
      shareOf("concordance", (random) =>
        isHeld(concordance(rows(random, 100), { higherScore: "shorter" }), 0.5 + 1 / 12),
      ),
      0.95,
      "concordance",
      0.015,
    );
  });
});

describe("95% bands of 200 subjects", () => {
  it("hold the whole curve", () => {
    for (const kind of ["equalPrecision", "hallWellner"] as const)
      expectNear(
        shareOf(
          `${kind} band from 0.1 to 1.2`,
          (random) => {
            const curve = kaplanMeier(draw(random, 200));
            const band = survivalBand(curve, { kind, from: 0.1, to: 1.2 });
            // Between two steps the curve is flat and the truth falls: both ends of each step count.
            return band.steps.every(({ time, lower, upper }, i) => {
              const next = band.steps[i + 1]?.time ?? 1.2;
              return lower <= Math.exp(-next) && Math.exp(-time) <= upper;
            });
          },
          500,
        ),
        0.95,
        kind,
        0.025,
      );
  });
});

describe("tests at 0.05", () => {
  const groups = (random: Random) => draw(random, 120).map((row, i) => ({ ...row, group: i % 3 }));

  it("find in 5 of 100 what is not there", () => {
    for (const weighting of logRankWeightings)
      expectNear(
        shareOf(
          `${weighting} test of three groups`,
          (random) => (logRankTest(groups(random), { weighting }).pValue ?? 1) < 0.05,
        ),
        0.05,
        weighting,
        0.01,
      );
    expectNear(
      shareOf("Gray's test of three groups", (random) => {
        const rows = groups(random).map(({ event, ...row }) => ({
          ...row,
          cause: event ? (random.next() < 0.4 ? "a" : "b") : null,
        }));
        return (grayTest(rows).find(({ cause }) => cause === "a")?.pValue ?? 1) < 0.05;
      }),
      0.05,
      "Gray",
      0.01,
    );
  });
});
