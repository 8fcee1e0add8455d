/** Likelihoods with several maxima, some of them on boundaries: a fit is never below any, nor below where it was told to start. */
import { describe, expect, it } from "vitest";
import * as bgNbd from "../../../src/models/transactions/beta-geometric/bg-nbd.js";
import * as mbgNbd from "../../../src/models/transactions/beta-geometric/mbg-nbd.js";
import * as ggomNbd from "../../../src/models/transactions/lifetimes/ggom-nbd.js";
import * as paretoNbd from "../../../src/models/transactions/lifetimes/pareto-nbd.js";
import { expectClose } from "../../support.js";

/** Half of the customers never return, the others buy about as often as each other until the end. */
const halfNeverReturn = {
  frequency: [0, 2, 3, 4, 5, 6],
  recency: [0, 30, 32, 34, 35, 36],
  T: [38, 38, 38, 38, 38, 38],
  weight: [150, 30, 30, 30, 30, 30],
};

/** Poisson purchases of all but a share of the customers: x!-free density λ^x e^(-λT), mixed with none at all. */
function neverReturnsLogLikelihood(share: number, rate: number): number {
  const { frequency, T, weight } = halfNeverReturn;
  return frequency.reduce((sum, x, i) => {
    const buys = (1 - share) * rate ** x * Math.exp(-rate * T[i]!);
    return sum + weight[i]! * Math.log(x === 0 ? share + buys : buys);
  }, 0);
}

describe.each([
  ["mbgNbd", mbgNbd.fit],
  ["paretoNbd", paretoNbd.fit],
  ["ggomNbd", ggomNbd.fit],
] as const)("%s where half of the customers never return", (_, fit) => {
  it("finds them, by the closed form of the limit", () => {
    const { logLikelihood, warnings } = fit(halfNeverReturn);
    const warning = warnings[0]!;
    expect(warning.limitingModel).toBe(
      "nbd with a share of customers who never return and one purchase rate",
    );
    const { neverReturns, purchaseRate } = warning.identified;
    const [share, rate] = [neverReturns!.estimate, purchaseRate!.estimate];
    expectClose(logLikelihood, neverReturnsLogLikelihood(share, rate), { relative: 1e-10 });
    for (const [dShare, dRate] of [
      [1e-3, 0],
      [-1e-3, 0],
      [0, 1e-4],
      [0, -1e-4],
    ] as const)
      expect(neverReturnsLogLikelihood(share + dShare, rate + dRate)).toBeLessThan(logLikelihood);
  });
});

describe("a fit that is told where to start", () => {
  it("is never below that", () => {
    const start = { r: 20, alpha: 180, a: 0.002, b: 0.002 };
    const fit = mbgNbd.fit(halfNeverReturn, { start });
    expect(fit.logLikelihood).toBeGreaterThanOrEqual(mbgNbd.logLikelihood(start, halfNeverReturn));
    const lifetimes = { r: 20, alpha: 180, s: 0.06, beta: 1e-4 };
    const pareto = paretoNbd.fit(halfNeverReturn, { start: lifetimes });
    expect(pareto.logLikelihood).toBeGreaterThanOrEqual(paretoNbd.logLikelihood(lifetimes, halfNeverReturn));
  });
});

describe("bgNbd where hardly anybody leaves", () => {
  it("tells a share who leave at the first repeat purchase from nobody", () => {
    const { customers } = bgNbd.simulate(
      { r: 0.8, alpha: 6, a: 1e-9, b: 1 },
      { customers: 500, T: 60, seed: 5 },
    );
    const fit = bgNbd.fit(customers);
    const [warning] = fit.warnings;
    expect(warning!.limitingModel).toBe(
      "nbd with a share of customers who leave at the first repeat purchase",
    );
    // Near the limit the likelihood is as high, and lower on both sides of the share.
    const { r, alpha } = fit.parameters;
    const share = warning!.identified.leavesAtFirst!.estimate;
    const at = (p: number) => bgNbd.logLikelihood({ r, alpha, a: 1e-9 * p, b: 1e-9 * (1 - p) }, customers);
    expectClose(at(share), fit.logLikelihood, { absolute: 1e-5 });
    expect(at(share * 1.1)).toBeLessThan(fit.logLikelihood);
    expect(at(share * 0.9)).toBeLessThan(fit.logLikelihood);
  });
});
