/** Walks the customers of a log, finds the start of each, and puts what followed into the tally. */
import { countRows, type EventLog, groupRows } from "../data/event-log.js";
import type { Clock } from "./clock.js";
import type { CohortPlan } from "./table-options.js";
import type { Tally } from "./tally.js";

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
  const { plan, marks, clock } = counting;
  const sameCohorts = plan.cohortPeriod === plan.period && clock.calendar !== null;
  const plain = marks.starts === null && marks.returns === null && plan.periodZero === "forced";
  if (plan.membership === "recurring") countRecurring(counting);
  else if (plain && sameCohorts && clock.length === 1 && marks.cohortOf === cohortOfPeriod)
    countPlain(counting);
  else countFirst(counting);
  counting.tally.finish();
}

/** Marker for cohorts that are the period of the start, which then need no look at the row. */
export const cohortOfPeriod = (): number => Number.NaN;

/** The common case, without a look at single rows: every event starts and returns, and the cohort is the start's period. */
function countPlain({ log, clock, marks, tally }: Counting): void {
  const { codes, ids } = log;
  const { readings, asOf } = clock;
  const bounds = countRows(codes, ids.length);
  const next = bounds.slice();
  const sorted = new Int32Array(codes.length);
  const values = marks.values === null ? null : new Float64Array(codes.length);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    if (code < 0) continue;
    const place = next[code] as number;
    sorted[place] = readings[i] as number;
    if (values !== null) values[place] = (marks.values as Float64Array)[i] as number;
    next[code] = place + 1;
  }
  for (let c = 0; c < ids.length; c++) {
    const [from, to] = [bounds[c] as number, bounds[c + 1] as number];
    if (from === to) continue;
    let start = sorted[from] as number;
    for (let j = from + 1; j < to; j++) if ((sorted[j] as number) < start) start = sorted[j] as number;
    tally.open(start, asOf - start - 1, asOf - start);
    for (let j = from; j < to; j++)
      tally.visit((sorted[j] as number) - start, 1, values === null ? 0 : (values[j] as number));
    tally.close();
  }
}

/** One membership per customer: the first start event, and every return at or after it. */
function countFirst({ log, plan, clock, marks, tally }: Counting): void {
  const { times } = log;
  const { starts: bounds, order } = groupRows(log.codes, log.ids.length);
  const { readings, length, asOf } = clock;
  const needed = plan.periodZero === "returnEventNeeded";
  for (let c = 0; c < log.ids.length; c++) {
    const [from, to] = [bounds[c] as number, bounds[c + 1] as number];
    const start = earliestStart(order, from, to, times, marks);
    if (start < 0) continue;
    const [startTime, reading] = [times[start] as number, readings[start] as number];
    const begun = Math.floor((asOf - reading) / length);
    const over = Math.floor((asOf - (clock.origins[start] as number)) / length) - 1;
    const cohort = marks.cohortOf(start);
    tally.open(Number.isNaN(cohort) ? reading : cohort, over, begun);
    for (let j = from; j < to; j++) {
      const row = order[j] as number;
      if (!isReturn(row, startTime, times[row] as number, marks, needed)) continue;
      const window = Math.floor(((readings[row] as number) - reading) / length);
      tally.visit(window, 1, marks.values === null ? 0 : (marks.values[row] as number));
    }
    tally.close();
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
  const { readings, asOf } = clock;
  const needed = plan.periodZero === "returnEventNeeded";
  for (let c = 0; c < log.ids.length; c++) {
    const rows = order.subarray(bounds[c] as number, bounds[c + 1] as number);
    const activity = activityByPeriod(rows, readings, times, marks);
    addReturns(rows, activity, readings, times, marks, needed);
    for (const begin of activity.values()) {
      if (begin.start < 0) continue;
      const cohort = marks.cohortOf(begin.start);
      tally.open(Number.isNaN(cohort) ? begin.period : cohort, asOf - begin.period - 1, asOf - begin.period);
      if (begin.eventsAfter > 0) tally.visit(0, begin.eventsAfter, begin.sumAfter);
      for (const later of activity.values())
        if (later.period > begin.period && later.events > 0)
          tally.visit(later.period - begin.period, later.events, later.sum);
      tally.close();
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
