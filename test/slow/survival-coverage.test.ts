/** How often the intervals of a survival curve hold the truth, with few subjects. */
import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/math/random.js";
import { kaplanMeier } from "../../src/survival/kaplan-meier.js";
import { survivalTransforms } from "../../src/survival/pointwise-interval.js";
import { survivalAt } from "../../src/survival/survival-at.js";

/** Exponential lifetimes of mean 1, censored at exponential times of mean 2: the share of intervals of S(0.25) that hold it. */
function coverage(transform: (typeof survivalTransforms)[number], samples: number): number {
  const random = createRandom(11);
  const wait = (mean: number) => -Math.log(1 - random.next()) * mean;
  let held = 0;
  for (let sample = 0; sample < samples; sample++) {
    const pairs = Array.from({ length: 30 }, () => [wait(1), wait(2)] as const);
    const rows = pairs.map(([life, watched]) => ({
      duration: Math.min(life, watched),
      event: life <= watched,
    }));
    const { lower, upper } = survivalAt(kaplanMeier(rows, { transform }), { time: 0.25 });
    if (lower !== null && upper !== null && lower <= Math.exp(-0.25) && Math.exp(-0.25) <= upper) held++;
  }
  return held / samples;
}

describe("intervals of a survival curve of 30 subjects", () => {
  it("hold the truth in 95 of 100 on the scale of the default, and less often on R's", () => {
    const share = Object.fromEntries(survivalTransforms.map((name) => [name, coverage(name, 4000)]));
    // The standard error of a share of 4,000 is 0.0035.
    for (const name of ["logLog", "logit", "arcsine"]) {
      expect(share[name], name).toBeGreaterThan(0.94);
      expect(share[name], name).toBeLessThan(0.97);
    }
    for (const name of ["log", "plain"]) expect(share[name], name).toBeLessThan(0.925);
  });
});
