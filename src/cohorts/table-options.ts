/** The options of a cohort table, and the checks that turn them into one plan of counting. */

import type { CurrencyOptions } from "../data/currencies.js";
import type { EventKinds, EventLogOptions, WithoutCustomer } from "../data/event-log.js";
import { check, checkChoice, checkCount, isDense } from "../errors.js";
import type { WeekStart } from "../tables/calendar.js";
import type { TableField } from "../tables/table.js";
import { checkTimeUnit, type TimeUnit } from "../time.js";

/**
 * What it means to be retained in period k: a return `"on"` that period (bounded), `"onOrAfter"` it (unbounded),
 * `"onOrBefore"` it (cumulative), or in `"everyPeriod"` up to it without a gap.
 */
export type RetentionDefinition = "on" | "onOrAfter" | "onOrBefore" | "everyPeriod";

/** What a cell counts: retained customers, their events, or the sum or mean of a value of those events. */
export type CohortMeasure = "customers" | "events" | "sum" | "mean";

/** Options of `cohortTable`. */
export interface CohortTableOptions<Table>
  extends EventLogOptions<Table>,
    CurrencyOptions<Table>,
    WithoutCustomer {
  /** Length of a period: the columns of the table, and of the cohorts unless `cohortPeriod` says otherwise. */
  readonly period: TimeUnit;
  /** Whether periods are those of the calendar (default) or windows counted from each customer's own start. */
  readonly windows?: "calendar" | "rolling" | undefined;
  /** Rolling windows only: cut times to the start of their hour or day first; left out, windows are exact. */
  readonly truncateTo?: "hour" | "day" | undefined;
  /** Day on which a week starts; default `monday` (ISO). */
  readonly weekStart?: WeekStart | undefined;
  /** What it means to be retained; default `on`. */
  readonly definition?: RetentionDefinition | undefined;
  /** Custom brackets `[first, last]` of periods, both included, instead of single periods; they may overlap. */
  readonly brackets?: readonly (readonly [first: number, last: number])[] | undefined;
  /** With `onOrAfter`: only returns before this period count, so that all cohorts have the same chance to return. */
  readonly horizon?: number | undefined;
  /** Number of periods shown, period 0 included; default all that began by `asOf`. */
  readonly periods?: number | undefined;
  /** Return events that a customer needs within a period (or bracket) to count as retained; default 1. */
  readonly minimumEvents?: number | undefined;
  /** Kind of event that starts a customer's history; default any. Needs `event`. */
  readonly startEvent?: EventKinds | undefined;
  /** Kind of event that counts as a return; default any. Needs `event`. */
  readonly returnEvent?: EventKinds | undefined;
  /**
   * Cohort membership: by the first start event of the log (default), or once for every calendar period with a start event,
   * from its first one: with rolling windows several clocks of a customer can then run at once.
   */
  readonly membership?: "first" | "recurring" | undefined;
  /** Period 0: every member counts (`"forced"`, default), or a return event other than the start is needed. */
  readonly periodZero?: "forced" | "returnEventNeeded" | undefined;
  /** What a cell counts; default `customers`. `sum` and `mean` need `amount`. */
  readonly measure?: CohortMeasure | undefined;
  /** Field of the amount (or other number) that `sum` and `mean` add up; default `amount`. */
  readonly amount?: TableField<Table> | undefined;
  /** What `rate` is relative to: the cohort (default), its period 0, or its previous period. */
  readonly relativeTo?: "cohort" | "firstPeriod" | "previousPeriod" | undefined;
  /** Length of the period of acquisition that makes a cohort; default `period`. */
  readonly cohortPeriod?: TimeUnit | undefined;
  /** Field of the start event (channel, plan) that makes the cohorts, instead of the period of acquisition. */
  readonly groupBy?: TableField<Table> | undefined;
  /** Confidence level of the intervals of cells, above 0 and below 1; default 0.95. */
  readonly level?: number | undefined;
  /** What an unfinished cell shows: `null` (default), or what has happened so far, with `complete: false`. */
  readonly incomplete?: "null" | "partial" | undefined;
}

/** A plan of counting: the options with their defaults, checked. */
export interface CohortPlan {
  readonly period: TimeUnit;
  readonly cohortPeriod: TimeUnit;
  readonly windows: "calendar" | "rolling";
  readonly truncateTo: "hour" | "day" | null;
  readonly definition: RetentionDefinition;
  readonly brackets: readonly (readonly [number, number])[] | null;
  readonly horizon: number | null;
  readonly periods: number | null;
  readonly minimumEvents: number;
  readonly membership: "first" | "recurring";
  readonly periodZero: "forced" | "returnEventNeeded";
  readonly measure: CohortMeasure;
  readonly relativeTo: "cohort" | "firstPeriod" | "previousPeriod";
  readonly partial: boolean;
}

