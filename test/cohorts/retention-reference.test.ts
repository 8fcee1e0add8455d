import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type CohortTable, cohortTable } from "../../src/cohorts/cohort-table.js";
import {
  type RetentionCurve,
  type RetentionCurveOptions,
  retentionCurve,
} from "../../src/cohorts/retention-curve.js";
import type { CohortTableOptions } from "../../src/cohorts/table-options.js";
import type { TimeUnit } from "../../src/time.js";
import { expectClose, expectPlainData, expectPrinted, sharedFolder } from "../support.js";

const folder = sharedFolder === null ? null : `${sharedFolder}/reference/retention`;
const present = folder !== null && existsSync(`${folder}/expected.json`);

interface Table {
  cohorts: string[];
  size: number[];
  complete: boolean[][];
  on: number[][];
  onOrAfter: number[][];
  overallOn: Overall;
  overallOnOrAfter: Overall;
}
interface Overall {
  pooled: (number | null)[];
  simple: (number | null)[];
  mixpanel: (number | null)[];
  immatureAsZero: number[];
  eligible: number[];
}
const expected: Record<string, unknown> = present
  ? JSON.parse(readFileSync(`${folder}/expected.json`, "utf8"))
  : {};
const events = present
  ? readFileSync(`${folder}/events.csv`, "utf8")
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => {
        const [user = "", ts = "", type = ""] = line.split(",");
        return { user, ts, type };
      })
  : [];
const fields = {
  customer: "user",
  time: "ts",
  event: "type",
  returnEvent: "action",
  asOf: "2024-04-05T12:00:00Z",
} as const;

/** The table as the reference has it: rows of cohorts, unfinished cells showing what has happened so far. */
function grid(table: CohortTable, periods = 15) {
  const rows = table.cohorts.map((_, i) => table.cells.slice(i * periods, (i + 1) * periods));
  return {
    size: table.cohorts.map(({ size }) => size),
    complete: rows.map((row) => row.map((cell) => cell.mature)),
    values: rows.map((row) => row.map((cell) => cell.value ?? 0)),
  };
}

