import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as geometric from "../../../src/models/contractual/geometric.js";
import { expectClose, expectPrinted } from "../../support.js";
import { expectContractualLaws, highEnd } from "./laws.js";

describe("geometric", () => {
  const parameters = fc.record({ theta: fc.double({ min: 0.01, max: 0.99, noNaN: true }) });
  expectContractualLaws("geometric", geometric, parameters);

  it("is losses over periods at risk, as Hardie's workbook problem_1.xls has it", () => {
    expectPrinted(geometric.fit(highEnd).parameters.theta, "0.103329");
  });

  it("has the binomial standard error", () => {
    const { parameters, standardErrors } = geometric.fit(highEnd);
    const exposure = [1000, 869, 743, 653, 593, 551, 517].reduce((total, count) => total + count, 0);
    const expected = Math.sqrt((parameters.theta * (1 - parameters.theta)) / exposure);
    expectClose(standardErrors.theta ?? 0, expected, { relative: 1e-7 });
  });

  it("has the closed forms of a constant rate", () => {
    const p = { theta: 0.2 };
    expectClose(geometric.expectedLifetime(p) ?? 0, 5, { relative: 1e-14 });
    const elasticity = geometric.retentionElasticity(p, {
      renewals: 3,
      discountRate: 0.1,
      kind: "individual",
    });
    // (1 + d) / (1 + d - r), Pfeifer & Farris (2004).
    expectPrinted(elasticity ?? 0, "3.6667");
    expect(geometric.discountedExpectedLifetime({ theta: 1e-9 }, { discountRate: 0 })).toBeCloseTo(1e9, -3);
  });
});
