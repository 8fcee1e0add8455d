import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareMeans } from "../../src/experiments/means/compare-means.js";
import { compareRates } from "../../src/experiments/rates/compare-rates.js";
import { expectClose, expectPlainData, expectRefusal } from "../support.js";

const pool = fc.array(
  fc.record({
    opening: fc.double({ min: 0.01, max: 1e4, noNaN: true }),
    closing: fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 1e4, noNaN: true })),
  }),
  { minLength: 2, maxLength: 40 },
);
type PoolRow = { readonly opening: number; readonly closing: number };
const net = { outcome: "closing", denominator: "opening" } as const;
const gross = {
  outcome: ({ opening, closing }: PoolRow) => Math.min(opening, closing),
  denominator: "opening",
} as const;
const lost = {
  outcome: ({ opening, closing }: PoolRow) => opening - Math.min(opening, closing),
  denominator: "opening",
} as const;
const amounts = fc.array(fc.double({ min: 0, max: 1e4, noNaN: true }), { minLength: 2, maxLength: 30 });

describe("revenue retention of two pools", () => {
  const poolOf = (size: number, lostEvery: number) =>
    Array.from({ length: size }, (_, i) => ({
      opening: 10 + (i % 7),
      closing: i % lostEvery === 0 ? 0 : 10 + (i % 5),
    }));

  it("gives the jackknife computed independently", () => {
    // Source: numpy, leave-one-out variances of both pools, scipy.stats.t.ppf at Welch's degrees of freedom.
    const found = compareMeans(poolOf(80, 8), poolOf(50, 4), { ...net, method: "jackknife" });
    expectClose(found.difference.estimate, 0.12768050128699937, { relative: 1e-13 });
    expectClose(found.difference.lower, -0.01627252328456419, { relative: 1e-11 });
    expectClose(found.difference.upper, 0.27163352585856293, { relative: 1e-11 });
    expectPlainData(found);
  });

  it("changes sign with the order of the pools and between retention and churn, and stays within bounds", () => {
    const methods = fc.constantFrom("jackknife" as const, "newcombe" as const, "delta" as const);
    fc.assert(
      fc.property(pool, pool, methods, (first, second, method) => {
        const found = compareMeans(first, second, { ...gross, method }).difference;
        expect(-1 <= found.lower && found.upper <= 1).toBe(true);
        expect(found.lower <= found.estimate && found.estimate <= found.upper).toBe(true);
        const back = compareMeans(second, first, { ...gross, method }).difference;
        const churn = compareMeans(first, second, { ...lost, method }).difference;
        for (const other of [back, churn]) {
          expectClose(other.lower, -found.upper, { absolute: 1e-11 });
          expectClose(other.upper, -found.lower, { absolute: 1e-11 });
        }
      }),
    );
    const same = Array.from({ length: 5 }, () => ({ opening: 3, closing: 3 }));
    const none = compareMeans(same, same, { ...net, method: "jackknife" });
    expect(none.difference).toStrictEqual({
      estimate: 0,
      lower: 0,
      upper: 0,
      level: 0.95,
      method: "jackknife",
    });
    expect([none.statistic, none.pValue]).toStrictEqual([null, null]);
    expectPlainData(none);
  });

  it("is Newcombe's difference of customers where all pay alike, also where nobody was lost", () => {
    const alike = (atStart: number, gone: number) =>
      Array.from({ length: atStart }, (_, i) => ({ opening: 7, closing: i < gone ? 0 : 7 }));
    for (const [first, second] of [
      [50, 70],
      [0, 3],
    ] as const) {
      const found = compareMeans(alike(200, first), alike(150, second), {
        ...lost,
        method: "newcombe",
      }).difference;
      const counts = [
        { atStart: 200, lost: first },
        { atStart: 150, lost: second },
      ] as const;
      const customers = compareRates(...counts, { difference: "newcombe" }).difference;
      for (const end of ["estimate", "lower", "upper"] as const)
        expectClose(found[end], customers[end], { absolute: 1e-14 });
      expect(found.method).toBe("newcombe");
    }
    const grown = [
      { opening: 5, closing: 6 },
      { opening: 5, closing: 0 },
    ];
    expectRefusal(
      () => compareMeans(grown, grown, { ...net, method: "newcombe" }),
      'compareMeans: method must be "newcombe" only where no outcome is below 0 or above its denominator, received "newcombe"',
    );
  });

  it("counts weights as rows of their own", () => {
    const row = fc.record({
      opening: fc.integer({ min: 1, max: 50 }),
      closing: fc.integer({ min: 0, max: 60 }),
      before: fc.integer({ min: 0, max: 9 }),
      weight: fc.integer({ min: 0, max: 4 }),
    });
    const groups = fc
      .array(row, { maxLength: 9 })
      .map((rows) => [
        ...rows,
        { opening: 7, closing: 5, before: 3, weight: 2 },
        { opening: 9, closing: 0, before: 8, weight: 3 },
        { opening: 9, closing: 10, before: 5, weight: 2 },
      ]);
    const repeat = <Row extends { readonly weight: number }>(rows: readonly Row[]) =>
      rows.flatMap(({ weight, ...each }) =>
        Array.from({ length: weight }, () => each as Omit<Row, "weight">),
      );
    fc.assert(
      fc.property(groups, groups, (first, second) => {
        const sets = [
          { ...net, method: "jackknife" },
          { ...net, method: "bootstrap", resamples: 100 },
          { outcome: "closing", covariates: ["before"] },
          { outcome: "closing", covariates: ["before"], adjust: "cuped" },
          { outcome: "closing", cap: { quantile: 0.8 } },
        ] as const;
        for (const options of sets) {
          const grouped = compareMeans(first, second, options).difference;
          const single = compareMeans(repeat(first), repeat(second), options).difference;
          for (const end of ["estimate", "lower", "upper"] as const)
            expectClose(grouped[end], single[end], { relative: 1e-9, absolute: 1e-9 });
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe("means of two groups", () => {
  it("are the same of lists, summaries, two tables and one", () => {
    fc.assert(
      fc.property(amounts, amounts, (first, second) => {
        const summary = (values: readonly number[]) => {
          const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
          const squares = values.reduce((sum, each) => sum + (each - mean) ** 2, 0);
          return { n: values.length, mean, standardDeviation: Math.sqrt(squares / (values.length - 1)) };
        };
        const lists = compareMeans(first, second);
        const size = 1 + Math.max(...first, ...second);
        const others = [
          compareMeans(summary(first), summary(second)),
          compareMeans({ outcome: first }, { outcome: Float64Array.from(second) }),
          compareMeans(
            [
              ...second.map((spent) => ({ arm: false, spent })),
              ...first.map((spent) => ({ arm: true, spent })),
            ],
            { group: "arm", first: true, outcome: "spent" },
          ),
        ];
        for (const other of others)
          for (const end of ["estimate", "lower", "upper"] as const)
            expectClose(other.difference[end], lists.difference[end], { absolute: 1e-9 * size });
      }),
      { numRuns: 50 },
    );
  });

  it("have a margin test that the interval inverts: higher is better", () => {
    const first = [12, 15, 11, 19, 14];
    const second = [13, 14, 12, 17, 16];
    const { difference } = compareMeans(first, second, { level: 0.9 });
    const at = compareMeans(first, second, { margin: -difference.lower }).margin!;
    expectClose(at.pNotWorse, 0.05, { relative: 1e-9 });
    const further = compareMeans(first, second, { margin: 100 }).margin!;
    expect([further.pNotWorse < 1e-6, further.pEquivalence < 1e-6]).toStrictEqual([true, true]);
  });

  it("are adjusted to the same number whatever the scale of a covariate, and by nothing it does not vary with", () => {
    const customers = Array.from({ length: 60 }, (_, i) => ({
      arm: i % 2,
      y: ((i * 37) % 23) + (i % 5),
      x: (i * 7) % 11,
      scaled: 1e6 + 1000 * ((i * 7) % 11),
    }));
    const adjusted = (field: "x" | "scaled", adjust: "lin" | "cuped" | "ancova") =>
      compareMeans(customers, { group: "arm", first: 1, outcome: "y", covariates: [field], adjust })
        .difference;
    for (const adjust of ["lin", "cuped", "ancova"] as const)
      for (const end of ["estimate", "lower", "upper"] as const)
        expectClose(adjusted("scaled", adjust)[end], adjusted("x", adjust)[end], { relative: 1e-9 });
  });

  it("warns of a covariate in which groups drawn at random would not differ", () => {
    const customers = Array.from({ length: 100 }, (_, i) => ({
      arm: i % 2,
      y: i % 7,
      after: 3 * (i % 2) + (i % 5),
    }));
    const options = { group: "arm", first: 1, outcome: "y", covariates: ["after"] } as const;
    const { warnings } = compareMeans(customers, options);
    expect(warnings).toMatchObject([{ code: "covariateDiffers", covariate: "after" }]);
    expect(warnings[0]!.pValue).toBeLessThan(1e-6);
  });

  it("caps what few customers pay, and says how much that was", () => {
    const first = [1, 2, 3, 4, 1000];
    const { cap, first: group } = compareMeans(first, [1, 2, 3, 4, 5], { cap: 10 });
    expect(cap).toStrictEqual({ at: 10, quantile: null, customers: [1, 0], shareCut: [990 / 1010, 0] });
    expect(group.mean).toBe(4);
    // Type 7 of the ten outcomes 1, 1, 2, 2, 3, 3, 4, 4, 5, 1000 at 0.8: position 7.2.
    expectClose(compareMeans(first, [1, 2, 3, 4, 5], { cap: { quantile: 0.8 } }).cap!.at, 4.2, {
      relative: 1e-14,
    });
  });

  it("draws the same bootstrap for a seed, near Welch's interval where nothing is skewed", () => {
    const first = Array.from({ length: 80 }, (_, i) => (i * 29) % 31);
    const second = Array.from({ length: 80 }, (_, i) => (i * 17) % 29);
    const welch = compareMeans(first, second);
    const drawn = compareMeans(first, second, { method: "bootstrap", seed: 0 });
    expect(drawn).toStrictEqual(compareMeans(first, second, { method: "bootstrap", seed: 0 }));
    expect(drawn.difference.method).toBe("bootstrap-t");
    for (const end of ["lower", "upper"] as const)
      expectClose(drawn.difference[end], welch.difference[end], { absolute: 0.15 * welch.standardError });
    expectClose(drawn.pValue!, welch.pValue!, { absolute: 0.03 });
  });
});

describe("rows of customers", () => {
  const days = [
    { arm: "a", id: 1, spent: 3, days: 1 },
    { arm: "a", id: 1, spent: 4, days: 1 },
    { arm: "a", id: 2, spent: 0, days: 1 },
    { arm: "b", id: 3, spent: 2, days: 1 },
    { arm: "b", id: 4, spent: 5, days: 1 },
    { arm: "b", id: 4, spent: 1, days: 1 },
  ];
  const options = { group: "arm", first: "a", outcome: "spent" } as const;

  it("are summed by customer where there is a denominator", () => {
    const summed = [
      { arm: "a", spent: 7, days: 2 },
      { arm: "a", spent: 0, days: 1 },
      { arm: "b", spent: 2, days: 1 },
      { arm: "b", spent: 6, days: 2 },
    ];
    expect(compareMeans(days, { ...options, denominator: "days", customer: "id" })).toStrictEqual(
      compareMeans(summed, { ...options, denominator: "days" }),
    );
    expectRefusal(
      () => compareMeans(days, { ...options, customer: "id" }),
      "compareMeans: customers[1].id must have one row for each customer where there is no denominator, received 1",
    );
  });

  it("of groups that overlap are refused, of one table and of two", () => {
    const both = [...days, { arm: "b", id: 2, spent: 1, days: 1 }];
    expectRefusal(
      () => compareMeans(both, { ...options, denominator: "days", customer: "id" }),
      "compareMeans: customers[6].id must be in one group only, received 2",
    );
    const fields = { outcome: "spent", denominator: "days", customer: "id" } as const;
    expectRefusal(
      () => compareMeans(days.slice(0, 3), days.slice(2), fields),
      "compareMeans: second[0].id must be in one group only, received 2",
    );
  });

  it("with covariates measured after the customers were assigned are refused by name", () => {
    const rows = Array.from({ length: 12 }, (_, i) => ({
      arm: i % 2,
      revenue: (i * 5) % 7,
      before: (i * 3) % 8,
      until: i === 7 ? "2026-03-02" : "2026-02-28",
      from: "2026-03-01",
    }));
    const fields = { group: "arm", first: 1, outcome: "revenue", covariates: ["before"] } as const;
    expectRefusal(
      () => compareMeans(rows, { ...fields, measuredAt: "until", assignedAt: "from" }),
      'compareMeans: customers[7].until must not be after assignedAt (2026-03-01T00:00:00.000Z), received "2026-03-02"',
    );
    expect(
      compareMeans(rows.slice(0, 7), { ...fields, measuredAt: "until", assignedAt: "from" }).adjustment,
    ).not.toBe(null);
    expectRefusal(
      () => compareMeans(rows, { ...fields, measuredAt: "until" }),
      "compareMeans: assignedAt must be given with the other of the two times, received undefined",
    );
    for (const field of ["revenue", "arm"] as const)
      expectRefusal(
        () => compareMeans(rows, { ...fields, covariates: [field] }),
        `compareMeans: covariates[0] must be measured before the experiment, so no field of its outcome or group, received "${field}"`,
      );
  });
});

describe("refusals", () => {
  const refuses = (call: () => unknown, rule: string, code?: string) =>
    expectRefusal(call, `compareMeans: ${rule}`, code);
  const rows = Array.from({ length: 8 }, (_, i) => ({ arm: i % 3, y: i, x: i % 2, same: 1 }));

  it("name the argument", () => {
    refuses(
      () => compareMeans([1, 2], [1]),
      "second must be 2 customers or more, received 1",
      "INSUFFICIENT_DATA",
    );
    refuses(() => compareMeans([1, Number.NaN], [1, 2]), "first[1] must be a finite number, received NaN");
    refuses(
      () => compareMeans({ n: 5, mean: 1, standardDeviation: -1 }, { n: 5, mean: 1, standardDeviation: 1 }),
      "first.standardDeviation must be a finite number of 0 or more, received -1",
    );
    refuses(
      () => compareMeans([1, 2], [3, 4], { level: 95 }),
      "level must be a fraction above 0 and below 1 (not a percentage: 0.05 means 5%), received 95",
    );
    refuses(
      () => compareMeans([1, 2], [3, 4], { method: "delta" }),
      'method must be one of "welch", "bootstrap", received "delta"',
    );
    refuses(
      () => compareMeans([1, 2], [3, 4], { margin: -1 }),
      "margin must be a finite number above 0, received -1",
    );
    refuses(
      () => compareMeans([1, 2], [3, 4], { cap: { quantile: 99 } }),
      "cap.quantile must be a fraction above 0 and below 1 (not a percentage: 0.05 means 5%), received 99",
    );
    refuses(
      () => compareMeans(rows, { group: "arm", first: 0, outcome: "y" }),
      "second must be given where there are more than two groups, received [0, 1, 2]",
    );
    refuses(
      () => compareMeans(rows, { group: "arm", first: 7, outcome: "y" }),
      "first must be a label of group (0, 1, 2), received 7",
    );
    refuses(
      () => compareMeans(rows, { group: "arm", first: 0, second: 0, outcome: "y" }),
      "second must be a label of group (0, 1, 2) other than first, received 0",
    );
    const two = rows.filter(({ arm }) => arm < 2);
    refuses(
      () => compareMeans(two, { group: "arm", first: 0, outcome: "y", covariates: ["same"] }),
      "covariates must vary in each group, none of them with the others, received array of 1",
      "INSUFFICIENT_DATA",
    );
    refuses(
      () => compareMeans(two, { group: "arm", first: 0, outcome: "y", adjust: "cuped" }),
      'adjust must be left out without covariates, received "cuped"',
    );
    refuses(
      () =>
        compareMeans(two, { group: "arm", first: 0, outcome: "y", covariates: ["x"], method: "bootstrap" }),
      'method must be "welch" where means are adjusted, received "bootstrap"',
    );
    refuses(
      () =>
        compareMeans(two, { group: "arm", first: 0, outcome: "y", covariates: ["x"], denominator: "same" }),
      "covariates must be left out where there is a denominator, received array of 1",
    );
    const none = [
      { y: 1, d: 0 },
      { y: 2, d: 0 },
    ];
    refuses(
      () => compareMeans(none, none, { outcome: "y", denominator: "d" }),
      "first must have a denominator above 0, received 0",
      "INSUFFICIENT_DATA",
    );
  });
});
