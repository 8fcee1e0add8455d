/** The laws that every contractual model obeys, the reference numbers of its verbs, and the refusals they share. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Fit, FitOptions } from "../../../src/inference/fit.js";
import type { ContractualData } from "../../../src/models/contractual/cohort-losses.js";
import reference from "../../reference/contractual.json" with { type: "json" };
import { expectClose, expectPlainData, expectRefusal } from "../../support.js";

interface Discount {
  readonly discountRate: number | { readonly rate: number; readonly per: "year" };
  readonly timeUnit?: "month" | "year";
}

/** A contractual model, as the tests call it. */
export interface ContractualModule<P> {
  readonly fit: (data: ContractualData, options?: FitOptions<P>) => Fit<P>;
  readonly logLikelihood: (parameters: P, data: ContractualData) => number;
  readonly survival: <T extends number | number[]>(
    parameters: P,
    periods: T,
  ) => T extends number ? number : Float64Array;
  readonly retentionRate: (parameters: P, period: number) => number;
  readonly churnProbability: (parameters: P, period: number) => number;
  readonly expectedLifetime: (
    parameters: P,
    options?: { readonly horizon?: number; readonly renewals?: number },
  ) => number | null;
  readonly medianLifetime: (parameters: P) => number;
  readonly discountedExpectedLifetime: (parameters: P, options: Discount) => number | null;
  readonly discountedExpectedResidualLifetime: <R extends number | number[]>(
    parameters: P,
    options: Discount & { readonly renewals: R },
  ) => (R extends number ? number : Float64Array) | (R extends number ? null : never);
  readonly residualLifetimeValue: (
    parameters: P,
    options: Discount & { renewals: number; margin: number; timing?: "now" | "afterOnePeriod" },
  ) => number | null;
  readonly retentionElasticity: (
    parameters: P,
    options: Discount & { renewals: number; kind: "individual" | "ofExpectedValue" },
  ) => number | null;
  readonly simulate: (
    parameters: P,
    options: {
      customers: number;
      periods: number;
      timeUnit: "year";
      seed?: number;
      stream?: number;
      firstPeriod?: number;
    },
  ) => { timeUnit: "year" } & Exclude<ContractualData, readonly unknown[]>;
}

/** The High End cohort of Fader & Hardie (2007), table 1. */
export const highEnd = {
  timeUnit: "year",
  lostByPeriod: [131, 126, 90, 60, 42, 34, 26],
  stillActive: 491,
} as const;

/** The Regular cohort of Fader & Hardie (2007), table 1. */
export const regular = {
  timeUnit: "year",
  lostByPeriod: [369, 163, 86, 56, 37, 27, 21],
  stillActive: 241,
} as const;

