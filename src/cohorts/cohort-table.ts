/** Cohort tables: who came when, and how many of them came back in each period after. */

import { convertAmounts, currencyOptions } from "../data/currencies.js";
import { type EventLog, eventLogOptions, markKinds, readEventLog } from "../data/event-log.js";
import { check, checkFraction, checkOptions, checkSufficient } from "../errors.js";
import { type Spread, skewnessCorrectedEnds } from "../inference/mean-interval.js";
import { wilsonEnds } from "../inference/score-interval.js";
import { type AsyncOptions, piece, runPieces } from "../pieces.js";
import { type Calendar, checkCalendarRule, layCalendar, type WeekStart } from "../tables/calendar.js";
import { type GroupLabel, readLabels } from "../tables/read-labels.js";
import { finiteNumbers, readNumbers } from "../tables/read-numbers.js";
import type { TimeUnit } from "../time.js";
import { type Clock, readClock } from "./clock.js";
import { countMembers } from "./count-members.js";
import type { EventMarks } from "./counting.js";
import { spreadOfCell } from "./moments.js";
import {
  type CohortMeasure,
  type CohortPlan,
  type CohortTableOptions,
  planCohortTable,
  type RetentionDefinition,
} from "./table-options.js";
import { createTally, type Tally } from "./tally.js";

/** One cohort of a table. */
export interface Cohort {
  /** The period of acquisition (`2024-03`), or the group's label; null for customers without one. */
  readonly cohort: GroupLabel | null;
  /** Start of the period of acquisition, as an ISO instant; null for groups. */
  readonly start: string | null;
  /** Number of members. */
  readonly size: number;
}

/** One cell of a cohort table: a cohort in a period. */
export interface CohortCell {
  /** The cohort, as in the list of cohorts. */
  readonly cohort: GroupLabel | null;
  /** Number of members of the cohort. */
  readonly size: number;
  /** Number of the period, 0 being that of the start; of a bracket, its first. */
  readonly period: number;
  /** The last period that the cell covers: `period` itself, unless the table has brackets. */
  readonly lastPeriod: number;
  /** Members whose period was over at the end of observation: only they count, unless unfinished cells are asked for. */
  readonly eligible: number;
  /** What was counted: customers, events or a sum (also where the measure is the mean); null where nobody is eligible. */
  readonly value: number | null;
  /** What `rate` divides by: the members that count, or the value of the period that `relativeTo` names, or the number of events for a mean. */
  readonly base: number | null;
  /** `value / base`: the retention rate where customers are counted. Null where there is no value or the base is 0. */
  readonly rate: number | null;
  /** Whether the period was over for every member. */
  readonly complete: boolean;
  /**
   * Lower end of the interval of `rate`: Wilson's for customers, corrected for skewness over customers for amounts. Null where
   * there is none: for fewer than two members or none that differ, returning customers relative to another period,
   * cumulative amounts from a period on, and unfinished cells.
   */
  readonly lower: number | null;
  /** Upper end of the interval of `rate`; null as the lower. */
  readonly upper: number | null;
  /** Standard error of `rate` over customers, for amounts: what `retentionCurve` pools. */
  readonly standardError: number | null;
  /** Skewness of `rate` over customers, for amounts. */
  readonly skewness: number | null;
}

/** A cohort table: its cohorts, its cells by cohort and period, and the definitions it was made with. */
export interface CohortTable {
  /** What it means to be retained. */
  readonly definition: RetentionDefinition;
  /** What the cells count. */
  readonly measure: CohortMeasure;
  /** What rates are relative to. */
  readonly relativeTo: "cohort" | "firstPeriod" | "previousPeriod";
  /** How customers belong to cohorts. */
  readonly membership: "first" | "recurring";
  /** Whether everybody counts in period 0. */
  readonly periodZero: "forced" | "returnEventNeeded";
  /** Length of a period. */
  readonly period: TimeUnit;
  /** Calendar periods, or windows from each customer's own start. */
  readonly windows: "calendar" | "rolling";
  /** How times were cut before rolling windows were measured; null for not at all. */
  readonly truncateTo: "hour" | "day" | null;
  /** Day on which weeks start. */
  readonly weekStart: WeekStart;
  /** Return events needed to count as retained. */
  readonly minimumEvents: number;
  /** The period before which returns count in an on-or-after table; null for no such limit. */
  readonly horizon: number | null;
  /** What unfinished cells show. */
  readonly incomplete: "null" | "partial";
  /** Confidence level of the intervals of cells. */
  readonly level: number;
  /** Time zone of the calendar. */
  readonly timeZone: string;
  /** End of observation, as an ISO instant. */
  readonly asOf: string;
  /** Events left out because they have no customer; 0 unless `withoutCustomer` is `"leaveOut"`. */
  readonly eventsWithoutCustomer: number;
  /** The cohorts that have members, by time or by label. */
  readonly cohorts: readonly Cohort[];
  /** The cells, cohort by cohort and period by period. */
  readonly cells: readonly CohortCell[];
}

