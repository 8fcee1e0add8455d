import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { valueOfRunningLonger } from "../../src/experiments/decision/value-of-running-longer.js";
import { normalPdf } from "../../src/math/normal.js";
import { integrate } from "../../src/math/quadrature.js";
import { expectClose, expectPlainData, expectRefusal } from "../support.js";

const input = {
  estimate: 1.25,
  standardError: 0.9,
  costPerCustomer: 0.8,
  customers: 100_000,
  observed: 8000,
  more: 8000,
  cost: 2000,
};
const amount = fc.double({ min: -5, max: 5, noNaN: true });
const error = fc.double({ min: 0.1, max: 3, noNaN: true });

describe("valueOfRunningLonger", () => {
  it("is the integral of what is lost where the sign turns out wrong", () => {
    fc.assert(
      fc.property(amount, error, (estimate, standardError) => {
        const value = valueOfRunningLonger({
          ...input,
          costPerCustomer: 0,
          customers: 1,
          estimate,
          standardError,
          cost: 0,
        });
        const lossOf = (deviation: number) => {
          const loss = (z: number) =>
            Math.max(0, -Math.sign(estimate || 1) * (estimate + deviation * z)) * normalPdf(z);
          const turn = Math.max(-9, Math.min(9, -estimate / deviation));
          return integrate(loss, -9, turn).value + integrate(loss, turn, 9).value;
        };
        expectClose(value.perfect, lossOf(standardError), { absolute: 1e-9 });
        expectClose(value.sample, lossOf(standardError * Math.sqrt(0.5)), { absolute: 1e-9 });
      }),
      { numRuns: 30 },
    );
  });

  it("grows with the customers to add, up to perfect knowledge; a vague prior changes nothing, a sharp one everything", () => {
    fc.assert(
      fc.property(amount, error, fc.integer({ min: 1, max: 1e6 }), (estimate, standardError, more) => {
        const at = (change: object) =>
          valueOfRunningLonger({ ...input, estimate, standardError, more, ...change });
        const [some, twice] = [at({}), at({ more: 2 * more })];
        expect(some.sample).toBeLessThanOrEqual(twice.sample * (1 + 1e-12));
        expect(twice.sample).toBeLessThanOrEqual(twice.perfect * (1 + 1e-12));
        const vague = at({ prior: { mean: 0, standardDeviation: 1e8 } });
        expectClose(vague.perfect, some.perfect, { relative: 1e-6, absolute: 1e-6 });
        const sharp = at({ prior: { mean: 0, standardDeviation: 1e-6 } });
        expect([sharp.decision, sharp.runLonger]).toStrictEqual(["decline", false]);
      }),
    );
    expectPlainData(valueOfRunningLonger(input));
  });

  it("refuses by name", () => {
    const refuses = (change: object, rule: string) =>
      expectRefusal(() => valueOfRunningLonger({ ...input, ...change }), `valueOfRunningLonger: ${rule}`);
    refuses({ standardError: 0 }, "standardError must be a finite number above 0, received 0");
    refuses({ more: 0 }, "more must be a whole number of 1 or more, received 0");
    refuses({ cost: -1 }, "cost must be a finite number of 0 or more, received -1");
    refuses(
      { prior: { mean: 0, standardDeviation: -1 } },
      "prior.standardDeviation must be a finite number above 0, received -1",
    );
    refuses(
      { prior: { mean: 0, sd: 1 } },
      'prior must hold nothing but mean, standardDeviation, received "sd"',
    );
  });
});