/** The laws of the verbs of any contractual model, on random parameters. */
export function expectSurvivalLaws<P extends object>(model: unknown, parameters: fc.Arbitrary<P>): void {
  const {
    survival,
    retentionRate,
    churnProbability,
    medianLifetime,
    expectedLifetime,
    discountedExpectedLifetime,
    discountedExpectedResidualLifetime,
  } = model as ContractualModule<P>;

  describe("laws", () => {
    it("starts at 1, never rises, and is the product of its retention rates", () => {
      fc.assert(
        fc.property(parameters, (p) => {
          expect(survival(p, 0)).toBe(1);
          let product = 1;
          for (let t = 1; t <= 30; t++) {
            const rate = retentionRate(p, t);
            expect(rate >= 0 && rate <= 1).toBe(true);
            product *= rate;
            expectClose(survival(p, t), product, { relative: 1e-11, absolute: 1e-290 });
          }
        }),
      );
    });

    it("loses everybody sooner or later: churn probabilities and survival add to one", () => {
      fc.assert(
        fc.property(parameters, (p) => {
          let lost = 0;
          for (let t = 1; t <= 50; t++) {
            lost += churnProbability(p, t);
            expectClose(lost + survival(p, t), 1, { relative: 1e-12 });
          }
        }),
      );
    });

    it("has a median, a mean within any horizon, and a discounted lifetime between them and one payment", () => {
      fc.assert(
        fc.property(parameters, (p) => {
          const median = medianLifetime(p);
          // Whole numbers above 2^53 are not numbers of periods that survival takes.
          if (Number.isSafeInteger(median)) {
            expect(survival(p, median)).toBeLessThanOrEqual(0.5 + 1e-15);
            expect(survival(p, median - 1)).toBeGreaterThan(0.5 - 1e-15);
          }
          const horizon = expectedLifetime(p, { horizon: 200 })!;
          const whole = expectedLifetime(p) ?? Number.POSITIVE_INFINITY;
          expect(whole).toBeGreaterThanOrEqual(horizon * (1 - 1e-12));
          const discounted = discountedExpectedLifetime(p, { discountRate: 0.05 })!;
          expect(discounted).toBeGreaterThanOrEqual(1);
          expect(discounted).toBeLessThanOrEqual(whole * (1 + 1e-12));
        }),
        { numRuns: 30 },
      );
    });

    it("values the present payment plus the residual lifetime, discounted", () => {
      fc.assert(
        fc.property(parameters, fc.double({ min: 0.001, max: 0.5, noNaN: true }), (p, rate) => {
          const residual = discountedExpectedResidualLifetime(p, { renewals: 0, discountRate: rate })!;
          const lifetime = discountedExpectedLifetime(p, { discountRate: rate })!;
          expectClose(1 + residual / (1 + rate), lifetime, { relative: 1e-11 });
        }),
        { numRuns: 30 },
      );
    });

    it("gives for a column what it gives for each entry", () => {
      fc.assert(
        fc.property(parameters, (p) => {
          const column = survival(p, [0, 3, 9]);
          expect([...column]).toStrictEqual([survival(p, 0), survival(p, 3), survival(p, 9)]);
          const options = { renewals: [0, 2], discountRate: 0.1 };
          const [first, second] = discountedExpectedResidualLifetime(p, options);
          expect(first).toBe(discountedExpectedResidualLifetime(p, { ...options, renewals: 0 }));
          expect(second).toBe(discountedExpectedResidualLifetime(p, { ...options, renewals: 2 }));
        }),
        { numRuns: 20 },
      );
    });
  });
}

