import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CohortTable, cohortTable } from "../../src/cohorts/cohort-table.js";
import { retentionCurve } from "../../src/cohorts/retention-curve.js";
import type { CohortTableOptions } from "../../src/cohorts/table-options.js";
import { expectClose, expectPlainData } from "../support.js";

interface Event {
  readonly customer: string;
  readonly time: number;
  readonly event: "start" | "use";
  readonly channel: string | null;
  readonly amount: number;
}
type Options = CohortTableOptions<readonly Event[]>;

const begin = Date.UTC(2024, 0, 1);
const asOf = Date.UTC(2024, 2, 1);
const minute = 60_000;
// Half of them at midnight, so that some fall on one instant, and on the boundary of a period.
const times = fc
  .oneof(
    fc.integer({ min: 0, max: (asOf - begin) / minute }),
    fc.integer({ min: 0, max: 10 }).map((days) => days * 24 * 60),
  )
  .map((minutes) => begin + minutes * minute);
const events = fc.array(
  fc.record({
    customer: fc.constantFrom("ann", "bob", "cem", "dee", "eve"),
    time: times,
    event: fc.constantFrom("start", "use"),
    channel: fc.constantFrom("ads", "friends", null),
    amount: fc.integer({ min: -5, max: 50 }),
  }) as fc.Arbitrary<Event>,
  { minLength: 1, maxLength: 25 },
);
const week: Options = { period: "week", asOf };
const measures = fc.constantFrom("customers", "events", "sum", "mean") as fc.Arbitrary<
  "customers" | "events" | "sum" | "mean"
>;
const definitions = fc.constantFrom("on", "onOrAfter", "onOrBefore") as fc.Arbitrary<
  "on" | "onOrAfter" | "onOrBefore"
>;
const relations = fc.constantFrom("cohort", "firstPeriod", "previousPeriod") as fc.Arbitrary<
  "cohort" | "firstPeriod" | "previousPeriod"
>;
const options: fc.Arbitrary<Options> = fc
  .record({
    period: fc.constantFrom("day", "week", "month"),
    definition: definitions,
    measure: measures,
    periodZero: fc.constantFrom("forced", "returnEventNeeded"),
    windows: fc.constantFrom("calendar", "rolling"),
    incomplete: fc.constantFrom("null", "partial"),
    filtered: fc.boolean(),
    grouped: fc.boolean(),
  })
  .map(({ filtered, grouped, ...rest }) => ({
    ...(rest as Pick<Options, "period">),
    asOf,
    returnEvent: filtered ? ("use" as const) : undefined,
    groupBy: grouped ? ("channel" as const) : undefined,
  }));

/** Every kind occurs, so that filters are not refused as misspelt; these events belong to nobody else. */
const both: readonly Event[] = (["start", "use"] as const).map((event, i) => ({
  ...{ customer: "zoe", time: begin + i, event, channel: "ads", amount: 1 },
}));

/** What the cells should be, counted member by member from the definitions, slow and plain: `value eligible` by cohort and period. */
function countByHand(log: readonly Event[], choice: Options): (string | null)[][] {
  const {
    period,
    definition = "on",
    measure = "customers",
    periodZero = "forced",
    windows = "calendar",
  } = choice;
  const day = 86_400_000;
  const periodOf = (time: number): number => {
    const days = Math.floor(time / day);
    if (period === "day") return days;
    if (period === "week") return Math.floor((days + 3) / 7);
    return new Date(time).getUTCFullYear() * 12 + new Date(time).getUTCMonth();
  };
  const length = { day: 1, week: 7, month: 30 }[period as "day" | "week" | "month"] * day;
  const window = (start: number, time: number) =>
    windows === "rolling" ? Math.floor((time - start) / length) : periodOf(time) - periodOf(start);
  const members = [...new Set(log.map(({ customer }) => customer))].map((customer) => {
    const own = log.filter((event) => event.customer === customer);
    const start = Math.min(...own.map(({ time }) => time));
    const channels = own.filter(({ time }) => time === start).map(({ channel }) => channel ?? "~");
    const cohort = choice.groupBy === undefined ? String(periodOf(start)) : (channels.sort()[0] as string);
    return { own, start, cohort, over: window(start, asOf) - 1 };
  });
  const periods = 1 + Math.max(...members.map(({ over }) => over + 1));
  const cellOf = (cohort: string, k: number): string | null => {
    const cohortMembers = members.filter((member) => member.cohort === cohort);
    const eligible = cohortMembers.filter(({ over }) => k <= over).length;
    const partial = choice.incomplete === "partial";
    if (partial ? cohortMembers.every(({ over }) => over + 1 < k) : eligible === 0) return null;
    let value = 0;
    for (const { own, start, over } of cohortMembers) {
      if (!partial && k > over) continue;
      const forced = periodZero === "forced" && measure === "customers";
      const counted = own.filter((event) => {
        const kind = choice.returnEvent === undefined || event.event === choice.returnEvent;
        if (!kind || (periodZero !== "forced" && event.time === start)) return false;
        const at = window(start, event.time);
        if (definition === "on") return at === k;
        return definition === "onOrAfter" ? at >= k : at <= k && at >= (forced && k > 0 ? 1 : 0);
      });
      const sum = counted.reduce((total, event) => total + event.amount, 0);
      const retained = counted.length > 0 || (forced && k === 0) ? 1 : 0;
      value += { customers: retained, events: counted.length, sum, mean: sum }[measure];
    }
    return `${value} ${eligible}`;
  };
  const cohorts = [...new Set(members.map(({ cohort }) => cohort))].sort();
  return cohorts.map((cohort) => Array.from({ length: periods }, (_, k) => cellOf(cohort, k)));
}

