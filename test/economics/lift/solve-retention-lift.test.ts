import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RetentionLiftInput, RetentionLiftUnknown } from "../../../src/economics/lift/input.js";
import {
  fewerDefections,
  points,
  type RetentionChange,
  relative,
} from "../../../src/economics/lift/retention-change.js";
import { retentionLift } from "../../../src/economics/lift/retention-lift.js";
import {
  type SolveRetentionLiftInput,
  solveRetentionLift,
} from "../../../src/economics/lift/solve-retention-lift.js";
import { expectClose, expectPlainData, expectPrinted, expectRefusal, readReference } from "../../support.js";

const solve = (input: object) => solveRetentionLift(input as SolveRetentionLiftInput);
const lift = (input: object) => retentionLift({ ...input, periods: 0 } as RetentionLiftInput).gain;
const value = (change: RetentionChange, discountRate: number, rest: object = {}) => ({
  ...{ measure: "lifetimeValue", solveFor: "retention", change, discountRate },
  ...rest,
});

function expectRoots(input: object, expected: readonly number[]): void {
  const { roots, reason } = solve(input);
  expect(roots).toHaveLength(expected.length);
  roots.forEach((root, i) => {
    expectClose(root, expected[i] as number, { absolute: 1e-12 });
  });
  expect(reason === null).toBe(roots.length > 0);
}