/** The shared laws, on random parameters and on the published cohorts. */
export function expectContractualLaws<P extends object>(
  name: string,
  model: unknown,
  parameters: fc.Arbitrary<P>,
): void {
  const { fit, logLikelihood, simulate } = model as ContractualModule<P>;
  expectSurvivalLaws(model, parameters);

  describe("fit", () => {
    it.each([
      ["High End", highEnd],
      ["Regular", regular],
    ])("meets the convergence definition on the %s cohort and returns plain data", (_, cohort) => {
      const fitted = fit(cohort);
      expect(fitted.convergence.status).toBe("interior");
      expect(fitted.convergence.scaledGradient).toBeLessThan(1e-8);
      expect(fitted.convergence.newtonDecrement).toBeLessThan(1e-8);
      expect(fitted.model).toBe(name);
      expect(fitted.observations).toBe(1000);
      expect(fitted.logLikelihood).toBe(logLikelihood(fitted.parameters, cohort));
      expectPlainData(fitted);
    });

    it("has the gradient of its own log-likelihood: no step in any direction raises it", () => {
      const { parameters: best, logLikelihood: top } = fit(highEnd);
      for (const key of Object.keys(best) as (keyof P)[])
        for (const factor of [0.999, 1.001]) {
          const moved = { ...best, [key]: (best[key] as number) * factor };
          expect(logLikelihood(moved, highEnd)).toBeLessThan(top);
        }
    });

    it("does not depend on the order of cohorts, on replication or on the form of the data", () => {
      const pooled = fit([highEnd, regular]);
      expect(fit([regular, highEnd])).toStrictEqual(pooled);
      const doubled = fit([highEnd, highEnd]);
      const once = fit(highEnd);
      for (const key of Object.keys(once.parameters) as (keyof P)[])
        expectClose(doubled.parameters[key] as number, once.parameters[key] as number, { relative: 1e-9 });
      expectClose(doubled.logLikelihood, 2 * once.logLikelihood, { relative: 1e-13 });
      const { lostByPeriod, stillActive } = highEnd;
      const rows = [
        ...lostByPeriod.map((weight, i) => ({ duration: i + 1, event: true, weight })),
        { duration: 7, event: false, weight: stillActive },
      ];
      expect(fit(rows).parameters).toStrictEqual(once.parameters);
      expect(fit([...rows].reverse()).logLikelihood).toBe(once.logLikelihood);
      const columns = {
        timeUnit: "year",
        duration: rows.map((row) => row.duration),
        event: rows.map((row) => row.event),
        weight: rows.map((row) => row.weight),
      } as const;
      expect(fit(columns)).toStrictEqual(once);
    });

    it("recovers its parameters from a large simulated cohort, also one first seen at age 3", () => {
      const truth = fit(highEnd).parameters;
      for (const firstPeriod of [1, 3]) {
        const design = { customers: 2_000_000, periods: 12, timeUnit: "year", seed: 3, firstPeriod } as const;
        const cohort = simulate(truth, design);
        expect(simulate(truth, design)).toStrictEqual(cohort);
        const fitted = fit(cohort);
        for (const key of Object.keys(truth) as (keyof P)[]) {
          const error = Math.abs((fitted.parameters[key] as number) - (truth[key] as number));
          // Four standard errors: one seed in 16,000 would exceed it.
          expect(error).toBeLessThan(4 * (fitted.standardErrors[key] ?? Number.NaN));
        }
      }
    });

    it("fits a billion customers as well", () => {
      const counts = highEnd.lostByPeriod.map((lost) => lost * 1e6);
      const fitted = fit({ ...highEnd, lostByPeriod: counts, stillActive: 491e6 });
      const once = fit(highEnd);
      for (const key of Object.keys(once.parameters) as (keyof P)[])
        expectClose(fitted.parameters[key] as number, once.parameters[key] as number, { relative: 1e-8 });
    });
  });

  expectReferenceNumbers(name, model);
  expectSharedRefusals(name, model);
}

function expectReferenceNumbers<P>(name: string, given: unknown): void {
  const model = given as ContractualModule<P>;
  const cases = reference.cases.filter((entry) => entry.model === name);
  it.each(cases.map((entry) => [JSON.stringify(entry.parameters), entry] as const))(
    "agrees with 40-digit arithmetic at %s",
    (_, entry) => {
      const p = entry.parameters as unknown as P;
      // Half a unit of rounding per parameter is amplified where survival is a steep function of it.
      const near = (actual: number | null, expected: number, relative = 1e-10) =>
        expectClose(actual ?? Number.NaN, expected, { relative, absolute: 1e-290 });
      for (const [t, value] of entry.survival) near(model.survival(p, t!), value!);
      for (const [t, value] of entry.retentionRate) near(model.retentionRate(p, t!), value!);
      for (const [t, value] of entry.churnProbability) near(model.churnProbability(p, t!), value!);
      near(model.expectedLifetime(p, { horizon: 12 }), entry.expectedLifetime12);
      near(model.discountedExpectedLifetime(p, { discountRate: 0.1 }), entry.discountedExpectedLifetime);
      const { renewals, value } = entry.residual;
      near(model.discountedExpectedResidualLifetime(p, { renewals, discountRate: 0.1 }), value);
      const elasticity = (kind: "individual" | "ofExpectedValue") =>
        model.retentionElasticity(p, { renewals, discountRate: 0.1, kind });
      near(elasticity("ofExpectedValue"), entry.elasticityOfExpectedValue.value);
      if (entry.elasticityIndividual !== undefined)
        near(elasticity("individual"), entry.elasticityIndividual.value);
      if (entry.slow !== undefined)
        near(model.discountedExpectedLifetime(p, { discountRate: entry.slow.rate }), entry.slow.value);
    },
  );
}