describe.skipIf(!present)("the reference log, counted independently in pandas", () => {
  const names = Object.keys(expected);
  it.each(names.filter((name) => name.startsWith("calendar")))("%s", (name) => {
    const [kind, timeZone, option = ""] = name.split("|");
    const reference = expected[name] as Table;
    const options = {
      ...fields,
      timeZone,
      startEvent: "signup",
      period: kind === "calendarWeek" ? "week" : "day",
      weekStart: option.endsWith("Sun") ? "sunday" : "monday",
      periodZero: option.endsWith("forced100") ? "forced" : "returnEventNeeded",
      periods: 15,
    } as const;
    for (const definition of ["on", "onOrAfter"] as const) {
      const partial = grid(cohortTable(events, { ...options, definition, immature: "partial" }));
      expect(partial).toEqual({
        size: reference.size,
        complete: reference.complete,
        values: reference[definition],
      });
      const table = cohortTable(events, { ...options, definition });
      expectPlainData(table);
      expect(table.cohorts.map(({ cohort }) => cohort)).toEqual(
        reference.cohorts.map((start) => start.slice(0, 10)),
      );
      const strict = table.cells.map(({ value }) => value);
      const complete = reference.complete.flat();
      expect(strict).toEqual(reference[definition].flat().map((value, i) => (complete[i] ? value : null)));
    }
  });

  it.each(names.filter((name) => name.startsWith("rolling")))("%s", (name) => {
    const reference = expected[name] as { eligible: number[]; on: number[]; onOrAfter: number[] };
    for (const definition of ["on", "onOrAfter"] as const) {
      const table = cohortTable(events, {
        ...fields,
        startEvent: "signup",
        period: "day",
        windows: "rolling",
        truncateTo: name.includes("hourTruncated") ? "hour" : undefined,
        periodZero: "returnEventNeeded",
        groupBy: () => "everyone",
        periods: 15,
        definition,
      });
      expect(table.cells.map(({ eligible }) => eligible)).toEqual(reference.eligible);
      expect(table.cells.map(({ value }) => value)).toEqual(reference[definition]);
    }
  });

  it.each(names.filter((name) => name.startsWith("brackets")))("%s", (name) => {
    const reference = expected[name] as {
      bracket: [number, number];
      eligible: number;
      retained: number;
      rate: number;
    }[];
    const table = cohortTable(events, {
      ...fields,
      timeZone: name.split("|")[1],
      startEvent: "signup",
      period: "day",
      brackets: reference.map(({ bracket }) => bracket),
      groupBy: () => "everyone",
    });
    expect(
      table.cells.map(({ period, lastPeriod, eligible, value, rate }) => ({
        bracket: [period, lastPeriod],
        eligible,
        retained: value,
        rate,
      })),
    ).toEqual(reference);
  });

  it.each(names.filter((name) => name.startsWith("recurring")))("%s", (name) => {
    const reference = expected[name] as Table;
    const table = cohortTable(events, {
      ...fields,
      timeZone: name.split("|")[2],
      startEvent: "action",
      membership: "recurring",
      period: name.includes("Week") ? "week" : "day",
      periods: 15,
      immature: "partial",
    });
    expect(grid(table)).toEqual({ size: reference.size, complete: reference.complete, values: reference.on });
    expect(table.cohorts.map(({ cohort }) => cohort)).toEqual(
      reference.cohorts.map((start) => start.slice(0, 10)),
    );
  });

  it.each(names.filter((name) => name.startsWith("calendar")))("averages %s over cohorts", (name) => {
    const [kind, timeZone, option = ""] = name.split("|");
    const reference = expected[name] as Table;
    for (const definition of ["on", "onOrAfter"] as const) {
      const options = {
        ...fields,
        timeZone,
        startEvent: "signup",
        period: kind === "calendarWeek" ? "week" : "day",
        weekStart: option.endsWith("Sun") ? "sunday" : "monday",
        periodZero: option.endsWith("forced100") ? "forced" : "returnEventNeeded",
        periods: 15,
        definition,
      } as const;
      const table = cohortTable(events, options);
      const overall = definition === "on" ? reference.overallOn : reference.overallOnOrAfter;
      const pooled = retentionCurve(table);
      expectPlainData(pooled);
      expect(pooled.points.map(({ eligible }) => eligible)).toEqual(overall.eligible);
      expectSame(pooled, overall.pooled);
      expectSame(retentionCurve(table, { method: "simple" }), overall.simple);
      expectSame(retentionCurve(table, { method: "mixpanel" }), overall.mixpanel);
      const partial = cohortTable(events, { ...options, immature: "partial" });
      expectSame(retentionCurve(partial, { immature: "asZero" }), overall.immatureAsZero);
      expect(retentionCurve(partial)).toEqual(pooled);
    }
  });

  it("gives day 1 as the research on this log prints it, by definition of a day", () => {
    const dayOne = (options: Partial<CohortTableOptions<typeof events>>) => {
      const table = cohortTable(events, { ...fields, startEvent: "signup", period: "day", ...options });
      return retentionCurve(table).points[1]?.estimate as number;
    };
    expectPrinted(dayOne({}), "0.444");
    expectPrinted(dayOne({ timeZone: "America/New_York" }), "0.405");
    expectPrinted(dayOne({ timeZone: "Asia/Kolkata" }), "0.412");
    expectPrinted(dayOne({ windows: "rolling" }), "0.412");
    expectPrinted(dayOne({ windows: "rolling", truncateTo: "hour" }), "0.418");
  });
});

function expectSame(curve: RetentionCurve, expectedRates: readonly (number | null)[]): void {
  curve.points.forEach(({ estimate }, k) => {
    const reference = expectedRates[k] as number | null;
    if (reference === null) expect(estimate).toBeNull();
    else expectClose(estimate as number, reference, { relative: 1e-14 }, `period ${k}`);
  });
  expect(curve.points.length).toBe(expectedRates.length);
}

const worked: {
  id: string;
  inputs: Record<string, never>;
  expected: Record<string, never>;
  published: unknown;
}[] =
  present && existsSync(`${folder}/worked_examples.json`)
    ? JSON.parse(readFileSync(`${folder}/worked_examples.json`, "utf8"))
    : [];

describe.skipIf(worked.length === 0)("published worked examples", () => {
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
      { size: incompleteExcluded[0], values: [incompleteExcluded[1]], mature: [false] },
    ];
    const rate = (options: RetentionCurveOptions) =>
      retentionCurve(withUnfinished, options).points[0]?.estimate;
    expect({
      mixpanelWeighted: rate({ method: "mixpanel" }),
      pooled: rate({}),
      simpleMean: rate({ method: "simple" }),
      naiveIncludingIncomplete: rate({ immature: "asZero" }),
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
      [percent({ immature: "asZero" }), naiveImmatureAsZero],
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
