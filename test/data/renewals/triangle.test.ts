/** Retention triangles: the reference, the count by hand, the identity of each row, what curves take, and refusals. */
import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { retentionCurve } from "../../../src/cohorts/retention-curve.js";
import {
  type SubscriptionCohortOptions,
  subscriptionCohortTable,
} from "../../../src/data/renewals/subscription-cohort-table.js";
import { expectClose, expectPlainData, expectRefusal, readReference } from "../../support.js";
import { columnsOf, rowsOf, type Table } from "./tables.js";

type Options = SubscriptionCohortOptions<Record<string, unknown>[]>;

interface Case {
  readonly rows: Table;
  readonly triangles: readonly { readonly options: Options; readonly expected: Table }[];
}

const folder = "exports/renewals";
const files = readdirSync(resolve(import.meta.dirname ?? ".", "../../reference", folder));
const o1 = [
  ["2014-01-30", "2014-09-19"],
  ["2014-03-04", "2014-10-29"],
  ["2014-01-27", "2015-01-19"],
  ["2014-02-10", "2015-01-21"],
  ["2014-01-02", "2014-08-19"],
].map(([start, end], i) => ({ customer: `c${i}`, start, end }));

describe("subscriptionCohortTable", () => {
  it.each(files)("gives the triangles of %s", (file) => {
    const { rows: table, triangles } = readReference<Case>(`${folder}/${file}`);
    for (const { options, expected } of triangles) {
      const { cells } = subscriptionCohortTable(rowsOf(table), options);
      expect(cells.length).toBe(expected.rows.length);
      for (const [i, wanted] of rowsOf(expected).entries()) {
        const { month, retained, ...counts } = wanted;
        expect(cells[i]).toMatchObject({ ...counts, calendarPeriod: month });
        if (retained === null) expect(cells[i]!.rate).toBeNull();
        else expectClose(cells[i]!.rate!, retained as number, { relative: 1e-9, absolute: 1e-12 });
      }
      const ofColumns = subscriptionCohortTable(
        columnsOf(table),
        options as object as SubscriptionCohortOptions<object>,
      );
      expect(ofColumns.cells).toEqual(cells);
    }
  });

  it("counts the cohorts of a public question as a hand does", () => {
    const table = subscriptionCohortTable(o1, { asOf: "2015-03-01" });
    const january = table.cells.filter(({ cohort }) => cohort === "2014-01");
    expect(january.map(({ activeAtEnd }) => activeAtEnd)).toEqual([3, 3, 3, 3, 3, 3, 3, 2, 1, 1, 1, 1, 0, 0]);
    expectPlainData(table);
    const { points } = retentionCurve(table);
    expect([points[7]!.value, points[7]!.eligible]).toEqual([3, 5]);
    expect(points[7]!.lower!).toBeLessThan(0.6);
    expect(points.at(-1)!.eligible).toBe(3);
  });

  it("by the week starts weeks on the day asked for", () => {
    const { cohorts } = subscriptionCohortTable(o1, {
      asOf: "2014-04-01",
      period: "week",
      weekStart: "sunday",
    });
    expect(cohorts[0]).toEqual({ cohort: "2013-12-29", start: "2013-12-29", size: 1 });
  });

  it("adds up in every row, whatever the subscriptions", () => {
    const row = fc.record({
      customer: fc.constantFrom("a", "b", "c"),
      start: fc.integer({ min: 0, max: 300 }),
      length: fc.option(fc.integer({ min: 0, max: 120 }), { nil: null }),
    });
    const date = (days: number) => new Date(Date.UTC(2024, 0, 1 + days)).toISOString().slice(0, 10);
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 9 }),
        fc.constantFrom(
          "newTenure" as const,
          "firstOnly" as const,
          "continue" as const,
          "originalCohort" as const,
        ),
        fc.constantFrom("week" as const, "month" as const, "quarter" as const),
        (given, winBacks, period) => {
          const rows = given.map(({ customer, start, length }) => ({
            ...{ customer, start: date(start), end: length === null ? null : date(start + length) },
          }));
          const { cells } = subscriptionCohortTable(rows, { asOf: date(330), winBacks, period });
          for (const [i, cell] of cells.entries()) {
            if (!cell.complete) continue;
            const before = cell.period === 0 ? cell.size : cell.activeAtStart;
            expect(before - cell.lost! + cell.returned!).toBe(cell.activeAtEnd);
            expect(cell.activeDuring!).toBeGreaterThanOrEqual(
              Math.max(cell.activeAtStart, cell.activeAtEnd!),
            );
            const next = cells[i + 1];
            if (next?.cohort === cell.cohort) expect(next.activeAtStart).toBe(cell.activeAtEnd);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it.each<[string, object, string]>([
    [
      "a period that is none",
      { period: "hour" },
      'subscriptionCohortTable: period must be one of "day", "week", "month", "quarter", "year", received "hour"',
    ],
    [
      "an unknown rule for returns",
      { winBacks: "again" },
      'subscriptionCohortTable: winBacks must be one of "newTenure", "firstOnly", "continue", "originalCohort", received "again"',
    ],
    [
      "days of grace, which belong to renewals",
      { graceDays: 3 },
      'subscriptionCohortTable: options must hold nothing but customer, start, end, subscription, amount, interval, intervalCount, timeZone, numericTime, asOf, observedFrom, canceledAt, churnAt, zeroAmounts, mergeGap, period, weekStart, winBacks, received "graceDays"',
    ],
    [
      "an end of observation before every start",
      { asOf: "2013-01-01" },
      "subscriptionCohortTable: subscriptions must hold a start that counts before asOf, received 0",
    ],
  ])("refuses %s", (_, change, message) => {
    const code = "asOf" in change ? "INSUFFICIENT_DATA" : "INVALID_INPUT";
    expectRefusal(() => subscriptionCohortTable(o1, { asOf: "2015-03-01", ...change }), message, code);
  });
});
