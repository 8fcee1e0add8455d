/** GGom/NBD: laws, recovery from simulation and the boundary on the CDNOW sample. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as ggomNbd from "../../src/models/transactions/lifetimes/ggom-nbd.js";
import * as paretoNbd from "../../src/models/transactions/lifetimes/pareto-nbd.js";
import { cdnow } from "../models/transactions/cdnow.js";
import { expectTransactionModel } from "../models/transactions/laws.js";
import { expectClose, expectPlainData, expectPrinted, itOutside } from "../support.js";

const positive = (min: number, max: number) => fc.double({ min, max, noNaN: true });

describe("ggomNbd", () => {
  const parameters = fc.record({
    r: positive(0.05, 5),
    alpha: positive(0.5, 50),
    b: positive(0.001, 2),
    s: positive(0.05, 5),
    beta: positive(0.01, 100),
  });
  const typical = { r: 0.8, alpha: 6, b: 0.1, s: 0.8, beta: 8 };
  expectTransactionModel<ggomNbd.GgomNbdParameters>(ggomNbd, parameters, typical);

  it.each([typical, { r: 1.5, alpha: 6, b: 0.2, s: 0.3, beta: 0.3 }])(
    "recovers r %s within four standard errors, and reaches at least the likelihood of the truth",
    (truth) => {
      const { customers } = ggomNbd.simulate(truth, { customers: 2000, T: 60, seed: 3 });
      const fit = ggomNbd.fit(customers);
      expect(fit.convergence.status).toBe("interior");
      expect(fit.logLikelihood).toBeGreaterThan(ggomNbd.logLikelihood(truth, customers));
      for (const name of ["r", "alpha", "b", "s", "beta"] as const) {
        const error = fit.standardErrors[name]! / fit.parameters[name];
        expectClose(Math.log(fit.parameters[name]), Math.log(truth[name]), { absolute: 4 * error });
      }
    },
  );

  // Bemmaor & Glady (2012) end near the boundary on the CDNOW sample; the supremum is the Pareto/NBD's.
  itOutside("data/published/cdnow_39wk_exact.csv", "becomes the Pareto/NBD on the CDNOW sample", () => {
    const fit = ggomNbd.fit(cdnow());
    const pareto = paretoNbd.fit(cdnow());
    expectPlainData(fit);
    expectPrinted(fit.logLikelihood, "-9594.976");
    expectClose(fit.logLikelihood, pareto.logLikelihood, { absolute: 1e-8 });
    expectClose(ggomNbd.logLikelihood(fit.parameters, cdnow()), fit.logLikelihood, { absolute: 1e-8 });
    expect(fit.warnings[0]).toMatchObject({
      code: "boundary",
      limitingModel: "paretoNbd",
      lost: ["b", "beta"],
    });
    for (const name of ["r", "alpha", "s", "beta"] as const)
      expectClose(fit.warnings[0]!.identified[name]!.estimate, pareto.parameters[name], { relative: 1e-6 });
    expect(fit.standardErrors.b).toBeNull();
    expect(fit.standardErrors.beta).toBeNull();
    const { b, beta } = fit.parameters;
    expectClose(beta / b, pareto.parameters.beta, { relative: 1e-6 });
  });
});
