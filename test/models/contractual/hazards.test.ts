/** What the fits of contractual models are made of: hazards with their derivatives, information, and bounds of limits. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { holdParameters } from "../../../src/inference/hold-parameters.js";
import { roughMaximum } from "../../../src/inference/rough-maximum.js";
import * as betaDiscreteWeibull from "../../../src/models/contractual/beta-discrete-weibull.js";
import { contractualCounts } from "../../../src/models/contractual/cohort-losses.js";
import {
  discreteParetoCeiling,
  discreteParetoMaximum,
} from "../../../src/models/contractual/discrete-pareto.js";
import * as discreteWeibull from "../../../src/models/contractual/discrete-weibull.js";
import * as geometricMixture from "../../../src/models/contractual/geometric-mixture.js";
import * as shiftedBetaGeometric from "../../../src/models/contractual/shifted-beta-geometric.js";
import { expectClose } from "../../support.js";
import { highEnd, regular } from "./laws.js";

const log = (least: number, most: number) =>
  fc.double({ min: least, max: most, noNaN: true }).map((power) => 10 ** power);

describe("hazards of the beta-discrete-Weibull model", () => {
  it("are those of its survival, with the derivatives of the log-likelihood, over the whole range of shapes", () => {
    const { evaluate } = betaDiscreteWeibull.inference.likelihoodProblem(highEnd);
    fc.assert(
      fc.property(log(-4, 4), log(-4, 4), log(-1.2, 1.5), (alpha, beta, c) => {
        const at = (...values: number[]) => evaluate(Float64Array.from(values));
        const logSurvival = (t: number) => Math.log(betaDiscreteWeibull.retentionRate({ alpha, beta, c }, t));
        const churn = (t: number) => Math.log1p(-betaDiscreteWeibull.retentionRate({ alpha, beta, c }, t));
        let atRisk = 1000;
        let total = 0;
        highEnd.lostByPeriod.forEach((lost, i) => {
          atRisk -= lost;
          total += atRisk * logSurvival(i + 1) + lost * churn(i + 1);
        });
        // 1 - r has lost digits in this sum where r is near 1.
        if (Number.isFinite(total)) expectClose(at(alpha, beta, c), total, { relative: 1e-9 });
        const gradient = new Float64Array(3);
        evaluate(Float64Array.of(alpha, beta, c), gradient);
        const values = [alpha, beta, c];
        values.forEach((value, k) => {
          const moved = (factor: number) => at(...values.map((v, j) => (j === k ? v * factor : v)));
          const slope = (moved(1 + 1e-5) - moved(1 - 1e-5)) / (2e-5 * value);
          const noise = (1e-9 * Math.abs(total)) / value;
          if (Number.isFinite(slope)) expectClose(gradient[k]!, slope, { relative: 1e-5, absolute: noise });
        });
      }),
    );
  });
});

describe("expected information", () => {
  it("is near the observed one at the maximum of a model that fits", () => {
    for (const module of [shiftedBetaGeometric, betaDiscreteWeibull, discreteWeibull, geometricMixture]) {
      const problem = module.inference.likelihoodProblem(regular);
      const fit = module.fit(regular);
      const values = Float64Array.from(Object.values(fit.parameters as Readonly<Record<string, number>>));
      const n = values.length;
      const information = new Float64Array(n * n);
      problem.evaluate(values, new Float64Array(n), information);
      const errors = Object.values(fit.standardErrors as Readonly<Record<string, number>>);
      // v' I v for the direction of the largest error: 1 where the information is that of the fit.
      for (let i = 0; i < n; i++) {
        const conditional = 1 / Math.sqrt(information[i * n + i]!);
        expect(conditional).toBeGreaterThan(0);
        expect(conditional).toBeLessThan(1.2 * errors[i]!);
      }
    }
  });

  it("is that of the free parameters where some are held", () => {
    const problem = betaDiscreteWeibull.inference.likelihoodProblem(regular);
    const whole = new Float64Array(9);
    problem.evaluate(Float64Array.of(0.7, 1.2, 1.1), new Float64Array(3), whole);
    const held = holdParameters(problem, { beta: 1.2 });
    const part = new Float64Array(4);
    held.evaluate(Float64Array.of(0.7, 1.1), new Float64Array(2), part);
    expect(Array.from(part)).toStrictEqual([whole[0], whole[2], whole[6], whole[8]]);
  });
});

describe("bounds of limits", () => {
  const cohort = fc.record({
    timeUnit: fc.constant("year" as const),
    lostByPeriod: fc.array(fc.nat(200), { minLength: 3, maxLength: 9 }),
    stillActive: fc.nat(300),
  });

  it("are above the maximum of the power of age, and as near as its constraint allows", () => {
    fc.assert(
      fc.property(cohort, (data) => {
        fc.pre(data.lostByPeriod.some((lost) => lost > 0));
        const counts = contractualCounts("test", data);
        const ceiling = discreteParetoCeiling(counts);
        const maximum = discreteParetoMaximum("test", counts);
        if (maximum !== null) expect(maximum.logLikelihood).toBeLessThanOrEqual(ceiling + 1e-7);
      }),
    );
    const counts = contractualCounts("test", highEnd);
    const maximum = discreteParetoMaximum("test", counts)!.logLikelihood;
    expectClose(discreteParetoCeiling(counts), maximum, { absolute: 1e-5 });
  });

  it("by scoring are the maxima of the simpler models", () => {
    for (const data of [highEnd, regular]) {
      const maximum = discreteWeibull.fit(data).logLikelihood;
      const rough = roughMaximum(discreteWeibull.inference.likelihoodProblem(data));
      expect(rough).toBeGreaterThan(maximum);
      expectClose(rough, maximum, { absolute: 1e-4 });
    }
  });
});
