import { describe, expect, it } from "vitest";
import { cohortTable } from "../../src/cohorts/cohort-table.js";
import { type RetentionCurveOptions, retentionCurve } from "../../src/cohorts/retention-curve.js";
import type { CohortTableOptions } from "../../src/cohorts/table-options.js";
import type { TimeUnit } from "../../src/time.js";
import { expectClose, readReference } from "../support.js";

const worked: {
  id: string;
  inputs: Record<string, never>;
  expected: Record<string, never>;
  published: unknown;
}[] = readReference("retention/worked_examples.json");

describe("published worked examples", () => {
  const find = (id: string) => worked.find((example) => example.id === id);

  it("averages Mixpanel's example in four ways", () => {
    const example = find("mixpanel_average");
    if (example === undefined) return;
    const { cohorts, incompleteExcluded } = example.inputs as unknown as Record<
      "cohorts",
      [number, number][]
    > &
      Record<"incompleteExcluded", [number, number]>;
    const table = cohorts.map(([size, value]) => ({ size, values: [value] }));
    const withUnfinished = [
      ...table,
      { size: incompleteExcluded[0], values: [incompleteExcluded[1]], complete: [false] },
    ];
    const rate = (options: RetentionCurveOptions) =>
      retentionCurve(withUnfinished, options).points[0]?.estimate;
    expect({
      mixpanelWeighted: rate({ method: "mixpanel" }),
      pooled: rate({}),
      simpleMean: rate({ method: "simple" }),
      naiveIncludingIncomplete: rate({ incomplete: "asZero" }),
    }).toEqual(example.expected);
  });

  it("pools GP Bullhound's sixteen cohorts of recurring revenue", () => {
    const example = find("gp_bullhound_grr_cohorts");
    if (example === undefined) return;
    const { cohorts } = example.inputs as unknown as { cohorts: { initialMrr: number; pct: number[] }[] };
    const { weighted, simple, naiveImmatureAsZero } = example.expected as unknown as Record<string, number[]>;
    const table = cohorts.map(({ initialMrr, pct }) => ({
      size: initialMrr,
      values: pct.map((percent) => (initialMrr * percent) / 100),
    }));
    const percent = (options: RetentionCurveOptions) =>
      retentionCurve(table, options).points.map(({ estimate }) => (estimate as number) * 100);
    for (const [rates, reference] of [
      [percent({}), weighted],
      [percent({ method: "simple" }), simple],
      [percent({ incomplete: "asZero" }), naiveImmatureAsZero],
    ] as const)
      rates.forEach((rate, k) => {
        expectClose(rate, reference?.[k] as number, { relative: 1e-13 }, `month ${k}`);
      });
    // The inputs are printed as whole percentages, so the pooled row agrees with the printed one to 0.6 points.
    percent({}).forEach((rate, k) => {
      expectClose(
        rate,
        (example.published as number[])[k] as number,
        { absolute: 0.6 },
        `printed month ${k}`,
      );
    });
  });

  it("counts a finished cohort of 0% (PostHog 30624)", () => {
    const table = [
      { size: 4, values: [0] },
      { size: 4, values: [1] },
    ];
    expect(retentionCurve(table, { method: "simple" }).points[0]?.estimate).toBe(0.125);
  });
});

/** The windows in which a return lies, by calendar, exactly, and cut to hours. */
function windowOf(
  first: string,
  second: string,
  period: TimeUnit,
  options: Partial<CohortTableOptions<object>> = {},
) {
  const events = [
    { customer: 1, time: first },
    { customer: 1, time: second },
  ];
  const table = cohortTable(events, {
    ...{ period, asOf: "2025-01-01", periodZero: "returnEventNeeded", measure: "events" },
    ...(options as object),
  });
  return table.cells.findIndex(({ value }) => value === 1);
}

describe("the edge cases that separate tools", () => {
  const rolling = { windows: "rolling" } as const;
  it("Amplitude's own example: 17:59, back at 17:00 the next day", () => {
    const [first, second] = ["2021-12-01T17:59", "2021-12-02T17:00"];
    expect(windowOf(first, second, "day", { ...rolling, truncateTo: "hour" })).toBe(1);
    expect(windowOf(first, second, "day", rolling)).toBe(0);
    expect(windowOf(first, second, "day")).toBe(1);
  });
  it("23:59 and back at 00:01 (PostHog 2227, 29958)", () => {
    const [first, second] = ["2021-12-01T23:59", "2021-12-02T00:01"];
    expect(windowOf(first, second, "day", { ...rolling, truncateTo: "hour" })).toBe(0);
    expect(windowOf(first, second, "day", rolling)).toBe(0);
    expect(windowOf(first, second, "day")).toBe(1);
  });
  it("Amplitude's second user: 1 December, back on the 6th, by weeks", () => {
    const [first, second] = ["2021-12-01", "2021-12-06"];
    expect(windowOf(first, second, "week", rolling)).toBe(0);
    expect(windowOf(first, second, "week", { ...rolling, truncateTo: "day" })).toBe(0);
    expect(windowOf(first, second, "week")).toBe(1);
  });
  it("Mixpanel's three: Monday evening and Tuesday morning, Friday and Monday, 25 February and 3 March", () => {
    const cases = [
      ["2024-03-04T20:00", "2024-03-05T06:00", "day"],
      ["2024-03-01", "2024-03-04", "week"],
      ["2024-02-25", "2024-03-03", "month"],
    ] as const;
    expect(cases.map(([first, second, period]) => windowOf(first, second, period))).toEqual([1, 1, 1]);
    expect(cases.map(([first, second, period]) => windowOf(first, second, period, rolling))).toEqual([
      0, 0, 0,
    ]);
  });
});
