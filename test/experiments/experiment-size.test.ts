/** Sizes of experiments against published formulas, R and 30-digit values; what a size promises; refusals. */
import fc from "fast-check";
import { describe, expect, expectTypeOf, it } from "vitest";
import {
  type EventsSizeInput,
  experimentSize,
  type MeansSizeInput,
  type RatesSize,
  type RestrictedMeanSizeInput,
} from "../../src/experiments/index.js";
import comparisons from "../reference/rates-comparisons.json" with { type: "json" };
import { expectClose, expectPlainData, expectPrinted, expectRefusal, readReference } from "../support.js";
import { casesOf, expectFields } from "./cases.js";

const both = (size: number) => ({ first: size, second: size });

describe("the reference sizes", () => {
  it.each(casesOf("sample-size.json", "sampleSizeRates"))("rates: $id", ({ inputs, expected, tolerance }) => {
    const { secondPerFirst, ...rates } = inputs;
    const { unrounded } = experimentSize({ of: "rates", ...rates, secondPerFirst });
    expectClose(unrounded.first, expected.firstUnrounded, tolerance);
    expectClose(unrounded.second, expected.secondUnrounded, tolerance);
    const customers = { first: Math.round(unrounded.first), second: Math.round(unrounded.second) };
    const { exactPower } = experimentSize({ of: "rates", ...rates, customers });
    expectClose(exactPower ?? Number.NaN, expected.exactPowerAtRounded, { relative: 1e-6 });
  });

  it.each(casesOf("sample-size.json", "sampleSizeNonInferiority"))(
    "not worse: $id",
    ({ inputs, expected, tolerance }) => {
      const { rate: second, ...rest } = inputs;
      const { unrounded } = experimentSize({ of: "notWorse", second, ...rest });
      expectClose(unrounded.first, expected.perGroupUnrounded, tolerance);
    },
  );

  it.each(casesOf("sample-size.json", "sampleSizeMeans"))("means: $id", ({ inputs, expected, tolerance }) => {
    const size = experimentSize({ of: "means", ...inputs } as MeansSizeInput);
    expectClose(size.unroundedNormal?.first ?? Number.NaN, expected.firstNormal, tolerance);
    expectClose(size.unrounded?.first ?? Number.NaN, expected.firstT, tolerance);
    const { secondPerFirst, difference: _, ...others } = inputs;
    const customers = { first: 1000, second: 1000 * secondPerFirst };
    const found = experimentSize({ of: "means", ...others, customers } as MeansSizeInput);
    expectClose(found.detectableDifference, expected.detectableDifferenceAt1000, tolerance);
    expect(found.power).toBeNull();
    const detected = experimentSize({
      ...{ of: "means", ...others, customers },
      difference: found.detectableDifference,
    } as MeansSizeInput);
    expectClose(detected.power ?? Number.NaN, inputs.power, { absolute: 5e-4 });
  });

  it.each(casesOf("sample-size.json", "sampleSizeLogRank"))(
    "events: $id",
    ({ inputs, expected, tolerance }) => {
      const { shareTreated, controlHazard: hazard, ...rest } = inputs;
      const plan = {
        of: "events",
        hazard,
        secondPerFirst: shareTreated / (1 - shareTreated),
        ...rest,
      } as const;
      const size = experimentSize(plan as EventsSizeInput);
      expectClose(size.eventsUnrounded, expected.eventsSchoenfeld, tolerance);
      const { control: first, treated: second, overall } = expected.eventProbability;
      expectFields(size.eventProbability, { first, second, overall }, tolerance);
      expectClose(size.unrounded?.total ?? Number.NaN, expected.customersSchoenfeld, tolerance);
      const freedman = experimentSize({ ...plan, method: "freedman" } as EventsSizeInput);
      expectClose(freedman.eventsUnrounded, expected.eventsFreedman, tolerance);
    },
  );

  it.each(casesOf("sample-size.json", "sampleSizeRestrictedMean"))(
    "restricted means: $id",
    ({ inputs, expected, tolerance }) => {
      const { controlRate: firstRate, treatedRate: secondRate, ...rest } = inputs;
      const size = experimentSize({
        of: "restrictedMean",
        firstRate,
        secondRate,
        ...rest,
      } as RestrictedMeanSizeInput);
      expectFields(size.first, expected.control, tolerance);
      expectFields(size.second, expected.treated, tolerance);
      expectClose(size.unrounded.first, expected.perGroupUnrounded, tolerance);
    },
  );
});

