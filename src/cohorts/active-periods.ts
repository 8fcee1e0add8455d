/** In which calendar periods each customer was active: the common ground of lifecycle, stickiness and active customers. */

import { countRows, type EventLog } from "../data/event-log.js";
import type { Calendar } from "../tables/calendar.js";

/** Active periods of every customer: those of code c are `periods[bounds[c]]` to `periods[ends[c] - 1]`, ascending and distinct. */
export interface ActivePeriods {
  readonly customers: number;
  readonly bounds: Int32Array;
  readonly ends: Int32Array;
  readonly periods: Int32Array;
}

/**
 * Finds the periods in which each customer has at least `minimumEvents` events that count; `counted` marks those rows with
 * 1, null for every row.
 */
export function findActivePeriods(
  log: EventLog,
  calendar: Calendar,
  counted: Uint8Array | null,
  minimumEvents = 1,
): ActivePeriods {
  const codes = counted === null ? log.codes : log.codes.map((code, i) => (counted[i] === 1 ? code : -1));
  const customers = log.ids.length;
  const bounds = countRows(codes, customers);
  const next = bounds.slice();
  const periods = new Int32Array(bounds[customers] as number);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    if (code < 0) continue;
    const place = next[code] as number;
    periods[place] = calendar.indexOf(log.times[i] as number);
    next[code] = place + 1;
  }
  const ends = new Int32Array(customers);
  for (let c = 0; c < customers; c++)
    ends[c] = keepDistinct(periods, bounds[c] as number, bounds[c + 1] as number, minimumEvents);
  return { customers, bounds, ends, periods };
}

/** Sorts a stretch and keeps one of each value that occurs often enough; returns where the kept ones end. */
function keepDistinct(values: Int32Array, from: number, to: number, least: number): number {
  values.subarray(from, to).sort();
  let end = from;
  for (let i = from; i < to; ) {
    const value = values[i] as number;
    let next = i + 1;
    while (next < to && values[next] === value) next++;
    if (next - i >= least) values[end++] = value;
    i = next;
  }
  return end;
}
