import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RetentionLiftInput } from "../../../src/economics/lift/input.js";
import { fewerDefections, points, relative } from "../../../src/economics/lift/retention-change.js";
import { retentionLift } from "../../../src/economics/lift/retention-lift.js";
import { solveRetentionLift } from "../../../src/economics/lift/solve-retention-lift.js";
import { expectClose, expectPlainData, expectRefusal, readReference } from "../../support.js";

const close = (actual: number | null | undefined, expected: number) =>
  expectClose(actual ?? Number.NaN, expected, { relative: 1e-12, absolute: 1e-14 });

/** The reproduction of the articles' claims by the research scripts, in double precision; it spells infinity as JSON does not. */
const readSeed = () => {
  return readReference("sensitivity/seed_claims.json").A_5pct_retention;
};

describe("retentionLift", () => {
  it("makes the 25% of the articles exactly true where it is", () => {
    const quarter = [
      { retention: 0.75, change: points(0.05) },
      { retention: 0.8, change: relative(0.05) },
      { retention: 0.85, change: points(0.05), measure: "lifetimeValue", discountRate: 0.1 },
      { retention: 0.88, change: relative(0.05), measure: "lifetimeValue", discountRate: 0.1 },
      { retention: 0.7, change: points(0.05), measure: "profit", fixedCostShare: 0.2 },
    ] as const satisfies readonly RetentionLiftInput[];
    for (const input of quarter) close(retentionLift(input).gain, 0.25);
  });

  it("gives 5.26% for fewer defections at every rate, and a few per cent for a base that cannot grow", () => {
    for (const retention of [0, 0.3, 0.8, 0.99])
      close(retentionLift({ retention, change: fewerDefections(0.05) }).gain, 1 / 0.95 - 1);
    // Company Five: retention 0.8, margin and acquisition cost 120 (research, section 1.6 C10).
    const five = { retention: 0.8, measure: "baseLimited", margin: 120, acquisitionCost: 120 } as const;
    close(retentionLift({ ...five, change: relative(0.05) }).gain, 0.05);
    close(retentionLift({ ...five, change: points(0.05) }).gain, 0.0625);
  });

  it("agrees with every gain of the reference tables", () => {
    const seed = readSeed();
    for (const [table, change] of [
      [seed.gain_table_pp, points(0.05)],
      [seed.gain_table_rel, relative(0.05)],
    ])
      for (const [r, row] of Object.entries<Record<string, number>>(table))
        for (const [d, gain] of Object.entries(row)) {
          const retention = Number(r.slice(2));
          const discountRate = Number(d.slice(2));
          close(retentionLift({ retention, change, measure: "lifetimeValue", discountRate }).gain, gain);
          if (discountRate === 0) close(retentionLift({ retention, change }).gain, gain);
        }
  });

  it("follows the base from one steady state to the next", () => {
    const seed = readSeed();
    const path = (retention: number, fixedCostShare: number) =>
      retentionLift({ retention, change: points(0.05), measure: "profit", fixedCostShare, periods: 30 }).path;
    for (const [table, retention, fixed] of [
      [seed.transition_r80, 0.8, 0],
      [seed.transition_r75, 0.75, 0],
      [seed.transition_r80_fixed50, 0.8, 0.5],
    ] as const)
      for (const [year, gain] of Object.entries(table))
        close(path(retention, fixed)[Number(year) - 1]?.gain, gain as number);
    for (const [r, years] of Object.entries(seed.years_to_25pct)) {
      const reached = path(Number(r.slice(2)), 0).find(({ gain }) => (gain ?? 0) >= 0.25 - 1e-12);
      expect(reached?.period).toBe(years);
    }
  });

  it("gains nothing by the first payment, which is there at any retention", () => {
    for (const retention of [0.3, 0.6, 0.8, 0.85]) {
      const value = { retention, change: points(0.05), measure: "lifetimeValue", discountRate: 0.1 } as const;
      expect(retentionLift(value).path[0]).toEqual({ period: 1, gain: 0 });
    }
  });

  it("grows towards the gain along its path", () => {
    const settled = retentionLift({ retention: 0.75, change: points(0.05), periods: 200 });
    close(settled.path[0]?.gain, 0.05);
    close(settled.path[199]?.gain, 0.25);
    const valued = retentionLift({
      retention: 0.75,
      change: points(0.05),
      measure: "lifetimeValue",
      discountRate: 0.1,
      periods: 400,
    });
    expect(valued.path[0]?.gain).toBe(0);
    close(valued.path[399]?.gain, valued.gain);
    const net = retentionLift({
      ...{ retention: 0.8, change: points(0.05), measure: "lifetimeValueNet", discountRate: 0.1 },
      ...{ margin: 100, acquisitionCost: 120 },
    });
    expect(net.path[0]).toStrictEqual({ period: 1, gain: null });
  });

  it("makes the readings agree where they should", () => {
    const rates = fc.double({ min: 0.1, max: 0.9, noNaN: true });
    fc.assert(
      fc.property(rates, fc.double({ min: 0.001, max: 0.05, noNaN: true }), (retention, size) => {
        const one = retentionLift({ retention, change: points(size) });
        const two = retentionLift({ retention, change: relative(size / retention) });
        const three = retentionLift({ retention, change: fewerDefections(size / (1 - retention)) });
        expectClose(two.gain, one.gain, { relative: 1e-9 });
        expectClose(three.gain, one.gain, { relative: 1e-9 });
        expectPlainData(one);
      }),
    );
  });

  it("is the gross lift at no acquisition cost, the steady state at no discount", () => {
    const terms = { retention: 0.7, change: points(0.05), discountRate: 0.1 } as const;
    const gross = retentionLift({ ...terms, measure: "lifetimeValue" }).gain;
    close(
      retentionLift({ ...terms, measure: "lifetimeValueNet", margin: 3, acquisitionCost: 0 }).gain,
      gross,
    );
    const steady = retentionLift({ retention: 0.7, change: points(0.05) }).gain;
    close(retentionLift({ ...terms, measure: "lifetimeValue", discountRate: 0 }).gain, steady);
    // The lift of (1 + d) / (1 + d - r): (1 + d - 0.7) / (1 + d - 0.75) - 1 at d = 1.
    close(retentionLift({ ...terms, measure: "lifetimeValue", discountRate: 1 }).gain, 1.3 / 1.25 - 1);
  });

  it("takes off what the programme costs", () => {
    const fewer = { retention: 0.8, change: fewerDefections(0.05) } as const;
    // A programme that costs what it brings: 1 - 0.95.
    close(retentionLift({ ...fewer, programmeCost: 0.05 }).gain, 0);
    const five = { retention: 0.8, change: points(0.05), programmeCost: 0.1 } as const;
    const steady = retentionLift({ ...five, periods: 400 });
    close(steady.gain, 0.9 * (4 / 3) - 1);
    // The programme is paid at once, the base follows.
    close(steady.path[0]!.gain, 0.9 * 1.05 - 1);
    expectClose(steady.path[399]!.gain!, steady.gain, { relative: 1e-9 });
    const terms = { margin: 100, acquisitionCost: 120 } as const;
    const net = retentionLift({ ...five, ...terms, measure: "lifetimeValueNet", discountRate: 0.1 });
    close(net.gain, (0.9 * 440 - 120) / (1100 / 3 - 120) - 1);
    const limited = retentionLift({ ...five, ...terms, measure: "baseLimited" });
    close(limited.gain, (90 - 18) / (100 - 24) - 1);
    expect(net.reading).toContain("after a programme that costs 10% of the margin of every customer");
    // Solved back.
    const found = solveRetentionLift({
      ...{ ...five, margin: 100, measure: "lifetimeValueNet", discountRate: 0.1 },
      ...{ gain: net.gain, solveFor: "acquisitionCost" },
    });
    expectClose(found.roots[0]!, 120, { relative: 1e-10 });
  });

  it("says in words which reading was taken", () => {
    expect(retentionLift({ retention: 0.75, change: points(0.05) }).reading).toBe(
      "5 percentage points more retention: 75% of customers kept per period become 80%, the mean lifetime goes from 4 periods to 5 periods. The gain in steady-state contribution is 25%, once the base has settled, with the same intake of new customers and no discounting.",
    );
  });

  it("reaches retention 0 and 1 where the measure exists", () => {
    close(retentionLift({ retention: 0, change: points(0.05) }).gain, 1 / 0.95 - 1);
    const all = retentionLift({
      retention: 0.95,
      change: points(0.05),
      measure: "lifetimeValue",
      discountRate: 0.1,
    });
    expect(all.newRetention).toBe(1);
    expect(all.newLifetime).toBeNull();
    close(all.gain, 0.5);
  });

  it("refuses bare numbers, percentages, impossible rates and fractions of a loss", () => {
    const refuse = (input: object, message: string) =>
      expectRefusal(() => retentionLift(input as never), message);
    const base = { retention: 0.8, change: points(0.05) };
    refuse(
      { retention: 0.8, change: 0.05 },
      "retentionLift: change must be points(…), relative(…) or fewerDefections(…), received 0.05",
    );
    refuse(
      { retention: 0.8 },
      "retentionLift: change must be points(…), relative(…) or fewerDefections(…), received undefined",
    );
    expectRefusal(
      () => retentionLift(undefined as never),
      "retentionLift: input must be an object, received undefined",
    );
    for (const [name, make] of Object.entries({ points, relative, fewerDefections })) {
      expectRefusal(
        () => make(5),
        `${name}: size must be a fraction from 0 to 1 (not a percentage: 0.05 means 5%), received 5`,
      );
      expectRefusal(() => make(-0.05), `${name}: size must be a fraction from 0 to 1, received -0.05`);
      expectRefusal(() => make(Number.NaN), `${name}: size must be a fraction from 0 to 1, received NaN`);
    }
    refuse(
      { ...base, retention: 80 },
      "retentionLift: retention must be a fraction from 0 to 1 (not a percentage: 0.05 means 5%), received 80",
    );
    refuse(
      { ...base, retention: 0.97 },
      "retentionLift: change must give a new retention of at most 1 from 0.97, received 1.02",
    );
    refuse(
      { ...base, retention: 0.95 },
      'retentionLift: change must give a new retention below 1 from 0.95, or the measure "contribution" diverges, received 1',
    );
    refuse(
      { ...base, measure: "profits" },
      'retentionLift: measure must be one of "contribution", "profit", "lifetimeValue", "lifetimeValueNet", "baseLimited", received "profits"',
    );
    refuse(
      { ...base, measure: "profit" },
      "retentionLift: fixedCostShare must be a fraction from 0 to below 1, received undefined",
    );
    refuse(
      { ...base, measure: "profit", fixedCostShare: 1 },
      "retentionLift: fixedCostShare must be a fraction from 0 to below 1, received 1",
    );
    refuse(
      { ...base, measure: "lifetimeValue" },
      'retentionLift: discountRate must be a rate per period of the time unit (0.15 for 15%), or one of a named period, { rate: 0.15, per: "year" }, received undefined',
    );
    refuse(
      { ...base, discountRate: 0.1 },
      'retentionLift: discountRate must be left out for the measure "contribution", received 0.1',
    );
    refuse(
      { ...base, measure: "lifetimeValueNet", discountRate: 0.1, margin: 100, acquisitionCost: 400 },
      'retentionLift: acquisitionCost must leave the measure "lifetimeValueNet" above 0 before the change, -33.33 allows no relative gain, received 400',
    );
    refuse(
      { ...base, measure: "baseLimited", margin: 100 },
      "retentionLift: acquisitionCost must be a finite number of 0 or more, received undefined",
    );
    refuse(
      { ...base, periods: 1.5 },
      "retentionLift: periods must be a whole number of 0 or more, received 1.5",
    );
  });
});
