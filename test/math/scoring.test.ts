import { describe, expect, it } from "vitest";
import { scaledGradient } from "../../src/math/optimize.js";
import { descendByScoring, type ScoringObjective } from "../../src/math/scoring.js";
import { expectClose } from "../support.js";

/** Minus the log-likelihood of 30 successes of 100 by logit, with the information of the logit. */
const binomial: ScoringObjective = ([x = 0], gradient, information) => {
  const p = 1 / (1 + Math.exp(-x));
  gradient[0] = 100 * p - 30;
  information[0] = 100 * p * (1 - p);
  return -30 * Math.log(p) - 70 * Math.log1p(-p);
};

describe("descendByScoring", () => {
  it("is Newton's method where the expected information is the observed one", () => {
    const end = descendByScoring(binomial, Float64Array.of(1), { tolerance: 1e-10 });
    expectClose(end.x[0]!, Math.log(3 / 7), { relative: 1e-12 });
    expectClose(end.inverse![0]!, 1 / 21, { relative: 1e-9 });
    expect(end.iterations).toBeLessThan(7);
    expect(end.evaluations).toBe(end.iterations + 1);
  });

  it("halves a step that overshoots, and never ends above its start", () => {
    // An information far too small sends the first steps far beyond the minimum.
    const rash: ScoringObjective = (x, gradient, information) => {
      const value = binomial(x, gradient, information);
      information[0]! /= 8;
      return value;
    };
    const start = binomial(Float64Array.of(1), new Float64Array(1), new Float64Array(1));
    const end = descendByScoring(rash, Float64Array.of(1));
    expect(end.value).toBeLessThan(start);
  });

  it("gives up on a way to infinity after a few steps, and without information at once", () => {
    const falling: ScoringObjective = ([x = 0], gradient, information) => {
      gradient[0] = -Math.exp(-x);
      information[0] = Math.exp(-2 * x);
      return Math.exp(-x);
    };
    const end = descendByScoring(falling, Float64Array.of(2), { tolerance: 1e-12 });
    expect(end.iterations).toBe(3);
    expect(end.x[0]).toBe(8);
    const flat: ScoringObjective = (x, gradient, information) => {
      information.fill(0);
      gradient[0] = 1;
      return x[0]!;
    };
    const stuck = descendByScoring(flat, Float64Array.of(2));
    expect([stuck.inverse, stuck.evaluations, scaledGradient(stuck)]).toStrictEqual([null, 1, 2]);
  });
});