describe("laws of cohortTable on random logs", () => {
  it("counts what the definitions say, member by member", () => {
    fc.assert(
      fc.property(events, options, (drawn, choice) => {
        const log = [...drawn, ...both];
        const { cohorts, cells } = cohortTable(log, choice);
        const periods = cells.length / cohorts.length;
        const counted = cohorts.map((_, i) =>
          cells
            .slice(i * periods, (i + 1) * periods)
            .map(({ value, eligible }) => (value === null ? null : `${value} ${eligible}`)),
        );
        expect(counted).toEqual(countByHand(log, choice));
      }),
      { numRuns: 40 },
    );
  });

  it("does not depend on the order of the rows, nor on rows being rows or columns", () => {
    fc.assert(
      fc.property(events, options, fc.nat(), (drawn, choice, seed) => {
        // Sums of such amounts depend on their order in the last digit, unless what rounding takes is kept.
        const log = [...drawn, ...both].map((event) => ({ ...event, amount: event.amount * 19.99 }));
        const shuffled = log
          .map((event, i) => ({ event, key: Math.sin(seed + i * 7919) }))
          .sort((a, b) => a.key - b.key)
          .map(({ event }) => event);
        const table = cohortTable(log, choice);
        expect(cohortTable(shuffled, choice)).toEqual(table);
        const column = <Name extends keyof Event>(name: Name) => log.map((event) => event[name]);
        const columns = {
          customer: column("customer"),
          time: Float64Array.from(column("time")),
          event: column("event"),
          channel: column("channel"),
          amount: column("amount"),
        };
        expect(cohortTable(columns, choice as unknown as CohortTableOptions<typeof columns>)).toEqual(table);
        expectPlainData(table);
      }),
      { numRuns: 200 },
    );
  });

  it("adds up when a log is split by customer", () => {
    fc.assert(
      fc.property(events, definitions, (log, definition) => {
        const choice = { ...week, definition, periods: 10 };
        const parts = [
          log.filter(({ customer }) => customer < "c"),
          log.filter(({ customer }) => customer >= "c"),
        ];
        const tables = parts.filter((part) => part.length > 0).map((part) => cohortTable(part, choice));
        const count = (table: CohortTable, cohort: unknown, period: number) =>
          table.cells.find((cell) => cell.cohort === cohort && cell.period === period)?.value ?? 0;
        for (const { cohort, period, value } of cohortTable(log, choice).cells) {
          const sum = tables.map((table) => count(table, cohort, period)).reduce((a, b) => a + b, 0);
          expect(sum).toBe(value ?? 0);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("never rises in k when retention is on or after", () => {
    fc.assert(
      fc.property(events, (log) => {
        const { cells } = cohortTable(log, { ...week, definition: "onOrAfter" });
        cells.forEach(({ period, value }, i) => {
          if (period > 0 && value !== null) expect(value).toBeLessThanOrEqual(cells[i - 1]?.value as number);
        });
      }),
    );
  });

  it("has the pooled curve as its cohort of all", () => {
    fc.assert(
      fc.property(events, options, relations, (drawn, choice, relation) => {
        const log = [...drawn, ...both];
        const relative = choice.definition === "on" && choice.measure !== "mean";
        const relativeTo = relative ? relation : "cohort";
        const full: Options = { ...choice, groupBy: undefined, incomplete: "null", relativeTo };
        const all = cohortTable(log, { ...full, groupBy: () => "all" });
        const pooled = retentionCurve(cohortTable(log, full));
        pooled.points.forEach(({ estimate, eligible }, k) => {
          const cell = all.cells[k];
          expect(eligible).toBe(cell?.eligible);
          if (estimate === null) expect(cell?.rate ?? null).toBeNull();
          else expectClose(estimate, cell?.rate as number, { relative: 1e-12 });
        });
      }),
      { numRuns: 80 },
    );
  });

  it("stays the same when all times and the zone shift together", () => {
    fc.assert(
      fc.property(events, fc.integer({ min: -12, max: 12 }), options, (drawn, hours, choice) => {
        const log = [...drawn, ...both];
        const shift = hours * 60 * minute;
        // POSIX names count westwards: Etc/GMT-5 is five hours ahead of UTC.
        const timeZone = hours === 0 ? "Etc/GMT" : `Etc/GMT${hours > 0 ? "-" : "+"}${Math.abs(hours)}`;
        const moved = log.map((event) => ({ ...event, time: event.time - shift }));
        const table = cohortTable(moved, { ...choice, asOf: asOf - shift, timeZone });
        const original = cohortTable(log, choice);
        expect(table.cells).toEqual(original.cells);
        expect(table.cohorts.map(({ cohort }) => cohort)).toEqual(
          original.cohorts.map(({ cohort }) => cohort),
        );
      }),
      { numRuns: 40 },
    );
  });
});