const where = "cohortTable";
const mostCells = 4_000_000;
const optionNames = [
  ...eventLogOptions,
  ...["period", "windows", "truncateTo", "weekStart", "definition", "brackets", "horizon", "periods"],
  ...["minimumEvents", "startEvent", "returnEvent", "membership", "periodZero", "measure", "amount"],
  ...["relativeTo", "cohortPeriod", "groupBy", "level", "incomplete", "event", "withoutCustomer"],
  ...currencyOptions,
] as const;

/**
 * Cohort table of a log of events: how many customers of each cohort came back in each period after their start.
 *
 * Every definition in use is an option, and the result names those it was made with: vendors differ by a factor of two on
 * the same log. A cell whose period is not over at `asOf` is `null`, never 0. The end of observation is the last event
 * unless `asOf` states it, so the period of the last event is unfinished. On-or-after retention is biased low in its last
 * periods (who has not come back yet counts as lost): give a `horizon`, or use a survival curve.
 *
 * Formula: rate(c, k) = R(c, k) / n(c), R counting the members of cohort c who are retained in period k.
 *
 * @param events - The log: rows (objects), or columns by name, one entry per event in any order.
 * @param options - Where customer and time are found, the `period`, and the definitions; see `CohortTableOptions`.
 * @returns Cohorts and cells as flat objects; rates are fractions, `null` where no member's period is over.
 * @throws {InvalidInputError} If rows cannot be read (the first ten are named), lie after a stated `asOf`, or options
 *   contradict each other.
 * @throws {InsufficientDataError} If there is no event, or none that starts a history.
 * @see Amplitude, Mixpanel and PostHog, documentation of retention analysis, whose definitions the options cover.
 *
 * @example
 * const orders = [
 *   { userId: "ann", paidAt: "2024-01-05" },
 *   { userId: "bob", paidAt: "2024-01-20" },
 *   { userId: "ann", paidAt: "2024-02-11" },
 *   { userId: "cem", paidAt: "2024-02-12" },
 *   { userId: "bob", paidAt: "2024-03-02" },
 * ];
 * const table = cohortTable(orders, { customer: "userId", time: "paidAt", period: "month", asOf: "2024-04-01" });
 * table.cells.filter((cell) => cell.cohort === "2024-01").map((cell) => cell.rate); // => [1, 0.5, 0.5, null]
 */
export function cohortTable<Table extends object>(
  events: Table,
  options: CohortTableOptions<Table>,
): CohortTable {
  checkOptions(where, options, optionNames);
  const plan = planCohortTable(where, options);
  const { level = 0.95 } = options;
  checkFraction(where, "level", level, "open");
  const log = readEventLog(where, events, options);
  const rule = checkCalendarRule(where, log.zone, options);
  const clock = readClock(log, plan, rule);
  const groups = openGroups(log, plan, clock, options, rule.weekStart);
  const marks: EventMarks = {
    starts: markKinds(log, "startEvent", options.startEvent, options.event),
    returns: markKinds(log, "returnEvent", options.returnEvent, options.event),
    values: readValues(log, plan, options),
    cohortOf: groups.cohortOf,
  };
  log.problems.throwIfAny();
  const { brackets, horizon } = plan;
  const periods =
    brackets?.length ?? Math.min(plan.periods ?? clock.windows, horizon ?? Number.POSITIVE_INFINITY);
  const rules = `must make at most ${mostCells} cells (${groups.count} cohorts by ${periods} periods; state periods)`;
  check(groups.count * periods <= mostCells, where, "period", rules, plan.period);
  const tally = piece(() => createTally(plan, groups.count, periods, clock.windows));
  countMembers({ log, plan, clock, marks, tally });
  const members = tally.sizes.some((size) => size > 0);
  checkSufficient(members, where, "events", "must hold at least one start event at or before asOf", 0);
  const bounded = marks.values?.every((amount) => amount >= 0) ?? true;
  return describeTable(log, { plan, weekStart: rule.weekStart, level, bounded }, groups, tally);
}

