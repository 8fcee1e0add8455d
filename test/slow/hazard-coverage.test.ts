/** How often the intervals of a discrete-time hazard hold the truth; docs/survival.md prints the shares. */
import { describe, expect, it } from "vitest";
import { discreteTimeHazard, type HazardModel, uncertainty } from "../../src/index.js";

const customer = { tenure: 3, vip: 1, price: 1 };

/** Customers of whom 40% are vip, with prices from -2 to 2; the hazard falls with tenure. */
function truth(link: "cloglog" | "logit"): HazardModel {
  return {
    link,
    baseline: { kind: "steps", from: [1, 4] },
    covariates: [
      { name: "vip", kind: "number" },
      { name: "price", kind: "number" },
    ],
    parameters: { "period.1-3": -1.6, "period.4+": -2.2, vip: -0.7, price: 0.3 },
  };
}

/** Shares of 95% intervals, of a coefficient and of the probability of leaving within three periods, that hold the truth. */
function hazardCoverage(link: "cloglog" | "logit", customers: number, samples: number) {
  const model = truth(link);
  const vip = Array.from({ length: customers }, (_, i) => (i % 5 < 2 ? 1 : 0));
  const price = vip.map((_, i) => (i % 41) / 10 - 2);
  const score = (parameters: HazardModel["parameters"]) =>
    discreteTimeHazard.conditionalChurnProbability({ ...model, parameters }, customer, { horizon: 3 });
  const expected = score(model.parameters);
  let [coefficient, probability] = [0, 0];
  for (let seed = 1; seed <= samples; seed++) {
    const drawn = discreteTimeHazard.simulate(model, { vip, price }, { periods: 6, seed });
    const options = { covariates: ["vip", "price"], link, time: { steps: [4] } } as const;
    const fit = discreteTimeHazard.fit({ vip, price, ...drawn }, options);
    const half = 1.959964 * fit.standardErrors.vip!;
    if (Math.abs(fit.parameters.vip! - model.parameters.vip!) <= half) coefficient++;
    const { lower, upper } = uncertainty(fit, score);
    if (lower! <= expected && expected <= upper!) probability++;
  }
  return { coefficient: coefficient / samples, probability: probability / samples };
}

describe("95% intervals of a discrete-time hazard", () => {
  it.each([
    ["cloglog", 100],
    ["cloglog", 400],
    ["logit", 100],
    ["logit", 400],
  ] as const)("hold the truth, %s, %i customers", (link, customers) => {
    const share = hazardCoverage(link, customers, 2000);
    // The standard error of a share of 2,000 is 0.005.
    for (const each of Object.values(share)) {
      expect(each).toBeGreaterThan(0.93);
      expect(each).toBeLessThan(0.97);
    }
  });
});
