/** Discrete-time hazards against statsmodels and against a loop over person-periods. */
import { describe, expect, it } from "vitest";
import { discreteTimeHazard, type HazardLink, type TimeEffect } from "../../../src/survival/index.js";
import reference from "../../reference/discrete-time-hazard.json" with { type: "json" };
import { expectClose } from "../../support.js";
import { makeRows, naiveLikelihood, naiveMaximum, personPeriods } from "./made.js";

describe("discreteTimeHazard beside statsmodels", () => {
  it.each(reference.cases)("fits $name", ({ data, link, time, expected }) => {
    const fit = discreteTimeHazard.fit(data, {
      covariates: ["plan", "price", "usage"],
      link: link as HazardLink,
      time: time as TimeEffect,
    });
    const [parameters, errors] = [Object.values(fit.parameters), Object.values(fit.standardErrors)];
    expect(parameters.length).toBe(expected.parameters.length);
    parameters.forEach((value, i) => {
      expectClose(
        value,
        expected.parameters[i]!,
        { relative: 1e-8, absolute: 1e-8 },
        Object.keys(fit.parameters)[i],
      );
      expectClose(errors[i]!, expected.standardErrors[i]!, { relative: 1e-8 });
    });
    expectClose(fit.logLikelihood, expected.logLikelihood, { absolute: 1e-10 });
    expect(fit.observations).toBe(expected.observations);
  });
});

const bases: readonly {
  readonly time: TimeEffect;
  readonly basis: (t: number) => number[];
  readonly begin: readonly number[];
}[] = [
  { time: { powers: ["log"] }, basis: (t) => [1, Math.log(t)], begin: [-1, 0] },
  { time: { powers: [1, 2] }, basis: (t) => [1, t, t * t], begin: [-1, 0, 0] },
  { time: { powers: [] }, basis: () => [1], begin: [-1] },
  {
    time: { steps: [2, 4] },
    basis: (t) => [t < 2 ? 1 : 0, t >= 2 && t < 4 ? 1 : 0, t >= 4 ? 1 : 0],
    begin: [-1, -1, -1],
  },
];

describe("discreteTimeHazard beside a loop over customers and periods", () => {
  it("finds the same maximum of 120 made data sets whose covariates change", () => {
    let compared = 0;
    for (let seed = 1; seed <= 15; seed++)
      for (const link of ["cloglog", "logit"] as const)
        for (const { time, basis, begin } of bases) {
          const rows = makeRows(seed, 150);
          const fit = discreteTimeHazard.fit(rows, { covariates: ["price", "usage"], link, time });
          const table = personPeriods(rows, basis);
          const found = Object.values(fit.parameters);
          const best = naiveMaximum(link, table, [...begin, 0, 0]);
          found.forEach((value, i) => {
            expectClose(value, best[i]!, { relative: 1e-8, absolute: 1e-8 });
          });
          expectClose(fit.logLikelihood, naiveLikelihood(link, table, best).value, { absolute: 1e-10 });
          compared++;
        }
    expect(compared).toBe(120);
  });

  it("has its log-likelihood and, as a problem, its gradient and information at any parameters", () => {
    for (let seed = 1; seed <= 20; seed++)
      for (const link of ["cloglog", "logit"] as const) {
        const rows = makeRows(100 + seed, 80);
        const options = { covariates: ["price", "usage"], link, time: { powers: ["log"] } } as const;
        const problem = discreteTimeHazard.inference.likelihoodProblem(rows, options);
        const at = Float64Array.of(-1 - seed / 10, 0.3 - seed / 20, 0.1, -0.4 + seed / 15);
        const [gradient, information] = [new Float64Array(4), new Float64Array(16)];
        const value = problem.evaluate(at, gradient, information);
        const naive = naiveLikelihood(link, personPeriods(rows, bases[0]!.basis), Array.from(at));
        expectClose(value, naive.value, { relative: 1e-12 });
        gradient.forEach((each, i) => {
          expectClose(each, naive.gradient[i]!, { relative: 1e-11, absolute: 1e-10 });
        });
        information.forEach((each, i) => {
          expectClose(-each, naive.hessian[i]!, { relative: 1e-10, absolute: 1e-10 });
        });
        const fit = discreteTimeHazard.fit(rows, options);
        const parameters = Object.fromEntries(Object.keys(fit.parameters).map((name, i) => [name, at[i]!]));
        expectClose(discreteTimeHazard.logLikelihood({ ...fit, parameters }, rows), naive.value, {
          relative: 1e-12,
        });
      }
  });
});
