/** Walks the customers of a log, finds the start of each, and puts what followed into the tally. */
import { findPeriod } from "../data/calendar.js";
import { type EventLog, groupRows } from "../data/event-log.js";
import type { Clock } from "./clock.js";
import type { CohortPlan } from "./table-options.js";
import { addMembers, endMember, finishTally, openMember, type Tally, visitWindow } from "./tally.js";

/** What counting needs to know of each row, beside the log itself. */
export interface EventMarks {
  /** 1 for rows that may start a history; null where every row may. */
  readonly starts: Uint8Array | null;
  /** 1 for rows that count as returns; null where every row does. */
  readonly returns: Uint8Array | null;
  /** Value of each row, where the measure needs one. */
  readonly values: Float64Array | null;
  /** The cohort that a row would start. */
  readonly cohortOf: (row: number) => number;
}

type Counting = {
  readonly log: EventLog;
  readonly plan: CohortPlan;
  readonly clock: Clock;
  readonly marks: EventMarks;
  readonly tally: Tally;
};

/** Counts every membership of the log. */
export function countMembers(counting: Counting): void {
  if (counting.plan.membership === "recurring") countRecurring(counting);
  else if (!countByBits(counting)) countFirst(counting);
  finishTally(counting.tally);
}

/** Marker for cohorts that are the period of the start, which then need no look at the row. */
export const cohortOfPeriod = (): number => Number.NaN;

/**
 * The common case, in one pass over the log: every event starts and returns, the cohort is the period of the first, and
 * only whether a customer was there counts, so that one bit per customer and period holds all. Returns false otherwise.
 */
function countByBits({ log, plan, clock, marks, tally }: Counting): boolean {
  const { codes, times, ids } = log;
  const { calendar, asOf } = clock;
  const everyEvent = marks.starts === null && marks.returns === null && plan.periodZero === "forced";
  const onlyThere = plan.measure === "customers" && plan.minimumEvents === 1;
  if (calendar === null || !everyEvent || !onlyThere || marks.cohortOf !== cohortOfPeriod) return false;
  const words = Math.ceil(calendar.count / 32);
  // Many periods and few events per customer would make more bits than events: then they are sorted instead.
  if (words * ids.length > 4 * codes.length + 1e6) return false;
  const bits = new Int32Array(words * ids.length);
  const { grid, starts } = calendar;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    if (code < 0) continue;
    const period = findPeriod(grid, starts, times[i] as number);
    const word = code * words + (period >>> 5);
    bits[word] = (bits[word] as number) | (1 << (period & 31));
  }
  if (plan.definition === "on" && plan.brackets === null && plan.relativeTo === "cohort")
    addBitsTogether(bits, words, calendar.count, asOf, tally);
  else addBitsOneByOne(bits, words, asOf, tally);
  return true;
}

/** Adds customers whose periods are bits, counting first by period of the start and period. */
function addBitsTogether(bits: Int32Array, words: number, periods: number, asOf: number, tally: Tally): void {
  const sizes = new Float64Array(periods);
  const seen = new Float64Array(periods * periods);
  for (let first = 0; first < bits.length; first += words) {
    let row = -1;
    for (let word = 0; word < words; word++) {
      for (let rest = bits[first + word] as number; rest !== 0; rest &= rest - 1) {
        const period = word * 32 + 31 - Math.clz32(rest & -rest);
        if (row < 0) {
          sizes[period] = (sizes[period] as number) + 1;
          // The start is window 0 of its row.
          row = period * periods - period;
        }
        seen[row + period] = (seen[row + period] as number) + 1;
      }
    }
  }
  for (let start = 0; start < periods; start++) {
    const retained = seen.subarray(start * periods, (start + 1) * periods);
    const size = sizes[start] as number;
    if (size > 0) addMembers(tally, start, { size, lastOver: asOf - start - 1, retained });
  }
}

/** Adds customers whose periods are bits one by one, for definitions that look at several periods of a customer. */
function addBitsOneByOne(bits: Int32Array, words: number, asOf: number, tally: Tally): void {
  for (let first = 0; first < bits.length; first += words) {
    let start = -1;
    for (let word = 0; word < words; word++) {
      for (let rest = bits[first + word] as number; rest !== 0; rest &= rest - 1) {
        const period = word * 32 + 31 - Math.clz32(rest & -rest);
        if (start < 0) {
          start = period;
          openMember(tally, start, asOf - start - 1, asOf - start);
        }
        visitWindow(tally, period - start, 1, 0);
      }
    }
    if (start >= 0) endMember(tally);
  }
}

