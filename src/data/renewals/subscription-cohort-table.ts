/** Retention triangle of subscriptions: customers by the period in which they started, followed through the calendar. */
import { checkChoice, checkOptions, checkSufficient } from "../../errors.js";
import { firstDay, periodName, periodNumber, type WeekStart, weekdays } from "../../tables/calendar.js";
import { isoDate } from "./billing-term.js";
import { mergeRows, mergeRule, type Tenures } from "./merge-rows.js";
import { checkMergeGap, type SubscriptionRowOptions, subscriptionRowOptions } from "./renewal-options.js";
import { noEnd, readSubscriptionRows, type SubscriptionRows } from "./subscription-rows.js";

/** A calendar period that subscriptions start in. */
export type StartPeriod = "day" | "week" | "month" | "quarter" | "year";

/** Customers who come back in a triangle. */
type TriangleWinBacks = "newTenure" | "firstOnly" | "continue" | "originalCohort";

/** Options of `subscriptionCohortTable`. */
export interface SubscriptionCohortOptions<Table>
  extends Omit<SubscriptionRowOptions<Table>, "plan" | "cause" | "observedFrom"> {
  /** Start of observation: cohorts of earlier starts are left out. */
  readonly observedFrom?: SubscriptionRowOptions<Table>["observedFrom"];
  /** Calendar period of the cohorts and of the columns; default `month`. */
  readonly period?: StartPeriod | undefined;
  /** Day on which weeks start; default `monday` (ISO). */
  readonly weekStart?: WeekStart | undefined;
  /**
   * Customers who come back after a longer gap: `"newTenure"` (default) puts them into the cohort of their return too,
   * `"firstOnly"` leaves the return out, `"continue"` shows them as if they had never left, `"originalCohort"` counts them in
   * their first cohort again (as Stripe's cohort chart does), so that retention can rise.
   */
  readonly winBacks?: TriangleWinBacks | undefined;
}

/** One cell of the triangle: a cohort in a calendar period. */
export interface SubscriptionCohortCell {
  /** The period of the start, such as `2024-03`. */
  readonly cohort: string;
  /** Tenures that started in it (customers, with `"originalCohort"`). */
  readonly size: number;
  /** Number of the period, 0 being that of the start. */
  readonly period: number;
  /** The same: cells of one period each, as charts and curves of cohorts read them. */
  readonly lastPeriod: number;
  /** Name of the calendar period. */
  readonly calendarPeriod: string;
  /** There at its first midnight; 0 in period 0. */
  readonly activeAtStart: number;
  /** Ended in it, on its first midnight excluded and the next one's included; null while it is not over. */
  readonly lost: number | null;
  /** Came back in it, with `"originalCohort"`; else 0; null while it is not over. */
  readonly returned: number | null;
  /** There at the first midnight of the next period: start - lost + returned; null while it is not over. */
  readonly activeAtEnd: number | null;
  /** There at any time of it; null while it is not over. */
  readonly activeDuring: number | null;
  /** Members for whom the period is over: all or none. */
  readonly eligible: number;
  /** What is counted: `activeAtEnd`. */
  readonly value: number | null;
  /** What `rate` divides by: `size`; null while the period is not over. */
  readonly base: number | null;
  /** `activeAtEnd / size`: retention at the end of the period; null while it is not over. */
  readonly rate: number | null;
  /** Whether the period is over. */
  readonly complete: boolean;
}

/** A triangle, with the definitions it was made with. */
export interface SubscriptionCohortTable {
  /** Calendar period of cohorts and columns. */
  readonly period: StartPeriod;
  /** Customers who come back. */
  readonly winBacks: TriangleWinBacks;
  /** Time zone of dates and periods. */
  readonly timeZone: string;
  /** End of observation (local date), not included. */
  readonly asOf: string;
  /** Rows left out: they start on or after `asOf`, or their amount is 0. */
  readonly leftOut: number;
  /** As a table of cohorts: customers are counted. */
  readonly measure: "customers";
  /** As a table of cohorts: rates are shares of the cohort. */
  readonly relativeTo: "cohort";
  /** As a table of cohorts: a tenure is in one of them. */
  readonly membership: "first";
  /** As a table of cohorts: unfinished cells are null. */
  readonly incomplete: "null";
  /** The cohorts, by time. */
  readonly cohorts: readonly { readonly cohort: string; readonly start: string; readonly size: number }[];
  /** The cells, cohort by cohort and period by period, up to the period that holds the last day before `asOf`. */
  readonly cells: readonly SubscriptionCohortCell[];
}

const where = "subscriptionCohortTable";

/**
 * Retention triangle of subscriptions: of those who started in a month, how many were there at the end of each month since.
 *
 * A calendar month is no billing period: of those who start on the 30th, who leaves at the first renewal is there at the end
 * of the first month, and of the second where they leave on the 30th. For renewal rates and models use `renewalCohorts`.
 * `retentionCurve` pools the cohorts.
 *
 * Formula: activeAtEnd(k) = activeAtStart(k) - lost(k) + returned(k), the size of the cohort in place of activeAtStart(0).
 *
 * @param subscriptions - Rows (objects), or columns by name, one entry per subscription: `customer`, `start`, `end` (null
 *   while it runs), perhaps `amount`, `interval`, `intervalCount` and `canceledAt`.
 * @param options - `asOf`, the `period`, where the fields are found, and the rules of counting.
 * @returns Cohorts and cells as flat objects; rates are fractions, null in a period that is not over at `asOf`.
 * @throws {InvalidInputError} If rows cannot be read (the first ten are named), or an end is before its start.
 * @throws {InsufficientDataError} If there is no subscription that counts.
 *
 * @example
 * const subscriptions = [
 *   { customer: "a", start: "2024-01-30", end: "2024-03-19" },
 *   { customer: "b", start: "2024-01-27", end: null },
 *   { customer: "c", start: "2024-02-10", end: "2024-03-01" },
 * ];
 * const { cells } = subscriptionCohortTable(subscriptions, { asOf: "2024-04-01" });
 * cells.map(({ cohort, period, rate }) => [cohort, period, rate]);
 * // => [["2024-01", 0, 1], ["2024-01", 1, 1], ["2024-01", 2, 0.5], ["2024-02", 0, 0], ["2024-02", 1, 0]]
 */
