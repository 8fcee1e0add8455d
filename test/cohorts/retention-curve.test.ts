import { describe, expect, it } from "vitest";
import { cohortTable } from "../../src/cohorts/cohort-table.js";
import { retentionCurve } from "../../src/cohorts/retention-curve.js";
import { expectClose, expectPlainData, expectRefusal } from "../support.js";

describe("retentionCurve", () => {
  // Wilson's bounds of x out of n at 95%: R 4.2.2, prop.test(x, n, correct = FALSE).
  it.each([
    [1, 10, 0.0178762130950729, 0.404150026795238],
    [50, 1000, 0.0381302623927488, 0.0653138202442508],
    [10, 10, 0.722467200137111, 1],
    [27, 412, 0.0454264560150086, 0.0936685225971039],
  ])("gives %d of %d Wilson's interval", (value, size, lower, upper) => {
    const [point] = retentionCurve([{ size, values: [value] }]).points;
    expectClose(point?.lower as number, lower, { relative: 1e-12 });
    expectClose(point?.upper as number, upper, { relative: 1e-12 });
  });

  it("gives equal cohorts the same interval by every method, that of their sum", () => {
    const cohorts = [3, 5, 7].map((value) => ({ size: 10, values: [value] }));
    const [pooled] = retentionCurve(cohorts).points;
    const [single] = retentionCurve([{ size: 30, values: [15] }]).points;
    for (const method of ["simple", "mixpanel"] as const) {
      const [point] = retentionCurve(cohorts, { method }).points;
      for (const end of ["estimate", "lower", "upper"] as const)
        expectClose(point?.[end] as number, pooled?.[end] as number, { relative: 1e-14 });
    }
    expect(pooled?.lower).toBe(single?.lower);
  });

  it("keeps 0% cohorts, leaves out empty and unfinished ones, and says how many customers are left", () => {
    const { points } = retentionCurve([
      { size: 10, values: [10, 0] },
      { size: 0, values: [0, 0] },
      { size: 30, values: [30, null] },
      { size: 60, values: [60, 6], complete: [true, false] },
    ]);
    expect(points.map(({ eligible, cohorts, estimate }) => [eligible, cohorts, estimate])).toEqual([
      [100, 3, 1],
      [10, 1, 0],
    ]);
    expect(points[1]?.lower).toBe(0);
    expectPlainData(points);
  });

  it("pools a cohort that kept nobody in the period that rates are relative to", () => {
    const visits = [
      ...["ann 2024-01-05", "bob 2024-01-06", "ann 2024-03-05", "bob 2024-03-06"],
      ...["cem 2024-02-05", "dee 2024-02-06", "cem 2024-03-05", "cem 2024-04-06"],
    ].map((visit) => ({ customer: visit.slice(0, 3), time: visit.slice(4) }));
    const table = cohortTable(visits, { period: "month", asOf: "2024-06-01", relativeTo: "previousPeriod" });
    // January keeps 0 and then 2 of 2, February 1 and then 1 of 2.
    expect(retentionCurve(table).points[2]).toMatchObject({ cohorts: 2, eligible: 4, value: 3, base: 1 });
    const [, , ofSimple] = retentionCurve(table, { method: "simple" }).points;
    expect(ofSimple).toMatchObject({ cohorts: 1, eligible: 2, estimate: 1 });
    // Nobody at all in April of January's and in May of February's: there is nothing to divide by in the month after.
    expect(retentionCurve(table).points[4]).toMatchObject({ value: 0, base: 0, estimate: null });
  });

  it("is null, without an interval, where no cohort is old enough", () => {
    const [point] = retentionCurve([{ size: 5, values: [null] }]).points;
    expect(point).toMatchObject({ cohorts: 0, eligible: 0, estimate: null, lower: null, upper: null });
    expect(retentionCurve([]).points).toEqual([]);
  });

  it("gives no interval for recurring membership and rates relative to a period", () => {
    expect(retentionCurve([{ size: 10.5, values: [3.2] }]).intervalMethod).toBeNull();
    const log = [
      { customer: 1, time: "2024-01-05", amount: 3 },
      { customer: 1, time: "2024-02-05", amount: 3 },
    ];
    const method = (options: object) =>
      retentionCurve(cohortTable(log, { period: "month", ...options })).intervalMethod;
    expect(method({})).toBe("wilson");
    expect(method({ membership: "recurring" })).toBeNull();
    expect(method({ measure: "sum" })).toBe("skewnessCorrected");
    expect(method({ measure: "mean" })).toBeNull();
    expect(method({ relativeTo: "previousPeriod" })).toBeNull();
  });

  it("refuses what is no table", () => {
    expectRefusal(
      () => retentionCurve(undefined as never),
      "retentionCurve: table must be a cohortTable or an array of cohorts, received undefined",
    );
    expectRefusal(
      () => retentionCurve([{ size: 5, values: [-1] }]),
      "retentionCurve: table[0].values[0] must be a finite number of 0 or more, received -1",
    );
    expectRefusal(
      () =>
        retentionCurve([
          { size: 5, values: [1] },
          { size: 0, values: [0, 3] },
        ]),
      "retentionCurve: table[1].size must be above 0 where a value is, received 0",
    );
    expectRefusal(
      () => retentionCurve([{ size: 5, values: [1] }], { level: 95 }),
      "retentionCurve: level must be a fraction above 0 and below 1 (not a percentage: 0.05 means 5%), received 95",
    );
    const relative = cohortTable([{ customer: 1, time: "2024-01-05" }], {
      period: "day",
      relativeTo: "firstPeriod",
    });
    expectRefusal(
      () => retentionCurve(relative, { incomplete: "asZero" }),
      'retentionCurve: incomplete must be "leaveOut" where rates are not relative to the cohort, received "asZero"',
    );
  });
});