/** One membership per customer: the first start event, and every return at or after it. */
function countFirst({ log, plan, clock, marks, tally }: Counting): void {
  const { times } = log;
  const { starts: bounds, order } = groupRows(log.codes, log.ids.length);
  const { length, asOf } = clock;
  const [readings, origins] = [clock.readings(), clock.origins()];
  const needed = plan.periodZero === "returnEventNeeded";
  for (let c = 0; c < log.ids.length; c++) {
    const [from, to] = [bounds[c] as number, bounds[c + 1] as number];
    const start = earliestStart(order, from, to, times, marks);
    if (start < 0) continue;
    const [startTime, reading] = [times[start] as number, readings[start] as number];
    const begun = Math.floor((asOf - reading) / length);
    const over = Math.floor((asOf - (origins[start] as number)) / length) - 1;
    const cohort = marks.cohortOf(start);
    openMember(tally, Number.isNaN(cohort) ? reading : cohort, over, begun);
    for (let j = from; j < to; j++) {
      const row = order[j] as number;
      if (!isReturn(row, startTime, times[row] as number, marks, needed)) continue;
      const window = Math.floor(((readings[row] as number) - reading) / length);
      visitWindow(tally, window, 1, marks.values === null ? 0 : (marks.values[row] as number));
    }
    endMember(tally);
  }
}

/**
 * The row of the earliest start event, -1 without one. Among start events at one instant the lowest cohort decides, so
 * that the order of the rows never does.
 */
function earliestStart(
  order: Int32Array,
  from: number,
  to: number,
  times: Float64Array,
  marks: EventMarks,
): number {
  let best = -1;
  for (let j = from; j < to; j++) {
    const row = order[j] as number;
    if (marks.starts !== null && marks.starts[row] === 0) continue;
    const earlier = best < 0 || (times[row] as number) < (times[best] as number);
    const tied = !earlier && times[row] === times[best];
    if (earlier || (tied && marks.cohortOf(row) < marks.cohortOf(best))) best = row;
  }
  return best;
}

/**
 * Whether a row is a return to a start: at or after it. Where a return is needed even in period 0, start events at the
 * very instant of the start are the start itself.
 */
function isReturn(row: number, start: number, time: number, marks: EventMarks, needed: boolean): boolean {
  if (time < start || (marks.returns !== null && marks.returns[row] === 0)) return false;
  return !(needed && time === start && (marks.starts === null || marks.starts[row] === 1));
}

/** What one customer did in one calendar period. */
interface PeriodActivity {
  readonly period: number;
  /** The row of the first start event of the period, -1 without one. */
  start: number;
  events: number;
  sum: number;
  /** Events and sum at or after the start, for period 0 of the membership that begins here. */
  eventsAfter: number;
  sumAfter: number;
}

/** One membership per customer and period with a start event: calendar periods only. */
function countRecurring({ log, plan, clock, marks, tally }: Counting): void {
  const { times } = log;
  const { starts: bounds, order } = groupRows(log.codes, log.ids.length);
  const { asOf } = clock;
  const readings = clock.readings();
  const needed = plan.periodZero === "returnEventNeeded";
  for (let c = 0; c < log.ids.length; c++) {
    const rows = order.subarray(bounds[c] as number, bounds[c + 1] as number);
    const activity = activityByPeriod(rows, readings, times, marks);
    addReturns(rows, activity, readings, times, marks, needed);
    for (const begin of activity.values()) {
      if (begin.start < 0) continue;
      const cohort = marks.cohortOf(begin.start);
      openMember(
        tally,
        Number.isNaN(cohort) ? begin.period : cohort,
        asOf - begin.period - 1,
        asOf - begin.period,
      );
      if (begin.eventsAfter > 0) visitWindow(tally, 0, begin.eventsAfter, begin.sumAfter);
      for (const later of activity.values())
        if (later.period > begin.period && later.events > 0)
          visitWindow(tally, later.period - begin.period, later.events, later.sum);
      endMember(tally);
    }
  }
}

function activityByPeriod(
  rows: Int32Array,
  readings: ArrayLike<number>,
  times: Float64Array,
  marks: EventMarks,
): Map<number, PeriodActivity> {
  const activity = new Map<number, PeriodActivity>();
  for (const row of rows) {
    const period = readings[row] as number;
    let entry = activity.get(period);
    if (entry === undefined) {
      entry = { period, start: -1, events: 0, sum: 0, eventsAfter: 0, sumAfter: 0 };
      activity.set(period, entry);
    }
    if (marks.starts !== null && marks.starts[row] === 0) continue;
    const { start } = entry;
    const earlier = start < 0 || (times[row] as number) < (times[start] as number);
    const tied = !earlier && times[row] === times[start];
    if (earlier || (tied && marks.cohortOf(row) < marks.cohortOf(start))) entry.start = row;
  }
  return activity;
}

function addReturns(
  rows: Int32Array,
  activity: ReadonlyMap<number, PeriodActivity>,
  readings: ArrayLike<number>,
  times: Float64Array,
  marks: EventMarks,
  needed: boolean,
): void {
  for (const row of rows) {
    const entry = activity.get(readings[row] as number);
    if (entry === undefined || (marks.returns !== null && marks.returns[row] === 0)) continue;
    const value = marks.values === null ? 0 : (marks.values[row] as number);
    entry.events += 1;
    entry.sum += value;
    if (entry.start < 0 || !isReturn(row, times[entry.start] as number, times[row] as number, marks, needed))
      continue;
    entry.eventsAfter += 1;
    entry.sumAfter += value;
  }
}
