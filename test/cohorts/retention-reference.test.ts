import { describe, expect, it } from "vitest";
import { type CohortTable, cohortTable } from "../../src/cohorts/cohort-table.js";
import { type RetentionCurve, retentionCurve } from "../../src/cohorts/retention-curve.js";
import type { CohortTableOptions } from "../../src/cohorts/table-options.js";
import { expectClose, expectPlainData, expectPrinted, readReference, referenceText } from "../support.js";

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
const expected: Record<string, unknown> = readReference("retention/expected.json");
const events = referenceText("retention/events.csv")
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => {
    const [user = "", ts = "", type = ""] = line.split(",");
    return { user, ts, type };
  });
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
    complete: rows.map((row) => row.map((cell) => cell.complete)),
    values: rows.map((row) => row.map((cell) => cell.value ?? 0)),
  };
}

describe("the reference log, counted independently in pandas", () => {
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
      const partial = grid(cohortTable(events, { ...options, definition, incomplete: "partial" }));
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
      incomplete: "partial",
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
      const partial = cohortTable(events, { ...options, incomplete: "partial" });
      expectSame(retentionCurve(partial, { incomplete: "asZero" }), overall.immatureAsZero);
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