/** Checks the options of a cohort table; refuses combinations without a meaning. */
export function planCohortTable<Table>(where: string, options: CohortTableOptions<Table>): CohortPlan {
  const { period, windows = "calendar", definition = "on", membership = "first" } = options;
  const {
    periodZero = "forced",
    measure = "customers",
    relativeTo = "cohort",
    incomplete = "null",
  } = options;
  const {
    minimumEvents = 1,
    cohortPeriod = period,
    horizon = null,
    periods = null,
    truncateTo = null,
  } = options;
  checkTimeUnit(where, "period", period);
  checkTimeUnit(where, "cohortPeriod", cohortPeriod);
  checkChoice(where, "windows", windows, ["calendar", "rolling"]);
  checkChoice(where, "definition", definition, ["on", "onOrAfter", "onOrBefore", "everyPeriod"]);
  checkChoice(where, "membership", membership, ["first", "recurring"]);
  checkChoice(where, "periodZero", periodZero, ["forced", "returnEventNeeded"]);
  checkChoice(where, "measure", measure, ["customers", "events", "sum", "mean"]);
  checkChoice(where, "relativeTo", relativeTo, ["cohort", "firstPeriod", "previousPeriod"]);
  checkChoice(where, "incomplete", incomplete, ["null", "partial"]);
  if (truncateTo !== null) checkChoice(where, "truncateTo", truncateTo, ["hour", "day"]);
  checkCount(where, "minimumEvents", minimumEvents, 1);
  if (periods !== null) checkCount(where, "periods", periods, 1);
  if (horizon !== null) checkCount(where, "horizon", horizon, 1);
  const brackets = options.brackets === undefined ? null : checkBrackets(where, options.brackets);
  const plan: CohortPlan = {
    ...{ period, cohortPeriod, windows, truncateTo, definition, brackets, horizon, periods, minimumEvents },
    ...{ membership, periodZero, measure, relativeTo, partial: incomplete === "partial" },
  };
  checkCombinations(where, plan);
  return plan;
}

function checkBrackets(where: string, brackets: unknown): (readonly [number, number])[] {
  check(
    isDense(brackets) && brackets.length > 0,
    where,
    "brackets",
    "must be an array of [first, last]",
    brackets,
  );
  return brackets.map((bracket: unknown, i): [number, number] => {
    const [first, last] =
      Array.isArray(bracket) && bracket.length === 2 ? (bracket as unknown[]) : [null, null];
    const whole = Number.isSafeInteger(first) && Number.isSafeInteger(last);
    const rule = "must be [first, last], whole numbers with 0 <= first <= last";
    const [from, to] = [first as number, last as number];
    check(whole && from >= 0 && from <= to, where, `brackets[${i}]`, rule, bracket);
    return [from, to];
  });
}

function checkCombinations(where: string, plan: CohortPlan): void {
  const { windows, truncateTo, definition, brackets, horizon, measure, minimumEvents } = plan;
  const rolling = windows === "rolling";
  check(
    truncateTo === null || rolling,
    where,
    "truncateTo",
    'must be left out unless windows is "rolling"',
    truncateTo,
  );
  const byDay = plan.period !== "hour" || truncateTo !== "day";
  check(byDay, where, "truncateTo", 'must be "hour" or left out where period is "hour"', truncateTo);
  const onlyOn = brackets === null || definition === "on";
  check(onlyOn, where, "definition", 'must be "on" or left out where brackets are given', definition);
  const withHorizon = horizon === null || definition === "onOrAfter";
  check(withHorizon, where, "horizon", 'must be left out unless definition is "onOrAfter"', horizon);
  const customers = measure === "customers";
  check(
    customers || definition !== "everyPeriod",
    where,
    "measure",
    'must be "customers" where definition is "everyPeriod"',
    measure,
  );
  check(
    customers || minimumEvents === 1,
    where,
    "minimumEvents",
    'must be left out unless measure is "customers"',
    minimumEvents,
  );
  const relative =
    plan.relativeTo === "cohort" || (definition === "on" && brackets === null && measure !== "mean");
  const relativeRule = 'must be "cohort" unless definition is "on", without brackets and means';
  check(relative, where, "relativeTo", relativeRule, plan.relativeTo);
}
