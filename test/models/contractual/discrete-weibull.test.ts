import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as discreteWeibull from "../../../src/models/contractual/discrete-weibull.js";
import * as geometric from "../../../src/models/contractual/geometric.js";
import { expectClose, expectPrinted } from "../../support.js";
import { expectContractualLaws, highEnd, regular } from "./laws.js";

describe("discreteWeibull", () => {
  const parameters = fc.record({
    theta: fc.double({ min: 0.01, max: 0.9, noNaN: true }),
    c: fc.double({ min: 0.2, max: 2, noNaN: true }),
  });
  expectContractualLaws("discreteWeibull", discreteWeibull, parameters);

  it("reproduces the fits printed in a public script for both cohorts of Fader & Hardie", () => {
    const high = discreteWeibull.fit(highEnd).parameters;
    expectPrinted(high.theta, "0.15");
    expectPrinted(high.c, "0.77");
    const low = discreteWeibull.fit(regular).parameters;
    expectPrinted(low.theta, "0.38");
    expectPrinted(low.c, "0.57");
  });

  it("is the geometric model at c = 1", () => {
    for (const t of [1, 4, 30])
      expectClose(discreteWeibull.survival({ theta: 0.2, c: 1 }, t), geometric.survival({ theta: 0.2 }, t), {
        relative: 1e-14,
      });
  });

  it("warns where all losses fall into the first period", () => {
    const fitted = discreteWeibull.fit({ timeUnit: "year", lostByPeriod: [100, 0, 0], stillActive: 50 });
    expect(fitted.warnings[0]).toMatchObject({ limitingModel: "immediateOrNever", lost: ["c"] });
    expectClose(discreteWeibull.survival(fitted.parameters, 30), 1 / 3, { relative: 1e-12 });
  });
});