export function subscriptionCohortTable<Table extends object>(
  subscriptions: Table,
  options: SubscriptionCohortOptions<Table>,
): SubscriptionCohortTable {
  const names = subscriptionRowOptions.filter((name) => name !== "plan" && name !== "cause");
  checkOptions(where, options, [...names, "period", "weekStart", "winBacks"] as never);
  const { period = "month", weekStart = "monday", winBacks = "newTenure" } = options;
  checkChoice(where, "period", period, ["day", "week", "month", "quarter", "year"]);
  checkChoice(where, "weekStart", weekStart, weekdays);
  checkChoice(where, "winBacks", winBacks, ["newTenure", "firstOnly", "continue", "originalCohort"]);
  const gap = checkMergeGap(where, options.mergeGap);
  const rows = readSubscriptionRows(where, subscriptions, { ...options, winBacks: undefined });
  const tenures = mergeRows(rows, mergeRule(gap, winBacks, false));
  const clock: Clock = {
    numberOf: (day) => periodNumber(period, weekStart, day),
    startOf: (number) => firstDay(period, weekStart, number),
    name: (number) => periodName(period, weekStart, number),
  };
  const cohorts = countCohorts(rows, tenures, clock, winBacks === "originalCohort");
  checkSufficient(cohorts.length > 0, where, "subscriptions", "must hold a start that counts before asOf", 0);
  return {
    ...{ period, winBacks, timeZone: rows.zone.name, asOf: isoDate(rows.asOf), leftOut: rows.leftOut },
    ...({ measure: "customers", relativeTo: "cohort", membership: "first", incomplete: "null" } as const),
    cohorts: cohorts.map(({ number, size }) => ({
      ...{ cohort: clock.name(number), start: isoDate(clock.startOf(number)), size },
    })),
    cells: cohorts.flatMap((cohort) => cellsOf(cohort, clock, rows.asOf)),
  };
}

/** Calendar periods by consecutive numbers. */
interface Clock {
  readonly numberOf: (day: number) => number;
  readonly startOf: (number: number) => number;
  readonly name: (number: number) => string;
}

/** What happened in a cohort, by period since its start. */
interface Cohort {
  readonly number: number;
  size: number;
  readonly lost: number[];
  readonly returned: number[];
  /** Of those who returned, the ones who were not there earlier in the period. */
  readonly back: number[];
}

function countCohorts(rows: SubscriptionRows, tenures: Tenures, clock: Clock, original: boolean): Cohort[] {
  const cohorts = new Map<number, Cohort>();
  let [cohort, seen, observed]: [Cohort | null, number, boolean] = [null, 0, false];
  for (let i = 0; i < tenures.length; i++) {
    const [start, end] = [tenures.start[i]!, tenures.end[i]!];
    const number = clock.numberOf(start);
    const isReturn = original && tenures.number[i]! > 1;
    if (!isReturn) {
      observed = rows.observedFrom === null || start >= rows.observedFrom;
      if (!observed) continue;
      cohort = cohorts.get(number) ?? { number, size: 0, lost: [], returned: [], back: [] };
      cohorts.set(number, cohort);
      cohort.size++;
    } else if (!observed) continue;
    const own = cohort!;
    const add = (counts: number[], at: number) => {
      counts[at - own.number] = (counts[at - own.number] ?? 0) + 1;
    };
    if (isReturn) {
      add(own.returned, number);
      if (seen < number) add(own.back, number);
    }
    // Who leaves at the first midnight of a period left in the one before it.
    seen = end === noEnd ? Number.POSITIVE_INFINITY : Math.max(number, clock.numberOf(end - 1));
    if (end !== noEnd) add(own.lost, seen);
  }
  return [...cohorts.values()].sort((a, b) => a.number - b.number);
}

function cellsOf(cohort: Cohort, clock: Clock, asOf: number): SubscriptionCohortCell[] {
  const { number, size } = cohort;
  const name = clock.name(number);
  const last = clock.numberOf(asOf - 1) - number;
  let present = 0;
  return Array.from({ length: last + 1 }, (_, k) => {
    const complete = clock.startOf(number + k + 1) <= asOf;
    const activeAtStart = present;
    const [lost, returned, back] = [cohort.lost[k] ?? 0, cohort.returned[k] ?? 0, cohort.back[k] ?? 0];
    const before = k === 0 ? size : activeAtStart;
    const activeAtEnd = before - lost + returned;
    present = activeAtEnd;
    const ifOver = (value: number) => (complete ? value : null);
    return {
      ...{
        cohort: name,
        size,
        period: k,
        lastPeriod: k,
        calendarPeriod: clock.name(number + k),
        activeAtStart,
      },
      ...{ lost: ifOver(lost), returned: ifOver(returned), activeAtEnd: ifOver(activeAtEnd) },
      ...{ activeDuring: ifOver(before + back), eligible: complete ? size : 0 },
      ...{ value: ifOver(activeAtEnd), base: ifOver(size), rate: ifOver(activeAtEnd / size), complete },
    };
  });
}