/**
 * `cohortTable` in pieces of under 40 milliseconds, between which a page or a server can do something else; it can be stopped,
 * and reports its progress.
 *
 * It takes some 10% longer than `cohortTable`. The events must stay as they are until it is done.
 *
 * @param events - As in `cohortTable`.
 * @param options - As in `cohortTable`, with `signal` and `onProgress`.
 * @returns A promise of the same table, in every bit; rejected with what `cohortTable` throws, or with the signal's reason.
 *
 * @example
 * const orders = { customer: [1, 2, 1, 3], time: ["2024-01-05", "2024-01-20", "2024-02-11", "2024-02-12"] };
 * const table = await cohortTableAsync(orders, { period: "month", asOf: "2024-03-01" });
 * table.cells.filter((cell) => cell.cohort === "2024-01").map((cell) => cell.rate); // => [1, 0.5, null]
 */
export function cohortTableAsync<Table extends object>(
  events: Table,
  options: CohortTableOptions<Table> & AsyncOptions,
): Promise<CohortTable> {
  const { signal, onProgress, ...asked } = options ?? {};
  return runPieces(() => cohortTable(events, asked as CohortTableOptions<Table>), { signal, onProgress });
}

/** The values that sums and means are made of, in one currency; null where none are asked for. */
function readValues<Table>(log: EventLog, { measure }: CohortPlan, options: CohortTableOptions<Table>) {
  if (measure !== "sum" && measure !== "mean") {
    const { currency, exchangeRates } = options;
    const rule = 'must be left out unless measure is "sum" or "mean"';
    check(currency === undefined, where, "currency", rule, currency);
    check(exchangeRates === undefined, where, "exchangeRates", rule, exchangeRates);
    return null;
  }
  const { table, problems, times } = log;
  const amounts = readNumbers(table.column("amount", options.amount), problems, finiteNumbers);
  return convertAmounts(table, options, problems, { amounts, times });
}

/** The cohorts that members may be in, in the order in which they are listed. */
interface Groups {
  readonly count: number;
  readonly cohortOf: EventMarks["cohortOf"];
  readonly label: (group: number) => GroupLabel | null;
  readonly start: (group: number) => string | null;
}

function openGroups<Table>(
  log: EventLog,
  plan: CohortPlan,
  clock: Clock,
  options: CohortTableOptions<Table>,
  weekStart: WeekStart,
): Groups {
  if (options.groupBy !== undefined) return groupByLabel(log, options.groupBy);
  if (clock.calendar !== null && plan.cohortPeriod === plan.period)
    return groupByPeriod(clock.calendar, null);
  const rule = { zone: log.zone, period: plan.cohortPeriod, weekStart };
  const calendar = layCalendar(where, rule, log.first, log.asOf);
  return groupByPeriod(calendar, (row) => calendar.indexOf(log.times[row] as number));
}

function groupByPeriod(calendar: Calendar, cohortOf: EventMarks["cohortOf"]): Groups {
  return {
    count: calendar.count,
    cohortOf,
    label: calendar.label,
    start: (group) => new Date(calendar.starts[group] as number).toISOString(),
  };
}

/** Groups are numbered in the order of their labels, so that the order of the rows plays no part. */
function groupByLabel(log: EventLog, field: unknown): Groups {
  const { codes, labels } = readLabels(log.table.column("groupBy", field), log.problems);
  const order = (a: GroupLabel, b: GroupLabel) => {
    if (typeof a !== typeof b) return typeof a < typeof b ? -1 : 1;
    return a < b ? -1 : a > b ? 1 : 0;
  };
  const sorted = [...labels].sort(order);
  const rank = new Map(sorted.map((label, i) => [label, i]));
  const ranks = Int32Array.from(labels, (label) => rank.get(label) as number);
  return {
    count: labels.length + 1,
    cohortOf: (row) => ((codes[row] as number) < 0 ? labels.length : (ranks[codes[row] as number] as number)),
    label: (group) => sorted[group] ?? null,
    start: () => null,
  };
}

