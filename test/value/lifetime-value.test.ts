import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LifetimeValueInput, lifetimeValue } from "../../src/value/lifetime-value.js";
import { expectClose, expectPlainData, expectPrinted, expectRefusal, readReference } from "../support.js";

const timings = ["now", "afterOnePeriod", "endOfPeriodCertain", "midPeriod", "continuous"] as const;
const fixture = { margin: 100, retention: 0.8, discountRate: 0.1 };
const value = (input: Partial<LifetimeValueInput>) =>
  lifetimeValue({ ...fixture, ...input } as LifetimeValueInput).value;

describe("lifetimeValue", () => {
  // economics-and-sensitivity.md, section 2: closed forms computed in double precision by the research scripts.
  it.each([
    ["now", 366.6666666666667],
    ["afterOnePeriod", 266.66666666666663],
    ["endOfPeriodCertain", 333.33333333333326],
    ["midPeriod", 312.69438398822865],
    ["continuous", 314.0173602261173],
  ] as const)("gives the closed form for payments %s", (timing, expected) => {
    expectClose(value({ timing }), expected, { relative: 1e-13 });
  });

  it("counts a year as 52 weeks where that is asked for", () => {
    const weekly = { discountRate: { rate: 0.15, per: "year" }, timeUnit: "week" } as const;
    expectClose(
      lifetimeValue({ ...fixture, ...weekly, weeksPerYear: 52 }).discountRate,
      1.15 ** (1 / 52) - 1,
      {
        relative: 1e-13,
      },
    );
    expectClose(lifetimeValue({ ...fixture, ...weekly }).discountRate, 1.15 ** (7 / 365.25) - 1, {
      relative: 1e-13,
    });
    expectRefusal(
      () => lifetimeValue({ ...fixture, ...weekly, weeksPerYear: 53 as 52 }),
      "lifetimeValue: weeksPerYear must be 52 or left out, received 53",
    );
  });

  it("grows margins, ends at a horizon and subtracts the cost of acquisition", () => {
    expectClose(value({ marginGrowth: 0.03 }), 398.5507246376812, { relative: 1e-13 });
    expectClose(value({ horizon: 10 }), 351.4876216564891, { relative: 1e-13 });
    const bought = lifetimeValue({ ...fixture, acquisitionCost: 120 });
    expectClose(bought.valueNet, 246.66666666666669, { relative: 1e-13 });
    expectClose(bought.ltvToCac ?? 0, 3.055555555555556, { relative: 1e-13 });
  });

  it("agrees with every lifetime value of the reference file", () => {
    const figures = readReference("sensitivity/economics_fixtures.json");
    const close = (actual: number, expected: number) => expectClose(actual, expected, { relative: 1e-12 });
    close(value({}), figures.clv_first_now);
    close(value({ timing: "afterOnePeriod" }), figures.clv_first_after_one_period_if_alive);
    close(value({ timing: "endOfPeriodCertain" }), figures.clv_end_of_period_certain_first);
    close(value({ marginGrowth: figures.inputs.g }), figures.clv_growth_first_now);
    close(value({ horizon: 10 }), figures.clv_finite10_closed);
    close(value({ timing: "continuous" }), figures.clv_continuous.value);
    close(value({ timing: "midPeriod" }), figures.mid_period);
    for (const name of ["sbg_highend", "sbg_regular"]) {
      const { S, DEL_new } = figures[name];
      const twelve = lifetimeValue({ margin: 1, survival: [1, ...S], discountRate: 0.1, horizon: 13 }).value;
      expect(twelve).toBeLessThan(DEL_new);
    }
  });

  it("reproduces published values", () => {
    // Gupta, Lehmann & Stuart (2004), "Valuing Customers", footnote 2, in the timing that gives its 250.
    expectPrinted(value({ discountRate: 0.12, timing: "afterOnePeriod" }), "250");
    // The same footnote: five years for certain, paid at the end of the year.
    expectPrinted(
      value({ retention: 1, discountRate: 0.12, horizon: 5, timing: "endOfPeriodCertain" }),
      "360",
    );
    // Winston, "Microsoft Excel Data Analysis and Business Modeling", after Reichheld (1996): 0.8 retention, 15%.
    const listed = [
      -40, 66, 72, 79, 87, 92, 96, 99, 103, 106, 111, 116, 120, 124, 130, 137, 142, 148, 155, 161,
    ];
    const margin = [...listed, ...Array<number>(11).fill(161)];
    expectPrinted(lifetimeValue({ margin, retention: 0.8, discountRate: 0.15 }).value, "141.72");
  });

  it("gives one value however the same retention is put", () => {
    const input = fc.record({
      retention: fc.double({ min: 0, max: 1, noNaN: true }),
      discountRate: fc.double({ min: 0, max: 0.5, noNaN: true }),
      marginGrowth: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
      horizon: fc.integer({ min: 1, max: 40 }),
      timing: fc.constantFrom(...timings),
    });
    fc.assert(
      fc.property(input, ({ retention, ...rest }) => {
        const n = rest.horizon;
        const one = lifetimeValue({ margin: 10, retention, ...rest });
        const share = (t: number) => retention ** t;
        const survival = Array.from({ length: n + 1 }, (_, t) => share(t));
        const list = Array<number>(n).fill(retention);
        const same = [
          lifetimeValue({ margin: 10, retention: list, ...rest }),
          lifetimeValue({ margin: 10, retention: () => retention, ...rest }),
          lifetimeValue({ margin: 10, survival, ...rest }),
        ];
        for (const { value } of same) expectClose(value, one.value, { relative: 1e-11, absolute: 1e-12 });
        expectPlainData(one);
      }),
      { numRuns: 60 },
    );
  });

  it("reaches the infinite sum with a long horizon, and by summing a function", () => {
    for (const timing of timings) {
      expectClose(value({ timing, horizon: 2000 }), value({ timing }), { relative: 1e-13 });
      const summed = lifetimeValue({ margin: 100, survival: (t) => 0.8 ** t, discountRate: 0.1, timing });
      expectClose(summed.value, value({ timing }), { relative: 1e-13 });
    }
  });

  it("is the mean lifetime at discount 0, one payment at retention 0, a perpetuity at retention 1", () => {
    expectClose(value({ margin: 1, discountRate: 0 }), 5, { relative: 1e-14 });
    expect(value({ retention: 0 })).toBe(100);
    expect(value({ retention: 0, timing: "afterOnePeriod" })).toBe(0);
    expect(value({ retention: 0, timing: "continuous" })).toBe(0);
    expectClose(value({ retention: 1 }), 1100, { relative: 1e-13 });
    expect(value({ retention: 1, discountRate: 0, horizon: 7 })).toBe(700);
    expectClose(value({ retention: 1, discountRate: 0.1, marginGrowth: 0.1, horizon: 7 }), 700, {
      relative: 1e-14,
    });
  });

  it("converts a named discount rate to the period of retention", () => {
    const monthly = value({ retention: 0.95, discountRate: { rate: 0.1, per: "year" }, timeUnit: "month" });
    expectClose(monthly, 100 / (1 - 0.95 / 1.1 ** (1 / 12)), { relative: 1e-12 });
    expect(value({ discountRate: { rate: 0.1, per: "year" } })).toBe(value({}));
    expect(lifetimeValue({ ...fixture, discountRate: { rate: 0.1, per: "year" } }).timeUnit).toBe("year");
  });

  it("steps down with a Kaplan-Meier curve and says what an extrapolation adds", () => {
    const steps = { time: [0.4, 1, 2.5], survival: [0.9, 0.8, 0.5] };
    const input = { margin: 100, survival: steps, discountRate: 0.1 };
    expectClose(lifetimeValue({ ...input, horizon: 3 }).value, 100 * (1 + 0.8 / 1.1 + 0.8 / 1.21), {
      relative: 1e-14,
    });
    const rows = steps.time.map((time, i) => ({ time, survival: steps.survival[i] as number }));
    expect(lifetimeValue({ ...input, survival: rows, horizon: 3 }).value).toBe(
      lifetimeValue({ ...input, horizon: 3 }).value,
    );
    const extended = lifetimeValue({
      ...input,
      extrapolation: { model: "geometric", survival: (t) => 0.8 ** t },
    });
    const seen = 100 * (1 + 0.8 / 1.1 + 0.8 / 1.21);
    const beyond = ((100 * 0.5 * 0.8 ** 0.5) / 1.1 ** 3 / (1 - 0.8 / 1.1)) * 1;
    expectClose(extended.value, seen + beyond, { relative: 1e-13 });
    expectClose(extended.extrapolatedShare, beyond / (seen + beyond), { relative: 1e-12 });
    expect(extended.extrapolatedBy).toBe("geometric");
  });

  it("integrates a flow over the steps of a curve", () => {
    const survival = { time: [0.5, 1.25], survival: [0.8, 0.5] };
    const flat = lifetimeValue({
      margin: 100,
      survival,
      discountRate: 0,
      timing: "continuous",
      horizon: 1.25,
    });
    expectClose(flat.value, 100 * (0.5 + 0.75 * 0.8), { relative: 1e-14 });
  });

  it("integrates a survival function: a Weibull life, and an observed curve that a model continues", () => {
    // ∫ exp(-(t/4)^1.5) 1.1^-t dt by mpmath 1.3 at 30 digits: quad(lambda t: exp(-(t/4)**1.5)*mpf('1.1')**(-t), [0, 1, 5, 20, inf]).
    const weibull = { margin: 1, survival: (t: number) => Math.exp(-((t / 4) ** 1.5)), discountRate: 0.1 };
    expectClose(lifetimeValue({ ...weibull, timing: "continuous" }).value, 2.865472598168294, {
      relative: 1e-12,
    });
    const seen = lifetimeValue({
      ...{ margin: 1, survival: { time: [1, 2], survival: [0.8, 0.5] }, discountRate: 0, horizon: 5 },
      ...{ timing: "continuous", extrapolation: { model: "exponential", survival: (t) => Math.exp(-t) } },
    });
    expectClose(seen.value, 1.8 + 0.5 * (1 - Math.exp(-3)), { relative: 1e-13 });
    expectClose(seen.extrapolatedShare, (0.5 * (1 - Math.exp(-3))) / seen.value, { relative: 1e-13 });
  });

  it("refuses what has no value, and says why", () => {
    const refuse = (input: object, message: string) =>
      expectRefusal(() => lifetimeValue({ ...fixture, ...input } as never), message);
    expectRefusal(
      () => lifetimeValue(undefined as never),
      "lifetimeValue: input must be an object, received undefined",
    );
    refuse({ margin: Number.NaN }, "lifetimeValue: margin must be a finite number, received NaN");
    refuse({ margin: undefined }, "lifetimeValue: margin must be a finite number, received undefined");
    refuse(
      { retention: 80 },
      "lifetimeValue: retention must be a fraction from 0 to 1 (not a percentage: 0.05 means 5%), received 80",
    );
    refuse({ retention: -0.1 }, "lifetimeValue: retention must be a fraction from 0 to 1, received -0.1");
    refuse(
      { retention: undefined },
      "lifetimeValue: retention must be given, or survival, received undefined",
    );
    refuse(
      { discountRate: -0.1 },
      "lifetimeValue: discountRate must be a fraction from 0 to 1, received -0.1",
    );
    refuse(
      { discountRate: undefined },
      'lifetimeValue: discountRate must be a rate per period of the time unit (0.15 for 15%), or one of a named period, { rate: 0.15, per: "year" }, received undefined',
    );
    refuse(
      { discountRate: { rate: 0.1, per: "decade" } },
      'lifetimeValue: discountRate.per must be one of "hour", "day", "week", "month", "quarter", "year", received "decade"',
    );
    refuse(
      { retention: 1, discountRate: 0 },
      "lifetimeValue: retention must be below (1 + discountRate) / (1 + marginGrowth) = 1 or the sum diverges (give a horizon), received 1",
    );
    refuse(
      { marginGrowth: 0.4 },
      "lifetimeValue: retention must be below (1 + discountRate) / (1 + marginGrowth) = 0.7857142857142858 or the sum diverges (give a horizon), received 0.8",
    );
    refuse({ horizon: 2.5 }, "lifetimeValue: horizon must be a whole number of 1 or more, received 2.5");
    refuse(
      { timing: "later" },
      'lifetimeValue: timing must be one of "now", "afterOnePeriod", "endOfPeriodCertain", "midPeriod", "continuous", received "later"',
    );
    refuse(
      { acquisitionCost: -1 },
      "lifetimeValue: acquisitionCost must be a finite number of 0 or more, received -1",
    );
    refuse(
      { retention: undefined, survival: [1, 0.8, 0.9], horizon: 2 },
      "lifetimeValue: survival[2] must not rise above the share before it (0.8), received 0.9",
    );
    refuse(
      { retention: undefined, survival: [1, 0.8, 0.7], horizon: 4 },
      "lifetimeValue: horizon must be given and at most 3, where the observed curve ends (or give extrapolation), received 4",
    );
    refuse(
      { retention: undefined, survival: [1, 0.8, 0.7] },
      "lifetimeValue: horizon must be given and at most 3, where the observed curve ends (or give extrapolation), received undefined",
    );
    refuse(
      { retention: undefined, survival: [0.9, 0.8], horizon: 1 },
      "lifetimeValue: survival[0] must be 1, the share at time 0, received 0.9",
    );
    refuse(
      { retention: () => 0.9, discountRate: 0 },
      "lifetimeValue: discountRate must be above marginGrowth (0) for the sum over a curve without end to be sure to converge (or give a horizon), received 0",
    );
  });
});
