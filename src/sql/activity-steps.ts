/** In which calendar periods each customer was active, as steps of a statement. */
import type { EventKinds } from "../data/event-log.js";
import { checkCount } from "../errors.js";
import type { WeekStart } from "../tables/calendar.js";
import type { TimeUnit } from "../time.js";
import { kindColumn, kindsOf, readEvents, type SqlEventOptions, select } from "./event-steps.js";
import { openPeriods, type SqlPeriods } from "./periods.js";
import type { SqlTable, Step, Writer } from "./statement.js";

/** What activity is told. */
export interface SqlActivityOptions extends SqlEventOptions {
  readonly period?: TimeUnit | undefined;
  readonly weekStart?: WeekStart | undefined;
  readonly activeEvent?: EventKinds | undefined;
  readonly minimumEvents?: number | undefined;
}

/** Activity of a log: `placed` has the period of every event, `active_periods` those in which a customer was active. */
export interface SqlActivity {
  readonly steps: readonly Step[];
  readonly periods: SqlPeriods;
  /** Whether the last period begins at the end of observation. */
  readonly beginsAtAsOf: boolean;
}

/** Names of the options of activity. */
export const activityOptions = [
  ...["customer", "time", "event", "timeZone", "numericTime", "asOf", "eventsAfterAsOf"],
  ...["period", "weekStart", "activeEvent", "minimumEvents", "dialect", "values", "timeType"],
];

/** Writes the steps that find active periods. */
export function readActivity(writer: Writer, table: SqlTable, options: SqlActivityOptions): SqlActivity {
  const { period = "day", weekStart, activeEvent, minimumEvents = 1 } = options;
  checkCount(writer.where, "minimumEvents", minimumEvents, 1);
  const active = kindsOf(writer, "activeEvent", activeEvent);
  const { time, steps } = readEvents(writer, table, options, {
    extra: kindColumn(writer, options.event, activeEvent),
    refusals: active.refusals,
  });
  const periods = openPeriods(writer, time, { period, weekStart });
  const flag = `CASE WHEN ${active.condition} THEN 1 ELSE 0 END AS is_active`;
  return {
    periods,
    beginsAtAsOf: periods.asOfStart === time.asOf,
    steps: [
      ...steps,
      {
        name: "placed",
        comment: "the period of each event, numbered from 1970",
        body: select(["customer", `${periods.number} AS p`, flag], "events"),
      },
      {
        name: "active_periods",
        comment: "the periods in which each customer was active",
        body: `SELECT customer, p\nFROM placed\nWHERE is_active = 1\nGROUP BY customer, p\nHAVING COUNT(*) >= ${minimumEvents}`,
      },
    ],
  };
}
