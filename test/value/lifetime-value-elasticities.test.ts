import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LifetimeValueInput, lifetimeValue } from "../../src/value/lifetime-value.js";
import {
  type LifetimeValueEffects,
  lifetimeValueElasticities,
} from "../../src/value/lifetime-value-elasticities.js";
import { expectClose, expectPlainData, expectPrinted, expectRefusal } from "../support.js";

const effects = (input: LifetimeValueInput) => lifetimeValueElasticities(input).value as LifetimeValueEffects;
const timings = ["now", "afterOnePeriod", "endOfPeriodCertain", "midPeriod", "continuous"] as const;

describe("lifetimeValueElasticities", () => {
  it("gives the closed forms", () => {
    // shared reference economics_fixtures.json, elasticities at m = 100, r = 0.8, d = 0.1 (closed forms in double precision).
    const { retention, margin, discountRate } = effects({ margin: 100, retention: 0.8, discountRate: 0.1 });
    expectClose(retention.elasticity, 2.6666666666666665, { relative: 1e-13 });
    expect(margin.elasticity).toBe(1);
    expectClose(discountRate.elasticity, -0.2424242424242424, { relative: 1e-13 });
    expectClose(discountRate.semiElasticity ?? 0, -2.424242424242424, { relative: 1e-13 });
    // Gupta, Lehmann & Stuart (2004): 5 where r/(1+d-r) is 5, at r = 0.917 for d = 10% (research, section 1.6 C1).
    expectPrinted(
      effects({ margin: 1, retention: 11 / 12, discountRate: 0.1 }).retention.elasticity,
      "5.0000",
    );
    // The margin multiple's own elasticity (1+d)/(1+d-r) is 5 at r = 0.88.
    const multiple = { margin: 1, retention: 0.88, discountRate: 0.1, timing: "afterOnePeriod" } as const;
    expectPrinted(effects(multiple).retention.elasticity, "5.0000");
  });

  const anyone = fc.record({
    margin: fc.double({ min: 1, max: 100, noNaN: true }),
    retention: fc.double({ min: 0.1, max: 0.9, noNaN: true }),
    discountRate: fc.double({ min: 0.05, max: 0.4, noNaN: true }),
    marginGrowth: fc.double({ min: -0.2, max: 0.1, noNaN: true }),
    horizon: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
    timing: fc.constantFrom(...timings),
    acquisitionCost: fc.double({ min: 0, max: 10, noNaN: true }),
  });

  it("is the derivative of the logarithm, gross and net", () => {
    fc.assert(
      fc.property(anyone, (input) => {
        const result = lifetimeValueElasticities(input);
        expectPlainData(result);
        const base = lifetimeValue(input);
        fc.pre(Math.abs(base.valueNet) > 0.05 * base.value);
        for (const name of [
          "margin",
          "retention",
          "discountRate",
          "marginGrowth",
          "acquisitionCost",
        ] as const)
          for (const of of ["value", "valueNet"] as const) {
            const at = (step: number) => lifetimeValue({ ...input, [name]: input[name] + step })[of];
            const h = 1e-4 * Math.max(1e-2, Math.abs(input[name]));
            const known = name === "acquisitionCost" && input.acquisitionCost < h;
            if (known) continue;
            // Richardson's extrapolation of two central differences.
            const wide = (at(h) - at(-h)) / (2 * h);
            const narrow = (at(h / 2) - at(-h / 2)) / h;
            const slope = (4 * narrow - wide) / 3 / base[of];
            const effect = (result[of] as LifetimeValueEffects)[name];
            expectClose(effect.semiElasticity ?? Number.NaN, slope, { relative: 1e-6, absolute: 1e-8 });
            expectClose(effect.elasticity, slope * input[name], { relative: 1e-6, absolute: 1e-8 });
          }
      }),
      { numRuns: 60 },
    );
  });

  it("is the same for a rate, a list of it and a survival curve", () => {
    fc.assert(
      fc.property(anyone, (input) => {
        const n = input.horizon ?? 12;
        const one = lifetimeValueElasticities({ ...input, horizon: n });
        const listed = lifetimeValueElasticities({
          ...{ ...input, horizon: n },
          retention: Array<number>(n).fill(input.retention),
        });
        expectClose(listed.duration, one.duration, { relative: 1e-10, absolute: 1e-12 });
        const expected = (one.value as LifetimeValueEffects).retention.elasticity;
        const actual = (listed.value as LifetimeValueEffects).retention.elasticity;
        expectClose(actual, expected, { relative: 1e-10, absolute: 1e-12 });
      }),
      { numRuns: 40 },
    );
  });

  it("is continuous where the payments neither rise nor fall", () => {
    const at = (marginGrowth: number) =>
      lifetimeValueElasticities({ margin: 1, retention: 0.8, discountRate: 0, horizon: 30, marginGrowth })
        .duration;
    expectClose(at(0.25), 14.5, { relative: 1e-14 });
    for (const step of [1e-4, 1e-6, 1e-8, 1e-10])
      expectClose(at(0.25 + step), 14.5 + (0.8 * step * (30 ** 2 - 1)) / 12, { relative: 1e-6 });
  });

  it("has none where there is no value", () => {
    const none = lifetimeValueElasticities({
      margin: 1,
      retention: 0,
      discountRate: 0.1,
      timing: "afterOnePeriod",
    });
    expect(none.value).toBeNull();
    expectRefusal(
      () => lifetimeValueElasticities({ margin: 1, retention: 1, discountRate: 0 }),
      "lifetimeValueElasticities: retention must be below (1 + discountRate) / (1 + marginGrowth) = 1 or the sum diverges (give a horizon), received 1",
    );
  });
});
