import { describe, expect, it } from "vitest";
import { cohortTable } from "../../src/cohorts/cohort-table.js";
import { type LifecycleOptions, lifecycle } from "../../src/cohorts/lifecycle.js";
import { type StickinessOptions, stickiness } from "../../src/cohorts/stickiness.js";
import type { CohortTableOptions } from "../../src/cohorts/table-options.js";
import reference from "../reference/cohort-tables.json" with { type: "json" };
import { expectPlainData } from "../support.js";

const name = (options: object) =>
  Object.entries(options)
    .map(([key, value]) => `${key} ${JSON.stringify(value)}`)
    .join(", ");

describe("combinations of definitions, zones and options, counted independently in Python", () => {
  it.each(reference.cases.map((example) => [name(example.options), example] as const))(
    "%s",
    (_, { events, options, cells, starts, labels }) => {
      const table = cohortTable(events, {
        ...(options as unknown as CohortTableOptions<typeof events>),
        numericTime: "milliseconds",
      });
      expect(
        table.cells.map(({ period, lastPeriod, size, eligible, value, base }) => [
          ...[period, lastPeriod, size, eligible],
          ...[value, base],
        ]),
      ).toEqual(cells);
      expect(table.cohorts.map(({ start }) => (start === null ? null : Date.parse(start)))).toEqual(starts);
      if (labels !== null) expect(table.cohorts.map(({ cohort }) => cohort)).toEqual(labels);
      for (const { value, base, rate, eligible, size, complete } of table.cells) {
        expect(rate).toBe(value === null || !base ? null : value / base + 0);
        expect(complete).toBe(eligible === size);
      }
      expectPlainData(table);
    },
  );
});

describe("growth accounting and stickiness in several zones, counted independently in Python", () => {
  it.each(reference.activity.map((example) => [name(example.options), example] as const))(
    "%s",
    (_, { events, options, newBy, periods, ...expected }) => {
      const shared = { ...options, numericTime: "milliseconds" } as StickinessOptions<typeof events>;
      const stages = lifecycle(events, {
        ...(shared as LifecycleOptions<typeof events>),
        newBy: newBy as "firstEvent",
        incomplete: "partial",
      });
      expect(
        stages.periods.map(({ new: fresh, returning, resurrecting, dormant, complete }) => [
          ...[fresh, returning, resurrecting, dormant, complete],
        ]),
      ).toEqual(expected.lifecycle);
      const { histogram, activity } = stickiness(events, { ...shared, periods });
      expect(histogram.map(({ exactly }) => exactly)).toEqual(expected.exactly);
      expect(activity.map(({ active }) => active)).toEqual(expected.activity);
    },
  );
});