/** How a table was asked for, and whether its amounts are all 0 or more. */
interface TableTerms {
  readonly plan: CohortPlan;
  readonly weekStart: WeekStart;
  readonly level: number;
  readonly bounded: boolean;
}

function describeTable(log: EventLog, terms: TableTerms, groups: Groups, tally: Tally): CohortTable {
  const { plan, weekStart, level } = terms;
  const filled = Array.from(tally.sizes.keys()).filter((group) => (tally.sizes[group] as number) > 0);
  // Columns that no member has begun are left out, unless a number of periods was asked for.
  const begun = filled.reduce((most, group) => Math.max(most, tally.begun[group] as number), 0) + 1;
  const shown =
    plan.brackets === null && plan.periods === null ? Math.min(begun, tally.periods) : tally.periods;
  const labels = new Map(filled.map((group) => [group, groups.label(group)]));
  return {
    definition: plan.definition,
    measure: plan.measure,
    relativeTo: plan.relativeTo,
    membership: plan.membership,
    periodZero: plan.periodZero,
    period: plan.period,
    windows: plan.windows,
    truncateTo: plan.truncateTo,
    weekStart,
    minimumEvents: plan.minimumEvents,
    horizon: plan.horizon,
    incomplete: plan.partial ? "partial" : "null",
    level,
    timeZone: log.zone.name,
    asOf: new Date(log.asOf).toISOString(),
    eventsWithoutCustomer: log.withoutCustomer,
    cohorts: filled.map((group) => ({
      cohort: labels.get(group) ?? null,
      start: groups.start(group),
      size: tally.sizes[group] as number,
    })),
    cells: filled.flatMap((group) =>
      Array.from({ length: shown }, (_, k) =>
        describeCell(terms, tally, group, k, labels.get(group) ?? null),
      ),
    ),
  };
}

function describeCell(
  terms: TableTerms,
  tally: Tally,
  group: number,
  k: number,
  cohort: GroupLabel | null,
): CohortCell {
  const { plan } = terms;
  const cell = group * tally.periods + k;
  const [period, lastPeriod] = plan.brackets?.[k] ?? [k, k];
  const size = tally.sizes[group] as number;
  const eligible = tally.eligible[cell] as number;
  const known = plan.partial ? (tally.begun[group] as number) >= period : eligible > 0;
  const ofMembers = plan.partial ? size : eligible;
  const ofCohort = tally.bases === null || (plan.relativeTo === "previousPeriod" && k === 0);
  const base = ofCohort ? ofMembers : (tally.bases.totals[cell] as number);
  const value = tally.values.totals[cell] as number;
  const sums = { n: eligible, x: value, y: ofCohort ? null : base };
  const { lower, upper, spread } = known ? intervalOf(terms, tally, cell, sums) : noInterval;
  // One literal: with a spread in it, each of thousands of cells would take a hundred times as long.
  return {
    cohort,
    size,
    period,
    lastPeriod,
    eligible,
    value: known ? value : null,
    base: known ? base : null,
    // Adding 0 makes a zero of -0, the quotient of 0 and a negative sum.
    rate: known && base !== 0 ? value / base + 0 : null,
    complete: eligible === size,
    lower,
    upper,
    standardError: spread?.standardError ?? null,
    skewness: spread?.skewness ?? null,
  };
}

interface CellInterval {
  readonly lower: number | null;
  readonly upper: number | null;
  readonly spread: Spread | null;
}

const noInterval: CellInterval = { lower: null, upper: null, spread: null };

/** The interval of a cell over its `n` members: of the share of them, or of x / n or x / y. */
function intervalOf(
  { plan, level, bounded }: TableTerms,
  { moments }: Tally,
  cell: number,
  { n, x, y }: { readonly n: number; readonly x: number; readonly y: number | null },
): CellInterval {
  const tail = (1 - level) / 2;
  const share = plan.measure === "customers" && y === null && !plan.partial;
  if (share) return { ...wilsonEnds({ x, n }, tail), spread: null };
  const spread = moments && spreadOfCell(moments, cell, { n, x, y });
  const ends = spread && skewnessCorrectedEnds(x / (y ?? n), spread, n - 1, tail);
  if (ends === null) return { ...noInterval, spread };
  return { lower: bounded ? Math.max(0, ends.lower) : ends.lower, upper: ends.upper, spread };
}