describe("sizes for two rates of equal groups", () => {
  it.each(comparisons.power)("gives the 30-digit values for $first against $second", (row) => {
    const { first, second, significance, power, perGroup } = row;
    const contrast = { of: "rates", first, second, significance } as const;
    const size = experimentSize({ ...contrast, power });
    expectClose(size.unrounded.first, row.unrounded, { relative: 1e-12 });
    expect(size.customers.first).toBe(Math.ceil(row.unrounded));
    expectClose(experimentSize({ ...contrast, customers: both(perGroup) }).power, row.powerOfPerGroup, {
      relative: 1e-12,
    });
    expectPlainData(size);
  });

  it("gives a size whose power is the one asked for, and one customer fewer would not", () => {
    const rate = fc.double({ min: 0.001, max: 0.999, noNaN: true });
    const wantedPower = fc.double({ min: 0.5, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(rate, rate, wantedPower, (first, second, power) => {
        fc.pre(Math.abs(first - second) > 1e-2);
        const size = experimentSize({ of: "rates", first, second, power });
        expect(size.power).toBeGreaterThanOrEqual(power - 1e-12);
        const fewer = size.customers.first - 1;
        if (fewer >= 2)
          expect(experimentSize({ of: "rates", first, second, customers: both(fewer) }).power).toBeLessThan(
            power + 1e-12,
          );
        const swapped = experimentSize({ of: "rates", first: second, second: first, power });
        expectClose(swapped.unrounded.first, size.unrounded.first, { relative: 1e-12 });
      }),
      { numRuns: 30 },
    );
  });

  it("agrees with power.prop.test", () => {
    const rates = { of: "rates", first: 0.5, second: 0.75 } as const;
    expectPrinted(experimentSize({ ...rates, customers: both(50) }).power, "0.740");
    expectPrinted(experimentSize({ ...rates, power: 0.9 }).unrounded.first, "76.7");
  });

  type Case = { name: string; inputs: Record<string, number>; expected: Record<string, number> };
  it.each(readReference<{ cases: Case[] }>("survival/power.json").cases)(
    "agrees with R on $name",
    ({ inputs, expected }) => {
      const contrast = {
        of: "rates",
        first: inputs.p1!,
        second: inputs.p2!,
        significance: inputs.sig!,
      } as const;
      // R solves for the size to about 1e-10; the closed form is exact.
      const { unrounded } = experimentSize({ ...contrast, power: inputs.power! });
      expectClose(unrounded.first, expected.n_per_group!, { relative: 1e-9 });
      const { power } = experimentSize({ ...contrast, customers: both(inputs.n_fixed!) });
      expectClose(power, expected.power_at_n2000!, { relative: 1e-12 });
    },
  );

  it("finds the rates that it calls detectable", () => {
    const plan = { of: "rates", first: 0.05, customers: { first: 4000, second: 9000 } } as const;
    const { detectable } = experimentSize({ ...plan, second: 0.04 });
    for (const second of [detectable.lower, detectable.upper])
      expectClose(experimentSize({ ...plan, second: second ?? Number.NaN }).power, 0.8, { relative: 1e-9 });
    expect(
      experimentSize({ of: "rates", first: 0.05, second: 0.5, customers: both(20) }).detectable.lower,
    ).toBeNull();
  });

  it("has the exact power of the few outcomes of small groups", () => {
    // All 36 outcomes of 5 and 5, of which |z| > 1.96 rejects those below.
    const [p, q] = [0.1, 0.8];
    const chance = (k: number, rate: number) => [1, 5, 10, 10, 5, 1][k]! * rate ** k * (1 - rate) ** (5 - k);
    let power = 0;
    for (let x = 0; x <= 5; x++)
      for (let y = 0; y <= 5; y++) {
        const pooled = (x + y) / 10;
        const z = (x - y) / 5 / Math.sqrt((pooled * (1 - pooled) * 2) / 5);
        if (Math.abs(z) > 1.959963984540054) power += chance(x, p) * chance(y, q);
      }
    const { exactPower } = experimentSize({ of: "rates", first: p, second: q, customers: both(5) });
    expectClose(exactPower ?? Number.NaN, power, { relative: 1e-12 });
  });
});

describe("weeks of an experiment", () => {
  it("are those of the intake, and of watching the last customer", () => {
    const { customers, duration } = experimentSize({
      of: "rates",
      first: 0.05,
      second: 0.04,
      intakePerWeek: 500,
      observationWeeks: 4,
    });
    expect(duration).toEqual({
      intakeWeeks: customers.total / 500,
      observationWeeks: 4,
      weeks: customers.total / 500 + 4,
    });
  });

  it("end the intake of events and restricted means when there are as many customers as that intake needs", () => {
    const events = { of: "events", hazardRatio: 0.75, hazard: 0.06, followUp: 12 } as const;
    const found = experimentSize({ ...events, intakePerWeek: 30 });
    const accrual = found.duration?.intakeWeeks ?? Number.NaN;
    expectClose(found.unrounded?.total ?? Number.NaN, accrual * 30, { relative: 1e-12 });
    const stated = experimentSize({ ...events, accrual });
    expect(stated.duration).toBeNull();
    expectClose(stated.unrounded?.total ?? Number.NaN, accrual * 30, { relative: 1e-12 });
    const means = {
      of: "restrictedMean",
      horizon: 12,
      firstRate: 0.08,
      secondRate: 0.06,
      followUp: 6,
    } as const;
    const watched = experimentSize({ ...means, intakePerWeek: 30 });
    expectClose(watched.unrounded.total, (watched.duration?.intakeWeeks ?? 0) * 30, { relative: 1e-9 });
  });
});

describe("power of what can be had", () => {
  it("is the power asked for, of the customers needed", () => {
    for (const power of [0.8, 0.9]) {
      const means = {
        of: "restrictedMean",
        horizon: 12,
        firstRate: 0.08,
        secondRate: 0.06,
        accrual: 6,
        followUp: 12,
      } as const;
      const { customers, ...size } = experimentSize({ ...means, power });
      expect(size.power).toBeGreaterThan(power - 1e-9);
      expect(experimentSize({ ...means, customers }).power).toBe(size.power);
      const notWorse = { of: "notWorse", second: 0.05, margin: 0.01 } as const;
      const needed = experimentSize({ ...notWorse, power });
      expectClose(experimentSize({ ...notWorse, customers: needed.customers }).power, power, {
        absolute: 1e-4,
      });
      const events = experimentSize({ of: "events", hazardRatio: 0.7, power });
      expect(events.customers).toBeNull();
      const again = experimentSize({
        of: "events",
        hazardRatio: 0.7,
        events: events.eventsUnrounded,
      });
      expectClose(again.power, power, { relative: 1e-12 });
    }
  });

  it("of customers watched for losses counts the losses expected", () => {
    const plan = { of: "events", hazardRatio: 0.75, hazard: 0.06, accrual: 12, followUp: 12 } as const;
    const { events, eventProbability } = experimentSize({
      ...plan,
      customers: { first: 300, second: 400 },
    });
    expectClose(events, 300 * eventProbability!.first + 400 * eventProbability!.second, { relative: 1e-12 });
  });

  it("has the type of what it is of", () => {
    expectTypeOf(experimentSize({ of: "rates", first: 0.1, second: 0.2 })).toEqualTypeOf<RatesSize>();
  });
});

describe("experimentSize refuses", () => {
  const refuse = (input: object, message: string) =>
    expectRefusal(() => experimentSize(input as never), `experimentSize: ${message}`);
  const rates = { of: "rates", first: 0.05, second: 0.04 };
  const means = { of: "means", difference: 2, standardDeviation: 30 };
  const survival = {
    of: "restrictedMean",
    horizon: 12,
    firstRate: 0.08,
    secondRate: 0.06,
    accrual: 6,
    followUp: 12,
  };

  it("what is no plan", () => {
    expectRefusal(
      () => experimentSize(undefined as never),
      "experimentSize: input must be an object, received undefined",
    );
    refuse(
      { ...rates, of: "churn" },
      'of must be one of "rates", "notWorse", "means", "events", "restrictedMean", received "churn"',
    );
    refuse(
      { ...rates, margin: 0.01 },
      'input must hold nothing but of, power, significance, secondPerFirst, customers, intakePerWeek, observationWeeks, first, second, received "margin"',
    );
  });

  it("percentages, equal rates and impossible powers", () => {
    refuse(
      { ...rates, first: 5 },
      "first must be a fraction above 0 and below 1 (not a percentage: 0.05 means 5%), received 5",
    );
    for (const second of [0, -0.1, Number.NaN, undefined])
      refuse({ ...rates, second }, `second must be a fraction above 0 and below 1, received ${second}`);
    refuse({ ...rates, second: 0.05 }, "second must differ from first (0.05), received 0.05");
    refuse({ ...rates, power: 0.04 }, "power must be above significance (0.05), received 0.04");
    refuse(
      { ...rates, significance: 5 },
      "significance must be a fraction above 0 and below 1 (not a percentage: 0.05 means 5%), received 5",
    );
    refuse(
      { ...rates, second: 0.05 + 1e-12 },
      "second must be further from first (0.05), received 0.050000000001",
    );
    refuse({ ...rates, secondPerFirst: 0 }, "secondPerFirst must be a finite number above 0, received 0");
  });

  it("customers that are no counts, or said twice", () => {
    for (const first of [1, 2.5, Number.NaN, Number.POSITIVE_INFINITY])
      refuse(
        { ...rates, customers: { first, second: 10 } },
        `customers.first must be a whole number of 2 or more, received ${first}`,
      );
    refuse(
      { ...rates, customers: both(10), secondPerFirst: 2 },
      "secondPerFirst must be left out beside customers, received 2",
    );
    refuse(
      { ...rates, customers: { ...both(10), total: 30 } },
      "customers.total must be first + second (20), received 30",
    );
  });

  it("an intake without the time for which customers are watched, and the other way round", () => {
    refuse(
      { ...rates, intakePerWeek: 100 },
      "observationWeeks must be a finite number of 0 or more, received undefined",
    );
    refuse(
      { ...rates, observationWeeks: 4 },
      "observationWeeks must be left out without intakePerWeek, received 4",
    );
    refuse(
      { of: "events", hazardRatio: 0.7, intakePerWeek: 30 },
      "intakePerWeek must be left out without hazard, received 30",
    );
    refuse(
      { of: "events", hazardRatio: 0.7, hazard: 0.1, accrual: 3, followUp: 3, intakePerWeek: 30 },
      "accrual must be left out beside intakePerWeek, received 3",
    );
  });

  it("effects that are none", () => {
    refuse({ ...means, difference: 0 }, "difference must differ from 0, received 0");
    refuse({ of: "means", standardDeviation: 30 }, "difference must be a finite number, received undefined");
    refuse(
      { ...means, covariateRSquared: 1 },
      "covariateRSquared must be a fraction from 0 to below 1, received 1",
    );
    refuse({ of: "events", hazardRatio: 1 }, "hazardRatio must differ from 1, received 1");
    refuse(
      { of: "notWorse", second: 0.05, margin: 0 },
      "margin must be a fraction above 0 and below 1, received 0",
    );
    refuse(
      { of: "notWorse", second: 0.05, first: 0.07, margin: 0.01 },
      "first must be below second + margin (0.060000000000000005), received 0.07",
    );
    refuse({ ...survival, secondRate: 0.08 }, "secondRate must differ from firstRate (0.08), received 0.08");
  });

  it("a horizon that is not observed", () => {
    refuse(
      { ...survival, horizon: 18 },
      "horizon must be below accrual + followUp (18): later lifetimes are not observed, received 18",
    );
  });
});