describe("solveRetentionLift", () => {
  it("gives the table of research section 1.6 C1", () => {
    const printed = (input: object, ...texts: string[]) => {
      const { roots } = solve(input);
      expect(roots).toHaveLength(texts.length);
      roots.forEach((root, i) => {
        expectPrinted(root, texts[i] as string);
      });
    };
    const steady = { solveFor: "retention" } as const;
    printed({ ...steady, change: points(0.05), gain: 0.25 }, "0.75");
    printed({ ...steady, change: points(0.05), gain: 0.95 }, "0.897368");
    printed({ ...steady, change: relative(0.05), gain: 0.25 }, "0.80");
    printed({ ...steady, change: relative(0.05), gain: 0.95 }, "0.906921");
    printed({ ...steady, change: fewerDefections(0.05), gain: 0.25 });
    printed({ ...steady, change: fewerDefections(0.05), gain: 0.95 });
    const rates = [0.05, 0.08, 0.1, 0.12, 0.15];
    const shown = (change: RetentionChange, bases: readonly string[]) =>
      bases.forEach((base, i) => {
        printed(value(change, rates[i] as number, { gain: 0.25 }), base);
      });
    shown(points(0.05), ["0.80", "0.83", "0.85", "0.87", "0.90"]);
    shown(relative(0.05), ["0.84", "0.864", "0.88", "0.896", "0.92"]);
    const late = { timing: "afterOnePeriod" };
    printed(value(points(0.05), 0, { ...late, gain: 0.25 }), "0.315", "0.635");
    printed(value(points(0.05), 0.1, { ...late, gain: 0.25 }), "0.289", "0.761");
    printed(value(points(0.05), 0, { ...late, gain: 0.95 }), "0.059", "0.891");
    printed(value(points(0.05), 0.1, { ...late, gain: 0.95 }), "0.058");
    const grown = (marginGrowth: number, gain: number) => value(points(0.05), 0.1, { marginGrowth, gain });
    printed(grown(0.02, 0.25), "0.828");
    printed(grown(0.03, 0.25), "0.818");
    printed(grown(0.05, 0.25), "0.798");
    printed(grown(0.08, 0.25), "0.769");
    printed(grown(0.02, 0.95));
    printed(grown(0.03, 0.95));
    printed(grown(0.05, 0.95), "0.945");
    printed(grown(0.08, 0.95), "0.916");
    const net = (retention: number, gain: number) => ({
      ...{ measure: "lifetimeValueNet", solveFor: "acquisitionCost", discountRate: 0.1, margin: 1 },
      ...{ change: points(0.05), retention, gain },
    });
    const costs = { 0.6: ["1.22", "1.94"], 0.7: ["1.18", "2.34"], 0.75: ["1.05"], 0.8: [".733", "2.89"] };
    for (const [retention, [quarter, most]] of Object.entries(costs)) {
      printed(net(Number(retention), 0.25), quarter as string);
      if (most !== undefined) printed(net(Number(retention), 0.95), most);
    }
    printed(net(0.85, 0.25), "0");
    printed(net(0.85, 0.95), "3.24");
    printed(net(0.9, 0.95), "3.57");
    const fixed = (retention: number, gain: number) => ({
      ...{ measure: "profit", solveFor: "fixedCostShare", change: points(0.05), retention, gain },
    });
    const shares = { 0.6: [".429", ".850"], 0.7: [".20", ".789"], 0.75: ["0"], 0.8: [null, ".649"] };
    for (const [retention, [quarter, most]] of Object.entries(shares)) {
      if (quarter != null) printed(fixed(Number(retention), 0.25), quarter);
      if (most != null) printed(fixed(Number(retention), 0.95), most);
    }
    printed(fixed(0.85, 0.95), ".474");
    printed(fixed(0.88, 0.95), ".248");
  });

  it("finds the discount rates up to which the claims can hold", () => {
    // The same table: +25% needs d <= 20% (points) or 19.05% (relative), +95% d <= 5.26% or 5.01%.
    const highest = (change: RetentionChange, base: number, gain: number, printed: string) => {
      const [rate] = solve({ ...value(change, 0), solveFor: "discountRate", retention: base, gain }).roots;
      expectPrinted(100 * (rate ?? Number.NaN), printed);
    };
    highest(points(0.05), 0.95, 0.25, "20");
    highest(relative(0.05), 1 / 1.05, 0.25, "19.05");
    highest(points(0.05), 0.95, 0.95, "5.26");
    highest(relative(0.05), 1 / 1.05, 0.95, "5.01");
  });

  it("agrees with every base, share and cost of the reference file", () => {
    const seed = readReference("sensitivity/seed_claims.json").A_5pct_retention;
    const numbers = (table: Record<string, number>) =>
      Object.entries(table).map(([key, expected]) => [Number(key), expected] as const);
    for (const target of ["0.25", "0.85", "0.95"]) {
      const gain = Number(target);
      const at = seed[target];
      expectRoots({ solveFor: "retention", change: points(0.05), gain }, [at.pp_life]);
      expectRoots({ solveFor: "retention", change: relative(0.05), gain }, [at.rel_life]);
      // A base from which the change leads past 1 is no root.
      for (const [d, base] of numbers(at.pp_disc))
        expectRoots(value(points(0.05), d, { gain }), base <= 0.95 + 1e-9 ? [base] : []);
      for (const [d, base] of numbers(at.rel_disc))
        expectRoots(value(relative(0.05), d, { gain }), base <= 1 / 1.05 + 1e-9 ? [base] : []);
      for (const [g, base] of numbers(at.pp_growth_d10))
        expectRoots(value(points(0.05), 0.1, { marginGrowth: g, gain }), base <= 0.95 + 1e-9 ? [base] : []);
      for (const [d, bases] of Object.entries<number[]>(at.pp_nofirst))
        expectRoots(value(points(0.05), Number(d), { timing: "afterOnePeriod", gain }), bases);
      for (const [key, share] of Object.entries<number>(at.fixed_share_pp)) {
        const [, retention, discountRate] = /r=(.*),d=(.*)/.exec(key) ?? [];
        const firm = { retention: Number(retention), discountRate: Number(discountRate) };
        const question = { measure: "profit", solveFor: "fixedCostShare", change: points(0.05), gain };
        expectRoots({ ...question, ...firm }, share >= -1e-12 ? [share] : []);
      }
      for (const [retention, cost] of numbers(at.cac_in_margins_pp_d10)) {
        const question = { measure: "lifetimeValueNet", solveFor: "acquisitionCost", change: points(0.05) };
        const firm = { retention, discountRate: 0.1, margin: 1, gain };
        expectRoots({ ...question, ...firm }, cost >= -1e-9 ? [cost] : []);
      }
    }
  });

  it("finds the acquisition cost and fixed costs of a base that cannot grow", () => {
    // Company Five (research, section 1.6 C10): +5% at 0.8 and a cost of one margin.
    const five = { measure: "baseLimited", change: relative(0.05), gain: 0.05 };
    expectRoots({ ...five, solveFor: "acquisitionCost", retention: 0.8, margin: 120 }, [120]);
    const up = { ...five, change: points(0.05), solveFor: "retention", margin: 120, acquisitionCost: 120 };
    expectRoots({ ...up, gain: 0.0625 }, [0.8]);
    // Where a replacement costs one margin, a relative change gains its own size at every rate.
    expect(solve({ ...up, change: relative(0.05) }).reason).toMatch(
      /5% everywhere, so no value is singled out/,
    );
  });

  const change = fc
    .tuple(
      fc.constantFrom(points, relative, fewerDefections),
      fc.double({ min: 0.001, max: 0.3, noNaN: true }),
    )
    .map(([make, size]) => make(size));
  const timing = fc.constantFrom("now", "afterOnePeriod", "endOfPeriodCertain", "midPeriod", "continuous");
  const firm = fc.record({
    change,
    retention: fc.double({ min: 0.01, max: 0.65, noNaN: true }),
    discountRate: fc.double({ min: 0.001, max: 0.3, noNaN: true }),
    marginGrowth: fc.double({ min: -0.1, max: 0.1, noNaN: true }),
    horizon: fc.option(fc.integer({ min: 2, max: 30 }), { nil: undefined }),
    timing,
    margin: fc.double({ min: 1, max: 500, noNaN: true }),
    // Next to no cost gives roots where the value has all but vanished too, known to few digits only.
    costShare: fc.oneof(fc.constant(0), fc.double({ min: 0.05, max: 0.9, noNaN: true })),
    fixedCostShare: fc.double({ min: 0, max: 0.9, noNaN: true }),
  });
  type Firm = typeof firm extends fc.Arbitrary<infer T> ? T : never;

  /** The input of each measure, from one firm. */
  function inputOf(measure: string, unknown: RetentionLiftUnknown, company: Firm): object {
    const { costShare, fixedCostShare, margin, ...rest } = company;
    const { change, retention, discountRate, marginGrowth, horizon, timing } = rest;
    const base = { measure, change, retention, solveFor: unknown };
    if (measure === "contribution") return base;
    if (measure === "profit") return { ...base, fixedCostShare, discountRate };
    if (measure === "baseLimited")
      return {
        ...base,
        margin,
        fixedCostShare: fixedCostShare / 2,
        acquisitionCost: (margin * costShare) / 2,
      };
    const terms = { ...base, discountRate, marginGrowth, horizon, timing };
    if (measure === "lifetimeValue") return terms;
    // The cost is a share of the value before the change, so that the net value stays above 0.
    const least = margin * (timing === "now" ? 1 : (0.5 * retention) / (1 + discountRate));
    return { ...terms, margin, acquisitionCost: costShare * 0.3 * least };
  }

  it.each([
    ["contribution", "retention"],
    ["profit", "retention"],
    ["profit", "discountRate"],
    ["profit", "fixedCostShare"],
    ["lifetimeValue", "retention"],
    ["lifetimeValue", "discountRate"],
    ["lifetimeValueNet", "retention"],
    ["lifetimeValueNet", "discountRate"],
    ["lifetimeValueNet", "acquisitionCost"],
    ["baseLimited", "retention"],
    ["baseLimited", "fixedCostShare"],
    ["baseLimited", "acquisitionCost"],
  ] as const)("inverts the %s lift in %s", (measure, unknown) => {
    fc.assert(
      fc.property(firm, (company) => {
        const input = inputOf(measure, unknown, company);
        const gain = lift(input);
        fc.pre(gain > 1e-6);
        const found = solve({ ...input, gain });
        expectPlainData(found);
        // A discount rate above 1 is a root, but taken for a percentage where it is put in.
        for (const root of found.roots.filter((rate) => unknown !== "discountRate" || rate <= 1))
          expectClose(lift({ ...input, [unknown]: root }), gain, { relative: 1e-9, absolute: 1e-12 });
        const constant = found.reason?.endsWith("no value is singled out") ?? false;
        const original = (input as Record<string, number>)[unknown] as number;
        const nearest = Math.min(...found.roots.map((root) => Math.abs(root - original)));
        // Two roots that meet are known only to the square root of the rounding.
        if (!constant) expect(nearest).toBeLessThan(2e-6 * Math.max(1, original));
      }),
      { numRuns: 12 },
    );
  });

  it("says why there is no root", () => {
    const reasons: [object, string][] = [
      [
        { gain: 0.25, solveFor: "retention", change: fewerDefections(0.05) },
        "no retention from 0% to 100% gives a gain of 25%: there the gain in steady-state contribution is 5.263% everywhere",
      ],
      [
        { gain: 1 / 0.95 - 1, solveFor: "retention", change: fewerDefections(0.05) },
        "the gain in steady-state contribution is 5.263% everywhere, so no value is singled out",
      ],
      [
        { gain: 0.01, solveFor: "retention", change: points(0.05) },
        "no retention from 0% to 95% gives a gain of 1%: there the gain in steady-state contribution is 5.263% or more",
      ],
      [
        { ...value(points(0.05), 0.1), gain: 0.95 },
        "no retention from 0% to 95% gives a gain of 95%: there the gain in lifetime value runs from 4.762% to 50%",
      ],
      [
        { ...value(points(0.05), 0), solveFor: "discountRate", retention: 0.75, gain: 0.5 },
        "no discount rate of 0 or more gives a gain of 50%: there the gain in lifetime value runs from 0.01253% to 25%",
      ],
      [
        { gain: 0.25, solveFor: "fixedCostShare", measure: "profit", retention: 0.8, change: points(0.05) },
        "the gain in profit after fixed costs is already 33.33% without fixed costs, which can only raise it",
      ],
      [
        {
          ...{ gain: 0.25, solveFor: "acquisitionCost", measure: "lifetimeValueNet", retention: 0.9 },
          ...{ change: points(0.05), discountRate: 0.1, margin: 100 },
        },
        "the gain in lifetime value net of acquisition cost is already 33.33% without acquisition cost, which can only raise it",
      ],
      [
        { gain: 0.25, solveFor: "retention", change: points(1) },
        "no retention from 0% to 0% gives a gain of 25%: there the gain in steady-state contribution is nowhere defined",
      ],
    ];
    for (const [input, reason] of reasons) expect(solve(input)).toMatchObject({ roots: [], reason });
  });

  it("refuses questions that the measure cannot answer", () => {
    const refuse = (input: object, message: string) => expectRefusal(() => solve(input), message);
    const base = { gain: 0.25, solveFor: "retention", change: points(0.05) };
    expectRefusal(
      () => solveRetentionLift(undefined as never),
      "solveRetentionLift: input must be an object, received undefined",
    );
    refuse(
      { ...base, solveFor: "discountRate" },
      'solveRetentionLift: solveFor must be one of "retention" for measure "contribution", received "discountRate"',
    );
    refuse(
      { ...base, solveFor: "margin", measure: "lifetimeValue" },
      'solveRetentionLift: solveFor must be one of "retention", "discountRate" for measure "lifetimeValue", received "margin"',
    );
    refuse({ ...base, gain: 0 }, "solveRetentionLift: gain must be a finite number above 0, received 0");
    refuse(
      { ...base, gain: -0.25 },
      "solveRetentionLift: gain must be a finite number above 0, received -0.25",
    );
    refuse(
      { ...base, change: 0.05 },
      "solveRetentionLift: change must be points(…), relative(…) or fewerDefections(…), received 0.05",
    );
    refuse(
      { ...base, solveFor: "fixedCostShare", measure: "profit" },
      "solveRetentionLift: retention must be a fraction from 0 to 1, received undefined",
    );
    refuse(
      { ...base, solveFor: "fixedCostShare", measure: "profit", retention: 0.95 },
      'solveRetentionLift: change must give a new retention below 1 from 0.95, or the measure "profit" diverges, received 1',
    );
  });
});
