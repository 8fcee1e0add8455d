/** Walks the customers of a log, finds the start of each membership, and puts what followed into the tally. */
import { rowsByCustomer } from "../data/event-log.js";
import { overRows, piece } from "../pieces.js";
import { countByBits } from "./count-by-bits.js";
import type { Counting, EventMarks } from "./counting.js";
import { endMember } from "./retained-windows.js";
import { finishTally, openMember, type Tally, visitWindow } from "./tally.js";

/** Counts every membership of the log. */
export function countMembers(counting: Counting): void {
  if (!countByBits(counting)) countByCustomer(counting);
  piece(() => finishTally(counting.tally));
}

/** Sorts the log by customer and counts the memberships of one after the other. */
function countByCustomer({ log, plan, clock, marks, tally }: Counting): void {
  const { times } = log;
  const { starts: bounds, order } = rowsByCustomer(log.codes, log.ids.length);
  const { length, asOf } = clock;
  const [readings, origins] = [clock.readings(), clock.origins()];
  const periods = plan.membership === "recurring" ? clock.periods() : null;
  const needed = plan.periodZero === "returnEventNeeded";
  const countCustomer = (rows: Int32Array): void => {
    for (const start of startRows(rows, times, marks, periods)) {
      const [startTime, reading] = [times[start] as number, readings[start] as number];
      const begun = Math.floor((asOf - reading) / length);
      const over = Math.floor((asOf - (origins[start] as number)) / length) - 1;
      openMember(tally, marks.cohortOf === null ? reading : marks.cohortOf(start), over, begun);
      for (const row of rows) {
        if (!isReturn(row, startTime, times[row] as number, marks, needed)) continue;
        const window = Math.floor(((readings[row] as number) - reading) / length);
        visitWindow(tally, window, 1, marks.values === null ? 0 : (marks.values[row] as number));
      }
      endMember(tally);
    }
  };
  const countCustomers = (_: Tally, from: number, to: number): void => {
    for (let c = from; c < to; c++) countCustomer(order.subarray(bounds[c], bounds[c + 1]));
  };
  overRows(log.ids.length, () => tally, countCustomers, 1 << 12);
}

/** The rows that start the memberships of a customer: the earliest start event, or that of each period. */
function startRows(
  rows: Int32Array,
  times: Float64Array,
  marks: EventMarks,
  periods: Int32Array | null,
): Iterable<number> {
  const earliest = new Map<number, number>();
  for (const row of rows) {
    if (marks.starts !== null && marks.starts[row] === 0) continue;
    const period = periods === null ? 0 : (periods[row] as number);
    const best = earliest.get(period);
    if (best === undefined || isEarlier(row, best, times, marks)) earliest.set(period, row);
  }
  return earliest.values();
}

/** Among start events at one instant the lowest cohort decides, so that the order of the rows never does. */
function isEarlier(row: number, best: number, times: Float64Array, { cohortOf }: EventMarks): boolean {
  const [time, other] = [times[row] as number, times[best] as number];
  return time < other || (time === other && cohortOf !== null && cohortOf(row) < cohortOf(best));
}

/**
 * Whether a row is a return to a start: at or after it. Where a return is needed even in period 0, start events at the
 * very instant of the start are the start itself.
 */
function isReturn(row: number, start: number, time: number, marks: EventMarks, needed: boolean): boolean {
  if (time < start || (marks.returns !== null && marks.returns[row] === 0)) return false;
  return !(needed && time === start && (marks.starts === null || marks.starts[row] === 1));
}