/** The refusals that all contractual models have in common. */
export function expectSharedRefusals<P>(name: string, given: unknown): void {
  const model = given as ContractualModule<P>;
  const p = model.fit(highEnd).parameters;
  it("names the function, the argument, the rule and the value when it refuses", () => {
    expectRefusal(
      () => model.survival(p, -1),
      `${name}.survival: periods must be a whole number of 0 or more, received -1`,
    );
    expectRefusal(
      () => model.survival(p, [1, 1.5]),
      `${name}.survival: periods[1] must be a whole number of 0 or more, received 1.5`,
    );
    expectRefusal(
      () => model.retentionRate(p, 0),
      `${name}.retentionRate: period must be a whole number of 1 or more, received 0`,
    );
    expectRefusal(
      () => model.survival(undefined as never, 1),
      `${name}.survival: parameters must be an object, received undefined`,
    );
    expectRefusal(
      () => model.discountedExpectedLifetime(p, { discountRate: -0.1 }),
      `${name}.discountedExpectedLifetime: discountRate must be a fraction from 0 to 1, received -0.1`,
    );
    expectRefusal(
      () => model.discountedExpectedLifetime(p, undefined as never),
      `${name}.discountedExpectedLifetime: options must be an object, received undefined`,
    );
    expectRefusal(
      () => model.fit(undefined as never),
      `${name}.fit: data must be a cohort, an array of cohorts, or tenures with duration and event, received undefined`,
    );
    expectRefusal(
      () => model.fit({ ...highEnd, lostByPeriod: [1, -2] }),
      `${name}.fit: cohort.lostByPeriod[1] must be a finite number of 0 or more, received -2`,
    );
    expectRefusal(
      () => model.fit({ ...highEnd, timeUnit: "fortnight" as never }),
      `${name}.fit: cohort.timeUnit must be one of "hour", "day", "week", "month", "quarter", "year", received "fortnight"`,
    );
    expectRefusal(
      () => model.fit({ ...highEnd, lostBefore: 3 }),
      `${name}.fit: cohort.lostBefore must be 0 where firstPeriod is 1, received 3`,
    );
    expectRefusal(
      () => model.fit([highEnd, { ...regular, timeUnit: "month" }]),
      `${name}.fit: cohorts[1].timeUnit must be that of cohorts[0] ("year"), received "month"`,
    );
    expectRefusal(
      () => model.fit([{ duration: 2, event: true, entry: 2 }]),
      `${name}.fit: data[0].entry must be below duration (2), received 2`,
    );
  });

  it("says what the data lack", () => {
    const code = "INSUFFICIENT_DATA";
    expectRefusal(
      () => model.fit({ timeUnit: "year", lostByPeriod: [0, 0, 0], stillActive: 10 }),
      `${name}.fit: losses must be above 0 for churn to be estimated, received 0`,
      code,
    );
    expectRefusal(
      () => model.fit({ timeUnit: "year", lostByPeriod: [10], stillActive: 0 }),
      `${name}.fit: periods survived must be above 0 for churn below 1 to be estimated, received 0`,
      code,
    );
    expectRefusal(
      () => model.fit([]),
      `${name}.fit: cohorts must hold at least one cohort, received []`,
      code,
    );
  });

  it("converts a yearly discount rate to the clock of the model", () => {
    const monthly = model.discountedExpectedLifetime(p, {
      discountRate: { rate: 0.1, per: "year" },
      timeUnit: "month",
    });
    const same = model.discountedExpectedLifetime(p, { discountRate: 1.1 ** (1 / 12) - 1 });
    expectClose(monthly ?? Number.NaN, same ?? 0, { relative: 1e-11 });
  });
}
